"""Whom, what and how much words leave open: pronouns, wholes, what is no ground, exceptions.

The truth beside each text is a human reader's. UNSEEN was written before any rule: at first 15 of
its 44 came out right, and 34 verdicts of its two paths were firm and wrong; the rules were written
on it. HELD_OUT was written then and tried once: 29 of 34, one firmly wrong (12 and 25 before the
rules). LAST was tried once after that: 18 of 20, one firmly wrong. What they missed was mended.
"""

from __future__ import annotations

import pytest

import aleppomap as am
from aleppomap.claims.extract import extract
from aleppomap.claims.gazetteer import gazetteer
from aleppomap.claims.making import claim_from_found
from aleppomap.claims.pointing import before_it, district_meant, pointed_at
from aleppomap.claims.speakers import speaker_of

UNSEEN = [
    (
        "Government troops stormed Sukkari at dawn. They control 71 percent of the pocket.",
        "2016-12-07",
        "held government - 71",
    ),
    (
        "The regime launched a new assault. It now holds two thirds of the enclave, a monitor "
        "said.",
        "2016-12-07",
        "held government - 66",
    ),
    (
        "Rebel fighters pulled out of Shaar. They still hold 28 percent of the enclave.",
        "2016-12-07",
        "held opposition - 28",
    ),
    (
        "The opposition lost Hanano on Saturday. It holds 64 percent of the enclave.",
        "2016-11-28",
        "held opposition - 64",
    ),
    (
        "The army drove insurgents from Shaar. They hold 30 percent of the enclave.",
        "2016-12-07",
        "OPEN",
    ),
    ("Shelling went on all night. They hold 30 percent of the enclave.", "2016-12-07", "OPEN"),
    (
        "The army drove insurgents from Shaar. It holds 70 percent of the enclave.",
        "2016-12-07",
        "held government - 70",
    ),
    (
        "Kurdish forces moved south. They control 6 percent of the city.",
        "2016-12-01",
        "held sdf aleppo-city 6",
    ),
    ("Neither camp holds more than half of Hanano.", "2016-11-27", "NO"),
    ("Neither the regime nor the opposition controls half of the city.", "2016-11-28", "NO"),
    ("No party controls a third of the Old City.", "2016-11-28", "NO"),
    (
        "Talk of the rebels keeping half of the enclave is wishful.",
        "2016-12-07",
        "held opposition - 50",
    ),
    (
        "Reports of the army controlling 90 percent of the enclave spread quickly.",
        "2016-12-07",
        "held government - 90",
    ),
    (
        "The day's fighting leaves a fifth of the enclave to the insurgents.",
        "2016-12-07",
        "held opposition - 20",
    ),
    ("Barely a fifth of the enclave holds out.", "2016-12-07", "held opposition - 20"),
    ("A quarter of the enclave is left to the opposition.", "2016-12-07", "held opposition - 25"),
    (
        "The opposition runs only a dozen districts of the city.",
        "2016-12-07",
        "held opposition - 12",
    ),
    ("The government runs two thirds of the city.", "2016-11-28", "held government aleppo-city 66"),
    (
        "Families were packed into a strip of land measuring some 5 sq km.",
        "2016-12-12",
        "held opposition - 5",
    ),
    (
        "Insurgents have lost 40 percent of the area they ruled in the city until then.",
        "2016-11-28",
        "lost opposition opposition-held-2016-11-14 40",
    ),
    (
        "The rebels lost a third of what they controlled in the city.",
        "2016-11-28",
        "lost opposition opposition-held-2016-11-14 33",
    ),
    (
        "Troops entered Hanano at noon. They captured most of the district.",
        "2016-11-27",
        "gained government hanano 50",
    ),
    ("Soldiers pushed into Sukkari, seizing half of the neighbourhood.", "2016-12-12", "NO"),
    ("Fighting raged. The army took a third of the neighborhood.", "2016-12-07", "NO"),
    (
        "The government's share of the city climbed from 72 percent to 77 percent.",
        "2016-11-28",
        "held government aleppo-city 77",
    ),
    (
        "The opposition's share of the city fell to 18 percent.",
        "2016-11-28",
        "held opposition aleppo-city 18",
    ),
    ("The rebels have taken back a tenth of the ground they lost on Saturday.", "2016-11-28", "NO"),
    ("The army lost half of the territory captured on Sunday.", "2016-11-28", "NO"),
    ("The rebels hold half of the clinics in eastern Aleppo.", "2016-11-28", "NO"),
    ("The army controls 60 percent of the bakeries in the enclave.", "2016-12-07", "NO"),
    ("The opposition lost a third of its men in eastern Aleppo.", "2016-11-28", "NO"),
    ("Half of those living in the enclave are women.", "2016-11-28", "NO"),
    ("Shells struck a third of the neighbourhoods held by rebels.", "2016-11-28", "NO"),
    ("The rebels control a third of the crossings in the enclave.", "2016-11-28", "NO"),
    (
        "All of the enclave apart from three districts has fallen to the army.",
        "2016-12-13",
        "held opposition - 3",
    ),
    (
        "The government controls eastern Aleppo except for four neighbourhoods.",
        "2016-12-12",
        "held opposition - 4",
    ),
    ("Rebels lost all of eastern Aleppo save two districts.", "2016-12-13", "held opposition - 2"),
    ("The army has captured twelve neighbourhoods.", "2016-11-28", "OPEN"),
    (
        "Not a single neighbourhood remains under rebel control.",
        "2016-12-20",
        "held opposition - 0",
    ),
    ("None of the districts is in rebel hands.", "2016-12-20", "held opposition - 0"),
    ("Insurgents have lost half of the neighbourhoods of eastern Aleppo.", "2016-12-02", "OPEN"),
    (
        "The rebels, an aid worker said, had lost 90 percent of the enclave.",
        "2016-12-12",
        "lost opposition - 90",
    ),
    ("Militias expelled Nusra from 60 percent of eastern Aleppo.", "2016-12-07", "NO"),
    ("The army has driven the RSF out of 90 percent of the enclave.", "2016-12-12", "NO"),
]
HELD_OUT = [
    (
        "The Kurdish militia crossed the road at dawn. It controls 5 percent of the city.",
        "2016-12-01",
        "held sdf aleppo-city 5",
    ),
    (
        "Insurgents regrouped overnight. They retain 30 percent of the enclave, residents said.",
        "2016-12-07",
        "held opposition - 30",
    ),
    (
        "The rebels fought the army in Shaar. They now control 40 percent of the enclave.",
        "2016-12-05",
        "held opposition - 40",
    ),
    (
        "The regime bombed the rebels again. It has lost a tenth of the city.",
        "2016-11-28",
        "lost government aleppo-city 10",
    ),
    ("A truce was signed in Ankara. They hold half of the enclave.", "2016-12-05", "OPEN"),
    ("The army met the Kurdish militia. It holds 5 percent of the city.", "2016-12-01", "OPEN"),
    ("Both sides claim half of the Old City.", "2016-12-02", "NO"),
    ("No one holds more than half of Sukkari.", "2016-12-12", "NO"),
    ("Neither the Kurds nor the rebels control half of Sheikh Maqsoud.", "2016-12-01", "NO"),
    (
        "Rumours of the army having captured 90 percent of the enclave were denied.",
        "2016-12-07",
        "gained government - 90",
    ),
    ("That left the opposition a quarter of the enclave.", "2016-12-07", "held opposition - 25"),
    (
        "The assault leaves only a fifth of the enclave in the hands of the insurgents.",
        "2016-12-08",
        "held opposition - 20",
    ),
    ("A tenth of the enclave is still resisting.", "2016-12-12", "held opposition - 10"),
    ("The opposition ran a third of Aleppo.", "2016-11-15", "held opposition - 33"),
    (
        "Civilians are trapped in a strip measuring 4 square kilometres.",
        "2016-12-12",
        "held opposition - 4",
    ),
    (
        "The rebels have lost half of the ground which they controlled in Aleppo city.",
        "2016-12-05",
        "lost opposition opposition-held-2016-11-14 50",
    ),
    (
        "The army has taken two thirds of the land rebels held in the city.",
        "2016-12-07",
        "gained government opposition-held-2016-11-14 66",
    ),
    (
        "Troops reached Shaar on Tuesday. The army seized half of that district by noon.",
        "2016-12-07",
        "gained government shaar 50",
    ),
    (
        "The opposition's slice of Aleppo city has shrunk from 28 to 18 percent.",
        "2016-11-28",
        "held opposition aleppo-city 18",
    ),
    ("The Kurds' share of the city rose to 6 percent.", "2016-12-01", "held sdf aleppo-city 6"),
    ("The army has lost a quarter of the area captured over the weekend.", "2016-11-28", "NO"),
    ("Insurgents hold two fifths of the schools in the enclave.", "2016-12-02", "NO"),
    ("The government controls most of the bridges in eastern Aleppo.", "2016-12-07", "NO"),
    ("Three quarters of those trapped in the enclave are civilians.", "2016-12-07", "NO"),
    ("Jets bombed half of the districts under rebel control.", "2016-12-02", "NO"),
    (
        "The army controls all of the enclave bar six districts.",
        "2016-12-12",
        "held opposition - 6",
    ),
    (
        "With the exception of two neighbourhoods, the army holds eastern Aleppo.",
        "2016-12-13",
        "held opposition - 2",
    ),
    ("Rebels have surrendered fourteen quarters.", "2016-12-05", "OPEN"),
    ("The army holds 60 percent of the neighbourhoods.", "2016-12-05", "OPEN"),
    ("No district is under rebel control any more.", "2016-12-20", "held opposition - 0"),
    (
        "The insurgents, a diplomat said on Monday, have lost 80 percent of the enclave.",
        "2016-12-12",
        "lost opposition - 80",
    ),
    ("The army drove Hezbollah's rivals from a third of the enclave.", "2016-12-02", "NO"),
    ("The regime's foes hold 30 percent of the enclave.", "2016-12-07", "NO"),
    (
        "The government of Syria (GoS) forces hold 70 percent of the enclave.",
        "2016-12-07",
        "held government - 70",
    ),
]
LAST = [
    (
        "Army engineers cleared mines in Hanano. They hold 36 percent of the enclave.",
        "2016-11-28",
        "held government - 36",
    ),
    (
        "The regime's soldiers rested. They control 45 percent of the enclave.",
        "2016-12-01",
        "held government - 45",
    ),
    (
        "The opposition denied it. It holds 40 percent of the enclave.",
        "2016-12-05",
        "held opposition - 40",
    ),
    ("Snow fell on the front. It holds 40 percent of the enclave.", "2016-12-05", "OPEN"),
    ("No faction holds a quarter of the Old City.", "2016-12-05", "NO"),
    (
        "The retreat leaves a tenth of the enclave to the rebels.",
        "2016-12-12",
        "held opposition - 10",
    ),
    (
        "Only two fifths of the enclave remains in the hands of the insurgents.",
        "2016-12-05",
        "held opposition - 40",
    ),
    ("The Kurds run a twentieth of the city.", "2016-12-01", "OPEN"),
    (
        "Government troops have taken 70 percent of the territory the rebels ruled in the city.",
        "2016-12-07",
        "gained government opposition-held-2016-11-14 70",
    ),
    (
        "Soldiers of the army entered Sukkari. They took a third of the quarter.",
        "2016-12-12",
        "gained government sukkari 33",
    ),
    (
        "The government's part of Aleppo city grew to 80 percent.",
        "2016-12-02",
        "held government aleppo-city 80",
    ),
    ("Rebels won back a third of the districts captured on Sunday.", "2016-11-28", "NO"),
    ("The opposition controls a quarter of the mosques in eastern Aleppo.", "2016-11-28", "NO"),
    ("Half of everyone living in the enclave is hungry.", "2016-11-28", "NO"),
    ("The army took all of the enclave save four quarters.", "2016-12-12", "held opposition - 4"),
    ("Rebels gave up nine neighbourhoods.", "2016-12-05", "OPEN"),
    ("None of its districts has fallen.", "2016-11-20", "taken opposition - 0"),
    (
        "The Syrian government (the regime) holds 31 percent of the enclave.",
        "2016-11-28",
        "held government - 31",
    ),
    (
        "The rebels, officials in Moscow say, hold 30 percent of the enclave.",
        "2016-12-07",
        "held opposition - 30",
    ),
    (
        "The army hopes to oust insurgents; rumours of rebels holding 90 percent of the enclave "
        "persist.",
        "2016-12-07",
        "held opposition - 90",
    ),
]

