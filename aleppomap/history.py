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
from typing import get_args

import geopandas as gpd
import pandas as pd

from aleppomap import vocab
from aleppomap.dates import as_day
from aleppomap.errors import NotCovered, NotFound
from aleppomap.evidence import Evidence
from aleppomap.paste import card
from aleppomap.snapshot import About, Holdings, Party
from aleppomap.spells import daily_areas, runs
from aleppomap.states import BEST, States
from aleppomap.telling import evidence_of, state_words
from aleppomap.timeline import Bound, DateReading, Scenario

__all__ = ["ControlHistory"]


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
    scenario: Scenario = BEST
    without: tuple[str, ...] = ()
    ranges: bool = True

    def __post_init__(self) -> None:
        known = [vocab.SYNTHESIS, *self.evidence.accounts.index]
        for name in (self.account, *self.without):
            if name not in known:
                labels = {str(account): str(shown) for account, shown in
                          self.accounts["name"].items()}  # fmt: skip
                raise NotFound("account", name, known, labels)

    def __repr__(self) -> str:
        spells = f"{len(self.cells)} districts, {self.dates[0]} to {self.dates[-1]}"
        known = f", as known on {self.known_on}" if self.known_on else ""
        return f"<ControlHistory {self.about.title}: {self.about.account_name}, {spells}{known}>"

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
        return self._states.reports

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
        without: str | Iterable[str] | None = None,
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

        Raises
        ------
        NotFound
            If a reading or an account does not exist.
        """
        for kind, reading, known in (
            ("reading of dates", dates, get_args(DateReading)),
            ("reading of the baseline", baseline, get_args(Bound)),
        ):
            if reading is not None and reading not in known:
                raise NotFound(kind, str(reading), known)
        scenario = Scenario(dates or self.scenario.dates, baseline or self.scenario.baseline)
        names = [without] if isinstance(without, str) else (without or ())
        dropped = self.without if without is None else tuple(sorted(set(names)))
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
            baseline low and high, and the bounds an account gives. To look at it,
            `aleppomap.explore` takes the history and the day; geopandas' own
            ``.explore()`` needs mapclassify.

        Raises
        ------
        NotCovered
            If the day lies outside the period.
        """
        return self._states.at(self._ordinal(day)).copy(deep=False)

    def holdings(self, day: str | date) -> Holdings:
        """Return the best shares at the end of a day, without geometry or flags.

        Raises
        ------
        NotCovered
            If the day lies outside the period.
        """
        return self._states.holdings(self._ordinal(day))

    @cached_property
    def spells(self) -> pd.DataFrame:
        """Runs of constant control: one row a district and spell, ``[start, end)``."""
        return runs(self._states.on_change_days(), self.evidence.end)

    @property
    def change_dates(self) -> tuple[date, ...]:
        """The days on which anything can change, in order, the first day covered included."""
        return tuple(date.fromordinal(ordinal) for ordinal in self._states.change_days)

    @cached_property
    def own_spells(self) -> pd.DataFrame:
        """Spells in which this account's own word stands; empty for the synthesis.

        Columns as `spells`, without flags. At all other times the account is silent.
        """
        return self._states.own_spells()

    def area_over_time(self) -> pd.DataFrame:
        """Return the area by holder at the end of each day.

        Returns
        -------
        DataFrame
            Columns ``date``, ``holder``, ``low_km2``, ``best_km2``, ``high_km2``.
        """
        return daily_areas(self._states.on_change_days(), self.evidence.end)

    def explain(self, where: str, day: str | date) -> pd.DataFrame:
        """Return the reports behind the state of a district on a day.

        Parameters
        ----------
        where
            District id, name or any spelling of it.
        day
            A day within `dates`.

        Returns
        -------
        DataFrame
            Index ``report``, in order of date: what this state rests on
            (``behind``), who says otherwise that day (``differs``), other reports up to the
            day (``before``), and what its speaker took back (``withdrawn``), in column
            ``stance``; then date, account, ``says`` (``to``, but ``no change`` of a denial),
            ``to``, shares, confidence, summary, publisher, ``url``, ``withdrawn_by``.
            ``attrs["status"]`` is the state in words, ``attrs["rule"]`` the row of the
            synthesis with its decisions. Empty for a district no report
            speaks of.

        Raises
        ------
        NotFound
            If the district does not exist.
        AleppoMapError
            If several districts have the name.
        NotCovered
            If the day lies outside the period.
        """
        cell, ordinal = self.evidence.names.find(where), self._ordinal(day)
        state = self._states.at(ordinal).loc[cell]
        behind = set(state["report_ids"])
        differing = self._states.differing(cell, ordinal)
        weighed = behind
        if self.account != vocab.SYNTHESIS:  # the difference is from the synthesis there
            ours = self.with_account(vocab.SYNTHESIS)
            weighed = behind | differing | set(ours._states.at(ordinal).at[cell, "report_ids"])
            differing = set()
        rows = self._states.reports_on(cell, ordinal)
        withdrawn = self._states.withdrawn_on(cell, ordinal)
        result = evidence_of(rows, state, behind, differing, weighed, withdrawn)
        result.attrs["status"] = self.status(cell, day)
        result.attrs["rule"] = self._states.rule(cell, ordinal)
        return result

    def status(self, where: str, day: str | date) -> str:
        """Return the state of a district on a day, in words; names and raises as `explain`."""
        cell = self.evidence.names.find(where)
        state = self._states.at(self._ordinal(day)).loc[cell]
        names = {party.party: party.name for party in self.parties} | {vocab.UNKNOWN: "unknown"}
        place = f"{self.cells.at[cell, 'name']}, end of {as_day(day)}"
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
        return self._states.coverage(self._ordinal(day))

    def arcs(self) -> gpd.GeoDataFrame:
        """Return each boundary arc once, with the district on either side."""
        return self.evidence.arcs.copy()

    def _ordinal(self, day: str | date) -> int:
        wanted = as_day(day)
        if not self.evidence.start <= wanted <= self.evidence.end:
            raise NotCovered(
                f"{wanted} is outside the period covered, "
                f"{self.evidence.start} to {self.evidence.end}",
                "give a day within it",
            )
        return wanted.toordinal()

    @cached_property
    def _variants(self) -> dict[tuple[Scenario, tuple[str, ...], bool], ControlHistory]:
        return {(self.scenario, self.without, self.ranges): self}

    @cached_property
    def _states(self) -> States:
        return States(
            self.evidence, self.account, self.known_on, self.scenario, self.without, self.ranges
        )
