"""The waist: one table, a row a cell, that every room below takes.

Columns: ``control`` (a party id, ``contested`` or ``unknown``: the word for the
colour), ``{party}_share_low|_best|_high`` and ``unknown_share_*`` (share of the
cell held; bests add to 1), flags ``disputed``, ``changing``, ``silent``,
``report_ids``, ``geometry``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, Self, TypeVar, overload, runtime_checkable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab
from aleppomap.errors import AleppoMapError, Fault, InvalidInput

__all__ = [
    "WHOLE_UP_TO",
    "About",
    "Control",
    "DistrictControl",
    "HasHistory",
    "Holdings",
    "Party",
    "SeriesControl",
    "check_snapshot",
    "control_of",
    "control_word",
    "control_words",
    "origin",
    "require_shares",
]

_TOLERANCE = 1e-9

WHOLE_UP_TO = 30
"""So few districts are shown whole; of more, a picture opens on those that change hands."""


@dataclass(frozen=True)
class Party:
    """A party to the conflict: id, neutral names, colour and hatch."""

    party: str
    name: str
    name_ar: str = ""
    colour: str = "#888888"
    hatch: str = "none"


@dataclass(frozen=True)
class About:
    """What a reader must know of the data behind a number or a page."""

    title: str
    title_ar: str = ""
    licence: str = ""
    citation: str = ""
    data_version: str = ""
    time_zone: str = "UTC"
    focus_date: date | None = None
    account: str = vocab.SYNTHESIS
    account_name: str = "Synthesis"


def origin(about: About, known_on: date | None = None) -> dict[Any, str]:
    """Return what a table carries in its ``attrs`` to say what it is: words only.

    Formats that keep ``attrs``, such as Parquet, keep them as JSON.

    Examples
    --------
    >>> origin(About("Rivertown", licence="CC0", data_version="1f"))
    {'title': 'Rivertown', 'account': 'synthesis', 'data_version': '1f', 'licence': 'CC0'}
    """
    said = {
        "title": about.title,
        "account": about.account,
        "known_on": str(known_on or ""),
        "data_version": about.data_version,
        "licence": about.licence,
    }
    return {name: text for name, text in said.items() if text}


@dataclass(frozen=True)
class Holdings:
    """The best shares of a day as plain arrays, for arithmetic over many days.

    Parameters
    ----------
    cells
        Ids of the cells, in the order of every array.
    area_km2
        Area of each cell.
    shares
        Holder to the share of each cell it holds, bests only. Read-only.
    """

    cells: pd.Index[str]
    area_km2: npt.NDArray[np.float64]
    shares: Mapping[str, npt.NDArray[np.float64]]


@runtime_checkable
class Control(Protocol):
    """Who held what on each day: what every room below the waist takes.

    ``ControlHistory`` (fixed districts) fulfils it; no room asks which class it has.
    """

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties, in display order."""

    @property
    def about(self) -> About:
        """Title, licence, citation and version of the data."""

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day covered, in order."""

    @property
    def change_dates(self) -> tuple[date, ...]:
        """The days on which anything can change, in order."""

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Bounds in degrees: west, south, east, north."""

    @property
    def cells(self) -> gpd.GeoDataFrame | None:
        """The fixed districts, or None when the control has none."""

    def at(self, day: str | date) -> gpd.GeoDataFrame:
        """Return the snapshot at the end of a day."""

    def holdings(self, day: str | date) -> Holdings:
        """Return the best shares at the end of a day, without geometry or flags."""

    def area_over_time(self) -> pd.DataFrame:
        """Return area by party for each day, with low, best and high in km2."""

    def explain(self, where: str, day: str | date) -> pd.DataFrame:
        """Return the reports behind the state of a place on a day."""

    def arcs(self) -> gpd.GeoDataFrame:
        """Return each boundary arc once, with the cell on either side."""


class DistrictControl(Control, Protocol):
    """A control of fixed districts, as its accounts tell it."""

    @property
    def spells(self) -> pd.DataFrame:
        """Runs of constant control: a row a district and spell, ``[start, end)``."""

    @property
    def own_spells(self) -> pd.DataFrame:
        """Spells in which the account's own word stands; empty for the synthesis."""

    @property
    def reports(self) -> pd.DataFrame:
        """The reports, index report id."""

    @property
    def accounts(self) -> pd.DataFrame:
        """The accounts, index account id: ``name``, ``name_ar``, ``side``."""

    @property
    def context(self) -> gpd.GeoDataFrame:
        """Roads and landmarks: ``name``, ``name_ar``, ``kind``, ``accuracy_m``; may be empty."""

    def with_account(self, account: str) -> Self:
        """Return the same control as another account, or the synthesis, tells it."""

    def coverage(self, day: str | date) -> pd.Series[float]:
        """Return for each account the share of the changed area it reported itself."""


class HasHistory(Protocol):
    """What tells a history of its own accord, as a territory does by its synthesis."""

    def history(self) -> DistrictControl:
        """Return who held what on each day."""


_AnyControl = TypeVar("_AnyControl", bound=Control)


@overload
def control_of(given: _AnyControl) -> _AnyControl: ...
@overload
def control_of(given: HasHistory) -> DistrictControl: ...
def control_of(given: Any) -> Any:
    """Return who held what: as given, or the synthesis of a territory.

    Raises
    ------
    AleppoMapError
        If it is neither, such as the snapshot of one day.
    """
    if hasattr(given, "history"):
        return given.history()
    if hasattr(given, "at") and hasattr(given, "about"):
        return given
    kind = type(given).__name__
    hint = ", which is a table" if hasattr(given, "columns") else ""
    raise AleppoMapError(
        f"give who held what on each day, such as aleppo.history() or a SnapshotSeries; "
        f"not a {kind}{hint}"
    )


