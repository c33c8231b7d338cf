"""What is given to checks, ledgers and reviews besides a claim with all its cells."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import aleppomap as am
from aleppomap.claims.boundaries import match_boundaries
from aleppomap.claims.framing import attribution
from aleppomap.claims.making import claim_from_row
from aleppomap.claims.review import claim_review
from aleppomap.errors import AleppoMapError, NotFound
from aleppomap.report import article_ledger, ledger
from tests import small

URL = "https://example.org"


@pytest.fixture(scope="module")
def squares(tmp_path_factory):
    claims = [small.claim("sixty", "2020-03-07", 60)]
    return small.territory(tmp_path_factory.mktemp("squares"), claims=claims)


def claim_of(place):
    return claim_from_row("sixty", dict(place.claims.loc["sixty"]))


def test_a_claim_is_checked_as_its_row_is(squares):
    one, other = (
        am.check(claim_of(squares), territory=squares),
        am.check("sixty", territory=squares),
    )
    assert (one.rating, one.best, one.reason) == (other.rating, other.best, other.reason)


def test_what_looks_like_an_id_and_is_none_is_not_read_as_words(squares):
    with pytest.raises(NotFound, match="claim 'ash-march-sixty'"):
        am.check("ash-march-sixty", territory=squares)


def test_a_review_says_no_more_of_a_claim_than_is_known(squares):
    known = claim_of(squares)
    bare = replace(known, claim_id="", account="", published_on=None)
    (full,), (short,) = (
        claim_review([am.check(claim, territory=squares)], squares, publisher="X", url=URL)
        for claim in (known, bare)
    )
    said = full["itemReviewed"]
    assert said["author"]["name"] == "Radio Ash"
    assert said["datePublished"] == "2020-03-07"
    assert said["appearance"]["url"] == "https://example.org/gazette"
    assert set(short["itemReviewed"]) == {"@type"}


def test_a_ledger_is_read_in_a_notebook(squares):
    made = ledger(territory=squares)
    assert repr(made).startswith("<Ledger ") and "1 claim" in repr(made)
    assert "<script" not in made._repr_html_()
    assert made.title.split(":")[0] in made._repr_html_()


def test_an_empty_article_has_no_ledger(squares):
    with pytest.raises(AleppoMapError, match="the article is empty"):
        article_ledger(" \n", squares)


def test_boundaries_need_a_crs_and_a_concordance_real_districts(squares):
    other = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.box(20, 50, 20.1, 50.1)])
    with pytest.raises(AleppoMapError, match="has no CRS"):
        match_boundaries(squares.districts, other, name="other")
    placed = other.set_crs("OGC:CRS84").set_index("name")
    named = pd.DataFrame({"polygon": ["a"], "district": ["north-west"]})
    with pytest.raises(NotFound, match="district"):
        match_boundaries(squares.districts, placed, concordance=named)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("According to the monitoring group, half the city is lost.", "the monitoring group"),
        ("Igor Orlov, a spokesman of the army, said half the city is lost.", "Igor Orlov"),
        ("Half the city is lost.", ""),
    ],
)
def test_who_says_it(text, who):
    assert who in attribution(text)
    assert bool(attribution(text)) == bool(who)
