"""Series of polygons: truth by closed forms, by conservation, by replay, by shapely."""

from __future__ import annotations

import gzip
import json
import sys
from datetime import date, timedelta
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from aleppomap.arcs import GEOD
from aleppomap.areas import area_by_control, geodesic_area_m2
from aleppomap.compare import changes
from aleppomap.errors import AleppoMapError, AleppoMapWarning, InvalidInput, NotCovered, NotFound
from aleppomap.frontline import front_line
from aleppomap.series import SnapshotSeries
from aleppomap.series.authalic import authalic_area_km2
from aleppomap.snapshot import About, Control, check_snapshot
from tests.series_maker import Maker, frames, write_folder

DAY = date(2022, 3, 1)
SIDE = 5
WEST, SOUTH, STEP = 37.0, 36.0, 0.01


def cell_km2(row: int) -> float:
    """Return the area of a cell of the graticule, by the closed form of a zone."""
    e = np.sqrt(GEOD.es)

    def zone(latitude: float) -> float:
        s = np.sin(np.radians(latitude))
        return s / (2 * (1 - GEOD.es * s * s)) + np.arctanh(e * s) / (2 * e)

    north, south = SOUTH + STEP * (row + 1), SOUTH + STEP * row
    return GEOD.b**2 * (zone(north) - zone(south)) * np.radians(STEP) / 1e6


def cell(row: int, column: int) -> shapely.Polygon:
    west, south = WEST + STEP * column, SOUTH + STEP * row
    return shapely.box(west, south, west + STEP, south + STEP)


def frame_of(grid) -> gpd.GeoDataFrame:
    """Return the union of the cells of each party: holes, corners and islands as they fall."""
    grid = np.asarray(grid)
    shapes = {}
    for number, name in ((1, "red"), (2, "green"), (3, "gold")):
        cells = [cell(*at) for at in np.argwhere(grid == number)]
        if cells:
            shapes[name] = shapely.set_precision(shapely.union_all(cells), 1e-6)
    return gpd.GeoDataFrame(
        {"control": list(shapes)}, geometry=list(shapes.values()), crs="OGC:CRS84"
    )


def series_of(*grids, **kwargs) -> SnapshotSeries:
    return SnapshotSeries.from_frames(
        {DAY + timedelta(n): frame_of(grid) for n, grid in enumerate(grids)}, **kwargs
    )


