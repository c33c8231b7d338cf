"""Ground drawn as several holders' is counted once, against shapely day by day."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from aleppomap import SnapshotSeries
from aleppomap.areas import geodesic_area_m2
from aleppomap.claims.held import held_by
from aleppomap.errors import AleppoMapWarning, InvalidInput
from aleppomap.series import file, overlaps
from aleppomap.series.edges import parties_between
from aleppomap.series.soundness import suspects

pytestmark = pytest.mark.filterwarnings("ignore::aleppomap.errors.AleppoMapWarning")

WORDS = ("red", "blue", "green", "contested", "unknown")
TOLERANCE_KM2 = 2e-4
"""Where borders cross, a place is rounded to 0.1 m, on edges of a kilometre at most."""

corners = st.integers(0, 9)
squares = st.tuples(st.sampled_from(WORDS), corners, corners, st.integers(1, 5), st.integers(1, 5),
                    st.integers(0, 3))  # fmt: skip
drawings = st.lists(st.lists(squares, min_size=1, max_size=6), min_size=2, max_size=3)


def square(x, y, wide, high, slant):
    """Return four corners; a slanted one's borders cross others' off the grid."""
    west, south = 37 + x / 1000, 36 + y / 1000
    east, north = west + wide / 1000, south + high / 1000
    lean = slant / 7000
    return shapely.Polygon([(west, south), (east, south + lean), (east + lean, north),
                            (west + lean, north + lean)])  # fmt: skip


def drawn_on(day):
    """Return what each word's squares cover together."""
    return {
        word: shapely.set_precision(
            shapely.union_all([square(*rest) for other, *rest in day if other == word]), 1e-6
        )
        for word in dict.fromkeys(one[0] for one in day)
    }


def frame(shapes):
    return gpd.GeoDataFrame(
        {"control": list(shapes)}, geometry=list(shapes.values()), crs="OGC:CRS84"
    )


def km2(shape):
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return float(np.sum(geodesic_area_m2(parts))) / 1e6 if parts else 0.0


def bounds_of(shapes, parties):
    """Return what each party surely has, and has at most, by what points say."""
    empty = shapely.Polygon()
    found = {}
    contested = shapes.get("contested", empty)
    for party in parties:
        own = shapes.get(party, empty)
        others = shapely.union_all([contested, *(s for w, s in shapes.items()
                                                 if w in parties and w != party)])  # fmt: skip
        found[party] = shapely.difference(own, others), shapely.union_all([own, contested])
    return found


def series_of(days):
    return SnapshotSeries.from_frames({
        f"2022-03-{number:02}": frame(shapes) for number, shapes in enumerate(days, start=1)
    })  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(drawings)
def test_every_bound_is_what_shapely_finds(drawing):
    days = [drawn_on(day) for day in drawing]
    parties = sorted({word for day in days for word in day} - {"contested", "unknown"})
    if not parties:
        return
    series = series_of(days)
    areas = series.area_over_time().set_index(["date", "holder"])
    # Borders that cross by less than a thousandth of a km2 stay as they are drawn.
    near = TOLERANCE_KM2 + sum(n.area_km2 for n in series.found.notes if n.kind == "sliver")
    for day, shapes in zip(series.observed, days, strict=True):
        snapshot = series.at(day)
        whole = shapely.union_all(list(shapes.values()))
        assert snapshot["area_km2"].sum() == pytest.approx(km2(whole), abs=near)
        truth = bounds_of(shapes, parties)
        for party in parties:
            low, best, high = areas.loc[(day, party)]
            assert low <= best + 1e-9 and best <= high + 1e-9
            sure, most = truth[party]
            assert low == pytest.approx(km2(sure), abs=near)
            assert high == pytest.approx(km2(most), abs=near)


@settings(max_examples=25, deadline=None)
@given(drawings)
def test_the_best_gain_and_loss_lie_between_the_lowest_and_the_highest(drawing):
    """Of two parties; of three an equal part of contested ground can be a half or a third."""
    days = [drawn_on([one for one in day if one[0] in ("red", "blue", "contested")])
            for day in drawing]  # fmt: skip
    days = [shapes for shapes in days if shapes]
    parties = sorted({word for day in days for word in day} - {"contested"})
    if len(days) < 2 or not parties:
        return
    series = series_of(days)
    before, after = series.observed[:2]
    for party in parties:
        for then, now in ((before, after), (after, before)):
            low, best, high = (
                held_by(series, party, now, bound).without(held_by(series, party, then, bound)).km2
                for bound in ("low", "best", "high")
            )
            low, high = sorted([low, high])
            assert low - TOLERANCE_KM2 <= best <= high + TOLERANCE_KM2


