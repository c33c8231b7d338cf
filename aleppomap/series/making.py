"""From what was read to what a series is made of: edges, days, parties, what was found."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely

from aleppomap import vocab
from aleppomap.errors import AleppoMapWarning, NotFound
from aleppomap.series.authalic import authalic_area_km2
from aleppomap.series.drawn import Note
from aleppomap.series.edges import Edges
from aleppomap.series.found import Found, missing, reversals
from aleppomap.series.ground import ground_on
from aleppomap.series.reading import Progress, Reader
from aleppomap.series.repairs import edges_of
from aleppomap.snapshot import About, Party

__all__ = ["parts_of"]

OVERLAP_KM2 = 1e-6
"""Less than this is a border that two parties drew differently, not ground both hold."""

OVERLAPS_MEASURED = 60
"""Days on which overlaps are measured; where more are suspected, evenly spread."""

# Okabe and Ito's colours, told apart with any colour vision.
COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442")

_RESERVED = (vocab.CONTESTED, vocab.UNKNOWN)


def parts_of(
    reader: Reader,
    parties: Sequence[Party],
    about: About | None,
    title: str,
    progress: Progress,
) -> dict[str, Any]:
    """Return the fields of a series, but for ``max_gap``, from what was read.

    Parameters
    ----------
    reader
        After reading.
    parties
        Names and colours; made up when empty.
    about
        Title and licence; `title` when None.
    title
        What to call the series otherwise.
    progress
        Shows how far along it is.

    Returns
    -------
    dict
        Keyword arguments of `aleppomap.series.SnapshotSeries`.

    Raises
    ------
    NotFound
        If a party was read that is not among `parties`.
    InvalidInput
        With every fault.
    """
    drawn = reader.drawn
    days = sorted({*drawn.days, *reader.empty_days})
    holders = tuple(dict.fromkeys(drawn.parties))
    known = {party.party: party for party in parties}
    for name in holders:
        if known and name not in known and name not in _RESERVED:
            raise NotFound("party", name, known)
    if not known:
        named = [name for name in holders if name not in _RESERVED]
        known = {
            name: Party(name, reader.labels.names.get(name, name), "", COLOURS[n % len(COLOURS)])
            for n, name in enumerate(named)
        }
    edges, suspected = edges_of(drawn, days, list(holders), progress)
    reader.check()
    by_day: dict[date, dict[str, None]] = {day: {} for day in days}
    for day, file in [*zip(drawn.days, drawn.files, strict=True), *reader.empty_days.items()]:
        by_day[day][file] = None
    files = tuple(tuple(by_day[day]) for day in days)
    notes = [*drawn.notes, *missing(days), *reversals(days, holders, edges.areas_km2)]
    count = len({file for names in files for file in names})
    if suspected.any():
        notes += _overlaps(edges, days, holders, suspected)
    found = Found(tuple(notes), len(days), count, len(edges))
    if any(note.kind in ("repaired", "overlap") for note in notes):
        said = "; ".join(str(found).splitlines()[1:])
        warnings.warn(f"{title}: {said} (see .found)", AleppoMapWarning, stacklevel=4)
    return {
        "edges": edges,
        "observed": tuple(days),
        "holders": holders,
        "parties": tuple(known.values()),
        "about": about or About(title, "", reader.credit.licence, reader.credit.attribution),
        "files": files,
        "found": found,
    }


def _overlaps(
    edges: Edges, observed: Sequence[date], holders: Sequence[str], suspected: Any
) -> Iterable[Note]:
    """Yield runs of days on which parties hold the same ground, with how much."""
    days = np.flatnonzero(suspected)
    runs = np.split(days, np.flatnonzero(np.diff(days) > 1) + 1)
    every = max(1, -(-len(days) // OVERLAPS_MEASURED))
    for run in runs:
        shared: dict[str, list[float]] = {}
        for day in run[::every]:
            shapes = ground_on(edges, int(day), holders)
            names = list(shapes)
            for n, one in enumerate(names):
                for two in names[n + 1 :]:
                    common = shapely.intersection(shapes[one], shapes[two])
                    area = float(authalic_area_km2(np.array([common]))[0])
                    shared.setdefault(f"{one}, {two}", []).append(area)
        first, last = observed[run[0]], observed[run[-1]]
        for pair, areas in shared.items():
            if max(areas) > OVERLAP_KM2:
                yield Note("overlap", first, last, pair, "", max(areas),
                           f"both hold up to {max(areas):.3g} km2, kept as drawn")  # fmt: skip
