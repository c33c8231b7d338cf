"""Neighbours that do not quite meet: slivers and streets between districts, counted."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from aleppomap.antimeridian import joined_across

__all__ = ["Gaps", "gaps_between"]

_WIDTHS_M = (5, 20, 60)
"""Slivers of digitising, streets, avenues: what `prepare --max-gap` is usually given."""

_MOST_OF_IT = 0.9


class Gaps(NamedTuple):
    """Gaps between neighbours, and the width that closes most of them.

    Parameters
    ----------
    pairs
        Pairs of neighbours that face each other across a gap.
    length_km
        Length of their edges along it, both sides together.
    max_gap_m
        Width that covers nine tenths of that length.
    """

    pairs: int
    length_km: float
    max_gap_m: int

    def __str__(self) -> str:
        neighbours = "pair of neighbours does" if self.pairs == 1 else "pairs of neighbours do"
        return (
            f"{self.pairs} {neighbours} not share a border but run beside each other up to "
            f"{self.max_gap_m} m apart, {self.length_km:.1f} km of edges in all: "
            "front lines break there"
        )


def gaps_between(cells: gpd.GeoDataFrame) -> Gaps | None:
    """Return the gaps between districts, None where all neighbours meet.

    Parameters
    ----------
    cells
        Polygons in longitude and latitude; those without a geometry are left out.

    Examples
    --------
    >>> shapes = [shapely.box(37, 36, 37.01, 36.01), shapely.box(37.0101, 36, 37.02, 36.01)]
    >>> print(gaps_between(gpd.GeoDataFrame(geometry=shapes, crs="OGC:CRS84")).pairs)
    1
    >>> shapes[1] = shapely.box(37.01, 36, 37.02, 36.01)
    >>> gaps_between(gpd.GeoDataFrame(geometry=shapes, crs="OGC:CRS84"))
    """
    drawn = cells.geometry[cells.geometry.notna()]
    drawn = drawn[drawn.is_valid & ~drawn.is_empty]
    if len(drawn) < 2:
        return None
    joined = joined_across(np.asarray(drawn.array, dtype=object))
    drawn = gpd.GeoSeries(joined, crs=drawn.crs)
    west, south, east, north = drawn.total_bounds
    local = f"+proj=laea +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +datum=WGS84"
    shapes = np.asarray(drawn.to_crs(local).array, dtype=object)
    edges = [shapely.coverage_invalid_edges(shapes, width) for width in _WIDTHS_M]
    lengths = [float(shapely.length(lines).sum()) for lines in edges]
    if not lengths[-1]:
        return None
    chosen = next(n for n, length in enumerate(lengths) if length >= _MOST_OF_IT * lengths[-1])
    lines, width = edges[chosen], _WIDTHS_M[chosen]
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=width)
    return Gaps(int((one < other).sum()), lengths[chosen] / 1000, width)
