"""The grammar of numbers: numerals, fractions, ranges, ratios, hedges and units, once.

`find` reads them all out of plain text; `quantity.parse_quantity` and `extract` both
start from it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aleppomap.claims import hedges
from aleppomap.claims.compared import is_compared
from aleppomap.claims.former import is_former
from aleppomap.claims.number_words import ONES, PARTS, TEENS, TENS, number_in, ordinal

__all__ = ["AREA_UNITS", "COUNT_NOUN", "Numeral", "find", "ordinal"]

AREA_UNITS: tuple[tuple[str, float, str], ...] = (
    (
        "km2",
        1.0,
        r"km ?2|km\^2|sq\.?[ -]?kms?\b|square[ -]k(?:ilo)?m(?:et(?:re|er))?s?\b|"
        r"sq\.? ?kilomet(?:re|er)s?|kilomet(?:re|er)s squared?",
    ),
    ("mi2", 2.589988110336, r"sq\.?[ -]?mi(?:les?)?\b\.?|square[ -]miles?|mi2\b"),
    ("ha", 0.01, r"hectares?|ha\b"),
    ("acres", 0.0040468564224, r"acres?"),
    ("dunams", 0.001, r"dun[au]ms?"),
)
"""Unit, its size in km2, and how it is written."""

_PERCENT = r"%|per[ -]?cents?(?!age)\b|pct\b\.?|p\.c\.|pc\b"
_LENGTH = (("km", r"kilomet(?:re|er)s?\b|kms?\b"), ("mi", r"miles?\b|mi\b"))
_TIME = (("days", r"days?\b"), ("weeks", r"weeks?\b"), ("months", r"months?\b"))
_PEOPLE = r"people|civilians?|residents?|inhabitants?|persons?|souls"
COUNT_NOUN = (
    r"local government areas|(?:provincial|regional|state|district) (?:capitals?|cent(?:re|er)s)|"
    r"sub-?(?:districts?|townships?|towns?)|districts?|neighbou?rhoods?|quarters?|blocks?|"
    r"suburbs?|settlements?|towns?|"
    r"villages?|hamlets?|townships?|cities|city|municipalit(?:y|ies)|communes?|provinces?|"
    r"regions?|oblasts?|governorates?|counties|county|localit(?:y|ies)|communit(?:y|ies)|"
    r"boroughs?|islands?|states|areas?|territories|capitals"
)
_COUNTED = re.compile(rf"((?:[\w'-]+ ){{0,4}}?)({COUNT_NOUN})(?: and ({COUNT_NOUN}))?(?![\w-])")
_SOME_OF = re.compile(
    r" of (?:all )?(?:the|its|their|those|these) "
    rf"(?=(?:[\w-]+ )?(?:{COUNT_NOUN})(?![\w'-]))"
)
"""What stands between a number and the larger lot it is of: "five of the quarters they held"."""

_PEOPLED = re.compile(rf"((?:[\w'-]+ ){{0,3}}?)({_PEOPLE})(?![\w-])")
_OTHERS = re.compile(r"(?:others|more)(?=[^\w -]| (?:in|on|near|nearby|from|to|and)\b| ?$)")
_MODIFIER = re.compile(
    r"(?:more|other|further|additional|new|key|strategic|small|smaller|large|larger|big|bigger|"
    r"important|main|different|last|poor|tiny|nearby|adjacent|entire|whole|city|border|rebel|"
    r"government|enemy|regime|militant|insurgent|opposition|junta|frontline|front-line|separate|"
    r"hilltop|hillside|mountain|coastal|east|west|north|south|hardline|sunni|shia|alawite|druze|"
    r"kurdish|local|adjoining|contiguous|abandoned|key|crucial|vital|major|minor|little|of the|"
    r"[\w'-]+(?:held|controlled|run|ruled|majority|dominated|populated|occupied|backed|ern|ish|"
    r"ian|ean|ese|ic|al|ed|ing|ous|ar|ly|ite|ary))"
)

_BREAKS = frozenset({
    "and", "of", "in", "who", "the", "to", "on", "at", "for", "from", "by", "with", "or", "that",
    "were", "was",
})  # fmt: skip
"""Words that cannot stand between a number and the people it counts."""

_DIGITS = (
    r"(?:[1-9]\d{0,2}(?:[, ]\d{3})++(?:\.\d{1,9})?|"
    r"\d{1,15}(?:\.\d{1,9}|,\d{1,2}(?!\d))?(?:e\+?\d{1,4})?)(?![\d/]|[.,]\d|(?:st|nd|rd|th)\b)"
)
_SMALL = (
    rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES)}))?|{'|'.join(TEENS)}|"
    rf"{'|'.join(ONES)}|zero)(?![a-z])"
)
_WORDED = (
    rf"(?:half[ -]a[ -](?:dozen|million)|(?:a|{'|'.join(ONES)})[ -]dozen|"
    rf"(?:a|{_SMALL}) hundred(?: (?:and )?(?:{_SMALL}))?|{_SMALL}|a(?= (?:thousand|million)\b))"
)
_SCALED = (
    r"(?:[ -](?:thousand|million|billion)\b|(?<=\d)m\b)?"
    r"(?: and (?:a half|a quarter|a third)\b| [1-3]/[2-4](?!\d))?"
)
_NUMBER = rf"(?:{_DIGITS}|{_WORDED}){_SCALED}"
_OPEN = r"(?<![\w.,/$€£#-])"
_FOLLOW = (
    r"(?= and (?!(?:a |the )?(?:fourth|fifth|sixth|last|final)\b)| (?:of|on|or|by|at|is|are|was|"
    r"more|less|fewer|larger|smaller|bigger|"
    r"were|has|have|had|remains?|remained|under|to|since|within|if|"
    r"so|lost|gone|held|the|its|their|his|her|what|this|that|our|free|in|liberated|captured|"
    r"cleared|control\w*|ha[sd]|fell|now|[\w'-]+'s?)(?![\w-])|[^\w -]| - | ?$)"
)
_PART = "|".join(word for word in PARTS if word != "halve")
_HEADLINE = "(?:" + "|".join(
    f"(?<={verb} )" for verb in (
        "estimated", "lose", "loses", "lost", "take", "takes", "retake", "retakes", "seize",
        "seizes", "capture", "captures", "hold", "holds", "control", "controls", "free", "frees",
        "northern", "southern", "eastern", "western", "upper", "lower",
    )
) + ")"  # fmt: skip
"""What stands before a part without its article, as headlines write it: "Rebels lose third of",
and as sides of ground are told: "the northern third of the city"."""

_START = re.compile(
    rf"{_OPEN}(?:"
    rf"(?P<few>{'|'.join(ONES)}|\d{{1,2}}) (?:in|(?:out )?of every|in every|"
    rf"out of every) (?P<many>{_SMALL}|\d{{1,2}})(?= [a-z])|"
    rf"(?P<top>\d)/(?P<under>\d{{1,2}})(?= of\b)|"
    rf"(?P<some>{'|'.join(ONES[1:])}|[2-9])[ -](?P<parts>thirds|quarters|fourths|fifths|sixths|"
    rf"sevenths|eighths|ninths|tenths){_FOLLOW}|"
    rf"(?:(?:(?:an?|one)[ -](?:full |good )?|{_HEADLINE})(?P<part>{_PART})|(?:an? |one[ -])?"
    rf"(?P<half>half))"
    rf"(?![\w-]){_FOLLOW}|"
    rf"(?P<number>{_NUMBER}))"
)
_TAIL = re.compile(r" or (?:so|more|fewer|less)\b|[ -]odd\b|-?plus\b|\+")
_RATIO = re.compile(
    r" (?:out )?of (?:(?:the|its|their|about|some|around|roughly|an?|estimated|total|of|all|nearly|"
    rf"almost|over|more than|(?:[\w'-]+ )?[\w-]+(?:'s|s'|ern)) ){{0,5}}?(?P<whole>{_NUMBER})"
)
_RANGE = re.compile(
    rf"(?:%| ?per ?cent)?(?P<joint> ?- ?| to | or | and )(?:around |about )?(?P<second>{_NUMBER})"
)
_BETWEEN = re.compile(r" (?:and|to|or) ")
_BEFORE_RANGE = re.compile(r"(?<!\w)(between|from)(?: (?:around|about|roughly|some))? ?$")
_UNITS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("percent", "percent", re.compile(rf" ?-?(?:{_PERCENT})")),
    *(("area", unit, re.compile(rf"[ -]?(?:more |additional |further )?(?:{written})"))
      for unit, _, written in AREA_UNITS),
    *(("length", unit, re.compile(rf"[ -]?(?:{written})")) for unit, written in _LENGTH),
    *(("time", unit, re.compile(rf"[ -](?:straight |consecutive )?(?:{written})"))
      for unit, written in _TIME),
)  # fmt: skip
_PLAIN_DIGITS = re.compile(r"[\d., e+]+")
_WHOLE_WORD = re.compile(r"[\w'-]+")


_ALL_BUT = {
    "more than": "less than", "at least": "at most", "less than": "more than",
    "at most": "at least", "up to": "at least", "only": "", "nearly": "more than",
}  # fmt: skip
"""What a hedge says of the rest: all but more than a tenth is less than nine tenths."""


@dataclass(frozen=True)
class Numeral:
    """A number found in plain text, as stated.

    Parameters
    ----------
    start, end
        Span of the number and its unit; the hedge lies outside.
    low, high
        The number or the ends of the range; in percent for fractions.
    hedge
        One of `vocab.HEDGES`.
    family
        ``percent``, ``fraction``, ``area``, ``length``, ``time``, ``count``, ``people``,
        ``others`` (three others), ``bare``, or ``compared``: no level by itself ("44 % less than").
    unit
        The unit or the counted noun; empty for bare numbers.
    digits
        The numeral in digits whose roundness counts; empty when it is in words.
    whole
        The 40 of "32 of 40"; None for a plain number.
    phrase_start
        Where the phrase starts, its hedge included.
    modifiers
        The words between the number and the counted noun.
    """

    start: int
    end: int
    low: float
    high: float
    hedge: str
    family: str
    unit: str
    digits: str = ""
    whole: float | None = None
    phrase_start: int = 0
    modifiers: str = ""


def find(plain: str) -> Iterator[Numeral]:
    """Return the numbers of plain text in lower case, in order, none inside another.

    Examples
    --------
    >>> [(n.low, n.hedge, n.family) for n in find("at least 12 towns, or half of the land")]
    [(12.0, 'at least', 'count'), (50.0, '', 'fraction')]
    """
    position = 0
    while (match := _START.search(plain, position)) is not None:
        found = _read(plain, match)
        if match["number"] is None and (joint := _BETWEEN.match(plain, match.end())):
            second = _START.match(plain, joint.end())
            turned = joint[0] == " to " and is_former(plain, match.start())
            if second and second["number"] is None and not turned:
                found = [_between(plain, found[0], _read(plain, second)[0])]
        for numeral in found:
            share = numeral.family in ("percent", "fraction")
            if is_compared(plain, numeral.start, numeral.end, share=share):
                yield replace(numeral, family="compared")
            elif math.isfinite(numeral.high):
                yield _but(plain, numeral)
        position = max([match.end(), *(numeral.end for numeral in found)])


def _but(plain: str, numeral: Numeral) -> Numeral:
    """Return "all but a tenth" as the nine tenths it says; another number as it is."""
    start = numeral.phrase_start - len("all but ")
    shares = numeral.family in ("percent", "fraction") and numeral.high <= 100
    if not shares or numeral.whole or not plain[: numeral.phrase_start].endswith("all but "):
        return numeral
    low, high = 100 - numeral.high, 100 - numeral.low
    return replace(numeral, low=low, high=high, hedge=_ALL_BUT.get(numeral.hedge, numeral.hedge),
                   digits=f"{high:g}" if numeral.digits else "",
                   phrase_start=max(0, start))  # fmt: skip


def _read(plain: str, match: re.Match[str]) -> list[Numeral]:
    hedge, phrase_start = hedges.before(plain, match.start())
    if match["number"] is None:
        share = 100 * _share_of(match)
        if match["parts"] == "quarters" and share >= 100:  # "four quarters": so many districts
            value = number_in(match["some"])
            return [Numeral(match.start(), match.end(), value, value, hedge, "count", "quarters",
                            phrase_start=phrase_start)]  # fmt: skip
        family = "fraction" if 0 < share <= 100 else "bare"
        hedge = hedge or hedges.at(plain, match.end())
        return [Numeral(match.start(), match.end(), share, share, hedge, family, "percent",
                        phrase_start=phrase_start)]  # fmt: skip
    end, tail = match.end(), _TAIL.match(plain, match.end())
    if tail:
        end, hedge = tail.end(), hedge or hedges.at(plain, end)
    elif ratio := _RATIO.match(plain, end):
        unit = _unit_at(plain, ratio.end(), number_in(match["number"]))
        if unit.name:
            return [_numeral(match, unit, hedge or hedges.at(plain, unit.end), phrase_start,
                             whole=number_in(ratio["whole"]))]  # fmt: skip
    elif (several := _RANGE.match(plain, end)) and (
        found := _read_range(plain, match, several, hedge, phrase_start)
    ):
        return found
    unit = _unit_at(plain, end, number_in(match["number"]))
    return [_numeral(match, unit, hedge or hedges.at(plain, unit.end), phrase_start)]


def _read_range(
    plain: str, match: re.Match[str], several: re.Match[str], hedge: str, phrase_start: int
) -> list[Numeral]:
    """Return "65 to 70 percent" as one numeral, "from 40 to 17 percent" as two."""
    opening = _BEFORE_RANGE.search(plain, max(0, phrase_start - 24), phrase_start)
    opening = opening or _BEFORE_RANGE.search(plain, max(0, match.start() - 24), match.start())
    if several["joint"] == " and " and not (opening and opening[1] == "between"):
        return []
    second = number_in(several["second"])
    unit = _unit_at(plain, several.end(), second)
    if not unit.name:
        return []
    falls = second < number_in(match["number"])
    if opening and opening[1] == "from" and (falls or is_former(plain, match.start())):
        place = several.start("second")
        after = Numeral(place, unit.end, second, second, hedges.at(plain, unit.end), unit.family,
                        unit.name, _digits_of(several["second"]), None, place)  # fmt: skip
        return [replace(_numeral(match, unit, "", phrase_start), end=match.end()), after]
    if opening and not hedge:
        hedge, phrase_start = hedges.before(plain, opening.start())
    hedge = hedge or hedges.at(plain, unit.end)
    low, high = sorted((number_in(match["number"]), second))
    return [replace(_numeral(match, unit, hedge, phrase_start), low=low, high=high,
                    digits=_digits_of(several["second"]))]  # fmt: skip


def _numeral(
    match: re.Match[str], unit: _Unit, hedge: str, phrase_start: int, whole: float | None = None
) -> Numeral:
    value = number_in(match["number"])
    return Numeral(match.start(), unit.end, value, value, hedge, unit.family, unit.name,
                   _digits_of(match["number"]), whole, phrase_start, unit.modifiers)  # fmt: skip


def _digits_of(numeral: str) -> str:
    """Return a numeral in digits alone: "1.5 million" as 1500000; empty when it is in words."""
    if not numeral[0].isdigit():
        return ""
    if _PLAIN_DIGITS.fullmatch(numeral):
        return numeral
    return f"{round(number_in(numeral), 1):.15g}"


@dataclass(frozen=True)
class _Unit:
    family: str
    name: str
    modifiers: str
    end: int


def _unit_at(plain: str, end: int, value: float) -> _Unit:
    for family, unit, pattern in _UNITS:
        if found := pattern.match(plain, end):
            return _Unit(family, unit, "", found.end())
    start = end + 1 if plain[end : end + 1] in (" ", "-") else end
    if value > 1 and (some := _SOME_OF.match(plain, end)):
        start = some.end()
    if start == end:
        return _Unit("bare", "", "", end)
    for family, pattern in (("people", _PEOPLED), ("count", _COUNTED)):
        found = pattern.match(plain, start)
        if found is None:
            continue
        between = _WHOLE_WORD.findall(found[1])
        if family == "people":
            fits = not _BREAKS.intersection(between)
        else:
            fits = all(map(_MODIFIER.fullmatch, between))
        if fits:
            if family == "count" and found[2][-1] != "s" and value != 1:
                continue
            return _Unit(family, _counted(found), found[1].strip(), found.end())
    if found := _OTHERS.match(plain, start):
        return _Unit("others", "districts", "", found.end())
    return _Unit("bare", "", "", end)


def _counted(found: re.Match[str]) -> str:
    noun = found[2].replace("neighbor", "neighbour")
    if noun.endswith("ity"):
        return f"{noun[:-1]}ies"
    return noun if noun.endswith("s") or noun == "people" else f"{noun}s"


def _between(plain: str, first: Numeral, second: Numeral) -> Numeral:
    """Return "between a third and half" as one numeral."""
    low, high = sorted((first.low, second.high))
    opening = _BEFORE_RANGE.search(plain, max(0, first.start - 24), first.start)
    start = opening.start() if opening else first.phrase_start
    return replace(first, low=low, high=high, end=second.end, phrase_start=start)


def _share_of(match: re.Match[str]) -> float:
    if match["few"]:
        many = number_in(match["many"])
        return number_in(match["few"]) / many if many else 0.0
    if match["top"]:
        return int(match["top"]) / (int(match["under"]) or math.inf)
    if match["some"]:
        return number_in(match["some"]) / PARTS[match["parts"].rstrip("s")]
    return 1 / PARTS[match["part"] or match["half"]]
