"""Realistic series of daily polygons, seeded: a front that moves a little every day."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

FIRST = date(2022, 3, 1)
CENTRE = (37.5, 48.3)
RADIUS_DEG = 1.2
"""Mean distance of the front from the centre, in degrees of latitude."""

_STRETCH = 1.5  # degrees of longitude for one of latitude, near 48 degrees north


@dataclass
class Maker:
    """A closed front between two parties, with pockets on either side.

    ``inner`` holds what the front encloses, ``outer`` a frame around it; they share
    every border. Each day a few stretches of the front move, and now and then a pocket
    of one party appears or vanishes inside the other's ground, some with a pocket of
    their own inside. About 3 000 vertices a day and 20 edges new and gone.
    """

    days: int = 769
    front: int = 1250
    seed: int = 5
    pockets: int = 12
    moves: int = 4
    radii: np.ndarray = field(init=False)
    angles: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        rng = self.rng = np.random.default_rng(self.seed)
        steps = rng.uniform(0.6, 1.4, self.front)
        self.angles = np.cumsum(steps) / steps.sum() * 2 * np.pi
        waves = sum(
            rng.uniform(0.02, 0.06) * np.sin(k * self.angles + rng.uniform(0, 6.3))
            for k in (2, 3, 5, 9, 14)
        )
        self.radii = RADIUS_DEG * (1 + waves + rng.normal(0, 0.002, self.front))
        bearings = np.linspace(0, 2 * np.pi, 240, endpoint=False)
        self.frame = _ring(bearings, 2.6 * RADIUS_DEG + rng.normal(0, 0.01, 240))
        # Places where a pocket can be, apart from one another and from the front.
        slots = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        self.slots = [(angle, share) for share in (0.3, 0.55, 1.7, 2.1) for angle in slots]
        self.live: dict[int, np.ndarray] = {}
        for _ in range(self.pockets):
            self._toggle_pocket()

    def __iter__(self):
        """Yield, for each day, the date and the rings of either party."""
        for number in range(self.days):
            if number:
                self._next_day()
            yield FIRST + timedelta(number), self._polygons()

    def _next_day(self) -> None:
        for _ in range(self.rng.poisson(self.moves) or 1):
            at = self.rng.integers(self.front)
            width = self.rng.integers(1, 5)
            where = (at + np.arange(width)) % self.front
            push = self.rng.normal(0, 0.008 * RADIUS_DEG)
            moved = self.radii[where] + push * self.rng.uniform(0.5, 1, width)
            self.radii[where] = np.clip(moved, 0.75 * RADIUS_DEG, 1.35 * RADIUS_DEG)
        if self.rng.random() < 0.15:
            self._toggle_pocket()

    def _toggle_pocket(self) -> None:
        slot = int(self.rng.integers(len(self.slots)))
        if self.live.pop(slot, None) is None:
            angle, share = self.slots[slot]
            corners = self.rng.integers(6, 14)
            bearings = np.linspace(0, 2 * np.pi, corners, endpoint=False)
            radii = self.rng.uniform(0.01, 0.03) * RADIUS_DEG * self.rng.uniform(0.7, 1.2, corners)
            middle = _ring(np.array([angle]), np.array([share * RADIUS_DEG]))[0]
            self.live[slot] = _ring(bearings, radii, middle)

    def _polygons(self) -> dict[str, list[list[np.ndarray]]]:
        """Return, for each party, polygons as lists of rings: a shell and its holes."""
        front = _ring(self.angles, self.radii)
        inner: list[list[np.ndarray]] = [[front]]
        outer: list[list[np.ndarray]] = [[self.frame, front[::-1]]]
        for slot, ring in self.live.items():
            inside = self.slots[slot][1] < 1
            around, within = (inner, outer) if inside else (outer, inner)
            around[0].append(ring[::-1])
            if slot % 3:
                within.append([ring])
                continue
            # A pocket in the pocket: held by those around it.
            middle = ring.mean(axis=0)
            kernel = np.round(middle + (ring - middle) * 0.4, 6)
            within.append([ring, kernel[::-1]])
            around.append([kernel])
        return {"inner": inner, "outer": outer}


def _ring(bearings, radii, middle=CENTRE):
    x = middle[0] + _STRETCH * radii * np.cos(bearings)
    y = middle[1] + radii * np.sin(bearings)
    return np.round(np.column_stack([x, y]), 6)


def closed(ring: np.ndarray) -> list[list[float]]:
    """Return a ring as JSON has it, its first position repeated."""
    return [*ring.tolist(), ring[0].tolist()]


def write_folder(folder: Path, maker: Maker) -> Path:
    """Write one GeoJSON a day, ``front-2022-03-01.geojson``, a feature a party."""
    folder.mkdir(parents=True, exist_ok=True)
    for day, parties in maker:
        features = [
            {
                "type": "Feature",
                "properties": {"control": party},
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [[closed(ring) for ring in rings] for rings in polygons],
                },
            }
            for party, polygons in parties.items()
        ]
        document = {"type": "FeatureCollection", "features": features}
        text = json.dumps(document, separators=(",", ":"))
        (folder / f"front-{day}.geojson").write_text(text, "utf-8")
    return folder


def frames(maker: Maker) -> dict[date, gpd.GeoDataFrame]:
    """Return the same series as one frame a day."""
    return {
        day: gpd.GeoDataFrame(
            {"control": list(parties)},
            geometry=[
                shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings in polygons])
                for polygons in parties.values()
            ],
            crs="OGC:CRS84",
        )
        for day, parties in maker
    }
