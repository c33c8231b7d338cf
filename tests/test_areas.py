"""Truth: closed forms on the ellipsoid, arithmetic on four 1 km squares, simulation."""

from dataclasses import dataclass
from math import log, pi, radians, sin

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
from aleppomap.errors import InvalidInput, NotCovered

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
