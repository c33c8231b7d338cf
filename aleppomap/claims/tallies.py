"""Numbers without a unit that count ground all the same: "squeezed into 27", "13, not 12"."""

from __future__ import annotations

import re
from functools import lru_cache

from aleppomap.claims import numerals
from aleppomap.claims.context import ACTORS, DAYS, MONTHS, Sentence
from aleppomap.claims.numerals import Numeral
from aleppomap.claims.text import Plain

__all__ = ["is_tally"]

_LISTED = re.compile(
    r" (?:more )?(?:on|by|in|since) (?:the )?"
    rf"(?:\w+day|\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(MONTHS)})(?![\w-])"
)
"""What follows a tally of another day: "five districts on Saturday, three on Sunday"."""

_TALLY = re.compile(
    r"(?<![\w-])(?:number|total|tally|toll|figure|share|proportion|it|them|count|captured|taken|"
    r"lost|held|seized|liberated)(?![\w-])[^.;]{0,80}?"
    r"(?:(?<![\w-])(?:to|at|of|is|was|than|exceed\w*|reach\w*)|:)"
    r"(?: (?:about|around|some|nearly|almost|only|just|over|more|less|fewer|than|under|below))*"
    r" $"
)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")

_ALONE = re.compile(
    r"(?: (?:on|by|in|and|or|but|since|now|left|remain\w*|today|according|after|before|this|last|"
    r"more|instead|while|the|as|when|reported|a|of (?:them|those|these))(?![\w-])|[^\w -]|-\d| - |"
    r" ?$)"
)
"""What follows a number that counts nothing that is named beside it."""

_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?\\.?" for month in MONTHS)
_OF_TIME = re.compile(
    rf"(?<![\w-])(?:(?:{_MONTH})(?: \d{{1,2}}(?:,| and| to| or|-))?|(?:{'|'.join(DAYS)}),?|day|at|"
    r"age[ds]?|aged|no\.|number|resolution|article|page|line|route|room|g|t|m|cop|unit|phase|"
    r"stage|operation|brigade|division|[:.]) ?$"
)
"""What stands before a number that is a date, an hour, an age or a name."""

_SPLIT = re.compile(
    r"(?<![\w-])(?:city|enclave|pocket|territory|area|town|country|ground|land)(?![\w-])"
    r"[^,;.]{0,30}? (?:split|divided|shared|carved) (?:up )?(?:about |roughly |some |into )*$"
)
_SIDE_HAS = re.compile(
    rf"(?<![\w-])(?:they|we|{ACTORS.pattern}) (?:now |still |only |just )*(?:had|have|has|r[ua]n|"
    r"runs|held|holds?|kept|keeps?) (?:now |still |only |just |about |around |some |nearly )*$"
)
_ENDS = re.compile(r" ?[.;!?\"]| ?$")
_CORRECTED = re.compile(r",? (?:and )?not (?:the )?\d|(?<=not )\d+")
_REACH = 80
_LEFT = re.compile(r" (?:remain(?:s|ed)?|(?:is|are|was|were) left|are still)(?![\w-])")
_HAD = re.compile(
    r"(?<![\w-])(?:ha[sd]|have|r[ua]ns?|puts? it|speak\w*|spoke|says?|said|counts?|counted|"
    r"claim\w*|report\w*|it|they|into|to|from) (?:of |at |is |was )?"
    r"(?:only |just |now |closer to )*$"
)


def is_tally(plain: Plain, numeral: Numeral) -> bool:
    """Return whether a number without a unit counts ground that the words named before.

    Parameters
    ----------
    plain
        Its sentence.
    numeral
        The number, as `numerals.find` gives it.
    """
    lower = plain.lower
    if numeral.family != "bare" or _YEAR.fullmatch(lower[numeral.start : numeral.end]):
        return False
    noun = re.search(numerals.COUNT_NOUN, lower)
    if noun is not None and noun.start() < numeral.start and (
        _TALLY.search(lower, 0, numeral.phrase_start) or _LISTED.match(lower, numeral.end)
    ):  # fmt: skip
        return True
    return _stands_alone(lower, numeral) and _of_ground(_sentence(plain), numeral)


@lru_cache(maxsize=4)
def _sentence(plain: Plain) -> Sentence:
    return Sentence(plain)


@lru_cache(maxsize=4)
def _first_of_ground(lower: str) -> int:
    """Return where the first number with a unit of ground ends; beyond all text for none."""
    units = ("percent", "fraction", "area", "count")
    return next((n.end for n in numerals.find(lower) if n.family in units), len(lower) + 1)


def _stands_alone(lower: str, numeral: Numeral) -> bool:
    """Return whether a number counts no noun and is no date: "27," and not "27 soldiers"."""
    if lower[numeral.start : numeral.end] == "one":
        return False  # mostly the pronoun
    before = lower[max(0, numeral.phrase_start - 24) : numeral.phrase_start]
    return _ALONE.match(lower, numeral.end) is not None and not _OF_TIME.search(before)


def _of_ground(sentence: Sentence, numeral: Numeral) -> bool:
    """Return whether a number that stands alone follows a verb of ground, or a number of it."""
    lower, at = sentence.lower, numeral.phrase_start
    if _CORRECTED.match(lower, numeral.end) or lower.endswith(" not ", 0, numeral.start):
        return True
    if _SIDE_HAS.search(lower, max(0, at - _REACH), at) and _ENDS.match(lower, numeral.end):
        return True
    if _SPLIT.search(lower, max(0, at - _REACH), at):
        return True
    low, _ = sentence.clause(numeral.start)
    verbs = [p for p in sentence.predicates if low <= p.start and p.end <= at]
    if verbs and verbs[-1].kind == "other":
        return False
    if verbs and at - verbs[-1].end <= 24:
        return True
    earlier = _first_of_ground(lower) <= at
    told = _HAD.search(lower, max(0, at - _REACH), at) or _LEFT.match(lower, numeral.end)
    return earlier and (bool(verbs) or told is not None)
