"""Known sources, one test a record; fetching them from the loopback into files and the cache."""

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import aleppomap
from aleppomap import attribution
from aleppomap.errors import AleppoMapError, AleppoMapWarning, InvalidInput, NotFound
from aleppomap.geojson import read_districts
from aleppomap.schema import check_table
from aleppomap.sources import (
    SOURCES,
    Cache,
    FetchFailed,
    TermsNotAccepted,
    archive_source,
    attribution_of,
    cache_folder,
    carry_source,
    fetch,
    read_source,
    sidecar_of,
    source_of,
)
from aleppomap.sources import archive as archiving
from aleppomap.sources.pages import page_title, publisher_of
from aleppomap.tables import TABLES
from aleppomap.text_files import read_table
from tests.misbehaving import GOOD, Server, overpass, way
from tests.test_web import LIMITS, direct

__all__ = ["direct"]

SQUARE_WAY = way(1, (0, 0), (1, 0), (1, 1), (0, 1), (0, 0), name="A", place="suburb")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALEPPOMAP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def known(server, monkeypatch):
    """Point the known sources at the loopback."""
    moved = {
        name: replace(
            source,
            url=f"{server.url(name)}/" + "/".join(f"{{{need.name}}}" for need in source.needs),
            read_s=0.0,
            sha256="",
        )
        for name, source in SOURCES.items()
    }
    monkeypatch.setattr("aleppomap.sources.records.SOURCES", moved)
    return moved


def get(what, *args, **words):
    return fetch(what, *args, **{"limits": LIMITS} | words)


def left():
    """Name every file under this folder but the cache's."""
    return sorted(str(p.relative_to(".").as_posix()) for p in Path().rglob("*")
                  if p.is_file() and p.parts[0] != "cache")  # fmt: skip


TOLD = {"geojson": {"date": "2024-07-08"}, "geoboundaries": {"country": "SYR", "level": "1"}}


def test_every_record_is_complete():
    for name, source in SOURCES.items():
        assert source.name == name
        assert source.url.startswith("https://")
        assert source.homepage.startswith("https://")
        for text in (source.title, source.gives, source.licence, source.attribution, source.terms):
            assert text.strip() == text != ""
        assert source.terms.endswith(".")
        assert source.form in {"geojson", "geoboundaries", "overpass"}
        filled = source.url.format(**{need.name: "x" for need in source.needs})
        assert source_of(filled).name == name
        assert (
            source_of(filled.replace("https:", "HTTP:").replace("//www.g", "//WWW.g")).name == name
        )
        if not source.redistribution:
            with pytest.raises(TermsNotAccepted, match="--accept-terms"):
                fetch(name, **TOLD[source.form], offline=True)


def test_the_table_of_sources_is_what_the_records_say():
    table = aleppomap.known_sources()
    assert list(table.index) == list(SOURCES)
    for name, row in table.iterrows():
        for key in (
            "title",
            "licence",
            "attribution",
            "terms",
            "redistribution",
            "homepage",
            "url",
        ):
            assert row[key] == getattr(SOURCES[name], key)
    assert table.at["geoboundaries", "tell"].startswith("--country: a country's three letters")
    assert aleppomap.fetch is fetch
    assert aleppomap.archive_source is archive_source


def test_csr_aleppo_is_the_file_the_territory_was_made_of():
    source = SOURCES["csr-aleppo"]
    readme = Path(__file__).parent.parent / "data" / "geojson" / "aleppo" / "README.md"
    said = readme.read_text("utf-8")
    assert source.sha256 in said
    assert "3f750b94c646839365f93b41d23d4db99fc32d45" in said
    assert source.address({}) == (
        "https://raw.githubusercontent.com/CenterForSpatialResearch/aleppo_test/"
        "3f750b94c646839365f93b41d23d4db99fc32d45/map/data/Neighborhoods.geojson"
    )
    assert (source.licence, source.redistribution) == ("MIT", True)
    with pytest.raises(InvalidInput, match="Leave it out"):
        source.address({"country": "SYR"})


