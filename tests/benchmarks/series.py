"""Series side by side with what people use today, in one run, as ratios.

``python -m tests.benchmarks.series`` runs this part alone; a number after it, a series of
so many days. Every figure is processor time, the least of some runs, ours and the peer's in
turn: nothing here waits for anything, ours uses one thread, and on a machine that does
other work too wall clocks measure that.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from aleppomap.arcs import GEOD
from aleppomap.points import tag
from aleppomap.series import SnapshotSeries
from aleppomap.series.authalic import authalic_area_km2
from tests.series_maker import Maker, frames, write_folder

SAMPLE = 40
"""Days, or pairs of days, on which the slower peers run; their time is scaled to all."""

FEW = 5
"""Days on which the slowest runs."""

RUNS = 3


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor time of one run, and the result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def seconds(work: Callable[[], Any], runs: int = 5) -> tuple[float, Any]:
    """Return the least time of some runs, and the result."""
    tries = [timed(work) for _ in range(runs)]
    return min(took for took, _ in tries), tries[-1][1]


def machine() -> str:
    """Return what the figures were measured on."""
    cpu = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        cpu = next((line.split(": ")[1] for line in lines if line.startswith("model name")), cpu)
    versions = ", ".join(f"{m.__name__} {m.__version__}" for m in (np, shapely, gpd))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (f"{cpu}, {os.cpu_count()} cores, load {load:.1f}; Python {platform.python_version()}, "
            f"{versions}")  # fmt: skip


def row(
    work: str,
    ours: Callable[[], Any],
    peer: str,
    theirs: Callable[[], Any],
    least: float,
    *,
    scale: float = 1.0,
    note: Callable[[Any, Any], str] = lambda mine, others: "",
) -> Any:
    """Print one line: both run in turn, so that what else the machine does hits both."""
    tries = [(seconds(ours, 2), timed(theirs)) for _ in range(RUNS)]
    mine = min(own[0] for own, _ in tries)
    other = min(others[0] for _, others in tries) * scale
    (_, result), (_, truth) = tries[-1]
    scaled = "" if scale == 1.0 else "scaled "
    print(f"{work:41} {mine * 1e3:9.1f}  {peer:30} {other * 1e3:10.1f} {other / mine:8.1f} "  # noqa: T201
          f"{least:6.1f}  {scaled}{note(result, truth)}", flush=True)  # fmt: skip
    return result


def main(days: int = 769) -> None:
    """Print ours beside the peers', and how cost grows."""
    made = frames(Maker(days=days))
    by_day = list(made.values())
    shapes = np.concatenate([np.asarray(f.geometry.array, dtype=object) for f in by_day])
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    print(f"{days} days, {vertices / 1e6:.2f} million vertices; {machine()}", flush=True)  # noqa: T201
    print(f"{'work':41} {'ours ms':>9}  {'peer':30} {'peer ms':>10} {'ratio':>8} {'least':>6}")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        series = _reading(Path(folder), days)
    _areas(series, shapes)
    _changes(series, by_day)
    _points(series, made)
    _growth(days)


def _reading(folder: Path, days: int) -> SnapshotSeries:
    where = write_folder(folder / "days", Maker(days=days))
    files = sorted(where.iterdir())

    def by_file() -> list[gpd.GeoDataFrame]:
        return [gpd.read_file(file) for file in files]

    peer = "geopandas.read_file a file"
    series = row("read the folder", lambda: SnapshotSeries.read(where), peer, by_file, 2.5)
    store = series.save(folder / "series.npz")
    said = f"{store.stat().st_size / 1e3:.0f} kB"
    row("load our own file", lambda: SnapshotSeries.load(store), peer, by_file, 40,
        note=lambda mine, others: said)  # fmt: skip
    row("load our own file", lambda: SnapshotSeries.load(store), "our reading of the folder",
        lambda: SnapshotSeries.read(where), 40)  # fmt: skip
    return series


def _fresh(series: SnapshotSeries) -> SnapshotSeries:
    """Return a series that has kept nothing from one call to the next."""
    for name in ("area_m2", "areas_km2", "toggles"):
        vars(series.edges).pop(name, None)
    vars(series).pop("_exchanged", None)
    return series


def _areas(series: SnapshotSeries, shapes: Any) -> None:
    flat = gpd.GeoSeries(shapes, crs="OGC:CRS84")

    def differ(mine: Any, others: Any) -> str:
        return f"differ {np.abs(mine / (others / 1e6) - 1).max():.0e}"

    for work, ours in (
        ("areas of all days, from raw geometries", lambda: authalic_area_km2(shapes)),
        ("areas of all days, from the built series",
         lambda: _fresh(series).edges.areas_km2.reshape(-1)),
    ):  # fmt: skip
        row(work, ours, "pyproj.Geod loop",
            lambda: np.array([abs(GEOD.geometry_area_perimeter(s)[0]) for s in shapes]), 20,
            note=differ)  # fmt: skip
        row(work, ours, "to_crs equal-area", lambda: flat.to_crs("EPSG:6933").area, 1)


