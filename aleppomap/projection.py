"""What one report says of one district, and the synthesis corrected by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aleppomap import vocab
from aleppomap.timeline import Bound, Shares, transfer

__all__ = ["Statement", "project"]


@dataclass(frozen=True)
class Statement:
    """What one report says of one district, as bounds on a share.

    Parameters
    ----------
    holders_from
        Parties the ground passed from; for ``contested``, the parties present.
    to
        A party, ``contested`` or ``unknown``.
    low, high
        Bounds on the share of the whole district that `to` holds; None where unstated.
    change
        Whether control changed; a denial leaves `to` with what it had.
    """

    holders_from: tuple[str, ...]
    to: str
    low: float | None
    high: float | None
    change: bool = True

    @property
    def whole(self) -> bool:
        """Whether the statement is about the whole district."""
        return self.low == 1.0 and self.high == 1.0


def project(
    state: Shares,
    opening: Shares,
    statement: Statement,
    holders: Sequence[str],
    bound: Bound = "best",
) -> Shares:
    """Return a state corrected by what one account says of the district.

    A report on part of a district is a bound, never a replacement of the whole.

    Parameters
    ----------
    state
        Share by holder in the synthesis.
    opening
        Share by holder on the baseline: what a denial goes back to.
    statement
        What the account says.
    holders
        Party ids, ``unknown`` last.
    bound
        Which end of a stated interval to take; contested ground without extent
        counts as 0, 0.5 or 1.

    Returns
    -------
    ndarray
        A new state adding to 1.

    Examples
    --------
    >>> says = Statement(("b",), "a", 0.8, 0.8)
    >>> project(np.array([0.3, 0.7, 0.0]), np.array([0, 1, 0.0]), says, ["a", "b", "unknown"])
    array([0.8, 0.2, 0. ])
    """
    index = {holder: position for position, holder in enumerate(holders)}
    givers = [index[name] for name in statement.holders_from if name in index]
    if statement.to == vocab.CONTESTED:
        return _contested(state, statement, givers, bound)
    to = index[statement.to]
    low, high = statement.low, statement.high
    if not statement.change and low is None:
        low, high = float(opening[to]), 1.0
    low, high = 0.0 if low is None else low, 1.0 if high is None else high
    target = min(max(float(state[to]), low), high)
    if bound != "best" and low < high < 1.0:
        target = low if bound == "low" else high
    if target >= state[to]:
        new = transfer(state, to, target, givers, len(holders) - 1)
        return new if new[to] >= target - 1e-9 else transfer(new, to, target, [], len(holders) - 1)
    new = state.copy()
    back = next((giver for giver in givers if giver != to), None)
    if back is None:
        rest = opening.copy()
        rest[to] = 0.0
        back = int(rest.argmax()) if rest.max() > 0 else len(holders) - 1
    new[back] += new[to] - target
    new[to] = target
    return new


def _contested(state: Shares, statement: Statement, present: list[int], bound: Bound) -> Shares:
    if len(present) < 2:
        held = [int(i) for i in np.argsort(-state, kind="stable") if i not in present]
        present = [*present, *held][:2]
    first, second = present[0], present[1]
    new = state.copy()
    if statement.low is None and statement.high is None:
        second_share = {"low": 0.0, "best": 0.5, "high": 1.0}[bound]
        new[:] = 0.0
        new[first], new[second] = 1 - second_share, second_share
        return new
    most = 1.0 if statement.high is None else statement.high
    excess = float(new[second]) - most
    if excess > 0:
        new[second] -= excess
        new[first] += excess
    return new
