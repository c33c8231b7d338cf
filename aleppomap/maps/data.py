"""What the page is told: one JSON-able dictionary made from a control."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.areas import geodesic_area_m2
from aleppomap.dates import as_day, parse_edtf
from aleppomap.errors import AleppoMapError, Fault, InvalidInput, NotCovered, NotFound
from aleppomap.maps.topology import ALPHABET, DEGREES_PER_UNIT, Topology, pack, topology
from aleppomap.snapshot import DistrictControl

__all__ = ["LANGUAGES", "MapNote", "page_data"]

SCHEMA = 2
LANGUAGES = {"en": "ltr", "ar": "rtl"}
WORTH_SHOWING = 0.05
"""An account that never reported this share of the changed area is left out unless named."""

FLAG_BITS = {flag: 1 << bit for bit, flag in enumerate(vocab.FLAGS)}
REPORT_FIELDS = (
    "when", "stated", "on", "account", "outlet", "relay", "sure", "text", "to", "url", "by"
)  # fmt: skip
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
# Lone surrogates cannot be written; bidirectional controls would reorder what stands around.
_SURROGATE = re.compile("[\ud800-\udfff]")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Rows = list[list[Any]]


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
    verdict
        The outcome in words, shown beneath the text.
    back
        Relative address of the page the remark comes from, such as
        ``claims.html#article-1``; empty for none.
    """

    text: str
    interval: tuple[date, date] | None = None
    numerator_ids: tuple[str, ...] = ()
    denominator_ids: tuple[str, ...] = ()
    verdict: str = ""
    back: str = ""


def page_data(
    control: DistrictControl,
    day: str | date | None = None,
    *,
    period: tuple[str | date | None, str | date | None] = (None, None),
    accounts: Sequence[str] | None = None,
    compare: tuple[str, str] | None = None,
    title: str | None = None,
    note: MapNote | None = None,
    lang: str = "en",
) -> dict[str, Any]:
    """Return everything the page shows, as plain lists, numbers and strings.

    Parameters
    ----------
    control
        What to draw; the page opens on its account.
    day
        Day shown first; the control's focus date, or its first day, when None.
    period
        First and last day shown; the control's own where None.
    accounts
        Accounts to choose from beside the synthesis; when None, each that reported
        at least a twentieth of the changed area by some day.
    compare
        Two views to open side by side, each a day, an account or ``account@day``.
    title
        Heading of the page; the territory's title when None.
    note
        Remark to draw.
    lang
        Language of the page: ``en`` or ``ar``.

    Returns
    -------
    dict
        Holders are the parties and ``unknown``, by position; shares are in thousandths,
        areas in km2, coordinates in units of 1e-5 degrees from ``origin``. An account
        carries only the spells in which its own word stands.

    Raises
    ------
    NotCovered
        If the control has no fixed districts or a day is outside its dates.
    NotFound
        If an account does not exist, or the note names a district that is not among the cells.
    InvalidInput
        If a party's colour is not ``#rrggbb``.
    AleppoMapError
        If the boundary arcs do not close around a district, the language is not known,
        or the note's way back is not a relative address.
    """
    if lang not in LANGUAGES:
        raise AleppoMapError(f"no words for {lang!r}; choose {' or '.join(LANGUAGES)}")
    _check_colours(control)
    cells = control.cells
    if cells is None:
        raise NotCovered("control_map draws fixed districts; this control has no cells")
    cells = cells.sort_values(_named("name", lang), kind="stable")
    days = _days(control, period)
    about = control.about
    shown = _accounts_shown(control, accounts, compare, days)
    page = _Page(control, cells.index, days, lang)
    shapes = topology(control.arcs(), cells.index)
    opening = {"day": _position(day, days, about.focus_date), "account": shown.index(about.account)}
    sides = [_side(text, days, shown, opening) for text in compare or ()]
    return {
        "schema": SCHEMA,
        "lang": lang,
        "title": clean(title or (lang == "ar" and about.title_ar) or about.title),
        "about": {
            "licence": clean(about.licence),
            "citation": clean(about.citation),
            "version": clean(about.data_version),
            "zone": clean(about.time_zone),
        },
        "dates": [value.isoformat() for value in days],
        "opening": sides[1] if sides else opening,
        "pinned": sides[0] if sides else None,
        "parties": [
            [party.party, clean((lang == "ar" and party.name_ar) or party.name), party.colour,
             party.hatch]
            for party in control.parties
        ],
        "cells": _cells(cells, lang),
        **_packed(shapes),
        "context": _context(control, shapes.origin, lang),
        "reports": page.reports(),
        "spells": page.spells(),
        "accounts": [page.account(name) for name in shown],
        "speakers": page.speakers(),
        "states": list(page.states),
        "note": _note(note, cells.index, days),
    }  # fmt: skip


