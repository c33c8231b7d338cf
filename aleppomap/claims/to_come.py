"""Words of what is to come: "by Monday" is then the next, and "within two weeks" lies ahead."""

from __future__ import annotations

import re
from datetime import date, timedelta

from aleppomap.claims.named_days import Groups, names_its_year
from aleppomap.claims.stretches import years_before

__all__ = ["ahead", "is_coming", "next_day"]

_COMING = re.compile(
    r"(?<![\w-])(?:will|would|could|might|shall|(?:expect|predict|forecast|fear|aim|plann?|intend|"
    r"vow|pledg|promis|threaten|want|hop)(?:e?s|ed|ing|e)?|poised|(?:set|about|due|close) to|"
    r"(?:is|are) to|on (?:course|track))(?![\w-])"
)
_BEFORE_IT = re.compile(r"[,;:]|(?<![\w-])(?:and|but|who|which|that)(?![\w-])")
_DONE = re.compile(
    r"(?<![\w-])(?:ha[sd]|have|held|controlled|took|seized|lost|was|were|fell|captured|been|"
    r"\w+ly \w+ed)(?![\w-])"
)
"""What tells that a day is past: "By Monday the army had taken what it would lose"."""

_PAST = re.compile(r"(?<![\w-])(?:last|past|previous|preceding|latest)(?![\w-])")
_DAYS_IN = {
    "hour": 1 / 24, "day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.4, "year": 365.25,
}  # fmt: skip


def is_coming(lower: str, start: int, end: int) -> bool:
    """Return whether the words around a span of plain text speak of what is to come.

    Examples
    --------
    >>> text = "by monday the army will hold half"
    >>> is_coming(text, 0, 9), is_coming("by monday the army had taken half", 0, 9)
    (True, False)
    """
    if _COMING.search(lower, 0, start):
        return True
    after = lower[end:].removeprefix(",")
    stop = _BEFORE_IT.search(after)
    verb = _COMING.search(after, 0, stop.start() if stop else len(after))
    return verb is not None and not _DONE.search(after, 0, verb.start())


def next_day(groups: Groups, last: date | None, stated: date | None) -> date | None:
    """Return the next day of that name instead of the last one; None past the calendar's end."""
    if stated is None or last is None or last >= stated:
        return last
    try:
        if "a_weekday" in groups or "a_saturday" in groups:
            return last + timedelta(7)
        return last if names_its_year(groups, "a") else years_before(last, -1)
    except (ValueError, OverflowError):
        return None


def ahead(words: str, groups: Groups, count: float, stated: date | None) -> date | None:
    """Return the day that "within two weeks" ends on, when they lie ahead; None for others."""
    if stated is None or _PAST.search(words) or not re.match(r"(?:in|within) ", words):
        return None
    unit = groups["trailing"].rstrip("s")
    try:
        return stated + timedelta(round(count * _DAYS_IN[unit]))
    except OverflowError:
        return None
