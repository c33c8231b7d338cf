"""The grammar of numbers: numerals, fractions, ranges, ratios, hedges and units, once.

`find` reads them all out of plain text; `quantity.parse_quantity` and `extract` both
start from it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["AREA_UNITS", "COUNT_NOUN", "Numeral", "find", "hedge_after", "ordinal"]

_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_WORDS = (
    {"zero": 0.0, "a": 1.0}
    | {word: float(n) for n, word in enumerate([*_ONES, *_TEENS], start=1)}
    | {word: 10.0 * n for n, word in enumerate(_TENS, start=2)}
)
_PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "twentieth".split(),
        start=1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}

_HEDGES_BEFORE: tuple[tuple[str, str], ...] = (
    (
        "at least",
        r"at (?:the very )?least|at a minimum|(?:no|not) (?:less|fewer) than|a minimum of|"
        r"minimum|≥",
    ),
    (
        "up to",
        r"up to|as (?:much|many|high) as|at best|by (?:some|most|other) (?:estimates|counts)",
    ),
    (
        "at most",
        r"at (?:the )?(?:very )?most|(?:no|not|never|nor) (?:more|over|much more) than|"
        r"(?:do|does|did) not exceed|not exceeding|a maximum of|maximum|≤",
    ),
    (
        "more than",
        r"(?:just |slightly |a (?:little|bit|shade) |little |only slightly |well |far |much |"
        r"significantly |considerably )?"
        r"(?:more than|over|above|in excess of|upwards? of|north of|beyond|greater than|"
        r"exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|top(?:s|ped|ping))|>",
    ),
    (
        "less than",
        r"(?:just |slightly |a (?:little|bit|shade) |well |far |much )?"
        r"(?:less than|fewer than|under|below|smaller than)|not (?:even|quite)|<",
    ),
    (
        "nearly",
        r"(?:very )?(?:nearly|almost|practically|virtually|close to|close on|approaching|nearing|"
        r"nigh on|next to)|(?:just )?(?:short|shy) of|as good as",
    ),
    (
        "only",
        r"only|just|merely|a mere|mere|barely|scarcely|hardly|a meagre|a paltry|"
        r"as (?:little|few|low) as",
    ),
    (
        "about",
        r"about|around|roughly|approximately|approx\.?|some|circa|ca?\.|an estimated|estimated|"
        r"estimated (?:at|to be)|in the (?:order|region|vicinity|neighbou?rhood) of|"
        r"on the order of|something like|perhaps|maybe|more or less|broadly|~|≈|±",
    ),
)
_HEDGES_AFTER: tuple[tuple[str, str], ...] = (
    ("at least", r"or (?:even )?(?:more|above|over)|at (?:the very )?least|at a minimum|"
                 r"if not (?:more|higher)|minimum"),
    ("more than", r"and (?:more|counting|rising)|plus|\+"),
    ("at most", r"or (?:less|fewer|under|below)|at (?:the )?(?:very )?(?:most|best)|"
                r"at the outside|maximum|tops|if that|if not (?:less|fewer)"),
    ("about", r"or so|or thereabouts|give or take|more or less|approximately|roughly|odd"),
    ("only", r"only"),
)  # fmt: skip
_BOUNDING = ("at least", "up to", "at most", "more than", "less than", "nearly")

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

_PERCENT = r"%|per[ -]?cents?(?!age)\b|pct\b\.?|pc\b"
_LENGTH = (("km", r"kilomet(?:re|er)s?\b|kms?\b"), ("mi", r"miles?\b|mi\b"))
_TIME = (("days", r"days?\b"), ("weeks", r"weeks?\b"), ("months", r"months?\b"))
_PEOPLE = r"people|civilians?|residents?|inhabitants?|persons?|souls"
COUNT_NOUN = (
    r"sub-?districts?|districts?|neighbou?rhoods?|quarters?|blocks?|suburbs?|settlements?|towns?|"
    r"villages?|hamlets?|townships?|cities|city|municipalit(?:y|ies)|communes?|provinces?|"
    r"regions?|oblasts?|governorates?|counties|county|localit(?:y|ies)|communit(?:y|ies)|"
    r"boroughs?|islands?|states|state|areas?|local government areas|territories|"
    r"(?:provincial|regional|state|district) (?:capitals?|cent(?:re|er)s)|capitals"
)
_COUNTED = re.compile(rf"((?:[\w'-]+ ){{0,4}}?)({COUNT_NOUN})(?: and ({COUNT_NOUN}))?(?![\w-])")
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

_DIGITS = (
    r"(?:[1-9]\d{0,2}(?:,\d{3})++(?:\.\d{1,9})?|"
    r"\d{1,15}(?:\.\d{1,9}|,\d{1,2}(?!\d))?(?:e\+?\d{1,4})?)(?![\d/]|[.,]\d|(?:st|nd|rd|th)\b)"
)
_SMALL = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}|"
    rf"{'|'.join(_ONES)}|zero)(?![a-z])"
)
_WORDED = (
    rf"(?:half[ -]a[ -](?:dozen|million)|(?:a|{'|'.join(_ONES)})[ -]dozen|"
    rf"(?:a|{_SMALL}) hundred(?: (?:and )?(?:{_SMALL}))?|{_SMALL}|a(?= (?:thousand|million)\b))"
)
_SCALED = (
    r"(?:[ -](?:thousand|million|billion)\b|(?<=\d)m\b)?"
    r"(?: and (?:a half|a quarter|a third)\b| [1-3]/[2-4](?!\d))?"
)
_NUMBER = rf"(?:{_DIGITS}|{_WORDED}){_SCALED}"
_OPEN = r"(?<![\w.,/$€£#-])"
_FOLLOW = (
    r"(?= (?:of|or|by|at|is|are|was|were|has|have|had|remains?|remained|under|to|since|within|if|"
    r"so|lost|gone|held|the|its|their|his|her|what|this|that|our|free|in|liberated|captured|"
    r"cleared|control\w*|ha[sd]|fell|now|[\w'-]+'s?)(?![\w-])|[^\w -]| - | ?$)"
)
_PART = "|".join(word for word in _PARTS if word != "halve")
_START = re.compile(
    rf"{_OPEN}(?:"
    rf"(?P<few>{'|'.join(_ONES)}|\d{{1,2}}) in (?:every )?(?P<many>{_SMALL}|\d{{1,2}})(?= [a-z])|"
    rf"(?P<top>\d)/(?P<under>\d{{1,2}})(?= of\b)|"
    rf"(?P<some>{'|'.join(_ONES[1:])}|[2-9])[ -](?P<parts>thirds|quarters|fourths|fifths|sixths|"
    rf"sevenths|eighths|ninths|tenths){_FOLLOW}|"
    rf"(?:(?:an?|one)[ -](?:full )?)?(?P<part>(?<=[ -])(?:{_PART})|(?<![ -])(?:{_PART})|half)"
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
_BEFORE_RANGE = re.compile(r"(?<!\w)(between|from)(?: (?:around|about|roughly|some))? ?$")
_UNITS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("percent", "percent", re.compile(rf" ?-?(?:{_PERCENT})")),
    *(("area", unit, re.compile(rf"[ -]?(?:more |additional |further )?(?:{written})"))
      for unit, _, written in AREA_UNITS),
    *(("length", unit, re.compile(rf"[ -]?(?:{written})")) for unit, written in _LENGTH),
    *(("time", unit, re.compile(rf"[ -](?:straight |consecutive )?(?:{written})"))
      for unit, written in _TIME),
)  # fmt: skip
_HEDGE_BEFORE = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<h{i}>{pattern})" for i, (_, pattern) in enumerate(_HEDGES_BEFORE))
    + r")(?:,? (?:the|an?|another|all|all of|their|its|additional|further|some of|what is|between|"
    r"an area of|(?:a )?total of|remaining))* ?$"
)
_HEDGE_AFTER = re.compile(
    r"[ ,(]*-?(?:"
    + "|".join(f"(?P<h{i}>{pattern})" for i, (_, pattern) in enumerate(_HEDGES_AFTER))
    + r")(?![\w-])"
)
_CONTROL_OVER = re.compile(r"(?:control|grip|hold|rule|authority|sovereignty|power|sway) over ?$")
_WINDOW = 56
_WHOLE_WORD = re.compile(r"[\w'-]+")


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
        ``others`` (three others) or ``bare``.
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
    >>> [(n.low, n.hedge, n.family) for n in find("at least 12 towns, or a third of the land")]
    [(12.0, 'at least', 'count'), (33.333333333333336, '', 'fraction')]
    """
    position = 0
    while (match := _START.search(plain, position)) is not None:
        found = _read(plain, match)
        yield from (numeral for numeral in found if math.isfinite(numeral.high))
        position = max([match.end(), *(numeral.end for numeral in found)])


