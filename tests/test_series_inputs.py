"""Frames and files of a series that are unusual or broken; truth by squares of the graticule."""

from __future__ import annotations

import gzip
import json
import warnings

import geopandas as gpd
import numpy as np
import pytest
import shapely

import aleppomap as am
from aleppomap.areas import geodesic_area_m2
from aleppomap.errors import AleppoMapError, InvalidInput, NotFound
from aleppomap.series import SnapshotSeries
from aleppomap.series.edges import _stable_order
from aleppomap.snapshot import Party
from tests.archive_maker import feature, square

KM2 = geodesic_area_m2([shapely.Polygon(square(0))])[0] / 1e6
ROW = pytest.approx(KM2, rel=1e-6)


def polygon(column):
    return shapely.Polygon(square(column))


def frame(shapes, crs="OGC:CRS84"):
    return gpd.GeoDataFrame({"control": list(shapes)}, geometry=list(shapes.values()), crs=crs)


def from_frames(frames, **words):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", am.AleppoMapWarning)
        return SnapshotSeries.from_frames(frames, **words)


def held(series):
    """Return the area of each party, day by day."""
    table = series.changes_over_time()
    return {party: group["area_km2"].tolist() for party, group in table.groupby("party")}


def faults_of(frames):
    with pytest.raises(InvalidInput) as caught:
        SnapshotSeries.from_frames(frames)
    return [(fault.field, fault.value) for fault in caught.value.faults]


def read(folder, **words):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", am.AleppoMapWarning)
        return SnapshotSeries.read(folder, **words)


def test_every_frame_at_fault_is_named():
    fine = frame({"red": polygon(0)})
    nowhere = fine.set_crs(None, allow_override=True)
    assert faults_of({"2022-03-01": fine, "soon": fine, "2022-03-02": nowhere}) == [
        ("day", "soon"), ("crs", "none"),
    ]  # fmt: skip


def test_frames_in_metres_are_moved_to_degrees():
    fine = frame({"red": polygon(0)})
    series = SnapshotSeries.from_frames({"2022-03-01": fine.to_crs("EPSG:32637")})
    assert held(series) == {"red": [ROW]}


def test_rows_without_a_shape_hold_no_ground_and_are_said():
    shapes = {"red": polygon(0), "blue": None, "green": shapely.Polygon()}
    series = SnapshotSeries.from_frames({"2022-03-01": frame(shapes)})
    assert held(series)["red"] == [ROW]
    assert sum(sum(areas) for areas in held(series).values()) == ROW
    assert "row 2" in str(series.found) and "row 3" in str(series.found)


def test_a_party_that_was_not_named_is_refused():
    with pytest.raises(NotFound, match="party"):
        SnapshotSeries.from_frames(
            {"2022-03-01": frame({"red": polygon(0), "green": polygon(1)})},
            parties=[Party("red", "Red"), Party("blue", "Blue")],
        )


def test_a_frame_without_any_ground_is_refused():
    assert faults_of({"2022-03-01": frame({"red": shapely.Polygon()})}) == [("features", "none")]


@pytest.mark.parametrize("resolution_m", [0, -5.0, float("nan")])
def test_a_resolution_is_above_zero(resolution_m):
    series = SnapshotSeries.from_frames(
        {"2022-03-01": frame({"red": polygon(0), "blue": polygon(1)})}
    )
    with pytest.raises(AleppoMapError, match="a resolution is metres above 0"):
        series.front_line_over_time(resolution_m=resolution_m)


def test_a_front_that_is_not_there_has_no_length_at_any_resolution():
    apart = {"2022-03-01": frame({"red": polygon(0), "blue": polygon(1)}),
             "2022-03-02": frame({"red": polygon(0), "blue": polygon(5)})}  # fmt: skip
    table = from_frames(apart).front_line_over_time(resolution_m=100.0)
    between = table[table["between"].str.split("|").map(set) == {"red", "blue"}]
    (_, south), (_, north) = square(0)[1:3]
    # one side of a square on the first day: a degree of latitude is 111.2 km there
    assert between["length_km"].tolist() == [pytest.approx((north - south) * 111.2, rel=2e-3), 0]


def write(path, content):
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(text)


def test_a_bare_feature_or_geometry_is_a_layer(tmp_path):
    shape = {"type": "Polygon", "coordinates": [square(0)]}
    write(tmp_path / "2022-03-01.geojson", feature(shape, control="red"))
    write(tmp_path / "2022-03-02.geojson", shape)
    series = read(tmp_path)
    assert [sum(day) for day in zip(*held(series).values(), strict=True)] == [ROW, ROW]


def test_an_archive_that_ends_too_soon_is_refused(tmp_path):
    shape = {"type": "Polygon", "coordinates": [square(0)]}
    packed = gzip.compress(json.dumps(feature(shape, control="red")).encode())
    write(tmp_path / "2022-03-01.geojson.gz", packed[:-20])
    with pytest.raises((AleppoMapError, InvalidInput)) as caught:
        read(tmp_path)
    assert "2022-03-01.geojson.gz" in str(caught.value)


def test_a_table_that_is_none_is_refused(tmp_path):
    write(tmp_path / "front.gpkg", b"no layer at all")
    with pytest.raises(AleppoMapError, match=r"cannot read .*front\.gpkg"):
        read(tmp_path / "front.gpkg")


