"""What is behind the state of a place in a series: files, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aleppomap.errors import NotFound
from aleppomap.series.labels import DEFAULT_PARTY

if TYPE_CHECKING:
    from aleppomap.series.held import Held

__all__ = ["explained"]


def explained(series: Held, where: str, day: date) -> pd.DataFrame:
    """Return the files behind the state of a place on a day.

    Returns
    -------
    DataFrame
        As of `aleppomap.series.SnapshotSeries.explain`.
    """
    number = series.calendar.number(day)
    observed = series.observed[number]
    if where in series.holders:
        area_km2 = series.edges.areas_km2[: number + 1, series.holders.index(where)]
        # What was held before an unknown gap says nothing of what was held in it.
        first = max((n for n in series.calendar.resumed if n <= number), default=0)
        empty = np.flatnonzero(area_km2[first:] <= 0)
        since = series.observed[min(first + int(empty[-1]) + 1, number) if len(empty) else first]
        holder, place = where, f"{area_km2[-1]:,.1f} km2"
    else:
        point = _point(where, series.holders)
        spells = series.spells_of(np.array([point]))
        row = spells[(spells["start"] <= day) & (spells["end"] > day)].iloc[0]
        holder, since = str(row["holder"]), row["start"]
        place = f"{point[0]:.6f}, {point[1]:.6f}"
    names = {
        party.party: "held" if party.name == DEFAULT_PARTY else f"held by {party.name}"
        for party in series.parties
    }
    files = series.files[number]
    result = pd.DataFrame(
        {"stance": "behind", "date": observed, "to": holder, "since": since},
        index=pd.Index(files, name="report", dtype=object),
    )
    result.attrs["status"] = (
        f"{place}, end of {day}: {names.get(holder, holder)}, since {since}; "
        f"from {', '.join(files)}"
    )
    return result


def _point(text: str, holders: Sequence[str]) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise NotFound("party or place (as '37.1, 36.2')", text, holders) from None
    return lon, lat
