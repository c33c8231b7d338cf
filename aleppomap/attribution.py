"""The source beside the data: ``FILE.source.json``, for every format, bytes untouched.

What is made of a file names the source of that file; so licence and attribution follow
the data from where they were fetched into every export and map.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aleppomap import schema
from aleppomap.atomic import write_atomic
from aleppomap.errors import AleppoMapError

__all__ = ["Credit", "attribution_of", "carry_source", "credit_in", "credit_of", "read_source",
           "sidecar_of", "write_with_source"]  # fmt: skip

LONGEST = 1000
"""Characters of a licence or an attribution that are kept; the longest known has 400."""

_LARGEST = 16 * 1024 * 1024
_SUFFIX = ".source.json"
_OF_A_FILE = ("file", "sha256", "matches", "url", "fetched", "accessed", "made_of")


@dataclass(frozen=True)
class Credit:
    """What must stand beside data.

    Parameters
    ----------
    licence
        Under which it may be used; several are separated by ``;``.
    attribution
        The line that must stand beside it.
    redistribution
        Whether its terms let it be passed on; None when that is not known.
    """

    licence: str = ""
    attribution: str = ""
    redistribution: bool | None = None

    def __bool__(self) -> bool:
        return bool(self.licence or self.attribution)

    @property
    def members(self) -> dict[str, str]:
        """What there is of licence and attribution, by name, as files carry them."""
        both = {"licence": self.licence, "attribution": self.attribution}
        return {name: text for name, text in both.items() if text}

    @property
    def line(self) -> str:
        """Both in one line, for the description of a layer."""
        said = f"Licence: {self.licence}" if self.licence else ""
        return ". ".join(part for part in (self.attribution, said) if part)

    def beside(self, other: Credit) -> Credit:
        """Return the credit of what is made of both, nothing said twice.

        Examples
        --------
        >>> own = Credit("CC0", "Desk X, with © OpenStreetMap contributors", True)
        >>> own.beside(Credit("ODbL 1.0", "© OpenStreetMap contributors", True))
        ... # doctest: +NORMALIZE_WHITESPACE
        Credit(licence='CC0; ODbL 1.0', attribution='Desk X, with © OpenStreetMap contributors',
               redistribution=True)
        """
        if not self or not other:
            return self or other
        free = {self.redistribution, other.redistribution}
        return Credit(
            _joined(self.licence, other.licence),
            _joined(self.attribution, other.attribution),
            False if False in free else None if None in free else True,
        )


def _joined(first: str, second: str) -> str:
    """Return two texts as one, the second left out where the first says it already."""
    if not first or not second or second in first:
        return first or second
    return f"{first.rstrip(';. ')}; {second}"


def sidecar_of(path: str | Path) -> Path:
    """Return where the source of a file is written.

    Examples
    --------
    >>> sidecar_of("a/b.geojson").name
    'b.geojson.source.json'
    """
    path = Path(path)
    return path.with_name(f"{path.name}{_SUFFIX}")


def _as_text(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


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
    write_atomic(beside, _as_text(full))
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
    path, beside = Path(path), sidecar_of(path)
    try:
        if not beside.is_file() or beside.stat().st_size > _LARGEST:
            return None
        record = json.loads(beside.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    return {**record, "matches": record.get("sha256") == _digest(path)[0]}


def _digest(path: Path) -> tuple[str, int]:
    """Return the SHA-256 and the size of a file."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return digest, stream.tell()
    except OSError as error:
        raise AleppoMapError(f"cannot read {path}: {error.strerror or error}") from error


def _sources(made_of: Iterable[str | Path], output: Path | None = None) -> list[dict[str, Any]]:
    """Return what stands beside files; a folder stands for the files in it."""
    found = []
    for path in map(Path, made_of):
        files = [path]
        if path.is_dir():  # an export may lie in the folder it was made of
            beside = (f.with_name(f.name.removesuffix(_SUFFIX)) for f in path.glob(f"*{_SUFFIX}"))
            files = [f for f in sorted(beside) if output is None or f.resolve() != output.resolve()]
        found += [record for f in files if f.is_file() and (record := read_source(f))]
    return found


def _line_of(record: Mapping[str, Any], key: str) -> str:
    """Return a text of a record as one line fit to be shown; empty when it is none."""
    text = record.get(key)
    return schema.plain_text(text, LONGEST) if isinstance(text, str) else ""


def credit_in(record: Mapping[str, Any]) -> Credit:
    """Return what a record says, or the head of a file: its ``licence`` and ``attribution``."""
    free = record.get("redistribution")
    licence = _line_of(record, "licence")
    return Credit("" if licence == "unknown" else licence, _line_of(record, "attribution"),
                  free if isinstance(free, bool) else None)  # fmt: skip


def _together(several: Iterable[Credit]) -> Credit:
    whole = Credit()
    for credit in dict.fromkeys(several):
        whole = whole.beside(credit)
    return whole


def credit_of(made_of: Iterable[str | Path]) -> Credit:
    """Return what must stand beside something made of some files.

    Parameters
    ----------
    made_of
        Files; a folder stands for the files in it. Those without a source say nothing.

    Raises
    ------
    AleppoMapError
        If a file that has a source cannot be read.
    """
    return _together(map(credit_in, _sources(made_of)))


def attribution_of(path: str | Path) -> str:
    """Return the line that must stand beside what is made of a file; empty when none is known.

    A file that was edited after it was fetched keeps its attribution.
    """
    return credit_of([path]).attribution


def carry_source(
    made_of: Iterable[str | Path], output: str | Path, own: Credit | None = None
) -> dict[str, Any] | None:
    """Write beside an export the sources of the files it was made of.

    Parameters
    ----------
    made_of
        Files that went into it; a folder stands for the files in it.
    output
        The export, already written.
    own
        Licence and attribution of the work itself, such as a territory's; they come first.

    Returns
    -------
    dict or None
        The record written. None when no file has a source and there is no `own`: then
        nothing is written, and what another export left beside the file is removed.

    Raises
    ------
    AleppoMapError
        If the export cannot be read, or the record not written.
    """
    output = Path(output)
    records = _sources(made_of, output)
    inherited = _together(map(credit_in, records))
    credit = inherited
    if own:
        free = inherited.redistribution if records else own.redistribution
        credit = replace(own.beside(inherited), redistribution=free)
    if not records and not own:
        with contextlib.suppress(OSError):
            sidecar_of(output).unlink(missing_ok=True)
        return None
    digest, size = _digest(output)
    record = {
        "schema": 1,
        "file": output.name,
        "sha256": digest,
        "bytes": size,
        "licence": credit.licence,
        "attribution": credit.attribution,
        "redistribution": credit.redistribution,
        "made_of": _grouped(records),
    }
    write_atomic(sidecar_of(output), _as_text(record))
    return record


def _grouped(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return sources, each once with its files: an archive of years says its terms once."""
    groups: dict[str, dict[str, Any]] = {}
    for record in records:
        about = {k: v for k, v in record.items()
                 if k in ("source", "title", "licence", "attribution", "terms", "homepage",
                          "redistribution")}  # fmt: skip
        group = groups.setdefault(json.dumps(about, sort_keys=True), {**about, "files": []})
        group["files"].append({key: record[key] for key in _OF_A_FILE if key in record})
    return list(groups.values())
