"""Truth: squares of 1 km, written and read back; files made byte by byte; a second reader."""

import contextlib
import io
import json
import sqlite3
import sys
import time
import zipfile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from pyarrow import parquet

from aleppomap.errors import AleppoMapError, InvalidInput
from aleppomap.formats import WRITTEN, layer_bytes, read_layer, write_layer
from aleppomap.statuses import read_statuses, short_text, statuses_text
from tests import small


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return small.territory(tmp_path_factory.mktemp("toy")).history().at("2020-03-07")


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


@pytest.mark.parametrize("suffix", [".parquet", ".geoparquet"])
def test_convert_to_geoparquet_and_back_changes_nothing(tmp_path, snapshot, run, suffix):
    first, middle, last = (tmp_path / n for n in ("a.geojson", f"b{suffix}", "c.geojson"))
    write_layer(snapshot, first)
    assert run("convert", first, middle)[0] == 0
    assert run("convert", middle, last)[0] == 0
    assert json.loads(last.read_text("utf-8")) == json.loads(first.read_text("utf-8"))


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


def shapefile(tmp_path, crs="EPSG:32634"):
    frame = gpd.GeoDataFrame({"name": list(small.SQUARES)}, geometry=small.districts().to_numpy(),
                             crs="OGC:CRS84").to_crs(crs)  # fmt: skip
    folder = tmp_path / "shp"
    folder.mkdir()
    frame.to_file(folder / "squares.shp")
    return folder


def zipped(folder, path, prefix=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, prefix + file.name)
    return path


def test_a_shapefile_is_read_zipped_or_not_and_moved_to_degrees(tmp_path):
    folder = shapefile(tmp_path)
    for path in (folder / "squares.shp", zipped(folder, tmp_path / "s.zip", "below/")):
        read = read_layer(path)
        assert read.features["name"].tolist() == list(small.SQUARES)
        assert read.notes == ("moved from WGS 84 / UTM zone 34N to WGS 84",)
        gaps = shapely.hausdorff_distance(read.features.geometry, small.districts().to_numpy())
        assert gaps.max() < 1e-8


PLACEMARK = """<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"""


def kml(*folders):
    text = "".join(
        f"<Folder><name>{name}</name>"
        + "".join(
            PLACEMARK.format(
                name=cell, ring=" ".join(f"{x},{y},0" for x, y in shape.exterior.coords)
            )
            for cell, shape in small.districts()[cells].items()
        )
        + "</Folder>"
        for name, cells in folders
    )
    head = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    return f"{head}<Document>{text}</Document></kml>"


def test_folders_of_kml_are_parties(tmp_path):
    path = tmp_path / "front.kml"
    path.write_text(kml(("The Reds", ["se"]), ("The Blues", ["nw", "ne", "sw"])), "utf-8")
    frame = read_layer(path).features
    assert dict(zip(frame["name"], frame["party"], strict=True)) == {
        "se": "The Reds", "nw": "The Blues", "ne": "The Blues", "sw": "The Blues",
    }  # fmt: skip
    second = pyogrio.read_dataframe(path, layer="The Blues")
    assert second["Name"].tolist() == ["nw", "ne", "sw"]
    blue = frame[frame["party"] == "The Blues"].geometry.to_numpy()
    assert shapely.equals(shapely.force_2d(second.geometry.to_numpy()), blue).all()


def test_kmz_is_kml_in_a_zip_and_folders_within_folders_keep_their_path(tmp_path):
    inner = kml(("Reds", ["se"])).replace("<Document>", "<Document><Folder><name>March</name>")
    with zipfile.ZipFile(tmp_path / "f.kmz", "w") as archive:
        archive.writestr("doc.kml", inner.replace("</Document>", "</Folder></Document>"))
        archive.writestr("images/legend.png", b"png")
    frame = read_layer(tmp_path / "f.kmz").features
    assert frame.loc[0, ["party", "folder"]].tolist() == ["Reds", "March / Reds"]


