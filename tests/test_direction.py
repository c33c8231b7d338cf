"""Who held, took or lost what: one reading for an article and for a phrase, and no silent pivot.

The truth beside each sentence is a human reader's. TUNED has the shapes that the grammar was
written with. UNSEEN was written before it was tried: at first 37 of its 46 came out right by both
paths (4 more were read by a phrase alone), and it was tuned on then. HELD_OUT was tried once after
that: 37 of its 40 came out right, and the other three no article's reader found.
"""

from __future__ import annotations

import pytest

import aleppomap as am
from aleppomap.claims.context import Sentence
from aleppomap.claims.direction import direction_of
from aleppomap.claims.extract import extract
from aleppomap.claims.gazetteer import gazetteer
from aleppomap.claims.holder import named_in
from aleppomap.claims.making import claim_from_found, claim_from_phrase
from aleppomap.claims.text import flatten
from tests import small

DAY = "2016-12-09"

TUNED = [
    ("Half of the besieged quarter is now in the regime's hands.", "held government"),
    ("Four fifths of the enclave is under state control.", "held government"),
    ("Four fifths of the enclave has come under army control.", "gained government"),
    ("14 districts are under the Syrian army's control.", "held government"),
    ("With four fifths of the enclave in army hands, the talks began.", "held government"),
    ("Pro-government forces, who control four fifths of the enclave, paused.", "held government"),
    ("Four fifths of the enclave has gone over to the regime.", "gained government"),
    ("The Syrian military controls 70 % of the enclave.", "held government"),
    (
        "A quarter of the land that insurgents had held in the east has now been recaptured.",
        "taken opposition",
    ),
    ("A quarter of the land that insurgents held is now in army hands.", "held government"),
    ("The enclave has been cut by four fifths.", "lost opposition"),
    ("The ground controlled by insurgents has been reduced by a quarter.", "lost opposition"),
    (
        "Insurgents quit the old quarter, leaving them with 15 percent of the enclave.",
        "held opposition",
    ),
    (
        "The army pressed on, leaving the insurgents with just 3 % of the enclave.",
        "held opposition",
    ),
    ("The regime's gains leave the opposition with 12 km².", "held opposition"),
    ("All but a fifth of the enclave has been captured.", "taken opposition"),
    ("The army holds all but a fifth of the enclave.", "held government"),
    ("All but four districts have fallen.", "held opposition"),
    ("Insurgents were ousted from four fifths of the enclave.", "lost opposition"),
    ("Four fifths of the enclave is gone.", "lost opposition"),
    ("The insurgent enclave has been reduced to a fifth of its size.", "held opposition"),
    ("A fifth of the enclave is still in insurgent hands.", "held opposition"),
    ("The insurgents were squeezed into less than a fifth of the enclave.", "held opposition"),
    (
        "The regime's advance left insurgents holding only a fifth of the enclave.",
        "held opposition",
    ),
    ("The army and Kurdish forces together seized 40 % of the enclave.", "taken opposition"),
    ("Army troops backed by Kurdish fighters seized 40 % of the enclave.", "gained government"),
    ("The military and allied forces seized 40 % of the enclave.", "gained government"),
    ("The Army of Conquest captured 10 % of eastern Aleppo.", "gained opposition"),
    ("Rebel troops captured 10 % of eastern Aleppo.", "gained opposition"),
    ("Kurdish troops captured 10 % of eastern Aleppo.", "gained sdf"),
    ("Turkish troops captured 10 % of eastern Aleppo.", "stranger Turkish troops"),
    ("Islamic State captured 10 % of eastern Aleppo.", "stranger Islamic State"),
    ("10 % of eastern Aleppo was captured by jihadists.", "stranger jihadists"),
    ("The Russians lost 10 % of eastern Aleppo.", "stranger The Russians"),
    ("Israel holds 10 % of eastern Aleppo.", "stranger Israel"),
    ("The enemy still holds 10 % of eastern Aleppo.", "stranger The enemy"),
    ("In August Moscow captured 10 % of eastern Aleppo.", "stranger Moscow"),
    ("#SAA captured 10 % of E. Aleppo.", "gained government"),
    ("The army lost 10 % of eastern Aleppo to insurgents.", "lost government"),
    ("Insurgents captured 10 % of eastern Aleppo from the army.", "gained opposition"),
    ("10 % of eastern Aleppo was captured from the army.", "lost government"),
    ("Insurgents lost to the army 10 % of eastern Aleppo.", "lost opposition"),
    ("The army, which lost 30 men, captured 10 % of eastern Aleppo.", "gained government"),
]
"""Sentence, and which way it turns its number and for whom."""

