"""Numbers that are none of ground: of hospitals, of those who fled, of districts that were hit.

No reader of articles takes them for claims; a phrase given alone is refused by the same words.
"""

from __future__ import annotations

import re

from aleppomap.claims import rules, words
from aleppomap.claims.context import Sentence
from aleppomap.claims.drafts import Known
from aleppomap.claims.numerals import Numeral

__all__ = ["is_of_other_verb", "why_no_ground"]

_THOSE = re.compile(
    r" of (?:all |the )?(?P<whom>(?:those|people|everyone|all who|the (?:dead|wounded|displaced|"
    rf"injured|killed)|them who)(?! (?:[\w-]+ )?{words.LAND.pattern}(?![\w-])) ?[\w' -]{{0,30}})"
)
_MEASURES = re.compile(r"cover|reach|cut|support|met|meet|grow|own|liv|lies|fac|poll|rais")
"""Verbs of other things that also measure ground, or have it: "covers 40 % of the city"."""

_NEXT_TO = re.compile(r" ?(?:over |down |out )?")


def why_no_ground(sentence: Sentence, numeral: Numeral, known: Known) -> str:
    """Return why a number is none of ground that a party can hold; empty where it may be one.

    Parameters
    ----------
    sentence
        Its sentence.
    numeral
        The number.
    known
        Tells whether words hold the name of a place.
    """
    lower = sentence.lower
    if numeral.family not in ("percent", "fraction", "count"):
        return ""
    if those := _THOSE.match(lower, numeral.end):
        return f"It counts people (“{those['whom'].split(' in ')[0].strip()}”), not ground."
    of = rules.denominator_after(sentence, numeral, known)
    head = of.head.removesuffix("'s")
    if of.kind == "not" and words.NOT_LAND.fullmatch(head) and numeral.family != "count":
        return f"It counts “{sentence.plain.text[of.start : of.end]}”, not ground."
    return ""


def is_of_other_verb(sentence: Sentence, numeral: Numeral) -> bool:
    """Return whether a number is the object of a verb that is none of control: "hit a third of".

    Parameters
    ----------
    sentence
        Its sentence.
    numeral
        The number.
    """
    before = [p for p in sentence.predicates if p.end <= numeral.phrase_start]
    if not before or before[-1].kind != "other" or numeral.family == "area":
        return False
    said = sentence.lower[before[-1].start : before[-1].end]
    gap = sentence.lower[before[-1].end : numeral.phrase_start]
    return _NEXT_TO.fullmatch(gap) is not None and not _MEASURES.match(said)