@pytest.mark.parametrize(
    ("name", "release", "free"),
    [("geoboundaries", "gbOpen", True), ("geoboundaries-humanitarian", "gbHumanitarian", False)],
)
def test_geoboundaries_by_country_and_level(name, release, free):
    source = SOURCES[name]
    for level in ("2", "adm2", "ADM2"):
        assert source.address({"country": " syr ", "level": level}) == (
            f"https://www.geoboundaries.org/api/current/{release}/SYR/ADM2/"
        )
    assert source.redistribution is free
    with pytest.raises(InvalidInput) as caught:
        source.address({"country": "Syria", "level": "../x"})
    assert [fault.field for fault in caught.value.faults] == ["country", "level"]


def test_osm_neighbourhoods_is_share_alike_and_attributed():
    source = SOURCES["osm-neighbourhoods"]
    assert source.url == "https://overpass-api.de/api/interpreter"
    assert source.licence == "ODbL 1.0"
    assert "© OpenStreetMap contributors" in source.attribution
    assert source.read_s > 180  # its server computes for that long


def test_deepstatemap_archive_is_never_free_to_pass_on():
    source = SOURCES["deepstatemap-archive"]
    assert not source.redistribution
    assert source.address({"date": "2024-07-08"}).endswith(
        "data/deepstatemap_data_20240708.geojson"
    )
    for day in ("", "20240708", "2024-07-8", "../../x"):
        with pytest.raises(InvalidInput):
            source.address({"date": day})
    for url in ("https://deepstatemap.live/api/history/last",
                "http://RAW.githubusercontent.com/Cyterat/deepstate-map-data/main/x"):  # fmt: skip
        with pytest.raises(TermsNotAccepted, match="ask DeepStateMap before you publish"):
            fetch(url, offline=True)


def test_bytes_arrive_as_they_are_with_their_source_beside_them(known, server):
    server.pages["/csr-aleppo/"] = (200, {}, GOOD)
    got = get("csr-aleppo", "a/quarters.geojson")
    assert got.path.read_bytes() == GOOD
    assert not got.from_cache
    record = json.loads(sidecar_of(got.path).read_text("utf-8"))
    assert record == got.record
    assert record["sha256"] == record["fetched_sha256"] == hashlib.sha256(GOOD).hexdigest()
    assert record["licence"] == "MIT"
    assert record["redistribution"] is True
    assert record["url"] == server.url("csr-aleppo/")
    assert attribution_of(got.path).startswith("Center for Spatial Research, Columbia University")
    assert left() == ["a/quarters.geojson", "a/quarters.geojson.source.json"]


def test_what_was_fetched_works_offline_afterwards(server):
    with pytest.raises(FetchFailed, match=r"not in the cache .*fetch it once without --offline"):
        get(server.url("good.geojson"), offline=True)
    first = get(server.url("good.geojson"), "a.geojson")
    second = get(server.url("good.geojson"), "b.geojson", offline=True)
    third = get(server.url("good.geojson"), "c.geojson")
    assert [got.from_cache for got in (first, second, third)] == [False, True, True]
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.record["fetched"] == second.record["fetched"]
    assert server.count["/good.geojson"] == 1


def test_refresh_says_that_it_changed_and_keeps_the_old_when_it_fails(server):
    get(server.url("changing"), "a.json")
    assert get(server.url("changing"), "a.json").notes == (UNKNOWN_LICENCE,)
    got = get(server.url("changing"), "a.json", refresh=True)
    assert got.notes[0].startswith("it has changed since it was fetched on 20")
    assert json.loads(got.path.read_bytes())["edition"] == 2
    get(server.url("changing-then-down"), "b.json")
    with pytest.raises(FetchFailed, match=r"404.*The copy fetched on .* is untouched; leave out"):
        get(server.url("changing-then-down"), "b.json", refresh=True)
    assert get(server.url("changing-then-down"), "b.json").path.read_bytes() == GOOD


UNKNOWN_LICENCE = "its licence is not known to us; find it out before you publish"


