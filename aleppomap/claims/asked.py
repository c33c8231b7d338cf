"""The claim of a text that is given to be checked: what `extract` finds in it, and nothing else.

An article and a sentence have one reader. Only where that finds nothing is a phrase read alone:
"about 40 % of the part" is a fragment, and "rebels: 60 %" a label.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from aleppomap.claims import words
from aleppomap.claims.context import Sentence
from aleppomap.claims.extract import FoundClaim, extract
from aleppomap.claims.former import is_former
from aleppomap.claims.gazetteer import Gazetteer, gazetteer
from aleppomap.claims.making import claim_from_found, claim_from_phrase, day_said
from aleppomap.claims.model import Claim
from aleppomap.claims.quantity import TEXT_MAX, stated_in
from aleppomap.claims.rules import NOT_GROUND_NEAR, denominator_after
from aleppomap.claims.shares import of_no_ground
from aleppomap.claims.text import flatten, normalise
from aleppomap.claims.tongue import NOT_ENGLISH, is_english
from aleppomap.claims.unread import numbers_beside
from aleppomap.territory import Territory

__all__ = ["claim_asked"]

_MEASURED = ("share", "area", "count", "containment")
"""Kinds that come before all others of a text: their number is what is asked for."""


_OTHER_MATTER = re.compile(
    r"(?<![\w-])(?:(?:share|proportion|percentage|part) of (?:the |its |their )?(?:[\w-]+ ){0,2}?"
    rf"({words.NOT_LAND.pattern})|(votes?|voters?|ballots?|polls?|polling|turnout|"
    r"elections?|referendum|inflation|prices?|unemployment))(?![\w-])"
)
"""Matters beside which a share without its whole is none of ground."""


def claim_asked(text: str, day: str | date | None, territory: Territory) -> Claim:
    """Return the first claim of a text, with the numbers of it that were left.

    Parameters
    ----------
    text
        A phrase or a few sentences, such as "Rebels hold 40 % of the enclave."
    day
        The day it was said; a day that the text names is told from it and is the one judged.
        When it is None, a day that the text names with its year.
    territory
        Where region and party names are looked up.

    Raises
    ------
    AleppoMapError
        If the text is empty.
    ValueError
        If the day is no day.
    """
    text = text[:TEXT_MAX]
    phrase = claim_from_phrase(text, day, territory)
    names = gazetteer(territory)
    if not is_english(text, names):
        return Claim("", phrase.text, phrase.as_of, "share", "held", "", "", None, "",
                     unread=NOT_ENGLISH)  # fmt: skip
    said = day_said(text, day)
    found = _first(extract(text, territory, said), phrase)
    if found is None:
        why = phrase.no_ground or _no_ground(text, names)
        return replace(phrase, no_ground=why, left=_left(text, _span_of_phrase(text)))
    claim = claim_from_found(found, territory, said)
    return replace(claim, text=phrase.text, left=_left(text, (found.start, found.end)))


def _first(found: list[FoundClaim], phrase: Claim) -> FoundClaim | None:
    """Return the first claim with a number of ground; of other kinds only where none is stated."""
    of_ground = [claim for claim in found if claim.kind in _MEASURED]
    now = [claim for claim in of_ground if not _is_former(claim)]
    measured = next(iter(now or of_ground), None)
    if measured is not None or phrase.quantity is not None:
        return measured
    return next(iter(found), None)


def _is_former(found: FoundClaim) -> bool:
    """Return whether a claim is only what the one of now is compared with."""
    plain = normalise(found.sentence)
    return is_former(plain, plain.find(normalise(found.phrase)))


def _no_ground(text: str, names: Gazetteer) -> str:
    """Return why a number that no reader of articles takes is none of ground; empty if it may be.

    What it is of is no ground that is known here, or it stands among words of polls and prices.
    """
    sentence = Sentence(flatten(text))
    numeral = stated_in(sentence.lower)
    if numeral is None or numeral.family not in ("percent", "fraction"):
        return ""
    of = denominator_after(sentence, numeral, names.knows)
    if of.kind == "not" and of.head.isalpha():
        what = sentence.plain.text[of.start : of.end].strip().removeprefix("of ")
        return f"It is of “{what}”, which is no ground known here."
    if of.kind != "none":
        return ""
    if what := of_no_ground(sentence, numeral, names.knows):
        return f"It is of “{what}”, which is no ground known here."
    found = _OTHER_MATTER.search(sentence.lower) or NOT_GROUND_NEAR.search(sentence.lower)
    return f"It speaks of “{found[found.lastindex or 0]}”, not of ground." if found else ""


def _span_of_phrase(text: str) -> tuple[int, int]:
    """Return where the number of a phrase stands in it; nowhere where it states none."""
    plain = flatten(text)
    numeral = stated_in(plain.lower)
    return plain.original(numeral.phrase_start, numeral.end) if numeral else (0, 0)


def _left(text: str, span: tuple[int, int]) -> tuple[str, ...]:
    """Return the numbers of ground of a text outside a span, as written."""
    return tuple(" ".join(text[low:high].split()) for low, high in numbers_beside(text, [span]))
