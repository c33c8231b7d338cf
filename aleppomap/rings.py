"""Polygons from plain coordinates: what is wrong with a ring, said before it is drawn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from aleppomap.mistaken import LOOKS_METRIC

__all__ = ["bounds_fault", "drawn_polygon", "is_outline", "polygon_of", "remedy_of"]

_FINITE = "positions of two finite numbers, longitude then latitude"
_CLOSED_LINE = "a Polygon or MultiPolygon; this is a closed line"
_SPLIT = "split it at the antimeridian (RFC 7946, 3.1.9)"
_RANGE = "longitude within 180 and latitude within 90 degrees, on WGS 84"


def polygon_of(geometry: Any) -> tuple[Any, str]:
    """Return the polygon of a GeoJSON geometry, or what is wrong with it.

    Parameters
    ----------
    geometry
        The parsed geometry.

    Returns
    -------
    polygon : Polygon, MultiPolygon or None
        None when something is wrong.
    allowed : str
        What would have been accepted; empty when nothing is wrong.

    Examples
    --------
    >>> ring = [[0, 0], [0, 1], [1, 1], [0, 0]]
    >>> polygon_of({"type": "Polygon", "coordinates": [ring]})[0].area
    0.5
    >>> polygon_of({"type": "Polygon", "coordinates": [ring[:3]]})
    (None, 'a ring of at least four positions')
    """
    shape, allowed = drawn_polygon(geometry)
    if allowed:
        return None, allowed
    if not shape.is_valid:
        return None, f"a valid polygon ({shapely.is_valid_reason(shape)})"
    if shape.area == 0:
        return None, "a polygon with an area"
    return shape, ""


def drawn_polygon(geometry: Any, *, degrees: bool = True) -> tuple[Any, str]:
    """Return the polygon of a GeoJSON geometry as drawn, valid or not, or what is wrong.

    Without `degrees`, coordinates are of some projection and may be of any size.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return None, _CLOSED_LINE if is_outline(geometry) else "a Polygon or MultiPolygon"
    parts = geometry.get("coordinates")
    parts = [parts] if kind == "Polygon" else parts
    if (
        not isinstance(parts, list)
        or not parts
        or not all(isinstance(part, list) and part for part in parts)
    ):
        return None, "a Polygon or MultiPolygon with coordinates"
    flat: list[list[Any]] = []
    for part in parts:
        drawn = []
        for ring in part:
            points, wrong = _points_of(ring, degrees)
            if wrong:
                return None, wrong
            drawn.append(points)
        flat.append(drawn)
    polygons = [shapely.Polygon(shell, holes) for shell, *holes in flat]
    return (polygons[0] if kind == "Polygon" else shapely.MultiPolygon(polygons)), ""


def is_outline(geometry: Any) -> bool:
    """Return whether a GeoJSON geometry is a line whose ends meet: an outline of OpenStreetMap."""
    line = geometry.get("coordinates") if isinstance(geometry, dict) else None
    return (
        isinstance(line, list) and geometry.get("type") == "LineString"
        and len(line) >= 4 and line[0] == line[-1]
    )  # fmt: skip


def _points_of(ring: Any, degrees: bool) -> tuple[npt.NDArray[np.float64] | None, str]:
    """Return the positions of a ring, or what it must be; a ring may have millions."""
    if not isinstance(ring, list) or len(ring) < 4:
        return None, "a ring of at least four positions"
    if not all(issubclass(kind, list) for kind in set(map(type, ring))) or min(map(len, ring)) < 2:
        return None, _FINITE
    x, y = [position[0] for position in ring], [position[1] for position in ring]
    if not {*map(type, x), *map(type, y)} <= {int, float}:
        return None, _FINITE
    if ring[0][:2] != ring[-1][:2]:
        finite = all(math.isfinite(v) for v in ring[0][:2] + ring[-1][:2] if type(v) is float)
        closed = "a closed ring, its last position the same as its first"
        return None, closed if finite else _FINITE
    try:
        points = np.array([x, y], dtype=float).T
    except OverflowError:
        return None, _RANGE
    if not np.isfinite(points).all():
        return None, _FINITE
    return points, bounds_fault(points) if degrees else ""


def bounds_fault(points: npt.NDArray[np.float64]) -> str:
    """Return what is wrong with where points lie; empty when they are degrees on WGS 84.

    Parameters
    ----------
    points
        Longitude and latitude, shape (n, 2), finite.

    Examples
    --------
    >>> bounds_fault(np.array([[36.2, 137.1], [36.3, 137.2]])).partition("; ")[2]
    'these look swapped, latitude first'
    >>> bounds_fault(np.array([[179.9, 1.0], [-179.9, 1.0]]))[:43]
    'a ring less than 180 degrees wide; split it'
    """
    (x_low, y_low), (x_high, y_high) = points.min(axis=0), points.max(axis=0)
    wide, tall = max(-x_low, x_high), max(-y_low, y_high)
    if wide > 180 or tall > 90:
        if wide <= 90 and tall <= 180:
            return f"{_RANGE}; these look swapped, latitude first"
        if min(wide, tall) > 1000:
            return f"{_RANGE}; {LOOKS_METRIC}"
        return _RANGE
    if x_high - x_low > 180:
        return f"a ring less than 180 degrees wide; {_SPLIT}"
    return ""


def remedy_of(allowed: str) -> str:
    """Return what to do about a polygon of which `polygon_of` or `bounds_fault` said this.

    Examples
    --------
    >>> remedy_of("a valid polygon (Self-intersection[0 0])")
    'Repair the geometry, for example with `aleppomap prepare`.'
    """
    if allowed == _CLOSED_LINE:
        return "Run `aleppomap prepare` on the file: it takes closed lines as polygons."
    if allowed.startswith("a valid polygon"):
        return "Repair the geometry, for example with `aleppomap prepare`."
    if _SPLIT in allowed:
        return "Cut it in two there, for example with `ogr2ogr -wrapdateline`."
    if allowed.startswith(_RANGE):
        return "Give the layer its CRS, or swap the coordinates, and export it again."
    return "Redraw it, or remove the feature."
