"""Numbers as stated, and what their hedges allow, against the design's own table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aleppomap.claims.checking import check
from aleppomap.claims.quantity import (
    TEXT_MAX,
    WHOLE,
    Interval,
    Quantity,
    Widths,
    as_widths,
    bands,
    granularity,
    parse_quantity,
    size_granularity,
    stated_in,
    whole_km2_of,
)
from aleppomap.errors import AleppoMapError


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


@pytest.mark.parametrize(
    ("hedge", "core", "tolerated"),
    [
        ("", "[35, 45]", "[30, 50]"),
        ("about", "[35, 45]", "[30, 50]"),
        ("up to", "[35, 45]", "[30, 50]"),
        ("nearly", "[35, 40)", "[30, 40)"),
        ("more than", "(40, 50]", "[39, ∞]"),
        ("at least", "[40, 50]", "[39, ∞]"),
        ("less than", "[30, 40)", "[-∞, 41]"),
        ("at most", "[30, 40]", "[-∞, 41]"),
        ("only", "[30, 40]", "[-∞, 41]"),
    ],
)
def test_the_table_of_the_design_for_forty(hedge, core, tolerated):
    allowed = bands(Quantity(40.0, 40.0, hedge, "percent", 10.0), 37.0, 37.0)
    assert (str(allowed.core), str(allowed.tolerated)) == (core, tolerated)


def test_a_range_is_widened_by_half_a_grain_or_half_our_own_range():
    quantity = Quantity(65.0, 70.0, "about", "percent", 5.0)
    assert str(bands(quantity, 66.0, 66.0).core) == "[65, 70]"
    assert str(bands(quantity, 66.0, 66.0).tolerated) == "[62.5, 72.5]"
    assert str(bands(quantity, 60.0, 68.0).tolerated) == "[61, 74]"


def test_only_percents_have_points_of_slack_other_units_half_a_grain():
    assert str(bands(Quantity(40.0, 40.0, "more than", "km2", 10.0), 9, 9).tolerated) == "[35, ∞]"
    assert str(bands(Quantity(40.0, 40.0, "at most", "km2", 10.0), 9, 9).tolerated) == "[-∞, 45]"


def test_widths_of_one_s_own_move_every_edge():
    widths = Widths(core=0.1, tolerated=0.3, one_sided_points=4.0)
    edges = {
        hedge: bands(Quantity(40.0, 40.0, hedge, "percent", 10.0), 37.0, 37.0, widths)
        for hedge in ("nearly", "at least", "at most")
    }
    assert {hedge: (str(e.core), str(e.tolerated)) for hedge, e in edges.items()} == {
        "nearly": ("[39, 40)", "[37, 40)"),
        "at least": ("[40, 43]", "[36, ∞]"),
        "at most": ("[37, 40]", "[-∞, 44]"),
    }


def test_only_one_sided_words_can_be_understated_or_overstated():
    def extra(hedge):
        allowed = bands(Quantity(40.0, 40.0, hedge, "percent", 10.0), 37.0, 37.0)
        return allowed.extra_below, allowed.extra_above

    assert extra("about") == extra("nearly") == (-math.inf, math.inf)
    assert extra("more than") == extra("at least") == (-math.inf, 50.0)
    assert extra("less than") == extra("at most") == (30.0, math.inf)


def test_an_interval_is_closed_unless_told():
    assert Interval(0, 1) == Interval(0, 1, low_open=False, high_open=False)
    assert str(Interval(0, 1, low_open=True, high_open=True)) == "(0, 1)"
    assert str(Interval(-math.inf, 99.96)) == "[-∞, 99.96]"
    ends = [(0, 0), (1, 1), (0, 1), (1, 0)]
    inside = [
        (0 in Interval(0, 1, bool(low), bool(high)), 1 in Interval(0, 1, bool(low), bool(high)))
        for low, high in ends
    ]
    assert inside == [(not low, not high) for low, high in ends]


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (Quantity(65.0, 70.0, "", "percent", 5.0), "65–70 %"),
        (Quantity(100 / 3, 200 / 3, "nearly", "percent", 10.0), "nearly 33.33–66.67 %"),
        (Quantity(1250.0, 1250.0, "more than", "km2", 50.0), "more than 1,250 km²"),
        (Quantity(1234567.125, 1234567.125, "", "km2", 1.0), "1,234,567.12 km²"),
        (Quantity(6.0, 6.0, "", "districts", 1.0), "6 districts"),
        (Quantity(3.0, 3.0, "at least", "day", 1.0), "at least 3 day"),
        (Quantity(3.0, 3.0, "about", "", 1.0), "about 3"),
    ],
)
def test_a_quantity_reads_as_it_was_said(quantity, words):
    assert str(quantity) == words


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        # halves, thirds and quarters in words: 10 points under every hedge
        ("half", 10), ("more than a third", 10), ("exactly three quarters", 10),
        ("75 percent", 5), ("seventy-three percent", 1), ("seventy percent", 10),
        ("41.5%", 0.1), ("65–70 %", 10), ("between 65 and 68 percent", 1),
        # one part of the whole that the words name
        ("20 of 45 sq km", 100 / 45),
        ("10 sq km", 10), ("1,200 sq km", 100), ("three square kilometres", 1),
        # a hectare is a hundredth, a square mile 2.589988 square kilometres
        ("1,200 hectares", 1), ("three hectares", 0.01), ("37 square miles", 2.589988110336),
        # a bare count is exact, a hedged one as round as its numeral, one out of all again exact
        ("40 districts", 1), ("about 40 districts", 10), ("about 32 of 40 districts", 1),
        ("about forty districts", 1),
    ],
)  # fmt: skip
def test_how_round_a_number_was_meant(text, grain):
    assert parse_quantity(text).grain == pytest.approx(grain)


def test_hedges_stay_with_areas_and_shares_of_a_whole():
    assert str(parse_quantity("about 1,200 hectares")) == "about 12 km²"
    assert str(parse_quantity("almost 20 of 40 sq km")) == "nearly 50 %"
    assert str(parse_quantity("between 100 and 200 hectares")) == "1–2 km²"
    assert str(parse_quantity("about 5 to 6 districts")) == "about 5–6 districts"


def test_a_share_of_nothing_is_no_number():
    assert parse_quantity("20 of 0 sq km") is None
    assert parse_quantity("20 of 0.5 sq km").high == 4000


@pytest.mark.parametrize(
    ("numeral", "grain"),
    [
        ("0", 1), ("40.0", 10), ("41.50", 0.1), ("41.25", 0.01), ("12,5", 0.1), ("12,25", 0.01),
        ("1,250", 10), ("1,255", 5), ("12 345", 5), ("1\u202f237", 1), ("1\u00a0237", 1),
        ("1,234,567", 1), ("10", 10), ("2", 1), ("1", 1),
    ],
)  # fmt: skip
def test_granularity_of_numerals_as_they_are_printed(numeral, grain):
    assert granularity(numeral) == pytest.approx(grain)


@pytest.mark.parametrize(
    ("numeral", "grain"),
    [
        # below a hundred as other numbers; a decimal counts wherever it stands
        ("90", 10), ("99.5", 0.1), ("99,5", 0.1), ("250.5", 0.1), ("105.25", 0.01),
        # from 100 on the last place that counts, at most a tenth of the number
        ("100", 10), ("101", 1), ("105", 5), ("110", 10), ("150", 15), ("250", 25), ("650", 50),
        ("500", 50), ("1\u202f000", 100), ("1\u00a0250", 50), ("12 300", 100), ("15,000", 1500),
        ("25,000", 2500), ("1,005", 5), ("1,000,001", 1),
    ],
)  # fmt: skip
def test_the_last_place_that_counts_of_large_areas(numeral, grain):
    assert size_granularity(numeral) == pytest.approx(grain)


def test_a_numeral_without_a_number_is_refused():
    for measure in (granularity, size_granularity):
        with pytest.raises(ValueError, match="could not convert"):
            measure("many")


def test_text_is_read_to_its_end_or_to_a_bound():
    assert parse_quantity(" " * (TEXT_MAX - 3) + "40%") is not None
    assert parse_quantity(" " * (TEXT_MAX - 2) + "40%") is None
    assert TEXT_MAX == 20_000


def test_widths_are_given_whole_or_by_name():
    given = Widths(core=0.25, tolerated=0.75, one_sided_points=2.0)
    assert as_widths(given) == given
    assert as_widths({"tolerated": 2}) == Widths(core=0.5, tolerated=2, one_sided_points=1.0)
    assert as_widths({"core": 1.0}) == Widths(core=1.0, tolerated=1.0)
    assert as_widths({"core": 0, "tolerated": 0, "one_sided_points": 0}) == Widths(0, 0, 0)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (3, "widths is 3, which is no widths"),
        ({"tolerated": -1, "croe": 1}, "widths: no field 'croe'; did you mean core?; "
         "tolerated is -1; allowed: a number from 0 on"),
        ({"core": math.inf}, "widths: core is inf; allowed: a number from 0 on"),
        ({"core": True}, "widths: core is True; allowed: a number from 0 on"),
        ({"core": "1"}, "widths: core is '1'; allowed: a number from 0 on"),
        ({1: 2}, "widths: no field '1'; known: core, tolerated, one_sided_points"),
        (Widths(core=2.0), "widths: core is 2, more than tolerated, 1"),
        (Widths(core=-2.0), "widths: core is -2.0; allowed: a number from 0 on"),
    ],
)  # fmt: skip
def test_no_widths_are_refused_with_every_fault(given, fault):
    with pytest.raises(AleppoMapError) as caught:
        as_widths(given)
    how = "give am.Widths(core=0.5, tolerated=1.0, one_sided_points=1.0), or a mapping of these"
    assert str(caught.value) == f"{fault}; {how}"


@pytest.mark.parametrize(
    ("phrase", "km2"),
    [
        ("20 of 45 sq km", 45), ("200 of 4,500 hectares", 45), ("20 sq km", None),
        ("32 of 40 districts", None), ("20 of 0 sq km", None), ("20 of 0.5 sq km", 0.5),
        ("20 sq km (8 sq miles) of the total 45 sq km", 45),
    ],
)  # fmt: skip
def test_the_whole_that_an_area_is_part_of(phrase, km2):
    assert whole_km2_of(stated_in(phrase)) == (km2 and pytest.approx(km2))


def test_all_of_an_area_is_said_to_a_twentieth():
    assert (WHOLE.low, WHOLE.high, WHOLE.hedge, WHOLE.unit) == (100.0, 100.0, "", "percent")
    allowed = bands(WHOLE, 100.0, 100.0)
    assert 97.5 in allowed.core and 97.4 not in allowed.core
    assert 95.0 in allowed.tolerated and 94.9 not in allowed.tolerated


def test_a_number_of_before_is_read_where_there_is_no_other():
    assert stated_in("compared with 63 percent").low == 63
    assert stated_in("20 percent, compared with 63 percent").low == 20