UNSEEN = [
    (
        "The state has regained its grip and now has 60 percent of the rebel enclave in its hands.",
        "held government",
    ),
    (
        "Roughly 60 percent of the rebel enclave lies in the hands of loyalist forces.",
        "held government",
    ),
    ("About 30 percent of the rebel enclave is still under insurgent control.", "held opposition"),
    ("Insurgents cling to 30 percent of the rebel enclave.", "held opposition"),
    ("The insurgents have been penned into 30 percent of their former enclave.", "held opposition"),
    (
        "Tuesday's assault left the insurgents holding a mere 30 percent of the enclave.",
        "held opposition",
    ),
    (
        "Soldiers stormed Shaar on Wednesday, leaving opposition fighters with 30 "
        "percent of the enclave.",
        "held opposition",
    ),
    ("Opposition fighters have pulled out of 60 percent of the enclave.", "lost opposition"),
    (
        "The insurgents have been pushed out of 60 percent of the enclave since mid-November.",
        "lost opposition",
    ),
    ("The insurgents' enclave has shrunk by 60 percent.", "lost opposition"),
    (
        "The opposition, once in charge of the whole east, has lost 60 percent of the enclave.",
        "lost opposition",
    ),
    (
        "The regime, helped by Russian jets, has overrun 60 percent of the enclave.",
        "gained government",
    ),
    (
        "Syrian soldiers and their allies recaptured 60 percent of the enclave, state "
        "television said.",
        "gained government",
    ),
    ("60 percent of the enclave has fallen to government troops.", "gained government"),
    (
        "60 percent of the enclave was seized by the Syrian army and allied militias.",
        "gained government",
    ),
    (
        "Government troops, whose allies include Hezbollah, have seized 60 percent of the enclave.",
        "gained government",
    ),
    (
        "According to the Observatory, the army took 60 percent of the enclave from "
        "rebels in three weeks.",
        "gained government",
    ),
    (
        "Within three weeks of the offensive the army recovered 60 percent of the enclave.",
        "gained government",
    ),
    ("Iraqi troops hold 60 percent of the enclave.", "stranger Iraqi troops"),
    ("60 percent of the enclave was captured by Lebanese fighters.", "stranger Lebanese fighters"),
    ("Hezbollah has wrested 60 percent of the enclave from rebels.", "stranger Hezbollah"),
    ("The Islamic State lost 60 percent of the enclave.", "stranger The Islamic State"),
    ("60 percent of the enclave is under Turkey's control.", "stranger Turkey"),
    ("Paratroopers occupy 60 percent of the enclave.", "stranger Paratroopers"),
    ("The Turkish army took 60 percent of the enclave on Monday.", "stranger The Turkish army"),
    ("Kurdish units hold 5 percent of eastern Aleppo.", "held sdf"),
    ("5 percent of eastern Aleppo went to the Kurds.", "gained sdf"),
    ("The YPG, a Kurdish militia, seized 5 percent of eastern Aleppo.", "gained sdf"),
    ("The army abandoned 5 percent of eastern Aleppo to rebels.", "lost government"),
    ("Rebel forces retook 5 percent of eastern Aleppo.", "gained opposition"),
    ("60 percent of the ground rebels had controlled was captured.", "taken opposition"),
    (
        "60 percent of the ground that the insurgents ruled in November is now held by the army.",
        "held government",
    ),
    ("The army and the YPG have together captured 60 percent of the enclave.", "taken opposition"),
    (
        "The army is now in control of 60 percent of the enclave, having seized Shaar.",
        "held government",
    ),
    (
        "A monitor said on Friday that insurgents had lost 60 percent of the enclave.",
        "lost opposition",
    ),
    ("Residents say 60 percent of the enclave is back in the army's hands.", "held government"),
    (
        "After days of shelling, 20 districts of eastern Aleppo are under the rule of "
        "the government.",
        "held government",
    ),
    ("Rebels have now been forced to give up 20 districts.", "lost opposition"),
    ("All but 20 districts have been taken by the army.", "held opposition"),
    ("The army has recaptured all but 40 percent of the enclave.", "gained government"),
    (
        "The opposition's territory has been whittled down to 10 square kilometres.",
        "held opposition",
    ),
    ("20 square kilometres have been returned to state control.", "gained government"),
    ("Just over 20 square kilometres are now run by the government.", "held government"),
    ("Army units, led by the Tiger Forces, captured 20 square kilometres.", "gained government"),
    ("Rebels, who had vowed to stay, ceded 20 square kilometres.", "lost opposition"),
    (
        "With 60 percent of the enclave now under the army's control, aid is needed.",
        "held government",
    ),
]
"""As TUNED."""

