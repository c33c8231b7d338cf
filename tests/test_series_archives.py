"""Archives of strangers: truth by squares of the graticule put in, and a count of the rest."""

from __future__ import annotations

import json
import zipfile
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from aleppomap.areas import geodesic_area_m2
from aleppomap.errors import AleppoMapError, AleppoMapWarning, InvalidInput
from aleppomap.series import SnapshotSeries
from aleppomap.series.dating import day_in
from aleppomap.series.labels import pieces
from tests.archive_maker import day_of, feature, square, write_archive
from tests.commands import run

FIRST, SECOND, THIRD = (date(2022, 2, day) for day in (24, 25, 26))
DAYS = [
    {"red": [0, 1], "green": [5]},
    {"red": [0, 1, 2], "green": [5]},
    {"red": [0], "green": [1, 5]},
]
KM2 = geodesic_area_m2([shapely.Polygon(square(0))])[0] / 1e6
ROW = pytest.approx(KM2, rel=1e-6)


def held(series: SnapshotSeries) -> dict[str, list[float]]:
    """Return, by party, how many squares it held on each day."""
    table = series.changes_over_time()
    squares = (table["area_km2"] / KM2).round(6)
    return {party: squares[table["party"] == party].tolist() for party in series.holders}


NAMINGS = {
    "dashes": ["2022-02-24.geojson", "2022-02-25.geojson", "2022-02-26.geojson"],
    "digits": ["20220224.geojson", "20220225.geojson", "20220226.geojson"],
    "times": ["data_20220224_120000.geojson", "data_20220225_090000.json",
              "data_20220226_000000.geojson"],
    "joined": ["f20220224120000.geojson", "f20220225090000.geojson", "f202202260000.geojson"],
    "iso": ["a 2022-02-24T12-00-00Z.geojson.gz", "a 2022-02-25T12-00-00Z.geojson.gz",
            "a 2022-02-26T12-00-00Z.geojson.gz"],
    "seconds": ["1645704000.geojson", "1645790400.geojson", "1645876800.geojson"],
    "folders": ["2022/02/24.geojson", "2022/02/25.geojson", "2022/02/26.geojson"],
}  # fmt: skip


@pytest.mark.parametrize("naming", NAMINGS)
def test_a_day_is_told_by_any_name_it_is_likely_to_have(tmp_path, naming):
    folder = write_archive(tmp_path, dict(zip(NAMINGS[naming], DAYS, strict=True)))
    if naming == "folders":
        (folder / "index.json").unlink()
    series = SnapshotSeries.read(folder, control="fill")
    assert series.observed == (FIRST, SECOND, THIRD)
    assert held(series)["a52714"] == [2, 3, 1]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2022022412.geojson", None),
        ("24.02.2022.geojson", None),
        ("20220224 to 20220225", None),
        ("v3.2022-02-24", FIRST),
        ("2022_02_24", FIRST),
        ("2022-02.24", None),
        (1645704000, FIRST),
        (1645704000123, FIRST),
        (pd.Timestamp("2022-02-24 23:59"), FIRST),
        (None, None),
    ],
)
def test_a_day_that_is_not_told_is_not_guessed(name, day):
    assert day_in(name) == day


def test_of_several_a_day_the_last_is_used_and_the_others_are_named(tmp_path):
    names = ["x_20220224_060000.geojson", "x_20220224_230000.geojson", "x_20220225_010000.geojson"]
    series = SnapshotSeries.read(
        write_archive(tmp_path, dict(zip(names, DAYS, strict=True))), control="fill"
    )
    assert held(series)["a52714"] == [3, 1]
    assert series.found["repeated"]["file"].tolist() == names[:1]
    assert "repeated: 1 file left out" in str(series.found)
    assert f"2022-02-24: {names[1]} is used, the last by name, {names[0]} is not" in str(
        series.found
    )


@pytest.fixture
def archive(tmp_path):
    return write_archive(tmp_path / "days", dict(zip(NAMINGS["times"], DAYS, strict=True)))


