"""Reading files of text, whole: bytes, text, tables of text."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from aleppomap import schema
from aleppomap.errors import AleppoMapError, Fault

__all__ = ["MOST_FAULTS", "read_bytes", "read_table", "read_text", "separator_of"]

MOST_ROWS = 2_000_000
MOST_FAULTS = 1000
"""A file that has so many faults is another kind of file; the rest is counted, not listed."""

_MAX_BYTES = 256 * 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """Read a file that is one, and not too large.

    Raises
    ------
    AleppoMapError
        If it cannot be read, is a folder, a pipe or a device, or larger than 256 MiB.
    """
    try:
        if not path.is_file():
            path.stat()
            raise AleppoMapError(f"cannot read {path}: it is not a file")
        if path.stat().st_size > _MAX_BYTES:
            raise AleppoMapError(f"{path} is larger than {_MAX_BYTES >> 20} MiB; split it")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise AleppoMapError(f"cannot read {path}: {said}") from error


def read_text(path: Path) -> tuple[str, list[Fault]]:
    """Read a UTF-8 file, with or without a byte order mark.

    Returns
    -------
    text : str
        Empty when there is a fault.
    faults : list of Fault
        Wrong encoding, or a NUL byte, with its line.

    Raises
    ------
    AleppoMapError
        If the file cannot be read, or is larger than 256 MiB.
    """
    raw = read_bytes(path)
    if raw.isspace():
        raw = b""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        begin = max(raw.rfind(b"\n", 0, error.start) + 1, error.start - 20)
        around = raw[begin : error.start + 12].split(b"\n")[0].decode("cp1252", "replace")
        utf_16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        return "", [
            Fault(path.name, f"line {line}", "encoding",
                  "UTF-16" if utf_16 else schema.plain_text(around), "UTF-8 text",
                  "Save the file again as UTF-8.")
        ]  # fmt: skip
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return "", [
            Fault(path.name, f"line {line}", "", "NUL byte", "a text file", "Save the file again.")
        ]
    return text, []


def separator_of(path: Path) -> str:
    """Return what separates the columns of a table, by its header: comma, semicolon or tab."""
    head = read_text(path)[0].partition("\n")[0]
    return max(",;\t", key=head.count)


def read_table(path: str | Path, delimiter: str = ",") -> tuple[pd.DataFrame, list[Fault]]:
    """Read a CSV table as text, every cell a stripped string.

    Parameters
    ----------
    path
        A UTF-8 file with a header, with or without a byte order mark.
    delimiter
        What separates cells.

    Returns
    -------
    frame : DataFrame
        One row a record, without blank rows, rows of the wrong length and the second
        of two columns of one name. A row of index n is row n + 2 of the file as a
        spreadsheet numbers it. Without columns when the file cannot be read at all. Its
        ``attrs["uneven"]`` has the cells of rows of the wrong length, if there are any: an
        id among them is not missing.
    faults : list of Fault
        Wrong encoding, no header, a repeated header, rows of the wrong length.
    """
    path = Path(path)
    text, faults = read_text(path)
    if faults:
        return pd.DataFrame(), faults
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not any(header):
            return pd.DataFrame(), [
                Fault(path.name, "row 1", "header", "", "column names", "Add the header row.")
            ]
        faults = [
            Fault(path.name, "row 1", "header", name, "each column once",
                  "Remove the second column.")
            for name, count in sorted(Counter(header).items()) if count > 1
        ]  # fmt: skip
        rows, uneven, cells = _even_rows(reader, len(header), path.name)
    except csv.Error as error:
        return pd.DataFrame(), [
            Fault(path.name, f"line {reader.line_num}", "", str(error), "comma-separated values",
                  "Export the table as CSV again.")
        ]  # fmt: skip
    faults += uneven
    frame = pd.DataFrame(list(rows.values()), pd.Index(rows, dtype=int), header, dtype=object)
    if len(set(header)) < len(header):
        frame = frame.loc[:, ~frame.columns.duplicated()]
    if cells:
        frame.attrs["uneven"] = cells
    return frame, faults


def _even_rows(
    reader: Iterable[list[str]], width: int, file: str
) -> tuple[dict[int, list[str]], list[Fault], list[str]]:
    """Return the rows as wide as the header, by number; a fault for each other, and its cells."""
    rows: dict[int, list[str]] = {}
    cells: list[str] = []
    faults: list[Fault] = []
    for number, record in enumerate(reader, start=2):
        if number > MOST_ROWS:
            faults.append(Fault(file, f"row {number}", "", "more rows", f"at most {MOST_ROWS:,}",
                                "Split the table, or remove empty rows."))  # fmt: skip
            break
        if not any(map(str.strip, record)):
            continue
        if len(record) == width:
            rows[number - 2] = [cell.strip() for cell in record]
        else:
            glued = width > 1 and len(record) == 2 * width - 1
            faults.append(
                Fault(file, f"row {number}", "", f"{len(record)} cells",
                      f"{width} cells, as the header",
                      "These look like two rows in one line, as when a row is added to a file that "
                      "ends without a line break: begin the second on a line of its own." if glued
                      else "Quote cells that contain commas, or fill the missing ones.")
            )  # fmt: skip
            cells += map(str.strip, record)
            if len(faults) >= MOST_FAULTS:
                break
    return rows, faults, cells
