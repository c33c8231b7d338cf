"""Truth: files written by hand, squares of 1 km."""

import json

import geopandas as gpd
import pytest
import shapely

from aleppomap.geojson import geojson, read_districts
from aleppomap.layer_reading import read_layer
from tests import small


def written(tmp_path, document):
    path = tmp_path / "d.geojson"
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return read_districts(path)


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def square(x=0.0, y=0.0, side=0.01):
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_districts_are_read_with_their_names(tmp_path):
    districts, faults = written(tmp_path, collection(*small.features()))
    assert faults == []
    assert list(districts.index) == list(small.SQUARES)
    assert districts.loc["nw", ["name", "name_ar", "aliases"]].tolist() == [
        "Square nw", "", "nw quarter",
    ]  # fmt: skip
    assert districts.crs == "OGC:CRS84"
    assert shapely.equals(districts.geometry["nw"], small.districts()["nw"])


def test_a_district_without_a_name_is_called_by_its_id(tmp_path):
    feature = {"type": "Feature", "properties": {"district": "a"}, "geometry": square()}
    districts, _ = written(tmp_path, collection(feature))
    assert districts.at["a", "name"] == "a"


@pytest.mark.parametrize(
    "document",
    ["", "{", "[1, 2]", "null", '{"type": "FeatureCollection"}', '{"features": []}',
     '{"features": 3}', "[" * 100_000],
)  # fmt: skip
def test_what_is_no_collection_is_one_fault(tmp_path, document):
    districts, faults = written(tmp_path, document)
    assert len(districts) == 0
    assert [fault.file for fault in faults] == ["d.geojson"]


RING = square()["coordinates"][0]

BOWTIE = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]


@pytest.mark.parametrize(
    ("geometry", "allowed"),
    [
        (None, "a Polygon or MultiPolygon"),
        ("POLYGON EMPTY", "a Polygon or MultiPolygon"),
        ({"type": "Point", "coordinates": [0, 0]}, "a Polygon or MultiPolygon"),
        ({"type": "Polygon"}, "with coordinates"),
        ({"type": "Polygon", "coordinates": []}, "with coordinates"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "with coordinates"),
        ({"type": "Polygon", "coordinates": [RING[:3]]}, "at least four positions"),
        ({"type": "Polygon", "coordinates": [RING[:4]]}, "a closed ring"),
        ({"type": "Polygon", "coordinates": [[*RING[:4], [0, 0.001]]]}, "a closed ring"),
        ({"type": "Polygon", "coordinates": [[*RING[:2], [float("nan"), 0], *RING[2:]]]},
         "two finite numbers"),
        ({"type": "Polygon", "coordinates": [[*RING[:2], ["0", 0], *RING[2:]]]},
         "two finite numbers"),
        ({"type": "Polygon", "coordinates": [[*RING[:2], [0], *RING[2:]]]}, "two finite numbers"),
        ({"type": "Polygon", "coordinates": [[*RING[:2], [True, 0], *RING[2:]]]},
         "two finite numbers"),
        ({"type": "Polygon", "coordinates": [[*RING[:2], [10**400, 0], *RING[2:]]]}, "within 180"),
        ({"type": "Polygon", "coordinates": [[[181, 0], *RING[1:4], [181, 0]]]}, "within 180"),
        ({"type": "Polygon", "coordinates": [[[0, 91], *RING[1:4], [0, 91]]]}, "within 90"),
        ({"type": "Polygon", "coordinates": [[[365000, 4e6], *RING[1:4], [365000, 4e6]]]},
         "longitude within 180 and latitude within 90 degrees, on WGS 84"),
        ({"type": "Polygon", "coordinates": [BOWTIE]}, "Self-intersection"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [2, 0], [0, 0]]]}, "valid polygon"),
        ({"type": "Polygon", "coordinates": [RING, [[p[0] + 5, p[1]] for p in RING]]},
         "Hole lies outside"),
        ({"type": "MultiPolygon", "coordinates": [[RING], [RING[:3]]]}, "at least four"),
        ({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}, "valid polygon"),
    ],
)  # fmt: skip
def test_a_broken_geometry_is_named_and_its_id_kept(tmp_path, geometry, allowed):
    good = {"type": "Feature", "properties": {"district": "a"}, "geometry": square(10)}
    bad = {"type": "Feature", "properties": {"district": "b"}, "geometry": geometry}
    districts, (fault,) = written(tmp_path, collection(good, bad))
    assert (fault.file, fault.where, fault.field) == ("d.geojson", "feature 2 (b)", "geometry")
    assert allowed in fault.allowed
    # prepare repairs rings that cross themselves, and refuses the rest as this does
    assert ("aleppomap prepare" in fault.remedy) == allowed.startswith(("Self-", "valid", "Hole"))
    assert list(districts.index) == ["a", "b"]
    assert districts.geometry["b"] is None