def test_a_hash_is_kept_to(server):
    right = hashlib.sha256(GOOD).hexdigest()
    got = get(server.url("good.geojson"), "a.geojson", sha256=f"sha256:{right.upper()}")
    assert got.path.read_bytes() == GOOD
    wrong = "0" * 64
    for offline in (False, True):
        with pytest.raises(FetchFailed, match=f"its SHA-256 is {right}, not {wrong}"):
            get(server.url("good.geojson"), "b.geojson", sha256=wrong, offline=offline)
    with pytest.raises(InvalidInput, match="64 hexadecimal digits"):
        get(server.url("good.geojson"), "b.geojson", sha256="abc")
    assert left() == ["a.geojson", "a.geojson.source.json"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("login.geojson", "answered with a web page titled “Please log in”, not with JSON"),
        ("xml.geojson", "answered with XML"),
        ("pointer.geojson", "a Git LFS pointer, not with the file"),
        ("half-json.geojson", "did not answer with JSON"),
        ("deep-json.geojson", "did not answer with JSON"),
        ("empty.geojson", "did not answer with JSON"),
    ],
)
def test_what_is_no_json_is_named_and_not_kept(server, path, said):
    Path("old.geojson").write_text("old")
    with pytest.raises(FetchFailed, match=said):
        get(server.url(path), "old.geojson")
    assert Path("old.geojson").read_text() == "old"
    assert left() == ["old.geojson"]
    assert [p for p in Path("cache").rglob("*") if p.is_file()] == []


def test_json_without_features_is_no_known_source(known, server):
    server.pages["/csr-aleppo/"] = (200, {}, b'{"message": "API rate limit exceeded"}')
    with pytest.raises(FetchFailed, match=r"no GeoJSON collection: .*rate limit"):
        get("csr-aleppo")
    assert left() == []


def test_a_restricted_source_needs_its_terms_accepted(known, server):
    server.pages["/deepstatemap-archive/20240708"] = (200, {}, GOOD)
    with pytest.raises(TermsNotAccepted, match=r"restricts what may be done.*--accept-terms"):
        get("deepstatemap-archive", date="2024-07-08")
    assert not server.seen
    got = get("deepstatemap-archive", date="2024-07-08", accept_terms=True)
    assert got.path == Path("deepstatemap-archive-2024-07-08.geojson")
    assert got.record["terms_accepted"] is True
    assert got.record["redistribution"] is False
    with pytest.raises(TermsNotAccepted):  # the cache is no way around
        get("deepstatemap-archive", date="2024-07-08", offline=True)


def test_a_redirect_is_no_way_around_the_terms(server):
    with pytest.raises(TermsNotAccepted):
        get(server.url("to-restricted"))


BOUNDARY = {"boundaryID": "SYR-ADM2-1", "boundaryISO": "SYR", "boundaryType": "ADM2",
            "boundaryYearRepresented": "2018", "boundarySource": "OCHA",
            "boundaryLicense": "CC BY 4.0"}  # fmt: skip


def test_geoboundaries_are_fetched_in_two_steps_with_the_boundary_s_own_licence(known, server):
    metadata = BOUNDARY | {"gjDownloadURL": server.url("good.geojson")}
    server.pages["/geoboundaries/SYR/ADM2"] = (200, {}, json.dumps(metadata).encode())
    got = get("geoboundaries", country="syr", level="2")
    assert got.path.name == "geoboundaries-syr-2.geojson"
    assert got.path.read_bytes() == GOOD
    assert got.record["licence"] == "CC BY 4.0"
    assert got.record["attribution"].endswith("SYR ADM2 2018: OCHA (CC BY 4.0)")
    assert get("geoboundaries", country="syr", level="2", offline=True).from_cache


@pytest.mark.parametrize("licence", ["CC BY-NC 4.0", "Non-commercial use only", "CC BY-ND"])
def test_a_boundary_with_a_restrictive_licence_meets_the_gate(known, server, licence):
    metadata = BOUNDARY | {"boundaryLicense": licence, "gjDownloadURL": server.url("good.geojson")}
    server.pages["/geoboundaries/SYR/ADM2"] = (200, {}, json.dumps(metadata).encode())
    with pytest.raises(TermsNotAccepted, match=licence):
        get("geoboundaries", country="SYR", level="2")
    got = get("geoboundaries", country="SYR", level="2", accept_terms=True)
    assert got.record["redistribution"] is False


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "describes no boundary"), ({}, "describes no boundary"),
        ({"gjDownloadURL": 3}, "describes no boundary"),
        ({"gjDownloadURL": "file:///etc/passwd"}, "only http and https"),
    ],
)  # fmt: skip
def test_metadata_without_a_boundary(known, server, document, said):
    server.pages["/geoboundaries/XXX/ADM5"] = (200, {}, json.dumps(document).encode())
    with pytest.raises(FetchFailed, match=said):
        get("geoboundaries", country="XXX", level="5")


