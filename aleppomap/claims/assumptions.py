"""One assumption at a time: every reading that changes a single thing in the headline."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from aleppomap import vocab
from aleppomap.claims.boundaries import COVERED_SHARE, BoundarySet
from aleppomap.claims.making import claim_from_row
from aleppomap.claims.model import Claim
from aleppomap.claims.readings import (
    Counting,
    Reading,
    Value,
    default_beside,
    evaluate,
    located,
    region_of,
)
from aleppomap.errors import NotCovered
from aleppomap.history import ControlHistory
from aleppomap.territory import Region, Territory

__all__ = ["alternatives"]

COVERAGE_SHARE = 0.5
"""An account that reported less of the changed area itself takes no part in a verdict."""


def alternatives(
    claim: Claim,
    territory: Territory,
    history: ControlHistory,
    boundaries: Sequence[BoundarySet] = (),
) -> Iterator[Reading]:
    """Yield every reading that changes one assumption of the headline.

    Parameters
    ----------
    claim
        A claim of a kind that polygons decide.
    territory
        Where accounts, regions and places are looked up.
    history
        The synthesis, as known on the day asked for.
    boundaries
        Other boundary sets to measure in.

    Yields
    ------
    Reading
        In the order of the design: who gained, denominator, disputed dates, baseline,
        partly held districts, boundary set, account, the claimant's own word, its own list.
    """
    region = region_of(claim, territory, history)
    yield from _who_gained(claim, territory, history, region)
    if not claim.region and claim.kind == "share":
        for name in territory.settings.get("region_alternatives", ()):
            other = territory.region(name, history)
            yield Reading("denominator", other.name, evaluate(claim, history, other))
    if default := default_beside(claim, territory, history):
        yield Reading("denominator", default.name, evaluate(claim, history, default))
    if claim.whole_km2 and claim.kind == "share":
        part_km2 = evaluate(claim, history, region).numerator_km2
        value = Value(100 * part_km2 / claim.whole_km2, part_km2, claim.whole_km2, ())
        yield Reading("denominator", f"the {claim.whole_km2:,.1f} km² it states", value)
    for factor, label, meant in claim.otherwise:
        with contextlib.suppress(NotCovered):
            value = evaluate(meant, history, region_of(meant, territory, history))
            party = meant.party if meant.party != claim.party else ""
            yield Reading(factor, label, value, party=party)
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
    if claim.of_places:
        yield _by_number(claim, history, region)
    for counting in _countings(claim):
        value = evaluate(claim, history, region, counting)
        yield Reading("partly held districts", counting, value)
    for drawn in boundaries:
        yield _in_boundaries(claim, history, region, drawn)
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
    if claim.measure == "gained" and claim.party:
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


def _by_number(claim: Claim, history: ControlHistory, region: Region) -> Reading:
    """Return a share "of the districts" counted by their number, not by their area."""
    each = pd.Series(1.0, index=history.cells.index)
    counted = evaluate(claim, history, region, "whole at half", areas_km2=each)
    by_area = evaluate(claim, history, region, "whole at half")
    value = replace(by_area, number=counted.number)
    return Reading("what is counted", "districts by their number", value)


def _in_boundaries(
    claim: Claim, history: ControlHistory, region: Region, other: BoundarySet
) -> Reading:
    """Return the headline in another boundary set; it counts only if it covers the claim."""
    value = evaluate(claim, history, region, areas_km2=other.area_km2)
    own_km2 = history.at(history.dates[0])["area_km2"]
    whole_km2 = region.weights["weight_best"] * own_km2
    part_km2 = whole_km2[list(value.districts)] if value.districts else whole_km2
    covered = min(
        float((km2 * other.covered_share[km2.index]).sum() / km2.sum())
        for km2 in (whole_km2, part_km2)
        if km2.sum() > 0
    )
    counts = covered >= COVERED_SHARE
    note = f"covers {covered:.0%} of the claim's ground" + ("" if counts else "; too little")
    return Reading("boundary set", other.name, value, counts, note)


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
