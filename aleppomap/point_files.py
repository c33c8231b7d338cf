"""Files of points, tagged a chunk at a time: bounded memory, and resumed after a kill."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from aleppomap.atomic import alone, cannot_write, write_atomic
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError, AleppoMapWarning
from aleppomap.grounds import bare, digest_of, ground_of
from aleppomap.places import warn_if_swapped
from aleppomap.point_chunks import chunks_of
from aleppomap.point_engines import Engine, engine_for, run
from aleppomap.point_parts import Counts, Work, finished, join
from aleppomap.signatures import need_pyarrow
from aleppomap.snapshot import Control

__all__ = ["CHUNK_ROWS", "WRITTEN", "tag_file"]

CHUNK_ROWS = 500_000
"""Rows of a file held in memory at a time: 0.4 GB from Parquet and 0.5 GB from CSV in all."""

WRITTEN = (".csv", ".parquet")
"""Suffixes of the files that are written."""

_FORMAT = 1
"""Of parts: one more whenever they are made otherwise than before."""

_NAMES = {"points": "other points", "control": "another series or territory",
          "question": "another date or column", "rows": "chunks of another size",
          "suffix": "another format", "format": "another version"}  # fmt: skip


def tag_file(
    source: str | Path,
    target: str | Path,
    control: Control,
    *,
    date: str | date | None = None,
    column: str | None = None,
    chunk_rows: int = CHUNK_ROWS,
    engine: Engine = "auto",
    scheduler: str | None = None,
    progress: Callable[[Iterable[Any], str], Iterable[Any]] | None = None,
) -> Path:
    """Tag a file of points, a chunk at a time, and write another.

    Parameters
    ----------
    source
        ``.csv``, ``.parquet`` (needs pyarrow; GeoParquet too), ``.geojson``, ``.gpkg``,
        ``.fgb`` or ``.shp``.
    target
        ``.csv`` or ``.parquet``; geometry becomes ``longitude`` and ``latitude`` in the first
        and stays in the second. While it is made, finished chunks lie in a folder beside it,
        ``NAME.parts``; run again after a kill, they are kept, if points, control and question
        are the same to the byte. Else they are removed, and a warning says so.
    control
        A history of districts or a series of polygons.
    date
        One day for all points; every day, as spells, when neither it nor `column` is given.
        There ``point`` is the number of the row in the file, from 0.
    column
        Column with a day for each point.
    chunk_rows
        Rows held in memory at a time, by each worker.
    engine
        ``local``: this process; ``dask``: the workers of a cluster, which must see both
        files under the same names; ``auto``: the second where `scheduler` is given. The
        files they write are the same to the byte.
    scheduler
        Address of a Dask scheduler, ``tcp://HOST:PORT``; a cluster of processes on this
        machine when None.
    progress
        Called with an iterable and a title; yields its items and shows progress.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    AleppoMapError
        If a file cannot be read or written, another process is writing the same one, or
        pyarrow or Dask is wanted and not installed.
    InvalidInput
        If the points are not in degrees or have no place, or the file is not what its name
        says.
    NotCovered
        If the day is not covered.

    Warns
    -----
    AleppoMapWarning
        Points without coordinates, days that are not covered, axes that seem swapped,
        finished chunks that are of no use; with their number.
    """
    source, target = Path(source), Path(target)
    if target.suffix not in WRITTEN:
        raise AleppoMapError(f"cannot write {target.name}; allowed: {', '.join(WRITTEN)}")
    if not source.is_file():
        raise AleppoMapError(f"there is no file {source}")
    if target.suffix == ".parquet":
        need_pyarrow()
    chosen = engine_for(engine, scheduler)
    question = as_day(date) if date is not None else column
    ground = bare(ground_of(control, None if date is None else [as_day(date)]))
    chunks = chunks_of(source, chunk_rows)
    plan = {
        "points": _sha256(source), "control": digest_of(control),
        "question": ["day", str(question)] if date is not None else ["column", column],
        "rows": chunk_rows, "suffix": target.suffix, "format": _FORMAT,
    }  # fmt: skip
    name = hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()[:16]
    root = target.absolute().with_name(f"{target.name}.parts")
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(root, error) from error
    # A folder of its own for each plan: a worker that was left behind by a run that was
    # killed can never write into another's.
    work = Work(source.absolute(), root / name, target.suffix, question)
    try:
        with alone(root / "lock", f"writing {target.name}"), _kept(work.folder):
            _leave_others(root, plan, name)
            write_atomic(work.folder / "plan.json", json.dumps(plan, indent=1))
            kept = {chunk: counts for chunk in chunks if (counts := finished(work, chunk))}
            left = [chunk for chunk in chunks if chunk not in kept]
            title = f"tagging, {len(kept)} chunks finished before" if kept else "tagging"
            total = sum(kept.values(), Counts())
            made: Iterable[Counts] = _Sized(run(chosen, left, ground, work, scheduler), len(left))
            for counts in progress(made, title) if progress else made:
                total += counts
            said = {"licence": control.about.licence, "attribution": control.about.citation}
            join([work.part(chunk) for chunk in chunks], target,
                 {key: text for key, text in said.items() if text},
                 from_text=source.suffix.lower() == ".csv")  # fmt: skip
            shutil.rmtree(work.folder, ignore_errors=True)
    finally:
        with contextlib.suppress(OSError):
            root.rmdir()
    _tell(total, column)
    return target


@contextlib.contextmanager
def _kept(folder: Path) -> Iterator[None]:
    """Remove a folder of parts at the end unless one of them is finished."""
    try:
        yield
    finally:
        if not any(folder.glob("part-*.json")):
            shutil.rmtree(folder, ignore_errors=True)


class _Sized:
    """An iterator whose length is known, for a bar of progress."""

    def __init__(self, items: Iterable[Counts], length: int) -> None:
        self._items, self._length = iter(items), length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Any:
        return self._items


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise AleppoMapError(f"cannot read {path}: {error.strerror or error}") from error


def _leave_others(root: Path, plan: dict[str, Any], name: str) -> None:
    """Remove what is finished of other plans, and say what it was."""
    for folder in sorted(root.iterdir()):
        if not folder.is_dir() or folder.name == name:
            continue
        try:
            other = json.loads((folder / "plan.json").read_text("utf-8"))
        except (OSError, ValueError):
            other = {}
        done = len(list(folder.glob("part-*.json")))
        shutil.rmtree(folder, ignore_errors=True)
        differs = [words for key, words in _NAMES.items() if other.get(key) != plan[key]]
        if done:
            warnings.warn(
                f"{done} finished chunks in {root} were made of {', '.join(differs)}: removed, and "
                "tagged anew",
                AleppoMapWarning,
                stacklevel=3,
            )


def _tell(total: Counts, column: str | None) -> None:
    """Warn of what a reader of the result must know."""
    warn_if_swapped(total.inside, total.swapped, stacklevel=3)
    for count, of in (
        (total.placeless, "have no coordinates that can be read"),
        (total.undated, f"have a day in {column!r} that is not covered or cannot be read"),
    ):
        if count:
            warnings.warn(
                f"{count:,} of {total.rows:,} points {of}: they are `unknown`",
                AleppoMapWarning,
                stacklevel=3,
            )
