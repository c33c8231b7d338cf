"""Truth: the calendar."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aleppomap.dates import DateRange, as_day, parse_edtf, too_late_in_month

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "approximate"),
    [
        ("2016-11-26", date(2016, 11, 26), date(2016, 11, 26), False),
        ("2016-11-26?", date(2016, 11, 26), date(2016, 11, 26), True),
        ("2016-11-26%", date(2016, 11, 26), date(2016, 11, 26), True),
        (" 2016-11-26 ", date(2016, 11, 26), date(2016, 11, 26), False),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29), False),
        ("2017-02", date(2017, 2, 1), date(2017, 2, 28), False),
        ("2016-11~", date(2016, 11, 1), date(2016, 11, 30), True),
        ("2016", date(2016, 1, 1), date(2016, 12, 31), False),
        ("2016-11-26/2016-11-27", date(2016, 11, 26), date(2016, 11, 27), False),
        ("2016-11-26~/2016-12", date(2016, 11, 26), date(2016, 12, 31), True),
        ("2016-11/2016-11-20", date(2016, 11, 1), date(2016, 11, 20), False),
    ],
)
def test_a_stated_date_is_the_days_it_can_mean(text, earliest, latest, approximate):
    assert parse_edtf(text) == DateRange(earliest, latest, approximate)


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2016-11-31", "2016-13", "2015-02-29", "16-11-26", "2016-1-2", "20161126",
        "2016-11-27/2016-11-26", "2016-11-26/2016-11-27/2016-11-28", "2016-11-26/", "/2016-11-26",
        "2016-11-26T10:00", "2016-11-26~~", "٢٠١٦-١١-٢٦", "2016-11-26\n2016-11-27", "0000-01-01",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_edtf(text)


def test_the_refusal_says_what_is_allowed():
    with pytest.raises(ValueError, match="'soon' is not a date as 2016-11-26, 2016-11"):
        parse_edtf("soon")
    with pytest.raises(ValueError, match="ends before it starts"):
        parse_edtf("2016-11-27/2016-11-26")


@given(DAYS, DAYS)
def test_an_interval_spans_its_ends(one, other):
    first, last = sorted((one, other))
    assert parse_edtf(f"{first}/{last}") == DateRange(first, last)


@given(DAYS)
def test_a_month_holds_each_of_its_days_and_no_other(day):
    month = parse_edtf(f"{day:%Y-%m}")
    assert month.earliest.day == 1
    assert month.earliest <= day <= month.latest
    after = date.fromordinal(month.latest.toordinal() + 1)
    assert after.day == 1


@pytest.mark.parametrize(
    "value", ["2016-11-28", " 2016-11-28 ", date(2016, 11, 28), datetime(2016, 11, 28, 23, 59)]
)
def test_a_day_is_given_in_four_ways(value):
    day = as_day(value)
    assert day == date(2016, 11, 28)
    assert type(day) is date


@pytest.mark.parametrize(
    "value",
    ["", "2016-11", "20161128", "2016-W48-1", "28.11.2016", "2016-11-31", "2016-11-28/2016-11-29",
     "2016-11-28~", 20161128, None, "٢٠١٦-١١-٢٨"],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_the_form_to_use(value):
    with pytest.raises(ValueError, match=r"is not a day.*; write it as 2016-11-28"):
        as_day(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2016-11-31", "November 2016 has 30 days"),
        ("2017-02-29", "February 2017 has 28 days"),
        ("2016-11-26/2016-12-32", "December 2016 has 31 days"),
    ],
)
def test_a_day_after_the_last_of_its_month_is_told_how_many_there_are(text, said):
    with pytest.raises(ValueError, match=said):
        parse_edtf(text)
    if "/" not in text:
        with pytest.raises(ValueError, match=said):
            as_day(text)


@pytest.mark.parametrize("text", ["2016-13-01", "0000-01-40", "2016-02-29", "soon", "2016-11"])
def test_other_slips_are_told_nothing_of_a_month(text):
    assert too_late_in_month(text) == ""
