"""Whom a noun phrase names: parties of the territory, a stranger to it, ground, or nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aleppomap.claims import words
from aleppomap.claims.context import DAYS, MONTHS
from aleppomap.claims.gazetteer import Gazetteer

__all__ = ["NOBODY", "Named", "is_no_one", "named_in"]

_FORCE = (
    r"(?:army|armies|military|forces?|troops|soldiers?|servicemen|units?|brigades?|divisions?|"
    r"commandos?)"
)
_GENERIC = re.compile(rf"(?:{_FORCE}|state|government|regime|authorities|fighters?|militias?)")
"""Heads that many sides have: what stands before them says whose they are."""

_ALLIES = re.compile(
    r"(?:(?:its|their|his|the|other|some|various|several) )*(?:main |key |foreign )?"
    r"(?:allies|partners|backers|supporters|proxies|(?:allied|associated|affiliated|auxiliary|"
    r"supporting|loyal|friendly|pro-[\w-]+) .*)"
)
_WITH = re.compile(
    r",? (?:(?:backed|supported|aided|helped|assisted|led|reinforced|accompanied|trained|joined|"
    r"spearheaded) by|with (?:the )?(?:help|support|backing|aid|assistance)|advised by|in|inside|"
    r"around|near|at|on|fighting|operating|across|throughout|outside|who|which|that|"
    r"together|jointly|alone|now|still|already|also|both)(?![\w-]).*$"
)
_LOYAL = re.compile(
    rf"(?:.* )?(?:{_FORCE}|fighters?|militias?|units?|groups?|men) (?:loyal to|allied (?:to|with)|"
    r"of|from|under|commanded by|answering to|backing|supporting) (?:the )?(.+)$",
    re.IGNORECASE,
)
_AND = re.compile(
    r",? (?:and|&|\+|plus|together with|along with|alongside|as well as|jointly with) |, "
)
_FOREIGN = re.compile(
    r"\w+(?:ish|ian|ese|ean|[aei]qi|eli|ani|emi|ench)|islam(?:ic|ist)s?|jihadi(?:st)?s?|foreign|"
    r"enemy|hostile|american|german|western|arab|kurd(?:ish)?|sunni|shia|shi'ite|shiite|rival|"
    r"opposing|occupying|invading|us|u\.s|nato|coalition|opposition|free|occupation|former|"
    r"mercenary|tribal|separatist|breakaway"
)
"""Words before "army" or "troops" that make them somebody's: never silently the party's."""

_TIED = re.compile(r"(?:pro-)?([\w']+?)-(?:led|backed|aligned|allied|affiliated|run|supported)")
_PRO = re.compile(r"pro-([\w']+)")
_BACK = re.compile(
    r"(?:it|they|he|she|we|i|you|them|him|her|us|this|that|these|those|there|which|who|total|"
    r"the former|the latter|both|each|all|others?|"
    r"(?:the )?group|(?:its|their|his|her|our)(?: .*)?)"
)
"""Words that name nobody by themselves: whom they mean stands elsewhere."""

_AGAINST = re.compile(r"(?:'s|')? (?:many |main |armed )?(?:opponents|enem(?:y|ies)|foes|rivals|"
                      r"adversar(?:y|ies)|critics|attackers|besiegers)(?![\w-])")  # fmt: skip
"""What makes of a party's name another's: "the regime's opponents"."""

_NO_ONE = re.compile(
    r"(?:neither|nobody|no (?:one|side|party|camp|force|faction)|none of|"
    r"either (?:side|camp|party)|both (?:sides|camps|parties)|each (?:side|camp)|all sides|"
    r"the (?:two|warring) sides)(?![\w-])"
)
"""No one party, whoever is named after it."""

_PRONOUN = re.compile(r"(?:it|they|he|she|we|i|you|there)(?:'(?:ve|re|d|ll|s))?(?![\w'-])")
_AUXILIARY = re.compile(r"(?:is|are|was|were|has|have|had|be|been|being|will|would|now|still|also)"
                        r"(?![\w'-])")  # fmt: skip
_HELD_BY = re.compile(r".* (?:held|controlled|occupied|ruled|dominated) by (.+)$")
_ABSTRACT = re.compile(
    r"(?:gains?|loss(?:es)?|advances?|offensives?|operations?|campaigns?|assaults?|push|attacks?|"
    r"battles?|fighting|deals?|agreements?|total|number|figures?|share|control|situation|maps?|"
    r"progress|success(?:es)?|victor(?:y|ies)|defeats?|capture|recapture|seizure|conquest|"
    r"liberation|fall|withdrawal|retreat|hold|grip|rule|collapse|moves?|reports?|estimates?|counts?|"
    r"truce|ceasefire|bombardment|air ?strikes?|end|beginning|result|days?|weeks?|months?|"
    r"captured|lost|taken|gained|held|full|complete|net|military|"
    r"operational)"
)
_DAYLIKE = re.compile(rf"(?:{'|'.join(DAYS)}|{'|'.join(MONTHS)}|today|yesterday|overnight|\d.*|"
                      r"after|before|since|during|only|about|nearly|so|far|meanwhile|however|also|"
                      r"headline|update|breaking|latest|editor)")  # fmt: skip
_ENDS_BACK = re.compile(r" (?:they|we|he|she)$")
"""A pronoun after words that say when: "(before) the offensive they (had)"."""

_TIMELY = re.compile(
    r"(?:the )?(?:end|start|beginning|middle|early|late|mid|spring|summer|autumn|fall|winter|area|"
    r"total|size)(?![\w-])"
)
"""What opens words of time or size, which no one is: "end of 2025", "area 40 km2"."""

_LEADING = re.compile(
    r"(?:(?:the|a|an|some|many|most|all|several|these|those|more|few|dozens of|hundreds of|"
    r"thousands of|about|only|just|even|what|\d+|[\"'(#]) ?(?=\W|\b))+"
)
_PLAIN_GROUND = re.compile(r"[\w'-]+-(?:held|controlled|occupied|ruled|besieged)|besieged|held")


@dataclass(frozen=True)
class Named:
    """Whom words name: parties by id; a stranger by its words; whose ground; or nobody.

    ``back`` tells of words that point to somebody named elsewhere ("they", "its men").
    """

    parties: tuple[str, ...] = ()
    stranger: str = ""
    ground: bool = False
    back: bool = False

    @property
    def subject(self) -> str:
        """The party's id, or the words of a stranger; empty for nobody."""
        return self.parties[0] if len(self.parties) == 1 else self.stranger

    @property
    def somebody(self) -> bool:
        """Whether a party or a stranger is named."""
        return bool(self.parties or self.stranger)


