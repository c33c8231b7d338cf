"""The article a command is given, as text of a size that can be read; and what of it was not."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aleppomap.cli.layout import INDENT, paragraph, width
from aleppomap.errors import AleppoMapError

if TYPE_CHECKING:
    from aleppomap.claims.unread import Unread

__all__ = ["article_text", "say_unread"]

STDIN = "-"

MOST_BYTES = 1_000_000
"""Five hundred pages; a sentence with a claim takes half a millisecond to find, more to judge."""

SHOWN = 5
"""Sentences left out that are listed; JSON has all."""


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


def say_unread(unread: Sequence[Unread]) -> None:
    """Tell on standard error which sentences may speak of ground and were not read as claims."""
    if not unread:
        return
    count = len(unread)
    what, verb, claims = ("sentences name", "were", "claims")
    if count == 1:
        what, verb, claims = ("sentence names", "was", "a claim")
    head = f"{count} {what} a number of ground or a known place and {verb} not read as {claims}:"
    said = (" ".join(one.sentence.split()) for one in unread[:SHOWN])
    lines = [paragraph(head, width(), "", INDENT)]
    lines += [paragraph(f"“{sentence}”", width(), INDENT) for sentence in said]
    if count > SHOWN:
        lines.append(f"{INDENT}and {count - SHOWN} more; JSON has them all")
    sys.stderr.write("\n".join(lines) + "\n")
