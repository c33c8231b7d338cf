"""What the page is told: one JSON-able dictionary made from a control."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.dates import as_day, parse_edtf
from aleppomap.errors import Fault, InvalidInput, NotCovered, NotFound
from aleppomap.maps.topology import ALPHABET, DEGREES_PER_UNIT, topology
from aleppomap.snapshot import Control

__all__ = ["DistrictControl", "MapNote", "page_data"]

SCHEMA = 1
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
FLAG_BITS = {flag: 1 << bit for bit, flag in enumerate(vocab.FLAGS)}


REPORT_FIELDS = (
    "id", "when", "stated", "on", "account", "outlet", "relay", "sure", "text", "to", "url", "by"
)  # fmt: skip


class DistrictControl(Control, Protocol):
    """A control of fixed districts that can show its spells and reports."""

    @property
    def spells(self) -> pd.DataFrame:
        """Runs of constant control: a row a district and spell, ``[start, end)``."""

    @property
    def reports(self) -> pd.DataFrame:
        """The reports, index report id."""


@dataclass(frozen=True)
class MapNote:
    """A remark drawn on the map: what is counted, over what, and the words for it.

    Parameters
    ----------
    text
        Sentence or two shown in a box.
    interval
        First and last day the remark speaks of, marked on the timeline; None for none.
    numerator_ids, denominator_ids
        Cells counted, and cells they are counted over; both are outlined.
    """

    text: str
    interval: tuple[date, date] | None = None
    numerator_ids: tuple[str, ...] = ()
    denominator_ids: tuple[str, ...] = ()


def page_data(
    control: DistrictControl,
    day: str | date | None = None,
    *,
    title: str | None = None,
    note: MapNote | None = None,
) -> dict[str, Any]:
    """Return everything the page shows, as plain lists, numbers and strings.

    Parameters
    ----------
    control
        What to draw.
    day
        Day shown first; the control's focus date, or its first day, when None.
    title
        Heading of the page; the territory's title when None.
    note
        Remark to draw.

    Returns
    -------
    dict
        Holders are the parties and ``unknown``, by position; shares are in thousandths,
        areas in km2, coordinates in units of 1e-5 degrees from ``origin``.

    Raises
    ------
    NotCovered
        If the control has no fixed districts or the day is outside its dates.
    NotFound
        If the note names a district that is not among the cells.
    InvalidInput
        If a party's colour is not ``#rrggbb``.
    AleppoMapError
        If the boundary arcs do not close around a district.
    """
    _check_colours(control)
    cells = control.cells
    if cells is None:
        raise NotCovered("control_map draws fixed districts; this control has no cells")
    cells = cells.sort_values("name", kind="stable")
    days = [as_day(value) for value in control.dates]
    about, holders = control.about, [party.party for party in control.parties] + [vocab.UNKNOWN]
    reports = control.reports
    numbers = {str(report): number for number, report in enumerate(reports.index)}
    shapes = topology(control.arcs(), cells.index)
    return {
        "schema": SCHEMA,
        "title": title or about.title,
        "about": {
            "licence": about.licence,
            "citation": about.citation,
            "version": about.data_version,
            "zone": about.time_zone,
        },
        "dates": [value.isoformat() for value in days],
        "day": _opening_day(day, about.focus_date, days),
        "parties": [
            [party.party, party.name, party.name_ar, party.colour, party.hatch]
            for party in control.parties
        ],
        "cells": _cells(cells),
        "alphabet": ALPHABET,
        "unit": DEGREES_PER_UNIT,
        "origin": shapes.origin,
        "arcs": shapes.arcs,
        "sides": shapes.sides,
        "rings": shapes.rings,
        "reports": _reports(reports),
        "districtReports": _by_district(reports, cells.index),
        "accounts": [
            {
                "id": about.account,
                "name": about.account_name,
                "synthesis": about.account == vocab.SYNTHESIS,
                "spells": _spells(control, cells.index, holders, days, numbers),
                "areas": _areas(control.area_over_time(), holders, days),
            }
        ],
        "note": _note(note, cells.index, days),
    }


def _check_colours(control: DistrictControl) -> None:
    faults = [
        Fault("parties", party.party, "colour", party.colour, "#rrggbb", "Write it in hexadecimal.")
        for party in control.parties
        if not _COLOUR.fullmatch(party.colour)
    ]
    if faults:
        raise InvalidInput(faults)


def _opening_day(day: str | date | None, focus: date | None, days: Sequence[date]) -> int:
    if day is None:
        return days.index(focus) if focus in days else 0
    wanted = as_day(day)
    if wanted not in days:
        raise NotCovered(
            f"{wanted} is outside these data; choose a day from {days[0]} to {days[-1]}"
        )
    return days.index(wanted)


def _cells(cells: gpd.GeoDataFrame) -> list[list[Any]]:
    spots = _label_spots(cells.geometry.array).round(5).tolist()
    return [
        [str(cell), _text(name), _text(name_ar), *spot]
        for cell, name, name_ar, spot in zip(
            cells.index, cells["name"], cells["name_ar"], spots, strict=True
        )
    ]


def _label_spots(shapes: Any) -> npt.NDArray[np.float64]:
    """Return where a name sits best: the centroid, or the roomiest point if that is cramped."""
    middles = shapely.centroid(shapes)
    radii = shapely.maximum_inscribed_circle(shapes, tolerance=1e-4)
    room = shapely.distance(middles, shapely.boundary(shapes))
    good = shapely.contains(shapes, middles) & (room >= 0.7 * shapely.length(radii))
    points = np.where(good, middles, shapely.get_point(radii, 0))
    spots: npt.NDArray[np.float64] = shapely.get_coordinates(points)
    return spots


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")  # type: ignore[return-value]


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)


def _iso(value: object) -> str:
    if isinstance(value, int):  # proleptic ordinals, as a history's tables keep days
        return date.fromordinal(value).isoformat()
    if isinstance(value, date):
        return as_day(value).isoformat()
    return _text(value)


def _reports(reports: pd.DataFrame) -> dict[str, Any]:
    """Return the reports as rows of positions in a list of texts, as most texts recur."""
    texts: dict[str, int] = {}
    rows = [
        [texts.setdefault(text, len(texts)) for text in _report(str(key), row)]
        for key, row in zip(reports.index, _rows(reports), strict=True)
    ]
    return {"fields": REPORT_FIELDS, "rows": rows, "texts": list(texts)}


def _report(key: str, row: dict[str, Any]) -> tuple[str, ...]:
    stated = _text(row["date"])
    try:
        when = parse_edtf(stated)
        span = f"{when.earliest}/{when.latest}/{'about' if when.approximate else ''}"
    except ValueError:
        span = ""
    account = _text(row["account_name"]) or _text(row["account"])
    others = ("outlet", "relayed_by", "confidence", "summary", "to", "url", "publisher")
    return (key, span, stated, _iso(row["reported_on"]), account, *(_text(row[c]) for c in others))


def _by_district(reports: pd.DataFrame, cells: pd.Index[str]) -> list[list[int]]:
    lists: dict[str, list[int]] = {str(cell): [] for cell in cells}
    for number, district in enumerate(reports["district"]):
        if district in lists:
            lists[district].append(number)
    return list(lists.values())


def _spells(
    control: DistrictControl,
    cells: pd.Index[str],
    holders: Sequence[str],
    days: Sequence[date],
    reports: dict[str, int],
) -> list[list[list[Any]]]:
    words = {word: number for number, word in enumerate([*holders, vocab.CONTESTED])}
    lists: dict[str, list[list[Any]]] = {str(cell): [] for cell in cells}
    for row in _rows(control.spells.sort_values(["district", "start"], kind="stable")):
        start = bisect_left(days, as_day(row["start"]))
        if start >= len(days) or as_day(row["end"]) <= days[start]:
            continue
        shares: list[int] = []
        for number, holder in enumerate(holders):
            bounds = [round(1000 * float(row[column])) for column in vocab.share_columns(holder)]
            if any(bounds):
                shares += [number, *bounds]
        flags = sum(bit for flag, bit in FLAG_BITS.items() if bool(row[flag]))
        behind = [reports[key] for key in map(str, row["report_ids"]) if key in reports]
        spell = [start, words[row["control"]], flags, shares, behind]
        if row["disputed"]:
            said = control.explain(row["district"], days[start])
            spell.append([reports[str(key)] for key in said.index[said["stance"] == "differs"]])
        lists[str(row["district"])].append(spell)
    return list(lists.values())


def _areas(
    areas: pd.DataFrame, holders: Sequence[str], days: Sequence[date]
) -> list[list[list[float]]]:
    position = {day: number for number, day in enumerate(days)}
    table = [[[0.0, 0.0, 0.0] for _ in days] for _ in holders]
    for row in _rows(areas):
        day = as_day(row["date"])
        if row["holder"] in holders and day in position:
            table[holders.index(row["holder"])][position[day]] = [
                round(float(row[f"{bound}_km2"]), 2) for bound in vocab.BOUNDS
            ]
    return table


def _note(
    note: MapNote | None, cells: pd.Index[str], days: Sequence[date]
) -> dict[str, Any] | None:
    if note is None:
        return None
    position = {str(cell): number for number, cell in enumerate(cells)}
    for name in (*note.numerator_ids, *note.denominator_ids):
        if name not in position:
            raise NotFound("district", name, position)
    first, last = note.interval or (None, None)
    return {
        "text": note.text,
        "span": [bisect_left(days, first), bisect_left(days, last)] if first and last else [],
        "numerator": [position[name] for name in note.numerator_ids],
        "denominator": [position[name] for name in note.denominator_ids],
    }
