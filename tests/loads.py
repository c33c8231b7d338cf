"""A territory of any size: districts on a grid, several speakers on every change."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from tests import small

START = date(2020, 1, 1)
DAYS = 300
SPEAKERS = 40
TOLD_BY = 10
"""Reports of each change, on days around it; a tenth name another holder."""


def write(path: Path, districts: int, reports: int, seed: int = 0) -> Path:
    """Write a folder without a synthesis: so many districts and about so many reports."""
    dice = random.Random(seed)  # noqa: S311 - a game of chance is all it is
    side = int(districts**0.5) + 1
    features, rows = [], []
    changes = max((reports // districts - 1) // TOLD_BY, 1)
    for number in range(districts):
        name = f"d{number:05d}"
        x, y = 20 + (number % side) / 100, 40 + (number // side) / 100
        corners = [(x, y), (x + 0.01, y), (x + 0.01, y + 0.01), (x, y + 0.01), (x, y)]
        ring = [[round(lon, 2), round(lat, 2)] for lon, lat in corners]
        features.append(small.feature(name, {"type": "Polygon", "coordinates": [ring]}))
        holder = number % 2
        rows.append(_report(f"b-{name}", name, holder, START, "ash", dice, change="no"))
        for change in range(changes):
            day = 1 + (DAYS - 10) * change // changes + dice.randrange(DAYS // changes // 2)
            holder = (holder + 1) % len(small.PARTIES)
            for told in range(TOLD_BY):
                on = START + timedelta(days=day + dice.randrange(4))
                said = holder if dice.random() > 0.1 else (holder + 1) % len(small.PARTIES)
                speaker = f"speaker-{dice.randrange(SPEAKERS)}"
                rows.append(_report(f"{name}-{change}-{told}", name, said, on, speaker, dice))
    end = START + timedelta(days=DAYS)
    toml = small.TOML.replace('"2020-03-01", "2020-03-20"', f'"{START}", "{end}"')
    toml = toml.replace('baseline = "2020-03-01"', f'baseline = "{START}"')
    speakers = [
        {"account": f"speaker-{n}", "name": f"Speaker {n}", "side": "press"}
        for n in range(SPEAKERS)
    ]
    region = {"region": "blue-held", "name": "What the Blues held", "aliases": "the pocket",
              "held_by": "blue", "held_on": START}  # fmt: skip
    small.write(path, toml, features, reports=rows, synthesis=[], regions=[region],
                accounts=[*small.ACCOUNTS, *speakers])  # fmt: skip
    return path


def _report(name, district, holder, day, account, dice, **cells):
    cells |= {
        "to_share_low": 1,
        "to_share_high": 1,
        "confidence": dice.choice(["high", "medium"]),
    }
    return small.report(name, district, small.PARTIES[holder], str(day), account, **cells)
