"""Rules for claims in words: superlative, adjacency, containment, split, front line, handover."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aleppomap.claims import words
from aleppomap.claims.context import Sentence
from aleppomap.claims.drafts import Draft, Known
from aleppomap.claims.numerals import COUNT_NOUN
from aleppomap.claims.turns import EXCEPTED

__all__ = ["EXCEPT", "record", "worded"]

_SUPERLATIVE = re.compile(
    r"(?<![\w-])(?:the |its |their )?(?:biggest|largest|smallest)(?: and most \w+)? "
    r"(?:of (?:those|these|them|the (?:[\w'-]+ ){0,4}?(?:districts|neighbou?rhoods|quarters|towns|"
    r"villages|settlements|townships|suburbs|areas|cities))|(?:[\w'-]+ ){0,2}?(?:sub-?district|"
    r"district|neighbou?rhood|quarter|village|town|settlement|township|suburb|enclave|pocket|"
    r"(?:city|town) (?:(?:in|of|on) (?:[\w'-]+ ){1,4}?)?(?:still |so far |yet )?(?:captured|taken|"
    r"seized|retaken|held|controlled|under|in (?:rebel|government)|to fall|"
    r"to be)))(?![\w-])"
)
_RECORD = re.compile(
    r"(?<![\w-])(?:largest|biggest|greatest|highest|fastest|quickest|most rapid)"
    r"(?: (?:territorial|net|recorded|single|ever))* "
    r"(?:(?P<a>daily|weekly|monthly|yearly|annual)(?: [\w-]+)? (?:territorial )?"
    r"(?:gains?|advances?|loss(?:es)?|rate of advance|pace|progress)|"
    r"(?P<b>day|week|month|year)(?:'s)? (?:of |for |in )?(?:the |its |their |territorial )*"
    r"(?:[\w-]+ ){0,2}?(?:gains?|advances?|loss(?:es)?|progress|offensive)|"
    r"(?:territorial )?(?:gains?|advances?|loss(?:es)?)(?: [\w-]+){0,3}? (?:in|for|of|over) "
    r"(?:a|one|any) (?:single )?(?P<c>day|week|month|year))(?![\w-])"
)
_RECORD_UNITS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year",
                 "annual": "year"}  # fmt: skip
_NTH = re.compile(r"(?:second|third|fourth|fifth|2nd|3rd)[ -]?$")
_ADJACENCY = re.compile(
    rf"(?<![\w-])(?:adjacent|neighbou?ring|adjoining|contiguous|bordering) (?:[\w'-]+ ){{0,2}}?"
    rf"(?:{COUNT_NOUN}|sector|quarter|camp)(?![\w-])|"
    r"(?<=[, ])(?:(?:which |that )?(?:is |are |lies |lie )?(?:adjacent|contiguous) to|adjoining|"
    r"bordering on) "
)
_NOT_LOCAL = re.compile(r"(?:countries|states|provinces|regions|oblasts|governorates|counties)$")
_GROUND = (
    r"(?:enclave|pocket|territor(?:y|ies)|city|town|area|strip|east|west|north|south|region|zone|"
    r"stronghold|district|sector|salient|country|peninsula|camp|caliphate|province|quarter|"
    r"neighbou?rhood|part|half|bridgehead)"
)
_SPLIT = re.compile(
    r"(?<![\w-])(?:"
    r"(?:cut|cuts|cutting|slic(?:e|ed|ing)|carv(?:e|ed|ing)|chopp?\w*|split|splits|splitting|"
    r"divid(?:e|es|ed|ing)|bisect\w*|br(?:eak|oke|oken|eaking)|sever\w*) "
    r"(?P<object>(?:[\w'-]+ ){1,5}?)(?:up )?(?:in|into) (?:two|half|three|four|halves|parts|"
    r"(?:[\w-]+ )?(?:parts|pockets|pieces|sections|halves|enclaves))|"
    rf"(?:split|splits|splitting|bisect(?:s|ed|ing)?|divid(?:e|ed|ing)) (?:the|their|its|his|a|"
    rf"[\w'-]+'s?) (?:[\w'-]+ ){{0,3}}?{_GROUND}|"
    rf"{_GROUND} (?:[\w'-]+ ){{0,3}}?(?:was|were|is|are|has been|have been|had been|be|being) "
    r"(?:[\w-]+ ){0,2}?(?:split|cut|divided|bisected|sliced|carved) (?:in|into) "
    r"(?:two|half|halves|three|four|parts|pockets|sections))(?![\w-])"
)
_NOT_SPLIT = re.compile(
    r"(?:leadership|command|ranks|opposition|coalition|alliance|party|government|council|vote|"
    r"opinion|community|families|movement|group|army|forces|rebels|budget|supply|supplies|funds|"
    r"world|society|troops|unit|division|money|aid)"
)
_LINE = (
    r"(?:front ?-?lines?|defen[cs]ive (?:lines?|positions along)|lines? of defen[cs]e|"
    r"defen[cs]e lines?|new lines?|fallback lines?)"
)
_BACK_TO_LINE = re.compile(
    r"(?<![\w-])(?:withdr[ae]w(?:n|ing|al)?|pull(?:s|ed|ing)? back|pullback|f[ae]ll(?:s|en|"
    r"ing)? back|"
    r"retreat(?:s|ed|ing)?|regroup(?:s|ed|ing)?|redeploy(?:s|ed|ing)?|(?:mov|push|driv|drov|forc)"
    r"\w* back) (?:[^.;]{0,70}?)?(?<![\w-])(?:to|behind|along|on|onto|at) (?:an?|the|its|their|"
    r"his|new|another|more|prepared|"
    r"pre-prepared|defen[cs]ive|second|fresh)(?: [\w'-]+){0,4}? ?"
    rf"{_LINE}(?![\w-])"
)
_LINE_RUNS = re.compile(
    r"(?<![\w-])(?:front ?-?lines?|(?<=the )front(?= (?:now |currently )?(?:runs|ran|follow))|"
    r"line of contact|contact line|cease-?fire line|line of control|"
    r"demarcation line)(?: [\w'-]+){0,3}? (?:(?:now |currently |still )?(?:runs?|ran|running|follow"
    r"(?:s|ed|ing)?|pass(?:es|ed)|stretch(?:es|ed|ing)?|lies|lay|cuts?|traces?|is|was|has (?:moved|"
    r"shifted)|moved|shifted|hugs?|skirts?)(?: [\w'-]+){0,3}? )?"
    r"(?:along|through|the (?:course of the |line of the )?(?:river|highway|road|canal|ridge|"
    r"railway|motorway|course))(?![\w-])"
)
_HANDOVER = re.compile(
    r"(?<![\w-])(?:"
    r"(?P<noun>(?:agreed |negotiated |peaceful |orderly )?hand-?overs?)|"
    r"(?P<passive>(?:was|were|been|be|being|is|are) (?:handed (?:over|back)|ceded|transferred|"
    r"turned over) to)|"
    r"(?P<active>(?:hand(?:ed|ing|s)?(?: over| back)?|turn(?:ed|ing|s)? over|transferr?(?:ed|ing)?|"
    r"ced(?:e|ed|ing))"
    r" (?P<object>(?:[\w'-]+ ){1,8}?)(?:over |back )?to(?= ))|"
    r"(?P<over>handed over (?P<what>(?:[\w'-]+ ){1,6}?)(?:under|as part of|in) (?:a|the|an) "
    r"(?:[\w-]+ ){0,2}?(?:deal|agreement|accord|truce)))(?![\w-])"
)
_NOT_HANDED = re.compile(
    r"(?<![\w-])(?:weapons?|arms|prisoners?|bodies|body|remains|hostages?|suspects?|detainees?|"
    r"documents?|power|command|presidency|aid|captives?|fighters?|children|keys|money|vehicles?|"
    r"tanks?|ammunition|maps?|evidence|passports?|himself|themselves|responsibility|funds|case|"
    r"file|dossier|soldiers?|pows?|man|men|women|him|her|them|security|billion|million|dollars)"
    r"(?![\w-])"
)
_RECEIVER = re.compile(
    r" (?:[\w'-]+ ){0,4}?(?:forces?|army|troops|militias?|fighters|rebels|government|regime|"
    r"control|administration|units?|groups?|side|sdf|ypg|authorities|military|soldiers|militants)"
    r"(?![\w-])"
)
_GROUND_WORD = re.compile(rf"(?<![\w-])(?:{_GROUND}|areas|districts?|{COUNT_NOUN}|control of|post|"
                          r"base|crossing|airport|positions|checkpoints?)(?![\w-])")  # fmt: skip
_NUMBER_NEXT = re.compile(
    r"[\w' -]{0,14}?(?:\d|two|three|four|five|six|seven|eight|nine|ten|half)\b"
)
_AIR = re.compile(r" (?:the )?(?:\w+ )?(?:airspace|skies|air|company|media|bank|board|process)\b")


EXCEPT = re.compile(
    r"(?<![\w-])(?:except(?:ing)?|apart from|aside from|other than|save for|but for|bar(?:ring)?|"
    r"with the exception of|excluding)(?![\w-])"
)
"""What takes a little from a whole: it is nearly one then."""


def worded(sentence: Sentence, known: Known, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Return the claims of a sentence that words make, whatever its numbers.

    Parameters
    ----------
    sentence
        The sentence.
    known
        Tells whether words hold the name of a place.
    drafts
        The claims with a number already found in it.
    """
    yield from _superlatives(sentence)
    yield from _adjacencies(sentence)
    yield from _containments(sentence, known, drafts)
    yield from _splits(sentence, known)
    yield from _front_lines(sentence, drafts)
    yield from _handovers(sentence, known)


