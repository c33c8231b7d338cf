"""Checks of tables against their columns: every fault, collected and returned."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

import pandas as pd

from aleppomap import dates
from aleppomap.errors import Fault, correction
from aleppomap.tables import TABLES, Column, Table

__all__ = ["ID_ALLOWED", "check_references", "check_table", "id_error", "number_of", "plain_text",
           "split_list", "text_error", "url_error"]  # fmt: skip

ID_ALLOWED = "at most 80 lower-case letters, digits, '-', '_' or '.'"

LONGEST_TEXT = 10_000

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}", re.ASCII)
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def split_list(text: str) -> list[str]:
    """Split a ``;``-separated cell, dropping empty parts.

    Examples
    --------
    >>> split_list("hanano; baadeen;")
    ['hanano', 'baadeen']
    """
    return [part.strip() for part in text.split(";") if part.strip()]


def id_error(text: str) -> str:
    """Return what an id must be, when a text is none; empty when it is one.

    Examples
    --------
    >>> id_error("bab-al-hadid"), id_error("Bab al-Hadid") == ID_ALLOWED
    ('', True)
    """
    return "" if _ID.fullmatch(text) else ID_ALLOWED


def _check_ids(text: str) -> str:
    bad = [part for part in split_list(text) if not _ID.fullmatch(part)]
    return "ids separated by ';'" if bad else ""


def text_error(text: str) -> str:
    """Return what a text must be, when it is not; empty when it is.

    Marks that tell left from right are part of Arabic and Hebrew; overrides of direction
    make a name read as another one.
    """
    if len(text) > LONGEST_TEXT:
        return "at most 10 000 characters"
    return "text without control or direction-override characters" if _UNSAFE.search(text) else ""


def plain_text(text: str, longest: int = LONGEST_TEXT) -> str:
    r"""Return a text as one line without what `text_error` refuses.

    Examples
    --------
    >>> plain_text("  evil\u202egnp.exe\x07 \n twice ")
    'evilgnp.exe twice'
    """
    return _UNSAFE.sub("", " ".join(text[: 4 * longest].split()))[:longest].strip()


def url_error(text: str) -> str:
    """Return what an address must be, when a text is none; empty when it is one."""
    allowed = "an http or https address"
    if any(character.isspace() for character in text):
        return f"{allowed} without spaces"
    try:
        parts = urlsplit(text)
    except ValueError:
        return allowed
    return "" if parts.scheme in {"http", "https"} and parts.hostname else allowed


def _check_day(text: str) -> str:
    try:
        dates.as_day(text)
    except ValueError:
        return "a day as 2016-11-28" + _too_late(text)
    return ""


def _too_late(text: str) -> str:
    late = dates.too_late_in_month(text)
    return f"; {late}" if late else ""


def _check_edtf(text: str) -> str:
    try:
        dates.parse_edtf(text)
    except ValueError:
        return dates.ALLOWED + _too_late(text)
    return ""


def number_of(text: str) -> float:
    """Return a text as a number; NaN when it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _check_share(text: str) -> str:
    return "" if 0 <= number_of(text) <= 1 else "a share from 0 to 1, such as 0.6"


def _check_number(text: str) -> str:
    return "" if math.isfinite(number_of(text)) else "a finite number"


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "id": id_error,
    "ids": _check_ids,
    "text": text_error,
    "url": url_error,
    "day": _check_day,
    "edtf": _check_edtf,
    "share": _check_share,
    "number": _check_number,
}


def _choice_error(column: Column, text: str) -> str:
    return (
        ""
        if text in column.choices
        else "one of " + ", ".join(c or "(empty)" for c in column.choices)
    )


