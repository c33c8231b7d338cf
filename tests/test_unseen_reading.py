"""Unseen sentences: what is denied or not yet so, who says it, what is told as not read.

Each sentence's truth is what a person reads in it.
"""

from __future__ import annotations

import json

import pytest

import aleppomap as am
from aleppomap.claims.compared import is_compared
from aleppomap.claims.extract import extract
from aleppomap.claims.framing import attribution
from aleppomap.claims.making import claim_from_found, claim_from_phrase
from aleppomap.claims.numerals import find
from aleppomap.claims.text import sentences
from aleppomap.claims.unread import unread_in
from aleppomap.cli.markup import words_of_page

DAY = "2016-12-05"
LESS = [
    "The army does not yet hold half of the enclave.",
    "Troops have yet to take two-thirds of the enclave.",
    "Rebels no longer control a third of the enclave.",
    "The army still has not recaptured half of the enclave.",
]
DENIED = [
    "The army is far from controlling half of the enclave.",
    "Government forces do not control half of the enclave.",
    "Rebels failed to hold a third of the enclave.",
]
AFFIRMED = [
    "The army holds half of the enclave, not far from the citadel.",
    "Rebels failed to stop the army from seizing half of the enclave.",
    "Rebels could not halt the advance: the army seized half of the enclave.",
    "A monitor disputed the figure, saying rebels held half of the enclave.",
    "The army took half of the enclave, yet the fighting goes on.",
    "Amid hunger, rebels lost half of the enclave, faster than expected.",
    "The army holds close to half of the enclave.",
    "As expected the army took half of the enclave.",
    "Rebels expected relief and lost half of the enclave.",
    "The expected assault came and rebels lost half of the enclave.",
    "Troops on the way to Hama captured half of the enclave.",
    "Rebels on the edge of the city lost half of the enclave.",
]
NOT_YET = [
    "Diplomats expect the rebels to lose half of the enclave.",
    "The army is close to seizing half of the enclave.",
    "Commanders fear losing half of the enclave.",
    "Troops are nearing control of half of the enclave.",
    "Troops are on the way to capturing half of the enclave.",
    "Both sides anticipate losing half of the enclave.",
    "Analysts predict that the army takes half of the enclave.",
]


@pytest.fixture(scope="module")
def place():
    return am.load()


def both(sentence, place):
    """Return the claims that the two ways of reading make of a sentence."""
    [found] = extract(sentence, place, DAY)
    return claim_from_found(found, place, DAY), claim_from_phrase(sentence, DAY, place)


@pytest.mark.parametrize("sentence", DENIED)
def test_a_denial_is_told_by_both_ways_of_reading(sentence, place):
    assert [(claim.negated, claim.modality) for claim in both(sentence, place)] == [(True, "")] * 2
    assert "denied by its speaker" in am.check(sentence, DAY).sentence()


@pytest.mark.parametrize("sentence", LESS)
def test_not_yet_and_no_longer_say_less_and_deny_nothing(sentence, place):
    for claim in both(sentence, place):
        assert (claim.negated, claim.quantity.hedge) == (False, "less than")
    assert "denied" not in am.check(sentence, DAY).sentence()


@pytest.mark.parametrize("sentence", AFFIRMED)
def test_a_denial_of_something_else_denies_no_number(sentence, place):
    assert [(claim.negated, claim.modality) for claim in both(sentence, place)] == [(False, "")] * 2


@pytest.mark.parametrize("sentence", NOT_YET)
def test_what_is_expected_or_feared_is_no_fact(sentence, place):
    assert all(claim.modality and not claim.negated for claim in both(sentence, place))
    assert am.check(sentence, DAY).rating == "not-checkable"


@pytest.mark.parametrize(
    "sentence",
    [
        "The militia held 30 percent less ground than in May.",
        "Troops seized a third more territory than last month.",
        "Troops seized more land than in both May (300 sq km) and June.",
        "Their gains were far above the 300 sq km taken in May.",
        "Rebels abandoned two districts' worth of supplies.",
        "The army holds ten percent more land than it did.",
    ],
)
def test_a_difference_is_no_level_and_is_told(sentence, place):
    found = extract(sentence, place, DAY)
    assert found == []
    assert [one.sentence for one in unread_in(sentence, found, place)] == [sentence]
    assert claim_from_phrase(sentence, DAY, place).quantity is None


def test_a_level_beside_a_comparison_stays_one(place):
    assert not is_compared("the army holds 40% of the city, more than in may", 15, 18)
    [found] = extract("Rebels hold more than a third of the enclave.", place, DAY)
    assert (found.low, found.hedge) == (pytest.approx(33.33), "more than")


