"""Writing: a file whole or not at all, nothing hidden left behind, one process at a time.

What is being made lies beside its place under a hidden name, locked by the process that makes
it, and is renamed once it is whole. The system lets go of the lock however that process ends:
what lies there unlocked was left by one that was killed, and whoever writes there next
removes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from aleppomap.errors import AleppoMapError

__all__ = ["alone", "cannot_write", "making_folder", "replacing", "write_atomic"]

_STALE_S = 24 * 3600.0
"""Where the system has no locks, what is older than this was left by a process that died."""


def write_atomic(path: str | Path, data: str | bytes) -> Path:
    """Write a file whole or not at all.

    Parameters
    ----------
    path
        Where to write; missing parent folders are made.
    data
        Text (written as UTF-8) or bytes.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    AleppoMapError
        If the file cannot be written; the old file, if any, is untouched.
    """
    payload = data.encode("utf-8") if isinstance(data, str) else data
    with replacing(path) as stream:
        stream.write(payload)
    return Path(path)


@contextlib.contextmanager
def replacing(path: str | Path) -> Iterator[IO[bytes]]:
    """Give a file to write to; it takes its place when the block ends, and not when it fails.

    Parameters
    ----------
    path
        Where to write; missing parent folders are made.

    Yields
    ------
    binary file
        Hidden, beside its place.

    Raises
    ------
    AleppoMapError
        If the file cannot be written; the old file, if any, is untouched.
    """
    target = Path(path)
    handle, name = _beside(target, _new_file)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            Path(name).chmod(0o666 & ~_mask())
            if sys.platform != "win32":  # renamed while it is locked, so that nobody sweeps it
                Path(name).replace(target)
        if sys.platform == "win32":
            Path(name).replace(target)
        name = ""
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        if name:
            Path(name).unlink(missing_ok=True)


@contextlib.contextmanager
def making_folder(path: str | Path) -> Iterator[Path]:
    """Give a folder to fill; it takes its place when the block ends, and not when it fails.

    Parameters
    ----------
    path
        A folder that does not exist or is empty; missing parent folders are made.

    Yields
    ------
    Path
        Hidden, beside its place.

    Raises
    ------
    AleppoMapError
        If the folder cannot be written.
    """
    target = Path(path)
    handle, name = _beside(target, _new_folder)
    try:
        yield Path(name)
        Path(name).chmod(0o777 & ~_mask())
        Path(name).replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        shutil.rmtree(name, ignore_errors=True)
        if handle >= 0:
            os.close(handle)


@contextlib.contextmanager
def alone(lock: str | Path, doing: str) -> Iterator[None]:
    """Hold a lock file, so that one process at a time does what the block does.

    Parameters
    ----------
    lock
        The file; it is made, and removed at the end. Its folder exists.
    doing
        What is done, for the message: "writing out.csv".

    Raises
    ------
    AleppoMapError
        If another process holds it. Where the system has no locks, nobody is kept out.
    """
    path = Path(lock)
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise cannot_write(path, error) from error
        if _lock(handle) is False:
            os.close(handle)
            raise AleppoMapError(
                f"another process is {doing} ({path} is locked); wait until it has finished"
            )
        if _still_there(handle, path):
            break
        os.close(handle)  # removed by the process that held it until now
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(handle)


def cannot_write(path: str | Path, error: Exception) -> AleppoMapError:
    """Return what is said when a file cannot be written."""
    said = getattr(error, "strerror", None) or error
    return AleppoMapError(f"cannot write {path}: {said}")


def _mask() -> int:
    """Return which permissions this process withholds from new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _new_file(prefix: str, folder: Path) -> tuple[int, str]:
    return tempfile.mkstemp(prefix=prefix, dir=folder)


def _new_folder(prefix: str, folder: Path) -> tuple[int, str]:
    name = tempfile.mkdtemp(prefix=prefix, dir=folder)
    if sys.platform == "win32":
        return -1, name  # folders cannot be opened there, nor locked
    try:
        return os.open(name, os.O_RDONLY), name
    except FileNotFoundError:
        return -1, name  # swept already: tried again


def _beside(target: Path, new: Callable[[str, Path], tuple[int, str]]) -> tuple[int, str]:
    """Make something hidden beside its place, locked; sweep what others left for that place."""
    # A hash, as names may be as long as the system allows, and no file of anybody's has it.
    prefix = f".aleppomap-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]}-"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target.parent, prefix)
        while True:
            handle, name = new(prefix, target.parent)
            if sys.platform == "win32":
                return handle, name
            if handle >= 0:
                _lock(handle)
                if _still_there(handle, Path(name)):
                    return handle, name
                os.close(handle)  # swept between its making and its lock
    except (OSError, ValueError) as error:
        raise cannot_write(target, error) from error


def _sweep(folder: Path, prefix: str) -> None:
    """Remove what was left behind by processes that were killed."""
    with os.scandir(folder) as entries:
        found = [entry.path for entry in entries if entry.name.startswith(prefix)]
    for name in found:
        with contextlib.suppress(OSError):
            if _abandoned(name):
                if Path(name).is_dir():
                    shutil.rmtree(name, ignore_errors=True)
                else:
                    Path(name).unlink()


def _abandoned(name: str) -> bool:
    if sys.platform != "win32":
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            free = _lock(handle)
        finally:
            os.close(handle)
        if free is not None:
            return free
    return time.time() - Path(name).stat().st_mtime > _STALE_S


def _lock(handle: int) -> bool | None:
    """Lock an open file: whether nobody else had, or None where the system cannot tell."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _still_there(handle: int, path: Path) -> bool:
    """Return whether an open file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False
