"""Tagging points: against shapely, against the grid of cells."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from aleppomap import load
from aleppomap.compare import changes, held_since
from aleppomap.errors import (
    AleppoMapError,
    AleppoMapWarning,
    InvalidInput,
    NotADate,
    NotCovered,
    NotFound,
)
from aleppomap.points import tag
from aleppomap.series import SnapshotSeries
from tests.scattered import month, month_of_frames, points_over
from tests.series_maker import Maker, frames

N = 4000


@pytest.fixture(scope="module")
def maker_frames():
    return month_of_frames()


@pytest.fixture(scope="module")
def series():
    return month()


@pytest.fixture(scope="module")
def points(series):
    return points_over(series, N, beyond=0.1)


@pytest.fixture(scope="module")
def history():
    return load().history()


def truth_on(frame, points):
    found = np.full(len(points), "unknown", dtype=object)
    for party, shape in zip(frame["control"], frame.geometry, strict=True):
        found[shapely.contains_xy(shape, points[:, 0], points[:, 1])] = party
    return found


def test_one_day_as_shapely_has_it(series, maker_frames, points):
    for day in list(maker_frames)[::7]:
        assert (tag(points, series, date=day) == truth_on(maker_frames[day], points)).all()


def test_every_day_as_shapely_has_it(series, maker_frames, points):
    spells = tag(points, series, dates=True)
    assert (spells.groupby("point")["start"].min() == series.dates[0]).all()
    assert (spells.groupby("point")["end"].max() == series.dates[-1] + timedelta(1)).all()
    inner = spells[spells["point"].eq(spells["point"].shift(-1))]
    assert (inner["end"].to_numpy() == spells["start"].shift(-1)[inner.index].to_numpy()).all()
    changed = spells["holder"].ne(spells["holder"].shift())
    assert (changed | spells["point"].ne(spells["point"].shift())).all()
    for day, frame in maker_frames.items():
        live = spells[(spells["start"] <= day) & (spells["end"] > day)]
        assert (live["holder"].to_numpy() == truth_on(frame, points)).all()


def test_points_close_to_the_front(series, maker_frames):
    """Random points hardly ever fall near an edge: put them there."""
    rng = np.random.default_rng(8)
    first = next(iter(maker_frames.values()))
    vertices = shapely.get_coordinates(first.geometry.iloc[0])
    near = np.repeat(vertices, 20, axis=0) + rng.normal(0, 1e-5, (20 * len(vertices), 2))
    spells = tag(near, series, dates=True)
    for day, frame in list(maker_frames.items())[::5]:
        truth = truth_on(frame, near)
        assert (tag(near, series, date=day) == truth).all()
        live = spells[(spells["start"] <= day) & (spells["end"] > day)]
        assert (live["holder"].to_numpy() == truth).all()


def test_a_whole_new_front_every_day():
    """Loops of hundreds of edges take the raster's way."""
    days = {}
    for seed in range(4):
        days |= {date(2022, 3, 1 + seed): next(iter(frames(Maker(days=1, seed=seed)).values()))}
    series = SnapshotSeries.from_frames(days)
    west, south, east, north = series.extent
    where = np.random.default_rng(3).uniform((west, south), (east, north), (20_000, 2))
    spells = tag(where, series, dates=True)
    for day, frame in days.items():
        live = spells[(spells["start"] <= day) & (spells["end"] > day)]
        assert (live["holder"].to_numpy() == truth_on(frame, where)).all()


def test_a_point_on_a_line_belongs_to_the_east_and_to_the_north():
    cells = gpd.GeoDataFrame(
        {"control": ["sw", "se", "nw", "ne"]},
        geometry=[shapely.box(x, y, x + 0.1, y + 0.1) for y in (36.0, 36.1) for x in (37.0, 37.1)],
        crs="OGC:CRS84",
    )
    series = SnapshotSeries.from_frames({"2022-03-01": cells})
    where = np.array([
        [37.05, 36.1], [37.1, 36.05], [37.1, 36.1], [37.0, 36.05], [37.2, 36.05], [37.05, 36.2],
        [37.15, 36.0], [37.05, 36.05],
    ])  # fmt: skip
    assert tag(where, series, date="2022-03-01").tolist() == [
        "nw", "se", "ne", "sw", "unknown", "unknown", "se", "sw"]  # fmt: skip


def test_a_day_each_some_days_and_frames(series, maker_frames, points):
    days = list(maker_frames)
    each = [days[n % len(days)] for n in range(N)]
    frame = pd.DataFrame({"lon": points[:, 0], "lat": points[:, 1], "when": each})
    frame.index += 100
    tagged = tag(frame, series, column="when")
    assert "control" not in frame.columns
    for n in range(0, N, 501):
        assert tagged["control"].iloc[n] == truth_on(maker_frames[each[n]], points[[n]])[0]
    frame["when"] = "1999-01-01"
    assert set(tag(frame, series, column="when")["control"]) == {"unknown"}
    wide = tag(frame, series, dates=[days[0], str(days[3])])
    assert wide.columns.tolist() == [str(days[0]), str(days[3])]
    assert wide.index[0] == 100
    spells = tag(frame, series, dates=True)
    assert spells["point"].min() == 100
    metres = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs="OGC:CRS84").to_crs(32637)
    same = tag(metres, series, date=days[0])["control"].to_numpy()
    assert (same == tag(points, series, date=days[0])).all()


def test_points_without_a_place(series):
    where = np.array([[np.nan, 48.3], [37.5, 48.3], [np.nan, np.nan]])
    assert tag(where, series, date=series.dates[0]).tolist() == ["unknown", "inner", "unknown"]
    assert len(tag(where, series, dates=True)) >= 3
    assert tag(np.empty((0, 2)), series, date=series.dates[0]).tolist() == []
    assert len(tag(np.empty((0, 2)), series, dates=True)) == 0


