"""Who held what on each day, and over all days, told from edges with lifetimes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Self

import geopandas as gpd
import numpy as np
import pandas as pd

from aleppomap.dates import as_day
from aleppomap.errors import NotCovered
from aleppomap.series.ages import ages_of
from aleppomap.series.days import Calendar
from aleppomap.series.edges import Edges, Floats, to_degrees
from aleppomap.series.exchange import changes_between, exchanged_km2
from aleppomap.series.explaining import explained
from aleppomap.series.flips import spells_table
from aleppomap.series.found import Found
from aleppomap.series.ground import arcs_of, holdings_on, snapshot_on
from aleppomap.series.locate import masks_on, words_of
from aleppomap.series.overtime import areas_table, changes_table, front_lines_table
from aleppomap.series.reading import Progress, untracked
from aleppomap.snapshot import About, Holdings, Party, origin

__all__ = ["MAX_GAP_DAYS", "Held"]

MAX_GAP_DAYS = 3
"""A gap of more days than this is unknown; over a shorter one the last state stands."""


@dataclass(frozen=True, eq=False, repr=False)
class Held:
    """What a series knows, and what it tells; `SnapshotSeries` is how one is made."""

    edges: Edges
    observed: tuple[date, ...]
    holders: tuple[str, ...]
    parties: tuple[Party, ...]
    about: About
    files: tuple[tuple[str, ...], ...]
    found: Found
    max_gap: int = MAX_GAP_DAYS

    @property
    def cells(self) -> None:
        """None: the ground of a party is one polygon that changes shape."""

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """Bounds in degrees, of all days: west, south, east, north."""
        if not len(self.edges.vertices):
            raise NotCovered("the series has no polygon on any day")
        low, high = self.edges.vertices.min(axis=0), self.edges.vertices.max(axis=0)
        (west, south), (east, north) = to_degrees(low), to_degrees(high)
        return float(west), float(south), float(east), float(north)

    @cached_property
    def calendar(self) -> Calendar:
        """Which days are covered, and by the data of which day."""
        return Calendar(self.observed, self.max_gap)

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day covered: those with data, and those in gaps no longer than `max_gap`."""
        return self.calendar.dates

    @property
    def change_dates(self) -> tuple[date, ...]:
        """The days on which anything can change: those with data."""
        return self.observed

    def variant(self, **_: Any) -> Self:
        """Return the series itself: it has one reading of dates and baseline."""
        return self

    def at(self, day: str | date) -> gpd.GeoDataFrame:
        """Return the snapshot at the end of a day: one polygon a party.

        Parameters
        ----------
        day
            A day within `dates`.

        Returns
        -------
        GeoDataFrame
            Index ``cell`` (party ids, ``contested``, ``unknown``, and such as
            ``contested:blue+red`` where only some parties' polygons overlap); the
            snapshot's columns and ``name``, ``area_km2``. Cells lie apart. Shares are 1;
            contested ground is shared by its parties, 0 / equal parts / 1. A party that
            holds nothing has no row.
            ``attrs`` say which day and data.

        Raises
        ------
        NotCovered
            If the day lies outside the period, or in a gap longer than `max_gap`.
        """
        snapshot = self._snapshot(self.calendar.number(day)).copy()
        snapshot.attrs = {"day": str(as_day(day)), **origin(self.about)}
        return snapshot

    @cached_property
    def _snapshot(self) -> Callable[[int], gpd.GeoDataFrame]:
        return lru_cache(maxsize=64)(
            lambda number: snapshot_on(self.edges, number, self.holders, self.parties)
        )

    def holdings(self, day: str | date) -> Holdings:
        """Return the best shares at the end of a day, without geometry or flags."""
        return holdings_on(self.edges, self.calendar.number(day), self.holders, self.parties)

    def area_over_time(self) -> pd.DataFrame:
        """Return the area by holder at the end of each day covered.

        Returns
        -------
        DataFrame
            Columns ``date``, ``holder``, ``low_km2``, ``best_km2``, ``high_km2``.
        """
        areas = areas_table(self.edges, self.calendar, self.holders, self.parties)
        areas.attrs = origin(self.about)
        return areas

    def changes_over_time(self) -> pd.DataFrame:
        """Return what each party held, gained and lost on each day with data.

        Returns
        -------
        DataFrame
            ``date``, ``party``, ``area_km2``, ``gained_km2``, ``lost_km2`` since the day
            with data before; NaN on the first day and after a gap longer than `max_gap`.
            Ground that is a party's alone; contested ground has rows of its own.
            Gained less lost is the difference of the areas, but for the bulge of long
            geodesics that cross one another (10 m2 for edges of 1 km).
        """
        return changes_table(self.edges, self.calendar, self.holders, *self._exchanged)

    @cached_property
    def _exchanged(self) -> tuple[Floats, Floats]:
        return exchanged_km2(self.edges)

    def changes(self, before: str | date, after: str | date) -> gpd.GeoDataFrame:
        """Return the ground each party gained and lost between two days.

        Returns
        -------
        GeoDataFrame
            ``party``, ``change`` (``gained`` or ``lost``), ``area_km2``, ``geometry``;
            a row where there is any.

        Raises
        ------
        NotCovered
            If a day is not covered.
        """
        one, two = self.calendar.number(before), self.calendar.number(after)
        return changes_between(self.edges, one, two, self.holders)

    def front_line_over_time(
        self, *, resolution_m: float | None = None, progress: Progress | None = None
    ) -> pd.DataFrame:
        """Return how long the line between each pair of holders is on each day with data.

        The length of a front depends on how finely it is drawn: compare lengths of one
        resolution only.

        Parameters
        ----------
        resolution_m
            Measure lines simplified so that they stray this far at most; the edges as
            drawn when None.
        progress
            As of `read`; with a resolution two years take some seconds.

        Returns
        -------
        DataFrame
            ``date``, ``between`` (``"a|b"``, sorted), ``length_km`` (geodesic). Stretches
            next to ground of no polygon are pairs with ``unknown``: where only one party
            is drawn, or borders were drawn twice and differ, that is all there is.
            ``attrs["resolution_m"]`` is the resolution: as drawn, the median edge.

        Raises
        ------
        AleppoMapError
            If the resolution is not above 0.
        """
        return front_lines_table(self.edges, self.observed, self.holders, resolution_m,
                                 progress or untracked)  # fmt: skip

    def held_since(self, day: str | date, *, progress: Progress | None = None) -> gpd.GeoDataFrame:
        """Return the ground of a day by the day from which it was held without a break.

        Parameters
        ----------
        day
            A day within `dates`.
        progress
            As of `read`; two years take some seconds.

        Returns
        -------
        GeoDataFrame
            ``control`` (a party), ``since``, ``days``, ``from_start`` (whether it was held
            already when the data begin, or resume after an unknown gap), ``area_km2``,
            ``geometry``: a row for each day on which ground held now was gained. The rows
            of a party make up its ground.

        Raises
        ------
        NotCovered
            If the day is not covered.
        """
        return ages_of(self.edges, self.calendar, self.holders, as_day(day), progress or untracked)

    def explain(self, where: str, day: str | date) -> pd.DataFrame:
        """Return the files behind the state of a place on a day.

        Parameters
        ----------
        where
            A party id, or ``"longitude, latitude"``.
        day
            A day within `dates`.

        Returns
        -------
        DataFrame
            Index ``report`` (file names); ``stance``, ``date`` (of the data), ``to``,
            ``since`` (the day from which it was held without a break).
            ``attrs["status"]`` says the same in words.

        Raises
        ------
        NotFound
            If `where` is neither.
        NotCovered
            If the day is not covered.
        """
        return explained(self, where, as_day(day))

    def holders_at(self, points: Floats, day: str | date) -> Any:
        """Return who held points at the end of a day.

        Parameters
        ----------
        points
            (n, 2), longitude and latitude in degrees.
        day
            A day within `dates`.

        Returns
        -------
        ndarray
            Party ids; ``contested`` where it is drawn so or parties overlap, ``unknown``
            where no polygon is. A point exactly on a line belongs to the ground east of it.

        Raises
        ------
        NotCovered
            If the day is not covered.
        """
        rows = self.edges.alive(self.calendar.number(day))
        return words_of(masks_on(self.edges, rows, np.asarray(points, dtype=float)), self.holders)

    def spells_of(self, points: Floats) -> pd.DataFrame:
        """Return who held points, as runs of days.

        Parameters
        ----------
        points
            (n, 2), longitude and latitude in degrees.

        Returns
        -------
        DataFrame
            ``point`` (position), ``start``, ``end`` (exclusive), ``holder``; the runs of
            a point partition the period, ``unknown`` in gaps longer than `max_gap`.
        """
        return spells_table(
            self.edges, self.calendar, self.holders, np.asarray(points, dtype=float)
        )

    def arcs(self) -> gpd.GeoDataFrame:
        """Return each stretch of boundary once, with its sides and its days.

        Returns
        -------
        GeoDataFrame
            ``left``, ``right`` (party ids as seen along the line; None outside), ``start``,
            ``end`` (exclusive), ``length_m`` and ``geometry`` (LineString). A stretch that
            changes sides, or comes back after an absence or an unknown gap, has a row for
            each spell.
        """
        return arcs_of(self.edges, self.observed, self.calendar.ends, self.holders)
