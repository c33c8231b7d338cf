"""The command at its edges: standard input, closed pipes, interrupts, options that do not go."""

from __future__ import annotations

import io
import json
import sys
import types

import geopandas as gpd
import pytest
import shapely

import aleppomap as am
from aleppomap.cli import app, main
from tests import small

SENTENCE = "Government forces have retaken 40 percent of the militant-held part of Aleppo."


@pytest.fixture(scope="module")
def squares(tmp_path_factory):
    claims = [small.claim("sixty", "2020-03-07", 60), small.claim("some", "2020-03-07", "")]
    return small.write(tmp_path_factory.mktemp("squares") / "toy", claims=claims)


def given(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(data)))


def test_an_article_from_standard_input(run, monkeypatch):
    given(monkeypatch, SENTENCE.encode())
    said = run("extract", "-", "--format", "json")
    assert said.code == 0
    (claim,) = json.loads(said.out)["claims"]
    assert (claim["low"], claim["sentence"]) == (40, SENTENCE)


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"\xff\xfe4", "standard input is no text in UTF-8 (byte 0)"), (b"  \n", "is empty")],
)
def test_standard_input_that_is_no_article(run, monkeypatch, data, said):
    given(monkeypatch, data)
    left = run("extract", "-")
    assert left.code == 1
    assert said in left.err


def test_a_reader_that_has_gone_is_no_error(run, monkeypatch):
    """`aleppomap … | head` closes the pipe while the command still writes."""

    def gone(*_, **__):
        raise BrokenPipeError

    closed = []
    monkeypatch.setattr(app, "application", lambda _: gone)
    monkeypatch.setattr(sys, "stderr", types.SimpleNamespace(close=lambda: closed.append(True)))
    main(["list"])
    assert closed == [True]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyboardInterrupt(), "interrupted\n"),
        (ZeroDivisionError("x"), "unexpected error: ZeroDivisionError: x\nThis is a fault of "
         "aleppomap. Run it again with --debug and report what it says.\n"),
    ],
)  # fmt: skip
def test_what_nobody_expected_is_said_without_a_traceback(run, monkeypatch, capsys, error, said):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr(app, "application", lambda _: fails)
    with pytest.raises(type(error)):
        main(["list"])
    sys.excepthook(type(error), error, None)
    assert capsys.readouterr().err == said


def test_a_module_is_run_as_the_command_is(monkeypatch, capsys):
    import runpy

    monkeypatch.setattr(sys, "argv", ["aleppomap", "--version"])
    with pytest.raises(SystemExit) as left:
        runpy.run_module("aleppomap", run_name="__main__")
    assert left.value.code in (0, None)
    assert am.__version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "sixty", "--concordance", "c.csv"), "--concordance goes with --boundaries"),
        (("tag", "s.csv", "-o", "o.csv", "--series", "s.npz", "--territory", "t"),
         "--territory"),
        (("series", "s.npz", "--resolution", "50"), "--resolution is of lines"),
        (("init", "new", "--name", "War"), "takes no options"),
        (("init", "new", "--reports", "r.csv"), "go together"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_a_usage_error(run, words, said):
    left = run(*words)
    assert left.code == 2
    assert said in " ".join(left.err.replace("│", " ").split())


def test_boundaries_in_json_give_the_matches_in_the_document(run, squares, tmp_path):
    frame = gpd.read_file(squares / "districts.geojson")
    frame.to_file(tmp_path / "other.geojson")
    words = ("check", "sixty", "--territory", squares, "--boundaries", tmp_path / "other.geojson")
    document = json.loads(run(*words, "--format", "json").out)
    assert len(document["boundaries"]) == 4
    assert "matched to the districts" in run(*words).out


def test_of_a_claim_without_a_number_nothing_is_stated(run, squares):
    left = run("check", "some", "--territory", squares)
    assert left.code == 0
    assert "stated" not in left.out


def test_a_map_with_tiles_says_that_it_loads_from_the_network(run, squares, tmp_path):
    page = tmp_path / "m.html"
    left = run("map", "--territory", squares, "--tiles", "OpenStreetMap.Mapnik", "-o", page)
    assert left.code == 0
    assert "note: this page loads its background from the network" in left.err
    assert "tile.openstreetmap.org" in page.read_text("utf-8")


def test_layers_that_are_not_whole_are_repaired_and_said(run, tmp_path):
    """A bow tie of two triangles, each a quarter of its square."""
    ring = [[37, 36], [37.01, 36.01], [37.01, 36], [37, 36.01], [37, 36]]
    bow = {"type": "Polygon", "coordinates": [ring]}
    whole = json.loads(shapely.to_geojson(shapely.box(37.02, 36, 37.03, 36.01)))
    layer = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"district": name}, "geometry": shape}
        for name, shape in (("bow", bow), ("whole", whole))
    ] + [{"type": "Feature", "properties": {"district": "mill"},
          "geometry": {"type": "Point", "coordinates": [37, 36]}}]}  # fmt: skip
    path = tmp_path / "layer.geojson"
    path.write_text(json.dumps(layer), "utf-8")
    left = run("prepare", path, "-o", tmp_path / "d.geojson")
    assert left.code == 0
    assert "note: 1 points and lines left out" in left.err
    made = gpd.read_file(tmp_path / "d.geojson")
    areas = am.geodesic_area_m2(made.geometry)
    assert areas[0] == pytest.approx(areas[1] / 2, rel=1e-4)


