"""What a history looks up again and again, worked out once for all days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab
from aleppomap.corrections import differing
from aleppomap.snapshot import control_words
from aleppomap.statements import StatementBook
from aleppomap.timeline import Shares, Timeline

__all__ = ["Differences", "Ordinals", "RowValues", "change_days", "differences", "first_words",
           "positions", "row_values", "state_columns"]  # fmt: skip

Ordinals = npt.NDArray[np.int64]
_NONE = ("", "", 0)


def positions(values: Sequence[str]) -> dict[str, list[int]]:
    """Return the positions of each value.

    Examples
    --------
    >>> positions(["a", "b", "a"])
    {'a': [0, 2], 'b': [1]}
    """
    found: dict[str, list[int]] = {}
    for position, value in enumerate(values):
        found.setdefault(value, []).append(position)
    return found


@dataclass(frozen=True)
class RowValues:
    """Columns of the synthesis as lists, a value a row, and the reports each row rests on."""

    losers: list[str]
    gainers: list[str]
    earliest: list[int]
    cited: list[tuple[str, ...]]


def row_values(rows: pd.DataFrame) -> RowValues:
    """Return the synthesis for quick look-up; an opening row rests on all of its district."""
    opening = rows[rows["from"] == ""].groupby("district")["reports"]
    whole = {cell: tuple(dict.fromkeys(chain(*cited))) for cell, cited in opening}
    cited = [
        (own if giver else whole[cell]) or whole.get(cell, ())
        for own, giver, cell in zip(rows["reports"], rows["from"], rows["district"], strict=True)
    ]
    earliest = [int(day) for day in rows["earliest"]]
    return RowValues(list(rows["from"]), list(rows["to"]), earliest, cited)


@dataclass(frozen=True)
class Differences:
    """When each report that differs from the synthesis does: ``[start, end)``."""

    start: Ordinals
    end: Ordinals
    cells: list[str]
    reports: list[str]

    def on(self, ordinal: int) -> dict[str, list[str]]:
        """Return, for each disputed district, the reports that differ on a day."""
        disputed: dict[str, list[str]] = {}
        for found in np.flatnonzero((self.start <= ordinal) & (ordinal < self.end)).tolist():
            disputed.setdefault(self.cells[found], []).append(self.reports[found])
        return disputed

    def at(self, cell: str, ordinal: int) -> set[str]:
        """Return the reports that differ on one district on a day."""
        return {
            self.reports[found] for found in self._on.get(cell, [])
            if self.start[found] <= ordinal < self.end[found]
        }  # fmt: skip

    @cached_property
    def _on(self) -> dict[str, list[int]]:
        return positions(self.cells)


def differences(
    book: StatementBook,
    cells: Sequence[str],
    timeline: Timeline,
    opening: Shares,
    rows: RowValues,
) -> Differences:
    """Return the reports that differ from the synthesis, and when.

    A disagreement about dates ends when the dates have passed; one about who took a
    district lasts until someone else takes it.

    Parameters
    ----------
    book
        What the accounts say.
    cells
        District ids, in the order of `timeline`.
    timeline
        The synthesis.
    opening
        Its shares on the baseline, a row a district.
    rows
        Its rows.
    """
    numbers = {cell: number for number, cell in enumerate(cells)}
    found = []
    for cell in book.said:
        number = numbers[cell]
        pieces, changes = [], []
        for start, shares, row in timeline.states_of(number):
            pieces.append((start, shares))
            change = (rows.losers[row], rows.gainers[row], rows.earliest[row])
            changes.append(change if row >= 0 else _NONE)
        for start, end, report in differing(book, cell, pieces, opening[number], changes):
            found.append((start, end, cell, report))
    starts, ends, places, reports = zip(*found, strict=True) if found else ((), (), (), ())
    return Differences(
        np.array(starts, np.int64), np.array(ends, np.int64), list(places), list(reports)
    )


def first_words(
    book: StatementBook, cells: Sequence[str], accounts: Sequence[str]
) -> tuple[Ordinals, Ordinals, Ordinals]:
    """Return the first day an account speaks of a district, for each that does.

    Returns
    -------
    days, cell, account : ndarray
        Ordinals, and positions in `cells` and `accounts`.
    """
    places = {cell: number for number, cell in enumerate(cells)}
    speakers = {account: number for number, account in enumerate(accounts)}
    found = [
        (entries[0][0], places[cell], speakers[account])
        for cell, by_account in book.said.items() for account, entries in by_account.items()
    ]  # fmt: skip
    days, cell, account = np.array(found, np.int64).reshape(-1, 3).T
    return days, cell, account


def change_days(rows: pd.DataFrame, reports: pd.DataFrame, start: int, end: int) -> tuple[int, ...]:
    """Return the ordinals on which anything can change, from the first day covered to the last."""
    days = {start}
    for frame, columns in (
        (rows, ("date", "earliest", "latest")),
        (reports, ("earliest", "latest")),
    ):
        for column in columns:
            values = np.unique(frame[column].to_numpy(np.int64))
            days.update(values.tolist(), (values + 1).tolist())
    return tuple(sorted(day for day in days if start <= day <= end))


def state_columns(
    holders: Sequence[str],
    bounds: tuple[Shares, Shares, Shares],
    cited: Sequence[tuple[str, ...]],
) -> dict[str, npt.NDArray[Any]]:
    """Return ``control``, the shares low, best and high of each holder, and ``report_ids``."""
    low, best, high = (np.clip(shares, 0.0, 1.0).round(9) for shares in bounds)
    columns: dict[str, npt.NDArray[Any]] = {}
    for number, holder in enumerate(holders):
        for column, shares in zip(vocab.share_columns(holder), (low, best, high), strict=True):
            columns[column] = shares[:, number]
    names = [f"{holder}_share_best" for holder in holders]
    control = control_words(pd.DataFrame(best, columns=names), holders).to_numpy()
    reports = np.fromiter(cited, dtype=object, count=len(cited))
    return {"control": control, **columns, "report_ids": reports}
