"""Areas, changes and front lines of all days at once: sums over edges that live and end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.arcs import GEOD
from aleppomap.errors import AleppoMapError
from aleppomap.series.days import Calendar
from aleppomap.series.edges import GRID, Edges, Floats, Ints, to_degrees
from aleppomap.series.ground import cell_shares
from aleppomap.series.locate import words_of
from aleppomap.series.reading import Progress
from aleppomap.snapshot import Party

__all__ = ["areas_table", "changes_table", "front_lines_table"]

_DEGREE_M = 111_320.0
"""Metres to a degree along the equator, near enough to simplify a line by."""


def areas_table(
    edges: Edges, calendar: Calendar, holders: Sequence[str], parties: Sequence[Party]
) -> pd.DataFrame:
    """Return the area by holder at the end of each day covered.

    Returns
    -------
    DataFrame
        As of `aleppomap.series.SnapshotSeries.area_over_time`.
    """
    shares = cell_shares(holders, parties)
    names = [*(party.party for party in parties), vocab.UNKNOWN]
    weights = np.array(
        [[shares[cell].get(name, (0.0,) * 3) for name in names] for cell in holders]
    ).reshape(len(holders), len(names), 3)
    number = np.fromiter(calendar.covered.values(), np.int64, len(calendar.covered))
    areas = np.einsum("dc,chb->dhb", edges.areas_km2, weights)[number]
    result = pd.DataFrame({
        "date": np.repeat(np.array(calendar.dates, dtype=object), len(names)),
        "holder": np.tile(np.array(names, dtype=object), len(number)),
    })  # fmt: skip
    for bound, name in enumerate(vocab.BOUNDS):
        result[f"{name}_km2"] = areas[:, :, bound].reshape(-1)
    return result


def changes_table(
    edges: Edges, calendar: Calendar, holders: Sequence[str], gained: Floats, lost: Floats
) -> pd.DataFrame:
    """Return what each party held, gained and lost on each day with data.

    Returns
    -------
    DataFrame
        As of `aleppomap.series.SnapshotSeries.changes_over_time`.
    """
    resumed = list(calendar.resumed)
    gained, lost = gained.copy(), lost.copy()
    gained[resumed] = lost[resumed] = np.nan
    return pd.DataFrame({
        "date": np.repeat(np.array(calendar.observed, dtype=object), len(holders)),
        "party": np.tile(np.array(holders, dtype=object), len(calendar.observed)),
        "area_km2": edges.areas_km2.reshape(-1),
        "gained_km2": gained.reshape(-1),
        "lost_km2": lost.reshape(-1),
    })  # fmt: skip


def front_lines_table(
    edges: Edges,
    observed: Sequence[object],
    holders: Sequence[str],
    resolution_m: float | None,
    progress: Progress,
) -> pd.DataFrame:
    """Return how long the line between each pair of holders is on each day with data.

    Returns
    -------
    DataFrame
        As of `aleppomap.series.SnapshotSeries.front_line_over_time`.

    Raises
    ------
    AleppoMapError
        If the resolution is not above 0.
    """
    if resolution_m is not None and not resolution_m > 0:
        raise AleppoMapError(f"a resolution is metres above 0, not {resolution_m}")
    pair, names = _pairs(edges, holders)
    # Where polygons are split at the antimeridian nothing ends.
    seam = np.abs(edges.vertices[:, 0]) == 180 * GRID
    rows = np.flatnonzero((pair >= 0) & ~(seam[edges.low] & seam[edges.high]))
    pair, start, end = pair[rows], edges.start[rows], edges.end[rows]
    points = to_degrees(edges.vertices)
    tail, head = points[edges.low[rows]], points[edges.high[rows]]
    metres = np.asarray(GEOD.inv(*tail.T, *head.T)[2], dtype=float)
    if resolution_m is None:
        size = (edges.days + 1) * len(names)
        steps = np.bincount(start * len(names) + pair, metres, size)
        steps -= np.bincount(end * len(names) + pair, metres, size)
        total = np.cumsum(steps.reshape(edges.days + 1, len(names)), axis=0)[: edges.days]
        # What is left of a line that came and went is rounding.
        lengths = np.where(total < 1e-3, 0.0, total)
    else:
        lengths = np.zeros((edges.days, len(names)))
        for day in progress(range(edges.days), "measuring front lines"):
            living = (start <= day) & (day < end)
            for number in range(len(names)):
                own = living & (pair == number)
                lengths[day, number] = _simplified_m(tail[own], head[own], resolution_m)
    result = pd.DataFrame({
        "date": np.repeat(np.array(observed, dtype=object), len(names)),
        "between": np.tile(np.array(names, dtype=object), len(observed)),
        "length_km": lengths.reshape(-1) / 1e3,
    })  # fmt: skip
    # Edges as drawn, each once however long it lives: what the archive's lines resolve.
    typical = float(np.median(metres)) if len(metres) else float("nan")
    result.attrs["resolution_m"] = resolution_m or typical
    return result


def _pairs(edges: Edges, holders: Sequence[str]) -> tuple[Ints, list[str]]:
    """Return for each row which pair of words it parts, -1 when both are the same."""
    sides = [words_of(mask, holders).astype(str) for mask in (edges.left, edges.right)]
    words = np.sort(np.stack(sides, axis=1), axis=1) if len(edges) else np.empty((0, 2), str)
    joined = np.array([f"{one}|{two}" for one, two in words], dtype=object)
    number, names = pd.factorize(joined, sort=True)
    parts = np.where(words[:, 0] == words[:, 1], -1, number)
    kept = sorted(set(parts[parts >= 0].tolist()))
    place = np.full(len(names) + 1, -1)
    place[kept] = np.arange(len(kept))
    return place[parts].astype(np.int64), [str(names[n]) for n in kept]


def _simplified_m(tail: Floats, head: Floats, resolution_m: float) -> float:
    """Return the geodesic length of edges as lines that stray from them so far at most."""
    if not len(tail):
        return 0.0
    merged = shapely.line_merge(shapely.multilinestrings(np.stack([tail, head], axis=1)))
    lines = shapely.get_parts(merged)
    middle = float(np.cos(np.radians((tail[:, 1].min() + tail[:, 1].max()) / 2)))
    scale = np.array([_DEGREE_M * middle, _DEGREE_M])
    flat = shapely.simplify(shapely.transform(lines, lambda at: at * scale), resolution_m)
    at, line = shapely.get_coordinates(flat, return_index=True)
    at = at / scale
    same = line[1:] == line[:-1]
    metres = GEOD.inv(*at[:-1][same].T, *at[1:][same].T)[2]
    return float(np.sum(metres))