HELD_OUT = [
    (
        "A fifth of eastern Aleppo is still militant-controlled, held by the opposition.",
        "held opposition",
    ),
    (
        "With only a fifth of eastern Aleppo left in militant hands, talks resumed.",
        "held opposition",
    ),
    (
        "The Syrian government, backed by Russia and Iran, has regained 70 percent of the enclave.",
        "gained government",
    ),
    (
        "In little over two weeks, Assad's troops have captured 70 percent of the enclave.",
        "gained government",
    ),
    (
        "President Bashar al-Assad's army has conquered 70 percent of the enclave.",
        "gained government",
    ),
    (
        "70 percent of the enclave has been retaken by pro-government forces, the army said.",
        "gained government",
    ),
    ("70 percent of the enclave has returned to government control.", "gained government"),
    ("70 percent of the enclave has passed into the hands of the army.", "gained government"),
    ("By Thursday the army controlled 70 percent of the enclave.", "held government"),
    ("The army says it controls 70 percent of the enclave.", "held government"),
    ("Moscow says the Syrian army controls 70 percent of the enclave.", "held government"),
    ("Rebels admit that the regime holds 70 percent of the enclave.", "held government"),
    ("The army says rebels hold 30 percent of the enclave.", "held opposition"),
    (
        "Though the army has advanced, rebels still control 30 percent of the enclave.",
        "held opposition",
    ),
    ("As the army advanced, rebels lost 70 percent of the enclave.", "lost opposition"),
    ("Rebels and their allies lost 70 percent of the enclave.", "lost opposition"),
    ("70 percent of the enclave has been lost by the rebels.", "lost opposition"),
    ("70 percent of the enclave has been lost to the army.", "gained government"),
    ("70 percent of the enclave has been abandoned by rebel fighters.", "lost opposition"),
    ("The army has pushed rebels out of 70 percent of the enclave.", "lost opposition"),
    ("The army's advance has cost the rebels 70 percent of the enclave.", "lost opposition"),
    ("Government forces have reduced the rebel enclave by 70 percent.", "lost opposition"),
    ("Government forces have squeezed rebels into 30 percent of the enclave.", "held opposition"),
    ("The rebels' enclave is down to 30 percent of its former size.", "held opposition"),
    ("Russian marines seized 70 percent of the enclave.", "stranger Russian marines"),
    ("The Egyptian army holds 70 percent of the enclave.", "stranger The Egyptian army"),
    ("70 percent of the enclave is now in Martians' hands.", "stranger Martians"),
    ("Jihadist fighters still hold 30 percent of the enclave.", "stranger Jihadist fighters"),
    (
        "70 percent of the enclave is under the control of Shiite militias.",
        "stranger Shiite militias",
    ),
    ("The New Army of Syria took 70 percent of the enclave.", "stranger The New Army of Syria"),
    ("The Free Syrian Army seized 5 percent of eastern Aleppo.", "gained opposition"),
    ("Anti-government fighters lost 70 percent of the enclave.", "lost opposition"),
    ("5 percent of eastern Aleppo was retaken by anti-government forces.", "gained opposition"),
    ("Government troops were driven from 5 percent of eastern Aleppo.", "lost government"),
    ("Rebels, under fire for weeks, watched as the army took 20 districts.", "gained government"),
    ("20 districts have been liberated by the Syrian army.", "gained government"),
    ("20 districts have been liberated.", "taken opposition"),
    ("20 districts are now held by the army.", "held government"),
    ("The army stormed Hanano in November and has since taken 20 districts.", "gained government"),
    ("Insurgents retreated from 20 districts.", "lost opposition"),
]
"""As TUNED."""

