"""Where two accounts agree, on squares of 1 km whose every share is set by hand."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

import aleppomap as am
from tests import small
from tests.series_maker import Maker, frames

ASH_AND_BIRCH = [
    # all of nw, says Ash; a fifth to two fifths of it, says Birch
    small.report("ash-nw", "nw", "red", "2020-03-05", from_="blue", to_share_low=1,
                 to_share_high=1),
    small.report("birch-nw", "nw", "red", "2020-03-05", "birch", from_="blue", to_share_low=0.2,
                 to_share_high=0.4),
    # who took ne is in dispute, of sw only Ash speaks
    small.report("ash-ne", "ne", "red", "2020-03-06", from_="blue", to_share_low=1,
                 to_share_high=1),
    small.report("birch-ne", "ne", "green", "2020-03-06", "birch", from_="blue", to_share_low=1,
                 to_share_high=1),
    small.report("ash-sw", "sw", "red", "2020-03-06", from_="blue", to_share_low=1,
                 to_share_high=1),
    small.report("birch-se", "se", "red", "2020-03-08", "birch", from_="blue", to_share_low=1,
                 to_share_high=1),
    small.report("ash-se", "se", "red", "2020-03-08", from_="blue", to_share_low=1,
                 to_share_high=1),
]  # fmt: skip
OURS = [
    small.opening("nw", "blue", 1),
    small.opening("ne", "blue", 1),
    small.opening("sw", "blue", 1),
    small.opening("se", "blue", 1),
    *(
        small.change(f"{cell}-1", cell, "blue", "red", day, share, latest="2020-03-20")
        for cell, day, share in (
            ("nw", "2020-03-05", 0.6), ("ne", "2020-03-06", ""), ("sw", "2020-03-06", ""),
            ("se", "2020-03-08", ""),
        )
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def squares(tmp_path_factory):
    folder = tmp_path_factory.mktemp("squares")
    return small.territory(folder, reports=ASH_AND_BIRCH, synthesis=OURS)


def km2(frame, name):
    return [frame[f"{name}_{bound}_km2"] for bound in ("low", "best", "high")]


def test_a_day_has_a_row_for_each_district_either_spoke_of(squares):
    told = am.agreement(squares, "ash", "Birch Post", "2020-03-06")
    assert told["agreement"].to_dict() == {"nw": "differ", "ne": "differ", "sw": "silent"}
    assert told[["one_control", "other_control"]].loc["ne"].tolist() == ["red", "green"]
    # Ash's 1 of nw against Birch's 0.2 to 0.4: our 0.6 is brought to the nearer end
    assert told.loc["nw", "party"] == "red"
    shares = told.loc["nw", [f"other_{b}_share" for b in ("low", "best", "high")]]
    assert shares.tolist() == pytest.approx([0.2, 0.4, 0.4])
    assert km2(told.loc["nw"], "agreed") == pytest.approx([0.2, 0.4, 0.4], rel=1e-4)
    assert km2(told.loc["nw"], "disputed") == pytest.approx([0.6, 0.6, 0.8], rel=1e-4)
    assert km2(told.loc["ne"], "disputed") == pytest.approx([1, 1, 1], rel=1e-4)
    assert told["one_spoke"].all()
    assert told["other_spoke"].to_dict() == {"nw": True, "ne": True, "sw": False}
    assert km2(told.loc["sw"], "agreed") == km2(told.loc["sw"], "disputed") == [0, 0, 0]


def test_the_sums_of_a_day_and_of_all_days_are_one(squares):
    days = am.agreement(squares, "ash", "birch")
    assert days["date"].tolist() == list(squares.history().dates)
    rows = days.set_index("date")
    assert rows.loc[date(2020, 3, 4)].iloc[:8].tolist() == [0] * 8
    assert km2(rows.loc[date(2020, 3, 7)], "disputed") == pytest.approx([1.6, 1.6, 1.8], rel=1e-4)
    assert km2(rows.loc[date(2020, 3, 20)], "agreed") == pytest.approx([1.2, 1.4, 1.4], rel=1e-4)
    assert rows["one_only_km2"][date(2020, 3, 7)] == pytest.approx(1, rel=1e-4)
    assert rows["other_only_km2"].tolist() == [0] * len(rows)
    # 3.6 km2 changed hands, all of it in districts of which Ash had spoken
    last = am.agreement(squares, "ash", "birch", "2020-03-20")
    assert last.attrs["one_coverage_share"] == pytest.approx(1)
    assert last.attrs["other_coverage_share"] == pytest.approx(2.6 / 3.6, rel=1e-4)
    assert {name: last.attrs[name] for name in days.columns[1:]} == rows.iloc[-1].to_dict()


def test_turned_about_the_two_disagree_as_much(squares):
    ours, theirs = (am.agreement(squares, *pair, "2020-03-06") for pair in
                    (("ash", "birch"), ("birch", "ash")))  # fmt: skip
    for name in ("agreed", "disputed"):
        assert [*map(list, km2(ours, name))] == [*map(list, km2(theirs, name))]
    assert ours.attrs["one_only_km2"] == theirs.attrs["other_only_km2"]


def test_the_synthesis_speaks_where_the_other_does(squares):
    told = am.agreement(squares.history(), "synthesis", "ash", "2020-03-06")
    assert told["agreement"].to_dict() == {"nw": "differ", "ne": "agree", "sw": "agree"}
    assert told.loc["nw", "disputed_best_km2"] == pytest.approx(0.4, rel=1e-4)
    assert told.attrs["one_coverage_share"] == 1


def test_only_what_was_known_is_compared(squares):
    early = am.agreement(squares.history(known_on="2020-03-05"), "ash", "birch", "2020-03-06")
    assert early.index.tolist() == ["nw"]
    assert early.attrs["known_on"] == "2020-03-05"


def test_what_it_says_of_itself_is_kept_by_files(squares, tmp_path):
    pytest.importorskip("pyarrow")
    told = am.agreement(squares, "ash", "birch", "2020-03-06")
    told.to_parquet(tmp_path / "told.parquet")
    assert gpd.read_parquet(tmp_path / "told.parquet").attrs == told.attrs
    assert (told.attrs["one"], told.attrs["other"]) == ("ash", "birch")
    assert (told.attrs["day"], told.attrs["title"]) == ("2020-03-06", "Four Squares")


def test_what_cannot_be_compared_is_said(squares):
    with pytest.raises(am.AleppoMapError, match="'ash' and 'Radio Ash' are one account; give two"):
        am.agreement(squares, "ash", "Radio Ash")
    with pytest.raises(am.NotFound, match="no account 'ahs'; did you mean ash"):
        am.agreement(squares, "ahs", "birch")
    with pytest.raises(am.NotCovered, match="outside the period"):
        am.agreement(squares, "ash", "birch", "2021-03-05")
    series = am.SnapshotSeries.from_frames(frames(Maker(days=2, front=20, pockets=1)))
    with pytest.raises(am.AleppoMapError, match="this control has one account; give a history"):
        am.agreement(series, "ash", "birch")


def test_no_frame_is_taken_for_a_snapshot(squares):
    with pytest.raises(am.InvalidInput, match="a snapshot: who held which share"):
        am.area_by_control(am.agreement(squares, "ash", "birch", "2020-03-06"))
    assert isinstance(am.agreement(squares, "ash", "birch"), pd.DataFrame)
