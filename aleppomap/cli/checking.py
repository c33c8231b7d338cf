"""``aleppomap check``: claims against the polygons."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Annotated

import pandas as pd
import typer

from aleppomap import vocab
from aleppomap.claims.judging import check, check_all
from aleppomap.claims.verdict import Verdict
from aleppomap.cli.printing import Format, FormatOption, TerritoryOption, emit, territory_at

__all__ = ["print_verdicts", "register", "summary", "verdict_frame"]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("check")(check_command)


def verdict_frame(verdicts: list[Verdict]) -> pd.DataFrame:
    """Return verdicts as a table for people."""
    rows = []
    for verdict in verdicts:
        ours = ""
        if verdict.headline is not None:
            digits = 0 if verdict.claim.kind == "count" else 1
            ours = f"{verdict.best:.{digits}f} ({verdict.low:.{digits}f}–{verdict.high:.{digits}f})"
        rows.append(
            {
                "claim": verdict.claim.claim_id or "(text)",
                "day": str(verdict.claim.as_of or ""),
                "stated": str(verdict.claim.quantity or ""),
                "ours": ours,
                "verdict": verdict.words,
                "text": verdict.claim.text,
            }
        )
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
    if text is not None:
        if claims:
            raise typer.BadParameter("give claim ids or --text, not both")
        verdicts = [check(text, date, territory=place, account=account)]
    else:
        if date is not None:
            raise typer.BadParameter(
                "--date goes with --text; claims of the table have their own day"
            )
        verdicts = check_all(claims or None, territory=place, account=account)
    document = {
        "schema": 1,
        "data_version": place.data_version,
        "verdicts": [verdict.as_dict() for verdict in verdicts],
    }
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
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for row in verdict_frame(verdicts).itertuples(index=False):
        head = Text(f"{row.day}  ", style="dim")
        head.append(str(row.text), style="default")
        answer = Text(f"            {row.verdict}", style="bold")
        if row.ours:
            answer.append(f"   ours {row.ours}, stated {row.stated}", style="not bold")
        console.print(head, answer, Text(f"            {row.claim}\n", style="dim"), sep="\n")
    sys.stdout.write(f"{summary(verdicts)}\n")


def summary(verdicts: list[Verdict]) -> str:
    """Return how many verdicts there are of each word."""
    counts = Counter(verdict.rating for verdict in verdicts)
    parts = [f"{counts[word]} {word.replace('-', ' ')}" for word in vocab.RATINGS if word in counts]
    return f"{len(verdicts)} claims: {vocab.listed(parts)}. Data {verdicts[0].data_version}."
