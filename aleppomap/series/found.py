"""What was found in a series as it was read: nothing is dropped or mended in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

import numpy as np
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.series.authalic import authalic_area_km2
from aleppomap.series.drawn import Note
from aleppomap.series.edges import Edges
from aleppomap.series.exchange import difference, exchanged_km2
from aleppomap.vocab import counted, few

__all__ = ["Found", "absences", "missing", "reversals"]

REVERSAL_DAYS = 3
"""Ground that falls away and is back within so many days was likely a slip of the pen."""

REVERSAL_SHARE = 0.001
"""A loss of less than this share of the area is no reversal."""

BACK = 0.9
"""Ground lost is back when so much of it is."""

_WORDS = {
    "blank": ("file without a polygon, its day counts as missing",
              "files without a polygon, their days count as missing"),
    "missing": ("run of days without data", "runs of days without data"),
    "absent": ("run of days on which a party has no polygon, while others have",
               "runs of days on which a party has no polygon, while others have"),
    "repeated": ("file left out, another of its day is used",
                 "files left out, others of their days are used"),
    "undated": ("file left out, its name tells no day as the others' do",
                "files left out, their names tell no day as the others' do"),
    "reversal": ("loss of ground that is back within days",
                 "losses of ground that is back within days"),
    "overlap": ("pair of parties whose polygons overlap",
                "pairs of parties whose polygons overlap"),
    "repaired": ("polygon repaired that is not valid", "polygons repaired that are not valid"),
    "twice": ("day on which polygons of a party lie over one another, taken as one",
              "days on which polygons of a party lie over one another, taken as one"),
}  # fmt: skip

_SHOWN = 4

_LOUD = (
    "party", "left-out", "value", "overlap", "blank", "missing", "absent", "repaired", "twice",
    "reversal", "repeated", "undated", "beside", "other",
)  # fmt: skip
"""What may change a number, told first."""


@dataclass(frozen=True)
class Found:
    """What was found: `notes`, as a table with `table`, in words with ``str``."""

    notes: tuple[Note, ...]
    days: int
    files: int
    edges: int

    def table(self) -> pd.DataFrame:
        """Return a row a note.

        Returns
        -------
        DataFrame
            ``kind, day, last, party, file, area_km2, detail``; `area_km2` is the ground
            concerned: the change by a repair, the ground that lies twice, the loss that
            is back, the overlap. `file` is where it is at its worst.
        """
        columns = ["kind", "day", "last", "party", "file", "area_km2", "detail"]
        return pd.DataFrame([vars(note) for note in self.notes], columns=columns)

    def __getitem__(self, kind: str) -> pd.DataFrame:
        """Return the notes of one kind."""
        table = self.table()
        return table[table["kind"] == kind].reset_index(drop=True)

    @property
    def by_kind(self) -> dict[str, str]:
        """What was found in words, by kind."""
        by_kind: dict[str, list[Note]] = {}
        for note in self.notes:
            by_kind.setdefault(note.kind, []).append(note)
        kinds = [kind for kind in _LOUD if kind in by_kind]
        return {
            kind: _said(kind, by_kind[kind]) if kind in _WORDS
            else "; ".join(note.detail for note in by_kind[kind])
            for kind in dict.fromkeys([*kinds, *by_kind])
        }  # fmt: skip

    @property
    def in_short(self) -> str:
        """The days and files, and of what kinds something was found, those that count first."""
        kinds = list(self.by_kind)
        head = str(self).partition("\n")[0]
        if not kinds:
            return f"{head}; nothing else was found"
        things = counted(len(kinds), "kind of thing", "kinds of things")
        return f"{head}; {things} found as it was read: {few(kinds, _SHOWN)}"

    def __str__(self) -> str:
        head = (
            f"{counted(self.days, 'day')} from {counted(self.files, 'file')}, "
            f"{counted(self.edges, 'distinct edge')}"
        )
        return "\n".join([head, *(f"{kind}: {said}" for kind, said in self.by_kind.items())])


def _said(kind: str, notes: Sequence[Note]) -> str:
    """Return notes of one kind in words: how many, when, and the worst of them."""
    pairs = dict.fromkeys(note.party for note in notes)
    count = counted(len(pairs) if kind == "overlap" else len(notes), *_WORDS[kind])
    if kind == "repeated":
        return f"{count}: {few([f'{note.day}: {note.detail}' for note in notes], _SHOWN)}"
    if kind == "undated":
        return f"{count}: {few([note.file for note in notes], _SHOWN)}"
    spans = [few(_runs([n for n in notes if n.party == party]), _SHOWN) for party in pairs]
    texts = [f"{p} on {s}" if p else s for p, s in zip(pairs, spans, strict=True)]
    said = f"{count}: {'; '.join(texts[:_SHOWN])}"
    if len(texts) > _SHOWN:
        said += f" and of {len(texts) - _SHOWN} more"
    measured = [note for note in notes if not np.isnan(note.area_km2)]
    if not measured:
        files = [note.file for note in notes if note.file]
        return f"{said} ({few(files, _SHOWN)})" if files else said
    worst = max(measured, key=lambda note: abs(note.area_km2))
    where = f" in {worst.file}" if worst.file else ""
    return f"{said}; most{where}: {worst.detail}"


def _runs(notes: Sequence[Note]) -> list[str]:
    """Return the days of notes as runs, days that follow one another as one."""
    runs: list[list[date]] = []
    for note in sorted(notes, key=lambda note: note.day or date.min):
        if note.day is None or note.last is None:
            continue
        if runs and note.day <= runs[-1][1] + timedelta(1):
            runs[-1][1] = max(runs[-1][1], note.last)
        else:
            runs.append([note.day, note.last])
    return [str(one) if one == two else f"{one} to {two}" for one, two in runs]


def missing(days: Sequence[date], blank: Mapping[date, str]) -> Iterable[Note]:
    """Yield a note for each file without a polygon, and for each run of days without data."""
    for day, file in sorted(blank.items()):
        yield Note("blank", day, day, "", file, np.nan, f"{file} has no polygon")
    for before, after in pairwise(days):
        count = (after - before).days - 1
        if count:
            first, last = before + timedelta(1), after - timedelta(1)
            yield Note("missing", first, last, "", "", np.nan,
                       f"{counted(count, 'day')} without data")  # fmt: skip


def absences(
    days: Sequence[date], held: Iterable[tuple[date, str]], files: Mapping[date, str]
) -> Iterable[Note]:
    """Yield a note where a party that is drawn on most days is not, while others are.

    Parameters
    ----------
    days
        Those with data.
    held
        Day and party of each polygon drawn.
    files
        The files of each day.
    """
    drawn: dict[str, set[date]] = {}
    for day, party in held:
        drawn.setdefault(party, set()).add(day)
    for party, present in drawn.items():
        if party in (vocab.CONTESTED, vocab.UNKNOWN) or 2 * len(present) <= len(days):
            continue
        for is_drawn, group in groupby(days, present.__contains__):
            run = list(group)
            if not is_drawn and len(run) <= REVERSAL_DAYS:
                yield Note("absent", run[0], run[-1], party, files[run[0]], np.nan,
                           f"no polygon of {party}, while others have some")  # fmt: skip


def reversals(
    edges: Edges, days: Sequence[date], parties: Sequence[str], files: Mapping[date, str]
) -> Iterable[Note]:
    """Yield a note where a party loses ground that is its own again within `REVERSAL_DAYS`.

    The ground itself, and not its area: what is gained elsewhere meanwhile hides nothing.
    """
    lost_km2 = exchanged_km2(edges)[1]
    for number, party in enumerate(parties):
        if party.startswith(vocab.CONTESTED):  # nobody loses it
            continue
        least = REVERSAL_SHARE * edges.areas_km2[:-1, number]
        for at in np.flatnonzero(lost_km2[1:, number] > np.maximum(least, 0)).tolist():
            fall = float(lost_km2[at + 1, number])
            for step in range(2, REVERSAL_DAYS + 2):
                if at + step >= len(days):
                    break
                if _still_lost(edges, at, step, number) <= (1 - BACK) * fall:
                    said = f"{fall:.3g} km2 lost on {days[at + 1]}, back on {days[at + step]}"
                    yield Note("reversal", days[at + 1], days[at + step - 1], party,
                               files[days[at + 1]], fall, said)  # fmt: skip
                    break


def _still_lost(edges: Edges, before: int, steps: int, party: int) -> float:
    """Return how much of the ground lost on the day after `before` is not held steps later."""
    gone, later = (difference(edges, before, before + n, party)[1] for n in (1, steps))
    common = shapely.intersection(gone, later)
    return float(authalic_area_km2(np.array([common]))[0])
