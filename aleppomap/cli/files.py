"""``aleppomap map``, ``validate``, ``prepare``, ``export`` and ``demo``: files in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd
import typer

from aleppomap import vocab
from aleppomap.claims.judging import check_all
from aleppomap.cli.checking import print_verdicts, summary, verdict_frame
from aleppomap.cli.printing import Format, TerritoryOption, emit, markdown, table, territory_at
from aleppomap.coverage import close_corridors
from aleppomap.errors import AleppoMapError, Fault, InvalidInput
from aleppomap.io import geojson, read_districts, write_atomic
from aleppomap.territory import Territory, data_folder, validate

__all__ = ["register"]

METHOD = (
    "We compare the number with our own reconstruction, counted as the sentence words it. "
    "Then we change one assumption at a time and tell you whether any single change would "
    "alter the answer, and which."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("map")(map_command)
    app.command("validate")(validate_command)
    app.command("prepare")(prepare_command)
    app.command("export")(export_command)
    app.command("demo")(demo_command)


def map_command(
    output: Annotated[Path, typer.Option("-o", "--output", help="HTML file to write.")],
    date: Annotated[str | None, typer.Option(help="The day it opens on.")] = None,
    account: Annotated[str, typer.Option(help="Whose account it shows.")] = vocab.SYNTHESIS,
    territory: TerritoryOption = None,
) -> None:
    """Write one standalone page: the map, its slider, and the reports behind every colour.

    Example: aleppomap map -o aleppo.html --date 2016-11-28
    """
    place = territory_at(territory)
    _write_map(place, output, date, account)
    _say_written(output)


def _write_map(place: Territory, output: Path, date: str | None, account: str) -> None:
    from aleppomap.maps import control_map

    control_map(place.history(account), date).save(output)


def _say_written(path: Path) -> None:
    sys.stderr.write(f"wrote {path} ({path.stat().st_size / 1000:,.0f} kB)\n")


def validate_command(
    path: Annotated[
        Path | None, typer.Argument(help="Territory folder or districts file; the bundled one.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.table,
) -> None:
    """List every fault of a territory folder or a districts file, with its remedy.

    Example: aleppomap validate my-territory/
    """
    where = path or data_folder()
    if where.is_dir():
        faults = validate(where)
    elif where.suffix in {".geojson", ".json"}:
        faults = read_districts(where)[1]
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
    districts, faults = _read_polygons(raw)
    if faults:
        raise InvalidInput(faults)
    filled, report = close_corridors(districts, max_gap, simplify_m=simplify, decimals=6)
    write_atomic(output, geojson(filled.set_index("district")))
    table(report.reset_index().round(4), f"{len(filled)} districts")
    _say_written(output)


def _read_polygons(path: Path) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return polygons of any file, with a district id each: their own, or from their number."""
    try:
        frame = gpd.read_file(path)
    except (OSError, RuntimeError, ValueError) as error:
        raise AleppoMapError(f"cannot read {path}: {error}") from error
    if "district" not in frame.columns:
        frame.insert(0, "district", [f"d{number:03d}" for number in range(1, len(frame) + 1)])
    repeated = frame.index[frame["district"].duplicated() | frame["district"].isna()]
    faults = [
        Fault(path.name, f"feature {n + 1}", "district", str(frame["district"][n]),
              "ids used once", "Give each feature an id of its own.")
        for n in repeated
    ]  # fmt: skip
    return frame, faults


def export_command(
    output: Annotated[Path, typer.Option("-o", "--output", help="GeoJSON file to write.")],
    date: Annotated[str | None, typer.Option(help="One day; every spell if left out.")] = None,
    account: Annotated[str, typer.Option(help="Whose account.")] = vocab.SYNTHESIS,
    territory: TerritoryOption = None,
) -> None:
    """Write who held each district: one feature a spell with start and end, or one day.

    Example: aleppomap export -o control.geojson
    """
    place = territory_at(territory)
    history = place.history(account)
    if date is not None:
        cells = history.at(date)
    else:
        spells = history.spells
        shapes = history.cells.geometry.loc[spells["district"]].to_numpy()
        cells = gpd.GeoDataFrame(spells, geometry=shapes, crs=history.cells.crs)
        cells.index = pd.Index(spells["district"] + "." + spells["start"].astype(str))
        cells.index.name = "spell"
    write_atomic(output, geojson(cells))
    _say_written(output)


def demo_command(
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write to.")] = Path(
        "out"
    ),
) -> None:
    """Check the bundled article's claims, and write the map and a page of verdicts.

    Example: aleppomap demo -o out
    """
    place = territory_at(None)
    every = check_all(territory=place)
    verdicts = [v for v in every if v.claim.claim_id.startswith("article-")]
    sys.stdout.write("The article of 28 November 2016, claim by claim\n\n")
    print_verdicts(verdicts)
    sys.stdout.write("\n")
    focus = place.settings["focus_date"]
    _write_map(place, output / "aleppo.html", focus, vocab.SYNTHESIS)
    text = "".join(
        [
            f"# {place.name}: claims and verdicts\n\n{summary(every)}\n\n",
            f"{METHOD}\n\n",
            markdown(verdict_frame(every)),
            "\n## In words\n\n",
            *(f"- {verdict.sentence()}\n" for verdict in every),
        ]
    )
    write_atomic(output / "verdicts.md", text)
    sys.stdout.write(f"map       {output / 'aleppo.html'}\nverdicts  {output / 'verdicts.md'}\n")
