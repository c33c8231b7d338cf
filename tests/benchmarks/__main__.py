"""Measure what users wait for, ours and the usual way side by side, as ratios.

Run with ``make bench``. Nothing here is asserted: figures go to people.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from aleppomap.claims.extract import extract
from aleppomap.report import ledger
from aleppomap.report.page import ledger_page
from aleppomap.territory import data_folder
from aleppomap.territory import load as load_territory
from tests.benchmarks import load, page, series, series_page

RUNS = 5

SENTENCES = (
    "The army said it had captured about 40 percent of the militant-held part of the city.",
    "A monitor put the share lost by the rebels at more than a third of the area they had held.",
    "Residents queued for bread while officials argued about the budget for the coming year.",
    "Six districts changed hands over the weekend, among them Masaken Hanano.",
    "Witnesses described heavy shelling and said that dozens of families had left by bus.",
)
"""What the article of the benchmark repeats: claims, and what is none."""


def seconds(command: Sequence[str]) -> float:
    """Return the median wall-clock time of a command over `RUNS` runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def median(work: Callable[[], object]) -> float:
    """Return the median wall-clock time of some work in this process over `RUNS` runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
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
    checked = seconds(aleppomap("check", "--format", "json"))
    territory = load_territory()
    article = " ".join(SENTENCES * (5000 // len(" ".join(SENTENCES).split()) + 1))
    extracting = median(lambda: extract(article, territory, "2016-11-28"))
    book = median(lambda: ledger_page(ledger(territory=territory)))
    lines = [
        ("import aleppomap, beyond import geopandas", ours, geopandas, ours - geopandas,
         "<= 0.15 s"),
        ("check one claim, beyond reading the districts", checking, reading, checking - reading,
         "<= 0.6 s"),
        ("check every bundled claim", checked, reading, checked - reading, "<= 6 s"),
        ("extract from an article of 5 000 words, in process", extracting, 0.0, extracting,
         "<= 0.5 s"),
        ("the whole ledger as a page, in process", book, 0.0, book, "<= 6 s"),
        ("map", mapping, reading, mapping - reading, "<= 4 s in all"),
    ]  # fmt: skip
    print(f"{'median of ' + str(RUNS):48} {'ours s':>8} {'peer s':>8} {'beyond s':>9}  aim")  # noqa: T201
    for name, own, peer, beyond, aim in lines:
        print(f"{name:48} {own:8.2f} {peer:8.2f} {beyond:9.2f}  {aim}")  # noqa: T201
    print(f"{'page':48} {page_kb:8.0f} kB{'':16} <= 350 kB")  # noqa: T201


if __name__ == "__main__":
    main()
    for measure in (page.main, series_page.main, series.main, load.main):
        print()  # noqa: T201
        measure()
