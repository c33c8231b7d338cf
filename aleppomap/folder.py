"""Territory folders: read every table, check what it means, give it its types."""

from __future__ import annotations

import hashlib
import re
import tomllib
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from aleppomap import dates, schema
from aleppomap.attribution import Credit, credit_of
from aleppomap.axes import LOOKS_SWAPPED, fits_swapped
from aleppomap.consistency import check_meaning, check_settings
from aleppomap.default_synthesis import rows_by_rule
from aleppomap.errors import AleppoMapError, AleppoMapWarning, Fault
from aleppomap.evidence import Evidence
from aleppomap.geojson import read_context, read_districts
from aleppomap.snapshot import About, Party
from aleppomap.tables import TABLES, Table
from aleppomap.text_files import read_table, read_text, separator_of

__all__ = ["FolderContents", "data_files", "read_folder"]

MOST_SETTINGS = 100_000
"""Characters of territory.toml: fifty times that of the bundled one."""

MOST_DOTS = 500
"""The time `tomllib` takes grows with the square of the dots in a key: 50 000 take a minute."""


@dataclass(frozen=True, eq=False)
class FolderContents:
    """A territory folder, read, checked and typed."""

    settings: dict[str, Any]
    evidence: Evidence
    sources: pd.DataFrame
    decisions: pd.DataFrame
    regions: pd.DataFrame
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
    known: dict[str, Iterable[str]] = {}
    for name, table in TABLES.items():
        tables[name], wrong, readable = _read_checked(folder / table.file, table)
        faults += wrong
        if readable:
            known[name] = [*tables[name][table.key], *tables[name].attrs.get("uneven", ())]
    path = folder / "districts.geojson"
    districts, wrong = gpd.GeoDataFrame(geometry=[]), [_missing(path.name)]
    if path.is_file():
        districts, wrong = read_districts(path)
    faults += wrong
    cells = [str(cell) for cell in districts.index]
    if cells:
        known["districts"] = cells
        if "regions" in known:
            known["regions"] = [*known["regions"], *cells]
    faults += schema.check_references(tables, known)
    if settings and cells:
        faults += check_meaning(settings, tables, cells)
    context, wrong = read_context(folder / "context.geojson")
    faults += wrong
    if len(context) and len(districts) and not faults:
        faults += _swapped_faults(districts, context)
    if faults:
        return None, _said_once(faults)
    return _build(folder, _credited(settings, folder), tables, districts, context), []


def _said_once(faults: list[Fault]) -> list[Fault]:
    """Return faults without those of how an id is written, where another says which it may be."""
    named = {(f.file, f.where, f.field, f.value) for f in faults if f.allowed != schema.ID_ALLOWED}
    return [
        f for f in faults
        if f.allowed != schema.ID_ALLOWED or (f.file, f.where, f.field, f.value) not in named
    ]  # fmt: skip


def _swapped_faults(districts: gpd.GeoDataFrame, context: gpd.GeoDataFrame) -> list[Fault]:
    """Return a fault when districts and landmarks meet only with the axes of one swapped."""
    if not fits_swapped(districts.total_bounds, context.total_bounds):
        return []
    west, south = districts.total_bounds[:2]
    return [
        Fault("districts.geojson, context.geojson", "", "geometry", f"{west:g}, {south:g}",
              LOOKS_SWAPPED,
              "The two meet only when one is swapped: give both longitude first.")
    ]  # fmt: skip


def data_files(folder: Path) -> list[Path]:
    """Return the files a territory is made of, those that are there."""
    names = ["districts.geojson", "context.geojson", *(table.file for table in TABLES.values())]
    return [folder / name for name in names if (folder / name).is_file()]


