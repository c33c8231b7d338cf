"""Which polygons of a series cannot be taken as drawn, found on its edges all at once.

A polygon is sound when its edges do not cross, and when its ground lies on the side of
each edge on which the ring says it does. Both are decided exactly, in whole numbers,
once for each edge and not once for each day. What is found is a suspicion: the few
days it names are then looked at with GEOS.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from aleppomap.series.edges import Edges, Ints, expand
from aleppomap.series.flips import flips

__all__ = ["Suspects", "suspects"]

MOST_ROWS = 300_000
"""With more edges than this hardly any is shared between days: look at every day."""


class Suspects:
    """Days to look at: ``broken[day, party]`` and ``overlapping[day]``."""

    def __init__(self, days: int, parties: int) -> None:
        self.broken = np.zeros((days, parties), bool)
        self.overlapping = np.zeros(days, bool)

    def mark(self, start: Ints, end: Ints, masks: Ints) -> None:
        """Mark parties as broken over ranges of days."""
        day, row = expand(start, np.maximum(end - start, 0))
        for party in range(self.broken.shape[1]):
            self.broken[day[(masks[row] >> party) & 1 == 1], party] = True

    def mark_overlap(self, start: Ints, end: Ints) -> None:
        """Mark ranges of days as having overlaps."""
        day, _ = expand(start, np.maximum(end - start, 0))
        self.overlapping[day] = True


def suspects(edges: Edges) -> Suspects:
    """Return the days on which polygons may be broken or overlap.

    Parameters
    ----------
    edges
        As built from the rings as drawn, inner edges kept: one that cancels can hide that
        a ring crosses itself there.

    Returns
    -------
    Suspects
        Never misses a ring that crosses itself or another of its party, a polygon inside
        another of its party, or ground that two parties hold.
    """
    found = Suspects(edges.days, edges.parties)
    if len(edges) > MOST_ROWS:
        found.broken[:] = True
        found.overlapping[:] = edges.parties > 1
    elif len(edges):
        _crossings(edges, found)
        _sides(edges, found)
    return found


def _crossings(edges: Edges, found: Suspects) -> None:
    low, high = edges.vertices[edges.low], edges.vertices[edges.high]
    # Segments in whole steps: the boxes that the tree compares are exact.
    lines = shapely.linestrings(np.stack([low, high], axis=1).astype(float))
    one, two = shapely.STRtree(lines).query(lines)
    start = np.maximum(edges.start[one], edges.start[two])
    end = np.minimum(edges.end[one], edges.end[two])
    keep = (one < two) & (start < end)
    one, two, start, end = one[keep], two[keep], start[keep], end[keep]

    a, b, c, d = low[one], high[one], low[two], high[two]
    turns = [_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)]
    meet = (turns[0] * turns[1] <= 0) & (turns[2] * turns[3] <= 0)
    cross = (turns[0] * turns[1] < 0) & (turns[2] * turns[3] < 0)
    same_low, same_high = edges.low[one] == edges.low[two], edges.high[one] == edges.high[two]
    chained = (edges.low[one] == edges.high[two]) | (edges.high[one] == edges.low[two])
    # Edges from one vertex lie on each other only along one line; edges in a chain never.
    fan = (same_low | same_high) & ~(same_low & same_high)
    along = (turns[0] == 0) & (turns[1] == 0)
    meet &= ~chained & ~(same_low & same_high) & (~fan | along)

    holders = edges.left | edges.right
    shared = holders[one] & holders[two]
    broken = meet & (shared != 0)
    found.mark(start[broken], end[broken], shared[broken])
    others = cross & (holders[one] != holders[two])
    found.mark_overlap(start[others], end[others])


def _turn(a: Ints, b: Ints, c: Ints) -> Ints:
    """Return the sign of the turn from a over b to c."""
    along, across = b - a, c - a
    return np.asarray(np.sign(along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0]))


def _sides(edges: Edges, found: Suspects) -> None:
    """Compare what a ray says of the ground on either side with what the rings say."""
    fresh = np.append(True, (np.diff(edges.low) != 0) | (np.diff(edges.high) != 0))
    edge = np.cumsum(fresh) - 1
    low, high = edges.vertices[edges.low[fresh]], edges.vertices[edges.high[fresh]]
    # Half steps are exact, so a middle lies on its edge: what is found is the ground
    # east of it, or north of it where it runs along a parallel.
    point, day, mask = flips(edges, (low + high) / 2, 1)
    until = np.append(day[1:], 0)
    until[np.append(point[1:] != point[:-1], True)] = edges.days
    begins = np.searchsorted(point, np.arange(int(fresh.sum()) + 1))
    state, row = expand(begins[edge], np.diff(begins)[edge])
    start = np.maximum(day[state], edges.start[row])
    end = np.minimum(until[state], edges.end[row])
    state, row, start, end = (v[start < end] for v in (state, row, start, end))

    east_is_right = (high - low)[edge[row], 1] > 0
    expected = np.where(east_is_right, edges.right[row], edges.left[row])
    own = edges.left[row] | edges.right[row]
    wrong = (mask[state] ^ expected) & own
    found.mark(start[wrong != 0], end[wrong != 0], wrong[wrong != 0])
    east, west = mask[state], mask[state] ^ edges.toggles[row]
    several = _several(east) | _several(west)
    found.mark_overlap(start[several], end[several])


def _several(masks: Ints) -> npt.NDArray[np.bool_]:
    """Return whether masks have more than one bit."""
    return np.asarray((masks & (masks - 1)) != 0, dtype=np.bool_)
