"""Claims on what lies beside what: adjoining places, ground cut in parts, and front lines.

Geometry is measured in a local equal-area projection, in metres.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import geopandas as gpd
import numpy as np
import shapely

from aleppomap import vocab
from aleppomap.claims.findings import (
    NO_NUMBER,
    Finding,
    called,
    day_judged,
    districts_lost,
    held_or_not,
    single,
    word_for,
)
from aleppomap.claims.model import Claim
from aleppomap.claims.quantity import bands
from aleppomap.claims.readings import Reading, Value, located
from aleppomap.errors import NotCovered
from aleppomap.frontline import front_line
from aleppomap.history import ControlHistory
from aleppomap.territory import Territory

__all__ = ["adjacency", "frontline", "length", "split"]

ROAD_REACH_M = (50.0, 100.0, 200.0)
"""How near a road a front line counts as along it; the middle one is the headline."""

ROAD_SHARE_PERCENT = (50.0, 25.0)
"""A front is along a road that it follows over half its length; close over a quarter."""

NECK_STEP_M = 10.0
"""Resolution of the width of a neck."""


def adjacency(claim: Claim, territory: Territory, history: ControlHistory) -> Finding:
    """Judge "adjacent": to the first place, to one another, or as a chain."""
    places = {place: located(place, territory) for place in claim.places}
    if len(places) < 2 or not all(places.values()):
        raise NotCovered("adjacency needs at least two places that can be located")
    arcs = history.arcs()
    inner = arcs[arcs["right"].notna()]
    names = list(places)
    border_km: dict[tuple[str, str], float] = {}
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            length_km = _border_km(inner, places[a], places[b])
            if length_km > 0:
                border_km[a, b] = border_km[b, a] = length_km
    anchor, *others = names
    touching = [place for place in others if (anchor, place) in border_km]
    missing = [place for place in others if place not in touching]
    taken = set(districts_lost(claim, territory, history))
    beside = [_border_km(inner, places[place], taken - places[place]) > 0 for place in names]
    mutual = all((a, b) in border_km for a in names for b in names if a != b)
    reason = " ".join(
        [f"{called(p, territory)} touches {called(anchor, territory)}, over "
         f"{border_km[anchor, p]:.1f} km." for p in touching]
        + [f"{called(p, territory)} does not touch {called(anchor, territory)}; it is nearest at "
           f"{_apart_km(history, places[p], places[anchor]):.1f} km." for p in missing]
    )  # fmt: skip
    readings = {
        "one another": mutual,
        "ground taken by then": all(beside),
        "as a chain": _is_chain(names, border_km),
    }
    tried = [
        (Reading("adjacent to what", label, NO_NUMBER), held_or_not(truth))
        for label, truth in readings.items()
    ]
    return single(NO_NUMBER, held_or_not(not missing), reason, *tried)


def _apart_km(history: ControlHistory, one: Collection[str], other: Collection[str]) -> float:
    """Return the shortest distance between two sets of districts."""
    ground = history.cells.to_crs(_metric(history.cells)).geometry
    a, b = (shapely.union_all(ground[list(cells)].to_numpy()) for cells in (one, other))
    return float(shapely.distance(a, b)) / 1000


def _border_km(arcs: gpd.GeoDataFrame, one: Collection[str], other: Collection[str]) -> float:
    """Return the length of the border between two sets of districts."""
    ways = [
        arcs["left"].isin(list(a)) & arcs["right"].isin(list(b))
        for a, b in ((one, other), (other, one))
    ]
    return float(arcs.loc[ways[0] | ways[1], "length_m"].sum()) / 1000


def _is_chain(names: list[str], borders: Mapping[tuple[str, str], float]) -> bool:
    """Return whether each place can be reached from the first over shared borders."""
    reached, frontier = {names[0]}, [names[0]]
    while frontier:
        place = frontier.pop()
        new = [name for name in names if (place, name) in borders and name not in reached]
        reached.update(new)
        frontier += new
    return len(reached) == len(names)


def split(claim: Claim, territory: Territory, history: ControlHistory) -> Finding:
    """Give the parts a party's ground was in, before and after, and the width of its neck."""
    party = claim.party or territory.evidence.pivot
    before = _ground(history, party, claim.since or history.dates[0])
    after = _ground(history, party, day_judged(claim))
    parts_before, parts_after = _parts(before), _parts(after)
    neck_before, neck_after = _neck_m(before), _neck_m(after)
    name = territory.party_name(party)
    reason = (
        f"Ground mostly held by {name} was in {_in_parts(parts_before)} before, and in "
        f"{_in_parts(parts_after)} at the end of the day; the narrowest neck of its main part "
        f"was {neck_before:.0f} m wide before, {neck_after:.0f} m after (steps of "
        f"{NECK_STEP_M:.0f} m, whole districts)."
    )
    if claim.threatened:
        return single(NO_NUMBER, vocab.NOT_CHECKABLE, f"A threat is not a state. {reason}")
    return single(NO_NUMBER, held_or_not(parts_after > parts_before), reason)


def _in_parts(count: int) -> str:
    return "one part" if count == 1 else f"{count} parts"


