"""The typed tables a history is built from, and what of them was known on a day."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab
from aleppomap.arcs import shared_arcs
from aleppomap.areas import geodesic_area_m2
from aleppomap.default_synthesis import rows_by_rule
from aleppomap.naming import DistrictNames, no_places
from aleppomap.projection import Statement
from aleppomap.snapshot import About, Party
from aleppomap.statements import StatementBook
from aleppomap.timeline import DateReading, Scenario, Timeline, build_timeline

__all__ = ["Evidence"]


@dataclass(frozen=True, eq=False)
class Evidence:
    """Districts, reports and synthesis, validated once at the door.

    Parameters
    ----------
    districts
        Index district; ``name``, ``name_ar``, ``geometry``; a valid coverage.
    reports
        Index report; statements with ``earliest`` and ``latest`` as ordinals.
    synthesis
        Rows of the synthesis with ``date earliest latest`` as ordinals.
    accounts
        Index account; ``name``, ``side``, ``derives_from`` (tuple).
    parties
        The parties, in display order.
    about
        Title, licence, citation, version.
    start, end
        First and last day covered.
    pivot
        Party whose baseline share the low and high baselines push: the loser of the
        default denominator.
    places
        Other places a source may name, and the districts each lies in; may be empty.
    context
        Roads and landmarks to find one's way by; may be empty.
    ruled_from
        Where nobody wrote a synthesis: the baseline its rows open on. They follow from the
        reports by `aleppomap.default_synthesis`, as known on a day from those known then.
    """

    districts: gpd.GeoDataFrame
    reports: pd.DataFrame
    synthesis: pd.DataFrame
    accounts: pd.DataFrame
    parties: tuple[Party, ...]
    about: About
    start: date
    end: date
    pivot: str
    places: pd.DataFrame = field(default_factory=no_places)
    context: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    ruled_from: date | None = None

    @cached_property
    def area_km2(self) -> npt.NDArray[np.float64]:
        """Geodesic area of each district, in order."""
        return geodesic_area_m2(self.districts.geometry) / 1e6

    @cached_property
    def names(self) -> DistrictNames:
        """Every name that means a district."""
        return DistrictNames(self.districts, self.places)

    @cached_property
    def arcs(self) -> gpd.GeoDataFrame:
        """Each boundary arc once, with the district on either side."""
        return shared_arcs(self.districts)

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """What each report says, as bounds on a share."""
        columns = ["from", "to", "to_share_low", "to_share_high", "at_least", "change"]
        records = self.reports[columns].to_dict("records")
        return {
            str(report): _statement(record)
            for report, record in zip(self.reports.index, records, strict=True)
        }

    def reports_known(self, known_on: date | None) -> pd.DataFrame:
        """Return the reports published by a day (all when None), without those taken back."""
        reports = self._published(known_on)
        return reports[~reports.index.isin(list(set(reports["retracts"]) - {""}))]

    def reports_withdrawn(self, known_on: date | None) -> pd.DataFrame:
        """Return the reports taken back by a day, with column ``withdrawn_by``: by which report."""
        reports = self._published(known_on)
        by = reports.index[reports["retracts"] != ""]
        taken_back = dict(zip(reports.loc[by, "retracts"], by, strict=True))
        withdrawn = reports[reports.index.isin(list(taken_back))]
        return withdrawn.assign(withdrawn_by=[taken_back[report] for report in withdrawn.index])

    def _published(self, known_on: date | None) -> pd.DataFrame:
        reports = self.reports
        return reports if known_on is None else reports[
            reports["reported_on"] <= known_on.toordinal()
        ]  # fmt: skip

    @cached_property
    def _timelines(self) -> dict[tuple[date | None, tuple[str, ...], Scenario], Timeline]:
        return {}

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """Party ids in display order, ``unknown`` last."""
        return (*(party.party for party in self.parties), vocab.UNKNOWN)

    def timeline(
        self, known_on: date | None, without: tuple[str, ...], scenario: Scenario
    ) -> Timeline:
        """Return the states of the synthesis under one scenario; built once each."""
        key = (known_on, without, scenario)
        if key not in self._timelines:
            rows = self.rows_known(known_on, without)
            cells = list(self.districts.index)
            self._timelines[key] = build_timeline(rows, cells, self.holders, scenario, self.pivot)
        return self._timelines[key]

    def book(
        self, known_on: date | None, without: tuple[str, ...], dates: DateReading
    ) -> StatementBook:
        """Return what the accounts say, as known on a day; one book for all of them."""
        key = (known_on, without, dates)
        if key not in self._books:
            rows = self.rows_known(known_on, without)
            latest = rows[rows["from"] != ""].groupby("district")["latest"].max()
            settled = {str(cell): int(day) for cell, day in latest.items()}
            self._books[key] = StatementBook(
                self.reports_known(known_on), self.statements, self.start.toordinal(), settled,
                dates, self.holders,
            )  # fmt: skip
        return self._books[key]

    @cached_property
    def _books(self) -> dict[tuple[date | None, tuple[str, ...], DateReading], StatementBook]:
        return {}

    def rows_known(self, known_on: date | None, without: tuple[str, ...]) -> pd.DataFrame:
        """Return the synthesis rows known by a day that do not rest on some accounts alone.

        A row was known when the latest report it cites was published; a row that cites
        none, from its own date. Rows by rule are made anew from the reports known.
        """
        rows = self.synthesis
        if known_on is not None and self.ruled_from is not None:
            rows = self._rows_by_rule(known_on, self.ruled_from)
        elif known_on is not None:
            published = self.reports["reported_on"].to_dict()
            known = [
                max((published[report] for report in cited), default=day) <= known_on.toordinal()
                for cited, day in zip(rows["reports"], rows["date"], strict=True)
            ]
            rows = rows[known]
        if without:
            speaker = self.reports["account"].to_dict()
            left_out = self._with_derived(set(without))
            alone = [
                bool(cited) and {speaker[report] for report in cited} <= left_out
                for cited in rows["reports"]
            ]
            rows = rows[~np.asarray(alone, bool)]
        return rows.reset_index(drop=True)

    def _rows_by_rule(self, known_on: date, baseline: date) -> pd.DataFrame:
        if known_on not in self._ruled:
            reports = self.reports_known(known_on)
            self._ruled[known_on] = rows_by_rule(reports, baseline.toordinal())
        return self._ruled[known_on]

    @cached_property
    def _ruled(self) -> dict[date, pd.DataFrame]:
        return {}

    def _with_derived(self, accounts: set[str]) -> set[str]:
        """Return accounts and all that derive from nothing but them."""
        derived = self.accounts["derives_from"]
        while True:
            more = {str(a) for a, of in derived.items() if of and set(of) <= accounts} - accounts
            if not more:
                return accounts
            accounts = accounts | more


def _statement(row: Mapping[Hashable, Any]) -> Statement:
    low = row["at_least"] if pd.isna(row["to_share_low"]) else row["to_share_low"]
    high = row["to_share_high"]
    bounds: tuple[float | None, float | None] = (None, None)
    if not (pd.isna(low) and pd.isna(high)):
        bounds = 0.0 if pd.isna(low) else float(low), 1.0 if pd.isna(high) else float(high)
    return Statement(row["from"], str(row["to"]), *bounds, change=bool(row["change"]))
