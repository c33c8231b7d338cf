"""``aleppomap extract``: the claims on territory in a text."""

from __future__ import annotations

import sys
from typing import Annotated

import pandas as pd
import typer

from aleppomap.claims.extract import FoundClaim, extract
from aleppomap.claims.unread import unread_in
from aleppomap.cli.articles import article_text, say_unread
from aleppomap.cli.layout import INDENT, paragraph, width
from aleppomap.cli.printing import Format, FormatOption, TerritoryOption, emit, territory_at

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("extract")(extract_command)


def _found_frame(claims: list[FoundClaim]) -> pd.DataFrame:
    """Return found claims as a table for people."""
    rows = [
        {
            "kind": claim.kind,
            "stated": stated(claim),
            "of": claim.denominator,
            "measure": claim.measure,
            "who": claim.subject,
            "says": claim.attributed_to,
            "since": str(claim.since or ""),
            "day": str(claim.date or ""),
            "but": ", ".join(filter(None, ["denied" if claim.negated else "", claim.modality])),
            "words": claim.sentence,
        }
        for claim in claims
    ]
    return pd.DataFrame(
        rows,
        columns=["kind", "stated", "of", "measure", "who", "says", "since", "day", "but", "words"],
    )


def done_by(measure: str, who: str) -> str:
    """Return what is said to have happened to the ground, and by whom: the number turns on it.

    Examples
    --------
    >>> done_by("lost", "opposition"), done_by("held", ""), done_by("", "government")
    ('lost by opposition', 'held, nobody named', 'by government')
    """
    if not who:
        return f"{measure}, nobody named" if measure else ""
    return f"{measure} by {who}".strip()


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
    text = article_text(file)
    place = territory_at(territory)
    claims = extract(text, place, date)
    unread = unread_in(text, claims, place)
    document = {
        "schema": 1,
        "data_version": place.data_version,
        "claims": [claim.as_dict() for claim in claims],
        "unread": [vars(one) for one in unread],
    }
    if form is Format.table:
        _print_found(claims)
    else:
        emit(_found_frame(claims), form, document)
    say_unread(unread)


def _print_found(claims: list[FoundClaim]) -> None:
    """Print found claims for people: each number with what the text says of it, then the words."""
    columns = width()
    lines = []
    for row in _found_frame(claims).to_dict("records"):
        day = "to" if row["since"] else "on"
        facts = [("of", row["of"]), ("", done_by(row["measure"], row["who"])),
                 ("from the end of", row["since"]), (day, row["day"])]  # fmt: skip
        parts = [f"{row['kind']}: {row['stated']}".removesuffix(": ")]
        parts += [f"{word} {value}".strip() for word, value in facts if value]
        parts += [row["but"]] if row["but"] else []
        lines += [paragraph(", ".join(parts), columns, "", INDENT),
                  paragraph(f"“{row['words']}”", columns, INDENT)]  # fmt: skip
        lines += [paragraph(f"says {row['says']}", columns, INDENT)] if row["says"] else []
        lines.append("")
    count = f"{len(claims)} claim{'' if len(claims) == 1 else 's'} found."
    sys.stdout.write("\n".join([*lines, count]) + "\n")