TWISTED = [
    ("Syrian army captures 60% of rebel enclave", "gained government"),
    ("Rebels lose 60% of their enclave as army advances", "lost opposition"),
    ("60% of rebel enclave captured", "taken opposition"),
    ("Assad now controls 60 percent of the enclave, analysts believe.", "held government"),
    (
        "Analysts believe 30 percent of the enclave is still controlled by insurgents.",
        "held opposition",
    ),
    (
        "The government, which lost Idlib in 2015, holds 60 percent of the enclave.",
        "held government",
    ),
    ("Since Saturday the Syrian army has taken 60 percent of the enclave.", "gained government"),
    ("After the rebels fled, the army took over 60 percent of the enclave.", "gained government"),
    (
        "After the army broke through, the rebels lost control of 60 percent of the enclave.",
        "lost opposition",
    ),
    ("Rebels said the army had captured 60 percent of the enclave.", "gained government"),
    ("The army said rebels had been expelled from 60 percent of the enclave.", "lost opposition"),
    (
        "The rebels, besieged since July, face an army that controls 60 percent of the enclave.",
        "held government",
    ),
    ("The army is closing in on rebels who hold 30 percent of the enclave.", "held opposition"),
    (
        "Thousands fled as government forces, backed by air strikes, seized 60 percent "
        "of the enclave.",
        "gained government",
    ),
    (
        "Sixty percent of the enclave now lies under the authority of the Syrian state.",
        "held government",
    ),
    ("For the rebels, it means the loss of 60 percent of the enclave.", "lost opposition"),
    ("It was the army that captured 60 percent of the enclave.", "gained government"),
    ("The rebels are thought to control 30 percent of the enclave.", "held opposition"),
    ("Militias now control 60 percent of the enclave.", "stranger Militias"),
    (
        "60 percent of the enclave has been wrested from the rebels by the army.",
        "gained government",
    ),
    ("60 percent of the enclave has been taken from the rebels.", "lost opposition"),
    ("The Kurds took 5 percent of eastern Aleppo while the army was busy elsewhere.", "gained sdf"),
    ("Rebels, not the army, hold 30 percent of the enclave.", "held opposition"),
    (
        "Instead of the rebels, it is the army which has gained 60 percent of the enclave.",
        "gained government",
    ),
    (
        "Over 60 percent of the enclave is in the hands of forces loyal to President Assad.",
        "held government",
    ),
]
"""As TUNED: several parties, several clauses, headlines."""

ALL = [*TUNED, *UNSEEN, *HELD_OUT, *TWISTED]

ARTICLES_MISS = {
    "5 percent of eastern Aleppo went to the Kurds.",
    "Government forces have reduced the rebel enclave by 70 percent.",
}
"""What an article's reader finds no claim in: a miss, and no wrong verdict."""


@pytest.fixture(scope="module")
def aleppo():
    return am.load()


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return small.territory(tmp_path_factory.mktemp("toy"))


def said_by(claim):
    """Return a claim as the lists above write it."""
    if claim.stranger:
        return f"stranger {claim.stranger}"
    return f"{claim.measure} {claim.by if claim.measure == 'gained' else claim.party}"


def claims_of(text, territory, day=DAY):
    """Return the claims that an article's reader makes of a text, of the kinds polygons measure."""
    found = extract(text, territory, day)
    return [claim_from_found(one, territory, day) for one in found
            if one.kind in ("share", "area", "count")]  # fmt: skip


@pytest.mark.parametrize(("text", "who"), ALL)
def test_a_phrase_says_who_held_took_or_lost(aleppo, text, who):
    assert said_by(claim_from_phrase(text, DAY, aleppo)) == who


@pytest.mark.parametrize(("text", "who"), ALL)
def test_an_article_is_read_as_a_phrase_is(aleppo, text, who):
    claims = claims_of(text, aleppo)
    assert bool(claims) is (text not in ARTICLES_MISS)
    assert {said_by(claim) for claim in claims[:1]} <= {who}


