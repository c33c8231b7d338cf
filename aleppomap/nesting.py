"""Polygons that cannot all be districts: those drawn twice, and a town around its quarters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap.errors import Fault

__all__ = ["features_named", "nesting_faults"]

SAME_SHARE = 0.98
"""Polygons that share so much of what either covers are one, drawn twice."""

WITHIN_SHARE = 0.9
"""A polygon so much of which lies in a larger one is covered by it."""

LEAST_COVERED = 3
"""A feature that covers so many is a level above them; an enclave or two, no such thing."""

MOST_PAIRS = 100_000

_LEVELS = ("admin_level", "shapeType", "level", "place")


def features_named(
    frame: gpd.GeoDataFrame, names: Sequence[str], numbers: Sequence[int]
) -> list[str]:
    """Return what the features of a frame are called in a fault: number, name, level.

    Examples
    --------
    >>> town = gpd.GeoDataFrame({"admin_level": [6]}, geometry=[shapely.Point()])
    >>> features_named(town, ["Town"], [9])
    ['feature 9 (Town, admin_level 6)']
    """
    level = next((column for column in _LEVELS if column in frame.columns), None)
    values = [None] * len(frame) if level is None else frame[level].tolist()
    return [
        f"feature {number} ({name[:60]}{'' if pd.isna(value) else f', {level} {value}'})"
        for number, name, value in zip(numbers, names, values, strict=True)
    ]


def nesting_faults(
    shapes: npt.NDArray[Any], names: Sequence[str], file: str
) -> tuple[list[Fault], set[tuple[int, int]]]:
    """Return a fault for each polygon drawn twice, and each that covers several others.

    Parameters
    ----------
    shapes
        Valid polygons; None where one is at fault for something else.
    names
        What each is called, such as ``feature 3 (Port)``.
    file
        Where they stand.

    Returns
    -------
    faults : list of Fault
        One a feature at fault.
    pairs : set of tuple of int
        The positions of the two of each overlap that this explains, lower first.

    Examples
    --------
    >>> cells = [*(shapely.box(x, 0, x + 1, 1) for x in range(3)), shapely.box(0, 0, 4, 1)]
    >>> faults, pairs = nesting_faults(np.array(cells), ["a", "b", "c", "all"], "f.geojson")
    >>> faults[0].where, faults[0].value, len(pairs)
    ('all', 'covers 3 others, such as a', 3)
    """
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    keep = np.flatnonzero(one < other)[:MOST_PAIRS]
    one, other = one[keep], other[keep]
    areas = shapely.area(shapes)
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    twice = shared > SAME_SHARE * (areas[one] + areas[other] - shared)
    faults = [
        Fault(file, f"{names[a]} and {names[b]}", "geometry", "the same polygon twice",
              "each polygon once", "Remove one of the two.")
        for a, b in zip(one[twice], other[twice], strict=True)
    ]  # fmt: skip
    pairs = set(zip(one[twice].tolist(), other[twice].tolist(), strict=True))
    small = np.where(areas[one] < areas[other], one, other)
    large = np.where(areas[one] < areas[other], other, one)
    inside = ~twice & (shared > WITHIN_SHARE * areas[small])
    for whole in np.unique(large[inside]):
        covered = small[inside & (large == whole)].tolist()
        most = areas[covered].sum() > areas[whole] / 2
        if len(covered) < (2 if most else LEAST_COVERED):
            continue
        faults.append(
            Fault(file, names[whole], "geometry",
                  f"covers {len(covered)} others, such as {names[covered[0]]}",
                  "features of one level, beside each other",
                  "Keep one level: the parts, or what is around them.")
        )  # fmt: skip
        pairs |= {(min(int(whole), part), max(int(whole), part)) for part in covered}
    return faults, pairs
