"""What was fetched before, kept by hash: whole, checked, readable without a network.

Bodies lie in ``objects/`` under their own SHA-256; ``index/`` holds a small JSON file an
address. Both are put there by renaming a whole file, bodies first, so that processes
share a cache without locks: two that fetch one address write the same bytes or one
after the other, and a reader meets a whole entry or none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

from aleppomap.atomic import write_atomic
from aleppomap.errors import AleppoMapError, AleppoMapWarning
from aleppomap.sources.asking import Download, redacted

__all__ = ["Cache", "Entry", "cache_folder"]

_STALE_S = 24 * 3600.0
"""Temporary files older than this were left by a process that was killed."""


@dataclass(frozen=True)
class Entry:
    """Something in the cache.

    Parameters
    ----------
    url, final_url
        The address asked, and the one that answered, its query left out.
    path
        The body.
    sha256, bytes
        Its hash and size.
    content_type
        What the server called it.
    fetched
        When, in UTC, as ``2026-01-31T12:00:00+00:00``.
    """

    url: str
    final_url: str
    path: Path
    sha256: str
    bytes: int
    content_type: str
    fetched: str


def cache_folder() -> Path:
    """Return where fetched files are kept: ``ALEPPOMAP_CACHE``, or the system's cache folder."""
    if named := os.environ.get("ALEPPOMAP_CACHE"):
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "aleppomap"


def _sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Cache:
    """A folder of fetched files.

    Parameters
    ----------
    folder
        Where; `cache_folder` when None.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = Path(folder) if folder is not None else cache_folder()
        self.objects = self.folder / "objects"

    def _index(self, url: str) -> Path:
        return self.folder / "index" / f"{hashlib.sha256(url.encode()).hexdigest()}.json"

    def get(self, url: str) -> Entry | None:
        """Return what is kept of an address, None when there is nothing whole.

        Warns
        -----
        AleppoMapWarning
            If a body was there whose bytes no longer match its hash; it is not used.

        Raises
        ------
        AleppoMapError
            If the cache is there but cannot be read.
        """
        try:
            record = json.loads(self._index(url).read_text("utf-8"))
            sha256 = str(record["sha256"])
            if record["url"] != url or not re.fullmatch("[0-9a-f]{64}", sha256):
                return None
            path = self.objects / sha256
            entry = Entry(url, str(record["final_url"]), path, sha256, int(record["bytes"]),
                          str(record["content_type"]), str(record["fetched"]))  # fmt: skip
            if _sha256_of(path) == sha256:
                return entry
        except FileNotFoundError:
            return None
        except (ValueError, LookupError, TypeError, RecursionError):
            return None
        except OSError as error:
            raise AleppoMapError(
                f"cannot read the cache {self.folder}: {error.strerror or error}; set "
                "ALEPPOMAP_CACHE to a folder of your own"
            ) from error
        with contextlib.suppress(OSError):
            path.unlink()
        warnings.warn(
            f"the cached copy of {redacted(url)} was damaged and is not used",
            AleppoMapWarning,
            stacklevel=3,
        )
        return None

    def put(self, url: str, download: Download, fetched: str) -> Entry:
        """Take a download in and return its entry.

        Raises
        ------
        AleppoMapError
            If the cache cannot be written; what it held before is untouched.
        """
        path = self.objects / download.sha256
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            download.temporary.chmod(0o644)
            download.temporary.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                download.temporary.unlink(missing_ok=True)
            raise AleppoMapError(
                f"cannot write the cache {self.folder}: {error.strerror or error}; set "
                "ALEPPOMAP_CACHE to a folder that can be written"
            ) from error
        entry = Entry(url, download.final_url, path, download.sha256, download.bytes,
                      download.content_type, fetched)  # fmt: skip
        record = {key: value for key, value in asdict(entry).items() if key != "path"}
        write_atomic(self._index(url), json.dumps(record, indent=1) + "\n")
        self._sweep()
        return entry

    def _sweep(self) -> None:
        """Remove what killed processes left behind; another sweeping at once does no harm."""
        for folder in (self.folder, self.objects, self.folder / "index"):
            with contextlib.suppress(OSError):
                for left in folder.glob(".*"):
                    with contextlib.suppress(OSError):
                        if time.time() - left.stat().st_mtime > _STALE_S:
                            left.unlink()
