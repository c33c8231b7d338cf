"""Whom and what words point back to: the "they" of a sentence, the "neighbourhood" just named.

Only what the words before leave no doubt of is said; else nothing is, and the verdict says so.
"""

from __future__ import annotations

import re

from aleppomap.claims import words
from aleppomap.claims.context import Sentence
from aleppomap.claims.gazetteer import Gazetteer
from aleppomap.claims.holder import named_in
from aleppomap.claims.text import flatten, sentences

__all__ = ["before_it", "district_meant", "party_meant", "pointed_at"]

_LOOK_BACK = 600
"""Characters before a sentence within which whom it means is looked for."""

_SENTENCES_BACK = 3

_PRONOUN = re.compile(r"(?<![\w'-])(?P<word>it|its|they|their|them|we|our|us|i)(?![\w-])")
_OURS = ("we", "our", "us", "i")
_PLURAL = ("they", "their", "them")
_BEGINS = re.compile(r"(?:but |and |now |so |still )?(?:it|they|its|their)(?![\w'-])")
_VERB = re.compile(
    r"(?<![\w-])(?:is|are|was|were|has|have|had|been|will|would|could|can|may|might|did|does|do|"
    r"said|says|told|reported|claimed|announced|\w{3,}ed)(?![\w'-])"
)
_GOVERNED = re.compile(
    r"(?<![\w-])(?:in|of|by|from|for|to|with|under|against|near|at|on|between|over|into|than|among|"
    r"across|including|despite|as|unlike|without) (?:the |its |their |all |some )?"
    r"(?:[\w-]+(?:ed|ian|ish|al|ist) )?$"
)
_MEN_OF = re.compile(r"(?:soldiers|fighters|men|units|forces|troops|militias?|commandos|gunmen) "
                     r"(?:of|from|loyal to) (?:the )?$")  # fmt: skip

_POINTS = re.compile(
    r"(?:the|this|that)(?: whole| entire| same)? (?:neighbou?rhood|district|quarter|suburb|town|"
    r"village|township)(?![\w-])(?! (?:of|in|called|named|held|controlled))",
    re.IGNORECASE,
)


def before_it(text: str, start: int) -> tuple[str, ...]:
    """Return the sentences before a place in a text, the nearest first.

    Parameters
    ----------
    text
        The whole text.
    start
        Where a sentence of it begins.
    """
    low = max(start - _LOOK_BACK, 0)
    spans = [*sentences(text[low:start])][-_SENTENCES_BACK:]
    return tuple(text[low + a : low + b] for a, b in reversed(spans))


def party_meant(
    sentence: Sentence, at: int, before: tuple[str, ...], speaker: str, names: Gazetteer
) -> str:
    """Return the party that the pronoun before a place means; empty where that is open.

    "We" is the party that speaks; "it" and "they" are the party that is the subject of the
    sentence before, if no other that is named there could be meant as well.

    Parameters
    ----------
    sentence
        The sentence with the pronoun.
    at
        Where what it does is said.
    before
        The sentences before, the nearest first.
    speaker
        Who says the sentence.
    names
        The names of a territory.
    """
    found = [*_PRONOUN.finditer(sentence.lower, 0, at)]
    if not found:
        return ""
    pronoun = found[-1]["word"]
    if pronoun in _OURS:
        said = names.parties_in(speaker)
        return said[0] if len(said) == 1 else ""
    for one in before:
        plain = flatten(one)
        if names.mentions(plain.text):
            return _subject_meant(plain.text, pronoun in _PLURAL, names)
        if not _BEGINS.match(plain.lower):
            return ""
    return ""


def _subject_meant(text: str, plural: bool, names: Gazetteer) -> str:
    """Return the party that is the subject of a sentence, where a pronoun can mean no other."""
    said = [
        (start, end, party) for start, end, party in names.mentions(text)
        if text[end : end + 1] != "-"
    ]  # fmt: skip
    if not said:
        return ""
    start, end, party = said[0]
    before = text[:start]
    opening = re.split(r"[,;:]", before)[-1]
    verbs = any(p.search(before.lower()) for p in (words.CONTROL, words.OTHER, _VERB))
    if verbs or (_GOVERNED.search(before.lower()) and not _MEN_OF.search(before.lower())):
        return ""
    if named_in(f"{opening}{text[start:end]}", names).parties != (party,):
        return ""
    many = _is_plural(text[start:end])
    others = [_is_plural(text[a:b]) for a, b, other in said[1:] if other != party]
    if others:
        return party if many == plural and all(other != plural for other in others) else ""
    return party if plural or not many else ""


def _is_plural(mention: str) -> bool:
    last = mention.lower().split()[-1]
    return last.removesuffix("'s").endswith("s") and not last.isupper()


def pointed_at(text: str, start: int) -> str:
    """Return the words at a place that name a district only by pointing to it; empty for none.

    Examples
    --------
    >>> pointed_at("most of the neighborhood fell", 8), pointed_at("half of the Shaar district", 8)
    ('the neighborhood', '')
    """
    found = _POINTS.match(text, start)
    return found[0] if found else ""


def district_meant(said: str, before: tuple[str, ...], names: Gazetteer) -> str:
    """Return the district that "the neighbourhood" means: the one named just before, or nothing.

    Parameters
    ----------
    said
        What its own sentence says before it.
    before
        The sentences before that, the nearest first.
    names
        The names of a territory.
    """
    for one in (said, *before[:1]):
        if found := names.places_in(flatten(one).text):
            return found[0] if len(found) == 1 else ""
    return ""
