"""``aleppomap tag``: which party held each point of a file."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from aleppomap.cli.crediting import carry, own_credit
from aleppomap.cli.printing import TerritoryOption, territory_at
from aleppomap.cli.series_options import (
    ControlOption,
    DayOption,
    GapOption,
    PartyOption,
    ValueOption,
    progress,
    series_if_given,
)
from aleppomap.folder import data_files
from aleppomap.point_chunks import READ
from aleppomap.point_files import CHUNK_ROWS, WRITTEN, tag_file
from aleppomap.snapshot import Control
from aleppomap.territory import data_folder

__all__ = ["register"]


class Engine(StrEnum):
    """Who does the work."""

    auto = "auto"
    local = "local"
    dask = "dask"


def register(app: typer.Typer) -> None:
    """Add the command of this file to the app."""
    app.command("tag")(tag_command)


def tag_command(
    points: Annotated[Path, typer.Argument(help=f"Points: {', '.join(READ)}.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help=f"File to write: {', '.join(WRITTEN)}.")
    ],
    series: Annotated[
        Path | None, typer.Option(help="Series of dated polygons to look in instead.")
    ] = None,
    control: ControlOption = None,
    value: ValueOption = None,
    date_field: DayOption = None,
    party: PartyOption = None,
    max_gap: GapOption = None,
    territory: TerritoryOption = None,
    date: Annotated[str | None, typer.Option(help="One day for all points.")] = None,
    date_column: Annotated[
        str | None, typer.Option("--date-column", help="Column with a day for each point.")
    ] = None,
    chunk_rows: Annotated[
        int,
        typer.Option("--chunk-rows", min=1, help="Rows in memory at a time, in each process."),
    ] = CHUNK_ROWS,
    engine: Annotated[
        Engine,
        typer.Option(
            help="local: this process. dask: workers of a cluster, which must see both files under "
            "the same names. auto: dask where --scheduler is given."
        ),
    ] = Engine.auto,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Address of a Dask scheduler, tcp://HOST:PORT; without it, --engine dask starts "
            "a worker for each processor of this machine."
        ),
    ] = None,
) -> None:
    """Say which party held each point: on a day, on its own day, or on every day as spells.

    Stopped half-way, run it again: finished chunks are kept in OUTPUT.parts, and used if the
    points, the series or territory and the options are the same. The points are never all in
    memory: with chunks of 500 000 rows each process takes about 0.4 GB to read Parquet and
    0.5 GB to read CSV, for ten million points as for one.

    Example: aleppomap tag sites.csv -o tagged.csv --date 2016-11-28
    """
    if date is not None and date_column is not None:
        raise typer.BadParameter("give --date or --date-column, not both")
    read = series_if_given(
        series, control, value, date_field, party, max_gap, of_districts={"--territory": territory}
    )
    held: Control = territory_at(territory).history() if read is None else read
    tag_file(points, output, held, date=date, column=date_column, chunk_rows=chunk_rows,
             engine=engine.value, scheduler=scheduler, progress=progress)  # fmt: skip
    files = [series] if series is not None else data_files(territory or data_folder())
    carry([points, *files], output, own_credit(held.about))
    sys.stderr.write(f"wrote {output}\n")
