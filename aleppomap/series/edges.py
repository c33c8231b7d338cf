"""Edges with lifetimes: a series of polygons with every edge kept once.

Coordinates are whole millionths of a degree, so that two edges are the same or are
not. An edge runs from the lesser vertex to the greater, and has the parties on its
left and right as bit masks (bit k for party k), so that parties whose polygons overlap
can be held as they were drawn. A row is an edge, its sides and the days it has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap.series.authalic import edge_area_m2

__all__ = [
    "BETWEEN",
    "GRID",
    "Edges",
    "Ints",
    "Rings",
    "build_edges",
    "components",
    "directed",
    "expand",
    "parties_between",
    "to_degrees",
    "to_grid",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

GRID = 1_000_000
"""Steps to a degree: a step is at most 11 cm."""

BETWEEN = "contested:"
"""How a holder begins that is some of the parties, not all of them."""

MAX_PARTIES = 62
"""As many bits as a mask has."""


def parties_between(holder: str) -> tuple[str, ...]:
    """Return the parties a holder is contested between where they are not all; else none.

    Examples
    --------
    >>> parties_between("contested:blue+red"), parties_between("contested")
    (('blue', 'red'), ())
    """
    return tuple(holder.removeprefix(BETWEEN).split("+")) if holder.startswith(BETWEEN) else ()


def to_grid(degrees: npt.NDArray[np.float64]) -> Ints:
    """Return coordinates as whole steps of the grid, halves to even."""
    return np.asarray(np.rint(degrees * GRID), dtype=np.int64)


def to_degrees(steps: npt.NDArray[np.integer]) -> Floats:
    """Return grid steps as the nearest coordinates in degrees."""
    return np.asarray(steps / GRID, dtype=np.float64)


def expand(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Return the members of ranges, and the range that each belongs to.

    Examples
    --------
    >>> expand(np.array([5, 9]), np.array([2, 3]))[0].tolist()
    [5, 6, 9, 10, 11]
    """
    owner = np.repeat(np.arange(len(counts)), counts)
    offsets = np.cumsum(counts) - counts
    return np.arange(len(owner)) - offsets[owner] + starts[owner], owner


def components(count: int, one: Ints, two: Ints) -> Ints:
    """Return for each of `count` nodes the least node it is linked to, by any path."""
    label = np.arange(count)
    while True:
        lowest = np.minimum(label[one], label[two])
        before = label.copy()
        np.minimum.at(label, before[one], lowest)
        np.minimum.at(label, before[two], lowest)
        label = label[label]
        if (label == before).all():
            return label


@dataclass(frozen=True)
class Rings:
    """Rings of many days, ordered by day, on the grid.

    ``vertices`` are distinct and sorted; ``code`` runs through them ring by ring, each
    ring's first vertex repeated at its end; ``first`` is where each ring begins, and the
    end. ``day`` and ``party`` count from 0; ``shell`` tells shells from holes; holes
    follow the shell they are in.
    """

    vertices: Ints
    code: Ints
    first: Ints
    day: Ints
    party: Ints
    shell: Bools

    @cached_property
    def _triangles(self) -> Floats:
        """Twice the triangle of each vertex and the next with the first of their ring."""
        x, y = (self.vertices - self.vertices[0]).astype(float).T
        # Differences from the ring's own first vertex keep the products small.
        begins = self.first[:-1]
        owner = np.repeat(np.arange(len(begins)), np.diff(self.first))
        across = x[self.code] - x[self.code[begins]][owner]
        up = y[self.code] - y[self.code[begins]][owner]
        # The step from a ring to the next counts nothing: both its ends are at the origin.
        return np.append(across[:-1] * up[1:] - across[1:] * up[:-1], 0.0)

    def interior_on_left(self) -> Bools:
        """Return whether the polygon is on the left of each ring."""
        if not len(self.code):
            return np.zeros(len(self.day), bool)
        twice = np.add.reduceat(self._triangles, self.first[:-1])
        return np.asarray((twice > 0) == self.shell, dtype=np.bool_)

    def flat(self) -> Bools:
        """Return whether all vertices of each ring lie on a line: no ground is within."""
        if not len(self.code):
            return np.zeros(len(self.day), bool)
        return np.asarray(
            np.add.reduceat(np.abs(self._triangles), self.first[:-1]) == 0, dtype=np.bool_
        )


@dataclass(frozen=True, eq=False)
class Edges:
    """The table of edges: one row for each run of days with the same sides.

    ``vertices`` (n, 2) in grid steps, sorted; ``low`` and ``high`` are positions in it,
    ``low < high``; ``left`` and ``right`` masks as seen from low to high; ``start`` and
    ``end`` (exclusive) count observed days from 0. Rows are sorted by edge, then start.
    """

    vertices: Ints
    low: Ints
    high: Ints
    start: Ints
    end: Ints
    left: Ints
    right: Ints
    days: int
    parties: int

    @classmethod
    def none(cls, days: int, parties: int) -> Edges:
        """Return a table without rows."""
        empty = np.empty(0, np.int64)
        return cls(empty.reshape(0, 2), empty, empty, empty, empty, empty, empty, days, parties)

    def __len__(self) -> int:
        return len(self.low)

    @cached_property
    def area_m2(self) -> Floats:
        """What each row adds to the ground on its left."""
        longitude, latitude = to_degrees(self.vertices).T
        return edge_area_m2(longitude, latitude, self.low, self.high)

    @cached_property
    def toggles(self) -> Ints:
        """The parties whose ground begins or ends at each row."""
        return self.left ^ self.right

    def alive(self, day: int) -> Ints:
        """Return the rows that live on a day."""
        return np.flatnonzero((self.start <= day) & (day < self.end))

    def sign(self, party: int, rows: Ints | slice = slice(None)) -> Ints:
        """Return 1 where a party is on the left only, -1 on the right only, else 0."""
        return ((self.left[rows] >> party) & 1) - ((self.right[rows] >> party) & 1)

    @cached_property
    def areas_km2(self) -> Floats:
        """Area of each party on each observed day: days by parties."""
        totals = np.zeros((self.days + 1, self.parties))
        for party in range(self.parties):
            weights = self.sign(party) * self.area_m2
            totals[:, party] += np.bincount(self.start, weights, self.days + 1)
            totals[:, party] -= np.bincount(self.end, weights, self.days + 1)
        # What is left of an area that came and went is rounding.
        areas = np.cumsum(totals, axis=0)[: self.days] / 1e6
        return np.where(np.abs(areas) < 1e-9, 0.0, areas)


