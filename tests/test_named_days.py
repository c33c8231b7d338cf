"""Days and windows in words that are rarer, against the calendar; and those words leave open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from aleppomap.claims.named_days import days_in
from aleppomap.claims.stretches import before, unit_around
from aleppomap.claims.timing import when_of
from aleppomap.claims.windows import windows_in

SAID = date(2025, 1, 5)  # a Sunday

DAYS = [
    ("the first half of the year", "2025-01-01", "2025-01-05"),
    ("the first half of last year", "2024-01-01", "2024-06-30"),
    ("in the last quarter of last year", "2024-10-01", "2024-12-31"),
    ("the second quarter of this year", "2025-04-01", "2025-06-30"),
    ("since last month", "2024-12-01", "2025-01-05"),
    ("since this week", "2024-12-30", "2025-01-05"),
    ("from last month to this month", "2024-12-01", "2025-01-05"),
    ("in the summer of 2023", "2023-06-01", "2023-08-31"),
    ("over the spring of 2023", "2023-03-01", "2023-05-31"),
    ("over the autumn", "2024-09-01", "2024-11-30"),
    ("in the middle of march", "2024-03-16", "2024-03-16"),
    ("in early may 2024", "2024-05-01", "2024-05-10"),
    ("year to date", "2025-01-01", "2025-01-05"),
    ("on last week", "2024-12-23", "2024-12-29"),
]


@pytest.mark.parametrize(("words", "first", "last"), DAYS)
def test_a_window_has_the_days_its_words_say(words, first, last):
    [window] = windows_in(words, SAID)
    assert (str(window.first), str(window.last)) == (first, last)


@pytest.mark.parametrize(
    "words",
    ["last day", "the last hour", "the first quarter of december", "over monday",
     "between 3 and march 10", "on 31 february"],
)  # fmt: skip
def test_what_is_no_stretch_of_days_is_no_window(words):
    assert [window for window in windows_in(words, SAID) if window.first] == []


@pytest.mark.parametrize(
    "words", ["from 30 february to 3 march 2024", "from 3 march to 31 february 2024"]
)
def test_a_range_with_a_day_that_is_not_in_the_calendar_has_no_days(words):
    [window] = windows_in(words, SAID)
    assert (window.words, window.first, window.last) == (words, None, None)


@pytest.mark.parametrize(
    "words", ["from 10 march 2024 to 3 march 2024", "between 31 and 2 february"]
)
def test_a_range_that_ends_before_it_begins_is_none(words):
    assert words not in [window.words for window in windows_in(words, SAID)]


def test_the_last_hours_end_on_the_day_of_the_statement():
    [window] = windows_in("in the last hours", SAID)
    assert (window.first, window.last) == (None, SAID)


@pytest.mark.parametrize(
    "words",
    ["from march to may", "the last 10 days of december", "the first half of december",
     "the first half of the year", "over the weekend", "since the weekend", "since last month",
     "this month", "last week", "over the summer", "from 3 march to 10 march", "since yesterday",
     "on monday", "since the start of the month", "the past month", "on 3 march"],
)  # fmt: skip
def test_without_the_day_of_the_statement_it_has_no_days(words):
    [window] = windows_in(words, None)
    assert (window.words, window.first, window.last) == (words, None, None)
    assert window.since is None


def test_two_days_without_their_month_need_the_day_of_the_statement():
    assert windows_in("between 3 and 10 march", None) == []


def test_a_date_without_its_year_needs_the_day_of_the_statement():
    words = "3 march, yesterday, 2024-03-04"
    assert [day for _, day in days_in(words, None)] == [date(2024, 3, 4)]
    assert [str(day) for _, day in days_in(words, SAID)] == [
        "2024-03-03", "2025-01-04", "2024-03-04",
    ]  # fmt: skip
    assert days_in("today", SAID) == [(0, SAID)]


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_a_stretch_holds_its_day_and_follows_the_one_before(unit):
    first, last = unit_around(unit, SAID)
    assert first <= SAID <= last
    assert before(unit, SAID)[1] == first - timedelta(1)
    assert {"day": 1, "week": 7, "month": 31, "year": 365}[unit] == (last - first).days + 1


@pytest.mark.parametrize(
    ("text", "since", "as_of"),
    [
        # the last day of a period, named beside it, cuts it short
        ("by 20 december it had gained 5 km2 in december", "2024-11-30", "2024-12-20"),
        # the day nearer to the number is its own
        ("it took 5 towns on 3 january, having lost ground in december", None, "2025-01-03"),
        ("it took 5 towns in december, having rested on 3 november", "2024-11-30", "2024-12-31"),
    ],
)
def test_a_number_has_the_window_that_is_its_own(text, since, as_of):
    found = when_of(windows_in(text, SAID), days_in(text, SAID), text.index("5"))
    assert tuple(day and str(day) for day in found) == (since, as_of)
