"""Which party held each point, on a day, on a day of its own, or on every day."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, runtime_checkable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError, AleppoMapWarning, Fault, InvalidInput
from aleppomap.snapshot import Control

__all__ = ["places", "tag"]

Floats = npt.NDArray[np.float64]

_LONGITUDES = ("longitude", "lon", "lng", "long", "x")
_LATITUDES = ("latitude", "lat", "y")


@runtime_checkable
class _Locating(Protocol):
    """A control that finds points itself."""

    def holders_at(self, points: Floats, day: str | date) -> Any:
        """Return who held each point on a day."""

    def spells_of(self, points: Floats) -> pd.DataFrame:
        """Return ``point, start, end, holder``, runs of days that partition the period."""


def tag(
    points: Any,
    control: Control,
    *,
    date: str | date | None = None,
    dates: bool | Sequence[str | date] | None = None,
    column: str | None = None,
) -> Any:
    """Say which party held each point.

    Parameters
    ----------
    points
        An (n, 2) array of longitude and latitude, or a frame of points: a GeoDataFrame
        with a CRS, or a DataFrame with columns of degrees (``longitude``/``lon``/``x``,
        ``latitude``/``lat``/``y``).
    control
        A history of districts or a series of polygons.
    date
        One day for all points.
    dates
        True for every day covered, as spells; or some days, a column each.
    column
        Column of `points` with a day for each.

    Returns
    -------
    ndarray, DataFrame or GeoDataFrame
        For one day, or a day each: an array of words for an array, else the frame with a
        column ``control``. For some days a frame with a column a day, named as the day.
        For every day a frame of spells: ``point`` (index label), ``start``, ``end``
        (exclusive), ``holder``; the spells of a point partition the period.

    Raises
    ------
    InvalidInput
        If the points are not in degrees or have no place.
    NotCovered
        If a day in `date` or `dates` is not covered. A day in `column` that is not covered
        gives ``unknown``.
    AleppoMapError
        Unless exactly one of `date`, `dates` and `column` is given.

    Notes
    -----
    Words are party ids, ``contested``, or ``unknown``: outside every polygon, in a gap, or
    at a point without coordinates. A point exactly on a line belongs to the ground
    east of it, on a parallel to the ground north of it.

    Examples
    --------
    >>> from aleppomap.series import SnapshotSeries
    >>> cells = gpd.GeoDataFrame({"control": ["a", "b"]}, crs="OGC:CRS84", geometry=[
    ...     shapely.box(37.0, 36, 37.1, 36.1), shapely.box(37.1, 36, 37.2, 36.1)])
    >>> series = SnapshotSeries.from_frames({"2022-03-01": cells})
    >>> tag(np.array([[37.05, 36.05], [37.1, 36.05], [37.3, 36.05]]), series, date="2022-03-01")
    array(['a', 'b', 'unknown'], dtype=object)
    """
    given = sum(value is not None and value is not False for value in (date, dates, column))
    if given != 1:
        raise AleppoMapError("give one of date=, dates= and column=")
    where = places(points)
    _warn_if_swapped(where, control)
    labels = points.index if isinstance(points, pd.DataFrame) else pd.RangeIndex(len(where))
    if dates is True:
        spells = _spells(control, where)
        spells["point"] = labels[spells["point"].to_numpy()]
        return spells
    if dates is not None and dates is not False:
        columns = {str(as_day(day)): _on(control, where, as_day(day)) for day in dates}
        return pd.DataFrame(columns, index=labels)
    if column is not None:
        if not isinstance(points, pd.DataFrame) or column not in points.columns:
            known = ", ".join(map(str, getattr(points, "columns", ()))) or "an array has no columns"
            raise InvalidInput(
                [Fault("points", "header", column, "", f"a column: {known}", "Name it.")]
            )
        found = _each(control, where, points[column])
    else:
        assert date is not None  # noqa: S101  # one of the three is given
        found = _on(control, where, as_day(date))
    if not isinstance(points, pd.DataFrame):
        return found
    return points.assign(control=pd.Series(found, index=labels, dtype=object))


def _warn_if_swapped(where: Floats, control: Control) -> None:
    """Say so when no point lies within the control, and all would with the axes swapped."""
    west, south, east, north = control.extent
    inside = [
        (x >= west) & (x <= east) & (y >= south) & (y <= north) for x, y in (where.T, where.T[::-1])
    ]
    if len(where) and not inside[0].any() and inside[1].any():
        warnings.warn(
            "no point lies in the area covered; read as latitude, longitude they would: "
            "give longitude first",
            AleppoMapWarning,
            stacklevel=3,
        )


def places(points: Any) -> Floats:
    """Return longitude and latitude of points, NaN where there are none.

    Parameters
    ----------
    points
        As `tag` takes them.

    Returns
    -------
    ndarray
        (n, 2), in degrees.

    Raises
    ------
    InvalidInput
        If the points are not in degrees or have no place.
    """
    if isinstance(points, gpd.GeoDataFrame):
        if points.crs is None:
            raise InvalidInput(
                [Fault("points", "", "crs", "none", "a CRS", "Call set_crs('OGC:CRS84').")]
            )
        geometry = points.geometry
        if not points.crs.is_geographic:
            geometry = geometry.to_crs(vocab.STORAGE_CRS)
        shapes = np.asarray(geometry.array, dtype=object)
        kinds = set(np.unique(shapely.get_type_id(shapes)).tolist()) - {-1, 0}
        if kinds:
            raise InvalidInput(
                [Fault("points", "", "geometry", "lines or polygons", "points",
                       "Call .representative_point() on the shapes first.")]
            )  # fmt: skip
        return np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    if isinstance(points, pd.DataFrame):
        lower = {str(name).lower(): name for name in points.columns}
        names = [
            next((lower[word] for word in words if word in lower), None)
            for words in (_LONGITUDES, _LATITUDES)
        ]
        if None in names:
            raise InvalidInput(
                [Fault("points", "header", "longitude, latitude", ", ".join(lower),
                       "columns longitude and latitude, in degrees", "Rename the columns.")]
            )  # fmt: skip
        where = points[names].apply(pd.to_numeric, errors="coerce").to_numpy(float)
    else:
        where = np.asarray(points, dtype=float)
        if where.ndim != 2 or where.shape[1] != 2:
            raise InvalidInput(
                [Fault("points", "", "shape", str(where.shape), "(n, 2)",
                       "Give longitude and latitude, one row a point.")]
            )  # fmt: skip
    # The extremes tell, at a tenth of the cost of looking at each.
    far = [np.fmax.reduce(np.abs([np.fmin.reduce(where[:, axis], initial=0.0),
                                  np.fmax.reduce(where[:, axis], initial=0.0)]))
           for axis in (0, 1)]  # fmt: skip
    if far[0] > 180 or far[1] > 90:
        with np.errstate(invalid="ignore"):
            wrong = np.flatnonzero((np.abs(where) > (180, 90)).any(axis=1))
        raise InvalidInput(
            [Fault("points", f"{len(wrong)} rows, the first {wrong[0]}", "coordinates",
                   str(where[wrong[0]].tolist()), "longitude within 180, latitude within 90",
                   "Give degrees, longitude first.")]
        )  # fmt: skip
    return np.asarray(where, dtype=np.float64)


def _on(control: Control, where: Floats, day: date) -> npt.NDArray[Any]:
    if isinstance(control, _Locating):
        return np.asarray(control.holders_at(where, day), dtype=object)
    snapshot = control.at(day)
    cell = _cell_of(snapshot, where)
    words = np.array([*snapshot["control"], vocab.UNKNOWN], dtype=object)
    return np.asarray(words[cell], dtype=object)


def _each(control: Control, where: Floats, days: pd.Series[Any]) -> npt.NDArray[Any]:
    """Return who held each point on its own day."""
    found = np.full(len(where), vocab.UNKNOWN, dtype=object)
    covered = set(control.dates)
    number, values = pd.factorize(days)
    order = np.argsort(number, kind="stable")
    begins = np.searchsorted(number[order], np.arange(len(values) + 1))
    for value, begin, end in zip(values, begins[:-1], begins[1:], strict=True):
        try:
            # What follows the day, as in 2016-11-28T12:00, is the time.
            day = as_day(str(value)[:10])
        except ValueError:
            continue
        if day in covered:
            rows = order[begin:end]
            found[rows] = _on(control, where[rows], day)
    return found


def _spells(control: Control, where: Floats) -> pd.DataFrame:
    if isinstance(control, _Locating):
        return control.spells_of(where)
    cells = control.cells if control.cells is not None else control.at(control.dates[0])
    cell = _cell_of(cells, where)
    words = [control.at(day)["control"].reindex(cells.index).to_numpy(str) for day in control.dates]
    table = np.array([[*row, vocab.UNKNOWN] for row in words], dtype=object)
    fresh = np.vstack([np.ones((1, table.shape[1]), bool), table[1:] != table[:-1]])
    days = np.array([*control.dates, date.fromordinal(control.dates[-1].toordinal() + 1)], object)
    column, begin = np.nonzero(fresh.T)
    end = np.append(begin[1:], 0)
    end[np.append(column[1:] != column[:-1], True)] = len(control.dates)
    first = np.searchsorted(column, np.arange(table.shape[1] + 1))
    counts = np.diff(first)[cell]
    point = np.repeat(np.arange(len(where)), counts)
    run = np.arange(len(point)) - np.repeat(np.cumsum(counts) - counts, counts) + first[cell[point]]
    return pd.DataFrame({
        "point": point, "start": days[begin[run]], "end": days[end[run]],
        "holder": table[begin[run], column[run]],
    })  # fmt: skip


def _cell_of(cells: gpd.GeoDataFrame, where: Floats) -> npt.NDArray[np.int64]:
    """Return the position of the cell each point lies in, len(cells) for none.

    A point on a shared border belongs to the cell that comes first.
    """
    found = np.full(len(where), len(cells), np.int64)
    known = np.flatnonzero(np.isfinite(where).all(axis=1))
    tree = shapely.STRtree(np.asarray(cells.geometry.array, dtype=object))
    point, cell = tree.query(shapely.points(where[known]), predicate="intersects")
    np.minimum.at(found, known[point], cell)
    return found
