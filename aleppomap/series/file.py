"""The one compact file of a series: arrays and JSON in an ``.npz``, nothing that runs."""

from __future__ import annotations

import io
import json
import tokenize
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from aleppomap.archives import BROKEN
from aleppomap.atomic import write_atomic
from aleppomap.errors import AleppoMapError, Fault, InvalidInput
from aleppomap.series.drawn import Note
from aleppomap.series.edges import GRID, MAX_PARTIES, Edges, Ints
from aleppomap.series.found import Found
from aleppomap.series.making import as_drawn
from aleppomap.snapshot import About, Party

__all__ = ["load_series", "save_series"]

FORMAT = 2
MAX_BYTES = 1 << 30
_COLUMNS = ("low", "high", "start", "end", "left", "right")
_ABOUT = {"observed": list, "holders": list, "parties": list, "about": dict, "files": list,
          "found": dict, "max_gap": int}  # fmt: skip
_DAMAGED = (
    *BROKEN,  # ZipFile, np.load and stored[key]: not a zip; stored[key]: ValueError of NumPy too
    tokenize.TokenError,  # stored[key]: a header that ends half-way
    SyntaxError,  # stored[key]: a header that is not Python
    TypeError,  # stored[key]: a header whose keys or numbers are of other types
    MemoryError,  # stored[key]: a header nested too deep, or of an array that no machine holds
)
"""What reading the arrays of a file raises that `save_series` did not write."""


def save_series(path: str | Path, edges: Edges, about: dict[str, Any]) -> Path:
    """Write edges and what is to be known of them.

    Parameters
    ----------
    path
        Where; ``.npz`` is added when it has no ending.
    edges
        The table.
    about
        The other fields of a series, by name.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    AleppoMapError
        If the file cannot be written.
    """
    found = about["found"]
    notes = [{**vars(n), "area_km2": None if np.isnan(n.area_km2) else n.area_km2}
             for n in found.notes]  # fmt: skip
    plain = {
        "format": FORMAT,
        **about,
        "parties": [vars(party) for party in about["parties"]],
        "about": vars(about["about"]),
        "found": {**vars(found), "notes": notes},
    }
    # Days are ISO text.
    text = json.dumps(plain, ensure_ascii=False, default=str).encode()
    arrays: dict[str, Any] = {name: _narrow(getattr(edges, name)) for name in _COLUMNS}
    # Neighbours in the table are neighbours on the ground: differences pack well.
    steps = np.diff(edges.vertices, axis=0, prepend=0).astype(np.int32)
    buffer = io.BytesIO()
    about_bytes = np.frombuffer(text, np.uint8)
    np.savez_compressed(buffer, allow_pickle=False, about=about_bytes, steps=steps, **arrays)
    target = Path(path)
    return write_atomic(target if target.suffix else target.with_suffix(".npz"), buffer.getvalue())


def _narrow(values: Ints) -> np.ndarray[Any, Any]:
    top = int(values.max(initial=0))
    small = next((t for t in (np.uint8, np.uint16, np.int32) if top <= np.iinfo(t).max), np.int64)
    return values.astype(small)


def load_series(path: str | Path) -> dict[str, Any]:
    """Return the fields of a stored series, checked.

    Raises
    ------
    AleppoMapError
        If the file cannot be read.
    InvalidInput
        If it is not a series, or is damaged.
    """
    name = Path(path).name
    arrays = _unpacked(Path(path))
    try:
        about = json.loads(arrays["about"].tobytes())
    except (ValueError, RecursionError) as error:
        raise _damaged(name, "about", str(error)) from error
    if not isinstance(about, dict):
        raise _damaged(name, "about", str(about)[:40])
    form = about.pop("format", None)
    if form != FORMAT:
        raise _damaged(name, "format", str(form))
    for key, kind in _ABOUT.items():
        if not isinstance(about.get(key), kind):
            raise _damaged(name, key, str(about.get(key))[:40])
    try:
        return {"edges": _edges(name, arrays, about), **_fields(about)}
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged(name, "about", str(error)) from error


