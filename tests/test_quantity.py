"""Numbers as stated, and what their hedges allow, against the design's own table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aleppomap.claims.judging import check
from aleppomap.claims.quantity import Quantity, Widths, bands, granularity, parse_quantity


@pytest.mark.parametrize(
    ("text", "low", "high", "hedge", "unit"),
    [
        ("about 40% of the militant-held part", 40, 40, "about", "percent"),
        ("roughly 40 percent", 40, 40, "about", "percent"),
        ("some 65 per cent of the east", 65, 65, "about", "percent"),
        ("more than a third", 100 / 3, 100 / 3, "more than", "percent"),
        ("just over a quarter", 25, 25, "more than", "percent"),
        ("at least 30 percent", 30, 30, "at least", "percent"),
        ("no less than 85%", 85, 85, "at least", "percent"),
        ("nearly half", 50, 50, "nearly", "percent"),
        ("practically half", 50, 50, "nearly", "percent"),
        ("almost two-thirds", 200 / 3, 200 / 3, "nearly", "percent"),
        ("by some estimates as much as 40%", 40, 40, "up to", "percent"),
        ("up to 20 percent", 20, 20, "up to", "percent"),
        ("no more than 10 sq km", 10, 10, "at most", "km2"),
        ("less than three square kilometres", 3, 3, "less than", "km2"),
        ("only 5 per cent", 5, 5, "only", "percent"),
        ("seventy-five percent", 75, 75, "", "percent"),
        ("65–70 %", 65, 70, "", "percent"),
        ("between 65 and 70 percent", 65, 70, "", "percent"),
        ("12 neighbourhoods", 12, 12, "", "districts"),
        ("six rebel-held districts", 6, 6, "", "districts"),
        ("half a dozen districts", 6, 6, "", "districts"),
        ("1,250 hectares", 12.5, 12.5, "", "km2"),
        ("32 of 40 neighbourhoods", 32, 32, "", "districts"),
        ("20 of 45 sq km", 400 / 9, 400 / 9, "", "percent"),
        ("٤٠٪", 40, 40, "", "percent"),
    ],
)
def test_numbers_as_stated(text, low, high, hedge, unit):
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.low, quantity.high) == pytest.approx((low, high))
    assert (quantity.hedge, quantity.unit) == (hedge, unit)


@pytest.mark.parametrize("text", ["", "a large swath", "on 28 November 2016", "80,000 people"])
def test_no_number_that_polygons_decide(text):
    assert parse_quantity(text) is None


def test_square_miles_become_square_kilometres():
    assert parse_quantity("10 square miles").low == pytest.approx(25.8999, abs=1e-4)


@pytest.mark.parametrize(
    ("numeral", "grain"), [("40", 10), ("45", 5), ("37", 1), ("41.5", 0.1), ("100", 10), ("5", 5)]
)
def test_granularity(numeral, grain):
    assert granularity(numeral) == pytest.approx(grain)


@pytest.mark.parametrize(
    ("hedge", "number", "core", "tolerated"),
    [
        ("about", 36.5, True, True),
        ("about", 32.0, False, True),
        ("about", 29.9, False, False),
        ("", 45.0, True, True),
        ("", 50.1, False, False),
        ("nearly", 39.9, True, True),
        ("nearly", 40.0, False, False),
        ("nearly", 31.0, False, True),
        ("more than", 40.0, False, True),
        ("more than", 40.1, True, True),
        ("more than", 39.0, False, True),
        ("more than", 38.9, False, False),
        ("more than", 80.0, False, True),
        ("at least", 40.0, True, True),
        ("less than", 40.0, False, True),
        ("less than", 41.1, False, False),
        ("at most", 40.0, True, True),
        ("only", 30.0, True, True),
        ("up to", 36.0, True, True),
    ],
)
def test_bands_of_forty_percent(hedge, number, core, tolerated):
    allowed = bands(Quantity(40.0, 40.0, hedge, "percent", 10.0), 37.0, 37.0)
    assert (number in allowed.core, number in allowed.tolerated) == (core, tolerated)


def test_a_range_is_its_own_core():
    allowed = bands(Quantity(65.0, 70.0, "", "percent", 10.0), 66.0, 66.0)
    assert 65 in allowed.core
    assert 70 in allowed.core
    assert 60 in allowed.tolerated
    assert 75.1 not in allowed.tolerated


def test_no_two_sided_tolerance_is_narrower_than_half_our_range():
    narrow = Quantity(41.5, 41.5, "", "percent", 0.1)
    assert 38 in bands(narrow, 30.0, 37.0).tolerated  # 41.5 - 7 / 2
    assert 38 not in bands(narrow, 37.0, 37.0).tolerated


def test_nearly_is_never_more_however_coarse_our_own_range():
    half = Quantity(50.0, 50.0, "nearly", "percent", 10.0)
    allowed = bands(half, 25.0, 55.0)  # half our range is 15 points, more than the ten
    assert (35.0 in allowed.tolerated, 34.9 in allowed.tolerated) == (True, False)
    assert (49.9 in allowed.tolerated, 50.0 in allowed.tolerated) == (True, False)


@given(
    low=st.floats(0, 100, allow_nan=False),
    width=st.floats(0, 20),
    grain=st.sampled_from([0.1, 1.0, 5.0, 10.0]),
    hedge=st.sampled_from(
        ["", "about", "nearly", "more than", "at least", "less than", "at most", "up to", "only"]
    ),
    reach=st.floats(0, 30),
)
def test_the_core_lies_within_what_is_tolerated(low, width, grain, hedge, reach):
    allowed = bands(Quantity(low, low + width, hedge, "percent", grain), 40.0, 40.0 + reach)
    assert allowed.tolerated.low <= allowed.core.low
    assert allowed.core.high <= allowed.tolerated.high


@given(st.text(max_size=200))
def test_any_text_gives_a_quantity_or_none(text):
    quantity = parse_quantity(text)
    assert quantity is None or (math.isfinite(quantity.low) and quantity.low <= quantity.high)


def test_an_argument_sets_the_widths():
    forty = Quantity(40.0, 40.0, "about", "percent", 10.0)
    strict = bands(forty, 37.0, 37.0, Widths(core=0.1, tolerated=0.2))
    assert (strict.core.low, strict.tolerated.low) == (39.0, 38.0)
    assert check("russian-centre-1128-about-40", widths=Widths(core=0.1)).rating == "close"