def test_explaining_says_where_nobody_speaks_and_where_nobody_differs(run, squares):
    silent = run("explain", "se", "2020-03-02", "--territory", squares)
    assert (silent.code, "No report speaks of it." in silent.out) == (0, True)
    # of sw Birch alone speaks
    one = run("explain", "sw", "2020-03-16", "--territory", squares)
    assert (one.code, "Nobody in these data says otherwise" in one.out) == (0, True)


def test_contested_ground_of_a_series_is_shared_low_best_and_high(run, tmp_path):
    """Three squares side by side: red's, blue's, and one both are in."""
    shapes = [shapely.box(37 + n / 100, 36, 37.01 + n / 100, 36.01) for n in range(3)]
    held = ["red", "blue", "contested"]
    frame = gpd.GeoDataFrame({"control": held}, geometry=shapes, crs="OGC:CRS84")
    am.SnapshotSeries.from_frames({"2022-03-01": frame}).save(tmp_path / "s.npz")
    left = run("series", tmp_path / "s.npz", "--format", "json")
    assert left.code == 0
    assert "contested ground is shared" in left.err
    km2 = am.geodesic_area_m2(shapes)[0] / 1e6
    rows = {row["party"]: row for row in json.loads(left.out)["days"]}
    for party in ("red", "blue"):
        numbers = [rows[party][f"{bound}_km2"] / km2 for bound in ("low", "best", "high")]
        assert numbers == pytest.approx([1, 1.5, 2], rel=1e-4)
        assert rows[party]["area_km2"] == pytest.approx(km2, rel=1e-4)


def test_layers_that_are_not_whole_are_repaired_before_they_are_judged(run, tmp_path):
    bow = shapely.Polygon([(37, 36), (37.01, 36.01), (37.01, 36), (37, 36.01)])
    frame = gpd.GeoDataFrame({"name": ["Bow", "Box"]}, crs="OGC:CRS84",
                             geometry=[bow, shapely.box(37.02, 36, 37.03, 36.01)])  # fmt: skip
    frame.to_file(tmp_path / "town.gpkg")
    left = run("validate", tmp_path / "town.gpkg")
    assert left.code == 0
    assert "repaired" in left.out
    assert "Bow" in left.out and "Box" not in left.out


def test_a_list_needs_districts_of_a_name(run, tmp_path):
    shape = gpd.GeoDataFrame({"code": [1]}, geometry=[shapely.box(37, 36, 38, 37)], crs="OGC:CRS84")
    shape.to_file(tmp_path / "d.geojson")
    (tmp_path / "l.csv").write_text("district,date,status\nnw,2020-03-01,red\n")
    words = (tmp_path / "l.csv", tmp_path / "o.geojson", "--districts", tmp_path / "d.geojson")
    left = run("convert", *words)
    assert left.code == 1
    assert "has no column `district` or `name` to go by" in left.err
