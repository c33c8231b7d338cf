"""Truth: closed forms on the ellipsoid, arithmetic on four 1 km squares, simulation."""

from dataclasses import dataclass
from math import exp, log, pi, radians, sin, sqrt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from aleppomap import vocab
from aleppomap.arcs import shared_arcs
from aleppomap.areas import (
    area_by_control,
    area_km2,
    geodesic_area_m2,
    require_lonlat,
    share_sd_from_boundaries,
)
from aleppomap.errors import AleppoMapError, InvalidInput, NotCovered

LOCAL = "+proj=laea +lat_0=36.2 +lon_0=37.16 +datum=WGS84"
WGS84_A_M = 6378137.0
WGS84_F = 1 / 298.257223563


def band_m2(south, north, degrees_wide):
    """Area of a cell of the graticule in closed form (Snyder 1987, eq. 3-12)."""
    e2 = WGS84_F * (2 - WGS84_F)
    e = e2**0.5

    def q(lat):
        s = sin(radians(lat))
        return (1 - e2) * (s / (1 - e2 * s * s) - log((1 - e * s) / (1 + e * s)) / (2 * e))

    return WGS84_A_M**2 / 2 * radians(degrees_wide) * (q(north) - q(south))


def cell(west, south, east, north, steps=4000):
    """A cell of the graticule, its parallels followed closely enough by geodesics."""
    lon = np.linspace(west, east, steps)
    bottom = np.column_stack([lon, np.full(steps, south)])
    top = np.column_stack([lon[::-1], np.full(steps, north)])
    return shapely.Polygon(np.vstack([bottom, top]))


def squares(shares):
    """Four 1 km squares in a row; `shares`: holder to low, best, high of each square."""
    boxes = [shapely.box(1000 * x, 0, 1000 * (x + 1), 1000) for x in range(4)]
    frame = gpd.GeoDataFrame(index=list("abcd"), geometry=boxes, crs=LOCAL).to_crs("OGC:CRS84")
    for holder, values in shares.items():
        frame[vocab.share_columns(holder)] = np.asarray(values, dtype=float)
    return frame


def certain(best):
    return [[value] * 3 for value in best]


@dataclass
class Weighted:
    weights: pd.DataFrame
    held_by: str | None = None
    start: pd.DataFrame | None = None


def region(low, best=None, high=None, **more):
    columns = [low, low if best is None else best, low if high is None else high]
    names = [f"weight_{bound}" for bound in vocab.BOUNDS]
    weights = pd.DataFrame(dict(zip(names, columns, strict=True)), index=list("abcd")[: len(low)])
    return Weighted(weights, **more)


@pytest.mark.parametrize(
    ("west", "south", "east", "north"),
    [
        (37, 36, 38, 37),
        (37.1, 36.15, 37.2, 36.25),
        (-10, 59, -9, 60),
        (0, -1, 1, 1),
        (10, -45, 11, -44),
    ],
)
def test_graticule_cells(west, south, east, north):
    truth = band_m2(south, north, east - west)
    assert geodesic_area_m2([cell(west, south, east, north)])[0] == pytest.approx(truth, rel=1e-9)


def test_closed_form_adds_up_to_the_ellipsoid():
    assert band_m2(-90, 90, 360) == pytest.approx(510_065_621.724e6, rel=1e-10)
    assert band_m2(-90, 90, 360) < 4 * pi * WGS84_A_M**2


OUTER = cell(37, 36, 38, 37)
HOLE = cell(37.4, 36.4, 37.6, 36.6)
WITH_HOLE_M2 = band_m2(36, 37, 1) - band_m2(36.4, 36.6, 0.2)


@pytest.mark.parametrize("turn_shell", [False, True])
@pytest.mark.parametrize("turn_hole", [False, True])
def test_a_hole_is_taken_off_however_it_is_wound(turn_shell, turn_hole):
    shell = OUTER.exterior.coords[:: -1 if turn_shell else 1]
    hole = HOLE.exterior.coords[:: -1 if turn_hole else 1]
    area_m2 = geodesic_area_m2([shapely.Polygon(shell, [hole])])[0]
    assert area_m2 == pytest.approx(WITH_HOLE_M2, rel=1e-9)


