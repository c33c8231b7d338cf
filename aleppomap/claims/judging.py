"""From a claim to its verdict: the headline, one assumption at a time, the word."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from aleppomap import vocab
from aleppomap.claims.boundaries import BoundarySet
from aleppomap.claims.findings import Finding, word_for
from aleppomap.claims.model import Claim
from aleppomap.claims.quantity import WHOLE, WIDTHS, Bands, Quantity, Widths, as_widths, bands
from aleppomap.claims.verdict import OnTheDay, Verdict, flips
from aleppomap.claims.yardstick import OfTerritory, Yardstick
from aleppomap.errors import NotCovered
from aleppomap.history import ControlHistory
from aleppomap.territory import Territory

__all__ = ["judge", "judge_by", "rate"]

_PHRASES = (
    (10.0, "a tenth"), (20.0, "a fifth"), (25.0, "a quarter"), (30.0, "30 %"),
    (100 / 3, "a third"), (40.0, "40 %"), (50.0, "half"), (60.0, "60 %"),
    (200 / 3, "two thirds"), (70.0, "70 %"), (75.0, "three quarters"), (80.0, "80 %"),
    (90.0, "90 %"),
)  # fmt: skip
"""Common phrases a number may have been rounded to."""

OPEN_FROM = 3
"""With this many assumptions that flip the answer it is open."""

_MEASURED = ("share", "area", "count")
_TURNED = {vocab.TOO_HIGH: vocab.TOO_LOW, vocab.TOO_LOW: vocab.TOO_HIGH}
"""The words for a remainder: too much of it left is too little of an advance."""


def is_remainder(claim: Claim, loser: str) -> bool:
    """Return whether a share is what the loser still holds: the advance runs against it."""
    return claim.kind == "share" and claim.measure == "held" and claim.party == loser


def rate(number: float, claim: Claim, allowed: Bands, loser: str) -> str:
    """Return the word for one number: in the core, tolerated, or outside and on which side.

    Parameters
    ----------
    number
        Our number, in the claim's unit.
    claim
        The claim; a remaining share turns the direction, not the number.
    allowed
        What its words allow.
    loser
        The party whose ground is counted down; a share held by it is a remainder.

    Returns
    -------
    str
        ``matches``, ``close``, ``too-high`` or ``too-low``, in the direction of the advance.
    """
    word = word_for(number, allowed)
    return _TURNED.get(word, word) if is_remainder(claim, loser) else word


def judge(
    claim: Claim,
    territory: Territory,
    history: ControlHistory | None = None,
    boundaries: Sequence[BoundarySet] = (),
    widths: Widths | Mapping[str, float] = WIDTHS,
) -> Verdict:
    """Return the verdict on one claim about a territory.

    Parameters
    ----------
    claim
        What was stated.
    territory
        The territory it speaks of.
    history
        The history of the headline; the synthesis by default.
    boundaries
        Other boundary sets, each a reading.
    widths
        How far ours may lie from a stated number.

    Returns
    -------
    Verdict
        Always a verdict: what cannot be decided says why.
    """
    history = (history or territory.history()).variant(ranges=False)
    yardstick = OfTerritory(territory, history, boundaries)
    return judge_by(claim, yardstick, as_widths(widths))


def judge_by(claim: Claim, yardstick: Yardstick, widths: Widths = WIDTHS) -> Verdict:
    """Return the verdict on one claim, by what it is measured against.

    Parameters
    ----------
    claim
        What was stated.
    yardstick
        A territory, or a control alone.
    widths
        How far ours may lie from a stated number.

    Returns
    -------
    Verdict
        Always a verdict: what cannot be decided says why.
    """
    claim = yardstick.settled(claim)
    refusal = _refusal(claim, yardstick)
    if refusal is not None:
        return refusal
    try:
        if claim.kind == "containment":
            stated = replace(claim, kind="share", quantity=claim.quantity or WHOLE)
            return replace(_measure(stated, yardstick, widths), claim=claim)
        if claim.kind in _MEASURED:
            return _measure(claim, yardstick, widths)
        return _found(yardstick.find(claim), claim, yardstick)
    except NotCovered as error:
        return _bare(claim, yardstick, vocab.CANNOT_TELL, _sentence_case(error.what))


def _measure(claim: Claim, yardstick: Yardstick, widths: Widths) -> Verdict:
    """Return the verdict on a claim whose number polygons give."""
    quantity = claim.quantity or WHOLE
    loser = yardstick.loser
    headline = yardstick.value(claim)
    low, high = yardstick.own_range(claim)
    low, high = min(low, headline.number), max(high, headline.number)
    allowed = bands(quantity, low, high, widths)
    tried = tuple(yardstick.alternatives(claim))
    ratings = tuple(
        rate(r.value.number, replace(claim, party=r.party or claim.party), allowed, loser)
        for r in tried
    )
    rating = rate(headline.number, claim, allowed, loser)
    largest = max([headline.number, *(r.value.number for r in tried if r.counts)])
    if quantity.hedge == "up to" and largest in allowed.core:
        rating = vocab.MATCHES
    if rating in (vocab.TOO_HIGH, vocab.TOO_LOW) and quantity.low <= high and low <= quantity.high:
        rating = vocab.TOO_CLOSE
    notes = (*_notes(headline.number, quantity, allowed, rating), *yardstick.notes(claim))
    days, numbers = yardstick.over_time(claim)
    holds = [d for d, n in zip(days, numbers, strict=True) if n in allowed.tolerated]
    finding = Finding(
        headline, rating, low, high, tuple(zip(tried, ratings, strict=True)), notes,
        yardstick.reason(claim),
    )  # fmt: skip
    return replace(
        _found(finding, claim, yardstick),
        bands=allowed,
        reports=yardstick.reports(claim, headline),
        direction="remainder" if is_remainder(claim, loser) else "advance",
        on_the_day=_on_the_day(claim, yardstick, allowed),
        holds_on=_as_runs(holds),
    )


def _found(finding: Finding, claim: Claim, yardstick: Yardstick) -> Verdict:
    """Return the verdict on a finding: what flips it, and how robust it is."""
    tried = tuple(reading for reading, _ in finding.tried)
    ratings = tuple(rating for _, rating in finding.tried)
    flipped = tuple(
        dict.fromkeys(
            reading.factor for reading, rating in finding.tried
            if flips(finding.rating, reading, rating)
        )
    )  # fmt: skip
    rating, reason = finding.rating, finding.reason
    notes = (*finding.notes, "denied by its speaker") if claim.negated else finding.notes
    robustness = _robustness(rating, len(flipped))
    if robustness == vocab.FIRM and yardstick.another_list(claim):
        robustness = vocab.OPEN
    if claim.contradiction:
        rating, robustness = vocab.CONTRADICTS_ITSELF, ""
        reason = f"{claim.contradiction} {reason}".strip()
    return Verdict(
        claim, rating, robustness, flipped, notes, finding.headline, finding.low,
        finding.high, None, tried, ratings, (), "advance",
        yardstick.data_version, reason=reason, rests_on=yardstick.rests_on(claim),
        counted=yardstick.counted(claim),
    )  # fmt: skip


def _robustness(rating: str, flips: int) -> str:
    if rating == vocab.TOO_CLOSE or flips >= OPEN_FROM:
        return vocab.OPEN
    if rating in (vocab.CANNOT_TELL, vocab.NOT_CHECKABLE):
        return ""
    return vocab.HINGES if flips else vocab.FIRM


def _refusal(claim: Claim, yardstick: Yardstick) -> Verdict | None:
    """Return the verdict on a claim that nothing here can decide; None when something can."""
    quantity = claim.quantity
    if claim.unread:
        return _bare(claim, yardstick, vocab.CANNOT_TELL, claim.unread)
    if why := yardstick.refusal(claim):
        return _bare(claim, yardstick, vocab.NOT_CHECKABLE, why)
    if claim.no_ground:
        return _bare(claim, yardstick, vocab.NOT_CHECKABLE, claim.no_ground)
    if claim.kind in _MEASURED and quantity is None:
        why = "It states no number that polygons and reports can decide."
        if not claim.claim_id:  # there may be one that is not understood
            why = "Its words have no number of ground that is read here."
        return _bare(claim, yardstick, vocab.NOT_CHECKABLE, why)
    if quantity is not None:
        for value in (quantity.low, quantity.high):
            if value < 0 or (quantity.unit == "percent" and value > 100):
                why = f"{value:g} is not a possible number of {quantity.unit}."
                return _bare(claim, yardstick, vocab.NOT_CHECKABLE, why)
    if claim.modality and claim.kind != "split":
        why = f"It speaks of what may come ({claim.modality}), not of what is."
        if claim.modality == "withdrawn":
            why = "The text takes it back (withdrawn): it is no claim of its own."
        return _bare(claim, yardstick, vocab.NOT_CHECKABLE, why)
    if claim.as_of is None:
        why = "It names no day."
        return _bare(claim, yardstick, vocab.CANNOT_TELL, why)
    return None


def _bare(claim: Claim, yardstick: Yardstick, rating: str, reason: str) -> Verdict:
    if claim.contradiction:
        rating, reason = vocab.CONTRADICTS_ITSELF, f"{claim.contradiction} {reason}"
    return Verdict(
        claim, rating, "", (), (), None, math.nan, math.nan, None, (), (), (), "advance",
        yardstick.data_version, reason=reason,
    )  # fmt: skip


def _sentence_case(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def _notes(best: float, quantity: Quantity, allowed: Bands, rating: str) -> tuple[str, ...]:
    if rating not in (vocab.MATCHES, vocab.CLOSE):
        return ()
    if best > allowed.extra_above:
        return ("understated",)
    if best < allowed.extra_below:
        return ("overstated",)
    if quantity.unit != "percent" or quantity.low != quantity.high:
        return ()
    stated = quantity.low
    nearest, phrase = min(_PHRASES, key=lambda item: abs(item[0] - best))
    if abs(nearest - best) >= abs(stated - best) or abs(nearest - stated) < 0.5:
        return ()
    return (f"rounded {'up' if stated > best else 'down'} ({phrase} is nearer)",)


def _on_the_day(claim: Claim, yardstick: Yardstick, allowed: Bands) -> OnTheDay | None:
    """Return the headline from what was published by the day of the claim."""
    known = yardstick.known_then(claim)
    if known is None:
        return None
    low, best, high = known
    return OnTheDay(rate(best, claim, allowed, yardstick.loser), low, best, high)


def _as_runs(days: list[date]) -> str:
    """Return days as runs, such as "28 Nov - 2 Dec, 5 Dec"."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    ends = [(run[0], run[-1]) for run in runs]
    return ", ".join(
        f"{a.day} {a:%b}" if a == b else f"{a.day} {a:%b} – {b.day} {b:%b}" for a, b in ends
    )
