"""Licence and attribution follow what was fetched into all that is made of it.

Truth: a word that stands in the source's record alone, looked for in every product with
another reader than ours.
"""

import csv
import gzip
import json
import sqlite3
import struct
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from pyarrow import parquet

import aleppomap as am
from aleppomap import attribution
from aleppomap.attribution import (
    Credit,
    attribution_of,
    carry_source,
    credit_of,
    read_source,
    sidecar_of,
)
from aleppomap.geojson import read_districts
from aleppomap.layer_reading import read_layer
from aleppomap.layer_writing import write_layer
from aleppomap.territory import data_folder
from tests import small
from tests.misbehaving import Server
from tests.test_sources import known
from tests.test_web import direct

__all__ = ["direct", "known"]

WORD = "DeepStateMap.live"
OSM = {"licence": "ODbL 1.0", "attribution": "© OpenStreetMap contributors", "redistribution": True}
ROOT = Path(__file__).parent.parent


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALEPPOMAP_CACHE", str(tmp_path / "cache"))
    return tmp_path


def squares() -> bytes:
    features = [
        {**feature, "properties": {"district": name, "name": f"Square {name}"}}
        for name, feature in zip(small.SQUARES, small.features(), strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def sourced(path, record=OSM, text=None):
    """Write a file and a source beside it."""
    attribution.write_with_source(path, squares() if text is None else text, record)
    return path


REPORTS = """district,date,status,source
nw,2020-03-01,blue,Gazette
ne,2020-03-01,red,Gazette
nw,2020-03-09,red,Gazette
"""


def test_a_restricted_source_from_the_gate_to_the_map(folder, known, server, run):
    server.pages["/deepstatemap-archive/20240708"] = (200, {}, squares())
    words = ("fetch", "deepstatemap-archive", "--date", "2024-07-08", "-o", "raw.geojson")
    refused = run(*words)
    assert refused.code == 1
    assert "restricts what may be done" in refused.err
    assert "license-en.html" in refused.err
    assert "--accept-terms" in refused.err
    assert not server.seen
    assert run(*words, "--accept-terms").code == 0
    Path("reports.csv").write_text(REPORTS)
    restricted = "restrict redistribution"
    steps = [
        ("prepare", "raw.geojson", "-o", "districts.geojson"),
        ("convert", "districts.geojson", "districts.gpkg"),
        ("init", "mine", "--districts", "districts.gpkg", "--reports", "reports.csv"),
        ("export", "--territory", "mine", "-o", "control.csv"),
        ("export", "--territory", "mine", "--date", "2020-03-01", "-o", "day.fgb"),
        ("map", "--territory", "mine", "-o", "map.html"),
        ("figure", "--territory", "mine", "-o", "day.svg"),
        ("figure", "--territory", "mine", "--chart", "red", "-o", "chart.svg"),
        ("figure", "--territory", "mine", "--chart", "blue", "-o", "without-claims.svg"),
        *(("report", "--territory", "mine", "-o", f"l.{s}") for s in ("html", "md", "json", "csv")),
    ]  # fmt: skip
    for step in steps:
        ran = run(*step)
        assert ran.code == 0, ran.err
        assert WORD in ran.err, step
        assert restricted in ran.err, step
    for name in ("districts.geojson", "districts.gpkg", "mine/districts.geojson", "control.csv",
                 "day.fgb", "l.csv"):  # fmt: skip
        record = json.loads(Path(f"{name}.source.json").read_text("utf-8"))
        assert record["redistribution"] is False, name
        assert WORD in record["attribution"], name
        assert "licence agreement" in record["licence"], name
    # what a reader sees: the page, the pictures, the ledger
    for name in ("map.html", "l.html", "l.md", "l.json", "day.svg", "chart.svg"):
        assert WORD in Path(name).read_text("utf-8"), name
    assert f'citation = "{WORD}' in Path("mine/territory.toml").read_text("utf-8")
    assert am.load("mine").evidence.about.citation.count(WORD) == 1


def test_nothing_restricted_is_bundled():
    """By the hosts and names that the gate knows, in every file that is passed on."""
    names = [name for name, source in am.sources.SOURCES.items() if not source.redistribution]
    assert names
    data = [path for path in (ROOT / "data").rglob("*") if path.is_file()]
    assert len(data) > 5
    for path in [*data, *data_folder().iterdir()]:
        raw = path.read_bytes()
        text = gzip.decompress(raw) if path.suffix == ".gz" else raw
        for word in (b"deepstatemap", b"gbHumanitarian", *(name.encode() for name in names)):
            assert word not in text, path
        record = read_source(path)
        assert record is None or record["redistribution"] is True


@pytest.fixture
def credit():
    return Credit("ODbL 1.0", "© OpenStreetMap contributors, حلب", True)


@pytest.fixture
def frame(tmp_path):
    return small.territory(tmp_path / "toy").history().at("2020-03-07")


def test_geojson_says_it_at_its_head(tmp_path, frame, credit):
    path = write_layer(frame, tmp_path / "a.geojson", credit)
    document = json.loads(path.read_text("utf-8"))
    assert (document["licence"], document["attribution"]) == (credit.licence, credit.attribution)
    assert next(iter(document)) == "type"
    assert len(gpd.read_file(path)) == 4
    assert read_districts(path)[1] == []


def test_a_geopackage_says_it_in_its_description_and_metadata(tmp_path, frame, credit):
    path = write_layer(frame, tmp_path / "a.gpkg", credit)
    with sqlite3.connect(path) as database:
        ((described,),) = database.execute("SELECT description FROM gpkg_contents").fetchall()
        ((metadata,),) = database.execute("SELECT metadata FROM gpkg_metadata").fetchall()
    database.close()
    assert described == "© OpenStreetMap contributors, حلب. Licence: ODbL 1.0"
    for text in (credit.licence, credit.attribution):
        assert text in metadata


def test_a_flatgeobuf_says_it_in_its_header(tmp_path, frame, credit):
    raw = write_layer(frame, tmp_path / "a.fgb", credit).read_bytes()
    (length,) = struct.unpack_from("<I", raw, 8)  # the header's size follows eight magic bytes
    header = raw[12 : 12 + length].decode("utf-8", "replace")
    assert "© OpenStreetMap contributors, حلب. Licence: ODbL 1.0" in header
    assert '"licence":"ODbL 1.0"' in header
    assert pyogrio.read_info(tmp_path / "a.fgb")["layer_metadata"]["licence"] == "ODbL 1.0"


def test_a_geoparquet_says_it_in_its_metadata(tmp_path, frame, credit):
    path = write_layer(frame, tmp_path / "a.parquet", credit)
    metadata = parquet.read_schema(path).metadata
    assert metadata[b"licence"] == b"ODbL 1.0"
    assert metadata[b"attribution"].decode() == credit.attribution
    assert json.loads(metadata[b"geo"])["primary_column"] == "geometry"
    assert len(gpd.read_parquet(path)) == 4


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".fgb", ".parquet"])
def test_what_stands_inside_is_carried_when_the_file_beside_is_lost(
    run, tmp_path, frame, credit, suffix
):
    path = write_layer(frame, tmp_path / f"a{suffix}", credit)
    assert read_layer(path).credit == Credit(credit.licence, credit.attribution, None)
    assert run("convert", path, tmp_path / "b.geojson").code == 0
    document = json.loads((tmp_path / "b.geojson").read_text("utf-8"))
    assert document["attribution"] == credit.attribution
    assert not sidecar_of(tmp_path / "b.geojson").exists()