def require_shares(given: Any, name: str = "snapshot") -> None:
    """Refuse what is no snapshot at all: something else than a frame with shares.

    Raises
    ------
    InvalidInput
        With what to do.
    """
    columns = getattr(given, "columns", None)
    if columns is None or not vocab.holders_of(columns):
        what = type(given).__name__
        if columns is not None:
            what += f" with columns {', '.join(map(str, columns[:6]))}"
        raise InvalidInput([
            Fault(name, "", "", what, "a snapshot: who held which share of each cell on one day",
                  "Take a day of a history or a series, such as aleppo.history().at('2016-11-28').")
        ])  # fmt: skip


class SeriesControl(Control, Protocol):
    """A control whose ground changes shape: one polygon a party, no fixed districts."""

    @property
    def found(self) -> Any:
        """Return what was found in its files; ``notes`` tells it, one by one."""

    def changes_over_time(self) -> pd.DataFrame:
        """Return what each party gained and lost on each day with data."""


def control_words(shares: pd.DataFrame, holders: Sequence[str]) -> pd.Series[str]:
    """Return the word for the colour of each cell from its best shares.

    The holder of at least half the cell, if no other holder has as much;
    otherwise ``contested``.

    Parameters
    ----------
    shares
        Frame with a ``{holder}_share_best`` column for each holder.
    holders
        Party ids, and ``unknown``.

    Returns
    -------
    Series
        A party id, ``unknown`` or ``contested``; index of `shares`.

    Examples
    --------
    >>> frame = pd.DataFrame({"a_share_best": [0.6, 0.5], "b_share_best": [0.4, 0.5]})
    >>> control_words(frame, ["a", "b"]).tolist()
    ['a', 'contested']
    """
    best = shares[[f"{holder}_share_best" for holder in holders]].to_numpy(float)
    if best.size == 0:
        return pd.Series([vocab.UNKNOWN] * len(shares), index=shares.index, dtype=object)
    order = np.sort(best, axis=1)
    second = order[:, -2] if best.shape[1] > 1 else np.zeros(len(best))
    clear = (order[:, -1] >= 0.5 - _TOLERANCE) & (order[:, -1] > second + _TOLERANCE)
    leading = np.asarray(holders, dtype=object)[best.argmax(axis=1)]
    return pd.Series(np.where(clear, leading, vocab.CONTESTED), index=shares.index, dtype=object)


def control_word(best: Sequence[float], holders: Sequence[str]) -> str:
    """Return the word for the colour of one cell from its best shares, as `control_words`.

    Examples
    --------
    >>> control_word([0.6, 0.4], ["a", "b"]), control_word([0.5, 0.5], ["a", "b"])
    ('a', 'contested')
    """
    first, second = sorted((*best, 0.0), reverse=True)[:2]
    if first >= 0.5 - _TOLERANCE and first > second + _TOLERANCE:
        return holders[list(best).index(first)]
    return vocab.CONTESTED


def check_snapshot(snapshot: gpd.GeoDataFrame, name: str = "snapshot") -> gpd.GeoDataFrame:
    """Check that a frame is a snapshot, and return it unchanged.

    Parameters
    ----------
    snapshot
        The frame to check.
    name
        Name shown in faults.

    Returns
    -------
    GeoDataFrame
        The same object.

    Raises
    ------
    InvalidInput
        With every fault: something else than a snapshot, a missing column, a share outside
        0 to 1, low above high, bests that do not add to 1, a CRS other than longitude and
        latitude.
    """
    require_shares(snapshot, name)
    faults: list[Fault] = []
    holders = vocab.holders_of(snapshot.columns)
    needed = ["control", *vocab.FLAGS, "report_ids", "geometry"]
    needed += [column for holder in holders for column in vocab.share_columns(holder)]
    faults += [
        Fault(name, "header", column, "", "the snapshot's columns", "Add the column.")
        for column in needed
        if column not in snapshot.columns
    ]
    if snapshot.crs is None or not snapshot.crs.is_geographic:
        faults.append(
            Fault(name, "crs", "", str(snapshot.crs), "longitude and latitude on WGS 84",
                  "Call to_crs('OGC:CRS84') on data whose CRS is right.")
        )  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    bounds = [snapshot[[f"{h}_share_{b}" for h in holders]].to_numpy(float) for b in vocab.BOUNDS]
    ordered = (bounds[0] <= bounds[1] + _TOLERANCE) & (bounds[1] <= bounds[2] + _TOLERANCE)
    inside = (bounds[0] >= -_TOLERANCE) & (bounds[2] <= 1 + _TOLERANCE)
    whole = np.abs(bounds[1].sum(axis=1) - 1) <= 1e-6
    for row in np.flatnonzero(~(ordered & inside).all(axis=1) | ~whole):
        shares = {h: [round(float(b[row, i]), 6) for b in bounds] for i, h in enumerate(holders)}
        faults.append(
            Fault(name, f"cell {snapshot.index[row]}", "shares", str(shares),
                  "0 <= low <= best <= high <= 1, bests adding to 1", "Correct the shares.")
        )  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    return snapshot