def test_parts_of_mixed_winding_add_up():
    mirrored = cell(37, -37, 38, -36)
    parts = shapely.multipolygons([OUTER, shapely.reverse(mirrored)])
    assert geodesic_area_m2([parts])[0] == pytest.approx(2 * band_m2(36, 37, 1), rel=1e-9)


def test_what_has_no_area_is_zero_and_collections_count_their_polygons():
    line, point = shapely.LineString([(37, 36), (38, 37)]), shapely.Point(37, 36)
    nested = shapely.GeometryCollection(
        [line, point, shapely.GeometryCollection([shapely.multipolygons([OUTER]), point])]
    )
    empty = [None, shapely.Polygon(), shapely.MultiPolygon(), shapely.GeometryCollection()]
    area_m2 = geodesic_area_m2([*empty, line, point, nested, OUTER])
    assert area_m2[:6].tolist() == [0.0] * 6
    assert area_m2[6] == area_m2[7] > 0
    assert geodesic_area_m2([]).shape == (0,)
    assert geodesic_area_m2([None]).tolist() == [0.0]


@pytest.mark.parametrize("crs", [None, "EPSG:3857"])
def test_areas_are_measured_in_degrees_only(crs):
    series = gpd.GeoSeries([OUTER], crs=crs)
    for measure in (geodesic_area_m2, area_km2, require_lonlat):
        with pytest.raises(InvalidInput, match="longitude and latitude"):
            measure(series)


def test_web_mercator_would_overstate_aleppo_by_half():
    block = gpd.GeoSeries([cell(37.1, 36.15, 37.2, 36.25)], crs="OGC:CRS84")
    ratio = block.to_crs(3857).area.iloc[0] / geodesic_area_m2(block)[0]
    assert ratio == pytest.approx(1.54, abs=0.01)


def test_area_km2_keeps_the_index():
    frame = squares({"p": certain([1, 1, 1, 1])})
    result = area_km2(frame)
    assert result.index.tolist() == list("abcd")
    assert result.to_numpy() == pytest.approx([1, 1, 1, 1], rel=1e-6)


def test_area_by_control_is_arithmetic():
    frame = squares(
        {
            "unknown": certain([0, 0, 0, 0]),
            "p": [[1, 1, 1], [0, 0.5, 1], [0, 0, 0], [0.2, 0.4, 0.5]],
            "q": [[0, 0, 0], [0, 0.5, 1], [1, 1, 1], [0.5, 0.6, 0.8]],
        }
    )
    result = area_by_control(frame)
    assert result.index.tolist() == ["p", "q", "unknown"]
    assert result.index.name == "holder"
    assert result.loc["p"].tolist() == pytest.approx([1.2, 1.9, 2.5, 0.3, 0.475, 0.625], rel=1e-5)
    assert result.loc["q"].tolist() == pytest.approx([1.5, 2.1, 2.8, 0.375, 0.525, 0.7], rel=1e-5)
    assert result.loc["unknown"].tolist() == [0.0] * 6


def test_a_plain_region_weighs_cells_and_leaves_the_rest_out():
    frame = squares({"p": certain([1, 0, 1, 0]), "q": certain([0, 1, 0, 1])})
    result = area_by_control(frame, region([1.0, 0.5]))
    assert result["best_km2"].tolist() == pytest.approx([1.0, 0.5], rel=1e-5)
    assert result["best_share"].tolist() == pytest.approx([2 / 3, 1 / 3], rel=1e-5)


def test_uncertain_weights_widen_areas_and_shares_with_their_own_denominator():
    frame = squares({"p": certain([1, 0, 0, 0]), "q": certain([0, 1, 1, 1])})
    result = area_by_control(frame, region([1.0, 0.0], [1.0, 0.5], [1.0, 1.0]))
    assert result.loc["p"].tolist() == pytest.approx([1, 1, 1, 1 / 2, 2 / 3, 1], rel=1e-5)
    assert result.loc["q"].tolist() == pytest.approx([0, 0.5, 1, 0, 1 / 3, 1 / 2], abs=1e-5)


def test_an_empty_region_has_no_shares():
    result = area_by_control(squares({"p": certain([1, 1, 1, 1])}), region([0.0]))
    assert result["best_km2"].tolist() == [0.0]
    assert result["best_share"].isna().all()