def ordinal(word: str) -> int | None:
    """Return the number of an ordinal such as ``13th`` or ``seventh``; None for other words.

    Examples
    --------
    >>> ordinal("13th"), ordinal("seventh"), ordinal("twenty-third"), ordinal("day")
    (13, 7, 23, None)
    """
    if digits := re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)", word):
        return int(digits[1])
    tens, _, last = word.rpartition("-")
    if tens and tens not in _TENS:
        return None
    unit = _ORDINALS.get(last)
    return unit if unit is None else unit + int(_WORDS.get(tens, 0) if tens else 0)


def _read(plain: str, match: re.Match[str]) -> list[Numeral]:
    hedge, phrase_start = _hedge_before(plain, match.start())
    if match["number"] is None:
        share = 100 * _share_of(match)
        family = "fraction" if 0 < share <= 100 else "bare"
        end = match.end()
        if not hedge and (tail := _HEDGE_AFTER.match(plain, end)):
            hedge = _name(tail, _HEDGES_AFTER)
        return [Numeral(match.start(), end, share, share, hedge, family, "percent",
                        phrase_start=phrase_start)]  # fmt: skip
    low = high = _number(match["number"])
    digits, end, whole, joint = match["number"], match.end(), None, ""
    if tail := _TAIL.match(plain, end):
        end = tail.end()
        hedge = hedge or _hedge_at(plain, tail.start())
    elif ratio := _RATIO.match(plain, end):
        whole, end = _number(ratio["whole"]), ratio.end()
    elif several := _RANGE.match(plain, end):
        joint = several["joint"].strip()
        before = _BEFORE_RANGE.search(plain, max(0, phrase_start - 24), phrase_start)
        opening = before or _BEFORE_RANGE.search(plain, max(0, match.start() - 24), match.start())
        if joint != "and" or (opening is not None and opening[1] == "between"):
            high, digits, end = _number(several["second"]), several["second"], several.end()
            if opening and opening[1] == "from" and high < low:
                joint = "from"
            if opening and not hedge:
                hedge, phrase_start = _hedge_before(plain, opening.start())
        else:
            joint = ""
    family, unit, modifiers, stop = _unit_at(plain, end, high)
    if not unit and whole is not None:
        whole, (family, unit, modifiers, stop) = None, _unit_at(plain, match.end(), low)
    elif not unit and high != low:
        low = high = _number(match["number"])
        digits, (family, unit, modifiers, stop) = (
            match["number"],
            _unit_at(plain, match.end(), low),
        )
    hedge = hedge or _hedge_at(plain, stop)
    digits = digits if digits[0].isdigit() else ""
    if joint == "from":
        first = Numeral(match.start(), match.end(), low, low, "", family, unit, digits,
                        None, phrase_start)  # fmt: skip
        second = Numeral(several.start("second"), stop, high, high, hedge, family, unit, digits,
                         None, several.start("second"))  # type: ignore[union-attr]  # fmt: skip
        return [first, second]
    return [Numeral(match.start(), stop, min(low, high), max(low, high), hedge, family, unit,
                    digits, whole, phrase_start, modifiers)]  # fmt: skip


