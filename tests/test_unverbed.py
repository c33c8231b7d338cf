"""Whose a number is where no verb of control says it. The truth of each is a human reader's."""

from __future__ import annotations

import pytest

import aleppomap as am
from aleppomap.claims.making import claim_from_phrase
from tests import small

DAY = "2016-11-28"

OWNED = [
    ("The regime now has 40 % of east Aleppo", "held government"),
    ("The rebels have only 11 square km left", "held opposition"),
    ("The government owns two thirds of eastern Aleppo", "held government"),
    ("The government has now got 40 % of the rebel area", "held government"),
    ("Troops have about two thirds of it", "held government"),
    ("The Kurds have 5 districts", "held sdf"),
    ("The government has seized 40 % of the rebel area", "gained government"),
]
LABELLED = [
    ("Captured so far: 20 sq km", "taken opposition"),
    ("East Aleppo retaken: 40%", "taken opposition"),
    ("Government gains since 15 November: 12 districts", "gained government"),
    ("Lost to the army: 12 districts", "gained government"),
    ("Losses to the army: 12 districts", "gained government"),
    ("Taken from the rebels: 12 districts", "lost opposition"),
    ("Territory lost by rebels: 33%", "lost opposition"),
    ("rebel losses: 12 districts", "lost opposition"),
    ("Rebels lost: 12 districts", "lost opposition"),
    ("Under army control: 20 sq km", "held government"),
]
NAMED = [
    ("In rebel hands: 20 sq km", "held opposition"),
    ("Rebel-held area: 45 sq km", "held opposition"),
    ("Size of the rebel enclave: 45 sq km", "held opposition"),
    ("East Aleppo: rebels 60 %, government 40 %", "held opposition"),
    ("East Aleppo - government 40 %, rebels 60 %", "held government"),
    ("Army: 40 % of east Aleppo", "held government"),
]
BARE = [
    "40 percent",
    "40 % of Aleppo",
    "12 neighbourhoods, roughly 40 percent",
    "as much as 40 percent of the militant held part, by some estimates",
    "more than a third of the rebel controlled east",
    "about a third, the Observatory said",
]
NOTHING_OF_CONTROL = [
    "40 percent of eastern Aleppo was destroyed",
    "Sixty percent of eastern Aleppo is without water",
    "It amounts to a third of the rebel-held area",
    "Half of the enclave was shelled",
    "The fighting displaced a third of eastern Aleppo",
]


@pytest.fixture(scope="module")
def aleppo():
    return am.load()


def read(text, territory):
    claim = claim_from_phrase(text, DAY, territory)
    return f"{claim.measure} {claim.by or claim.party}", claim.assumed


@pytest.mark.parametrize(("text", "who"), OWNED + LABELLED)
def test_has_and_labels_say_whose_it_is(aleppo, text, who):
    assert read(text, aleppo) == (who, ())


@pytest.mark.parametrize(("text", "who"), NAMED)
def test_a_bare_name_is_what_it_holds_and_that_is_said(aleppo, text, who):
    held_by = aleppo.party_name(who.removeprefix("held "))
    assert read(text, aleppo) == (who, (f"No verb says what happened: read as held by {held_by}.",))


@pytest.mark.parametrize("text", BARE)
def test_a_fragment_is_what_was_lost_and_that_is_said(aleppo, text):
    said = "No verb says what happened: read as lost by Opposition factions."
    assert read(text, aleppo) == ("lost opposition", (said,))


@pytest.mark.parametrize("text", NOTHING_OF_CONTROL)
def test_a_sentence_about_something_else_is_not_judged(text):
    verdict = am.check(text, DAY)
    assert verdict.rating == "cannot-tell"
    assert "does not say who holds, took or lost what it counts; name the party" in verdict.reason


def test_the_number_is_of_the_party_that_has_it(tmp_path):
    # by hand, on 20 March: blue, who opened with 2.6 km2, has nothing; red took 1.6 of it
    toy = small.territory(tmp_path)
    assert am.check("The Blues have 1 sq km", "2020-03-20", territory=toy).best == 0
    taken = am.check("Taken from the Blues: 60% of the pocket", "2020-03-20", territory=toy)
    assert taken.best == pytest.approx(100)


def test_words_without_their_option_are_told_where_they_go(run):
    ran = run("check", "rebels lost 40 %", "--date", "2016-11-28")
    assert ran.code == 2
    assert '--text "rebels lost 40 %" --date 2016-11-28' in " ".join(ran.err.split())
