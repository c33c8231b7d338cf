"""The ledger for pasting: Markdown and CSV."""

from __future__ import annotations

import pandas as pd

from aleppomap.paste import csv_text, inline, markdown
from aleppomap.report.ledger import HEDGE_NOTE, HEDGE_TABLE, METHOD, RATING_MEANINGS, Entry, Ledger

__all__ = ["ledger_csv", "ledger_markdown", "side_table"]


def ledger_csv(book: Ledger) -> str:
    """Return the ledger as CSV, one row a claim; no cell is a formula."""
    return csv_text(book.frame)


def side_table(book: Ledger) -> pd.DataFrame:
    """Return the instrument check's figures by side, rounded as readers see them."""
    sides = book.instrument.by_side().reset_index()
    sides["median_points"] = sides["median_points"].map(lambda points: f"{points:+.0f}")
    return sides.rename(columns={"above": "above ours", "median_points": "median gap, points"})


def _in_words(entry: Entry) -> str:
    """Return a verdict in words, with the sentence it was found in: a phrase leaves much open."""
    said = " ".join(entry.sentence.split())
    told = entry.verdict.sentence()
    return told if not said or said in told else f"{told} Found in: “{said}”"


def ledger_markdown(book: Ledger) -> str:
    """Return the ledger as Markdown: totals, instrument check, method, a row and a line each."""
    totals = book.totals.reset_index()
    totals["verdict"] = totals["verdict"].str.replace("-", " ")
    totals.insert(1, "meaning", [RATING_MEANINGS.get(word, "") for word in book.totals.index])
    parts = [
        f"# {inline(book.title)}\n\n",
        f"{inline(book.summary)}. Data {book.territory.data_version}.\n\n",
        *(f"{inline(said)}\n\n" for said in [book.territory.evidence.about.citation] if said),
        f"{METHOD}\n\n",
        "## Totals by verdict and robustness\n\n",
        markdown(totals),
    ]
    if book.instrument.gaps:
        parts += ["\n## Instrument check\n\n", f"{inline(book.instrument.sentence())}\n"]
        if book.instrument.firing:
            parts += ["\nPublished since then, by side:\n\n", markdown(side_table(book))]
    hedges = pd.DataFrame(HEDGE_TABLE, columns=["wording", "matches in", "close in"])
    shown = book.frame.drop(columns=["claim", "side", "reason"]).rename(
        columns={"holds_on": "holds on", "robustness": "how firm", "text": "claim"}
    )
    order = ["day", "by", "claim", "stated", "ours", "verdict", "how firm", "holds on"]
    parts += [
        "\n## What the words allow\n\n",
        markdown(hedges),
        f"\n{HEDGE_NOTE}\n",
        "\n## Claims\n\n",
        markdown(shown[order]),
        "\n## In words\n\n",
        *(f"- {inline(_in_words(entry))}\n" for entry in book.entries),
    ]
    return "".join(parts)