def test_what_is_not_a_point_is_refused(series):
    day = series.dates[0]
    with pytest.raises(AleppoMapError, match="one of date"):
        tag(np.zeros((1, 2)), series)
    for bad in (np.zeros(3), np.array([[4e6, 4e6]]), pd.DataFrame({"a": [1]}),
                gpd.GeoDataFrame(geometry=[shapely.Point(1, 1)]),
                gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs="OGC:CRS84")):  # fmt: skip
        with pytest.raises(InvalidInput):
            tag(bad, series, date=day)
    frame = pd.DataFrame({"x": [1.0], "y": [1.0], "d": [""]})
    with pytest.raises(NotFound, match="no column 'day'; known: d, x, y"):
        tag(frame, series, column="day")
    with pytest.raises(AleppoMapError, match="an array has no column 'day'; give a frame"):
        tag(np.zeros((1, 2)), series, column="day")
    with pytest.raises(NotCovered):
        tag(np.zeros((1, 2)), series, date="1999-01-01")


def test_districts_by_the_same_call(history):
    cells = history.cells
    middles = shapely.get_coordinates(shapely.point_on_surface(cells.geometry.to_numpy()))
    day = "2016-11-28"
    assert (tag(middles, history, date=day) == history.at(day)["control"].to_numpy()).all()
    spells = tag(np.vstack([middles, [[0.0, 0.0]]]), history, dates=True)
    for when in history.dates[::6]:
        live = spells[(spells["start"] <= when) & (spells["end"] > when)]
        truth = [*history.at(when)["control"], "unknown"]
        assert live["holder"].tolist() == truth


def test_changes_and_held_since_of_districts(history):
    found = changes(history, "2016-11-26", "2016-11-28")
    totals = found.groupby("change")["area_km2"].sum()
    # Districts pass from one to another: what is gained by all is lost by all.
    assert totals["gained"] == pytest.approx(totals["lost"])
    assert "hanano" in set(found["cell"])
    since = held_since(history, "2016-12-22")
    assert (since["since"] <= date(2016, 12, 22)).all()
    day = since["since"]["hanano"]
    assert history.at(day)["control"]["hanano"] == since["control"]["hanano"]
    assert history.at(day - timedelta(1))["control"]["hanano"] != since["control"]["hanano"]


def test_points_given_latitude_first_are_noticed():
    cells = gpd.GeoDataFrame(
        {"control": ["a"]}, geometry=[shapely.box(37, 36, 37.1, 36.1)], crs="OGC:CRS84"
    )
    series = SnapshotSeries.from_frames({"2022-03-01": cells})
    with pytest.warns(AleppoMapWarning, match="longitude first"):
        tag(np.array([[36.05, 37.05]]), series, date="2022-03-01")


def test_values_that_are_no_days_are_listed_all_at_once(history):
    given = ["2016-11-28", "28/11/2016", None, "28 November 2016", 20161128, "2016-11-28T12:00"]
    frame = pd.DataFrame({"lon": 37.2, "lat": 36.2, "d": given}, index=list("abcdef"))
    said = "3 of 6 values of 'd' are not days: row b 28/11/2016, row d 28 November 2016, row e 2016"
    with pytest.raises(NotADate, match=said):
        tag(frame, history, column="d")
    readable = tag(frame.loc[["a", "c", "f"]], history, column="d")
    assert readable["why"].tolist() == ["", "no day", ""]


def test_why_a_holder_is_unknown_is_told_apart():
    square = gpd.GeoDataFrame(
        {"control": ["a"]}, geometry=[shapely.box(37, 36, 37.1, 36.1)], crs="OGC:CRS84"
    )
    series = SnapshotSeries.from_frames({"2022-03-01": square})
    day = "2022-03-01"
    frame = pd.DataFrame({
        "lon": [37.05, 38.0, None, 37.05, 37.05, 37.05], "lat": 36.05,
        "d": [day, day, day, "2021-03-01", " ", None],
    })  # fmt: skip
    found = tag(frame, series, column="d")
    assert found["control"].tolist() == ["a", *["unknown"] * 5]
    assert found["why"].tolist() == [
        "", "no holder known there", "no coordinates", "day not covered", "no day", "no day",
    ]  # fmt: skip
    assert "why" not in tag(frame, series, date=day)


def test_many_days_of_their_own_are_the_same_as_one_by_one(series, history):
    """From some number of days on another way is taken: it must not show."""
    rng = np.random.default_rng(5)
    for control, names in ((series, ("lon", "lat")), (history, ("x", "y"))):
        west, south, east, north = control.extent
        where = rng.uniform((west, south), (east, north), (600, 2))
        days = [*map(str, control.dates), "1999-01-01", "", None]
        each = [days[n % len(days)] for n in range(len(where))]
        frame = pd.DataFrame({names[0]: where[:, 0], names[1]: where[:, 1], "day": each})
        tagged = tag(frame, control, column="day")["control"]
        for day in set(each):
            rows = (frame["day"] == day) if day is not None else frame["day"].isna()
            few = tag(frame[rows], control, column="day")["control"]
            assert tagged[rows].tolist() == few.tolist()
            if day in map(str, control.dates):
                assert few.tolist() == tag(where[rows], control, date=day).tolist()
            else:
                assert set(few) == {"unknown"}


def test_the_words_of_districts_are_those_of_the_snapshot_on_every_day(history):
    middles = shapely.get_coordinates(shapely.point_on_surface(history.cells.geometry.to_numpy()))
    wide = tag(middles, history, dates=list(history.dates))
    for day in history.dates:
        assert wide[str(day)].tolist() == history.at(day)["control"].tolist()
