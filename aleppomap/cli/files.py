"""``aleppomap validate``, ``prepare`` and ``demo``: files in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd
import typer

from aleppomap.attribution import Credit
from aleppomap.cli.checking import print_verdicts
from aleppomap.cli.crediting import carry
from aleppomap.cli.placing import faults_of_place, say_if_swapped
from aleppomap.cli.printing import Format, emit, table, territory_at
from aleppomap.coverage import close_corridors
from aleppomap.errors import AleppoMapError, Fault, InvalidInput
from aleppomap.formats import read_layer
from aleppomap.io import geojson, read_districts, write_atomic
from aleppomap.territory import data_folder, validate

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
        Path | None, typer.Argument(help="Territory folder or districts file; the bundled one.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.table,
    territory: Annotated[
        Path | None,
        typer.Option("--territory", help="Territory that a districts file should lie in."),
    ] = None,
) -> None:
    """List every fault of a territory folder or a districts file, with its remedy.

    Example: aleppomap validate my-territory/
    """
    where = path or data_folder()
    if where.is_dir():
        if territory is not None:
            raise typer.BadParameter("--territory goes with a file of districts")
        faults = validate(where)
    elif where.suffix in {".geojson", ".json"}:
        districts, faults = read_districts(where)
        if territory is not None:
            faults += faults_of_place(districts, where.name, territory)
        else:
            say_if_swapped(districts, where.name)
    else:
        raise AleppoMapError(f"{where} is neither a folder nor a GeoJSON file")
    if form is Format.table:
        for fault in faults:
            sys.stdout.write(f"{fault}\n")
        sys.stdout.write(f"{where}: {len(faults) or 'no'} fault{'s' if len(faults) != 1 else ''}\n")
    else:
        records = [vars(fault) for fault in faults]
        emit(fault_frame(faults), form, {"schema": 1, "path": str(where), "faults": records})
    if faults:
        raise typer.Exit(1)


def fault_frame(faults: list[Fault]) -> pd.DataFrame:
    """Return faults as a table, one row each."""
    columns = list(Fault.__dataclass_fields__)
    return pd.DataFrame([vars(fault) for fault in faults], columns=columns)


def prepare_command(
    raw: Annotated[Path, typer.Argument(help="Polygons to make a coverage of.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="GeoJSON file to write.")],
    max_gap: Annotated[float, typer.Option(help="Widest corridor to close, in metres.")] = 60.0,
    simplify: Annotated[float, typer.Option(help="Generalise boundaries, in metres.")] = 0.0,
) -> None:
    """Close street corridors and overlaps, so that neighbours share their boundary.

    Example: aleppomap prepare quarters.geojson -o districts.geojson --max-gap 60
    """
    districts, faults, credit = _read_polygons(raw)
    if faults:
        raise InvalidInput(faults)
    say_if_swapped(districts, raw.name)
    filled, report = close_corridors(districts, max_gap, simplify_m=simplify, decimals=6)
    write_atomic(output, geojson(filled.set_index("district"), credit.members))
    carry([raw], output, credit)
    table(report.reset_index().round(4), f"{len(filled)} districts")
    _say_written(output)


def _read_polygons(path: Path) -> tuple[gpd.GeoDataFrame, list[Fault], Credit]:
    """Return polygons of any file, with a district id each: their own, or from their number."""
    read = read_layer(path)
    for note in read.notes:
        sys.stderr.write(f"note: {note}\n")
    if len(read.repairs):
        table(read.repairs.round(6), "repaired")
    frame = read.features
    if "district" not in frame.columns:
        frame.insert(0, "district", [f"d{number:03d}" for number in range(1, len(frame) + 1)])
    repeated = frame.index[frame["district"].duplicated() | frame["district"].isna()]
    faults = [
        Fault(path.name, f"feature {n + 1}", "district", str(frame["district"][n]),
              "ids used once", "Give each feature an id of its own.")
        for n in repeated
    ]  # fmt: skip
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
    from aleppomap.report.page import ledger_page

    place = territory_at(None)
    book = ledger(territory=place)
    sys.stdout.write("The article of 28 November 2016, claim by claim\n\n")
    print_verdicts([v for v in book.verdicts if v.claim.claim_id.startswith("article-")])
    page, table_page, text = (
        output / name for name in ("aleppo.html", "verdicts.html", "verdicts.md")
    )
    control_map(place.history(), place.settings["focus_date"]).save(page)
    write_atomic(table_page, ledger_page(book, map_file=page.name))
    write_atomic(text, ledger_markdown(book))
    sys.stdout.write(f"\nmap       {page}\nverdicts  {table_page} (to paste: {text})\n")
