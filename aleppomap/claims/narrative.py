"""Which year a text that tells of the past means by "on 28 November", which month by "the 12th".

A date without its year is the last one before the day of publication: so it is in the news. Where
a text has named a month of an earlier year and goes on from there, it is of the months after.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from aleppomap.claims.named_days import DATES, MONTH, YEAR, day_of, month_or_year
from aleppomap.claims.stretches import years_before

__all__ = ["Tale", "told_on", "went_on"]

RECENT_DAYS = 60
"""A date so near the day of publication is news, whatever year was named before."""

_YEARED = re.compile(
    rf"(?<![\w-])(?P<month>{MONTH})\.?(?: \d{{1,2}}(?:st|nd|rd|th)?)?(?:,| of)? (?P<year>{YEAR})"
)
_OF_NOW = re.compile(
    r"(?<![\w-])(?:today|yesterday|tonight|now|currently|ago|(?:this|last|past) (?:week|month|year|"
    r"weekend|night)|\w+day)(?![\w-])"
)
"""Words that are told from the day of publication alone."""


@dataclass(frozen=True)
class Tale:
    """How far a text has told of the past.

    Parameters
    ----------
    since
        The first day of the month that it named with its year last; None before it names one.
    day
        The day that it named last.
    """

    since: date | None = None
    day: date | None = None


def went_on(lower: str, published: date | None, tale: Tale = Tale()) -> tuple[date | None, Tale]:
    """Return the day from which the days of the next sentence are told, and the tale after it.

    Parameters
    ----------
    lower
        The sentence, in lower case.
    published
        The day of publication; None when unknown.
    tale
        What the sentences before it told.

    Examples
    --------
    >>> said = date(2019, 3, 1)
    >>> _, tale = went_on("in november 2016 they held a third.", said)
    >>> day, _ = went_on("by 28 november they had lost it.", said, tale)
    >>> day.isoformat()
    '2017-10-31'
    """
    matches = list(DATES.finditer(lower))
    own = [m for m in matches if m["month"] or m["month2"]]
    bare = [m for m in own if not (m["year"] or m["year2"])]
    if named := _YEARED.search(lower):
        span = month_or_year(f"{named['month'][:3]} {named['year']}", None)
        tale = replace(tale, since=span[0] if span else tale.since)
    said = published
    if tale.since is not None and bare and not _OF_NOW.search(_without(lower, own)):
        recent = published and (last := day_of(bare[-1], published)) and (
            (published - last).days <= RECENT_DAYS)  # fmt: skip
        if not recent:
            after = years_before(tale.since, -1) - timedelta(1)
            said = min(after, published) if published else after
    numbered = [m for m in matches if m["nth"]]
    days = [day for m in own if (day := day_of(m, said))]
    day = days[-1] if days else tale.day
    if numbered and day and (days or tale.since) and not _OF_NOW.search(_without(lower, own)):
        reach = day + timedelta(27)
        said = min(reach, said) if said else reach
        day = day_of(numbered[-1], said) or day
    return said, replace(tale, day=day)


def _without(lower: str, dates: list[re.Match[str]]) -> str:
    """Return a sentence without its dates: "Sunday, 27 November" is no day of the week."""
    for match in reversed(dates):
        lower = f"{lower[: match.start()]} {lower[match.end() :]}"
    return lower


def told_on(plain: str, day: date | None, published: date | None) -> date | None:
    """Return the day from which the days of a claim's sentence are told.

    Parameters
    ----------
    plain
        The sentence, in plain form.
    day
        The day of the claim, as found; None when it names none.
    published
        The day of publication.
    """
    if day is None or published is None or (published - day).days <= RECENT_DAYS:
        return published
    return published if _OF_NOW.search(plain) else day
