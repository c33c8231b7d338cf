"""Windows of time in words: "in December", "last month", "since 24 February"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from aleppomap.claims.named_days import (
    DATES,
    Groups,
    day_of,
    days_of_point,
    month_or_year,
    names_its_year,
)
from aleppomap.claims.stretches import Span, back, before, month_of, unit_around, years_before
from aleppomap.claims.to_come import ahead, is_coming, next_day
from aleppomap.claims.window_words import NUMBERS, PATTERNS

__all__ = ["Window", "windows_in"]

EARLIER_YEARS = 3
"""A date without its year is read as the latest; so many years before are readings."""

_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_OF_A_DAY = ("iso", "day", "day2", "weekday", "slashed", "nth")


@dataclass(frozen=True)
class Window:
    """A stretch of days as words state it.

    Parameters
    ----------
    words
        The words.
    start, end
        Where they stand.
    kind
        ``since`` runs to the day of the statement; ``day`` is one day; ``by`` names the last day
        alone; ``period`` is any other.
    first, last
        Its days, both within; None where the words alone do not say which.
    others
        Other days the same words can mean: how they are read, first and last.
    """

    words: str
    start: int
    end: int
    kind: Literal["since", "period", "day", "by"]
    first: date | None
    last: date | None
    others: tuple[tuple[str, Span], ...] = ()

    @property
    def since(self) -> date | None:
        """The day at whose end it starts; None when it is not known."""
        return self.first - timedelta(1) if self.first else None


def windows_in(lower: str, stated: date | None) -> list[Window]:
    """Return the windows that plain text in lower case names, in order, none inside another.

    Parameters
    ----------
    lower
        Text in plain form, lower case.
    stated
        The day of the statement; without it "last month" has no days.

    Returns
    -------
    list of Window

    Examples
    --------
    >>> [found] = windows_in("gained 593 km2 in december", date(2025, 1, 5))
    >>> found.first.isoformat(), found.last.isoformat(), found.since.isoformat()
    ('2024-12-01', '2024-12-31', '2024-11-30')
    >>> windows_in("over the past week", date(2025, 1, 5))[0].first
    datetime.date(2024, 12, 30)
    """
    matches = [(kind, m) for kind, pattern in PATTERNS for m in pattern.finditer(lower)]
    # The longest from a place on; "since" anything else only where nothing better is.
    matches.sort(key=lambda item: (item[1].start(), item[0] == "unknown", -item[1].end()))
    found: list[Window] = []
    reach = 0
    for kind, match in matches:
        if match.start() < reach:
            continue
        window = _window(kind, match, stated)
        ahead_of = kind in ("by", "trailing") and is_coming(lower, *match.span())
        if window is not None and ahead_of:
            window = _to_come(window, match, stated)
        if window is not None:
            found.append(window)
            reach = match.end()
    return found


def _window(kind: str, match: re.Match[str], stated: date | None) -> Window | None:
    groups = {name: text for name, text in match.groupdict().items() if text}
    words, (start, end) = match[0].strip().rstrip("."), match.span()
    start += len(match[0]) - len(match[0].lstrip())
    try:
        return _READERS[kind](groups, words, (start, end), stated)
    except (ValueError, OverflowError):
        return None


def _to_come(window: Window, match: re.Match[str], stated: date | None) -> Window:
    """Return "by Sunday" as the next Sunday, where the words speak of what is to come."""
    groups = {name: text for name, text in match.groupdict().items() if text}
    if window.kind == "by":
        return replace(window, last=next_day(groups, window.last, stated))
    count = groups.get("count", "1")
    last = ahead(window.words, groups, NUMBERS.get(count) or int(count), stated)
    return replace(window, kind="by", first=None, last=last, others=()) if last else window


Where = tuple[int, int]


def _since(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    days = days_of_point(groups, "a", stated)
    if days is None:
        return Window(words, *where, "since", None, stated)
    first = days[0].replace(day=15) if groups.get("a_part") == "mid" else days[0]
    last = stated if stated is None or stated >= first else None
    others: list[tuple[str, Span]] = []
    if stated is not None and not names_its_year(groups, "a") and "a_weekday" not in groups:
        for years in range(1, EARLIER_YEARS + 1):
            day = years_before(first, years)
            others.append((f"since {day}", (day, stated)))
    return Window(words, *where, "since", first, last, tuple(others))


def _range(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    second = days_of_point(groups, "b", stated)
    if "one" in groups:
        if second is None or "b_day" not in groups:
            return None
        first = (second[0].replace(day=int(groups["one"])),) * 2
    elif second is None:
        return Window(words, *where, "period", None, None)
    else:
        found = days_of_point(groups, "a", second[1])
        if found is None:
            return Window(words, *where, "period", None, None)
        first = found
    if first[0] > second[1]:
        return None
    return Window(words, *where, "period", *_until((first[0], second[1]), stated))


def _so_far(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    if stated is None:
        return Window(words, *where, "period", None, None)
    unit = groups.get("so_far") or groups["to_date"]
    return Window(words, *where, "period", unit_around(unit, stated)[0], stated)


def _trailing(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    unit = groups["trailing"].rstrip("s")
    count = groups.get("count", "")
    if not count and unit == "hour":
        return None
    if not count and words.startswith("last ") and unit != "fortnight":
        return _calendar({"calendar_unit": unit}, words, where, stated)
    if stated is None:
        return Window(words, *where, "period", None, None)
    number = NUMBERS.get(count) or int(count or 1)
    first = _back(stated, unit, number)
    others: tuple[tuple[str, Span], ...] = ()
    if number == 1 and unit in ("week", "month", "year") and not words.startswith(("in a", "with")):
        others = ((f"the calendar {unit} before", before(unit, stated)),)
    return Window(words, *where, "period", first, stated, others)


def _back(last: date, unit: str, number: int) -> date:
    return back(last, "week", 2 * number) if unit == "fortnight" else back(last, unit, number)


def _ended(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    days = days_of_point(groups, "a", stated)
    if days is None:
        return Window(words, *where, "period", None, None)
    count, unit = groups.get("count", "1"), groups["ended"].rstrip("s")
    first = _back(days[1], unit, NUMBERS.get(count) or int(count))
    return Window(words, *where, "period", first, days[1])


def _beside(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    """Return "within three days of 26 November" as by the 29th, "two days before" as that day."""
    span = days_of_point(groups, "a", stated) if any(
        f"a_{name}" in groups for name in _OF_A_DAY) else None  # fmt: skip
    unit = groups["beside"].rstrip("s")
    each = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
    if (
        span is None
        or each is None
        or (groups["way"] == "of" and not words.startswith(("w", "in")))
    ):
        return None
    reach = timedelta(each * (NUMBERS.get(groups["count"]) or int(groups["count"])))
    last = span[0] - reach if groups["way"] == "before" else span[0] + reach
    return Window(words, *where, "by", None, last)


def _pair(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    """Return "on Sunday and Monday" as the days from one to the other."""
    if any(not any(f"{tag}_{name}" in groups for name in _OF_A_DAY) for tag in "ab"):
        return None
    return _range(groups, words, where, stated)


def _calendar(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    unit = groups["calendar_unit"]
    if unit not in ("week", "month", "year"):
        return None
    if stated is None:
        return Window(words, *where, "period", None, None)
    trailing = (f"the {unit} up to {stated}", (back(stated, unit, 1), stated))
    return Window(words, *where, "period", *before(unit, stated), (trailing,))


def _part(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    name = groups["part_name"]
    if name in ("the year", "this year", "last year"):
        whole = None
        if stated:
            whole = unit_around("year", years_before(stated, 1) if name[0] == "l" else stated)
    else:
        whole = month_or_year(name, stated)
    if whole is None:
        return Window(words, *where, "period", None, None)
    nth = _ORDINAL[groups["nth"]]
    if whole[0].month == whole[1].month:
        if groups["share"] == "quarter":
            return None
        middle = whole[0].replace(day=15)
        span = (whole[0], middle) if nth == 1 else (middle + timedelta(1), whole[1])
    else:
        months = 6 if groups["share"] == "half" else 3
        nth = min(nth, 12 // months)
        year = whole[0].year
        span = (month_of(year, months * (nth - 1) + 1)[0], month_of(year, months * nth)[1])
    return Window(words, *where, "period", *_until(span, stated))


def _few_days(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    month = month_or_year(groups["month"], stated)
    if month is None:
        return Window(words, *where, "period", None, None)
    few = groups.get("few", "1")
    each = 7 if groups["few_unit"].startswith("week") else 1
    reach = timedelta((NUMBERS.get(few) or int(few)) * each - 1)
    first, last = month
    span = (first, first + reach) if groups["end_of"] == "first" else (last - reach, last)
    return Window(words, *where, "period", *_until(span, stated))


def _period(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    if "a_weekday" in groups or "a_today" in groups:
        return None
    if not groups:
        span = month_or_year(words.removesuffix("'s"), stated)
    else:
        if groups.get("a_which"):  # "in this month" is said by another pattern
            return None
        span = days_of_point(groups, "a", stated)
    if span is None:
        return Window(words, *where, "period", None, None)
    return Window(words, *where, "period", *_until(span, stated))


def _day(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    if groups and not any(f"a_{name}" in groups for name in _OF_A_DAY):
        return None
    span = days_of_point(groups, "a", stated)
    if not groups:
        match = DATES.match(words)
        day = day_of(match, stated) if match else None
        span = (day, day) if day else None
    return Window(words, *where, "day", *(span or (None, None)))


def _by(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    span = days_of_point(groups, "a", stated)
    if span is None:
        return None
    first = span[0] if words.startswith(("until", "till")) else None
    return Window(words, *where, "by", first, span[1])


def _vague(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    del groups
    if words == "overnight" and stated is not None:
        return Window(words, *where, "period", stated, stated)
    return Window(words, *where, "period", None, stated)


def _unknown(groups: Groups, words: str, where: Where, stated: date | None) -> Window | None:
    del groups
    return Window(words, *where, "since", None, stated)


_READERS = {
    "since": _since, "range": _range, "pair": _pair, "ended": _ended, "beside": _beside,
    "so far": _so_far, "trailing": _trailing,
    "calendar": _calendar, "part": _part, "days": _few_days, "period": _period, "day": _day,
    "by": _by, "vague": _vague, "unknown": _unknown,
}  # fmt: skip


def _until(span: Span, stated: date | None) -> Span:
    """Return the days of a period as far as the statement can speak of them."""
    return (span[0], min(span[1], stated)) if stated and span[0] <= stated else span
