"""Verdicts: a stated number beside our own, and the assumption that decides."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from aleppomap import vocab
from aleppomap.claims.model import KINDS_JUDGED, Claim, claim_from_phrase, claim_from_row
from aleppomap.claims.quantity import Bands, Quantity, bands
from aleppomap.claims.readings import Reading, Value, alternatives, evaluate, own_range
from aleppomap.errors import NotCovered, NotFound
from aleppomap.history import ControlHistory
from aleppomap.territory import Territory, load

__all__ = ["Verdict", "check", "check_all", "judge", "rate"]

_PHRASES = (
    (10.0, "a tenth"), (20.0, "a fifth"), (25.0, "a quarter"), (30.0, "30 %"),
    (100 / 3, "a third"), (40.0, "40 %"), (50.0, "half"), (60.0, "60 %"),
    (200 / 3, "two thirds"), (70.0, "70 %"), (75.0, "three quarters"), (80.0, "80 %"),
    (90.0, "90 %"),
)  # fmt: skip
_INSIDE = (vocab.MATCHES, vocab.CLOSE)
_OUTSIDE = (vocab.TOO_HIGH, vocab.TOO_LOW, vocab.TOO_CLOSE)


@dataclass(frozen=True)
class Verdict:
    """What comes of a claim: our number, its range, the word, and what decides it.

    Parameters
    ----------
    claim
        The claim.
    rating
        One of `vocab.RATINGS`.
    robustness
        ``firm``, ``hinges on`` or ``open``; empty when there is nothing to change.
    hinges_on
        The assumptions that, changed alone, change the answer; empty when open for
        being too close to call.
    notes
        Such as ``rounded up``; in order of weight.
    headline
        The headline reading; None when nothing could be computed.
    low, high
        Our own range: every disputed date late and early.
    bands
        What the words allow; None when there is no number.
    readings_tried
        Every reading but the headline.
    ratings_tried
        The rating of each of them.
    reports
        The reports the headline rests on.
    direction
        ``advance``, or ``remainder`` for a share that the loser still holds: its number is
        read the other way round, so that too high always means too much of an advance.
    data_version
        Version of the data.
    reason
        Why there is no number, or what else must be said.
    """

    claim: Claim
    rating: str
    robustness: str
    hinges_on: tuple[str, ...]
    notes: tuple[str, ...]
    headline: Value | None
    low: float
    high: float
    bands: Bands | None
    readings_tried: tuple[Reading, ...]
    ratings_tried: tuple[str, ...]
    reports: tuple[str, ...]
    direction: str
    data_version: str
    reason: str = ""

    @property
    def best(self) -> float:
        """Our number in the claim's unit; NaN when there is none."""
        return self.headline.number if self.headline else math.nan

    @property
    def readings(self) -> pd.DataFrame:
        """One row a reading: factor, reading, number, areas, rating, whether it flips."""
        rows: list[dict[str, object]] = []
        if self.headline:
            rows.append(_reading_row(Reading("headline", "as the claim words it", self.headline),
                                     self.rating, False))  # fmt: skip
        for reading, rating in zip(self.readings_tried, self.ratings_tried, strict=True):
            rows.append(_reading_row(reading, rating, self._flips(reading, rating)))
        columns = ["factor", "reading", "number", "numerator_km2", "denominator_km2", "rating",
                   "flips", "counts", "note"]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    @property
    def words(self) -> str:
        """The rating and its robustness as a reader would say them."""
        tail = {vocab.FIRM: "firm", vocab.OPEN: "open"}.get(self.robustness, "")
        if self.robustness == vocab.HINGES:
            tail = f"hinges on {vocab.listed(self.hinges_on)}"
        head = ", ".join([self.rating.replace("-", " "), *self.notes])
        return f"{head}; {tail}" if tail else head

    def sentence(self) -> str:
        """Return the verdict as a paragraph a newsroom could print.

        Returns
        -------
        str
            The claim, the word, our number with its range and areas, the numbers of
            the assumptions that decide, the day and the version of the data.
        """
        claim = self.claim
        head = f"“{claim.text}”: {self.words[0].upper()}{self.words[1:]}."
        if self.headline is None or claim.quantity is None:
            return f"{head} {self.reason}".strip()
        number = f"{_shown(self.best, claim)} ({_span(self.low, self.high, claim)})"
        verb = {"held": "held", "gained": "gained"}.get(claim.measure, "lost")
        parts = [f"We find {number} {verb} by the end of {claim.as_of}"]
        if claim.kind == "share":
            value = self.headline
            parts.append(f", {value.numerator_km2:.1f} of {value.denominator_km2:.1f} km²")
        deciding = [
            f"{reading.factor} ({reading.label}): {_shown(reading.value.number, claim)}"
            for reading, rating in zip(self.readings_tried, self.ratings_tried, strict=True)
            if self._flips(reading, rating)
        ]
        if deciding:
            parts.append("; changed one at a time, " + "; ".join(deciding))
        tail = f" {self.reason}" if self.reason else ""
        return f"{head} {''.join(parts)}.{tail} Data {self.data_version}."

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as plain values, as ``check --format json`` prints it."""
        claim, quantity = self.claim, self.claim.quantity
        stated = None if quantity is None else [quantity.low, quantity.high]
        return {
            "claim_id": claim.claim_id,
            "kind": claim.kind,
            "text": claim.text,
            "date": claim.as_of.isoformat() if claim.as_of else None,
            "rating": self.rating,
            "robustness": self.robustness,
            "hinges_on": list(self.hinges_on),
            "notes": list(self.notes),
            "direction": self.direction,
            "stated": stated,
            "hedge": quantity.hedge if quantity else "",
            "unit": quantity.unit if quantity else "",
            "core": str(self.bands.core) if self.bands else "",
            "tolerated": str(self.bands.tolerated) if self.bands else "",
            "low": _rounded(self.low),
            "best": _rounded(self.best),
            "high": _rounded(self.high),
            "n_readings": len(self.readings),
            "readings": [
                {k: _rounded(v) if isinstance(v, float) else v for k, v in row.items()}
                for row in self.readings.to_dict("records")
            ],
            "deciding": list(self.hinges_on),
            "reports": list(self.reports),
            "reason": self.reason,
        }

    def __repr__(self) -> str:
        if self.headline is None:
            return f"<Verdict {self.claim.text!r}: {self.words}. {self.reason}>"
        span = f"{_shown(self.best, self.claim)} ({_span(self.low, self.high, self.claim)})"
        return f"<Verdict {self.claim.text!r}, {self.claim.as_of}: {self.words}. Ours: {span}>"

    def _flips(self, reading: Reading, rating: str) -> bool:
        return reading.counts and _is_flip(self.rating, rating)


def _is_flip(headline: str, other: str) -> bool:
    return (headline in _INSIDE and other in _OUTSIDE) or (
        headline in _OUTSIDE and other in _INSIDE
    )


def _reading_row(reading: Reading, rating: str, flips: bool) -> dict[str, object]:
    value = reading.value
    return {
        "factor": reading.factor, "reading": reading.label, "number": value.number,
        "numerator_km2": value.numerator_km2, "denominator_km2": value.denominator_km2,
        "rating": rating, "flips": flips, "counts": reading.counts, "note": reading.note,
    }  # fmt: skip


def _rounded(number: float) -> float | None:
    return round(number, 4) if math.isfinite(number) else None


def _shown(number: float, claim: Claim) -> str:
    unit = claim.quantity.unit if claim.quantity else "percent"
    if unit == "districts":
        return f"{number:.0f} districts"
    return f"{number:.1f} {'%' if unit == 'percent' else 'km²'}"


def _span(low: float, high: float, claim: Claim) -> str:
    digits = 0 if claim.kind == "count" else 1
    return f"{low:.{digits}f}–{high:.{digits}f}"


def _direction(claim: Claim, territory: Territory) -> str:
    return "remainder" if is_remainder(claim, territory.evidence.pivot) else "advance"


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
        The claim; a remaining share or area turns the direction, not the number.
    allowed
        What its words allow.
    loser
        The party whose ground is counted down; ``held`` by it is a remainder.

    Returns
    -------
    str
        ``matches``, ``close``, ``too-high`` or ``too-low``, in the direction of the advance.
    """
    if number in allowed.core:
        return vocab.MATCHES
    if number in allowed.tolerated:
        return vocab.CLOSE
    stated_too_high = number < allowed.tolerated.low
    if is_remainder(claim, loser):
        stated_too_high = not stated_too_high
    return vocab.TOO_HIGH if stated_too_high else vocab.TOO_LOW


