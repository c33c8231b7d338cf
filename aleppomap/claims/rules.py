"""Rules for shares, areas and counts, and the reading of a sentence number by number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aleppomap.claims import numerals, shares, spans, words
from aleppomap.claims.context import ACTORS, DAYS, MONTHS, NounPhrase, Sentence
from aleppomap.claims.drafts import Draft, Known, drafted
from aleppomap.claims.exceptions import left_out, none_of
from aleppomap.claims.numerals import Numeral
from aleppomap.claims.parts import joined

__all__ = ["NOT_GROUND_NEAR", "SIZED", "denominator_after", "numbered", "quantified", "same_area"]

_OF = re.compile(
    r"[\"']?(?:, (?:[\w'-]+ ){0,3}[\w'-]+,)? (?:or (?:so|more|less|fewer) )?"
    r"(?:\([^()]{0,40}\) )?of (?:all )?"
)
_OF_WHICH = re.compile(r" of which(?![\w-])")
_DETERMINER = re.compile(
    r" (?=(?:the|its|their|his|her|our|this|that|what|all|[\w'-]{1,30}(?:'s|s')) )"
)
_DAY = "|".join(DAYS)
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?\\.?" for month in MONTHS)
_SHARED = re.compile(
    r"(?<![\w-])(?:(?P<most>(?:(?:a|the) )?(?:(?:vast|overwhelming|large|clear) )?majority of|"
    r"most of|the bulk of|(?:the )?(?:better|best|greater|larger) part of|the lion's share of)|"
    r"(?P<all>(?:nearly|almost|virtually|practically) (?:all|the whole|the entirety) of)) "
)
_COMPRISE = re.compile(
    r"(?<![\w-])(?:compris\w+|account\w* for|represent\w*|ma[dk]e?\w* up|amount\w* to|equal\w*|"
    r"equivalent to|constitut\w+|measur\w+)(?![\w-])"
)
_HELD_LAND = re.compile(
    r"(?<![\w])(?:[\w-]+-(?:held|controlled|occupied|ruled)|(?:militant|rebel|enemy|"
    r"government) held|"
    r"enclave|pocket|caliphate|stronghold|bastion|bridgehead|salient|sector|beachhead)(?![\w-])"
)
_OWNED = re.compile(
    r"(?:,? at (?:most|least|the (?:very )?most|the (?:very )?least),?)?"
    r",?(?: (?:is|are|was|were|has|have|had|been|now|still|already|remains?|\w+ly))* "
    r"(?:[\w-]+-(?:held|controlled|run)(?= ?[,;:.]|$| now)|belong(?:s|ed|ing)? to (?!the past)|"
    rf"{ACTORS.pattern} (?:territory|ground|land)(?![\w-]))"
)
"""What says whose a share is without a verb of holding: "is government-controlled"."""

_PENNED = re.compile(
    r"(?:trapped|besieged|encircled|surrounded|crammed|cornered|confined|hemmed|holed up|boxed|"
    r"squeezed|penned|under siege|clinging on?|hanging on|caught|between the)"
)
SIZED = re.compile(
    r"(?:shr[aiu]nk\w*|reduc\w+|contract\w+|down|cut|dwindl\w+|whittl\w+|diminish\w+|expand\w*)"
)
_HOLDS = re.compile(
    r"(?:hold|holds|held|holding|control|controls|controlled|controlling|(?:in )?control of|keep|"
    r"keeps|kept|retains?|retained|occup(?:y|ies|ied)|rules?|dominates?|(?:re)?captured|seized|"
    r"(?:re)?taken|retook|took|liberated|cleared|control(?:s|led)? over|freed|regained|"
    r"recaptured|cl[iu]ng(?:s|ing)? (?:on )?to)"
)
_LAST = re.compile(r"(?<![\w-])(?:last|final|remaining) $")
NOT_GROUND_NEAR = re.compile(
    r"(?<![\w-])(?:exports?|imports?|prices?|outputs?|production|votes?|voters|budgets?|economy|"
    r"gdp|"
    r"populations?|currency|lira|kyat|pound|salar\w+|trade|ballots?|seats?|polls?|turnout|value|"
    r"market|inflation|unemployment|ratings?|casualties|strength|manpower|stocks?|shares)"
    r"(?![\w-])"
)
_LAND_NEAR = re.compile(
    r"(?<![\w-])(?:territor(?:y|ies)|enclave|pocket|city|town|area|land|ground|country|strip|"
    r"region|"
    r"province|caliphate|district|neighbou?rhood|zone|village|control|island|camp|front)(?![\w-])"
)
_COMPARED = re.compile(
    r"(?<![\w-])(?:down|up|drops?|dropp\w+|fall|fell|falling|rise|rose|rising|risen|increas\w+|"
    r"decreas\w+|"
    r"declin\w+|compared|against|shr[aiu]nk\w*|grew|grown)(?: (?:of|in|by))?[\w ]{0,12}? "
    r"(?:from|to|with)(?: the| a| its| their)?(?: previous| earlier| peak| high)?(?: of)? ?$"
)
_SIDE = re.compile(
    r"(?:[a-z]ern|(?<![a-z])(?:east|west|north|south|upper|lower|first|second|other|latter))[ -]$"
)
_HAS = re.compile(
    r"(?<![\w-])(?:they|forces|rebels|army|group|militia|side) (?:now |only )*(?:have|has|had) ?$"
)
_PARTS_OF = re.compile(
    r"(?:parts?|outskirts|edges?|bits|sections?|suburbs|approaches|entrances?) (?:of|to) ?$"
)
_NEXT_SHARE = re.compile(
    rf"(?: (?:on|by|in|at|as of|this|last) (?:the )?(?:end of |start of )?(?:(?:{_DAY})|"
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH})|(?:{_MONTH})(?: \d{{1,2}})?)| today| yesterday)?"
    r"(?:,? ?(?:and |or |then |but )?(?:from |to |or )?(?:the )?|,? (?:and|then|but)(?: then| now| "
    r"by)? )"
)
"""What stands between a share and the next of the same: "60 % on 3 December and 75 %"."""
_SHARE_MAX = 100.0
"""Above it, and below 0, a percentage is no share of anything and so no claim."""

_SAME_SIZE = 0.06
"""Two areas closer than this, one in brackets, are one figure in two units."""


def numbered(sentence: Sentence, known: Known) -> Iterator[Draft]:
    """Return the claims of a sentence that have a number.

    Parameters
    ----------
    sentence
        The sentence.
    known
        Tells whether words hold the name of a place.
    """
    lower = sentence.lower
    spoken_for = 0
    earlier: Draft | None = None
    area: Numeral | None = None
    for numeral in joined(lower, [*quantified(lower), *none_of(lower), *numerals.find(lower)]):
        if numeral.start < spoken_for:
            continue
        phrase = denominator_after(sentence, numeral, known)
        draft: Draft | None = None
        if numeral.family in ("percent", "fraction"):
            draft = shares.told(sentence, numeral, phrase, known)
            draft = draft or _share(sentence, numeral, phrase, earlier)
            spoken_for = phrase.end if phrase.kind != "none" else 0
        elif numeral.family == "area":
            same = area is not None and same_area(lower, area, numeral)
            area = numeral
            draft = None if same else _area(sentence, numeral, phrase)
            spoken_for = phrase.end if draft and phrase.kind != "none" else 0
        elif numeral.family in ("count", "others"):
            draft = _count(sentence, numeral)
            spoken_for = numeral.end
        elif numeral.family == "length":
            draft = spans.length(sentence, numeral)
        elif numeral.family == "people":
            draft = spans.population(sentence, numeral)
        elif numeral.family == "time":
            draft = spans.elapsed(sentence, numeral)
        else:
            draft = spans.bare(sentence, numeral)
        if draft is not None:
            earlier = draft
            yield draft
    yield from spans.ordinal_days(sentence)


def quantified(lower: str) -> Iterator[Numeral]:
    """Return "most of" and "nearly all of" as numbers."""
    for match in _SHARED.finditer(lower):
        value, hedge = (50.0, "more than") if match["most"] else (100.0, "nearly")
        end = match.end() - len(" of ")
        yield Numeral(match.start(), end, value, value, hedge, "fraction", "percent",
                      phrase_start=match.start())  # fmt: skip


def denominator_after(sentence: Sentence, numeral: Numeral, known: Known) -> NounPhrase:
    """Return the noun phrase after "of", or straight after a fraction ("half the city")."""
    lower, end = sentence.lower, numeral.end
    joint = _OF.match(lower, end)
    if joint is None and numeral.family == "fraction":
        joint = _DETERMINER.match(lower, end)
        if joint is None and re.search(r" (?:in|every) ", lower[numeral.start : end]):
            joint = re.compile(" ").match(lower, end)
    if joint is None:
        return NounPhrase(end, end, "", "none")
    if whose := _OF_WHICH.match(lower, end):
        return _antecedent(sentence, numeral, whose.end(), known)
    return sentence.noun_phrase(joint.end(), known)


def _antecedent(sentence: Sentence, numeral: Numeral, end: int, known: Known) -> NounPhrase:
    """Return what "a third of which" is a third of: the ground or the name before its comma."""
    said = sentence.plain.text[: numeral.phrase_start].rstrip(" ,")
    last = re.search(r"[\w'-]+$", said)
    if last is None or not sentence.lower[: numeral.phrase_start].endswith(", "):
        return NounPhrase(end, end, "which", "not")
    word = last[0].lower()
    ground = words.LAND.fullmatch(word) and not re.fullmatch(numerals.COUNT_NOUN, word)
    named = last[0] != word or known(word) or ground
    return NounPhrase(numeral.end, end, "which", "name" if named else "not")


def _share(
    sentence: Sentence, numeral: Numeral, phrase: NounPhrase, earlier: Draft | None
) -> Draft | None:
    lower = sentence.lower
    if phrase.kind == "not" and phrase.head in ("size", "extent"):  # "a third of its size"
        phrase = replace(phrase, kind="none")
    if not 0 <= numeral.low <= numeral.high <= _SHARE_MAX or phrase.kind == "not":
        return None
    part = re.match(r"(?:third|fifth|sixth|tenth)(?![\w-])", lower[numeral.start :])
    if _SIDE.search(lower, max(0, numeral.start - 12), numeral.start) and not part:
        return None
    if phrase.kind != "none":
        if shares.had(sentence, numeral):
            return drafted("share", "share-had", sentence, numeral, phrase)
        governor = sentence.governor(numeral.phrase_start, phrase.end)
        if governor is not None:
            return drafted("share", "share-of", sentence, numeral, phrase, governor)
        low, _ = sentence.clause(numeral.start)
        inside = lower[phrase.start : phrase.end]
        before = lower[low : numeral.phrase_start]
        if _HELD_LAND.search(inside) and _COMPRISE.search(before):
            return drafted("share", "share-comprised", sentence, numeral, phrase)
        if _OWNED.match(lower, phrase.end):
            return drafted("share", "share-owned", sentence, numeral, phrase)
        if shares.labelled_share(sentence, numeral, of_ground=True):
            return drafted("share", "share-labelled", sentence, numeral, phrase)
        return None
    if shares.labelled_share(sentence, numeral, of_ground=False):
        return drafted("share", "share-labelled", sentence, numeral)
    return _bare_share(sentence, numeral, earlier)


def _bare_share(sentence: Sentence, numeral: Numeral, earlier: Draft | None) -> Draft | None:
    """Read "controls 65 percent", "80 percent cleared", "shrunk by 75 percent"."""
    lower = sentence.lower
    low, high = sentence.clause(numeral.start)
    if NOT_GROUND_NEAR.search(lower, low, high):
        return None
    before = [p for p in sentence.predicates if low <= p.start and p.end <= numeral.phrase_start]
    prior = before[-1] if before else None
    if prior is not None and prior.kind == "control":
        verb = lower[prior.start : prior.end]
        gap = lower[prior.end : numeral.phrase_start]
        near = len(gap.split()) <= 2 and re.fullmatch(
            r"(?: ?(?:by|to|from|now|at|just|it|(?:the |its |their )?(?:last|final|remaining)))*"
            r",? ?",
            gap,
        )
        sized = near and SIZED.search(verb)
        grounds = [_LAND_NEAR, _HELD_LAND] + ([ACTORS] if _LAST.search(gap) else [])
        if sized and any(ground.search(lower, low, prior.start) for ground in grounds):
            return drafted("share", "share-sized", sentence, numeral, None, prior)
        if near and _HOLDS.fullmatch(verb):
            return drafted("share", "share-held", sentence, numeral, None, prior)
        if near and _LAND_NEAR.search(lower, low, high):
            return drafted("share", "share-held", sentence, numeral, None, prior)
    if earlier is not None and earlier.kind == "share" and earlier.end <= numeral.phrase_start:
        gap = lower[earlier.end : numeral.phrase_start]
        compared = _COMPARED.search(lower, earlier.end, numeral.phrase_start)
        if compared or _NEXT_SHARE.fullmatch(gap):
            draft = drafted("share", "share-compared", sentence, numeral, None, earlier.governor)
            return replace(draft, denominator=earlier.denominator)
    after = [p for p in sentence.predicates if numeral.end <= p.start and p.end <= high]
    if after and after[0].kind == "control":
        gap = lower[numeral.end : after[0].start]
        if re.fullmatch(
            r",?(?: (?:now|is|are|was|were|has|have|had|been|already|of it|free))* ?", gap
        ):
            return drafted("share", "share-is", sentence, numeral, None, after[0])
    return None


def _area(sentence: Sentence, numeral: Numeral, phrase: NounPhrase) -> Draft | None:
    lower = sentence.lower
    if phrase.kind == "not" and phrase.head in ("farmland", "cropland"):
        phrase = replace(phrase, kind="none")
    elif phrase.kind == "not":
        return None
    end = max(numeral.end, phrase.end if phrase.kind != "none" else 0)
    governor = sentence.governor(numeral.phrase_start, end)
    if governor is not None:
        return drafted("area", "area-held", sentence, numeral, phrase, governor)
    if shares.had(sentence, numeral):
        return drafted("area", "area-had", sentence, numeral, phrase)
    low, high = sentence.clause(numeral.start)
    nearby = lower[max(low, numeral.phrase_start - 60) : min(high, end + 40)]
    if phrase.head in ("gains", "advances"):
        return drafted("area", "area-gained", sentence, numeral, phrase)
    if _PENNED.search(nearby) or _HELD_LAND.search(nearby):
        direct = [p for p in sentence.predicates
                  if p.kind == "other" and 0 <= numeral.phrase_start - p.end <= 24
                  and not _PENNED.search(lower[p.start : p.end])]  # fmt: skip
        if not direct:
            return drafted("area", "area-of-enclave", sentence, numeral, phrase)
    return None


def same_area(lower: str, earlier: Numeral, numeral: Numeral) -> bool:
    """Return whether a second area only converts the first: "51,000 sq miles (132,000 sq km)"."""
    gap = lower[earlier.end : numeral.start]
    if len(gap) > 24 or not ("(" in gap or gap.startswith((", or", " or"))):
        return False
    sizes = {unit: size for unit, size, _ in numerals.AREA_UNITS}
    first = earlier.high * sizes[earlier.unit]
    second = numeral.high * sizes[numeral.unit]
    return earlier.unit != numeral.unit and abs(first - second) <= _SAME_SIZE * max(first, second)


def _count(sentence: Sentence, numeral: Numeral) -> Draft | None:
    lower = sentence.lower
    if 0 < numeral.low < 1 or _PARTS_OF.search(lower, max(0, numeral.phrase_start - 24),
                                           numeral.phrase_start):  # fmt: skip
        return None
    if numeral.family == "others" and not (
        re.search(rf"(?<![\w-])(?:{numerals.COUNT_NOUN})(?![\w-])", lower[: numeral.start])
    ):
        return None
    if re.search(r"there (?:are|were|is) ?$", lower[: numeral.phrase_start]):
        return None
    governor = left_out(sentence, numeral)
    governor = governor or sentence.governor(numeral.phrase_start, numeral.end)
    if governor is None and numeral.whole and _HAS.search(lower, 0, numeral.phrase_start):
        return drafted("count", "count-had", sentence, numeral)
    if governor is None or SIZED.match(lower[governor.start : governor.end]):
        return None
    return drafted("count", "count-held", sentence, numeral, None, governor)
