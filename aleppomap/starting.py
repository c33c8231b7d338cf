"""A territory from what a user has: a districts file and a spreadsheet of reports.

Nothing is asked that can be inferred; what could not be is listed, and written beside the
tables. The folder appears whole or not at all, and only if it validates.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from aleppomap import schema, vocab
from aleppomap.atomic import making_folder, write_atomic
from aleppomap.attribution import Credit, carry_source, credit_of
from aleppomap.coverage import close_corridors
from aleppomap.errors import AleppoMapError, InvalidInput
from aleppomap.folder import read_folder
from aleppomap.formats import read_layer
from aleppomap.gathered import Remarks, clean, gather
from aleppomap.io import geojson, overlap_faults
from aleppomap.paste import harmless
from aleppomap.sheets import DayOrder, folded, slug
from aleppomap.tables import TABLES

__all__ = ["Started", "start_territory"]

COLOURS = ("#0072B2", "#E69F00", "#CC79A7", "#009E73", "#D55E00", "#56B4E9", "#F0E442", "#666666")
"""Okabe and Ito's, told apart by the colour-blind, and a grey."""

_IDS = ("district", "id", "code", "pcode", "adm4pcode", "adm3pcode", "shapeid", "osmid", "fid")
_NAMES = ("name", "nameen", "districtname", "nameenglish", "shapename", "neighbourhood", "title",
          "label", "adm4en", "adm3en")  # fmt: skip
_ARABIC = ("namear", "arabic", "arabicname", "adm4ar", "adm3ar")


@dataclass(frozen=True)
class Started:
    """A territory that `start_territory` wrote, and its remarks."""

    folder: Path
    remarks: Remarks


def start_territory(
    folder: str | Path,
    districts: str | Path,
    reports: str | Path,
    *,
    name: str = "",
    order: DayOrder | None = None,
) -> Started:
    """Make a territory folder of a districts file and a spreadsheet of reports.

    Parameters
    ----------
    folder
        Where to make it; must not exist, or be empty.
    districts
        Polygons in any format of the field; columns of ids and names are found.
    reports
        A spreadsheet with a column of dates, one of holders and one of districts, and
        perhaps of sources, addresses, speakers, shares, confidence and notes.
    name
        Name of the territory; made of the folder's when empty.
    order
        How dates such as 3/4/2020 are meant, where the column does not tell.

    Returns
    -------
    Started
        The folder, what was inferred and what was not: that is in its ``starting.md`` too.

    Raises
    ------
    InvalidInput
        With every fault of either file that leaves no territory to be made.
    AleppoMapError
        If the folder has files in it, or cannot be written.
    """
    target = Path(folder)
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise AleppoMapError(f"{target} is there already; name a new folder")
    except OSError as error:
        raise AleppoMapError(f"cannot write {target}: {error.strerror or error}") from error
    done = Remarks()
    cells, credit = _districts(Path(districts), done)
    tables, settings = gather(Path(reports), cells, done, order)
    title = clean(name or target.resolve().name.replace("-", " ").replace("_", " ").title())
    title = title or "Territory"
    credit = _told(credit.beside(credit_of([reports])), done)
    settings = {"id": slug(title) or "territory", "name": title, "credit": credit, **settings}
    made_of = {"districts.geojson": districts, TABLES["reports"].file: reports}
    _write(target, cells, tables, settings, done, made_of)
    return Started(target, done)


