"""Daily polygons over years: who held what, when the unit is the front and not a district."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd

from aleppomap.paste import card
from aleppomap.series.file import load_series, save_series
from aleppomap.series.held import MAX_GAP_DAYS, Held
from aleppomap.series.labels import DEFAULT_PARTY, Labels
from aleppomap.series.making import parts_of
from aleppomap.series.reading import Progress, Reader, untracked
from aleppomap.snapshot import About, Party
from aleppomap.vocab import counted

__all__ = ["MAX_GAP_DAYS", "SnapshotSeries"]


@dataclass(frozen=True, eq=False, repr=False)
class SnapshotSeries(Held):
    """Polygons that change shape, day by day, kept as edges with lifetimes.

    Made with `read`, `from_frames` or `load`; a control, as `ControlHistory` is.

    Parameters
    ----------
    edges
        The table of edges.
    observed
        The days with data, in order.
    holders
        What each bit of the edges' masks stands for: party ids; ``contested`` or
        ``unknown`` where polygons were labelled so; what overlaps are.
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

    @classmethod
    def read(
        cls,
        path: str | Path,
        *,
        control: str | None = None,
        date: str | None = None,
        party: str = DEFAULT_PARTY,
        values: Mapping[str, str] | None = None,
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
            Property that names the party; one of the usual names when None. Of names in
            several languages joined by ``///`` the first is the party's.
        date
            Property that states the day; the file's name, or one of the usual
            properties, when None.
        party
            Party of polygons that name none.
        values
            Party for each value of `control` (a colour, a status, a name in any of its
            languages): ``{"#a52714": "red", "Liberated": "green"}``. Polygons of other
            values are left out, and counted. Every value is a party when None.
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
        reader = Reader(Labels(control, party, values or {}), date)
        track = progress or untracked
        reader.read(path, track)
        return cls(**parts_of(reader, parties, about, Path(path).name, track), max_gap=max_gap)

    @classmethod
    def from_frames(
        cls,
        frames: Mapping[Any, gpd.GeoDataFrame],
        *,
        control: str | None = None,
        party: str = DEFAULT_PARTY,
        values: Mapping[str, str] | None = None,
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
        reader = Reader(Labels(control, party, values or {}))
        reader.add_frames(frames)
        return cls(**parts_of(reader, parties, about, "Series", untracked), max_gap=max_gap)

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
        many = len(self.holders) > 5
        who = counted(len(self.holders), "holder") if many else ", ".join(self.holders)
        edges = counted(len(self.edges), "edge")
        return f"<SnapshotSeries {self.about.title}: {self._period}, {who}, {edges}>"

    def _repr_html_(self) -> str:
        """Return the series as a notebook shows it."""
        held = zip(self.holders, self.edges.areas_km2[-1], strict=True)
        gaps = [f"{first} to {last}" for first, last in self.calendar.gaps]
        facts = {
            "days": self._period,
            f"held on {self.observed[-1]}": "; ".join(f"{h} {a:,.1f} km2" for h, a in held),
            "unknown gaps": ", ".join(gaps) or "none",
            **self.found.by_kind,
        }
        return card(self.about.title, facts)

    @property
    def _period(self) -> str:
        return f"{counted(len(self.observed), 'day')}, {self.observed[0]} to {self.observed[-1]}"