def test_without_licence_files_are_as_before(tmp_path, frame):
    for suffix in (".geojson", ".gpkg", ".fgb"):
        bare = write_layer(frame, tmp_path / f"a{suffix}")
        assert read_layer(bare).credit == Credit()
    assert list(json.loads((tmp_path / "a.geojson").read_text("utf-8"))) == ["type", "features"]


def test_an_export_of_one_s_own_territory_says_its_licence(run, tmp_path):
    toml = small.TOML.replace('licence = "CC0"', 'licence = "CC BY 4.0"\ncitation = "Desk X"')
    toy = small.write(tmp_path / "toy", toml)
    assert run("export", "--territory", toy, "-o", tmp_path / "a.geojson").code == 0
    document = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert (document["licence"], document["attribution"]) == ("CC BY 4.0", "Desk X")
    assert not sidecar_of(tmp_path / "a.geojson").exists()
    assert run("export", "--territory", toy, "-o", tmp_path / "a.csv").code == 0
    record = json.loads(sidecar_of(tmp_path / "a.csv").read_text("utf-8"))
    assert (record["licence"], record["attribution"]) == ("CC BY 4.0", "Desk X")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream)) == ["district", "date", "status", "source", "url"]


def test_a_territory_names_the_source_of_its_districts(tmp_path):
    toy = small.write(tmp_path / "toy")
    sourced(toy / "districts.geojson", text=(toy / "districts.geojson").read_bytes())
    about = am.load(toy).evidence.about
    assert (about.licence, about.citation) == ("CC0; ODbL 1.0", "© OpenStreetMap contributors")
    sourced(toy / "aside.geojson", OSM | {"attribution": "Somebody else"})
    assert am.load(toy).evidence.about.citation == "© OpenStreetMap contributors"