def test_a_control_told_by_name_in_several_languages(archive):
    series = SnapshotSeries.read(archive, control="name")
    assert held(series) == {"held": [2, 3, 1], "retaken": [1, 1, 2], "status-unknown": [1, 1, 1]}
    assert [party.name for party in series.parties] == ["Held", "Retaken 🟩", "Status unknown"]


@pytest.mark.parametrize(
    ("control", "values"),
    [
        ("fill", {"#a52714": "Army X", "#0F9D58": "Y", "#bcaaa4": "unknown"}),
        ("name", {"Зайнято": "Army X", "geoJSON.status.retaken": "Y", "status unknown": "unknown"}),
    ],
)
def test_values_are_mapped_to_parties_by_colour_or_any_language(archive, control, values):
    series = SnapshotSeries.read(archive, control=control, values=values)
    assert held(series) == {"army-x": [2, 3, 1], "y": [1, 1, 2], "unknown": [1, 1, 1]}
    assert [party.name for party in series.parties] == ["Army X", "Y"]
    assert "left-out" not in set(series.found.table()["kind"])


def test_what_is_left_out_is_counted_by_what_it_is(archive):
    series = SnapshotSeries.read(archive, control="fill", values={"#a52714": "x", "#fff": "y"})
    assert held(series) == {"x": [2, 3, 1]}
    said = series.found.by_kind
    assert (
        said["left-out"] == "7 polygons left out, of no party asked for: #0f9d58 (4); #bcaaa4 (3); "
        'to count one: --value "#0f9d58=PARTY", in Python values='
    )
    assert said["value"].startswith("no polygon says '#fff'")
    assert said["geometry"] == "6 Points left out; 3 LineStrings left out"
    assert said["empty"].startswith("3 features without a geometry: data_20220224_120000")
    assert said["other"] == "1 file that is no layer: index.json"
    assert "flattened" in said["height"]


def test_without_a_control_the_report_shows_what_there_is_to_choose_from(archive):
    series = SnapshotSeries.read(archive)
    assert series.holders == ("held",)
    said = series.found.by_kind["party"]
    assert "13 polygons name no party" in said
    assert "fill (#A52714, #0f9d58, #bcaaa4)" in said
    assert "name (Held, Retaken 🟩, Status unknown)" in said


def test_a_property_or_a_value_that_is_nowhere_is_refused_with_what_is_there(archive):
    with pytest.raises(InvalidInput) as caught:
        SnapshotSeries.read(archive, control="fil")
    (fault,) = caught.value.faults
    assert fault.where == "feature 1 and 12 more polygons"
    assert "name, fill" in fault.value
    with pytest.raises(InvalidInput, match="values of the files: Held, Retaken"):
        SnapshotSeries.read(archive, control="name", values={"Hold": "x"})


def test_points_and_lines_never_make_a_party_nor_need_one(tmp_path):
    document = day_of(DAYS[0])
    for other in document["features"][-3:]:
        other["properties"] = {}
    (tmp_path / "20220224.geojson").write_text(json.dumps(document), "utf-8")
    series = SnapshotSeries.read(tmp_path, control="name")
    assert series.holders == ("held", "retaken", "status-unknown")


@pytest.mark.parametrize("features", [[], day_of({})["features"][1:]])
def test_a_day_without_a_polygon_is_missing_and_loses_nothing(tmp_path, features):
    write_archive(tmp_path, {"20220224.geojson": DAYS[0], "20220226.geojson": DAYS[0]})
    only = {"type": "FeatureCollection", "features": features}
    (tmp_path / "20220225.geojson").write_text(json.dumps(only), "utf-8")
    with pytest.warns(AleppoMapWarning, match=r"1 file without a polygon.*20220225\.geojson"):
        series = SnapshotSeries.read(tmp_path, control="fill")
    assert series.observed == (FIRST, THIRD)
    assert held(series)["a52714"] == [2, 2]
    assert series.changes_over_time()["lost_km2"].sum() == 0
    assert series.found["missing"]["day"].tolist() == [SECOND]
    assert series.explain("a52714", SECOND).index.tolist() == ["20220224.geojson"]
    blank = gpd.GeoDataFrame(geometry=[], crs="OGC:CRS84")
    with pytest.raises(InvalidInput, match="polygons with dates"):
        SnapshotSeries.from_frames({FIRST: blank})


