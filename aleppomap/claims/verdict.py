"""Verdicts: a stated number beside our own, and the assumption that decides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from aleppomap import vocab
from aleppomap.claims.model import Claim
from aleppomap.claims.quantity import Bands
from aleppomap.claims.readings import Reading, Value

__all__ = ["FLIP_NOTE", "ROBUSTNESS_NOTES", "OnTheDay", "Verdict", "flips", "is_flip"]

FLIP_NOTE = (
    "A flip is between holds (matches, close) and does not hold (too high, too low, too close to "
    "call), and between too high and too low where words leave open their window, their "
    "denominator or whom they mean."
)
"""To stand beside every table of readings."""

ROBUSTNESS_NOTES = {
    vocab.FIRM: "Firm: no single change of assumption flips the answer.",
    vocab.HINGES: "Hinges on: one or two changes, each made alone, flip the answer.",
    vocab.OPEN: "Open: three or more changes flip the answer, it is too close to call, or it "
    "counts places of a list that is not ours.",
}
"""What the words for robustness mean, to stand where they are shown."""

_IN_WORDS = ("adjacency", "split", "frontline")
"""Kinds that are true or not: their reason says what was found, and no number stands for it."""

_OF_GROUND = ("share", "area", "count", "containment")
_INSIDE = (vocab.MATCHES, vocab.CLOSE)
_OUTSIDE = (vocab.TOO_HIGH, vocab.TOO_LOW, vocab.TOO_CLOSE)


@dataclass(frozen=True)
class OnTheDay:
    """The same headline from what was published by the day of the claim."""

    rating: str
    low: float
    best: float
    high: float


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
        The assumptions that, changed alone, change the answer: fixed, they leave no flip.
    notes
        Such as ``rounded up``; in order of weight.
    headline
        The headline reading; None when nothing could be computed.
    low, high
        Our own range: every disputed date late and early; not the whole error.
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
    on_the_day
        The headline as known when the claim was published; None when there was none.
    holds_on
        The days on which the stated number holds, such as "28 Nov - 2 Dec"; empty for none.
    reason
        Why there is no number, or what else must be said.
    rests_on
        The days of data behind a number of a series, each with its files.
    counted
        The name of the party that held or gained what is counted; empty where it goes unsaid.
    instrument
        What the instrument check says of a figure that misses together with all others of its
        days: that our own baseline may be at fault. Empty where it says nothing.
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
    on_the_day: OnTheDay | None = None
    holds_on: str = ""
    reason: str = ""
    rests_on: tuple[str, ...] = ()
    counted: str = ""
    instrument: str = ""

    @property
    def deciding(self) -> tuple[str, ...]:
        """The smallest set of assumptions that, once fixed, leaves no flip.

        One assumption is changed at a time, so it is `hinges_on`; as JSON it goes by this name.
        """
        return self.hinges_on

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

    @property
    def in_words(self) -> bool:
        """Whether it is of a kind that is true or not, so that its reason says what was found."""
        return self.claim.kind in _IN_WORDS

    @property
    def ours(self) -> str:
        """Our number with its range and unit; empty when there is none, or words say it better."""
        if self.headline is None or self.in_words:
            return ""
        unit = self.headline.unit
        shown = _shown(self.headline.number, unit)
        if self.low == self.high or _digits(self.low, unit) == _digits(self.high, unit):
            return shown
        return f"{shown} ({_digits(self.low, unit)}–{_digits(self.high, unit)})"

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
        if self.headline is None:
            return " ".join(filter(None, [head, self.reason, *claim.assumed, self._left()]))
        if self.in_words:
            tail = [self.reason, *claim.assumed, self._left(), self._basis()]
            return " ".join(filter(None, [head, f"At the end of {claim.as_of}:", *tail]))
        value = self.headline
        verb = f" {_verb(claim)}" if claim.unit or claim.kind in _OF_GROUND else ""
        whose = f" by {self.counted}," if verb and self.counted else ""
        parts = [f"We find {self.ours}{verb}{whose}"]
        parts.append(_when(claim))
        if claim.kind in ("share", "containment"):
            parts.append(f", {value.numerator_km2:,.1f} of {value.denominator_km2:,.1f} km²")
        deciding = [
            f"{reading.factor} ({reading.label}): "
            + _shown(reading.value.number, reading.value.unit)
            for reading, rating in zip(self.readings_tried, self.ratings_tried, strict=True)
            if self._flips(reading, rating)
        ]
        if deciding:
            parts.append("; changed one at a time, " + "; ".join(deciding))
        then = self.on_the_day
        if then and is_flip(self.rating, then.rating):
            parts.append(
                f". As known on the day: {then.rating.replace('-', ' ')}, "
                f"{_shown(then.best, value.unit)}"
            )
        tail = [f"{''.join(parts)}.", *claim.assumed, self.reason, self.instrument]
        tail += [self._left(), self._basis()]
        return " ".join(filter(None, [head, *tail]))

    def _left(self) -> str:
        """Return which numbers of the text are not the one judged, and how to have them judged."""
        left = self.claim.left
        if not left:
            return ""
        said = vocab.listed([f"“{number}”" for number in left])
        was = "was" if len(left) == 1 else "were"
        it = "it" if len(left) == 1 else "each"
        return (f"{said} of the same words {was} not judged: give {it} a sentence of its own, or "
                "the text to aleppomap report.")  # fmt: skip

    def _basis(self) -> str:
        """Return the data, and for a series the days and files, that the number rests on."""
        data = f"Data {self.data_version}." if self.data_version else ""
        if not self.rests_on:
            return data
        return " ".join(filter(None, [f"Rests on {vocab.listed(self.rests_on)}.", data]))

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
            "deciding": list(self.deciding),
            "reports": list(self.reports),
            "on_the_day": vars(self.on_the_day) if self.on_the_day else None,
            "holds_on": self.holds_on,
            "reason": self.reason,
            "instrument": self.instrument,
            "since": claim.since.isoformat() if claim.since else None,
            "assumed": list(claim.assumed),
            "rests_on": list(self.rests_on),
            "left": list(claim.left),
        }

    def __repr__(self) -> str:
        if self.headline is None:
            return f"<Verdict {self.claim.text!r}: {self.words}. {self.reason}>"
        found = self.reason if self.in_words else f"Ours: {self.ours}"
        return f"<Verdict {self.claim.text!r}, {self.claim.as_of}: {self.words}. {found}>"

    def _repr_html_(self) -> str:
        """Return the verdict as a notebook shows it; every text is escaped."""
        rows = "".join(
            f"<tr><td>{escape(row['factor'])}</td><td>{escape(row['reading'])}</td>"
            f"<td>{'' if math.isnan(row['number']) else format(row['number'], '.1f')}</td>"
            f"<td>{escape(row['rating'].replace('-', ' '))}</td>"
            f"<td>{'changes the answer' if row['flips'] else ''}</td>"
            f"<td>{escape(row['note'])}</td></tr>"
            for row in self.readings.to_dict("records")
        )
        table = ""
        if rows:
            heads = ("assumption", "read as", "number", "verdict", "", "note")
            head = "".join(f"<th>{name}</th>" for name in heads)
            table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return f"<div><p>{escape(self.sentence())}</p>{table}</div>"

    def _flips(self, reading: Reading, rating: str) -> bool:
        return flips(self.rating, reading, rating)


def flips(headline: str, reading: Reading, rating: str) -> bool:
    """Return whether a reading changes the answer: it holds or not, or what its words mean."""
    meaning = reading.factor in ("window", "denominator") or reading.factor.startswith("who ")
    turned = meaning and {headline, rating} == {vocab.TOO_HIGH, vocab.TOO_LOW}
    return reading.counts and (turned or is_flip(headline, rating))


def is_flip(headline: str, other: str) -> bool:
    """Return whether one word says the claim holds and the other that it does not."""
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


def _when(claim: Claim) -> str:
    """Return the days a number holds for, as the sentence ends with them."""
    if claim.since is None or claim.measure == "held":
        return f" by the end of {claim.as_of}"
    return f" from the end of {claim.since} to the end of {claim.as_of}"


def _verb(claim: Claim) -> str:
    return claim.measure if claim.measure in ("held", "gained") else "lost"


_UNITS = {"percent": "%", "km2": "km²", "day": "days"}


def _shown(number: float, unit: str) -> str:
    return f"{_digits(number, unit)} {_UNITS.get(unit, unit)}".strip()


def _digits(number: float, unit: str) -> str:
    return f"{number:,.{0 if unit in ('districts', 'day') else 1}f}"
