"""Text made plain without losing its place: normalisation, offsets and sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Plain", "flatten", "normalise", "sentences"]

SENTENCE_MAX = 800
"""Characters after which a sentence without an end is cut at a space: keeps time linear."""

_MARKS_MAX = 8
"""Combining marks kept on one letter; more is noise, and slow to normalise."""

_SINGLES = {
    **dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u00ab\u00bb\u201e", '"'),
    "\u2044": "/",
    "\u066a": "%",
    "\u066b": ".",
    "\u066c": ",",
}
_DASHES = "\u2013\u2014\u2015"
_THIN_SPACES = "\u00a0\u202f\u2009"
_COMPASS = re.compile(r"(?<=[a-z%] )[EWNS]\.(?= ?[A-Z][a-z])")
"""A side of a place, cut short: "in E. Aleppo"."""
_SMALL = re.compile(r"(?:^|[^\w'-])(?:[a-z]+|[\d.]*%) $|^[a-z]{8} $")
_SIDES = {"E": "East", "W": "West", "N": "North", "S": "South"}
_UNTIDY = re.compile(rf"[\x00-\x1f\x7f]|  |{_COMPASS.pattern}")
_END = re.compile(r"(?<![.!?…؟。])[.!?…؟。]++[\"'”’»)\]]*+(?=\s)|\n[^\S\n]*\n|\n")
_NEXT = re.compile(r"\s*+([\"'“‘«(\[]*+)(\S)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"'“.])(?:[A-Za-z]|mr|mrs|ms|dr|gen|lt|col|maj|sgt|capt|brig|adm|prof|rep|sen|gov|"
    r"st|no|nos|approx|ca|sq|vs|e\.g|i\.e|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)$",
    re.IGNORECASE,
)
_NARROW = 45
"""Characters that a line of wrapped text has room for at least."""

_GOES_ON = re.compile(
    r"(?:[,(/-]|(?<![\w-])(?:the|an?|of|in|on|at|to|by|for|from|with|and|or|but|as|than|that|its|"
    r"their|his|her|is|are|was|were|has|have|had|will|over|under|near|into|after|before|since|mr|"
    r"gen|col|st)\.?)$",
    re.IGNORECASE,
)
"""How no headline ends."""


@dataclass(frozen=True)
class Plain:
    """A stretch of text made plain, and where each of its characters came from.

    Parameters
    ----------
    text
        NFKC, plain quotes and hyphens, single spaces, no invisible characters.
    lower
        The same in lower case, character by character.
    start
        Offset of the stretch in the original.
    origins
        For each character the offset of its original, and one more for the end; None
        when nothing moved.
    """

    text: str
    lower: str
    start: int
    origins: tuple[int, ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of a span here."""
        if self.origins is None:
            return self.start + start, self.start + end
        last = self.origins[end - 1] + 1 if end > start else self.origins[start]
        return self.start + self.origins[start], self.start + last


def flatten(text: str, start: int = 0) -> Plain:
    """Return text made plain, keeping offsets; `start` is its place in a longer text.

    Examples
    --------
    >>> plain = flatten("Two\u2013thirds,  or 20\u00a0km\u00b2")
    >>> plain.text
    'Two-thirds, or 20 km2'
    >>> plain.original(19, 21)
    (20, 22)
    """
    if text.isascii() and not _UNTIDY.search(text):
        return Plain(text, text.lower(), start, None)
    out: list[str] = []
    origins: list[int] = []
    size, i = len(text), 0
    while i < size:
        if text[i] in _SIDES and _COMPASS.match(text, i) and _SMALL.search(text[max(0, i - 9) : i]):
            out.extend(_SIDES[text[i]])
            origins.extend([i] * len(_SIDES[text[i]]))
            i += 2
            if i < size and text[i] != " ":
                out.append(" ")
                origins.append(i)
            continue
        after = i + 1
        while after < size and unicodedata.combining(text[after]):
            after += 1
        before = out[-1] if out else " "
        for character in _plain_form(text, i, after, before):
            if character != " " or (out and out[-1] != " "):
                out.append(character)
                origins.append(i)
        i = after
    while out and out[-1] == " ":
        out.pop()
        origins.pop()
    plain = "".join(out)
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in out)
    return Plain(plain, lower, start, (*origins, size))


def _plain_form(text: str, i: int, after: int, before: str) -> str:
    character = text[i]
    if after == i + 1 and " " < character < "\x7f":
        return character
    if character in _SINGLES:
        return _SINGLES[character]
    following = text[after] if after < len(text) else " "
    if character in _DASHES:
        joins = before != " " and not following.isspace()
        return "-" if joins and (character == "\u2013" or before.isdigit()) else " - "
    if character in _THIN_SPACES:
        return "," if before.isdigit() and text[after : after + 3].isdigit() else " "
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category in ("Cc", "Zs", "Zl", "Zp", "Cs"):
        return " "
    form = unicodedata.normalize("NFKC", text[i : min(after, i + 1 + _MARKS_MAX)])
    if "\u2044" in form:
        return (" " if before.isdigit() else "") + form.replace("\u2044", "/")
    return "".join(c for c in form.replace("\u2044", "/") if unicodedata.category(c) != "Cf")


def normalise(text: str) -> str:
    """Return text in NFKC, lower case, with plain hyphens, quotes and single spaces.

    Examples
    --------
    >>> normalise("Two\u2013thirds of  the PART")
    'two-thirds of the part'
    """
    return flatten(text).text.casefold().strip()


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Return the spans of the sentences of a text, none longer than `SENTENCE_MAX`.

    A full stop after an abbreviation or an initial, or before a small letter, ends none. A line
    with room left for the first word of the next was not wrapped there: it is a headline.

    Examples
    --------
    >>> text = "Gen. Smith of the U.S. spoke. Two towns fell."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Gen. Smith of the U.S. spoke.', 'Two towns fell.']
    """
    start = 0
    for match in _END.finditer(text):
        if not _ends(text, match):
            continue
        yield from _pieces(text, start, match.end())
        start = match.end()
    yield from _pieces(text, start, len(text))


def _ends(text: str, match: re.Match[str]) -> bool:
    if match[0] == "\n":
        return _headline(text, match.start())
    if match[0][0] == "\n":
        return True
    following = _NEXT.match(text, match.end(), match.end() + SENTENCE_MAX)
    if following is None:
        return True
    if following[2].islower() or (match[0][0] == "…" and not following[2].isupper()):
        return False
    if match[0] == ".":
        return not _ABBREVIATED.search(text[max(0, match.start() - 12) : match.start()])
    return True


def _headline(text: str, at: int) -> bool:
    """Return whether the line that ends at a newline ends there on purpose."""
    low, stop = max(0, at - SENTENCE_MAX), at + 1 + SENTENCE_MAX
    line = text[text.rfind("\n", low, at) + 1 or low : at].strip()
    following = text[at + 1 : stop].partition("\n")[0].strip()
    first = following.partition(" ")[0]
    opens = first.lstrip("\"'“‘«([-–—•*")[:1]
    if not line or not first or opens.islower() or _GOES_ON.search(line):
        return False
    return len(line) + 1 + len(first) <= max(len(following), _NARROW)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = end
        if end - start > SENTENCE_MAX:
            stop = text.rfind(" ", start + SENTENCE_MAX // 2, start + SENTENCE_MAX) + 1
            stop = stop or start + SENTENCE_MAX
        piece = text[start:stop]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if right > left:
            yield start + left, start + right
        start = stop
