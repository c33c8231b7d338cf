"""``aleppomap convert``, ``init`` and ``export``: the user's formats in and out."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd
import typer

from aleppomap import statuses, vocab
from aleppomap.atomic import making_folder, write_atomic
from aleppomap.attribution import credit_of
from aleppomap.cli.crediting import carry, own_credit, say_credit
from aleppomap.cli.placing import say_if_swapped, say_read
from aleppomap.cli.printing import LayerOption, TerritoryOption, territory_at
from aleppomap.errors import AleppoMapError, NotFound
from aleppomap.folder import data_files
from aleppomap.geojson import read_districts
from aleppomap.history import ControlHistory
from aleppomap.layer_reading import read_layer
from aleppomap.layer_writing import WRITTEN, write_layer
from aleppomap.sheets import SHEETS, DayOrder
from aleppomap.starting import start_territory
from aleppomap.territory import data_folder

__all__ = ["register"]


class Dates(StrEnum):
    """How 3/4/2020 is meant."""

    dmy = "dmy"
    mdy = "mdy"


class ListForm(StrEnum):
    """Which list of who held what is written as CSV."""

    long = "long"
    short = "short"


DatesOption = Annotated[
    Dates | None, typer.Option(help="How 3/4/2020 is meant, if the dates do not tell.")
]
NameColumnOption = Annotated[
    str | None, typer.Option(help="Column of the polygons with their names, if it is not found.")
]
DistrictColumnOption = Annotated[
    str | None, typer.Option(help="Column of the reports with the district, if it is not found.")
]
DateColumnOption = Annotated[
    str | None, typer.Option(help="Column of the reports with the day, if it is not found.")
]
HolderColumnOption = Annotated[
    str | None, typer.Option(help="Column of the reports with who holds it, if it is not found.")
]
AccountColumnOption = Annotated[
    str | None, typer.Option(help="Column of the reports with who says so, if it is not found.")
]
FormOption = Annotated[
    ListForm,
    typer.Option("--list", help="CSV: district,date,status,source,url, or date;controller."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("convert")(convert_command)
    app.command("init")(init_command)
    app.command("export")(export_command)


def convert_command(
    source: Annotated[Path, typer.Argument(help="File to read: a layer of any format, or a list.")],
    target: Annotated[Path, typer.Argument(help="File to write; its ending says the format.")],
    districts: Annotated[
        Path | None, typer.Option(help="Polygons of the districts a list names.")
    ] = None,
    layer: LayerOption = None,
    dates: DatesOption = None,
    form: FormOption = ListForm.long,
) -> None:
    """Write a file in another format; what had to be repaired is printed with its effect.

    Example: aleppomap convert front.kmz front.geojson
    Example: aleppomap convert control.csv control.gpkg --districts districts.geojson
    """
    if source.suffix.lower() in SHEETS:
        order: DayOrder | None = dates.value if dates else None
        rows = statuses.read_statuses(source, order)
        if target.suffix.lower() == ".csv":
            _write_list(rows, target, form)
            carry([source], target)
        elif districts is None:
            raise typer.BadParameter(f"{source} has no polygons: give them with --districts")
        else:
            made_of = [source, districts]
            write_layer(_placed(rows, districts, layer), target, credit_of(made_of))
            carry(made_of, target)
    else:
        read = read_layer(source, layer)
        say_read(read)
        say_if_swapped(read.features, source.name)
        if target.suffix.lower() == ".csv":
            _write_list(statuses.of_layer(read.features, source.name), target, form)
        else:
            frame = read.features
            first = next(c for c in [*frame.columns, "feature"] if c != "geometry")
            index = frame[first] if first in frame else range(1, len(frame) + 1)
            frame = frame.set_index(pd.Index(list(index), name=first))
            write_layer(frame, target, read.credit)
        carry([source], target, read.credit)
    _say_written(target)


def _placed(rows: pd.DataFrame, districts: Path, layer: str | None) -> gpd.GeoDataFrame:
    """Return a list with the polygon of each district; raise for every name that has none."""
    read = read_layer(districts, layer).features
    key = next((c for c in ("district", "name") if c in read.columns), None)
    if key is None:
        raise AleppoMapError(f"{districts} has no column `district` or `name` to go by")
    shapes = dict(zip(read[key].astype(str), read.geometry, strict=True))
    for name in rows["district"].unique():
        if name not in shapes:
            raise NotFound("district", name, list(shapes))
    geometry = [shapes[name] for name in rows["district"]]
    placed = gpd.GeoDataFrame(rows, geometry=geometry, crs=vocab.STORAGE_CRS)
    placed.index = pd.Index(rows["district"] + "." + rows["date"], name="row")
    return placed


def init_command(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    districts: Annotated[
        Path | None, typer.Option(help="Polygons, in any format of the field.")
    ] = None,
    reports: Annotated[
        Path | None, typer.Option(help="Spreadsheet of reports: CSV, .xlsx or .ods.")
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the territory; that of the folder.")] = "",
    dates: DatesOption = None,
    name_column: NameColumnOption = None,
    layer: LayerOption = None,
    district_column: DistrictColumnOption = None,
    date_column: DateColumnOption = None,
    holder_column: HolderColumnOption = None,
    account_column: AccountColumnOption = None,
) -> None:
    """Make a territory of your districts and a spreadsheet of reports, asking nothing.

    Without either, the folder is a copy of the bundled Aleppo, for you to edit.

    Example: aleppomap init my-territory --districts quarters.kmz --reports reports.csv
    Example: aleppomap init my-aleppo
    """
    asked = {"district": district_column, "date": date_column, "holder": holder_column,
             "account": account_column}  # fmt: skip
    columns = {role: column for role, column in asked.items() if column}
    if districts is None and reports is None:
        if name or dates or name_column or layer or columns:
            raise typer.BadParameter("a copy of the bundled territory takes no options")
        _copy_bundled(folder)
        return
    if districts is None or reports is None:
        raise typer.BadParameter("--districts and --reports go together; a copy takes neither")
    order: DayOrder | None = dates.value if dates else None
    done = start_territory(
        folder, districts, reports, name=name, order=order, name_column=name_column, layer=layer,
        columns=columns,
    )  # fmt: skip
    sys.stdout.write(
        f"{done.remarks}\n\nNext: aleppomap validate {folder}\n"
        f"      aleppomap map -o map.html --territory {folder}\n"
    )
    say_credit(credit_of(data_files(folder)))
    say_if_swapped(read_districts(folder / "districts.geojson")[0], districts.name)


def _copy_bundled(folder: Path) -> None:
    """Copy the bundled territory into a folder that is new or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise AleppoMapError(f"{folder} is there already; name a new folder")
    with making_folder(folder) as made:
        for path in sorted(data_folder().iterdir()):
            if path.is_file() and path.suffix != ".py":
                write_atomic(made / path.name, path.read_bytes())
    sys.stdout.write(
        f"{folder}: a copy of the bundled territory\n\nNext: aleppomap validate {folder}\n"
        f"      aleppomap map -o map.html --territory {folder}\n"
    )