SPEAKERS = [
    (
        "The ministry said the army held 70 percent of the enclave, but the rebels denied that "
        "more than half of it had been lost.",
        [("The ministry", False), ("the rebels", True)],
    ),
    (
        "The army has taken 71 percent of the enclave, but activists say it is less.",
        [("", False)],
    ),
    (
        "The Observatory, a monitor based in Britain, said that rebels had lost 30 percent of the "
        "enclave.",
        [("The Observatory", False)],
    ),
    (
        "The army said it held half of the enclave, while the opposition said it was a third of "
        "the enclave that was lost.",
        [("The army", False), ("the opposition", False)],
    ),
    (
        "Half of the enclave was captured, the army claims; rebels hold a third of it, say the "
        "monitors.",
        [("the army", False), ("the monitors", False)],
    ),
    (
        "The army retook half of the enclave; the rebels kept a third of it, the monitor said.",
        [("the monitor", False), ("the monitor", False)],
    ),
    (
        "The figures differ, Mona Salim told reporters.\n\nThe city is calm. He said the rebels "
        "held 30 percent of the enclave.",
        [("", False)],
    ),
]


@pytest.fixture(scope="module")
def aleppo():
    return am.load()


def told(claim):
    """Return which way, who and where a claim is, in words as the truth is told."""
    who = claim.by if claim.measure == "gained" else claim.party
    return [claim.measure, who, claim.region or "-"]


