"""What a number is a number of, where words beside it say more than a name does.

"Two thirds of their territory in the city" is theirs, not the city's; "93 % of Aleppo" can be
either. What words leave open becomes a reading.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from aleppomap.claims import numerals, words
from aleppomap.claims.elsewhere import area_named, own_words
from aleppomap.claims.gazetteer import gazetteer
from aleppomap.claims.model import Claim
from aleppomap.claims.moments import day_alone, first_days, held_then, long_ago, shrunk_by, size_of
from aleppomap.claims.parts import joined
from aleppomap.claims.quantity import quantity_of
from aleppomap.claims.said import GROUND, HELD_GROUND, Said, otherwise
from aleppomap.territory import Territory

__all__ = ["as_worded"]

_THEIRS_IN = re.compile(
    rf" of (?:all )?(?:what was )?(?:their|its|(?:the )?[\w-]+s') (?:own |former |remaining )?"
    rf"(?:{GROUND}|stronghold|possessions) (?:in|inside|within) "
)
_WHOLLY = re.compile(r"(?<![\w-])(?:whole|entire|entirety|all|total|city)(?![\w-])")
_SIDED = re.compile(
    r"(?P<side>(?:north|south|mid)?-?(?:east|west|north|south|central)(?:ern)?|histor(?:ic|ical)|"
    r"ancient) (?P<part>parts?|sides?|half|portion|sectors?|banks?|areas?|districts|quarters|"
    r"neighbou?rhoods|suburbs|centre|center|heart|core|flank|section)(?![\w-])"
)
_PARTS = ("part", "districts", "quarters", "centre", "heart", "neighbourhoods")
_BEYOND = re.compile(
    r" (?:just |lying |located |immediately )?(?:to the )?(?:(?:north|south)?-?(?:east|west|north|"
    r"south)|outside|beyond)(?:ern)? (?:of )?(?:the )?[\w-]+|"
    r" (?:in|of|across) (?:the )?[\w' -]{0,30}?(?:countryside|province|governorate|hinterland)"
)
_RURAL = re.compile(r"(?:villages?|towns?|hamlets?|settlements?|farms)")
_SINCE_THEY = re.compile(
    r"(?<![\w-])since (?:they|it|he|(?:the )?[\w-]+(?: [\w-]+)?) (?:first |had )?"
    rf"(?:{words.TAKEN.pattern}|{words.LOST.pattern})[^,;]*$"
)
_SHORT_WAY = re.compile(r"[\w ]{0,12}")


def as_worded(
    claim: Claim, plain: str, at: int, stated: date | None, territory: Territory
) -> Claim:
    """Return a claim with the whole and the days that the words around its number give it.

    Parameters
    ----------
    claim
        As its number, verb and names alone make it.
    plain
        Its sentence, in plain form.
    at
        Where its phrase begins there.
    stated
        The day it was said; None when unknown.
    territory
        Whose regions and parties it may name.
    """
    if claim.kind == "containment":
        return _all_lost(claim, plain, at, territory)
    found = joined(plain, numerals.find(plain))
    numeral = next((n for n in found if n.end > at and quantity_of(n)), None)
    if numeral is None or claim.quantity is None or claim.kind not in ("share", "area", "count"):
        return claim
    said = Said(plain, numeral, stated, territory)
    for step in (
        _whole_within, _outside, _part_of_place, _of_another_list, _own_ground_in, size_of,
        shrunk_by, held_then, _of_the_city, first_days, day_alone, long_ago,
    ):  # fmt: skip
        claim = step(claim, said)
    return claim


def _all_lost(claim: Claim, plain: str, at: int, territory: Territory) -> Claim:
    """Read "rebels lost all the northern districts": lost, and of a part."""
    verbs = [*words.LOST.finditer(plain, max(0, at - 40), at + len("all of ") + 1)]
    loser = territory.evidence.pivot
    if verbs and claim.party == loser and _SHORT_WAY.fullmatch(plain, verbs[-1].end(), at):
        claim = replace(claim, measure="lost", by="")
    found = _SIDED.search(plain, at)
    if found is None or claim.region or claim.elsewhere:
        return claim
    phrase = own_words(plain[found.start() :])
    return _in_part(claim, phrase[: area_named(f" of {phrase}") - len(" of ")], territory)


def _whole_within(claim: Claim, said: Said) -> Claim:
    """Read "20 km² of the enclave's 45": a share of the area its whole names."""
    if claim.kind != "share" or not said.numeral.whole or claim.region or claim.elsewhere:
        return claim
    inside = said.plain[said.numeral.start : said.numeral.end]
    return replace(claim, region=gazetteer(said.territory).region_in(inside))


def _own_ground_in(claim: Claim, said: Said) -> Claim:
    """Read "two thirds of their territory in the city": theirs, not the city's."""
    territory = said.territory
    ours = claim.party == territory.evidence.pivot and claim.measure != "held"
    if claim.kind != "share" or not ours or claim.region not in territory.regions.index:
        return claim
    if territory.regions.at[claim.region, "held_by"] or not _THEIRS_IN.match(said.after):
        return claim
    name = str(territory.regions.at[claim.region, "name"])
    own = replace(claim, region=said.default)
    return otherwise(own, "denominator", name, claim)


