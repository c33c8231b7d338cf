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
_TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
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
    ("up to", r"up to|as (?:much|many|high) as|at best|by (?:some|most|other) (?:estimates|counts)"),
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
    r"(?<![\w.,/$€£#-])(?:[1-9]\d{0,2}(?:,\d{3})++(?:\.\d{1,9})?|"
    r"\d{1,15}(?:\.\d{1,9}|,\d{1,2}(?!\d))?(?:e\+?\d{1,4})?)(?!\d|[.,]\d|(?:st|nd|rd|th)\b)"
)
_AFTER_DASH = _DIGITS.replace(r"[\w.,/$€£#-]", r"[\w.,/$€£#]", 1)
_SMALL = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}|"
    rf"{'|'.join(_ONES)}|zero)(?![a-z])"
)
_WORDED = (
    rf"(?<![\w-])(?:half[ -]a[ -]dozen|(?:a|{'|'.join(_ONES)})[ -]dozen|"
    rf"(?:(?:a|{_SMALL}) )hundred(?: (?:and )?(?:{_SMALL}))?|{_SMALL}|a(?= (?:thousand|million)))"
)
_MIXED = r"(?: (?:and )?(?:(?:a )?(?:half|quarter|third)\b|\d/\d\b))?"
_VALUE = rf"(?:{_DIGITS}|{_WORDED})(?:[ -](?:thousand|million|billion)\b)?"
_SECOND = rf"(?:{_AFTER_DASH}|{_WORDED[len('(?<![a-zA-Z-])') - 6 :]})"
