"""The article a command is given: a file or standard input, as text of a size that can be read."""

from __future__ import annotations

import sys
from pathlib import Path

from aleppomap.errors import AleppoMapError

__all__ = ["article_text"]

STDIN = "-"

MOST_BYTES = 1_000_000
"""Five hundred pages; a sentence with a claim takes half a millisecond to find, more to judge."""


def article_text(file: str | Path) -> str:
    """Return the text of an article.

    Parameters
    ----------
    file
        A text file in UTF-8; ``-`` for standard input.

    Raises
    ------
    AleppoMapError
        If it cannot be read, is too long, is no text in UTF-8, or is empty.
    """
    name = "standard input" if str(file) == STDIN else str(file)
    try:
        if str(file) == STDIN:
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as stream:
                raw = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise AleppoMapError(f"cannot read {file}: {said}") from error
    if len(raw) > MOST_BYTES:
        raise AleppoMapError(
            f"{name} is longer than {MOST_BYTES // 1000:,} kB: no article is; give it in parts"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AleppoMapError(
            f"{name} is no text in UTF-8 (byte {error.start}); convert it, or give the text itself"
        ) from error
    if "\x00" in text:
        raise AleppoMapError(f"{name} holds NUL bytes, so it is no text; give the article as text")
    if not text.strip():
        raise AleppoMapError(f"{name} is empty; give an article, or a sentence of one")
    return text
