"""Front lines over time, and since when ground is held: by closed forms, replay and points."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings

from aleppomap.arcs import GEOD
from aleppomap.areas import geodesic_area_m2
from aleppomap.compare import held_since
from aleppomap.errors import NotCovered
from aleppomap.frontline import front_line
from aleppomap.series import SnapshotSeries
from tests.series_maker import Maker, frames
from tests.test_series import DAY, GRIDS, SIDE, SOUTH, STEP, WEST, cell_km2, frame_of, series_of


def lengths_on(series, day, **kwargs):
    table = series.front_line_over_time(**kwargs)
    rows = table[table["date"] == day]
    return dict(zip(rows["between"], rows["length_km"], strict=True))


def side_km(row, upright):
    """Return the length of a side of a cell: of its meridian, or of its southern edge."""
    south = SOUTH + STEP * row
    east, north = (WEST, south + STEP) if upright else (WEST + STEP, south)
    return GEOD.inv(WEST, south, east, north)[2] / 1e3


@settings(max_examples=40, deadline=None)
@given(GRIDS)
def test_lines_of_cells_are_the_sides_between_them(grids):
    grids = [grid for grid in grids if grid.any()]
    if not grids:
        return
    series = series_of(*grids)
    names = np.array(["unknown", "red", "green", "gold"])
    for number, grid in enumerate(grids):
        framed = np.pad(grid, 1)
        truth: dict[str, float] = {}
        for row in range(SIDE + 1):
            for column in range(SIDE + 1):
                here = framed[row + 1, column + 1]
                for there, upright in (
                    (framed[row + 1, column], True),
                    (framed[row, column + 1], False),
                ):
                    if here != there:
                        pair = "|".join(sorted((names[here], names[there])))
                        truth[pair] = truth.get(pair, 0.0) + side_km(row, upright)
        ours = {p: n for p, n in lengths_on(series, DAY + timedelta(number)).items() if n}
        # Sides are merged where they run straight: a geodesic of 50 km is shorter by metres.
        assert ours == pytest.approx(truth, rel=1e-5)


@pytest.fixture(scope="module")
def made():
    return frames(Maker(days=12, front=300, pockets=10, moves=6))


@pytest.fixture(scope="module")
def series(made):
    return SnapshotSeries.from_frames(made)


def test_each_day_is_what_front_line_measures(series):
    table = series.front_line_over_time()
    assert len(table) == 12 * 2
    for day in series.dates[::3]:
        truth = front_line(series.at(day))["length_m"].sum() / 1e3
        assert lengths_on(series, day)["inner|outer"] == pytest.approx(truth, rel=1e-9)
    assert 1000 < table.attrs["resolution_m"] < 10_000


def test_a_coarser_resolution_is_shorter_and_strays_no_further(series):
    day = series.dates[5]
    drawn = lengths_on(series, day)["inner|outer"]
    measured = [lengths_on(series, day, resolution_m=m)["inner|outer"] for m in (1e-6, 500, 5_000)]
    assert measured[0] == pytest.approx(drawn, rel=1e-9)
    assert drawn > measured[1] > measured[2] > drawn / 2
    table = series.front_line_over_time(resolution_m=500)
    assert table.attrs["resolution_m"] == 500
    # Teeth of 100 m on a straight border are gone at 500 m and there as drawn.
    teeth = np.array([[37 + n / 1000, 48 + 0.0009 * (n % 2)] for n in range(101)])
    south = shapely.Polygon([[37, 47.9], [37.1, 47.9], *teeth[::-1]])
    north = shapely.Polygon([[37.1, 48.1], [37, 48.1], *teeth])
    frame = gpd.GeoDataFrame({"control": ["a", "b"]}, geometry=[south, north], crs="OGC:CRS84")
    toothed = SnapshotSeries.from_frames({DAY: frame})
    straight = GEOD.inv(37, 48, 37.1, 48)[2] / 1e3
    assert lengths_on(toothed, DAY, resolution_m=500)["a|b"] == pytest.approx(straight, rel=1e-4)
    assert lengths_on(toothed, DAY)["a|b"] == pytest.approx(
        straight * np.hypot(1, 100.0 / 74.6), rel=0.01
    )


def test_contested_and_nobodys_ground_are_pairs_of_their_own():
    frame = gpd.GeoDataFrame(
        {"status": ["Red", "contested", "Blue"]},
        geometry=[shapely.box(37 + n, 36, 38 + n, 37) for n in range(3)],
        crs="OGC:CRS84",
    )
    found = lengths_on(SnapshotSeries.from_frames({DAY: frame}), DAY)
    assert set(found) == {"blue|contested", "contested|red", "blue|unknown", "contested|unknown",
                          "red|unknown"}  # fmt: skip
    assert found["contested|red"] == found["blue|contested"]


@settings(max_examples=40, deadline=None)
@given(GRIDS)
def test_ground_is_as_old_as_its_cells(grids):
    if not grids[-1].any():
        return
    series = series_of(*grids)
    last = DAY + timedelta(len(grids) - 1)
    found = series.held_since(last)
    ids = {"red": 1, "green": 2, "gold": 3}
    truth: dict[tuple[str, date], float] = {}
    for row in range(SIDE):
        for column in range(SIDE):
            states = [grid[row, column] for grid in grids]
            since = len(states) - 1
            while since and states[since - 1] == states[-1]:
                since -= 1
            for party in [name for name, number in ids.items() if number == states[-1]]:
                key = (party, DAY + timedelta(since))
                truth[key] = truth.get(key, 0.0) + cell_km2(row)
    ours = found.set_index(["control", "since"])["area_km2"]
    assert ours.to_dict() == pytest.approx(truth, rel=1e-6)
    assert found.geometry.is_valid.all()
    assert (found["from_start"] == (found["since"] == DAY)).all()
    assert (found["days"] == [(last - since).days + 1 for since in found["since"]]).all()


def test_ages_make_up_the_ground_and_agree_with_points(series):
    day = series.dates[9]
    found = held_since(series, day)
    now = series.at(day).geometry
    for party, rows in found.groupby("control"):
        whole = shapely.union_all(rows.geometry.to_numpy())
        assert shapely.symmetric_difference(whole, now[party]).area < 1e-10
        assert shapely.area(rows.geometry.to_numpy()).sum() == pytest.approx(now[party].area)
    rng = np.random.default_rng(3)
    # Points where ground is young, which a box over all of it would hardly hit.
    spots = []
    for row in found.itertuples():
        west, south, east, north = row.geometry.bounds
        xy = rng.uniform((west, south), (east, north), (400, 2))
        spots += [
            (*p, row.control, row.since) for p in xy[shapely.contains_xy(row.geometry, *xy.T)]
        ]
    assert len({spot[3] for spot in spots}) >= 5
    spells = series.spells_of(np.array([spot[:2] for spot in spots]))
    live = spells[(spells["start"] <= day) & (spells["end"] > day)]
    assert live["holder"].tolist() == [spot[2] for spot in spots]
    assert live["start"].tolist() == [spot[3] for spot in spots]


def test_nothing_is_held_through_an_unknown_gap():
    one = frame_of(np.eye(SIDE, dtype=int))
    days = {"2022-03-01": one, "2022-03-02": one, "2022-03-20": one, "2022-03-21": one}
    series = SnapshotSeries.from_frames(days, max_gap=2)
    (row,) = series.held_since("2022-03-21").itertuples()
    assert (row.since, row.from_start) == (date(2022, 3, 20), True)
    place = f"{WEST + STEP / 2}, {SOUTH + STEP / 2}"
    for where in ("red", place):
        assert series.explain(where, "2022-03-21")["since"].tolist() == [date(2022, 3, 20)]
        assert series.explain(where, "2022-03-02")["since"].tolist() == [date(2022, 3, 1)]
    with pytest.raises(NotCovered):
        series.held_since("2022-03-10")
    patient = SnapshotSeries.from_frames(days, max_gap=30)
    assert patient.held_since("2022-03-10")["since"].tolist() == [date(2022, 3, 1)]
    assert pd.isna(series.changes_over_time()["gained_km2"]).tolist() == [True, False, True, False]


RING = [[1, 1, 1, 1, 1], [1, 0, 0, 0, 1], [1, 0, 2, 0, 1], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]]
CASES = {
    "parties swap": ([[1, 2]], [[2, 1]], {"red": (1, 1), "green": (1, 1)}),
    "islands merge": ([[1, 0, 1]], [[1, 1, 1]], {"red": (1, 0)}),
    "an island parts": ([[1, 1, 1]], [[1, 0, 1]], {"red": (0, 1)}),
    "corners touch": ([[1, 0], [0, 0]], [[1, 0], [0, 1]], {"red": (1, 0)}),
    "corners let go": ([[1, 0], [0, 1]], [[0, 1], [1, 0]], {"red": (2, 2)}),
    "nested holes fill": (RING, np.where(np.array(RING) == 0, 2, RING), {"red": (0, 0),
                                                                          "green": (8, 0)}),
    "a hole is taken from within": (RING, np.where(np.array(RING) == 1, 2, RING),
                                    {"red": (0, 16), "green": (16, 0)}),
    "all but one vanish": ([[1, 2, 3]], [[0, 0, 3]], {"red": (0, 1), "green": (0, 1)}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_shapes_that_change_awkwardly(case):
    before, after, truth = CASES[case]
    series = series_of(before, after)
    table = series.changes_over_time()
    last = table[table["date"] == series.dates[-1]].set_index("party")
    scale = cell_km2(2)
    for party, (gained, lost) in truth.items():
        row = last.loc[party]
        # Cells of the same row of the graticule are alike; rows differ by a thousandth.
        assert row["gained_km2"] / scale == pytest.approx(gained, rel=2e-3)
        assert row["lost_km2"] / scale == pytest.approx(lost, rel=2e-3)
        first = table[(table["party"] == party) & (table["date"] == series.dates[0])]
        net = row["area_km2"] - first["area_km2"].iloc[0]
        assert row["gained_km2"] - row["lost_km2"] == pytest.approx(net, abs=1e-9)
    for day in series.dates:
        for shape in series.at(day).geometry:
            assert shape.is_valid
    ages = series.held_since(series.dates[-1])
    km2 = geodesic_area_m2(series.at(series.dates[-1])).sum() / 1e6
    assert ages["area_km2"].sum() == pytest.approx(km2, rel=1e-8)