def test_points_and_heights_are_left_out_and_said(tmp_path):
    square = json.loads(shapely.to_geojson(shapely.force_3d(small.districts()["nw"], 5)))
    point = {"type": "Point", "coordinates": [20, 50]}
    features = [{"type": "Feature", "properties": {}, "geometry": g} for g in (point, square)]
    path = tmp_path / "f.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    read = read_layer(path)
    assert len(read.features) == 1
    assert read.notes == ("1 points and lines left out",)


def test_an_old_crs_member_is_followed(tmp_path):
    metres = gpd.GeoSeries(small.districts().to_numpy(), crs="OGC:CRS84").to_crs("EPSG:32634")
    features = [
        small.feature(name, json.loads(shapely.to_geojson(shape)))
        for name, shape in zip(small.SQUARES, metres, strict=True)
    ]  # fmt: skip
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32634"}}
    path = tmp_path / "old.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    read = read_layer(path)
    gaps = shapely.hausdorff_distance(read.features.geometry, small.districts().to_numpy())
    assert gaps.max() < 1e-8


def test_a_layer_is_chosen_by_name(tmp_path, snapshot):
    frame = snapshot.reset_index()[["district", "geometry"]]
    for name in ("one", "two"):
        frame.to_file(tmp_path / "l.gpkg", layer=name)
        frame = frame[:2]
    assert len(read_layer(tmp_path / "l.gpkg").features) == 4
    assert read_layer(tmp_path / "l.gpkg").notes == ("layer one read; not read: two",)
    assert len(read_layer(tmp_path / "l.gpkg", "two").features) == 2
    with pytest.raises(InvalidInput, match="one of the layers one, two"):
        read_layer(tmp_path / "l.gpkg", "three")


def test_a_repair_is_listed_with_its_effect_on_the_area(tmp_path):
    bowtie = [[20, 50], [20.01, 50.01], [20.01, 50], [20, 50.01], [20, 50]]
    feature = {"type": "Feature", "properties": {"name": "tie"},
               "geometry": {"type": "Polygon", "coordinates": [bowtie]}}  # fmt: skip
    path = tmp_path / "b.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    read = read_layer(path)
    (row,) = read.repairs.to_dict("records")
    assert row["feature"] == "feature 1 (tie)"
    assert "Self-intersection" in row["fault"]
    # each half of the tie is a quarter of the box
    box_km2 = 0.01 * 111.26 * 0.01 * 71.7
    assert row["area_after_km2"] == pytest.approx(box_km2 / 2, rel=0.01)
    assert read.notes[0].startswith("1 polygon repaired, which changed ")


LONG = "district,date,status,source,url\nnw,2020-03-01,blue,Gazette,https://example.org/1\n"


