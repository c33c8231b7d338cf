"""What changed between two days, where two accounts agree, and since when ground is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, runtime_checkable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab
from aleppomap.areas import area_km2, geodesic_area_m2
from aleppomap.corrections import DISPUTE_SHARE
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError
from aleppomap.naming import account_named
from aleppomap.snapshot import Control, DistrictControl, HasHistory, control_of, origin

__all__ = ["agreement", "changes", "held_since"]

_Floats = npt.NDArray[np.float64]

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


def agreement(
    control: Control | HasHistory, one: str, other: str, date: str | date | None = None
) -> pd.DataFrame:
    """Return where two accounts agree, where they differ, and on how much ground.

    Ground is compared where both have spoken: where an account is silent it has not agreed.
    What an account says is what its history shows, so that a word which stands no longer is
    the synthesis again.

    Parameters
    ----------
    control
        A history of districts, or a territory for its synthesis.
    one, other
        Two accounts, by id or name, or ``synthesis``, which speaks wherever the other does
        and it knows a holder.
    date
        A day covered; every day when None.

    Returns
    -------
    GeoDataFrame
        For one day, a row for each district of which either had spoken by then: ``name``;
        ``agreement``: ``agree``, ``differ`` (by 5 % of the district or more) or ``silent``
        (one of the two has not spoken); ``one_control`` and ``other_control``; ``party``, on
        whose share they differ most (the largest where they do not), and its
        ``{one,other}_{low,best,high}_share`` of the district; ``{one,other}_spoke``;
        ``{agreed,disputed}_{low,best,high}_km2`` (0 where one is silent), ``area_km2``,
        ``geometry``. Low and high take each account at the ends of its own range. What one
        of them calls unknown is neither agreed nor disputed. ``attrs`` hold who and when,
        and the columns of the next table.
    DataFrame
        For every day: ``date``, ``{agreed,disputed}_{low,best,high}_km2``, ``one_only_km2``
        and ``other_only_km2`` (districts of which only that account has spoken), and
        ``{one,other}_coverage_share`` (of the ground changed since the first day, what that
        account reported itself; of the synthesis all).

    Raises
    ------
    NotFound
        If an account does not exist.
    NotCovered
        If the day is not covered.
    AleppoMapError
        If the control has no accounts, or the two are one.

    Examples
    --------
    >>> import aleppomap as am
    >>> told = am.agreement(am.load(), "SOHR", "Russian Reconciliation Centre", "2016-11-28")
    >>> told["agreement"].value_counts().to_dict()
    {'agree': 7, 'silent': 3, 'differ': 1}
    """
    told: Any = control_of(control)
    if told.cells is None or not hasattr(told, "with_account"):
        raise AleppoMapError(
            "this control has one account; give a history of districts, or a territory"
        )
    ids = [account_named(name, told.accounts) for name in (one, other)]
    if ids[0] == ids[1]:
        raise AleppoMapError(f"{one!r} and {other!r} are one account; give two")
    pair = _Pair([told.with_account(account) for account in ids], ids)
    said = origin(told.about, getattr(told, "known_on", None))
    del said["account"]
    said |= {"one": ids[0], "other": ids[1]}
    if date is not None:
        found: pd.DataFrame = pair.on(as_day(date))
        totals = pair.totals(found, as_day(date))
        found.attrs = {"day": str(as_day(date)), **said, **totals}
        return found
    changed = {day: pair.totals(pair.on(day), day) for day in told.change_dates}
    rows, last = [], told.dates[0]
    for day in told.dates:
        last = day if day in changed else last
        rows.append({"date": day, **changed[last]})
    days = pd.DataFrame(rows)
    days.attrs = said
    return days


class _Pair:
    """Two accounts of the same districts."""

    def __init__(self, histories: Sequence[DistrictControl], ids: Sequence[str]) -> None:
        self.histories, self.ids = histories, ids
        self.area_km2 = area_km2(histories[0].cells)
        self.first_words = [
            history.own_spells.groupby("district")["start"].min() for history in histories
        ]

    def on(self, day: date) -> gpd.GeoDataFrame:
        """Return what both say of each district of which either has spoken by a day."""
        snapshots = [history.at(day) for history in self.histories]
        cells = snapshots[0]
        parties = [party.party for party in self.histories[0].parties]
        spoke = self._spoke(snapshots, day)
        both = spoke[0] & spoke[1]
        shares = [_shares(snapshot, parties) for snapshot in snapshots]
        agreed, disputed = _overlap(*shares)
        step = np.abs(shares[0][1] - shares[1][1])
        step[step.max(axis=1) <= _LEAST_SHARE] = shares[0][1][step.max(axis=1) <= _LEAST_SHARE]
        party = step.argmax(axis=1)
        km2 = self.area_km2.reindex(cells.index).to_numpy(float)
        word = np.where(disputed[1] < DISPUTE_SHARE, "agree", "differ")
        table: dict[str, Any] = {
            "name": cells["name"],
            "agreement": np.where(both, word, "silent"),
            "one_control": snapshots[0]["control"],
            "other_control": snapshots[1]["control"],
            "party": np.asarray(parties, dtype=object)[party],
        }
        for who, of in zip(("one", "other"), shares, strict=True):
            for bound, values in zip(vocab.BOUNDS, of, strict=True):
                table[f"{who}_{bound}_share"] = values[np.arange(len(cells)), party]
        table |= {"one_spoke": spoke[0], "other_spoke": spoke[1]}
        for name, parts in (("agreed", agreed), ("disputed", disputed)):
            for bound, part in zip(vocab.BOUNDS, parts, strict=True):
                table[f"{name}_{bound}_km2"] = np.where(both, part * km2, 0.0)
        table["area_km2"] = km2
        frame = pd.DataFrame(table, index=cells.index)[spoke[0] | spoke[1]]
        return gpd.GeoDataFrame(frame, geometry=cells.geometry[frame.index], crs=cells.crs)

    def _spoke(
        self, snapshots: Sequence[gpd.GeoDataFrame], day: date
    ) -> list[npt.NDArray[np.bool_]]:
        """Return of which districts each has spoken; the synthesis, where the other has."""
        index = snapshots[0].index
        spoke = [index.isin(first.index[first <= day]) for first in self.first_words]
        for mine, theirs in ((0, 1), (1, 0)):
            if self.ids[mine] == vocab.SYNTHESIS:
                spoke[mine] = spoke[theirs] & (snapshots[mine]["control"] != vocab.UNKNOWN)
        return [np.asarray(heard, dtype=bool) for heard in spoke]

    def totals(self, rows: pd.DataFrame, day: date) -> dict[Any, float]:
        """Return the sums of a day, and how much of the changed ground each reported."""
        sums = {
            column: float(rows[column].sum())
            for column in rows.columns
            if column.startswith(("agreed_", "disputed_"))
        }
        for who, heard in (("one", "other_spoke"), ("other", "one_spoke")):
            sums[f"{who}_only_km2"] = float(rows.loc[~rows[heard], "area_km2"].sum())
        reported = self.histories[0].coverage(day)
        for who, account in zip(("one", "other"), self.ids, strict=True):
            sums[f"{who}_coverage_share"] = float(reported.get(account, 1.0))
        return sums


def _shares(snapshot: gpd.GeoDataFrame, parties: Sequence[str]) -> _Floats:
    """Return the shares of the parties: low, best and high, by cell, by party."""
    columns = [[f"{party}_share_{bound}" for party in parties] for bound in vocab.BOUNDS]
    plain = pd.DataFrame(snapshot)
    return np.stack([plain[names].to_numpy(float) for names in columns])


def _overlap(one: _Floats, other: _Floats) -> tuple[_Floats, _Floats]:
    """Return the parts of each cell on which two agree and differ: low, best and high.

    With the shares p and q of the parties: agreed is the sum of min(p, q); in dispute is what
    one gives to some party and the other to another, the lesser of the sums of p - q and of
    q - p where they are above 0.
    """
    agreed = np.minimum(np.minimum(one, other).sum(axis=2), 1.0)
    more = np.maximum(one - other[::-1], 0.0).sum(axis=2)
    less = np.maximum(other - one[::-1], 0.0).sum(axis=2)
    return agreed, np.minimum(np.minimum(more, less), 1.0)
