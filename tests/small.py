"""A territory whose every number is known by arithmetic: four squares of 1 km.

``nw`` and ``ne`` are blue's, ``sw`` is 60 % blue (40 to 80) and 40 % red, ``se`` is
red's, so blue opens with 2.6 km2 (2.4 to 2.8). Red takes 60 % of ``nw`` on 5 March and
the rest on the 10th (8th to 12th); green takes ``ne`` on the 7th (6th or 7th); red
takes what blue has of ``sw`` on the 15th. Three speakers: Ash, Birch, and Cedar, who
repeats Ash.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import geopandas as gpd
import shapely

from aleppomap.tables import TABLES
from aleppomap.territory import Territory, load

LOCAL = "+proj=laea +lat_0=50 +lon_0=20 +datum=WGS84"
SQUARES = {"nw": (0, 1000), "ne": (1000, 1000), "sw": (0, 0), "se": (1000, 0)}
PERIOD = ("2020-03-01", "2020-03-20")
PARTIES = ("red", "blue", "green")

TOML = """\
[territory]
id = "small"
name = "Four Squares"
period = ["2020-03-01", "2020-03-20"]
baseline = "2020-03-01"
time_zone = "Europe/Warsaw"
default_region = "blue-held"
licence = "CC0"

[[parties]]
party = "red"
name = "The Reds"
colour = "#aa0000"

[[parties]]
party = "blue"
name = "The Blues"
colour = "#0000aa"
hatch = "diagonal"

