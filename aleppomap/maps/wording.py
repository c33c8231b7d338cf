"""The page's own words, and dates said in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from aleppomap.dates import parse_edtf

__all__ = ["LANGUAGES", "long_day", "page_words", "short_day", "short_days", "span_words"]

LANGUAGES = {"en": "ltr", "ar": "rtl"}


@cache
def page_words(lang: str) -> dict[str, Any]:
    """Return every word the page says itself, in one language."""
    text = resources.files("aleppomap.maps").joinpath("words", f"{lang}.json").read_text("utf-8")
    words: dict[str, Any] = json.loads(text)
    return words


def long_day(day: date, lang: str) -> str:
    """Return a day in words.

    Examples
    --------
    >>> long_day(date(2016, 11, 28), "en")
    '28 November 2016'
    """
    return f"{short_day(day, lang, 'months')} {day.year}"


def short_day(day: date, lang: str, months: str = "monthsShort") -> str:
    """Return a day in words, without its year.

    Examples
    --------
    >>> short_day(date(2016, 11, 28), "ar")
    '28 تشرين الثاني'
    """
    return f"{day.day} {page_words(lang)[months][day.month - 1]}"


def short_days(days: Sequence[date], lang: str) -> list[str]:
    """Return days in short words, with their years where they are of several.

    Examples
    --------
    >>> short_days([date(2022, 12, 31), date(2024, 1, 1)], "en")
    ['31 Dec 2022', '1 Jan 2024']
    """
    several = days[0].year != days[-1].year and (days[-1] - days[0]).days > 200
    return [short_day(day, lang) + (f" {day.year}" if several else "") for day in days]


def span_words(stated: str, lang: str) -> tuple[str, str, str]:
    """Return the first and last day an EDTF date can mean, and the date in words.

    Examples
    --------
    >>> span_words("2016-11-25/2016-11-26", "en")
    ('2016-11-25', '2016-11-26', '25–26 November 2016')
    >>> span_words("no date", "en")
    ('', '', 'no date')
    """
    try:
        when = parse_edtf(stated)
    except ValueError:
        return "", "", stated
    first, last = when.earliest, when.latest
    said = long_day(last, lang)
    if (first.year, first.month) != (last.year, last.month):
        said = page_words(lang)["span"].format_map({"from": long_day(first, lang), "to": said})
    elif first != last:
        said = f"{first.day}–{said}"
    if when.approximate:
        said = page_words(lang)["about"].format(day=said)
    return first.isoformat(), last.isoformat(), said
