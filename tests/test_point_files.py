"""Files of points: in chunks as in one, after a kill, and never two controls in one file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from pyarrow import parquet

from aleppomap import load
from aleppomap.atomic import alone
from aleppomap.errors import AleppoMapError, AleppoMapWarning, InvalidInput, NotCovered, NotFound
from aleppomap.point_files import tag_file
from aleppomap.points import tag
from aleppomap.series import SnapshotSeries
from tests.scattered import month, month_of_frames, points_over

N = 4000
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def series():
    return month()


@pytest.fixture(scope="module")
def points(series):
    return points_over(series, N, beyond=0.1)


@pytest.fixture(scope="module")
def sites(series, points):
    """Return a table of points with ids, days and a text each."""
    return pd.DataFrame({
        "id": [f"{n:05}" for n in range(N)], "lon": points[:, 0], "lat": points[:, 1],
        "when": [str(series.dates[n % 30]) for n in range(N)],
        "people": np.arange(N) * 7, "said": ['=1+1', 'a, "b"', "حلب", ""] * (N // 4),
    })  # fmt: skip


def write(sites, path):
    if path.suffix == ".csv":
        sites.to_csv(path, index=False)
    elif path.suffix == ".parquet":
        sites.to_parquet(path, row_group_size=900)
    else:
        shapes = gpd.points_from_xy(sites["lon"], sites["lat"])
        frame = gpd.GeoDataFrame(sites, geometry=shapes, crs="OGC:CRS84")
        if path.suffix == ".geoparquet":
            frame.to_parquet(path, row_group_size=900)
        else:
            options = {"SPATIAL_INDEX": "NO"} if path.suffix == ".fgb" else {}
            frame.to_file(path, **options)
    return path


ASKED = {"day": {"date": "2022-03-09"}, "own": {"column": "when"}, "spells": {}}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("rows", [700, 100_000])
@pytest.mark.parametrize("target", ["out.csv", "out.parquet"])
@pytest.mark.parametrize(
    "source", ["s.csv", "s.parquet", "s.geoparquet", "s.gpkg", "s.fgb", "s.geojson"]
)
def test_a_file_in_chunks_of_any_format_equals_the_whole(
    series, sites, tmp_path, source, target, rows, asked
):
    out = tag_file(write(sites, tmp_path / source), tmp_path / target, series, chunk_rows=rows,
                   **ASKED[asked])  # fmt: skip
    found = pd.read_csv(out) if out.suffix == ".csv" else pd.read_parquet(out)
    if asked == "spells":
        truth = tag(sites, series, dates=True)
        assert found.columns.tolist() == ["point", "start", "end", "holder"]
        assert found.astype(str).to_numpy().tolist() == truth.astype(str).to_numpy().tolist()
    else:
        truth = tag(sites, series, **ASKED[asked])
        assert found["control"].tolist() == truth["control"].tolist()
        assert found["people"].tolist() == sites["people"].tolist()
        place = ["lon", "lat"]
        assert np.allclose(found[place], sites[place], rtol=0, atol=1e-12)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source, target])


def test_no_other_column_is_touched(series, sites, tmp_path):
    """Ids keep their zeros, text its quotes; a spreadsheet runs nothing; types stay."""
    day = series.dates[3]
    csv = tag_file(write(sites, tmp_path / "s.csv"), tmp_path / "c.csv", series, date=day)
    found = pd.read_csv(csv, dtype=str, keep_default_na=False)
    assert found["id"].tolist() == sites["id"].tolist()
    assert found["said"].tolist()[:4] == ["'=1+1", 'a, "b"', "حلب", ""]
    assert found["lon"].tolist() == [str(x) for x in sites["lon"]]
    typed = tag_file(tmp_path / "s.csv", tmp_path / "c.parquet", series, date=day, chunk_rows=999)
    schema = parquet.read_schema(typed)
    assert {field.name: str(field.type) for field in schema} == {
        "id": "string", "lon": "double", "lat": "double", "when": "string", "people": "int64",
        "said": "string", "control": "string"}  # fmt: skip
    table = parquet.read_table(typed)
    assert table["id"].to_pylist() == sites["id"].tolist()
    assert table["said"].to_pylist()[:4] == ["=1+1", 'a, "b"', "حلب", None]
    rich = pa.table({
        "lon": sites["lon"], "lat": sites["lat"],
        "count": pa.array([None if n % 3 else n for n in range(N)], pa.int16()),
        "tags": pa.array([["a", None], []] * (N // 2)),
        "seen": pa.array([1e9] * N, pa.float64()).cast(pa.int64()).cast(pa.timestamp("s", "UTC")),
    })  # fmt: skip
    parquet.write_table(rich, tmp_path / "rich.parquet")
    again = parquet.read_table(
        tag_file(
            tmp_path / "rich.parquet", tmp_path / "o.parquet", series, date=day, chunk_rows=999
        )
    )
    given = parquet.read_table(tmp_path / "rich.parquet")
    assert again.drop_columns(["control"]).replace_schema_metadata(None).equals(given)


@pytest.mark.parametrize("later", ["1.5", "x", "", "007"])
def test_a_column_of_a_csv_is_of_numbers_only_when_all_of_it_is(series, tmp_path, later):
    """And not when the first chunk is: the type does not depend on the chunks."""
    (tmp_path / "s.csv").write_text(f"n,lon,lat\n1,37,48\n2,37,48\n{later},37,48\n")
    found = []
    for rows in (1, 2, 100):
        out = tag_file(tmp_path / "s.csv", tmp_path / f"{rows}.parquet", series,
                       date=series.dates[0], chunk_rows=rows)  # fmt: skip
        found.append(parquet.read_table(out))
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])
    assert found[0]["n"].to_pylist() == {
        "1.5": [1, 2, 1.5], "x": ["1", "2", "x"], "": [1, 2, None], "007": ["1", "2", "007"],
    }[later]  # fmt: skip


def test_points_with_geometry_come_out_as_geoparquet_of_their_own_crs(series, sites, tmp_path):
    shapes = gpd.GeoSeries(gpd.points_from_xy(sites["lon"], sites["lat"]), crs="OGC:CRS84")
    metres = gpd.GeoDataFrame(sites[["id"]], geometry=shapes.to_crs(32637))
    metres.to_parquet(tmp_path / "s.parquet")
    out = tag_file(tmp_path / "s.parquet", tmp_path / "o.parquet", series, date=series.dates[4],
                   chunk_rows=999)  # fmt: skip
    found = gpd.read_parquet(out)
    assert found.crs == metres.crs
    assert shapely.equals(found.geometry.to_numpy(), metres.geometry.to_numpy()).all()
    truth = tag(metres, series, date=series.dates[4])
    assert found["control"].tolist() == truth["control"].tolist()
    flat = pd.read_csv(tag_file(tmp_path / "s.parquet", tmp_path / "o.csv", series,
                                date=series.dates[4]))  # fmt: skip
    assert flat.columns.tolist() == ["longitude", "latitude", "id", "control"]
    assert np.allclose(flat[["longitude", "latitude"]], sites[["lon", "lat"]], rtol=0, atol=1e-8)


def test_a_territory_of_districts_by_the_same_call(tmp_path):
    history = load().history()
    inside = shapely.get_coordinates(shapely.point_on_surface(history.cells.geometry.to_numpy()))
    pd.DataFrame(inside, columns=["x", "y"]).to_parquet(tmp_path / "p.parquet")
    out = tag_file(tmp_path / "p.parquet", tmp_path / "o.parquet", history, date="2016-11-28",
                   chunk_rows=9)  # fmt: skip
    assert pd.read_parquet(out)["control"].tolist() == history.at("2016-11-28")["control"].tolist()
    metadata = parquet.read_schema(out).metadata
    assert metadata[b"licence"].decode() == history.about.licence
    spells = pd.read_parquet(tag_file(tmp_path / "p.parquet", tmp_path / "s.parquet", history))
    first = spells[spells["start"] == history.dates[0]]
    assert first["holder"].tolist() == history.at(history.dates[0])["control"].tolist()


def test_files_without_rows(series, tmp_path):
    pd.DataFrame({"lon": [], "lat": []}, dtype=float).to_parquet(tmp_path / "s.parquet")
    (tmp_path / "s.csv").write_text("lon,lat\n")
    for source in ("s.csv", "s.parquet"):
        for target in ("o.csv", "o.parquet"):
            for asked in ({"date": series.dates[0]}, {}):
                out = tag_file(tmp_path / source, tmp_path / target, series, **asked)
                frame = pd.read_csv(out) if target == "o.csv" else pd.read_parquet(out)
                assert len(frame) == 0
                assert frame.columns[-1] == ("control" if asked else "holder")


def stopped(count):
    """Return what stops the tagging once so many chunks are finished."""

    def track(items, title):
        for number, item in enumerate(items, start=1):
            if number == count:
                raise KeyboardInterrupt
            yield item

    return track


def parts_of(target):
    try:
        return sorted(target.with_name(f"{target.name}.parts").glob("*/part-*[!n]"))
    except FileNotFoundError:  # the last run took the folder away while it was listed
        return []


def test_after_a_kill_finished_parts_are_kept(series, sites, tmp_path):
    source, target = write(sites, tmp_path / "s.csv"), tmp_path / "out.csv"
    asked = {"date": series.dates[0], "chunk_rows": 1000}
    with pytest.raises(KeyboardInterrupt):
        tag_file(source, target, series, progress=stopped(2), **asked)
    assert not target.exists()
    first, second = parts_of(target)
    # A part that is kept is not made again; one whose counts are missing was not finished.
    first.write_text(first.read_text().replace("\n00001,", "\n99999,"))
    second.write_text("half")
    second.with_suffix(".json").unlink()
    titles = []

    def track(items, title):
        titles.append((title, len(items)))
        return items

    tag_file(source, target, series, progress=track, **asked)
    assert titles == [("tagging, 1 chunks finished before", 3)]
    found = pd.read_csv(target, dtype=str)
    assert found["id"].tolist() == ["00000", "99999", *sites["id"][2:]]
    assert found["control"].tolist() == tag(sites, series, date=series.dates[0])["control"].tolist()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "s.csv"]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_kill_while_parts_were_removed_is_made_good(series, sites, tmp_path, suffix):
    """The counts of some parts are left, their rows are gone."""
    source, target = write(sites, tmp_path / f"s{suffix}"), tmp_path / f"out{suffix}"
    asked = {"date": series.dates[0], "chunk_rows": 1000}
    with pytest.raises(KeyboardInterrupt):
        tag_file(source, target, series, progress=stopped(2), **asked)
    first, _ = parts_of(target)
    first.unlink()
    tag_file(source, target, series, **asked)
    found = pd.read_csv(target) if suffix == ".csv" else pd.read_parquet(target)
    assert found["control"].tolist() == tag(sites, series, date=series.dates[0])["control"].tolist()
    assert sorted(path.name for path in tmp_path.iterdir()) == [target.name, source.name]


CHANGES = ("points", "series", "question", "size", "format")


@pytest.mark.parametrize("change", CHANGES)
def test_parts_of_anything_else_are_removed_and_said(series, sites, tmp_path, change):
    """Same name, same size, same modification time: the content tells."""
    source, target = write(sites, tmp_path / "s.csv"), tmp_path / "out.csv"
    asked = {"date": series.dates[5], "chunk_rows": 1000}
    with pytest.raises(KeyboardInterrupt):
        tag_file(source, target, series, progress=stopped(3), **asked)
    for part in parts_of(target):
        part.write_text("broken")
    words = {"points": "other points", "series": "another series or territory",
             "question": "another date or column", "size": "chunks of another size",
             "format": "another version"}[change]  # fmt: skip
    control = series
    if change == "points":
        before = source.stat()
        text = source.read_text("utf-8").replace("\n00007,", "\n00008,")
        source.write_text(text, "utf-8")
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert source.stat().st_size == before.st_size
    if change == "series":
        control = SnapshotSeries.from_frames(month_of_frames(seed=6))
        assert control.about == series.about
        assert control.dates == series.dates
    if change == "question":
        asked["date"] = series.dates[6]
    if change == "size":
        asked["chunk_rows"] = 999
    if change == "format":
        (plan,) = target.with_name("out.csv.parts").glob("*/plan.json")
        plan.write_text(json.dumps(json.loads(plan.read_text()) | {"format": 0}))
        plan.parent.rename(plan.parent.with_name("0" * 16))
    with pytest.warns(
        AleppoMapWarning, match=f"3 finished chunks .* were made of {words}: removed"
    ):
        tag_file(source, target, control, **asked)
    found = pd.read_csv(target)
    assert found["control"].tolist() == tag(sites, control, date=asked["date"])["control"].tolist()


def test_two_at_once_are_refused_and_nothing_is_lost(series, sites, tmp_path):
    source, target = write(sites, tmp_path / "s.csv"), tmp_path / "out.csv"
    (tmp_path / "out.csv.parts").mkdir()
    with (
        alone(tmp_path / "out.csv.parts" / "lock", "writing out.csv"),
        pytest.raises(AleppoMapError, match=r"another process is writing out\.csv"),
    ):
        tag_file(source, target, series, date=series.dates[0])
    tag_file(source, target, series, date=series.dates[0])
    assert len(pd.read_csv(target)) == N


def test_the_command_killed_again_and_again_ends_with_the_whole(series, sites, tmp_path):
    """SIGKILL at every stage; each run goes on from the last; nothing lost, nothing doubled."""
    big = pd.concat([sites] * 25, ignore_index=True)
    write(big, tmp_path / "s.parquet")
    series.save(tmp_path / "s.npz")
    words = ["tag", "s.parquet", "-o", "out.parquet", "--series", "s.npz", "--chunk-rows", "1000"]
    program = [sys.executable, "-c", "from aleppomap.cli import main; main()", *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    target, kills, counts = tmp_path / "out.parquet", 0, [0]
    while True:
        running = subprocess.Popen(program, cwd=tmp_path, env=environment,
                                   stderr=subprocess.DEVNULL)  # fmt: skip
        # Let it finish a few chunks more than there were.
        while running.poll() is None and len(parts_of(target)) < counts[-1] + 12:
            time.sleep(0.005)
        if running.poll() is not None:
            break
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert not target.exists()
        kills += 1
        counts.append(len(parts_of(target)))
        assert counts[-1] >= counts[-2]  # nothing finished is lost
    assert running.returncode == 0
    assert kills >= 3
    found = pd.read_parquet(target)
    truth = tag(big, series, dates=True)
    assert found.astype(str).equals(truth.astype(str))
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["out.parquet", "s.npz", "s.parquet"]


def test_what_a_reader_must_know_is_said_with_its_number(series, tmp_path):
    (tmp_path / "s.csv").write_text(
        "lon,lat,when\n37.5,48.3,2022-03-02\n,48.3,2022-03-02\nx,48.3,2022-03-02\n"
        "37.5,48.3,2029-01-01\n37.5,48.3,02/03/2022\n37.5,48.3,\n"
    )
    with pytest.warns(AleppoMapWarning) as said:
        out = tag_file(tmp_path / "s.csv", tmp_path / "o.csv", series, column="when", chunk_rows=2)
    assert [str(one.message) for one in said] == [
        "2 of 6 points have no coordinates that can be read: they are `unknown`",
        "3 of 6 points have a day in 'when' that is not covered or cannot be read: they are "
        "`unknown`",
    ]
    assert pd.read_csv(out)["control"].tolist() == ["inner", *["unknown"] * 5]
    (tmp_path / "s.csv").write_text("lon,lat\n48.3,37.5\n48.4,37.6\n")
    with pytest.warns(AleppoMapWarning, match="give longitude first"):
        tag_file(tmp_path / "s.csv", tmp_path / "o.csv", series, date=series.dates[0], chunk_rows=1)


def test_files_that_cannot_be(series, tmp_path):
    source, day = tmp_path / "s.csv", series.dates[0]
    with pytest.raises(AleppoMapError, match="no file"):
        tag_file(tmp_path / "none.csv", tmp_path / "out.csv", series)
    with pytest.raises(AleppoMapError, match=r"allowed: \.csv"):
        tag_file(tmp_path / "none.csv", tmp_path / "out.xlsx", series)
    source.write_text("lon,lat\n37,48\n")
    with pytest.raises(NotCovered):
        tag_file(source, tmp_path / "o.csv", series, date=date(1999, 1, 1))
    with pytest.raises(NotFound, match="no column 'when'; known: lat, lon"):
        tag_file(source, tmp_path / "o.csv", series, column="when")
    source.write_text("a,b\n37,48\n")
    with pytest.raises(InvalidInput, match="longitude"):
        tag_file(source, tmp_path / "o.csv", series, date=day)
    source.write_text("lon,lat\n4000000,4000000\n")
    with pytest.raises(InvalidInput, match="longitude within 180"):
        tag_file(source, tmp_path / "o.csv", series, date=day)
    gpd.GeoDataFrame(geometry=[shapely.box(37, 48, 38, 49)], crs="OGC:CRS84").to_file(
        tmp_path / "s.gpkg")  # fmt: skip
    with pytest.raises(InvalidInput, match="representative_point"):
        tag_file(tmp_path / "s.gpkg", tmp_path / "o.csv", series, date=day)
    # And nothing is left behind, hidden or not.
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.csv", "s.gpkg"]