def _superlatives(sentence: Sentence) -> Iterator[Draft]:
    lower = sentence.lower
    for match in _SUPERLATIVE.finditer(lower):
        held = any(p.kind == "control" for p in sentence.predicates)
        if held and not _NTH.search(lower, max(0, match.start() - 8), match.start()):
            yield Draft("superlative", "superlative-of", *match.span())


def record(sentence: Sentence) -> Draft | None:
    """Return "the largest monthly gain", where a text is known to be about ground; else None."""
    for match in _RECORD.finditer(sentence.lower):
        if not _NTH.search(sentence.lower, max(0, match.start() - 8), match.start()):
            unit = next(word for word in match.groups() if word)
            return Draft("superlative", "superlative-record", *match.span(),
                         unit=_RECORD_UNITS.get(unit, unit))  # fmt: skip
    return None


def _adjacencies(sentence: Sentence) -> Iterator[Draft]:
    for match in _ADJACENCY.finditer(sentence.lower):
        if _NOT_LOCAL.search(match[0].strip()):
            continue
        start = match.start()
        found = re.search(r"(?<![\w-])(?:the|two|three|four|five|several|some) ?$",
                          sentence.lower[max(0, start - 8) : start])  # fmt: skip
        begins = start - (len(found[0]) if found else 0)
        if governor := sentence.governor(begins, match.end()):
            yield Draft("adjacency", "adjacent-places", start, match.end(), governor=governor)


