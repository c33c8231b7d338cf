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
        # who speaks, flees or is named first is not who does it
        ("Ukraine said Russia had captured 60 percent of the region.", BOTH, "gained", "ukraine",
         "russia"),
        ("After Ukraine fled, Russia took over 60 percent of the region.", BOTH, "gained",
         "ukraine", "russia"),
        ("As Russia advanced, Ukraine lost 70 percent of the region.", BOTH, "lost", "ukraine", ""),
        ("Russia has pushed Ukraine out of 70 percent of the region.", BOTH, "lost", "ukraine", ""),
        ("Russia's gains leave Ukraine with 12 km².", BOTH, "held", "ukraine", ""),
        ("Russia says Ukraine holds 30 percent of the region.", BOTH, "held", "ukraine", ""),
        ("Contrary to Ukrainian claims, Russia holds half of the region.", BOTH, "held", "russia",
         ""),
        ("60 percent of the region has been wrested from Ukraine by Russia.", BOTH, "gained",
         "ukraine", "russia"),
        ("60 percent of the region has been taken from Ukraine.", BOTH, "lost", "ukraine", ""),
        ("The area held by Ukraine was cut by half in the past week.", BOTH, "lost", "ukraine", ""),
        ("60 percent of the ground Ukraine had controlled was captured.", BOTH, "taken", "ukraine",
         ""),
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


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Anti-Russian fighters lost 70 percent of the region.", "Anti-Russian fighters"),
        ("Russia and Kurdish forces together seized 40 % of the region.",
         "Russia and Kurdish forces"),
        ("The Kurds took 5 percent of the region while Russia was busy elsewhere.", "Kurds"),
        ("60 percent of the Ukrainian enclave lies in the hands of loyalist forces.",
         "loyalist forces"),
        ("70 percent of the region is under Turkey's control.", "Turkey"),
        ("Between 3 March and 10 March Belarus captured about 30 km².", "Belarus"),
        ("Belarus said it had taken 30 km² in December.", "Belarus"),
        ("Belarus's biggest gain: 30 km² in December", "Belarus"),
    ],
)  # fmt: skip
def test_a_stranger_never_becomes_a_party(text, who):
    claim = read(text, *BOTH)
    assert (claim.stranger, claim.party, claim.by) == (who, "", "")


def test_of_the_one_party_without_a_name_nothing_need_be_said():
    claim = read("593 km² in December", "held")  # what a file of shapes without names is called
    assert claim.by == "held"
    assert claim.assumed == ("No verb says what happened: read as ground gained.",)
