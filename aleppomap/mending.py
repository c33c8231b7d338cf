"""Polygons as strangers draw them, made sound: every repair with its effect on the area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.areas import geodesic_area_m2
from aleppomap.axes import LOOKS_SWAPPED, MEETS, MISSES, overlap_share, swapped_features
from aleppomap.errors import Fault, InvalidInput
from aleppomap.mistaken import STATE_CRS
from aleppomap.rings import bounds_fault, remedy_of
from aleppomap.vocab import few

__all__ = ["Mended", "mended", "repaired"]

_Shapes = npt.NDArray[Any]
_MOST_DEGREES = 1000.0
"""Coordinates beyond this are metres, not a slip in a number of degrees."""
_POLYGONAL = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Mended:
    """Sound polygons in longitude and latitude, what was done, and each repair.

    `numbers` are those of the features in their file, the first being 1.
    """

    features: gpd.GeoDataFrame
    notes: tuple[str, ...]
    repairs: pd.DataFrame
    numbers: tuple[int, ...]


def mended(frame: gpd.GeoDataFrame, file: str) -> Mended:
    """Return the polygons of a frame, sound, flat and in longitude and latitude.

    Parameters
    ----------
    frame
        Features of any kind in any CRS; their index is their place in the file, from 0.
    file
        Name of the file, for faults.

    Returns
    -------
    Mended
        Points and lines are left out and named, but a closed line is a polygon; rings that
        cross themselves are repaired by their structure (a hole stays a hole) and listed
        with both areas.

    Raises
    ------
    InvalidInput
        With every fault: no geometry, coordinates that are not finite, out of range,
        swapped, or metres without a CRS; a CRS that cannot be; nothing left to draw.
    """
    notes = []
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    closed = [row for row, shape in enumerate(shapes) if _is_closed(shape)]
    for row in closed:
        shapes[row] = shapely.Polygon(shapes[row])
    kinds = np.array([shape.geom_type if shape is not None else "" for shape in shapes])
    other = ~np.isin(kinds, ["", *_POLYGONAL, "GeometryCollection"])
    called = [f"feature {n + 1}{_named(frame, row)}" for row, n in enumerate(frame.index)]
    if closed:
        notes.append(f"closed lines taken as polygons: {few([called[row] for row in closed])}")
    if other.any():
        left = few([called[row] for row in np.flatnonzero(other)])
        notes.append(f"{int(other.sum())} points and lines left out: {left}")
    numbers = tuple(int(n) + 1 for n in frame.index[~other])
    names = [name for name, is_other in zip(called, other, strict=True) if not is_other]
    frame, shapes = frame[~other], shapes[~other]
    if not len(frame):
        raise InvalidInput([Fault(file, "", "geometry", "no polygons", "polygons", "Draw areas.")])
    if shapely.has_z(shapes).any():
        notes.append("heights left out")
        shapes = np.asarray(shapely.force_2d(shapes), dtype=object)
    shapes = _in_degrees(shapes, frame, file, names, notes)
    shapes, repairs = _sound(shapes, file, names)
    if len(repairs):
        change = float((repairs["area_after_km2"] - repairs["area_before_km2"]).sum())
        rings = "polygon" if len(repairs) == 1 else "polygons"
        notes.append(f"{len(repairs)} {rings} repaired, which changed {change:+.4f} km2 in all")
    single = (shapely.get_type_id(shapes) == 6) & (shapely.get_num_geometries(shapes) == 1)
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    plain.columns = plain.columns.astype(str)
    features = gpd.GeoDataFrame(plain, geometry=shapes, crs=vocab.STORAGE_CRS)
    return Mended(features, tuple(notes), repairs, numbers)


def _is_closed(shape: shapely.Geometry | None) -> bool:
    """Return whether a shape is a line around some ground, as maps of ways draw an outline."""
    return shape is not None and shape.geom_type == "LineString" and bool(shape.is_ring)


def _named(frame: gpd.GeoDataFrame, row: int) -> str:
    for column in ("district", "name:en", "name", "Name", "NAME"):
        if column in frame.columns and isinstance(frame[column].iloc[row], str):
            return f" ({frame[column].iloc[row][:60]})"
    return ""


def _in_degrees(
    shapes: _Shapes, frame: gpd.GeoDataFrame, file: str, names: list[str], notes: list[str]
) -> _Shapes:
    """Return shapes in longitude and latitude; raise every fault of place."""
    _refuse([
        Fault(file, name, "geometry", value, "a polygon", "Redraw or remove it.")
        for name, shape in zip(names, shapes, strict=True) if (value := _undrawn(shape))
    ])  # fmt: skip
    shapes = _moved(shapes, frame.crs, file, notes)
    if frame.crs is None and _in_metres(shapes):
        west, south, east, north = shapely.total_bounds(shapes)
        raise InvalidInput([
            Fault(file, "", "crs", f"{west:.0f} to {east:.0f}, {south:.0f} to {north:.0f}",
                  "degrees, or a CRS: these are metres, and the file does not say of which CRS",
                  STATE_CRS)
        ])  # fmt: skip
    _refuse([
        Fault(file, name, "geometry", _first_of(shape), allowed, remedy_of(allowed))
        for name, shape in zip(names, shapes, strict=True) if (allowed := _place_fault(shape))
    ])  # fmt: skip
    _refuse([
        Fault(file, names[row], "geometry", _first_of(shapes[row]), LOOKS_SWAPPED,
              "The others lie elsewhere, where it would with its coordinates swapped. Swap them.")
        for row in swapped_features(shapely.bounds(shapes))
    ])  # fmt: skip
    return shapes


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InvalidInput(faults)


def _first_of(shape: Any) -> str:
    return "{:g}, {:g}".format(*shapely.get_coordinates(shape)[0])


def _undrawn(shape: shapely.Geometry | None) -> str:
    """Return why a shape is none that could lie anywhere; empty when it is one."""
    if shape is None or shape.is_empty:
        return "no geometry"
    finite = np.isfinite(shapely.get_coordinates(shape)).all()
    return "" if finite else "coordinates that are not finite"


def _moved(shapes: _Shapes, crs: Any, file: str, notes: list[str]) -> _Shapes:
    """Return shapes of a CRS in longitude and latitude; raise where they are not of it."""
    if crs is None:
        notes.append("the file names no CRS: taken as longitude and latitude on WGS 84")
        return shapes
    if not crs.is_geographic:
        west, south, east, north = shapely.total_bounds(shapes)
        if max(-west, east) <= 180 and max(-south, north) <= 90:
            raise InvalidInput([
                Fault(file, "", "crs", str(crs.name), "metres, as this CRS has; these are degrees",
                      "Set the CRS of the layer to EPSG:4326 and export it again.")
            ])  # fmt: skip
    if crs == vocab.STORAGE_CRS:
        return shapes
    try:
        series = gpd.GeoSeries(shapes, crs=crs).to_crs(vocab.STORAGE_CRS)
        moved = np.asarray(series.array, dtype=object)
        if crs.is_projected:
            _of_its_crs(shapes, moved, crs, file, notes)
    except (RuntimeError, ValueError) as error:
        raise InvalidInput([Fault(file, "", "crs", str(crs.name), "a CRS that PROJ can undo",
                                  "Export the layer in EPSG:4326.")]) from error  # fmt: skip
    if crs.to_epsg() != 4326:
        notes.append(f"moved from {crs.name} to WGS 84")
    return moved


def _place_fault(shape: Any) -> str:
    """Return what is wrong with where a shape lies: the parts of one may face each other at 180."""
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return "coordinates within the CRS of the file"
    parts = np.asarray([shape], dtype=object)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    points = (shapely.get_coordinates(part) for part in parts)
    return next((wrong for at in points if len(at) and (wrong := bounds_fault(at))), "")


def _in_metres(shapes: _Shapes) -> bool:
    """Return whether most shapes lie beyond any degrees, as those in metres do."""
    west, south, east, north = shapely.bounds(shapes).T
    beyond = np.maximum(np.abs(west), np.abs(east)) > _MOST_DEGREES
    return bool((beyond | (np.maximum(np.abs(south), np.abs(north)) > _MOST_DEGREES)).mean() > 0.5)


def _of_its_crs(drawn: _Shapes, moved: _Shapes, crs: Any, file: str, notes: list[str]) -> None:
    """Note that shapes lie where their CRS is not meant for; raise where swapping explains it."""
    meant = crs.area_of_use
    if meant is None or overlap_share(_bounds(moved), meant.bounds) >= MISSES:
        return
    other = shapely.transform(drawn, lambda points: points[:, ::-1])
    again = gpd.GeoSeries(other, crs=crs).to_crs(vocab.STORAGE_CRS)
    if overlap_share(_bounds(again), meant.bounds) >= MEETS:
        value = _first_of(drawn)
        raise InvalidInput([
            Fault(file, "", "geometry", value, "easting before northing; these look swapped",
                  f"Only swapped do they lie where {crs.name} is meant for. Swap them.")
        ])  # fmt: skip
    notes.append(f"all lies outside the area {crs.name} is meant for ({meant.name}): is it right?")


def _bounds(shapes: Any) -> Any:
    """Return the extent of shapes, NaN when any lies nowhere."""
    points = shapely.get_coordinates(np.asarray(shapes, dtype=object))
    return shapely.total_bounds(shapes) if np.isfinite(points).all() else np.full(4, np.nan)


def repaired(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the valid polygons in a geometry; an empty polygon when there are none.

    Examples
    --------
    >>> tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    >>> tie.area, repaired(tie).area
    (0.0, 0.5)
    """
    fixed = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(fixed) if part.geom_type in _POLYGONAL]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _sound(shapes: _Shapes, file: str, names: list[str]) -> tuple[_Shapes, pd.DataFrame]:
    """Return valid polygons, and a row for each that was not."""
    rows, faults = [], []
    sound = shapes.copy()
    for number in np.flatnonzero(~shapely.is_valid(shapes) | ~_polygonal(shapes)):
        shape = shapes[number]
        fixed = repaired(shape)
        if fixed.is_empty:
            faults.append(Fault(file, names[number], "geometry", shapely.is_valid_reason(shape),
                                "a polygon with an area", "Redraw or remove it."))  # fmt: skip
            continue
        sound[number] = fixed
        rows.append((names[number], shapely.is_valid_reason(shape), shape, fixed))
    if faults:
        raise InvalidInput(faults)
    if not rows:
        columns = ["feature", "fault", "area_before_km2", "area_after_km2"]
        return sound, pd.DataFrame(columns=columns)
    labels, reasons, before, after = zip(*rows, strict=True)
    return sound, pd.DataFrame(
        {
            "feature": labels,
            "fault": reasons,
            "area_before_km2": geodesic_area_m2(before) / 1e6,
            "area_after_km2": geodesic_area_m2(after) / 1e6,
        }
    )


def _polygonal(shapes: _Shapes) -> _Shapes:
    return np.isin(shapely.get_type_id(shapes), [3, 6])