def test_the_long_list_comes_back(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(LONG + "ne,2020-03-02,'=red(),,\n")
    rows = read_statuses(path)
    assert rows.loc[1, "status"] == "=red()"
    assert statuses_text(rows) == path.read_text()


def test_the_short_list_takes_its_district_from_the_file(tmp_path):
    path = tmp_path / "nw.csv"
    path.write_text("date;controller\n2020-03-01;blue\n2020-03-05;red\n")
    rows = read_statuses(path)
    assert rows["district"].tolist() == ["nw", "nw"]
    assert short_text(rows) == path.read_text()


def test_every_fault_of_a_list_is_named(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text("district,date,status\nnw,soon,blue\n,2020-03-01,\n")
    with pytest.raises(InvalidInput) as caught:
        read_statuses(path)
    assert [(f.where, f.field, f.value) for f in caught.value.faults] == [
        ("row 3", "district", ""), ("row 2", "date", "soon"), ("row 3", "status", ""),
    ]  # fmt: skip


def test_a_date_that_can_be_read_two_ways_is_asked_about(tmp_path):
    path = tmp_path / "nw.csv"
    path.write_text("date;controller\n3/4/2020;blue\n5/4/2020;red\n")
    with pytest.raises(InvalidInput, match="say --dates dmy or mdy"):
        read_statuses(path)
    assert read_statuses(path, "dmy")["date"].tolist() == ["2020-04-03", "2020-04-05"]
    assert read_statuses(path, "mdy")["date"].tolist() == ["2020-03-04", "2020-05-04"]


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_workbook_is_a_list_too(tmp_path, suffix):
    sheet = pd.DataFrame(
        {"district": ["nw"], "date": [pd.Timestamp("2020-03-01")], "status": ["blue"]}
    )
    pyogrio.write_dataframe(sheet, tmp_path / f"l{suffix}")
    rows = read_statuses(tmp_path / f"l{suffix}")
    assert rows.loc[0, ["district", "date", "status"]].tolist() == ["nw", "2020-03-01", "blue"]


def test_convert_from_layer_to_layer_and_list_to_layer(run, tmp_path, snapshot):
    source = write_layer(snapshot, tmp_path / "s.geojson")
    assert run("convert", source, tmp_path / "s.gpkg").code == 0
    assert run("convert", tmp_path / "s.gpkg", tmp_path / "again.geojson").code == 0
    assert (tmp_path / "again.geojson").read_bytes() == source.read_bytes()
    (tmp_path / "l.csv").write_text(LONG)
    ran = run("convert", tmp_path / "l.csv", tmp_path / "l.fgb", "--districts", source)
    assert ran.code == 0
    placed = read_layer(tmp_path / "l.fgb").features
    assert placed.loc[0, ["row", "district", "status"]].tolist() == ["nw.2020-03-01", "nw", "blue"]
    assert run("convert", tmp_path / "l.csv", tmp_path / "l.gpkg").code == 2
    (tmp_path / "l.csv").write_text(LONG.replace("nw,", "nv,"))
    ran = run("convert", tmp_path / "l.csv", tmp_path / "m.fgb", "--districts", source)
    assert (ran.code, "no district 'nv'; known: ne, nw, se, sw" in ran.err) == (1, True)
    assert not (tmp_path / "m.fgb").exists()


@pytest.mark.parametrize("suffix", [*WRITTEN, ".csv"])
def test_export_writes_a_day_and_every_spell(run, tmp_path, suffix):
    toy = small.write(tmp_path / "toy")
    day, spells = tmp_path / f"day{suffix}", tmp_path / f"spells{suffix}"
    assert run("export", "--territory", toy, "--date", "2020-03-07", "-o", day).code == 0
    assert run("export", "--territory", toy, "-o", spells).code == 0
    if suffix == ".csv":
        rows = read_statuses(day)
        assert dict(zip(rows["district"], rows["status"], strict=True)) == {
            "nw": "red", "ne": "green", "sw": "blue", "se": "red",
        }  # fmt: skip
        spelled = read_statuses(spells)
        ne = spelled[spelled["district"] == "ne"]
        assert ne["status"].tolist()[-1] == "green"
        assert ne["url"].tolist()[-1] == "https://example.org/gazette"
    else:
        frame = read_layer(day).features
        assert frame["control"].tolist() == ["red", "green", "blue", "red"]
        frame = read_layer(spells).features
        assert {"spell", "district", "start", "end"} <= set(frame.columns)


def test_a_format_nobody_asked_for_is_refused(run, tmp_path):
    (tmp_path / "a.dxf").write_text("x")
    ran = run("convert", tmp_path / "a.dxf", tmp_path / "a.geojson")
    assert (ran.code, "must be one of .geojson" in ran.err) == (1, True)
    assert "cannot write .shp" in run("export", "-o", tmp_path / "a.shp").err
    assert io.BytesIO(
        layer_bytes(small.territory(tmp_path / "t").history().at("2020-03-07"), ".fgb")
    )
