"""Whatever the file: a clear fault or a reported repair, in little time, nothing half-written."""

import csv
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import shapely

import aleppomap as am
from aleppomap.atomic import write_atomic
from aleppomap.errors import AleppoMapError, InvalidInput
from aleppomap.geojson import geojson, read_districts
from aleppomap.layer_reading import read_layer
from aleppomap.layer_writing import write_layer
from aleppomap.text_files import read_table
from tests import hostile, small

MIB = 1024 * 1024


def refused(path, *said):
    """Return the faults of a layer that must be refused; each names file, allowed and remedy."""
    with pytest.raises(InvalidInput) as caught:
        read_layer(path)
    for fault in caught.value.faults:
        assert fault.file.startswith(path.name)
        assert fault.allowed
        assert fault.remedy.endswith((".", "?"))
    for words in said:
        assert words in str(caught.value)
    return caught.value.faults


@pytest.mark.parametrize("name", hostile.GEOMETRIES)
def test_a_ring_that_cannot_be_drawn_is_named(tmp_path, name):
    ring, said = hostile.GEOMETRIES[name]
    path = tmp_path / "d.geojson"
    path.write_text(hostile.collection(hostile.RING, ring, ring))
    districts, faults = read_districts(path)
    if name == "projected":  # one fault for all of them: what is missing is the CRS
        assert [f.value for f in faults if f.field == "crs"] == ["2 features in metres"]
        assert districts.geometry["d2"] is None
        return
    found = [f for f in faults if f.field == "geometry"]
    assert [fault.where for fault in found] == ["feature 2 (d2)", "feature 3 (d3)"]
    assert said in found[0].allowed
    assert districts.geometry["d2"] is None
    assert "feature 2 (d2)" in str(refused(path)[0])


LAYERS = {
    ".geojson": lambda: geojson(hostile.frame()).encode(),
    ".kml": lambda: hostile.kml("<Folder><name>Red</name>" + hostile.POLYGON * 30 + "</Folder>"),
    ".kmz": lambda: hostile.zip_of(**{"doc.kml": hostile.kml(hostile.POLYGON * 500)}),
}


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".kmz", ".gpkg", ".fgb", ".zip", ".shp"])
def test_a_file_cut_off_anywhere_is_refused_or_read_whole(tmp_path, suffix):
    if suffix in LAYERS:
        whole = LAYERS[suffix]()
    else:
        frame = hostile.frame()
        if suffix in (".gpkg", ".fgb"):
            whole = write_layer(frame, tmp_path / f"w{suffix}").read_bytes()
        else:
            frame.to_file(tmp_path / "w.shp")
            if suffix == ".zip":
                files = {p.name: p.read_bytes() for p in tmp_path.glob("w.*")}
                whole = hostile.zip_of(**files)
            else:
                whole = (tmp_path / "w.shp").read_bytes()
    path = tmp_path / f"cut{suffix}"
    if suffix == ".shp":
        for part in (".shx", ".dbf", ".prj"):
            (tmp_path / f"cut{part}").write_bytes((tmp_path / f"w{part}").read_bytes())
    step = max(len(whole) // 50, min(1024, len(whole) // 4))
    for size in range(0, len(whole), step):
        path.write_bytes(whole[:size])
        try:
            read = read_layer(path)
        except InvalidInput as error:
            assert error.faults[0].file.startswith("cut")
        else:
            # what a cut leaves whole may be read; never a shape that was not there
            assert read.features.is_valid.all()


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".kmz", ".gpkg", ".fgb", ".zip", ".shp"])
@pytest.mark.parametrize(
    "content",
    [b"", b" " * 5000, b"\0" * 5000, b"<html>404</html>", b"PK\x03\x04", "{} é".encode("latin-1"),
     "{}".encode("utf-16"), b"[" * 10_000, b"<OGRVRTDataSource><OGRVRTLayer name='x'/>",
     b"SQLite format 3\0" + b"x" * 100, b"fgb\x03fgb\x01" + b"\xff" * 100],
    ids=[
        "empty", "spaces", "nul", "html", "pk", "latin1", "utf16", "nested", "vrt", "sqlite", "fgb",
    ],
)  # fmt: skip
def test_what_is_another_format_is_said_to_be(tmp_path, suffix, content):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    refused(path)