def _of_the_city(claim: Claim, said: Said) -> Claim:
    """Read "93 % of Aleppo": the name alone can mean the whole of what the data cover."""
    names = gazetteer(said.territory)
    phrase = said.after[: area_named(said.after)]
    bare = not claim.region and not claim.elsewhere and claim.kind == "share" and phrase
    if not bare or names.parties_in(phrase.replace("-", " ")) or HELD_GROUND.search(phrase):
        return claim
    own = [word for word in re.findall(r"[\w'-]+", phrase) if names.is_own(word)]
    if not own or not re.match(r" (?:of|over|in)\b", phrase):
        return claim
    regions = said.territory.regions
    for region in said.whole_cities:
        city = replace(claim, region=region)
        if _WHOLLY.search(phrase):
            return otherwise(city, "denominator", "the ground that was fought over", claim)
        claim = otherwise(claim, "denominator", str(regions.at[region, "name"]), city)
    return claim


def _part_of_place(claim: Claim, said: Said) -> Claim:
    """Read "in the historical part", "of the western side of the city": a part of its own."""
    phrase = said.after[: area_named(said.after)]
    found = _SIDED.search(phrase)
    if found is None or claim.elsewhere or not re.match(r" (?:of|in|across) ", phrase):
        return claim
    if claim.region in said.territory.districts.index:
        return claim
    return _in_part(claim, re.sub(r"^ (?:of|in|across) (?:all )?", "", phrase), said.territory)


def _in_part(claim: Claim, phrase: str, territory: Territory) -> Claim:
    """Return a claim counted over the part that a phrase names, or not at all: it is not ours."""
    names, found = gazetteer(territory), _SIDED.search(phrase)
    if found is None:
        return claim
    tail = phrase[found.end() :]
    sides = dict.fromkeys([found["side"], found["side"].removesuffix("al")])
    tries = [f"{side} {part}" for side in sides for part in (found["part"], *_PARTS)]
    for head in (*(f"{t}{tail}" for t in tries), *tries):
        region = names.region_in(head)
        heard = region and names.region_in(tail) != region
        if heard and region in territory.regions.index:
            return replace(claim, region=region)
    return replace(claim, elsewhere=phrase)


def _outside(claim: Claim, said: Said) -> Claim:
    """Read "12 villages south of the city": outside."""
    rural = claim.kind == "count" and _RURAL.fullmatch(said.numeral.unit)
    beyond = _BEYOND.match(said.after) if rural and not claim.elsewhere else None
    return replace(claim, elsewhere=beyond[0].strip()) if beyond else claim


def _of_another_list(claim: Claim, said: Said) -> Claim:
    """Read "17 of 40 districts", "one in three districts": of a list that is not ours."""
    stated = said.plain[said.numeral.start : said.numeral.end]
    if claim.kind == "count" and said.numeral.whole:
        ours = len(said.territory.districts)
        if said.numeral.whole == ours:
            return claim
        named = f"{said.numeral.whole:g} {said.numeral.unit} in all"
        return replace(claim, elsewhere=named)
    nouns = rf"(?:{numerals.COUNT_NOUN})(?![\w-])"
    if claim.kind == "share" and (
        listed := re.match(rf" of (?:the |its |all )*\d+ {nouns}", said.after)
    ):
        return replace(claim, elsewhere=f"{stated}{listed[0]}")
    noun = re.match(rf" (?:[\w-]+ )?{nouns}", said.after)
    if claim.kind == "share" and noun and re.search(r" (?:in|of every) ", stated):
        return replace(claim, elsewhere=f"{stated}{noun[0]}")
    return claim
