"""Numbers that are no level of ground: a difference, or what another number is compared with."""

from __future__ import annotations

import re

__all__ = ["is_compared"]

_MORE = r"(?:more|less|fewer|smaller|larger|bigger|greater|higher|lower)"
_DIFFERENCE = re.compile(rf" (?:{_MORE}|faster|slower)(?: [\w'-]+){{0,5}}? than(?![\w-])")
"""What follows a difference: "44 % less territory than in August"."""

_SHARE_MORE = re.compile(rf" {_MORE}(?! or\b)(?= [a-z])")
"""What follows a share that is a difference whatever comes: "a third more land"."""

_POINTS = re.compile(r"(?: ?%| per ?cent)?(?:age)?[ -]points?(?![\w-])")
_WORTH = re.compile(r"(?:'s?)? worth of ")
_MEASURE = re.compile(
    rf"(?<![\w-]){_MORE} (?:[\w'-]+ ){{1,4}}than (?:[^().;:,]|\([^()]*\)){{0,60}}\($"
)
"""What stands before a number in brackets that another is measured by: "than in May (477 km²)"."""

_THE_KNOWN = re.compile(
    r"(?<![\w-])(?:than|(?:well |far |just |much |slightly )(?:over|above|below|under|beyond)|"
    r"exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp(?:ed|ing)) the $"
)
"""A number that is known already is compared with: "well above the 584 km² of last year"."""

_REACH = 130


def is_compared(plain: str, start: int, end: int, *, share: bool = False) -> bool:
    """Return whether the number at a span of plain text says no level of ground by itself.

    Parameters
    ----------
    plain
        Text in lower case.
    start, end
        Span of the number and its unit.
    share
        Whether it is a percentage or a fraction.

    Examples
    --------
    >>> is_compared("they hold 44% less territory than in august", 10, 13)
    True
    >>> is_compared("they hold 44% of the city, less than in august", 10, 13)
    False
    """
    if any(after.match(plain, end) for after in (_DIFFERENCE, _POINTS, _WORTH)):
        return True
    if share and _SHARE_MORE.match(plain, end):
        return True
    low = max(0, start - _REACH)
    return any(before.search(plain, low, start) for before in (_MEASURE, _THE_KNOWN))