def test_a_region_of_another_territory_is_refused():
    frame = squares({"p": certain([1, 1, 1, 1])})
    other = region([1.0])
    other.weights.index = ["elsewhere"]
    with pytest.raises(NotCovered, match="elsewhere"):
        area_by_control(frame, other)


def test_what_a_party_held_goes_to_those_who_gained():
    """Square a: p held 0.8, keeps 0.2. q had 0.2 and gains 0.3; r gains 0.3."""
    frame = squares(
        {
            "p": certain([0.2, 0, 0, 0]),
            "q": certain([0.5, 1, 1, 1]),
            "r": certain([0.3, 0, 0, 0]),
        }
    )
    start = pd.DataFrame({"p": [0.8], "q": [0.2], "r": [0.0]}, index=["a"])
    held = area_by_control(frame, region([0.8], held_by="p", start=start))
    assert held["best_km2"].tolist() == pytest.approx([0.2, 0.3, 0.3], rel=1e-5)
    without_start = area_by_control(frame, region([0.8], held_by="p"))
    assert without_start["best_km2"].tolist() == pytest.approx([0.2, 0.375, 0.225], rel=1e-5)


def test_what_a_party_that_holds_nothing_any_more_held_goes_to_those_who_gained():
    # green had half of a and all of b, and is named no longer; red took both halves of a
    cells = squares({"red": certain([1, 0.4, 0, 0]), "blue": certain([0, 0.6, 1, 1])})
    start = pd.DataFrame({"red": [0.5, 0, 0, 0], "blue": [0, 0, 1, 1]}, index=list("abcd"))
    held = area_by_control(cells, region([0.5, 1, 0, 0], held_by="green", start=start))
    assert held["best_km2"].to_dict() == pytest.approx({"red": 0.5 + 0.4, "blue": 0.6}, rel=1e-5)
    assert held["best_share"].sum() == pytest.approx(1)


def test_gains_of_the_party_elsewhere_in_a_cell_stay_outside_its_region():
    frame = squares({"p": certain([1, 0, 0, 0]), "q": certain([0, 1, 1, 1])})
    held = area_by_control(frame, region([0.4, 0.5], held_by="p"))
    assert held["best_km2"].tolist() == pytest.approx([0.4, 0.5], rel=1e-5)


def test_bounds_of_a_held_region_follow_the_shares():
    frame = squares(
        {
            "p": [[0, 0, 0.5], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
            "q": [[0.2, 0.6, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1]],
            "r": [[0, 0.4, 0.8], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
        }
    )
    start = pd.DataFrame({"p": [1.0], "q": [0.0], "r": [0.0]}, index=["a"])
    held = area_by_control(frame, region([1.0], held_by="p", start=start))
    assert held.loc["p"].tolist()[:3] == pytest.approx([0, 0, 0.5], abs=1e-5)
    assert held.loc["q"].tolist()[:3] == pytest.approx([0.2, 0.6, 1.0], rel=1e-5)
    assert held.loc["r"].tolist()[:3] == pytest.approx([0, 0.4, 0.8], abs=1e-5)


unit = st.floats(0, 1)


@st.composite
def uncertain_shares(draw):
    parts = np.array(draw(st.lists(st.tuples(unit, unit, unit), min_size=4, max_size=4))) + 1e-3
    best = parts / parts.sum(axis=1, keepdims=True)
    down, up = draw(unit), draw(unit)
    bounds = np.stack([best * down, best, best + (1 - best) * up], axis=-1)
    return {name: bounds[:, i] for i, name in enumerate(["p", "q", "unknown"])}


@given(uncertain_shares(), st.lists(unit, min_size=4, max_size=4), st.booleans(), st.booleans())
def test_bests_add_up_to_the_region_and_bounds_are_ordered(shares, weights, held, with_start):
    frame = squares(shares)
    start = pd.DataFrame({"p": weights, "q": 1 - np.array(weights)}, index=list("abcd"))
    where = region(
        [0.5 * weight for weight in weights],
        weights,
        [0.5 + 0.5 * weight for weight in weights],
        held_by="p" if held else None,
        start=start if with_start else None,
    )
    before = frame.copy(deep=True)
    result = area_by_control(frame, where)
    region_km2 = float((area_km2(frame) * weights).sum())
    assert result["best_km2"].sum() == pytest.approx(region_km2, rel=1e-9, abs=1e-12)
    for measure in ("km2", "share") if region_km2 > 1e-9 else ("km2",):
        low, best, high = (result[f"{bound}_{measure}"] for bound in vocab.BOUNDS)
        assert (low <= best + 1e-12).all()
        assert (best <= high + 1e-12).all()
        assert (low >= -1e-12).all()
    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before))


