"""Readings: each defensible way to compute the quantity a claim states.

The headline is one reading; every other changes one assumption. Readings are a
table, never votes.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab
from aleppomap.claims.model import Claim
from aleppomap.errors import NotCovered
from aleppomap.history import ControlHistory
from aleppomap.snapshot import Holdings
from aleppomap.territory import Region, Territory

__all__ = [
    "Reading",
    "Value",
    "default_beside",
    "evaluate",
    "located",
    "over_time",
    "own_range",
    "region_of",
]

Counting = Literal["by share", "whole at half", "only whole", "any part"]
Floats = npt.NDArray[np.float64]
_EPSILON = 1e-9


@dataclass(frozen=True)
class Value:
    """A computed quantity: its number in the claim's unit, and what it is made of.

    Parameters
    ----------
    number
        In percent, km2 or districts.
    numerator_km2, denominator_km2
        The areas behind it.
    districts
        The districts that count in the numerator.
    unit
        Unit of the number.
    """

    number: float
    numerator_km2: float
    denominator_km2: float
    districts: tuple[str, ...]
    unit: str = "percent"


@dataclass(frozen=True)
class Reading:
    """One reading: the assumption changed, how, and what comes out.

    Parameters
    ----------
    factor
        The assumption, such as ``disputed dates``; ``headline`` for the headline.
    label
        How it is read here, such as ``late``.
    value
        What comes out.
    counts
        Whether the reading takes part in the verdict; shown either way.
    note
        Why it does not, or what else to know.
    party
        Who holds or lost it in this reading, where that is another than in the headline.
    """

    factor: str
    label: str
    value: Value
    counts: bool = True
    note: str = ""
    party: str = ""


def evaluate(
    claim: Claim,
    history: ControlHistory,
    region: Region,
    counting: Counting | None = None,
    only: frozenset[str] | None = None,
    areas_km2: pd.Series[float] | None = None,
) -> Value:
    """Return the quantity a claim states, as one history gives it.

    Parameters
    ----------
    claim
        A claim with a day.
    history
        Who held what.
    region
        The denominator.
    counting
        How partly held districts count; None for the kind's own way (shares of
        districts for shares and areas, the majority for counts).
    only
        Count only these districts in the numerator.
    areas_km2
        Index district: areas by another boundary set; the districts' own when None.

    Returns
    -------
    Value
        Number in the claim's unit.

    Raises
    ------
    NotCovered
        If a day lies outside the period, or control is unknown over more than a
        twentieth of the region.
    """
    if claim.as_of is None:
        raise NotCovered("the claim names no day; give one with a date")
    counting = counting or ("whole at half" if claim.kind == "count" else "by share")
    now = history.holdings(claim.as_of)
    since = claim.since or region.held_on or history.dates[0]
    then = history.holdings(since)
    weight = region.weights["weight_best"].to_numpy(float)
    area_km2 = now.area_km2 if areas_km2 is None else np.asarray(areas_km2, float)
    _require_known(now, weight, area_km2, claim.as_of)
    if counting in ("whole at half", "any part") and region.held_by:
        weight = (weight >= 0.5 if counting == "whole at half" else weight > _EPSILON).astype(float)
    part = _part(claim, now, then, region, weight, counting)
    if only is not None:
        part = part * now.cells.isin(list(only))
    numerator = part * area_km2
    counted = part > (_EPSILON if claim.kind != "count" else 0.5)
    denominator_km2 = float((weight * area_km2).sum())
    numerator_km2 = float(numerator.sum())
    if claim.kind == "share" and denominator_km2 <= _EPSILON:
        raise NotCovered(f"{region.name} has no area here")
    number = {
        "share": 100 * numerator_km2 / denominator_km2 if denominator_km2 else np.nan,
        "area": numerator_km2,
        "count": float(counted.sum()),
    }[claim.kind]
    districts = tuple(now.cells[counted])
    unit = {"share": "percent", "area": "km2", "count": "districts"}[claim.kind]
    return Value(float(number), numerator_km2, denominator_km2, districts, unit)


def over_time(
    claim: Claim, history: ControlHistory, region: Region
) -> tuple[tuple[date, ...], Floats]:
    """Return the headline's number at the end of every day covered.

    Returns
    -------
    days : tuple of date
        From the start of the claim's window on.
    numbers : ndarray
        In the claim's unit, one a day; a day whose control is unknown is NaN.
    """
    first = claim.since or region.held_on or history.dates[0]
    days = tuple(day for day in history.dates if day >= first)
    numbers = np.full(len(days), np.nan)
    changes = set(history.change_dates)
    history = history.variant(ranges=False)
    for number, day in enumerate(days):
        if number and day not in changes:
            numbers[number] = numbers[number - 1]
            continue
        with contextlib.suppress(NotCovered):
            numbers[number] = evaluate(replace(claim, as_of=day), history, region).number
    return days, numbers


def _require_known(now: Holdings, weight: Floats, area_km2: Floats, day: date) -> None:
    unknown = float((now.shares[vocab.UNKNOWN] * weight * area_km2).sum())
    total = float((weight * area_km2).sum())
    if total > 0 and unknown / total > 0.05:
        raise NotCovered(f"control of {unknown / total:.0%} of the region is unknown on {day}")


def _part(
    claim: Claim,
    now: Holdings,
    then: Holdings,
    region: Region,
    weight: Floats,
    counting: Counting,
) -> Floats:
    """Return the part of each district, 0 to 1, that counts in the numerator."""

    def share(held: Holdings, party: str) -> Floats:
        values = held.shares[party]
        if counting == "whole at half":
            values = (values >= 0.5 - _EPSILON).astype(float)
        return np.asarray(values, float)

    held_region = region.held_by is not None
    if claim.measure == "held":
        held = share(now, claim.party)
        if counting == "only whole":
            held = np.where(held >= 1 - _EPSILON, held, 0.0)
        if held_region and claim.party != region.held_by:
            gained = np.maximum(held - share(then, claim.party), 0.0)
            return np.asarray(np.minimum(weight, gained))
        return np.asarray(np.minimum(weight, held) if held_region else weight * held)
    if claim.measure == "gained" and not claim.party:  # from whomever
        gained = np.maximum(share(now, claim.by) - share(then, claim.by), 0.0)
        return np.asarray(weight * gained, float)
    before, after = share(then, claim.party), share(now, claim.party)
    if held_region and claim.party == region.held_by:
        lost = np.minimum(weight, before) - np.minimum(weight, np.minimum(before, after))
    else:
        lost = weight * np.maximum(before - after, 0.0)
    if counting == "only whole":
        lost = np.where(after <= _EPSILON, lost, 0.0)
    elif counting == "any part":
        lost = np.where(lost > _EPSILON, weight, 0.0)
    elif counting == "whole at half" and not held_region:
        lost = np.where((before >= 0.5) & (after < 0.5), weight, 0.0)
    if claim.measure == "gained":
        gained = np.maximum(share(now, claim.by) - share(then, claim.by), 0.0)
        lost = np.minimum(lost, gained)
    return np.asarray(lost, float)


def own_range(claim: Claim, territory: Territory, history: ControlHistory) -> tuple[float, float]:
    """Return the headline's number with every disputed date late, then early, in rising order."""
    numbers = [
        evaluate(claim, changed, region_of(claim, territory, changed)).number
        for changed in (history.variant(dates="late"), history.variant(dates="early"))
    ]
    return min(numbers), max(numbers)


