"""One address's body, from the cache or the network, checked before it is kept."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aleppomap.sources.asking import FetchFailed, Limits, redacted
from aleppomap.sources.cache import Cache, Entry
from aleppomap.sources.pages import page_title
from aleppomap.sources.records import gate, source_of
from aleppomap.sources.web import Watcher, download

__all__ = ["Terms", "obtain"]


@dataclass(frozen=True)
class Terms:
    """What every request of one fetch has in common: cache, limits, what the user allowed."""

    cache: Cache
    limits: Limits
    accept_terms: bool
    refresh: bool
    offline: bool
    watcher: Watcher | None


def obtain(
    url: str,
    terms: Terms,
    *,
    as_json: bool,
    sha256: str = "",
    sound: Callable[[Any], object] | None = None,
) -> tuple[Entry, bool, list[str]]:
    """Return an address's body from the cache or the network, checked before it is kept.

    Parameters
    ----------
    url
        The address.
    terms
        Cache, limits and what the user allowed.
    as_json
        Whether it must be JSON.
    sha256
        Hash it must have; any when empty.
    sound
        Called with the parsed document; raises if it is not what was asked for.

    Returns
    -------
    entry : Entry
        Where it lies.
    from_cache : bool
        Whether it was there.
    notes : list of str
        Whether it changed since it was last fetched.

    Raises
    ------
    FetchFailed
        If it cannot be had, is not JSON where it should be, or has another hash.
    """
    known = terms.cache.get(url)
    if known and not terms.refresh:
        if sha256 in ("", known.sha256):
            return known, True, []
        if terms.offline:
            raise _other_hash(url, known.sha256, sha256)
    if terms.offline:
        raise FetchFailed(
            f"{redacted(url)} is not in the cache {terms.cache.folder}; fetch it once without "
            "--offline"
        )
    try:
        body = download(
            url, terms.cache.folder, terms.limits, watcher=terms.watcher,
            hop=lambda target: gate(source_of(target), terms.accept_terms),
        )  # fmt: skip
    except FetchFailed as error:
        if known:
            raise FetchFailed(
                f"{error}. The copy fetched on {known.fetched[:10]} is untouched; leave out "
                "--refresh to use it"
            ) from error
        raise
    try:
        if sha256 and body.sha256 != sha256:
            raise _other_hash(url, body.sha256, sha256)
        if as_json:
            document = _read_json(body.temporary, url)
            if sound:
                sound(document)
        entry = terms.cache.put(url, body, datetime.now(UTC).isoformat(timespec="seconds"))
    finally:
        with contextlib.suppress(OSError):
            body.temporary.unlink(missing_ok=True)
    if known and known.sha256 != entry.sha256:
        return entry, False, [f"it has changed since it was fetched on {known.fetched[:10]}"]
    return entry, False, []


def _other_hash(url: str, found: str, wanted: str) -> FetchFailed:
    return FetchFailed(
        f"{redacted(url)} is not the file asked for: its SHA-256 is {found}, not {wanted}. "
        "It was changed at its source or on its way; nothing was written"
    )


def _read_json(path: Path, url: str) -> Any:
    """Return a file parsed, or raise, saying what it is instead of JSON."""
    shown = redacted(url)
    with path.open("rb") as stream:
        head = stream.read(64 * 1024)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:400].lower()
    if start.startswith(b"<?xml") and b"<html" not in start:
        raise FetchFailed(f"{shown} answered with XML, not with JSON; ask it for JSON")
    if start.startswith(b"<"):
        title = page_title(head)
        called = f" titled “{title}”" if title else ""
        raise FetchFailed(
            f"{shown} answered with a web page{called}, not with JSON: a login, an error or a "
            "preview. Open it in a browser and give the address of the file itself"
        )
    if start.startswith(b"version https://git-lfs"):
        raise FetchFailed(
            f"{shown} answered with a Git LFS pointer, not with the file; give the address of "
            "the file itself (on GitHub, `raw` in place of `blob`)"
        )
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        said = str(error)[:100] or type(error).__name__
        raise FetchFailed(f"{shown} did not answer with JSON ({said}); nothing was kept") from error
