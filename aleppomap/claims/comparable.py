"""What can be laid beside each other: claims on the whole area, and our own number day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from aleppomap import vocab
from aleppomap.claims.model import Claim
from aleppomap.claims.readings import over_time, region_of
from aleppomap.errors import NotCovered
from aleppomap.history import ControlHistory
from aleppomap.territory import Territory

__all__ = ["comparable", "our_series", "stated_share"]


def comparable(claim: Claim, territory: Territory) -> bool:
    """Return whether a claim states what share of the territory's area was lost or is left.

    Its denominator is the default one or none is named, and it counts from the baseline on.
    """
    quantity, default = claim.quantity, str(territory.settings.get("default_region", ""))
    return (
        claim.kind == "share"
        and quantity is not None
        and quantity.unit == "percent"
        and bool(default)
        and claim.region in ("", default)
        and claim.since is None
        and claim.as_of is not None
    )


def stated_share(claim: Claim, territory: Territory) -> tuple[float, float]:
    """Return a claim's number as a share lost, in percent: what is left is turned round."""
    if claim.quantity is None:
        return float("nan"), float("nan")
    low, high = claim.quantity.low, claim.quantity.high
    if claim.measure == "held" and claim.party == territory.evidence.pivot:
        return 100 - high, 100 - low
    return low, high


def our_series(
    territory: Territory, history: ControlHistory | None = None, *,
    kind: str = "share", measure: str = "lost",
) -> pd.DataFrame:  # fmt: skip
    """Return our own number for each day over the default area, all losses.

    Parameters
    ----------
    territory
        The territory.
    history
        Whose account; the synthesis by default.
    kind, measure
        ``share``, ``area`` or ``count``; ``lost`` or ``held``.

    Returns
    -------
    DataFrame
        Index day; ``low``, ``best``, ``high`` in the kind's unit, low and high with every
        disputed date late and early. Empty when the default area cannot be told.
    """
    empty = pd.DataFrame({bound: [] for bound in vocab.BOUNDS}, dtype=float)
    history = (history or territory.history()).variant(ranges=False)
    claim = Claim("", "", history.dates[-1], kind, measure, territory.evidence.pivot, "", None, "")
    columns = []
    days: Sequence[date] = ()
    try:
        for variant in (history, history.variant(dates="late"), history.variant(dates="early")):
            region = region_of(claim, territory, variant)
            days, numbers = over_time(claim, variant, region)
            columns.append(numbers)
    except NotCovered:
        return empty
    table = np.vstack(columns)
    frame = pd.DataFrame(
        {"low": table.min(axis=0), "best": table[0], "high": table.max(axis=0)}, index=list(days)
    )
    return frame.dropna()
