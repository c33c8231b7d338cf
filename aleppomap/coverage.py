"""Make districts a valid coverage: close street corridors, resolve overlaps, say what changed.

Neighbourhoods are often drawn as islands in a street network. Then nothing is
adjacent to anything, and the streets belong to nobody. Here each bit of corridor
goes to the district whose edge is nearest. Snapping neighbours together is the
tempting shortcut: at 10 m or more it gives a coverage that is valid but wrong.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.antimeridian import joined_across, split_across
from aleppomap.areas import geodesic_area_m2
from aleppomap.corridors import SNAP_M, filled_corridors, one_polygon, polygons_of
from aleppomap.errors import AleppoMapWarning, Fault, InvalidInput, NotCovered

__all__ = ["MAX_GAP_M", "close_corridors"]

MAX_GAP_M = 60.0
"""Wider than an avenue with its verges, narrower than a river, a rail yard or a block."""

_REMARK_KM2 = 1e-5
"""Overlaps below this are noise of digitising and need no remark."""

_Geometries = npt.NDArray[Any]


def close_corridors(
    districts: gpd.GeoDataFrame,
    max_gap_m: float = MAX_GAP_M,
    *,
    simplify_m: float = 0.0,
    decimals: int | None = None,
    id_column: str = "district",
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Make districts a valid coverage, and report what that changed.

    Overlaps go to the smaller district, so that an enclave drawn over its
    surroundings survives. Corridors between districts, up to `max_gap_m` wide, go to
    the nearest district (Voronoi cells of points along the edges); squares, rivers
    and anything else wider stay open, and so do notches of a single district.
    Work is done in a local equal-area projection, in metres.

    Parameters
    ----------
    districts
        Polygons or MultiPolygons in any CRS, one row a district.
    max_gap_m
        Widest corridor to close, in metres; 0 closes none.
    simplify_m
        Tolerance of `shapely.coverage_simplify`: bends that span a triangle smaller
        than its square are dropped, on both sides of a border alike.
    decimals
        Round to this many decimals of a degree (5 is about 1 m); the result is snapped
        as a whole, so that neighbours still share every vertex.
    id_column
        Column with the id of each district.

    Returns
    -------
    coverage : GeoDataFrame
        The same rows and columns in longitude and latitude, shells counter-clockwise
        (RFC 7946).
    report : DataFrame
        Indexed by id: ``area_before_km2`` and ``area_after_km2`` (geodesic),
        ``change_share`` (of the area before), ``overlap_km2`` (shared with others
        before), ``gap_closed_km2`` (corridor gained) and ``note``.

    Raises
    ------
    InvalidInput
        With every fault: no CRS, no such column, an empty or repeated id, a geometry
        that is empty or has no polygons, coordinates that are not finite; or districts
        that vanish, because others cover them or the rounding is too coarse.
    NotCovered
        If no valid coverage results, which no known input does.

    Warns
    -----
    AleppoMapWarning
        If geometries had to be repaired or overlaps to be resolved; the report has each.

    Examples
    --------
    >>> cells = [shapely.box(37.0, 36, 37.01, 36.01), shapely.box(37.0104, 36, 37.02, 36.01)]
    >>> islands = gpd.GeoDataFrame({"district": ["a", "b"]}, geometry=cells, crs="OGC:CRS84")
    >>> coverage, report = close_corridors(islands, decimals=6)
    >>> report["gap_closed_km2"].round(3).tolist()
    [0.02, 0.02]
    >>> bool(shapely.coverage_is_valid(coverage.geometry.to_numpy()))
    True
    """
    _check(districts, max_gap_m, simplify_m, decimals, id_column)
    ids = districts[id_column].astype(str)
    lonlat = districts.geometry.to_crs(vocab.STORAGE_CRS)
    joined = joined_across(np.asarray(lonlat.array, dtype=object))
    lonlat = gpd.GeoSeries(joined, lonlat.index, crs=vocab.STORAGE_CRS)
    longitude, latitude = _centre(lonlat)
    local = f"+proj=laea +lat_0={latitude} +lon_0={longitude} +datum=WGS84"
    drawn, notes = _repaired(np.asarray(lonlat.to_crs(local).array, dtype=object))
    before_km2 = geodesic_area_m2(_degrees(drawn, local)) / 1e6

    overlap_km2 = _overlap_m2(drawn) / 1e6
    whole = shapely.coverage_clean(drawn, snapping_distance=SNAP_M, merge_strategy="min_area")
    _refuse_vanished(whole, ids, "ground that no smaller district covers", "Remove the duplicate.")
    filled = filled_corridors(whole, max_gap_m) if max_gap_m > 0 else whole
    gap_km2 = (shapely.area(filled) - shapely.area(whole)) / 1e6
    cells = shapely.coverage_simplify(filled, simplify_m) if simplify_m > 0 else filled

    degrees = _degrees(cells, local)
    if decimals is not None:
        degrees = _rounded(degrees, decimals)
        _refuse_vanished(degrees, ids, "a district larger than the grid", "Use more decimals.")
    if not shapely.coverage_is_valid(degrees):
        raise NotCovered("no valid coverage results; send the file, this should not happen")
    degrees = split_across(degrees)
    if decimals is not None:  # the cut is new, and lies on no grid yet
        degrees = shapely.transform(degrees, lambda xy: np.round(xy, decimals))
    degrees = shapely.orient_polygons(degrees, exterior_cw=False)

    name = districts.geometry.name
    coverage = districts.set_geometry(
        gpd.GeoSeries(degrees, districts.index, crs=vocab.STORAGE_CRS, name=name)
    )
    after_km2 = geodesic_area_m2(degrees) / 1e6
    for row in np.flatnonzero(overlap_km2 >= _REMARK_KM2):
        notes[row].append("overlap given to the smaller district")
    report = pd.DataFrame(
        {
            "area_before_km2": before_km2,
            "area_after_km2": after_km2,
            "change_share": after_km2 / before_km2 - 1,
            "overlap_km2": overlap_km2,
            "gap_closed_km2": np.maximum(gap_km2, 0.0),
            "note": ["; ".join(said) for said in notes],
        },
        index=pd.Index(ids, name=id_column),
    )
    changed = report.index[report["note"] != ""]
    if len(changed):
        warnings.warn(
            f"{len(changed)} districts were repaired or overlapped; the report says how: "
            f"{vocab.listed([str(name) for name in changed[:12]])}",
            AleppoMapWarning,
            stacklevel=2,
        )
    return coverage, report