def _changes(series: SnapshotSeries, by_day: list[gpd.GeoDataFrame]) -> None:
    days = len(by_day)
    pairs = np.linspace(1, days - 1, SAMPLE).astype(int)

    def both_ways() -> list[Any]:
        return [
            (shapely.difference(new, old), shapely.difference(old, new))
            for n in pairs
            for new, old in zip(by_day[n].geometry, by_day[n - 1].geometry, strict=True)
        ]

    def overlaid() -> None:
        for n in pairs:
            for party in ("inner", "outer"):
                new, old = (f[f["control"] == party] for f in (by_day[n], by_day[n - 1]))
                gpd.overlay(new, old, how="symmetric_difference", keep_geom_type=True)

    def differ(table: Any, steps: Any) -> str:
        km2 = authalic_area_km2(np.array(steps, dtype=object).reshape(-1)).reshape(-1, 2)
        mine = table[["gained_km2", "lost_km2"]].to_numpy().reshape(days, 2, 2)
        return f"differ {np.abs(mine[pairs].reshape(-1, 2) - km2).max():.0e} km2"

    for peer, theirs, least in (
        ("shapely.difference both ways", both_ways, 20),
        ("geopandas.overlay", overlaid, 40),
    ):
        row("changes of all consecutive days", lambda: _fresh(series).changes_over_time(), peer,
            theirs, least, scale=(days - 1) / SAMPLE,
            note=differ if theirs is both_ways else lambda mine, others: "")  # fmt: skip


def _contained(points: Any, frame: gpd.GeoDataFrame) -> Any:
    held = np.full(len(points), "unknown", dtype=object)
    for party, shape in zip(frame["control"], frame.geometry, strict=True):
        shapely.prepare(shape)
        held[shapely.contains_xy(shape, points[:, 0], points[:, 1])] = party
    return held


def _joined(points: Any, frame: gpd.GeoDataFrame) -> Any:
    sites = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs="OGC:CRS84")
    return gpd.sjoin(sites, frame, how="left", predicate="within")["control"]


def _points(series: SnapshotSeries, made: dict[date, gpd.GeoDataFrame]) -> None:
    dates, by_day = list(made), list(made.values())
    west, south, east, north = series.extent
    many = np.random.default_rng(0).uniform((west, south), (east, north), (1_000_000, 2))
    some = many[:100_000]
    middle = len(dates) // 2
    today = by_day[middle]
    work, ours = "1 M points on one day", lambda: tag(many, series, date=dates[middle])
    row(work, ours, "prepared contains_xy", lambda: _contained(many, today), 5,
        note=lambda mine, others: f"{int((mine != others).sum())} mismatches")  # fmt: skip
    row(work, ours, "sjoin", lambda: _joined(many, today), 30)

    chosen = np.linspace(0, len(dates) - 1, SAMPLE).astype(int)
    few = chosen[:: SAMPLE // FEW]

    def mismatches(spells: Any, held: Any) -> str:
        wrong = 0
        for n, truth in zip(chosen, held, strict=True):
            live = spells[(spells["start"] <= dates[n]) & (spells["end"] > dates[n])]
            wrong += int((live["holder"].to_numpy() != truth).sum())
        return f"{wrong} mismatches"

    work, ours = "100 000 points on every day", lambda: tag(some, series, dates=True)
    row(work, ours, "prepared contains_xy a day",
        lambda: [_contained(some, by_day[n]) for n in chosen], 12,
        scale=len(dates) / SAMPLE, note=mismatches)  # fmt: skip
    row(work, ours, "sjoin a day", lambda: [_joined(some, by_day[n]) for n in few], 40,
        scale=len(dates) / len(few))  # fmt: skip


def _growth(days: int) -> None:
    """Print how cost grows with days, vertices and points, as ratios to half the days."""
    half = days // 2
    works = ("read", "areas", "changes", "points, 1 day", "points, all days")
    print(f"\n{'growth':16} {'edges':>8}" + "".join(f"{work:>22}" for work in works))  # noqa: T201
    base: list[float] = []
    for name, maker, points in (
        (f"{half} days", Maker(days=half), 100_000),
        ("days x2", Maker(days=2 * half), 100_000),
        ("vertices x2", Maker(days=half, front=2 * Maker.front), 100_000),
        ("points x10", Maker(days=half), 1_000_000),
    ):
        with tempfile.TemporaryDirectory() as folder:
            where = write_folder(Path(folder) / "days", maker)
            build, series = seconds(lambda where=where: SnapshotSeries.read(where), 3)

        def areas(series: SnapshotSeries = series) -> Any:
            for kept in ("area_m2", "areas_km2"):
                vars(series.edges).pop(kept, None)
            return series.edges.areas_km2

        def exchange(series: SnapshotSeries = series) -> Any:
            vars(series).pop("_exchanged", None)
            return series.changes_over_time()

        west, south, east, north = series.extent
        many = np.random.default_rng(0).uniform((west, south), (east, north), (points, 2))
        day = series.dates[half // 2]
        times = [
            build,
            seconds(areas)[0],
            seconds(exchange)[0],
            seconds(lambda s=series, m=many, d=day: tag(m, s, date=d))[0],
            seconds(lambda s=series, m=many: tag(m, s, dates=True), 3)[0],
        ]
        base = base or times
        print(f"{name:16} {len(series.edges):8,}" + "".join(  # noqa: T201
            f"{time * 1e3:12,.1f} ms x{time / first:5.2f}"
            for time, first in zip(times, base, strict=True)
        ), flush=True)  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 769)