def judge(claim: Claim, territory: Territory, history: ControlHistory | None = None) -> Verdict:
    """Return the verdict on one claim.

    Parameters
    ----------
    claim
        What was stated.
    territory
        The territory it speaks of.
    history
        The history of the headline; the synthesis by default.

    Returns
    -------
    Verdict
        Always a verdict: what cannot be decided says why.
    """
    history = (history or territory.history()).variant(ranges=False)
    plain = _without_number(claim, territory)
    if plain is not None:
        return plain
    quantity = claim.quantity
    if quantity is None:  # excluded above; keeps the type narrow
        return _bare(claim, territory, vocab.NOT_CHECKABLE, "It states no number.")
    region_id = claim.region or str(territory.settings["default_region"])
    try:
        headline = evaluate(claim, history, territory.region(region_id, history))
        late, early = own_range(claim, territory, history)
        tried = tuple(alternatives(claim, territory, history))
    except NotCovered as error:
        return _bare(claim, territory, vocab.CANNOT_TELL, _sentence_case(str(error)))
    low, high = min(late, headline.number), max(early, headline.number)
    allowed = bands(quantity, low, high)
    loser = territory.evidence.pivot
    rating = rate(headline.number, claim, allowed, loser)
    ratings = tuple(rate(r.value.number, claim, allowed, loser) for r in tried)
    largest = max([headline.number, *(r.value.number for r in tried if r.counts)])
    if quantity.hedge == "up to" and largest in allowed.core:
        rating = vocab.MATCHES
    if rating in _OUTSIDE and quantity.low <= high and quantity.high >= low:
        rating = vocab.TOO_CLOSE
    flipped = tuple(
        dict.fromkeys(
            r.factor for r, word in zip(tried, ratings, strict=True)
            if r.counts and _is_flip(rating, word)
        )
    )  # fmt: skip
    robustness = vocab.FIRM if not flipped else vocab.HINGES if len(flipped) < 3 else vocab.OPEN
    if rating == vocab.TOO_CLOSE:
        robustness = vocab.OPEN
    reason = ""
    if claim.contradiction:
        rating, robustness, reason = vocab.CONTRADICTS_ITSELF, "", claim.contradiction
    elif claim.kind == "count":
        reason = (
            f"Counted in the {len(territory.districts)} districts of these data; "
            "quarters of another list differ in number and size."
        )
    return Verdict(
        claim, rating, robustness, flipped, _notes(headline.number, quantity, allowed, rating),
        headline, low, high, allowed, tried, ratings,
        _reports_behind(headline, history, claim), _direction(claim, territory),
        territory.data_version, reason,
    )  # fmt: skip