def clean(value: object) -> str:
    """Return text that can be written and that cannot reorder the words around it."""
    text = "" if value is None or value != value else str(value)
    return _BIDI.sub("", _SURROGATE.sub("\ufffd", text))


def _named(column: str, lang: str) -> list[str]:
    return [f"{column}_ar", column] if lang == "ar" else [column]


def _check_colours(control: DistrictControl) -> None:
    faults = [
        Fault("parties", party.party, "colour", party.colour, "#rrggbb", "Write it in hexadecimal.")
        for party in control.parties
        if not _COLOUR.fullmatch(party.colour)
    ]
    if faults:
        raise InvalidInput(faults)


def _days(
    control: DistrictControl, period: tuple[str | date | None, str | date | None]
) -> list[date]:
    every = [as_day(value) for value in control.dates]
    first, last = (None if end is None else as_day(end) for end in period)
    days = [d for d in every if (first is None or first <= d) and (last is None or d <= last)]
    if not days:
        raise NotCovered(f"no day from {first} to {last}; choose from {every[0]} to {every[-1]}")
    return days


def _position(day: str | date | None, days: Sequence[date], focus: date | None) -> int:
    if day is None:
        return days.index(focus) if focus in days else 0
    wanted = as_day(day)
    if wanted not in days:
        raise NotCovered(
            f"{wanted} is outside these data; choose a day from {days[0]} to {days[-1]}"
        )
    return days.index(wanted)


def _accounts_shown(
    control: DistrictControl,
    accounts: Sequence[str] | None,
    compare: tuple[str, str] | None,
    days: Sequence[date],
) -> list[str]:
    """Return the accounts a reader can choose, the synthesis first, then by name."""
    known = [str(name) for name in control.accounts.index]
    wanted = {control.about.account, vocab.SYNTHESIS}
    for text in compare or ():
        name, _, rest = text.partition("@")
        if rest or not _is_day(name):
            wanted.add(name)
    if accounts is None:
        peaks = pd.concat([control.coverage(day) for day in days], axis=1).max(axis=1)
        wanted |= {str(name) for name in peaks.index[peaks >= WORTH_SHOWING]}
    else:
        wanted |= set(accounts)
    for name in sorted(wanted - {vocab.SYNTHESIS}):
        if name not in known:
            raise NotFound("account", name, [vocab.SYNTHESIS, *known])
    return [vocab.SYNTHESIS, *(name for name in known if name in wanted)]


def _is_day(text: str) -> bool:
    try:
        as_day(text)
    except ValueError:
        return False
    return True


def _side(
    text: str, days: Sequence[date], shown: Sequence[str], opening: dict[str, int]
) -> dict[str, int]:
    """Return a view from ``day``, ``account`` or ``account@day``."""
    if _is_day(text):
        return opening | {"day": _position(text, days, None)}
    name, _, day = text.partition("@")
    view = opening | {"account": shown.index(name)}
    return view | {"day": _position(day, days, None)} if day else view


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
        "alphabet": ALPHABET,
        "unit": DEGREES_PER_UNIT,
        "origin": shapes.origin,
        "arcs": shapes.arcs,
        "sides": pack(side for pair in shapes.sides for side in pair),
        "rings": [[pack(ring) for ring in rings] for rings in shapes.rings],
    }


def _context(control: DistrictControl, origin: tuple[int, int], lang: str) -> Rows:
    """Return roads and landmarks: kind, name, accuracy in metres, and packed coordinates."""
    rows: Rows = []
    for row in _rows(control.context):
        grid = np.rint(shapely.get_coordinates(row["geometry"]) / DEGREES_PER_UNIT).astype(np.int64)
        steps = np.diff(grid - origin, axis=0, prepend=np.zeros((1, 2), np.int64))
        name = clean((lang == "ar" and row["name_ar"]) or row["name"])
        accuracy = int(row["accuracy_m"])
        rows.append([clean(row["kind"]), name, accuracy, pack(int(step) for step in steps.ravel())])
    return rows


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")  # type: ignore[return-value]


def _iso(value: object) -> str:
    if isinstance(value, int):  # proleptic ordinals, as a history's tables keep days
        return date.fromordinal(value).isoformat()
    if isinstance(value, date):
        return as_day(value).isoformat()
    return clean(value)


