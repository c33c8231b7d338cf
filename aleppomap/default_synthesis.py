"""Our reading of the reports where nobody wrote one: a rule, and the rows it gives.

For each district, in order of date (the last day a stated date can mean):

1. **Baseline.** What reports up to the baseline say: no change, or a change that far back.
   One report speaks for each holder, the surest, then the latest dated, then the earliest
   published; a whole handed over supersedes what was said before. Holders who claim more
   than the whole share it in proportion, each from nothing to what it claims. A district
   of which no report up to the baseline speaks is unknown.
2. **Changes.** Each report of a change, by any account. Further reports of what stands
   already confirm it: they are one change, its day that of the surest report, then of the
   earliest published; `earliest` and `latest` span the stated dates, as far as the changes
   before and after leave room. A report of less than what stands moves nothing.
3. **Extent.** A range counts at its middle, a lower bound half way to the whole; without
   either a report is of the whole district. Ground comes from those the report names, then
   from what is unknown, then from the others, the largest first.
4. Denials, reports of contested or unknown ground and reports taken back move nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from aleppomap import vocab

__all__ = ["COLUMNS", "rows_by_rule"]

COLUMNS = ("row", "district", "from", "to", "to_share_low", "to_share", "to_share_high", "date",
           "earliest", "latest", "reports", "decision", "confidence")  # fmt: skip
"""Columns of the result: those of synthesis.csv, typed."""

_EPSILON = 1e-9
_RANK = {word: rank for rank, word in enumerate(vocab.CONFIDENCES)}


@dataclass(frozen=True)
class _Word:
    """What one report says of its district."""

    report: str
    district: str
    givers: tuple[str, ...]
    to: str
    low: float
    high: float
    change: bool
    earliest: int
    latest: int
    published: int
    confidence: str

    @property
    def share(self) -> float:
        return (self.low + self.high) / 2

    @property
    def surest(self) -> tuple[int, int, str]:
        return _RANK[self.confidence], self.published, self.report


@dataclass
class _Change:
    """Reports that speak of one change of control, and what each giver left the holder with."""

    words: list[_Word]
    before: dict[str, float]
    earliest: int = 0
    latest: int = 0

    @property
    def best(self) -> _Word:
        return min(self.words, key=attrgetter("surest"))

    @property
    def day(self) -> int:
        return self.best.latest


def rows_by_rule(reports: pd.DataFrame, baseline: int) -> pd.DataFrame:
    """Return rows of a synthesis from reports, by the rule of this module.

    Parameters
    ----------
    reports
        Typed, index report: ``district``, ``from`` (tuple), ``to``, ``change``, the shares,
        ``earliest``, ``latest`` and ``reported_on`` as ordinals, ``confidence``.
    baseline
        Ordinal of the day the history opens on.

    Returns
    -------
    DataFrame
        `COLUMNS`; days are ordinals, ``reports`` tuples. A row with an empty ``from`` is a
        baseline; ``from`` may be ``unknown``. Empty when no report speaks of a district.

    Examples
    --------
    >>> said = {"district": "a", "from": (), "to": "red", "change": True, "at_least": np.nan,
    ...         "to_share_low": np.nan, "to_share_high": np.nan, "earliest": 5, "latest": 6,
    ...         "reported_on": 6, "confidence": "high"}
    >>> rows = rows_by_rule(pd.DataFrame([said], index=["r1"]), 1)
    >>> rows[["from", "to", "date", "earliest", "reports"]].to_dict("records")
    [{'from': 'unknown', 'to': 'red', 'date': 6, 'earliest': 5, 'reports': ('r1',)}]
    """
    records: list[dict[str, Any]] = []
    for district, group in groupby(_words(reports), key=attrgetter("district")):
        words = list(group)
        held = {vocab.UNKNOWN: 1.0}
        for row in _opening([word for word in words if word.latest <= baseline], baseline):
            records.append(row)
            held[row["to"]] = row["to_share"]
            held[vocab.UNKNOWN] -= row["to_share"]
        changes = _changes([w for w in words if w.latest > baseline and w.change], held)
        for number, change in enumerate(_apart(changes, baseline), start=1):
            records += _rows(f"{district}-{number}", change)
    frame = pd.DataFrame(records, columns=list(COLUMNS))
    shares = ["to_share_low", "to_share", "to_share_high"]
    return frame.astype({**dict.fromkeys(shares, float),
                         **dict.fromkeys(["date", "earliest", "latest"], np.int64)})  # fmt: skip


def _words(reports: pd.DataFrame) -> list[_Word]:
    """Return what the reports say, by district, then day, then day of publication."""
    columns = ["district", "from", "to", "to_share_low", "to_share_high", "at_least", "change",
               "earliest", "latest", "reported_on", "confidence"]  # fmt: skip
    words = []
    cells = (reports[column].tolist() for column in columns)
    for report, place, givers, to, low, high, least, change, first, last, on, sure in zip(
        map(str, reports.index), *cells, strict=True
    ):
        if not place or to in (vocab.CONTESTED, vocab.UNKNOWN):
            continue
        if np.isnan(low) and np.isnan(high) and np.isnan(least):
            low = high = 1.0
        else:
            low = next((v for v in (low, least) if not np.isnan(v)), 0.0)
            high = 1.0 if np.isnan(high) else high
        words.append(_Word(report, place, givers, to, low, high, change, first, last, on, sure))
    return sorted(words, key=attrgetter("district", "latest", "earliest", "published", "report"))


def _opening(words: list[_Word], baseline: int) -> Iterator[dict[str, Any]]:
    """Yield the opening rows of a district, a holder each."""
    handed = [n for n, word in enumerate(words) if word.change and word.low > 1 - _EPSILON]
    words = words[handed[-1] :] if handed else words
    chosen: dict[str, _Word] = {}
    for word in sorted(words, key=lambda w: (_RANK[w.confidence], -w.latest, w.published)):
        chosen.setdefault(word.to, word)
    total = sum(word.share for word in chosen.values())
    for holder, word in chosen.items():
        low, share = word.low, word.share
        if total > 1 + _EPSILON:
            others = sum(w.high for w in chosen.values() if w is not word)
            low, share = max(0.0, min(low, 1 - others)), share / total
        if share > 0:
            yield dict(
                zip(COLUMNS, (f"{word.district}-0-{holder}", word.district, "", holder, low, share,
                              max(word.high, share), baseline, baseline, baseline, (word.report,),
                              (), word.confidence), strict=True)
            )  # fmt: skip


def _changes(words: list[_Word], held: dict[str, float]) -> list[_Change]:
    """Gather reports of the same change, in order of date."""
    changes: list[_Change] = []
    for word in words:
        last = changes[-1].words[0] if changes else None
        if last and last.to == word.to and abs(last.share - word.share) <= _EPSILON:
            changes[-1].words.append(word)
            continue
        now = _transfers(changes[-1])[1] if changes else held
        if word.share > now.get(word.to, 0.0) + _EPSILON:
            changes.append(_Change([word], now))
    return changes


def _apart(changes: list[_Change], baseline: int) -> list[_Change]:
    """Span the stated dates of each change, clear of the changes before and after it."""
    days = [baseline, *(change.day for change in changes), 10**9]
    for change, before, after in zip(changes, days, days[2:], strict=False):
        earliest = min(word.earliest for word in change.words)
        latest = max(word.latest for word in change.words)
        change.earliest = min(change.day, max(earliest, before + 1))
        change.latest = max(change.day, min(latest, after - 1))
    return changes


def _transfers(change: _Change) -> tuple[list[tuple[str, float]], dict[str, float]]:
    """Return who gives ground with the share then reached, and what each holds afterwards."""
    best, held = change.best, dict(change.before)
    whole = best.share > 1 - _EPSILON
    others = sorted(held, key=lambda holder: -held[holder])
    order = [*(g for g in best.givers if g in held), vocab.UNKNOWN, *others]
    given = []
    for giver in dict.fromkeys(giver for giver in order if giver != best.to):
        part = min(held[giver], best.share - held.get(best.to, 0.0))
        if part > _EPSILON or (whole and giver != vocab.UNKNOWN):
            held[giver] -= part
            held[best.to] = held.get(best.to, 0.0) + part
            given.append((giver, held[best.to]))
    return given, {vocab.UNKNOWN: 0.0, best.to: 1.0} if whole else held


def _rows(name: str, change: _Change) -> Iterator[dict[str, Any]]:
    """Yield the rows of a change, one for each holder who gives ground."""
    best = change.best
    cited = tuple(word.report for word in change.words)
    for step, (giver, reached) in enumerate(_transfers(change)[0], start=1):
        ends = min(best.low, reached), reached, max(best.high, reached)
        if best.share > 1 - _EPSILON:
            ends = (np.nan,) * 3
        yield dict(
            zip(COLUMNS, (name if step == 1 else f"{name}-{step}", best.district, giver, best.to,
                          *ends, change.day, change.earliest, change.latest, cited, (),
                          best.confidence), strict=True)
        )  # fmt: skip