def test_overpass_becomes_districts_that_carry_their_attribution(known, server):
    path = "/osm-neighbourhoods/"
    server.pages[path] = (200, {}, overpass(SQUARE_WAY, way(2, (5, 5), (6, 6), name="B")))
    got = get("osm-neighbourhoods", bbox="0,0,2,2")
    assert "[bbox:0,0,2,2]" in server.queries[0]["data"][0]
    document = json.loads(got.path.read_bytes())
    assert document["attribution"] == "© OpenStreetMap contributors (ODbL 1.0)"
    assert document["licence"] == "ODbL 1.0"
    districts, faults = read_districts(got.path)
    assert faults == []
    assert districts.index.tolist() == ["a"]
    assert got.notes == ("B (way/2): left out: its line does not close",)
    assert got.record["fetched_sha256"] != got.record["sha256"]
    assert get("osm-neighbourhoods", bbox="0,0,2,2", offline=True).from_cache


def test_an_overpass_that_gave_up_is_not_kept(known, server):
    remark = overpass(remark="runtime error: Query timed out")
    server.pages["/osm-neighbourhoods/"] = (200, {}, remark)
    with pytest.raises(AleppoMapError, match="Overpass gave up"):
        get("osm-neighbourhoods", place="A")
    server.pages["/osm-neighbourhoods/"] = (200, {}, overpass(SQUARE_WAY))
    assert get("osm-neighbourhoods", place="A").path.exists()


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("geobundaries",), NotFound, "did you mean geoboundaries"),
        (("example.org/a.geojson",), InvalidInput, "Write the address as https"),
        (("ftp://example.org/a",), FetchFailed, "only http and https"),
        (("file:/etc/passwd",), FetchFailed, "only http and https"),
    ],
)
def test_what_cannot_be_fetched(words, error, said):
    with pytest.raises(error, match=said):
        get(*words)


def test_an_address_needs_nothing_told(server):
    with pytest.raises(InvalidInput, match="an address alone"):
        get(server.url("good.geojson"), country="SYR")


def test_a_file_that_is_there_is_not_written_over_unasked(server):
    Path("good.geojson").write_text("mine")
    with pytest.raises(AleppoMapError, match=r"good\.geojson is there and differs; name the file"):
        get(server.url("good.geojson"))
    assert Path("good.geojson").read_text() == "mine"
    Path("good.geojson").write_bytes(GOOD)
    get(server.url("good.geojson"))


def test_a_name_from_an_address_stays_in_this_folder(server):
    server.pages["/x/..%2F..evil"] = (200, {}, b"x")
    assert get(server.url("x/..%2F..evil")).path == Path("evil")
    server.pages["/"] = (200, {}, b"x")
    assert get(server.url("")).path == Path("fetched")


def test_data_and_source_are_written_both_or_neither(server, tmp_path, monkeypatch):
    get(server.url("good.geojson"), "a.geojson")
    before = sidecar_of("a.geojson").read_bytes()
    Path("folder").mkdir()
    with pytest.raises(AleppoMapError, match="cannot write folder"):
        get(server.url("good.geojson"), "folder")
    assert left() == ["a.geojson", "a.geojson.source.json"]
    real = attribution.write_atomic

    def fails_on_data(path, data):
        if not str(path).endswith(".source.json"):
            raise AleppoMapError("cannot write a.geojson: No space left on device")
        return real(path, data)

    monkeypatch.setattr(attribution, "write_atomic", fails_on_data)
    with pytest.raises(AleppoMapError, match="No space left"):
        get(server.url("changing"), "a.geojson")
    assert Path("a.geojson").read_bytes() == GOOD
    assert sidecar_of("a.geojson").read_bytes() == before