def _damaged(name: str, field: str, value: str) -> InvalidInput:
    return InvalidInput([
        Fault(name, "", field, value, "what SnapshotSeries.save writes",
              "Make the file again from the series it came from.")
    ])  # fmt: skip


def _unpacked(path: Path) -> dict[str, Any]:
    """Return the arrays of a file: all that a series has, no others, none that is too large."""
    try:
        raw = io.BytesIO(path.read_bytes())
    except OSError as error:
        raise AleppoMapError(f"cannot read {path}: {error.strerror or error}") from error
    wanted = {"about", "steps", *_COLUMNS}
    try:
        with zipfile.ZipFile(raw) as packed:
            inside = packed.infolist()
        if {member.filename for member in inside} != {f"{key}.npy" for key in wanted}:
            names = ", ".join(member.filename for member in inside)
            raise _damaged(path.name, "arrays", names)
        if sum(member.file_size for member in inside) > MAX_BYTES:
            raise _damaged(path.name, "size", f"over {MAX_BYTES >> 20} MiB unpacked")
        with np.load(raw, allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in wanted}
    except _DAMAGED as error:
        raise _damaged(path.name, "file", str(error) or type(error).__name__) from error
    for key, stored_as in arrays.items():
        if not isinstance(stored_as, np.ndarray):  # bytes, where it has no header of NumPy
            raise _damaged(path.name, key, "no array")
    return arrays


def _edges(name: str, arrays: dict[str, Any], about: dict[str, Any]) -> Edges:
    """Return the edges in arrays; raise when any number is out of its range."""
    days, parties = len(about["observed"]), len(about["holders"])
    size = arrays["low"].shape
    for key in _COLUMNS:
        values = arrays[key]
        if values.ndim != 1 or values.shape != size or values.dtype.kind not in "iu":
            raise _damaged(name, key, f"{values.dtype} {values.shape}")
    steps = arrays["steps"]
    if steps.ndim != 2 or steps.shape[1:] != (2,) or steps.dtype.kind not in "iu":
        raise _damaged(name, "steps", f"{steps.dtype} {steps.shape}")
    vertices = np.cumsum(steps, axis=0, dtype=np.int64)
    low, high, start, end, left, right = (arrays[key].astype(np.int64) for key in _COLUMNS)
    sound = {
        "observed": days > 0 and len(about["files"]) == days and parties <= MAX_PARTIES
        and all(isinstance(day, str) for day in about["observed"])
        and about["observed"] == sorted(set(about["observed"])),
        "holders": all(isinstance(holder, str) for holder in about["holders"]),
        "vertices": bool((np.abs(vertices) <= (180 * GRID, 90 * GRID)).all()),
        "ends": bool(((low >= 0) & (low < high) & (high < len(vertices))).all()),
        "days": bool(((start >= 0) & (start < end) & (end <= days)).all()),
        "sides": bool((((left | right) > 0) & ((left & right) == 0)).all())
        and bool(((left >= 0) & (right >= 0) & ((left | right) < (1 << parties))).all()),
    }  # fmt: skip
    for key, whole in sound.items():
        if not whole:
            raise _damaged(name, key, "out of range")
    return Edges(vertices, low, high, start, end, left, right, days, parties)


def _fields(about: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a series from their plain form."""
    found, head = about["found"], about["about"]
    notes = [
        Note(**{**note, "day": _day(note["day"]), "last": _day(note["last"]),
                "area_km2": np.nan if note["area_km2"] is None else note["area_km2"]})
        for note in found["notes"]
    ]  # fmt: skip
    return {
        "observed": tuple(date.fromisoformat(day) for day in about["observed"]),
        "holders": tuple(about["holders"]),
        "parties": tuple(Party(**party) for party in about["parties"]),
        "about": as_drawn(About(**{**head, "focus_date": _day(head["focus_date"])})),
        "files": tuple(tuple(names) for names in about["files"]),
        "found": Found(**{**found, "notes": tuple(notes)}),
        "max_gap": about["max_gap"],
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
