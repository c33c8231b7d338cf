"""Frames and texts laid out for a terminal of any width; nothing is broken inside a word."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Sequence
from itertools import groupby, zip_longest

import pandas as pd

from aleppomap.paste import cell_text

__all__ = ["INDENT", "laid_out", "paragraph", "plain", "width"]

GAP = "  "
INDENT = "    "

TALLEST = 4
"""Lines a row of a table may take; a frame whose rows need more is written row by row."""

SHORT = 28
"""Longer values of a row stand on a line of their own."""

UNITS = ("%", "km²")
_TIE = "\u00a0"


def width() -> int:
    """Return the columns of the terminal: those of ``COLUMNS``, its own, or 80."""
    return max(40, shutil.get_terminal_size().columns)


def plain(text: str) -> str:
    r"""Return text with what would steer a terminal taken out.

    Examples
    --------
    >>> plain("a\x1b[31mb\tc")
    'a[31mb c'
    """
    spaced = text.replace("\t", " ").replace("\n", " ")
    return "".join(c for c in spaced if unicodedata.category(c) != "Cc")


def paragraph(text: str, columns: int, first: str = "", rest: str | None = None) -> str:
    """Return text wrapped at words, `first` before its first line and `rest` before the others.

    A word longer than a line, such as an address, stays whole, and a number keeps its unit.
    """
    tied = plain(text)
    for unit in UNITS:
        tied = tied.replace(f" {unit}", f"{_TIE}{unit}")
    return textwrap.fill(
        tied, columns, initial_indent=first, subsequent_indent=first if rest is None else rest,
        break_long_words=False, break_on_hyphens=False,
    ).replace(_TIE, " ")  # fmt: skip


def laid_out(frame: pd.DataFrame, columns: int) -> list[str]:
    r"""Return a frame as lines: a table where it fits, else row by row.

    Examples
    --------
    >>> frame = pd.DataFrame({"party": ["red"], "km2": [2.5], "note": ["holds " * 8]})
    >>> print(*laid_out(frame, 30), sep="\n")
    party   km2  note
    red    2.50  holds holds holds
                 holds holds holds
                 holds holds
    """
    heads = [str(name) for name in frame.columns]
    cells = [[plain(cell_text(value)) for value in row] for row in frame.itertuples(index=False)]
    room = columns - len(GAP) * (len(heads) - 1)
    wide = [max(map(_cells, column)) for column in zip(heads, *cells, strict=True)]
    narrow = [
        max(_cells(word) for cell in column for word in (cell.split() or [""]))
        for column in zip(heads, *cells, strict=True)
    ]
    if sum(narrow) <= room:
        widths = _shared(narrow, wide, room)
        wrapped = [_wrapped(row, widths) for row in cells]
        if all(len(part) <= TALLEST for row in wrapped for part in row):
            right = [any(column) and all(map(_is_number, filter(None, column)))
                     for column in zip(*cells, strict=True)] or [False] * len(heads)  # fmt: skip
            return [line for row in ([[head] for head in heads], *wrapped)
                    for line in _lines(row, widths, right)]  # fmt: skip
    return [line for row in cells for line in (*_record(heads, row, columns), "")][:-1]


def _cells(text: str) -> int:
    """Return the columns a text takes: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _shared(narrow: Sequence[int], wide: Sequence[int], room: int) -> list[int]:
    """Return widths that fill the room, most where a cell is furthest from fitting on a line."""
    widths = list(narrow)
    for _ in range(room - sum(widths)):
        short = [want / have if want > have else 0.0
                 for want, have in zip(wide, widths, strict=True)]  # fmt: skip
        if not any(short):
            break
        widths[short.index(max(short))] += 1
    return widths


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    return [
        textwrap.wrap(cell, wide, break_long_words=False, break_on_hyphens=False) or [""]
        for cell, wide in zip(row, widths, strict=True)
    ]


def _lines(row: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    lines = []
    for parts in zip_longest(*row, fillvalue=""):
        padded = [
            " " * (wide - _cells(part)) + part if ends else part + " " * (wide - _cells(part))
            for part, wide, ends in zip(parts, widths, right, strict=True)
        ]
        lines.append(GAP.join(padded).rstrip())
    return lines


def _record(heads: Sequence[str], row: Sequence[str], columns: int) -> list[str]:
    """Return one row on its own, in order: short neighbours together, each long value apart."""
    named = [(head, cell) for head, cell in zip(heads[1:], row[1:], strict=True) if cell]
    texts = []
    for is_short, run in groupby(named, key=lambda pair: len(pair[1]) <= SHORT):
        pairs = list(run)
        if is_short:
            line = " · ".join(f"{head} {cell}" for head, cell in pairs)
            texts.append(paragraph(line, columns, INDENT))
            continue
        texts += [
            paragraph(f"{head}: {cell}" if " " in cell else cell, columns, INDENT, INDENT + GAP)
            for head, cell in pairs
        ]
    return [row[0], *(line for text in texts for line in text.split("\n"))]