GRIDS = st.lists(
    # A day on which nothing is drawn is a day without data.
    st.lists(st.integers(0, 3), min_size=SIDE * SIDE, max_size=SIDE * SIDE)
    .filter(any)
    .map(lambda values: np.array(values).reshape(SIDE, SIDE)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(GRIDS)
def test_any_series_of_cells_keeps_its_truth(grids):
    """Nested holes, touching corners, parties swapping, islands merging."""
    if not any(grid.any() for grid in grids):
        return
    series = series_of(*grids)
    rows = np.array([[cell_km2(row)] * SIDE for row in range(SIDE)])
    table = series.changes_over_time().set_index(["date", "party"])
    ids = {"red": 1, "green": 2, "gold": 3}
    for number, grid in enumerate(grids):
        day = DAY + timedelta(number)
        snapshot = series.at(day)
        if len(snapshot):
            check_snapshot(snapshot)
        for party in series.holders:
            held = grid == ids[party]
            truth = rows[held].sum()
            assert table.loc[(day, party), "area_km2"] == pytest.approx(truth, rel=1e-8)
            drawn = frame_of(grid).set_index("control").geometry
            if held.any():
                shape = snapshot.geometry[party]
                assert shape.is_valid
                assert shape.equals(drawn[party])
            else:
                assert party not in snapshot.index
            if number:
                before = grids[number - 1] == ids[party]
                gained, lost = table.loc[(day, party), ["gained_km2", "lost_km2"]]
                assert gained == pytest.approx(rows[held & ~before].sum(), abs=1e-7)
                assert lost == pytest.approx(rows[before & ~held].sum(), abs=1e-7)
    row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
    middles = np.column_stack([WEST + STEP * (column + 0.5), SOUTH + STEP * (row + 0.5)])
    words = np.array(["unknown", "red", "green", "gold"], dtype=object)
    spells = series.spells_of(middles)
    for number, grid in enumerate(grids):
        day = DAY + timedelta(number)
        truth = words[grid.ravel()]
        assert (series.holders_at(middles, day) == truth).all()
        live = spells[(spells["start"] <= day) & (spells["end"] > day)]
        assert live["point"].tolist() == list(range(SIDE * SIDE))
        assert (live["holder"].to_numpy() == truth).all()


@settings(max_examples=25, deadline=None)
@given(GRIDS)
def test_replaying_changes_from_the_first_day_gives_the_last(grids):
    if not any(grid.any() for grid in grids):
        return
    series = series_of(*grids)
    state = {p: shapely.MultiPolygon() for p in series.holders}
    state |= dict(series.at(DAY).geometry.items())
    for day in series.dates[1:]:
        for row in series.changes(day - timedelta(1), day).itertuples():
            step = shapely.union if row.change == "gained" else shapely.difference
            state[row.party] = step(state[row.party], row.geometry)
    last = series.at(series.dates[-1]).geometry
    for party, shape in state.items():
        if party in last.index:
            assert shapely.symmetric_difference(shape, last[party]).area < 1e-15
        else:
            assert shape.area < 1e-15


# Rings through points of a coarse lattice: they cross, touch, fold back and run along
# one another as no map does.
LATTICE_RINGS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=3, max_size=7, unique=True
)


@pytest.mark.filterwarnings("ignore::aleppomap.errors.AleppoMapWarning")
@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(LATTICE_RINGS, min_size=1, max_size=2), min_size=2, max_size=3))
def test_any_rings_at_all_are_what_make_valid_makes_of_them(days):
    drawn = [
        [shapely.Polygon((np.array(ring) + np.array([37_000, 36_000])) / 1000) for ring in rings]
        for rings in days
    ]
    sound = [
        shapely.set_precision(
            shapely.union_all(shapely.make_valid(
                shapely.set_precision(np.array(shapes), 1e-6, mode="pointwise"),
                method="structure", keep_collapsed=False)), 1e-6)
        for shapes in drawn
    ]  # fmt: skip
    sound = [shapely.set_precision(shape, 0) for shape in sound]
    if all(shape.is_empty for shape in sound):
        return
    series = SnapshotSeries.from_frames({
        DAY + timedelta(n): gpd.GeoDataFrame(geometry=shapes, crs="OGC:CRS84")
        for n, shapes in enumerate(drawn)
    })  # fmt: skip
    table = series.changes_over_time()
    before = shapely.Polygon()
    xy = np.random.default_rng(1).uniform((37, 36), (37.008, 36.008), (60, 2))
    for number, truth in enumerate(sound):
        day = DAY + timedelta(number)
        snapshot = series.at(day)
        shape = snapshot.geometry.iloc[0] if len(snapshot) else shapely.Polygon()
        assert shape.is_valid
        # A new vertex where rings cross is half a step off either way, no more.
        assert shapely.symmetric_difference(shape, truth).area < 2e-8
        km2 = authalic_area_km2(np.array([shape]))[0]
        assert table["area_km2"].iloc[number] == pytest.approx(km2, abs=1e-9)
        off = shapely.distance(shapely.boundary(truth), shapely.points(xy)) > 2e-6
        held = series.holders_at(xy, day) == "held"
        assert (held == shapely.contains_xy(truth, xy[:, 0], xy[:, 1]))[off].all()
        if number:
            steps = [shapely.difference(shape, before), shapely.difference(before, shape)]
            km2 = authalic_area_km2(np.array(steps))
            ours = table[["gained_km2", "lost_km2"]].iloc[number].to_numpy()
            # Cut at a crossing, a geodesic of 500 m is two, and bulges 0.3 m2 less.
            assert ours == pytest.approx(km2, abs=5e-6)
        before = shape


@pytest.fixture(scope="module")
def maker_frames():
    return frames(Maker(days=40, front=300, pockets=10, moves=6))


