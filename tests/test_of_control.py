"""Claims made by hand against a series, each refused for what it lacks; and a few that are told.

The ground of `test_series_claims`, from 20 February to 5 March 2022 and without 27 February.
East holds 4 cells of area A and 3 of area B, from 24 February 6, from 1 March 10 of area A.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from aleppomap.claims.judging import judge_by
from aleppomap.claims.model import Claim, Past
from aleppomap.claims.of_control import OfControl
from aleppomap.claims.quantity import Quantity
from aleppomap.series import SnapshotSeries
from tests.test_series_claims import COLUMNS, NEAR, A, B, frame_of

DAYS = [date(2022, 2, 20) + timedelta(n) for n in range(14)]
HALF = Quantity(50.0, 50.0, "", "percent", 10.0)
CLAIM = Claim("", "half", date(2022, 3, 3), "share", "held", "east", "", HALF, "")
GAIN = replace(CLAIM, kind="area", measure="gained", party="", by="east")
RECORD = replace(GAIN, kind="superlative", quantity=None, unit="day")


@pytest.fixture(scope="module")
def both():
    kept = [day for day in DAYS if day != date(2022, 2, 27)]
    return OfControl(SnapshotSeries.from_frames({day: frame_of(day) for day in kept}))


@pytest.fixture(scope="module")
def one():
    return OfControl(SnapshotSeries.from_frames({day: frame_of(day, ("east",)) for day in DAYS}))


def km(number):
    return Quantity(float(number), float(number), "", "km", 1.0)


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (replace(CLAIM, as_of=None), "It names no day."),
        (replace(CLAIM, party="north"), "North is no party of these data; their parties: west"),
        (replace(CLAIM, party=""), "It does not say whose ground; the parties: west and east"),
        (replace(CLAIM, measure="lost"), "It does not say what it is a share of"),
        (replace(CLAIM, measure="lost", party="", past=Past()),
         "It does not say whose ground was taken; the parties: west and east"),
        (replace(CLAIM, measure="lost", past=Past(new=True)),
         "Its words name no day since when the ground was taken"),
        (replace(CLAIM, measure="lost", past=Past(since=date(2022, 3, 20))),
         "2022-03-20 is outside the period covered, 2022-02-20 to 2022-03-05"),
        (GAIN, "It names no window, and ground is gained or lost in one"),
        (replace(GAIN, since=date(2022, 3, 3)),
         "Its window ends on 2022-03-03, before it begins."),
        (replace(GAIN, kind="length", quantity=None), "It states no length."),
        (RECORD, "It names no window, and ground is gained or lost in one"),
        (replace(RECORD, unit="month", since=date(2022, 2, 28), as_of=date(2022, 3, 31)),
         "The data do not cover the whole month, 2022-03."),
        (replace(RECORD, unit="week", since=date(2022, 2, 20), as_of=date(2022, 2, 27)),
         "The data cover no other whole week to compare it with."),
        (replace(RECORD, since=date(2022, 2, 28), as_of=date(2022, 3, 1),
                 past=Past(since=date(2022, 2, 1))),
         "The data do not cover 19 days it is compared with, from 2022-02-02 on"),
    ],
)  # fmt: skip
def test_what_it_lacks_is_the_reason(both, claim, reason):
    verdict = judge_by(claim, both)
    assert verdict.rating == "cannot-tell"
    assert verdict.reason.startswith(reason) or reason in verdict.reason


def test_one_partys_ground_is_no_whole_and_has_no_front(one):
    share = judge_by(CLAIM, one)
    assert (share.rating, share.reason) == (
        "cannot-tell",
        "It names no area to be a share of, and the data draw one party's ground only.",
    )
    front = judge_by(replace(CLAIM, kind="length", party="", quantity=km(20)), one)
    assert front.rating == "cannot-tell"
    assert "the edge of it is no front line" in front.reason


def test_a_share_of_all_ground_drawn(both):
    verdict = judge_by(CLAIM, both)
    truth = 100 * (10 * A + 3 * B) / (COLUMNS * (A + B))
    assert verdict.best == pytest.approx(truth, rel=NEAR)
    assert verdict.rating == "too-high"


def test_who_lost_most_is_found_where_it_is_not_said(both):
    lost = replace(CLAIM, kind="area", measure="lost", party="", since=date(2022, 2, 22))
    verdict = judge_by(replace(lost, quantity=Quantity(500.0, 500.0, "", "km2", 10.0)), both)
    assert verdict.best == pytest.approx(6 * A, rel=NEAR)  # of 4 to 10 columns
    assert verdict.reason.startswith("It names no party: read as west, whose ground changed most")
    assert verdict.rating == "matches"


def test_a_claim_since_before_the_data_begins_with_their_first_day(both):
    named = replace(GAIN, party="west", since=date(2022, 2, 19))
    assert judge_by(named, both).best == pytest.approx(6 * A, rel=NEAR)
    past = replace(CLAIM, measure="lost", past=Past(since=date(2022, 2, 19), new=True))
    settled = both.settled(past)
    assert settled.past == Past(since=date(2022, 2, 20), new=True)
    assert settled.assumed == ("The data begin on 2022-02-20: counted from the end of that day.",)
    assert both.settled(CLAIM) is CLAIM


@pytest.mark.parametrize(
    ("said_km", "rating"), [(74, "matches"), (75, "close"), (20, "too-low"), (150, "too-high")]
)
def test_a_front_is_as_long_as_the_sides_it_runs_along(both, said_km, rating):
    verdict = judge_by(replace(CLAIM, kind="length", party="", quantity=km(said_km)), both)
    # two cells of 0.1 degree from south to north, and 7 of 0.1 degree along the parallel of 48.1
    north_south, east_west = 0.2 * 111.2, 0.7 * 111.32 * 0.6694
    assert verdict.best == pytest.approx(north_south + east_west, rel=0.01)
    assert verdict.rating == rating


@pytest.mark.parametrize(
    ("since", "as_of", "rating", "next_is"),
    [
        (date(2022, 2, 28), date(2022, 3, 1), "matches", "2022-02-24"),
        (date(2022, 2, 24), date(2022, 2, 25), "too-high", "2022-02-24"),
    ],
)
def test_the_largest_gain_of_a_day(both, since, as_of, rating, next_is):
    verdict = judge_by(replace(RECORD, since=since, as_of=as_of), both)
    assert verdict.rating == rating
    assert f"Next is {next_is} with {2 * A:.1f} km²" in verdict.reason


def test_a_window_the_data_do_not_cover_is_no_reading(both):
    early = ("an earlier year", (date(2021, 2, 25), date(2021, 2, 26)))
    later = ("two days later", (date(2022, 2, 26), date(2022, 3, 1)))
    claim = replace(GAIN, since=date(2022, 2, 23), other_windows=(early, later))
    rows = judge_by(claim, both).readings
    windows = rows.loc[rows["factor"] == "the window", "reading"].tolist()
    assert windows == ["two days later", "from the end of its first day, 2022-02-24"]


def test_a_day_without_data_is_read_as_on_the_next(both):
    """East grew by two columns on the 24th; on the 27th there are no data."""
    east = replace(CLAIM, measure="lost", past=Past(since=date(2022, 2, 27), new=True))
    label = "2022-02-28"
    for claim in (east, replace(GAIN, since=date(2022, 2, 27)), replace(CLAIM, as_of=DAYS[7])):
        rows = judge_by(claim, both).readings
        assert rows["reading"].str.contains(label).any(), claim.kind