def _containments(sentence: Sentence, known: Known, drafts: Sequence[Draft]) -> Iterator[Draft]:
    lower = sentence.lower
    done: set[int] = set()
    for match in words.CLAIM_OF_WHOLE.finditer(lower):
        low, high = sentence.clause(match.start())
        if low in done or any(_of_number(lower, match, draft, low, high) for draft in drafts):
            continue
        start, end = match.span()
        if match["all"]:
            phrase = sentence.noun_phrase(end, known)
            plural = match["all"].strip() == "all"
            if phrase.kind != "land" and not (phrase.kind == "name" and not plural):
                continue
            if sentence.governor(start, phrase.end) is None:
                continue
            end = phrase.end
        elif match["control"] or match["fully"]:
            if _NUMBER_NEXT.match(lower, end) or _AIR.match(lower, end):
                continue
            if match["fully"] and not match["fully"].endswith(("control", "hands")):
                if words.OTHER.match(lower, end + 1):
                    continue
            elif match["control"] and sentence.noun_phrase(end + 1, known).kind == "not":
                continue
        if EXCEPTED.match(lower, match.end() - match[0].endswith(" ")):
            continue  # its number says what is left out
        done.add(low)
        if EXCEPT.search(lower):
            yield Draft("containment", "whole-but", start, end, 100.0, 100.0, "nearly", "percent")
        else:
            yield Draft("containment", "whole-held", start, end)


