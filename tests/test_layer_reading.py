"""Truth: files made byte by byte or by GDAL, of squares of 1 km; a second reader."""

import json
import zipfile

import geopandas as gpd
import pyogrio
import pytest
import shapely

from aleppomap.errors import InvalidInput
from aleppomap.layer_reading import read_layer
from tests import small


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
    assert read.notes == ("1 points and lines left out: feature 1", "heights left out")


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
    assert read_layer(tmp_path / "l.gpkg").notes == ("layer one read; not read: two (--layer)",)
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
