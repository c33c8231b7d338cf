"""Receiving a body: counted, unpacked a little at a time, hashed, written aside, whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from aleppomap.sources.asking import Again, Download, FetchFailed, Limits, Progress

if TYPE_CHECKING:
    import requests

__all__ = ["receive"]

_CHUNK = 64 * 1024


def receive(
    response: requests.Response, folder: Path, limits: Limits, progress: Progress, shown: str
) -> Download:
    """Write the body of an answer to a temporary file, counting and hashing.

    Parameters
    ----------
    response
        The answer, its body unread.
    folder
        Where the temporary file goes.
    limits
        The size cap holds for the body as sent and as unpacked.
    progress
        Kept up to date; once abandoned, reading stops at the next piece.
    shown
        The address as messages show it.

    Raises
    ------
    Again
        If the body was cut off or its packing is damaged.
    FetchFailed
        If it is too large, packed in a way not asked for, or cannot be written.
    """
    unpack, length = _unpacker(response, limits, shown)
    progress.doing, progress.expected = "receiving", length
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".part-", dir=folder)
    except OSError as error:
        raise _full(folder, error) from error
    progress.temporary = name
    hashed, written = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as stream:
            for piece in _pieces(response, unpack, limits, progress, shown):
                written += len(piece)
                if written > limits.max_bytes:
                    raise _too_large(shown, limits)
                hashed.update(piece)
                try:
                    stream.write(piece)
                except OSError as error:
                    raise _full(folder, error) from error
            try:
                stream.flush()
                os.fsync(stream.fileno())
            except OSError as error:
                raise _full(folder, error) from error
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink(missing_ok=True)
        raise
    kind = response.headers.get("Content-Type", "").split(",")[0].strip()[:200]
    final = response.url.split("?")[0]
    return Download(Path(name), hashed.hexdigest(), written, final, kind)


def _unpacker(
    response: requests.Response, limits: Limits, shown: str
) -> tuple[_Gunzip | None, int | None]:
    declared = response.headers.get("Content-Length", "").strip()
    length = int(declared) if re.fullmatch(r"\d{1,18}", declared) else None
    if length is not None and length > limits.max_bytes:
        raise _too_large(shown, limits)
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        return None, length
    if encoding in {"gzip", "x-gzip"}:
        return _Gunzip(), length
    raise FetchFailed(
        f"cannot fetch {shown}: sent packed as {encoding[:40]!r}, which was not asked for; "
        "download the file yourself and read your own copy"
    )


def _pieces(
    response: requests.Response,
    unpack: _Gunzip | None,
    limits: Limits,
    progress: Progress,
    shown: str,
) -> Iterator[bytes]:
    while not progress.abandoned.is_set():
        # raises where fewer bytes come than were announced
        raw = response.raw.read1(_CHUNK, decode_content=False)
        if not raw:
            break
        progress.received += len(raw)
        if progress.received > limits.max_bytes:
            raise _too_large(shown, limits)
        try:
            yield from unpack.feed(raw) if unpack else (raw,)
        except zlib.error as error:
            raise Again(f"cannot fetch {shown}: its packing is damaged ({error})") from error
    else:
        raise FetchFailed(f"cannot fetch {shown}: given up")
    if unpack and not unpack.whole:
        raise Again(f"cannot fetch {shown}: cut off in the middle of its packing")


class _Gunzip:
    """Unpack gzip a little at a time, so that a bomb is met at the size cap."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)

    @property
    def whole(self) -> bool:
        return self._member.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._member.eof:
                self._member = zlib.decompressobj(wbits=31)
            piece = self._member.decompress(data, _CHUNK)
            while piece:
                yield piece
                data = self._member.unconsumed_tail
                piece = b"" if self._member.eof else self._member.decompress(data, _CHUNK)
            data = self._member.unused_data if self._member.eof else b""


def _too_large(shown: str, limits: Limits) -> FetchFailed:
    return FetchFailed(
        f"cannot fetch {shown}: larger than {limits.max_bytes / 1e6:,.0f} MB; fetch a smaller "
        "area, or download the file yourself and read your own copy"
    )


def _full(folder: Path, error: OSError) -> FetchFailed:
    return FetchFailed(
        f"cannot write to {folder}: {error.strerror or error}; make room, or set "
        "ALEPPOMAP_CACHE to a folder that can be written"
    )
