"""``aleppomap series``, ``changes`` and ``tag``: fronts that change shape, and points."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sized
from pathlib import Path
from typing import Annotated, Any

import typer

from aleppomap.cli.printing import Format, FormatOption, emit, territory_at
from aleppomap.compare import changes
from aleppomap.io import geojson, write_atomic
from aleppomap.point_files import CHUNK_ROWS, tag_file
from aleppomap.series import SnapshotSeries
from aleppomap.series.reading import DEFAULT_PARTY
from aleppomap.series.snapshots import MAX_GAP_DAYS
from aleppomap.snapshot import Control

__all__ = ["register"]

PathArgument = Annotated[
    Path, typer.Argument(help="Folder of dated GeoJSON, one file with a column of days, or .npz.")
]
ControlOption = Annotated[
    str | None, typer.Option("--control", help="Property that names the party.")
]
DayOption = Annotated[
    str | None, typer.Option("--date-field", help="Property that states the day.")
]
PartyOption = Annotated[str, typer.Option("--party", help="Party of polygons that name none.")]
GapOption = Annotated[
    int, typer.Option("--max-gap", help="A gap of more days than this is unknown.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("series")(series_command)
    app.command("changes")(changes_command)
    app.command("tag")(tag_command)


def progress(items: Iterable[Any], title: str) -> Iterator[Any]:
    """Yield items, with a bar on stderr when that is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    total = len(items) if isinstance(items, Sized) else None
    yield from track(items, title, total=total, console=console, transient=True,
                     disable=not console.is_terminal)  # fmt: skip


def series_command(
    path: PathArgument,
    form: FormatOption = Format.table,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File to write: .csv, .json, or .npz to load fast."),
    ] = None,
    control: ControlOption = None,
    date_field: DayOption = None,
    party: PartyOption = DEFAULT_PARTY,
    max_gap: GapOption = MAX_GAP_DAYS,
) -> None:
    """Print what each party held, gained and lost on each day, in km2.

    What was found in the files is said on stderr.

    Example: aleppomap series fronts/ --format csv -o areas.csv
    """
    series = SnapshotSeries.read(
        path, control=control, date=date_field, party=party, max_gap=max_gap, progress=progress
    )
    sys.stderr.write(f"{series.found}\n")
    if output is not None and output.suffix == ".npz":
        series.save(output)
        sys.stderr.write(f"wrote {output} ({output.stat().st_size / 1000:,.0f} kB)\n")
        return
    frame = series.changes_over_time().round(6)
    frame["date"] = [day.isoformat() for day in frame["date"]]
    document = {
        "schema": 1,
        "data_version": series.about.data_version,
        "found": json.loads(series.found.table().to_json(orient="records", date_format="iso")),
        "days": json.loads(frame.to_json(orient="records")),
    }
    if output is None:
        emit(frame, form, document, series.about.title)
        return
    as_json = output.suffix == ".json" or form is Format.json
    text = (
        json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        if as_json
        else frame.to_csv(index=False, lineterminator="\n")
    )
    write_atomic(output, text)
    sys.stderr.write(f"wrote {output}\n")


def changes_command(
    path: PathArgument,
    first: Annotated[str, typer.Option("--from", help="The day before, as 2022-03-01.")],
    last: Annotated[str, typer.Option("--to", help="The day after.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="GeoJSON file to write.")],
    control: ControlOption = None,
    date_field: DayOption = None,
    party: PartyOption = DEFAULT_PARTY,
    form: FormatOption = Format.table,
) -> None:
    """Write the ground each party gained and lost between two days, and print its area.

    Example: aleppomap changes fronts/ --from 2022-03-01 --to 2022-03-31 -o march.geojson
    """
    series = SnapshotSeries.read(
        path, control=control, date=date_field, party=party, progress=progress
    )
    found = changes(series, first, last)
    found.index = (found["party"] + "-" + found["change"]).rename("id")
    write_atomic(output, geojson(found.drop(columns=["cell", "share"])))
    frame = found[["party", "change", "area_km2"]].reset_index(drop=True).round(6)
    document = {
        "schema": 1,
        "data_version": series.about.data_version,
        "from": first,
        "to": last,
        "changes": frame.to_dict("records"),
    }
    emit(frame, form, document, f"{series.about.title}, end of {first} to end of {last}")
    sys.stderr.write(f"wrote {output}\n")


def tag_command(
    points: Annotated[Path, typer.Argument(help="Points: .csv, .parquet, .geojson, .gpkg.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .csv, .parquet.")],
    series: Annotated[Path | None, typer.Option(help="Series of polygons.")] = None,
    territory: Annotated[
        Path | None, typer.Option(help="Territory of districts; the bundled Aleppo if left out.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="One day for all points.")] = None,
    date_column: Annotated[
        str | None, typer.Option("--date-column", help="Column with a day for each point.")
    ] = None,
    chunk_rows: Annotated[
        int, typer.Option("--chunk-rows", help="Rows held in memory at a time.", min=1)
    ] = CHUNK_ROWS,
) -> None:
    """Say which party held each point: on a day, on its own day, or on every day as spells.

    Stopped half-way, run it again: finished chunks are kept.

    Example: aleppomap tag sites.csv -o tagged.csv --date 2016-11-28
    """
    if series is not None and territory is not None:
        raise typer.BadParameter("give --series or --territory, not both")
    if date is not None and date_column is not None:
        raise typer.BadParameter("give --date or --date-column, not both")
    control: Control = (
        SnapshotSeries.read(series, progress=progress)
        if series is not None
        else territory_at(territory).history()
    )
    tag_file(points, output, control, date=date, column=date_column, chunk_rows=chunk_rows,
             progress=progress)  # fmt: skip
    sys.stderr.write(f"wrote {output}\n")
