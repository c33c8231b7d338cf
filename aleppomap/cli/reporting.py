"""``aleppomap report``: the ledger of verdicts, as a page or for pasting."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from aleppomap.atomic import write_atomic
from aleppomap.attribution import credit_of
from aleppomap.cli.articles import article_text, say_unread
from aleppomap.cli.crediting import carry, own_credit, say_credit
from aleppomap.cli.printing import TerritoryOption, territory_at
from aleppomap.folder import data_files
from aleppomap.report import article_ledger, ledger, ledger_csv, ledger_markdown

__all__ = ["register"]

SUFFIXES = (".html", ".md", ".json", ".csv")


def register(app: typer.Typer) -> None:
    """Add the command of this file to the app."""
    app.command("report")(report_command)


def report_command(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="File to write: .html, .md, .json or .csv.")
    ],
    article: Annotated[
        Path | None,
        typer.Argument(help="A text whose claims to check; the territory's own if left out."),
    ] = None,
    date: Annotated[str | None, typer.Option(help="The day the article was published.")] = None,
    include_text: Annotated[
        bool, typer.Option("--include-text", help="Print the whole article: it is somebody's.")
    ] = False,
    map_file: Annotated[
        str | None,
        typer.Option("--map", help="Address of the map to link to; that beside it if left out."),
    ] = None,
    publisher: Annotated[
        str, typer.Option(help="Your name: adds ClaimReview ratings in it; needs --url.")
    ] = "",
    url: Annotated[str, typer.Option(help="Where you publish the page; needs --publisher.")] = "",
    territory: TerritoryOption = None,
) -> None:
    """Write the ledger: every claim beside our own number, and what decides its verdict.

    Example: aleppomap report -o ledger.html
    Example: aleppomap report article.txt --date 2016-11-28 -o article.html
    """
    kind = output.suffix.lower()
    if kind not in SUFFIXES:
        raise typer.BadParameter(f"-o takes a file ending in {', '.join(SUFFIXES)}; not {output}")
    if bool(publisher.strip()) != bool(url.strip()):
        raise typer.BadParameter("a rating is published by somebody: give --publisher and --url")
    if publisher and kind not in (".html", ".json"):
        raise typer.BadParameter("ClaimReview goes into .html or .json")
    if article is None and (date is not None or include_text):
        raise typer.BadParameter("--date and --include-text go with an article")
    place = territory_at(territory)
    if article is None:
        book = ledger(territory=place)
    else:
        text = article_text(article)
        book = article_ledger(text, date, territory=place, include_text=include_text)
    if kind == ".html":
        from aleppomap.report.page import ledger_page

        target = _map_beside(output, f"{place.settings['id']}.html", map_file)
        written = ledger_page(book, map_file=target, publisher=publisher, url=url)
    elif kind == ".md":
        written = ledger_markdown(book)
    elif kind == ".csv":
        written = ledger_csv(book)
    else:
        document = book.as_dict(publisher=publisher, url=url)
        written = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_atomic(output, written)
    made_of = data_files(place.folder)
    if kind == ".csv":  # no place for it inside; the other formats say it
        carry(made_of, output, own_credit(place.evidence.about))
    else:
        say_credit(credit_of(made_of))
    say_unread(book.unread)
    sys.stderr.write(f"{book.summary}\nwrote {output} ({output.stat().st_size / 1000:,.0f} kB)\n")


def _map_beside(output: Path, usual: str, given: str | None) -> str:
    """Return the map to link to: what was asked for, else the usual one when it is there."""
    target = usual if given is None else given
    if not target or "://" in target or (output.parent / target).exists():
        return target
    links = "has no links to a map" if given is None else f"links to {target}, which is not there"
    sys.stderr.write(
        f"note: the page {links}; write it first with: aleppomap map -o {output.parent / target}\n"
    )
    return target if given is not None else ""
