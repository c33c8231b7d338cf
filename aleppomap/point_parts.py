"""Parts: a chunk of points tagged and written, whole or not at all, and parts joined in order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from aleppomap.atomic import cannot_write, replacing, write_atomic
from aleppomap.errors import AleppoMapError
from aleppomap.grounds import Ground
from aleppomap.paste import RUNS, harmless
from aleppomap.places import inside, places
from aleppomap.point_chunks import read_chunk
from aleppomap.point_csv import Chunk
from aleppomap.points import Question, day_each, tagged

__all__ = ["Counts", "Work", "finished", "join", "make_part"]

_GEOMETRY = b"geo"
_WHOLE = "^-?(0|[1-9][0-9]{0,17})$"
_DECIMAL = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
"""What is a number and nothing else: 007 and a phone number are not."""


@dataclass(frozen=True)
class Counts:
    """What was found in a chunk.

    Parameters
    ----------
    rows
        Points.
    placeless
        Points without coordinates that can be read.
    undated
        Points whose own day is not covered or cannot be read.
    inside, swapped
        Points within the bounds of the control, and with the axes swapped.
    """

    rows: int = 0
    placeless: int = 0
    undated: int = 0
    inside: int = 0
    swapped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class Work:
    """What is done to each chunk.

    Parameters
    ----------
    source
        The file of points.
    folder
        Where parts are written; on a cluster every worker sees it under this name.
    suffix
        Of the parts: ``.csv`` or ``.parquet``.
    question
        For when.
    """

    source: Path
    folder: Path
    suffix: str
    question: Question

    def part(self, chunk: Chunk) -> Path:
        """Return where a chunk's part is written."""
        return self.folder / f"part-{chunk.number:05}{self.suffix}"


