"""From what was read to what a series is made of: edges, days, parties, what was found."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from aleppomap import vocab
from aleppomap.errors import AleppoMapWarning, NotFound
from aleppomap.series.drawn import Note
from aleppomap.series.found import Found, absences, missing, reversals
from aleppomap.series.overlaps import OVERLAP_KM2, Apart, apart
from aleppomap.series.reading import Progress, Reader
from aleppomap.series.repairs import edges_of
from aleppomap.snapshot import About, Party
from aleppomap.vocab import counted

__all__ = ["as_drawn", "parts_of"]

_LEAST_KM2 = 1e-9
"""Less than this is what rounding leaves where two parties share a border."""

COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442")
"""Okabe and Ito's, told apart with any colour vision."""

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
    laid = apart(edges, holders, suspected, len(known))
    edges = laid.edges
    by_day: dict[date, dict[str, None]] = {day: {} for day in days}
    for day, file in [*zip(drawn.days, drawn.files, strict=True), *reader.bare_days.items()]:
        by_day[day][file] = None
    files = tuple(tuple(by_day[day]) for day in days)
    names = {day: ", ".join(by_day[day]) for day in days}
    held = zip(drawn.days, drawn.parties, strict=True)
    blank = {day: file for day, file in reader.blank_days.items() if day not in by_day}
    notes = [*drawn.notes, *missing(days, blank), *absences(days, held, names),
             *reversals(edges, days, laid.holders, names)]  # fmt: skip
    count = len({file for names in files for file in names})
    notes += _overlaps(laid, days, names)
    found = Found(tuple(notes), len(days), count, len(edges))
    if any(note.kind in _WARNED for note in notes):
        said = "; ".join(str(found).splitlines()[1:])
        warnings.warn(f"{title}: {said} (see .found)", AleppoMapWarning, stacklevel=4)
    return {
        "edges": edges,
        "observed": tuple(days),
        "holders": laid.holders,
        "parties": tuple(known.values()),
        "about": as_drawn(
            about or About(title, "", reader.credit.licence, reader.credit.attribution)
        ),
        "files": files,
        "found": found,
    }


def _overlaps(laid: Apart, observed: Sequence[date], files: Mapping[date, str]) -> Iterable[Note]:
    """Yield for each pair of holders the runs of days on which both are drawn on some ground."""
    for pair, areas_km2 in laid.shared.items():
        one, two = (laid.holders[number] for number in pair)
        large = np.flatnonzero(areas_km2 > OVERLAP_KM2)
        for run in np.split(large, np.flatnonzero(np.diff(large) > 1) + 1) if len(large) else []:
            worst = int(run[areas_km2[run].argmax()])
            day = observed[worst]
            said = f"{one} and {two} are both drawn on {areas_km2[worst]:,.4g} km2 on {day}"
            yield Note("overlap", observed[run[0]], observed[run[-1]], f"{one}, {two}",
                       files[day], float(areas_km2[worst]),
                       f"{said}, counted once, as {_once(one, two)}")  # fmt: skip
        some = np.flatnonzero(areas_km2 > _LEAST_KM2)
        if len(some) and not len(large):
            ends = observed[some[0]], observed[some[-1]]
            yield Note("sliver", *ends, f"{one}, {two}", "", float(areas_km2.max()),
                       f"borders of {one} and {two} cross by {areas_km2.max():.1g} km2 at most, "
                       f"on {counted(len(some), 'day')}")  # fmt: skip


def _once(one: str, two: str) -> str:
    """Return what ground is counted as that two holders are drawn on."""
    if vocab.CONTESTED in (one, two):
        return vocab.CONTESTED
    if vocab.UNKNOWN in (one, two):
        return next(name for name in (two, one) if name != vocab.UNKNOWN)
    return "contested between them"
