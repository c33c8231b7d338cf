"""Zip files from strangers: looked at first, and never unpacked onto a path of theirs."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from aleppomap.errors import Fault, InvalidInput

__all__ = ["BROKEN", "members"]

MOST_BYTES = 256 * 1024 * 1024
"""What an archive may unpack to, all in all."""

MOST_FILES = 1000
MOST_RATIO = 200
"""A file may unpack to so many times its size; KML packs to a tenth, tables to a hundredth."""

_SMALL = 1024 * 1024
BROKEN = (
    zipfile.BadZipFile,  # ZipFile, open, read: no archive, other names inside, a wrong checksum
    ValueError,  # ZipFile, open: a name that is not UTF-8; open: a place before the file
    RuntimeError,  # ZipFile, open: another version, packing, password; packing not built in here
    OverflowError,  # open: a place beyond any file
    EOFError,  # read: cut off
    OSError,  # read: bzip2 that is none
    zlib.error,  # read: deflate that is none
    lzma.LZMAError,  # read: LZMA that is none
)
"""What `zipfile` raises on archives that are none."""


def members(data: bytes, name: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a zip archive that end in one of some suffixes, in memory.

    Parameters
    ----------
    data
        The archive.
    name
        Its name, for faults.
    suffixes
        In lower case, as ``.kml``; other files are not unpacked.

    Yields
    ------
    tuple of (str, bytes)
        The name of the file without its folders, and what is in it.

    Raises
    ------
    InvalidInput
        If it is no archive, is encrypted or broken, names files outside itself, or
        would unpack to more than `MOST_BYTES` or `MOST_RATIO` times its size.
    """

    def refuse(member: str, value: str, allowed: str) -> InvalidInput:
        return InvalidInput([Fault(name, member, "", value, allowed, "Pack the files again.")])

    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as error:
        raise refuse("", str(error), "a zip archive") from error
    with archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES:
            raise refuse("", f"{len(entries)} files", f"at most {MOST_FILES} files")
        for entry in entries:
            path = PurePosixPath(entry.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
                raise refuse(entry.filename, "a path outside the archive", "plain file names")
        wanted = [entry for entry in entries if entry.filename.lower().endswith(suffixes)]
        total = 0
        for entry in wanted:
            file = PurePosixPath(entry.filename.replace("\\", "/")).name
            if entry.flag_bits & 1:
                raise refuse(entry.filename, "encrypted", "an archive without a password")
            room = min(MOST_BYTES - total, max(_SMALL, MOST_RATIO * max(entry.compress_size, 1)))
            try:
                with archive.open(entry) as stream:
                    content = stream.read(room + 1)
            except BROKEN as error:
                raise refuse(entry.filename, str(error), "a whole archive") from error
            if len(content) > room:
                raise refuse(
                    entry.filename, f"unpacks to more than {room >> 20} MiB",
                    f"at most {MOST_BYTES >> 20} MiB, and {MOST_RATIO} times its packed size",
                )  # fmt: skip
            total += len(content)
            yield file, content