def export_command(
    output: Annotated[
        Path, typer.Option("-o", "--output", help=f"File to write: {', '.join(WRITTEN)} or .csv.")
    ],
    date: Annotated[str | None, typer.Option(help="One day; every spell if left out.")] = None,
    account: Annotated[str, typer.Option(help="Whose account.")] = vocab.SYNTHESIS,
    form: FormOption = ListForm.long,
    territory: TerritoryOption = None,
) -> None:
    """Write who held each district: one feature a spell with start and end, or one day.

    Example: aleppomap export -o control.geojson
    Example: aleppomap export --date 2016-11-28 -o control.gpkg
    """
    place = territory_at(territory)
    history = place.history(account)
    credit = own_credit(history.about)
    if output.suffix.lower() == ".csv":
        _write_list(_as_list(history, date), output, form)
    elif date is not None:
        write_layer(history.at(date), output, credit)
    else:
        spells = history.spells
        shapes = history.cells.geometry.loc[spells["district"]].to_numpy()
        cells = gpd.GeoDataFrame(spells, geometry=shapes, crs=history.cells.crs)
        cells.index = pd.Index(spells["district"] + "." + spells["start"].astype(str))
        cells.index.name = "spell"
        write_layer(cells, output, credit)
    carry(data_files(place.folder), output, credit)
    _say_written(output)


def _as_list(history: ControlHistory, date: str | None) -> pd.DataFrame:
    spells = history.spells
    if date is not None:
        spells = history.at(date).reset_index()
        spells = spells.assign(start=date)
    return statuses.of_spells(spells, history.reports)


def _write_list(rows: pd.DataFrame, target: Path, form: ListForm) -> None:
    write = statuses.statuses_text if form is ListForm.long else statuses.short_text
    write_atomic(target, write(rows))


def _say_written(path: Path) -> None:
    sys.stderr.write(f"wrote {path} ({path.stat().st_size / 1000:,.0f} kB)\n")
