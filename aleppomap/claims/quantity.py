"""Numbers as people state them, and the intervals their hedges allow.

The intervals are policy: they are printed with every verdict and an argument can
set them. Their order follows the literature on approximators and numeral roundness
(Krifka 2007, "Approximate interpretation of number words"; Ferson et al. 2015,
"Natural language of uncertainty: numeric hedge words"); their size is ours.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Bands", "Interval", "Quantity", "bands", "granularity", "parse_quantity"]

WORD_GRAIN = 10.0
"""Granularity, in points, of halves, thirds and quarters in words, under every hedge."""

ONE_SIDED_SLACK_POINTS = 1.0
"""How far below "more than v" still counts as close, in percentage points."""

_FRACTIONS = {
    "half": 50.0,
    "a half": 50.0,
    "one half": 50.0,
    "a third": 100 / 3,
    "one third": 100 / 3,
    "two thirds": 200 / 3,
    "a quarter": 25.0,
    "one quarter": 25.0,
    "three quarters": 75.0,
    "a fifth": 20.0,
    "one fifth": 20.0,
    "two fifths": 40.0,
    "three fifths": 60.0,
    "four fifths": 80.0,
    "a tenth": 10.0,
    "one tenth": 10.0,
    "nine tenths": 90.0,
}
_UNITS_IN_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS_IN_WORDS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

_HEDGES: tuple[tuple[str, str], ...] = (
    ("at least", r"at (?:the very )?least|(?:no|not) (?:less|fewer) than|a minimum of"),
    ("up to", r"up to|as much as|as many as|at best"),
    (
        "at most",
        r"at (?:the )?most|(?:no|not) more than|(?:do|does|did) not exceed|a maximum of",
    ),
    (
        "more than",
        r"(?:just |slightly |a little |well |far )?"
        r"(?:more than|over|above|in excess of|upwards? of|exceed(?:s|ed|ing)?)",
    ),
    ("less than", r"(?:just |slightly |a little )?(?:less than|fewer than|under|below)"),
    ("nearly", r"nearly|almost|practically|virtually|close to|approaching|just short of"),
    ("only", r"only|just|merely|a mere"),
    (
        "about",
        r"about|around|roughly|approximately|approx\.?|some|circa|ca\.|an estimated|"
        r"in the order of|~|≈",
    ),
)
_UNIT_PATTERNS: tuple[tuple[str, float, str], ...] = (
    ("percent", 1.0, r"%|٪|per ?cent(?:age points?)?|pct\.?|percent"),
    ("km2", 1.0, r"km2|km²|km\^2|sq\.? ?km|square[ -]kilomet(?:re|er)s?|sq\.? kilomet(?:re|er)s?"),
    ("km2", 2.589988110336, r"sq\.? ?mi(?:les?)?\.?|square[ -]miles?"),
    ("km2", 0.01, r"ha\b|hectares?"),
    (
        "districts",
        1.0,
        r"(?:[a-z-]+ ){0,2}?(?:districts?|neighbou?rhoods?|quarters?|blocks?|areas)",
    ),
)
_DIGITS = r"\d{1,3}(?:[,\u202f\u00a0]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Quantity:
    """A number as stated.

    Parameters
    ----------
    low, high
        The number, or the ends of a range, in `unit`.
    hedge
        One of `vocab.HEDGES`; empty for a bare number.
    unit
        ``percent``, ``km2`` or ``districts``.
    grain
        Granularity of the numeral, in `unit`.
    """

    low: float
    high: float
    hedge: str
    unit: str
    grain: float

    def __str__(self) -> str:
        ends = [f"{round(end, 2):,.10g}" for end in (self.low, self.high)]
        number = ends[0] if self.low == self.high else "–".join(ends)
        unit = {"percent": "%", "km2": "km²", "districts": "districts"}.get(self.unit, self.unit)
        return " ".join(part for part in (self.hedge, number, unit) if part)


@dataclass(frozen=True)
class Interval:
    """An interval of the real line, each end open or closed."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, value: float) -> bool:
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below

    def __str__(self) -> str:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        ends = [f"{v:.4g}" if math.isfinite(v) else "∞" for v in (self.low, self.high)]
        ends[0] = "-∞" if self.low == -math.inf else ends[0]
        return f"{left}{ends[0]}, {ends[1]}{right}"


