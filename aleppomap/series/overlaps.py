"""Ground drawn as several holders': whose it is, once.

Edges are cut where they cross or touch, so that every edge has the same holders along the
whole of either side; who they are a ray tells, as it does of points. Each set of holders
then becomes one: areas, gains, lines, pages and points all count the ground once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.series.edges import BETWEEN, MAX_PARTIES, Edges, Floats, Ints, expand
from aleppomap.series.flips import flips

__all__ = ["OVERLAP_KM2", "Apart", "apart"]

OVERLAP_KM2 = 1e-3
"""Less than this is a border that two holders drew differently, not ground of both."""

AT_ONCE = 300_000
"""Edges cut in one go; of more hardly any is shared between days, and few days are taken."""

FEW = 30_000
"""Edges of the days that are then taken together."""

ROUNDS = 40
"""Cutting moves an edge by half a step at most, which may make it cross another: again."""

_SPAN = 1 << 29
"""More than latitudes differ by, in steps of the grid."""

Rows = tuple[Ints, Ints, Ints, Ints, Ints]
"""Ends of edges, low and high; the days they live; the holders whose ground they bound."""


@dataclass(frozen=True, eq=False)
class Apart:
    """Edges whose ground lies apart, by holder, and how much lay over one another.

    ``shared`` has the area in km2 by day of each pair of holders, by their numbers, that
    was drawn over one another; ``holders`` may have more than were drawn.
    """

    edges: Edges
    holders: tuple[str, ...]
    shared: dict[tuple[int, int], Floats]


def apart(
    edges: Edges, holders: Sequence[str], suspected: npt.NDArray[np.bool_], parties: int
) -> Apart:
    """Return edges with each ground in one holder's hands.

    Parameters
    ----------
    edges
        Sound ones: no holder's ground lies over its own.
    holders
        What each bit of a mask stands for.
    suspected
        For each day, whether ground may overlap.
    parties
        How many parties there are: ground of them all is simply contested.

    Returns
    -------
    Apart
        The edges as they were where no two holders share more than `OVERLAP_KM2`.
    """
    pieces = [_sided(edges, *days) for days in _batches(edges, suspected)]
    if not pieces:
        return Apart(edges, tuple(holders), {})
    cut = _joined(pieces)
    shared = _shared(cut)
    large = {pair for pair, area_km2 in shared.items() if area_km2.max() > OVERLAP_KM2}
    if not large:
        return Apart(edges, tuple(holders), shared)
    cut, names = _settled(cut, holders, large, parties)
    return Apart(cut, names, shared)


def _batches(edges: Edges, suspected: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield first day and end of stretches of days, all of them, few edges at a time."""
    if not suspected.any():
        return
    if len(edges) <= AT_ONCE:
        yield 0, edges.days
        return
    born = np.bincount(edges.start, minlength=edges.days + 1)
    died = np.bincount(edges.end, minlength=edges.days + 1)
    alive = np.cumsum(born - died)
    first, rows = 0, 0
    for day in range(edges.days):
        fresh = int(born[day] if rows else alive[day])
        if rows and rows + fresh > FEW:
            yield first, day
            first, rows, fresh = day, 0, int(alive[day])
        rows += fresh
    yield first, edges.days