@pytest.fixture(scope="module")
def series(maker_frames):
    return SnapshotSeries.from_frames(maker_frames)


def test_it_is_a_control(series):
    assert isinstance(series, Control)
    assert series.cells is None
    assert series.variant(dates="late") is series
    assert "40 days" in repr(series)


def test_a_day_is_what_was_drawn(series, maker_frames):
    for day, drawn in maker_frames.items():
        snapshot = check_snapshot(series.at(day))
        shapes = drawn.set_index("control").geometry
        for party in shapes.index:
            assert snapshot.geometry[party].is_valid
            assert snapshot.geometry[party].equals(shapes[party])


def test_areas_are_karneys(series, maker_frames):
    table = series.changes_over_time().set_index(["date", "party"])["area_km2"]
    for day, drawn in list(maker_frames.items())[::9]:
        truth = geodesic_area_m2(drawn) / 1e6
        assert table[day][list(drawn["control"])].to_numpy() == pytest.approx(truth, rel=1e-9)


def test_gains_are_what_shapely_finds(series, maker_frames):
    table = series.changes_over_time().set_index(["date", "party"])
    days = list(maker_frames)
    for before, after in pairwise(days):
        old, new = (maker_frames[d].set_index("control").geometry for d in (before, after))
        for party in new.index:
            gained = authalic_area_km2(np.array([shapely.difference(new[party], old[party])]))[0]
            lost = authalic_area_km2(np.array([shapely.difference(old[party], new[party])]))[0]
            row = table.loc[(after, party)]
            assert row["gained_km2"] == pytest.approx(gained, abs=1e-6)
            assert row["lost_km2"] == pytest.approx(lost, abs=1e-6)


def test_gained_less_lost_is_the_difference_of_the_areas():
    table = SnapshotSeries.from_frames(
        frames(Maker(days=20, front=2500, pockets=10))
    ).changes_over_time()
    for _, rows in table.groupby("party"):
        net = (rows["gained_km2"] - rows["lost_km2"]).to_numpy()[1:]
        # Crossing geodesics of 1 km bulge by metres; 10 crossings a day are plenty.
        assert net == pytest.approx(np.diff(rows["area_km2"]), abs=1e-4)


def test_changes_over_many_days(series, maker_frames):
    first, last = series.dates[0], series.dates[-1]
    found = changes(series, first, last)
    assert (found.attrs["before"], found.attrs["after"]) == (first, last)
    old, new = (maker_frames[d].set_index("control").geometry for d in (first, last))
    for row in found.itertuples():
        pair = (new, old) if row.change == "gained" else (old, new)
        truth = shapely.difference(pair[0][row.party], pair[1][row.party])
        assert row.geometry.is_valid
        assert shapely.symmetric_difference(row.geometry, truth).area < 1e-10
    assert len(changes(series, last, last)) == 0


def test_one_vertex_moved_changes_one_day(maker_frames):
    moved = dict(maker_frames)
    day = list(moved)[20]
    frame = moved[day].copy()
    target = shapely.get_coordinates(frame.geometry.iloc[0])[50]

    def nudge(points):
        hit = (points == target).all(axis=1)[:, None]
        return np.where(hit, points + np.array([2e-5, 0]), points)

    frame.geometry = [shapely.transform(shape, nudge) for shape in frame.geometry]
    moved[day] = frame
    one, two = (SnapshotSeries.from_frames(m).changes_over_time() for m in (maker_frames, moved))
    differs = one["date"][(one["area_km2"] != two["area_km2"]).to_numpy()]
    # Sums run through the days, so later areas may differ by rounding, not more.
    apart = np.abs(one["area_km2"] - two["area_km2"]) > 1e-7
    assert set(one["date"][apart]) == {day}
    assert set(differs) >= {day}


def test_areas_over_time_and_the_waist(series):
    areas = series.area_over_time()
    day = series.dates[7]
    ours = areas[areas["date"] == day].set_index("holder")["best_km2"]
    theirs = area_by_control(series.at(day))["best_km2"]
    assert ours[theirs.index].to_numpy() == pytest.approx(theirs.to_numpy(), rel=1e-9)
    lines = front_line(series.at(day))
    assert set(lines["between"]) == {"inner|outer"}


