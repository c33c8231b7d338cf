"""Polygons as drawn, collected ring by ring and put on the grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap.errors import Fault
from aleppomap.rings import bounds_fault
from aleppomap.series.edges import Floats, Ints, Rings, to_grid
from aleppomap.vocab import counted

__all__ = ["Drawn", "Note"]

_LATITUDE_BITS = 28
_LATITUDE_MASK = (1 << _LATITUDE_BITS) - 1
_OFFSET = 1 << (_LATITUDE_BITS - 1)


@dataclass(frozen=True)
class Note:
    """Something found in the input that a reader should know of.

    ``kind`` is one word; ``day`` and ``last`` the days it concerns, both inclusive;
    ``area_km2`` how much ground, NaN where that has no meaning.
    """

    kind: str
    day: date | None
    last: date | None
    party: str
    file: str
    area_km2: float
    detail: str


class _Codes(dict[bytes, int]):
    """Vertices as written, numbered as they are first met."""

    def __missing__(self, text: bytes) -> int:
        if text.translate(None, b"0123456789+-.eE") not in (b",", b",,"):
            raise ValueError(f"a position reads {text[:40].decode('latin-1')!r}")
        number = self[text] = len(self)
        return number

    def positions(self) -> tuple[Floats, int]:
        """Return longitude and latitude of each vertex, and how many had a height."""
        flat = sum(text.count(b",") == 1 for text in self)
        if flat == len(self):
            numbers = np.array(b",".join(self).split(b","), dtype=np.float64).reshape(-1, 2)
        else:
            numbers = np.array([text.split(b",")[:2] for text in self], dtype=np.float64)
        return numbers, len(self) - flat


def _off_the_earth(positions: Floats) -> Ints:
    """Return which positions are no longitude and latitude."""
    with np.errstate(invalid="ignore"):
        return np.flatnonzero(~(np.abs(positions) <= (180, 90)).all(axis=1))


@dataclass
class Drawn:
    """Rings of all days, in the order they were read.

    Files give vertices as text, which is compared before it is parsed: a front that
    moves a little each day repeats nearly all its vertices. Frames give numbers.
    """

    days: list[date] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    codes: _Codes = field(default_factory=_Codes)
    arrays: list[npt.NDArray[Any]] = field(default_factory=list)
    ring_feature: list[int] = field(default_factory=list)
    ring_shell: list[bool] = field(default_factory=list)
    known: dict[bytes, npt.NDArray[np.int64]] = field(default_factory=dict)

    def add_text(self, coordinates: bytes, multi: bool) -> None:
        """Add the rings of the newest feature from the text of its coordinates.

        Raises
        ------
        ValueError
            If the brackets are not those of a polygon.
        """
        text = coordinates.translate(None, b" \n\r\t")
        depth = 4 if multi else 3
        if not text.startswith(b"[" * depth) or not text.endswith(b"]" * depth):
            raise ValueError("coordinates are not nested as those of a polygon are")
        text = text[depth:-depth]
        for polygon in text.split(b"]]],[[[") if multi else [text]:
            for number, ring in enumerate(polygon.split(b"]],[[")):
                codes = self.known.get(ring)
                if codes is None:
                    words = ring.split(b"],[")
                    codes = np.fromiter(
                        map(self.codes.__getitem__, words), np.int64, count=len(words)
                    )
                    if len(ring) < 16_384:
                        self.known[ring] = codes
                self._add(codes, number == 0)

    def add_geometry(self, geometry: Any) -> None:
        """Add the rings of the newest feature from a Polygon or MultiPolygon."""
        for part in shapely.get_parts(geometry):
            for number, ring in enumerate(shapely.get_rings(part)):
                self._add(shapely.get_coordinates(ring), number == 0)

    def add_feature(self, day: date, party: str, file: str) -> None:
        """Begin a feature: what is added next belongs to it."""
        self.days.append(day)
        self.parties.append(party)
        self.files.append(file)

    def _add(self, ring: npt.NDArray[Any], shell: bool) -> None:
        self.arrays.append(ring)
        self.ring_shell.append(shell)
        self.ring_feature.append(len(self.days) - 1)

    def rings(self, days: list[date], parties: list[str]) -> Rings:
        """Return the rings on the grid, ordered by day; notes and faults are added.

        Parameters
        ----------
        days, parties
            All of them, in order.
        """
        as_text = bool(self.codes)
        day_of = {day: number for number, day in enumerate(days)}
        party_of = {party: number for number, party in enumerate(parties)}
        feature_day = np.array([day_of[day] for day in self.days], np.int64)
        feature_party = np.array([party_of[party] for party in self.parties], np.int64)
        feature = np.array(self.ring_feature, np.int64)
        order = np.argsort(feature_day[feature], kind="stable")
        arrays = [self.arrays[n] for n in order]
        sizes = np.array([len(ring) for ring in arrays], np.int64)
        flat = np.concatenate(arrays) if arrays else np.empty(0, np.int64)
        if as_text:
            try:
                positions, tall = self.codes.positions()
            except ValueError as error:
                self.faults.append(
                    Fault("series", "", "coordinates", str(error), "decimal numbers",
                          "Export the layer again.")
                )  # fmt: skip
                positions, tall = np.zeros((len(self.codes), 2)), 0
            if tall:
                said = f"{counted(tall, 'distinct vertex', 'distinct vertices')} flattened"
                self.notes.append(Note("height", None, None, "", "", np.nan, said))
            number = flat
        else:
            positions = np.asarray(flat, dtype=np.float64).reshape(-1, 2)
            number = np.arange(len(positions))
        first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        if len(wrong := _off_the_earth(positions)):
            at = np.flatnonzero(np.isin(number, wrong))
            ring = order[np.searchsorted(first, at[0], "right") - 1] if len(at) else 0
            self._fault_of_place(positions, wrong, self.files[self.ring_feature[ring]])
            positions[wrong] = 0.0
        key, vertices = self.on_grid(positions)
        code = key[number]
        return self._closed(
            Rings(vertices, code, first, feature_day[feature[order]],
                  feature_party[feature[order]], np.array(self.ring_shell, bool)[order])
        )  # fmt: skip

    def _fault_of_place(self, positions: Floats, wrong: Ints, file: str) -> None:
        """Add the fault of vertices off the Earth: metres, or latitude first, or neither."""
        found = positions[wrong]
        finite = found[np.isfinite(found).all(axis=1)]
        allowed = bounds_fault(finite) if len(finite) else ""
        self.faults.append(
            Fault(file, counted(len(wrong), "vertex", "vertices"), "coordinates",
                  f"{found[0][0]} {found[0][1]}",
                  allowed or "longitude within 180 and latitude within 90 degrees, on WGS 84",
                  "Swap the coordinates, or give the file its CRS.")
        )  # fmt: skip

    def on_grid(self, positions: Floats) -> tuple[Ints, Ints]:
        """Return the number of each position among the distinct vertices, and those."""
        steps = to_grid(positions)
        packed = (steps[:, 0] << _LATITUDE_BITS) + steps[:, 1] + _OFFSET
        number, names = pd.factorize(packed)
        order = np.argsort(names)
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        names = names[order]
        vertices = np.column_stack(
            [names >> _LATITUDE_BITS, (names & _LATITUDE_MASK) - _OFFSET]
        )  # fmt: skip
        return rank[number], vertices

    def _closed(self, rings: Rings) -> Rings:
        """Close rings that are open."""
        begin, last = rings.first[:-1], rings.first[1:] - 1
        is_open = np.flatnonzero(rings.code[begin] != rings.code[last])
        if not len(is_open):
            return rings
        self.notes.append(
            Note("closed", None, None, "", "", np.nan,
                 f"{counted(len(is_open), 'ring')} closed, not ending where begun")
        )  # fmt: skip
        code = np.insert(rings.code, last[is_open] + 1, rings.code[begin[is_open]])
        grown = np.zeros(len(begin), np.int64)
        grown[is_open] = 1
        first = rings.first + np.concatenate([[0], np.cumsum(grown)])
        return Rings(rings.vertices, code, first, rings.day, rings.party, rings.shell)