@settings(max_examples=25, deadline=None)
@given(drawings, st.randoms(use_true_random=False))
def test_points_and_ground_say_the_same(drawing, draw):
    series = series_of([drawn_on(day) for day in drawing])
    points = np.array([[37 + draw.uniform(0, 15) / 1000, 36 + draw.uniform(0, 15) / 1000]
                       for _ in range(50)])  # fmt: skip
    for day in series.observed:
        snapshot = series.at(day)
        said = series.holders_at(points, day)
        for place, word in zip(shapely.points(points), said, strict=True):
            if shapely.distance(snapshot.geometry.boundary, place).min() < 2e-6:
                continue
            over = snapshot["control"][snapshot.geometry.contains(place)].tolist()
            assert over in ([word], [] if word == "unknown" else None) or len(over) > 1
    assert not suspects(series.edges).broken.any()


def test_contested_ground_over_a_partys_own_is_contested_once():
    red, contested = shapely.box(37, 36, 37.02, 36.01), shapely.box(37.01, 36, 37.03, 36.01)
    with pytest.warns(AleppoMapWarning, match="counted once, as contested"):
        series = series_of([{"red": red, "blue": shapely.box(37.1, 36, 37.11, 36.01),
                             "contested": contested}])  # fmt: skip
    cell = km2(shapely.box(37, 36, 37.01, 36.01))
    areas = series.area_over_time().set_index("holder")
    assert areas.loc["red"].iloc[1:].to_numpy(float) / cell == pytest.approx([1, 2, 3], rel=1e-6)
    (note,) = [note for note in series.found.notes if note.kind == "overlap"]
    assert note.party == "red, contested"
    assert note.area_km2 == pytest.approx(cell, rel=1e-6)


def test_a_partys_ground_outranks_unknown_and_two_parties_contest_theirs():
    shapes = {
        "red": shapely.box(37, 36, 37.02, 36.01), "blue": shapely.box(37.01, 36, 37.03, 36.01),
        "green": shapely.box(37, 36.02, 37.01, 36.03), "unknown": shapely.box(37, 36, 37.1, 36.1),
    }  # fmt: skip
    series = series_of([shapes])
    cell = km2(shapely.box(37, 36, 37.01, 36.01))
    areas = series.area_over_time().set_index("holder")[["low_km2", "best_km2", "high_km2"]]
    assert areas.loc["red"].to_numpy(float) / cell == pytest.approx([1, 1.5, 2], rel=1e-6)
    # Green has no part in what red and blue contest.
    assert areas.loc["green"].nunique() == 1
    assert areas.loc["unknown", "best_km2"] == pytest.approx(
        km2(shapes["unknown"]) - 3 * cell - areas.loc["green", "best_km2"], rel=1e-4
    )
    between = [holder for holder in series.holders if parties_between(holder)]
    assert between == ["contested:blue+red"]
    snapshot = series.at("2022-03-01")
    assert snapshot.loc[between[0], ["name", "control"]].tolist() == [
        "contested: blue, red", "contested"]  # fmt: skip
    places = np.array([[37.005, 36.005], [37.015, 36.005], [37.025, 36.005], [37.05, 36.05]])
    assert series.holders_at(places, "2022-03-01").tolist() == [
        "red", "contested", "blue", "unknown"]  # fmt: skip


def test_few_days_at_a_time_find_the_same(monkeypatch):
    red = ("red", 0, 0, 5, 5, 1)
    days = [drawn_on([red, ("blue", x, 2, 5, 4, 2), ("contested", 3, x, 4, 2, 3)])
            for x in (2, 2, 3, 4, 4, 1)]  # fmt: skip
    whole = series_of(days)
    monkeypatch.setattr(overlaps, "AT_ONCE", 0)
    monkeypatch.setattr(overlaps, "FEW", 60)
    parts = series_of(days)
    assert list(overlaps._batches(parts.edges, np.ones(6, bool)))[:2] != [(0, 6)]
    assert parts.edges.areas_km2 == pytest.approx(whole.edges.areas_km2, abs=1e-6)
    assert len(parts.edges) == pytest.approx(len(whole.edges), rel=0.1)
    for day in whole.observed:
        one, two = (series.at(day).geometry["red"] for series in (whole, parts))
        assert shapely.equals(one, two)


def test_a_series_saved_before_ground_was_counted_once_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(file, "FORMAT", 1)
    series_of([drawn_on([("red", 0, 0, 5, 5, 1)])]).save(tmp_path / "old.npz")
    monkeypatch.undo()
    with pytest.raises(InvalidInput, match="Make the file again"):
        SnapshotSeries.load(tmp_path / "old.npz")
