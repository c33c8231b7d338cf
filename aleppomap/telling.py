"""The state of a district in words, and the reports behind it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from aleppomap import vocab

__all__ = ["evidence_of", "state_words"]

_SHOWN = ["date", "account", "account_name", "to", "to_share_low", "to_share_high",
          "at_least", "confidence", "summary", "publisher", "url"]  # fmt: skip


def evidence_of(
    rows: pd.DataFrame,
    state: Mapping[str, Any] | pd.Series[Any],
    behind: Collection[str],
    differing: Collection[str],
    weighed: Collection[str],
    withdrawn: pd.DataFrame,
) -> pd.DataFrame:
    """Return the reports on a district in order of date, and where each stands.

    A report that the state rests on may still say otherwise: a synthesis weighs accounts
    that exclude each other. Who says that a party holds ground where the state gives it
    none differs.

    Parameters
    ----------
    rows
        The reports on the district up to a day; typed, index report.
    state
        The district's row of the snapshot.
    behind
        Reports that it cites.
    differing
        Reports that say otherwise that day, of the party, the share or the date.
    weighed
        Reports that differ if they name a party that the state gives nothing.
    withdrawn
        The reports on the district that their speakers took back, with ``withdrawn_by``.

    Returns
    -------
    DataFrame
        Index ``report``; ``stance`` (``behind``, ``differs``, ``withdrawn``, or ``before`` for
        other reports up to the day), then what a reader needs of the report. ``says`` is ``to``,
        but ``no change`` of a denial or an attack that was repelled; ``withdrawn_by`` the report
        that took it back, else empty.
    """
    if len(withdrawn):
        rows = pd.concat([rows, withdrawn.drop(columns="withdrawn_by")])
    rows = rows.sort_values(["latest", "reported_on"], kind="stable")
    result = rows[_SHOWN].copy()
    taken_back = dict(withdrawn["withdrawn_by"])
    result["withdrawn_by"] = [taken_back.get(report, "") for report in rows.index]
    pairs = list(zip(rows["change"], rows["from"], strict=True))
    denied = [not change and bool(before) for change, before in pairs]
    result.insert(3, "says", np.where(denied, "no change", rows["to"]))
    against = []
    for no, (_, before), to, some in zip(
        denied, pairs, rows["to"], rows["to_share_low"].fillna(1), strict=True
    ):
        parties = before if no else (to,)
        none = all(state.get(f"{party}_share_best", 1.0) <= 0 for party in parties)
        against.append(some > 0 and none)
    stance = [
        "withdrawn"
        if report in taken_back
        else "differs"
        if (report in differing and report not in behind) or (report in weighed and other)
        else "behind"
        if report in behind
        else "before"
        for report, other in zip(rows.index, against, strict=True)
    ]
    result.insert(0, "stance", stance)
    return result


def state_words(
    state: Mapping[str, Any] | pd.Series[Any],
    names: Mapping[str, str],
    holders: Sequence[str],
    where: str,
) -> str:
    """Return a row of a snapshot in words.

    Parameters
    ----------
    state
        Its ``control``, shares and flags.
    names
        Holder to name.
    holders
        Party ids, and ``unknown``.
    where
        The district and the day, as they head the sentence.

    Examples
    --------
    >>> state = {"control": "red", "red_share_low": 0.5, "red_share_best": 0.6,
    ...          "red_share_high": 1, "disputed": True, "changing": False, "silent": False}
    >>> state_words(state, {"red": "The Reds"}, ["red"], "Mill, end of 2020-03-01")
    'Mill, end of 2020-03-01: held by The Reds [The Reds 60 % (50–100)]; disputed'
    """
    parts = []
    for holder in sorted(holders, key=lambda h: -state[f"{h}_share_best"]):
        low, best, high = (100 * state[f"{holder}_share_{b}"] for b in vocab.BOUNDS)
        if high >= 0.5:
            span = f" ({low:.0f}–{high:.0f})" if f"{low:.0f}" != f"{high:.0f}" else ""
            parts.append(f"{names[holder]} {best:.0f} %{span}")
    flags = [flag for flag in vocab.FLAGS if state[flag]]
    word = names.get(state["control"], state["control"])
    head = word if state["control"] in (vocab.CONTESTED, vocab.UNKNOWN) else f"held by {word}"
    tail = f"; {', '.join(flags)}" if flags else ""
    return f"{where}: {head} [{'; '.join(parts)}]{tail}"
