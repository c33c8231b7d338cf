"""Dates as sources give them: the subset of EDTF that reports need.

A day (``2016-11-26``), a month (``2016-11``), a year, an interval
(``2016-11-26/2016-11-27``), each end optionally approximate (``~``) or
uncertain (``?``). Reference: Extended Date/Time Format, ISO 8601-2:2019, levels 0-1.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from aleppomap.errors import NotADate

__all__ = ["DateRange", "as_day", "parse_edtf", "too_late_in_month"]

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
ALLOWED = "a date as 2016-11-26, 2016-11, 2016-11~ or 2016-11-26/2016-11-27"


@dataclass(frozen=True)
class DateRange:
    """The days a stated date can mean.

    Parameters
    ----------
    earliest, latest
        First and last day, inclusive; equal for a single day.
    approximate
        Whether the source hedged the date (``~``, ``?`` or ``%``).
    """

    earliest: date
    latest: date
    approximate: bool = False


@lru_cache(maxsize=65_536)
def _point(text: str) -> DateRange:
    match = _POINT.fullmatch(text)
    if match is None:
        raise NotADate(f"{text!r} is not {ALLOWED}")
    year, month, day = (int(part) if part else 0 for part in match.groups()[:3])
    last_month = month or 12
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    except ValueError as error:
        late = too_late_in_month(text)
        why = f": {late}" if late else ""
        raise NotADate(f"{text!r} is no day of the calendar{why}; give {ALLOWED}") from error
    return DateRange(first, last, bool(match[4]))


def too_late_in_month(text: str) -> str:
    """Return how many days a month has, when a date names a later one; else an empty text.

    Examples
    --------
    >>> too_late_in_month("2016-11-31"), too_late_in_month("2016-11-30")
    ('November 2016 has 30 days', '')
    """
    for part in text.strip().split("/"):
        match = _POINT.fullmatch(part)
        if match is None or not match[3]:
            continue
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        if not (1 <= month <= 12 and year):
            continue
        last = calendar.monthrange(year, month)[1]
        if day > last:
            return f"{calendar.month_name[month]} {year} has {last} days"
    return ""


def parse_edtf(text: str) -> DateRange:
    """Parse a date, a month, a year or an interval.

    Parameters
    ----------
    text
        The stated date.

    Returns
    -------
    DateRange
        Earliest and latest day it can mean, both inclusive.

    Raises
    ------
    NotADate
        If the text is none of the allowed forms, names a day that does not
        exist, or an interval that ends before it starts.

    Examples
    --------
    >>> parse_edtf("2016-11-26/2016-11-27").latest
    datetime.date(2016, 11, 27)
    >>> parse_edtf("2016-11~").earliest, parse_edtf("2016-11~").approximate
    (datetime.date(2016, 11, 1), True)
    """
    ends = text.strip().split("/")
    if len(ends) > 2:
        raise NotADate(f"{text!r} is not {ALLOWED}")
    first, last = _point(ends[0]), _point(ends[-1])
    if last.latest < first.earliest:
        raise NotADate(f"{text!r} ends before it starts")
    return DateRange(first.earliest, last.latest, first.approximate or last.approximate)


def as_day(value: str | date | datetime) -> date:
    """Return a day from a ``date``, a ``datetime`` or ``YYYY-MM-DD``.

    Raises
    ------
    NotADate
        If the value is not a single day.

    Examples
    --------
    >>> as_day("2016-11-28")
    datetime.date(2016, 11, 28)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    day = _iso_day(text)
    if day is not None:
        return day
    late = too_late_in_month(text)
    why = f": {late}" if late else ""
    raise NotADate(f"{value!r} is not a day{why}; write it as 2016-11-28")


@lru_cache(maxsize=65_536)
def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
