"""Areas by the edge: Karney's algorithm and closed forms, at any latitude, at any seam."""

from __future__ import annotations

import json
from datetime import timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from aleppomap.arcs import GEOD
from aleppomap.areas import geodesic_area_m2
from aleppomap.errors import InvalidInput
from aleppomap.series import SnapshotSeries
from aleppomap.series.authalic import CHUNK, authalic_area_km2
from tests.series_maker import Maker, frames
from tests.test_series import DAY


def zone_km2(south: float, north: float, degrees: float) -> float:
    """Return the area between two parallels over some degrees of longitude, closed form."""
    e = np.sqrt(GEOD.es)

    def q(latitude: float) -> float:
        s = np.sin(np.radians(latitude))
        return s / (2 * (1 - GEOD.es * s * s)) + np.arctanh(e * s) / (2 * e)

    return GEOD.b**2 * (q(north) - q(south)) * np.radians(degrees) / 1e6


def along_parallels(west, south, east, north, steps=2000) -> shapely.Polygon:
    """Return a cell of the graticule whose parallels are drawn with many vertices."""
    x = np.linspace(west, east, steps)
    lower, upper = np.full(steps, south), np.full(steps, north)
    return shapely.Polygon([*zip(x, lower, strict=True), *zip(x[::-1], upper, strict=True)])


@pytest.mark.parametrize("latitude", [1.0, 36.0, 70.0])
@pytest.mark.parametrize("reach", [0.005, 0.05, 0.3, 0.9])
def test_edge_areas_are_karneys_for_short_and_long_edges(latitude, reach):
    corners = [(37, latitude), (37 + 4 * reach, latitude + 0.1 * reach)]
    corners.append((37 + 3 * reach, latitude + reach))
    fine = [(37 + reach * 3 * k / 400, latitude + reach * k / 400) for k in range(399, 0, -1)]
    shape = shapely.Polygon(corners + fine)
    ours, truth = authalic_area_km2(np.array([shape]))[0], geodesic_area_m2([shape])[0] / 1e6
    assert ours == pytest.approx(truth, rel=1e-8)


@pytest.mark.parametrize("latitude", [-89.0, -60.0, 0.0, 36.0, 75.0, 88.0])
@pytest.mark.parametrize("km", [1, 5, 20, 45, 80, 400])
def test_polygons_of_a_few_long_edges_are_karneys(latitude, km):
    rng = np.random.default_rng(7)
    shapes = []
    while len(shapes) < 20:
        bearings = np.sort(rng.uniform(0, 360, 5))
        if (np.diff(bearings, append=bearings[0] + 360) > 170).any():
            continue
        away = km * 1e3 * rng.uniform(0.5, 1, 5)
        lon, lat, _ = GEOD.fwd(np.full(5, 10.0), np.full(5, latitude), bearings, away)
        if np.ptp(lon) < 175:
            shapes.append(shapely.Polygon(np.column_stack([lon, lat])))
        elif abs(latitude) > 87:
            break
    if shapes:
        truth = geodesic_area_m2(shapes) / 1e6
        assert authalic_area_km2(np.array(shapes)) == pytest.approx(truth, rel=2e-8)


@given(
    st.lists(st.sampled_from(["shape", "many", "hole", "empty", "missing", "point"]), max_size=8)
)
@settings(max_examples=40, deadline=None)
def test_every_geometry_keeps_its_place(kinds):
    square = shapely.box(37, 36, 37.01, 36.01)
    of = {
        "shape": square,
        "many": shapely.MultiPolygon([square, shapely.box(38, 36, 38.01, 36.01)]),
        "hole": shapely.reverse(square.difference(shapely.box(37.001, 36.001, 37.002, 36.002))),
        "empty": shapely.MultiPolygon(),
        "missing": None,
        "point": shapely.Point(37, 36),
    }
    shapes = np.array([of[kind] for kind in kinds], dtype=object)
    assert authalic_area_km2(shapes) == pytest.approx(geodesic_area_m2(shapes) / 1e6, rel=1e-8)


def test_more_vertices_than_a_chunk_are_one_ring_still():
    angle = np.linspace(0, 2 * np.pi, 2 * CHUNK + 7)[:-1]
    ring = shapely.Polygon(np.column_stack([37 + 0.1 * np.cos(angle), 36 + 0.1 * np.sin(angle)]))
    shapes = np.array([ring, None, *[shapely.box(37, 36, 37.1, 36.1)] * 3, ring])
    assert authalic_area_km2(shapes) == pytest.approx(geodesic_area_m2(shapes) / 1e6, rel=1e-9)


