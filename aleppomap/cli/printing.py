"""How frames and verdicts are printed: table, JSON, CSV, Markdown."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from aleppomap.paste import cell_text, csv_text, markdown
from aleppomap.territory import Territory, load

__all__ = ["Format", "FormatOption", "TerritoryOption", "emit", "markdown", "table", "territory_at"]


class Format(StrEnum):
    """What a command prints."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


FormatOption = Annotated[Format, typer.Option("--format", help="What to print.")]
TerritoryOption = Annotated[
    Path | None,
    typer.Option(
        "--territory", help="Folder of your own territory; the bundled Aleppo if left out."
    ),
]


def territory_at(folder: Path | None) -> Territory:
    """Return the territory of a folder, or the bundled one."""
    return load(folder)


def emit(frame: pd.DataFrame, form: Format, document: dict[str, Any], title: str = "") -> None:
    """Print a frame in the wanted format; JSON prints `document` and nothing else.

    Parameters
    ----------
    frame
        What a table, CSV or Markdown shows.
    form
        The format.
    document
        What JSON shows.
    title
        Line above a table.
    """
    if form is Format.json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    elif form is Format.csv:
        sys.stdout.write(csv_text(frame))
    elif form is Format.md:
        sys.stdout.write(markdown(frame))
    else:
        table(frame, title)


def table(frame: pd.DataFrame, title: str = "", wide: Sequence[str] = ()) -> None:
    """Print a frame as a table for people; text from data is never read as markup."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    shown = Table(
        title=Text(title) if title else None, title_justify="left", box=None, pad_edge=False
    )
    for column in frame.columns:
        numeric = pd.api.types.is_numeric_dtype(frame[column])
        shown.add_column(
            Text(str(column), style="bold"),
            justify="right" if numeric else "left",
            overflow="fold",
            ratio=3 if column in wide else None,
        )
    for row in frame.itertuples(index=False):
        shown.add_row(*(Text(cell_text(value)) for value in row))
    console.print(shown)
