"""Files of points, any stretch of rows at a time: each chunk is read on its own, anywhere."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap.errors import AleppoMapError, Fault, InvalidInput

__all__ = ["READ", "Chunk", "chunks_of", "need_pyarrow", "read_chunk"]

_SIGNATURES = {
    ".gpkg": (b"SQLite format 3\0", "a GeoPackage"),
    ".fgb": (b"fgb\x03", "a FlatGeobuf"),
    ".shp": (b"\0\0\x27\x0a", "a Shapefile"),
    ".geojson": (b"{", "GeoJSON"),
    ".json": (b"{", "GeoJSON"),
}
_PARQUET = (".parquet", ".geoparquet")
READ = (".csv", *_PARQUET, *_SIGNATURES)
"""Suffixes of the files of points that are read."""

_BLOCK = 1 << 24
_BATCH_ROWS = 65_536
_MOST_FAULTS = 1000
_CANNOT = (OSError, RuntimeError, ValueError, LookupError, TypeError,
           shapely.errors.ShapelyError)  # fmt: skip


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


def chunks_of(source: Path, rows: int) -> list[Chunk]:
    """Divide a file into chunks of so many rows; at least one, which may be empty.

    Raises
    ------
    InvalidInput
        If the file is not what its name says.
    AleppoMapError
        If its format is not read here, or it cannot be read.
    """
    suffix = source.suffix.lower()
    if suffix not in READ:
        raise AleppoMapError(f"cannot read {source}: the format must be one of {', '.join(READ)}")
    try:
        if suffix == ".csv":
            return list(_csv_chunks(source, rows))
        total = _parquet_rows(source) if suffix in _PARQUET else _gdal_rows(source, suffix)
    except _CANNOT as error:
        raise _unreadable(source, error) from error
    return [
        Chunk(number, first, min(rows, total - first))
        for number, first in enumerate(range(0, max(total, 1), rows))
    ]


def read_chunk(source: Path, chunk: Chunk) -> pd.DataFrame:
    """Read a chunk; the index is the number of the row in the file, from 0.

    Returns
    -------
    DataFrame or GeoDataFrame
        Cells of a CSV are text, those of Parquet keep their types; blank rows are left out.

    Raises
    ------
    InvalidInput
        If rows of a CSV have too many or too few cells, or it is not UTF-8.
    AleppoMapError
        If the file cannot be read.
    """
    suffix = source.suffix.lower()
    try:
        if suffix == ".csv":
            return _read_csv(source, chunk)
        if suffix in _PARQUET:
            frame = _read_parquet(source, chunk)
        else:
            import pyogrio

            frame = pyogrio.read_dataframe(
                source, skip_features=chunk.first_row, max_features=chunk.rows
            )
    except _CANNOT as error:
        raise _unreadable(source, error) from error
    frame.index = pd.RangeIndex(chunk.first_row, chunk.first_row + len(frame))
    return frame


def need_pyarrow() -> None:
    """Raise a clear error where pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise AleppoMapError(
            "Parquet needs pyarrow, which is not installed; pip install 'aleppomap[parquet]', "
            "or use CSV"
        ) from error


def _unreadable(source: Path, error: Exception) -> AleppoMapError:
    said = getattr(error, "strerror", None) or f"{error}".partition("\n")[0][:200]
    return AleppoMapError(f"cannot read {source}: {said}")


def _csv_chunks(source: Path, rows: int) -> Iterator[Chunk]:
    """Find where rows begin without parsing them: line ends that are not within quotes."""
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


def _read_csv(source: Path, chunk: Chunk) -> pd.DataFrame:
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


def _parquet_rows(source: Path) -> int:
    need_pyarrow()
    from pyarrow import parquet

    return int(parquet.read_metadata(source).num_rows)


def _read_parquet(source: Path, chunk: Chunk) -> pd.DataFrame:
    """Read rows from the row groups they lie in, a batch at a time."""
    import pyarrow as pa
    from pyarrow import parquet

    last = chunk.first_row + chunk.rows
    batches: list[Any] = []
    with parquet.ParquetFile(source, buffer_size=1 << 20) as file:
        schema = file.schema_arrow
        sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
        ends = np.cumsum(sizes)
        groups = np.flatnonzero((ends > chunk.first_row) & (ends - sizes < last)).tolist()
        at = int(ends[groups[0]] - sizes[groups[0]]) if groups else 0
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, row_groups=groups):
            begin = min(max(chunk.first_row - at, 0), len(batch))
            taken = batch.slice(begin, max(min(last - at, len(batch)) - begin, 0))
            at += len(batch)
            if len(taken):
                batches.append(taken)
            if at >= last:
                break
    table = pa.Table.from_batches(batches, schema=None if batches else schema)
    geo = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    name = geo.get("primary_column")
    if name not in table.column_names:
        return _as_frame(table)
    about = geo["columns"][name]
    column = table[name].combine_chunks()
    if about.get("encoding") == "WKB":
        shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False))
    elif about.get("encoding") == "point":
        x, y = (column.field(axis).to_numpy(zero_copy_only=False) for axis in ("x", "y"))
        shapes = shapely.points(x, y)
    else:
        raise InvalidInput([Fault(source.name, "", name, str(about.get("encoding")),
                                  "points, as WKB or as GeoArrow points",
                                  "Export the layer again.")])  # fmt: skip
    frame = _as_frame(table.drop_columns([name]))
    # A file that says nothing of its CRS is in CRS84; null says that nobody knows.
    crs = about.get("crs", "OGC:CRS84")
    located: pd.DataFrame = gpd.GeoDataFrame(frame.assign(**{name: shapes}), geometry=name, crs=crs)
    return located


def _as_frame(table: Any) -> pd.DataFrame:
    """Return a table as a frame that keeps Arrow's types, whatever the index of its writer."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype, ignore_metadata=True)
    return frame


def _gdal_rows(source: Path, suffix: str) -> int:
    import pyogrio

    start, kind = _SIGNATURES[suffix]
    with source.open("rb") as stream:
        head = stream.read(64)
    if suffix in (".geojson", ".json"):
        head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(start):
        raise InvalidInput([Fault(source.name, "", "", repr(head[:16]), kind,
                                  "Export the layer again.")])  # fmt: skip
    return int(pyogrio.read_info(source, force_feature_count=True)["features"])
