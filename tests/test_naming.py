"""Truth: names written by hand."""

import pickle

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from aleppomap.errors import AleppoMapError, NotFound
from aleppomap.naming import DistrictNames
from tests import small

PLACES = [
    {"place": "mill", "name": "The Mill", "aliases": "Old Mill;Windmill", "districts": "nw",
     "certainty": "high"},
    {"place": "road", "name": "The Road", "districts": "nw;ne", "certainty": "low"},
    {"place": "nowhere", "name": "Nowhere", "certainty": "low"},
]  # fmt: skip


@pytest.fixture(scope="module")
def territory(tmp_path_factory):
    return small.territory(tmp_path_factory.mktemp("toy"), places=PLACES)


@pytest.mark.parametrize(
    ("name", "district"),
    [("nw", "nw"), ("Square NW", "nw"), (" ne quarter ", "ne"), ("MILL", "nw"), ("windmill", "nw")],
)
def test_a_district_is_found_by_any_of_its_names(territory, name, district):
    assert territory.find_district(name) == district
    history = territory.history()
    assert history.status(name, "2020-03-09") == history.status(district, "2020-03-09")
    assert history.explain(name, "2020-03-09").equals(history.explain(district, "2020-03-09"))


def test_a_place_in_several_districts_or_none_is_refused_by_name(territory):
    with pytest.raises(AleppoMapError, match="The Road lies in nw, ne; name one of them"):
        territory.find_district("the road")
    with pytest.raises(AleppoMapError, match="Nowhere lies in no district of this file"):
        territory.find_district("nowhere")


def test_a_name_of_none_is_told_the_nearest(territory):
    with pytest.raises(NotFound, match="no district 'squre nw'; did you mean Square nw"):
        territory.find_district("squre nw")
    with pytest.raises(NotFound, match=r"no district 'windmil'; did you mean The Mill\?"):
        territory.find_district("windmil")
    with pytest.raises(NotFound) as said:  # one name a district, however many spellings it has
        territory.find_district("zzz")
    assert str(said.value) == (
        "no district 'zzz'; known: Square ne, Square nw, Square se, Square sw"
    )
    assert str(pickle.loads(pickle.dumps(said.value))) == str(said.value)  # noqa: S301


def test_a_day_where_a_name_belongs_is_said(territory):
    with pytest.raises(NotFound, match="'2020-03-09'; that is a day, where a name belongs"):
        territory.history().explain("2020-03-09", "nw")
    with pytest.raises(NotFound, match="no account '2020-03-09'; that is a day, where a name"):
        territory.history("2020-03-09")


@pytest.mark.parametrize("name", ["ash", "ASH", "Radio Ash", " radio-ash "])
def test_an_account_is_found_by_id_or_name_in_any_spelling(territory, name):
    assert territory.history(name) is territory.history("ash")


def test_a_name_two_districts_share_is_refused_and_an_id_means_its_own():
    cells = gpd.GeoDataFrame(
        {"name": ["Salt", "Salt"], "name_ar": "", "aliases": ["", "Pepper; old-salt"]},
        index=pd.Index(["salt", "old-salt"], name="district"),
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
    )
    names = DistrictNames(cells)
    assert names.find("salt") == "salt"
    assert names.find("pepper") == "old-salt"
    cells["name"] = "Hill"
    with pytest.raises(AleppoMapError, match="'Hill' may mean salt or old-salt; name one of them"):
        DistrictNames(cells).find("Hill")
