"""``aleppomap validate``, ``prepare`` and ``demo``: files in and out."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import typer

from aleppomap.atomic import write_atomic
from aleppomap.attribution import Credit
from aleppomap.cli.checking import print_verdicts
from aleppomap.cli.crediting import carry
from aleppomap.cli.placing import faults_of_place, say_if_swapped, say_read
from aleppomap.cli.printing import Format, LayerOption, emit, table, territory_at
from aleppomap.coverage import MAX_GAP_M, close_corridors
from aleppomap.doubts import doubts_of
from aleppomap.errors import AleppoMapError, AleppoMapWarning, Fault, InvalidInput, fault_lines
from aleppomap.gaps import gaps_between
from aleppomap.geojson import geojson, overlap_faults, read_districts
from aleppomap.labels import labels_of
from aleppomap.layer_reading import READ, other_layers, read_layer
from aleppomap.nesting import features_named, nesting_faults
from aleppomap.tables import TABLES
from aleppomap.territory import data_folder, load, validate

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("validate")(validate_command)
    app.command("prepare")(prepare_command)
    app.command("demo")(demo_command)


def _say_written(path: Path) -> None:
    sys.stderr.write(f"wrote {path} ({path.stat().st_size / 1000:,.0f} kB)\n")


def validate_command(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="Territory folder, a table in one, or districts file; if left out, the "
            "territory you are in, else the bundled one."
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.table,
    territory: Annotated[
        Path | None,
        typer.Option("--territory", help="Territory that a districts file should lie in."),
    ] = None,
    layer: LayerOption = None,
) -> None:
    """List every fault of a territory folder or a districts file, with its remedy.

    Example: aleppomap validate my-territory/
    """
    where = _meant(path)
    if where.is_dir():
        if territory is not None:
            raise typer.BadParameter("--territory goes with a file of districts")
        if layer is not None:
            raise typer.BadParameter("--layer goes with a file of districts")
        faults = validate(where)
        if not faults:
            _say_doubts(where)
    elif where.suffix.lower() in READ:
        districts, faults = _read_as_districts(where, layer)
        if territory is not None:
            faults += faults_of_place(districts, where.name, territory)
        else:
            say_if_swapped(districts, where.name)
        if not faults:
            _say_gaps(districts, where)
    else:
        raise AleppoMapError(
            f"{where} is neither a folder nor a GeoJSON file or other layer "
            f"({', '.join(READ)}), nor a table beside a territory.toml"
        )
    if form is Format.table:
        lines = fault_lines(faults)
        sys.stdout.writelines(f"{line}\n" for line in lines)
        told = f"{where}: {len(faults) or 'no'} fault{'s' if len(faults) != 1 else ''}"
        each = "; --format csv lists each" if len(lines) < len(faults) else ""
        sys.stdout.write(f"{told}{each}\n")
    else:
        records = [vars(fault) for fault in faults]
        emit(fault_frame(faults), form, {"schema": 1, "path": str(where), "faults": records})
    if faults:
        raise typer.Exit(1)


def _meant(path: Path | None) -> Path:
    """Return the folder or file to validate: that of a table is its folder."""
    if path is None:
        here = Path.cwd()
        return here if (here / "territory.toml").is_file() else data_folder()
    names = {"territory.toml", *(table.file for table in TABLES.values())}
    if path.name in names and (path.parent / "territory.toml").is_file():
        sys.stderr.write(f"note: {path.name} refers to other tables: the folder is validated\n")
        return path.resolve().parent
    return path


def _read_as_districts(path: Path, layer: str | None) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return districts and faults of a layer; ids are asked for in GeoJSON alone."""
    if path.suffix.lower() in {".geojson", ".json"} and layer is None:
        return read_districts(path)
    try:
        read = read_layer(path, layer)
    except InvalidInput as error:
        return gpd.GeoDataFrame(geometry=[], crs="OGC:CRS84"), error.faults
    labels = labels_of(read.features)
    say_read(read)
    for note in labels.notes:
        sys.stderr.write(f"note: {note}\n")
    districts = read.features.set_axis(pd.Index(labels.ids, name="district"))
    return districts, overlap_faults(districts, path.name)


def _say_gaps(districts: gpd.GeoDataFrame, path: Path) -> None:
    if gaps := gaps_between(districts):
        sys.stderr.write(
            f"warning: {gaps}. To close them: aleppomap prepare {path} -o closed.geojson "
            f"--max-gap {gaps.max_gap_m}\n"
        )