def _stable_order(keys: Ints, top: int) -> Ints:
    """Return the stable order of keys below `top`: sixteen bits at a time, by counting."""
    order = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    while top > 1 << 16:
        keys, top = keys >> 16, (top >> 16) + 1
        order = order[np.argsort((keys & 0xFFFF).astype(np.uint16)[order], kind="stable")]
    return order


def build_edges(
    rings: Rings, days: int, parties: int, *, inner: bool = False
) -> tuple[Edges, Ints]:
    """Return the edges of rings with their lifetimes.

    Parameters
    ----------
    rings
        Rings ordered by day.
    days, parties
        How many there are.
    inner
        Whether to keep edges that have the same party on both sides.

    Returns
    -------
    edges : Edges
        The table.
    crowded : ndarray
        Pairs (day, party) for which two polygons lie on the same side of an edge; such
        an edge is counted once, and the pair is to be repaired.
    """
    if not len(rings.code):
        return Edges.none(days, parties), np.empty((0, 2), np.int64)
    one, two = rings.code[:-1], rings.code[1:]
    keep = one != two
    keep[rings.first[1:-1] - 1] = False
    ring = np.repeat(np.arange(len(rings.day), dtype=np.int32), np.diff(rings.first))[:-1]
    one, two, ring = (values[keep] for values in (one, two, ring))
    on_left = (one < two) == rings.interior_on_left()[ring]
    count = len(rings.vertices)
    edge, keys = pd.factorize(np.minimum(one, two) * count + np.maximum(one, two))
    side = (edge * parties + rings.party[ring]) * 2 + on_left
    order = _stable_order(side, len(keys) * parties * 2)
    side, day = side[order], rings.day[ring[order]]

    step = np.diff(day)
    same = side[1:] == side[:-1]
    repeated = same & (step == 0)
    begins = np.flatnonzero(np.append(True, ~same | (step > 1)))
    ends = np.append(begins[1:], len(side)) - 1
    # An edge met twice on one side of one party in one day.
    twice = np.flatnonzero(repeated)
    crowded = np.column_stack([day[twice], side[twice] // 2 % parties])
    crowded = np.unique(crowded, axis=0) if len(crowded) else crowded

    run = side[begins]
    bit = np.int64(1) << (run // 2 % parties)
    key = keys[run // (2 * parties)]
    table = _sides(key, day[begins], day[ends] + 1, np.where(run % 2, bit, 0),
                   np.where(run % 2, 0, bit), days, inner)  # fmt: skip
    key, start, end, left, right = table
    used, ends_of = np.unique(np.concatenate([key // count, key % count]), return_inverse=True)
    low, high = np.split(ends_of.reshape(-1).astype(np.int64), 2)
    return (
        Edges(rings.vertices[used], low, high, start, end, left, right, days, parties),
        crowded.astype(np.int64),
    )


def _sides(
    key: Ints, start: Ints, end: Ints, left: Ints, right: Ints, days: int, inner: bool
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Join runs of single parties to runs of constant left and right masks."""
    when = np.concatenate([start, end])
    # A key and a day in one number would overflow: rank the keys first.
    names, rank = np.unique(key, return_inverse=True)
    rank = rank.reshape(-1).astype(np.int64)
    event = np.concatenate([rank, rank]) * (days + 1) + when
    moments, at = np.unique(event, return_inverse=True)
    at = at.reshape(-1)
    masks = []
    for values in (left, right):
        change = np.zeros(len(moments), np.int64)
        np.add.at(change, at, np.concatenate([values, -values]))
        # Every run that begins ends, so each edge leaves the sum at 0.
        masks.append(np.cumsum(change))
    both = masks[0] & masks[1] if not inner else np.zeros_like(masks[0])
    left, right = masks[0] & ~both, masks[1] & ~both
    owner, begin = moments // (days + 1), moments % (days + 1)
    fresh = np.append(True, (np.diff(owner) != 0) | (np.diff(left) != 0) | (np.diff(right) != 0))
    first = np.flatnonzero(fresh)
    living = (left[first] | right[first]) != 0
    after = np.append(first[1:], 0)
    finish = begin[after]
    first, finish = first[living], finish[living]
    return names[owner[first]], begin[first], finish, left[first], right[first]


def directed(edges: Edges, rows: Ints, party: int) -> tuple[Ints, Ints]:
    """Return the ends of rows turned so that a party is on their left."""
    forward = edges.sign(party, rows) > 0
    low, high = edges.low[rows], edges.high[rows]
    return np.where(forward, low, high), np.where(forward, high, low)