def _of_number(lower: str, match: re.Match[str], draft: Draft, low: int, high: int) -> bool:
    """Return whether a whole is only said of what a number counts ("full control of 44 towns")."""
    if draft.kind not in ("share", "count", "area") or not low <= draft.start < high:
        return False
    between = lower[min(draft.end, match.end()) : max(draft.start, match.start())]
    return not re.search(r",| and ", between) or bool(match["under"])


def _splits(sentence: Sentence, known: Known) -> Iterator[Draft]:
    lower = sentence.lower
    for match in _SPLIT.finditer(lower):
        if re.match(r" (?:between|among|over|rival|enem|camps|groups|factions|countries|states)\w*",
                    lower[match.end() : match.end() + 12]):  # fmt: skip
            continue
        if match["object"] is None and re.match(
            r" into (?!two|half|halves|three|four|parts|pieces|pockets)", lower[match.end() :][:16]
        ):
            continue
        target = match["object"]
        if target is not None:
            last = target.split()[-1]
            named = sentence.plain.text[match.end("object") - 1 - len(last)].isupper()
            if _NOT_SPLIT.fullmatch(last):
                continue
            if last not in ("it", "them") and not (
                words.LAND.fullmatch(last) or named or known(target)
            ):
                continue
        elif _NOT_SPLIT.search(match[0]):
            continue
        yield Draft("split", "cut-in-two", *match.span())


def _front_lines(sentence: Sentence, drafts: Sequence[Draft]) -> Iterator[Draft]:
    if any(d.kind == "length" and d.rule == "length-front" for d in drafts):
        return
    match = _BACK_TO_LINE.search(sentence.lower) or _LINE_RUNS.search(sentence.lower)
    if match:
        yield Draft("frontline", "line-along", *match.span())


def _handovers(sentence: Sentence, known: Known) -> Iterator[Draft]:
    for match in _HANDOVER.finditer(sentence.lower):
        if _hands_ground(sentence, match, known):
            yield Draft("handover", "handed-over", *match.span())
            return


def _hands_ground(sentence: Sentence, match: re.Match[str], known: Known) -> bool:
    """Return whether it is ground that is handed over: no weapons, prisoners or power."""
    lower, (start, end) = sentence.lower, match.span()
    if match["noun"]:
        ground = _GROUND_WORD.search(lower)
        return ground is not None and not _NOT_HANDED.search(lower, end, end + 40)
    if match["passive"]:
        before = lower[max(0, start - 60) : start]
        if _NOT_HANDED.search(before):
            return False
        named = known(before) or (sentence.plain.text[0].isupper() and len(before.split()) <= 3)
        receives = named and _RECEIVER.match(lower, end)
        return bool(_GROUND_WORD.search(before) or receives)
    what = match["object"] or match["what"]
    return bool(_GROUND_WORD.search(what) or known(what)) and not _NOT_HANDED.search(what)
