"""Who a phrase says holds ground: a party is counted by name, and a stranger is never a party."""

import math
from dataclasses import replace

import pytest

import aleppomap as am
from aleppomap.claims.extract import extract
from aleppomap.claims.making import claim_from_found, claim_from_phrase
from tests import small

DAY = "2020-03-20"
"""By then blue holds nothing, red what it took of nw and sw, and green ne."""


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return small.territory(tmp_path_factory.mktemp("toy"))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Martians hold 60% of the city", "Martians"),
        ("The Martians hold 60% of the city, the Reds the rest", "The Martians"),
        ("Purple forces control 60% of the city", "Purple forces"),
        ("Government troops hold 40% of the pocket", "Government troops"),
        ("Reuters said that Purple fighters now hold 40% of the pocket", "Purple fighters"),
        ("Martians gained 1 km² from the Blues", "Martians"),
        ("60% of the city is held by Martians", "Martians"),
        ("A third of the city is still in the hands of the Purple State", "Purple State"),
    ],
)
def test_a_stranger_is_named_with_the_parties_there_are_and_gets_no_number(toy, text, who):
    verdict = am.check(text, DAY, territory=toy)
    assert verdict.rating == "cannot-tell"
    assert f"“{who}”, who is no party of these data" in verdict.reason
    assert "red (The Reds), blue (The Blues) and green (The Greens)" in verdict.reason


@pytest.mark.parametrize(
    ("text", "party", "share"),
    [  # of the 2.6 km2 blue opened with: red took 1.6, green 1
        ("60% of the city held by the Reds", "The Reds", 100 * 1.6 / 2.6),
        ("60% of the pocket is now controlled by the Reds", "The Reds", 100 * 1.6 / 2.6),
        ("60% of the city held by the Greens", "The Greens", 100 * 1 / 2.6),
        ("a third of the city is still in the hands of the Greens", "The Greens", 100 / 2.6),
        ("Reds hold 60% of the city", "The Reds", 100 * 1.6 / 2.6),
        ("they hold 60% of the city", "The Blues", 0.0),
    ],
)
def test_a_party_after_its_share_holds_it_and_the_sentence_names_it(toy, text, party, share):
    verdict = am.check(text, DAY, territory=toy)
    assert verdict.best == pytest.approx(share, abs=0.1)
    assert f"% held by {party}, by the end of {DAY}" in verdict.sentence().replace(
        f"{verdict.ours} held", "% held"
    )


def test_ground_held_by_a_party_is_what_is_counted_over_when_a_verb_says_the_rest(toy):
    verdict = am.check("captured 40% of the area held by the Blues", "2020-03-07", territory=toy)
    assert (verdict.claim.measure, verdict.claim.party) == ("taken", "blue")


def test_an_article_is_read_like_a_phrase(toy):
    text = (
        "Martians hold 60% of the pocket. A third of the pocket is in the hands of the Greens. "
        "Its soldiers hold 10% of the pocket. 20% of Four Squares is held so far."
    )
    found = [claim_from_found(one, toy, DAY) for one in extract(text, toy, DAY)]
    assert [(claim.party, claim.stranger) for claim in found] == [
        ("blue", "Martians"), ("green", ""), ("blue", ""), ("blue", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("the army holds 40% of eastern Aleppo", "government"),
        ("government forces control 40% of eastern Aleppo", "government"),
        ("rebels hold 60% of eastern Aleppo", "opposition"),
        ("militants control 60% of eastern Aleppo", "opposition"),
        ("the factions hold a third of eastern Aleppo", "opposition"),
    ],
)
def test_the_general_words_that_the_bundled_settings_know_stay_parties(text, party):
    claim = am.check(text, "2016-11-28").claim
    assert (claim.party, claim.stranger) == (party, "")


def test_a_claim_made_by_hand_that_names_nobody_is_told_so(toy):
    claim = replace(claim_from_phrase("40% of the city", "2020-03-05", toy), party="")
    verdict = am.check(claim, territory=toy)
    assert verdict.rating == "cannot-tell"
    assert "does not say who holds" in verdict.reason and math.isnan(verdict.low)
