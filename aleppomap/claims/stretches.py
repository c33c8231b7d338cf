"""Days of the calendar: weeks, months, seasons and years, and so many of them back."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

__all__ = [
    "SEASONS",
    "Span",
    "back",
    "before",
    "month_of",
    "season_of",
    "unit_around",
    "years_before",
]

Span = tuple[date, date]
"""First and last day, both within."""

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month each begins with, north of the equator."""


def month_of(year: int, month: int) -> Span:
    """Return the days of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def unit_around(unit: str, day: date) -> Span:
    """Return the calendar day, week, month or year a day lies in."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = day - timedelta(day.weekday())
        return monday, monday + timedelta(6)
    if unit == "month":
        return month_of(day.year, day.month)
    return date(day.year, 1, 1), date(day.year, 12, 31)


def before(unit: str, stated: date) -> Span:
    """Return the calendar week, month or year before that of a day."""
    return unit_around(unit, unit_around(unit, stated)[0] - timedelta(1))


def back(stated: date, unit: str, number: int) -> date:
    """Return the first of so many days, weeks, months or years that end on a day."""
    if unit == "hour":
        return stated - timedelta(max(1, round(number / 24)) - 1)
    if unit in ("day", "week"):
        return stated - timedelta(number * (7 if unit == "week" else 1) - 1)
    months = stated.year * 12 + stated.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(stated.day, last)) + timedelta(1)


def years_before(day: date, years: int) -> date:
    """Return the same day so many years before; 28 February for a 29th that is not there."""
    year = day.year - years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def season_of(name: str, year: str | None, stated: date | None) -> Span | None:
    """Return the days of a season; the latest begun when its year is not named."""
    month = SEASONS[name]
    if year is None and stated is None:
        return None
    number = int(year) if year else stated.year if stated else 0
    first = date(number, month, 1)
    if year is None and stated is not None and first > stated:
        first = first.replace(year=number - 1)
    last_year, last_month = divmod(first.year * 12 + month - 1 + 2, 12)
    return first, month_of(last_year, last_month + 1)[1]
