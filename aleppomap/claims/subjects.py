"""The subject of a verb: the noun phrase before it that says who does it."""

from __future__ import annotations

import re

from aleppomap.claims import words
from aleppomap.claims.context import DAYS, MONTHS, STOPS, Sentence
from aleppomap.claims.gazetteer import Gazetteer
from aleppomap.claims.holder import Named, named_in

__all__ = ["subject_before"]

_CUT = re.compile(
    r"(?:(?<![\w'-])(?i:that|while|as|after|when|before|because|since|but|although|though|whereas|"
    r"if|where|said|says|say|reported|reports|claimed|claims|claiming|announced|adding|told|"
    r"believes?|estimate[sd]?|then|once|until|yet|how|confirmed|insisted|declared|noted|added|"
    r"saying|reporting|with)(?![\w'-])|[;:\"()]|,(?!\d)| - )"
)
_WHO_DID = re.compile(r"(?<![\w-])(?:who|which|that)(?: [\w-]+ly| now| still| also| already| once|"
                      r" has| have| had| do| does| did| not| yet)* ?$")  # fmt: skip
_WHEN = re.compile(
    r"(?:(?:on|in|by|at|since|over|during|within|until|as of|early|late|mid|from|for|about|around|"
    r"just|nearly|after|before|of|the|this|last|past|next|same|end|start|beginning|first|previous|"
    r"few|several|one|two|three|four|five|six|seven|\d+(?:st|nd|rd|th)?)[ -]*)*?"
    rf"(?<![\w-])(?:days?|weeks?|weekend|months?|years?|hours?|morning|night|evening|afternoon|"
    rf"{'|'.join(DAYS)}|{'|'.join(MONTHS)}|\d{{4}}|\d{{1,2}}|yesterday|today|overnight|now|then|"
    r"so far|meanwhile|however|also|still|already|and|or|earlier|later|ago|finally|eventually|"
    r"reportedly|together|in total|in all|overall)(?![\w'-]),? ?"
)
_SKIPPED = re.compile(
    r"(?:in|on|by|at|over|during|from|for|to|despite|amid|under|according|through|across|between|"
    r"within|inside|thanks|following|including|backed|supported|aided|helped|led|of|near|around|"
    r"who|which|whose|together|along|alongside|against|without|into|than|not|joined|accompanied)"
    r"(?![\w'-])"
)
_PARTICIPLE = re.compile(r"\w{3,}(?:ing|ed)(?![\w'-])")
_FORCE_NEXT = re.compile(
    r"\w+ (?:army|forces?|troops|rebels?|fighters|militias?|soldiers|militants|insurgents|units|"
    r"government|opposition|factions|groups?)(?![\w-])"
)
_NOT_ITS_OWN = re.compile(
    r"(?:not|unlike|instead|rather|than|without|against|including|backed|supported|aided|helped|led|"
    r"joined|accompanied|alongside|together|along|who|which|whose)(?![\w'-])"
)
_AUX_LEFT = re.compile(r"(?: (?:has|have|had|now|still|also|already|is|are|was|were|been|\w+ly))*")
_GOVERNED = re.compile(
    r"(?<![\w-])(?:in|of|by|from|for|to|with|under|against|near|at|on|and|or|between|over|into|"
    r"than|among|across|including|despite) (?:the |its |their |all |some )?"
    r"(?:[\w-]+(?:ed|ian|ish|al|ist) )?$"
)
_SAID_ASIDE = re.compile(
    r", (?:[\w.'-]+ ){1,8}?(?:said|says|say|reported|claimed|claims|announced|added|insisted)"
    r"(?: on \w+)?,(?=(?: (?:has|have|had|now|still|also|is|are|was|were|\w+ly))*$)"
)
"""Who says so, between a subject and its verb: "the rebels, an aid worker said, had lost"."""

_GERUND = re.compile(r"\w+ing(?![\w'-])")
_OF_WHOM = re.compile(
    r".*(?<![\w-])(?:of|about|with|over|by|from|despite|without|to) (?P<who>(?:[\w.'-]+ ){0,3}?"
    r"[\w.'-]+)$"
)
"""Whose doing is spoken of: "reports of the army holding …"."""

_HAVING = re.compile(r" (?:having|being)(?: \w+ly| now)?$")
_TO_DO = re.compile(
    r".*(?<![\w-])(?:expect|want|allow|enabl|help|order|predict|urg|ask|tell|told|forecast)\w* "
    r"(?P<who>(?:[\w.'-]+ ){0,4}?[\w.'-]+) to(?: \w+ly)?$"
)
"""Who is to do it: "analysts expect the army to take …"."""

