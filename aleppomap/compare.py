"""What changed between two days, and since when ground has been held."""

from __future__ import annotations

from datetime import date
from typing import Protocol, runtime_checkable

import geopandas as gpd
import numpy as np
import pandas as pd

from aleppomap import vocab
from aleppomap.areas import geodesic_area_m2
from aleppomap.dates import as_day
from aleppomap.errors import NotCovered
from aleppomap.snapshot import Control

__all__ = ["changes", "held_since"]

_LEAST_SHARE = 1e-9


@runtime_checkable
class _Differing(Protocol):
    """A control that compares two days itself."""

    def changes(self, before: str | date, after: str | date) -> gpd.GeoDataFrame:
        """Return ``party``, ``change``, ``area_km2``, ``geometry``."""


def changes(control: Control, before: str | date, after: str | date) -> gpd.GeoDataFrame:
    """Return the ground each party gained and lost between two days.

    Parameters
    ----------
    control
        A history of districts or a series of polygons.
    before, after
        Two days covered; ends of the days are compared.

    Returns
    -------
    GeoDataFrame
        ``party`` (or ``unknown``), ``change`` (``gained`` or ``lost``), ``cell``, ``share``
        (best, of the cell), ``area_km2``, ``geometry``. For districts, a row for each whose
        share changed, with the whole district as its geometry. For a series, the ground
        itself (``cell`` None, ``share`` 1). The days are in ``attrs``.

    Raises
    ------
    NotCovered
        If a day is not covered.
    """
    if isinstance(control, _Differing):
        found = control.changes(before, after)
        found.insert(2, "cell", np.full(len(found), None, dtype=object))
        found.insert(3, "share", np.ones(len(found)))
    else:
        found = _of_shares(control.at(before), control.at(after))
    found.attrs["before"], found.attrs["after"] = as_day(before), as_day(after)
    return found


def _of_shares(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    cell_km2 = geodesic_area_m2(new) / 1e6
    pieces = []
    for holder in vocab.holders_of(new.columns):
        column = f"{holder}_share_best"
        step = new[column].to_numpy(float) - old[column].reindex(new.index).to_numpy(float)
        rows = np.flatnonzero(np.abs(step) > _LEAST_SHARE)
        pieces.append(
            pd.DataFrame({
                "party": holder,
                "change": np.where(step[rows] > 0, "gained", "lost"),
                "cell": new.index[rows].astype(object),
                "share": np.abs(step[rows]),
                "area_km2": np.abs(step[rows]) * cell_km2[rows],
                "geometry": new.geometry.to_numpy()[rows],
            })
        )  # fmt: skip
    table = pd.concat(pieces, ignore_index=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=new.crs)


def held_since(control: Control, day: str | date) -> pd.DataFrame:
    """Return since when each district has been in the state it is in on a day.

    Parameters
    ----------
    control
        A history of districts.
    day
        A day covered.

    Returns
    -------
    DataFrame
        Index of the districts; ``control``, ``since`` (the first day of the run),
        ``days``, ``from_start`` (whether the run began before the data do).

    Raises
    ------
    NotCovered
        If the day is not covered, or the control has no districts: ask for points
        (`aleppomap.points.tag` with ``dates=True``).
    """
    if control.cells is None:
        raise NotCovered(
            "held since is told of districts; for a series ask for points: "
            "tag(points, series, dates=True)"
        )
    last = as_day(day)
    now = control.at(last)["control"]
    since = pd.Series(last, index=now.index, dtype=object)
    running = np.ones(len(now), bool)
    for earlier in reversed([d for d in control.dates if d < last]):
        running &= (control.at(earlier)["control"].reindex(now.index) == now).to_numpy()
        if not running.any():
            break
        since[running] = earlier
    return pd.DataFrame({
        "control": now,
        "since": since,
        "days": [(last - first).days + 1 for first in since],
        "from_start": running,
    })  # fmt: skip