def _districts(path: Path, done: Remarks) -> tuple[gpd.GeoDataFrame, Credit]:
    layer = read_layer(path)
    frame = layer.features
    done.inferred += [f"{path.name}: {note}" for note in layer.notes]
    columns = {folded(str(c)): str(c) for c in reversed(frame.columns) if c != "geometry"}

    def texts(words: Iterable[str]) -> tuple[str, list[str]]:
        for word in words:
            if word in columns:
                values = ["" if pd.isna(v) else clean(v) for v in frame[columns[word]].tolist()]
                if any(values):
                    return columns[word], values
        return "", [""] * len(frame)

    named, names = texts(_NAMES)
    id_column, ids = texts(_IDS)
    if not named and id_column and not all(map(schema.id_error, ids)):
        named, names = id_column, ids
    _, names_ar = texts(_ARABIC)
    if not id_column or any(map(schema.id_error, ids)) or len(set(ids)) < len(ids):
        ids = _unique([slug(n) or slug(i) for n, i in zip(names, ids, strict=True)])
        done.inferred.append(f"district ids made of {named or id_column or 'the order'}")
    else:
        done.inferred.append(f"district ids from column {id_column}")
    labels = [n or i for n, i in zip(names, ids, strict=True)]
    done.inferred.append(f"names from column {named}" if named else "no column of names")
    cells = gpd.GeoDataFrame(
        {"district": ids, "name": labels, "name_ar": names_ar, "aliases": ""},
        geometry=frame.geometry.to_numpy(), crs=frame.crs,
    )  # fmt: skip
    west, south, east, north = cells.total_bounds
    done.inferred.append(
        f"{len(cells)} districts between {west:.2f} and {east:.2f} east, {south:.2f} and "
        f"{north:.2f} north; if that is another place, the coordinates are swapped"
    )
    if len(overlaps := overlap_faults(cells.set_index("district"), path.name)):
        covered, report = close_corridors(cells, 0, decimals=7)
        change = float((report["area_after_km2"] - report["area_before_km2"]).sum())
        done.inferred.append(
            f"{len(overlaps)} overlaps given to the smaller district, {change:+.4f} km2 in all"
        )
        cells = covered
    return cells.set_index("district"), layer.credit


def _told(credit: Credit, done: Remarks) -> Credit:
    """Return a credit, having said what it is and where it comes from."""
    if credit.licence:
        done.inferred.append(f"licence, from the sources of the files: {credit.licence}")
    else:
        done.open.append("licence: not stated, as no file says")
    if credit.attribution:
        done.inferred.append(f"citation, which every map will show: {credit.attribution}")
    if credit and credit.redistribution is False:
        done.open.append("terms that restrict redistribution: read them before you publish")
    return credit


def _unique(ids: list[str]) -> list[str]:
    counts: Counter[str] = Counter()
    made = []
    for number, text in enumerate(ids, start=1):
        text = text or f"d{number:03d}"
        counts[text] += 1
        made.append(text if counts[text] == 1 else f"{text}-{counts[text]}")
    return made if len(set(made)) == len(made) else [f"d{n:04d}" for n in range(1, len(ids) + 1)]


def _write(
    target: Path,
    cells: gpd.GeoDataFrame,
    tables: Mapping[str, list[dict[str, Any]]],
    settings: Mapping[str, Any],
    done: Remarks,
    made_of: Mapping[str, str | Path],
) -> None:
    """Write the folder beside its place, validate it, then move it there."""
    with making_folder(target) as made:
        write_atomic(made / "districts.geojson", geojson(cells))
        write_atomic(made / "territory.toml", _toml(settings))
        for name, rows in tables.items():
            write_atomic(made / TABLES[name].file, _csv(name, rows))
        for name, source in made_of.items():
            carry_source([source], made / name)
        write_atomic(made / "starting.md", f"# How this folder was made\n\n```\n{done}\n```\n")
        faults = read_folder(made)[1]
        if faults:
            raise InvalidInput(faults)


def _csv(name: str, rows: list[dict[str, Any]]) -> str:
    columns = [column.name for column in TABLES[name].columns]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: harmless(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


def _toml(settings: Mapping[str, Any]) -> str:
    text = _quoted
    lines = [
        "[territory]", f"id = {text(settings['id'])}", f"name = {text(settings['name'])}",
        f"period = [{', '.join(text(str(day)) for day in settings['period'])}]",
        f"baseline = {text(str(settings['baseline']))}", 'time_zone = "UTC"',
        f"default_region = {text(settings['default_region'])}",
        f"licence = {text(settings['credit'].licence or 'not stated')}",
    ]  # fmt: skip
    if settings["credit"].attribution:
        lines.append(f"citation = {text(settings['credit'].attribution)}")
    for number, (party, label) in enumerate(settings["parties"].items()):
        colour = COLOURS[number % len(COLOURS)]
        hatch = vocab.HATCHES[number % len(vocab.HATCHES)]
        lines += ["", "[[parties]]", f"party = {text(party)}", f"name = {text(label)}",
                  f'colour = "{colour}"', f'hatch = "{hatch}"']  # fmt: skip
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return text as a TOML string: that of JSON, without surrogates."""
    plain = "".join(c for c in text if unicodedata.category(c) != "Cs")
    return json.dumps(plain, ensure_ascii=False)
