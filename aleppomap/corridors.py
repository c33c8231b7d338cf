"""Corridors between cells: where they are, and which cell each bit of one goes to."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["SNAP_M", "filled_corridors", "one_polygon", "polygons_of"]

SNAP_M = 0.01
"""Vertices closer than this are one vertex; far below any digitising error."""

_STEPS_PER_GAP = 15
"""Points along a boundary per width of corridor: at 60 m, every 4 m."""

_Geometries = npt.NDArray[Any]


def filled_corridors(cells: _Geometries, max_gap_m: float) -> _Geometries:
    """Give each bit of corridor to the cell whose edge is nearest.

    Parameters
    ----------
    cells
        A valid coverage, in metres.
    max_gap_m
        Widest corridor to close.
    """
    corridors = _corridors(cells, max_gap_m)
    if corridors.is_empty:
        return cells
    step_m = max_gap_m / _STEPS_PER_GAP
    edges = shapely.segmentize(shapely.boundary(cells), step_m)
    xy, owner = shapely.get_coordinates(edges, return_index=True)
    # Where two cells touch they have the same point; the first keeps it. Streets on a
    # regular grid put many points on one circle, where Voronoi cells degenerate: a
    # fixed jitter of a millimetre prevents that.
    xy, first = np.unique(np.round(xy / SNAP_M), axis=0, return_index=True)
    jitter = np.random.default_rng(0).uniform(-0.1, 0.1, xy.shape)
    points, owner = shapely.points((xy + jitter) * SNAP_M), owner[first]
    shapely.prepare(corridors)
    beside = shapely.dwithin(corridors, points, 5 * SNAP_M)
    points, owner = points[beside], owner[beside]
    nearest = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=corridors, ordered=True)
    )
    filled = cells.copy()
    for cell in np.unique(owner):
        gained = shapely.intersection(shapely.coverage_union_all(nearest[owner == cell]), corridors)
        filled[cell] = polygons_of(shapely.union(cells[cell], gained))
    clean = shapely.coverage_clean(
        filled, snapping_distance=SNAP_M, gap_width=2 * SNAP_M, merge_strategy="min_area"
    )
    # Points on facing kerbs alternate, so the middle of a lane comes out as a saw;
    # a tooth spans less than half a step squared.
    smooth = shapely.coverage_simplify(clean, step_m / 2**0.5, simplify_boundary=False)
    return _without_strays(smooth, cells)


def _corridors(cells: _Geometries, max_gap_m: float) -> shapely.Geometry:
    """Return the ground between two or more cells that no disc of that width fits in."""
    union = shapely.coverage_union_all(cells)
    closed = shapely.buffer(shapely.buffer(union, max_gap_m / 2), -max_gap_m / 2)
    parts = shapely.get_parts(shapely.difference(closed, union))
    # Thinner slivers are for the cleaning that follows.
    parts = parts[~shapely.is_empty(shapely.buffer(parts, -SNAP_M))]
    part, _ = shapely.STRtree(cells).query(parts, predicate="dwithin", distance=5 * SNAP_M)
    return shapely.union_all(parts[np.bincount(part, minlength=len(parts)) > 1])


def _without_strays(filled: _Geometries, cells: _Geometries) -> _Geometries:
    """Move bits of corridor cut off from their cell to the neighbour they border most."""
    parts, owner = shapely.get_parts(filled, return_index=True)
    own_m2 = shapely.area(shapely.intersection(parts, cells[owner]))
    tree = shapely.STRtree(parts)
    for stray in np.flatnonzero(own_m2 < SNAP_M):
        near = tree.query(parts[stray], predicate="touches")
        near = near[own_m2[near] >= SNAP_M]
        edge = shapely.boundary(parts[stray])
        border_m = shapely.length(shapely.intersection(shapely.boundary(parts[near]), edge))
        if len(near) and border_m.max() > 0:
            owner[stray] = owner[near[border_m.argmax()]]
    joined = [shapely.coverage_union_all(parts[owner == cell]) for cell in range(len(cells))]
    return np.array([one_polygon(geometry) for geometry in joined], dtype=object)


def one_polygon(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return a polygon for a collection of one."""
    parts = shapely.get_parts(geometry)
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def polygons_of(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the valid polygons in a geometry, without lines and points."""
    parts = np.asarray([geometry], dtype=object)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    whole = shapely.make_valid(parts, method="structure", keep_collapsed=False)
    return shapely.make_valid(shapely.union_all(whole), method="structure")
