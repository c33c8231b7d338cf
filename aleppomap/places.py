"""Where points are: longitude and latitude, from arrays and from frames of any CRS."""

from __future__ import annotations

import warnings
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.errors import AleppoMapWarning, Fault, InvalidInput

__all__ = ["Floats", "inside", "places", "warn_if_swapped"]

Floats = npt.NDArray[np.float64]

_LONGITUDES = ("longitude", "lon", "lng", "long", "x")
_LATITUDES = ("latitude", "lat", "y")


def places(points: Any) -> Floats:
    """Return longitude and latitude of points, NaN where there are none.

    Parameters
    ----------
    points
        As `tag` takes them.

    Returns
    -------
    ndarray
        (n, 2), in degrees.

    Raises
    ------
    InvalidInput
        If the points are not in degrees or have no place.
    """
    if isinstance(points, gpd.GeoDataFrame):
        if points.crs is None:
            raise InvalidInput(
                [Fault("points", "", "crs", "none", "a CRS", "Call set_crs('OGC:CRS84').")]
            )
        geometry = points.geometry
        if not points.crs.is_geographic:
            geometry = geometry.to_crs(vocab.STORAGE_CRS)
        shapes = np.asarray(geometry.array, dtype=object)
        kinds = set(np.unique(shapely.get_type_id(shapes)).tolist()) - {-1, 0}
        if kinds:
            raise InvalidInput(
                [Fault("points", "", "geometry", "lines or polygons", "points",
                       "Call .representative_point() on the shapes first.")]
            )  # fmt: skip
        return np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    if isinstance(points, pd.DataFrame):
        lower = {str(name).lower(): name for name in points.columns}
        names = [
            next((lower[word] for word in words if word in lower), None)
            for words in (_LONGITUDES, _LATITUDES)
        ]
        if None in names:
            raise InvalidInput(
                [Fault("points", "header", "longitude, latitude", ", ".join(lower),
                       "columns longitude and latitude, in degrees", "Rename the columns.")]
            )  # fmt: skip
        where = points[names].apply(pd.to_numeric, errors="coerce").to_numpy(float)
    else:
        where = np.asarray(points, dtype=float)
        if where.ndim != 2 or where.shape[1] != 2:
            raise InvalidInput(
                [Fault("points", "", "shape", str(where.shape), "(n, 2)",
                       "Give longitude and latitude, one row a point.")]
            )  # fmt: skip
    # The extremes tell, at a tenth of the cost of looking at each.
    far = [np.fmax.reduce(np.abs([np.fmin.reduce(where[:, axis], initial=0.0),
                                  np.fmax.reduce(where[:, axis], initial=0.0)]))
           for axis in (0, 1)]  # fmt: skip
    if far[0] > 180 or far[1] > 90:
        with np.errstate(invalid="ignore"):
            wrong = np.flatnonzero((np.abs(where) > (180, 90)).any(axis=1))
        raise InvalidInput(
            [Fault("points", f"{len(wrong)} rows, the first {wrong[0]}", "coordinates",
                   str(where[wrong[0]].tolist()), "longitude within 180, latitude within 90",
                   "Give degrees, longitude first.")]
        )  # fmt: skip
    return np.asarray(where, dtype=np.float64)


def inside(where: Floats, extent: tuple[float, float, float, float]) -> tuple[int, int]:
    """Return how many points lie within bounds, and how many would with the axes swapped."""
    west, south, east, north = extent
    as_given, swapped = (
        int(((x >= west) & (x <= east) & (y >= south) & (y <= north)).sum())
        for x, y in (where.T, where.T[::-1])
    )
    return as_given, swapped


def warn_if_swapped(as_given: int, swapped: int, stacklevel: int) -> None:
    """Say so when no point lies within the control, and some would with the axes swapped."""
    if swapped and not as_given:
        warnings.warn(
            "no point lies in the area covered; read as latitude, longitude they would: "
            "give longitude first",
            AleppoMapWarning,
            stacklevel=stacklevel + 1,
        )
