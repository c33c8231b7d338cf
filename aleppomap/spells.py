"""Snapshots on the days something changed, to runs of constant control and daily areas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from aleppomap import vocab

__all__ = ["daily_areas", "runs"]


def runs(snapshots: Mapping[int, gpd.GeoDataFrame], end: date) -> pd.DataFrame:
    """Return runs of constant control, ``[start, end)``, one row a district and run.

    Parameters
    ----------
    snapshots
        Ordinal of each day on which anything changed, in order, to its snapshot.
    end
        Last day covered; the last runs end on the day after it.

    Returns
    -------
    DataFrame
        ``district``, ``start``, ``end`` (exclusive), then the snapshot's columns but
        the geometry. The runs of a district partition the period.
    """
    frames = [
        pd.DataFrame(snapshot.drop(columns="geometry")).reset_index().assign(start=ordinal)
        for ordinal, snapshot in snapshots.items()
    ]
    rows = pd.concat(frames).sort_values(["district", "start"], kind="stable")
    state = [column for column in rows.columns if column not in ("district", "start")]
    same = rows["district"].eq(rows["district"].shift()).to_numpy()
    for column in state:
        same = same & rows[column].eq(rows[column].shift()).to_numpy()
    rows = rows[~same]
    ends = rows.groupby("district")["start"].shift(-1).fillna(end.toordinal() + 1).astype(int)
    rows = rows.assign(
        start=[date.fromordinal(int(o)) for o in rows["start"]],
        end=[date.fromordinal(int(o)) for o in ends],
    )
    return rows[["district", "start", "end", *state]].reset_index(drop=True)


def daily_areas(snapshots: Mapping[int, gpd.GeoDataFrame], end: date) -> pd.DataFrame:
    """Return the area by holder at the end of each day.

    Parameters
    ----------
    snapshots
        Ordinal of each day on which anything changed, in order, to its snapshot.
    end
        Last day covered.

    Returns
    -------
    DataFrame
        ``date``, ``holder``, ``low_km2``, ``best_km2``, ``high_km2``; a row a day and holder.
        The ``attrs`` of the snapshots, but for the day.
    """
    starts = list(snapshots)
    frames = []
    for start, after in zip(starts, [*starts[1:], end.toordinal() + 1], strict=True):
        snapshot = snapshots[start]
        area_km2 = snapshot["area_km2"].to_numpy(float)
        holders = vocab.holders_of(snapshot.columns)
        sums = pd.DataFrame({"holder": holders})
        for bound in vocab.BOUNDS:
            shares = snapshot[[f"{holder}_share_{bound}" for holder in holders]].to_numpy(float)
            sums[f"{bound}_km2"] = area_km2 @ shares
        days = [date.fromordinal(ordinal) for ordinal in range(start, after)]
        frames.append(
            pd.concat([sums] * len(days), ignore_index=True).assign(
                date=np.repeat(np.asarray(days, dtype=object), len(holders))
            )
        )
    areas = pd.concat(frames, ignore_index=True)
    areas = areas[["date", "holder", *(f"{bound}_km2" for bound in vocab.BOUNDS)]]
    said = snapshots[starts[0]].attrs if starts else {}
    areas.attrs = {name: text for name, text in said.items() if name != "day"}
    return areas
