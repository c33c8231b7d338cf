"""Who a phrase says holds or took ground: a party of the territory, or a stranger to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aleppomap.claims import numerals, words
from aleppomap.claims.gazetteer import Gazetteer
from aleppomap.claims.quantity import quantity_of
from aleppomap.claims.text import flatten

__all__ = ["Holder", "holder_after", "stranger_in", "subject_before"]

_AFTER = re.compile(
    r"(?<![\w-])(?:(?P<sure>in the hands of|under (?:the )?(?:full )?(?:control|rule) of|"
    r"(?:is|are|was|were|remain(?:s|ed)?|still|now) (?:held|controlled|occupied|ruled) by)|"
    r"(?:held|controlled|occupied|ruled) by) (?:the )?"
)
_GROUND_OF = re.compile(r"(?:territory|area|areas|land|ground|part|parts|districts?|pocket|enclave|"
                        r"zones?|quarters?|neighbou?rhoods?|that|which) $")  # fmt: skip
"""What stands before "held by" where it names the ground counted over, not who holds the share."""

_HOLDS = re.compile(
    r"(?<![\w-])(?:holds?|held|controls?|controlled|kept|keeps?|retain(?:s|ed)?|occup(?:y|ies|ied)|"
    r"gain(?:s|ed)?|(?:in|have|has|had) control of)(?![\w-])"
)
_SHORT_WAY = re.compile(r"(?: [\w'-]+){0,4} ?")
_VERBS = re.compile(
    r" (?:has|have|had|is|are|was|were|could|would|will|may|might|can|plans?|claims?|takes?|took|"
    r"never|now|still|also|already|in|alone)(?: .*)?$"
)
_SAID = re.compile(r"^.*(?:\b(?:that|says?|said|claims?|claimed|while|and|but)|[,;:]) (?=\S)")
_FORCES = re.compile(
    r"(?:.* )?(?:army|armies|forces?|troops|rebels?|insurgents?|militants?|fighters|militias?|"
    r"soldiers|jihadists?|junta|regime|government|opposition|factions?|guerrillas|separatists|"
    r"paramilitar(?:y|ies)|loyalists)"
)
_NAMED = re.compile(r"(?:[Tt]he )?((?:[A-Z][\w'-]*)(?: (?:of |the )*[\w'-]+){0,3})")
_NO_NAME = re.compile(
    r"(?:it|they|he|she|we|i|you|this|that|these|those|there|which|who|total|"
    r"(?:the )?group|(?:its|their|his|her|our) .*)"
)
"""Words that name nobody by themselves: whom they mean stands in another sentence."""

_TO_THE_END = re.compile(r"[\w'-]+(?: (?!(?:on|in|at|since|after|before|by|and|as|when|while|now|"
                         r"today)\b)[\w'-]+){0,3}")  # fmt: skip


@dataclass(frozen=True)
class Holder:
    """Who holds: a party's id, or else the words that name nobody of the territory."""

    party: str = ""
    stranger: str = ""


def holder_after(text: str, names: Gazetteer) -> Holder | None:
    """Return whom "held by …" after a number names; None where that is the ground counted over."""
    flat = flatten(text)
    start = _number_end(flat.lower)
    found = _AFTER.search(flat.lower, start) if start else None
    if found is None or (found["sure"] is None and _GROUND_OF.search(flat.lower[: found.start()])):
        return None
    outside = f"{flat.lower[: found.start()]}, {flat.lower[found.end() :]}"
    if words.LOST.search(outside) or words.TAKEN.search(outside):
        return None
    rest = flat.text[found.end() :]
    said = _TO_THE_END.match(rest)
    if said is None:
        return None
    if known := names.parties_in(said[0]):
        return Holder(known[0])
    return None if _names_nobody(said[0], names) else Holder(stranger=said[0])


def subject_before(text: str, names: Gazetteer) -> str:
    """Return whom a phrase says holds or gained a number, when that is no party; else empty."""
    flat = flatten(text)
    number = next((n for n in numerals.find(flat.lower) if quantity_of(n)), None)
    if number is None:
        return ""
    for verb in _HOLDS.finditer(flat.lower, 0, number.phrase_start):
        if not _SHORT_WAY.fullmatch(flat.lower, verb.end(), number.phrase_start):
            continue
        said = _SAID.sub("", flat.text[: verb.start()].rstrip())
        return stranger_in(_VERBS.sub("", said), names)
    return ""


def stranger_in(said: str, names: Gazetteer) -> str:
    """Return the words themselves when they name somebody who is no party; else empty."""
    return said if not names.parties_in(said) and _is_somebody(said, names) else ""


def _is_somebody(said: str, names: Gazetteer) -> bool:
    """Return whether words name forces or somebody, and neither ground nor nobody in particular."""
    if _names_nobody(said, names):
        return False
    if _FORCES.fullmatch(said.lower()):
        return True
    named = _NAMED.fullmatch(said)
    if named is None or names.places_in(said) or names.knows(said):
        return False
    first, *rest = named[1].split()
    common = [first, *(word for word in rest if word.islower())]  # the State of a name is no land
    return not (
        any(words.LAND.fullmatch(word.lower()) for word in common)
        or any(names.is_own(word) for word in (first, *rest))
    )


def _names_nobody(said: str, names: Gazetteer) -> bool:
    """Return whether words point back ("its men"), or shorten a party's name ("the factions")."""
    lower = said.lower()
    return bool(_NO_NAME.fullmatch(lower)) or names.is_said_of_parties(lower.removeprefix("the "))


def _number_end(lower: str) -> int:
    return next((n.end for n in numerals.find(lower) if quantity_of(n)), 0)
