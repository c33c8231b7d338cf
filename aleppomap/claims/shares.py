"""Shares told without a verb that takes them: "their share of the city", "the army has a third"."""

from __future__ import annotations

import re
from dataclasses import replace

from aleppomap.claims import turns, words
from aleppomap.claims.context import ACTORS, NounPhrase, Sentence
from aleppomap.claims.direction import Direction, measure_in
from aleppomap.claims.drafts import Draft, Known, drafted
from aleppomap.claims.gazetteer import Gazetteer
from aleppomap.claims.holder import Named, named_in
from aleppomap.claims.numerals import Numeral
from aleppomap.claims.subjects import subject_before
from aleppomap.claims.unverbed import owner_before

__all__ = ["had", "had_direction", "labelled_share", "of_no_ground", "told", "told_direction"]

_SHARE = (
    r"(?:(?:share|proportion|percentage|part|portion) (?:of|in)|(?:hold|grip) (?:on|over)|"
    r"control (?:of|over))"
)
_WHOSE = r"(?P<whose>(?:the )?(?:[\w.-]+ ){0,3}?(?:[\w.-]+(?:'s|s')|their|its|our))"
_GROUND = r"(?P<ground>(?:(?:the|its|their|all) )*(?:[\w'-]+ ){0,4}?[\w'-]+)"
_WHOM = r"(?:[\w'-]+ ){0,3}?[\w'-]+"
_WHICH = (
    rf"(?P<which> (?:(?:that|which) )?(?:(?:is|are|was|were|now|still|already) )*(?:"
    rf"in (?:the )?(?P<hands>{_WHOM}) hands|in the hands of (?:the )?(?P<hands_of>{_WHOM})|"
    rf"under (?:the )?(?:control of (?:the )?(?P<under>{_WHOM})|(?P<rule>{_WHOM}) "
    r"(?:control|rule))|"
    rf"(?P<done>held|controlled|occupied|ruled|lost|taken|captured|seized|cleared|freed|liberated)"
    rf"(?: by (?:the )?(?P<by>{_WHOM})| of {_WHOM}| from {_WHOM})?|"
    rf"(?P<who>they|it|we|(?:the )?(?:[\w'-]+ )?(?:{ACTORS.pattern}|"
    r"(?!they|it|we)(?:\w+s|\w{2,4})))"
    r" (?:(?:now|still|already|has|have|had) )*"
    rf"(?P<verb>holds?|held|controls?|controlled|occup(?:y|ies|ied)|rules?|ruled|lost|took|taken|"
    rf"captured|seized)))"
)
_COMES_TO = (
    r"(?: (?:is|was|are|were|stands?|stood|at|to|now|has|have|had|reach(?:es|ed)|gr[eo]wn?|risen|"
    r"rose|fell|fallen|dropp?ed|drops|shr[aiu]nk|increased|climb(?:s|ed)|"
    r"slid|slipp?ed|sank|jumped|went|declined|decreased|dwindled|amounts?|amounted|comes?|came|currently|"
    r"still|already|from [\w. %]{1,18}?(?= to )))+"
)
_BEFORE = re.compile(
    rf"(?<![\w'-])(?:{_WHOSE}|the) (?:total |overall |own )?{_SHARE} {_GROUND}{_WHICH}?"
    rf"(?:{_COMES_TO}|:) ?{turns.HEDGE}$"
)
_AFTER = re.compile(
    rf" (?:as )?(?:{_WHOSE}|the) {_SHARE} {_GROUND}{_WHICH}?(?= ?[,.;:]| ?$| and | on | "
    r"(?:said|says|after|since|by|in) )"
)
_SHARE_NEAR = re.compile(rf"(?<![\w-]){_SHARE} ")
_REACH = 160
_HAS = re.compile(
    r"(?<![\w'-])(?P<who>[\w.'-]+)(?: (?:now|still|already|once|only|today|then|would|will|"
    r"(?:hope|want|aim|plan|expect|need)\w* to))* "
    rf"(?:ha(?:s|ve|d)|own(?:s|ed)?)(?: (?:now|still|already|only|left))* ?{turns.HEDGE}$"
)
_THEY = re.compile(rf"(?:they|we|{ACTORS.pattern})")
_SIDE = re.compile(r"[A-Z]{2,5}|[A-Z][a-z]+s")
"""A side by its letters, or a people: "YPG", "Kurds"."""

_LABEL = re.compile(
    rf"(?:^|[,;:(/|]| - |(?<![\w-])(?:and|vs))(?: ?the)? ?(?:(?:[\w.-]+ )?(?:{ACTORS.pattern})|"
    rf"(?-i:{_SIDE.pattern}))(?: ?[:=-])? ?{turns.HEDGE}$",
    re.IGNORECASE,
)
_OF_GROUND = re.compile(
    r"(?<![\w-])(?:enclave|pocket|territor(?:y|ies)|ground|terrain|control(?:led)?|held|"
    r"frontlines?|front lines?)(?![\w-])"
)
_NO_LABELS = re.compile(
    r"(?<![\w-])(?:is|are|was|were|be|been|will|would|said|says|polls?|polling|votes?|turnout|seats?|"
    r"casualties|loss(?:es)?|dead|killed|wounded|prices?|population|support\w*|survey|people)(?![\w-])"
)


