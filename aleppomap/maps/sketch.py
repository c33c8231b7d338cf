"""The outlines of a page's first picture: plain paths, which need nothing to be read first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from aleppomap.maps.topology import DEGREES_PER_UNIT, Ints, Topology

__all__ = ["Sketch", "sketch"]

WIDTH = 800
"""Units across the ground that changes hands: about a pixel each on a usual screen."""
TOLERANCE = 1.0
"""How far an outline may be from its own, in units."""


@dataclass(frozen=True)
class Sketch:
    """Outlines in whole units of a Mercator map, west to east and north to south.

    Parameters
    ----------
    units
        How many of them make a pixel of zoom 0, as Leaflet counts pixels.
    paths
        For each cell its outline, as an SVG path to be filled by the even-odd rule.
    """

    units: float
    paths: list[str]


def sketch(shapes: Topology, story: Sequence[Sequence[float]]) -> Sketch:
    """Return coarse outlines of the cells.

    Parameters
    ----------
    shapes
        The arcs and rings of the page; an arc is simplified once, so that neighbours stay flush.
    story
        South west and north east corner of the ground shown first, latitude before longitude.

    Returns
    -------
    Sketch
        A ring that has no area in whole units is left out of its path.
    """
    (south, west), (north, east) = story
    corners = _pixels(np.array([[west, north], [east, south]]))
    units = round(WIDTH / max(1e-9, float(np.ptp(corners, axis=0).max())), 3)
    arcs = [
        _coarse(_pixels((line + shapes.origin) * DEGREES_PER_UNIT) * units) for line in shapes.lines
    ]
    paths = ["".join(_path(ring, arcs) for ring in rings) for rings in shapes.rings]
    return Sketch(units, paths)


def _pixels(places: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return longitudes and latitudes as pixels of zoom 0, of 256 around the globe."""
    lng, lat = places[:, 0], np.radians(np.clip(places[:, 1], -85.05112878, 85.05112878))
    return np.column_stack(
        [(lng / 360 + 0.5) * 256, (0.5 - np.arcsinh(np.tan(lat)) / (2 * np.pi)) * 256]
    )


def _coarse(line: npt.NDArray[np.float64]) -> Ints:
    simple = shapely.simplify(shapely.LineString(line), TOLERANCE)
    coarse: Ints = np.rint(shapely.get_coordinates(simple)).astype(np.int64)
    return coarse


def _path(ring: Sequence[int], arcs: Sequence[Ints]) -> str:
    """Return a ring as a move and steps, the signs of which part the numbers where they can."""
    runs = [arcs[number] if number >= 0 else arcs[-1 - number][::-1] for number in ring]
    points = np.concatenate(runs)
    points = points[np.append(True, (points[1:] != points[:-1]).any(axis=1))]
    if len(points) < 4:
        return ""
    steps = np.diff(points[:-1], axis=0).ravel()  # z draws the last one
    text = "".join(f" {step}" if step >= 0 else str(step) for step in steps).strip()
    return f"M{points[0, 0]} {points[0, 1]}l{text}z"
