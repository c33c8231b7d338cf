"""Dask: three worker processes, one of them killed, and the result of one process, row for row."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import dask.dataframe as dd
import dask_geopandas
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster

from aleppomap import load
from aleppomap.errors import AleppoMapError, AleppoMapWarning, InvalidInput, NotCovered, NotFound
from aleppomap.point_engines import engine_for
from aleppomap.point_files import tag_file
from aleppomap.points import tag
from tests.scattered import month, points_over

N = 12_000
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def series():
    return month()


@pytest.fixture(scope="module")
def points(series):
    where = points_over(series, N)
    days = [str(series.dates[n % 30]) for n in range(N)]
    frame = pd.DataFrame({"id": range(N), "lon": where[:, 0], "lat": where[:, 1], "when": days})
    return frame.set_index(pd.RangeIndex(100, 100 + N))


@pytest.fixture(scope="module")
def cluster():
    """Return three workers; those that a test kills come back."""
    with LocalCluster(
        n_workers=3, threads_per_worker=1, dashboard_address="127.0.0.1:0",
        env={"PYTHONPATH": str(ROOT)},
    ) as made:  # fmt: skip
        yield made


@pytest.fixture
def client(cluster):
    with Client(cluster) as made:
        made.wait_for_workers(3, timeout=60)
        yield made


QUESTIONS = (
    {"date": "2022-03-09"}, {"column": "when"}, {"dates": True},
    {"dates": ["2022-03-02", "2022-03-20"]},
)  # fmt: skip


@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
@pytest.mark.parametrize("what", ["series", "districts"])
def test_a_dask_frame_stays_one_and_gives_the_same_rows_in_order(series, points, asked, what):
    control = series
    if what == "districts":
        control = load().history()
        days = list(control.dates)
        points = points.assign(when=[str(days[n % len(days)]) for n in range(N)])
        if "date" in asked or asked.get("dates", True) is not True:
            key = next(iter(asked))
            asked = {key: "2016-11-28" if key == "date" else ["2016-11-28", "2016-12-12"]}
        west, south, east, north = control.extent
        spread = np.random.default_rng(4).uniform((west, south), (east, north), (N, 2))
        points = points.assign(lon=spread[:, 0], lat=spread[:, 1])
    lazy = dd.from_pandas(points, npartitions=7)
    made = tag(lazy, control, **asked)
    assert isinstance(made, dd.DataFrame)
    assert made.npartitions == 7
    found = made.compute(scheduler="threads")
    truth = tag(lazy.compute(scheduler="threads"), control, **asked)
    if asked.get("dates") is True:  # spells are numbered anew in each partition
        found = found.reset_index(drop=True)
    pd.testing.assert_frame_equal(found, truth)
    assert list(made.columns) == list(truth.columns)


def test_a_dask_geopandas_frame_stays_one(series, points):
    shapes = gpd.points_from_xy(points["lon"], points["lat"])
    frame = gpd.GeoDataFrame(points[["id"]], geometry=shapes, crs="OGC:CRS84").to_crs(32637)
    lazy = dask_geopandas.from_geopandas(frame, npartitions=5)
    made = tag(lazy, series, date="2022-03-09")
    assert isinstance(made, dask_geopandas.GeoDataFrame)
    assert made.crs == frame.crs
    found = made.compute(scheduler="threads")
    truth = tag(frame, series, date="2022-03-09")
    pd.testing.assert_frame_equal(found, truth)
    assert isinstance(found, gpd.GeoDataFrame)


def test_what_is_wrong_with_a_lazy_frame_is_said_at_once(series, points):
    lazy = dd.from_pandas(points, npartitions=3)
    with pytest.raises(NotCovered):
        tag(lazy, series, date="1999-01-01")
    with pytest.raises(NotFound, match="no column 'day'; known: id, lat, lon"):
        tag(lazy, series, column="day")
    with pytest.raises(InvalidInput, match="longitude"):
        tag(lazy[["id"]], series, date="2022-03-09")
    with pytest.raises(AleppoMapError, match="one of date"):
        tag(lazy, series)
    unlabelled = lazy.clear_divisions()
    with pytest.warns(AleppoMapWarning, match="set an index"):
        tag(unlabelled, series, dates=True)


def test_nothing_of_dask_is_loaded_before_it_is_used():
    code = (
        "import sys, aleppomap, aleppomap.points, aleppomap.point_files, aleppomap.cli.tagging;"
        "print([m for m in ('dask', 'distributed', 'dask_geopandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT,
                          check=True)  # fmt: skip
    assert done.stdout == "[]\n"


def count_arrivals():
    """On a worker: count the series that arrive there from now on."""
    from aleppomap.series import SnapshotSeries

    def arrive(self, state):
        SnapshotSeries.arrived += 1
        self.__dict__.update(state)

    SnapshotSeries.arrived = 0
    SnapshotSeries.__setstate__ = arrive


def arrivals():
    from aleppomap.series import SnapshotSeries

    return SnapshotSeries.arrived


@pytest.mark.parametrize("form", ["frame", "file"])
def test_the_control_is_sent_to_each_worker_once(client, cluster, series, points, tmp_path, form):
    client.run(count_arrivals)
    if form == "frame":
        found = tag(dd.from_pandas(points, npartitions=60), series, column="when").compute()
    else:
        points.to_csv(tmp_path / "s.csv", index=False)
        found = pd.read_csv(
            tag_file(tmp_path / "s.csv", tmp_path / "o.csv", series, column="when", chunk_rows=200,
                     scheduler=cluster.scheduler_address)
        )  # fmt: skip
    assert found["control"].tolist() == tag(points, series, column="when")["control"].tolist()
    seen = client.run(arrivals)
    assert len(seen) == 3
    assert set(seen.values()) == {1}


class Killer:
    """Kills a worker that is at work, once, when so many chunks are finished."""

    def __init__(self, client, after):
        self.client, self.after, self.killed = client, after, None

    def __call__(self, items, title):
        total = len(items)
        for number, item in enumerate(items, start=1):
            if number == self.after:
                pids = self.client.run(os.getpid)
                busy = [a for a, tasks in self.client.processing().items() if tasks]
                self.killed = pids[busy[0]]
                os.kill(self.killed, signal.SIGKILL)
                self.left = total - number
            yield item


@pytest.mark.parametrize(
    ("target", "asked"),
    [("o.csv", {"date": "2022-03-09"}), ("o.parquet", {"column": "when"}), ("o.parquet", {})],
    ids=str,
)
def test_a_worker_killed_in_the_middle_costs_no_row(
    client, series, points, tmp_path, target, asked
):
    source = tmp_path / "s.parquet"
    points.to_parquet(source, index=False, row_group_size=1500)
    alone = tag_file(source, tmp_path / f"local-{target}", series, chunk_rows=100, **asked)
    killer = Killer(client, after=20)
    out = tag_file(source, tmp_path / target, series, chunk_rows=100, engine="dask",
                   scheduler=client.scheduler.address, progress=killer, **asked)  # fmt: skip
    assert killer.killed is not None
    assert killer.left == 100
    # Row for row, in order; in fact byte for byte.
    assert out.read_bytes() == alone.read_bytes()
    found = pd.read_csv(out) if target == "o.csv" else pd.read_parquet(out)
    truth = tag(points.reset_index(drop=True), series, **(asked or {"dates": True}))
    truth = truth.drop(columns="why", errors="ignore")  # a file has its warnings instead
    assert found.astype(str).to_numpy().tolist() == truth.astype(str).to_numpy().tolist()
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted(["s.parquet", f"local-{target}", target])


def slowly(points):
    time.sleep(0.05)
    return points


def test_a_worker_killed_while_a_frame_is_computed_costs_no_row(client, series, points):
    lazy = dd.from_pandas(points, npartitions=60).map_partitions(slowly, meta=points.iloc[:0])
    future = client.compute(tag(lazy, series, dates=True))
    while sum(map(len, client.processing().values())) == 0:
        time.sleep(0.001)
    time.sleep(0.3)
    assert not future.done()
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    found = future.result(timeout=60).reset_index(drop=True)
    truth = tag(points, series, dates=True)
    assert found.astype(str).to_numpy().tolist() == truth.astype(str).to_numpy().tolist()


def test_what_one_engine_finished_the_other_keeps(cluster, series, points, tmp_path):
    points.to_csv(tmp_path / "s.csv", index=False)
    asked = {"column": "when", "chunk_rows": 500}
    address = cluster.scheduler_address

    def stop(items, title):
        for number, item in enumerate(items):
            if number == 5:
                raise KeyboardInterrupt
            yield item

    with pytest.raises(KeyboardInterrupt):
        tag_file(tmp_path / "s.csv", tmp_path / "o.csv", series, progress=stop, **asked)
    titles = []

    def track(items, title):
        titles.append((title, len(items)))
        return items

    tag_file(tmp_path / "s.csv", tmp_path / "o.csv", series, engine="dask", scheduler=address,
             progress=track, **asked)  # fmt: skip
    assert titles == [("tagging, 6 chunks finished before", 18)]
    found = pd.read_csv(tmp_path / "o.csv")["control"]
    assert found.tolist() == tag(points, series, column="when")["control"].tolist()


def test_faults_found_by_workers_are_said_as_by_this_process(cluster, series, tmp_path):
    (tmp_path / "s.csv").write_text("lon,lat\n37,48\n4000000,48\n")
    for engine in ({}, {"scheduler": cluster.scheduler_address}):
        with pytest.raises(InvalidInput, match="longitude within 180") as caught:
            tag_file(tmp_path / "s.csv", tmp_path / "o.csv", series, date="2022-03-09",
                     chunk_rows=1, **engine)  # fmt: skip
        assert caught.value.faults[0].field == "coordinates"
    assert not (tmp_path / "o.csv").exists()


def test_the_command_starts_a_cluster_of_this_machine(series, points, tmp_path):
    points.to_csv(tmp_path / "s.csv", index=False)
    series.save(tmp_path / "s.npz")
    program = [sys.executable, "-c", "from aleppomap.cli import main; main()", "tag", "s.csv",
               "-o", "o.parquet", "--series", "s.npz", "--date", "2022-03-09", "--engine", "dask",
               "--chunk-rows", "1000"]  # fmt: skip
    done = subprocess.run(program, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True)  # fmt: skip
    assert (done.returncode, " ".join(done.stderr.split())) == (
        0,
        "30 days from 30 files, 1,311 distinct edges; 1 kind of thing found as it was read: named "
        "(all: aleppomap series s.npz --found) wrote o.parquet",
    )
    found = pd.read_parquet(tmp_path / "o.parquet")["control"]
    assert found.tolist() == tag(points, series, date="2022-03-09")["control"].tolist()


def test_which_engine_and_what_it_needs(monkeypatch, run, tmp_path):
    assert engine_for("auto", None) == "local"
    assert engine_for("auto", "tcp://127.0.0.1:1") == "dask"
    assert engine_for("dask", None) == "dask"
    with pytest.raises(AleppoMapError, match="allowed: auto, local, dask"):
        engine_for("ray", None)
    with pytest.raises(AleppoMapError, match="takes no scheduler"):
        engine_for("local", "tcp://127.0.0.1:1")
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec",
                        lambda name: None if name == "distributed" else real(name))  # fmt: skip
    assert engine_for("auto", None) == "local"
    (tmp_path / "s.csv").write_text("lon,lat\n37,36\n")
    ran = run("tag", tmp_path / "s.csv", "-o", tmp_path / "o.csv", "--engine", "dask",
              "--date", "2016-11-28")  # fmt: skip
    assert ran.code == 1
    assert "pip install 'aleppomap[dask]'" in ran.err


def test_a_scheduler_that_does_not_answer_is_said_plainly(series, tmp_path):
    (tmp_path / "s.csv").write_text("lon,lat\n37,48\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        nobody = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        for address, said in (
            (nobody, rf"the Dask cluster {nobody} failed: .*refused"),
            ("tcp://127.0.0.1:99999", "failed"),
            ("nonsense://x", r"allowed: tcp://HOST:PORT"),
            ("localhost", r"allowed: tcp://HOST:PORT"),
        ):
            with pytest.raises(AleppoMapError, match=said):
                tag_file(tmp_path / "s.csv", tmp_path / "o.csv", series, date="2022-03-09",
                         scheduler=address)  # fmt: skip
