"""Reports to spells: who held each district on each day, according to whom.

The synthesis is our own reading, row by row. An account differs from it only where
it says so: its report on a district stands until it speaks of that district again,
another account dates a change there later, or the synthesis's latest date passes;
then it is silent there and shows the synthesis.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from aleppomap import lookups, vocab
from aleppomap.corrections import Readings, corrected, overlay, own_spells
from aleppomap.dates import as_day
from aleppomap.errors import NotCovered, NotFound
from aleppomap.evidence import Evidence
from aleppomap.paste import card
from aleppomap.snapshot import About, Holdings, Party
from aleppomap.spells import daily_areas, runs
from aleppomap.statements import StatementBook
from aleppomap.telling import evidence_of, state_words
from aleppomap.timeline import Bound, DateReading, Scenario, Timeline

__all__ = ["ControlHistory"]

DEFAULT = Scenario()
"""Best dates, best baseline."""

_SCENARIOS = tuple(
    Scenario(dates, baseline) for dates, baseline in product(get_args(DateReading), get_args(Bound))
)


@dataclass(frozen=True, eq=False)
class ControlHistory:
    """Who held each district on each day, by one account.

    Parameters
    ----------
    evidence
        The typed tables.
    account
        ``synthesis`` or an account id.
    known_on
        Keep only what was published by this day; None for everything.
    scenario
        How disputed dates and baseline ranges are read.
    without
        Accounts whose unconfirmed word is left out of the synthesis.
    ranges
        Whether snapshots carry low and high; without them both equal best, and a
        snapshot costs a tenth.
    """

    evidence: Evidence
    account: str = vocab.SYNTHESIS
    known_on: date | None = None
    scenario: Scenario = DEFAULT
    without: tuple[str, ...] = ()
    ranges: bool = True

    def __post_init__(self) -> None:
        known = [vocab.SYNTHESIS, *self.evidence.accounts.index]
        for name in (self.account, *self.without):
            if name not in known:
                raise NotFound("account", name, known)

    def __repr__(self) -> str:
        spells = f"{len(self.cells)} districts, {self.dates[0]} to {self.dates[-1]}"
        return f"<ControlHistory {self.about.title}: {self.about.account_name}, {spells}>"

    def _repr_html_(self) -> str:
        """Return the history as a notebook shows it."""
        return card(self.about.title, {
            "account": self.about.account_name,
            "period": f"{self.dates[0]} to {self.dates[-1]}",
            "reports": f"{len(self.reports)}, on {len(self.cells)} districts",
            "known on": self.known_on or "any day: with hindsight",
            "data version": self.about.data_version,
        })  # fmt: skip

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties, in display order."""
        return self.evidence.parties

    @property
    def about(self) -> About:
        """Title, licence, citation and version of the data, and whose account this is."""
        name = "Synthesis"
        if self.account != vocab.SYNTHESIS:
            name = str(self.evidence.accounts.at[self.account, "name"])
        return replace(self.evidence.about, account=self.account, account_name=name)

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day covered, in order."""
        days = (self.evidence.end - self.evidence.start).days
        return tuple(self.evidence.start + timedelta(days=n) for n in range(days + 1))

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Bounds in degrees: west, south, east, north."""
        west, south, east, north = (float(v) for v in self.cells.total_bounds)
        return west, south, east, north

    @property
    def cells(self) -> gpd.GeoDataFrame:
        """The districts: index ``district``; ``name``, ``name_ar``, ``geometry``."""
        return self.evidence.districts

    @property
    def reports(self) -> pd.DataFrame:
        """The reports this history may use, as known on its day."""
        return self._reports

    @property
    def accounts(self) -> pd.DataFrame:
        """The accounts, index ``account``; ``name``, ``name_ar``, ``side``."""
        return self.evidence.accounts

    @property
    def context(self) -> gpd.GeoDataFrame:
        """Roads and landmarks to find one's way by; may be empty."""
        return self.evidence.context

    def with_account(self, account: str) -> ControlHistory:
        """Return the same history as another account, or the synthesis, tells it.

        Raises
        ------
        NotFound
            If the account does not exist.
        """
        return self if account == self.account else replace(self, account=account)

    def variant(
        self,
        *,
        dates: DateReading | None = None,
        baseline: Bound | None = None,
        without: Iterable[str] | None = None,
        ranges: bool | None = None,
    ) -> ControlHistory:
        """Return the same history with one assumption changed.

        Parameters
        ----------
        dates
            Every disputed date pushed ``late`` or ``early``.
        baseline
            The pivot party's opening share at its ``low`` or ``high``.
        without
            Leave out changes attested only by these accounts, or by what derives from them.
        ranges
            Whether snapshots carry low and high.

        Returns
        -------
        ControlHistory
            A new history; an argument left as None keeps what this one has.
        """
        scenario = Scenario(dates or self.scenario.dates, baseline or self.scenario.baseline)
        dropped = self.without if without is None else tuple(sorted(set(without)))
        with_ranges = self.ranges if ranges is None else ranges
        key = (scenario, dropped, with_ranges)
        if key not in self._variants:
            self._variants[key] = replace(
                self, scenario=scenario, without=dropped, ranges=with_ranges
            )
        return self._variants[key]

    def at(self, day: str | date) -> gpd.GeoDataFrame:
        """Return the snapshot at the end of a day.

        Parameters
        ----------
        day
            A day within `dates`.

        Returns
        -------
        GeoDataFrame
            Index ``district``; the snapshot's columns (see `aleppomap.snapshot`), and
            ``name``. Low and high span every disputed date late and early, the
            baseline low and high, and the bounds an account gives.

        Raises
        ------
        NotCovered
            If the day lies outside the period.
        """
        return self._at(self._ordinal(day)).copy(deep=False)

    def holdings(self, day: str | date) -> Holdings:
        """Return the best shares at the end of a day, without geometry or flags.

        Raises
        ------
        NotCovered
            If the day lies outside the period.
        """
        ordinal = self._ordinal(day)
        if ordinal not in self._holdings:
            holders = self.evidence.holders
            shares = self._timeline(self.scenario).at(ordinal)[0].copy()
            for cell, standing in self._book.words_of(self.account, ordinal):
                number = int(self.cells.index.get_loc(cell))
                state = corrected(self._book, standing, self._readings(number, ordinal))
                shares[number] = [state[f"{holder}_share_best"] for holder in holders]
            shares.setflags(write=False)
            columns = {holder: shares[:, number] for number, holder in enumerate(holders)}
            self._holdings[ordinal] = Holdings(self.cells.index, self.evidence.area_km2, columns)
        return self._holdings[ordinal]

    @cached_property
    def _holdings(self) -> dict[int, Holdings]:
        return {}

    @cached_property
    def spells(self) -> pd.DataFrame:
        """Runs of constant control: one row a district and spell, ``[start, end)``."""
        snapshots = {ordinal: self.at(date.fromordinal(ordinal)) for ordinal in self._change_days}
        return runs(snapshots, self.evidence.end)

    @property
    def change_dates(self) -> tuple[date, ...]:
        """The days on which anything can change, in order, the first day covered included."""
        return tuple(date.fromordinal(ordinal) for ordinal in self._change_days)

    @cached_property
    def own_spells(self) -> pd.DataFrame:
        """Spells in which this account's own word stands; empty for the synthesis.

        Columns as `spells`, without flags. At all other times the account is silent.
        """
        days = self.evidence.start.toordinal(), self.evidence.end.toordinal() + 1
        cells = [str(cell) for cell in self.cells.index]
        return own_spells(self._book, self.account, cells, days, self._breaks, self._readings)

    def area_over_time(self) -> pd.DataFrame:
        """Return the area by holder at the end of each day.

        Returns
        -------
        DataFrame
            Columns ``date``, ``holder``, ``low_km2``, ``best_km2``, ``high_km2``.
        """
        snapshots = {ordinal: self.at(date.fromordinal(ordinal)) for ordinal in self._change_days}
        return daily_areas(snapshots, self.evidence.end)

    def explain(self, where: str, day: str | date) -> pd.DataFrame:
        """Return the reports behind the state of a district on a day.

        Parameters
        ----------
        where
            District id.
        day
            A day within `dates`.

        Returns
        -------
        DataFrame
            Index ``report``, in order of date: what this state rests on
            (``behind``), who says otherwise that day (``differs``), and earlier or
            superseded reports (``before``), in column ``stance``; then date, account,
            ``to``, shares, confidence, summary, publisher, ``url``. ``attrs["status"]``
            is the state in words. Empty for a district no report speaks of.

        Raises
        ------
        NotFound
            If the district does not exist.
        NotCovered
            If the day lies outside the period.
        """
        if where not in self.cells.index:
            raise NotFound("district", where, self.cells.index)
        ordinal = self._ordinal(day)
        state = self._at(ordinal).loc[where]
        rows = self._reports.iloc[self._reports_on.get(where, [])]
        rows = rows[rows["earliest"] <= ordinal]
        differing = self._differences.at(where, ordinal)
        result = evidence_of(rows, set(state["report_ids"]), differing)
        result.attrs["status"] = self.status(where, day)
        return result

    def status(self, where: str, day: str | date) -> str:
        """Return the state of a district on a day, in words."""
        state = self._at(self._ordinal(day)).loc[where]
        names = {party.party: party.name for party in self.parties} | {vocab.UNKNOWN: "unknown"}
        place = f"{self.cells.at[where, 'name']}, end of {as_day(day)}"
        return state_words(state, names, self.evidence.holders, place)

    def coverage(self, day: str | date) -> pd.Series[float]:
        """Return, for each account, the share of the changed area that it reported itself.

        Returns
        -------
        Series
            Index account; from 0 to 1, and 0 when nothing has changed yet.

        Raises
        ------
        NotCovered
            If the day lies outside the period.
        """
        ordinal = self._ordinal(day)
        timeline = self._timeline(DEFAULT)
        opening = timeline.at(self.evidence.start.toordinal())[0]
        moved = np.abs(timeline.at(ordinal)[0] - opening).sum(axis=1) / 2
        changed_km2 = moved * self.evidence.area_km2
        day_spoken, cell, account = self._first_words
        heard = day_spoken <= ordinal
        accounts = self.evidence.accounts.index
        spoken = np.bincount(account[heard], changed_km2[cell[heard]], len(accounts))
        total = float(changed_km2.sum())
        return pd.Series(spoken / total if total > 0 else spoken, index=accounts)

    def arcs(self) -> gpd.GeoDataFrame:
        """Return each boundary arc once, with the district on either side."""
        return self.evidence.arcs.copy()

    def _at(self, ordinal: int) -> gpd.GeoDataFrame:
        if ordinal not in self._snapshots:
            self._snapshots[ordinal] = self._snapshot(ordinal)
        return self._snapshots[ordinal]

    def _ordinal(self, day: str | date) -> int:
        wanted = as_day(day)
        if not self.evidence.start <= wanted <= self.evidence.end:
            raise NotCovered(
                f"{wanted} is outside the period covered, "
                f"{self.evidence.start} to {self.evidence.end}; give a day within it"
            )
        return wanted.toordinal()

    @cached_property
    def _variants(self) -> dict[tuple[Scenario, tuple[str, ...], bool], ControlHistory]:
        return {(self.scenario, self.without, self.ranges): self}

    @cached_property
    def _snapshots(self) -> dict[int, gpd.GeoDataFrame]:
        return {}

    @cached_property
    def _reports(self) -> pd.DataFrame:
        return self.evidence.reports_known(self.known_on)

    @cached_property
    def _rows(self) -> pd.DataFrame:
        return self.evidence.rows_known(self.known_on, self.without)

    def _timeline(self, scenario: Scenario) -> Timeline:
        return self.evidence.timeline(self.known_on, self.without, scenario)

    @cached_property
    def _book(self) -> StatementBook:
        return self.evidence.book(self.known_on, self.without, self.scenario.dates)

    @cached_property
    def _reports_on(self) -> dict[str, list[int]]:
        return lookups.positions(self._reports["district"].tolist())

    @cached_property
    def _first_words(self) -> tuple[lookups.Ordinals, lookups.Ordinals, lookups.Ordinals]:
        return lookups.first_words(self._book, list(self.cells.index), list(self.accounts.index))

    @cached_property
    def _differences(self) -> lookups.Differences:
        timeline = self._timeline(self.scenario)
        opening = timeline.at(self.evidence.start.toordinal())[0]
        cells = list(self.cells.index)
        return lookups.differences(self._book, cells, timeline, opening, self._row_values)

    @cached_property
    def _row_values(self) -> lookups.RowValues:
        return lookups.row_values(self._rows)

    @cached_property
    def _change_days(self) -> tuple[int, ...]:
        """The days on which anything can change, from the first day covered."""
        start, end = self.evidence.start.toordinal(), self.evidence.end.toordinal()
        return lookups.change_days(self._rows, self._reports, start, end)

    def _snapshot(self, ordinal: int) -> gpd.GeoDataFrame:
        best, rows = self._timeline(self.scenario).at(ordinal)
        low, high = best.copy(), best.copy()
        if self._spans:
            for scenario in _SCENARIOS:
                shares, _ = self._timeline(scenario).at(ordinal)
                np.minimum(low, shares, out=low)
                np.maximum(high, shares, out=high)
        cited = [self._row_values.cited[row] if row >= 0 else () for row in rows]
        frame = lookups.state_frame(
            self.evidence.holders, (low, best, high), cited, self.cells.index
        )
        frame.insert(0, "name", self.cells["name"])
        frame.insert(2, "area_km2", self.evidence.area_km2)
        silent = np.full(len(frame), self.account != vocab.SYNTHESIS)
        words = {}
        for cell, standing in self._book.words_of(self.account, ordinal):
            number = int(self.cells.index.get_loc(cell))
            words[number] = corrected(self._book, standing, self._readings(number, ordinal))
        if words:
            numbers = list(words)
            silent[numbers] = False
            overlay(frame, words)
        changing = np.zeros(len(frame), bool)
        within = (self._rows["earliest"] <= ordinal) & (ordinal < self._rows["latest"])
        changing |= frame.index.isin(
            self._rows.loc[within & (self._rows["from"] != ""), "district"]
        )
        frame["disputed"] = frame.index.isin(list(self._differences.on(ordinal)))
        frame["changing"] = changing
        frame["silent"] = silent
        frame["report_ids"] = frame.pop("report_ids")
        return gpd.GeoDataFrame(frame, geometry=self.cells.geometry, crs=self.cells.crs)

    @property
    def _spans(self) -> bool:
        """Whether low and high differ from best."""
        return self.ranges and self.scenario == DEFAULT

    def _readings(self, number: int, ordinal: int) -> Readings:
        """Return one district on a day and on the baseline, under every scenario that counts."""
        opening = self.evidence.start.toordinal()
        scenarios = (self.scenario, *(_SCENARIOS if self._spans else ()))
        timelines = [self._timeline(scenario) for scenario in dict.fromkeys(scenarios)]
        return [(t.of(number, ordinal), t.of(number, opening)) for t in timelines]

    def _breaks(self, number: int) -> list[int]:
        """Return the ordinals at which the readings of a district change, in order."""
        scenarios = (self.scenario, *(_SCENARIOS if self._spans else ()))
        return sorted({int(day) for s in scenarios for day in self._timeline(s).starts_of(number)})
