"""The ledger as one standalone page: drawn without a script, readable on paper and on a phone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any
from urllib.parse import quote

import jinja2
import pandas as pd
from markupsafe import Markup

from aleppomap.claims.review import BEST, RATING_SCALE, WORST, claim_review
from aleppomap.claims.verdict import FLIP_NOTE, Verdict
from aleppomap.report.chart import Look
from aleppomap.report.ledger import (
    ARTICLE,
    HEDGE_NOTE,
    HEDGE_TABLE,
    METHOD,
    RATING_MEANINGS,
    Entry,
    Ledger,
    robustness_words,
)
from aleppomap.report.panels import charts, key, looks_of, side_css
from aleppomap.report.plain import side_table
from aleppomap.report.rows import GLYPHS, interval
from aleppomap.standalone import json_block, legible, policy, web_link

__all__ = ["ledger_page"]

_NO_SETTINGS = {"citation": "", "time_zone": ""}
_ANCHOR = re.compile(r"[A-Za-z0-9._-]+")


def ledger_page(book: Ledger, *, map_file: str = "", publisher: str = "", url: str = "") -> str:
    """Return the ledger as HTML.

    Parameters
    ----------
    book
        The ledger.
    map_file
        Address of the territory's map, relative to the page; no links to it when empty.
    publisher, url
        Who publishes the ratings and where; both or neither. With them the page carries
        schema.org ``ClaimReview``.

    Returns
    -------
    str
        The same for the same input. It makes no request, and shows all text as text.

    Raises
    ------
    AleppoMapError
        If the publisher is given without a URL of the web, or a URL without a publisher.
    """
    anchors = _anchors(book)
    reviews = []
    if publisher or url:
        reviews = claim_review(
            book.verdicts, book.territory, publisher=publisher, url=url, anchors=anchors
        )
    looks, totals = looks_of(book), book.totals
    sets = _report_sets(book)
    rows = [
        _row(book, entry, anchor, looks, sets, map_file)
        for entry, anchor in zip(book.entries, anchors, strict=True)
    ]
    style, script = _asset("report.css") + side_css(book), _asset("report.js")
    text = _template().render(
        policy=policy([script], [style]), style=Markup(style), script=Markup(script),  # noqa: S704
        reviews=[Markup(legible(json_block(review))) for review in reviews],  # noqa: S704
        title=book.title, summary=book.summary, version=book.territory.data_version,
        settings=_NO_SETTINGS | dict(book.territory.settings), method=METHOD,
        hedges=HEDGE_TABLE, hedge_note=HEDGE_NOTE,
        meanings=[(GLYPHS.get(word, ""), word.replace("-", " "), RATING_MEANINGS.get(word, ""),
                   list(counts))
                  for word, counts in zip(totals.index, totals.to_numpy().tolist(), strict=True)],
        columns=list(totals.columns),
        charts=charts(book, anchors), instrument=book.instrument,
        sides=_records(side_table(book)),
        keys=[(key(look), side, book.side_name(side)) for side, look in looks.items() if side],
        n_claims=len(rows),
        article=[row for row in rows if row["of_article"]], article_source=_article_source(book),
        groups=_grouped([row for row in rows if not row["of_article"]], book),
        n_others=sum(not row["of_article"] for row in rows),
        is_article=book.is_article, flip_note=FLIP_NOTE,
        marked=_marked(book, anchors), sets=_listed_sets(book, sets), reports=_reports(book, sets),
        verdict_words=[(w, w.replace("-", " ")) for w in totals.index],
        publisher=publisher, best=BEST, worst=WORST,
        scale=[(word.replace("-", " "), n) for word, n in RATING_SCALE.items()],
    )  # fmt: skip
    return f"{text}\n"


def _anchors(book: Ledger) -> list[str]:
    """Return a place on the page for each claim: from its id where that can stand in an address."""
    anchors: list[str] = []
    for number, verdict in enumerate(book.verdicts, 1):
        name = verdict.claim.claim_id
        anchor = f"c-{name}" if _ANCHOR.fullmatch(name) else f"c{number}"
        anchors.append(anchor if anchor not in anchors else f"c{number}")
    return anchors


def _article_source(book: Ledger) -> dict[str, str]:
    """Return publisher, day and address of the article that the territory's table is about."""
    table, sources = book.territory.claims, book.territory.sources
    for name in (verdict.claim.claim_id for verdict in book.verdicts):
        if name.startswith(ARTICLE) and name in table.index:
            row = sources.loc[str(table.at[name, "source"])]
            return {"publisher": str(row["publisher"]), "day": str(row["published"]),
                    "url": web_link(str(row["url"]))}  # fmt: skip
    return {}


