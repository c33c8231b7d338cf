"""Files of points, any stretch of rows at a time: each chunk is read on its own, anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from aleppomap.errors import AleppoMapError, Fault, InvalidInput
from aleppomap.point_csv import Chunk, csv_chunks, read_csv
from aleppomap.signatures import SIGNATURES, need_pyarrow

__all__ = ["READ", "chunks_of", "read_chunk"]

_BEGINNINGS = {
    **{suffix: SIGNATURES[suffix] for suffix in (".gpkg", ".fgb", ".shp")},
    ".geojson": (b"{", "GeoJSON"),
    ".json": (b"{", "GeoJSON"),
}
_PARQUET = (".parquet", ".geoparquet")
READ = (".csv", *_PARQUET, *_BEGINNINGS)
"""Suffixes of the files of points that are read."""

_BATCH_ROWS = 65_536
_CANNOT = (OSError, RuntimeError, ValueError, LookupError, TypeError,
           shapely.errors.ShapelyError)  # fmt: skip


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
            return list(csv_chunks(source, rows))
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
            return read_csv(source, chunk)
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


def _unreadable(source: Path, error: Exception) -> AleppoMapError:
    said = getattr(error, "strerror", None) or f"{error}".partition("\n")[0][:200]
    return AleppoMapError(f"cannot read {source}: {said}")


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

    start, kind = _BEGINNINGS[suffix]
    with source.open("rb") as stream:
        head = stream.read(64)
    if suffix in (".geojson", ".json"):
        head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(start):
        raise InvalidInput([Fault(source.name, "", "", repr(head[:16]), kind,
                                  "Export the layer again.")])  # fmt: skip
    return int(pyogrio.read_info(source, force_feature_count=True)["features"])
