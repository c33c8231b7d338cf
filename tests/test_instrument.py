"""The instrument check, on four squares and on the bundled territory."""

from __future__ import annotations

from datetime import date

import pytest

import aleppomap as am
from aleppomap.claims.comparable import our_series
from aleppomap.claims.instrument import instrument_check
from tests import small

ASH, BIRCH = "ash", "birch"
SIDES = {"ash": "press", "birch": "monitor", "cedar": "press"}


def checked(path, *claims):
    accounts = [row | {"side": SIDES[row["account"]]} for row in small.ACCOUNTS]
    place = small.territory(path, claims=list(claims), accounts=accounts)
    return instrument_check(am.check_all(territory=place), place)


@pytest.fixture(scope="module")
def bundled():
    place = am.load()
    names = [n for n in place.claims.index if place.claims.at[n, "kind"] == "share"]
    return instrument_check(am.check_all(names, territory=place), place)


def test_our_series_is_what_arithmetic_gives(tmp_path):
    ours = our_series(small.territory(tmp_path))
    # 0.6 of nw on the 5th; nw whole on the 10th (8th to 12th); all of 2.6 km2 from the 15th
    assert ours.at[date(2020, 3, 5), "best"] == pytest.approx(100 * 0.6 / 2.6, abs=0.1)
    assert ours.at[date(2020, 3, 16), "best"] == pytest.approx(100, abs=0.1)
    assert (ours["low"] <= ours["best"]).all() and (ours["best"] <= ours["high"]).all()
    areas = our_series(small.territory(tmp_path), kind="area", measure="held")
    left = 2.6 * (1 - ours["best"] / 100)
    assert areas["best"].to_numpy() == pytest.approx(left.to_numpy(), abs=0.01)


def test_two_sides_that_miss_together_make_it_fire(tmp_path):
    found = checked(
        tmp_path,
        small.claim("a", "2020-03-05", 60, account=ASH),
        small.claim("b", "2020-03-05", 70, account=BIRCH),
    )
    assert found.since == date(2020, 3, 5)
    assert "2 of 2 published shares lie above ours" in found.sentence()
    assert "may be at fault" in found.sentence()
    assert found.frame["points"].tolist() == pytest.approx([60 - 23.08, 70 - 23.08], abs=0.1)


def test_one_voice_or_one_side_does_not(tmp_path):
    alone = checked(tmp_path / "one", small.claim("a", "2020-03-05", 60, account=ASH))
    echoed = checked(
        tmp_path / "two",
        small.claim("a", "2020-03-05", 60, account=ASH),
        small.claim("c", "2020-03-05", 70, account="cedar"),  # repeats Ash
    )
    for found in (alone, echoed):
        assert found.since is None
        assert "does not fire" in found.sentence()
        assert found.by_side().empty


def test_a_figure_on_the_other_side_ends_the_run(tmp_path):
    found = checked(
        tmp_path,
        small.claim("a", "2020-03-05", 60, account=ASH),
        small.claim("b", "2020-03-05", 10, account=BIRCH),
    )
    assert found.since is None


def test_what_is_left_is_turned_round_and_satisfied_bounds_stand_aside(tmp_path):
    found = checked(
        tmp_path,
        small.claim("left", "2020-03-05", 30, measure="held", account=ASH),
        small.claim("bound", "2020-03-05", 20, hedge="more than", account=BIRCH),
        small.claim("gone", "2020-03-06", 80, account=BIRCH),
    )
    by_name = {gap.claim_id: gap for gap in found.gaps}
    assert by_name["left"].stated == 70
    assert by_name["bound"].satisfied and by_name["bound"].points < 0
    assert found.since == date(2020, 3, 5)


def test_other_denominators_windows_and_kinds_are_not_compared(tmp_path):
    found = checked(
        tmp_path,
        small.claim("square", "2020-03-05", 60, region="nw"),
        small.claim("window", "2020-03-07", 60, since="2020-03-05"),
        small.claim("area", "2020-03-05", 2, kind="area"),
    )
    assert found.gaps == ()
    assert found.frame.empty
    assert "can be compared" in found.sentence()


def test_it_fires_from_2_december_on_the_bundled_territory(bundled):
    assert bundled.since == date(2016, 12, 2)
    assert all(run.above for run in bundled.firing)
    sides = bundled.by_side()
    points = [gap.points for gap in bundled.since_then()]
    assert sum(p > 0 for p in points) / len(points) > 0.85
    assert sides.at["monitor", "median_points"] == pytest.approx(5, abs=1)
    assert sides.at["un", "median_points"] == pytest.approx(3, abs=1)
    assert sides.at["government", "median_points"] == pytest.approx(10, abs=1)


def test_the_order_of_verdicts_changes_nothing(bundled):
    place = am.load()
    names = [gap.claim_id for gap in bundled.gaps if gap.day <= date(2016, 12, 4)]
    there = instrument_check(am.check_all(names, territory=place), place)
    back = instrument_check(am.check_all(names[::-1], territory=place), place)
    assert there.runs == back.runs and there.since == date(2016, 12, 2)


def test_a_verdict_that_misses_with_all_others_says_so(tmp_path):
    place = small.territory(
        tmp_path,
        claims=[
            small.claim("a", "2020-03-05", 60, account=ASH),
            small.claim("b", "2020-03-05", 70, account=BIRCH),
            small.claim("c", "2020-03-10", 90, account=BIRCH),
        ],
        accounts=[row | {"side": SIDES[row["account"]]} for row in small.ACCOUNTS],
    )
    said = am.check("a", territory=place)
    assert said.instrument.startswith("In what was published on 5–10 March, speakers of several")
    assert "all lie above ours: our baseline may be at fault." in said.sentence()
    assert said.as_dict()["instrument"] == said.instrument
    assert am.check_all(["a"], territory=place)[0].instrument == said.instrument


def test_it_is_said_of_misses_on_its_days_alone():
    place = am.load()
    missed = am.check("al-masdar-1207-85", territory=place)
    assert "2–7 December" in missed.instrument
    phrase = am.check("85% of the militant-held part", "2016-12-07", territory=place)
    assert phrase.instrument == missed.instrument
    below = am.check("20% of the militant-held part", "2016-12-07", territory=place)
    earlier = am.check("60% of the militant-held part", "2016-11-28", territory=place)
    held = am.check("about 70% of the militant-held part", "2016-12-07", territory=place)
    area = am.check("50 km² of the militant-held part", "2016-12-07", territory=place)
    sohr = am.check("al-masdar-1207-85", territory=place, account="sohr")
    for verdict in (below, earlier, held, area, sohr):
        assert verdict.instrument == "", verdict.claim.text