@pytest.mark.parametrize("text", [text for text, who in ALL if who.startswith("stranger")])
def test_a_stranger_never_becomes_the_party_that_is_counted_down(text):
    for verdict in (am.check(text, DAY), *am.article_ledger(text, DAY).verdicts):
        assert verdict.rating == "cannot-tell"
        assert "who is no party of these data" in verdict.reason
        assert "government (Government and allied forces)" in verdict.reason


@pytest.mark.parametrize(
    ("text", "share"),
    [  # of the 2.6 km2 blue opened with: red took 1.6, green 1, and blue has nothing left
        ("60% of the pocket is in Reds' hands", 100 * 1.6 / 2.6),
        ("60% of the pocket is under the control of the Reds", 100 * 1.6 / 2.6),
        ("60% of the pocket fell to the Reds", 100 * 1.6 / 2.6),
        ("60% of the pocket is in Greens' hands", 100 * 1 / 2.6),
        ("The Reds' gains leave the Blues with 40% of the pocket", 0.0),
        ("The Reds and the Greens together took 90% of the pocket", 100.0),
        ("Half of the pocket that the Blues had held has been captured", 100.0),
        ("The Blues took 20% of the pocket from the Reds", 0.0),
        ("The Reds lost 20% of the pocket to the Blues", 0.0),
        ("The Blues were driven from 90% of the pocket", 100.0),
    ],
)
def test_the_number_is_that_of_the_party_the_words_name(toy, text, share):
    day = "2020-03-20"
    verdicts = [am.check(text, day, territory=toy)]
    verdicts += am.article_ledger(text, day, territory=toy).verdicts
    assert len(verdicts) == 2
    for verdict in verdicts:
        assert verdict.best == pytest.approx(share, abs=0.1)


@pytest.mark.parametrize(
    "text", ["They now hold 30% of the enclave.", "30% of the enclave is held."]
)
def test_who_holds_is_said_where_the_words_leave_it_open(text):
    said = "It does not say who holds it: read as held by Opposition factions."
    for verdict in (am.check(text, DAY), *am.article_ledger(text, DAY).verdicts):
        assert said in verdict.sentence()


@pytest.mark.parametrize(
    ("words", "parties", "stranger"),
    [
        ("the army", ("government",), ""),
        ("the Iraqi army", (), "the Iraqi army"),
        ("the Army of Islam", (), "the Army of Islam"),
        ("the Army of Syria", ("government",), ""),
        ("Turkish-backed rebels", ("opposition",), ""),
        ("forces loyal to Assad", ("government",), ""),
        ("government-backed militias", ("government",), ""),
        ("the insurgent", ("opposition",), ""),
        ("armed forces", (), "armed forces"),
        ("their men", (), ""),
        ("the enclave", (), ""),
        ("the campaign", (), ""),
    ],
)
def test_whom_a_noun_phrase_names(aleppo, words, parties, stranger):
    found = named_in(words, gazetteer(aleppo))
    assert (found.parties, found.stranger) == (parties, stranger)


@pytest.mark.parametrize(
    ("text", "party", "stranger"),
    [
        ("Hezbollah has full control of the Old City.", "", "Hezbollah"),
        ("The Russians fully control the Old City.", "", "The Russians"),
        ("The Old City is fully under government control.", "government", ""),
        ("The whole enclave is in rebel hands.", "opposition", ""),
    ],
)
def test_a_whole_is_whose_the_words_say(aleppo, text, party, stranger):
    [found] = extract(text, aleppo, DAY)
    claim = claim_from_found(found, aleppo, DAY)
    assert (found.kind, claim.measure, claim.stranger) == ("containment", "held", stranger)
    assert not party or claim.party == party


def test_a_side_cut_short_is_the_side_and_keeps_its_place():
    text = "The army holds 40% of E. Aleppo and 10% of W. Aleppo, George W. Bush said."
    plain = flatten(text)
    assert "of East Aleppo and 10% of West Aleppo, George W. Bush" in plain.text
    at = plain.text.index("East Aleppo")
    start, end = plain.original(at, at + len("East Aleppo"))
    assert text[start:end] == "E. Aleppo"


def test_a_number_without_a_verb_has_no_direction(aleppo):
    sentence = Sentence(flatten("about a third of the enclave"))
    found = direction_of(sentence, gazetteer(aleppo), 0, len(sentence.lower), None)
    assert (found.measure, found.who.somebody) == ("", False)
