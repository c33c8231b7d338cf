"""Tables for pasting: Markdown and HTML with marks escaped, CSV that no spreadsheet runs."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd

__all__ = ["RUNS", "card", "cell_text", "csv_text", "harmless", "inline", "markdown"]

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet takes a cell that begins with one of these for a formula."""


def cell_text(value: object) -> str:
    """Return a value as people read it: two decimals, nothing for what is missing."""
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def inline(text: str) -> str:
    r"""Return text for a line of Markdown, its marks escaped.

    Examples
    --------
    >>> inline("a|b <i>")
    'a\\|b &lt;i>'
    """
    for mark in "\\|[":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.replace("<", "&lt;").split())


def markdown(frame: pd.DataFrame) -> str:
    """Return a frame as a Markdown table, cell text escaped."""
    lines = [[str(c) for c in frame.columns], ["---"] * len(frame.columns)]
    lines += [[inline(cell_text(v)) for v in row] for row in frame.itertuples(index=False)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def card(title: str, facts: Mapping[str, object]) -> str:
    """Return a title and facts as a notebook shows them; every text is escaped.

    Examples
    --------
    >>> card("A <b>", {"days": 3})
    '<table><caption>A &lt;b&gt;</caption><tr><th>days</th><td>3</td></tr></table>'
    """
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(fact))}</td></tr>"
        for name, fact in facts.items()
    )
    return f"<table><caption>{escape(title)}</caption>{rows}</table>"


def csv_text(frame: pd.DataFrame, delimiter: str = ",") -> str:
    """Return a frame as CSV; text a spreadsheet would run gets an apostrophe before it.

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"text": ["=1+1"], "gap": [-2.5]})), end="")
    text,gap
    '=1+1,-2.5
    """
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(harmless)
    safe.columns = [harmless(column) for column in safe.columns]
    return safe.to_csv(index=False, lineterminator="\n", sep=delimiter)


def harmless(value: object) -> object:
    """Return text that a spreadsheet would run with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RUNS) else value
