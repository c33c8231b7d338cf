"""Truth: shares written by hand."""

import pickle

import geopandas as gpd
import pandas as pd
import pytest

from aleppomap import vocab
from aleppomap.areas import area_by_control
from aleppomap.errors import AleppoMapError, InvalidInput
from aleppomap.snapshot import Control, check_snapshot, control_of, control_words
from tests import small
from tests.toy_control import Toy


def snapshot(**shares):
    cells = small.districts().to_frame("geometry").assign(control="red", report_ids="")
    cells[list(vocab.FLAGS)] = False
    for holder, values in ({"red": (1, 1, 1), "blue": (0, 0, 0)} | shares).items():
        for column, value in zip(vocab.share_columns(holder), values, strict=True):
            cells[column] = float(value)
    return cells


@pytest.mark.parametrize(
    ("shares", "word"),
    [
        ((1, 0, 0), "red"),
        ((0.5, 0.3, 0.2), "red"),
        ((0.5, 0.5, 0), "contested"),
        ((0.49, 0.3, 0.21), "contested"),
        ((0.4, 0.4, 0.2), "contested"),
        ((0, 0.2, 0.8), "unknown"),
        ((0.1 + 0.2 + 0.2, 0.3, 0.2), "red"),
    ],
)
def test_the_word_is_who_holds_half_and_more_than_any_other(shares, word):
    holders = ["red", "blue", "unknown"]
    frame = pd.DataFrame([dict(zip([f"{h}_share_best" for h in holders], shares, strict=True))])
    assert control_words(frame, holders).tolist() == [word]


def test_without_holders_all_is_unknown():
    assert control_words(pd.DataFrame(index=["a", "b"]), []).tolist() == ["unknown", "unknown"]


def test_a_single_holder_of_half_is_its_word():
    assert control_words(pd.DataFrame({"red_share_best": [0.5]}), ["red"]).tolist() == ["red"]


def test_a_sound_snapshot_is_returned_as_it_is():
    cells = snapshot()
    assert check_snapshot(cells) is cells


def faults_of(cells):
    with pytest.raises(InvalidInput) as caught:
        check_snapshot(cells, "mine")
    return [(fault.file, fault.where, fault.field) for fault in caught.value.faults]


def test_every_missing_column_is_named():
    cells = snapshot().drop(columns=["control", "silent", "blue_share_low"])
    assert faults_of(cells) == [
        ("mine", "header", "control"),
        ("mine", "header", "silent"),
        ("mine", "header", "blue_share_low"),
    ]


def test_a_snapshot_without_parties_or_in_metres_is_refused():
    bare = snapshot().drop(columns=[*vocab.share_columns("red"), *vocab.share_columns("blue")])
    assert faults_of(bare) == [("mine", "", "")]
    assert faults_of(snapshot().to_crs(3857)) == [("mine", "crs", "")]


@pytest.mark.parametrize("given", [None, "2020-03-07", pd.DataFrame({"district": ["ne"]})])
def test_what_is_no_snapshot_at_all_is_told_where_to_take_one(given):
    with pytest.raises(InvalidInput, match=r"Take a day of a history.*\.at\("):
        check_snapshot(given)


def test_a_territory_stands_for_its_synthesis_and_a_table_for_nothing(tmp_path):
    territory = small.territory(tmp_path)
    history = territory.history()
    assert control_of(territory) is history
    assert control_of(history) is history
    with pytest.raises(AleppoMapError, match="not a GeoDataFrame, which is a table"):
        control_of(history.at("2020-03-07"))
    with pytest.raises(AleppoMapError, match="not a str"):
        control_of("aleppo")


@pytest.mark.parametrize("number", [0, 3, 4, 6, 9])
def test_the_toy_of_other_tests_gives_snapshots_too(number):
    toy = Toy()
    cells = check_snapshot(toy.at(toy.dates[number]))
    assert cells.loc["d0", "control"] == ("opposition" if number < 3 else "government")


@pytest.mark.parametrize(
    ("red", "blue"),
    [
        ((0.5, 0.6, 0.7), (0, 0.3, 1)),
        ((0.7, 0.6, 0.8), (0, 0.4, 1)),
        ((0, 0.6, 0.5), (0, 0.4, 1)),
        ((-0.1, 0.6, 0.8), (0, 0.4, 1)),
        ((0, 0.6, 1.1), (0, 0.4, 1)),
    ],
)
def test_shares_out_of_order_or_off_one_are_named_by_cell(red, blue):
    found = faults_of(snapshot(red=red, blue=blue))
    assert found == [("mine", f"cell {cell}", "shares") for cell in small.SQUARES]


def test_a_share_that_is_no_number_is_refused():
    cells = snapshot()
    cells.loc["ne", "red_share_high"] = float("nan")
    assert faults_of(cells) == [("mine", "cell ne", "shares")]


def test_a_snapshot_says_what_it_is_and_files_keep_it(tmp_path):
    territory = small.territory(tmp_path)
    told = territory.history("ash", known_on="2020-03-08").at("2020-03-07")
    says = {
        "day": "2020-03-07", "title": "Four Squares", "account": "ash", "known_on": "2020-03-08",
        "data_version": territory.data_version, "licence": territory.evidence.about.licence,
    }  # fmt: skip
    assert told.attrs == says
    assert told.to_crs(4326).attrs == pickle.loads(pickle.dumps(told)).attrs == says  # noqa: S301
    assert territory.history().at("2020-03-07").attrs["account"] == "synthesis"
    told.attrs.clear()
    assert territory.history("ash", known_on="2020-03-08").at("2020-03-07").attrs == says
    days = territory.history().area_over_time()
    ours = {name: text for name, text in says.items() if name not in ("day", "known_on")}
    assert days.attrs == ours | {"account": "synthesis"}
    for name in ("a.gpkg", "a.geojson"):
        territory.history().at("2020-03-07").to_file(tmp_path / name)
    pytest.importorskip("pyarrow")
    told = territory.history().at("2020-03-07")
    told.to_parquet(tmp_path / "a.parquet")
    assert gpd.read_parquet(tmp_path / "a.parquet").attrs == told.attrs


def test_a_snapshot_read_from_a_file_is_weighed_by_its_districts(tmp_path):
    territory = small.territory(tmp_path)
    told = territory.history().at("2020-03-07")
    told.to_file(tmp_path / "a.gpkg")
    for region in map(territory.region, ("blue-held", "mixed")):
        again = area_by_control(gpd.read_file(tmp_path / "a.gpkg"), region)
        pd.testing.assert_frame_equal(again, area_by_control(told, region))


def test_a_history_gives_what_the_rooms_below_ask_for(tmp_path):
    history = small.territory(tmp_path).history()
    assert isinstance(history, Control)
    for day in history.dates:
        check_snapshot(history.at(day))