def is_right(verdict, truth):
    if truth == "NO":
        return verdict.rating in ("cannot-tell", "not-checkable")
    if truth == "OPEN":
        return verdict.robustness != "firm"
    claim, (*ways, number) = verdict.claim, truth.split()
    if claim.stranger or claim.elsewhere or verdict.rating == "not-checkable":
        return False
    ways = [said if said == "-" else way for way, said in zip(told(claim), ways, strict=True)] == (
        ways
    )
    return ways and int(claim.quantity.low) == int(number)


@pytest.mark.parametrize(("text", "day", "truth"), [*UNSEEN, *HELD_OUT, *LAST])
def test_an_article_and_a_check_read_the_same(aleppo, text, day, truth):
    assert is_right(am.check(text, day), truth)
    if found := extract(text, aleppo, day):
        assert is_right(am.check(claim_from_found(found[-1], aleppo, day)), truth)


def test_where_the_holder_is_open_the_verdict_hinges_on_it():
    # by our data the opposition held 30 % of it on 7 December, the government 70 %
    verdict = am.check("They hold 70 percent of the enclave.", "2016-12-07")
    assert verdict.hinges_on[0] == "who holds it"
    named = am.check("The army holds 70 percent of the enclave.", "2016-12-07")
    assert "who holds it" not in named.hinges_on and named.rating in ("matches", "close")
    numbers = verdict.readings[verdict.readings["factor"] == "who holds it"]["number"]
    assert next(iter(numbers)) == pytest.approx(named.best)


