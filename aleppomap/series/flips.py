"""When points change hands: within a loop of edges that changed on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from aleppomap.series.days import Calendar
from aleppomap.series.edges import GRID, Edges, Floats, Ints, components, expand
from aleppomap.series.locate import PAIRS, Raster, east_of, masks_on, words_of, xor_into

__all__ = ["flips", "spells_table"]

_DAYS = 1 << 24
"""More than any day has as its ordinal."""

_FEW = 64
"""From so many edges in a loop on, its points are found by raster."""


def flips(edges: Edges, points: Floats, unit: float = GRID) -> tuple[Ints, Ints, Ints]:
    """Return when points change hands.

    Parameters
    ----------
    edges
        The table.
    points
        (n, 2), longitude and latitude in degrees.
    unit
        Grid steps to a unit of `points`; 1 when they are given in steps.

    Returns
    -------
    point, day, mask : ndarray
        The first state of every point (day 0), then its changes, in order of point and
        day; ``mask`` is the state from that day on.
    """
    first = masks_on(edges, edges.alive(0), points, unit)
    row, day, loop = _changed(edges)
    found = [(np.arange(len(points)), np.zeros(len(points), np.int64), first)]
    if len(row) and len(points):
        order = np.lexsort((row, loop))
        row, day, loop = row[order], day[order], loop[order]
        begins = np.flatnonzero(np.append(True, np.diff(loop) != 0))
        sizes = np.diff(np.append(begins, len(row)))
        found += _flipped(edges, points * unit, row, day[begins], begins, sizes)
    point, when, mask = (np.concatenate(values) for values in zip(*found, strict=True))
    order = np.lexsort((when, point))
    point, when, mask = point[order], when[order], mask[order]
    # Changes fold into states, each point from its own beginning.
    total = np.bitwise_xor.accumulate(mask) if len(mask) else mask
    begins = np.searchsorted(point, np.arange(len(points)))
    before = total[begins] ^ mask[begins]
    return point, when, total ^ before[point]


def _runs_of(
    edges: Edges, points: Floats, starts: Ints, gaps: Sequence[tuple[int, int]], last: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the states of points as runs of days that partition the period.

    Parameters
    ----------
    edges
        The table.
    points
        (n, 2), longitude and latitude in degrees.
    starts
        Ordinal of each observed day.
    gaps
        Ordinals of the first day of each unknown gap, and of the day after it.
    last
        Ordinal of the day after the last.

    Returns
    -------
    point, start, end, mask : ndarray
        In order of point and day; mask 0, nobody's, in gaps.
    """
    point, number, mask = flips(edges, points)
    start = starts[number]
    every = np.arange(len(points))
    for begin, resume in gaps:
        # The state at the end of a gap starts anew; through the gap it is unknown.
        key = point * _DAYS + start
        standing = np.searchsorted(key, every * _DAYS + resume, side="right") - 1
        anew = standing[start[standing] != resume]
        point = np.concatenate([point, every, point[anew]])
        start = np.concatenate([start, np.full(len(every), begin), np.full(len(anew), resume)])
        mask = np.concatenate([mask, np.zeros(len(every), np.int64), mask[anew]])
        order = np.argsort(point * _DAYS + start, kind="stable")
        point, start, mask = point[order], start[order], mask[order]
    end = np.append(start[1:], last)
    end[np.append(point[1:] != point[:-1], True)] = last
    return point, start, end, mask


def spells_table(
    edges: Edges, calendar: Calendar, holders: Sequence[str], points: Floats
) -> pd.DataFrame:
    """Return who held points, as runs of days.

    Returns
    -------
    DataFrame
        As of `aleppomap.series.SnapshotSeries.spells_of`.
    """
    if not len(points):
        return pd.DataFrame({name: [] for name in ("point", "start", "end", "holder")}).astype(
            {"point": int, "start": object, "end": object, "holder": object}
        )
    ordinals = np.array([day.toordinal() for day in calendar.observed], np.int64)
    gaps = [(first.toordinal(), last.toordinal() + 1) for first, last in calendar.gaps]
    first, last = int(ordinals[0]), calendar.ends[-1].toordinal()
    point, start, end, mask = _runs_of(edges, points, ordinals, gaps, last)
    days = np.array([date.fromordinal(n) for n in range(first, last + 1)], dtype=object)
    return pd.DataFrame({
        "point": point,
        "start": days[start - first],
        "end": days[end - first],
        "holder": words_of(mask, holders),
    })  # fmt: skip