def test_moved_boundaries_of_a_whole_region_leave_its_share_at_one():
    frame = squares({"p": certain([1, 1, 1, 1])})
    everything = pd.Series(1.0, index=frame.index)
    arcs, areas = shared_arcs(frame), area_km2(frame)
    assert share_sd_from_boundaries(arcs, everything, everything, areas) == 0.0
    nothing = pd.Series(dtype=float)
    assert np.isnan(share_sd_from_boundaries(arcs, everything, nothing, areas))


def test_boundary_error_agrees_with_simulation():
    """Displace every arc by a process with exponential correlation; count areas again."""
    frame = squares({"p": certain([1, 0, 0, 0])})
    arcs, areas = shared_arcs(frame), area_km2(frame)
    numerator = pd.Series({"a": 1.0, "b": 0.5})
    denominator = pd.Series({"a": 1.0, "b": 1.0, "c": 1.0})
    formula = share_sd_from_boundaries(arcs, numerator, denominator, areas)

    random = np.random.default_rng(20161128)
    draws, step_m = 4000, 5.0
    moved = {label: np.full(draws, areas[label] * 1e6) for label in frame.index}
    for _, arc in arcs.iterrows():
        steps = round(arc["length_m"] / step_m)
        keep = np.exp(-step_m / 250.0)
        offset = 15.0 * random.standard_normal(draws)
        swept = np.zeros(draws)
        for _ in range(steps):
            following = keep * offset + 15.0 * (1 - keep**2) ** 0.5 * random.standard_normal(draws)
            swept += step_m * (offset + following) / 2
            offset = following
        moved[arc["left"]] += swept
        if arc["right"] is not None:
            moved[arc["right"]] -= swept
    top = sum(weight * moved[label] for label, weight in numerator.items())
    bottom = sum(weight * moved[label] for label, weight in denominator.items())
    assert formula == pytest.approx(np.std(top / bottom), rel=0.05)


def test_a_square_kilometre_is_a_million_square_metres_to_nine_digits():
    truth = band_m2(36.15, 36.25, 0.1) / 1e6
    block = gpd.GeoSeries([cell(37.1, 36.15, 37.2, 36.25)], ["a"], crs="OGC:CRS84")
    assert area_km2(block)["a"] == pytest.approx(truth, rel=1e-9)
    frame = gpd.GeoDataFrame(geometry=block)
    frame[vocab.share_columns("p")] = 1.0
    whole = area_by_control(frame).loc["p"]
    assert whole.tolist() == pytest.approx([truth, truth, truth, 1, 1, 1], rel=1e-9)
    assert area_by_control(frame).index.dtype == object


def test_a_region_is_given_not_its_id():
    with pytest.raises(AleppoMapError) as caught:
        area_by_control(squares({"p": certain([1, 1, 1, 1])}), "pocket")
    assert str(caught.value) == "give a region, such as territory.region('pocket'), not its id"


def test_districts_the_snapshot_lacks_are_counted_and_a_dozen_named():
    frame = squares({"p": certain([1, 1, 1, 1])})
    names = [f"d{number:02d}" for number in range(1, 15)]
    other = region([1.0])
    other.weights = pd.DataFrame(0.5, index=[*names, "a"], columns=other.weights.columns)
    # a place elsewhere that weighs nothing is not missed
    other.weights.loc["nowhere"] = 0.0
    with pytest.raises(NotCovered) as caught:
        area_by_control(frame, other)
    assert str(caught.value) == (
        f"the region has 14 districts that the snapshot does not: {', '.join(names[:11])} and "
        "d12; use a region of the same territory"
    )
    other.weights = other.weights.loc[["a", "nowhere"]]
    assert area_by_control(frame, other)["best_km2"].tolist() == pytest.approx([0.5], rel=1e-5)


