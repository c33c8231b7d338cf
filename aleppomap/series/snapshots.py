"""Daily polygons over years: who held what, when the unit is the front and not a district."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from aleppomap import vocab
from aleppomap.dates import as_day
from aleppomap.errors import NotCovered, NotFound
from aleppomap.paste import card
from aleppomap.series.days import Calendar
from aleppomap.series.edges import Edges, Floats, to_degrees
from aleppomap.series.exchange import changes_between, exchanged_km2
from aleppomap.series.file import load_series, save_series
from aleppomap.series.found import Found
from aleppomap.series.ground import arcs_of, cell_shares, snapshot_on
from aleppomap.series.locate import masks_on, runs_of, words_of
from aleppomap.series.making import Progress, parts_of
from aleppomap.series.reading import DEFAULT_PARTY, Reader
from aleppomap.snapshot import About, Holdings, Party

__all__ = ["SnapshotSeries"]

MAX_GAP_DAYS = 3
"""A gap of more days than this is unknown; over a shorter one the last state stands."""


@dataclass(frozen=True, eq=False)
class SnapshotSeries:
    """Polygons that change shape, day by day, kept as edges with lifetimes.

    Made with `read`, `from_frames` or `load`; a control, as `ControlHistory` is.

    Parameters
    ----------
    edges
        The table of edges.
    observed
        The days with data, in order.
    holders
        What each bit of the edges' masks stands for: party ids, and ``contested`` or
        ``unknown`` where polygons were labelled so.
    parties
        The parties, in display order.
    about
        Title, licence and version.
    files
        For each observed day the files it was read from.
    found
        What was found in them.
    max_gap
        A gap of more days than this is unknown.
    """

    edges: Edges
    observed: tuple[date, ...]
    holders: tuple[str, ...]
    parties: tuple[Party, ...]
    about: About
    files: tuple[tuple[str, ...], ...]
    found: Found
    max_gap: int = MAX_GAP_DAYS

    @classmethod
    def read(
        cls,
        path: str | Path,
        *,
        control: str | None = None,
        date: str | None = None,
        party: str = DEFAULT_PARTY,
        parties: Sequence[Party] = (),
        about: About | None = None,
        max_gap: int = MAX_GAP_DAYS,
        progress: Progress | None = None,
    ) -> SnapshotSeries:
        """Read a series of dated polygons.

        Parameters
        ----------
        path
            A folder of GeoJSON files, one a day, dated by name or by a property; or one
            GeoJSON (``.gz`` too), GeoPackage, FlatGeobuf or GeoParquet with a column of
            days; or what `save` wrote.
        control
            Property that names the party; one of the usual names when None.
        date
            Property that states the day; the file's name, or one of the usual
            properties, when None.
        party
            Party of polygons that name none.
        parties
            Names and colours, by id; made up from the names found when left out.
        about
            Title, licence and version; the path's name when None.
        max_gap
            A gap of more days than this is unknown, not "no change".
        progress
            Called with an iterable and a title; yields its items and shows progress.

        Returns
        -------
        SnapshotSeries
            `found` tells what was found and mended.

        Raises
        ------
        InvalidInput
            With every fault: files that are not GeoJSON, features without a day,
            coordinates that are not degrees.
        AleppoMapError
            If the path does not exist or has no format read here.
        """
        if Path(path).suffix == ".npz":
            return replace(cls.load(path), max_gap=max_gap)
        reader = Reader(control, date, party)
        track = progress or (lambda items, title: items)  # noqa: ARG005
        reader.read(path, track)
        return cls(**parts_of(reader, parties, about, Path(path).name, track), max_gap=max_gap)

    @classmethod
    def from_frames(
        cls,
        frames: Mapping[Any, gpd.GeoDataFrame],
        *,
        control: str | None = None,
        party: str = DEFAULT_PARTY,
        parties: Sequence[Party] = (),
        about: About | None = None,
        max_gap: int = MAX_GAP_DAYS,
    ) -> SnapshotSeries:
        """Make a series of frames by day; arguments and errors as of `read`.

        Examples
        --------
        >>> import shapely
        >>> first = gpd.GeoDataFrame({"control": ["a"]}, crs="OGC:CRS84",
        ...                          geometry=[shapely.box(37, 36, 37.02, 36.01)])
        >>> later = first.set_geometry([shapely.box(37, 36, 37.01, 36.01)], crs="OGC:CRS84")
        >>> series = SnapshotSeries.from_frames({"2022-03-01": first, "2022-03-02": later})
        >>> series.changes_over_time()[["area_km2", "lost_km2"]].round(4).values.tolist()
        [[2.0008, nan], [1.0004, 1.0004]]
        """
        reader = Reader(control, None, party)
        reader.add_frames(frames)
        return cls(**parts_of(reader, parties, about, "Series", None), max_gap=max_gap)

    def save(self, path: str | Path) -> Path:
        """Write the series to one compact file, ``.npz``, that `load` reads at once.

        Raises
        ------
        AleppoMapError
            If the file cannot be written.
        """
        return save_series(path, self.edges, {
            name: getattr(self, name)
            for name in ("observed", "holders", "parties", "about", "files", "found", "max_gap")
        })  # fmt: skip

    @classmethod
    def load(cls, path: str | Path) -> SnapshotSeries:
        """Load what `save` wrote; nothing in the file is executed.

        Raises
        ------
        AleppoMapError
            If the file cannot be read.
        InvalidInput
            If it is not a series, or is damaged.
        """
        return cls(**load_series(path))

    def __repr__(self) -> str:
        period = f"{len(self.observed)} days, {self.observed[0]} to {self.observed[-1]}"
        return f"<SnapshotSeries {self.about.title}: {period}, {len(self.edges)} edges>"

    def _repr_html_(self) -> str:
        """Return the series as a notebook shows it."""
        return card(self.about.title, {"series": repr(self)[1:-1], "found": self.found})

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

    def variant(self, **_: Any) -> SnapshotSeries:
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
            Index ``cell`` (party ids, ``contested``, ``unknown``); the snapshot's columns
            and ``name``, ``area_km2``. Shares are 1; ``contested`` ground is shared by
            the parties, 0 / equal parts / 1. A party that holds nothing has no row.

        Raises
        ------
        NotCovered
            If the day lies outside the period, or in a gap longer than `max_gap`.
        """
        return self._snapshot(self.calendar.number(day)).copy()

    @cached_property
    def _snapshot(self) -> Callable[[int], gpd.GeoDataFrame]:
        return lru_cache(maxsize=64)(
            lambda number: snapshot_on(self.edges, number, self.holders, self.parties)
        )

    def holdings(self, day: str | date) -> Holdings:
        """Return the best shares at the end of a day, without geometry or flags."""
        area_km2 = self.edges.areas_km2[self.calendar.number(day)]
        held = [n for n, area in enumerate(area_km2) if area > 0]
        cells = pd.Index([self.holders[n] for n in held], name="cell", dtype=object)
        shares = cell_shares(self.parties)
        none = (0.0, 0.0, 0.0)
        return Holdings(cells, area_km2[held], {
            holder: np.array([shares[cell].get(holder, none)[1] for cell in cells], dtype=float)
            for holder in [*(party.party for party in self.parties), vocab.UNKNOWN]
        })  # fmt: skip

    def area_over_time(self) -> pd.DataFrame:
        """Return the area by holder at the end of each day covered.

        Returns
        -------
        DataFrame
            Columns ``date``, ``holder``, ``low_km2``, ``best_km2``, ``high_km2``.
        """
        shares = cell_shares(self.parties)
        holders = [*(party.party for party in self.parties), vocab.UNKNOWN]
        weights = np.array(
            [[shares[cell].get(h, (0.0,) * 3) for h in holders] for cell in self.holders]
        ).reshape(len(self.holders), len(holders), 3)
        number = np.fromiter(self.calendar.covered.values(), np.int64, len(self.calendar.covered))
        areas = np.einsum("dc,chb->dhb", self.edges.areas_km2, weights)[number]
        result = pd.DataFrame({
            "date": np.repeat(np.array(self.dates, dtype=object), len(holders)),
            "holder": np.tile(np.array(holders, dtype=object), len(number)),
        })  # fmt: skip
        for bound, name in enumerate(vocab.BOUNDS):
            result[f"{name}_km2"] = areas[:, :, bound].reshape(-1)
        return result

    def changes_over_time(self) -> pd.DataFrame:
        """Return what each party held, gained and lost on each day with data.

        Returns
        -------
        DataFrame
            ``date``, ``party``, ``area_km2``, ``gained_km2``, ``lost_km2`` since the day
            with data before; NaN on the first day and after a gap longer than `max_gap`.
            Gained less lost is the difference of the areas, but for the bulge of long
            geodesics that cross one another (10 m2 for edges of 1 km).
        """
        gained, lost = self._exchanged
        unknown = list(self.calendar.resumed)
        gained, lost = gained.copy(), lost.copy()
        gained[unknown] = lost[unknown] = np.nan
        return pd.DataFrame({
            "date": np.repeat(np.array(self.observed, dtype=object), len(self.holders)),
            "party": np.tile(np.array(self.holders, dtype=object), len(self.observed)),
            "area_km2": self.edges.areas_km2.reshape(-1),
            "gained_km2": gained.reshape(-1),
            "lost_km2": lost.reshape(-1),
        })  # fmt: skip

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
        number = self.calendar.number(day)
        if where in self.holders:
            area_km2 = self.edges.areas_km2[: number + 1, self.holders.index(where)]
            empty = np.flatnonzero(area_km2 <= 0)
            since = self.observed[min(int(empty[-1]) + 1, number) if len(empty) else 0]
            holder, place = where, f"{area_km2[-1]:,.1f} km2"
        else:
            point = _point(where, self.holders)
            ordinal = as_day(day)
            spells = self.spells_of(np.array([point]))
            row = spells[(spells["start"] <= ordinal) & (spells["end"] > ordinal)].iloc[0]
            holder, since = str(row["holder"]), row["start"]
            place = f"{point[0]:.6f}, {point[1]:.6f}"
        names = {party.party: f"held by {party.name}" for party in self.parties}
        files = self.files[number]
        result = pd.DataFrame(
            {"stance": "behind", "date": self.observed[number], "to": holder, "since": since},
            index=pd.Index(files, name="report", dtype=object),
        )
        result.attrs["status"] = (
            f"{place}, end of {as_day(day)}: {names.get(holder, holder)}, since {since}; "
            f"from {', '.join(files)}"
        )
        return result

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
            Party ids; ``contested`` where parties overlap, ``unknown`` where no polygon
            is. A point exactly on a line belongs to the ground east of it.

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
        count = len(points)
        if not count:
            return pd.DataFrame({name: [] for name in ("point", "start", "end", "holder")}).astype(
                {"point": int, "start": object, "end": object, "holder": object}
            )
        ordinals = np.array([day.toordinal() for day in self.observed], np.int64)
        gaps = [(first.toordinal(), last.toordinal() + 1) for first, last in self.calendar.gaps]
        last = self.calendar.ends[-1].toordinal()
        point, start, end, mask = runs_of(
            self.edges, np.asarray(points, dtype=float), ordinals, gaps, last
        )
        days = np.array(
            [date.fromordinal(n) for n in range(int(ordinals[0]), last + 1)], dtype=object
        )
        return pd.DataFrame(
            {
                "point": point,
                "start": days[start - ordinals[0]],
                "end": days[end - ordinals[0]],
                "holder": words_of(mask, self.holders),
            }
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


def _point(text: str, holders: Sequence[str]) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise NotFound("party or place (as '37.1, 36.2')", text, holders) from None
    return lon, lat
