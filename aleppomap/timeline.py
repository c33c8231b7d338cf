"""From dated rows to states: what each party holds of each district, day by day.

The engine under `history`: pure functions over small tables. A row says that,
from the end of a day, a party holds a share of a district; the ground comes from
the party named in ``from``, or from what is unknown and then from the others in
proportion. A gain never lowers the share of the one who gains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab

__all__ = [
    "Bound", "DateReading", "Scenario", "Shares", "Timeline", "build_timeline", "transfer",
]  # fmt: skip

Shares = npt.NDArray[np.float64]
Bound = Literal["low", "best", "high"]
DateReading = Literal["best", "late", "early"]
_EPSILON = 1e-12


@dataclass(frozen=True)
class Scenario:
    """One way to read the same rows.

    Parameters
    ----------
    dates
        ``best``, or every disputed date pushed ``late`` or ``early``.
    baseline
        ``best``, or the pivot party's opening share at its ``low`` or ``high``.
    """

    dates: DateReading = "best"
    baseline: Bound = "best"

    @property
    def day_column(self) -> str:
        """Column of the rows that holds the day under this scenario."""
        return {"best": "date", "late": "latest", "early": "earliest"}[self.dates]


@dataclass(frozen=True)
class Timeline:
    """States of every district: rows sorted by district, then day.

    Parameters
    ----------
    cell
        Position of the district of each row.
    start
        Ordinal of the day from whose end the state holds.
    shares
        Share of the district by holder, shape (rows, holders), adding to 1.
    row
        Position of the table row that brought the state, -1 for none.
    """

    cell: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    shares: Shares
    row: npt.NDArray[np.int64]
    _first: npt.NDArray[np.int64] = field(repr=False)

    def at(self, ordinal: int) -> tuple[Shares, npt.NDArray[np.int64]]:
        """Return shares and row by district at the end of a day (ordinal)."""
        count = len(self._first) - 1
        key = self.cell * 10_000_000 + self.start
        wanted = np.arange(count) * 10_000_000 + ordinal
        found = np.maximum(np.searchsorted(key, wanted, side="right") - 1, self._first[:-1])
        return self.shares[found], self.row[found]

    def starts_of(self, cell: int) -> npt.NDArray[np.int64]:
        """Return the ordinals at which a district's state begins."""
        return self.start[self._first[cell] : self._first[cell + 1]]

    def of(self, cell: int, ordinal: int) -> Shares:
        """Return the shares of one district at the end of a day (ordinal)."""
        first, after = int(self._first[cell]), int(self._first[cell + 1])
        found = first + int(np.searchsorted(self.start[first:after], ordinal, side="right")) - 1
        return np.asarray(self.shares[max(found, first)])

    def states_of(self, cell: int) -> list[tuple[int, Shares, int]]:
        """Return start, shares and table row of each state of a district, in order."""
        own = slice(self._first[cell], self._first[cell + 1])
        return list(
            zip(self.start[own].tolist(), self.shares[own], self.row[own].tolist(), strict=True)
        )


def transfer(
    state: Shares, to: int, to_share: float | None, givers: Sequence[int], unknown: int
) -> Shares:
    """Return the state after `to` comes to hold a share of the district.

    Parameters
    ----------
    state
        Share by holder, shape (holders,), adding to 1.
    to
        Position of the gaining holder.
    to_share
        Its share of the whole district afterwards; None for all that `givers` held.
    givers
        Positions of the parties the ground passes from; when empty it comes from
        what is unknown first, then from the others in proportion.
    unknown
        Position of ``unknown``.

    Returns
    -------
    ndarray
        A new state adding to 1. A share below what `to` already holds changes nothing.

    Examples
    --------
    >>> transfer(np.array([0.1, 0.9, 0.0]), 0, 0.6, [1], 2).round(6).tolist()
    [0.6, 0.4, 0.0]
    >>> transfer(np.array([0.3, 0.5, 0.2]), 2, None, [1], 2).tolist()
    [0.3, 0.0, 0.7]
    """
    new = state.copy()
    named = [giver for giver in givers if giver != to]
    if to_share is None:
        amount = float(new[named].sum())
        new[named] = 0.0
        new[to] += amount
        return new
    amount = to_share - new[to]
    if amount <= _EPSILON:
        return new
    order = named or ([unknown] if to != unknown else [])
    taken = 0.0
    for giver in order:
        part = min(float(new[giver]), amount - taken)
        new[giver] -= part
        taken += part
    if not named and amount - taken > _EPSILON:
        others = [i for i in range(len(new)) if i not in (to, unknown)]
        pool = float(new[others].sum())
        if pool > _EPSILON:
            part = min(amount - taken, pool)
            new[others] *= 1 - part / pool
            taken += part
    new[to] += taken
    return new


