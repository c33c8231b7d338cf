"""Which party held each point, on a day, on a day of its own, or on every day."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError, AleppoMapWarning, NotADate, NotFound
from aleppomap.grounds import Ground, bare, digest_of, ground_of
from aleppomap.places import Floats, inside, places, warn_if_swapped
from aleppomap.snapshot import Control, HasHistory, control_of

__all__ = ["Question", "day_each", "tag", "tagged"]

Question = date | tuple[date, ...] | str | None
"""One day for all points, some days, the column of a day for each, or None: every day."""

_FEW_DAYS = 16
"""From so many different days on, the spells of all points cost less than each day by itself."""

_DAYS = 1 << 24
"""More than any day has as its ordinal."""


def tag(
    points: Any,
    control: Control | HasHistory,
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
        ``latitude``/``lat``/``y``). Or such a frame of Dask or dask-geopandas, which
        stays one: nothing is computed until you ask for it.
    control
        A history of districts or a series of polygons.
    date
        One day for all points.
    dates
        True for every day covered, as spells; or some days, a column each.
    column
        Column of `points` with a day for each; an empty one is no day.

    Returns
    -------
    ndarray, DataFrame or GeoDataFrame
        For one day, or a day each: an array of words for an array, else the frame with a
        column ``control``; of a day each also ``why`` it is ``unknown``: ``no coordinates``,
        ``no day``, ``day not covered`` or ``no holder known there``. For some days a frame
        with a column a day, named as the day. For every day a frame of spells: ``point``
        (index label), ``start``, ``end`` (exclusive), ``holder``; the spells of a point
        partition the period.

    Raises
    ------
    InvalidInput
        If the points are not in degrees or have no place.
    NotFound
        If there is no such column.
    NotADate
        If values of `column` are no days, with the rows.
    NotCovered
        If a day in `date` or `dates` is not covered. A day in `column` that is not covered
        gives ``unknown``.
    AleppoMapError
        Unless exactly one of `date`, `dates` and `column` is given.

    Warns
    -----
    AleppoMapWarning
        If no point lies in the area covered, and some would with the axes swapped; or if a
        Dask frame numbers the rows of each partition anew, so that spells cannot be told
        apart by their label.

    Notes
    -----
    Words are party ids, ``contested``, or ``unknown``: outside every polygon, in a gap, or
    at a point without coordinates. A point exactly on a line belongs to the ground
    east of it, on a parallel to the ground north of it.

    On a Dask cluster the control travels once to each worker, and is made again from the
    graph where workers were lost.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from aleppomap.series import SnapshotSeries
    >>> cells = gpd.GeoDataFrame({"control": ["a", "b"]}, crs="OGC:CRS84", geometry=[
    ...     shapely.box(37.0, 36, 37.1, 36.1), shapely.box(37.1, 36, 37.2, 36.1)])
    >>> series = SnapshotSeries.from_frames({"2022-03-01": cells})
    >>> tag(np.array([[37.05, 36.05], [37.1, 36.05], [37.3, 36.05]]), series, date="2022-03-01")
    array(['a', 'b', 'unknown'], dtype=object)
    """
    control = control_of(control)
    given = sum(value is not None and value is not False for value in (date, dates, column))
    if given != 1:
        raise AleppoMapError("give one of date=, dates= and column=")
    question: Question = column
    if date is not None:
        question = as_day(date)
    elif dates is not None and not isinstance(dates, bool):
        question = tuple(as_day(day) for day in dates)
    if hasattr(points, "map_partitions"):
        return _lazily(points, control, question)
    where = places(points)
    warn_if_swapped(*inside(where, control.extent), stacklevel=2)
    return _answered(points, where, ground_of(control, _days(question)), question)


def _answered(points: Any, where: Floats, ground: Ground, question: Question) -> Any:
    """Return what `tag` returns: `tagged`, the days of a column read, and why not known."""
    found = tagged(points, where, ground, question)
    if isinstance(question, str):
        _require_days(points[question])
        found = found.assign(why=_reasons(found["control"], points[question], where, ground))
    return found


def _require_days(days: pd.Series[Any]) -> None:
    """Refuse a column with values that are neither days nor empty.

    Raises
    ------
    NotADate
        With the rows.
    """
    number, values = pd.factorize(days)
    wrong = [n for n, value in enumerate(values) if str(value).strip() and _day_of(value) is None]
    rows = np.flatnonzero(np.isin(number, wrong))
    if len(rows):
        shown = ", ".join(f"row {days.index[row]} {days.iloc[row]!s:.40}" for row in rows[:12])
        more = f" and {len(rows) - 12} more" if len(rows) > 12 else ""
        raise NotADate(
            f"{len(rows)} of {len(days)} values of {days.name!r} are not days: {shown}{more}; "
            "write them as 2016-11-28, or make them days with pandas.to_datetime"
        )


