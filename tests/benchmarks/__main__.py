"""Measure what users wait for, ours and the usual way side by side, as ratios.

Run with ``make bench``. Nothing here is asserted: figures go to people.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from aleppomap.territory import data_folder
from tests.benchmarks import load, page, series

RUNS = 5


def seconds(command: Sequence[str]) -> float:
    """Return the median wall-clock time of a command over `RUNS` runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def python(code: str) -> list[str]:
    """Return the command that runs some Python."""
    return [sys.executable, "-c", code]


def aleppomap(*words: str) -> list[str]:
    """Return the command that runs aleppomap as a user would."""
    return [sys.executable, "-c", "from aleppomap.cli import main; main()", *words]


def main() -> None:
    """Print one line a measure: ours, the peer's, the difference or ratio, the aim."""
    districts = data_folder() / "districts.geojson"
    read = f"import geopandas; geopandas.read_file({str(districts)!r})"
    geopandas = seconds(python("import geopandas"))
    ours = seconds(python("import aleppomap"))
    reading = seconds(python(read))
    checking = seconds(aleppomap("check", "russian-centre-1128-about-40", "--format", "json"))
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder) / "map.html")
        mapping = seconds(aleppomap("map", "-o", page))
        page_kb = Path(page).stat().st_size / 1000
    ledger = seconds(aleppomap("check", "--format", "json"))
    lines = [
        ("import aleppomap, beyond import geopandas", ours, geopandas, ours - geopandas,
         "<= 0.15 s"),
        ("check one claim, beyond reading the districts", checking, reading, checking - reading,
         "<= 0.6 s"),
        ("check every bundled claim", ledger, reading, ledger - reading, "<= 6 s"),
        ("map", mapping, reading, mapping - reading, "<= 4 s in all"),
    ]  # fmt: skip
    print(f"{'median of ' + str(RUNS):48} {'ours s':>8} {'peer s':>8} {'beyond s':>9}  aim")  # noqa: T201
    for name, own, peer, beyond, aim in lines:
        print(f"{name:48} {own:8.2f} {peer:8.2f} {beyond:9.2f}  {aim}")  # noqa: T201
    print(f"{'page':48} {page_kb:8.0f} kB{'':16} <= 350 kB")  # noqa: T201


if __name__ == "__main__":
    main()
    for measure in (page.main, series.main, load.main):
        print()  # noqa: T201
        measure()
