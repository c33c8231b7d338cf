"""Districts on both sides of 180 degrees: read, prepared and written as RFC 7946 has them."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from aleppomap.gaps import gaps_between
from aleppomap.geojson import read_districts

WEST, EAST = shapely.box(179.99, -16.5, 180, -16.49), shapely.box(-180, -16.5, -179.99, -16.49)
SPLIT = shapely.MultiPolygon([WEST, EAST])
BESIDE = shapely.box(-179.9899, -16.5, -179.98, -16.49)
"""Ten metres to the east."""


def layer_of(tmp_path, *shapes):
    path = tmp_path / "raw.geojson"
    features = [
        {"type": "Feature", "properties": {"name": f"Q{n}"},
         "geometry": json.loads(shapely.to_geojson(shape))} for n, shape in enumerate(shapes)
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_a_district_split_at_180_degrees_is_prepared_and_stays_split(run, tmp_path):
    raw = layer_of(tmp_path, SPLIT, BESIDE)
    done = run("prepare", raw, "-o", tmp_path / "d.geojson")
    assert done.code == 0, done.err
    districts, faults = read_districts(tmp_path / "d.geojson")
    assert not faults
    assert np.abs(shapely.get_coordinates(districts.geometry)[:, 0]).max() == 180
    areas = [abs(Geod(ellps="WGS84").geometry_area_perimeter(s)[0]) for s in districts.geometry]
    drawn = sum(abs(Geod(ellps="WGS84").geometry_area_perimeter(s)[0]) for s in (WEST, EAST))
    corridor_m2 = 10.7 * 1106  # 0.0001 degrees at 16.5 south, and 0.01 degrees of latitude
    assert areas[0] == pytest.approx(drawn + corridor_m2 / 2, rel=1e-3)
    assert gaps_between(districts) is None


def test_it_is_converted_too(run, tmp_path):
    assert run("convert", layer_of(tmp_path, SPLIT), tmp_path / "c.geojson").code == 0
    assert gpd.read_file(tmp_path / "c.geojson").geometry[0].equals(SPLIT)


def test_a_ring_around_the_world_is_refused_with_a_remedy_that_is_no_loop(run, tmp_path):
    wide = shapely.Polygon([(179.99, 1), (-179.99, 1), (-179.99, 2), (179.99, 2)])
    raw = layer_of(tmp_path, wide)
    for words in (("validate", raw), ("prepare", raw, "-o", tmp_path / "d.geojson")):
        done = run(*words)
        said = done.out + done.err
        assert done.code == 1
        assert "wrapdateline" in said
        assert "the geometry, for example with `aleppomap prepare`" not in said


def test_a_gap_across_180_degrees_is_seen():
    meet = gpd.GeoDataFrame(geometry=[WEST, EAST], crs="OGC:CRS84")
    assert gaps_between(meet) is None
    apart = gpd.GeoDataFrame(geometry=[WEST, shapely.box(-179.9999, -16.5, -179.98, -16.49)],
                             crs="OGC:CRS84")  # fmt: skip
    assert gaps_between(apart).pairs == 1