@dataclass(frozen=True)
class Bands:
    """What the words allow: the core of what they say, and what is tolerated."""

    core: Interval
    tolerated: Interval

    @property
    def extra_above(self) -> float:
        """Value beyond which a lower bound is *understated*; infinite otherwise."""
        return self.core.high if self.tolerated.high == math.inf else math.inf

    @property
    def extra_below(self) -> float:
        """Value below which an upper bound is *overstated*; minus infinity otherwise."""
        return self.core.low if self.tolerated.low == -math.inf else -math.inf


def granularity(numeral: str) -> float:
    """Return the granularity of a numeral: 10, 5, 1, or its last decimal.

    Raises
    ------
    ValueError
        If the text is no number.

    Examples
    --------
    >>> [granularity(text) for text in ("40", "45", "37", "41.5")]
    [10.0, 5.0, 1.0, 0.1]
    """
    digits = re.sub(r"[,\u202f\u00a0\s]", "", numeral)
    value = float(digits)
    if "." in digits and value != int(value):
        return float(f"1e-{len(digits.rstrip('0').split('.')[1])}")
    if value == 0:
        return 1.0
    return 10.0 if value % 10 == 0 else 5.0 if value % 5 == 0 else 1.0


def bands(quantity: Quantity, range_low: float, range_high: float) -> Bands:
    """Return the core and the tolerated interval of a stated number.

    Parameters
    ----------
    quantity
        The number, its hedge and granularity.
    range_low, range_high
        Our own range; no two-sided tolerance is narrower than half of it.

    Returns
    -------
    Bands
        Core within tolerated.

    Examples
    --------
    >>> forty = Quantity(40.0, 40.0, "about", "percent", 10.0)
    >>> print(bands(forty, 29.4, 37.0).core, bands(forty, 29.4, 37.0).tolerated)
    [35, 45] [30, 50]
    >>> print(bands(Quantity(30.0, 30.0, "at least", "percent", 10.0), 15.7, 28.8).tolerated)
    [29, ∞]
    """
    low, high, grain, hedge = quantity.low, quantity.high, quantity.grain, quantity.hedge
    slack = ONE_SIDED_SLACK_POINTS if quantity.unit == "percent" else grain / 2
    floor = (range_high - range_low) / 2
    if hedge in ("more than", "at least"):
        core = Interval(low, high + grain, low_open=hedge == "more than")
        return Bands(core, Interval(low - slack, math.inf))
    if hedge in ("less than", "at most", "only"):
        core = Interval(low - grain, high, high_open=hedge == "less than")
        return Bands(core, Interval(-math.inf, high + slack))
    if hedge == "nearly":
        core = Interval(low - grain / 2, high, high_open=True)
        if floor > 0:
            tolerated = Interval(min(low - grain, low - floor), high + floor)
        else:
            tolerated = Interval(low - grain, high, high_open=True)
        return Bands(core, tolerated)
    if low != high:
        reach = max(grain / 2, floor)
        return Bands(Interval(low, high), Interval(low - reach, high + reach))
    reach = max(grain, floor)
    return Bands(Interval(low - grain / 2, high + grain / 2), Interval(low - reach, high + reach))


