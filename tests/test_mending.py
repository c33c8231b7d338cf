"""Layers of every kind that is not only polygons in degrees: what is left out, moved or refused."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from aleppomap.areas import geodesic_area_m2
from aleppomap.errors import InvalidInput
from aleppomap.gaps import gaps_between
from aleppomap.layer_reading import read_layer
from aleppomap.mending import mended
from aleppomap.statuses import of_layer

SQUARE = shapely.box(37, 36, 37.01, 36.01)
POINT = shapely.Point(37, 36)


def frame(*shapes, crs="OGC:CRS84", **columns):
    columns = columns or {"name": [f"n{n}" for n in range(len(shapes))]}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def fault_of(call, *words):
    with pytest.raises(InvalidInput) as caught:
        call(*words)
    (fault,) = caught.value.faults
    return fault


def test_points_and_lines_are_left_out_and_counted():
    line = shapely.LineString([(37, 36), (37.1, 36)])
    made = mended(frame(POINT, SQUARE, line), "a.gpkg")
    assert made.notes == ("2 points and lines left out: feature 1 (n0), feature 3 (n2)",)
    assert made.features["name"].tolist() == ["n1"]
    assert fault_of(mended, frame(POINT, line), "a.gpkg").value == "no polygons"


def test_heights_are_left_out_and_the_ground_is_the_same():
    tall = shapely.force_3d(SQUARE, 380.0)
    made = mended(frame(tall), "a.gpkg")
    assert made.notes == ("heights left out",)
    assert not made.features.geometry.has_z.any()
    assert made.features.geometry.iloc[0].equals(SQUARE)


@pytest.mark.parametrize("crs", ["EPSG:32637", "EPSG:4267"])
def test_another_crs_is_moved_and_said(crs):
    moved = frame(SQUARE).to_crs(crs)
    made = mended(moved, "a.gpkg")
    assert any(note.startswith("moved from") for note in made.notes)
    before, after = geodesic_area_m2([SQUARE, made.features.geometry.iloc[0]])
    assert after == pytest.approx(before, rel=1e-5)


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".geojson"])
def test_a_layer_without_features_is_refused(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    frame(SQUARE).iloc[:0].to_file(path)
    assert fault_of(read_layer, path).value == "no features"


def test_a_table_is_no_layer(tmp_path):
    path = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"name": ["a"]}), path, driver="GPKG")
    assert fault_of(read_layer, path).value == "a table without geometry"


def test_what_is_no_parquet_or_only_its_beginning_is_refused(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"no parquet")
    assert fault_of(read_layer, path).value == "b'no parquet'"
    frame(SQUARE).to_parquet(path)
    path.write_bytes(path.read_bytes()[:200])
    assert fault_of(read_layer, path).allowed.endswith("whole")


def test_a_bare_feature_is_a_layer_of_one(tmp_path):
    path = tmp_path / "a.geojson"
    feature = {"type": "Feature", "properties": {"name": "a"},
               "geometry": json.loads(shapely.to_geojson(SQUARE))}  # fmt: skip
    path.write_text(json.dumps(feature), "utf-8")
    assert read_layer(path).features["name"].tolist() == ["a"]


def test_characters_that_turn_the_direction_are_left_out_and_counted(tmp_path):
    path = tmp_path / "a.gpkg"
    frame(SQUARE, SQUARE, name=["evil\u202egnp", "plain"]).to_file(path)
    read = read_layer(path)
    assert read.features["name"].tolist() == ["evilgnp", "plain"]
    assert any("1" in note for note in read.notes)


def test_a_layer_of_spells_is_a_list_by_its_columns():
    spells = frame(SQUARE, district=["nw"], start=["2020-03-01"], control=["red"])
    assert of_layer(spells, "a.gpkg").iloc[0][["district", "date", "status"]].tolist() == [
        "nw", "2020-03-01", "red",
    ]  # fmt: skip
    with pytest.raises(InvalidInput) as caught:
        of_layer(frame(SQUARE, district=["nw"]), "a.gpkg")
    assert [fault.field for fault in caught.value.faults] == ["date", "status"]


def test_a_single_polygon_has_no_gap_to_a_neighbour():
    assert gaps_between(frame(SQUARE)) is None
    assert gaps_between(frame(SQUARE, None)) is None
