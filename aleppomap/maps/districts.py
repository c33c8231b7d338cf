"""What the page is told of fixed districts: outlines, spells, reports, accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap.areas import geodesic_area_m2
from aleppomap.dates import as_day
from aleppomap.maps.sketch import sketch
from aleppomap.maps.tables import PageTables, Rows, clean, records
from aleppomap.maps.topology import DEGREES_PER_UNIT, Topology, pack, topology
from aleppomap.maps.wording import long_day, short_day
from aleppomap.snapshot import WHOLE_UP_TO, DistrictControl

__all__ = ["districts_data"]


def districts_data(
    control: DistrictControl,
    days: Sequence[date],
    shown: Sequence[str],
    counted: tuple[bool, bool],
    lang: str,
) -> dict[str, Any]:
    """Return what is particular to a page of fixed districts.

    Parameters
    ----------
    control
        Fixed districts with their spells and reports.
    days
        The days shown, in order.
    shown
        Accounts to choose from, the synthesis first.
    counted
        Whether a note draws what is counted, and what it is counted over.
    lang
        Language of the page.

    Returns
    -------
    dict
        Arcs as in `Topology`, `Sketch`; reports, spells and accounts as in `PageTables`.
    """
    cells = cast("gpd.GeoDataFrame", control.cells)
    cells = cells.iloc[_alphabetic(cells, lang)]
    page = PageTables(control, cells.index, days, lang)
    shapes = topology(control.arcs(), cells.index)
    story = _story(cells, control)
    return {
        "dates": [value.isoformat() for value in days],
        "days": [[long_day(value, lang), short_day(value, lang)] for value in days],
        "cells": _cells(cells, lang),
        **_packed(shapes),
        "story": story,
        "sketch": sketch(shapes, story),
        "leading": _leading(cells, control, days),
        "roadAccuracy": _accuracy(control),
        **_context(control, shapes.origin, lang),
        "reports": page.reports(),
        "spells": page.spells(),
        "accounts": [page.account(name) for name in shown],
        "speakers": page.speakers(),
        "states": list(page.states),
        "shown": page.shown(),
        "statements": page.statements(),
        "keys": page.keys(len(shown) > 1, counted),
    }


def _alphabetic(cells: Any, lang: str) -> list[int]:
    """Return the order of the cells by name; those without a name last."""
    columns = ["name_ar", "name"] if lang == "ar" else ["name"]
    names = [[clean(text) for text in cells[column]] for column in columns]
    keys = [tuple((not text, text) for text in row) for row in zip(*names, strict=True)]
    return sorted(range(len(keys)), key=keys.__getitem__)


def _cells(cells: Any, lang: str) -> Rows:
    spots = _label_spots(cells.geometry.array).round(5).tolist()
    areas = (geodesic_area_m2(cells.geometry) / 1e6).round(6).tolist()
    rows = zip(cells.index, cells["name"], cells["name_ar"], spots, areas, strict=True)
    named = [(str(cell), clean(en), clean(ar), spot, area) for cell, en, ar, spot, area in rows]
    if lang == "ar":
        named = [(cell, ar or en, en, spot, area) for cell, en, ar, spot, area in named]
    return [[cell, name, other, *spot, area] for cell, name, other, spot, area in named]


def _label_spots(shapes: Any) -> npt.NDArray[np.float64]:
    """Return where a name sits best: the centroid, or the roomiest point if that is cramped."""
    middles = shapely.centroid(shapes)
    radii = shapely.maximum_inscribed_circle(shapes, tolerance=1e-4)
    room = shapely.distance(middles, shapely.boundary(shapes))
    good = shapely.contains(shapes, middles) & (room >= 0.7 * shapely.length(radii))
    points = np.where(good, middles, shapely.get_point(radii, 0))
    spots: npt.NDArray[np.float64] = shapely.get_coordinates(points)
    return spots


def _packed(shapes: Topology) -> dict[str, Any]:
    return {
        "origin": shapes.origin,
        "arcs": shapes.arcs,
        "sides": pack(side for pair in shapes.sides for side in pair),
        "rings": [[pack(ring) for ring in rings] for rings in shapes.rings],
    }


def _accuracy(control: DistrictControl) -> str:
    """Return how far off the roads may be, in metres: the common case."""
    metres = [int(row["accuracy_m"]) for row in records(control.context)]
    return str(min(metres)) if metres else ""


def _context(control: DistrictControl, origin: tuple[int, int], lang: str) -> dict[str, list[Any]]:
    """Return roads with their names, and landmarks; packed coordinates."""
    found: dict[str, list[Any]] = {"roads": [], "landmarks": []}
    for row in records(control.context):
        grid = np.rint(shapely.get_coordinates(row["geometry"]) / DEGREES_PER_UNIT).astype(np.int64)
        steps = np.diff(grid - origin, axis=0, prepend=np.zeros((1, 2), np.int64))
        place = pack(int(step) for step in steps.ravel())
        if row["kind"] == "road":
            name = clean((lang == "ar" and row["name_ar"]) or row["name"])
            found["roads"].append([name, place])
        else:
            found["landmarks"].append(place)
    return found


def _story(cells: Any, control: DistrictControl) -> list[list[float]]:
    """Return the corners of the ground shown first: south west, then north east."""
    words = control.spells.groupby("district")["control"].nunique()
    moving = cells[cells.index.isin(words.index[words > 1])]
    few = len(cells) <= WHOLE_UP_TO or moving.empty
    west, south, east, north = (cells if few else moving).total_bounds.round(5).tolist()
    return [[south, west], [north, east]]


def _leading(cells: Any, control: DistrictControl, days: Sequence[date]) -> int:
    """Return the position of the party that lost most ground over the days."""
    spells = control.spells
    area_km2 = pd.Series(geodesic_area_m2(cells.geometry) / 1e6, index=cells.index)
    shares = [f"{party.party}_share_best" for party in control.parties]
    starts, ends = ([as_day(day) for day in spells[end]] for end in ("start", "end"))

    def held(day: date) -> pd.Series[float]:
        live = [start <= day < end for start, end in zip(starts, ends, strict=True)]
        return spells[live].set_index("district")[shares].mul(area_km2, axis=0).sum()

    return int(np.argmax(held(days[0]) - held(days[-1])))