def _sided(edges: Edges, first: int, end: int) -> Edges:
    """Return the edges of some days cut, with every holder of the ground on either side."""
    rows = np.flatnonzero((edges.start < end) & (edges.end > first))
    start = np.maximum(edges.start[rows], first) - first
    until = np.minimum(edges.end[rows], end) - first
    vertices, (low, high, start, until, toggles) = _noded(
        edges.vertices, (edges.low[rows], edges.high[rows], start, until, edges.toggles[rows])
    )
    low, high, start, until, toggles = _runs(low, high, start, until, toggles)
    none = np.zeros_like(toggles)
    noded = Edges(vertices, low, high, start, until, toggles, none, end - first, edges.parties)
    edge = np.cumsum(np.append(0, (np.diff(low) != 0) | (np.diff(high) != 0)))[: len(low)]
    one = np.flatnonzero(np.append(True, np.diff(edge) != 0))[: len(low)]
    begin, finish = vertices[low[one]], vertices[high[one]]
    # Half steps are exact: a middle lies on its edge, and the ray tells what is east of it.
    point, day, mask = flips(noded, (begin + finish) / 2, 1)
    last = np.append(day[1:], 0)
    last[np.append(point[1:] != point[:-1], True)] = noded.days
    begins = np.searchsorted(point, np.arange(len(one) + 1))
    state, row = expand(begins[edge], np.diff(begins)[edge])
    start, until = np.maximum(day[state], start[row]), np.minimum(last[state], until[row])
    lives = start < until
    state, row, start, until = state[lives], row[lives], start[lives], until[lives]
    east, west = mask[state], mask[state] ^ toggles[row]
    rising = (finish - begin)[edge[row], 1] > 0
    return Edges(
        vertices, low[row], high[row], start + first, until + first,
        np.where(rising, west, east), np.where(rising, east, west), edges.days, edges.parties,
    )  # fmt: skip