def _unit_at(plain: str, end: int, value: float) -> tuple[str, str, str, int]:
    for family, unit, pattern in _UNITS:
        if found := pattern.match(plain, end):
            return family, unit, "", found.end()
    start = end + 1 if plain[end : end + 1] in (" ", "-") else end
    if start == end:
        return "bare", "", "", end
    for family, pattern in (("people", _PEOPLED), ("count", _COUNTED)):
        found = pattern.match(plain, start)
        if found and all(map(_MODIFIER.fullmatch, _WHOLE_WORD.findall(found[1]))):
            if family == "count" and found[2][-1] != "s" and value != 1:
                continue
            return family, _counted(found), found[1].strip(), found.end()
    if found := _OTHERS.match(plain, start):
        return "others", "districts", "", found.end()
    return "bare", "", "", end


def _counted(found: re.Match[str]) -> str:
    noun = found[2].replace("neighbor", "neighbour")
    if noun.endswith("ity"):
        return f"{noun[:-1]}ies"
    return noun if noun.endswith("s") or noun == "people" else f"{noun}s"


def _share_of(match: re.Match[str]) -> float:
    if match["few"]:
        many = _number(match["many"])
        return _number(match["few"]) / many if many else 0.0
    if match["top"]:
        return int(match["top"]) / (int(match["under"]) or math.inf)
    if match["some"]:
        return _number(match["some"]) / _PARTS[match["parts"].rstrip("s")]
    return 1 / _PARTS[match["part"]]


