"""CSV of points, any stretch of rows at a time."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap.errors import Fault, InvalidInput

__all__ = ["Chunk", "csv_chunks", "read_csv"]

_BLOCK = 1 << 24
"""Bytes looked at in one go, and the most that one row may have."""

_MOST_FAULTS = 1000


@dataclass(frozen=True)
class Chunk:
    """A stretch of rows.

    Parameters
    ----------
    number
        From 0, in order.
    first_row, rows
        Row 0 is the first below the header.
    header, begin, end
        Of a CSV: where the header ends, and the bytes of the rows.
    """

    number: int
    first_row: int
    rows: int
    header: int = 0
    begin: int = 0
    end: int = 0


def csv_chunks(source: Path, rows: int) -> Iterator[Chunk]:
    """Divide a file into chunks of so many rows; one, empty, where there is no row.

    Where rows begin is found without parsing them: line ends that are not within quotes.

    Raises
    ------
    InvalidInput
        If there is no header, a column is named twice, or quotes do not close.
    """
    number, row, header, begin, last = 0, 0, 0, 0, 0
    for ends in _row_ends(source):
        last = int(ends[-1])
        if not header:
            header = begin = int(ends[0])
            _check_header(source, header)
            ends = ends[1:]
        for end in ends[rows - 1 - row % rows :: rows].tolist():
            yield Chunk(number, number * rows, rows, header, begin, end)
            number, begin = number + 1, end
        row += len(ends)
    if not header:
        _check_header(source, 0)
    if begin < last or number == 0:
        yield Chunk(number, number * rows, row - number * rows, header, begin, last)


def _check_header(source: Path, end: int) -> None:
    with source.open("rb") as stream:
        raw = stream.read(end)
    try:
        names = next(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput([Fault(source.name, "row 1", "header", repr(raw[:40]), "UTF-8 text",
                                  "Save the file again as UTF-8.")]) from error  # fmt: skip
    if not any(name.strip() for name in names):
        raise InvalidInput([Fault(source.name, "row 1", "header", "", "column names",
                                  "Add the header row.")])  # fmt: skip
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise InvalidInput([
            Fault(source.name, "row 1", "header", name, "each column once",
                  "Remove the second column.") for name in twice
        ])  # fmt: skip


def _row_ends(source: Path) -> Iterator[npt.NDArray[np.int64]]:
    """Yield where rows end, many at a time; the last one too when no line end follows it."""
    try:
        yield from _ends_by_parity(source)
    except _LooseQuoteError as found:
        yield from _ends_by_reader(source, found.after)


class _LooseQuoteError(Exception):
    """A quotation mark that neither opens nor closes a cell; rows are whole up to `after`."""

    def __init__(self, after: int) -> None:
        super().__init__(after)
        self.after = after


def _ends_by_parity(source: Path) -> Iterator[npt.NDArray[np.int64]]:
    """Find line ends outside quotes, a block at a time: every second quote closes a cell."""
    around = np.zeros(256, bool)
    around[list(b',"\r\n')] = True
    at, last, within = 0, 0, 0
    with source.open("rb") as stream:
        while raw := stream.read(_BLOCK):
            raw += stream.readline(_BLOCK)
            if not raw.endswith(b"\n") and stream.read(1):
                raise InvalidInput([Fault(source.name, f"near byte {at}", "", "no line end",
                                          f"rows of at most {_BLOCK >> 20} MiB",
                                          "Export it as CSV again.")])  # fmt: skip
            if at == 0 and raw.startswith(
                b"\xef\xbb\xbf"
            ):  # a quote after the byte order mark opens a cell
                raw = b",,," + raw[3:]
            data = np.frombuffer(raw, np.uint8)
            ends = np.flatnonzero(data == 10)
            quotes = np.flatnonzero(data == 34)
            if within or len(quotes):
                opening = quotes[(np.arange(len(quotes)) + within) % 2 == 0]
                closing = quotes[(np.arange(len(quotes)) + within) % 2 == 1]
                # A block begins and ends where a line does.
                left = data[opening[opening > 0] - 1]
                right = data[closing[closing < len(data) - 1] + 1]
                if not (around[left].all() and around[right].all()):
                    raise _LooseQuoteError(last)
                ends = ends[(np.searchsorted(quotes, ends) + within) % 2 == 0]
                within = (within + len(quotes)) % 2
            if len(ends):
                last = at + int(ends[-1]) + 1
                yield ends + at + 1
            at += len(raw)
    if within:
        raise _LooseQuoteError(last)
    if last < at:
        yield np.array([at])


def _ends_by_reader(source: Path, after: int) -> Iterator[npt.NDArray[np.int64]]:
    """Find row ends as a reader of CSV does, one by one: slow, and right with any quotes."""
    at = after

    def lines() -> Iterator[str]:
        nonlocal at
        with source.open("rb") as stream:
            stream.seek(after)
            for raw in stream:
                at += len(raw)
                yield raw.decode("utf-8", "replace")

    try:
        for _ in csv.reader(lines()):
            yield np.array([at])
    except csv.Error as error:
        fault = Fault(source.name, f"near byte {at}", "", str(error), "comma-separated values",
                      "Close the quotes.")  # fmt: skip
        raise InvalidInput([fault]) from error


def read_csv(source: Path, chunk: Chunk) -> pd.DataFrame:
    """Read a chunk as text; the index is the number of the row, blank rows are left out.

    Raises
    ------
    InvalidInput
        If rows have too many or too few cells, or it is not UTF-8.
    """
    with source.open("rb") as stream:
        header = stream.read(chunk.header)
        stream.seek(chunk.begin)
        body = stream.read(chunk.end - chunk.begin)
    if not header.endswith(b"\n"):
        header += b"\n"
    where = f"rows {chunk.first_row + 2} to {chunk.first_row + chunk.rows + 1}"
    try:
        # Blank rows stay until they are numbered. Nothing is missing but where a row is short.
        frame = pd.read_csv(io.BytesIO(header + body), dtype=str, keep_default_na=False,
                            skip_blank_lines=False, on_bad_lines="error")  # fmt: skip
    except UnicodeDecodeError as error:
        bad = error.object[error.start : error.end]
        raise InvalidInput([Fault(source.name, where, "encoding", repr(bad), "UTF-8 text",
                                  "Save the file again as UTF-8.")]) from error  # fmt: skip
    except ValueError as error:
        raise _uneven(source, chunk, header, body, where, str(error)) from error
    if not isinstance(frame.index, pd.RangeIndex) or len(frame) != chunk.rows:
        raise _uneven(source, chunk, header, body, where, f"{len(frame)} rows")
    frame.index = pd.RangeIndex(chunk.first_row, chunk.first_row + chunk.rows)
    short = frame.isna().any(axis=1)
    blank = (frame.isna() | (frame == "")).all(axis=1)
    if bool((short & ~blank).any()):
        raise _uneven(source, chunk, header, body, where, "short rows")
    return frame[~blank] if blank.any() else frame


def _uneven(
    source: Path, chunk: Chunk, header: bytes, body: bytes, where: str, said: str
) -> InvalidInput:
    """Return a fault for each row of a chunk that has too many or too few cells."""
    faults = []
    text = io.StringIO((header + body).decode("utf-8-sig"), newline="")
    try:
        reader = csv.reader(text)
        width = len(next(reader))
        for number, record in enumerate(reader, start=chunk.first_row + 2):
            if any(map(str.strip, record)) and len(record) != width:
                faults.append(
                    Fault(source.name, f"row {number}", "", f"{len(record)} cells",
                          f"{width} cells, as the header",
                          "Quote cells that contain commas, or fill the missing ones.")
                )  # fmt: skip
                if len(faults) == _MOST_FAULTS:
                    break
    except csv.Error as error:
        said = str(error)
    return InvalidInput(faults or [
        Fault(source.name, where, "", said, "comma-separated values", "Export it as CSV again.")
    ])  # fmt: skip