def _ground(history: ControlHistory, party: str, day: date) -> shapely.Geometry:
    snapshot = history.at(day)
    held = snapshot[snapshot["control"] == party]
    return shapely.union_all(held.to_crs(_metric(snapshot)).geometry.to_numpy())


def _metric(cells: gpd.GeoDataFrame) -> str:
    west, south, east, north = cells.total_bounds
    return f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +units=m"


def _parts(ground: shapely.Geometry) -> int:
    """Return how many parts of more than a hectare a ground has."""
    return int((shapely.area(shapely.get_parts(ground)) > 10_000).sum())


def _neck_m(ground: shapely.Geometry) -> float:
    """Return the width at which the largest part of a ground falls apart, or vanishes."""
    parts = shapely.get_parts(ground)
    if not len(parts):
        return 0.0
    main = parts[shapely.area(parts).argmax()]
    width = NECK_STEP_M
    while _parts(main.buffer(-width / 2)) == 1:
        width += NECK_STEP_M
    return width


def frontline(claim: Claim, territory: Territory, history: ControlHistory) -> Finding:
    """Judge "a front line along the road": the share of the road near the line, both ways."""
    context = territory.context
    roads = context[context["kind"] == "road"]
    named = [place for place in claim.places if place in roads.index]
    if not named:
        raise NotCovered("the road is not named, or not in context.geojson")
    loser = claim.party or territory.evidence.pivot
    lines = _lines_of(loser, history, claim)
    if lines.empty:
        raise NotCovered(f"there is no front line of {territory.party_name(loser)} that day")
    metric = _metric(history.cells)
    front = shapely.union_all(lines.to_crs(metric).geometry.to_numpy())
    road = shapely.union_all(roads.loc[named].to_crs(metric).geometry.to_numpy())
    shares = [
        100 * shapely.length(road & front.buffer(reach)) / shapely.length(road)
        for reach in ROAD_REACH_M
    ]
    along_km = shapely.length(front & road.buffer(ROAD_REACH_M[1])) / 1000
    total_km = shapely.length(front) / 1000
    ratings = [_along(share) for share in shares]
    values = [Value(share, 0.0, 0.0, (), "percent") for share in shares]
    name = vocab.listed([str(roads.at[road_id, "name"]) for road_id in named])
    reason = (
        f"{shares[1]:.0f} % of {name} lies within {ROAD_REACH_M[1]:.0f} m of the line; "
        f"{along_km:.1f} of the {total_km:.1f} km of the line lies as near the road."
    )
    tried = [
        (Reading("how near is along", f"within {ROAD_REACH_M[n]:.0f} m", values[n]), ratings[n])
        for n in (0, 2)
    ]
    for label, changed in _dates(history):
        other = _road_share(claim, changed, loser, road, metric)
        tried.append((Reading("disputed dates", label, other), _along(other.number)))
    return single(values[1], ratings[1], reason, *tried)


def _lines_of(party: str, history: ControlHistory, claim: Claim) -> gpd.GeoDataFrame:
    """Return the front lines a party has on the day of a claim."""
    lines = front_line(history.at(day_judged(claim)))
    return lines[[party in between.split("|") for between in lines["between"]]]


def _road_share(
    claim: Claim, history: ControlHistory, loser: str, road: shapely.Geometry, metric: str
) -> Value:
    lines = _lines_of(loser, history, claim)
    if lines.empty:
        return Value(0.0, 0.0, 0.0, (), "percent")
    front = shapely.union_all(lines.to_crs(metric).geometry.to_numpy())
    near = shapely.length(road & front.buffer(ROAD_REACH_M[1]))
    return Value(100 * near / shapely.length(road), 0.0, 0.0, (), "percent")


def _along(share_percent: float) -> str:
    along, near = ROAD_SHARE_PERCENT
    return (
        vocab.MATCHES if share_percent >= along
        else vocab.CLOSE if share_percent >= near else vocab.TOO_HIGH
    )  # fmt: skip


def _dates(history: ControlHistory) -> Iterator[tuple[str, ControlHistory]]:
    yield "late", history.variant(dates="late")
    yield "early", history.variant(dates="early")


def length(claim: Claim, territory: Territory, history: ControlHistory) -> Finding:
    """Judge the length of a front line, with the resolution of the line."""
    if claim.quantity is None:
        raise NotCovered("it states no length")
    loser = claim.party or territory.evidence.pivot
    numbers = []
    resolution_m = np.nan
    for changed in (history, *(other for _, other in _dates(history))):
        lines = _lines_of(loser, changed, claim)
        numbers.append(float(lines["length_m"].sum()) / 1000)
        resolution_m = float(lines.attrs.get("resolution_m", resolution_m))
    low, high = min(numbers), max(numbers)
    allowed = bands(claim.quantity, low, high)
    tried = tuple(
        (Reading("disputed dates", label, Value(n, 0.0, 0.0, (), "km")), word_for(n, allowed))
        for label, n in zip(("late", "early"), numbers[1:], strict=True)
    )
    reason = (
        f"A length holds only with its resolution: this line follows districts about "
        f"{resolution_m:.0f} m wide."
    )
    value = Value(numbers[0], 0.0, 0.0, (), "km")
    return Finding(value, word_for(numbers[0], allowed), low, high, tried, (), reason)
