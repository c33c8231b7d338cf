"""The boundary arcs of a coverage, each once, with the cell on either side."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod

from aleppomap import vocab
from aleppomap.errors import Fault, InvalidInput

__all__ = ["GEOD", "chains", "lines_of", "require_lonlat", "shared_arcs"]

GEOD = Geod(ellps="WGS84")
"""Every length and area of the package is measured on this ellipsoid."""

_Integers = npt.NDArray[np.int64]


def require_lonlat(data: gpd.GeoDataFrame | gpd.GeoSeries, name: str = "geometry") -> None:
    """Refuse data that are not in longitude and latitude.

    Parameters
    ----------
    data
        Frame or series to look at.
    name
        Name shown in the fault.

    Raises
    ------
    InvalidInput
        If there is no CRS, or it is projected. Web Mercator, for one, overstates
        areas at Aleppo by 54 %.

    Examples
    --------
    >>> require_lonlat(gpd.GeoSeries([shapely.Point(37.16, 36.2)], crs="OGC:CRS84"))
    >>> try:
    ...     require_lonlat(gpd.GeoSeries([shapely.Point(4.1e6, 4.3e6)], crs="EPSG:3857"), "fronts")
    ... except InvalidInput as error:
    ...     print(error.faults[0].value)
    WGS 84 / Pseudo-Mercator
    """
    crs = data.crs
    if crs is not None and crs.is_geographic:
        return
    if crs is None:
        value, remedy = "no CRS", "If the coordinates are degrees, call set_crs('OGC:CRS84')."
    else:
        value, remedy = crs.name, "Call to_crs('OGC:CRS84') first."
    raise InvalidInput([Fault(name, "", "crs", value, "longitude and latitude in degrees", remedy)])


def shared_arcs(cells: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return each boundary arc of a coverage once, with the cells it parts.

    An arc is a maximal run of boundary between nodes with the same cell on either
    side. Cells that touch but do not share vertices have no arc in common: make
    them a coverage first (`aleppomap.coverage.close_corridors`).

    Parameters
    ----------
    cells
        Polygons or MultiPolygons in longitude and latitude, unique index, of any
        winding. Empty and missing geometries have no arcs.

    Returns
    -------
    GeoDataFrame
        Columns ``left`` and ``right`` (index labels of `cells`, as seen along the
        line; None outside), ``length_m`` (geodesic) and ``geometry`` (LineString).
        ``left`` is the cell that comes first in `cells`, so only ``right`` is None.

    Raises
    ------
    InvalidInput
        If the CRS is not longitude and latitude, the index repeats, or a segment
        has more than one cell on the same side: the cells overlap there. One fault
        for each group of overlapping cells.

    Examples
    --------
    >>> cells = gpd.GeoDataFrame(
    ...     index=["west", "east"],
    ...     geometry=[shapely.box(37.0, 36, 37.1, 36.1), shapely.box(37.1, 36, 37.2, 36.1)],
    ...     crs="OGC:CRS84",
    ... )
    >>> arcs = shared_arcs(cells)
    >>> arcs[["left", "right"]].values.tolist()
    [['west', 'east'], ['west', None], ['east', None]]
    >>> round(float(arcs["length_m"].iloc[0]))
    11096
    """
    require_lonlat(cells, "cells")
    if not cells.index.is_unique:
        repeated = cells.index[cells.index.duplicated()].unique()
        raise InvalidInput(
            [Fault("cells", f"cell {label}", "index", str(label), "labels used once",
                   "Give each cell a label of its own.") for label in repeated]
        )  # fmt: skip
    points, start, end, owner = _directed_segments(np.asarray(cells.geometry.array, dtype=object))
    start, end, left, right = _matched_sides(points, start, end, owner, cells.index)
    if len(start) == 0:
        return gpd.GeoDataFrame(
            {"left": [], "right": [], "length_m": np.empty(0)}, geometry=[], crs=vocab.STORAGE_CRS
        ).astype({"left": object, "right": object})
    chain, rank = chains(start, end, left, right, len(points))
    order = np.lexsort((rank, chain))
    first, lines, length_m = lines_of(points, start[order], end[order], chain[order])
    labels = np.array([*cells.index, None], dtype=object)
    columns = {
        "left": labels[left[order][first]],
        "right": labels[right[order][first]],
        "length_m": length_m,
        "geometry": lines,
    }
    key = np.lexsort((right[order][first], left[order][first]))
    arcs = gpd.GeoDataFrame(
        {name: pd.Series(values[key], dtype=object) for name, values in columns.items()},
        geometry="geometry",
        crs=vocab.STORAGE_CRS,
    )
    return arcs.astype({"length_m": float})


def _directed_segments(
    geometries: npt.NDArray[Any],
) -> tuple[npt.NDArray[np.float64], _Integers, _Integers, _Integers]:
    """Explode rings to segments that have their cell on the left."""
    parts, part_of = shapely.get_parts(
        shapely.orient_polygons(geometries, exterior_cw=False), return_index=True
    )
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    coordinates, vertex_of = shapely.get_coordinates(rings, return_index=True)
    # Adding 0.0 makes -0.0 and 0.0 the same vertex.
    points, vertex = np.unique(coordinates + 0.0, axis=0, return_inverse=True)
    vertex = vertex.reshape(-1)
    same_ring = vertex_of[1:] == vertex_of[:-1]
    keep = same_ring & (vertex[1:] != vertex[:-1])
    owner = part_of[ring_of[vertex_of[:-1][keep]]]
    return points, vertex[:-1][keep], vertex[1:][keep], owner


