"""What files and features say in words: which day they are of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from aleppomap.errors import Fault
from aleppomap.sheets import MONTHS, DayOrder

__all__ = ["DATE_NAMES", "day_in", "no_day", "order_of"]

DATE_NAMES = ("date", "day", "datetime", "timestamp", "time", "as_of")

_DAY = re.compile(
    r"(?<!\d)(\d{4})([-_./]?)(\d{2})\2(\d{2})(?=\D|$|\d{4}(?:\d{2})?(?!\d))", re.ASCII
)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[-_. ]?({_MONTH})[-_., ]{{0,2}}(\d{{4}})(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_MONTH_DAY = re.compile(
    rf"(?<![a-z])({_MONTH})[-_. ]{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?[-_., ]{{1,2}}(\d{{4}})(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-_./ ])(\d{1,2})\2(\d{4})(?!\d)", re.ASCII)
_SECONDS = re.compile(r"(?<!\d)(1[3-9]\d{8})(?:\d{3})?(?!\d)", re.ASCII)


def day_in(value: object, order: DayOrder | None = None) -> date | None:
    """Return the day that a value or a name states, None when it states none or two.

    A day written as 24.02.2022 is one only where `order` says which number is the month.

    A count of seconds or milliseconds since 1970 is its day in UTC.

    Examples
    --------
    >>> day_in("front_20220301_v2"), day_in("2022-03-01T12:00:00Z")
    (datetime.date(2022, 3, 1), datetime.date(2022, 3, 1))
    >>> day_in("20220301120000"), day_in("1646136000.geojson"), day_in("2022/03/01.geojson")
    (datetime.date(2022, 3, 1), datetime.date(2022, 3, 1), datetime.date(2022, 3, 1))
    >>> day_in("2022-13-01") is None
    True
    >>> day_in("ControlMap24Feb2022.geojson"), day_in("front 05.03.2022.kmz", "dmy")
    (datetime.date(2022, 2, 24), datetime.date(2022, 3, 5))
    """
    if isinstance(value, datetime):
        return None if pd.isna(value) else value.date()
    if isinstance(value, date):
        return value
    text = str(value)
    written = [(year, month, day) for year, _, month, day in _DAY.findall(text)]
    written += [(year, MONTHS[word.lower()], day) for day, word, year in _DAY_MONTH.findall(text)]
    written += [(year, MONTHS[word.lower()], day) for word, day, year in _MONTH_DAY.findall(text)]
    if not written and order is not None:
        numbers = [(year, first, last) for first, _, last, year in _YEAR_LAST.findall(text)]
        written = [(y, b, a) if order == "dmy" else (y, a, b) for y, a, b in numbers]
    days = set()
    for year, month, day in written:
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    if not written:
        days = {datetime.fromtimestamp(int(n), UTC).date() for n in _SECONDS.findall(str(value))}
    return days.pop() if len(days) == 1 else None


def order_of(texts: Iterable[str]) -> DayOrder | None:
    """Return whether days such as 05.03.2022 have the day first: one above 12 tells for all.

    Dots tell as well, where nothing else does: who writes them puts the day first.

    Examples
    --------
    >>> order_of(["05/03/2022", "24/02/2022"]), order_of(["03/05/2022", "02/24/2022"])
    ('dmy', 'mdy')
    >>> order_of(["05.03.2022"]), order_of(["05/03/2022"])
    ('dmy', None)
    """
    found = [match for text in texts for match in _YEAR_LAST.findall(text)]
    day_first = any(int(first) > 12 for first, *_ in found)
    month_first = any(int(last) > 12 for _, _, last, _ in found)
    if day_first != month_first:
        return "dmy" if day_first else "mdy"
    dotted = bool(found) and all(mark == "." for _, mark, _, _ in found)
    return "dmy" if dotted and not month_first else None


def no_day(row: Mapping[str, Any], stated: str | None, value: str) -> Fault:
    """Return the fault of a feature without a day: what was tried, and which property has one.

    Parameters
    ----------
    row
        Its properties.
    stated
        The property that was to state the day; None when there is none.
    value
        What it says.
    """
    dated = [name for name, other in row.items() if name != stated and day_in(other)]
    allowed = "a day as 2022-03-01, in the file's name or a property"
    if _YEAR_LAST.search(value):
        allowed = "days that can be read one way only, such as 2022-03-01"
    elif stated is None:
        allowed += f"; tried: the file's name, {', '.join(DATE_NAMES)}"
    remedy = "Name the property with date=, on the command line --date-field"
    remedy += f" {dated[0]}." if dated else "."
    return Fault("", "", stated or "date", value, allowed, remedy)