def build_timeline(
    rows: pd.DataFrame,
    cells: Sequence[str],
    holders: Sequence[str],
    scenario: Scenario,
    pivot: str,
) -> Timeline:
    """Return the states of every district under one scenario.

    Parameters
    ----------
    rows
        Synthesis rows: ``district from to to_share_low to_share to_share_high`` and
        the ordinals ``date earliest latest``.
    cells
        District ids, in the order of the result.
    holders
        Party ids, ``unknown`` last.
    scenario
        Which dates and which baseline.
    pivot
        Party whose opening share the baseline scenarios push.

    Returns
    -------
    Timeline
        One row a district and state; a district without rows is unknown throughout.
    """
    index = {holder: position for position, holder in enumerate(holders)}
    unknown = index[vocab.UNKNOWN]
    by_cell: dict[str, list[tuple[int, int]]] = {cell: [] for cell in cells}
    days = rows[scenario.day_column].to_numpy(np.int64)
    for position, cell in enumerate(rows["district"]):
        by_cell[cell].append((int(days[position]), position))
    source = rows["from"].to_numpy(object)
    gainer = rows["to"].to_numpy(object)
    share = rows["to_share"].to_numpy(float)
    ends = {
        "low": rows["to_share_low"].to_numpy(float),
        "high": rows["to_share_high"].to_numpy(float),
    }
    out_cell: list[int] = []
    out_start: list[int] = []
    out_row: list[int] = []
    out_shares: list[Shares] = []
    first = [0]
    for number, cell in enumerate(cells):
        dated = sorted(by_cell[cell])
        state = np.zeros(len(holders))
        state[unknown] = 1.0
        opened = False
        states: list[tuple[int, Shares, int]] = []
        for day, position in dated:
            opening = source[position] == ""
            if not opening and not opened and scenario.baseline != "best":
                state = _push_pivot(state, dated, source, gainer, ends, scenario, index, pivot)
                if states:
                    states[-1] = (states[-1][0], state, states[-1][2])
            opened = opened or not opening
            to_share = None if np.isnan(share[position]) else float(share[position])
            givers = [] if opening else [index[source[position]]]
            state = transfer(state, index[gainer[position]], to_share, givers, unknown)
            if states and states[-1][0] == day:
                states[-1] = (day, state, position)
            else:
                states.append((day, state, position))
        if states and not opened and scenario.baseline != "best":
            state = _push_pivot(state, dated, source, gainer, ends, scenario, index, pivot)
            states[-1] = (states[-1][0], state, states[-1][2])
        if not states:
            states.append((1, state, -1))
        for day, reached, position in states:
            out_cell.append(number)
            out_start.append(day)
            out_row.append(position)
            out_shares.append(reached)
        first.append(len(out_cell))
    return Timeline(
        np.asarray(out_cell, np.int64),
        np.asarray(out_start, np.int64),
        np.asarray(out_shares).reshape(len(out_cell), len(holders)),
        np.asarray(out_row, np.int64),
        np.asarray(first, np.int64),
    )


def _push_pivot(
    state: Shares,
    dated: list[tuple[int, int]],
    source: npt.NDArray[np.object_],
    gainer: npt.NDArray[np.object_],
    ends: dict[str, npt.NDArray[np.float64]],
    scenario: Scenario,
    index: dict[str, int],
    pivot: str,
) -> Shares:
    """Move the pivot's opening share to its low or high; the others make room in proportion."""
    target = float("nan")
    room = np.zeros(len(state))
    for _, position in dated:
        if source[position] != "":
            continue
        if gainer[position] == pivot:
            target = float(ends[scenario.baseline][position])
        elif not np.isnan(ends["high"][position]):
            room[index[gainer[position]]] = ends["high"][position]
    if np.isnan(target) or pivot not in index:
        return state
    new = state.copy()
    others = state.copy()
    others[index[pivot]] = 0.0
    weights = others if others.sum() > _EPSILON else room
    if weights.sum() <= _EPSILON:
        weights = np.zeros(len(state))
        weights[index[vocab.UNKNOWN]] = 1.0
    new[:] = weights / weights.sum() * (1 - target)
    new[index[pivot]] = target
    return new