def test_shares_may_come_as_objects_and_geometries_one_by_one_or_in_a_matrix():
    frame = squares({"p": certain([0.2, 1, 1, 1]), "q": certain([0.8, 0, 0, 0])})
    start = pd.DataFrame({"p": [0.5], "q": [0.5]}, index=["a"])
    shares = [name for name in frame.columns if "_share_" in name]
    where = [region([0.5], held_by="p", start=table) for table in (start, start.astype(object))]
    wanted = area_by_control(frame, where[0])
    told = area_by_control(frame.astype(dict.fromkeys(shares, object)), where[1])
    pd.testing.assert_frame_equal(told, wanted)
    matrix = geodesic_area_m2(np.array([[OUTER, None], [HOLE, OUTER]]))
    assert matrix.tolist() == [geodesic_area_m2(one)[0] for one in (OUTER, None, HOLE, OUTER)]


class Bare:
    """A region with no more than the protocol asks for."""

    def __init__(self, weights, **more):
        self.weights = weights
        self.__dict__.update(more)


def test_a_region_need_not_say_who_held_it_nor_what_it_started_from():
    frame = squares({"p": certain([0.2, 1, 1, 1]), "q": certain([0.8, 0, 0, 0])})
    weights = region([0.5]).weights
    plain = area_by_control(frame, Bare(weights))
    assert plain["best_km2"].tolist() == pytest.approx([0.1, 0.4], rel=1e-5)
    held = area_by_control(frame, Bare(weights, held_by="p"))
    assert held["best_km2"].tolist() == pytest.approx([0.2, 0.3], rel=1e-5)


def test_the_start_is_read_by_name_and_who_is_not_in_it_had_nothing():
    """Square b: p held 1, keeps 0.1; q had 0 and gains 0.3, r is new and gains 0.6."""
    frame = squares(
        {
            "p": certain([0, 0.1, 0, 0]),
            "q": certain([1, 0.3, 1, 1]),
            "r": certain([0, 0.6, 0, 0]),
        }
    )
    start = pd.DataFrame({"q": [1.0, 0.0], "p": [0.0, 1.0]}, index=["c", "b"])
    where = region([0.0, 1.0], held_by="p", start=start)
    held = area_by_control(frame, where)
    assert held["best_km2"].tolist() == pytest.approx([0.1, 0.3, 0.6], rel=1e-5)
    # where nobody else gained, what p lost goes by what the others have: q 0.3 to r 0.6
    late = pd.DataFrame({"p": [0.7], "q": [0.3], "r": [0.6]}, index=["b"])
    held = area_by_control(frame, region([0.0, 1.0], held_by="p", start=late))
    assert held["best_km2"].tolist() == pytest.approx([0.1, 0.3, 0.6], rel=1e-5)
    # in a square that the start does not list all had nothing: q 1 of c, whoever held it
    held = area_by_control(frame, region([0.0, 0.0, 0.0, 1.0], held_by="p", start=start))
    assert held["best_km2"].tolist() == pytest.approx([0.0, 1.0, 0.0], abs=1e-5)


def test_every_bound_of_a_held_region_by_hand():
    """One square of which p held 0.6 to 1.0 and has 0.1 to 0.4 now.

    What is lost is the weight less what p keeps: for a weight of 0.8 between 0.4 and 0.7,
    best 0.6. q and r had nothing and have 0.5 and 0.25 at best: two thirds and one third.
    """
    frame = squares(
        {
            "p": [[0.1, 0.2, 0.4]] + [[0, 0, 0]] * 3,
            "q": [[0.3, 0.5, 0.9]] + [[1, 1, 1]] * 3,
            "r": [[0.05, 0.25, 0.3]] + [[0, 0, 0]] * 3,
        }
    )
    start = pd.DataFrame({"p": [1.0], "q": [0.0], "r": [0.0]}, index=["a"])
    held = area_by_control(frame, region([0.6], [0.8], [1.0], held_by="p", start=start))
    km2 = held[["low_km2", "best_km2", "high_km2"]]
    # p: the lesser of the weight and its share
    assert km2.loc["p"].tolist() == pytest.approx([0.1, 0.2, 0.4], rel=1e-5)
    # q: weight 0.6 loses 0.2 to 0.5, low the least of 0.27, 0.3 and 0.2; weight 1.0 loses 0.6
    # to 0.9, high the lesser of 0.9 and 0.9
    assert km2.loc["q"].tolist() == pytest.approx([0.2, 0.4, 0.9], rel=1e-5)
    # r: low 0.05, which it has for sure; high 0.3, the most it has
    assert km2.loc["r"].tolist() == pytest.approx([0.05, 0.2, 0.3], rel=1e-5)
    shares = held[["low_share", "best_share", "high_share"]]
    # each weight with its own denominator: p 0.1 of 1.0 to 0.4 of 0.6
    assert shares.loc["p"].tolist() == pytest.approx([0.1, 0.25, 0.4 / 0.6], rel=1e-5)
    # q 0.3 of 1.0, which is less than 0.2 of 0.6, to 0.9 of 1.0
    assert shares.loc["q"].tolist() == pytest.approx([0.3, 0.5, 0.9], rel=1e-5)