@pytest.mark.parametrize(
    ("words", "number", "hedge"),
    [
        ("they hold 8 villages and more than 900 houses", 8, ""),
        ("they hold 8 villages and more", 8, "more than"),
        ("they hold 8 villages or more than a tenth", 8, ""),
        ("their control was established over nine villages", 9, ""),
        ("firm control over nine villages", 9, ""),
        ("they control over nine villages", 9, "more than"),
    ],
)
def test_a_hedge_is_of_its_own_number(words, number, hedge):
    first = next(find(words))
    assert (first.low, first.hedge) == (number, hedge)


@pytest.mark.parametrize(
    ("words", "low"),
    [
        ("Rebels lose quarter of the enclave", 25),
        ("Troops seize third of the enclave", pytest.approx(33.33)),
        ("The army seized 30pc of the enclave.", 30),
        ("The army seized 30 p.c. of the enclave.", 30),
    ],
)
def test_the_ways_of_headlines_to_write_a_share_are_read(words, low, place):
    assert [one.low for one in extract(words, place, DAY)] == [low]


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("The pocket was estimated to be some 30 square kilometres.", ""),
        ("They took 90 sq km, an average of 3 square kilometres claimed each day.", ""),
        ("The SAF still controls five states.", ""),
        ("Contrary to rebel claims, the army holds half of the city.", ""),
        ("Despite reports of calm, troops took half of the city.", ""),
        ("The rebels put up a fight and lost half of the city.", ""),
        ("Half of the city was counted as lost.", ""),
        ("A pro-rebel website disputed the figure, saying half was held.", "A pro-rebel website"),
        ("The army moved, and on Friday a TV station said half was lost.", "a TV station"),
        ("According to an army statement on Friday its units hold half.", "an army statement"),
        ("Two governments report losing half of the land.", "Two governments"),
        ("State radio put the figure at 40 percent of the city.", "State radio"),
        ("The ministry states that half is lost.", "The ministry"),
    ],
)
def test_only_who_can_speak_speaks(sentence, who):
    assert attribution(sentence) == who


def test_a_quotation_and_its_he_have_the_speaker_that_is_named(place):
    text = (
        "“It goes well. Rebels lost half of the enclave. They are tired,” said Oleg Sidorov.\n\n"
        "Ivan Orlov said the city was calm. He said the army held half of the city. "
        "Rebels hold a third of the enclave.\n\n"
        "The minister said: “It is done. Rebels lost 40 percent of the enclave. We go on.” "
        "Rebels hold 10 percent of the enclave."
    )
    text += (
        "\n\n“Rebels lost 20 percent of the enclave. More will follow,” Ali Hamdan told us.\n\n"
        "The army said it was quiet. Rebels lost 5 percent of the enclave, he said."
    )
    said = [one.attributed_to for one in extract(text, place, DAY)]
    assert said == [
        "Oleg Sidorov",
        "Ivan Orlov",
        "",
        "The minister",
        "",
        "Ali Hamdan",
        "Ali Hamdan",
    ]


def test_a_headline_on_its_own_line_is_a_sentence_and_wrapped_text_is_not_cut(place):
    headline, body = (
        "Army holds half of the enclave",
        "The monitor said rebels lost 40 percent of it.",
    )
    assert [f"{headline}\n{body}"[a:b] for a, b in sentences(f"{headline}\n{body}")] == [
        headline, body,
    ]  # fmt: skip
    [first, _] = extract(f"{headline}\n{body}", place, DAY)
    assert first.attributed_to == ""
    wrapped = (
        "The army and its allies hold Masaken Hanano, Jabal\n"
        "Badro, Sakhour and Bustan al-Basha, the Observatory\n"
        "Group for Human Rights said in London on Friday as\n"
        "Aleppo fell."
    )
    assert list(sentences(wrapped)) == [(0, len(wrapped))]
    assert len(list(sentences("They hold the\nHanano district."))) == 1


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        (
            "Rebels hold a third of the enclave, but the monitor put it at 20 percent.",
            ("20 percent",),
        ),
        ("Troops took six districts on Friday, two on Saturday and one on Sunday.", ("two", "one")),
        ("Troops took six districts, bringing the total to 35.", ("35",)),
        ("The army, which held half of the enclave, now owns 73 %.", ("73 %",)),
        ("The army took half of the enclave; 9 sq km burnt.", ("9 sq km",)),
        ("Rebels hold 26 sq km (10 square miles) of the enclave.", ()),
        ("Rebels lost half of the enclave and 40 percent of the hospitals.", ()),
        ("Rebels lost half of the enclave on 3 December 2016, 12 weeks on.", ()),
    ],
)
def test_a_number_beside_what_was_read_is_told(sentence, numbers, place):
    found = extract(sentence, place, DAY)
    assert found
    left = unread_in(sentence, found, place)
    assert tuple(number for one in left for number in one.numbers) == numbers