NOBODY = Named()


def is_no_one(said: str) -> bool:
    """Return whether words name no one party: "neither side", "no one", "both sides".

    Examples
    --------
    >>> is_no_one("Neither the army nor the rebels"), is_no_one("The army")
    (True, False)
    """
    return _NO_ONE.match(said.lower()) is not None


def named_in(said: str, names: Gazetteer) -> Named:
    """Return whom a noun phrase names.

    Allies "and" their side are that side; two parties of the data together are both; whatever
    is neither a party nor ground nor a pronoun is a stranger.

    Parameters
    ----------
    said
        The words, in their own capitals: "Government troops backed by Kurdish fighters".
    names
        The names of a territory.
    """
    said = said.strip(" ,;:.\"'()#*•-")
    if not said:
        return Named()
    if is_no_one(said):
        return Named(stranger=said)
    if _BACK.fullmatch(said.lower()):
        return Named(back=True)
    if _PRONOUN.match(said.lower()) or _ENDS_BACK.search(said.lower()):
        return Named(back=True)
    if _AUXILIARY.match(said.lower()):
        return NOBODY
    parts = [part for part in _AND.split(said) if part and part.strip()]
    own = [part for part in parts if not _ALLIES.fullmatch(part.lower().strip())]
    if len(own) > 1:
        found = [_single(part, names) for part in own]
        parties = tuple(dict.fromkeys(p for one in found for p in one.parties))
        if any(one.stranger for one in found):
            return Named(stranger=said)
        if len(parties) > 1:
            return Named(parties, stranger=said)
        return Named(parties, ground=all(one.ground for one in found))
    return _single((own or parts)[0], names)