def test_without_gains_what_was_lost_goes_by_best_shares():
    frame = squares(
        {
            "p": certain([0.2, 0, 0, 0]),
            "q": [[0.4, 0.5, 0.9]] + [[1, 1, 1]] * 3,
            "r": [[0.1, 0.25, 0.3]] + [[0, 0, 0]] * 3,
        }
    )
    # both had what they have: the 0.6 that p lost goes two thirds to one third
    start = pd.DataFrame({"p": [1.0], "q": [0.5], "r": [0.25]}, index=["a"])
    held = area_by_control(frame, region([0.8], held_by="p", start=start))
    assert held["best_km2"].tolist() == pytest.approx([0.2, 0.4, 0.2], rel=1e-5)


def test_a_party_named_no_longer_is_taken_for_no_other():
    # green had half of a, and red took it; the half of blue is not the half in question
    frame = squares({"red": certain([0.5, 1, 1, 1]), "blue": certain([0.5, 0, 0, 0])})
    start = pd.DataFrame({"red": [0.0], "blue": [0.5]}, index=["a"])
    held = area_by_control(frame, region([0.5], held_by="green", start=start))
    assert held["best_km2"].to_dict() == pytest.approx({"red": 0.5, "blue": 0.0}, rel=1e-5)


def test_boundary_error_in_closed_form():
    """Two squares of 1 km2, one of them in N: V(L) and the coefficients of the design by hand."""
    sd_m, correlation_m = 10.0, 100.0
    arcs = pd.DataFrame(
        {"left": ["a", "a", "b"], "right": ["b", None, None], "length_m": [100.0, 200.0, 50.0]}
    )
    areas = pd.Series({"a": 1.0, "b": 1.0})
    # R is 1/2: the arc between counts 1, the outer ones 1 - 1/2 and 0 - 1/2
    swept_m4 = 2e6 * (exp(-1) + (1 + exp(-2)) / 4 + (-0.5 + exp(-0.5)) / 4)
    truth = sqrt(swept_m4) / 2e6
    numerator, denominator = pd.Series({"a": 1.0}), pd.Series({"b": 1.0, "a": 1.0})
    told = share_sd_from_boundaries(arcs, numerator, denominator, areas, sd_m, correlation_m)
    assert told == pytest.approx(truth, rel=1e-12)
    # squares ten million times smaller, a share as much less certain
    small = share_sd_from_boundaries(arcs, numerator, denominator, areas / 1e7, sd_m, correlation_m)
    assert small == pytest.approx(1e7 * truth, rel=1e-12)
    # a cell in neither changes nothing
    more = pd.Series({"a": 1.0, "b": 1.0, "c": 5.0})
    assert share_sd_from_boundaries(arcs, numerator, denominator, more, sd_m, correlation_m) == told
    # nor does one that weighs but has no area here: it is as far outside as any other
    beyond = arcs.assign(right=["b", "z", "z"])
    weights = [
        weight.reindex(["a", "b", "z"], fill_value=1.0) for weight in (numerator, denominator)
    ]
    weights[0]["b"] = 0.0
    assert share_sd_from_boundaries(beyond, *weights, areas, sd_m, correlation_m) == told


def test_a_snapshot_read_from_a_file_has_its_districts_in_a_column():
    frame = squares({"p": certain([0, 0.1, 0, 0]), "q": certain([1, 0.9, 1, 1])})
    start = pd.DataFrame({"p": [1.0], "q": [0.0]}, index=["b"])
    where = region([0.0, 1.0], held_by="p", start=start)
    from_file = frame.rename_axis("district").reset_index()
    for one in (where, region([0.5, 1.0])):
        pd.testing.assert_frame_equal(area_by_control(from_file, one), area_by_control(frame, one))
