"""``aleppomap check``: claims against the polygons."""

from __future__ import annotations

import re
import sys
from collections import Counter
from math import isnan
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from aleppomap import vocab
from aleppomap.claims.boundaries import read_boundaries
from aleppomap.claims.checking import check, check_all
from aleppomap.claims.verdict import FLIP_NOTE, ROBUSTNESS_NOTES, Verdict
from aleppomap.cli.layout import INDENT, paragraph, width
from aleppomap.cli.printing import (
    Format,
    FormatOption,
    LayerOption,
    TerritoryOption,
    emit,
    territory_at,
)
from aleppomap.cli.series_options import (
    ControlOption,
    DayOption,
    GapOption,
    PartyOption,
    ValueOption,
    series_if_given,
)
from aleppomap.dates import as_day

__all__ = ["print_verdicts", "register", "summary"]


NO_DAY = "No day is given: say --date 2016-11-28, or name the day in the words with its year."


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("check")(check_command)


def _verdict_frame(verdicts: list[Verdict]) -> pd.DataFrame:
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
    text: Annotated[
        str | None, typer.Option(help="One phrase in English to check instead.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="The day the phrase was said.")] = None,
    account: Annotated[
        str, typer.Option(help="Whose account the headline follows.")
    ] = vocab.SYNTHESIS,
    boundaries: Annotated[
        Path | None, typer.Option(help="Polygons of another set, to check in those too.")
    ] = None,
    concordance: Annotated[
        Path | None, typer.Option(help="CSV polygon,district: matches of that set made by hand.")
    ] = None,
    layer: LayerOption = None,
    territory: TerritoryOption = None,
    series: Annotated[
        Path | None, typer.Option(help="Series of dated polygons to check the phrase against.")
    ] = None,
    control: ControlOption = None,
    value: ValueOption = None,
    date_field: DayOption = None,
    party: PartyOption = None,
    max_gap: GapOption = None,
    form: FormatOption = Format.table,
    fail_on: Annotated[
        list[str] | None, typer.Option(help="Exit 1 when a verdict is this word, e.g. too-high.")
    ] = None,
) -> None:
    """Check published claims against the polygons: of a territory, or of a series.

    --date is the day a phrase was said: "on Sunday" and "last month" are told from it, and a day
    that its words name is the one judged; without one it is the day itself.

    Example: aleppomap check --text "about 40% of the militant-held part" --date 2016-11-28

    Example: aleppomap check --series fronts/ --text "inner holds 56,700 km²" --date 2022-03-31
    """
    unknown = sorted(set(fail_on or ()) - set(vocab.RATINGS))
    if unknown:
        raise typer.BadParameter(f"--fail-on takes {', '.join(vocab.RATINGS)}; not {unknown[0]!r}")
    if concordance is not None and boundaries is None:
        raise typer.BadParameter("--concordance goes with --boundaries")
    if layer is not None and boundaries is None:
        raise typer.BadParameter("--layer goes with --boundaries")
    if words := next((claim for claim in claims or () if re.search(r"[\s%]", claim)), ""):
        asked = f" --date {date or 'YYYY-MM-DD'}"
        raise typer.BadParameter(
            f"“{words}” is no claim's id; words to check go after --text: "
            f'aleppomap check --text "{words}"{asked}'
        )
    if series is not None:
        if text is None or claims:
            raise typer.BadParameter("--series goes with --text")
        if date is not None:
            as_day(date)  # before a long archive is read
    of_districts = {"--territory": territory, "--boundaries": boundaries,
                    "--account": None if account == vocab.SYNTHESIS else account}  # fmt: skip
    read = series_if_given(
        series, control, value, date_field, party, max_gap, of_districts=of_districts
    )
    if text is not None and read is not None:
        verdict = check(text, read, date=date)
        document = {"schema": 1, "data_version": verdict.data_version,
                    "verdicts": [verdict.as_dict()]}  # fmt: skip
        _print([verdict], form, document)
        _fail_on([verdict], fail_on)
        return
    place = territory_at(territory)
    sets = (
        [read_boundaries(boundaries, place.districts, concordance, layer=layer)]
        if boundaries else []
    )  # fmt: skip
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
    _print(verdicts, form, document)
    _fail_on(verdicts, fail_on)


def _print(verdicts: list[Verdict], form: Format, document: dict[str, Any]) -> None:
    if form is not Format.table:
        emit(_verdict_frame(verdicts), form, document)
    elif len(verdicts) > 1:
        print_verdicts(verdicts)
    else:
        sys.stdout.write(f"{paragraph(verdicts[0].sentence(), width())}\n")
        if verdicts[0].claim.as_of is None and not verdicts[0].claim.unread:
            sys.stdout.write(f"{paragraph(NO_DAY, width())}\n")
        readings = verdicts[0].readings[["factor", "reading", "number", "rating", "flips", "note"]]
        if len(readings) > 1:
            readings["number"] = ["" if isnan(n) else f"{n:,.1f}" for n in readings["number"]]
            readings["flips"] = readings["flips"].map({True: "yes", False: ""})
            sys.stdout.write("\n")
            emit(readings, form, {})
            sys.stdout.write("\n")
            notes = [FLIP_NOTE, ROBUSTNESS_NOTES.get(verdicts[0].robustness, "")]
            for note in filter(None, notes):
                sys.stdout.write(f"{paragraph(note, width())}\n")


def _fail_on(verdicts: list[Verdict], words: list[str] | None) -> None:
    if any(verdict.rating in (words or ()) for verdict in verdicts):
        raise typer.Exit(1)


def print_verdicts(verdicts: list[Verdict]) -> None:
    """Print verdicts for people, a claim and its answer on two lines each."""
    columns = min(100, width())
    for verdict in verdicts:
        claim = verdict.claim
        head = f"{claim.as_of or 'no date'}  {claim.text}"
        answer = verdict.words[0].upper() + verdict.words[1:]
        if verdict.reason and (verdict.in_words or verdict.headline is None):
            answer += f". {verdict.reason}"
        elif verdict.ours:
            stated = f", stated {claim.quantity}" if claim.quantity else ""
            answer += f". Ours: {verdict.ours}{stated}"
        for text, first in ((head, ""), (answer, INDENT), (f"[{claim.claim_id}]", INDENT)):
            sys.stdout.write(f"{paragraph(text, columns, first, INDENT)}\n")
        sys.stdout.write("\n")
    shown = {verdict.robustness for verdict in verdicts}
    for word, note in ROBUSTNESS_NOTES.items():
        if word in shown:
            sys.stdout.write(f"{paragraph(note, columns)}\n")
    sys.stdout.write(f"{summary(verdicts)}\n")


def summary(verdicts: list[Verdict]) -> str:
    """Return how many verdicts there are of each word."""
    counts = Counter(verdict.rating for verdict in verdicts)
    parts = [f"{counts[word]} {word.replace('-', ' ')}" for word in vocab.RATINGS if word in counts]
    return f"{len(verdicts)} claims: {vocab.listed(parts)}. Data {verdicts[0].data_version}."
