"""From rings as drawn to edges: what cannot be is refused, what is broken repaired."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from aleppomap.axes import LEAST_COMPANY, LOOKS_SWAPPED, swapped_features
from aleppomap.errors import Fault
from aleppomap.series.authalic import authalic_area_km2
from aleppomap.series.drawn import Drawn, Note
from aleppomap.series.edges import (
    GRID,
    MAX_PARTIES,
    Edges,
    Floats,
    Ints,
    Rings,
    build_edges,
    to_degrees,
)
from aleppomap.series.reading import Progress
from aleppomap.series.soundness import suspects
from aleppomap.vocab import counted

__all__ = ["edges_of"]

TWICE_KM2 = 1e-6
"""Less than this is what the repair of a crossing leaves, not ground drawn twice."""


def edges_of(
    drawn: Drawn, days: list[date], parties: list[str], progress: Progress
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
    if len(parties) > MAX_PARTIES:
        drawn.faults.append(
            Fault("series", "", "party", f"{len(parties)}, such as {', '.join(parties[:5])}",
                  f"{MAX_PARTIES} parties at most",
                  "Name the property of the parties with control=, or group its values with "
                  "values=.")
        )  # fmt: skip
        return Edges.none(len(days), 0), np.zeros(len(days), bool)
    steps = iter(progress(("vertices", "edges", "checks"), "joining edges"))
    next(steps)
    rings = drawn.rings(days, parties)
    if not drawn.faults:
        _find_swapped(drawn, rings, days)
        _find_wide(drawn, rings, days)
    if drawn.faults:
        return Edges.none(len(days), len(parties)), np.zeros(len(days), bool)
    _note_winding(drawn, rings)
    next(steps)
    edges, crowded = build_edges(rings, len(days), len(parties), inner=True)
    next(steps)
    found = suspects(edges)
    list(steps)
    found.broken[tuple(crowded.T)] = True
    if (edges.left & edges.right).any():
        edges, _ = build_edges(rings, len(days), len(parties))
    pairs = [tuple(pair) for pair in np.argwhere(found.broken)]
    if not pairs:
        return edges, found.overlapping
    repaired = list(_repairs(drawn, rings, progress(pairs, "repairing polygons"), days, parties))
    if not repaired:
        return edges, found.overlapping
    rings = _replaced(rings, repaired)
    edges, _ = build_edges(rings, len(days), len(parties))
    return edges, suspects(edges).overlapping


def _find_swapped(drawn: Drawn, rings: Rings, days: list[date]) -> None:
    """Add a fault for each day with ground that lies where the rest does only when swapped."""
    if len(rings.day) < LEAST_COMPANY:
        return
    # One coordinate at a time: numpy reduces long rows many times as fast as pairs.
    axes = [np.ascontiguousarray(axis)[rings.code] for axis in to_degrees(rings.vertices).T]
    low, high = (
        np.column_stack([extreme.reduceat(axis, rings.first[:-1]) for axis in axes])
        for extreme in (np.minimum, np.maximum)
    )
    strangers = swapped_features(np.column_stack([low, high]))
    for number, at in zip(*np.unique(rings.day[strangers], return_index=True), strict=True):
        day = days[number]
        file = next(f for f, d in zip(drawn.files, drawn.days, strict=True) if d == day)
        value = "{:g}, {:g}".format(*low[strangers[at]])
        drawn.faults.append(
            Fault(file, str(day), "coordinates", value, LOOKS_SWAPPED,
                  "The rest lies where it would with its coordinates swapped. Swap them.")
        )  # fmt: skip


def _find_wide(drawn: Drawn, rings: Rings, days: list[date]) -> None:
    """Add a fault where an edge spans half the earth: which way round is not to be known."""
    at = rings.code[:-1], rings.code[1:]
    span = np.abs(np.diff(rings.vertices[rings.code, 0]))
    span[rings.first[1:-1] - 1] = 0
    wide = np.flatnonzero(span >= 180 * GRID)
    if len(wide):
        ring = int(np.searchsorted(rings.first, wide[0], side="right")) - 1
        day = days[rings.day[ring]]
        file = next(f for f, d in zip(drawn.files, drawn.days, strict=True) if d == day)
        one, two = (to_degrees(rings.vertices[codes[wide[0]]]) for codes in at)
        drawn.faults.append(
            Fault(file, f"{len(wide)} edges" if len(wide) > 1 else "an edge", "coordinates",
                  f"from {one[0]:g} {one[1]:g} to {two[0]:g} {two[1]:g}",
                  "edges that span less than 180 degrees of longitude",
                  "Split polygons at the antimeridian (RFC 7946, 3.1.9), and wide ones by a "
                  "vertex on the way.")
        )  # fmt: skip


def _note_winding(drawn: Drawn, rings: Rings) -> None:
    # On the left of every ring, holes too: as RFC 7946 has it.
    flat = rings.flat()
    turned = int((~rings.interior_on_left() & ~flat).sum())
    if flat.any():
        said = f"{counted(int(flat.sum()), 'ring')} without ground within left out"
        drawn.notes.append(Note("flat", None, None, "", "", np.nan, said))
    if turned:
        drawn.notes.append(
            Note("winding", None, None, "", "", np.nan,
                 f"{counted(turned, 'ring')} of {len(rings.day):,} wound against RFC 7946, read by "
                 "their role, shell or hole")
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
    files = {
        (day, party): file
        for day, party, file in zip(drawn.days, drawn.parties, drawn.files, strict=True)
    }
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
        mended = authalic_area_km2(shapely.transform(sound, to_degrees))
        *before, after = authalic_area_km2(shapes)
        broken = np.flatnonzero(~shapely.is_valid(polygons))
        grown, twice = float(sum(mended) - sum(before)), float(sum(mended) - after)
        where = (days[day], days[day], parties[party], files.get((days[day], parties[party]), ""))
        if len(broken):
            reason = _in_degrees(shapely.is_valid_reason(polygons[broken[0]]))
            drawn.notes.append(
                Note("repaired", *where, grown, f"{reason}; {grown:+.3g} km2 by the repair")
            )
        if not len(broken) or twice > TWICE_KM2:
            said = f"{twice:.3g} km2 of {parties[party]} lie in two of its polygons"
            drawn.notes.append(Note("twice", *where, abs(twice), said))
        yield day, party, shapes[-1]


def _in_degrees(reason: str) -> str:
    """Return why a polygon is not valid, the place in degrees and not in steps of the grid."""

    def placed(found: re.Match[str]) -> str:
        longitude, latitude = (float(number) / GRID for number in found[1].split())
        return f" at {longitude:.6f}, {latitude:.6f}"

    return re.sub(r"\[([^\]]+)\]", placed, reason)


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
    code, vertices = again.on_grid(np.concatenate([*arrays, np.empty((0, 2))]))
    first = np.concatenate([[0], np.cumsum([len(ring) for ring in arrays])]).astype(np.int64)
    return Rings(vertices, code, first, day[order], party[order], shell[order])