def _check(
    districts: gpd.GeoDataFrame,
    max_gap_m: float,
    simplify_m: float,
    decimals: int | None,
    id_column: str,
) -> None:
    faults = [
        Fault("arguments", "", name, str(value), "metres, 0 or more", "Correct the argument.")
        for name, value in (("max_gap_m", max_gap_m), ("simplify_m", simplify_m))
        if not (math.isfinite(value) and value >= 0)
    ]
    if decimals is not None and not 0 <= decimals <= 15:
        faults.append(Fault("arguments", "", "decimals", str(decimals), "0 to 15, or None",
                            "Correct the argument."))  # fmt: skip
    if districts.crs is None:
        faults.append(Fault("districts", "", "crs", "no CRS", "any CRS",
                            "For degrees, call set_crs('OGC:CRS84')."))  # fmt: skip
    if len(districts) == 0:
        faults.append(Fault("districts", "", "", "no rows", "at least one district", "Add one."))
    if id_column not in districts.columns:
        known = vocab.listed([str(column) for column in districts.columns])
        faults.append(Fault("districts", "header", id_column, "", f"one of {known}",
                            "Name the column of ids with id_column."))  # fmt: skip
        names = [f"feature {row}" for row in range(len(districts))]
    else:
        ids = districts[id_column]
        blank = ids.isna() | (ids.astype(str).str.strip() == "")
        names = [f"feature {row} ({label})" for row, label in enumerate(ids)]
        faults += [
            Fault("districts", names[row], id_column, str(ids.iloc[row]),
                  "an id, used once", "Give the district an id of its own.")
            for row in np.flatnonzero(blank | ids.duplicated())
        ]  # fmt: skip
    for row, geometry in enumerate(districts.geometry):
        if geometry is None or geometry.is_empty:
            value = "no geometry"
        elif not np.isfinite(shapely.get_coordinates(geometry)).all():
            value = "coordinates that are not finite"
        elif not polygons_of(geometry).area > 0:
            value = f"{geometry.geom_type} without area"
        else:
            continue
        faults.append(Fault("districts", names[row], "geometry", value, "Polygon or MultiPolygon",
                            "Draw the district or remove the row."))  # fmt: skip
    if faults:
        raise InvalidInput(faults)


