"""A territory from what a user has: a districts file and a spreadsheet of reports.

Nothing is asked that can be inferred; what could not be is listed, and written beside the
tables. The folder appears whole or not at all, and only if it validates.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from aleppomap import vocab
from aleppomap.antimeridian import joined_across
from aleppomap.atomic import making_folder, write_atomic
from aleppomap.attribution import Credit, carry_source, credit_of
from aleppomap.coverage import close_corridors
from aleppomap.errors import AleppoMapError, AleppoMapWarning, InvalidInput, NotFound
from aleppomap.folder import read_folder
from aleppomap.gaps import gaps_between
from aleppomap.gathered import gather, spoken_places
from aleppomap.geojson import geojson, overlap_faults
from aleppomap.labels import labels_of
from aleppomap.layer_reading import layers_of, other_layers, read_layer
from aleppomap.nesting import features_named, nesting_faults
from aleppomap.paste import harmless
from aleppomap.remarks import Remarks
from aleppomap.sheets import DayOrder, clean, folded, slug
from aleppomap.tables import TABLES
from aleppomap.vocab import counted

__all__ = ["Started", "start_territory"]

COLOURS = ("#0072B2", "#E69F00", "#CC79A7", "#009E73", "#D55E00", "#56B4E9", "#F0E442", "#666666")
"""Okabe and Ito's, told apart by the colour-blind, and a grey."""


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
    name_column: str | None = None,
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Started:
    """Make a territory folder of a districts file and a spreadsheet of reports.

    Parameters
    ----------
    folder
        Where to make it; must not exist, or be empty.
    districts
        Polygons in any format of the field; columns of ids and names are found, the latter
        as the one whose values the reports name most.
    reports
        A spreadsheet with a column of dates, one of holders and one of districts, and
        perhaps of sources, addresses, speakers, shares (0 to 1, 0 to 100 or with a ``%``),
        confidence and notes. A holder such as ``A 60%`` or ``A (partial)`` is A with a part.
    name
        Name of the territory; made of the folder's when empty.
    order
        How dates such as 3/4/2020 are meant, where the column does not tell.
    name_column
        The column of the districts with the names that the reports use, if it is not found.
    layer
        Which layer of the districts file; when None, the only one that the reports name
        districts of, else the first.
    columns
        Columns of the reports that are not found by their headers: under ``district``,
        ``date``, ``holder`` and ``account`` what each is called.

    Returns
    -------
    Started
        The folder, what was inferred and what was not: that is in its ``starting.md`` too.

    Raises
    ------
    InvalidInput
        With every fault of either file that leaves no territory to be made, such as reports
        that name none of the districts.
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
    named = _roles_named(columns or {})
    spoken = spoken_places(Path(reports), named)
    layer = layer or _layer_named(Path(districts), spoken, done)
    cells, credit = _districts(Path(districts), done, spoken, name_column, layer)
    others = other_layers(districts, layer)
    tables, settings = gather(Path(reports), cells, done, order, others, named)
    title = clean(name or target.resolve().name.replace("-", " ").replace("_", " ").title())
    title = title or "Territory"
    credit = _told(credit.beside(credit_of([reports])), done)
    settings = {"id": slug(title) or "territory", "name": title, "credit": credit, **settings}
    made_of = {"districts.geojson": districts, TABLES["reports"].file: reports}
    _write(target, cells, tables, settings, done, made_of)
    return Started(target, done)


def _roles_named(columns: Mapping[str, str]) -> dict[str, str]:
    """Return which column plays which role; raise where what it should say is nothing known."""
    roles = {"district": "district", "date": "date", "holder": "status", "account": "account"}
    for name in columns:
        if name not in roles:
            raise NotFound("column of reports", name, roles)
    return {roles[name]: column for name, column in columns.items()}


def _layer_named(path: Path, spoken: set[str], done: Remarks) -> str | None:
    """Return the one layer of a file that has names the reports give districts, if one has."""
    names = layers_of(path)
    if len(names) < 2:
        return None
    known = [name for name in names if _names_in(path, name) & spoken]
    if len(known) != 1:
        return None
    done.inferred.append(
        f"layer {known[0]} of {path.name}: the only one whose names the reports use"
    )
    return known[0]


def _names_in(path: Path, layer: str) -> set[str]:
    """Return every text of a layer, folded; nothing when it is no layer of polygons."""
    try:
        frame = read_layer(path, layer).features
    except AleppoMapError:
        return set()
    cells = frame.drop(columns="geometry").to_numpy().ravel().tolist()
    return {folded(clean(text)) for text in cells if isinstance(text, str)} - {""}


def _districts(
    path: Path, done: Remarks, spoken: set[str], name_column: str | None, chosen: str | None
) -> tuple[gpd.GeoDataFrame, Credit]:
    layer = read_layer(path, chosen)
    frame = layer.features
    done.inferred += [f"{path.name}: {note}" for note in layer.notes]
    done.details += [
        f"{row['feature']}: {row['fault']}; {row['area_before_km2']:.4f} km2, now "
        f"{row['area_after_km2']:.4f}" for row in layer.repairs.to_dict("records")
    ]  # fmt: skip
    labels = labels_of(frame, spoken, name_column, path.name, other_layers(path, chosen))
    done.inferred += labels.notes
    cells = gpd.GeoDataFrame(
        {"district": labels.ids, "name": labels.names, "name_ar": labels.names_ar, "aliases": ""},
        geometry=frame.geometry.to_numpy(), crs=frame.crs,
    )  # fmt: skip
    if nested := nesting_faults(
        np.asarray(cells.geometry.array, dtype=object),
        features_named(frame, labels.names, layer.numbers),
        path.name,
    )[0]:
        raise InvalidInput(nested)
    joined = joined_across(np.asarray(cells.geometry.array, dtype=object))
    west, south, east, north = shapely.total_bounds(joined)
    done.inferred.append(
        f"{counted(len(cells), 'district')} between {west:.2f} and {east:.2f} east, {south:.2f} "
        f"and {north:.2f} north; if that is another place, the coordinates are swapped"
    )
    if len(overlaps := overlap_faults(cells.set_index("district"), path.name)):
        cells = _without_overlaps(cells, len(overlaps), done)
    if gaps := gaps_between(cells):
        done.open.append(
            f"{gaps}. To close them: aleppomap prepare {path} -o closed.geojson --max-gap "
            f"{gaps.max_gap_m}, then init with closed.geojson"
        )
    return cells.set_index("district"), layer.credit


def _without_overlaps(cells: gpd.GeoDataFrame, number: int, done: Remarks) -> gpd.GeoDataFrame:
    """Return districts that do not overlap; what each lost goes into the remarks."""
    with warnings.catch_warnings():
        # the warning points to a report that the user of a folder never sees; it goes there
        warnings.simplefilter("ignore", AleppoMapWarning)
        covered, report = close_corridors(cells, 0, decimals=7)
    change = float((report["area_after_km2"] - report["area_before_km2"]).sum())
    done.inferred.append(
        f"{counted(number, 'overlap')} given to the smaller district, {change:+.4f} km2 in all; "
        "starting.md has each district"
    )
    done.details += [
        f"{cell}: {row['note']}; {row['overlap_km2']:.4f} km2 shared, "
        f"{row['area_before_km2']:.4f} km2, now {row['area_after_km2']:.4f}"
        for cell, row in report[report["note"] != ""].iterrows()
    ]
    return covered


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
        whole = f"# How this folder was made\n\n```\n{done.whole}\n```\n"
        write_atomic(made / "starting.md", whole)
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