def _without_number(claim: Claim, territory: Territory) -> Verdict | None:
    """Return the verdict on a claim that no number can decide; None when one can."""
    if claim.kind not in KINDS_JUDGED:
        why = f"Claims of kind {claim.kind} are not judged yet."
        return _bare(claim, territory, vocab.PENDING, why)
    if claim.quantity is None:
        why = "It states no number that polygons and reports can decide."
        return _bare(claim, territory, vocab.NOT_CHECKABLE, why)
    for value in (claim.quantity.low, claim.quantity.high):
        if value < 0 or (claim.quantity.unit == "percent" and value > 100):
            why = f"{value:g} is not a possible number of {claim.quantity.unit}."
            return _bare(claim, territory, vocab.NOT_CHECKABLE, why)
    if claim.as_of is None:
        why = "It names no day; give one with a date."
        return _bare(claim, territory, vocab.CANNOT_TELL, why)
    if not claim.region and not territory.settings.get("default_region"):
        return _bare(claim, territory, vocab.CANNOT_TELL, "It names no denominator.")
    return None


def _bare(claim: Claim, territory: Territory, rating: str, reason: str) -> Verdict:
    if claim.contradiction:
        rating, reason = vocab.CONTRADICTS_ITSELF, f"{claim.contradiction} {reason}"
    return Verdict(
        claim, rating, "", (), (), None, math.nan, math.nan, None, (), (), (),
        _direction(claim, territory), territory.data_version, reason,
    )  # fmt: skip


def _sentence_case(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def _notes(best: float, quantity: Quantity, allowed: Bands, rating: str) -> tuple[str, ...]:
    if rating not in _INSIDE:
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


def _reports_behind(value: Value, history: ControlHistory, claim: Claim) -> tuple[str, ...]:
    if claim.as_of is None:
        return ()
    cited = history.at(claim.as_of).loc[list(value.districts), "report_ids"]
    return tuple(dict.fromkeys(report for reports in cited for report in reports))


def check(
    what: str,
    date: str | date | None = None,
    *,
    territory: Territory | None = None,
    account: str = vocab.SYNTHESIS,
) -> Verdict:
    """Check one claim: a phrase with its date, or a claim of the territory by id.

    Parameters
    ----------
    what
        A phrase such as "about 40% of the militant-held part", or a claim id.
    date
        The day it speaks of; needed for a phrase, taken from the table for an id.
    territory
        The territory; the bundled Aleppo by default.
    account
        Whose account the headline follows.

    Returns
    -------
    Verdict
        Also for what cannot be decided: its rating and reason say so.

    Raises
    ------
    AleppoMapError
        If the text is empty or the account does not exist.
    ValueError
        If the date is no day.

    Examples
    --------
    >>> import aleppomap as am
    >>> am.check("about 40% of the militant-held part", date="2016-11-28").rating
    'matches'
    """
    place = territory or load()
    if what in place.claims.index:
        claim = claim_from_row(what, dict(place.claims.loc[what]))
    else:
        claim = claim_from_phrase(what, date, place)
    return judge(claim, place, place.history(account))


def check_all(
    claims: Iterable[str] | None = None,
    *,
    territory: Territory | None = None,
    account: str = vocab.SYNTHESIS,
) -> list[Verdict]:
    """Check claims of a territory's table, in its order.

    Parameters
    ----------
    claims
        Claim ids; None for all.
    territory
        The territory; the bundled Aleppo by default.
    account
        Whose account the headline follows.

    Raises
    ------
    NotFound
        If an id is not in the table.
    """
    place = territory or load()
    wanted = list(place.claims.index) if claims is None else list(claims)
    for name in wanted:
        if name not in place.claims.index:
            raise NotFound("claim", name, place.claims.index)
    history = place.history(account)
    return [
        judge(claim_from_row(name, dict(place.claims.loc[name])), place, history) for name in wanted
    ]
