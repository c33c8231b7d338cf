"""What each account says of each district, and how long its word stands.

An account's report on a district stands until it speaks of that district again,
another account dates a change there later, or the synthesis's latest date passes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter

import numpy as np
import pandas as pd

from aleppomap.projection import Statement, project
from aleppomap.timeline import Bound, DateReading, Shares

__all__ = ["FAR", "StatementBook"]

FAR = 10**9
"""An ordinal after every day."""

_DAY_COLUMN = {"best": "latest", "late": "latest", "early": "earliest"}


class StatementBook:
    """The reports of one history, looked up by district, account and day.

    Parameters
    ----------
    reports
        Index report; typed, in force (nothing retracted, nothing not yet known).
    statements
        Report to what it says, as bounds.
    opening
        Ordinal of the baseline; statements of no change up to it are the baseline's own.
    settled
        District to the latest day any report puts its last change in the synthesis.
    dates
        Which end of a stated interval of dates counts.
    holders
        Party ids, ``unknown`` last.
    """

    def __init__(
        self,
        reports: pd.DataFrame,
        statements: Mapping[str, Statement],
        opening: int,
        settled: Mapping[str, int],
        dates: DateReading,
        holders: Sequence[str],
    ) -> None:
        self.ids = [str(report) for report in reports.index]
        self.settled = settled
        self.holders = tuple(holders)
        self.statements = [statements[report] for report in self.ids]
        self.said: dict[str, dict[str, list[tuple[int, int]]]] = {}
        self._changes: dict[str, list[int]] = {}
        days = reports[_DAY_COLUMN[dates]].to_numpy(np.int64)
        order = np.lexsort((reports["reported_on"].to_numpy(np.int64), days))
        cells = reports["district"].to_numpy(object)
        accounts = reports["account"].to_numpy(object)
        for position in order.tolist():
            day = int(days[position])
            change = self.statements[position].change
            if not cells[position] or (day <= opening and not change):
                continue
            by_account = self.said.setdefault(str(cells[position]), {})
            by_account.setdefault(str(accounts[position]), []).append((day, position))
            if change:
                self._changes.setdefault(str(cells[position]), []).append(day)

    def spoken(self, cell: str, account: str, ordinal: int) -> list[tuple[int, int]]:
        """Return (day, position) of all an account said of a district by a day."""
        entries = self.said.get(cell, {}).get(account, [])
        return entries[: bisect_right(entries, ordinal, key=itemgetter(0))]

    def stands_until(self, cell: str, day: int) -> int:
        """Return the day on which a word of some day stands no longer; a far day if it does."""
        changes = self._changes.get(cell, [])
        after = bisect_right(changes, day)
        until = changes[after] if after < len(changes) else FAR
        settled = self.settled.get(cell)
        return until if settled is None or day > settled else min(until, settled + 1)

    def standing(self, cell: str, account: str, ordinal: int) -> list[int]:
        """Return the positions of an account's reports that stand on a day; empty when silent."""
        own = self.spoken(cell, account, ordinal)
        if not own:
            return []
        last = own[-1][0]
        # Its own word of a later day would be its last one: a later change is another's.
        if self.stands_until(cell, last) <= ordinal:
            return []
        return [position for day, position in own if day == last]

    def words(self, cell: str, account: str) -> Iterator[tuple[int, int, list[int]]]:
        """Yield what an account says of a district: from which day until which, its reports."""
        entries = self.said.get(cell, {}).get(account, [])
        days = [*dict.fromkeys(day for day, _ in entries), FAR]
        begin = 0
        for day, after in pairwise(days):
            end = bisect_right(entries, day, lo=begin, key=itemgetter(0))
            positions = [position for _, position in entries[begin:end]]
            yield day, min(after, self.stands_until(cell, day)), positions
            begin = end

    def words_of(self, account: str, ordinal: int) -> Iterator[tuple[str, list[int]]]:
        """Yield the districts on which an account's own word stands, and its reports."""
        for cell, by_account in self.said.items():
            standing = self.standing(cell, account, ordinal) if account in by_account else []
            if standing:
                yield cell, standing

    def correct(
        self, shares: Shares, opening: Shares, positions: Sequence[int], bound: Bound = "best"
    ) -> Shares:
        """Return a state corrected by several statements; those on the whole come last."""
        for statement in sorted((self.statements[p] for p in positions), key=lambda s: s.whole):
            shares = project(shares, opening, statement, self.holders, bound)
        return shares
