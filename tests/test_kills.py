"""A few kills of each command, and processes that share a cache; ``make soak`` kills many more."""

from __future__ import annotations

import json
import time

import pytest

from tests.kills import kills, sound, started
from tests.misbehaving import SQUARE, Server

SHORT = 2


def test_killed_commands_leave_whole_files_and_nothing_else():
    tolls = list(kills(SHORT, points=100_000))
    assert [toll.name for toll in tolls] == [
        "map", "report", "convert", "init", "tag, csv", "tag, parquet", "fetch",
    ]  # fmt: skip
    for toll in tolls:
        assert toll.whole == toll.killed, toll
        assert toll.left == 0, toll
    assert sum(toll.killed for toll in tolls) >= len(tolls)


@pytest.fixture
def server():
    with Server() as running:
        yield running


def test_commands_that_share_a_cache_do_not_harm_it(tmp_path, server):
    """Four at once, twice, each refreshing what the others read: three megabytes each."""
    url = server.url("long-and-changing")
    outputs = [tmp_path / f"{letter}.geojson" for letter in "abcd"]
    for _ in range(2):
        running = [started(("fetch", url, "--refresh", "-o", str(out)), tmp_path)
                   for out in outputs]  # fmt: skip
        while any(one.poll() is None for one in running):
            assert all(sound(out, tmp_path / "cache") for out in outputs)
            time.sleep(0.05)
        assert [one.returncode for one in running] == [0] * 4
    editions = [json.loads(out.read_bytes())["edition"] for out in outputs]
    assert len(set(editions)) == 4
    assert max(editions) >= 8
    # What is in the cache is one of them, whole, and enough without a network.
    last = tmp_path / "last.geojson"
    assert started(("fetch", url, "--offline", "-o", str(last)), tmp_path).wait(60) == 0
    kept = json.loads(last.read_bytes())
    assert kept["features"] == SQUARE["features"]
    assert kept["edition"] in editions
    hidden = [path for path in tmp_path.rglob(".*") if path.is_file()]
    assert hidden == []
