"""Readings: each defensible way to compute the quantity a claim states.

The headline is one reading; every other changes one assumption. Readings are a
table, never votes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab
from aleppomap.claims.model import Claim, claim_from_row
from aleppomap.errors import NotCovered
from aleppomap.history import ControlHistory
from aleppomap.territory import Region, Territory

__all__ = [
    "Reading",
    "Value",
    "alternatives",
    "evaluate",
    "located",
    "over_time",
    "own_range",
    "region_of",
]

COVERAGE_SHARE = 0.5
"""An account that reported less of the changed area itself takes no part in a verdict."""

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
    """

    factor: str
    label: str
    value: Value
    counts: bool = True
    note: str = ""


def evaluate(
    claim: Claim,
    history: ControlHistory,
    region: Region,
    counting: Counting | None = None,
    only: frozenset[str] | None = None,
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
    now = history.at(claim.as_of)
    since = claim.since or region.held_on or history.dates[0]
    then = history.at(since)
    weight = region.weights["weight_best"].to_numpy(float)
    area_km2 = now["area_km2"].to_numpy(float)
    _require_known(now, weight, area_km2, claim.as_of)
    if counting in ("whole at half", "any part") and region.held_by:
        weight = (weight >= 0.5 if counting == "whole at half" else weight > _EPSILON).astype(float)
    part = _part(claim, now, then, region, weight, counting)
    if only is not None:
        part = part * now.index.isin(list(only))
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
    districts = tuple(str(cell) for cell in now.index[counted])
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
    for number, day in enumerate(days):
        if number and day not in changes:
            numbers[number] = numbers[number - 1]
            continue
        with contextlib.suppress(NotCovered):
            numbers[number] = evaluate(replace(claim, as_of=day), history, region).number
    return days, numbers


def _require_known(now: pd.DataFrame, weight: Floats, area_km2: Floats, day: date) -> None:
    unknown = float((now["unknown_share_best"].to_numpy(float) * weight * area_km2).sum())
    total = float((weight * area_km2).sum())
    if total > 0 and unknown / total > 0.05:
        raise NotCovered(f"control of {unknown / total:.0%} of the region is unknown on {day}")


def _part(
    claim: Claim,
    now: pd.DataFrame,
    then: pd.DataFrame,
    region: Region,
    weight: Floats,
    counting: Counting,
) -> Floats:
    """Return the part of each district, 0 to 1, that counts in the numerator."""

    def share(frame: pd.DataFrame, party: str) -> Floats:
        values = frame[f"{party}_share_best"].to_numpy(float)
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
    """Return the denominator a claim's words name, or the territory's default."""
    return territory.region(claim.region or str(territory.settings["default_region"]), history)


def alternatives(claim: Claim, territory: Territory, history: ControlHistory) -> Iterator[Reading]:
    """Yield every reading that changes one assumption of the headline.

    Parameters
    ----------
    claim
        A claim of a kind that polygons decide.
    territory
        Where accounts, regions and places are looked up.
    history
        The synthesis, as known on the day asked for.

    Yields
    ------
    Reading
        In the order of the design: who gained, denominator, disputed dates, baseline,
        partly held districts, account, the claimant's own word, its own list.
    """
    region = region_of(claim, territory, history)
    yield from _who_gained(claim, territory, history, region)
    if not claim.region and claim.kind == "share":
        for name in territory.settings.get("region_alternatives", ()):
            other = territory.region(name, history)
            yield Reading("denominator", other.name, evaluate(claim, history, other))
    if claim.swapped_from in territory.claims.index:
        origin = claim_from_row(claim.swapped_from, dict(territory.claims.loc[claim.swapped_from]))
        first = region_of(origin, territory, history)
        as_stated = replace(claim, measure=origin.measure, party=origin.party, by=origin.by)
        value = evaluate(as_stated, history, first)
        yield Reading("denominator", f"as first stated: {first.name}", value)
    for dates in ("late", "early"):
        changed = history.variant(dates=dates)
        value = evaluate(claim, changed, region_of(claim, territory, changed))
        yield Reading("disputed dates", dates, value)
    for baseline in ("low", "high"):
        changed = history.variant(baseline=baseline)
        value = evaluate(claim, changed, region_of(claim, territory, changed))
        yield Reading("baseline", baseline, value)
    for counting in _countings(claim):
        value = evaluate(claim, history, region, counting)
        yield Reading("partly held districts", counting, value)
    yield from _accounts(claim, territory, history)
    if claim.account:
        changed = history.variant(without=[claim.account])
        name = str(territory.accounts.at[claim.account, "name"])
        value = evaluate(claim, changed, region_of(claim, territory, changed))
        yield Reading("the claimant's own word", f"without what only {name} attests", value)
    if claim.places and claim.kind != "count":
        yield _own_list(claim, territory, history, region)


def _who_gained(
    claim: Claim, territory: Territory, history: ControlHistory, region: Region
) -> Iterator[Reading]:
    if claim.measure == "gained":
        value = evaluate(replace(claim, measure="taken"), history, region)
        yield Reading("who gained", "lost to anyone", value)
    elif claim.measure == "taken":
        takers = [claim.by] if claim.by else _main_taker(claim, territory, history, region)
        for taker in takers:
            value = evaluate(replace(claim, measure="gained", by=taker), history, region)
            yield Reading("who gained", f"gained by {territory.party_name(taker)}", value)


def _main_taker(
    claim: Claim, territory: Territory, history: ControlHistory, region: Region
) -> list[str]:
    """Return the party that gained most, as the one a claim of taking is about."""
    gains = {
        party.party: evaluate(
            replace(claim, measure="gained", by=party.party), history, region
        ).numerator_km2
        for party in territory.parties
        if party.party != claim.party
    }
    taker = max(gains, key=lambda name: gains[name], default="")
    return [taker] if taker and gains[taker] > 0 else []


def _countings(claim: Claim) -> tuple[Counting, ...]:
    if claim.kind == "count":
        return ("only whole", "any part")
    return ("whole at half", "only whole") if claim.says_whole else ("whole at half",)


def _accounts(claim: Claim, territory: Territory, history: ControlHistory) -> Iterator[Reading]:
    if claim.as_of is None or history.account != vocab.SYNTHESIS:
        return
    coverage = history.coverage(claim.as_of)
    for account, share in coverage[coverage >= COVERAGE_SHARE].items():
        told = territory.history(str(account), history.known_on).variant(ranges=False)
        name = str(territory.accounts.at[account, "name"])
        value = evaluate(claim, told, region_of(claim, territory, told))
        yield Reading("account", name, value, note=f"reported {share:.0%} of it itself")


def _own_list(
    claim: Claim, territory: Territory, history: ControlHistory, region: Region
) -> Reading:
    cells = {name: located(name, territory) for name in claim.places}
    missing = [name for name, found in cells.items() if not found]
    only = frozenset().union(*cells.values())
    value = evaluate(claim, history, region, only=only)
    note = f"not located: {', '.join(missing)}" if missing else ""
    return Reading("the claimant's own list", "only the places it lists", value, not missing, note)


def located(place: str, territory: Territory) -> frozenset[str]:
    """Return the districts a place lies in: itself, or those of places.csv; empty if unknown."""
    if place in territory.districts.index:
        return frozenset([place])
    if place in territory.places.index:
        return frozenset(territory.places["districts"][place])
    return frozenset()
