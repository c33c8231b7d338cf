"""Ten thousand checks in one process, and SIGKILL at random moments: ``make soak``.

The first prints the memory of the process as it goes: it must be flat. The second kills each
command again and again; each time the file it was writing is the old one or the new one,
whole, and the next run works.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import aleppomap as am
from aleppomap.claims.judging import check_all
from aleppomap.formats import write_layer
from tests import small

CHECKS = 10_000
KILLS = 100
PAUSE_S = 0.4
"""A command that is killed is killed within its own time and this much more."""


def resident_mb() -> float:
    """Return the memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def soak(checks: int) -> list[tuple[int, float]]:
    """Check phrases of many numbers and days; return memory after each tenth of them."""
    dice = random.Random(1)  # noqa: S311 - not for secrets
    place = am.load()
    days = [str(day) for day in place.history().dates]
    check_all(territory=place)
    seen = []
    for number in range(1, checks + 1):
        text = f"about {dice.randrange(1, 100)}% of the rebel-held area"
        am.check(text, dice.choice(days), territory=place)
        if number % max(checks // 10, 1) == 0:
            seen.append((number, resident_mb()))
    return seen


def digest(path: Path) -> str:
    """Return a hash of a file, or of a folder's files; empty when there is none."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path] if path.exists() else []
    hashed = hashlib.sha256()
    for file in files:
        hashed.update(file.name.encode() + file.read_bytes())
    return hashed.hexdigest() if files else ""


def commands(folder: Path) -> Iterator[tuple[str, list[str], Path]]:
    """Yield name, words and output of each command that is killed."""
    toy = small.write(folder / "toy", claims=[small.claim("c", "2020-03-07", 60)])
    write_layer(am.load(toy).history().at("2020-03-07"), folder / "in.geojson")
    (folder / "r.csv").write_text("district,date,status\nnw,2020-03-01,blue\nne,2020-03-02,red\n")
    yield "map", ["map", "--territory", str(toy), "-o", str(folder / "m.html")], folder / "m.html"
    report = folder / "l.html"
    yield "report", ["report", "--territory", str(toy), "-o", str(report)], report
    made = folder / "out.gpkg"
    yield "convert", ["convert", str(folder / "in.geojson"), str(made)], made
    begun = folder / "begun"
    words = ["init", str(begun), "--districts", str(folder / "in.geojson")]
    yield "init", [*words, "--reports", str(folder / "r.csv")], begun


def kill_one(words: list[str], wait_s: float) -> bool:
    """Run a command and kill it after a while; return whether it was still running."""
    program = [sys.executable, "-c", "from aleppomap.cli import main; main()", *words]
    running = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        running.wait(timeout=wait_s)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
        return True
    return False


def kills(count: int) -> Iterator[tuple[str, int, int]]:
    """Kill each command so often; yield its name, kills while it ran, and kills survived."""
    dice = random.Random(2)  # noqa: S311 - not for secrets
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for command, words, output in commands(folder):
            begin = time.perf_counter()
            kill_one(words, 120)
            took = time.perf_counter() - begin
            new = digest(output)
            killed = whole = 0
            for _ in range(count):
                if command == "init":
                    shutil.rmtree(output, ignore_errors=True)
                old = digest(output)
                # most of the time is starting up: aim at the half in which files are written
                hit = kill_one(words, took * dice.uniform(0.4, 1.0))
                now = digest(output)
                killed += hit
                whole += hit and (now in (old, new) or (command == "convert" and _opens(output)))
            kill_one(words, 120)
            if not output.exists():
                raise AssertionError(f"{command} does not run after it was killed")
            yield command, killed, whole


def _opens(path: Path) -> bool:
    """Return whether a GeoPackage, whose bytes carry the time, is whole."""
    from aleppomap.formats import read_layer

    return len(read_layer(path).features) == len(small.SQUARES)


def main() -> None:
    """Print memory, then kills."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CHECKS
    for number, megabytes in soak(count):
        print(f"after {number:6} checks {megabytes:6.0f} MB", flush=True)  # noqa: T201
    for command, killed, whole in kills(KILLS):
        line = f"{command:8} killed {killed:3} times while it ran, whole {whole:3} times"
        print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