def test_too_high_for_one_party_and_too_low_for_another_is_no_firm_verdict():
    verdict = am.check("They hold 50 percent of the enclave.", "2016-12-08")
    assert "who holds it" in verdict.hinges_on


def test_a_count_of_places_is_never_firm_and_a_share_of_places_is_also_counted():
    assert am.check("Rebels lost 130 districts.", "2016-12-01").robustness == "open"
    verdict = am.check("The army took 5 % of the neighbourhoods of eastern Aleppo.", "2016-12-07")
    assert verdict.robustness != "firm"
    assert "what is counted" in set(verdict.readings["factor"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The army holds half of the clinics in the enclave.", "clinics"),
        ("Two thirds of those who left the enclave were women.", "It counts people"),
    ],
)
def test_what_is_no_ground_says_so(text, reason):
    verdict = am.check(text, "2016-12-02")
    assert verdict.rating == "not-checkable" and reason in verdict.reason


@pytest.mark.parametrize(("text", "said"), SPEAKERS)
def test_a_number_is_said_and_denied_by_its_own_speaker(aleppo, text, said):
    found = extract(text, aleppo, "2016-12-07")
    assert [(one.attributed_to, one.negated) for one in found] == said


def test_no_other_speaker_changes_nothing():
    text = "The army took half of the enclave and said it would go on."
    assert speaker_of(text, 14, "The army") == "The army"


def test_who_is_driven_out_is_the_loser_even_if_unknown(aleppo):
    text = 'The army had driven the Lions from "half of Raqqa and a third of Idlib".'
    found = extract(text, aleppo, "2016-12-07")
    assert [(one.measure, one.subject) for one in found] == [("lost", "the Lions")] * 2


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Analysts expect the army to take half of the enclave.", "government"),
        ("The regime's enemies hold half of the enclave.", "The regime's enemies"),
        ("By the end of 2025 the army will hold half of the enclave.", "government"),
    ],
)
def test_a_subject_is_whoever_does_it(aleppo, text, subject):
    [found] = extract(text, aleppo, "2016-12-07")
    assert found.subject == subject


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("East Aleppo's rebels held 40 square km.", ""),
        ("Rebels kept a strip of 3 square km around Sukkari.", ""),
        ("In the Old City, rebels hold a third of what they once governed.", ""),
        ("In eastern Aleppo the rebels held 12 square km.", "eastern-aleppo"),
        ("The army took the entire northern half of the enclave.", "north-of-al-bab-highway"),
    ],
)
def test_only_words_that_say_where_say_where(aleppo, text, region):
    claim = am.check(text, "2016-12-05").claim
    assert (claim.region, claim.elsewhere) == (region, "")


def test_the_district_meant_is_the_one_just_named(aleppo):
    names = gazetteer(aleppo)
    assert district_meant("They took ", ("Troops entered Sukkari.", "Shaar fell."), names) == (
        "sukkari"
    )
    assert not district_meant("They took ", ("Shaar and Sukkari were hit.",), names)
    assert not district_meant("They took ", (), names)
    assert pointed_at("half of this quarter", 8) == "this quarter"
    assert not pointed_at("half of two quarters", 8)


def test_sentences_before_are_given_the_nearest_first():
    text = "One is here. Two is there. Three."
    assert before_it(text, text.index("Three")) == ("Two is there.", "One is here.")
    assert before_it(text, 0) == ()