def _credited(settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return settings whose licence and citation name the sources its files were made of."""
    own = Credit(settings["licence"], settings.get("citation", ""))
    whole = own.beside(credit_of(data_files(folder)))
    return settings | {"licence": whole.licence, "citation": whole.attribution}


def _read_checked(path: Path, table: Table) -> tuple[pd.DataFrame, list[Fault], bool]:
    """Return a table with every column, its faults, and whether its ids can be relied on."""
    columns = [column.name for column in table.columns]
    if not path.is_file():
        faults = [] if table.optional else [_missing(path.name)]
        return pd.DataFrame(columns=columns, dtype=object), faults, table.optional
    separator = separator_of(path)
    if separator != ",":
        name = "tabs" if separator == "\t" else "semicolons"
        warnings.warn(f"{path.name} is separated by {name}, not commas: read as such",
                      AleppoMapWarning, stacklevel=2)  # fmt: skip
    frame, faults = read_table(path, separator)
    readable = len(frame.columns) > 0
    if readable:
        faults += schema.check_table(frame, table)
    if not readable:
        frame = pd.DataFrame(columns=columns, dtype=object)
    if list(frame.columns) != columns:
        frame = frame.reindex(columns=columns, fill_value="")
    return frame, faults, readable


def _missing(name: str) -> Fault:
    return Fault(name, "", "", "missing", "a file of that name", "Add it.")


def _read_settings(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    name = path.name
    if not path.is_file():
        return {}, [_missing(name)]
    text, faults = read_text(path)
    if faults:
        return {}, faults
    if len(text) > MOST_SETTINGS:
        return {}, [Fault(name, "", "", f"{len(text)} characters", f"at most {MOST_SETTINGS}",
                          "Remove what is not a setting.")]  # fmt: skip
    if any(part.count(".") > MOST_DOTS for part in re.split("[=\n]", text)):
        return {}, [Fault(name, "", "", "a key of many parts", f"at most {MOST_DOTS} dots in a key",
                          "Remove the key.")]  # fmt: skip
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return {}, [Fault(name, "", "", str(error), "TOML in UTF-8", "Correct the file.")]
    return check_settings(document, name)


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
    context: gpd.GeoDataFrame,
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
    start, end = settings["period"]
    ruled_from = None if len(tables["synthesis"]) else settings["baseline"]
    synthesis = tables["synthesis"].reset_index(drop=True)
    synthesis = synthesis.assign(
        **{c: pd.Series(_lists(synthesis[c]), dtype=object) for c in ("reports", "decision")},
        **{c: _ordinals(synthesis[c]) for c in ("date", "earliest", "latest")},
        **{c: _numbers(synthesis[c]) for c in ("to_share_low", "to_share", "to_share_high")},
    )
    regions = tables["regions"].set_index("region")
    regions["aliases"] = _lists(regions["aliases"])
    _name_holders(regions, {str(p["party"]): str(p["name"]) for p in settings["parties"]})
    places = tables["places"].set_index("place")
    places["aliases"], places["districts"] = _lists(places["aliases"]), _lists(places["districts"])
    claims = tables["claims"].set_index("claim")
    claims["places"] = _lists(claims["places"])
    for column in ("low", "high", "grain"):
        claims[column] = _numbers(claims[column])
    about = About(
        title=settings["name"],
        title_ar=settings.get("name_ar", ""),
        licence=settings["licence"],
        citation=settings.get("citation", ""),
        data_version=_data_version(folder),
        time_zone=settings["time_zone"],
        focus_date=settings.get("focus_date"),
    )
    parties = tuple(
        Party(p["party"], p["name"], p.get("name_ar", ""), p["colour"], p.get("hatch", "none"))
        for p in settings["parties"]
    )
    held = regions["held_by"].get(settings["default_region"], "")
    evidence = Evidence(
        districts, reports, synthesis, accounts, parties, about, start, end,
        pivot=str(held) or parties[0].party, places=places, context=context, ruled_from=ruled_from,
    )  # fmt: skip
    if ruled_from is not None:
        rows = rows_by_rule(evidence.reports_known(None), ruled_from.toordinal())
        evidence = replace(evidence, synthesis=rows)
    return FolderContents(
        settings, evidence, sources, tables["decisions"].set_index("decision"), regions, claims
    )


def _name_holders(regions: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Write the name of who held a region where its name and aliases say ``{party}``."""
    holders = [names.get(str(party), "{party}") for party in regions["held_by"]]
    regions["name"] = [
        str(name).replace("{party}", holder)
        for name, holder in zip(regions["name"], holders, strict=True)
    ]
    regions["aliases"] = [
        tuple(alias.replace("{party}", holder) for alias in aliases)
        for aliases, holder in zip(regions["aliases"], holders, strict=True)
    ]


def _data_version(folder: Path) -> str:
    """Return a short hash of the tables and districts, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        wanted = path.suffix in {".csv", ".toml"} or path.name == "districts.geojson"
        if wanted and path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]
