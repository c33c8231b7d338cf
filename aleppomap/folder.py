"""Territory folders: read every table, check what it means, give it its types."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from aleppomap import dates, schema, vocab
from aleppomap.errors import AleppoMapError, Fault, suggestion
from aleppomap.evidence import Evidence
from aleppomap.io import read_districts, read_table
from aleppomap.snapshot import About, Party
from aleppomap.tables import TABLES

__all__ = ["FolderContents", "read_folder"]

_SETTINGS = ("id", "name", "period", "baseline", "time_zone", "default_region", "licence")


@dataclass(frozen=True, eq=False)
class FolderContents:
    """A territory folder, read, checked and typed."""

    settings: dict[str, Any]
    evidence: Evidence
    sources: pd.DataFrame
    decisions: pd.DataFrame
    regions: pd.DataFrame
    places: pd.DataFrame
    claims: pd.DataFrame


def read_folder(folder: Path) -> tuple[FolderContents | None, list[Fault]]:
    """Read a territory folder.

    Parameters
    ----------
    folder
        A folder with ``territory.toml``, ``districts.geojson`` and the tables.

    Returns
    -------
    contents : FolderContents or None
        None when there is any fault.
    faults : list of Fault
        Every fault of every file.

    Raises
    ------
    AleppoMapError
        If the folder is none, or a file cannot be read.
    """
    if not folder.is_dir():
        raise AleppoMapError(f"{folder} is not a folder; a territory is a folder of tables")
    settings, faults = _read_settings(folder / "territory.toml")
    tables: dict[str, pd.DataFrame] = {}
    for name, table in TABLES.items():
        path = folder / table.file
        columns = [column.name for column in table.columns]
        frame = pd.DataFrame(columns=columns, dtype=object)
        if path.is_file():
            frame, wrong = read_table(path)
            faults += wrong or schema.check_table(frame, table)
        elif name in ("reports", "sources", "accounts"):
            faults.append(Fault(table.file, "", "", "missing", "a file of that name", "Add it."))
        tables[name] = frame.reindex(columns=columns, fill_value="")
    path = folder / "districts.geojson"
    if not path.is_file():
        faults.append(Fault(path.name, "", "", "missing", "a file of that name", "Add it."))
        return None, faults
    districts, wrong = read_districts(path)
    faults += wrong
    cells = [str(cell) for cell in districts.index]
    known: dict[str, Iterable[str]] = {
        name: frame[TABLES[name].key] for name, frame in tables.items()
    }
    faults += schema.check_references(
        tables, {**known, "districts": cells, "regions": [*known["regions"], *cells]}
    )
    if not settings:
        return None, faults
    faults += _check_meaning(settings, tables, cells)
    if faults:
        return None, faults
    return _build(folder, settings, tables, districts), []


def _read_settings(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    name = path.name
    if not path.is_file():
        return {}, [Fault(name, "", "", "missing", "a file of that name", "Add it.")]
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Fault(name, "", "", str(error), "TOML in UTF-8", "Correct the file.")]
    settings = document.get("territory")
    parties = document.get("parties")
    if not isinstance(settings, dict) or not isinstance(parties, list) or not parties:
        return {}, [
            Fault(name, "", "territory, parties", "", "a [territory] and at least one [[parties]]",
                  "Add them.")
        ]  # fmt: skip
    faults = [
        Fault(name, "[territory]", key, "", "a value", "Add the setting.")
        for key in _SETTINGS if key not in settings
    ]  # fmt: skip
    for key in ("period", "baseline", "focus_date"):
        values = settings.get(key, [])
        for value in values if isinstance(values, list) else [values]:
            try:
                dates.as_day(value)
            except ValueError:
                faults.append(
                    Fault(
                        name, "[territory]", key, str(value), "a day as 2016-11-28", "Correct it."
                    )
                )
    for number, party in enumerate(parties, start=1):
        faults += [
            Fault(name, f"party {number}", key, str(party.get(key, "")), "text", "Add it.")
            for key in ("party", "name", "colour")
            if not isinstance(party.get(key), str) or not party[key]
        ]
        if party.get("hatch", "none") not in vocab.HATCHES:
            faults.append(
                Fault(name, f"party {number}", "hatch", str(party["hatch"]),
                      "one of " + ", ".join(vocab.HATCHES), "Correct it.")
            )  # fmt: skip
    return ({**settings, "parties": parties} if not faults else {}), faults


def _check_meaning(
    settings: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], cells: list[str]
) -> list[Fault]:
    """Check what the schema alone cannot: parties, orders of dates and shares, regions."""
    parties = [party["party"] for party in settings["parties"]]
    faults: list[Fault] = []

    def fault(table: str, row: Any, field: str, value: str, allowed: str, remedy: str) -> None:
        faults.append(
            Fault(TABLES[table].file, f"row {int(row) + 2}", field, value, allowed, remedy)
        )

    words = [*parties, vocab.CONTESTED, vocab.UNKNOWN]
    for table, columns in {
        "reports": ("from", "to"), "synthesis": ("from", "to"),
        "claims": ("party", "by"), "regions": ("held_by",),
    }.items():  # fmt: skip
        allowed = words if table == "reports" else parties
        for column in columns:
            for row, text in tables[table][column].items():
                for part in schema.split_list(text):
                    if part not in allowed:
                        fault(table, row, column, part, "one of " + ", ".join(allowed),
                              f"Correct it or add the party to territory.toml"
                              f"{suggestion(part, allowed)}.".replace("?.", "?"))  # fmt: skip
    for table, columns in {
        "reports": ("to_share_low", "to_share_high"),
        "synthesis": ("to_share_low", "to_share", "to_share_high"),
        "claims": ("low", "high"),
    }.items():
        for row, record in enumerate(tables[table].to_dict("records")):
            given = [text for text in (record[c] for c in columns) if text]
            numbers = _floats(given)
            if len(numbers) == len(given) and numbers != sorted(numbers):
                fault(table, row, ", ".join(columns), " ".join(given), "numbers in rising order",
                      "Swap them.")  # fmt: skip
    for row, record in enumerate(tables["synthesis"].to_dict("records")):
        given = [record[c] for c in ("earliest", "date", "latest")]
        if given != sorted(given):
            fault("synthesis", row, "earliest, date, latest", " ".join(given),
                  "days in rising order", "Correct the dates.")  # fmt: skip
        if not record["from"] and not record["to_share"]:
            fault("synthesis", row, "to_share", "", "a share when `from` is empty", "Fill it.")
    for row, record in enumerate(tables["reports"].to_dict("records")):
        try:
            stated = dates.parse_edtf(record["date"])
            published = dates.as_day(record["reported_on"])
        except ValueError:
            continue
        if published < stated.earliest:
            fault("reports", row, "reported_on", record["reported_on"],
                  f"a day from {record['date']} on", "Correct one of the dates.")  # fmt: skip
    for row, text in tables["regions"]["districts"].items():
        for part in schema.split_list(text):
            name, _, weight = part.lstrip("-").partition(":")
            number = _floats([weight or "1"])
            if (name != "*" and name not in cells) or not number or not 0 <= number[0] <= 1:
                fault("regions", row, "districts", part, "a district id, `id:0.4`, `-id` or `*`",
                      f"Correct it{suggestion(name, cells)}.".replace("?.", "?"))  # fmt: skip
    regions = [*tables["regions"]["region"], *cells]
    if settings["default_region"] not in regions:
        faults.append(
            Fault("territory.toml", "[territory]", "default_region",
                  str(settings["default_region"]), "a region of regions.csv", "Correct it.")
        )  # fmt: skip
    return faults


def _floats(texts: list[str]) -> list[float]:
    numbers = []
    for text in texts:
        try:
            numbers.append(float(text))
        except ValueError:
            return []
    return numbers


def _ordinals(texts: pd.Series[str]) -> list[int]:
    return [dates.as_day(text).toordinal() for text in texts]


def _numbers(texts: pd.Series[str]) -> pd.Series[float]:
    return pd.Series([float(text) if text else np.nan for text in texts], texts.index, dtype=float)


def _lists(texts: pd.Series[str]) -> list[tuple[str, ...]]:
    return [tuple(schema.split_list(text)) for text in texts]


def _build(
    folder: Path,
    settings: dict[str, Any],
    tables: dict[str, pd.DataFrame],
    districts: gpd.GeoDataFrame,
) -> FolderContents:
    sources = tables["sources"].set_index("source")
    accounts = tables["accounts"].set_index("account")
    accounts["derives_from"] = _lists(accounts["derives_from"])
    reports = tables["reports"].set_index("report")
    ranges = [dates.parse_edtf(text) for text in reports["date"]]
    reports = reports.assign(
        earliest=[r.earliest.toordinal() for r in ranges],
        latest=[r.latest.toordinal() for r in ranges],
        reported_on=_ordinals(reports["reported_on"]),
        change=reports["change"] == "yes",
        account_name=reports["account"].map(accounts["name"]),
        publisher=reports["source"].map(sources["publisher"]),
        url=reports["source"].map(sources["url"]),
        **{
            "from": pd.Series(_lists(reports["from"]), index=reports.index, dtype=object),
            **{c: _numbers(reports[c]) for c in ("to_share_low", "to_share_high", "at_least")},
        },
    )
    synthesis = tables["synthesis"].assign(
        reports=pd.Series(_lists(tables["synthesis"]["reports"]), dtype=object),
        decision=pd.Series(_lists(tables["synthesis"]["decision"]), dtype=object),
        **{c: _ordinals(tables["synthesis"][c]) for c in ("date", "earliest", "latest")},
        **{
            c: _numbers(tables["synthesis"][c])
            for c in ("to_share_low", "to_share", "to_share_high")
        },
    )
    regions = tables["regions"].set_index("region")
    regions["aliases"] = _lists(regions["aliases"])
    places = tables["places"].set_index("place")
    places["aliases"], places["districts"] = _lists(places["aliases"]), _lists(places["districts"])
    claims = tables["claims"].set_index("claim")
    claims["places"] = _lists(claims["places"])
    for column in ("low", "high", "grain"):
        claims[column] = _numbers(claims[column])
    start, end = (dates.as_day(day) for day in settings["period"])
    focus = settings.get("focus_date")
    about = About(
        title=settings["name"],
        title_ar=settings.get("name_ar", ""),
        licence=settings["licence"],
        citation=settings.get("citation", ""),
        data_version=_data_version(folder),
        time_zone=settings["time_zone"],
        focus_date=dates.as_day(focus) if focus else None,
    )
    parties = tuple(
        Party(p["party"], p["name"], p.get("name_ar", ""), p["colour"], p.get("hatch", "none"))
        for p in settings["parties"]
    )
    held = regions["held_by"].get(settings["default_region"], "")
    evidence = Evidence(
        districts, reports, synthesis, accounts, parties, about, start, end,
        pivot=str(held) or parties[0].party,
    )  # fmt: skip
    return FolderContents(
        settings, evidence, sources, tables["decisions"].set_index("decision"),
        regions, places, claims,
    )  # fmt: skip


def _data_version(folder: Path) -> str:
    """Return a short hash of the tables and districts, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in {".csv", ".toml"} or path.name == "districts.geojson":
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]