def test_the_source_goes_with_what_is_made_of_a_file(known, server):
    server.pages["/csr-aleppo/"] = (200, {}, GOOD)
    server.pages["/deepstatemap-archive/20240708"] = (200, {}, GOOD)
    free = get("csr-aleppo").path
    bound = get("deepstatemap-archive", date="2024-07-08", accept_terms=True).path
    Path("made.csv").write_text("x")
    record = carry_source([free, bound, "made.csv"], "made.csv")
    assert record == json.loads(sidecar_of("made.csv").read_text("utf-8"))
    assert record["redistribution"] is False
    assert record["licence"].startswith("MIT; DeepStateMap.live licence agreement")
    assert "Columbia University" in attribution_of("made.csv")
    assert "DeepStateMap.live" in attribution_of("made.csv")
    Path("own.csv").write_text("x")
    assert carry_source(["own.csv"], "own.csv") is None
    assert not sidecar_of("own.csv").exists()


def test_an_edited_file_keeps_its_source_and_says_that_it_differs(server):
    path = get(server.url("good.geojson")).path
    assert read_source(path)["matches"] is True
    path.write_text("edited")
    assert read_source(path)["matches"] is False
    sidecar_of(path).write_text("[" * 100_000)
    assert read_source(path) is None


def test_a_damaged_cache_is_fetched_again_or_said(server):
    url = server.url("good.geojson")
    get(url, "a.geojson")
    entry = Cache().get(url)
    entry.path.write_bytes(GOOD[:-1])
    with pytest.warns(AleppoMapWarning, match="was damaged and is not used"):
        assert get(url, "b.geojson").path.read_bytes() == GOOD
    entry.path.write_bytes(b"")
    with (
        pytest.warns(AleppoMapWarning, match="damaged"),
        pytest.raises(FetchFailed, match="not in the cache"),
    ):
        get(url, "c.geojson", offline=True)
    get(url, "b.geojson")
    (index,) = Path("cache/index").iterdir()
    for content in (b"", b"{", b"[]", b'{"sha256": "../../../etc/passwd"}', b"[" * 100_000):
        index.write_bytes(content)
        assert Cache().get(url) is None


def test_a_cache_that_cannot_be_used_is_said(server, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("ALEPPOMAP_CACHE", str(tmp_path / "file"))
    with pytest.raises(AleppoMapError, match=r"cannot read the cache .*set ALEPPOMAP_CACHE"):
        get(server.url("good.geojson"))
    monkeypatch.setenv("ALEPPOMAP_CACHE", str(tmp_path / "c"))
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "objects").write_text("x")
    with pytest.raises(AleppoMapError, match=r"cannot write the cache .*set ALEPPOMAP_CACHE"):
        get(server.url("good.geojson"))
    assert [p.name for p in (tmp_path / "c").iterdir()] == ["objects"]


def test_what_a_killed_process_left_is_swept_after_a_day(server):
    objects = Path("cache/objects")
    objects.mkdir(parents=True)
    for name, age_s in (("old", 2 * 86400), ("new", 60)):
        part = objects / f".part-{name}"
        part.write_bytes(b"x")
        os.utime(part, (time.time() - age_s,) * 2)
    get(server.url("good.geojson"))
    assert sorted(p.name for p in objects.glob(".*")) == [".part-new"]


def test_the_cache_is_where_it_was_put_or_where_the_system_keeps_such(monkeypatch, tmp_path):
    assert cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("ALEPPOMAP_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache_folder() == Path("/x/aleppomap")


WORKER = """
import sys
from aleppomap.sources import Cache, fetch
url, name = sys.argv[1:]
for n in range(8):
    fetch(url, f"{name}.json", refresh=True)
    entry = Cache().get(url)
    assert entry is not None and entry.path.read_bytes().startswith(b'{"type"'), entry
"""

KILLED = """
import hashlib, json, os, random, signal, sys, time
from pathlib import Path
from aleppomap.sources import fetch, sidecar_of
import requests
for n in range(20):
    child = os.fork()
    if child == 0:
        while True:
            fetch(sys.argv[1], "a.json", refresh=True)
    time.sleep(random.Random(n).uniform(0.02, 0.2))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if Path("a.json").exists():
        assert json.loads(Path("a.json").read_bytes())["type"] == "FeatureCollection"
        assert json.loads(sidecar_of("a.json").read_bytes())["file"] == "a.json"
    for path in Path("cache/objects").glob("[0-9a-f]*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
"""


def started(code, *words):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], stderr=subprocess.PIPE, text=True, env=environment
    )


