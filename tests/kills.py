"""Commands killed with SIGKILL at random moments, in processes of their own.

After each kill the file a command was writing is the old one or the new one, whole. At the end
the command runs, and nothing hidden is left beside what it wrote.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import aleppomap as am
from aleppomap.layer_writing import write_layer
from tests import small
from tests.misbehaving import SQUARE, Server
from tests.series_maker import Maker, frames

ROOT = Path(__file__).parent.parent
POINTS = 400_000


@dataclass(frozen=True)
class Command:
    """A command that is killed.

    Parameters
    ----------
    name
        As it is listed.
    words
        Of its command line.
    output
        What it writes.
    whole
        Says whether the output is whole, where it is another every time.
    """

    name: str
    words: tuple[str, ...]
    output: Path
    whole: Callable[[], bool] | None = None


@dataclass(frozen=True)
class Toll:
    """What came of killing a command.

    Parameters
    ----------
    name
        Of the command.
    killed
        How often it was still running when it was killed.
    whole
        How often its output was whole after that.
    hidden
        Hidden files left behind at most, after a kill.
    left
        Hidden files and unfinished parts left at the end.
    """

    name: str
    killed: int
    whole: int
    hidden: int
    left: int


def digest(path: Path) -> str:
    """Return a hash of a file, or of a folder's files; empty when there is none."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path] if path.exists() else []
    hashed = hashlib.sha256()
    for file in files:
        hashed.update(file.name.encode() + file.read_bytes())
    return hashed.hexdigest() if files else ""


def hidden_in(folder: Path) -> int:
    """Return how many hidden files and folders of parts there are, but in the cache."""
    found = [*folder.rglob(".aleppomap-*"), *folder.rglob("*.parts")]
    return len([path for path in found if "cache" not in path.parts])


def environment(folder: Path) -> dict[str, str]:
    """Return what commands run with: their own cache, no proxy, and no measure of coverage.

    What a killed process had counted is lost, and half a file of it is in the way.
    """
    kept = {
        key: value for key, value in os.environ.items()
        if not (key.lower().endswith("_proxy") or key.startswith("COVERAGE_"))
    }  # fmt: skip
    return kept | {"PYTHONPATH": str(ROOT), "ALEPPOMAP_CACHE": str(folder / "cache")}


def started(words: tuple[str, ...], folder: Path) -> subprocess.Popen[bytes]:
    """Start a command in a process of its own."""
    program = [sys.executable, "-c", "from aleppomap.cli import main; main()", *words]
    return subprocess.Popen(program, env=environment(folder), stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)  # fmt: skip


def commands(folder: Path, server: Server, points: int) -> Iterator[Command]:
    """Yield each command that is killed, its inputs made."""
    toy = str(small.write(folder / "toy", claims=[small.claim("c", "2020-03-07", 60)]))
    write_layer(am.load(toy).history().at("2020-03-07"), folder / "in.geojson")
    (folder / "r.csv").write_text("district,date,status\nnw,2020-03-01,blue\nne,2020-03-02,red\n")
    places = str(folder / "in.geojson")

    def simple(name: str, *words: str, output: str) -> Command:
        path = folder / output
        return Command(name, (*words, "-o", str(path)), path)

    yield simple("map", "map", "--territory", toy, output="m.html")
    yield simple("report", "report", "--territory", toy, output="l.html")
    yield Command("convert", ("convert", places, str(folder / "out.gpkg")), folder / "out.gpkg")
    begun, reports = folder / "begun", str(folder / "r.csv")
    yield Command("init", ("init", str(begun), "--districts", places, "--reports", reports), begun)
    series = am.SnapshotSeries.from_frames(frames(Maker(days=6, front=60)))
    series.save(folder / "s.npz")
    west, south, east, north = series.extent
    where = np.random.default_rng(1).uniform((west, south), (east, north), (points, 2))
    pd.DataFrame(where, columns=["x", "y"]).to_parquet(folder / "p.parquet")
    tagging = ("tag", str(folder / "p.parquet"), "--series", str(folder / "s.npz"))
    for suffix in ("csv", "parquet"):
        yield simple(
            f"tag, {suffix}", *tagging, "--chunk-rows", str(points // 10), output=f"t.{suffix}"
        )
    fetched = folder / "f.geojson"
    words = ("fetch", server.url("long-and-changing"), "--refresh", "-o", str(fetched))
    yield Command("fetch", words, fetched, lambda: sound(fetched, folder / "cache"))


def sound(fetched: Path, cache: Path) -> bool:
    """Return whether a fetched file is whole, and all that the cache holds."""
    objects = [path for path in (cache / "objects").glob("*") if not path.name.startswith(".")]
    if any(hashlib.sha256(path.read_bytes()).hexdigest() != path.name for path in objects):
        return False
    for path in (cache / "index").glob("*.json"):
        if not (cache / "objects" / json.loads(path.read_bytes())["sha256"]).exists():
            return False
    if not fetched.exists():
        return True
    return bool(json.loads(fetched.read_bytes())["features"] == SQUARE["features"])


def kills(count: int, points: int = POINTS) -> Iterator[Toll]:
    """Kill each command so often, tagging so many points, and yield what came of it.

    Raises
    ------
    AssertionError
        If a command does not run after it was killed.
    """
    dice = random.Random(2)  # noqa: S311 - not for secrets
    with tempfile.TemporaryDirectory() as name, Server() as server:
        folder = Path(name)
        for command in commands(folder, server, points):
            yield _killed(command, count, folder, dice)


def _killed(command: Command, count: int, folder: Path, dice: random.Random) -> Toll:
    begin = time.perf_counter()
    running = started(command.words, folder)
    if running.wait(timeout=300):
        raise AssertionError(f"{command.name} does not run")
    took = time.perf_counter() - begin
    new = digest(command.output)
    killed = whole = hidden = 0
    for _ in range(count):
        if command.name == "init":
            shutil.rmtree(command.output, ignore_errors=True)
        old = digest(command.output)
        running = started(command.words, folder)
        try:
            # Most of the time is starting up: aim at the part in which files are written.
            running.wait(timeout=took * dice.uniform(0.4, 1.0))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            killed += 1
            sane = command.whole or (lambda old=old: digest(command.output) in (old, new))
            whole += sane()
        hidden = max(hidden, hidden_in(folder))
    if command.name == "init":
        shutil.rmtree(command.output, ignore_errors=True)
    if started(command.words, folder).wait(timeout=300) or not command.output.exists():
        raise AssertionError(f"{command.name} does not run after it was killed")
    return Toll(command.name, killed, whole, hidden, hidden_in(folder))