def test_a_crs_that_is_none_is_refused_by_file(tmp_path):
    shape = {"type": "Polygon", "coordinates": [square(0)]}
    layer = {
        "type": "FeatureCollection", "features": [feature(shape, control="red")],
        "crs": {"type": "name", "properties": {"name": "EPSG:no"}},
    }  # fmt: skip
    write(tmp_path / "2022-03-01.geojson", layer)
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path)
    assert [(f.file, f.field, f.value) for f in caught.value.faults] == [
        ("2022-03-01.geojson", "crs", "EPSG:no")
    ]


def test_borders_that_cross_by_a_hair_are_told_from_overlaps():
    one = shapely.box(37.0, 48.0, 37.1, 48.1)
    hair, much = (shapely.box(37.1 - by, 48.0, 37.2, 48.1) for by in (1e-6, 1e-2))
    thin = from_frames({"2022-03-01": frame({"red": one, "blue": hair})})
    thick = from_frames({"2022-03-01": frame({"red": one, "blue": much})})
    assert "cross by" in str(thin.found) and "both drawn" not in str(thin.found)
    assert "both drawn" in str(thick.found)


def test_the_pairs_not_listed_are_counted():
    """Seven parties each hold half of the ground of the next: six pairs overlap."""
    shapes = {f"p{n}": shapely.box(37 + n / 10, 48, 37.15 + n / 10, 48.1) for n in range(7)}
    said = str(from_frames({"2022-03-01": frame(shapes)}).found)
    assert "6 pairs" in said
    assert " more" in said


@pytest.mark.parametrize("top", [2**10, 2**20, 2**40])
def test_keys_of_any_size_are_put_in_order_and_equals_stay_as_they_are(top):
    keys = np.random.default_rng(7).integers(0, top, 5000)
    keys[::3] = keys[0]
    assert _stable_order(keys, top).tolist() == sorted(range(5000), key=lambda n: keys[n])


def layer_text(**properties):
    shape = json.loads(shapely.to_geojson(shapely.box(37, 36, 37.01, 36.01)))
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


@pytest.mark.parametrize("names", [
    ["front 05.03.2022.geojson", "front 24.02.2022.geojson"],
    ["front 03-05-2022.geojson", "front 02-24-2022.geojson"],
    ["ControlMap05Mar2022.geojson", "ControlMap24Feb2022.geojson"],
    ["Map March 5, 2022.geojson", "Map Feb 24, 2022.geojson"],
])  # fmt: skip
def test_days_in_names_of_files_in_any_form_of_one_reading(tmp_path, names):
    for name in names:
        (tmp_path / name).write_text(layer_text(party="red"), "utf-8")
    series = SnapshotSeries.read(tmp_path)
    assert [str(day) for day in series.observed] == ["2022-02-24", "2022-03-05"]
    numbers = "front" in names[0]
    assert ("05.03.2022 read with the" in str(series.found)) == numbers


def test_days_of_all_files_together_tell_which_number_is_the_month(tmp_path):
    for n, day in enumerate(["05/03/2022", "24/02/2022"]):
        (tmp_path / f"{n}.geojson").write_text(layer_text(party="red", date=day), "utf-8")
    series = SnapshotSeries.read(tmp_path)
    assert [str(day) for day in series.observed] == ["2022-02-24", "2022-03-05"]
    assert "with the day first" in str(series.found)


def test_days_of_two_readings_are_one_fault_for_all_files(tmp_path):
    for n, day in enumerate(["05/03/2022", "04/02/2022", "03/01/2022"]):
        (tmp_path / f"{n}.geojson").write_text(layer_text(party="red", date=day), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        SnapshotSeries.read(tmp_path)
    (fault,) = caught.value.faults
    assert fault.file == "0.geojson and 2 more files"
    assert "one way" in fault.allowed
    assert fault.value == "05/03/2022"


def test_a_property_of_days_under_another_name_is_named(tmp_path):
    for n in range(2):
        text = layer_text(party="red", jour=f"2022-03-0{n + 1}")
        (tmp_path / f"{n}.geojson").write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as caught:
        SnapshotSeries.read(tmp_path)
    (fault,) = caught.value.faults
    assert "--date-field jour" in fault.remedy
    assert "tried: the file's name, date, day" in fault.allowed


@pytest.mark.parametrize("inner", ["", "Held by red"])
def test_folders_of_kml_may_be_days(tmp_path, inner):
    ring = "37,36 37.01,36 37.01,36.01 37,36.01 37,36"
    mark = (
        "<Placemark><name>Area</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )
    mark = f"<Folder><name>{inner}</name>{mark}</Folder>" if inner else mark
    folders = "".join(
        f"<Folder><name>{day}</name>{mark}</Folder>" for day in ("2022-02-24", "2022-02-25")
    )
    path = tmp_path / "live.kml"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}'
                    "</Document></kml>", "utf-8")  # fmt: skip
    series = SnapshotSeries.read(path)
    assert [str(day) for day in series.observed] == ["2022-02-24", "2022-02-25"]
    assert series.holders == (("held-by-red",) if inner else ("held",))
