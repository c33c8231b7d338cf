"""Who did what to whom, in sentences rarer than most: against what a reader would say."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from aleppomap.claims.worded import claim_from_text
from aleppomap.snapshot import Party

SAID = date(2025, 1, 5)
BOTH = ("russia", "ukraine")


def read(text, *parties):
    told = SimpleNamespace(parties=tuple(Party(party, party.title()) for party in parties))
    return claim_from_text(text, SAID, told)


@pytest.mark.parametrize(
    ("text", "parties", "measure", "loser", "taker"),
    [
        ("Russia wrested 12 sq km from Ukraine in December.", BOTH, "gained", "ukraine", "russia"),
        ("120 km² was lost to Russia in November.", BOTH, "gained", "", "russia"),
        ("In December a loss of 120 km² to Russia", BOTH, "gained", "", "russia"),
        ("120 km² under Russian control", BOTH, "held", "russia", ""),
        ("120 km² in the hands of Russia", BOTH, "held", "russia", ""),
        ("Russian advance: 120 km² in December", ("russia",), "gained", "", "russia"),
        # three parties: whose ground it was is open
        ("Russia has retaken half of the territory occupied since 1 March 2024.",
         (*BOTH, "belarus"), "taken", "", "russia"),
    ],
)  # fmt: skip
def test_the_roles_of_a_sentence(text, parties, measure, loser, taker):
    claim = read(text, *parties)
    assert (claim.measure, claim.party, claim.by) == (measure, loser, taker)
    assert claim.stranger == ""


@pytest.mark.parametrize(
    ("text", "loser", "taker", "said"),
    [
        ("Belarus retook 12 sq km from Ukraine in December.", "ukraine", "",
         "“Belarus” is no party of the data: counted as lost by Ukraine to anyone."),
        ("Belarus lost 120 km² to Russia in November.", "", "russia",
         "“Belarus” is no party of the data: counted as gained by Russia."),
        ("120 km² under the flag of Russia", "russia", "",
         "No verb says what happened: read as ground held."),
    ],
)  # fmt: skip
def test_what_is_made_of_a_stranger_or_of_no_verb_is_said(text, loser, taker, said):
    claim = read(text, *BOTH)
    assert (claim.party, claim.by) == (loser, taker)
    assert claim.assumed == (said,)


def test_of_the_one_party_without_a_name_nothing_need_be_said():
    claim = read("593 km² in December", "held")  # what a file of shapes without names is called
    assert claim.by == "held"
    assert claim.assumed == ("No verb says what happened: read as ground gained.",)
