"""Since when ground has been held: the ground of a day, cut by the day it was gained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from aleppomap import vocab
from aleppomap.series.authalic import authalic_area_km2
from aleppomap.series.days import Calendar
from aleppomap.series.edges import GRID, Edges, to_degrees
from aleppomap.series.exchange import gains
from aleppomap.series.ground import ground_on
from aleppomap.series.reading import Progress

__all__ = ["ages_of"]

_LEAST = 1.0
"""Square steps of the grid, 0.01 m2: less is what rounding leaves where lines cross."""


def ages_of(
    edges: Edges, calendar: Calendar, holders: Sequence[str], day: date, progress: Progress
) -> gpd.GeoDataFrame:
    """Return the ground of a day by the day from which it was held without a break.

    Returns
    -------
    GeoDataFrame
        As of `aleppomap.series.SnapshotSeries.held_since`.
    """
    number = calendar.number(day)
    # What stood before an unknown gap says nothing of what stood in it.
    first = max((n for n in calendar.resumed if n <= number), default=0)
    left = {
        holder: shapely.transform(shape, lambda at: np.rint(at * GRID))
        for holder, shape in ground_on(edges, number, holders).items()
    }
    rows: list[tuple[str, int, Any]] = []
    for since in progress(range(number, first, -1), "held since"):
        for bit, holder in enumerate(holders):
            if holder not in left:
                continue
            gained = shapely.transform(gains(edges, since, bit), lambda at: at * GRID)
            if not shapely.intersects(gained, left[holder]):
                continue
            piece = _polygonal(shapely.intersection(left[holder], gained))
            left[holder] = _polygonal(shapely.difference(left[holder], gained))
            rows.append((holder, since, piece))
    rows += [(holder, first, shape) for holder, shape in left.items()]
    rows = [row for row in rows if row[2].area > _LEAST]
    rows.sort(key=lambda row: (holders.index(row[0]), row[1]))
    geometry = np.array([shapely.transform(row[2], to_degrees) for row in rows], dtype=object)
    began = [calendar.observed[row[1]] for row in rows]
    return gpd.GeoDataFrame(
        {
            "control": np.array([row[0] for row in rows], dtype=object),
            "since": np.array(began, dtype=object),
            "days": np.array([(day - since).days + 1 for since in began], dtype=np.int64),
            "from_start": np.array([row[1] == first for row in rows], dtype=bool),
            "area_km2": authalic_area_km2(geometry),
        },
        geometry=geometry,
        crs=vocab.STORAGE_CRS,
    )


def _polygonal(shape: Any) -> Any:
    """Return the polygons of a geometry: where borders only touch, cuts leave lines."""
    parts = [
        part
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon" and part.area > _LEAST
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
