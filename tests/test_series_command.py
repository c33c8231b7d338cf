"""The commands `series`, `changes` and `tag`, as a user types them."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest

from aleppomap.series import SnapshotSeries
from tests.commands import run
from tests.series_maker import Maker, write_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("series") / "days", Maker(days=6, front=60))


def test_series_as_table_csv_and_json(folder, capsys, tmp_path):
    run("series", folder, "--format", "csv")
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == "date,party,area_km2,gained_km2,lost_km2"
    assert len(said.out.splitlines()) == 13
    assert "6 days from 6 files" in said.err
    run("series", folder, "--format", "json")
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    assert len(document["days"]) == 12
    run("series", folder)
    assert "2022-03-06" in capsys.readouterr().out
    run("series", folder, "-o", tmp_path / "areas.csv")
    assert len(pd.read_csv(tmp_path / "areas.csv")) == 12
    run("series", folder, "-o", tmp_path / "front.npz")
    assert SnapshotSeries.load(tmp_path / "front.npz").dates[0].isoformat() == "2022-03-01"
    run("series", tmp_path / "front.npz", "-o", tmp_path / "areas.json")
    assert json.loads((tmp_path / "areas.json").read_text())["days"] == document["days"]


def test_what_was_found_is_said_in_full_once_and_then_in_a_line(folder, capsys, tmp_path):
    saved = tmp_path / "front.npz"
    run("series", folder, "--control", "control", "--value", "inner=red", "-o", saved)
    full = " ".join(capsys.readouterr().err.split())
    assert 'to count one: --value "outer=PARTY"' in full
    # What may change a number comes first.
    assert full.index("left-out:") < full.index("named:")
    run("series", saved, "--format", "csv")
    short = " ".join(capsys.readouterr().err.split())
    assert "left-out, named (all: aleppomap series" in short
    assert "outer" not in short
    run("series", saved, "--format", "csv", "--found")
    assert " ".join(capsys.readouterr().err.split()) == full.partition(" wrote ")[0]


def test_changes_are_written_and_printed(folder, capsys, tmp_path):
    out = tmp_path / "changes.geojson"
    run("changes", folder, "--from", "2022-03-01", "--to", "2022-03-06", "-o", out,
        "--format", "json")  # fmt: skip
    printed = json.loads(capsys.readouterr().out)["changes"]
    written = gpd.read_file(out)
    assert {row["change"] for row in printed} == {"gained", "lost"}
    assert len(written) == len(printed)
    run("changes", folder, "--from", "2021-03-01", "--to", "2022-03-06", "-o", out, code=1)
    assert "outside the period" in capsys.readouterr().err


def test_tag_with_a_series_and_with_the_bundled_territory(folder, capsys, tmp_path):
    sites = tmp_path / "sites.csv"
    sites.write_text("name,lat,lon\na,48.3,37.5\nb,36.21,37.2\n", "utf-8")
    run("tag", sites, "-o", tmp_path / "out.csv", "--series", folder, "--date", "2022-03-02")
    assert pd.read_csv(tmp_path / "out.csv")["control"].tolist() == ["inner", "unknown"]
    run("tag", sites, "-o", tmp_path / "aleppo.csv", "--date", "2016-11-28")
    assert pd.read_csv(tmp_path / "aleppo.csv")["control"].iloc[1] in {"government", "opposition"}
    run("tag", sites, "-o", tmp_path / "all.csv", "--series", folder)
    assert set(pd.read_csv(tmp_path / "all.csv").columns) == {"point", "start", "end", "holder"}
    run("tag", sites, "-o", tmp_path / "out.csv", "--series", folder, "--date", "x",
        "--date-column", "y", code=2)  # fmt: skip
    run("series", tmp_path / "none", code=1)
    assert "no file or folder" in capsys.readouterr().err