_IN_BRACKETS = re.compile(r"\([\w .'/&-]{1,24}\) ?")

_NO_VERB = re.compile(r"forces?(?![\w-])|(?:held|controlled|occupied|ruled|dominated) by ")
_VERB = re.compile(
    r"(?<![\w-])(?:is|are|was|were|has|have|had|been|be|being|will|would|could|can|may|might|"
    r"should|must|did|does|do|didn't|doesn't|hasn't|haven't|hadn't|isn't|aren't|won't|now|still|"
    r"already|also|never|not|yet|recently|finally|reportedly|together|jointly|alone|once|"
    r"plans?|claims?|aims?|vows?|wants?|hopes?|manag\w+|continu\w+|remain\w*|"
    r"launch\w*|enter\w*|storm\w*|attack\w*|assault\w*|moved|press\w*|push\w*|fought|fights?|"
    r"den(?:y|ies|ied)|reckon\w*|expect\w*|establish\w*|"
    r"leav(?:e|es|ing)|left|in|cling\w*|clung|used|began|started|resum\w+|"
    r"stripp?\w*|depriv\w*|robb\w*|cost|wrest\w*|swept|roll\w* (?:up|into))(?![\w'-])"
)


def subject_before(sentence: Sentence, position: int, names: Gazetteer) -> Named:
    """Return who does what the verb at a position says: the subject before it."""
    text = sentence.plain.text
    left = _IN_BRACKETS.sub("", text[:position].rstrip())
    done = _HAVING.search(left)
    if done or _GERUND.match(text, position):
        of = _OF_WHOM.search(left[: done.start()] if done else left)
    else:
        of = _TO_DO.search(left)
    if of and (named := named_in(of["who"], names)).parties:
        return named
    left = _SAID_ASIDE.sub(" ", left)
    whose = _WHO_DID.search(left)
    if whose and whose.start():
        return _antecedent(left[: whose.start()].rstrip(" ,"), names)
    back = False
    ground = Named()
    for piece in reversed(_pieces_of(left)):
        said = _subject_of_piece(piece) or _at_its_end(piece, names)
        if not said:
            continue
        found = named_in(said, names)
        if back and not found.parties:
            continue
        if found.parties or found.stranger:
            return found
        back = back or found.back
        ground = ground if ground.ground else found
    return Named(back=back) if back else ground


def _antecedent(said: str, names: Gazetteer) -> Named:
    """Return whom "who" or "which" points back to: whoever was named last."""
    piece = _pieces_of(said)[-1]
    if known := names.parties_at(piece):
        start = known[-1][0]
        kept: list[str] = []
        for word in reversed(piece[:start].split()[-2:]):
            if word.lower() in STOPS:
                break
            kept.insert(0, word)
        return named_in(" ".join([*kept, piece[start:]]), names)
    return named_in(_subject_of_piece(piece) or piece, names)


def _pieces_of(text: str) -> list[str]:
    """Return the stretches of a text that could each have a subject of their own."""
    pieces, at = [], 0
    for cut in _CUT.finditer(text):
        pieces.append(text[at : cut.start()])
        at = cut.end()
    return [*pieces, text[at:]]


def _at_its_end(piece: str, names: Gazetteer) -> str:
    """Return the party a stretch ends with: "in three weeks of fighting the army (took)"."""
    said = piece.strip()
    if _NOT_ITS_OWN.match(said.lower()):
        return ""
    for start, end, _ in names.mentions(said):
        before = said[:start].lower()
        if not _AUX_LEFT.fullmatch(said[end:].lower()) or said[end : end + 1] == "-":
            continue
        if before and not _GOVERNED.search(before):
            return said[start:end]
    return ""


def _subject_of_piece(piece: str) -> str:
    """Return the noun phrase a stretch begins with; empty where it begins with none."""
    said = piece.strip()
    while said and (when := _WHEN.match(said.lower())) and when.end():
        said = said[when.end() :].strip()
    lower = said.lower()
    if not said or _SKIPPED.match(lower):
        return ""
    if _PARTICIPLE.match(lower) and not _FORCE_NEXT.match(lower) and said[:1].islower():
        return ""
    first = min((m.start() for pattern in (_VERB, words.CONTROL, words.OTHER)
                 for m in pattern.finditer(lower)
                 if not said[m.start()].isupper() and not _NO_VERB.match(lower, m.start())),
                default=len(said))  # fmt: skip
    if first == 0:
        return ""
    later = lower.rfind(" and ", first)
    if later > 0 and (own := _subject_of_piece(said[later + 5 :])):
        return own
    return said[:first].strip()
