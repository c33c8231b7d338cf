"""Days that words name: "on Sunday", "24 February", "early May", "the end of last year"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from aleppomap.claims.context import DAYS, MONTHS
from aleppomap.claims.stretches import SEASONS, Span, before, month_of, season_of, unit_around

__all__ = [
    "DATES",
    "MONTH",
    "YEAR",
    "Groups",
    "day_of",
    "days_in",
    "days_of_point",
    "month_or_year",
    "names_its_year",
    "numbered",
    "point",
]  # fmt: skip

MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if name != "may" else "may" for name in MONTHS)
_WEEKDAY_OF = rf"(?:(?:{'|'.join(DAYS)})(?: (?:morning|afternoon|evening|night))?,? (?:the )?)?"
"""Before a date, "Sunday evening, " is no second day."""
DATES = re.compile(
    rf"(?<![\w-])(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|"
    rf"{_WEEKDAY_OF}(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{MONTH})\.?"
    r"(?:,? (?P<year>\d{4}))?|"
    rf"{_WEEKDAY_OF}(?P<month2>{MONTH})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    r"(?:,? (?P<year2>\d{4}))?|"
    rf"(?:(?:last|this|past) )?(?P<weekday>{'|'.join(DAYS)})|"
    r"(?P<weekend>(?:over|during|at) the weekend)|"
    r"(?P<slashed>\d{1,2}[/.]\d{1,2}[/.]\d{4})|(?P<eve>(?:the )?day before yesterday)|"
    r"(?P<ago>(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}) "
    r"(?:days?|weeks?|fortnights?) (?:ago|earlier))|(?:(?<=on the )|(?<=by the )|"
    r"(?<=until the )|(?<=since the )|(?<=evening of the )|(?<=morning of the )|"
    r"(?<=night of the ))(?P<nth>\d{1,2})(?:st|nd|rd|th)(?=[,.;:)]|$| (?:and|but|when|as|while|the|"
    r"they|it|he|she|its|their|only|just|some|about|around|nearly|almost|more|less|half|an?|rebels|"
    r"insurgents|troops|forces|fighters|soldiers|militants|government|opposition|\d+)\b)|"
    r"(?P<yesterday>yesterday)|(?P<today>today))(?![\w-])"
)
YEAR = r"(?:19|20)\d{2}(?![\d-])"
_SEASON = "|".join(SEASONS)
_OPEN = r"(?<![\w-])"
_POINT = (
    rf"(?:{DATES.pattern.removeprefix(_OPEN)})|"
    r"(?:the )?(?P<edge>start|beginning|end|middle|outset) of (?:the )?(?P<edge_of>year|month|week|"
    rf"(?:{MONTH})\.?(?: {YEAR})?|{YEAR})|"
    r"(?:the |last |this |past )*(?P<saturday>weekend)|"
    r"(?P<which>last|this) (?P<unit>week|month|year)|"
    rf"(?:(?P<part>early|mid|late)[ -])?(?P<name>{MONTH})\.?(?!\w)(?:,? (?P<name_year>{YEAR}))?|"
    rf"(?:the |last |this )?(?P<season>{_SEASON})(?!\w)(?: of)?(?: (?P<season_year>{YEAR}))?|"
    rf"(?P<only_year>{YEAR})"
)
_MONTH_ALONE = re.compile(rf"(?P<name>{MONTH})\.?(?: (?P<year>{YEAR}))?")
_THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_WHOLE_DATES = (
    "iso", "day", "day2", "weekday", "weekend", "yesterday", "today", "slashed", "eve", "ago",
    "nth",
)  # fmt: skip

_NEXT_DAY = re.compile(r"(?<![\w-])(?:the (?:next|following) day|a day later)(?![\w-])")
"""The day after one that was named before."""

_SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]

Groups = dict[str, str]
"""What a pattern found, by the names of its groups."""


def days_in(lower: str, published: date | None) -> list[tuple[int, date]]:
    """Return where a sentence names days, and which; those that cannot be resolved are left out.

    Weekdays are the last on or before `published`; a weekend is its last day.

    Examples
    --------
    >>> days_in("on sunday two towns fell", date(2016, 11, 28))
    [(3, datetime.date(2016, 11, 27))]
    """
    found = ((match.start(), day_of(match, published)) for match in DATES.finditer(lower))
    days = [(position, day) for position, day in found if day is not None]
    for match in _NEXT_DAY.finditer(lower):
        if before := [day for position, day in days if position < match.start()]:
            days.append((match.start(), before[-1] + timedelta(1)))
    return sorted(days)


def day_of(match: re.Match[str] | Mapping[str, Any], published: date | None) -> date | None:
    """Return the day a match of `DATES` names; None when it cannot be resolved."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if month := match["month"] or match["month2"]:
            number = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(month[:3]))
            day, year = int(match["day"] or match["day2"]), match["year"] or match["year2"]
            if year:
                return date(int(year), number, day)
            if published is None:
                return None
            this = date(published.year, number, day)
            return this if this <= published else date(published.year - 1, number, day)
        if match["slashed"]:
            return _slashed(match["slashed"], published)
        if published is None:
            return None
        if match["today"]:
            return published
        if match["eve"]:
            return published - timedelta(days=2)
        if match["ago"]:
            return published - _ago(match["ago"])
        if match["nth"]:
            return _numbered(int(match["nth"]), published)
        if match["yesterday"]:
            return published - timedelta(days=1)
        if match["weekend"]:
            return published if published.weekday() == 5 else _last(6, published)
        return _last(DAYS.index(match["weekday"]), published)
    except (ValueError, OverflowError):
        return None