def test_two_processes_share_one_cache(server):
    url = server.url("changing")  # another answer every time
    for process in [started(WORKER, url, "one"), started(WORKER, url, "two")]:
        _, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
    objects = list(Path("cache/objects").iterdir())
    assert len(objects) == server.count["/changing"] == 16
    for path in objects:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    assert Cache().get(url) is not None


def test_killed_at_any_moment_the_file_is_whole_or_not_there(server):
    url = server.url("changing")
    process = started(KILLED, url)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert server.count["/changing"] > 10
    assert get(url, "a.json", refresh=True).path.exists()


PAGE = """<!doctype html><html><head>
<meta charset="windows-1256"><meta property="og:site_name" content="Enab &amp; Co">
<title>
=HYPERLINK("x"), حلب\u200f &lt;script&gt;alert(1)&lt;/script&gt;</title></head>
<body><script>alert(1)</script></body></html>""".encode("cp1256")


def kept(server, url="news/38139961", page=PAGE, kind="text/html", **words):
    server.pages[f"/{url}"] = (200, {"Content_Type": kind}, page)
    return archive_source(server.url(url), limits=LIMITS, **words)


def test_a_page_is_kept_beside_its_hash_and_time(server):
    page = kept(server, published="2016-11-28", note="first\nseen")
    digest = hashlib.sha256(PAGE).hexdigest()
    assert page.path == Path("archive") / f"127-38139961-{digest[:12]}.html.txt"
    assert page.path.read_bytes() == PAGE
    assert page.row == {
        "source": "127-38139961",
        "publisher": "Enab & Co",
        "title": '=HYPERLINK("x"), حلب <script>alert(1)</script>',
        "url": server.url("news/38139961"),
        "published": "2016-11-28",
        "note": "first seen",
    }
    record = json.loads(sidecar_of(page.path).read_text("utf-8"))
    assert (record["sha256"], record["accessed"]) == (digest, page.accessed)
    assert record["licence"] == "unknown"
    assert list(Path("cache").glob(".part*")) == []


def test_a_page_that_changed_is_kept_beside_the_first(server):
    first, second = kept(server), kept(server, page=PAGE + b" ")
    assert first.path != second.path
    assert first.path.read_bytes() == PAGE


@pytest.mark.parametrize(
    ("kind", "page", "suffix", "title"),
    [
        ("application/pdf", b"%PDF-1.4", ".pdf", ""),
        ("text/plain", b"plain", ".txt", ""),
        ("application/x-evil", b"\x7fELF", ".bin", ""),
        ("", b"  <html><title>No type</title>", ".html.txt", "No type"),
        ("image/svg+xml", b"<svg onload='alert(1)'/>", ".html.txt", ""),
    ],
)
def test_what_is_kept_is_named_so_that_nothing_runs_it(server, kind, page, suffix, title):
    got = kept(server, kind=kind, page=page)
    assert got.path.name.endswith(suffix)
    assert got.row["title"] == title
    assert got.row["publisher"] == "127.0.0.1"


def test_a_page_s_row_passes_the_check_of_its_table(server, tmp_path):
    table = tmp_path / "sources.csv"
    first = kept(server, published="2016-11-28")
    archiving.add_row(first.row, table)
    with table.open("ab") as stream:
        stream.seek(-1, 2)
        stream.truncate()  # an editor that leaves no newline at the end
    archiving.add_row(kept(server, "other", published="2016-12-01~").row, table)
    frame, faults = read_table(table)
    assert faults == []
    assert check_table(frame, TABLES["sources"]) == []
    assert frame["source"].tolist() == ["127-38139961", "127-other"]
    assert frame["title"][0].startswith("'=HYPERLINK")
    before = table.read_bytes()
    with pytest.raises(InvalidInput) as caught:
        archiving.add_row(first.row, table)
    assert [fault.field for fault in caught.value.faults] == ["source", "url"]
    assert table.read_bytes() == before


def test_columns_may_stand_in_another_order(server, tmp_path):
    table = tmp_path / "sources.csv"
    table.write_text("url,source,publisher,title,published,note\n")
    archiving.add_row(kept(server).row, table)
    assert read_table(table)[0]["source"].tolist() == ["127-38139961"]
    table.write_text("url,source\n")
    with pytest.raises(InvalidInput, match="Add the column"):
        archiving.add_row(kept(server).row, table)