@pytest.mark.parametrize(
    "sentence",
    [
        "Die Regierung hat ein Drittel der Stadt erobert.",
        "Der Armee gehören 30 Prozent.",
        "Les rebelles ont perdu la moitié de la ville.",
        "Los rebeldes perdieron un tercio.",
        "The number of villages freed rose to 26.",
        "Snow fell on nearly all of the districts.",
        "Rebels: 60 %, government: 40 %",
    ],
)
def test_what_is_not_read_is_told(sentence, place):
    found = extract(sentence, place, DAY)
    assert [one.sentence for one in unread_in(sentence, found, place)] == [sentence]


@pytest.mark.parametrize(
    ("sentence", "held_by"),
    [
        ("Half of the enclave is now government-held.", "government"),
        ("A third of the enclave is still rebel-controlled, he said.", "opposition"),
        ("Half of the enclave belongs to the government.", "government"),
        ("A third of the enclave still belonged to the rebels.", "opposition"),
    ],
)
def test_whose_a_share_is_needs_no_verb_of_holding(sentence, held_by, place):
    assert [(one.measure, one.party) for one in both(sentence, place)] == [("held", held_by)] * 2


def test_the_next_share_of_the_same_is_read_with_its_ground(place):
    first, second = extract(
        "Rebels held two-thirds of the enclave on Friday and 40 % on Sunday.", place, DAY
    )
    assert (second.low, second.denominator) == (40, first.denominator)
    assert [str(one.date) for one in (first, second)] == ["2016-12-02", "2016-12-04"]


def test_html_is_read_by_its_words_and_told(run, tmp_path):
    article = tmp_path / "a.txt"
    article.write_text(
        "<html><script>var a = '<p>Rebels lost half of the enclave.</p>'</script>"
        "<p>Rebels lost <b>a third</b> of the enclave.</p><!-- <p>90%</p> -->"
        "<p>Troops took&nbsp;12 districts.</p><p>Troops hold 40&#37; of the rebel&#8209;held area",
        "utf-8",
    )
    ran = run("extract", article, "--date", DAY, "--format", "json")
    claims = json.loads(ran.out)["claims"]
    assert [claim["low"] for claim in claims] == [33.33, 12, 40]
    assert "holds HTML" in " ".join(ran.err.split())
    article.write_text("Rebels lost 40&#37; of the enclave.", "utf-8")
    assert json.loads(run("extract", article, "--format", "json").out)["claims"][0]["low"] == 40
    article.write_text("Losses < 40 % & more: rebels lost half of the enclave.", "utf-8")
    assert "HTML" not in run("extract", article).err
    article.write_text("<p> </p>", "utf-8")
    assert "is empty" in run("extract", article).err


@pytest.mark.parametrize("junk", ["<", "<a ", "<!--", '<a href="', "<?", "&#", "<![CDATA[", "</p"])
def test_junk_of_html_keeps_its_words_in_linear_time(junk):
    assert "forty" in str(words_of_page(f"<p>forty {junk * 50_000}"))


def test_the_table_says_which_way_and_by_whom(run, tmp_path):
    article = tmp_path / "a.txt"
    for words, told in [
        ("Rebels lost 33 percent of the enclave.", "lost by opposition"),
        ("Rebels hold 33 percent of the enclave.", "held by opposition"),
        ("The army captured 33 percent of the enclave.", "taken by government"),
        ("33 percent of the enclave was captured.", "taken, nobody named"),
    ]:
        article.write_text(words, "utf-8")
        assert told in " ".join(run("extract", article, "--date", DAY).out.split())
        assert "measure" in run("extract", article, "--format", "csv").out.splitlines()[0]


def test_the_notice_and_the_markdown_show_the_sentence(run, tmp_path):
    article, output = tmp_path / "a.txt", tmp_path / "a.md"
    words = "Half of the enclave is in army hands, but the monitor put it at 30 percent."
    article.write_text(words, "utf-8")
    ran = run("report", article, "--date", DAY, "-o", output)
    assert f"Found in: “{words}”" in output.read_text("utf-8")
    told = "In 1 sentence a number of ground beside what was read was not read as a claim:"
    assert f"{told} 30 percent in “{words}”" in " ".join(ran.err.split())