def region_of(claim: Claim, territory: Territory, history: ControlHistory) -> Region:
    """Return the denominator a claim's words name, or the territory's default.

    Where they count over what a party held on another day ("a third of what they still held a
    week ago") it is that. Ground that another party than the default's holds, with no area
    named, is counted over all districts.
    """
    region = _named_region(claim, territory, history)
    if _counts_everywhere(claim, region):
        return _everywhere(history)
    day = claim.past.until if claim.past else None
    return region if day is None or not region.held_by else _held_then(region, history, day)


def default_beside(claim: Claim, territory: Territory, history: ControlHistory) -> Region | None:
    """Return the default region when a claim is counted over all districts instead; else None."""
    region = _named_region(claim, territory, history)
    return region if _counts_everywhere(claim, region) else None


def _named_region(claim: Claim, territory: Territory, history: ControlHistory) -> Region:
    return territory.region(claim.region or str(territory.settings["default_region"]), history)


def _counts_everywhere(claim: Claim, default: Region) -> bool:
    """Return whether a claim counts what a party holds, wherever it holds it."""
    return (
        not claim.region
        and claim.kind in ("area", "count")
        and claim.measure == "held"
        and bool(default.held_by)
        and default.held_by != claim.party
    )


def _everywhere(history: ControlHistory) -> Region:
    cells = history.cells.index
    weights = pd.DataFrame({f"weight_{bound}": np.ones(len(cells)) for bound in vocab.BOUNDS})
    return Region("", "all districts of these data", weights.set_index(cells))


def _held_then(region: Region, history: ControlHistory, day: date) -> Region:
    """Return a computed region anew: what its party held at the end of another day."""
    held = history.holdings(day)
    start = pd.DataFrame(held.shares, index=held.cells)
    share = start[region.held_by]
    weights = pd.DataFrame({f"weight_{bound}": share for bound in vocab.BOUNDS})
    name = f"what the same party held at the end of {day}"
    return replace(region, name=name, weights=weights, held_on=day, start=start, area_km2=None)


def located(place: str, territory: Territory) -> frozenset[str]:
    """Return the districts a place lies in: itself, or those of places.csv; empty if unknown."""
    if place in territory.districts.index:
        return frozenset([place])
    if place in territory.places.index:
        return frozenset(territory.places["districts"][place])
    return frozenset()
