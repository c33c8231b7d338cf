"""Which parties' ground points lie in on a day, by the parity of the edges east of them.

A raster tells, for each of its squares, that no edge passes through it and whose it is;
only points in the other squares are compared with edges.

A point exactly on an edge belongs to the ground east of it, and on an edge along a
parallel to the ground north of it: never to both sides, never to none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab
from aleppomap.series.edges import GRID, Edges, Floats, Ints, expand, parties_between

__all__ = ["PAIRS", "Raster", "east_of", "masks_on", "words_of", "xor_into"]

PAIRS = 2_000_000
"""Points times edges compared at a time: 100 MB."""

BLOCK = 65_536
"""Points looked up at a time: they stay in the processor's cache."""


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
    return Raster(ends, edges.toggles[rows], len(points)).masks(points, unit)


class Raster:
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
        # No ray east crosses an edge along a parallel, and one line may have thousands.
        level = (self.ends[0, :, 1] == self.ends[1, :, 1])[edge]
        slanted = np.flatnonzero(~level)
        by_line = slanted[np.argsort(line[slanted], kind="stable")]
        self.edge_of = edge[by_line]
        self.line_begins = np.searchsorted(line[by_line], np.arange(self.side + 1))

        # Within a line of squares an edge spans the columns between where it enters and
        # leaves; a square of margin covers rounding.
        (x1, y1), (x2, y2) = ((self.ends - self.south_west) * self.scale).transpose(0, 2, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.where(y2 != y1, (x2 - x1) / (y2 - y1), 0.0)[edge]
        at = x1[edge] + slope * (np.stack([line, line + 1]) - y1[edge])
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
            east = east_of(points[part][owner], self.ends[0, edge], self.ends[1, edge])
            xor_into(found, part[owner[east]], self.toggles[edge[east]])
        return found


def east_of(points: Floats, low: Floats, high: Floats) -> npt.NDArray[np.bool_]:
    """Return whether the ray east from a point crosses the edge beside it."""
    x, y = points.T
    (x1, y1), (x2, y2) = low.T, high.T
    rising = y2 > y1
    straddles = np.where(rising, (y1 <= y) & (y < y2), (y2 <= y) & (y < y1))
    side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
    return np.asarray(straddles & np.where(rising, side > 0, side < 0), dtype=np.bool_)


def xor_into(found: Ints, where: Ints, masks: Ints) -> None:
    """Fold masks into the entries they belong to; `where` is sorted."""
    if len(where):
        begins = np.flatnonzero(np.append(True, np.diff(where) != 0))
        found[where[begins]] ^= np.bitwise_xor.reduceat(masks, begins)


def words_of(masks: Ints, holders: Sequence[str]) -> npt.NDArray[np.object_]:
    """Return the word for each mask: a holder, ``contested`` for several, or ``unknown``."""
    number, some = pd.factorize(masks)
    words = [
        vocab.UNKNOWN
        if mask == 0
        else vocab.CONTESTED
        if mask & (mask - 1) or parties_between(holders[mask.bit_length() - 1])
        else holders[mask.bit_length() - 1]
        for mask in some.tolist()
    ]
    return np.array(words, dtype=object)[number]
