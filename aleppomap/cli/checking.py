"""``aleppomap check``: claims against the polygons."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from aleppomap import vocab
from aleppomap.claims.boundaries import read_boundaries
from aleppomap.claims.judging import check, check_all
from aleppomap.claims.verdict import Verdict
from aleppomap.cli.printing import Format, FormatOption, TerritoryOption, emit, territory_at

__all__ = ["print_verdicts", "register", "summary", "verdict_frame"]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("check")(check_command)


def verdict_frame(verdicts: list[Verdict]) -> pd.DataFrame:
    """Return verdicts as a table for people."""
    rows = [
        {
            "claim": verdict.claim.claim_id or "(text)",
            "day": str(verdict.claim.as_of or ""),
            "stated": str(verdict.claim.quantity or ""),
            "ours": verdict.ours,
            "verdict": verdict.words,
            "text": verdict.claim.text,
        }
        for verdict in verdicts
    ]
    return pd.DataFrame(rows, columns=["claim", "day", "stated", "ours", "verdict", "text"])


def check_command(
    claims: Annotated[
        list[str] | None, typer.Argument(help="Claim ids; all of the territory if left out.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="One phrase to check instead.")] = None,
    date: Annotated[str | None, typer.Option(help="The day the phrase speaks of.")] = None,
    account: Annotated[
        str, typer.Option(help="Whose account the headline follows.")
    ] = vocab.SYNTHESIS,
    boundaries: Annotated[
        Path | None, typer.Option(help="Polygons of another set, to check in those too.")
    ] = None,
    concordance: Annotated[
        Path | None, typer.Option(help="CSV polygon,district: matches of that set made by hand.")
    ] = None,
    territory: TerritoryOption = None,
    form: FormatOption = Format.table,
    fail_on: Annotated[
        list[str] | None, typer.Option(help="Exit 1 when a verdict is this word, e.g. too-high.")
    ] = None,
) -> None:
    """Check published claims against the polygons.

    Example: aleppomap check --text "about 40% of the militant-held part" --date 2016-11-28
    """
    unknown = sorted(set(fail_on or ()) - set(vocab.RATINGS))
    if unknown:
        raise typer.BadParameter(f"--fail-on takes {', '.join(vocab.RATINGS)}; not {unknown[0]!r}")
    place = territory_at(territory)
    if concordance is not None and boundaries is None:
        raise typer.BadParameter("--concordance goes with --boundaries")
    sets = [read_boundaries(boundaries, place.districts, concordance)] if boundaries else []
    if text is not None:
        if claims:
            raise typer.BadParameter("give claim ids or --text, not both")
        verdicts = [check(text, date, territory=place, account=account, boundaries=sets)]
    else:
        if date is not None:
            raise typer.BadParameter(
                "--date goes with --text; claims of the table have their own day"
            )
        verdicts = check_all(claims or None, territory=place, account=account, boundaries=sets)
    document = {
        "schema": 1,
        "data_version": place.data_version,
        "verdicts": [verdict.as_dict() for verdict in verdicts],
    }
    if sets:
        document["boundaries"] = sets[0].matches.round(4).to_dict("records")
        if form is Format.table:
            emit(sets[0].matches.round(2), form, {}, f"{sets[0].name} matched to the districts")
            sys.stdout.write("\n")
    if form is not Format.table:
        emit(verdict_frame(verdicts), form, document)
    elif len(verdicts) == 1:
        sys.stdout.write(f"{verdicts[0].sentence()}\n\n")
        columns = ["factor", "reading", "number", "rating", "flips", "note"]
        emit(verdicts[0].readings[columns].round(1), form, {})
    else:
        print_verdicts(verdicts)
    if any(verdict.rating in (fail_on or ()) for verdict in verdicts):
        raise typer.Exit(1)


def print_verdicts(verdicts: list[Verdict]) -> None:
    """Print verdicts for people, a claim and its answer on two lines each."""
    indent = " " * 4
    width = max(60, min(100, shutil.get_terminal_size().columns - 1))
    for verdict in verdicts:
        claim = verdict.claim
        head = f"{claim.as_of or 'no date'}  {claim.text}"
        answer = verdict.words[0].upper() + verdict.words[1:]
        if verdict.ours:
            stated = f", stated {claim.quantity}" if claim.quantity else ""
            answer += f". Ours: {verdict.ours}{stated}"
        for text, first in ((head, ""), (answer, indent), (f"[{claim.claim_id}]", indent)):
            sys.stdout.write(
                textwrap.fill(text, width, initial_indent=first, subsequent_indent=indent) + "\n"
            )
        sys.stdout.write("\n")
    sys.stdout.write(f"{summary(verdicts)}\n")


def summary(verdicts: list[Verdict]) -> str:
    """Return how many verdicts there are of each word."""
    counts = Counter(verdict.rating for verdict in verdicts)
    parts = [f"{counts[word]} {word.replace('-', ' ')}" for word in vocab.RATINGS if word in counts]
    return f"{len(verdicts)} claims: {vocab.listed(parts)}. Data {verdicts[0].data_version}."