def test_a_party_that_is_not_drawn_on_a_day_has_nothing_there_and_is_noted(tmp_path):
    without = [{"red": [0], "green": [5]}] * 3 + [{"green": [5]}, {"red": [0], "green": [5]}]
    names = [f"2022022{n}.geojson" for n in range(1, 6)]
    write_archive(tmp_path, dict(zip(names, without, strict=True)))
    series = SnapshotSeries.read(tmp_path, control="fill")
    assert held(series)["a52714"] == [1, 1, 1, 0, 1]
    absent = series.found["absent"]
    assert absent[["day", "party", "file"]].to_numpy().tolist() == [
        [FIRST, "a52714", "20220224.geojson"]
    ]
    assert series.found["reversal"]["day"].tolist() == [FIRST]


def test_ground_lost_for_a_day_is_a_reversal_though_more_is_gained_elsewhere(tmp_path):
    days = [{"red": [0, 1, 2]}, {"red": [0, 1, 4, 5]}, {"red": [0, 1, 2, 4, 5]}]
    names = [f"2022022{n}.geojson" for n in (4, 5, 6)]
    write_archive(tmp_path, dict(zip(names, days, strict=True)))
    found = SnapshotSeries.read(tmp_path, control="fill").found["reversal"]
    assert found[["day", "last", "file"]].to_numpy().tolist() == [
        [SECOND, SECOND, "20220225.geojson"]
    ]
    assert found["area_km2"].tolist() == [ROW]


def test_a_front_that_moves_to_and_fro_elsewhere_is_no_reversal(tmp_path):
    days = [{"red": [0, 1]}, {"red": [0, 4]}, {"red": [0, 4, 5]}]
    names = [f"2022022{n}.geojson" for n in (4, 5, 6)]
    write_archive(tmp_path, dict(zip(names, days, strict=True)))
    assert not len(SnapshotSeries.read(tmp_path, control="fill").found["reversal"])


def test_a_copy_beside_files_named_for_their_days_is_left_out_and_said(archive):
    text = json.dumps(day_of({"red": [0, 1, 2, 3, 4]}))
    for name in ("latest.geojson", "current.json"):
        (archive / name).write_text(text, "utf-8")
    series = SnapshotSeries.read(archive, control="fill")
    assert held(series)["a52714"] == [2, 3, 1]
    assert series.found["undated"]["file"].tolist() == ["current.json", "latest.geojson"]
    assert "latest.geojson" in series.found.by_kind["undated"]
    assert series.found.by_kind["other"] == "1 file that is no layer: index.json"
    assert series.found.by_kind["named"] == "13 polygons by the property 'fill'"


def test_files_without_a_day_are_one_fault_for_all(tmp_path):
    write_archive(tmp_path, {"one.geojson": DAYS[0], "two.geojson": DAYS[1]})
    (tmp_path / "index.json").unlink()
    with pytest.raises(InvalidInput) as caught:
        SnapshotSeries.read(tmp_path, control="fill")
    assert [fault.file for fault in caught.value.faults] == ["one.geojson and 1 more file"]
    assert caught.value.faults[0].where == "feature 1 and 3 more"
    assert "--date-field" in caught.value.faults[0].remedy


KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>{party}</name>
<Placemark><name>x</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates>
</LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><Point><coordinates>37,48</coordinates></Point></Placemark></Folder></Document></kml>"""


def kml(column: int) -> str:
    return KML.format(party="Red", ring=" ".join(f"{x},{y},0" for x, y in square(column)))


def test_a_folder_of_kmz_and_one_file_of_it_are_read(tmp_path):
    for number in (24, 25):
        with zipfile.ZipFile(tmp_path / f"front_202202{number}.kmz", "w") as packed:
            packed.writestr("doc.kml", kml(number - 24))
    series = SnapshotSeries.read(tmp_path)
    assert series.observed == (FIRST, SECOND)
    assert held(series) == {"red": [1, 1]}
    assert series.found["geometry"]["detail"].tolist() == ["2 placemarks left out"]
    one = SnapshotSeries.read(tmp_path / "front_20220224.kmz")
    assert one.observed == (FIRST,) and one.holders == ("red",)
    (tmp_path / "front_20220224.kml").write_text(kml(3), "utf-8")
    assert held(SnapshotSeries.read(tmp_path / "front_20220224.kml")) == {"red": [1]}
    (tmp_path / "front_20220224.kmz").write_bytes(b"no zip")
    with pytest.raises(AleppoMapError, match=r"front_20220224\.kmz"):
        SnapshotSeries.read(tmp_path)


def test_kml_among_geojson_is_read_and_what_cannot_be_is_named(tmp_path):
    for number, column in ((24, 0), (26, 1)):
        drawn = feature({"type": "Polygon", "coordinates": [square(column)]}, party="Red")
        layer = {"type": "FeatureCollection", "features": [drawn]}
        (tmp_path / f"front_202202{number}.geojson").write_text(json.dumps(layer), "utf-8")
    (tmp_path / "front_20220225.kml").write_text(kml(2), "utf-8")
    (tmp_path / "front_20220226.kml").write_text(kml(3), "utf-8")
    frame = gpd.GeoDataFrame({"party": ["Red"]}, geometry=[shapely.Polygon(square(4))],
                             crs="OGC:CRS84")  # fmt: skip
    frame.to_file(tmp_path / "front_20220227.gpkg")
    series = SnapshotSeries.read(tmp_path)
    assert series.observed == (FIRST, SECOND, THIRD)
    columns = [
        [n for n in range(5) if series.at(day).geometry["red"].contains(
            shapely.Point(37.05 + n / 10, 48.05))]
        for day in series.observed
    ]  # fmt: skip
    assert columns == [[0], [2], [1]]
    said = str(series.found)
    assert "front_20220226.geojson is used, GeoJSON before KML, front_20220226.kml is not" in said
    assert series.found["beside"]["detail"].tolist() == [
        "1 file left out, in a format that is not read beside GeoJSON or KML: front_20220227.gpkg; "
        "convert to one format"
    ]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("🟥 Held", "Held", True),
        ("<i>Held</i>", "HELD", True),
        ("Held ", "Held\u200b", True),
        ("A+", "A-", False),
        ("Армія", "Армии", None),
    ],
)
def test_names_that_differ_in_ornament_are_one_party(tmp_path, one, two, same):
    document = {"type": "FeatureCollection", "features": [
        feature({"type": "Polygon", "coordinates": [square(number)]}, status=name)
        for number, name in enumerate((one, two, two))
    ]}  # fmt: skip
    (tmp_path / "20220224.geojson").write_text(json.dumps(document), "utf-8")
    if same is False:
        with pytest.raises(InvalidInput) as caught:
            SnapshotSeries.read(tmp_path)
        assert len(caught.value.faults) == 1
    else:
        assert len(SnapshotSeries.read(tmp_path).holders) == (1 if same else 2)


def test_more_parties_than_can_be_are_refused_not_mixed_up(tmp_path):
    document = {"type": "FeatureCollection", "features": [
        feature({"type": "Polygon", "coordinates": [square(n)]}, status=f"district {n}")
        for n in range(70)
    ]}  # fmt: skip
    (tmp_path / "20220224.geojson").write_text(json.dumps(document), "utf-8")
    with pytest.raises(InvalidInput, match="62 parties at most"):
        SnapshotSeries.read(tmp_path)


def test_one_file_is_dated_by_its_features_before_its_name(tmp_path):
    frame = gpd.GeoDataFrame(
        {"date": ["2022-02-24", "2022-02-25"], "control": "a"},
        geometry=[shapely.Polygon(square(0)), shapely.Polygon(square(1))],
        crs="OGC:CRS84",
    )
    frame.to_file(tmp_path / "export-2024-01-01.geojson")
    series = SnapshotSeries.read(tmp_path / "export-2024-01-01.geojson")
    assert series.observed == (FIRST, SECOND)


def test_a_bare_geometry_is_a_layer(tmp_path):
    (tmp_path / "20220224.geojson").write_text(
        json.dumps({"type": "MultiPolygon", "coordinates": [[square(0)], [square(4)]]}), "utf-8"
    )
    assert held(SnapshotSeries.read(tmp_path)) == {"held": [2]}


def test_a_folder_of_another_format(tmp_path):
    for number, columns in enumerate(DAYS):
        frame = gpd.GeoDataFrame(
            {"fill": ["#a52714"] * len(columns["red"])},
            geometry=[shapely.Polygon(square(column)) for column in columns["red"]],
            crs="OGC:CRS84",
        )
        frame.to_file(tmp_path / f"2022-02-{24 + number}.fgb")
    assert held(SnapshotSeries.read(tmp_path, control="fill")) == {"a52714": [2, 3, 1]}


@pytest.mark.filterwarnings("ignore::aleppomap.errors.AleppoMapWarning")
@pytest.mark.parametrize(
    "ring",
    [
        [[37, 48], [37.1, 48], [37, 48]],
        [[37, 48], [37, 48], [37, 48], [37, 48]],
        [[37, 48], [37.1, 48.1], [37.2, 48.2], [37, 48]],
        [[37, 48], [37, 48]],
    ],
)
def test_rings_without_ground_hold_none(tmp_path, ring):
    document = {"type": "FeatureCollection", "features": [
        feature({"type": "Polygon", "coordinates": [ring]}),
        feature({"type": "Polygon", "coordinates": [square(4)]}),
    ]}  # fmt: skip
    (tmp_path / "20220224.geojson").write_text(json.dumps(document), "utf-8")
    series = SnapshotSeries.read(tmp_path)
    assert held(series) == {"held": [1]}
    assert series.found.by_kind["flat"] == "1 ring without ground within left out"
    assert series.at(FIRST).geometry["held"].is_valid


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    from aleppomap.series import layers

    monkeypatch.setattr(layers, "LARGEST", 1000)
    write_archive(tmp_path, {"20220224.geojson.gz": DAYS[0]})
    with pytest.raises(AleppoMapError, match="cut it by year"):
        SnapshotSeries.read(tmp_path)


def test_pieces_of_awkward_values():
    assert pieces(float("nan")) == []
    assert pieces(pd.NA) == pieces(pd.NaT) == []
    assert pieces(1.0) == ["1"]
    assert pieces("a < b") == ["a < b"]
    assert pieces("&lt;b&gt;x&lt;/b&gt;\x1b[31m") == ["x [31m"]


def test_the_command_takes_the_same_options_and_fits_80_columns(
    archive, capsys, monkeypatch, tmp_path
):
    monkeypatch.setenv("COLUMNS", "80")
    values = ("--control", "fill", "--value", "#A52714=red", "--value", "#0f9d58=green")
    run("series", archive, *values)
    said = capsys.readouterr()
    assert "left-out: 3 polygons left out" in said.err
    assert max(len(line) for line in (said.out + said.err).splitlines()) <= 80
    assert "2022-02-26  green" in said.out
    run("series", archive, *values, "-o", tmp_path / "a.npz")
    run("changes", tmp_path / "a.npz", "--from", "2022-02-24", "--to", "2022-02-26",
        "-o", tmp_path / "c.geojson", "--format", "json")  # fmt: skip
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert {(row["party"], row["change"]): row["area_km2"] for row in changes} == {
        ("red", "lost"): ROW, ("green", "gained"): ROW}  # fmt: skip
    run("series", archive, "--value", "red", code=2)
    assert "VALUE=PARTY" in capsys.readouterr().err


def test_repairs_are_warned_of(tmp_path):
    bow = [[37, 48], [37.1, 48.1], [37.1, 48], [37, 48.1], [37, 48]]
    document = {"type": "Polygon", "coordinates": [bow]}
    (tmp_path / "20220224.geojson").write_text(json.dumps(document), "utf-8")
    with pytest.warns(AleppoMapWarning, match="1 polygon repaired"):
        SnapshotSeries.read(tmp_path)
