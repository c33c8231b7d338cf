"""A toy control of districts: truth in it can be worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import geopandas as gpd
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.arcs import shared_arcs
from aleppomap.areas import geodesic_area_m2
from aleppomap.dates import as_day
from aleppomap.snapshot import About, Party

FIRST = date(2016, 11, 20)
RED, GREEN, GOLD = "#b3423a", "#3f7f5f", "#c99a2e"


@dataclass(frozen=True)
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
    account: str = vocab.SYNTHESIS

    @property
    def parties(self):
        return (
            Party("government", f"Government and allied forces{self.hostile}", "", RED),
            Party("opposition", f"Opposition factions{self.hostile}", "", GREEN),
            Party("sdf", "SDF / YPG", f"قسد{self.hostile}", GOLD, "dots"),
        )

    @property
    def about(self):
        hostile = self.hostile
        return About(
            title=f"Toy Aleppo{hostile}",
            licence=f"CC BY 4.0{hostile}",
            citation=f"Toy et al.{hostile}",
            title_ar=f"حلب{hostile}",
            data_version=f"toy-1{hostile}",
            account=self.account,
            time_zone="Asia/Damascus",
            focus_date=self.dates[4],
        )

    @property
    def dates(self):
        return tuple(FIRST + timedelta(days) for days in range(self.n_days))

    @property
    def extent(self):
        return tuple(self.cells.total_bounds)

    @cached_property
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
        # As objects: pyarrow, where it is installed, holds no lone surrogate.
        texts = {"name": [name + self.hostile for name in names], "name_ar": "حي" + self.hostile}
        index = pd.Index([f"d{number}" for number in range(self.n_cells)], name="district")
        return gpd.GeoDataFrame(
            pd.DataFrame(texts, index=index, dtype=object),
            geometry=shapely.set_precision(boxes, 1e-6),
            crs="OGC:CRS84",
        )  # fmt: skip

    @cached_property
    def accounts(self):
        names = {
            "army": "Syrian army",
            "sohr": "Observatory",
            "enab": "Enab Baladi",
            "ocha": "OCHA",
        }
        frame = pd.DataFrame.from_dict(names, orient="index", columns=["name"])
        frame = frame.assign(name_ar="رواية", side=["government", "monitor", "opposition", "un"])
        return frame.rename_axis("account").astype(object) + self.hostile

    @cached_property
    def context(self):
        shapes = [
            shapely.LineString([(37.10, 36.25), (37.12, 36.245)]),
            shapely.Point(37.11, 36.25),
        ]
        columns = {"name": "Ring road", "name_ar": "طريق", "kind": ["road", "landmark"]}
        frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="OGC:CRS84")
        frame[["name", "name_ar"]] = frame[["name", "name_ar"]].astype(object) + self.hostile
        return frame.assign(accuracy_m=50)

    def with_account(self, account):
        return replace(self, account=account)

    def coverage(self, day):
        return pd.Series({"army": 0.2, "sohr": 0.6, "enab": 0.0, "ocha": 0.1})

    @cached_property
    def own_spells(self):
        """The army holds d3 from day 2 to 6 by its own word; SOHR says contested on day 5."""
        rows = [
            ("army", "d3", 2, 7, "government", (1, 1, 1), (0, 0, 0), ("r5",)),
            ("sohr", "d3", 5, 6, "contested", (0, 0.5, 1), (0, 0.5, 1), ("r2",)),
        ]
        columns = [c for h in ("government", "opposition") for c in vocab.share_columns(h)]
        records = [
            {
                "district": cell,
                "start": FIRST + timedelta(start),
                "end": FIRST + timedelta(stop),
                "control": control,
                **dict.fromkeys(
                    [c for h in ("sdf", "unknown") for c in vocab.share_columns(h)], 0.0
                ),
                **dict(zip(columns, (*ours, *theirs), strict=True)),
                "report_ids": reports,
            }
            for account, cell, start, stop, control, ours, theirs, reports in rows
            if account == self.account
        ]
        return pd.DataFrame(records)

    def arcs(self):
        return shared_arcs(self.cells)

    def at(self, day):
        day = as_day(day)
        live = self.spells[(self.spells.start <= day) & (self.spells.end > day)]
        frame = self.cells[["name", "geometry"]].join(live.set_index("district"))
        frame = frame.drop(columns=["start", "end"])
        return frame.assign(area_km2=geodesic_area_m2(frame) / 1e6)

    def explain(self, where, day):
        rows = self.reports[self.reports["district"] == where]
        return rows.assign(stance=["differs" if r == "r4" else "behind" for r in rows.index])

    def area_over_time(self):
        rows = []
        for day in self.dates:
            for holder in ("government", "opposition", "sdf", "unknown"):
                live = self.spells[(self.spells.start <= day) & (self.spells.end > day)]
                low, best, high = (live[f"{holder}_share_{bound}"].sum() for bound in vocab.BOUNDS)
                rows.append((day, holder, low, best, high))
        return pd.DataFrame(rows, columns=["date", "holder", "low_km2", "best_km2", "high_km2"])

    @cached_property
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
            row = {
                "district": f"d{cell}",
                "start": FIRST + timedelta(start),
                "end": end if stop is None else FIRST + timedelta(stop),
                "control": control,
                "report_ids": tuple(reports),
            }
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

    @cached_property
    def reports(self):
        rows = {
            "r1": {
                "district": "d0", "date": "2016-11-23", "reported_on": date(2016, 11, 23),
                "account": "army", "account_name": "Syrian army", "outlet": "SANA",
                "confidence": "medium", "summary": "Troops entered the estate from the east.",
                "to": "government", "url": "https://example.org/a", "publisher": "Example News",
            },
            "r2": {
                "district": "d0", "date": "2016-11-25/2016-11-26", "reported_on": 736295,
                "account": "sohr", "account_name": "Observatory", "outlet": "Reuters",
                "relayed_by": "AFP", "confidence": "high", "summary": "All of it changed hands.",
                "to": "government", "url": "https://example.org/b?x=1&y=2", "publisher": "Reuters",
            },
            "r3": {
                "district": "d1", "date": "2016-11-24", "reported_on": date(2016, 11, 25),
                "account": "enab", "account_name": "Enab Baladi", "confidence": "low",
                "summary": "Fighting in the streets.", "to": "contested",
                "url": "javascript:window.ran=1", "publisher": "Bad link",
            },
            "r4": {
                "district": "d1", "date": "2016-11~", "reported_on": date(2016, 11, 29),
                "account": "ocha", "confidence": "low", "summary": "People left the district.",
                "to": "government", "url": "https://example.org/c", "publisher": "OCHA",
            },
            "r5": {
                "district": "d3", "date": "2016-11-22", "reported_on": date(2016, 11, 22),
                "account": "army", "account_name": "Syrian army", "outlet": "SANA",
                "confidence": "low", "summary": "The army says it holds Haydariyeh.",
                "to": "government", "url": "https://example.org/d", "publisher": "SANA",
            },
        }  # fmt: skip
        frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("report")
        frame = frame.assign(
            outlet=frame["outlet"].fillna(""), relayed_by=frame["relayed_by"].fillna("")
        )
        frame = frame.astype(object)
        for column in ("account_name", "outlet", "relayed_by", "summary", "publisher"):
            frame[column] = frame[column].fillna("") + self.hostile
        return frame
