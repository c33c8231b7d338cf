"""Ground gained and lost between days: the faces of the edges that differ.

Edges that two days share cancel. What is left of a party's boundary, the new edges as
they run and the old ones backwards, is closed, and winds once around ground gained
and once backwards around ground lost. Most of it falls into small simple loops, whose area
is a sum over edges; loops that cross, touch or lie within one another are cut into
faces, and each face is counted by how often it is wound around.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.series.authalic import authalic_area_km2
from aleppomap.series.edges import Edges, Floats, Ints, components, expand, to_degrees

__all__ = ["changes_between", "difference", "exchanged_km2", "faces", "gains"]


@dataclass(frozen=True)
class _Boundary:
    """Edges that differ: ``weight`` 1 where new ground is on the left of low to high."""

    group: Ints
    low: Ints
    high: Ints
    weight: Ints
    area_m2: Floats

    def __getitem__(self, rows: Any) -> _Boundary:
        return _Boundary(self.group[rows], self.low[rows], self.high[rows], self.weight[rows],
                         self.area_m2[rows])  # fmt: skip


def exchanged_km2(edges: Edges) -> tuple[Floats, Floats]:
    """Return what each party gained and lost on each observed day since the one before.

    Returns
    -------
    gained, lost : ndarray
        Days by parties, in km2; NaN on the first day. Their difference is the
        difference of the areas (but for the bulge of geodesics that cross: a crossing
        of edges of 1 km is off by up to 10 m2).
    """
    gained = np.zeros((edges.days, edges.parties))
    lost = np.zeros_like(gained)
    if edges.days:
        gained[0] = lost[0] = np.nan
    boundary = _daily(edges)
    if len(boundary.group):
        simple, loop, net_m2, compound = _loops(edges.vertices, boundary)
        groups = np.zeros(len(net_m2), np.int64)
        groups[loop] = boundary.group
        for total, area_m2 in ((gained, net_m2), (lost, -net_m2)):
            area_km2 = np.where(simple, np.maximum(area_m2, 0), 0) / 1e6
            total += np.bincount(groups, area_km2, gained.size).reshape(gained.shape)
        rest = boundary[compound[loop] >= 0]
        cluster = compound[loop][compound[loop] >= 0]
        polygons, wound, owner = faces(edges.vertices, rest.low, rest.high, rest.weight, cluster)
        group_of = np.zeros(int(cluster.max(initial=-1)) + 1, np.int64)
        group_of[cluster] = rest.group
        area_km2 = authalic_area_km2(polygons)
        for total, chosen in ((gained, wound > 0), (lost, wound < 0)):
            sums = np.bincount(group_of[owner[chosen]], area_km2[chosen], gained.size)
            total += sums.reshape(gained.shape)
    return gained, lost


def _daily(edges: Edges) -> _Boundary:
    """Return what differs between consecutive days, grouped by day and party."""
    pieces = []
    for party in range(edges.parties):
        rows = np.flatnonzero(edges.sign(party))
        sign = edges.sign(party, rows)
        born, dead = edges.start[rows] > 0, edges.end[rows] < edges.days
        day = np.concatenate([edges.start[rows][born], edges.end[rows][dead]])
        weight = np.concatenate([sign[born], -sign[dead]])
        pieces.append((day * edges.parties + party,
                       np.concatenate([rows[born], rows[dead]]), weight))  # fmt: skip
    group, row, weight = (np.concatenate(values) for values in zip(*pieces, strict=True))
    return _summed(edges, group, row, weight)


def _summed(edges: Edges, group: Ints, row: Ints, weight: Ints) -> _Boundary:
    """Add up the weights of an edge within a group, and drop what cancels."""
    edge = np.cumsum(np.append(0, (np.diff(edges.low) != 0) | (np.diff(edges.high) != 0)))
    key = group * (len(edges) + 1) + edge[row]
    number, names = pd.factorize(key)
    total = np.zeros(len(names), np.int64)
    np.add.at(total, number, weight)
    first = np.zeros(len(names), np.int64)
    first[number] = np.arange(len(number))
    keep = first[total != 0]
    row = row[keep]
    return _Boundary(
        group[keep], edges.low[row], edges.high[row], total[total != 0], edges.area_m2[row]
    )


def _loops(vertices: Ints, boundary: _Boundary) -> tuple[npt.NDArray[np.bool_], Ints, Floats, Ints]:
    """Tell simple loops apart from others.

    Returns whether each loop is simple and stands alone; the loop of each edge; the
    signed area of each loop; and for the loops that are not simple the number of the
    cluster they are in, -1 for the simple ones.
    """
    span = len(vertices)
    node, _ = pd.factorize(np.concatenate([boundary.group * span + boundary.low,
                                           boundary.group * span + boundary.high]))  # fmt: skip
    low, high = np.split(node.astype(np.int64), 2)
    count = int(node.max()) + 1
    label = components(count, low, high)
    loop = np.asarray(np.unique(label[low], return_inverse=True)[1].reshape(-1), dtype=np.int64)
    loops = int(loop.max()) + 1
    net_m2 = np.bincount(loop, boundary.weight * boundary.area_m2, loops)

    forward = boundary.weight > 0
    tail, head = np.where(forward, low, high), np.where(forward, high, low)
    leaving, arriving = np.bincount(tail, minlength=count), np.bincount(head, minlength=count)
    plain = (np.abs(boundary.weight) == 1) & (leaving[tail] == 1) & (arriving[tail] == 1)
    plain &= (leaving[head] == 1) & (arriving[head] == 1)
    simple = np.asarray(np.bincount(loop, ~plain, loops) == 0, dtype=np.bool_)
    rows = np.flatnonzero(simple[loop])
    if len(rows):
        rings = _rings(vertices, boundary, rows, tail, head, loop)
        numbers = np.unique(loop[rows])
        simple[numbers] = shapely.is_valid(shapely.polygons(rings))

    # Loops whose boxes meet on one day may cross or lie within one another.
    points = np.concatenate([boundary.low, boundary.high])
    owner = np.concatenate([loop, loop])
    box = np.empty((4, loops), np.int64)
    for axis in (0, 1):
        box[axis], box[axis + 2] = np.iinfo(np.int64).max, np.iinfo(np.int64).min
        np.minimum.at(box[axis], owner, vertices[points, axis])
        np.maximum.at(box[axis + 2], owner, vertices[points, axis])
    group_of = np.zeros(loops, np.int64)
    group_of[loop] = boundary.group
    # One group above the other, so that only loops of one group can meet.
    shift = group_of * (int(np.ptp(vertices[:, 1])) + 2)
    boxes = shapely.box(box[0], box[1] + shift, box[2], box[3] + shift)
    one, two = shapely.STRtree(boxes).query(boxes)
    apart = one < two
    one, two = one[apart], two[apart]
    label = components(loops, one, two)
    crowd = np.bincount(label, minlength=loops)[label] > 1
    simple &= ~crowd
    compound = np.full(loops, -1, np.int64)
    compound[~simple] = np.unique(label[~simple], return_inverse=True)[1].reshape(-1)
    return simple, loop, np.asarray(net_m2, dtype=float), compound


def _rings(
    vertices: Ints, boundary: _Boundary, rows: Ints, tail: Ints, head: Ints, loop: Ints
) -> npt.NDArray[Any]:
    """Return loops, each vertex of which has one edge in and one out, as rings."""
    count = len(rows)
    tail, head, loop = tail[rows], head[rows], loop[rows]
    arriving = np.zeros(int(max(tail.max(), head.max())) + 1, np.int64)
    arriving[head] = np.arange(count)
    before = arriving[tail]
    # Each ring begins at its first edge; an edge learns its place in log2(n) rounds.
    _, first = np.unique(loop, return_index=True)
    before[first] = first
    rank = np.ones(count, np.int64)
    rank[first] = 0
    for _ in range(max(count, 1).bit_length()):
        rank = rank + rank[before]
        before = before[before]
    order = np.lexsort((rank, loop))
    forward = boundary.weight[rows] > 0
    begin = np.where(forward, boundary.low[rows], boundary.high[rows])[order]
    number = np.unique(loop[order], return_inverse=True)[1].reshape(-1)
    return np.asarray(shapely.linearrings(vertices[begin].astype(float), indices=number))


def faces(
    vertices: Ints, low: Ints, high: Ints, weight: Ints, cluster: Ints
) -> tuple[npt.NDArray[Any], Ints, Ints]:
    """Cut the plane along edges; say how often each face is wound around.

    Parameters
    ----------
    vertices
        In grid steps.
    low, high
        Ends of edges, positions among the vertices; no edge twice in a cluster.
    weight
        How often the edge runs from low to high, negative for backwards.
    cluster
        Edges of different clusters do not meet; numbered from 0.

    Returns
    -------
    polygons : ndarray
        The faces that are wound around.
    wound : ndarray
        How often: 1 for ground gained, -1 for ground lost.
    owner : ndarray
        The cluster of each.
    """
    if not len(low):
        return np.empty(0, dtype=object), np.empty(0, np.int64), np.empty(0, np.int64)
    order = np.argsort(cluster, kind="stable")
    low, high, weight, cluster = low[order], high[order], weight[order], cluster[order]
    points = vertices.astype(float)
    lines = shapely.linestrings(np.stack([points[low], points[high]], axis=1))
    bundles = shapely.multilinestrings(lines, indices=cluster)
    noded = shapely.union_all(bundles[:, None], axis=1)
    polygons, owner = shapely.get_parts(shapely.polygonize(noded[:, None]), return_index=True)
    polygons, owner = np.asarray(polygons, dtype=object), owner.astype(np.int64)
    inside = shapely.get_coordinates(shapely.point_on_surface(polygons))
    begins = np.searchsorted(cluster, np.arange(len(bundles) + 1))
    edge, face = expand(begins[owner], np.diff(begins)[owner])
    x, y = inside[face].T
    (x1, y1), (x2, y2) = points[low[edge]].T, points[high[edge]].T
    up = (y1 <= y) & (y < y2)
    down = (y2 <= y) & (y < y1)
    side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
    turns = np.where(up & (side > 0), 1, 0) - np.where(down & (side < 0), 1, 0)
    wound = np.rint(np.bincount(face, turns * weight[edge], len(polygons))).astype(np.int64)
    keep = wound != 0
    return shapely.transform(polygons[keep], to_degrees), wound[keep], owner[keep]


def difference(edges: Edges, before: int, after: int, party: int) -> tuple[Any, Any]:
    """Return what a party gained and lost between two observed days, as geometry.

    Returns
    -------
    gained, lost
        MultiPolygons, exact to the snap; empty when there is none.
    """
    old, new = edges.alive(before), edges.alive(after)
    row = np.concatenate([old, new])
    weight = np.concatenate([-edges.sign(party, old), edges.sign(party, new)])
    boundary = _summed(edges, np.zeros(len(row), np.int64), row, weight)
    polygons, wound, _ = faces(
        edges.vertices, boundary.low, boundary.high, boundary.weight, boundary.group
    )
    return (
        shapely.MultiPolygon(list(polygons[wound > 0])),
        shapely.MultiPolygon(list(polygons[wound < 0])),
    )


def gains(edges: Edges, day: int, party: int) -> Any:
    """Return what a party gained on an observed day since the one before, as geometry."""
    born, dead = np.flatnonzero(edges.start == day), np.flatnonzero(edges.end == day)
    row = np.concatenate([born, dead])
    weight = np.concatenate([edges.sign(party, born), -edges.sign(party, dead)])
    boundary = _summed(edges, np.zeros(len(row), np.int64), row, weight)
    polygons, wound, _ = faces(
        edges.vertices, boundary.low, boundary.high, boundary.weight, boundary.group
    )
    return shapely.MultiPolygon(list(polygons[wound > 0]))


def changes_between(
    edges: Edges, before: int, after: int, holders: Sequence[str]
) -> gpd.GeoDataFrame:
    """Return the ground gained and lost between two observed days, a row where any is.

    Returns
    -------
    GeoDataFrame
        ``party``, ``change`` (``gained`` or ``lost``), ``area_km2``, ``geometry``.
    """
    rows = [
        (holder, word, shape)
        for bit, holder in enumerate(holders)
        for word, shape in zip(
            ("gained", "lost"), difference(edges, before, after, bit), strict=True
        )
        if not shape.is_empty
    ]
    geometry = np.array([row[2] for row in rows], dtype=object)
    return gpd.GeoDataFrame(
        {
            "party": np.array([row[0] for row in rows], dtype=object),
            "change": np.array([row[1] for row in rows], dtype=object),
            "area_km2": authalic_area_km2(geometry),
        },
        geometry=geometry,
        crs=vocab.STORAGE_CRS,
    )
