"""What is no fault and most likely a slip, against rows typed by hand."""

from __future__ import annotations

import pytest

from aleppomap.doubts import doubts_of
from aleppomap.territory import load
from tests import small


def place(tmp_path, reports=(), claims=()):
    return small.territory(
        tmp_path / "t", reports=[*small.REPORTS, *reports], claims=list(claims)
    )  # fmt: skip


def test_the_bundled_territory_leaves_no_doubt():
    assert doubts_of(load()) == []


@pytest.mark.parametrize("day", ["2019-03-05", "2020-03-21", "2019", "2020-04/2020-05"])
def test_a_report_of_no_day_of_the_period_is_told(tmp_path, day):
    slip = small.report("ash-slip", "nw", "red", day, reported_on="2020-06-01")
    (said,) = doubts_of(place(tmp_path, [slip]))
    assert f"ash-slip ({day})" in said
    assert "outside the period 2020-03-01 to 2020-03-20" in said and "correct the date" in said


@pytest.mark.parametrize("day", ["2020-03-01", "2020-03-20", "2020-03", "2020-02-27/2020-03-02"])
def test_a_report_that_may_be_of_the_period_is_not(tmp_path, day):
    row = small.report("ash-in", "nw", "red", day, reported_on="2020-06-01")
    assert doubts_of(place(tmp_path, [row])) == []


def test_a_report_without_a_district_counts_for_nothing_and_is_not_told(tmp_path):
    row = small.report("ash-before", "", "red", "2019-03-05", reported_on="2019-03-06")
    assert doubts_of(place(tmp_path, [row])) == []


AHEAD = {"published_on": "2020-03-07", "as_of": "2020-03-17"}


def test_a_claim_of_a_day_after_it_was_published_is_told(tmp_path):
    claims = [
        small.claim("ahead", "2020-03-07", 60, **AHEAD, text="Red took about 60 % of it."),
        small.claim("same", "2020-03-07", 60),
    ]
    (said,) = doubts_of(place(tmp_path, claims=claims))
    assert "ahead (2020-03-17, published 2020-03-07)" in said and "same" not in said
    assert "correct as_of or published_on" in said


@pytest.mark.parametrize(
    "text",
    [
        "Red will take 60 % of it within ten days.",
        "Red threatens to take 60 % of it.",
        "Red intends to take 60 % of it.",
        "Red could take 60 % of it.",
    ],
)
def test_a_claim_of_what_may_come_is_not(tmp_path, text):
    claims = [small.claim("ahead", "2020-03-07", 60, **AHEAD, text=text)]
    assert doubts_of(place(tmp_path, claims=claims)) == []


def test_validate_says_them_and_finds_no_fault(tmp_path, run):
    slip = small.report("ash-slip", "nw", "red", "2019-03-05")
    place(tmp_path, [slip])
    told = run("validate", tmp_path / "t")
    assert told.code == 0 and "no faults" in told.out
    assert "warning: reports.csv has reports of days outside the period" in told.err
