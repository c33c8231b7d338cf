"""What a verdict must say of our own baseline: the instrument check, for one claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from weakref import WeakKeyDictionary

from aleppomap.claims.comparable import comparable
from aleppomap.claims.instrument import (
    MISSES,
    InstrumentCheck,
    instrument_check,
    our_best,
    points_off,
)
from aleppomap.claims.judging import judge
from aleppomap.claims.making import claim_from_row
from aleppomap.claims.verdict import Verdict
from aleppomap.territory import Territory

__all__ = ["cautioned"]

_CHECKS: WeakKeyDictionary[Territory, tuple[InstrumentCheck, dict[date, float]]] = (
    WeakKeyDictionary()
)
"""The check of all published figures takes a second; one a territory is enough."""


def cautioned(verdict: Verdict, territory: Territory) -> Verdict:
    """Return a verdict by the synthesis, with what the instrument check says of it.

    It speaks of a share of the default area that misses, was published on days on which the
    check fires, and misses in the direction of all figures of those days.
    """
    claim = verdict.claim
    day = claim.published_on or claim.as_of
    if verdict.rating not in MISSES or day is None or not comparable(claim, territory):
        return verdict
    check, best = _check_of(territory)
    points = points_off(verdict, territory, best)
    return replace(verdict, instrument=check.caution(day, points)) if points else verdict


def _check_of(territory: Territory) -> tuple[InstrumentCheck, dict[date, float]]:
    """Return the check of every comparable figure of a territory's table, worked out once."""
    if territory not in _CHECKS:
        table = territory.claims
        claims = [claim_from_row(name, dict(table.loc[name])) for name in table.index]
        history = territory.history()
        verdicts = [judge(c, territory, history) for c in claims if comparable(c, territory)]
        _CHECKS[territory] = (instrument_check(verdicts, territory), our_best(territory))
    return _CHECKS[territory]
