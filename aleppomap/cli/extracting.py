"""``aleppomap extract``: the claims on territory in a text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from aleppomap.claims.extract import FoundClaim, extract
from aleppomap.cli.printing import Format, FormatOption, TerritoryOption, emit, territory_at
from aleppomap.errors import AleppoMapError

__all__ = ["found_frame", "register"]

STDIN = "-"


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("extract")(extract_command)


def found_frame(claims: list[FoundClaim]) -> pd.DataFrame:
    """Return found claims as a table for people."""
    rows = [
        {
            "kind": claim.kind,
            "stated": stated(claim),
            "of": claim.denominator,
            "who": claim.subject,
            "says": claim.attributed_to,
            "day": str(claim.date or ""),
            "but": ", ".join(filter(None, ["denied" if claim.negated else "", claim.modality])),
            "words": claim.sentence,
        }
        for claim in claims
    ]
    return pd.DataFrame(
        rows, columns=["kind", "stated", "of", "who", "says", "day", "but", "words"]
    )


def stated(claim: FoundClaim) -> str:
    """Return a claim's number as a reader would write it; empty without one."""
    if claim.low is None or claim.high is None:
        return ""
    ends = [f"{end:,.10g}" for end in (claim.low, claim.high)]
    number = ends[0] if claim.low == claim.high else "–".join(ends)
    unit = {"percent": "%", "km2": "km²"}.get(claim.unit, claim.unit)
    return " ".join(part for part in (claim.hedge, number, unit) if part)


def extract_command(
    file: Annotated[str, typer.Argument(help="A text file in UTF-8; - for standard input.")],
    date: Annotated[
        str | None, typer.Option(help='The day of publication; resolves "on Sunday".')
    ] = None,
    territory: TerritoryOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Find the claims on territory in a text.

    Example: aleppomap extract article.txt --date 2016-11-28 --format json
    """
    text = _read(file)
    claims = extract(text, territory_at(territory), date)
    document = {"schema": 1, "claims": [claim.as_dict() for claim in claims]}
    emit(found_frame(claims), form, document)


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise AleppoMapError(f"cannot read {file}: {error.strerror or error}") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AleppoMapError(
            f"{file} is no text in UTF-8 (byte {error.start}); convert it, or give the text itself"
        ) from error
    if "\x00" in text:
        raise AleppoMapError(f"{file} holds NUL bytes, so it is no text; give the article as text")
    if not text.strip():
        raise AleppoMapError(f"{file} is empty; give an article, or a sentence of one")
    return text