def _matched_sides(
    points: npt.NDArray[np.float64],
    start: _Integers,
    end: _Integers,
    owner: _Integers,
    index: pd.Index[Any],
) -> tuple[_Integers, _Integers, _Integers, _Integers]:
    """Match the two sides of each segment; turn it so that the first cell is left."""
    outside = len(index)
    low, high = np.minimum(start, end), np.maximum(start, end)
    key, segment = np.unique(low * len(points) + high, return_inverse=True)
    forward = start < end
    sides = np.bincount(segment * 2 + forward, minlength=2 * len(key))
    if (sides > 1).any():
        crowded = np.isin(segment, np.flatnonzero(sides > 1) // 2)
        raise InvalidInput(_overlap_faults(points, segment[crowded], low[crowded],
                                           owner[crowded], index))  # fmt: skip
    ahead = np.full(len(key), outside)
    behind = np.full(len(key), outside)
    ahead[segment[forward]] = owner[forward]
    behind[segment[~forward]] = owner[~forward]
    keep = ahead != behind
    ahead, behind, key = ahead[keep], behind[keep], key[keep]
    flip = behind < ahead
    low, high = key // max(len(points), 1), key % max(len(points), 1)
    return (
        np.where(flip, high, low),
        np.where(flip, low, high),
        np.minimum(ahead, behind),
        np.maximum(ahead, behind),
    )


def _overlap_faults(
    points: npt.NDArray[np.float64],
    segment: _Integers,
    vertex: _Integers,
    owner: _Integers,
    index: pd.Index[Any],
) -> list[Fault]:
    groups: dict[tuple[Hashable, ...], tuple[float, float]] = {}
    for _, rows in pd.DataFrame({"owner": owner, "vertex": vertex}).groupby(segment):
        together = tuple(index[sorted(set(rows["owner"]))])
        lon, lat = points[rows["vertex"].iloc[0]]
        groups.setdefault(together, (float(lon), float(lat)))
    return [
        Fault("cells", "cells " + ", ".join(map(str, together)), "geometry",
              f"on the same side of a segment at {lon:.6f} {lat:.6f}",
              "at most one cell on each side of a boundary",
              "Resolve the overlap with coverage.close_corridors.")
        for together, (lon, lat) in groups.items()
    ]  # fmt: skip


def chains(
    start: _Integers, end: _Integers, left: _Integers, right: _Integers, vertices: int
) -> tuple[_Integers, _Integers]:
    """Return the chain of each segment, and its place in the chain.

    Pointer jumping: every segment learns its chain and place in log2(n) rounds.
    """
    count = len(start)
    degree = np.bincount(start, minlength=vertices) + np.bincount(end, minlength=vertices)
    arriving = np.full(vertices, -1)
    arriving[end] = np.arange(count)
    before = arriving[start]
    joins = (degree[start] == 2) & (before >= 0)
    joins &= (left[before] == left) & (right[before] == right)
    itself = np.arange(count)
    before = np.where(joins, before, itself)
    rounds = max(count, 1).bit_length()

    # A ring without a node begins at its first segment.
    jump, lowest = before.copy(), itself.copy()
    for _ in range(rounds):
        lowest = np.minimum(lowest, lowest[jump])
        jump = jump[jump]
    endless = before[jump] != jump
    before = np.where(endless & (lowest == itself), itself, before)

    jump, rank = before.copy(), (before != itself).astype(np.int64)
    for _ in range(rounds):
        rank = rank + rank[jump]
        jump = jump[jump]
    return np.unique(jump, return_inverse=True)[1].reshape(-1), rank


def lines_of(
    points: npt.NDArray[np.float64], start: _Integers, end: _Integers, chain: _Integers
) -> tuple[_Integers, npt.NDArray[Any], npt.NDArray[np.float64]]:
    """Draw the line of each chain.

    Parameters
    ----------
    points
        Longitude and latitude of the nodes, shape (n, 2).
    start, end, chain
        Nodes and chain of each segment, sorted by chain and by place along it.

    Returns
    -------
    first : ndarray
        Position of the first segment of each chain.
    lines : ndarray
        A LineString a chain.
    length_m : ndarray
        Its geodesic length.
    """
    first = np.asarray(np.flatnonzero(np.diff(chain, prepend=-1)), dtype=np.int64)
    _, _, metres = GEOD.inv(*points[start].T, *points[end].T)
    # A run of k segments has k + 1 vertices: every start, and the last end.
    last = np.append(first[1:], len(chain))
    vertices = np.insert(points[start], last, points[end[last - 1]], axis=0)
    lines = shapely.linestrings(vertices, indices=np.insert(chain, last, chain[last - 1]))
    length_m = np.asarray(np.bincount(chain, weights=metres, minlength=len(first)), dtype=float)
    return first, lines, length_m
