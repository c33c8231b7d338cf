"""From an article's sentences to verdicts, in sentences of our own wording."""

from __future__ import annotations

from dataclasses import replace

import pytest

import aleppomap as am
from aleppomap.claims.arithmetic import refute
from aleppomap.claims.extract import extract
from aleppomap.claims.judging import judge
from aleppomap.claims.making import claim_from_found

PUBLISHED = "2016-11-28"


def judged(text):
    territory = am.load()
    return [
        judge(claim_from_found(found, territory, PUBLISHED), territory)
        for found in extract(text, territory, PUBLISHED)
    ]


@pytest.mark.parametrize(
    ("text", "ratings"),
    [
        ("The Observatory said the rebels lost more than a third of the rebel-held area.",
         ["matches"]),
        ("Roughly 40 percent of the militant-held part was captured.", ["matches"]),
        ("About 80 percent of the rebel-held area was captured.", ["too-high"]),
        ("Monday was the 14th day of the operation.", ["matches"]),
        ("The army took the neighbouring districts of Hanano and Jabal Badro.", ["matches"]),
        ("The northern part of eastern Aleppo is under full government control.", ["too-high"]),
        ("Some sectors were handed over to a Kurdish militia.", ["matches"]),
        ("The army hopes to retake the whole city.", ["not-checkable"]),
        ("More than 80,000 people live in the captured districts.", ["cannot-tell"]),
        ("Nine officers were killed and 40 percent of the bakeries are shut.", []),
    ],
)  # fmt: skip
def test_a_sentence_gets_its_verdict(text, ratings):
    assert [verdict.rating for verdict in judged(text)] == ratings


def test_a_denied_number_is_judged_and_says_who_denies_it():
    [verdict] = judged("A rebel spokesman denied that half of the rebel-held area had been lost.")
    assert verdict.claim.negated
    assert "denied by its speaker" in verdict.notes


def test_the_speaker_is_found_among_the_accounts():
    [verdict] = judged(
        "The Syrian Observatory for Human Rights said a third of the rebel-held area was lost."
    )
    assert verdict.claim.account == "sohr"
    assert "the claimant's own word" in set(verdict.readings["factor"])


def test_a_count_of_what_was_held_and_has_been_cleared_is_of_what_was_taken():
    [verdict] = judged("Twelve neighbourhoods held by the rebels have been cleared.")
    assert verdict.claim.measure == "taken"
    assert verdict.best == 13


def test_shares_that_exclude_each_other_refute_their_speaker():
    territory = am.load()
    text = (
        "The army said 80 percent of the rebel-held area was captured. "
        "The army said the rebels still held 60 percent of the rebel-held area."
    )
    claims = [
        claim_from_found(found, territory, PUBLISHED)
        for found in extract(text, territory, PUBLISHED)
    ]
    # 80 lost leaves 20; 60 left is 40 lost
    refuted = refute(claims, territory.evidence.pivot)
    assert [bool(claim.contradiction) for claim in refuted] == [True, True]
    assert judge(refuted[0], territory).rating == "contradicts-itself"
    twenty = replace(claims[1].quantity, low=20, high=20)
    agreeing = [claims[0], replace(claims[1], quantity=twenty)]
    assert refute(agreeing, territory.evidence.pivot) == agreeing