def test_objects_nested_ten_thousand_deep(tmp_path):
    path = tmp_path / "d.geojson"
    path.write_text('{"a":' * 10_000 + "1" + "}" * 10_000)
    refused(path, "recursion")
    (fault,) = read_districts(path)[1]
    assert "recursion" in fault.value


def test_a_table_of_spaces_and_one_of_empty_lines(tmp_path):
    path = tmp_path / "t.csv"
    for content in (b" " * 300 * MIB, b"\n" * 20 * MIB):
        path.write_bytes(content)
        begin = time.process_time()
        if len(content) > 256 * MIB:
            with pytest.raises(AleppoMapError, match="larger than 256 MiB"):
                read_table(path)
            path.rename(tmp_path / "t.geojson")
            with pytest.raises(AleppoMapError, match="larger than 256 MiB"):
                read_districts(tmp_path / "t.geojson")
        else:
            assert read_table(path)[1][0].field == "header"
        assert time.process_time() - begin < 5


def test_empty_lines_after_a_header_end_somewhere(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + b"\n" * 5 * MIB)
    (fault,) = read_table(path)[1]
    assert fault.allowed == "at most 2,000,000"


def test_faults_without_end_are_cut_short(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + b"1\n" * 100_000)
    assert len(read_table(path)[1]) == 1000
    features = [small.feature("Bad Id", None)] * 5000
    (tmp_path / "d.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    faults = read_districts(tmp_path / "d.geojson")[1]
    assert 1000 <= len(faults) <= 1002
    told = str(InvalidInput(faults)).splitlines()
    assert len(told) == 3 and all(line.count("and 497 more") == 1 for line in told[1:])


def test_a_ring_of_a_million_points(tmp_path):
    path = tmp_path / "d.geojson"
    path.write_text(hostile.collection(hostile.big_ring(1_000_000)))
    begin = time.process_time()
    districts, faults = read_districts(path)
    assert faults == []
    assert shapely.get_num_coordinates(districts.geometry["d1"]) > 999_000
    assert time.process_time() - begin < 20


def test_the_same_square_two_thousand_times(tmp_path):
    path = tmp_path / "d.geojson"
    path.write_text(hostile.collection(*[hostile.RING] * 2000))
    begin = time.process_time()
    assert read_districts(path)[1][0].value == "the same polygon twice"
    assert time.process_time() - begin < 20


def test_duplicate_ids_and_names_of_another_direction(tmp_path):
    document = json.loads(hostile.collection(hostile.RING, hostile.moved(east=1)))
    one, two = document["features"]
    two["properties"] = one["properties"] | {"name": "evil\u202egnp.exe", "aliases": "\x07bell"}
    path = tmp_path / "d.geojson"
    path.write_text(json.dumps(document))
    found = {(fault.where, fault.field) for fault in read_districts(path)[1]}
    assert found == {("feature 2 (d1)", f) for f in ("district", "name", "aliases")}


def test_the_wrong_crs_and_none(tmp_path):
    frame = hostile.frame()
    write_layer(frame, tmp_path / "ok.gpkg")
    degrees_as_metres = frame.set_crs("EPSG:32634", allow_override=True)
    degrees_as_metres.to_file(tmp_path / "wrong.gpkg")
    refused(tmp_path / "wrong.gpkg", "these are degrees")
    metres = frame.to_crs("EPSG:32634")
    with pytest.warns(UserWarning, match="crs"):
        metres.set_crs(None, allow_override=True).to_file(tmp_path / "none.gpkg")
    refused(tmp_path / "none.gpkg", "these are metres")
    path = tmp_path / "crs.geojson"
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32634"}}
    path.write_text(hostile.collection(hostile.RING, crs=crs))
    (fault,) = read_districts(path)[1]
    assert (fault.field, "aleppomap convert" in fault.remedy) == ("crs", True)
    refused(path, "these are degrees")
    path.write_text(hostile.collection(hostile.RING, crs={"properties": {"name": "EPSG:999999"}}))
    refused(path, "a CRS that PROJ knows")


@pytest.mark.parametrize("head", [hostile.LAUGHS, hostile.OUTSIDE, "<!DOCTYPE kml>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_entity_of_kml_is_ever_expanded(tmp_path, head, encoding):
    text = hostile.kml(hostile.POLYGON.replace(">a<", ">&a9;<"), head).decode()
    path = tmp_path / "a.kml"
    path.write_bytes(text.encode(encoding))
    begin = time.process_time()
    refused(path, "document type declaration")
    assert time.process_time() - begin < 1


def test_kml_nested_deep(tmp_path):
    (tmp_path / "a.kml").write_bytes(hostile.kml("<Folder>" * 10_000))
    refused(tmp_path / "a.kml", "nested 100 deep")


@pytest.mark.parametrize(
    "name", ["../../etc/evil.kml", "/etc/evil.kml", "C:\\evil.kml", "..\\evil.kml"]
)
def test_an_archive_that_reaches_outside_is_refused(tmp_path, name):
    path = tmp_path / "a.kmz"
    path.write_bytes(hostile.zip_of(**{name: hostile.kml(hostile.POLYGON)}))
    refused(path, "a path outside the archive")


def test_an_archive_that_unpacks_to_a_flood_is_refused(tmp_path):
    path = tmp_path / "a.kmz"
    path.write_bytes(hostile.zip_of(**{"doc.kml": b" " * 400 * MIB}))
    assert path.stat().st_size < MIB
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    refused(path, "unpacks to more than")
    assert time.process_time() - begin < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024
    path.write_bytes(hostile.zip_of(**{f"{n}.kml": b"x" for n in range(1001)}))
    refused(path, "at most 1000 files")


def test_a_pipe_a_device_and_a_folder_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe.geojson")
    (tmp_path / "folder.geojson").mkdir()
    for path in (tmp_path / "pipe.geojson", tmp_path / "folder.geojson"):
        with pytest.raises(AleppoMapError, match="it is not a file"):
            read_layer(path)
    with pytest.raises(AleppoMapError, match="cannot read"):
        read_layer(tmp_path / "a\0b.geojson")


SETTINGS = [
    ("a." * 40_000 + "b = 1", "dots in a key"),
    ("x = 1" + "0" * 5000, "limit"),
    ("x = " + "[" * 10_000, "territory.toml"),
    ("#" * 200_000, "at most 100000"),
    (small.TOML.replace("Four Squares", "Four \u202eSquares"), "name"),
    (small.TOML.replace("The Reds", "The \\u0007Reds"), "party 1"),
    (small.TOML.replace('"2020-03-01", "2020-03-20"', '"0000-03-01", "2020-03-20"'), "two days"),
    (small.TOML.replace('"2020-03-01", "2020-03-20"', '"0001-01-01", "9999-12-31"'), "100 years"),
]


@pytest.mark.parametrize(("toml", "said"), SETTINGS, ids=[said for _, said in SETTINGS])
def test_settings_that_cannot_be(tmp_path, toml, said):
    small.write(tmp_path, toml)
    begin = time.process_time()
    assert said in "\n".join(map(str, am.validate(tmp_path)))
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    "day", ["0000-01-01", "10000-01-01", "2020-02-30", "9999-13", "-0044-03-15"]
)
def test_a_day_that_is_none(tmp_path, day):
    small.write(tmp_path, reports=[*small.REPORTS, small.report("r", "nw", "red", day)])
    assert ("date", day) in {(fault.field, fault.value) for fault in am.validate(tmp_path)}


def test_a_report_of_tomorrow_cannot_have_been_published(tmp_path):
    small.write(tmp_path, reports=[*small.REPORTS, small.report("r", "nw", "red", "9999-12-31")])
    (fault,) = am.validate(tmp_path)
    assert (fault.where, fault.field, fault.allowed) == (
        "row 9",
        "reported_on",
        "a day that has come",
    )


def test_reports_from_before_the_baseline_and_after_the_period_change_nothing(tmp_path):
    before = small.territory(tmp_path / "a").history().at("2020-03-19")
    more = [
        small.report("r8", "se", "red", "0999-01-01"),
        small.report("r9", "nw", "blue", "2021-01-01"),
    ]
    after = small.territory(tmp_path / "b", reports=[*small.REPORTS, *more]).history()
    shares = [column for column in before.columns if "_share_" in column]
    assert before[shares].equals(after.at("2020-03-19")[shares])


def test_a_party_that_appears_only_in_reports_is_named(tmp_path):
    small.write(tmp_path, reports=[*small.REPORTS, small.report("r", "nw", "grey", "2020-03-05")])
    (fault,) = am.validate(tmp_path)
    assert (fault.where, fault.field, fault.value) == ("row 9", "to", "grey")
    assert "add the party to territory.toml" in fault.remedy


def test_context_that_cannot_be(tmp_path):
    folder = small.write(tmp_path)
    bad = {"type": "LineString", "coordinates": [[20, 50], [2000, 50]]}
    feature = {
        "type": "Feature",
        "geometry": bad,
        "properties": {"context": "m 1", "name": "a\x07"},
    }
    (folder / "context.geojson").write_text(json.dumps({"features": [feature, feature]}))
    assert {(f.where, f.field) for f in am.validate(folder)} == {
        (f"feature {n}", field) for n in (1, 2) for field in ("context", "name", "geometry")
    }


def test_every_table_cut_off_every_kilobyte_is_refused_or_sound(tmp_path):
    bundled = am.territory.data_folder()
    for name in ("reports", "synthesis", "sources"):
        whole = (bundled / f"{name}.csv").read_bytes()
        for size in range(0, len(whole), max(1024, len(whole) // 25)):
            (tmp_path / f"{name}.csv").write_bytes(whole[:size])
            frame, faults = read_table(tmp_path / f"{name}.csv")
            assert faults or len(frame.columns)


def test_the_command_says_it_in_a_line_and_writes_nothing(run, tmp_path):
    (tmp_path / "bad.geojson").write_text(
        hostile.collection(*[r for r, _ in hostile.GEOMETRIES.values()])
    )
    (tmp_path.parent / "reports.csv").write_text("district,date,status\na,2020-01-01,red\n")
    for words in (
        ("convert", tmp_path / "bad.geojson", tmp_path / "out.gpkg"),
        ("prepare", tmp_path / "bad.geojson", "-o", tmp_path / "out.geojson"),
        (
            "init",
            tmp_path / "out",
            "--districts",
            tmp_path / "bad.geojson",
            "--reports",
            tmp_path.parent / "reports.csv",
        ),
    ):
        ran = run(*words)
        assert ran.code == 1
        assert ran.err.startswith("error: 8 faults found\n  bad.geojson · feature 1")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.geojson"]


def test_a_full_disk_leaves_the_old_file(tmp_path):
    target = tmp_path / "map.html"
    write_atomic(target, "old")
    code = f"""
import resource, signal
from aleppomap.atomic import write_atomic
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write_atomic({str(target)!r}, "new" * 100_000)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "cannot write" in done.stderr
    assert "File too large" in done.stderr
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_read_only(tmp_path):
    tmp_path.chmod(0o555)
    user = os.geteuid()
    if user == 0:  # root may write anywhere: be nobody for a moment
        tmp_path.parent.chmod(0o755)
        os.seteuid(65534)
    try:
        with pytest.raises(AleppoMapError, match="Permission denied"):
            write_atomic(tmp_path / "a.txt", "x")
    finally:
        os.seteuid(user)
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_that_is_read_only():
    with pytest.raises(AleppoMapError, match="cannot write"):
        write_atomic("/proc/nothing/a.txt", "x")


def test_a_kill_in_the_middle_leaves_the_old_file_or_the_new(tmp_path):
    target = tmp_path / "big.txt"
    write_atomic(target, "old")
    code = f"""
from aleppomap.atomic import write_atomic
print("ready", flush=True)
while True:
    write_atomic({str(target)!r}, "new" * 1_000_000)
    write_atomic({str(target)!r}, "old")
"""
    for wait in (0.0, 0.003, 0.01, 0.02, 0.035):
        writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        writer.stdout.readline()
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert target.read_text() in ("old", "new" * 1_000_000)


SLOWEST_S = 10
"""No small file may take longer, whatever is in it; most take a tenth of a second."""


@pytest.mark.parametrize("name", hostile.READERS)
def test_every_reader_against_every_harm(name):
    """By the command, as a user would: refused with the file's name and a remedy, or read."""
    reader = hostile.READERS[name]
    unharmed = hostile.attack(reader, hostile.sound(reader))
    assert (unharmed.code, unharmed.crash) == (0, ""), unharmed.said
    for way, data, expected in hostile.cells(name):
        ran = hostile.attack(reader, data)
        assert not ran.crash, (way, ran)
        assert ran.code in (0, 1), (way, ran)
        assert "unexpected error" not in ran.said
        assert ran.seconds < SLOWEST_S, way
        if expected in ("read", "refused"):
            assert ran.code == (expected == "refused"), (way, ran.said)
        if ran.code:
            named = {"series folder": "front-2020-03-03", "series.npz": "s.npz"}
            assert named.get(name, name.split(".")[0].split(" ")[0]) in ran.said, (way, ran.said)
            assert re.search(r"allowed: |cannot read|; ", ran.said), (way, ran.said)
        elif expected == "said":
            assert re.search("repaired|left out|can be read", ran.said), (way, ran.said)


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """Return 300 MB of spaces and empty lines."""
    path = tmp_path_factory.mktemp("blank") / "blank"
    with path.open("wb") as stream:
        for _ in range(300):
            stream.write(b" \n" * (MIB // 2))
    return path


@pytest.mark.parametrize("name", hostile.READERS)
def test_three_hundred_megabytes_of_nothing_in_every_reader(name, blank):
    ran = hostile.attack(hostile.READERS[name], blank)
    assert (ran.code, ran.crash) == (1, ""), ran
    assert ran.seconds < SLOWEST_S
    assert re.search("larger than 256 MiB|longer than|allowed: ", ran.said), ran.said


@pytest.mark.parametrize("suffix", [".kml", ".gpkg", ".zip"])
def test_a_ring_of_a_million_points_in_other_formats(tmp_path, suffix):
    make = hostile.READERS[f"layer{suffix}"].shapes
    path = tmp_path / f"r{suffix}"
    path.write_bytes(make(hostile.big_ring(1_000_000)))
    begin = time.process_time()
    read = read_layer(path)
    assert time.process_time() - begin < 20
    assert shapely.get_num_coordinates(read.features.geometry[0]) > 999_000
    # a circle of a tenth of a degree, in degrees
    assert read.features.geometry[0].area == pytest.approx(np.pi * 0.01, rel=1e-6)


def test_formulas_of_every_reader_are_disarmed_in_what_is_written(tmp_path):
    """What a spreadsheet would run is text in every CSV that comes of it."""
    evil = "=HYPERLINK(1)"
    squares = tmp_path / "d.geojson"
    document = json.loads(hostile.collection(hostile.RING, hostile.moved(east=0.01)))
    for feature in document["features"]:
        feature["properties"] |= {"name": evil, "date": "2020-03-01", "status": evil}
    squares.write_text(json.dumps(document))
    (tmp_path / "l.csv").write_text(f"district,date,status,source\nd1,2020-03-01,red,{evil}\n")
    (tmp_path / "p.csv").write_text(f"longitude,latitude,name\n20.005,50.005,{evil}\n")
    front = tmp_path / "front"
    front.mkdir()
    feature = document["features"][0] | {"properties": {"control": evil}}
    (front / "2020-03-01.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]})
    )
    toy = small.write(tmp_path / "toy")
    for words in (
        ("convert", squares, tmp_path / "a.csv"),
        ("convert", tmp_path / "l.csv", tmp_path / "b.csv"),
        ("init", tmp_path / "t", "--districts", squares, "--reports", tmp_path / "l.csv"),
        ("export", "--territory", tmp_path / "t", "-o", tmp_path / "c.csv"),
        ("series", front, "-o", tmp_path / "s.csv"),
        ("tag", tmp_path / "p.csv", "--territory", toy, "-o", tmp_path / "tagged.csv",
         "--date", "2020-03-07"),
    ):  # fmt: skip
        ran = hostile.run(*words)
        assert (ran.code, ran.crash) == (0, ""), ran
    written = [*tmp_path.glob("*.csv"), *(tmp_path / "t").glob("*.csv")]
    written = [path for path in written if path.name not in ("l.csv", "p.csv")]
    assert len(written) > 8
    for path in written:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                assert not [cell for cell in row if cell.startswith(("=", "@", "+"))], path
    assert "'=HYPERLINK(1)" in (tmp_path / "tagged.csv").read_text("utf-8")
    assert "'=HYPERLINK(1)" in (tmp_path / "a.csv").read_text("utf-8")
