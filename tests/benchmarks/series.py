"""Series side by side with what people use today, in one run, as ratios."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
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

RUNS = 5


def seconds(work: Callable[[], Any], runs: int = RUNS) -> tuple[float, Any]:
    """Return the median time of some runs after one that warms up, and the result."""
    result = work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return float(np.median(times)), result


def once(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the time of one run, and the result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main(days: int = 769) -> None:
    """Print the table of the issue, and how cost grows."""
    rows: list[tuple[str, float, str, float, float, str]] = []

    def row(work: str, ours: float, peer: str, theirs: float, least: float, note: str = "") -> None:
        rows.append((work, ours, peer, theirs, least, note))
        print(f"{work:44} {ours * 1e3:9.1f} {peer:36} {theirs * 1e3:10.1f} "  # noqa: T201
              f"{theirs / ours:8.1f} {least:6.1f}  {note}", flush=True)  # fmt: skip

    print(f"{'work':44} {'ours ms':>9} {'peer':36} {'peer ms':>10} {'ratio':>8} {'least':>6}")  # noqa: T201
    made = frames(Maker(days=days))
    shapes = np.concatenate([np.asarray(f.geometry.array, dtype=object) for f in made.values()])
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    print(f"{days} days, {vertices / 1e6:.2f} million vertices", flush=True)  # noqa: T201

    with tempfile.TemporaryDirectory() as folder:
        where = write_folder(Path(folder) / "days", Maker(days=days))
        files = sorted(where.iterdir())
        peer, _ = once(lambda: [gpd.read_file(file) for file in files])
        ours, series = seconds(lambda: SnapshotSeries.read(where), 3)
        row("read the folder", ours, "geopandas.read_file a file", peer, 2.5)
        store = series.save(Path(folder) / "series.npz")
        loading, _ = seconds(lambda: SnapshotSeries.load(store))
        size = store.stat().st_size / 1e3
        row("load our own file", loading, "geopandas.read_file a file", peer, 40, f"{size:.0f} kB")
        row("load our own file", loading, "our reading of the folder", ours, 40)

    geod, truth = once(lambda: np.array([abs(GEOD.geometry_area_perimeter(s)[0]) for s in shapes]))
    flat = gpd.GeoSeries(shapes, crs="OGC:CRS84")
    equal, _ = seconds(lambda: flat.to_crs("EPSG:6933").area, 2)

    def fresh() -> Any:
        # What is kept from one call to the next is not measured.
        for name in ("area_m2", "areas_km2", "toggles"):
            vars(series.edges).pop(name, None)
        vars(series).pop("_exchanged", None)
        return series

    ours, found = seconds(lambda: fresh().edges.areas_km2)
    worst = float(np.abs(found.reshape(-1) / (truth / 1e6) - 1).max())
    row("areas of all days, series", ours, "pyproj.Geod loop", geod, 20, f"differ {worst:.0e}")
    row("areas of all days, series", ours, "to_crs equal-area", equal, 1)
    ours, found = seconds(lambda: authalic_area_km2(shapes))
    worst = float(np.abs(found / (truth / 1e6) - 1).max())
    row("areas of all days, GEOS geometries", ours, "pyproj.Geod loop", geod, 20,
        f"differ {worst:.0e}")  # fmt: skip
    row("areas of all days, GEOS geometries", ours, "to_crs equal-area", equal, 1)

    ours, table = seconds(lambda: fresh().changes_over_time())
    pairs = np.linspace(1, days - 1, SAMPLE).astype(int)
    by_day = list(made.values())
    scale = (days - 1) / SAMPLE

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

    peer, steps = once(both_ways)
    flat_steps = np.array(steps, dtype=object).reshape(-1)
    km2 = authalic_area_km2(flat_steps).reshape(-1, 2)
    mine = table[["gained_km2", "lost_km2"]].to_numpy().reshape(days, 2, 2)[pairs].reshape(-1, 2)
    worst = float(np.abs(mine - km2).max())
    row("changes of all consecutive days", ours, "shapely.difference both ways", peer * scale, 20,
        f"peer on {SAMPLE} pairs, scaled; differ {worst:.0e} km2")  # fmt: skip
    peer, _ = once(overlaid)
    row("changes of all consecutive days", ours, "geopandas.overlay", peer * scale, 40,
        f"peer on {SAMPLE} pairs, scaled")  # fmt: skip

    west, south, east, north = series.extent
    rng = np.random.default_rng(0)
    many = rng.uniform((west, south), (east, north), (1_000_000, 2))
    number = days // 2
    day, today = list(made)[number], by_day[number]
    ours, words = seconds(lambda: tag(many, series, date=day))

    def contains(points: Any, frame: gpd.GeoDataFrame) -> Any:
        held = np.full(len(points), "unknown", dtype=object)
        for party, shape in zip(frame["control"], frame.geometry, strict=True):
            shapely.prepare(shape)
            held[shapely.contains_xy(shape, points[:, 0], points[:, 1])] = party
        return held

    def joined(points: Any, frame: gpd.GeoDataFrame) -> Any:
        sites = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs="OGC:CRS84")
        return gpd.sjoin(sites, frame, how="left", predicate="within")["control"]

    peer, theirs = seconds(lambda: contains(many, today), 2)
    row("1 M points on one day", ours, "prepared contains_xy", peer, 5,
        f"{int((words != theirs).sum())} mismatches")  # fmt: skip
    peer, _ = once(lambda: joined(many, today))
    row("1 M points on one day", ours, "sjoin", peer, 30)

    some = many[:100_000]
    ours, spells = seconds(lambda: tag(some, series, dates=True))
    chosen = np.linspace(0, days - 1, SAMPLE).astype(int)
    peer, held = once(lambda: [contains(some, by_day[n]) for n in chosen])
    wrong = 0
    for n, truth_words in zip(chosen, held, strict=True):
        when = list(made)[n]
        live = spells[(spells["start"] <= when) & (spells["end"] > when)]
        wrong += int((live["holder"].to_numpy() != truth_words).sum())
    row("100 000 points on every day", ours, "prepared contains_xy a day", peer * days / SAMPLE, 12,
        f"peer on {SAMPLE} days, scaled; {wrong} mismatches")  # fmt: skip
    few = chosen[:: SAMPLE // 5]
    peer, _ = once(lambda: [joined(some, by_day[n]) for n in few])
    row("100 000 points on every day", ours, "sjoin a day", peer * days / len(few), 40,
        f"peer on {len(few)} days, scaled")  # fmt: skip

    _growth(days)


def _growth(days: int) -> None:
    """Print how cost grows with days, vertices and points."""
    print(f"\n{'growth':24} {'build ms':>9} {'areas ms':>9} {'changes ms':>11} {'1 day ms':>9} "  # noqa: T201
          f"{'every day ms':>13}")  # fmt: skip
    half = days // 2
    for name, maker, points in (
        ("half the days", Maker(days=half), 100_000),
        ("days x2", Maker(days=2 * half), 100_000),
        ("vertices x2", Maker(days=half, front=2500, moves=8), 100_000),
        ("points x10", Maker(days=half), 1_000_000),
    ):
        with tempfile.TemporaryDirectory() as folder:
            where = write_folder(Path(folder) / "days", maker)
            build, series = seconds(lambda where=where: SnapshotSeries.read(where), 2)
        for kept in ("area_m2", "areas_km2"):
            vars(series.edges).pop(kept, None)
        areas, _ = once(lambda series=series: series.edges.areas_km2)
        exchange, _ = once(lambda series=series: series.changes_over_time())
        west, south, east, north = series.extent
        many = np.random.default_rng(0).uniform((west, south), (east, north), (points, 2))
        day = series.dates[half // 2]
        one, _ = seconds(lambda s=series, m=many, d=day: tag(m, s, date=d), 3)
        every, _ = seconds(lambda s=series, m=many: tag(m, s, dates=True), 3)
        print(f"{name:24} {build * 1e3:9.0f} {areas * 1e3:9.1f} {exchange * 1e3:11.1f} "  # noqa: T201
              f"{one * 1e3:9.1f} {every * 1e3:13.1f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 769)