def _slashed(text: str, published: date | None) -> date | None:
    """Return the day of 28/11/2016; where day and month can be either, the last one published."""
    one, two, year = map(int, re.split(r"[/.]", text))
    found = [date(year, month, day) for day, month in {(one, two), (two, one)} if month <= 12]
    known = [day for day in found if published is None or day <= published]
    if len(found) == 1:
        return found[0]
    return max(known) if known and published is not None else None


def _ago(text: str) -> timedelta:
    """Return how long before: of "three days ago", "a week earlier"."""
    count, unit, _ = text.split()
    days = {"w": 7, "f": 14}.get(unit[0], 1)
    return timedelta(numbered(count) * days)


def numbered(count: str) -> int:
    """Return a small number in words or digits; "a" is one."""
    if count in ("a", "an"):
        return 1
    return _SMALL.index(count) + 1 if count in _SMALL else int(count)


def _numbered(day: int, published: date) -> date:
    """Return the last day of that number in a month: "on the 28th"."""
    if day <= published.day:
        return published.replace(day=day)
    return (published.replace(day=1) - timedelta(1)).replace(day=day)


def _last(weekday: int, published: date) -> date:
    return published - timedelta(days=(published.weekday() - weekday) % 7)


def point(tag: str) -> str:
    """Return the pattern of a point in time, its groups named apart."""
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<{tag}_\1>", _POINT)


def days_of_point(groups: Groups, tag: str, stated: date | None) -> Span | None:
    """Return the days a point in time covers; None when they cannot be known."""
    own = {name.removeprefix(f"{tag}_"): text for name, text in groups.items()
           if name.startswith(f"{tag}_")}  # fmt: skip
    if edge := own.get("edge"):
        unit = own["edge_of"]
        if unit in ("year", "month", "week"):
            span = unit_around(unit, stated) if stated else None
        else:
            span = month_or_year(unit, stated)
        if span is None:
            return None
        middle = span[0] + (span[1] - span[0]) / 2
        named = {"end": span[1], "middle": middle}.get(edge, span[0])
        return named, named
    if "saturday" in own:
        if stated is None:
            return None
        saturday = stated - timedelta((stated.weekday() - 5) % 7)
        return saturday, min(saturday + timedelta(1), stated)
    if which := own.get("which"):
        if stated is None:
            return None
        return before(own["unit"], stated) if which == "last" else unit_around(own["unit"], stated)
    if season := own.get("season"):
        return season_of(season, own.get("season_year"), stated)
    if year := own.get("only_year"):
        return date(int(year), 1, 1), date(int(year), 12, 31)
    if name := own.get("name"):
        span = month_or_year(f"{name} {own.get('name_year', '')}".strip(), stated)
        if span is not None and (part := own.get("part")):
            low, high = _THIRDS[part]
            span = span[0].replace(day=low), span[0].replace(day=min(high, span[1].day))
        return span
    text = next((v for k, v in own.items() if k in _WHOLE_DATES), None)
    if text is None:
        return None
    day = day_of(_Groups(own), stated)
    return (day, day) if day else None


class _Groups(dict[str, str]):
    """Groups of a date, None for those that are not there, as a match has them."""

    def __missing__(self, name: str) -> None:
        return None


def names_its_year(groups: Groups, tag: str) -> bool:
    """Return whether the words of a point in time leave no year to be guessed."""
    own = {name.removeprefix(f"{tag}_"): text for name, text in groups.items()}
    stated = ("iso", "year", "year2", "name_year", "season_year", "only_year", "which", "season",
              "yesterday", "today", "weekend", "saturday", "slashed", "eve", "ago",
              "nth")  # fmt: skip
    of = own.get("edge_of", "")
    return (
        any(name in own for name in stated)
        or of in ("year", "month", "week")
        or (re.search(YEAR, of) is not None)
    )


def month_or_year(name: str, stated: date | None) -> Span | None:
    """Return the days of a month or a year by name; the latest begun without a year."""
    if re.fullmatch(YEAR, name):
        return date(int(name), 1, 1), date(int(name), 12, 31)
    match = _MONTH_ALONE.fullmatch(name)
    if match is None:
        return None
    number = next(n for n, full in enumerate(MONTHS, 1) if full.startswith(match["name"][:3]))
    if match["year"]:
        return month_of(int(match["year"]), number)
    if stated is None:
        return None
    return month_of(stated.year if number <= stated.month else stated.year - 1, number)
