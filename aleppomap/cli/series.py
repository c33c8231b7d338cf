"""``aleppomap series`` and ``changes``: fronts that change shape."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from aleppomap import vocab
from aleppomap.atomic import write_atomic
from aleppomap.cli.crediting import carry, own_credit
from aleppomap.cli.layout import paragraph, width
from aleppomap.cli.printing import Format, FormatOption, emit
from aleppomap.cli.series_options import (
    ControlOption,
    DayOption,
    GapOption,
    PartyOption,
    ValueOption,
    progress,
    read_series,
)
from aleppomap.compare import changes
from aleppomap.geojson import geojson
from aleppomap.paste import csv_text
from aleppomap.series import SnapshotSeries

__all__ = ["register"]

PathArgument = Annotated[
    Path,
    typer.Argument(help="Folder of dated GeoJSON or KMZ, one file with a column of days, or .npz."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("series")(series_command)
    app.command("changes")(changes_command)


def with_shares(series: SnapshotSeries) -> pd.DataFrame:
    """Return what was held, gained and lost; low, best and high where ground is contested."""
    frame = series.changes_over_time()
    if not any(holder.startswith(vocab.CONTESTED) for holder in series.holders):
        return frame
    areas = series.area_over_time().rename(columns={"holder": "party"})
    frame = frame.merge(areas, on=["date", "party"], how="left")
    bounds = [f"{bound}_km2" for bound in vocab.BOUNDS]
    for bound in bounds:
        frame[bound] = frame[bound].fillna(frame["area_km2"])
    return frame[["date", "party", "area_km2", *bounds, "gained_km2", "lost_km2"]]


def series_command(
    path: PathArgument,
    form: FormatOption = Format.table,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File to write: .csv, .json, or .npz to load fast."),
    ] = None,
    control: ControlOption = None,
    value: ValueOption = None,
    date_field: DayOption = None,
    party: PartyOption = None,
    max_gap: GapOption = None,
    front_line: Annotated[
        bool,
        typer.Option("--front-line", help="Print how long the line between each pair is instead."),
    ] = False,
    resolution_m: Annotated[
        float | None,
        typer.Option(
            "--resolution",
            min=1,
            help="Metres that measured lines may stray; as drawn if left out.",
        ),
    ] = None,
    found: Annotated[
        bool,
        typer.Option("--found", help="Say all that was found as an .npz was read, not a line."),
    ] = False,
) -> None:
    """Print what each party held, gained and lost on each day, in km2.

    What was found in the files is said on stderr. Other commands read what -o FILE.npz
    writes at once, and need none of the options that tell how to read the files.

    Example: aleppomap series fronts/ --format csv -o areas.csv

    Example: aleppomap series fronts/ --control control --value "inner=red" -o fronts.npz
    """
    if resolution_m is not None and not front_line:
        raise typer.BadParameter("--resolution is of lines: give it with --front-line")
    series = read_series(path, control, value, date_field, party, max_gap, found=found)
    if output is not None and output.suffix == ".npz":
        series.save(output)
        carry([path], output, own_credit(series.about))
        sys.stderr.write(f"wrote {output} ({output.stat().st_size / 1000:,.0f} kB)\n")
        return
    if front_line:
        frame = series.front_line_over_time(resolution_m=resolution_m, progress=progress)
        title = (
            f"{series.about.title}, lines at a resolution of {frame.attrs['resolution_m']:,.0f} m"
        )
    else:
        frame, title = with_shares(series), series.about.title
        if "best_km2" in frame:
            note = ("contested ground is shared: low counts none of it as a party's, best an "
                    "equal part, high all; area_km2 is a party's alone")  # fmt: skip
            sys.stderr.write(f"{paragraph(note, width(), rest='  ')}\n")
    frame = frame.round(6)
    frame["date"] = [day.isoformat() for day in frame["date"]]
    document = {
        "schema": 1,
        "data_version": series.about.data_version,
        "found": json.loads(series.found.table().to_json(orient="records", date_format="iso")),
        **{str(name): value for name, value in frame.attrs.items()},
        "days": json.loads(frame.to_json(orient="records")),
    }
    if output is None:
        # What is a party's alone is its low figure: a table has room for one of them.
        emit(frame.drop(columns="area_km2") if form is Format.table and "best_km2" in frame
             else frame, form, document, title)  # fmt: skip
        return
    as_json = output.suffix == ".json" or form is Format.json
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n" if as_json else csv_text(frame)
    write_atomic(output, text)
    carry([path], output, own_credit(series.about))
    sys.stderr.write(f"wrote {output}\n")


def changes_command(
    path: PathArgument,
    first: Annotated[str, typer.Option("--from", help="The day before, as 2022-03-01.")],
    last: Annotated[str, typer.Option("--to", help="The day after.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="GeoJSON file to write.")],
    control: ControlOption = None,
    value: ValueOption = None,
    date_field: DayOption = None,
    party: PartyOption = None,
    max_gap: GapOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Write the ground each party gained and lost between two days, and print its area.

    Example: aleppomap changes fronts/ --from 2022-03-01 --to 2022-03-31 -o march.geojson
    """
    series = read_series(path, control, value, date_field, party, max_gap)
    found = changes(series, first, last)
    found.index = (found["party"] + "-" + found["change"]).rename("id")
    credit = own_credit(series.about)
    write_atomic(output, geojson(found.drop(columns=["cell", "share"]), credit.members))
    carry([path], output, credit)
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