class _Page:
    """The tables that share numbering: reports, states, spells, accounts."""

    def __init__(
        self, control: DistrictControl, cells: pd.Index[str], days: Sequence[date], lang: str
    ) -> None:
        self.control = control.with_account(vocab.SYNTHESIS)
        self.days, self.lang = days, lang
        self.cells = {str(cell): number for number, cell in enumerate(cells)}
        self.holders = [party.party for party in control.parties] + [vocab.UNKNOWN]
        self.numbers = {str(report): number for number, report in enumerate(control.reports.index)}
        self.states: dict[tuple[int, ...], int] = {}
        self._coverage = pd.DataFrame([control.coverage(day) for day in days])

    def reports(self) -> dict[str, Any]:
        """Return the reports: the district, then positions in a list of texts, as most recur."""
        texts: dict[str, int] = {}
        reports = self.control.reports
        rows = [
            [self.cells.get(row["district"], -1)]
            + [texts.setdefault(text, len(texts)) for text in _report(row)]
            for row in _rows(reports)
        ]
        return {"fields": REPORT_FIELDS, "rows": rows, "texts": list(texts)}

    def speakers(self) -> dict[str, str]:
        """Return the name of each account that made a report."""
        reports = self.control.reports
        names = dict(zip(reports["account"], reports["account_name"], strict=True))
        return {clean(key): self._name(key) or clean(name) for key, name in names.items()}

    def account(self, name: str) -> dict[str, Any]:
        """Return one account: its name, coverage by day in percent, and own spells."""
        if name == vocab.SYNTHESIS:
            return {"id": name, "name": "", "side": "", "cover": [], "spells": []}
        spells = [
            [self.cells[row["district"]], *self._run(row), self._state(row, 0), self._cited(row)]
            for row in _rows(self.control.with_account(name).own_spells)
            if self._falls_within(row)
        ]
        side = self.control.accounts["side"].get(name, "")
        cover = (100 * self._coverage[name]).round().astype(int).tolist()
        shown = {"id": name, "name": self._name(name), "side": clean(side)}
        return shown | {"cover": cover, "spells": spells}

    def spells(self) -> list[Rows]:
        """Return the synthesis: for each district its spells, with who says otherwise."""
        lists: list[Rows] = [[] for _ in self.cells]
        rows = self.control.spells.sort_values(["district", "start"], kind="stable")
        for row in _rows(rows):
            if not self._falls_within(row):
                continue
            flags = sum(bit for flag, bit in FLAG_BITS.items() if bool(row[flag]))
            start = self._run(row)[0]
            spell = [start, self._state(row, flags), self._cited(row)]
            if row["disputed"]:
                said = self.control.explain(row["district"], self.days[start])
                differing = said.index[said["stance"] == "differs"]
                spell.append([self.numbers[str(report)] for report in differing])
            lists[self.cells[str(row["district"])]].append(spell)
        return lists

    def _name(self, account: object) -> str:
        if account not in self.control.accounts.index:
            return ""
        row = self.control.accounts.loc[str(account)]
        return clean((self.lang == "ar" and row["name_ar"]) or row["name"])

    def _run(self, row: dict[str, Any]) -> list[int]:
        return [bisect_left(self.days, as_day(row[end])) for end in ("start", "end")]

    def _falls_within(self, row: dict[str, Any]) -> bool:
        start, end = self._run(row)
        return start < end

    def _state(self, row: dict[str, Any], flags: int) -> int:
        """Return the number of a state: the word, flags, then holder, low, best, high."""
        state = [[*self.holders, vocab.CONTESTED].index(row["control"]), flags]
        for number, holder in enumerate(self.holders):
            bounds = [round(1000 * float(row[column])) for column in vocab.share_columns(holder)]
            if any(bounds):
                state += [number, *bounds]
        return self.states.setdefault(tuple(state), len(self.states))

    def _cited(self, row: dict[str, Any]) -> list[int]:
        return [self.numbers[key] for key in map(str, row["report_ids"]) if key in self.numbers]


def _report(row: dict[str, Any]) -> tuple[str, ...]:
    stated = clean(row["date"])
    try:
        when = parse_edtf(stated)
        span = f"{when.earliest}/{when.latest}/{'about' if when.approximate else ''}"
    except ValueError:
        span = ""
    others = ("account", "outlet", "relayed_by", "confidence", "summary", "to", "url", "publisher")
    return (span, stated, _iso(row["reported_on"]), *(clean(row[column]) for column in others))


def _note(
    note: MapNote | None, cells: Iterable[str], days: Sequence[date]
) -> dict[str, Any] | None:
    if note is None:
        return None
    position = {str(cell): number for number, cell in enumerate(cells)}
    for name in (*note.numerator_ids, *note.denominator_ids):
        if name not in position:
            raise NotFound("district", name, position)
    parts = urlsplit(note.back)
    if parts.scheme or parts.netloc or note.back.startswith(("/", "\\")):
        raise AleppoMapError(f"{note.back!r} leaves this folder; give a relative address")
    first, last = note.interval or (None, None)
    return {
        "text": clean(note.text),
        "verdict": clean(note.verdict),
        "back": note.back,
        "span": [bisect_left(days, first), bisect_left(days, last)] if first and last else [],
        "numerator": [position[name] for name in note.numerator_ids],
        "denominator": [position[name] for name in note.denominator_ids],
    }