def _number(text: str) -> float:
    words = text.replace("-", " ").split()
    if words[0][0].isdigit():
        numeral = words[0].removesuffix("m")
        if re.search(r",\d{1,2}(?:e|$)", numeral):
            numeral = numeral.replace(",", ".")
        value = float(numeral.replace(",", "")) * (1e6 if words[0].endswith("m") else 1)
        rest = words[1:]
    else:
        value, rest = 0.0, words
    for i, word in enumerate(rest):
        if word in _SCALES:
            value = (value or 1) * _SCALES[word]
        elif word == "dozen":
            value = (value or 1) * 12
        elif word == "half" and i == 0:
            value = 0.5
        elif word in _PARTS:
            value += 1 / _PARTS[word]
        elif "/" in word:
            value += int(word[0]) / int(word[2])
        elif word in _WORDS and word != "a":
            value += _WORDS[word]
    return value


def _hedge_before(plain: str, start: int) -> tuple[str, int]:
    """Return the hedge before a number, and where the whole phrase starts."""
    chain: list[str] = []
    cut = start
    while len(chain) < 3:
        found = _HEDGE_BEFORE.search(plain, max(0, cut - _WINDOW), cut)
        if found is None or _CONTROL_OVER.search(plain, max(0, found.start() - 12), cut):
            break
        chain.append(_name(found, _HEDGES_BEFORE))
        cut = found.start()
    for names in (_BOUNDING, ("about",), ("only",)):
        for name in chain:
            if name in names:
                return name, cut
    return "", cut


def hedge_after(plain: str, start: int, stop: int) -> str:
    """Return a hedge that closes a phrase ("40% of the city at most"); empty when there is none."""
    for found in _CLOSING.finditer(plain, start, stop):
        return _name(found, _HEDGES_AFTER)
    return ""


_CLOSING = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<h{i}>{p})" for i, (name, p) in enumerate(_HEDGES_AFTER) if name != "only")
    + r")(?= ?(?:[.,;:)!?\"]| - |$))"
)


def _hedge_at(plain: str, start: int) -> str:
    found = _HEDGE_AFTER.match(plain, start)
    return _name(found, _HEDGES_AFTER) if found else ""


def _name(found: re.Match[str], table: tuple[tuple[str, str], ...]) -> str:
    return next(table[int(key[1:])][0] for key, text in found.groupdict().items() if text)
