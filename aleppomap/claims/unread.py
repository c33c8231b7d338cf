"""Numbers and places of a text that were not read as claims: what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aleppomap.claims import numerals, rules, words
from aleppomap.claims.context import MONTHS
from aleppomap.claims.extract import FoundClaim
from aleppomap.claims.gazetteer import gazetteer
from aleppomap.claims.numerals import Numeral
from aleppomap.claims.text import Plain, flatten, sentences

if TYPE_CHECKING:
    from aleppomap.territory import Territory

__all__ = ["Unread", "unread_in"]

_OF_GROUND = ("percent", "fraction", "area", "length", "count", "others", "compared")
"""Numbers that ground is told in; of people, days and money there is nothing to read."""

_BESIDE = ("percent", "fraction", "area", "count", "others", "compared")
"""Those that are told beside a claim: a distance there is mostly an aside."""

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
_NO_NUMBER = re.compile(r"(?:1[89]|20)\d\d")
_NOT_OF_IT = re.compile(rf" of (?:[\w'-]+ ){{0,3}}?{words.NOT_LAND.pattern}(?![\w-])")
_SAME_AGAIN = 1.0
"""Points within which a share that follows at once is the same: "one third – 33 % –"."""

_OTHER_TONGUES = re.compile(
    r"(?<![\w-])(?:hälfte|halben?|(?:ein|zwei|drei)\w* (?:drittel|viertel|fünftel)|prozent|"
    r"quadratkilometern?|\w+ (?:stadt)?viertel|stadtteilen?|bezirken?|moitié|(?:un|deux) tiers|"
    r"(?:un|trois) quarts?|pour ?cent|kilomètres carrés|quartiers|mitad|tercios?|por ciento|"
    r"kilómetros cuadrados|barrios|metà|terzo|per cento|chilometri quadrati|quartieri|metade|"
    r"terço|por cento|yüzde|yarısı|üçte|половин\w*|трет[ьи]|процент\w*|квадратных|квартал\w*|"
    r"نصف|ثلث\w*|ربع|بالمئة|حي[اً]?)(?![\w-])",
    re.IGNORECASE,
)
"""How numbers of ground are written in tongues that are not read: told, and never guessed at."""


@dataclass(frozen=True)
class Unread:
    """A sentence with a number of ground, or a known place, that was not read as a claim.

    Parameters
    ----------
    start, end
        Its span in the original text.
    sentence
        The sentence as written.
    numbers
        The numbers not read of a sentence that others were read of; empty where none was.
    """

    start: int
    end: int
    sentence: str
    numbers: tuple[str, ...] = ()


def unread_in(
    text: str, found: Iterable[FoundClaim], territory: Territory | None = None
) -> list[Unread]:
    """Return the sentences with a number of ground or a known place that was not read as a claim.

    Parameters
    ----------
    text
        The text.
    found
        Its claims, as `extract` gives them.
    territory
        Whose places are known; None for numbers alone.

    Examples
    --------
    >>> from aleppomap.claims.extract import extract
    >>> text = "The army took six districts. Shells hit three districts."
    >>> [one.sentence for one in unread_in(text, extract(text))]
    ['Shells hit three districts.']
    """
    names = gazetteer(territory)
    read = sorted((claim.start, claim.end) for claim in found)
    left: list[Unread] = []
    for start, end in sentences(text):
        plain = flatten(text[start:end], start)
        spans = [span for span in read if start <= span[0] < end]
        if spans:
            if beside := _beside(plain, spans):
                said = tuple(" ".join(text[low:high].split()) for low, high in beside)
                left.append(Unread(start, end, text[start:end], said))
        elif _of_ground(plain) or names.places_in(plain.text):
            left.append(Unread(start, end, text[start:end]))
    return left


def _of_ground(plain: Plain) -> bool:
    """Return whether a sentence that claims nothing has a number that ground is told in."""
    lower = plain.lower
    return (
        any(n.family in _OF_GROUND or _tallied(lower, n) for n in numerals.find(lower))
        or next(rules.quantified(lower), None) is not None
        or _OTHER_TONGUES.search(lower) is not None
    )


def _beside(plain: Plain, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where numbers of ground stand in a sentence and in none of its claims."""
    lower = plain.lower
    left: list[tuple[int, int]] = []
    before: Numeral | None = None
    found = sorted([*numerals.find(lower), *rules.quantified(lower)], key=lambda n: n.start)
    for numeral in found:
        again = before is not None and _again(lower, before, numeral)
        if numeral.family in _BESIDE:
            before = numeral
        low, high = plain.original(numeral.start, numeral.end)
        if again or any(start < high and low < end for start, end in spans):
            continue
        if numeral.family in _BESIDE:
            if not _NOT_OF_IT.match(lower, numeral.end):
                left.append((low, high))
        elif _tallied(lower, numeral):
            left.append((low, high))
    return left


def _tallied(lower: str, numeral: Numeral) -> bool:
    """Return whether a number without a unit is a tally: "bringing the number to 35"."""
    if numeral.family != "bare" or _NO_NUMBER.fullmatch(lower, numeral.start, numeral.end):
        return False
    clause = re.search(numerals.COUNT_NOUN, lower)
    if clause is None or clause.start() > numeral.start:
        return False
    tally = _TALLY.search(lower, 0, numeral.phrase_start) or _LISTED.match(lower, numeral.end)
    return tally is not None


def _again(lower: str, before: Numeral, numeral: Numeral) -> bool:
    """Return whether a number only says the one before it in another unit or way."""
    if before.family == numeral.family == "area":
        return rules.same_area(lower, before, numeral)
    shares = ("percent", "fraction")
    near = numeral.start - before.end <= 4 and before.family in shares
    return near and numeral.family in shares and abs(before.low - numeral.low) <= _SAME_AGAIN