def front(tmp_path):
    days = tmp_path / "fronts"
    days.mkdir()
    for day in range(1, 5):
        shape = json.loads(shapely.to_geojson(shapely.box(37, 36, 37 + day / 100, 36.01)))
        feature = {"type": "Feature", "properties": {"control": "red"}, "geometry": shape}
        text = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
        sourced(days / f"front-2022-03-0{day}.geojson", OSM | {"url": f"https://a.org/{day}"}, text)
    return days


def test_a_series_carries_it_into_all_it_writes(run, tmp_path):
    days = front(tmp_path)
    (tmp_path / "sites.csv").write_text("longitude,latitude\n37.005,36.005\n")
    between = ("--from", "2022-03-01", "--to", "2022-03-03")
    for words in (
        ("series", days, "-o", tmp_path / "s.npz"), ("series", days, "-o", tmp_path / "s.csv"),
        ("series", days, "-o", tmp_path / "s.json"),
        ("changes", days, *between, "-o", tmp_path / "c.geojson"),
        ("changes", tmp_path / "s.npz", *between, "-o", tmp_path / "again.geojson"),
        ("tag", tmp_path / "sites.csv", "--series", days, "--date", "2022-03-01",
         "-o", tmp_path / "t.csv"),
    ):  # fmt: skip
        ran = run(*words)
        assert ran.code == 0, ran.err
        record = read_source(words[-1])
        assert record["matches"] is True
        assert record["attribution"] == OSM["attribution"]
        assert record["redistribution"] is True
    files = [file["file"] for group in read_source(tmp_path / "s.npz")["made_of"]
             for file in group["files"]]  # fmt: skip
    assert files == [f"front-2022-03-0{day}.geojson" for day in range(1, 5)]
    # in Python, where nothing is written beside: inside the series itself
    sidecar_of(tmp_path / "s.npz").unlink()
    assert am.SnapshotSeries.load(tmp_path / "s.npz").about.citation == OSM["attribution"]
    assert json.loads((tmp_path / "c.geojson").read_text())["licence"] == "ODbL 1.0"


def test_points_carry_their_own_source_too(run, tmp_path):
    toy = small.write(tmp_path / "toy")
    points = tmp_path / "sites.csv"
    sourced(points, OSM | {"attribution": "Sites by Desk Y"}, b"longitude,latitude\n20.0,50.0\n")
    words = ("tag", points, "--territory", toy, "--date", "2020-03-07", "-o", tmp_path / "t.csv")
    assert run(*words).code == 0
    assert attribution_of(tmp_path / "t.csv") == "Sites by Desk Y"


def test_a_list_with_polygons_names_both(run, tmp_path):
    sourced(tmp_path / "d.geojson")
    sourced(tmp_path / "l.csv", OSM | {"attribution": "List by Desk Z"},
            b"district,date,status\nnw,2020-03-01,blue\n")  # fmt: skip
    words = (
        "convert",
        tmp_path / "l.csv",
        tmp_path / "o.geojson",
        "--districts",
        tmp_path / "d.geojson",
    )
    assert run(*words).code == 0
    both = "List by Desk Z; © OpenStreetMap contributors"
    assert json.loads((tmp_path / "o.geojson").read_text("utf-8"))["attribution"] == both
    assert attribution_of(tmp_path / "o.geojson") == both


