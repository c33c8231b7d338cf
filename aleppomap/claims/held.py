"""Ground as it was held, laid over other ground: what both a gain and a share are made of.

Shares are compared point by point: ground held by half and then wholly is half gained.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.arcs import GEOD
from aleppomap.areas import geodesic_area_m2, share_sd_from_boundaries
from aleppomap.snapshot import Control

__all__ = ["Held", "boundary_sd_km2", "held_by"]

_LEAST_SHARE = 1e-9


class Held(Protocol):
    """The ground a party held at the end of a day, by share."""

    @property
    def km2(self) -> float:
        """Its area, weighed by share."""

    def without(self, other: Any) -> Held:
        """Return what of it is beyond the share that other ground has there."""

    def within(self, other: Any) -> Held:
        """Return what of it other ground has as well."""

    @property
    def shapes(self) -> npt.NDArray[Any] | None:
        """Its polygons where it has a shape of its own; None where it is shares of districts."""


@dataclass(frozen=True)
class _Shapes:
    """Ground with a shape: polygons and the share held of each, apart from one another."""

    layers: tuple[tuple[float, shapely.Geometry], ...]

    @property
    def km2(self) -> float:
        if not self.layers:
            return 0.0
        shares = np.array([share for share, _ in self.layers])
        return float(shares @ geodesic_area_m2([shape for _, shape in self.layers])) / 1e6

    def without(self, other: _Shapes) -> _Shapes:
        layers = []
        for share, shape in self.layers:
            rest = shape
            for theirs, ground in other.layers:
                if share - theirs > _LEAST_SHARE:
                    layers.append((share - theirs, shapely.intersection(shape, ground)))
                rest = shapely.difference(rest, ground)
            layers.append((share, rest))
        return _Shapes(tuple((s, g) for s, g in layers if not shapely.is_empty(g)))

    def within(self, other: _Shapes) -> _Shapes:
        return self.without(self.without(other))

    @property
    def shapes(self) -> npt.NDArray[Any] | None:
        return np.array([shape for _, shape in self.layers], dtype=object)


@dataclass(frozen=True)
class _Shares:
    """Ground as the share held of each district."""

    share: npt.NDArray[np.float64]
    area_km2: npt.NDArray[np.float64]

    @property
    def km2(self) -> float:
        return float(self.share @ self.area_km2)

    def without(self, other: _Shares) -> _Shares:
        return _Shares(np.maximum(self.share - other.share, 0.0), self.area_km2)

    def within(self, other: _Shares) -> _Shares:
        return _Shares(np.minimum(self.share, other.share), self.area_km2)

    @property
    def shapes(self) -> npt.NDArray[Any] | None:
        return None


def held_by(control: Control, party: str, day: date, bound: str = "best") -> Held:
    """Return the ground of a party at the end of a day.

    Parameters
    ----------
    control
        A history of districts or a series of polygons.
    party
        One of its parties.
    day
        A day covered.
    bound
        ``low``, ``best`` or ``high``; high takes in ground of which nobody says who holds it.

    Raises
    ------
    NotCovered
        If the day is not covered.
    """
    snapshot = control.at(day)
    share = snapshot[f"{party}_share_{bound}"].to_numpy(float)
    if bound == "high":
        share = np.minimum(share + snapshot[f"{vocab.UNKNOWN}_share_best"].to_numpy(float), 1.0)
    if control.cells is not None:
        return _Shares(share, snapshot["area_km2"].to_numpy(float))
    kept = np.flatnonzero(share > _LEAST_SHARE)
    shapes = snapshot.geometry.to_numpy()
    return _Shapes(tuple((float(share[row]), shapes[row]) for row in kept))


def boundary_sd_km2(ground: Held) -> float:
    """Return the standard deviation of an area due to misplaced lines alone; 0 for districts.

    Every ring is one line (see `aleppomap.areas.share_sd_from_boundaries`). Of ground that
    changed hands only its own outline counts: lines that two days share cancel.
    """
    shapes = ground.shapes
    if shapes is None:
        return 0.0
    parts = shapely.get_parts(shapely.get_parts(shapes))
    rings = shapely.get_rings(parts[shapely.get_dimensions(parts) == 2])
    arcs = pd.DataFrame({"left": "ground", "right": None,
                         "length_m": [GEOD.geometry_length(ring) for ring in rings]})  # fmt: skip
    area_km2 = pd.Series({"ground": ground.km2, "unit": 1.0})
    numerator, unit = pd.Series({"ground": 1.0}), pd.Series({"unit": 1.0})
    return share_sd_from_boundaries(arcs, numerator, unit, area_km2)
