"""How frames and verdicts are printed: table, JSON, CSV, Markdown."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from aleppomap.cli.layout import laid_out, paragraph, width
from aleppomap.paste import csv_text, markdown
from aleppomap.territory import Territory, load

__all__ = ["Format", "FormatOption", "Language", "TerritoryOption", "emit", "table", "territory_at"]


class Format(StrEnum):
    """What a command prints."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


class Language(StrEnum):
    """Languages of what is drawn."""

    en = "en"
    ar = "ar"


FormatOption = Annotated[Format, typer.Option("--format", help="What to print.")]
LayerOption = Annotated[
    str | None, typer.Option("--layer", help="Layer to read, of a file that has several.")
]
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


def table(frame: pd.DataFrame, title: str = "") -> None:
    """Print a frame for people; text from data never steers the terminal."""
    columns = width()
    if title:
        sys.stdout.write(f"{paragraph(title, columns)}\n\n")
    for line in laid_out(frame, columns):
        sys.stdout.write(f"{line}\n")
