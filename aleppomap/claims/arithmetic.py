"""Claims of one speaker that cannot both be true, whatever the polygons say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from aleppomap.claims.model import Claim
from aleppomap.claims.quantity import bands

__all__ = ["refute"]


def refute(claims: Sequence[Claim], loser: str) -> list[Claim]:
    """Return claims with `contradiction` filled where two of one speaker exclude each other.

    Two shares of the same area on the same day, by the same speaker, exclude each
    other when what one says is lost and what the other leaves lost have no number in
    common, as far as their words tolerate.

    Parameters
    ----------
    claims
        The claims of one text or one source.
    loser
        The party whose ground is counted down; a share held by it is a remainder.

    Returns
    -------
    list of Claim
        In the same order; claims that already contradict themselves stay as they are.
    """
    result = list(claims)
    for i, j in combinations(range(len(result)), 2):
        one, other = result[i], result[j]
        if not _comparable(one, other):
            continue
        span, other_span = _lost_span(one, loser), _lost_span(other, loser)
        if span is None or other_span is None:
            continue
        if span[0] > other_span[1] or other_span[0] > span[1]:
            for here, there in ((i, other), (j, one)):
                if not result[here].contradiction:
                    why = f"The same source also says {there.text!r}; both cannot be true."
                    result[here] = replace(result[here], contradiction=why)
    return result


def _comparable(one: Claim, other: Claim) -> bool:
    return (
        one.kind == other.kind == "share"
        and _of(one) == _of(other)
        and one.as_of is not None
        and not (one.modality or other.modality or one.negated or other.negated)
        and bool(one.account or one.speaker)
    )


def _of(claim: Claim) -> tuple[object, ...]:
    """Return what a share is of, when and by whom: only then can two exclude each other."""
    return (claim.as_of, claim.since, claim.region, claim.elsewhere, claim.past, claim.stranger,
            claim.account, claim.speaker)  # fmt: skip


def _lost_span(claim: Claim, loser: str) -> tuple[float, float] | None:
    """Return the shares lost that a claim's words tolerate; None when it says nothing of that."""
    if claim.quantity is None:
        return None
    tolerated = bands(claim.quantity, 0.0, 0.0).tolerated
    low, high = max(tolerated.low, 0.0), min(tolerated.high, 100.0)
    if claim.measure in ("lost", "taken"):
        return low, high
    if claim.measure == "gained":
        return low, 100.0  # what one party gained is the least that was lost
    if claim.measure == "held" and claim.party == loser:
        return 100.0 - high, 100.0 - low
    return None