def test_what_another_export_left_beside_a_file_does_not_stay(run, tmp_path):
    sourced(tmp_path / "d.geojson")
    (tmp_path / "own.geojson").write_bytes(squares())
    assert run("prepare", tmp_path / "d.geojson", "-o", tmp_path / "o.geojson").code == 0
    assert sidecar_of(tmp_path / "o.geojson").exists()
    assert run("prepare", tmp_path / "own.geojson", "-o", tmp_path / "o.geojson").code == 0
    assert not sidecar_of(tmp_path / "o.geojson").exists()


def test_a_file_converted_in_its_place_keeps_its_source(run, tmp_path):
    path = sourced(tmp_path / "d.geojson")
    assert run("convert", path, path).code == 0
    assert read_source(path)["attribution"] == OSM["attribution"]


@pytest.mark.parametrize(
    "record",
    [b"", b"{", b"[]", b"3", b"[" * 100_000, b'{"attribution": 3, "licence": ["x"]}', b"\xff\xfe"],
)
def test_a_source_that_is_none_says_nothing(tmp_path, record):
    path = tmp_path / "a.csv"
    path.write_text("x")
    sidecar_of(path).write_bytes(record)
    assert credit_of([path]) == Credit()
    assert attribution_of(path) == ""


def test_a_source_made_to_deceive_is_shown_as_text(tmp_path):
    toy = small.write(tmp_path / "toy")
    text = (toy / "districts.geojson").read_bytes()
    evil = "<script>alert(1)</script>\u202egnp\x07 =cmd() " + "x" * 5000
    sourced(toy / "districts.geojson", {"attribution": evil, "licence": "a\nb"}, text)
    place = am.load(toy)
    assert place.evidence.about.licence == "CC0; a b"
    citation = place.evidence.about.citation
    assert citation.startswith("<script>alert(1)</script>gnp =cmd() x")
    assert len(citation) == 1000
    page = tmp_path / "m.html"
    am.control_map(place.history()).save(page)
    assert "<script>alert(1)" not in page.read_text("utf-8")


def test_a_source_too_large_to_be_one_is_not_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x")
    with sidecar_of(path).open("wb") as stream:
        stream.truncate(300 * 1024 * 1024)
    assert read_source(path) is None


def test_an_archive_of_years_says_its_terms_once(tmp_path):
    record = carry_source([front(tmp_path)], sourced(tmp_path / "o.geojson"))
    (group,) = record["made_of"]
    assert len(group["files"]) == 4
    assert [file["url"] for file in group["files"]] == [f"https://a.org/{n}" for n in range(1, 5)]


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [(True, True, True), (True, False, False), (True, None, None), (None, False, False)],
)
def test_together_they_are_as_free_as_the_least_free(first, second, both):
    one, two = Credit("a", "A", first), Credit("b", "B", second)
    assert one.beside(two).redistribution is both
    assert two.beside(one).redistribution is both
    assert one.beside(Credit()) == one == Credit().beside(one)


def test_a_long_line_of_sources_stays_within_the_picture(tmp_path):
    from aleppomap.figures import area_figure, control_figure

    said = "Runfola et al. (2020), geoBoundaries, WWW.GEOBOUNDARIES.ORG, M$1 and $\\bad$; " * 8
    toml = small.TOML.replace('licence = "CC0"', f"licence = \"CC0\"\ncitation = '{said.strip()}'")
    history = am.load(small.write(tmp_path / "toy", toml)).history()
    days = [str(day) for day in history.dates[:2]]
    for figure in (
        control_figure(history, days[:1]), control_figure(history, days),
        area_figure(history, "blue"),
    ):  # fmt: skip
        figure.canvas.draw()
        (credit,) = (text for text in figure.findobj() if "WWW.GEOB" in str(text))
        box, page = credit.get_window_extent(), figure.bbox
        assert 0 <= box.x0 < box.x1 <= page.x1
        assert 0 <= box.y0 < box.y1
        assert credit.get_text().replace("\n", " ").count("$\\bad$") == 8
