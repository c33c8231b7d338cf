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
from aleppomap.snapshot import Control, HasHistory, control_of

__all__ = ["changes", "held_since"]

_LEAST_SHARE = 1e-9


@runtime_checkable
class _Differing(Protocol):
    """A control that compares two days itself."""

    def changes(self, before: str | date, after: str | date) -> gpd.GeoDataFrame:
        """Return ``party``, ``change``, ``area_km2``, ``geometry``."""


def changes(
    control: Control | HasHistory, before: str | date, after: str | date
) -> gpd.GeoDataFrame:
    """Return the ground each party gained and lost between two days.

    Parameters
    ----------
    control
        A history of districts, or a territory for its synthesis, or a series of polygons.
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
    told = control_of(control)
    if isinstance(told, _Differing):
        found = told.changes(before, after)
        found.insert(2, "cell", np.full(len(found), None, dtype=object))
        found.insert(3, "share", np.ones(len(found)))
    else:
        found = _of_shares(told.at(before), told.at(after))
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


@runtime_checkable
class _Ageing(Protocol):
    """A control that tells itself since when its ground has been held."""

    def held_since(self, day: str | date) -> gpd.GeoDataFrame:
        """Return ``control``, ``since``, ``days``, ``from_start``, ``area_km2``, ``geometry``."""


def held_since(control: Control | HasHistory, day: str | date) -> pd.DataFrame:
    """Return since when ground has been in the state it is in on a day.

    Parameters
    ----------
    control
        A history of districts, or a territory for its synthesis, or a series of polygons.
    day
        A day covered.

    Returns
    -------
    DataFrame
        ``control``, ``since`` (the first day of the run), ``days``, ``from_start``
        (whether the run began before the data do). For districts, a row each, by their
        index. For a series, a row for each day on which ground held now was gained, with
        ``area_km2`` and ``geometry``: the rows of a party make up its ground.

    Raises
    ------
    NotCovered
        If the day is not covered.
    """
    told = control_of(control)
    if isinstance(told, _Ageing):
        found: pd.DataFrame = told.held_since(day)
        return found
    last = as_day(day)
    now = told.at(last)["control"]
    since = pd.Series(last, index=now.index, dtype=object)
    running = np.ones(len(now), bool)
    for earlier in reversed([d for d in told.dates if d < last]):
        running &= (told.at(earlier)["control"].reindex(now.index) == now).to_numpy()
        if not running.any():
            break
        since[running] = earlier
    return pd.DataFrame({
        "control": now,
        "since": since,
        "days": [(last - first).days + 1 for first in since],
        "from_start": running,
    })  # fmt: skip
