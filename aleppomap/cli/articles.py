"""The article a command is given, as text of a size that can be read; and what of it was not."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aleppomap.cli.layout import INDENT, paragraph, width
from aleppomap.cli.markup import words_of_page
from aleppomap.errors import AleppoMapError

if TYPE_CHECKING:
    from aleppomap.claims.unread import Unread

__all__ = ["article_text", "say_unread"]

STDIN = "-"

MOST_BYTES = 1_000_000
"""Five hundred pages; a sentence with a claim takes half a millisecond to find, more to judge."""

SHOWN = 5
"""Sentences listed of those that were left out and only name a place; JSON has all."""


def article_text(file: str | Path) -> str:
    """Return the text of an article; of HTML its words, which is told on standard error.

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
    said = words_of_page(text)
    if not (text if said is None else said).strip():
        raise AleppoMapError(f"{name} is empty; give an article, or a sentence of one")
    if said is None:
        return text
    note = f"note: {name} holds HTML: its words are read without tags, and places count in them"
    sys.stderr.write(f"{paragraph(note, width(), '', INDENT)}\n")
    return said


def say_unread(unread: Sequence[Unread]) -> None:
    """Tell on standard error which sentences may speak of ground and were not read as claims.

    Those with a number of ground come first, and every one of them is listed.
    """
    from aleppomap.claims.unread import names_number  # its grammar is long

    whole = [one for one in unread if not one.numbers]
    first = [one for one in whole if names_number(one)]
    rest = [one for one in whole if one not in first]
    said = [f"“{_one_line(one.sentence)}”" for one in [*first, *rest]]
    _say(_head(len(whole)), said, max(SHOWN, len(first)))
    beside = [one for one in unread if one.numbers]
    count = len(beside)
    where = "1 sentence" if count == 1 else f"{count} sentences"
    said = [f"{', '.join(one.numbers)} in “{_one_line(one.sentence)}”" for one in beside]
    head = f"In {where} a number of ground beside what was read was not read as a claim:"
    _say(head, said, len(said))


def _head(count: int) -> str:
    what, verb, claims = ("sentences name", "were", "claims")
    if count == 1:
        what, verb, claims = ("sentence names", "was", "a claim")
    return f"{count} {what} a number of ground or a known place and {verb} not read as {claims}:"


def _one_line(sentence: str) -> str:
    return " ".join(sentence.split())


def _say(head: str, said: Sequence[str], shown: int) -> None:
    if not said:
        return
    lines = [paragraph(head, width(), "", INDENT)]
    lines += [paragraph(one, width(), INDENT) for one in said[:shown]]
    if len(said) > shown:
        lines.append(f"{INDENT}and {len(said) - shown} more that name places; JSON has them all")
    sys.stderr.write("\n".join(lines) + "\n")