[[parties]]
party = "green"
name = "The Greens"
colour = "#00aa00"
hatch = "dots"
"""


def report(name, district, to, day, account="ash", **cells):
    """A row of reports.csv; published on its day unless told."""
    row = {
        "report": name,
        "district": district,
        "place": district or "somewhere",
        "from": "",
        "to": to,
        "change": "yes",
        "date": day,
        "reported_on": day.split("/")[-1].rstrip("~?%"),
        "account": account,
        "source": "gazette",
        "confidence": "high",
        "summary": f"{account} on {district}",
    }
    return row | {key.rstrip("_"): str(value) for key, value in cells.items()}


def change(name, district, giver, to, day, share="", **cells):
    """A row of synthesis.csv; its date undisputed unless told."""
    row = {
        "row": name,
        "district": district,
        "from": giver,
        "to": to,
        "to_share": str(share),
        "date": day,
        "earliest": day,
        "latest": day,
        "confidence": "high",
    }
    return row | {key: str(value) for key, value in cells.items()}


def opening(district, to, share, low=None, high=None):
    """A baseline row of synthesis.csv."""
    low, high = share if low is None else low, share if high is None else high
    return change(
        f"{district}-0-{to}",
        district,
        "",
        to,
        PERIOD[0],
        share,
        to_share_low=low,
        to_share_high=high,
    )


OPENING = [
    opening("nw", "blue", 1),
    opening("ne", "blue", 1),
    opening("sw", "blue", 0.6, 0.4, 0.8),
    opening("sw", "red", 0.4, 0.2, 0.6),
    opening("se", "red", 1),
]
CHANGES = [
    change("nw-1", "nw", "blue", "red", "2020-03-05", 0.6, reports="ash-nw-60"),
    change(
        "nw-2",
        "nw",
        "blue",
        "red",
        "2020-03-10",
        earliest="2020-03-08",
        latest="2020-03-12",
        reports="ash-nw;birch-nw",
    ),
    change(
        "ne-1", "ne", "blue", "green", "2020-03-07", earliest="2020-03-06", reports="birch-ne-green"
    ),
    change("sw-1", "sw", "blue", "red", "2020-03-15", reports="birch-sw"),
]
REPORTS = [
    report("ash-nw-60", "nw", "red", "2020-03-05", from_="blue", to_share_low=0.6,
           to_share_high=0.6, reported_on="2020-03-06"),
    report("cedar-nw", "nw", "red", "2020-03-08", "cedar", from_="blue", to_share_low=1,
           to_share_high=1),
    report("ash-nw", "nw", "red", "2020-03-10", from_="blue", to_share_low=1, to_share_high=1),
    report("birch-nw", "nw", "red", "2020-03-12", "birch", from_="blue", to_share_low=1,
           to_share_high=1),
    report("ash-ne-red", "ne", "red", "2020-03-06", from_="blue", to_share_low=1,
           to_share_high=1),
    report("birch-ne-green", "ne", "green", "2020-03-07", "birch", from_="blue", to_share_low=1,
           to_share_high=1, reported_on="2020-03-08"),
    report("birch-sw", "sw", "red", "2020-03-15", "birch", from_="blue", to_share_low=1,
           to_share_high=1),
]  # fmt: skip
ACCOUNTS = [
    {"account": "ash", "name": "Radio Ash", "side": "press"},
    {"account": "birch", "name": "Birch Post", "side": "press"},
    {"account": "cedar", "name": "Cedar Wire", "side": "press", "derives_from": "ash"},
]
SOURCES = [
    {
        "source": "gazette",
        "publisher": "The Gazette",
        "url": "https://example.org/gazette",
        "published": "2020-03",
    }
]
REGIONS = [
    {
        "region": "blue-held",
        "name": "What the Blues held",
        "aliases": "blue-held area;the pocket",
        "held_by": "blue",
        "held_on": PERIOD[0],
    },
    {"region": "top", "name": "The upper row", "districts": "nw;ne"},
    {"region": "mixed", "name": "All but se, half of ne", "districts": "*;-se;ne:0.5"},
]
TABLE_ROWS = {
    "reports": REPORTS,
    "synthesis": [*OPENING, *CHANGES],
    "accounts": ACCOUNTS,
    "sources": SOURCES,
    "regions": REGIONS,
}


def claim(name, day, low, kind="share", **cells):
    """A row of claims.csv: so much of what blue held was lost."""
    row = {
        "claim": name,
        "published_on": day,
        "as_of": day,
        "account": "ash",
        "source": "gazette",
        "kind": kind,
        "measure": "taken",
        "party": "blue",
        "low": str(low),
        "high": str(low),
        "unit": {"share": "percent", "area": "km2", "count": "districts"}.get(kind, ""),
        "hedge": "about",
        "region": "blue-held",
        "text": f"about {low}",
    }
    return row | {key: str(value) for key, value in cells.items()}


def districts():
    """The four squares, neighbours sharing their corners to the last digit."""
    boxes = [shapely.box(x, y, x + 1000, y + 1000) for x, y in SQUARES.values()]
    return gpd.GeoSeries(boxes, list(SQUARES), crs=LOCAL).to_crs("OGC:CRS84")


def feature(name, geometry):
    """A GeoJSON feature of a district."""
    return {
        "type": "Feature",
        "properties": {"district": name, "name": f"Square {name}", "aliases": f"{name} quarter"},
        "geometry": geometry,
    }


def features():
    """The four squares as GeoJSON features."""
    return [feature(n, json.loads(shapely.to_geojson(g))) for n, g in districts().items()]


def write_table(path: Path, name: str, rows) -> None:
    """Write rows as a CSV file with every column of the schema."""
    columns = [column.name for column in TABLES[name].columns]
    with (path / TABLES[name].file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: str(value) for key, value in row.items()} for row in rows)


def write(path: Path, toml: str = TOML, squares=None, **tables) -> Path:
    """Write the folder; `tables` replace the default rows."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "territory.toml").write_text(toml, "utf-8")
    document = {"type": "FeatureCollection", "features": features() if squares is None else squares}
    (path / "districts.geojson").write_text(json.dumps(document), "utf-8")
    for name, rows in (TABLE_ROWS | tables).items():
        write_table(path, name, rows)
    return path


def territory(path: Path, **tables) -> Territory:
    """Write the folder and read it."""
    return load(write(path, **tables))


def best(frame, district):
    """Best share of each party and of unknown in a district, rounded to 1e-6."""
    return tuple(
        round(float(frame.at[district, f"{holder}_share_best"]), 6)
        for holder in (*PARTIES, "unknown")
    )


def bounds(frame, district, holder):
    """Low, best and high share of a holder in a district, rounded to 1e-6."""
    return tuple(
        round(float(frame.at[district, f"{holder}_share_{b}"]), 6) for b in ("low", "best", "high")
    )
