"""Truth: squares of 1 km, written and read back; a second reader."""

import contextlib
import json
import sqlite3
import sys
import time

import geopandas as gpd
import pyogrio
import pytest
import shapely
from pyarrow import parquet

from aleppomap.errors import AleppoMapError
from aleppomap.layer_reading import read_layer
from aleppomap.layer_writing import WRITTEN, layer_bytes, write_layer


@pytest.mark.parametrize("suffix", WRITTEN)
def test_a_snapshot_comes_back_with_its_names_types_and_shapes(tmp_path, snapshot, suffix):
    path = write_layer(snapshot, tmp_path / f"s{suffix}")
    read = read_layer(path)
    assert read.notes == ()
    frame = read.features
    like = read_layer(write_layer(snapshot, tmp_path / "like.geojson")).features
    assert frame["district"].tolist() == list(snapshot.index)
    assert set(frame.columns) == set(like.columns)
    assert frame.crs == "OGC:CRS84"
    for column in like.columns.drop("geometry"):
        assert frame[column].tolist() == like[column].tolist(), column
        assert frame[column].dtype.kind == like[column].dtype.kind, column
    assert shapely.equals(frame.geometry.to_numpy(), snapshot.geometry.to_numpy()).all()
    assert set(frame.geometry.geom_type) == {"Polygon"}


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".fgb"])
def test_a_second_reader_opens_what_is_written(tmp_path, snapshot, suffix):
    path = write_layer(snapshot, tmp_path / f"s{suffix}")
    frame = gpd.read_file(path)
    assert frame["control"].tolist() == snapshot["control"].tolist()
    assert pyogrio.read_info(path)["features"] == len(snapshot)


@pytest.mark.parametrize("suffix", [".parquet", ".geoparquet"])
def test_geoparquet_is_opened_by_geopandas_and_by_arrow_alone(tmp_path, snapshot, suffix):
    path = write_layer(snapshot, tmp_path / f"s{suffix}")
    frame = gpd.read_parquet(path)
    assert frame["control"].tolist() == snapshot["control"].tolist()
    assert frame.crs == "OGC:CRS84"
    assert shapely.equals(frame.geometry.to_numpy(), snapshot.geometry.to_numpy()).all()
    # As any tool that knows the specification reads it: a table, WKB, and JSON in the metadata.
    table = parquet.read_table(path)
    about = json.loads(table.schema.metadata[b"geo"])
    assert about["primary_column"] == "geometry"
    assert about["columns"]["geometry"]["encoding"] == "WKB"
    shapes = shapely.from_wkb(table["geometry"].to_pylist())
    assert shapely.equals(shapes, snapshot.geometry.to_numpy()).all()


@pytest.mark.parametrize("suffix", WRITTEN)
def test_the_same_bytes_every_time(snapshot, suffix):
    first = layer_bytes(snapshot, suffix)
    # GDAL asks the system for the time: seconds later it must not tell.
    time.sleep(1.1 if suffix == ".gpkg" else 0)
    assert layer_bytes(snapshot, suffix) == first


def test_a_geopackage_says_when_only_if_gdal_was_told(tmp_path, snapshot):
    def changed():
        path = write_layer(snapshot, tmp_path / "s.gpkg")
        with contextlib.closing(sqlite3.connect(path)) as opened:
            return opened.execute("select last_change from gpkg_contents").fetchall()

    assert changed() == [("1970-01-01T00:00:00.000Z",)]
    told = "2016-12-22T00:00:00.000Z"
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": told})
    try:
        assert changed() == [(told,)]
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == told
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_parquet_without_pyarrow_says_what_to_install(tmp_path, snapshot, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)  # as where it is not installed
    with pytest.raises(AleppoMapError, match=r"pip install 'aleppomap\[parquet\]'"):
        write_layer(snapshot, tmp_path / "s.parquet")
    assert list(tmp_path.iterdir()) == []
