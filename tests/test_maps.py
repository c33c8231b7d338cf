from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.arcs import shared_arcs
from aleppomap.snapshot import About, Party

FIRST = date(2016, 11, 20)
RED, GREEN, GOLD = "#b3423a", "#3f7f5f", "#c99a2e"


@dataclass
class Toy:
    """A territory of one-kilometre squares in a row or a grid, over ten days."""

    columns: int = 3
    n_cells: int = 6
    n_days: int = 10
    names: tuple[str, ...] = (
        "Masaken Hanano",
        "Jabal Badro",
        "Sakhour",
        "Haydariyeh",
        "Inzarat",
        "Sheikh Fares",
    )
    hostile: str = ""

    @property
    def parties(self):
        return (
            Party("government", f"Government and allied forces{self.hostile}", "", RED),
            Party("opposition", "Opposition factions", "", GREEN),
            Party("sdf", "SDF / YPG", "", GOLD, "dots"),
        )

    @property
    def about(self):
        hostile = self.hostile
        return About(
            title=f"Toy Aleppo{hostile}", licence=f"CC BY 4.0{hostile}", citation=f"Toy et al.{hostile}",
            data_version="toy-1", time_zone="Asia/Damascus", focus_date=self.dates[4],
        )  # fmt: skip

    @property
    def dates(self):
        return tuple(FIRST + timedelta(days) for days in range(self.n_days))

    @property
    def extent(self):
        return tuple(self.cells.total_bounds)

    @property
    def cells(self):
        boxes = []
        for number in range(self.n_cells):
            row, column = divmod(number, self.columns)
            west, south = 37.10 + 0.011 * column, 36.25 - 0.009 * row
            boxes.append(shapely.box(west, south, round(west + 0.011, 6), round(south + 0.009, 6)))
        names = [
            self.names[i % len(self.names)] + (f" {i}" if i >= len(self.names) else "")
            for i in range(self.n_cells)
        ]
        return gpd.GeoDataFrame(
            {"name": [name + self.hostile for name in names], "name_ar": "مساكن هنانو" + self.hostile},
            index=pd.Index([f"d{number}" for number in range(self.n_cells)], name="district"),
            geometry=shapely.set_precision(boxes, 1e-6),
            crs="OGC:CRS84",
        )  # fmt: skip

    def arcs(self):
        return shared_arcs(self.cells)

    def at(self, day):
        raise NotImplementedError

    def explain(self, where, day):
        rows = self.reports[self.reports["district"] == where]
        return rows.assign(stance="differs" if where == "d1" else "behind")

    def area_over_time(self):
        rows = []
        for day in self.dates:
            for holder in ("government", "opposition", "sdf", "unknown"):
                live = self.spells[(self.spells.start <= day) & (self.spells.end > day)]
                low, best, high = (live[f"{holder}_share_{bound}"].sum() for bound in vocab.BOUNDS)
                rows.append((day, holder, low, best, high))
        return pd.DataFrame(rows, columns=["date", "holder", "low_km2", "best_km2", "high_km2"])

    @property
    def spells(self):
        whole, none = (1, 1, 1), (0, 0, 0)
        end = FIRST + timedelta(self.n_days)
        rows = []

        def add(
            cell,
            start,
            stop,
            control,
            *,
            government=none,
            opposition=none,
            sdf=none,
            unknown=none,
            flags=(),
            reports=(),
        ):
            row = {"district": f"d{cell}", "start": FIRST + timedelta(start), "control": control,
                   "end": end if stop is None else FIRST + timedelta(stop), "report_ids": tuple(reports)}  # fmt: skip
            for holder, shares in (
                ("government", government),
                ("opposition", opposition),
                ("sdf", sdf),
                ("unknown", unknown),
            ):
                row |= dict(zip(vocab.share_columns(holder), map(float, shares), strict=True))
            rows.append(row | {flag: flag in flags for flag in vocab.FLAGS})

        for cell in range(self.n_cells):
            match cell % 6:
                case 0:  # opposition, half taken on day 3, all on day 5
                    add(cell, 0, 3, "opposition", opposition=whole)
                    add(
                        cell,
                        3,
                        5,
                        "government",
                        government=(0.5, 0.8, 0.9),
                        opposition=(0.1, 0.2, 0.5),
                        reports=["r1"],
                    )
                    add(cell, 5, None, "government", government=whole, reports=["r2"])
                case 1:
                    add(cell, 0, 4, "opposition", opposition=whole)
                    add(
                        cell,
                        4,
                        None,
                        "contested",
                        government=(0, 0.5, 1),
                        opposition=(0, 0.5, 1),
                        flags=["disputed"],
                        reports=["r3"],
                    )
                case 2:
                    add(cell, 0, None, "government", government=whole)
                case 3:
                    add(cell, 0, None, "opposition", opposition=whole)
                case 4:
                    add(cell, 0, 6, "unknown", unknown=whole)
                    add(cell, 6, None, "opposition", opposition=whole, flags=["changing"])
                case 5:
                    add(cell, 0, None, "sdf", sdf=whole, flags=["silent"])
        return pd.DataFrame(rows)

    @property
    def reports(self):
        rows = [
            ("r1", "d0", "2016-11-23", date(2016, 11, 23), "army", "Syrian army", "SANA", "", "medium",
             "Troops entered the estate from the north-east.", "government", "https://example.org/a", "Example News"),
            ("r2", "d0", "2016-11-25/2016-11-26", date(2016, 11, 26), "sohr", "Observatory", "Reuters", "AFP", "high",
             "The whole district changed hands.", "government", "https://example.org/b?x=1&y=2", "Reuters"),
            ("r3", "d1", "2016-11-24", date(2016, 11, 25), "enab", "Enab Baladi", "", "", "low",
             "Fighting in the streets.", "contested", "javascript:alert(1)", "Bad link"),
            ("r4", "d0", "2016-11~", date(2016, 11, 29), "ocha", "OCHA", "", "", "low",
             "People left the district.", "government", "https://example.org/c", "OCHA"),
        ]  # fmt: skip
        columns = ["report", "district", "date", "reported_on", "account", "account_name", "outlet", "relayed_by",
                   "confidence", "summary", "to", "url", "publisher"]  # fmt: skip
        frame = pd.DataFrame(rows, columns=columns).set_index("report")
        for column in ("account_name", "outlet", "summary", "publisher"):
            frame[column] += self.hostile
        return frame
