"""The source beside the data: ``FILE.source.json``, for every format, bytes untouched."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from aleppomap.errors import AleppoMapError
from aleppomap.io import write_atomic

__all__ = ["attribution_of", "carry_source", "read_source", "sidecar_of", "write_with_source"]


def sidecar_of(path: str | Path) -> Path:
    """Return where the source of a file is written.

    Examples
    --------
    >>> sidecar_of("a/b.geojson").name
    'b.geojson.source.json'
    """
    path = Path(path)
    return path.with_name(f"{path.name}.source.json")


def write_with_source(
    path: str | Path, payload: bytes, record: Mapping[str, Any]
) -> dict[str, Any]:
    """Write a file and its source, the source first; both or neither.

    Returns
    -------
    dict
        The record as written, with the file's name, hash and size.

    Raises
    ------
    AleppoMapError
        If either cannot be written; what was there before is there again.
    """
    path = Path(path)
    beside = sidecar_of(path)
    digest = hashlib.sha256(payload).hexdigest()
    full = {**record, "file": path.name, "sha256": digest, "bytes": len(payload)}
    before = beside.read_bytes() if beside.is_file() else None
    write_atomic(beside, json.dumps(full, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    try:
        write_atomic(path, payload)
    except BaseException:
        with contextlib.suppress(OSError, AleppoMapError):
            if before is None:
                beside.unlink()
            else:
                write_atomic(beside, before)
        raise
    return full


def read_source(path: str | Path) -> dict[str, Any] | None:
    """Return what stands beside a file, None when nothing readable does.

    Returns
    -------
    dict or None
        The record; its ``matches`` says whether the file still has the hash it names.

    Raises
    ------
    AleppoMapError
        If the file itself cannot be read.
    """
    path = Path(path)
    try:
        record = json.loads(sidecar_of(path).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise AleppoMapError(f"cannot read {path}: {error.strerror or error}") from error
    return {**record, "matches": record.get("sha256") == digest}


def attribution_of(path: str | Path) -> str:
    """Return the line that must stand beside what is made of a file; empty when none is known.

    A file that was edited after it was fetched keeps its attribution.
    """
    record = read_source(path)
    return str(record.get("attribution") or "") if record else ""


def carry_source(made_of: Iterable[str | Path], output: str | Path) -> dict[str, Any] | None:
    """Write beside an export the sources of the files it was made of.

    Parameters
    ----------
    made_of
        Files that went into it.
    output
        The export, already written.

    Returns
    -------
    dict or None
        The record written; None, and nothing written, when no file has a source.

    Raises
    ------
    AleppoMapError
        If the export cannot be read, or the record not written.
    """
    records = [record for path in made_of if (record := read_source(path))]
    if not records:
        return None
    lines = list(dict.fromkeys(str(r["attribution"]) for r in records if r.get("attribution")))
    licences = list(dict.fromkeys(str(r["licence"]) for r in records if r.get("licence")))
    try:
        payload = Path(output).read_bytes()
    except OSError as error:
        raise AleppoMapError(f"cannot read {output}: {error.strerror or error}") from error
    record = {
        "schema": 1,
        "file": Path(output).name,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "bytes": len(payload),
        "attribution": "; ".join(lines),
        "licence": "; ".join(licences),
        "redistribution": all(r.get("redistribution") is True for r in records),
        "made_of": records,
    }
    write_atomic(
        sidecar_of(output), json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )
    return record