def test_arcs_carry_each_stretch_once(series):
    arcs = series.arcs()
    assert arcs.geometry.is_valid.all()
    day = series.dates[11]
    live = arcs[(arcs["start"] <= day) & (arcs["end"] > day)]
    for party in series.holders:
        own = live[(live["left"] == party) | (live["right"] == party)]
        truth = shapely.length(shapely.boundary(series.at(day).geometry[party]))
        assert shapely.length(own.geometry.to_numpy()).sum() == pytest.approx(truth, rel=1e-9)
        on_left = shapely.offset_curve(own.geometry.iloc[0], 1e-5).interpolate(0.5, normalized=True)
        held = series.holders_at(np.array([[on_left.x, on_left.y]]), day)[0]
        assert held == own["left"].iloc[0]


def test_save_and_load(series, tmp_path):
    path = series.save(tmp_path / "front")
    loaded = SnapshotSeries.load(path)
    assert loaded.dates == series.dates
    assert loaded.parties == series.parties
    assert str(loaded.found) == str(series.found)
    pd.testing.assert_frame_equal(loaded.changes_over_time(), series.changes_over_time())
    assert path.read_bytes() == loaded.save(tmp_path / "again.npz").read_bytes()
    assert SnapshotSeries.read(path).dates == series.dates


def test_a_damaged_file_is_refused(series, tmp_path):
    path = series.save(tmp_path / "front.npz")
    raw = path.read_bytes()
    for damage in (raw[:200], b"", b"PK\x03\x04" + raw[4:60], raw[:-400]):
        path.write_bytes(damage)
        with pytest.raises(AleppoMapError):
            SnapshotSeries.load(path)
    with pytest.raises(AleppoMapError, match="cannot read"):
        SnapshotSeries.load(tmp_path / "none.npz")
    np.savez(path, about=np.array([{"a": 1}], dtype=object))
    with pytest.raises(InvalidInput):
        SnapshotSeries.load(path)
    with np.load(series.save(path)) as stored:
        arrays = dict(stored)
    wrong = {"low": arrays["high"], "end": arrays["end"].astype(int) + 1000,
             "left": arrays["left"] * 0 + 9}  # fmt: skip
    for name, value in wrong.items():
        np.savez(path, **{**arrays, name: value})
        with pytest.raises(InvalidInput):
            SnapshotSeries.load(path)


def test_a_folder_reads_as_its_frames(series, tmp_path):
    folder = write_folder(tmp_path / "days", Maker(days=40, front=300, pockets=10, moves=6))
    read = SnapshotSeries.read(folder)
    pd.testing.assert_frame_equal(read.changes_over_time(), series.changes_over_time())
    assert read.found.files == 40
    assert read.explain("inner", "2022-03-04").index.tolist() == ["front-2022-03-04.geojson"]


@pytest.mark.parametrize("of_days", [str, date, pd.Timestamp])
@pytest.mark.parametrize(
    "suffix", [".geojson", ".geojson.gz", ".gpkg", ".fgb", ".parquet", ".geoparquet"]
)
def test_one_file_with_a_column_of_days(tmp_path, suffix, of_days):
    grids = [np.eye(SIDE, dtype=int), np.eye(SIDE, dtype=int) * 2, np.ones((SIDE, SIDE), int)]
    table = pd.concat(
        [frame_of(g).assign(day=str(DAY + timedelta(n))) for n, g in enumerate(grids)]
    )
    if of_days is not str:
        table["day"] = [date.fromisoformat(day) for day in table["day"]]
    if of_days is pd.Timestamp:
        table["day"] = pd.to_datetime(table["day"])
    table = gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326").reset_index(drop=True)
    path = tmp_path / f"all{suffix}"
    if suffix.endswith(".gz"):
        path.write_bytes(gzip.compress(table.to_json(default=str).encode()))
    elif "parquet" in suffix:
        table.to_parquet(path)
    else:
        table.to_file(path)
    read = SnapshotSeries.read(path, date="day")
    assert read.dates == tuple(DAY + timedelta(n) for n in range(3))
    truth = series_of(*grids).changes_over_time()
    ours = read.changes_over_time()
    assert ours["area_km2"].tolist() == pytest.approx(truth["area_km2"].tolist())


