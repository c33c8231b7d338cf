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
from aleppomap.claims.named_days import days_in
from aleppomap.claims.of_then import moved_to, of_then, until_then, within_part
from aleppomap.claims.parts import joined
from aleppomap.claims.pointing import pointed_at
from aleppomap.claims.quantity import WHOLE, quantity_of
from aleppomap.claims.said import GROUND, HELD_GROUND, Said, otherwise
from aleppomap.claims.says_less import says_less
from aleppomap.territory import Territory

__all__ = ["as_worded"]

_THEIRS_IN = re.compile(
    rf" of (?:all )?(?:what was )?(?:their|its|(?:the )?[\w-]+s') (?:own |former |remaining )?"
    rf"(?:{GROUND}|stronghold|possessions) (?:in|inside|within) "
)
_THEY_HELD_IN = re.compile(
    rf" of (?:all )?(?:what|(?:the |that )?{GROUND})(?: that| which)? "
    r"(?P<whose>they|it|(?:the )?(?:[\w'-]+ )?[\w'-]+?) (?:had |have |has |once |then |long )*"
    r"(?:held|hold|holds|controlled|controls?|ruled|occupied|governed|had|ran) "
    r"(?:in|inside|within|across) "
)
_FORMERLY = re.compile(
    r" of (?:the )?(?:former|formerly|previously|once|hitherto|until recently) "
    r"[\w-]+[ -](?:held|controlled|run) "
)
_CHANGED_HANDS = re.compile(
    rf" of (?:all )?(?:the |that )?(?:{GROUND}|gains)(?: that| which)?"
    r"(?: (?:they|it|(?:the )?[\w'-]+(?: [\w'-]+)?))??(?: (?:had|have|has|was|were|been|just))* "
    r"(?:lost|took|taken|captured|seized|gained|won|retaken|retook|recaptured|ceded|surrendered|"
    r"liberated|abandoned|overran|overrun)(?: (?:by|to|from) (?:the )?[\w'-]+(?: [\w'-]+)?)??"
    r"(?= (?:on|over|in|since|during|last|this|yesterday|overnight|earlier|the)|[,.;]|$)"
)
_PLACES = re.compile(
    r" of (?:all )?(?:(?:the|its|their|these|those) )?(?:[\w-]+ ){0,2}?(?:districts|"
    r"neighbou?rhoods|quarters|blocks|suburbs)(?![\w-])"
)
_WHOLE_OF = re.compile(r"(?:the |an? |its |their )?(?:entire|whole|all)(?: of)?(?: the)? ")
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
        claim = _all_lost(claim, plain, at, territory)
        return _all_of_the_city(claim, own_words(plain[at:]), territory)
    found = joined(plain, numerals.find(plain))
    numeral = next((n for n in found if n.end > at and quantity_of(n)), None)
    if numeral is None or claim.quantity is None or claim.kind not in ("share", "area", "count"):
        return claim
    said = Said(plain, numeral, stated, territory)
    for step in (
        _whole_within, _outside, _part_of_place, _of_another_list, _own_ground_in,
        _of_lost_ground, _of_one_district, of_then, moved_to, size_of, shrunk_by, held_then,
        _of_the_city, first_days, day_alone, until_then, within_part, long_ago, says_less,
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
    if found is None or claim.elsewhere:
        return claim
    if claim.region and not _WHOLE_OF.fullmatch(plain, at, found.start()):
        return claim
    phrase = own_words(plain[found.start() :])
    return _in_part(claim, phrase[: area_named(f" of {phrase}") - len(" of ")], territory)


def _all_of_the_city(claim: Claim, said: str, territory: Territory) -> Claim:
    """Read "the whole of Aleppo": of the city, or of the ground that was fought over."""
    names, regions = gazetteer(territory), territory.regions
    own = any(names.is_own(word) for word in re.findall(r"[\w'-]+", said))
    if not own or claim.region or claim.elsewhere or HELD_GROUND.search(said):
        return claim
    fought = replace(claim, kind="share", quantity=claim.quantity or WHOLE)
    for region in regions.index[regions["districts"].astype(str) == "*"]:
        claim = replace(claim, region=str(region))
        return otherwise(claim, "denominator", "the ground that was fought over", fought)
    return claim


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
    if claim.kind != "share" or claim.region not in territory.regions.index:
        return claim
    if claim.measure == "held" and _FORMERLY.match(said.after):
        return _once_held(claim, said)
    held = _THEY_HELD_IN.match(said.after)
    whose = gazetteer(territory).parties_in(held["whose"]) if held else []
    ours = ours or whose == [territory.evidence.pivot]
    if not ours or territory.regions.at[claim.region, "held_by"]:
        return claim
    if not held and not _THEIRS_IN.match(said.after):
        return claim
    return _once_held(claim, said)


def _once_held(claim: Claim, said: Said) -> Claim:
    """Return a share counted over the ground first held, and as a reading over the area named."""
    regions = said.territory.regions
    if claim.region not in regions.index or regions.at[claim.region, "held_by"]:
        return claim
    own = replace(claim, region=said.default)
    return otherwise(own, "denominator", str(regions.at[claim.region, "name"]), claim)


def _of_lost_ground(claim: Claim, said: Said) -> Claim:
    """Read "a fifth of the ground lost on Sunday": of that ground, which no region is."""
    changed = _CHANGED_HANDS.match(said.after)
    if changed is None or claim.kind != "share" or claim.elsewhere:
        return claim
    when = days_in(said.after[changed.end() : changed.end() + 40], said.stated)
    named = [day for at, day in when if at <= len(" on the night of ")]
    end = said.numeral.end + changed.end()
    near = [w.last for w in said.windows if 0 <= w.start - end <= len(" over ")]
    recent = any(last is not None and last > said.start for last in near)
    back = claim.measure == "gained" and claim.by == said.territory.evidence.pivot
    if not (recent or back or any(day > said.start for day in named)):
        return claim
    what = changed[0].removeprefix(" of ")
    return replace(claim, elsewhere=what)


def _of_one_district(claim: Claim, said: Said) -> Claim:
    """Read "most of the neighbourhood" where none is named: of one that cannot be told."""
    of = re.match(r" (?:of )?", said.after)
    pointed = pointed_at(said.after, of.end()) if of else ""
    if not pointed or claim.region or claim.elsewhere or claim.kind != "share":
        return claim
    return replace(claim, elsewhere=pointed)


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
    places = _PLACES.match(said.after)
    if places is None or claim.kind != "share":
        return claim
    named = gazetteer(said.territory).region_in(places[0])  # then it names an area
    return claim if named else replace(claim, of_places=True)