def finished(work: Work, chunk: Chunk) -> Counts | None:
    """Return the counts of a part that is whole; None when it is still to be made."""
    part = work.part(chunk)
    try:
        counts = Counts(**json.loads(part.with_suffix(".json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    # A kill while the parts of a finished file were removed can leave the counts alone.
    return counts if part.is_file() else None


def make_part(chunk: Chunk, ground: Ground, work: Work) -> Counts:
    """Tag a chunk and write its part, then its counts: with them it is finished.

    Raises
    ------
    AleppoMapError
        If the chunk cannot be read or the part cannot be written.
    InvalidInput
        If the points are not in degrees or have no place.
    """
    if not (work.source.is_file() and work.folder.is_dir()):
        raise AleppoMapError(
            f"a worker does not see {work.source} and {work.folder}: give it a folder that all "
            "workers share, or use --engine local"
        )
    frame = read_chunk(work.source, chunk)
    where = places(frame)
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name)) if _is_geo(frame) else frame
    result = tagged(plain if work.question is None else frame, where, ground, work.question)
    as_given, swapped = inside(where, ground.extent)
    undated = 0
    if isinstance(work.question, str):
        number, days = day_each(frame[work.question], ground)
        known = np.array([*(day is not None for day in days), False])  # -1: no value
        undated = int((~known[number]).sum())
    placeless = int((~np.isfinite(where).all(axis=1)).sum())
    part = work.part(chunk)
    if work.suffix == ".csv":
        with replacing(part) as stream:
            stream.write(_csv_bytes(result, where, header=chunk.number == 0))
    else:
        _write_parquet(result, part)
    counts = Counts(len(frame), placeless, undated, as_given, swapped)
    write_atomic(part.with_suffix(".json"), json.dumps(asdict(counts)))
    return counts


def _is_geo(frame: pd.DataFrame) -> bool:
    return isinstance(frame, gpd.GeoDataFrame)


def _csv_bytes(result: pd.DataFrame, where: Any, *, header: bool) -> bytes:
    """Return rows as CSV, the place of a geometry as numbers; no cell is a formula."""
    if isinstance(result, gpd.GeoDataFrame):
        result = pd.DataFrame(result.drop(columns=result.geometry.name))
        for number, name in enumerate(("longitude", "latitude")):
            if name not in result.columns:
                result.insert(number, name, where[:, number])
    for name in result.columns:
        runs = {text: harmless(text) for text in _formulas(result[name])}
        if runs:
            cells = result[name].astype(object)
            result[name] = cells.map(lambda cell, runs=runs: runs.get(cell, cell))
    names = [str(harmless(str(name))) for name in result.columns] if header else False
    return bytes(result.to_csv(index=False, header=names, lineterminator="\n").encode())


def _formulas(cells: pd.Series[Any]) -> list[str]:
    """Return the texts of a column that a spreadsheet would run; a number is none."""
    if cells.dtype == object:
        texts = [text for text in cells.unique() if isinstance(text, str)]
    elif pd.api.types.is_string_dtype(cells):
        texts = cells[cells.str.slice(0, 1).isin(RUNS)].unique().tolist()
    else:
        return []
    return [text for text in texts if text[:1] in RUNS and not re.match(_DECIMAL, text)]


def _write_parquet(result: pd.DataFrame, part: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    geo = None
    if isinstance(result, gpd.GeoDataFrame):
        name = str(result.geometry.name)
        about = {"encoding": "WKB", "geometry_types": [], "crs": result.crs.to_json_dict()}
        geo = json.dumps({"version": "1.0.0", "primary_column": name, "columns": {name: about}})
        result = pd.DataFrame(result).assign(**{name: result.geometry.to_wkb()})
    table = pa.Table.from_pandas(result, preserve_index=False).replace_schema_metadata(None)
    for name, kind in (("control", pa.string()), ("start", pa.date32()), ("end", pa.date32()),
                       ("holder", pa.string())):  # fmt: skip
        at = table.schema.get_field_index(name)
        # An empty chunk knows no types.
        if at >= 0 and pa.types.is_null(table.schema.field(at).type):
            table = table.set_column(at, name, table[name].cast(kind))
    if geo is not None:
        table = table.replace_schema_metadata({_GEOMETRY: geo})
    with replacing(part) as stream:
        parquet.write_table(table, stream, compression="zstd")


def join(parts: Sequence[Path], target: Path, said: Mapping[str, str], *, from_text: bool) -> None:
    """Write parts as one file, whole or not at all, one in memory at a time.

    Parameters
    ----------
    parts
        In order.
    target
        ``.csv`` or ``.parquet``.
    said
        What stands in the metadata of Parquet, such as ``licence``.
    from_text
        Whether cells come from a CSV: then a column of Parquet in which all are numbers
        holds numbers, whatever the chunks; empty cells are missing.

    Raises
    ------
    AleppoMapError
        If the file cannot be written, or columns differ in type from part to part.
    """
    if target.suffix == ".csv":
        with replacing(target) as whole:
            for part in parts:
                whole.write(part.read_bytes())
        return
    import pyarrow as pa
    from pyarrow import parquet

    schemas = [parquet.read_schema(part) for part in parts]
    metadata = (schemas[0].metadata or {}) | {k.encode(): t.encode() for k, t in said.items()}
    try:
        schema = pa.unify_schemas(
            [one.remove_metadata() for one in schemas], promote_options="permissive"
        )
        if from_text:
            schema = _with_numbers(schema, parts)
        schema = schema.with_metadata(metadata)
        with (
            replacing(target) as whole,
            parquet.ParquetWriter(whole, schema, compression="zstd") as writer,
        ):
            for part in parts:
                table = parquet.read_table(part)
                if from_text:
                    table = _without_empty(table)
                writer.write_table(table.cast(schema))
    except pa.ArrowException as error:
        raise cannot_write(target, error) from error


def _is_text(field: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(field.type) or pa.types.is_large_string(field.type))


def _without_empty(table: Any) -> Any:
    """Return a table of text whose empty cells are missing."""
    import pyarrow as pa
    from pyarrow import compute

    for at, field in enumerate(table.schema):
        if _is_text(field):
            cells = table[field.name]
            empty = compute.equal(cells, "")
            if compute.any(empty).as_py():
                none = pa.scalar(None, field.type)
                table = table.set_column(at, field, compute.if_else(empty, none, cells))
    return table


def _with_numbers(schema: Any, parts: Iterable[Path]) -> Any:
    """Return a schema in which columns of text that hold nothing but numbers are numbers."""
    import pyarrow as pa
    from pyarrow import compute, parquet

    texts = [field.name for field in schema if _is_text(field)]
    kinds: dict[str, Any] = {name: None for name in texts if name not in ("control", "holder")}
    for part in parts:
        names = list(kinds)
        table: Any = _without_empty(parquet.read_table(part, columns=names))
        for name in names:
            cells = table[name].drop_null()
            for pattern, kind in ((_WHOLE, pa.int64()), (_DECIMAL, pa.float64())):
                every = compute.all(compute.match_substring_regex(cells, pattern), min_count=0)
                if every.as_py() and (kind == pa.float64() or kinds[name] != pa.float64()):
                    kinds[name] = kind if len(cells) else kinds[name]
                    break
            else:
                del kinds[name]
    for at, field in enumerate(schema):
        kind = kinds.get(field.name) or (pa.string() if _is_text(field) else field.type)
        schema = schema.set(at, pa.field(field.name, kind))
    return schema