def _degrees(geometries: _Geometries, local: str) -> _Geometries:
    lonlat = gpd.GeoSeries(geometries, crs=local).to_crs(vocab.STORAGE_CRS)
    shapes = np.asarray(lonlat.array, dtype=object)
    west, _, east, _ = shapely.total_bounds(shapes)
    if east - west > 180:  # around 180 degrees, where longitudes jump
        turn = np.array([360, 0])
        shapes = shapely.transform(shapes, lambda xy: np.where(xy[:, :1] < 0, xy + turn, xy))
    return shapes


def _refuse_vanished(
    geometries: _Geometries, ids: pd.Series[str], allowed: str, remedy: str
) -> None:
    gone = ids[shapely.is_empty(geometries)]
    if len(gone):
        raise InvalidInput(
            [Fault("districts", name, "geometry", "nothing left", allowed, remedy) for name in gone]
        )


def _centre(lonlat: gpd.GeoSeries) -> tuple[float, float]:
    west, south, east, north = lonlat.total_bounds
    return round((west + east) / 2, 4), round((south + north) / 2, 4)


def _repaired(geometries: _Geometries) -> tuple[_Geometries, list[list[str]]]:
    """Return valid two-dimensional polygons, and what was wrong with each."""
    geometries = shapely.force_2d(geometries)
    notes: list[list[str]] = []
    kept = geometries.copy()
    for row, geometry in enumerate(geometries):
        said = [] if geometry.is_valid else [f"repaired: {shapely.is_valid_reason(geometry)}"]
        if geometry.geom_type == "GeometryCollection":
            said.append("only its polygons are kept")
        if said:
            kept[row] = polygons_of(geometry)
        notes.append(said)
    return kept, notes


def _overlap_m2(cells: _Geometries) -> npt.NDArray[np.float64]:
    """Return the area each cell has in common with any other."""
    shared: list[list[shapely.Geometry]] = [[] for _ in cells]
    one, other = shapely.STRtree(cells).query(cells, predicate="intersects")
    for a, b in zip(one[one < other], other[one < other], strict=True):
        common = shapely.intersection(cells[a], cells[b])
        shared[a].append(common)
        shared[b].append(common)
    return np.array([shapely.union_all(commons).area for commons in shared])


def _rounded(cells: _Geometries, decimals: int) -> _Geometries:
    """Snap a coverage to the grid of a number of decimals, as a whole.

    Rounding vertex by vertex can make borders cross. Snap-rounding all the edges
    together nodes them on the grid; the faces they bound are the new coverage.
    """
    scale = 10.0**decimals
    grid = shapely.transform(cells, lambda xy: xy * scale)
    edges = shapely.union_all(shapely.boundary(grid), grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    face, cell = shapely.STRtree(grid).query(shapely.point_on_surface(faces), predicate="within")
    snapped = [
        one_polygon(shapely.coverage_union_all(faces[face[cell == number]]))
        for number in range(len(grid))
    ]
    rounded: _Geometries = shapely.transform(
        np.array(snapped, dtype=object), lambda xy: np.round(xy / scale, decimals)
    )
    return rounded
