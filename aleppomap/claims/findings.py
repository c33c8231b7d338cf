"""Findings: what polygons give for a claim, the words for it, and what the finders share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from aleppomap import vocab
from aleppomap.claims.model import Claim
from aleppomap.claims.quantity import Bands
from aleppomap.claims.readings import Reading, Value
from aleppomap.errors import NotCovered
from aleppomap.history import ControlHistory
from aleppomap.territory import Territory

__all__ = [
    "NO_NUMBER",
    "Finding",
    "called",
    "day_judged",
    "districts_lost",
    "held_or_not",
    "single",
    "word_for",
]

NO_NUMBER = Value(math.nan, math.nan, math.nan, (), "")
"""What is true or not has no number: its reason says what was found."""


@dataclass(frozen=True)
class Finding:
    """What a kind's finder gives: number, word, range, and the readings tried."""

    headline: Value
    rating: str
    low: float
    high: float
    tried: tuple[tuple[Reading, str], ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""


def single(value: Value, rating: str, reason: str, *tried: tuple[Reading, str]) -> Finding:
    """Return a finding without a range of its own."""
    return Finding(value, rating, value.number, value.number, tried, (), reason)


def held_or_not(truth: bool) -> str:
    """Return the word for a statement that is true or not."""
    return vocab.MATCHES if truth else vocab.TOO_HIGH


def word_for(number: float, allowed: Bands) -> str:
    """Return the word for a number of ours beside what the words of a claim allow."""
    if number in allowed.core:
        return vocab.MATCHES
    if number in allowed.tolerated:
        return vocab.CLOSE
    return vocab.TOO_HIGH if number < allowed.tolerated.low else vocab.TOO_LOW


def day_judged(claim: Claim) -> date:
    """Return the day a claim speaks of; NotCovered when it names none."""
    if claim.as_of is None:
        raise NotCovered("the claim names no day; give one with a date")
    return claim.as_of


def districts_lost(claim: Claim, territory: Territory, history: ControlHistory) -> dict[str, float]:
    """Return the districts whose majority the loser lost in the claim's window, with their area."""
    loser = claim.party or territory.evidence.pivot
    before = history.at(claim.since or history.dates[0])[f"{loser}_share_best"] >= 0.5
    now = history.at(day_judged(claim))
    lost = now[before & (now[f"{loser}_share_best"] < 0.5)]
    return {str(cell): float(area) for cell, area in lost["area_km2"].items()}


def called(place: str, territory: Territory) -> str:
    """Return a place by its name, as readers know it."""
    for table in (territory.districts, territory.places):
        if place in table.index:
            return str(table["name"].get(place) or place)
    return place
