"""Claims that are no number of percent: against truths read off the map or the calendar."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

import aleppomap as am
from aleppomap.claims.boundaries import fold_name, match_boundaries
from aleppomap.claims.judging import judge
from aleppomap.claims.making import claim_from_row


@pytest.fixture(scope="module")
def aleppo():
    return am.load()


def bundled(name, territory):
    return claim_from_row(name, dict(territory.claims.loc[name]))


def test_hanano_is_the_biggest_of_the_six():
    assert am.check("article-03-hanano-biggest").rating == "matches"


def test_another_of_the_six_is_not_the_biggest(aleppo):
    claim = bundled("article-03-hanano-biggest", aleppo)
    first, *others = claim.places
    turned = replace(claim, places=(others[0], first, *others[1:]))
    assert judge(turned, aleppo).rating == "too-high"


def test_a_superlative_without_its_set_cannot_be_told(aleppo):
    claim = replace(bundled("article-03-hanano-biggest", aleppo), places=("hanano",))
    assert judge(claim, aleppo).rating == "cannot-tell"


def test_the_thirteenth_day_counts_the_first():
    verdict = am.check("article-04-13th-day")
    # 15 November is day 1, so 27 November is day 13
    assert verdict.best == 13
    assert verdict.rating == "matches"


def test_full_control_of_the_north_forgets_the_kurdish_part():
    verdict = am.check("article-11-north-under-state-control")
    assert verdict.rating == "too-high"
    assert 80 < verdict.best < 95


def test_the_handover_is_disputed():
    verdict = am.check("article-08-handover")
    assert verdict.rating == "matches"
    assert verdict.hinges_on == ("account",)
    assert "Polygons cannot say whether by agreement" in verdict.reason


def test_a_population_cannot_be_told_but_its_density_is_given():
    verdict = am.check("article-16-80000-people")
    assert verdict.rating == "cannot-tell"
    assert "people a km²" in verdict.reason  # 80 000 / 13.0


def test_a_swapped_denominator_is_named():
    verdict = am.check("rusreality-1130-40-of-aleppo")
    assert verdict.rating == "too-high"
    assert verdict.hinges_on == ("denominator",)
    assert any("swapped" in note for note in verdict.notes)


def test_a_headline_over_another_text_contradicts_itself():
    verdict = am.check("haaretz-1006-half-of-neighbourhoods")
    assert verdict.rating == "contradicts-itself"


def test_what_was_known_on_the_day_stands_beside_hindsight():
    verdict = am.check("russian-centre-1128-about-40")
    assert verdict.on_the_day.best <= verdict.best
    assert verdict.holds_on.startswith("28 Nov")


def test_another_drawing_of_the_same_districts_is_a_reading(aleppo):
    shrunk = aleppo.districts.to_crs("EPSG:32637")
    shrunk = shrunk.set_geometry(shrunk.buffer(-5)).reset_index(drop=True)
    drawn = match_boundaries(aleppo.districts, shrunk, name="shrunk by 5 m")
    assert set(drawn.matches["how"]) == {"name"}
    verdict = am.check("russian-centre-1128-about-40", boundaries=[drawn])
    row = verdict.readings.set_index("factor").loc["boundary set"]
    assert row["counts"]
    assert row["number"] == pytest.approx(verdict.best, abs=0.5)


def test_a_set_that_covers_too_little_is_refused_with_the_figure(aleppo):
    half = aleppo.districts.iloc[::2].reset_index(drop=True)
    drawn = match_boundaries(aleppo.districts, half, name="half of them")
    verdict = am.check("russian-centre-1128-about-40", boundaries=[drawn])
    row = verdict.readings.set_index("factor").loc["boundary set"]
    assert not row["counts"]
    assert "too little" in row["note"]


def test_polygons_without_names_are_matched_by_their_ground(aleppo):
    box = shapely.box(*aleppo.districts.loc["hanano"].geometry.bounds)
    drawn = match_boundaries(
        aleppo.districts, gpd.GeoDataFrame(geometry=[box], crs="OGC:CRS84"), name="a box"
    )
    assert set(drawn.matches["how"]) == {"overlap"}
    assert drawn.matches.set_index("district").loc["hanano", "overlap_share"] > 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [("as-Sakhour", "Al Sākhour"), ("الصاخور", "صاخور"), ("Jabal-Badro", "jabal badro")],
)
def test_spellings_of_one_name_agree(one, other):
    assert fold_name(one) == fold_name(other)