def _single(said: str, names: Gazetteer) -> Named:
    """Return whom one noun phrase without "and" names."""
    if held := _HELD_BY.match(said):
        holder = _single(held[1], names)
        return Named(holder.parties, holder.stranger, ground=True)
    said = re.sub(r" \w+ly$", "", _WITH.sub("", said.strip(" ,;:.\"'()#-")))
    lead = _LEADING.match(said.lower())
    bare = said[lead.end() :] if lead else said
    lower = bare.lower()
    if not bare or _BACK.fullmatch(lower):
        return Named(back=bool(bare))
    tokens = lower.split()
    strange = False
    for start, end, party in names.mentions(bare):
        inside = re.search(r"(?<![\w-])(?:in|of|from|to|for|by) (?:the )?$", lower[:start])
        if inside and not _LOYAL.match(bare):
            break
        if _PLAIN_GROUND.match(lower[end:].lstrip("-"), 0) and lower[end : end + 1] == "-":
            return Named((party,), ground=True)
        whose = _whose(bare, start, end, party, names)
        if not whose:
            strange = True
            break
        rest = lower[end:].split()
        return Named((whose,), ground=bool(rest and words.LAND.fullmatch(rest[-1])))
    if strange:
        return Named(stranger=said)
    if loyal := _LOYAL.match(bare):
        inner = _single(loyal[1], names)
        if inner.parties:
            return Named(inner.parties)
    return _unmentioned(said, bare, tokens, names)


def _unmentioned(said: str, bare: str, tokens: list[str], names: Gazetteer) -> Named:
    """Return what words without a party's name are: a short form, ground, nothing, a stranger."""
    last = tokens[-1].removesuffix("'s").strip(".,\"'")
    if len(tokens) == 1 and (short := names.party_of_word(last)):
        return Named((short,))
    tied = _TIED.match(tokens[0]) or _PRO.match(tokens[0])
    word = tied[1] if tied else tokens[0]
    short = names.party_of_word(word) if tied or _FOREIGN.fullmatch(word) else ""
    forced = re.fullmatch(rf"{_FORCE}|military", last) or (tied and _GENERIC.fullmatch(last))
    if short and len(tokens) > 1 and forced and (tied or bare[len(tokens[0]) + 1].islower()):
        return Named((short,))
    named = bare.split()
    if any(token[0].isdigit() for token in tokens) and _TIMELY.match(bare.lower()):
        return Named()
    if _ABSTRACT.fullmatch(last) or all(_DAYLIKE.fullmatch(t.strip(".,")) for t in tokens):
        return Named()
    if words.LAND.fullmatch(last) and not (
        len(named) > 1 and named[0][0].isupper() and named[-1][0].isupper()
    ):
        return Named(ground=True)
    if names.region_in(bare) or names.places_in(bare) or all(map(names.is_own, named)):
        force = re.search(rf"(?<![\w-])(?:{_FORCE}|fighters|militias?)$", bare.lower())
        return Named(stranger=said) if force else Named(ground=True)
    return Named(stranger=said)


def _whose(said: str, start: int, end: int, party: str, names: Gazetteer) -> str:
    """Return whose a party's name is with the words around it: of "Turkish troops" nobody's.

    The "army" of "the Free Syrian Army", "the Army of Conquest" or "the Iraqi army" is no name
    of the party that the data call "army"; "anti-government forces" are not the government's.
    """
    before, head, after = said[:start], said[start:end], said[end:]
    if _AGAINST.match(after.lower()):
        return ""
    if re.search(r"(?:anti|non|ex|counter)-$", before.lower()):
        return ""
    last = head.lower().removesuffix("'s").split()[-1]
    generic = _GENERIC.fullmatch(last) is not None
    of = re.match(r" of (?:the )?([A-Z][\w-]+)", after)
    if of and head[:1].isupper() and generic and not names.alike(of[1].lower(), party):
        return ""
    tied = re.match(r"-(\w+) (\w+)", after)
    if tied and not re.fullmatch(r"led|backed|aligned|allied|affiliated|run|supported", tied[1]):
        return ""
    for word in reversed(before.split()):
        lower = word.lower().removesuffix("'s").removesuffix("'").strip(",\"'")
        if lower in ("the", "a", "an", "of", "all", "some", "both") or names.alike(lower, party):
            continue
        if not generic:
            continue
        inner = _TIED.fullmatch(lower) or _PRO.fullmatch(lower)
        foreign = _FOREIGN.fullmatch(lower) is not None
        other = names.party_of_word(inner[1] if inner else lower) if inner or foreign else ""
        if other:
            return other
        proper = word[0].isupper() and head.split()[-1][0].isupper()
        if inner or proper or foreign:
            return ""
    return party
