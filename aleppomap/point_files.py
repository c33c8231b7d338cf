"""Files of points, tagged a chunk at a time: bounded memory, and resumed after a kill."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from aleppomap.errors import AleppoMapError
from aleppomap.io import write_atomic
from aleppomap.points import places, tag
from aleppomap.snapshot import Control

__all__ = ["CHUNK_ROWS", "tag_file"]

CHUNK_ROWS = 500_000
"""Rows of a file held in memory at a time: about 120 MB with three columns."""


def tag_file(
    source: str | Path,
    target: str | Path,
    control: Control,
    *,
    date: str | date | None = None,
    column: str | None = None,
    chunk_rows: int = CHUNK_ROWS,
    progress: Callable[[Iterable[Any], str], Iterable[Any]] | None = None,
) -> Path:
    """Tag a file of points, a chunk at a time, and write another.

    Parameters
    ----------
    source
        ``.csv``, ``.parquet`` (needs pyarrow), or any format of points that geopandas reads
        (read whole).
    target
        ``.csv`` or ``.parquet``. While it is made, finished chunks lie in a folder
        beside it, ``NAME.parts``; run again after a kill, they are kept.
    control
        A history of districts or a series of polygons.
    date
        One day for all points; every day, as spells, when neither it nor `column` is given.
    column
        Column with a day for each point.
    chunk_rows
        Rows held in memory at a time.
    progress
        Called with an iterable and a title; yields its items and shows progress.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    AleppoMapError
        If a file cannot be read or written, or pyarrow is wanted and not installed.
    InvalidInput
        If the points are not in degrees or have no place.
    NotCovered
        If the day is not covered.
    """
    source, target = Path(source), Path(target)
    if target.suffix not in (".csv", ".parquet"):
        raise AleppoMapError(f"cannot write {target.name}; allowed: .csv, .parquet")
    if not source.exists():
        raise AleppoMapError(f"there is no file {source}")
    if ".parquet" in (source.suffix, target.suffix):
        _need_pyarrow()
    stat = source.stat()
    # Parts made of other points, another control or another question are not reused.
    plan = {"source": source.name, "bytes": stat.st_size, "modified": stat.st_mtime_ns,
            "date": str(date), "column": column, "rows": chunk_rows,
            "control": [control.about.title, control.about.data_version, control.about.account,
                        *map(str, control.dates[:: max(1, len(control.dates) - 1)])]}  # fmt: skip
    folder = target.with_name(target.name + ".parts")
    text = json.dumps(plan, ensure_ascii=False)
    if not (folder / "plan.json").exists() or (folder / "plan.json").read_text("utf-8") != text:
        for old in folder.glob("part-*"):
            old.unlink()
        write_atomic(folder / "plan.json", text)
    parts = []
    track = progress or (lambda items, title: items)  # noqa: ARG005
    first_row = 0
    for number, chunk in enumerate(track(_chunks(source, chunk_rows), "tagging")):
        part = folder / f"part-{number:05}{target.suffix}"
        parts.append(part)
        if not part.exists():
            if date is None and column is None:
                chunk.index = pd.RangeIndex(first_row, first_row + len(chunk))
                tagged = tag(chunk, control, dates=True)
            else:
                tagged = tag(chunk, control, date=date, column=column)
            write_atomic(part, _bytes_of(tagged, target.suffix))
        first_row += len(chunk)
    _join(parts, target)
    for part in [*parts, folder / "plan.json"]:
        part.unlink()
    folder.rmdir()
    return target


def _chunks(source: Path, rows: int) -> Iterator[pd.DataFrame]:
    if source.suffix == ".csv":
        yield from pd.read_csv(source, chunksize=rows)
        return
    if source.suffix == ".parquet":
        from pyarrow import parquet

        with parquet.ParquetFile(source) as file:
            plain = "geometry" not in file.schema_arrow.names
            for batch in file.iter_batches(batch_size=rows):
                frame = batch.to_pandas()
                if not plain:
                    where = shapely.from_wkb(frame.pop("geometry"))
                    frame["longitude"] = shapely.get_x(where)
                    frame["latitude"] = shapely.get_y(where)
                yield frame
        return
    try:
        frame = gpd.read_file(source)
    except (OSError, RuntimeError, ValueError, shapely.errors.ShapelyError) as error:
        raise AleppoMapError(f"cannot read {source}: {error}") from error
    for begin in range(0, max(len(frame), 1), rows):
        yield frame.iloc[begin : begin + rows]


def _bytes_of(tagged: pd.DataFrame, suffix: str) -> bytes:
    if isinstance(tagged, gpd.GeoDataFrame):
        where = places(tagged)
        tagged = pd.DataFrame(tagged.drop(columns=tagged.geometry.name))
        tagged.insert(0, "longitude", where[:, 0])
        tagged.insert(1, "latitude", where[:, 1])
    if suffix == ".csv":
        return tagged.to_csv(index=False, lineterminator="\n").encode()
    return bytes(tagged.to_parquet(index=False))


def _join(parts: list[Path], target: Path) -> None:
    """Write the parts as one file, whole or not at all."""
    temporary = target.with_name(f".{target.name}.whole")
    try:
        if target.suffix == ".csv":
            with temporary.open("wb") as whole:
                for number, part in enumerate(parts):
                    data = part.read_bytes()
                    whole.write(data if number == 0 else data.split(b"\n", 1)[1])
        else:
            from pyarrow import parquet

            schema = parquet.read_schema(parts[0])
            with parquet.ParquetWriter(temporary, schema) as writer:
                for part in parts:
                    writer.write_table(parquet.read_table(part).cast(schema))
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise AleppoMapError(f"cannot write {target}: {error.strerror or error}") from error


def _need_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise AleppoMapError("Parquet needs pyarrow: pip install pyarrow, or use CSV") from error