def test_parquet_without_pyarrow_is_said_plainly(tmp_path, monkeypatch):
    frame_of(np.eye(SIDE, dtype=int)).assign(day=str(DAY)).to_parquet(tmp_path / "all.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # as where it is not installed
    with pytest.raises(AleppoMapError, match=r"all\.parquet needs pyarrow"):
        SnapshotSeries.read(tmp_path / "all.parquet")


def write_day(folder, name, *features, **members):
    folder.mkdir(exist_ok=True)
    document = {"type": "FeatureCollection", "features": list(features), **members}
    (folder / name).write_text(json.dumps(document), "utf-8")


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def square(x=37.0, y=36.0, size=0.01, *, height=None, clockwise=False):
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    ring = ring[::-1] if clockwise else ring
    ring = [[*position, height] for position in ring] if height is not None else ring
    return {"type": "Polygon", "coordinates": [ring]}


def test_nothing_is_dropped_in_silence(tmp_path):
    folder = tmp_path / "days"
    write_day(folder, "a_20220301.geojson", feature(square(height=5)))
    write_day(folder, "a_20220302.geojson", feature(square(clockwise=True)))
    write_day(folder, "b_20220302.geojson", feature(square()))
    write_day(folder, "a_20220304.geojson", feature(square(size=0.005)),
              feature({"type": "Point", "coordinates": [37, 36]}), feature(None),
              crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
              )  # fmt: skip
    write_day(folder, "a_20220305.geojson", feature(square()))
    ring = [[37, 36], [37.01, 36.01], [37.01, 36], [37, 36.01], [37, 36]]
    bow = {"type": "Polygon", "coordinates": [ring]}
    write_day(folder, "a_20220306.geojson", feature(bow))
    write_day(folder, "a_20220307.geojson")
    with pytest.warns(AleppoMapWarning, match="repaired"):
        series = SnapshotSeries.read(folder)
    found = series.found
    assert found["repeated"]["file"].tolist() == ["a_20220302.geojson"]
    assert found["missing"]["day"].tolist() == [date(2022, 3, 3)]
    assert found["reversal"]["day"].tolist() == [date(2022, 3, 4)]
    assert found["repaired"]["day"].tolist() == [date(2022, 3, 6)]
    kinds = set(found.table()["kind"])
    assert {"height", "crs", "geometry", "empty", "party"} <= kinds
    assert series.parties[0].party == "held"
    areas = series.changes_over_time()["area_km2"].tolist()
    assert areas[0] == areas[1] == pytest.approx(cell_km2(0))
    assert areas[4] == pytest.approx(cell_km2(0) / 2, rel=1e-3)
    assert series.observed[-1] == date(2022, 3, 6) and len(areas) == 5
    assert found["blank"]["file"].tolist() == ["a_20220307.geojson"]
    assert found["repaired"]["file"].tolist() == ["a_20220306.geojson"]
    assert found["repaired"]["detail"][0].startswith("Self-intersection at 37.005000, 36.005000")
    assert found["reversal"]["file"].tolist() == ["a_20220304.geojson"]
    assert "repaired: 1 polygon repaired" in str(found)
    # The whole bow tie, both lobes; what make_valid makes of it, on the grid.
    truth = shapely.make_valid(shapely.Polygon(bow["coordinates"][0]))
    assert series.at("2022-03-06").geometry["held"].equals(shapely.set_precision(truth, 1e-6))


def test_polygons_of_one_party_that_overlap_or_nest_are_one(tmp_path):
    folder = tmp_path / "days"
    write_day(folder, "20220301.geojson", feature(square()), feature(square(x=37.005)))
    write_day(folder, "20220302.geojson", feature(square()),
              feature(square(37.002, 36.002, 0.002)))  # fmt: skip
    write_day(folder, "20220303.geojson", feature(square()), feature(square(x=37.01)))
    write_day(folder, "20220304.geojson", feature(square()), feature(square()))
    with pytest.warns(AleppoMapWarning):
        series = SnapshotSeries.read(folder)
    areas = series.changes_over_time()["area_km2"].to_numpy()
    assert areas / cell_km2(0) == pytest.approx([1.5, 1, 2, 1], rel=1e-6)
    twice = series.found["twice"]
    assert twice["file"].tolist() == [f"2022030{n}.geojson" for n in (1, 2, 4)]
    truth = [0.5, 0.04, 1]
    assert (twice["area_km2"] / cell_km2(0)).tolist() == pytest.approx(truth, abs=1e-4)
    assert "repaired" not in series.found.by_kind
    assert "most in 20220304.geojson" in series.found.by_kind["twice"]


def test_parties_that_overlap_contest_their_ground_and_it_is_said(tmp_path):
    folder = tmp_path / "days"
    for day, x in ((1, 37.01), (2, 37.005), (3, 37.0), (4, 37.01)):
        write_day(folder, f"2022030{day}.geojson", feature(square(), control="A"),
                  feature(square(x, 36.0, 0.01), control="B"))  # fmt: skip
    write_day(folder, "20220305.geojson", feature(square(), control="A"),
              feature(square(37.002, 36.002, 0.002), control="B"))  # fmt: skip
    with pytest.warns(AleppoMapWarning, match="overlap"):
        series = SnapshotSeries.read(folder)
    overlap = series.found["overlap"]
    assert overlap["day"].tolist() == [date(2022, 3, 2), date(2022, 3, 5)]
    assert overlap["last"].tolist() == [date(2022, 3, 3), date(2022, 3, 5)]
    assert overlap["area_km2"].tolist() == pytest.approx([cell_km2(0), cell_km2(0) / 25], rel=1e-4)
    assert overlap["file"].tolist() == ["20220303.geojson", "20220305.geojson"]
    said = series.found.by_kind["overlap"]
    assert said.startswith("1 pair of parties whose polygons overlap: a, b on 2022-03-02 to")
    point = np.array([[37.003, 36.003]])
    assert [series.holders_at(point, d)[0] for d in series.dates] == [
        "a", "a", "contested", "a", "contested"]  # fmt: skip


def test_contested_and_unknown_ground_keep_their_words(tmp_path):
    frame = gpd.GeoDataFrame(
        {"status": ["Red", "contested", "unknown", "Blue"]},
        geometry=[cell(0, n) for n in range(4)],
        crs="OGC:CRS84",
    )
    series = SnapshotSeries.from_frames({DAY: frame})
    snapshot = check_snapshot(series.at(DAY))
    assert snapshot["control"].tolist() == ["red", "contested", "unknown", "blue"]
    assert [party.party for party in series.parties] == ["red", "blue"]
    row = snapshot.loc["contested"]
    assert row[["red_share_low", "red_share_best", "red_share_high"]].tolist() == [0, 0.5, 1]
    areas = series.area_over_time().set_index("holder")
    assert areas.loc["red"].iloc[1:].to_numpy(float) / cell_km2(0) == pytest.approx([1, 1.5, 2])
    assert areas.loc["unknown", "best_km2"] == pytest.approx(cell_km2(0))


def test_a_long_gap_is_unknown_and_a_short_one_is_not():
    one, two = frame_of(np.eye(SIDE, dtype=int)), frame_of(np.ones((SIDE, SIDE), int))
    series = SnapshotSeries.from_frames(
        {"2022-03-01": one, "2022-03-04": one, "2022-03-20": two}, max_gap=2
    )
    assert len(series.dates) == 5
    assert series.at("2022-03-03").geometry["red"].equals(one.geometry[0])
    with pytest.raises(NotCovered, match="gap without data, 2022-03-05 to 2022-03-19"):
        series.at("2022-03-10")
    with pytest.raises(NotCovered, match="outside the period"):
        series.at("2022-03-21")
    table = series.changes_over_time()
    assert table["gained_km2"].isna().tolist() == [True, False, True]
    middle = np.array([[WEST + STEP / 2, SOUTH + STEP / 2], [WEST + STEP * 1.5, SOUTH + STEP / 2]])
    spells = series.spells_of(middle)
    assert spells["holder"].tolist() == ["red", "unknown", "red", "unknown", "unknown", "red"]
    assert spells["start"].iloc[2] == date(2022, 3, 20)
    arcs = series.arcs()
    assert not ((arcs["start"] < date(2022, 3, 10)) & (arcs["end"] > date(2022, 3, 10))).any()
    days = {"2022-03-01": one, "2022-03-20": two}
    assert len(SnapshotSeries.from_frames(days, max_gap=30).dates) == 20


def test_every_fault_is_told_at_once(tmp_path):
    folder = tmp_path / "days"
    write_day(folder, "20220301.geojson", feature({"type": "Polygon", "coordinates": [[["a", 1]]]}))
    write_day(folder, "undated.geojson", feature(square()))
    (folder / "20220303.geojson").write_text("{", "utf-8")
    write_day(folder, "20220304.geojson", feature({"type": "Polygon", "coordinates": [37, 36]}))
    (folder / "20220305.geojson").write_text("[]", "utf-8")
    with pytest.raises(InvalidInput) as caught:
        SnapshotSeries.read(folder)
    assert {fault.file for fault in caught.value.faults} == {
        "20220301.geojson", "20220303.geojson", "20220304.geojson", "20220305.geojson",
    }  # fmt: skip
    with pytest.raises(AleppoMapError, match="no file or folder"):
        SnapshotSeries.read(tmp_path / "nowhere")
    with pytest.raises(AleppoMapError, match="no format"):
        (tmp_path / "a.txt").write_text("")
        SnapshotSeries.read(tmp_path / "a.txt")
    (tmp_path / "empty").mkdir()
    with pytest.raises(AleppoMapError, match="no GeoJSON"):
        SnapshotSeries.read(tmp_path / "empty")


def test_metres_for_degrees_are_refused(tmp_path):
    write_day(tmp_path / "days", "20220301.geojson", feature(square(4e6, 4.3e6, 1000)))
    with pytest.raises(InvalidInput, match="longitude within 180"):
        SnapshotSeries.read(tmp_path / "days")
    crs = {"type": "name", "properties": {"name": "EPSG:3857"}}
    write_day(tmp_path / "days", "20220301.geojson", feature(square(4e6, 4.3e6, 1000)), crs=crs)
    series = SnapshotSeries.read(tmp_path / "days")
    assert 35 < series.extent[0] < 37
    assert "EPSG:3857" in str(series.found)


def test_text_of_any_spacing_and_awkward_properties(tmp_path):
    folder = tmp_path / "days"
    folder.mkdir()
    awkward = {"note": 'a "coordinates": [[1,2]] b', "coordinates": ["x", [1]], "control": "A"}
    document = {"type": "FeatureCollection", "features": [feature(square(), **awkward)]}
    (folder / "20220301.geojson").write_text(json.dumps(document, indent=3), "utf-8")
    (folder / "20220302.geojson").write_text("\ufeff" + json.dumps(document), "utf-8")
    series = SnapshotSeries.read(folder)
    assert series.changes_over_time()["area_km2"].tolist() == pytest.approx([cell_km2(0)] * 2)


def test_explain_a_party_a_place_and_neither(series):
    frame = series.explain("37.5, 48.3", series.dates[3])
    assert frame["to"].tolist() == ["inner"]
    assert "held by inner" in frame.attrs["status"]
    assert series.explain("outer", series.dates[3])["since"].iloc[0] == series.dates[0]
    with pytest.raises(NotFound):
        series.explain("nobody", series.dates[3])


def test_a_snapshot_of_a_series_says_what_it_is():
    about = About(title="A front", licence="CC0", data_version="v1")
    series = SnapshotSeries.from_frames({DAY: frame_of([[1, 2]])}, about=about)
    says = {"title": "A front", "account": "drawn", "data_version": "v1", "licence": "CC0"}
    assert series.at(DAY).attrs == {"day": "2022-03-01", **says}
    assert series.area_over_time().attrs == says
