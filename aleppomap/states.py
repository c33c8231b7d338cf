"""The state of every district on each day, as one account tells it under one scenario.

The engine under `history`, by ordinals and positions; what names, days and words need is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import product
from typing import Any, get_args

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import lookups, vocab
from aleppomap.corrections import Readings, corrected, overlay, own_spells
from aleppomap.evidence import Evidence
from aleppomap.snapshot import Holdings, origin
from aleppomap.statements import StatementBook
from aleppomap.timeline import Bound, DateReading, Scenario, Shares, Timeline

__all__ = ["BEST", "States"]

BEST = Scenario()
"""Best dates, best baseline."""

_SCENARIOS = tuple(
    Scenario(dates, baseline) for dates, baseline in product(get_args(DateReading), get_args(Bound))
)


@dataclass(frozen=True, eq=False)
class States:
    """What a history knows of its districts, each day worked out once.

    Its fields are those of `aleppomap.history.ControlHistory`.
    """

    evidence: Evidence
    account: str
    known_on: date | None
    scenario: Scenario
    without: tuple[str, ...]
    ranges: bool

    @cached_property
    def reports(self) -> pd.DataFrame:
        """The reports known."""
        return self.evidence.reports_known(self.known_on)

    @cached_property
    def change_days(self) -> tuple[int, ...]:
        """The ordinals of days on which anything can change, from the first day covered."""
        start, end = self.evidence.start.toordinal(), self.evidence.end.toordinal()
        return lookups.change_days(self._rows, self.reports, start, end)

    def at(self, ordinal: int) -> gpd.GeoDataFrame:
        """Return the snapshot at the end of a day; the same object each time."""
        if ordinal not in self._snapshots:
            self._snapshots[ordinal] = self._snapshot(ordinal)
        return self._snapshots[ordinal]

    def on_change_days(self) -> dict[int, gpd.GeoDataFrame]:
        """Return the snapshot of each day on which anything can change."""
        return {ordinal: self.at(ordinal) for ordinal in self.change_days}

    def holdings(self, ordinal: int) -> Holdings:
        """Return the best shares at the end of a day; the same object each time."""
        if ordinal not in self._holdings:
            holders, cells = self.evidence.holders, self.evidence.districts.index
            shares = self._timeline(self.scenario).at(ordinal)[0].copy()
            for number, state in self._own_words(ordinal).items():
                shares[number] = [state[f"{holder}_share_best"] for holder in holders]
            shares.setflags(write=False)
            columns = {holder: shares[:, number] for number, holder in enumerate(holders)}
            self._holdings[ordinal] = Holdings(cells, self.evidence.area_km2, columns)
        return self._holdings[ordinal]

    def own_spells(self) -> pd.DataFrame:
        """Return the spells in which the account's own word stands."""
        days = self.evidence.start.toordinal(), self.evidence.end.toordinal() + 1
        return own_spells(self._book, self.account, self._cells, days, self._breaks, self._readings)

    def reports_on(self, cell: str, ordinal: int) -> pd.DataFrame:
        """Return the reports on a district that speak of a day or of one before it."""
        rows = self.reports.iloc[self._reports_on.get(cell, [])]
        return rows[rows["earliest"] <= ordinal]

    def withdrawn_on(self, cell: str, ordinal: int) -> pd.DataFrame:
        """Return the reports on a district up to a day that their own speakers took back."""
        rows = self.evidence.reports_withdrawn(self.known_on)
        return rows[(rows["district"] == cell) & (rows["earliest"] <= ordinal)]

    def rule(self, cell: str, ordinal: int) -> str:
        """Return the row of the synthesis behind a state, and the decisions it applies."""
        number = int(self.evidence.districts.index.get_loc(cell))
        position = int(self._bounds(ordinal)[1][number])
        if position < 0:
            return ""
        row = self._rows.iloc[position]
        applied = ", ".join(row["decision"])
        words = f"row {row['row']} of the synthesis"
        return f"{words}, by decision {applied}" if applied else words

    def differing(self, cell: str, ordinal: int) -> set[str]:
        """Return the reports that say otherwise of a district on a day."""
        return self._differences.at(cell, ordinal)

    def coverage(self, ordinal: int) -> pd.Series[float]:
        """Return, for each account, the share of the changed area that it reported itself."""
        timeline = self._timeline(BEST)
        opening = timeline.at(self.evidence.start.toordinal())[0]
        moved = np.abs(timeline.at(ordinal)[0] - opening).sum(axis=1) / 2
        changed_km2 = moved * self.evidence.area_km2
        day_spoken, cell, account = self._first_words
        heard = day_spoken <= ordinal
        accounts = self.evidence.accounts.index
        spoken = np.bincount(account[heard], changed_km2[cell[heard]], len(accounts))
        total = float(changed_km2.sum())
        return pd.Series(spoken / total if total > 0 else spoken, index=accounts)

    def _snapshot(self, ordinal: int) -> gpd.GeoDataFrame:
        districts = self.evidence.districts
        bounds, rows = self._bounds(ordinal)
        cited = [self._row_values.cited[row] if row >= 0 else () for row in rows]
        states = lookups.state_columns(self.evidence.holders, bounds, cited)
        silent = np.full(len(districts), self.account != vocab.SYNTHESIS)
        if words := self._own_words(ordinal):
            silent[list(words)] = False
            overlay(states, words)
        moving, earliest, latest = self._moves
        control, report_ids = (
            pd.Series(states.pop(column), districts.index, object)
            for column in ("control", "report_ids")
        )
        frame = pd.DataFrame({  # all columns at once: a frame is slow to grow
            "name": districts["name"], "control": control, "area_km2": self.evidence.area_km2,
            **states,
            "disputed": districts.index.isin(list(self._differences.on(ordinal))),
            "changing": districts.index.isin(moving[(earliest <= ordinal) & (ordinal < latest)]),
            "silent": silent, "report_ids": report_ids,
        })  # fmt: skip
        result = gpd.GeoDataFrame(frame, geometry=districts.geometry, crs=districts.crs)
        about = replace(self.evidence.about, account=self.account)
        result.attrs = {"day": str(date.fromordinal(ordinal)), **origin(about, self.known_on)}
        return result

    def _bounds(self, ordinal: int) -> tuple[tuple[Shares, Shares, Shares], npt.NDArray[np.int64]]:
        """Return the synthesis's shares low, best and high, and the row behind each best."""
        best, rows = self._timeline(self.scenario).at(ordinal)
        low, high = best.copy(), best.copy()
        if self._spans:
            for scenario in _SCENARIOS:
                shares, _ = self._timeline(scenario).at(ordinal)
                np.minimum(low, shares, out=low)
                np.maximum(high, shares, out=high)
        return (low, best, high), rows

    def _own_words(self, ordinal: int) -> dict[int, dict[str, Any]]:
        """Return what the account itself says that day, by position of the district."""
        words = {}
        for cell, standing in self._book.words_of(self.account, ordinal):
            number = int(self.evidence.districts.index.get_loc(cell))
            words[number] = corrected(self._book, standing, self._readings(number, ordinal))
        return words

    def _readings(self, number: int, ordinal: int) -> Readings:
        """Return one district on a day and on the baseline, under every scenario that counts."""
        opening = self.evidence.start.toordinal()
        timelines = [self._timeline(scenario) for scenario in self._counting]
        return [(t.of(number, ordinal), t.of(number, opening)) for t in timelines]

    def _breaks(self, number: int) -> list[int]:
        """Return the ordinals at which the readings of a district change, in order."""
        return sorted(
            {int(day) for s in self._counting for day in self._timeline(s).starts_of(number)}
        )

    @property
    def _spans(self) -> bool:
        """Whether low and high differ from best."""
        return self.ranges and self.scenario == BEST

    @cached_property
    def _counting(self) -> tuple[Scenario, ...]:
        """The scenarios that bear on low, best and high: our own first."""
        return tuple(dict.fromkeys((self.scenario, *(_SCENARIOS if self._spans else ()))))

    @property
    def _cells(self) -> list[str]:
        return [str(cell) for cell in self.evidence.districts.index]

    def _timeline(self, scenario: Scenario) -> Timeline:
        return self.evidence.timeline(self.known_on, self.without, scenario)

    @cached_property
    def _rows(self) -> pd.DataFrame:
        return self.evidence.rows_known(self.known_on, self.without)

    @cached_property
    def _book(self) -> StatementBook:
        return self.evidence.book(self.known_on, self.without, self.scenario.dates)

    @cached_property
    def _snapshots(self) -> dict[int, gpd.GeoDataFrame]:
        return {}

    @cached_property
    def _holdings(self) -> dict[int, Holdings]:
        return {}

    @cached_property
    def _reports_on(self) -> dict[str, list[int]]:
        return lookups.positions(self.reports["district"].tolist())

    @cached_property
    def _first_words(self) -> tuple[lookups.Ordinals, lookups.Ordinals, lookups.Ordinals]:
        return lookups.first_words(self._book, self._cells, list(self.evidence.accounts.index))

    @cached_property
    def _differences(self) -> lookups.Differences:
        timeline = self._timeline(self.scenario)
        opening = timeline.at(self.evidence.start.toordinal())[0]
        return lookups.differences(self._book, self._cells, timeline, opening, self._row_values)

    @cached_property
    def _moves(self) -> tuple[npt.NDArray[np.object_], lookups.Ordinals, lookups.Ordinals]:
        """The districts that change hands, and the first day and the last of each change."""
        rows = self._rows[self._rows["from"] != ""]
        earliest, latest = (rows[column].to_numpy(np.int64) for column in ("earliest", "latest"))
        return rows["district"].to_numpy(object), earliest, latest

    @cached_property
    def _row_values(self) -> lookups.RowValues:
        return lookups.row_values(self._rows)