def _noded(vertices: Ints, rows: Rows) -> tuple[Ints, Rows]:
    """Return rows cut where they cross or touch others that live on the same days."""
    low, high, start, end, toggles = rows
    fresh = np.arange(len(low))
    for _ in range(ROUNDS):
        row, place = _cuts(vertices, low, high, start, end, fresh)
        if not len(row):
            break
        # An edge is cut for all its days, so that it stays one and the same.
        count = len(vertices)
        key = low * count + high
        keys, edge = np.unique(key, return_inverse=True)
        edge = edge.reshape(-1)
        cuts = np.unique(np.column_stack([edge[row], place]), axis=0)
        vertices, added = _added(vertices, cuts[:, 1:])
        owner = cuts[:, 0]
        ends = vertices[np.stack([keys // count, keys % count])]
        along = ((vertices[added] - ends[0, owner]) * (ends[1] - ends[0])[owner]).sum(axis=1)
        order = np.lexsort((along, owner))
        owner, added = owner[order], added[order]
        pieces = np.bincount(owner, minlength=len(keys))
        begins = np.cumsum(pieces) - pieces
        whole = np.flatnonzero(pieces[edge] == 0)
        cut = np.flatnonzero(pieces[edge])
        number, of = expand(np.zeros(len(cut), np.int64), pieces[edge[cut]] + 1)
        source = cut[of]
        at = begins[edge[source]] + number
        is_first, is_last = number == 0, number == pieces[edge[source]]
        tail = np.where(is_first, low[source], added[np.maximum(at - 1, 0)])
        head = np.where(is_last, high[source], added[np.minimum(at, len(added) - 1)])
        some = tail != head
        tail, head, source = tail[some], head[some], source[some]
        low = np.concatenate([low[whole], np.minimum(tail, head)])
        high = np.concatenate([high[whole], np.maximum(tail, head)])
        start, end, toggles = (
            np.concatenate([values[whole], values[source]]) for values in (start, end, toggles)
        )
        fresh = np.arange(len(whole), len(low))
    # Vertices in order again: edges run from the lesser to the greater.
    order = np.lexsort((vertices[:, 1], vertices[:, 0]))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    low, high = rank[low], rank[high]
    return vertices[order], (np.minimum(low, high), np.maximum(low, high), start, end, toggles)


def _cuts(
    vertices: Ints, low: Ints, high: Ints, start: Ints, end: Ints, fresh: Ints
) -> tuple[Ints, Ints]:
    """Return the rows to cut, and where, in steps of the grid."""
    ends = vertices[low], vertices[high]
    lines = shapely.linestrings(np.stack(ends, axis=1).astype(float))
    one, two = shapely.STRtree(lines).query(lines[fresh])
    one = fresh[one]
    keep = (one != two) & (np.maximum(start[one], start[two]) < np.minimum(end[one], end[two]))
    keep &= (low[one] != low[two]) | (high[one] != high[two])
    one, two = one[keep], two[keep]
    a, b, c, d = (side[rows] for rows in (one, two) for side in ends)
    turns = [_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)]
    found: list[tuple[Ints, Ints]] = []
    for rows, (near, far), corner, turn in (
        (one, (a, b), c, turns[0]), (one, (a, b), d, turns[1]),
        (two, (c, d), a, turns[2]), (two, (c, d), b, turns[3]),
    ):  # fmt: skip
        inside = ((np.minimum(near, far) <= corner) & (corner <= np.maximum(near, far))).all(axis=1)
        on = (turn == 0) & inside & (corner != near).any(axis=1) & (corner != far).any(axis=1)
        found.append((rows[on], corner[on]))
    cross = (turns[0] * turns[1] < 0) & (turns[2] * turns[3] < 0)
    a, b, c, d = (at[cross].astype(float) for at in (a, b, c, d))
    one, two = one[cross], two[cross]
    across = (b - a)[:, 0] * (d - c)[:, 1] - (b - a)[:, 1] * (d - c)[:, 0]
    part = ((c - a)[:, 0] * (d - c)[:, 1] - (c - a)[:, 1] * (d - c)[:, 0]) / across
    place = np.rint(a + part[:, None] * (b - a)).astype(np.int64)
    for rows, near, far in ((one, a, b), (two, c, d)):
        new = (place != near).any(axis=1) & (place != far).any(axis=1)
        found.append((rows[new], place[new]))
    return (
        np.concatenate([rows for rows, _ in found]),
        np.concatenate([places for _, places in found]),
    )


def _turn(a: Ints, b: Ints, c: Ints) -> Ints:
    """Return the sign of the turn from a over b to c."""
    along, across = b - a, c - a
    return np.asarray(np.sign(along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0]))


def _added(vertices: Ints, places: Ints) -> tuple[Ints, Ints]:
    """Return vertices with places among them, old ones first, and the number of each place."""
    both = np.concatenate([vertices, places])
    number, _ = pd.factorize(both[:, 0] * _SPAN + both[:, 1])
    first = np.flatnonzero(number == np.maximum.accumulate(number))
    first = first[np.append(True, np.diff(number[first]) > 0)]
    return both[first], np.asarray(number[len(vertices) :], np.int64)


def _runs(low: Ints, high: Ints, start: Ints, end: Ints, toggles: Ints) -> Rows:
    """Join rows of one edge: what two of them bound together is what they bound but for both."""
    count = int(high.max(initial=0)) + 1
    days = int(end.max(initial=0)) + 1
    keys, edge = np.unique(low * count + high, return_inverse=True)
    edge = edge.reshape(-1)
    moments, at = np.unique(
        np.concatenate([edge * days + start, edge * days + end]), return_inverse=True
    )
    change = np.zeros(len(moments), np.int64)
    np.bitwise_xor.at(change, at.reshape(-1), np.concatenate([toggles, toggles]))
    # Every row that begins ends, so each edge leaves nothing.
    state = np.bitwise_xor.accumulate(change) if len(change) else change
    living = np.flatnonzero(state)
    owner = keys[moments[living] // days]
    return (
        owner // count, owner % count, moments[living] % days, moments[living + 1] % days,
        state[living],
    )  # fmt: skip


def _joined(pieces: Sequence[Edges]) -> Edges:
    """Return the edges of stretches of days that follow one another as one table."""
    if len(pieces) == 1:
        return _lasting(pieces[0])
    vertices, number = np.unique(np.concatenate([p.vertices for p in pieces]), axis=0,
                                 return_inverse=True)  # fmt: skip
    sizes = np.cumsum([0, *(len(piece.vertices) for piece in pieces)])
    number = number.reshape(-1)
    low, high = (
        np.concatenate([number[getattr(piece, end) + size]
                        for piece, size in zip(pieces, sizes, strict=False)])
        for end in ("low", "high")
    )  # fmt: skip
    start, end, left, right = (
        np.concatenate([getattr(piece, name) for piece in pieces])
        for name in ("start", "end", "left", "right")
    )
    return _lasting(
        Edges(vertices, low, high, start, end, left, right, pieces[0].days, pieces[0].parties)
    )


def _lasting(edges: Edges) -> Edges:
    """Return the table in order, runs that go on with the same sides as one, no idle row."""
    kept = np.flatnonzero(edges.toggles)
    order = kept[np.lexsort((edges.start[kept], edges.high[kept], edges.low[kept]))]
    low, high, start, end, left, right = (
        getattr(edges, name)[order] for name in ("low", "high", "start", "end", "left", "right")
    )
    goes_on = np.zeros(len(low), bool)
    goes_on[1:] = start[1:] == end[:-1]
    for values in (low, high, left, right):
        goes_on[1:] &= values[1:] == values[:-1]
    first = np.flatnonzero(~goes_on)
    last = np.append(first[1:], len(low)) - 1
    used, ends = np.unique(np.concatenate([low[first], high[first]]), return_inverse=True)
    low, high = np.split(ends.reshape(-1).astype(np.int64), 2)
    return replace(
        edges, vertices=edges.vertices[used], low=low, high=high, start=start[first],
        end=end[last[: len(first)]], left=left[first], right=right[first],
    )  # fmt: skip


def _shared(cut: Edges) -> dict[tuple[int, int], Floats]:
    """Return by day the area of each two holders' ground in common, where there is any."""
    sides = np.unique(np.concatenate([cut.left, cut.right]))
    pairs = sorted({
        (one, two)
        for mask in sides[(sides & (sides - 1)) != 0].tolist()
        for one in _bits(mask) for two in _bits(mask) if one < two
    })  # fmt: skip
    shared = {}
    for one, two in pairs:
        both = np.int64((1 << one) | (1 << two))
        only = replace(cut, left=((cut.left & both) == both).astype(np.int64),
                       right=((cut.right & both) == both).astype(np.int64), parties=1)  # fmt: skip
        shared[one, two] = np.maximum(only.areas_km2[:, 0], 0.0)
    return shared


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(MAX_PARTIES) if mask >> bit & 1]


def _settled(
    cut: Edges, holders: Sequence[str], large: set[tuple[int, int]], parties: int
) -> tuple[Edges, tuple[str, ...]]:
    """Return edges in which each set of holders that share much ground is one holder."""
    names = list(holders)
    masks, number = np.unique(np.concatenate([cut.left, cut.right]), return_inverse=True)
    settled = masks.copy()
    for at, mask in enumerate(masks.tolist()):
        bits = _bits(mask)
        if not any((one, two) in large for one in bits for two in bits):
            continue
        holder = _holder([holders[bit] for bit in bits], parties)
        if holder not in names and len(names) == MAX_PARTIES:
            holder = vocab.CONTESTED
        if holder not in names:
            names.append(holder)
        settled[at] = 1 << names.index(holder)
    left, right = np.split(settled[number.reshape(-1)], 2)
    return _lasting(replace(cut, left=left, right=right, parties=len(names))), tuple(names)


def _holder(several: Sequence[str], parties: int) -> str:
    """Return whose ground is that is drawn as several holders'.

    Contested ground is contested whoever else it is drawn as; unknown is what nobody is
    known to hold; what is drawn as two parties' is contested between them.
    """
    sides = sorted(name for name in several if name != vocab.UNKNOWN)
    if vocab.CONTESTED in sides or len(sides) == parties > 1:
        return vocab.CONTESTED
    return sides[0] if len(sides) == 1 else BETWEEN + "+".join(sides)
