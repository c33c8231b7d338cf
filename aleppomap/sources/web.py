"""Downloading within a time: retries with back-off, Retry-After, a limit on everything."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path

from aleppomap.sources.asking import (
    Again,
    Download,
    FetchFailed,
    Limits,
    Progress,
    check_url,
    redacted,
)
from aleppomap.sources.transfer import exchange

__all__ = ["Watcher", "download"]

Watcher = Callable[[Progress], None]
"""Told how far a download is, a few times a second, always by the calling thread."""

_POLL_S = 0.05


def download(
    url: str,
    folder: Path,
    limits: Limits | None = None,
    *,
    hop: Callable[[str], None] | None = None,
    watcher: Watcher | None = None,
) -> Download:
    """Download an address to a temporary file in a folder.

    Parameters
    ----------
    url
        An http or https address without credentials.
    folder
        Where the temporary file goes; the caller moves or removes it.
    limits
        How long and how much it may take.
    hop
        Called with the target of each redirect; raises to refuse it.
    watcher
        Told how far it is.

    Returns
    -------
    Download
        The file, its hash, and where it came from in the end.

    Raises
    ------
    FetchFailed
        If it could not be had within the limits; nothing is left in the folder.
    """
    limits = limits or Limits()
    check_url(url)
    deadline = time.monotonic() + limits.total_s
    for attempt in range(1, limits.attempts + 1):
        try:
            return _attempt(url, folder, limits, deadline, hop, watcher)
        except Again as error:
            pause_s = limits.backoff_s * 2 ** (attempt - 1)
            if error.wait_s is not None:
                pause_s = max(pause_s, error.wait_s)
            if pause_s > limits.longest_wait_s:
                raise FetchFailed(
                    f"{error}, and asks to wait {pause_s:,.0f} s; try again after that"
                ) from error
            if attempt == limits.attempts:
                tried = f"tried {attempt} times" if attempt > 1 else "tried once"
                raise FetchFailed(f"{error}; {tried}. Try again later") from error
            if time.monotonic() + pause_s >= deadline:
                raise _late(url, limits) from error
            _pause(pause_s, f"trying again ({attempt + 1} of {limits.attempts})", watcher)
    raise FetchFailed(f"cannot fetch {redacted(url)}: no attempts allowed")


def _attempt(
    url: str,
    folder: Path,
    limits: Limits,
    deadline: float,
    hop: Callable[[str], None] | None,
    watcher: Watcher | None,
) -> Download:
    """Make one attempt in a thread of its own, and leave it behind when time is up.

    No timeout of a socket bounds the whole: names that take for ever to resolve, and
    headers that come a byte at a time, reset it again and again.
    """
    progress = Progress()
    results: list[Download] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            results.append(exchange(url, folder, limits, progress, hop or (lambda _: None)))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            errors.append(error)
        finally:
            done.set()
            if progress.abandoned.is_set():
                _forget(progress)

    threading.Thread(target=work, daemon=True, name="aleppomap-fetch").start()
    try:
        while not done.wait(_POLL_S):
            if watcher:
                watcher(progress)
            if time.monotonic() > deadline:
                raise _late(url, limits)
    except BaseException:
        progress.abandoned.set()
        _forget(progress)
        raise
    if errors:
        raise errors[0]
    return results[0]


def _forget(progress: Progress) -> None:
    if progress.temporary:
        with contextlib.suppress(OSError):
            Path(progress.temporary).unlink(missing_ok=True)


def _late(url: str, limits: Limits) -> FetchFailed:
    return FetchFailed(
        f"cannot fetch {redacted(url)}: not done after {limits.total_s:,.0f} s; try again later, "
        "or download the file yourself and read your own copy"
    )


def _pause(seconds: float, doing: str, watcher: Watcher | None) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if watcher:
            watcher(Progress(f"{doing} in {left:.0f} s"))
        time.sleep(min(left, 0.25))
