"""From what was read to what a series is made of: edges, days, parties, what was found."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import shapely

from aleppomap import vocab
from aleppomap.errors import AleppoMapWarning, NotFound
from aleppomap.series.authalic import authalic_area_km2
from aleppomap.series.drawn import Note, counted
from aleppomap.series.edges import Edges
from aleppomap.series.found import Found, absences, missing, reversals
from aleppomap.series.ground import ground_on
from aleppomap.series.reading import Progress, Reader
from aleppomap.series.repairs import edges_of
from aleppomap.snapshot import About, Party

__all__ = ["as_drawn", "parts_of"]

OVERLAP_KM2 = 1e-3
"""Less than this is a border that two parties drew differently, not ground both hold."""

_LEAST_KM2 = 1e-9
"""Less than this is what rounding leaves where two parties share a border."""

OVERLAPS_MEASURED = 60
"""Days on which overlaps are measured; where more are suspected, evenly spread."""

# Okabe and Ito's colours, told apart with any colour vision.
COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442")

_RESERVED = (vocab.CONTESTED, vocab.UNKNOWN)

_WARNED = ("blank", "repaired", "twice", "overlap")
"""What a reader of numbers must know of even who never looks at what was found."""


def as_drawn(about: About) -> About:
    """Return what is to be known of a series: its account is its one source, as drawn."""
    if about.account != vocab.SYNTHESIS:
        return about
    return replace(about, account="drawn", account_name="As drawn")


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
    days = sorted({*drawn.days, *reader.bare_days})
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
    for day, file in [*zip(drawn.days, drawn.files, strict=True), *reader.bare_days.items()]:
        by_day[day][file] = None
    files = tuple(tuple(by_day[day]) for day in days)
    names = {day: ", ".join(by_day[day]) for day in days}
    held = zip(drawn.days, drawn.parties, strict=True)
    blank = {day: file for day, file in reader.blank_days.items() if day not in by_day}
    notes = [*drawn.notes, *missing(days, blank), *absences(days, held, names),
             *reversals(edges, days, holders, names)]  # fmt: skip
    count = len({file for names in files for file in names})
    if suspected.any():
        notes += _overlaps(edges, days, holders, suspected, names)
    found = Found(tuple(notes), len(days), count, len(edges))
    if any(note.kind in _WARNED for note in notes):
        said = "; ".join(str(found).splitlines()[1:])
        warnings.warn(f"{title}: {said} (see .found)", AleppoMapWarning, stacklevel=4)
    return {
        "edges": edges,
        "observed": tuple(days),
        "holders": holders,
        "parties": tuple(known.values()),
        "about": as_drawn(
            about or About(title, "", reader.credit.licence, reader.credit.attribution)
        ),
        "files": files,
        "found": found,
    }


def _overlaps(
    edges: Edges,
    observed: Sequence[date],
    holders: Sequence[str],
    suspected: Any,
    files: Mapping[date, str],
) -> Iterable[Note]:
    """Yield for each pair of parties the runs of days on which both hold ground."""
    days = np.flatnonzero(suspected)
    every = max(1, -(-len(days) // OVERLAPS_MEASURED))
    shared: dict[tuple[str, str], dict[int, float]] = {}
    # The first and last day of a run are measured, and days evenly spread between them.
    for run in np.split(days, np.flatnonzero(np.diff(days) > 1) + 1):
        for day in sorted({*run[::every].tolist(), int(run[-1])}):
            shapes = ground_on(edges, day, holders)
            for one, two in combinations(shapes, 2):
                common = shapely.intersection(shapes[one], shapes[two])
                area = float(authalic_area_km2(np.array([common]))[0])
                if area > _LEAST_KM2:
                    shared.setdefault((one, two), {})[day] = area
    for (one, two), areas in shared.items():
        large = [day for day, area in areas.items() if area > OVERLAP_KM2]
        breaks = [
            n for n, (a, b) in enumerate(pairwise(large), 1) if not _joined(a, b, days, every)
        ]
        for begin, end in pairwise([0, *breaks, len(large)] if large else []):
            group = large[begin:end]
            worst = max(group, key=areas.__getitem__)
            said = f"{one} and {two} both hold {areas[worst]:.3g} km2 on {observed[worst]}"
            yield Note("overlap", observed[group[0]], observed[group[-1]], f"{one}, {two}",
                       files[observed[worst]], areas[worst], f"{said}, kept as drawn")  # fmt: skip
        if not large:
            area, ends = max(areas.values()), (observed[min(areas)], observed[max(areas)])
            yield Note("sliver", *ends, f"{one}, {two}", "", area,
                       f"borders of {one} and {two} cross by {area:.1g} km2 at most, on "
                       f"{counted(len(areas), 'day')} measured")  # fmt: skip


def _joined(one: int, two: int, days: Any, every: int) -> bool:
    """Return whether two days measured are of one run of days suspected."""
    ends = np.searchsorted(days, [one, two])
    return bool(days[ends[1]] - days[ends[0]] == ends[1] - ends[0] <= every)
