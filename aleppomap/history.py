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
from itertools import chain, product
from typing import get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from aleppomap import vocab
from aleppomap.corrections import Readings, corrected, differing, own_spells
from aleppomap.dates import as_day
from aleppomap.errors import NotCovered, NotFound
from aleppomap.evidence import Evidence
from aleppomap.snapshot import About, Party, control_words
from aleppomap.spells import daily_areas, runs
from aleppomap.statements import StatementBook
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
        ordinal = self._ordinal(day)
        if ordinal not in self._snapshots:
            self._snapshots[ordinal] = self._snapshot(ordinal)
        return self._snapshots[ordinal].copy()

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
        days = (*self._change_days, self.evidence.end.toordinal() + 1)
        return own_spells(self._book, self.account, list(self.cells.index), days, self._readings)

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
        state = self.at(day).loc[where]
        rows = self._reports[
            (self._reports["district"] == where) & (self._reports["earliest"] <= ordinal)
        ].sort_values(["latest", "reported_on"], kind="stable")
        behind = set(state["report_ids"])
        differing = set(self._disputed(ordinal).get(where, ()))
        stance = [
            "behind" if r in behind else "differs" if r in differing else "before"
            for r in rows.index
        ]
        shown = [
            "date", "account", "account_name", "to", "to_share_low", "to_share_high", "at_least",
            "confidence", "summary", "publisher", "url",
        ]  # fmt: skip
        result = rows[shown].copy()
        result.insert(0, "stance", stance)
        result.attrs["status"] = self.status(where, day)
        return result

    def status(self, where: str, day: str | date) -> str:
        """Return the state of a district on a day, in words."""
        state = self.at(day).loc[where]
        names = {party.party: party.name for party in self.parties} | {vocab.UNKNOWN: "unknown"}
        parts = []
        for holder in sorted(self.evidence.holders, key=lambda h: -state[f"{h}_share_best"]):
            low, best, high = (100 * state[f"{holder}_share_{b}"] for b in vocab.BOUNDS)
            if high >= 0.5:
                parts.append(f"{names[holder]} {best:.0f} % ({low:.0f}–{high:.0f})")
        flags = [flag for flag in vocab.FLAGS if state[flag]]
        word = names.get(state["control"], state["control"])
        head = word if state["control"] in (vocab.CONTESTED, vocab.UNKNOWN) else f"held by {word}"
        name = self.cells.at[where, "name"]
        tail = f"; {', '.join(flags)}" if flags else ""
        return f"{name}, end of {as_day(day)}: {head} [{'; '.join(parts)}]{tail}"

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
        changed_km2 = pd.Series(moved * self.evidence.area_km2, index=self.cells.index)
        spoken = pd.Series(0.0, index=self.evidence.accounts.index)
        for cell, accounts in self._book.said.items():
            for account in accounts:
                if self._book.spoken(cell, account, ordinal):
                    spoken[account] += changed_km2[cell]
        total = float(changed_km2.sum())
        return spoken / total if total > 0 else spoken

    def arcs(self) -> gpd.GeoDataFrame:
        """Return each boundary arc once, with the district on either side."""
        return self.evidence.arcs.copy()

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
        changes = self._rows[self._rows["from"] != ""]
        settled = {str(k): int(v) for k, v in changes.groupby("district")["latest"].max().items()}
        opening = self.evidence.start.toordinal()
        return StatementBook(
            self._reports, self.evidence.statements, opening, settled, self.scenario.dates,
            self.evidence.holders,
        )  # fmt: skip

    def _disputed(self, ordinal: int) -> dict[str, list[str]]:
        """Return, for each disputed district, the reports that differ from the synthesis.

        A disagreement about dates ends when the dates have passed; one about who
        took a district lasts until someone else takes it.
        """
        timeline = self._timeline(self.scenario)
        states, rows = timeline.at(ordinal)
        opening = timeline.at(self.evidence.start.toordinal())[0]
        losers, gainers, earliest, _ = self._row_values
        disputed = {}
        for cell in self._book.said:
            number = int(self.cells.index.get_loc(cell))
            row = int(rows[number])
            change = (losers[row], gainers[row], earliest[row]) if row >= 0 else ("", "", 0)
            reading = (states[number], opening[number])
            found = list(differing(self._book, cell, ordinal, reading, change))
            if found:
                disputed[cell] = found
        return disputed

    @cached_property
    def _row_values(self) -> tuple[list[str], list[str], list[int], list[tuple[str, ...]]]:
        """From, to, earliest day and cited reports of each row, for quick look-up."""
        rows = self._rows
        earliest = [int(day) for day in rows["earliest"]]
        opening = rows[rows["from"] == ""].groupby("district")["reports"]
        whole = {cell: tuple(dict.fromkeys(chain(*cited))) for cell, cited in opening}
        cited = [
            (own if giver else whole[cell]) or whole.get(cell, ())
            for own, giver, cell in zip(
                rows["reports"], rows["from"], rows["district"], strict=True
            )
        ]
        return list(rows["from"]), list(rows["to"]), earliest, cited

    @cached_property
    def _change_days(self) -> tuple[int, ...]:
        """The days on which anything can change, from the first day covered."""
        start, end = self.evidence.start.toordinal(), self.evidence.end.toordinal()
        days = {start}
        for frame, columns in (
            (self._rows, ("date", "earliest", "latest")),
            (self._reports, ("earliest", "latest")),
        ):
            for column in columns:
                values = frame[column].to_numpy(np.int64)
                days.update(values.tolist(), (values + 1).tolist())
        return tuple(sorted(day for day in days if start <= day <= end))

    def _snapshot(self, ordinal: int) -> gpd.GeoDataFrame:
        best, rows = self._timeline(self.scenario).at(ordinal)
        low, high = best.copy(), best.copy()
        if self._spans:
            for scenario in _SCENARIOS:
                shares, _ = self._timeline(scenario).at(ordinal)
                np.minimum(low, shares, out=low)
                np.maximum(high, shares, out=high)
        frame = pd.DataFrame(index=self.cells.index)
        frame["name"] = self.cells["name"]
        frame["area_km2"] = self.evidence.area_km2
        for number, holder in enumerate(self.evidence.holders):
            for bound_name, values in zip(vocab.BOUNDS, (low, best, high), strict=True):
                frame[f"{holder}_share_{bound_name}"] = np.clip(values[:, number], 0.0, 1.0).round(
                    9
                )
        frame.insert(1, "control", control_words(frame, self.evidence.holders))
        cited = [self._row_values[3][row] if row >= 0 else () for row in rows]
        frame["report_ids"] = pd.Series(cited, index=frame.index, dtype=object)
        silent = pd.Series(self.account != vocab.SYNTHESIS, index=frame.index)
        for cell, standing in self._book.words_of(self.account, ordinal):
            number = int(self.cells.index.get_loc(cell))
            state = corrected(self._book, standing, self._readings(number, ordinal))
            for column, value in state.items():
                frame.at[cell, column] = value
            silent[cell] = False
        changing = np.zeros(len(frame), bool)
        within = (self._rows["earliest"] <= ordinal) & (ordinal < self._rows["latest"])
        changing |= frame.index.isin(
            self._rows.loc[within & (self._rows["from"] != ""), "district"]
        )
        frame["disputed"] = frame.index.isin(list(self._disputed(ordinal)))
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
        return [(t.at(ordinal)[0][number], t.at(opening)[0][number]) for t in timelines]
