"""Sentences of a text that may speak of ground and were not read as claims: what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aleppomap.claims import numerals
from aleppomap.claims.extract import FoundClaim
from aleppomap.claims.gazetteer import gazetteer
from aleppomap.claims.text import flatten, sentences

if TYPE_CHECKING:
    from aleppomap.territory import Territory

__all__ = ["Unread", "unread_in"]

_OF_GROUND = ("percent", "fraction", "area", "length", "count", "others")
"""Numbers that ground is told in; of people, days and money there is nothing to read."""


@dataclass(frozen=True)
class Unread:
    """A sentence with a number of ground, or a known place, that makes no claim we read.

    Parameters
    ----------
    start, end
        Its span in the original text.
    sentence
        The sentence as written.
    """

    start: int
    end: int
    sentence: str


def unread_in(
    text: str, found: Iterable[FoundClaim], territory: Territory | None = None
) -> list[Unread]:
    """Return the sentences with a number of ground or a known place that no claim was found in.

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
    starts = sorted(claim.start for claim in found)
    left: list[Unread] = []
    for start, end in sentences(text):
        if any(start <= claim < end for claim in starts):
            continue
        plain = flatten(text[start:end], start)
        number = any(n.family in _OF_GROUND for n in numerals.find(plain.lower))
        if number or names.places_in(plain.text):
            left.append(Unread(start, end, text[start:end]))
    return left