def test_rings_of_a_front_are_karneys_to_nine_digits():
    shapes = np.concatenate([f.geometry.to_numpy() for f in frames(Maker(days=3)).values()])
    truth = geodesic_area_m2(shapes) / 1e6
    assert authalic_area_km2(shapes) == pytest.approx(truth, rel=1e-9)


def split(west: float, south: float, width: float, north: float) -> shapely.MultiPolygon:
    """Return a cell that begins west of the antimeridian, split there."""
    return shapely.MultiPolygon([
        along_parallels(west, south, 180, north),
        along_parallels(-180, south, west + width - 360, north),
    ])  # fmt: skip


def series_of(*shapes) -> SnapshotSeries:
    return SnapshotSeries.from_frames({
        DAY + timedelta(n): gpd.GeoDataFrame({"control": ["a"]}, geometry=[shape], crs="OGC:CRS84")
        for n, shape in enumerate(shapes)
    })  # fmt: skip


@pytest.mark.parametrize(("south", "north"), [(-18.0, -16.0), (64.0, 66.0)])
def test_ground_split_at_the_antimeridian(south, north):
    series = series_of(split(179, south, 2, north), split(179, south, 3, north))
    table = series.changes_over_time()
    # Chords of parallels, 2 000 of them, bulge by a millionth.
    truth = np.array([zone_km2(south, north, 2), zone_km2(south, north, 3)])
    assert table["area_km2"].to_numpy() == pytest.approx(truth, rel=1e-5)
    assert table["gained_km2"].iloc[1] == pytest.approx(truth[1] - truth[0], rel=1e-5)
    assert table["lost_km2"].iloc[1] == pytest.approx(0, abs=1e-6)
    places = np.array(
        [[179.5, south + 1], [-179.5, south + 1], [-178.5, south + 1], [0, south + 1]]
    )
    assert series.holders_at(places, DAY).tolist() == ["a", "a", "unknown", "unknown"]
    assert series.holders_at(places, series.dates[1]).tolist() == ["a", "a", "a", "unknown"]
    # The seam is a border in the file, not on the ground.
    length = series.front_line_over_time()["length_km"].iloc[0]
    sides = sum(
        GEOD.line_length(np.linspace(179, 181, 2000), np.full(2000, lat)) for lat in (south, north)
    )
    sides += 2 * GEOD.line_length([179, 179], [south, north])
    assert length == pytest.approx(sides / 1e3, rel=1e-5)


@pytest.mark.parametrize(
    "ring",
    [
        [[179, 16], [-179, 16], [-179, 18], [179, 18]],
        [[-180, -90], [180, -90], [180, -70], [0, -65], [-180, -70]],
        [[-180, -60], [0.1, -60], [180, -60], [180, 60], [-180, 60]],
    ],
    ids=["written as crossing", "along a pole", "most of the world"],
)
def test_edges_around_half_the_earth_are_refused_with_what_to_do(ring):
    with pytest.raises(InvalidInput, match="Split polygons at the antimeridian") as caught:
        series_of(shapely.Polygon(ring))
    (fault,) = caught.value.faults
    assert "less than 180 degrees" in fault.allowed


def test_the_file_with_an_edge_around_the_earth_is_named(tmp_path):
    ring = [[179, 16], [-179, 16], [-179, 18], [179, 18], [179, 16]]
    for name, corners in (("20220301", [[x / 100, y] for x, y in ring]), ("20220302", ring)):
        shape = {"type": "Polygon", "coordinates": [corners]}
        (tmp_path / f"{name}.geojson").write_text(json.dumps(shape), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        SnapshotSeries.read(tmp_path)
    assert [fault.file for fault in caught.value.faults] == ["20220302.geojson"]


def test_ground_beyond_the_antimeridian_counted_on_is_refused():
    with pytest.raises(InvalidInput, match="longitude within 180"):
        series_of(shapely.box(179, 16, 181, 18))


@pytest.mark.parametrize(
    ("shape", "truth"),
    [
        (along_parallels(-170, 60, 170, 89.999), zone_km2(60, 89.999, 340)),
        (along_parallels(0, 80, 90, 90, 4000), zone_km2(80, 90, 90)),
        (along_parallels(-180, -90, 180, -60, 8000), zone_km2(-90, -60, 360)),
        (along_parallels(-180, -60, 180, 60, 8000), zone_km2(-60, 60, 360)),
    ],
    ids=["around the pole", "to the pole", "a cap", "a belt"],
)
def test_polar_and_wide_ground(shape, truth):
    series = series_of(shape)
    area = series.changes_over_time()["area_km2"].iloc[0]
    assert area == pytest.approx(truth, rel=1e-5)
    if truth < 2.5e8:
        # Of a ring around more than half the earth Karney's algorithm takes the rest.
        assert area == pytest.approx(geodesic_area_m2([shape])[0] / 1e6, rel=1e-7)