def check_table(frame: pd.DataFrame, table: Table, file: str = "") -> list[Fault]:
    """Check one table of strings against its schema.

    Parameters
    ----------
    frame
        The table as read, every cell a string, empty for nothing.
    table
        Its schema.
    file
        Name shown in faults; the schema's file name when empty.

    Returns
    -------
    list of Fault
        Every fault, in row order; empty when the table is well formed. Rows are
        numbered as a spreadsheet shows them: the header is row 1.

    Examples
    --------
    >>> frame = pd.DataFrame([{"decision": "d1", "title": "", "text": "why"}])
    >>> [fault.field for fault in check_table(frame, TABLES["decisions"])]
    ['title']
    """
    name = file or table.file
    known = [column.name for column in table.columns]
    faults = [
        Fault(name, "header", header, header, "columns " + ", ".join(known),
              correction("Rename or remove the column", header, known))
        for header in map(str, frame.columns) if header not in known
    ]  # fmt: skip
    for column in table.columns:
        if column.name not in frame.columns:
            if column.required:
                faults.append(
                    Fault(name, "header", column.name, "", "a column of that name",
                          f"Add the column: {column.meaning}.")
                )  # fmt: skip
            continue
        cells = frame[column.name].tolist()
        faults += _column_faults(cells, frame.index, column, name)
    if table.key in frame.columns:
        used = {""}
        for row, key in zip(frame.index.tolist(), frame[table.key].tolist(), strict=True):
            if key in used and key:
                faults.append(
                    Fault(name, f"row {row + 2}", table.key, key, "ids used once",
                          "Give the row an id of its own.")
                )  # fmt: skip
            used.add(key)
    return faults


def _column_faults(cells: list[str], rows: pd.Index[int], column: Column, name: str) -> list[Fault]:
    wrong = {text: said for text in set(cells) if (said := _cell_error(text, column))[0]}
    return [
        Fault(name, f"row {row + 2}", column.name, text, *wrong[text])
        for row, text in zip(rows.tolist(), cells, strict=True) if text in wrong
    ] if wrong else []  # fmt: skip


def _cell_error(text: str, column: Column) -> tuple[str, str]:
    """Return what is allowed and the remedy; both empty for a good cell."""
    if text == "":
        empty = column.required and "" not in column.choices
        return (column.meaning, "Fill the cell.") if empty else ("", "")
    allowed = _choice_error(column, text) if column.kind == "choice" else _CHECKS[column.kind](text)
    if not allowed:
        return "", ""
    if column.kind == "share":
        allowed = f"{allowed}: {column.meaning}"
    choices = [choice for choice in column.choices if choice]
    return allowed, correction("Correct the value", text, choices)


def check_references(
    tables: Mapping[str, pd.DataFrame], known: Mapping[str, Iterable[str]]
) -> list[Fault]:
    """Check that every id a table refers to exists.

    Parameters
    ----------
    tables
        Table name to frame of strings.
    known
        Table name (or ``districts``) to the ids that exist; references to a table that
        is not listed, such as one that could not be read, are not checked.

    Returns
    -------
    list of Fault
        One fault for each dangling reference, with near names suggested.
    """
    ids = {name: set(values) for name, values in known.items()}
    faults = []
    for name, frame in tables.items():
        for column in TABLES[name].columns:
            if column.refers_to not in ids or column.name not in frame.columns:
                continue
            targets = ids[column.refers_to]
            cells = frame[column.name].tolist()
            dangling = {
                text: missing for text in set(cells)
                if (missing := [p for p in _parts(text, column) if p not in targets])
            }  # fmt: skip
            if not dangling:
                continue
            names = sorted(targets)
            remedies = {
                part: correction("Correct the id or add it", part, names)
                for part in sorted({part for parts in dangling.values() for part in parts})
            }
            faults += [
                Fault(TABLES[name].file, f"row {row + 2}", column.name, part,
                      f"an id in {column.refers_to}", remedies[part])
                for row, text in zip(frame.index.tolist(), cells, strict=True)
                for part in dangling.get(text, ())
            ]  # fmt: skip
    return faults


def _parts(text: str, column: Column) -> list[str]:
    return split_list(text) if column.kind == "ids" else [text] if text else []
