"""Numbers and places of a text that were not read as claims: what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aleppomap.claims import numerals, rules, words
from aleppomap.claims.extract import FoundClaim
from aleppomap.claims.gazetteer import Gazetteer, gazetteer
from aleppomap.claims.numerals import Numeral
from aleppomap.claims.tallies import is_tally
from aleppomap.claims.text import Plain, flatten, sentences

if TYPE_CHECKING:
    from aleppomap.territory import Territory

__all__ = ["Unread", "names_number", "numbers_beside", "unread_in"]

_OF_GROUND = ("percent", "fraction", "area", "length", "count", "others", "compared")
"""Numbers that ground is told in; of people, days and money there is nothing to read."""

_BESIDE = ("percent", "fraction", "area", "count", "others", "compared")
"""Those that are told beside a claim: a distance there is mostly an aside."""

_HAVING = re.compile(
    r"(?<![\w-])(?:masters?|back (?:with|under|in)|belong\w*|theirs|owns?|possess\w*|dominion|"
    r"gone|went|changed hands)(?![\w-])"
)
"""Words of who has ground, beside the verbs of it."""

_GROUND_NEXT = re.compile(rf"(?:[\w'-]+ ){{0,3}}?(?:{words.LAND.pattern}|it)(?![\w-])")
_NAME_NEXT = re.compile(r"[A-Z][\w'-]+")
_CELL = re.compile(r"\d[\d.,]* ?%?")
_ROW_MAX = 120
_LABEL_WORDS = 4
"""Words that a number has beside it at most, in a line that is a row of a table."""

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
        elif _of_ground(plain) or names.places_in(plain.text) or _has_row(text[start:end], names):
            left.append(Unread(start, end, text[start:end]))
    return left


def names_number(one: Unread) -> bool:
    """Return whether a sentence was left with a number of ground, and not a known place alone."""
    rows = any(_is_row(line.strip()) for line in one.sentence.splitlines())
    return bool(one.numbers) or rows or _of_ground(flatten(one.sentence))


def numbers_beside(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where numbers of ground stand in a text, but for those in some spans of it."""
    return [
        place
        for start, end in sentences(text)
        for place in _beside(flatten(text[start:end], start), spans)
    ]


def _of_ground(plain: Plain) -> bool:
    """Return whether a sentence that claims nothing has a number that ground is told in."""
    lower = plain.lower
    return (
        any(n.family in _OF_GROUND or is_tally(plain, n) for n in numerals.find(lower))
        or next(rules.quantified(lower), None) is not None
        or next(_wholes(plain), None) is not None
        or _OTHER_TONGUES.search(lower) is not None
    )


def _has_row(text: str, names: Gazetteer) -> bool:
    """Return whether a line only has numbers beside the name of a party: a row of a table."""
    return any(_is_row(line.strip()) and names.mentions(line) for line in text.splitlines())


def _is_row(line: str) -> bool:
    cells = _CELL.findall(line) if len(line) <= _ROW_MAX else []
    label = _CELL.sub(" ", line)
    few = len(re.findall(r"\w+", label)) <= _LABEL_WORDS * len(cells)
    return bool(cells) and few and line[-1] in "%0123456789" and not line[0].isdigit()


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
        elif is_tally(plain, numeral):
            left.append((low, high))
    wholes = (plain.original(*span) for span in _wholes(plain))
    left += [own for own in wholes if not any(s < own[1] and own[0] < e for s, e in spans)]
    return sorted(left)


def _wholes(plain: Plain) -> Iterator[tuple[int, int]]:
    """Return where a sentence about who holds what speaks of a whole: "masters of all of it"."""
    lower = plain.lower
    if not (words.CONTROL.search(lower) or _HAVING.search(lower)):
        return
    for match in words.CLAIM_OF_WHOLE.finditer(lower):
        said = (match["all"] or "all").strip()
        of = _GROUND_NEXT.match(lower, match.end()) or _NAME_NEXT.match(plain.text, match.end())
        if said != "all" and of is not None:
            yield match.start(), of.end()


def _again(lower: str, before: Numeral, numeral: Numeral) -> bool:
    """Return whether a number only says the one before it in another unit or way."""
    if before.family == numeral.family == "area":
        return rules.same_area(lower, before, numeral)
    shares = ("percent", "fraction")
    near = numeral.start - before.end <= 4 and before.family in shares
    return near and numeral.family in shares and abs(before.low - numeral.low) <= _SAME_AGAIN
