"""What was found in a series as it was read: nothing is dropped or mended in silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from aleppomap.series.drawn import Note, counted
from aleppomap.series.edges import Floats

__all__ = ["Found", "missing", "reversals"]

REVERSAL_DAYS = 3
"""Ground that falls away and is back within so many days was likely a slip of the pen."""

REVERSAL_SHARE = 0.001
"""A fall by less than this share of the area is no reversal."""

BACK = 0.9
"""A fall is reversed when so much of it is back."""

_WORDS = {
    "missing": ("run of days without data", "runs of days without data"),
    "repeated": ("file left out, another of its day is used",
                 "files left out, others of their days are used"),
    "reversal": ("fall of area that returns within days", "falls of area that return within days"),
    "overlap": ("run of days on which parties overlap", "runs of days on which parties overlap"),
    "repaired": ("polygon repaired", "polygons repaired"),
}  # fmt: skip


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
            concerned: the change by a repair, the fall reversed, the overlap.
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
        said = {}
        for kind, rows in self.table().groupby("kind", sort=False):
            if kind not in _WORDS:
                said[str(kind)] = "; ".join(rows["detail"])
                continue
            shown = [_days(a, b) for a, b in zip(rows["day"], rows["last"], strict=True)][:6]
            more = f" and {len(rows) - 6} more" if len(rows) > 6 else ""
            area = rows["area_km2"].abs().sum()
            ground = "" if rows["area_km2"].isna().all() else f", {area:.3g} km2 in all"
            count = counted(len(rows), *_WORDS[str(kind)])
            said[str(kind)] = f"{count}{ground}: {', '.join(shown)}{more}"
        return said

    def __str__(self) -> str:
        head = (
            f"{counted(self.days, 'day')} from {counted(self.files, 'file')}, "
            f"{counted(self.edges, 'distinct edge')}"
        )
        return "\n".join([head, *(f"{kind}: {said}" for kind, said in self.by_kind.items())])


def _days(first: object, last: object) -> str:
    return str(first) if first == last else f"{first} to {last}"


def missing(days: Sequence[date]) -> Iterable[Note]:
    """Yield a note for each run of days without data."""
    for before, after in pairwise(days):
        count = (after - before).days - 1
        if count:
            first, last = before + timedelta(1), after - timedelta(1)
            yield Note("missing", first, last, "", "", np.nan, f"{count} days without data")


def reversals(days: Sequence[date], parties: Sequence[str], areas_km2: Floats) -> Iterable[Note]:
    """Yield a note where a party's area falls and is back within `REVERSAL_DAYS` steps."""
    for number, party in enumerate(parties):
        area = areas_km2[:, number]
        fall = area[:-1] - area[1:]
        for at in np.flatnonzero(fall > REVERSAL_SHARE * area[:-1]).tolist():
            for step in range(2, REVERSAL_DAYS + 2):
                if at + step >= len(area):
                    break
                if area[at + step] >= area[at] - (1 - BACK) * fall[at]:
                    said = f"area falls, and is back on {days[at + step]}"
                    yield Note("reversal", days[at + 1], days[at + step - 1], party, "",
                               float(fall[at]), said)  # fmt: skip
                    break