def _reasons(
    control: pd.Series[Any], days: pd.Series[Any], where: Floats, ground: Ground
) -> pd.Series[Any]:
    """Return why the holder of each point is unknown; empty where it is not."""
    number, each = day_each(days, ground)
    covered = np.array([*(day is not None for day in each), False])[number]
    empty = days.isna().to_numpy() | (days.astype(str).str.strip() == "").to_numpy()
    why = np.select(
        [(control != vocab.UNKNOWN).to_numpy(), ~np.isfinite(where).all(axis=1), empty, ~covered],
        ["", "no coordinates", "no day", "day not covered"],
        "no holder known there",
    )
    return pd.Series(why.astype(object), index=control.index, dtype=object)


def _days(question: Question) -> list[date] | None:
    """Return the days a question asks for, None when they may be any."""
    if isinstance(question, date):
        return [question]
    return list(question) if isinstance(question, tuple) else None


def tagged(points: Any, where: Floats, ground: Ground, question: Question) -> Any:
    """Return what `tag` returns.

    Parameters
    ----------
    points
        An array or a frame in memory.
    where
        Their `places`.
    ground
        What is needed of the control, for the days of the question.
    question
        For when.

    Raises
    ------
    NotFound
        If the points have no column of the name asked for.
    """
    labels = points.index if isinstance(points, pd.DataFrame) else pd.RangeIndex(len(where))
    if question is None:
        spells = ground.spells_of(where)
        spells["point"] = labels[spells["point"].to_numpy()]
        return spells
    if isinstance(question, tuple):
        return pd.DataFrame({str(d): ground.holders_at(where, d) for d in question}, index=labels)
    if isinstance(question, str):
        if not isinstance(points, pd.DataFrame) or question not in points.columns:
            known = [str(name) for name in getattr(points, "columns", ())]
            if not known:
                raise AleppoMapError(f"an array has no column {question!r}; give a frame of points")
            raise NotFound("column", question, known)
        found = _on_its_day(ground, where, points[question])
    else:
        found = np.asarray(ground.holders_at(where, question), dtype=object)
    if not isinstance(points, pd.DataFrame):
        return found
    return points.assign(control=pd.Series(found, index=labels, dtype=object))


def day_each(days: pd.Series[Any], ground: Ground) -> tuple[npt.NDArray[Any], list[date | None]]:
    """Return for each value the number of its day, and the days; None for one not covered."""
    number, values = pd.factorize(days)
    covered = set(ground.dates)
    found: list[date | None] = []
    for value in values:
        day = _day_of(value)
        found.append(day if day in covered else None)
    return number, found


def _day_of(value: object) -> date | None:
    try:
        # What follows the day, as in 2016-11-28T12:00, is the time.
        return as_day(str(value).strip()[:10])
    except NotADate:
        return None


def _on_its_day(ground: Ground, where: Floats, days: pd.Series[Any]) -> npt.NDArray[Any]:
    """Return who held each point on its own day."""
    found = np.full(len(where), vocab.UNKNOWN, dtype=object)
    number, each = day_each(days, ground)
    if len(each) > _FEW_DAYS:
        ordinals = np.array([*(day.toordinal() if day else 0 for day in each), 0])
        known = np.flatnonzero(ordinals[number])
        spells = ground.spells_of(where[known])
        starts, values = pd.factorize(spells["start"])
        start = np.array([day.toordinal() for day in values], np.int64)[starts]
        # The spells of a point follow one another, and those of the next follow them.
        begins = spells["point"].to_numpy() * _DAYS + start
        asked = np.arange(len(known)) * _DAYS + ordinals[number[known]]
        spell = np.searchsorted(begins, asked, side="right") - 1
        found[known] = spells["holder"].to_numpy(object)[spell]
        return found
    order = np.argsort(number, kind="stable")
    begins = np.searchsorted(number[order], np.arange(len(each) + 1))
    for day, begin, end in zip(each, begins[:-1], begins[1:], strict=True):
        if day is not None:
            rows = order[begin:end]
            found[rows] = ground.holders_at(where[rows], day)
    return found


def _lazily(points: Any, control: Control, question: Question) -> Any:
    """Tag a Dask frame, partition by partition, when it is computed."""
    from dask.base import tokenize
    from dask.delayed import delayed

    ground = bare(ground_of(control, _days(question)))
    if question is None and not points.known_divisions:
        warnings.warn(
            "the rows of this Dask frame have no known labels, and each partition may number its "
            "own from 0: set an index, or the spells of different points bear one label",
            AleppoMapWarning,
            stacklevel=3,
        )
    # An empty frame tells the columns of the result, and what is wrong with the input, at once.
    like = _tagged_part(points._meta, ground, question)
    # A node of the graph of its own, so that it travels once and not with every partition.
    name = f"control-{tokenize(digest_of(control), question)}"
    node = delayed(ground, name=name, traverse=False)
    spells = question is None
    return points.map_partitions(_tagged_part, node, question, meta=like, clear_divisions=spells)


def _tagged_part(points: Any, ground: Ground, question: Question) -> Any:
    return _answered(points, places(points), ground, question)