def _row(
    book: Ledger, entry: Entry, anchor: str, looks: Mapping[str, Look],
    sets: Mapping[tuple[str, ...], int], map_file: str,
) -> dict[str, Any]:  # fmt: skip
    verdict, claim = entry.verdict, entry.verdict.claim
    name, side = book.speaker(verdict)
    source = ""
    if claim.claim_id in book.territory.claims.index:
        cited = book.territory.claims.at[claim.claim_id, "source"]
        source = web_link(str(book.territory.sources["url"].get(cited, "")))
    covered = claim.as_of in book.territory.history().dates
    then = verdict.on_the_day
    return {
        "of_article": not book.is_article and claim.claim_id.startswith(ARTICLE),
        "anchor": anchor, "day": claim.as_of, "text": claim.text, "name": name, "side": side,
        "side_name": book.side_name(side),
        "key": key(looks[side]), "rating": verdict.rating, "glyph": GLYPHS.get(verdict.rating, ""),
        "word": verdict.rating.replace("-", " "), "notes": verdict.notes,
        "robustness": robustness_words(verdict), "stated": str(claim.quantity or ""),
        "ours": verdict.ours, "reason": verdict.reason, "holds_on": verdict.holds_on,
        "interval": interval(verdict), "sentence": verdict.sentence(), "source": source,
        "then": f"{then.rating.replace('-', ' ')}, {then.best:.1f}"
        if then and then.rating != verdict.rating else "",
        "readings": _readings(verdict), "set": sets.get(verdict.reports, 0),
        "n_reports": len(verdict.reports), "found_in": _parts(entry) if entry.sentence else None,
        "read_as": "" if " ".join(entry.sentence.split()).find(claim.text) >= 0 else claim.text,
        "map": f"{quote(map_file)}#date={claim.as_of}" if map_file and covered else "",
    }  # fmt: skip


def _parts(entry: Entry) -> tuple[str, str, str]:
    """Return an article's sentence in three: before the words of the claim, they, and after."""
    if entry.phrase and entry.phrase in entry.sentence:
        return entry.sentence.partition(entry.phrase)
    return entry.sentence, "", ""


def _readings(verdict: Verdict) -> list[dict[str, Any]]:
    rows = _records(verdict.readings)
    digits = 0 if verdict.claim.kind in ("count", "elapsed") else 1
    for row in rows:
        row["shown"] = "" if pd.isna(row["number"]) else f"{row['number']:.{digits}f}"
        row["word"] = str(row["rating"]).replace("-", " ")
    return rows


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _grouped(rows: Sequence[dict[str, Any]], book: Ledger) -> list[tuple[str, list[Any]]]:
    """Return rows by day, in order; those of an article in the order of its text."""
    if book.is_article:
        return [("", list(rows))]
    ordered = sorted(rows, key=lambda row: row["day"] or date.min)
    return [(_day(day), list(group)) for day, group in groupby(ordered, lambda row: row["day"])]


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "No day"


def _report_sets(book: Ledger) -> dict[tuple[str, ...], int]:
    """Return the sets of reports that verdicts rest on, numbered: many verdicts share one."""
    sets: dict[tuple[str, ...], int] = {}
    for verdict in book.verdicts:
        if verdict.reports:
            sets.setdefault(verdict.reports, len(sets) + 1)
    return sets


def _cited(sets: Mapping[tuple[str, ...], int]) -> list[str]:
    return sorted({report for reports in sets for report in reports})


def _listed_sets(book: Ledger, sets: Mapping[tuple[str, ...], int]) -> list[tuple[int, list[int]]]:
    numbers = {report: number for number, report in enumerate(_cited(sets), 1)}
    known = set(book.territory.reports.index)
    return [(n, [numbers[r] for r in reports if r in known]) for reports, n in sets.items()]


def _reports(book: Ledger, sets: Mapping[tuple[str, ...], int]) -> list[dict[str, Any]]:
    table, districts = book.territory.reports, book.territory.districts["name"]
    rows = []
    for number, report in enumerate(_cited(sets), 1):
        if report not in table.index:
            continue
        row = table.loc[report]
        rows.append(
            {
                "number": number, "id": report, "date": row["date"],
                "district": str(districts.get(row["district"], row["district"])),
                "account": row["account_name"], "summary": row["summary"],
                "url": web_link(str(row["url"])), "publisher": row["publisher"],
            }
        )  # fmt: skip
    return rows


def _marked(book: Ledger, anchors: Sequence[str]) -> list[tuple[str, str]]:
    """Return the whole article in pieces: text, and the row it leads to where it is a claim."""
    pieces, place = [], 0
    for entry, anchor in sorted(
        zip(book.entries, anchors, strict=True), key=lambda pair: pair[0].start
    ):
        if not book.text or entry.start < place:
            continue
        pieces.append((book.text[place : entry.start], ""))
        pieces.append((book.text[entry.start : entry.end], anchor))
        place = entry.end
    return [*pieces, (book.text[place:], "")] if book.text else []


@cache
def _asset(name: str) -> str:
    return resources.files("aleppomap.report").joinpath("assets", name).read_text("utf-8")


@cache
def _template() -> jinja2.Template:
    # All text is escaped, and freed of what could reorder it; drawings are safe by construction.
    frame = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=lambda value: legible(value) if type(value) is str else value,
    )  # fmt: skip
    return frame.from_string(_asset("page.html"))