def test_a_closed_line_is_sent_to_what_makes_a_polygon_of_it(tmp_path):
    ring = square()["coordinates"][0]
    features = [
        {"type": "Feature", "properties": {"district": name},
         "geometry": {"type": "LineString", "coordinates": line}}
        for name, line in (("way", ring), ("road", ring[:-1]))
    ]  # fmt: skip
    _, faults = written(tmp_path, collection(*features))
    way, road = ((fault.allowed, fault.remedy) for fault in faults)
    assert way[0] == "a Polygon or MultiPolygon; this is a closed line"
    assert "`aleppomap prepare`" in way[1]
    assert road == ("a Polygon or MultiPolygon", "Redraw it, or remove the feature.")
    made = read_layer(tmp_path / "d.geojson").features
    assert made["district"].tolist() == ["way"]
    assert shapely.equals(made.geometry.iloc[0], shapely.Polygon(ring))


def test_rings_may_be_wound_either_way_and_carry_heights(tmp_path):
    ring = [[*point, 350.0] for point in reversed(RING)]
    feature = {
        "type": "Feature",
        "properties": {"district": "a"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    districts, faults = written(tmp_path, collection(feature))
    assert faults == []
    assert not districts.geometry["a"].has_z


@pytest.mark.parametrize("name", [None, "", 7, "North West", ["a"], "x" * 81])
def test_an_id_that_is_missing_or_malformed_is_named(tmp_path, name):
    bad = {"type": "Feature", "properties": {"district": name}, "geometry": square()}
    _, faults = written(tmp_path, collection(bad))
    assert [(f.where.split(" (")[0], f.field) for f in faults] == [("feature 1", "district")]


def test_features_of_any_shape_are_faults_not_errors(tmp_path):
    _, faults = written(tmp_path, collection(None, 3, {"properties": []}, {"geometry": square()}))
    assert [(f.where, f.field) for f in faults] == [
        ("all 4 features", "district"),
        ("feature 1", "geometry"), ("feature 2", "geometry"), ("feature 3", "geometry"),
    ]  # fmt: skip


def test_all_faults_of_a_file_come_at_once(tmp_path):
    squares = small.features()
    squares[1]["properties"]["district"] = "nw"
    squares[2]["geometry"] = {"type": "Polygon", "coordinates": [BOWTIE]}
    middle = small.districts()["se"].centroid
    squares.append(small.feature("inside", square(middle.x, middle.y, 0.001)))
    _, faults = written(tmp_path, collection(*squares))
    assert [f.where for f in faults] == [
        "feature 2 (nw)", "feature 3 (sw)", "features se and inside",
    ]  # fmt: skip


def test_an_overlap_is_measured(tmp_path):
    west = {"type": "Feature", "properties": {"district": "w"}, "geometry": square(0, 0)}
    east = {"type": "Feature", "properties": {"district": "e"}, "geometry": square(0.009, 0)}
    _, (fault,) = written(tmp_path, collection(west, east))
    # a tenth of a square of 0.01 degree on the equator: 111.3 m by 1 113 m
    metres2 = float(fault.value.removeprefix("overlap of ").removesuffix(" m2").replace(",", ""))
    assert metres2 == pytest.approx(111.32 * 1113.2, rel=0.01)
    assert fault.where == "features w and e"


def test_neighbours_that_only_touch_do_not_overlap(tmp_path):
    _, faults = written(tmp_path, collection(*small.features()))
    assert faults == []


def test_geojson_goes_round(tmp_path):
    path = tmp_path / "out.geojson"
    cells = gpd.GeoDataFrame(
        {"name": ["A", "B", "C", "D"], "aliases": ["x;y", "", "", ""], "ids": [("p", "q")] * 4},
        geometry=small.districts().to_numpy(),
        index=list(small.SQUARES),
        crs="OGC:CRS84",
    ).rename_axis("district")
    text = geojson(cells)
    path.write_text(text, "utf-8")
    again, faults = read_districts(path)
    assert faults == []
    assert again["name"].tolist() == ["A", "B", "C", "D"]
    assert shapely.equals(again.geometry.to_numpy(), cells.geometry.to_numpy()).all()
    document = json.loads(text)
    assert "crs" not in document
    assert document["features"][0]["id"] == "nw"
    assert document["features"][0]["properties"]["ids"] == "p;q"


def test_geojson_winds_shells_left_and_holes_right_and_repeats_its_bytes():
    shell, hole = shapely.box(0, 0, 9, 9, ccw=False), shapely.box(3, 3, 6, 6)
    polygon = shapely.Polygon(shell.exterior.coords, [hole.exterior.coords])
    cells = gpd.GeoDataFrame({"v": [float("nan")]}, geometry=[polygon], index=["a"], crs=4326)
    text = geojson(cells)
    assert text == geojson(cells)
    feature = json.loads(text)["features"][0]
    rings = [shapely.LinearRing(ring) for ring in feature["geometry"]["coordinates"]]
    assert [ring.is_ccw for ring in rings] == [True, False]
    assert feature["properties"]["v"] is None


def test_no_ids_at_all_are_one_fault_that_hides_no_overlap(tmp_path):
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": square(at)}
        for name, at in (("A", 0), ("B", 0.005), ("C", 30))
    ]
    _, faults = written(tmp_path, collection(*features))
    assert [fault.field for fault in faults] == ["district", "geometry"]
    assert faults[0].where == "all 3 features"
    assert "properties name" in faults[0].allowed
    assert "prepare" in faults[0].remedy
    assert "init" in faults[0].remedy
    assert faults[1].where == "features 1 and 2"
    assert "overlap" in faults[1].value