def _changed(edges: Edges) -> tuple[Ints, Ints, Ints]:
    """Return the rows that toggle ground on a day, the day, and the loop they are in."""
    born = np.flatnonzero((edges.start > 0) & (edges.toggles != 0))
    dead = np.flatnonzero((edges.end < edges.days) & (edges.toggles != 0))
    row = np.concatenate([born, dead])
    day = np.concatenate([edges.start[born], edges.end[dead]])
    # An edge that ends and begins anew the same day toggles what the two differ by.
    edge = np.cumsum(np.append(0, (np.diff(edges.low) != 0) | (np.diff(edges.high) != 0)))
    number, keys = pd.factorize(day * (len(edges) + 1) + edge[row])
    net = np.zeros(len(keys), np.int64)
    np.bitwise_xor.at(net, number, edges.toggles[row])
    keep = net[number] != 0
    row, day = row[keep], day[keep]
    if not len(row):
        return row, day, row
    span = len(edges.vertices)
    node, _ = pd.factorize(
        np.concatenate([day * span + edges.low[row], day * span + edges.high[row]])
    )
    low, high = np.split(node.astype(np.int64), 2)
    return row, day, components(int(node.max()) + 1, low, high)[low]


def _flipped(
    edges: Edges, points: Floats, row: Ints, day: Ints, begins: Ints, sizes: Ints
) -> list[tuple[Ints, Ints, Ints]]:
    """Return the points within loops, the day, and the parties they change by."""
    ends = edges.vertices[np.stack([edges.low[row], edges.high[row]])].astype(float)
    south_west = np.minimum.reduceat(ends.min(axis=0), begins, axis=0)
    north_east = np.maximum.reduceat(ends.max(axis=0), begins, axis=0)
    bins = _Bins(points)
    # Long loops: by raster, one by one.
    found = []
    long = sizes > _FEW
    for loop in np.flatnonzero(long):
        inside, _ = bins.within(south_west[[loop]], north_east[[loop]])
        if len(inside):
            rows = slice(begins[loop], begins[loop] + sizes[loop])
            raster = Raster(
                edges.vertices[np.stack([edges.low[row[rows]], edges.high[row[rows]]])],
                edges.toggles[row[rows]],
                len(inside),
            )
            mask = raster.masks(points[inside], 1)
            hit = mask != 0
            found.append((inside[hit], np.full(int(hit.sum()), day[loop]), mask[hit]))
    # Short loops: every point in the box with every edge of the loop.
    short = np.flatnonzero(~long)
    for batch in np.array_split(short, max(1, len(short) // 4096)):
        inside, owner = bins.within(south_west[batch], north_east[batch])
        counts = sizes[batch][owner]
        cuts = np.flatnonzero(np.diff(np.cumsum(counts) // PAIRS)) + 1
        for part in np.split(np.arange(len(inside)), cuts):
            place, pair = expand(begins[batch][owner[part]], counts[part])
            east = east_of(bins.points[inside[part]][pair], ends[0, place], ends[1, place])
            mask = np.zeros(len(part), np.int64)
            xor_into(mask, pair[east], edges.toggles[row[place[east]]])
            hit = mask != 0
            found.append((inside[part][hit], day[batch][owner[part]][hit], mask[hit]))
    return found


class _Bins:
    """Points sorted into squares, to find those in a box."""

    def __init__(self, points: Floats) -> None:
        """Take `points` as (n, 2) in grid steps; those with NaN are in no box."""
        known = np.flatnonzero(np.isfinite(points).all(axis=1))
        self.points = points
        here = points[known] if len(known) else np.zeros((1, 2))
        self.side = int(np.clip(np.sqrt(len(known)), 1, 1024))
        self.low = here.min(axis=0)
        self.scale = self.side / (np.ptp(here, axis=0) + 1.0)
        line, column = self._square(points[known]).T[::-1]
        square = line * self.side + column
        order = np.argsort(square, kind="stable")
        self.order = known[order]
        self.begins = np.searchsorted(square[order], np.arange(self.side * self.side + 1))

    def _square(self, points: Floats) -> Ints:
        at = (points - self.low) * self.scale
        return np.asarray(np.clip(np.floor(at), 0, self.side - 1), dtype=np.int64)

    def within(self, south_west: Floats, north_east: Floats) -> tuple[Ints, Ints]:
        """Return the points in boxes, and the box each is in."""
        first, last = self._square(south_west), self._square(north_east)
        line, box = expand(first[:, 1], last[:, 1] - first[:, 1] + 1)
        begins = self.begins[line * self.side + first[box, 0]]
        ends = self.begins[line * self.side + last[box, 0] + 1]
        place, run = expand(begins, ends - begins)
        point, owner = self.order[place], box[run]
        at = self.points[point]
        inside = ((at >= south_west[owner]) & (at <= north_east[owner])).all(axis=1)
        return point[inside], owner[inside]