def normalise(text: str) -> str:
    """Return text in NFKC, lower case, with plain hyphens, quotes and single spaces.

    Examples
    --------
    >>> normalise("Two\u2013thirds of  the PART")
    'two-thirds of the part'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = plain.translate({0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2014: "-",
                             0x2212: "-", 0x2018: "'", 0x2019: "'", 0x02BC: "'"})  # fmt: skip
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", plain).strip()


def _number_words() -> dict[str, float]:
    words = {word: float(n) for n, word in enumerate(_UNITS_IN_WORDS)}
    for tens, ten in enumerate(_TENS_IN_WORDS, start=2):
        words[ten] = tens * 10.0
        for unit in range(1, 10):
            for joint in ("-", " "):
                words[f"{ten}{joint}{_UNITS_IN_WORDS[unit]}"] = tens * 10.0 + unit
    return words | {"half a dozen": 6.0, "a dozen": 12.0, "hundred": 100.0, "a hundred": 100.0}


_WORDS = _number_words()
_WORD = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_FRACTION = "|".join(
    sorted((re.escape(f).replace(r"\ ", "[ -]") for f in _FRACTIONS), key=len, reverse=True)
)
_VALUE = rf"(?:{_DIGITS}|\b(?:{_WORD})\b)"
_UNIT = "|".join(f"(?:{pattern})" for _, _, pattern in _UNIT_PATTERNS)
_QUANTITY = re.compile(
    rf"(?P<ratio>(?P<part>{_VALUE}) (?:out )?of (?:the |its |their |about |some |a |an )*"
    rf"(?P<all>{_VALUE})[ -]?(?P<ratio_unit>{_UNIT}))"
    rf"|(?P<low>{_VALUE})(?: ?(?:-|to|and|or) ?(?P<high>{_VALUE}))?[ -]?(?P<unit>{_UNIT})"
    rf"|\b(?P<fraction>{_FRACTION})\b",
)
_HEDGE_BEFORE = tuple(
    (name, re.compile(rf"(?:^|\b|\s)(?:{p})\s*(?:the |a |an )?$")) for name, p in _HEDGES
)


def parse_quantity(text: str) -> Quantity | None:
    """Return the first number with a unit in a phrase, as stated; None when there is none.

    Parameters
    ----------
    text
        A phrase, such as "about 40% of the militant-held part".

    Returns
    -------
    Quantity or None
        Percent for shares (a ratio "20 of 45 sq km" is a share whose granularity is
        one part of the whole), km2 for areas, districts for counts.

    Examples
    --------
    >>> print(parse_quantity("by some estimates as much as 40% of the part"))
    up to 40 %
    >>> print(parse_quantity("more than a third"), parse_quantity("12 neighbourhoods"))
    more than 33.33 % 12 districts
    >>> parse_quantity("a large swath") is None
    True
    """
    plain = normalise(text[:20_000])
    match = _QUANTITY.search(plain)
    if match is None:
        return None
    hedge = _hedge_before(plain[: match.start()])
    if match["fraction"]:
        value = _FRACTIONS[match["fraction"].replace("-", " ")]
        return Quantity(value, value, hedge, "percent", WORD_GRAIN)
    if match["ratio"]:
        part, whole = _value(match["part"]), _value(match["all"])
        if whole <= 0:
            return None
        if _unit(match["ratio_unit"])[0] == "districts":
            return Quantity(part, part, hedge, "districts", 1.0)
        share = 100 * part / whole
        return Quantity(share, share, hedge, "percent", 100 / whole)
    unit, factor = _unit(match["unit"])
    low = _value(match["low"]) * factor
    high = _value(match["high"]) * factor if match["high"] else low
    if not (math.isfinite(low) and math.isfinite(high)):
        return None
    grain = granularity(match["high"] or match["low"]) if match["low"][0].isdigit() else 1.0
    if unit == "percent" and not match["low"][0].isdigit():
        grain = granularity(f"{low:g}")
    if unit == "districts" and not hedge:
        grain = 1.0
    return Quantity(min(low, high), max(low, high), hedge, unit, grain * factor)


def _hedge_before(before: str) -> str:
    for name, pattern in _HEDGE_BEFORE:
        if pattern.search(before):
            return name
    return ""


def _value(numeral: str) -> float:
    if numeral in _WORDS:
        return _WORDS[numeral]
    return float(re.sub(r"[,\u202f\u00a0]", "", numeral))


def _unit(text: str) -> tuple[str, float]:
    return next((u, f) for u, f, pattern in _UNIT_PATTERNS if re.fullmatch(pattern, text))
