"""Which parties' ground points lie in, by the parity of the edges east of them.

On one day a raster tells, for each of its squares, that no edge passes through it and
whose it is; only points in the other squares are compared with edges. Over all days a
point changes hands only when it lies within a loop of edges that changed that day.

A point exactly on an edge belongs to the ground east of it, and on an edge along a
parallel to the ground north of it: never to both sides, never to none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab
from aleppomap.series.edges import GRID, Edges, Floats, Ints, components, expand

__all__ = ["flips", "masks_on", "runs_of", "words_of"]

PAIRS = 2_000_000
"""Points times edges compared at a time: 100 MB."""

BLOCK = 65_536
"""Points looked up at a time: they stay in the processor's cache."""

_DAYS = 1 << 24
"""More than any day has as its ordinal."""

_FEW = 64
"""From so many edges in a loop on, its points are found by raster."""


def masks_on(edges: Edges, rows: Ints, points: Floats, unit: float = GRID) -> Ints:
    """Return the parties of points, as masks, by the edges of some rows.

    Parameters
    ----------
    edges
        The table.
    rows
        Rows that bound ground: those alive on a day, or those that changed.
    points
        (n, 2), longitude and latitude in degrees; NaN is in nobody's ground.
    unit
        Grid steps to a unit of `points`; 1 when they are given in steps.

    Returns
    -------
    ndarray
        One mask each.
    """
    found = np.zeros(len(points), np.int64)
    rows = rows[edges.toggles[rows] != 0]
    if not len(rows) or not len(points):
        return found
    ends = edges.vertices[np.stack([edges.low[rows], edges.high[rows]])]
    return _Raster(ends, edges.toggles[rows], len(points)).masks(points, unit)


