"""Aleppo as (36.2, 37.1) is caught by its company; data that are right raise no alarm.

Truth: coordinates of real places, copied from the bundled territory or typed by hand.
"""

import json
import warnings

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import aleppomap as am
from aleppomap.axes import fits_swapped, overlap_share, swapped_features
from aleppomap.errors import AleppoMapWarning, InvalidInput
from aleppomap.geojson import read_districts
from aleppomap.layer_reading import read_layer
from aleppomap.starting import start_territory
from aleppomap.territory import data_folder
from tests import small

SWAP = [1, 0, 3, 2]
ALEPPO = (37.08, 36.15, 37.25, 36.28)
CITIES = {
    "Raqqa": (38.95, 35.92, 39.06, 35.98), "Homs": (36.66, 34.68, 36.78, 34.77),
    "Gaziantep": (37.28, 36.99, 37.48, 37.12), "Afrin": (36.84, 36.49, 36.89, 36.53),
    "Kharkiv": (36.10, 49.88, 36.46, 50.10), "Mosul": (43.05, 36.28, 43.25, 36.42),
}  # fmt: skip


def swapped(text: str) -> str:
    """Return GeoJSON with every position turned round."""
    document = json.loads(text)
    for feature in document["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        turned = shapely.transform(shape, lambda points: points[:, ::-1])
        feature["geometry"] = json.loads(shapely.to_geojson(turned))
    return json.dumps(document)


@pytest.fixture(scope="module")
def bundled():
    return (data_folder() / "districts.geojson").read_text("utf-8")


@pytest.fixture
def aleppo(tmp_path, bundled):
    (tmp_path / "right.geojson").write_text(bundled, "utf-8")
    (tmp_path / "swapped.geojson").write_text(swapped(bundled), "utf-8")
    return tmp_path


def test_aleppo_swapped_is_no_latitude_above_90(bundled):
    turned = json.loads(swapped(bundled))["features"][0]["geometry"]
    west, south, east, north = shapely.from_geojson(json.dumps(turned)).bounds
    assert west == pytest.approx(36.2, abs=0.1)
    assert south == pytest.approx(37.1, abs=0.2)
    assert max(east, north) < 90


@pytest.mark.parametrize("name", CITIES)
def test_another_city_is_not_aleppo_either_way(name):
    assert not fits_swapped(CITIES[name], ALEPPO)
    assert fits_swapped(np.array(CITIES[name])[SWAP], CITIES[name])


def test_a_share_is_that_of_the_smaller():
    assert overlap_share((0, 0, 4, 4), (1, 1, 2, 2)) == 1
    assert overlap_share((0, 0, 2, 1), (1, 0, 9, 1)) == pytest.approx(0.5, abs=1e-5)
    assert overlap_share((0, 0, 1, 1), (2, 2, 3, 3)) == 0


def test_a_file_that_lies_in_the_territory_only_swapped(run, aleppo, tmp_path):
    ran = run("validate", aleppo / "swapped.geojson", "--territory", data_folder())
    assert ran.code == 1
    assert "swapped.geojson · geometry: '36.1" in ran.out
    assert "these look swapped, latitude first" in ran.out
    assert run("validate", aleppo / "right.geojson", "--territory", data_folder()).code == 0
    toy = small.write(tmp_path / "toy")
    assert run("validate", toy / "districts.geojson", "--territory", data_folder()).code == 0
    assert run("validate", toy, "--territory", data_folder()).code == 2


@pytest.mark.parametrize(
    "words",
    [("validate", "{}"), ("prepare", "{}", "-o", "out.geojson"), ("convert", "{}", "out.gpkg"),
     ("init", "t", "--districts", "{}", "--reports", "r.csv")],
)  # fmt: skip
def test_alone_it_is_noted_where_aleppo_would_lie(run, aleppo, monkeypatch, words):
    monkeypatch.chdir(aleppo)
    name = json.loads((aleppo / "right.geojson").read_text("utf-8"))["features"][0]["properties"]
    (aleppo / "r.csv").write_text(f"district,date,status\n{name['district']},2016-11-28,red\n")
    noted = "if it is of Aleppo, longitude and latitude are swapped"
    ran = run(*(word.format("swapped.geojson") for word in words))
    assert (ran.code, noted in ran.err) == (0, True)
    again = [word.format("right.geojson").replace("out", "out2") for word in words]
    ran = run(*(word if word != "t" else "t2" for word in again))
    assert (ran.code, noted in ran.err) == (0, False)


def turned(number):
    """Return the four squares, some of them swapped, with their names."""
    features = small.features()
    for feature in features[:number]:
        one = swapped(json.dumps({"features": [feature]}))
        feature["geometry"] = json.loads(one)["features"][0]["geometry"]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_one_district_of_four_is_named(tmp_path):
    path = tmp_path / "d.geojson"
    path.write_text(turned(1))
    (fault,) = read_districts(path)[1]
    assert (fault.where, fault.field) == ("feature nw", "geometry")
    assert "these look swapped" in fault.allowed
    with pytest.raises(InvalidInput, match=r"feature 1 \(nw\).*these look swapped"):
        read_layer(path)


@pytest.mark.parametrize("number", [0, 2, 4])
def test_where_most_are_not_right_nothing_tells(tmp_path, number):
    path = tmp_path / "d.geojson"
    path.write_text(turned(number))
    assert read_districts(path)[1] == []


def test_every_bundled_district_is_found_when_it_alone_is_swapped(bundled):
    districts = gpd.read_file(data_folder() / "districts.geojson")
    bounds = districts.bounds.to_numpy()
    assert swapped_features(bounds).tolist() == []
    for number in range(len(bounds)):
        wrong = bounds.copy()
        wrong[number] = wrong[number][SWAP]
        assert swapped_features(wrong).tolist() == [number]


def test_a_third_of_them_are_found(bundled):
    bounds = gpd.read_file(data_folder() / "districts.geojson").bounds.to_numpy().copy()
    bounds[::3] = bounds[::3][:, SWAP]
    assert swapped_features(bounds).tolist() == list(range(0, len(bounds), 3))


def test_a_country_across_the_diagonal_raises_no_alarm():
    """Places of northern Syria and southern Turkey, on both sides of longitude = latitude."""
    places = np.array([
        (36.16, 36.20), (36.63, 35.93), (37.16, 36.20), (36.87, 36.51), (38.00, 36.82),
        (36.31, 35.81), (35.78, 35.52), (36.72, 35.14), (37.38, 37.07), (36.25, 37.07),
        (38.95, 35.95), (36.51, 36.20), (37.96, 36.53), (36.80, 37.20), (37.02, 36.61),
    ])  # fmt: skip
    bounds = np.hstack([places - 0.02, places + 0.02])
    assert swapped_features(bounds).tolist() == []


@given(
    centre=st.tuples(st.floats(-80, 80), st.floats(-80, 80)),
    spread=st.floats(0.01, 5),
    seed=st.integers(0, 2**32 - 1),
)
def test_what_lies_together_is_never_suspected(centre, spread, seed):
    dice = np.random.default_rng(seed)
    corner = np.array(centre) + dice.uniform(-spread, spread, (dice.integers(1, 40), 2))
    bounds = np.hstack([corner, corner + dice.uniform(0, spread / 10, corner.shape)])
    assert swapped_features(bounds).tolist() == []


def test_districts_beside_landmarks(tmp_path):
    folder = small.write(tmp_path / "t")
    road = {"type": "LineString", "coordinates": [[20.0, 50.0], [20.02, 50.02]]}
    feature = {"type": "Feature", "geometry": road,
               "properties": {"context": "road", "name": "Road", "kind": "road"}}  # fmt: skip
    (folder / "context.geojson").write_text(json.dumps({"features": [feature]}))
    assert am.validate(folder) == []
    (folder / "districts.geojson").write_text(turned(4))
    (fault,) = am.validate(folder)
    assert fault.file == "districts.geojson, context.geojson"
    assert "these look swapped" in fault.allowed


SHEET = "district,date,status,latitude,longitude\n"


def test_reports_that_say_where_they_are(tmp_path):
    right = tmp_path / "right.geojson"
    right.write_text(turned(0))
    wrong = tmp_path / "wrong.geojson"
    wrong.write_text(turned(4))
    sheet = tmp_path / "r.csv"
    sheet.write_text(f"{SHEET}nw,2020-03-01,red,50.014,20.007\nse,2020-03-01,blue,50.004,20.02\n")
    with pytest.raises(InvalidInput, match="swapped, they are"):
        start_territory(tmp_path / "t", wrong, sheet)
    assert not (tmp_path / "t").exists()
    done = start_territory(tmp_path / "t", right, sheet)
    assert "coordinates lie in no" not in str(done.remarks)
    sheet.write_text(f"{SHEET}nw,2020-03-01,red,20.007,50.014\nse,2020-03-01,blue,20.02,50.004\n")
    with pytest.raises(InvalidInput, match=r"longitude, latitude.*swapped, they are"):
        start_territory(tmp_path / "u", right, sheet)
    sheet.write_text(f"{SHEET}nw,2020-03-01,red,50.014,20.007\nse,2020-03-01,blue,48.0,24.0\n")
    done = start_territory(tmp_path / "u", right, sheet)
    assert "50% of the reports' coordinates lie in no district's box" in done.remarks.open


@pytest.mark.parametrize("crs", ["EPSG:32634", "EPSG:28404"])
def test_metres_turned_round_are_told_by_the_area_of_their_crs(tmp_path, crs):
    metres = gpd.GeoDataFrame({"name": list(small.SQUARES)}, geometry=small.districts().to_numpy(),
                              crs="OGC:CRS84").to_crs(crs)  # fmt: skip
    metres.to_file(tmp_path / "right.gpkg")
    assert all("meant for" not in note for note in read_layer(tmp_path / "right.gpkg").notes)
    around = metres.set_geometry(
        shapely.transform(metres.geometry.to_numpy(), lambda p: p[:, ::-1])
    )
    around.set_crs(crs, allow_override=True).to_file(tmp_path / "wrong.gpkg")
    with pytest.raises(InvalidInput, match="easting before northing; these look swapped"):
        read_layer(tmp_path / "wrong.gpkg")


def test_a_crs_of_elsewhere_is_noted_not_refused(tmp_path):
    # metres of zone 34 said to be of the British grid: northings beyond Scotland
    metres = gpd.GeoDataFrame({"name": ["a"]}, geometry=[small.districts()["nw"]], crs="OGC:CRS84")
    metres = metres.to_crs("EPSG:32634").set_crs("EPSG:27700", allow_override=True)
    metres.to_file(tmp_path / "a.gpkg")
    notes = read_layer(tmp_path / "a.gpkg").notes
    assert any("outside the area OSGB36 / British National Grid is meant for" in n for n in notes)


def test_points_that_lie_in_the_territory_only_swapped(run, tmp_path):
    points = tmp_path / "sites.csv"
    words = ("tag", points, "-o", tmp_path / "t.csv", "--date", "2016-11-28")
    points.write_text("longitude,latitude\n36.2,37.16\n36.21,37.18\n")
    ran = run(*words)
    assert (ran.code, "give longitude first" in ran.err) == (0, True)
    points.write_text("longitude,latitude\n37.16,36.2\n37.18,36.21\n")
    assert "longitude first" not in run(*words).err
    points.write_text("longitude,latitude\n38.95,35.95\n")  # Raqqa
    assert "longitude first" not in run(*words).err
    history = am.load().history()
    with pytest.warns(AleppoMapWarning, match="longitude first"):
        am.tag(np.array([[36.2, 37.16]]), history, date="2016-11-28")


def test_another_boundary_set_that_overlaps_only_swapped(aleppo):
    from aleppomap.claims.boundaries import read_boundaries

    districts = am.load().districts
    with pytest.raises(
        am.AleppoMapError, match="overlaps no district; with latitude and longitude"
    ):
        read_boundaries(aleppo / "swapped.geojson", districts)
    read_boundaries(aleppo / "right.geojson", districts)


def test_a_day_of_a_series_that_lies_elsewhere(tmp_path):
    def write(day, shape):
        feature = {"type": "Feature", "properties": {"control": "red"},
                   "geometry": json.loads(shapely.to_geojson(shape))}  # fmt: skip
        text = json.dumps({"type": "FeatureCollection", "features": [feature]})
        (tmp_path / f"front-2022-03-{day:02}.geojson").write_text(text)

    for day in range(1, 8):
        write(day, shapely.box(37, 36, 37.1 + day / 100, 36.1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        am.SnapshotSeries.read(tmp_path)
    write(5, shapely.box(36, 37, 36.1, 37.15))
    with pytest.raises(InvalidInput, match=r"front-2022-03-05\.geojson · 2022-03-05.*look swapped"):
        am.SnapshotSeries.read(tmp_path)
