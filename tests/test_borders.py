"""What lies beside what: against the map of Aleppo, and against four squares of 1 km."""

from __future__ import annotations

from dataclasses import replace

import pytest

import aleppomap as am
from aleppomap.claims.judging import judge
from aleppomap.claims.making import claim_from_found
from tests import small
from tests.test_kinds import bundled


@pytest.fixture(scope="module")
def aleppo():
    return am.load()


def test_adjacent_to_what_decides():
    verdict = am.check("article-05-adjacent")
    # Jabal Badro shares 1.0 km with Hanano; Haydariyah lies between Hanano and Baadeen
    assert "Jabal Badro touches Masaken Hanano, over 1.0 km." in verdict.reason
    assert "Baadeen does not touch Masaken Hanano; it is nearest at" in verdict.reason
    cells = am.load().districts.to_crs("EPSG:32637").geometry  # another projection than ours
    apart_km = cells["hanano"].distance(cells["baadeen"]) / 1000
    assert f"nearest at {apart_km:.1f} km" in verdict.reason
    assert verdict.ours == "" and verdict.readings["number"].isna().all()
    assert verdict.rating == "too-high"
    assert verdict.hinges_on == ("adjacent to what",)


def test_two_neighbours_are_adjacent(aleppo):
    claim = replace(bundled("article-05-adjacent", aleppo), places=("hanano", "jabal-badro"))
    assert judge(claim, aleppo).rating == "matches"


def test_the_front_of_28_november_follows_the_al_bab_highway(aleppo):
    assert am.check("article-09-frontline").rating == "matches"
    claim = replace(bundled("article-09-frontline", aleppo), places=("old-airport-road",))
    assert judge(claim, aleppo).rating == "too-high"


def test_a_threat_is_not_a_state_but_its_numbers_are_given():
    verdict = am.check("article-10-split")
    assert verdict.rating == "not-checkable"
    assert "neck" in verdict.reason


@pytest.mark.parametrize(
    ("said_km", "rating"), [("2", "matches"), ("12", "too-high"), ("1.2", "too-low")]
)
def test_a_front_line_is_as_long_as_the_sides_it_runs_along(tmp_path, said_km, rating):
    squares = small.territory(tmp_path)
    # blue's ne and sw each share one side of 1 km with red's se, and sw is mostly blue's
    said = f"The front line was {said_km} km long."
    [found] = am.extract(said, squares, "2020-03-02")
    verdict = judge(claim_from_found(found, squares, "2020-03-02"), squares)
    assert verdict.best == pytest.approx(2, rel=1e-3)
    assert (verdict.low, verdict.high) == (verdict.best, verdict.best)
    assert verdict.rating == rating
