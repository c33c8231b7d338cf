"""Truth: what was written comes back through the command, byte for byte."""

import io
import json

import pytest

from aleppomap.layer_reading import read_layer
from aleppomap.layer_writing import WRITTEN, layer_bytes, write_layer
from aleppomap.statuses import read_statuses
from tests import small

LONG = "district,date,status,source,url\nnw,2020-03-01,blue,Gazette,https://example.org/1\n"


@pytest.mark.parametrize("suffix", [".parquet", ".geoparquet"])
def test_convert_to_geoparquet_and_back_changes_nothing(tmp_path, snapshot, run, suffix):
    first, middle, last = (tmp_path / n for n in ("a.geojson", f"b{suffix}", "c.geojson"))
    write_layer(snapshot, first)
    assert run("convert", first, middle)[0] == 0
    assert run("convert", middle, last)[0] == 0
    assert json.loads(last.read_text("utf-8")) == json.loads(first.read_text("utf-8"))


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
