"""Claims that are no share, area or count: each kind's own way to be decided.

A finder returns what the polygons give, the word for it, and the readings that
change one assumption.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from aleppomap import vocab
from aleppomap.claims.borders import adjacency, frontline, length, split
from aleppomap.claims.findings import (
    Finding,
    called,
    day_judged,
    districts_lost,
    held_or_not,
    single,
)
from aleppomap.claims.model import Claim
from aleppomap.claims.readings import Reading, Value, evaluate, located, region_of
from aleppomap.errors import NotCovered
from aleppomap.history import ControlHistory
from aleppomap.territory import Territory

__all__ = ["FINDERS"]


def _superlative(claim: Claim, territory: Territory, history: ControlHistory) -> Finding:
    """Judge "the biggest of those": the set must be listed, and the first place is the subject."""
    if len(claim.places) < 2:
        raise NotCovered("the set it is compared with is not listed", "list its places")
    snapshot = history.at(day_judged(claim))
    own = located(claim.places[0], territory)
    areas = {}
    for place in claim.places:
        cells = located(place, territory)
        cells = (cells - own or cells) if place != claim.places[0] else cells
        if not cells:
            raise NotCovered(f"{place} could not be located")
        areas[place] = float(snapshot.loc[sorted(cells), "area_km2"].sum())
    subject, *others = claim.places
    rival = max(others, key=lambda place: areas[place])
    headline = Value(areas[subject], areas[subject], areas[rival], (), "km2")
    captured = districts_lost(claim, territory, history)
    widest = max(captured, key=lambda cell: captured[cell], default="")
    among = Value(captured.get(widest, 0.0), captured.get(widest, 0.0), 0.0, (widest,), "km2")
    reason = f"Next is {called(rival, territory)} with at most {areas[rival]:.1f} km²."
    return single(
        headline, held_or_not(areas[subject] > areas[rival]), reason,
        (Reading("the set", "every district taken since the window began", among),
         held_or_not(widest in own)),
    )  # fmt: skip


def _elapsed(claim: Claim, territory: Territory, _history: ControlHistory) -> Finding:
    """Judge "day n of the operation": inclusive or not, for each start the territory names."""
    if claim.quantity is None:
        raise NotCovered("it states no number of days")
    starts = {
        str(start["name"]): date.fromisoformat(str(start["date"]))
        for start in territory.settings.get("starts", ())
    }
    if not starts:
        remedy = "add a [[starts]] to territory.toml"
        raise NotCovered("the territory names no start to count from", remedy)
    stated, day = claim.quantity, day_judged(claim)
    reach = max(1.0, (stated.grain - 1) / 2)
    """A day either way; "three weeks" is right for half a week either way."""

    def word(days: int) -> str:
        distance = max(stated.low - days, days - stated.high)
        if distance <= 0:
            return vocab.MATCHES
        if distance <= reach:
            return vocab.CLOSE
        return vocab.TOO_HIGH if stated.low > days else vocab.TOO_LOW

    first, *_ = starts
    headline = Value(float((day - starts[first]).days + 1), 0.0, 0.0, (), "day")
    tried = []
    for name, start in starts.items():
        inclusive = (day - start).days + 1
        if name != first:
            value = Value(float(inclusive), 0.0, 0.0, (), "day")
            tried.append((Reading("the start", name, value), word(inclusive)))
    exclusive = (day - starts[first]).days
    value = Value(float(exclusive), 0.0, 0.0, (), "day")
    tried.append((Reading("the first day", "not counted", value), word(exclusive)))
    reason = f"Counted from {starts[first]} ({first}), that day included."
    return single(headline, word(int(headline.number)), reason, *tried)


def _handover(claim: Claim, territory: Territory, history: ControlHistory) -> Finding:
    """Judge that ground passed to a party; whether by agreement, polygons cannot say."""
    loser = claim.party or territory.evidence.pivot
    taker = claim.by
    if not taker:
        raise NotCovered("it does not say who took the ground over")
    moved = replace(claim, kind="area", measure="gained", party=loser, by=taker)
    region = region_of(claim, territory, history)
    value = evaluate(moved, history, region)
    disputed = history.at(day_judged(claim)).loc[list(value.districts), "disputed"]
    tried = []
    coverage = history.coverage(day_judged(claim))
    for account in coverage[coverage > 0].index:
        told = territory.history(str(account)).variant(ranges=False)
        silent = told.at(day_judged(claim)).loc[list(value.districts), "silent"]
        if len(silent) and not silent.all():
            other = evaluate(moved, told, region)
            name = str(territory.accounts.at[account, "name"])
            word = held_or_not(other.numerator_km2 > 0)
            tried.append((Reading("account", name, other), word))
    reason = (
        f"{territory.party_name(taker)} took {value.numerator_km2:.1f} km² that "
        f"{territory.party_name(loser)} had held, in {len(value.districts)} districts, "
        f"{int(disputed.sum())} of them disputed. Polygons cannot say whether by agreement."
    )
    return single(value, held_or_not(value.numerator_km2 > 0), reason, *tried)


def _population(claim: Claim, territory: Territory, history: ControlHistory) -> Finding:
    """Give the density a population would imply; without a grid of people it cannot be told."""
    lost = replace(claim, kind="area", measure="lost", party=territory.evidence.pivot)
    value = evaluate(lost, history, region_of(claim, territory, history))
    density = ""
    if claim.quantity is not None and value.numerator_km2 > 0:
        people = claim.quantity.low / value.numerator_km2
        density = (
            f" Over the {value.numerator_km2:.1f} km² that changed hands it would be "
            f"{people:,.0f} people a km²."
        )
    raise NotCovered(f"these data have no grid of people.{density}")


Finder = Callable[[Claim, Territory, ControlHistory], Finding]

FINDERS: Mapping[str, Finder] = {
    "superlative": _superlative,
    "adjacency": adjacency,
    "split": split,
    "frontline": frontline,
    "length": length,
    "elapsed": _elapsed,
    "handover": _handover,
    "population": _population,
}
"""Kind to its finder; shares, areas, counts and containment are measured instead."""
