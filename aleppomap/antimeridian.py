"""Ground on both sides of 180 degrees of longitude: one piece to work on, two to write."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["joined_across", "split_across"]

_Shapes = npt.NDArray[Any]


def joined_across(shapes: _Shapes) -> _Shapes:
    """Return polygons that were split at 180 degrees as one, with longitudes above 180.

    Parameters
    ----------
    shapes
        Polygons in longitude and latitude, each ring less than 180 degrees wide; None
        stays None.

    Returns
    -------
    ndarray
        The same shapes, unless all of them lie closer together across the antimeridian
        than across Greenwich.

    Examples
    --------
    >>> halves = shapely.MultiPolygon([shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1)])
    >>> joined_across(np.array([halves]))[0].bounds
    (179.0, 0.0, 181.0, 1.0)
    """
    if not len(shapes) or not _width(shapes) > 180:
        return shapes
    parts, owner = shapely.get_parts(shapes, return_index=True)
    bounds = shapely.bounds(parts)
    west = bounds[:, 0] + bounds[:, 2] < 0
    parts[west] = shapely.transform(parts[west], lambda xy: xy + np.array([360, 0]))
    if _width(parts) > 180:
        return shapes
    joined = shapes.copy()
    for row in np.unique(owner):
        own = parts[owner == row]
        # Parts that cross themselves are left for whoever repairs them.
        sound = len(own) > 1 and shapely.is_valid(own).all()
        one = shapely.union_all(own) if sound else shapely.multipolygons(own)
        joined[row] = own[0] if len(own) == 1 else one
    return joined


def split_across(shapes: _Shapes) -> _Shapes:
    """Return polygons with every longitude within 180 degrees, cut there (RFC 7946, 3.1.9).

    Examples
    --------
    >>> print(split_across(np.array([shapely.box(179, 0, 181, 1)]))[0].geom_type)
    MultiPolygon
    """
    east = shapely.bounds(shapes)[:, 2] > 180
    cut = shapes.copy()
    for row in np.flatnonzero(east):
        near = shapely.intersection(shapes[row], shapely.box(-180, -90, 180, 90))
        far = shapely.intersection(shapes[row], shapely.box(180, -90, 540, 90))
        far = shapely.transform(far, lambda xy: xy - np.array([360, 0]))
        parts = [part for half in (near, far) for part in shapely.get_parts(half) if part.area > 0]
        cut[row] = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return cut


def _width(shapes: _Shapes) -> float:
    west, _, east, _ = shapely.total_bounds(shapes)
    return float(east - west)
