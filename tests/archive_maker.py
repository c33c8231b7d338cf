"""Daily archives as strangers keep them: made here, so that what is in them is known."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

STEP = 0.1
"""Side of the squares held, in degrees."""

NAMES = {
    "red": "Held /// Зайнято /// geoJSON.status.held",
    "green": "<b>Retaken</b> 🟩 /// Звільнено /// geoJSON.status.retaken",
    "grey": "Status unknown /// Статус невідомий /// geoJSON.status.unknown",
}
COLOURS = {"red": "#A52714", "green": "#0f9d58", "grey": "#bcaaa4"}


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def square(column: int, row: int = 0, height: float | None = None) -> list:
    """Return the ring of a square, with a height where there is to be one."""
    west, south = round(37 + STEP * column, 6), round(48 + STEP * row, 6)
    east, north = round(west + STEP, 6), round(south + STEP, 6)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return ring if height is None else [[*position, height] for position in ring]


def day_of(columns: dict[str, Sequence[int]]) -> dict:
    """Return a day: squares of each party by column, among what else such files hold."""
    features = [
        feature(
            {"type": "Polygon", "coordinates": [square(column, height=0)]},
            name=NAMES[party],
            fill=COLOURS[party],
            **{"fill-opacity": 0.4, "description": f"<p>{party} &amp; more</p>"},
        )
        for party, held in columns.items()
        for column in held
    ]
    mixed = {
        "type": "GeometryCollection",
        "geometries": [
            {"type": "Polygon", "coordinates": [square(9)]},
            {"type": "Point", "coordinates": [37.95, 48.05]},
        ],
    }
    return {
        "type": "FeatureCollection",
        "features": [
            *features,
            feature(mixed, name=NAMES["grey"], fill=COLOURS["grey"]),
            feature({"type": "Point", "coordinates": [37.1, 48.2, 0]}, name="3rd brigade 🚩"),
            feature({"type": "LineString", "coordinates": [[37, 48, 0], [38, 48, 0]]}, name=None),
            feature(None, name="withdrawn"),
        ],
    }


def write_archive(folder: Path, days: dict[str, dict[str, Sequence[int]]]) -> Path:
    """Write one file a day, named as given, beside an index and a hidden file."""
    for name, columns in days.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(day_of(columns), ensure_ascii=False)
        if name.endswith(".gz"):
            path.write_bytes(gzip.compress(text.encode()))
        else:
            path.write_text(text, "utf-8")
    (folder / "index.json").write_text(json.dumps({"files": len(days)}), "utf-8")
    (folder / ".cache.geojson").write_text("{", "utf-8")
    (folder / "a.geojson.source.json").write_text("{}", "utf-8")
    return folder
