"""Polygons of two levels, or one twice: refused by name wherever districts are read."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

import aleppomap as am
from aleppomap.claims.boundaries import read_boundaries
from aleppomap.errors import AleppoMapWarning, InvalidInput

QUARTERS = {f"Q{n}": shapely.box(37 + n / 100, 36, 37.01 + n / 100, 36.01) for n in range(4)}
TOWN = shapely.box(37, 36, 37.04, 36.012)
REPORTS = "district,date,status\n" + "".join(f"Q{n},2020-01-01,red\n" for n in range(4))


def layer_of(tmp_path, features):
    path = tmp_path / "raw.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature",
         "properties": {"name": name} | ({"admin_level": level} if level else {}),
         "geometry": json.loads(shapely.to_geojson(shape))} for name, level, shape in features
    ]}), "utf-8")  # fmt: skip
    return path


def every_way(run, tmp_path, raw):
    (tmp_path / "reports.csv").write_text(REPORTS, "utf-8")
    yield run("prepare", raw, "-o", tmp_path / "d.geojson")
    yield run("init", tmp_path / "made", "--districts", raw, "--reports", tmp_path / "reports.csv")
    yield run("check", "--text", "half of the area", "--date", "2016-11-28", "--boundaries", raw)


def test_a_town_around_its_quarters_is_named_by_its_number_and_level(run, tmp_path):
    line = shapely.LineString([(37, 36), (37.1, 36)])
    raw = layer_of(tmp_path, [("Road", "", line), *((n, 9, s) for n, s in QUARTERS.items()),
                              ("Town", 6, TOWN)])  # fmt: skip
    for done in every_way(run, tmp_path, raw):
        assert done.code == 1
        assert "feature 6 (Town, admin_level 6)" in done.err
        assert "covers 4 others, such as feature 2 (Q0, admin_level 9)" in done.err
        assert "Keep one level" in done.err
    assert not (tmp_path / "d.geojson").exists()
    assert not (tmp_path / "made").exists()


def test_one_polygon_twice_names_both(run, tmp_path):
    shifted = shapely.transform(QUARTERS["Q1"], lambda xy: xy + 2e-5)
    raw = layer_of(tmp_path, [*((n, "", s) for n, s in QUARTERS.items()), ("Q1", "", shifted)])
    for done in every_way(run, tmp_path, raw):
        assert done.code == 1
        assert "feature 2 (Q1) and feature 5 (Q1)" in done.err


def test_an_enclave_or_two_drawn_over_their_surroundings_are_no_level(run, tmp_path):
    around = shapely.box(37, 36, 37.1, 36.1)
    raw = layer_of(tmp_path, [("Around", "", around),
                              *((n, "", QUARTERS[n]) for n in ("Q0", "Q3"))])  # fmt: skip
    assert run("prepare", raw, "-o", tmp_path / "d.geojson").code == 0
    areas = gpd.read_file(tmp_path / "d.geojson").to_crs(32637).area
    assert areas[0] == pytest.approx(98 * areas[1], rel=0.01)


def test_validate_tells_a_level_once_and_not_as_overlaps(run, tmp_path):
    cells = gpd.GeoDataFrame(
        {"district": [*map(str.lower, QUARTERS), "town"]},
        geometry=[*QUARTERS.values(), TOWN], crs="OGC:CRS84",
    )  # fmt: skip
    cells.to_file(tmp_path / "d.geojson")
    done = run("validate", tmp_path / "d.geojson")
    assert done.out.count("covers 4 others") == 1
    assert "overlap of" not in done.out


def test_a_set_of_polygons_that_overlap_is_warned_of(tmp_path):
    districts = am.load().districts
    west, south, east, north = districts.total_bounds
    middle = (west + east) / 2
    halves = [
        shapely.box(west, south, middle + 0.02, north),
        shapely.box(middle, south, east, north),
    ]
    gpd.GeoDataFrame({"name": ["w", "e"]}, geometry=halves, crs="OGC:CRS84").to_file(
        tmp_path / "halves.geojson"
    )
    with pytest.warns(AleppoMapWarning, match=r"overlap by .* km2, which counts twice"):
        read_boundaries(tmp_path / "halves.geojson", districts)
    twice = [*halves, halves[1]]
    gpd.GeoDataFrame({"name": ["w", "e", "e"]}, geometry=twice, crs="OGC:CRS84").to_file(
        tmp_path / "twice.geojson"
    )
    with pytest.raises(InvalidInput, match=r"feature 2 \(e\) and feature 3 \(e\)"):
        read_boundaries(tmp_path / "twice.geojson", districts)


def test_a_way_that_closes_is_a_polygon_and_one_that_does_not_is_named(run, tmp_path):
    rings = [shapely.LineString(shape.exterior.coords) for shape in QUARTERS.values()]
    cut = shapely.LineString(list(rings[3].coords)[:-1])
    raw = layer_of(tmp_path, [(f"Q{n}", "", s) for n, s in enumerate([*rings[:3], cut])])
    done = run("prepare", raw, "-o", tmp_path / "d.geojson")
    assert done.code == 0
    assert "1 points and lines left out: feature 4 (Q3)" in done.err
    assert len(gpd.read_file(tmp_path / "d.geojson")) == 3
    gpd.read_file(raw).to_file(tmp_path / "raw.gpkg")
    again = run("prepare", tmp_path / "raw.gpkg", "-o", tmp_path / "e.geojson")
    assert "closed lines taken as polygons: feature 1 (Q0)" in again.err
    assert len(gpd.read_file(tmp_path / "e.geojson")) == 3