def told(sentence: Sentence, numeral: Numeral, phrase: NounPhrase, known: Known) -> Draft | None:
    """Return "the rebels' share of the city is 20 %", "at 96 % the part freed", as a claim.

    Parameters
    ----------
    sentence
        The sentence.
    numeral
        The number.
    phrase
        What its own "of …" says that it is of: that comes before what the share is of.
    known
        Tells whether words hold the name of a place.
    """
    if phrase.kind == "not":
        return None
    if not _SHARE_NEAR.search(sentence.lower):
        return None
    found = _told_in(sentence, numeral.phrase_start, numeral.end)
    if found is None or not (found["which"] or found["whose"]):
        return None
    start, end = _span(found, "ground", numeral.end)
    if not _is_ground(sentence.plain.text[start:end], known):
        return None
    if phrase.kind != "none":
        return drafted("share", "share-told", sentence, numeral, phrase)
    draft = drafted("share", "share-told", sentence, numeral)
    if start >= numeral.end:
        draft = replace(draft, end=max(draft.end, numeral.end + found.end()))
    return replace(draft, denominator=(start, end))


def of_no_ground(sentence: Sentence, numeral: Numeral, known: Known) -> str:
    """Return what a number is said to be the share of, where that is no ground; else nothing."""
    if not _SHARE_NEAR.search(sentence.lower):
        return ""
    found = _told_in(sentence, numeral.phrase_start, numeral.end)
    if found is None:
        return ""
    start, end = _span(found, "ground", numeral.end)
    said = sentence.plain.text[start:end]
    return "" if _is_ground(said, known) else said


def _is_ground(said: str, known: Known) -> bool:
    last = said.split()[-1]
    return bool(words.LAND.fullmatch(last.lower())) or last[0].isupper() or known(last.lower())


def told_direction(sentence: Sentence, draft: Draft, names: Gazetteer) -> Direction:
    """Return who holds, took or lost a share that `told` found."""
    number_end = draft.number_end or draft.end
    found = _told_in(sentence, draft.start, number_end)
    if found is None:
        return Direction()
    text = sentence.plain.text

    def named(group: str) -> Named:
        start, end = _span(found, group, number_end)
        who = named_in(text[start:end], names)
        return subject_before(sentence, min(start, draft.start), names) if who.back else who

    for group in ("hands", "hands_of", "under", "rule"):
        if found[group]:
            return Direction("held", named(group))
    if found["done"]:
        who = named("by") if found["by"] else Named()
        return Direction(_done(found["done"]), who)
    if found["verb"]:
        return Direction(_done(found["verb"]), named("who"))
    return Direction("held", named("whose"))


def _done(verb: str) -> str:
    return "held" if verb.startswith(("held", "hold")) else measure_in(verb) or "held"


def _told_in(sentence: Sentence, start: int, end: int) -> re.Match[str] | None:
    """Return the words of a share around its number; their spans are told from its end if after."""
    low = max(sentence.clause(start)[0], start - _REACH)
    return _BEFORE.search(sentence.lower, low, start) or _AFTER.match(
        sentence.lower[end : end + _REACH]
    )


def _span(found: re.Match[str], group: str, number_end: int) -> tuple[int, int]:
    shift = number_end if found.re is _AFTER else 0
    return found.start(group) + shift, found.end(group) + shift


def had(sentence: Sentence, numeral: Numeral) -> bool:
    """Return whether a side has a number, by that verb alone: "the rebels have a third of it"."""
    low, _ = sentence.clause(numeral.start)
    found = _HAS.search(sentence.lower, low, numeral.phrase_start)
    if found is None:
        return False
    who = sentence.plain.text[found.start("who") : found.end("who")]
    return bool(_THEY.fullmatch(found["who"]) or _SIDE.fullmatch(who))


def had_direction(sentence: Sentence, draft: Draft, names: Gazetteer) -> Direction:
    """Return who has a number that `had` found, whatever other verbs stand before it."""
    low, _ = sentence.clause(draft.start)
    before = sentence.lower[low : draft.start]
    return Direction("held", owner_before(sentence, before, draft.start, names))


def labelled_share(sentence: Sentence, numeral: Numeral, *, of_ground: bool) -> bool:
    """Return whether a side's name labels a share of ground: "Enclave: army 64 %, rebels 31 %"."""
    lower = sentence.lower
    if _NO_LABELS.search(lower):
        return False
    if not of_ground and (sentence.predicates or not _OF_GROUND.search(lower)):
        return False
    return _LABEL.search(sentence.plain.text, 0, numeral.phrase_start) is not None
