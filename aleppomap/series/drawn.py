"""Polygons as drawn, collected ring by ring, put on the grid, repaired where broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap.errors import Fault
from aleppomap.series.authalic import authalic_area_km2
from aleppomap.series.edges import Edges, Floats, Ints, Rings, build_edges, to_degrees, to_grid
from aleppomap.series.soundness import suspects

__all__ = ["Drawn", "Note", "edges_of"]

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
                said = f"{tall} distinct vertices had a height, dropped"
                self.notes.append(Note("height", None, None, "", "", np.nan, said))
            key, vertices = self._grid(positions)
            code = key[flat]
        else:
            code, vertices = self._grid(np.asarray(flat, dtype=np.float64).reshape(-1, 2))
        first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return self._closed(
            Rings(vertices, code, first, feature_day[feature[order]],
                  feature_party[feature[order]], np.array(self.ring_shell, bool)[order])
        )  # fmt: skip

    def _grid(self, positions: Floats) -> tuple[Ints, Ints]:
        """Return the number of each position among the distinct vertices, and those."""
        longitude, latitude = positions.T
        with np.errstate(invalid="ignore"):
            wrong = ~((np.abs(longitude) <= 180) & (np.abs(latitude) <= 90))
        if wrong.any():
            found = positions[np.flatnonzero(wrong)[0]]
            self.faults.append(
                Fault("series", f"{int(wrong.sum())} vertices", "coordinates",
                      f"{found[0]} {found[1]}",
                      "longitude within 180 and latitude within 90 degrees, on WGS 84",
                      "State the CRS of the file, or call to_crs('OGC:CRS84').")
            )  # fmt: skip
            positions = np.where(wrong[:, None], 0.0, positions)
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
                 f"{len(is_open)} rings did not end where they began, closed")
        )  # fmt: skip
        code = np.insert(rings.code, last[is_open] + 1, rings.code[begin[is_open]])
        grown = np.zeros(len(begin), np.int64)
        grown[is_open] = 1
        first = rings.first + np.concatenate([[0], np.cumsum(grown)])
        return Rings(rings.vertices, code, first, rings.day, rings.party, rings.shell)


def edges_of(
    drawn: Drawn, days: list[date], parties: list[str], progress: Any = None
) -> tuple[Edges, npt.NDArray[np.bool_]]:
    """Return the edges of what was drawn, broken polygons repaired.

    Parameters
    ----------
    drawn
        The rings; notes of repairs are added to it.
    days, parties
        All of them, in order.
    progress
        Called with an iterable and a title, to show how far along it is.

    Returns
    -------
    edges : Edges
        The table.
    overlapping : ndarray
        For each day, whether the ground of two parties may overlap.
    """
    rings = drawn.rings(days, parties)
    if drawn.faults:
        return Edges.none(len(days), len(parties)), np.zeros(len(days), bool)
    _note_winding(drawn, rings)
    edges, crowded = build_edges(rings, len(days), len(parties), inner=True)
    found = suspects(edges)
    found.broken[tuple(crowded.T)] = True
    if (edges.left & edges.right).any():
        edges, _ = build_edges(rings, len(days), len(parties))
    pairs = [tuple(pair) for pair in np.argwhere(found.broken)]
    if not pairs:
        return edges, found.overlapping
    track = progress or (lambda items, title: items)  # noqa: ARG005
    repaired = list(_repairs(drawn, rings, track(pairs, "repairing polygons"), days, parties))
    if not repaired:
        return edges, found.overlapping
    rings = _replaced(rings, repaired)
    edges, _ = build_edges(rings, len(days), len(parties))
    return edges, suspects(edges).overlapping


def _note_winding(drawn: Drawn, rings: Rings) -> None:
    # On the left of every ring, holes too: as RFC 7946 has it.
    turned = int((~rings.interior_on_left()).sum())
    if turned:
        drawn.notes.append(
            Note("winding", None, None, "", "", np.nan,
                 f"{turned} of {len(rings.day)} rings are wound against RFC 7946; read by their "
                 "role, shell or hole")
        )  # fmt: skip


def _polygons(rings: Rings, chosen: Ints) -> npt.NDArray[Any]:
    """Return polygons from rings that follow one another, holes after their shell.

    In grid steps: three vertices lie on one line or do not.
    """
    shapes = []
    for number in chosen:
        code = rings.code[rings.first[number] : rings.first[number + 1]]
        shapes.append(rings.vertices[code].astype(float))
    polygons: list[tuple[Floats, list[Floats]]] = []
    for number, points in zip(chosen, shapes, strict=True):
        if len(points) < 4:
            continue
        if rings.shell[number]:
            polygons.append((points, []))
        elif polygons:
            polygons[-1][1].append(points)
    return np.array([shapely.Polygon(shell, holes) for shell, holes in polygons], dtype=object)


def _repairs(
    drawn: Drawn,
    rings: Rings,
    pairs: Iterable[tuple[int, ...]],
    days: list[date],
    parties: list[str],
) -> Iterator[tuple[int, int, Any]]:
    """Yield day, party and the repaired polygons, where the drawn ones are not valid."""
    order = np.lexsort((rings.party, rings.day))
    keys = rings.day[order] * len(parties) + rings.party[order]
    for day, party in pairs:
        key = day * len(parties) + party
        chosen = np.sort(order[np.searchsorted(keys, key) : np.searchsorted(keys, key, "right")])
        polygons = _polygons(rings, chosen)
        drawn_whole = shapely.MultiPolygon(list(polygons))
        if drawn_whole.is_valid:
            continue
        # A polygon drawn across itself keeps all it encloses; polygons of one party that
        # overlap or touch along a border are one.
        sound = shapely.make_valid(polygons, method="structure", keep_collapsed=False)
        whole = shapely.set_precision(shapely.union_all(sound), 1.0)
        shapes = shapely.transform(np.append(polygons, whole), to_degrees)
        *before, after = authalic_area_km2(shapes)
        drawn.notes.append(
            Note("repaired", days[day], days[day], parties[party], "", float(after - sum(before)),
                 shapely.is_valid_reason(drawn_whole))
        )  # fmt: skip
        yield day, party, shapes[-1]


def _replaced(rings: Rings, repaired: list[tuple[int, int, Any]]) -> Rings:
    """Return rings with those of some days and parties replaced."""
    again = Drawn()
    drop = np.zeros(len(rings.day), bool)
    for number, (at, by, shape) in enumerate(repaired):
        drop |= (rings.day == at) & (rings.party == by)
        again.add_feature(date.fromordinal(1 + number), "", "")
        polygons = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
        again.add_geometry(shapely.MultiPolygon(polygons))
    kept = np.flatnonzero(~drop)
    old = [to_degrees(rings.vertices[rings.code[rings.first[n] : rings.first[n + 1]]])
           for n in kept]  # fmt: skip
    feature = np.array(again.ring_feature, np.int64)
    where = np.array([pair[:2] for pair in repaired], np.int64)[feature].reshape(-1, 2)
    day = np.concatenate([rings.day[kept], where[:, 0]])
    party = np.concatenate([rings.party[kept], where[:, 1]])
    shell = np.concatenate([rings.shell[kept], np.array(again.ring_shell, bool)])
    arrays = old + again.arrays
    order = np.argsort(day, kind="stable")
    arrays = [arrays[n] for n in order]
    code, vertices = again._grid(np.concatenate([*arrays, np.empty((0, 2))]))
    first = np.concatenate([[0], np.cumsum([len(ring) for ring in arrays])]).astype(np.int64)
    return Rings(vertices, code, first, day[order], party[order], shell[order])