class _Raster:
    """Squares over the extent of some edges: empty of edges and whose, or crossed."""

    def __init__(self, ends: Ints, toggles: Ints, points: int) -> None:
        """Take `ends` as (2, n, 2) grid steps: low and high end of each edge."""
        self.ends, self.toggles = ends.astype(float), toggles
        self.south_west = self.ends.min(axis=(0, 1)) - 0.5
        span = self.ends.max(axis=(0, 1)) + 0.5 - self.south_west
        # A square for four points: more cost more to fill than they save.
        self.side = int(np.clip(np.sqrt(points) / 2, 16, 2048))
        self.scale = self.side / span
        lower, upper = np.sort((self.ends - self.south_west) * self.scale, axis=0)[:, :, 1]
        west, east = np.sort((self.ends - self.south_west) * self.scale, axis=0)[:, :, 0]
        # An edge that touches the line between squares belongs to both.
        bottom = np.maximum(np.floor(lower - 1e-6), 0).astype(np.int64)
        top = np.minimum(np.floor(upper + 1e-6), self.side - 1).astype(np.int64)
        line, edge = expand(bottom, top - bottom + 1)
        self.by_line = np.argsort(line, kind="stable")
        self.edge_of = edge[self.by_line]
        self.line_begins = np.searchsorted(line[self.by_line], np.arange(self.side + 1))

        # Within a line of squares an edge spans the columns between where it enters and
        # leaves; a square of margin covers rounding.
        (x1, y1), (x2, y2) = ((self.ends - self.south_west) * self.scale).transpose(0, 2, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.where(y2 != y1, (x2 - x1) / (y2 - y1), 0.0)[edge]
        at = x1[edge] + slope * (np.stack([line, line + 1]) - y1[edge])
        level = (y1 == y2)[edge]
        low, high = np.sort(at, axis=0)
        first = np.where(level, west[edge], np.maximum(low, west[edge])) - 1e-6
        last = np.where(level, east[edge], np.minimum(high, east[edge])) + 1e-6
        shape = (self.side, self.side + 1)
        crossed = np.zeros(shape, np.int16 if len(edge) < 30_000 else np.int32)
        column = np.clip(np.floor(first), 0, self.side - 1).astype(np.int64)
        after = np.clip(np.floor(last), 0, self.side - 1).astype(np.int64) + 1
        np.add.at(crossed, (line, column), 1)
        np.add.at(crossed, (line, after), -1)
        self.crossed = np.add.accumulate(crossed, axis=1)[:, : self.side] > 0

        # The middle of each line of squares is crossed where ground changes hands.
        half = line + 0.5
        straddles = (np.minimum(y1, y2)[edge] <= half) & (half < np.maximum(y1, y2)[edge])
        cut = np.ceil((x1[edge] + slope * (half - y1[edge]))[straddles] - 0.5)
        column = np.clip(cut, 0, self.side).astype(np.int64)
        small = np.uint8 if int(toggles.max()) < 256 else np.int64
        changes = np.zeros(shape, small)
        np.bitwise_xor.at(changes, (line[straddles], column),
                          toggles[edge[straddles]].astype(small))  # fmt: skip
        self.held = np.bitwise_xor.accumulate(changes, axis=1)[:, : self.side]

    def masks(self, points: Floats, unit: float) -> Ints:
        """Return the mask of each point; a unit of theirs is so many grid steps."""
        found = np.zeros(len(points), np.int64)
        held, crossed = self.held.reshape(-1), self.crossed.reshape(-1)
        # South-west of every square is one square too many on either side.
        shift = 1 - self.south_west * self.scale
        scale = self.scale * unit
        for begin in range(0, len(points), BLOCK):
            block = points[begin : begin + BLOCK]
            with np.errstate(invalid="ignore"):
                column = (block[:, 0] * scale[0] + shift[0]).astype(np.int32) - 1
                line = (block[:, 1] * scale[1] + shift[1]).astype(np.int32) - 1
            outside = (column.view(np.uint32) >= self.side) | (line.view(np.uint32) >= self.side)
            square = line * np.int32(self.side) + column
            if outside.any():
                square[outside] = 0
            mask = held[square]
            doubtful = crossed[square]
            if outside.any():
                mask[outside], doubtful[outside] = 0, False
            where = np.flatnonzero(doubtful)
            found[begin : begin + BLOCK] = mask
            if len(where):
                steps = block[where] * unit
                found[begin + where] = self._by_edges(steps, line[where].astype(np.int64))
        return found

    def _by_edges(self, points: Floats, line: Ints) -> Ints:
        counts = self.line_begins[line + 1] - self.line_begins[line]
        found = np.zeros(len(points), np.int64)
        cuts = np.flatnonzero(np.diff(np.cumsum(counts) // PAIRS)) + 1
        for part in np.split(np.arange(len(points)), cuts):
            place, owner = expand(self.line_begins[line[part]], counts[part])
            edge = self.edge_of[place]
            east = _east_of(points[part][owner], self.ends[0, edge], self.ends[1, edge])
            _xor_into(found, part[owner[east]], self.toggles[edge[east]])
        return found


def _east_of(points: Floats, low: Floats, high: Floats) -> npt.NDArray[np.bool_]:
    """Return whether the ray east from a point crosses the edge beside it."""
    x, y = points.T
    (x1, y1), (x2, y2) = low.T, high.T
    rising = y2 > y1
    straddles = np.where(rising, (y1 <= y) & (y < y2), (y2 <= y) & (y < y1))
    side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
    return np.asarray(straddles & np.where(rising, side > 0, side < 0), dtype=np.bool_)


def _xor_into(found: Ints, where: Ints, masks: Ints) -> None:
    """Fold masks into the entries they belong to; `where` is sorted."""
    if len(where):
        begins = np.flatnonzero(np.append(True, np.diff(where) != 0))
        found[where[begins]] ^= np.bitwise_xor.reduceat(masks, begins)


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


def runs_of(
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


def words_of(masks: Ints, holders: Sequence[str]) -> npt.NDArray[np.object_]:
    """Return the word for each mask: a holder, ``contested`` for several, or ``unknown``."""
    number, some = pd.factorize(masks)
    words = [
        vocab.UNKNOWN
        if mask == 0
        else vocab.CONTESTED
        if mask & (mask - 1)
        else holders[mask.bit_length() - 1]
        for mask in some.tolist()
    ]
    return np.array(words, dtype=object)[number]


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
            raster = _Raster(
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
            east = _east_of(bins.points[inside[part]][pair], ends[0, place], ends[1, place])
            mask = np.zeros(len(part), np.int64)
            _xor_into(mask, pair[east], edges.toggles[row[place[east]]])
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