def _say_doubts(folder: Path) -> None:
    """Say what is no fault of a territory but most likely a slip, or breaks its front lines."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AleppoMapWarning)  # validating has said them
        place = load(folder)
    sys.stderr.writelines(f"warning: {doubt}\n" for doubt in doubts_of(place))
    _say_gaps(place.districts, folder / "districts.geojson")


def fault_frame(faults: list[Fault]) -> pd.DataFrame:
    """Return faults as a table, one row each."""
    columns = list(Fault.__dataclass_fields__)
    return pd.DataFrame([vars(fault) for fault in faults], columns=columns)


def prepare_command(
    raw: Annotated[Path, typer.Argument(help="Polygons to make a coverage of.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="GeoJSON file to write.")],
    max_gap: Annotated[
        float, typer.Option(help="Widest corridor to close, in metres.")
    ] = MAX_GAP_M,
    simplify: Annotated[float, typer.Option(help="Generalise boundaries, in metres.")] = 0.0,
    name_column: Annotated[
        str | None, typer.Option(help="Column of names to make ids of, if it is not found.")
    ] = None,
    layer: LayerOption = None,
) -> None:
    """Close street corridors and overlaps, so that neighbours share their boundary.

    Example: aleppomap prepare quarters.geojson -o districts.geojson --max-gap 60
    """
    districts, faults, credit = _read_polygons(raw, name_column, layer)
    if faults:
        raise InvalidInput(faults)
    say_if_swapped(districts, raw.name)
    filled, report = close_corridors(districts, max_gap, simplify_m=simplify, decimals=6)
    write_atomic(output, geojson(filled.set_index("district"), credit.members))
    carry([raw], output, credit)
    table(report.reset_index().round(4), f"{len(filled)} districts")
    _say_written(output)


def _read_polygons(
    path: Path, name_column: str | None, layer: str | None
) -> tuple[gpd.GeoDataFrame, list[Fault], Credit]:
    """Return polygons of any file, with a district id each: the one that `init` would give."""
    read = read_layer(path, layer)
    say_read(read)
    frame = read.features
    labels = labels_of(frame, (), name_column, path.name, other_layers(path, layer))
    own = frame["district"] if "district" in frame.columns else pd.Series(labels.ids, frame.index)
    shapes = np.asarray(frame.geometry.array, dtype=object)
    named = features_named(frame, labels.names, read.numbers)
    repeated = frame.index[own.duplicated() | own.isna()]
    faults = nesting_faults(shapes, named, path.name)[0] + [
        Fault(path.name, f"feature {read.numbers[n]}", "district", str(frame["district"][n]),
              "ids used once", "Give each feature an id of its own.")
        for n in repeated
    ]  # fmt: skip
    if list(own) != labels.ids or "district" not in frame.columns:
        for note in labels.notes[:2]:
            sys.stderr.write(f"note: {note}\n")
    frame = frame.drop(columns="district", errors="ignore")
    frame.insert(0, "district", labels.ids)
    if "name" not in frame.columns and labels.names != labels.ids:
        frame.insert(1, "name", labels.names)
    return frame, faults, read.credit


def demo_command(
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write to.")] = Path(
        "out"
    ),
) -> None:
    """Check the bundled article's claims, and write the map and a page of verdicts.

    Example: aleppomap demo -o out
    """
    from aleppomap.maps import control_map
    from aleppomap.report import ledger, ledger_markdown
    from aleppomap.report.ledger import ARTICLE
    from aleppomap.report.page import ledger_page

    place = territory_at(None)
    book = ledger(territory=place)
    sys.stdout.write(
        "The article of 28 November 2016 (ZeroHedge, from Reuters, AFP and RT), claim by claim\n\n"
    )
    print_verdicts([v for v in book.verdicts if v.claim.claim_id.startswith(ARTICLE)])
    page, table_page, text = (
        output / name for name in ("aleppo.html", "verdicts.html", "verdicts.md")
    )
    control_map(place.history(), place.settings["focus_date"]).save(page)
    write_atomic(table_page, ledger_page(book, map_file=page.name))
    write_atomic(text, ledger_markdown(book))
    sys.stdout.write(f"\nmap       {page}\nverdicts  {table_page} (to paste: {text})\n")