def test_pages_that_cannot_be_kept(server):
    with pytest.raises(InvalidInput, match="Give --source an id"):
        kept(server, source="Not an id")
    with pytest.raises(FetchFailed, match="404"):
        archive_source(server.url("missing"), limits=LIMITS)
    with pytest.raises(FetchFailed, match="only http"):
        archive_source("file:///etc/passwd")
    with pytest.raises(TermsNotAccepted):
        archive_source("https://deepstatemap.live/en")
    assert left() == []


@pytest.mark.parametrize(
    ("raw", "kind", "title"),
    [
        ("<title>حلب</title>".encode(), "", "حلب"),
        ("<title>حلب</title>".encode("cp1256"), "text/html; charset=windows-1256", "حلب"),
        ("<title>حلب</title>".encode("utf-16"), "", "حلب"),
        (b"<title>a</title>", "text/html; charset=idna", "a"),
        (b"<title>a</title>", "text/html; charset=nonsense", "a"),
        (b"<title>\xff</title>", "", "\ufffd"),
        (b"<title>never closed", "", ""),
        (b"<title", "", ""),
        (b"<svg><titled>x</titled></svg>", "", ""),
        (b"<title>" + b"x" * 1000 + b"</title>", "", "x" * 299 + "…"),
        (b"<title>a&#0;b&#x202e;c&#10;d</title>", "", "a\ufffdb c d"),
    ],
)
def test_titles(raw, kind, title):
    assert page_title(raw, kind) == title


@pytest.mark.parametrize(
    "piece", [b"<title", b"<meta ", b"<", b"<meta charset=", b"&#x", b"</title"]
)
def test_a_page_made_to_be_slow_is_not(piece):
    began = time.monotonic()
    page_title(b"<title>" + piece * 200_000)
    publisher_of(piece * 200_000)
    assert time.monotonic() - began < 2


def test_the_command_lists_sources(run):
    code, out, _ = run("sources")
    assert code == 0
    assert all(name in out for name in SOURCES)
    assert out.count("--accept-terms") == 2
    code, out, _ = run("sources", "deepstatemap-archive")
    assert "never bundled" in out
    code, out, _ = run("sources", "--format", "json")
    assert {source["name"] for source in json.loads(out)["sources"]} == set(SOURCES)
    assert run("sources", "nothing")[0] == 1


def test_the_command_fetches(run, known, server):
    server.pages["/csr-aleppo/"] = (200, {}, GOOD)
    code, out, err = run("fetch", "csr-aleppo", "-o", "q.geojson")
    assert (code, out) == (0, "q.geojson\n")
    assert "licence: MIT" in err
    assert "attribution: Center for Spatial Research" in err
    code, _, err = run("fetch", "csr-aleppo", "-o", "q.geojson", "--offline")
    assert code == 0
    assert "from the cache" in err


def test_the_command_fails_in_words(run, known, server):
    assert run("fetch", "deepstatemap-archive", "--date", "2024-07-08")[0] == 1
    code, out, err = run("fetch", server.url("login.geojson"))
    assert (code, out) == (1, "")
    assert err.startswith("error: http://127.0.0.1:")
    assert run("fetch", server.url("to-file"))[0] == 1
    assert run("fetch", "osm-neighbourhoods")[0] == 1
    assert run("fetch", "csr-aleppo", "--offline", "--refresh")[0] == 2
    assert left() == []


def test_the_command_shows_a_bar_when_it_takes_longer_than_a_second(run, server, monkeypatch):
    from aleppomap.cli import fetching

    monkeypatch.setattr(fetching, "_PATIENCE_S", 0.05)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    code, out, err = run("fetch", server.url("slow-start"), "-o", "x.json")
    assert (code, out) == (0, "x.json\n")
    assert "connecting" in err


def test_the_command_archives(run, server, tmp_path):
    server.pages["/news/1"] = (200, {"Content_Type": "text/html"}, PAGE)
    code, out, err = run("archive", server.url("news/1"), "--add-to", tmp_path / "s.csv")
    assert code == 0
    assert out.startswith("127-news-1,Enab & Co,")
    assert "fill in `published`" in err
    assert read_table(tmp_path / "s.csv")[0]["source"].tolist() == ["127-news-1"]
    assert run("archive", server.url("missing"))[0] == 1
