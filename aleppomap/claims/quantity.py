"""Numbers as people state them, and the intervals their hedges allow.

The intervals are policy: they are printed with every verdict and an argument can set
them. That round numbers are read loosely is from the literature (Krifka 2007,
"Approximate interpretation of number words"), as is that hedges differ in few kinds, by
number more than by word (Ferson et al. 2015, "Natural language of uncertainty: numeric
hedge words"); the size of the intervals is ours.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from aleppomap.claims import numerals, parts
from aleppomap.claims.former import is_former
from aleppomap.claims.text import normalise
from aleppomap.errors import AleppoMapError, suggestion

__all__ = [
    "WHOLE", "WIDTHS", "Bands", "Interval", "Quantity", "Widths", "as_widths", "bands",
    "granularity",
    "parse_quantity", "quantity_of", "size_granularity", "stated_in", "whole_km2_of",
]  # fmt: skip

TEXT_MAX = 20_000
"""Characters of a phrase that are read."""

WORD_GRAIN = 10.0
"""Granularity, in points, of halves, thirds and quarters in words, under every hedge."""

ONE_SIDED_SLACK_POINTS = 1.0
"""How far below "more than v" still counts as close, in percentage points."""

_JUDGED = ("percent", "fraction", "area", "count")


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
        unit = {"percent": "%", "km2": "km²"}.get(self.unit, self.unit)
        return " ".join(part for part in (self.hedge, number, unit) if part)


WHOLE = Quantity(100.0, 100.0, "", "percent", 5.0)
"""What "under full control" states."""


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
    digits = _plain(numeral)
    value = float(digits)
    if "." in digits and value != int(value):
        return float(f"1e-{len(digits.rstrip('0').split('.')[1])}")
    if value == 0:
        return 1.0
    return 10.0 if value % 10 == 0 else 5.0 if value % 5 == 0 else 1.0


def size_granularity(numeral: str) -> float:
    """Return the granularity of an area or a length: of large ones the last place that counts.

    Below 100 as `granularity`; from there on the place of the last digit that is not 0 (five
    times that for a 5), and at most a tenth of the number.

    Examples
    --------
    >>> [size_granularity(text) for text in ("45", "593", "600", "1,250", "1,200", "56,000")]
    [5.0, 1.0, 60.0, 50.0, 100.0, 1000.0]
    """
    grain = granularity(numeral)
    value = float(_plain(numeral))
    if value < 100 or value != int(value):
        return grain
    place = 1
    while value % (10 * place) == 0:
        place *= 10
    return min(place * (5.0 if value / place % 10 == 5 else 1.0), value / 10)


def _plain(numeral: str) -> str:
    """Return a numeral with a point for its decimals and nothing between its thousands."""
    return re.sub(r"[,\s]", "", re.sub(r",(?=\d{1,2}$)", ".", numeral))


@dataclass(frozen=True)
class Widths:
    """How far ours may lie from a stated number: policy, for an argument to set.

    Parameters
    ----------
    core, tolerated
        Reach around the number, in granularities of its numeral.
    one_sided_points
        How far below "more than v" still counts as close, in percentage points.
    """

    core: float = 0.5
    tolerated: float = 1.0
    one_sided_points: float = ONE_SIDED_SLACK_POINTS


WIDTHS = Widths()
"""The widths of the design."""


def as_widths(widths: Widths | Mapping[str, float]) -> Widths:
    """Return widths given as such or by the names of their fields.

    Raises
    ------
    AleppoMapError
        If it is neither, names another field, holds no number from 0 on, or tolerates less
        than its core; every fault is said.

    Examples
    --------
    >>> as_widths({"tolerated": 1.5})
    Widths(core=0.5, tolerated=1.5, one_sided_points=1.0)
    """
    allowed = [field.name for field in fields(Widths)]
    how = "give am.Widths(core=0.5, tolerated=1.0, one_sided_points=1.0), or a mapping of these"
    if isinstance(widths, Mapping):
        given = {str(name): value for name, value in widths.items()}
    elif isinstance(widths, Widths):
        given = {name: getattr(widths, name) for name in allowed}
    else:
        raise AleppoMapError(f"widths is {widths!r}, which is no widths; {how}")
    faults = [f"no field {name!r}{suggestion(name, allowed)}" for name in given
              if name not in allowed]  # fmt: skip
    faults += [
        f"{name} is {value!r}; allowed: a number from 0 on" for name, value in given.items()
        if name in allowed and not _is_width(value)
    ]  # fmt: skip
    if not faults:
        widths = Widths(**given)
        if widths.core > widths.tolerated:
            faults = [f"core is {widths.core:g}, more than tolerated, {widths.tolerated:g}"]
    if faults or not isinstance(widths, Widths):
        raise AleppoMapError(f"widths: {'; '.join(faults)}; {how}")
    return widths


def _is_width(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value) and value >= 0  # type: ignore[operator,arg-type]


def bands(
    quantity: Quantity, range_low: float, range_high: float, widths: Widths = WIDTHS
) -> Bands:
    """Return the core and the tolerated interval of a stated number.

    Parameters
    ----------
    quantity
        The number, its hedge and granularity.
    range_low, range_high
        Our own range; no two-sided tolerance is narrower than half of it.
    widths
        The policy.

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
    near, far = grain * widths.core, grain * widths.tolerated
    slack = widths.one_sided_points if quantity.unit == "percent" else near
    floor = (range_high - range_low) / 2
    if hedge in ("more than", "at least"):
        core = Interval(low, high + far, low_open=hedge == "more than")
        return Bands(core, Interval(low - slack, math.inf))
    if hedge in ("less than", "at most", "only"):
        core = Interval(low - far, high, high_open=hedge == "less than")
        return Bands(core, Interval(-math.inf, high + slack))
    if hedge == "nearly":
        core = Interval(low - near, high, high_open=True)
        return Bands(core, Interval(low - max(far, floor), high, high_open=True))
    if low != high:
        reach = max(near, floor)
        return Bands(Interval(low, high), Interval(low - reach, high + reach))
    reach = max(far, floor)
    return Bands(Interval(low - near, high + near), Interval(low - reach, high + reach))


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
    numeral = stated_in(normalise(text[:TEXT_MAX]))
    return None if numeral is None else quantity_of(numeral)


def stated_in(plain: str) -> numerals.Numeral | None:
    """Return the first number with a unit that is judged, in plain text; None for none.

    One that the number of now is only compared with comes last.

    Examples
    --------
    >>> stated_in("shrunk from 45 to 20 sq km").low
    20.0
    """
    found = parts.joined(plain, numerals.find(plain))
    judged = [n for n in found if n.family in _JUDGED]
    now = (n for n in judged if not is_former(plain, n.phrase_start))
    return next(now, next(iter(judged), None))


def whole_km2_of(numeral: numerals.Numeral) -> float | None:
    """Return the 45 of "20 of 45 square kilometres" in km2; None where no whole is stated.

    Examples
    --------
    >>> whole_km2_of(stated_in("20 of 45 sq km")), whole_km2_of(stated_in("20 sq km"))
    (45.0, None)
    """
    if numeral.family != "area" or not numeral.whole or numeral.whole <= 0:
        return None
    return numeral.whole * next(s for unit, s, _ in numerals.AREA_UNITS if unit == numeral.unit)


def quantity_of(numeral: numerals.Numeral) -> Quantity | None:
    """Return a numeral in the units that are judged; None when it is in none of them.

    Parameters
    ----------
    numeral
        As `numerals.find` gives it.
    """
    low, high, whole = numeral.low, numeral.high, numeral.whole
    if numeral.family == "fraction":
        return Quantity(low, high, numeral.hedge, "percent", WORD_GRAIN)
    if numeral.family == "area" and whole is not None:
        if whole <= 0:
            return None
        return Quantity(100 * low / whole, 100 * high / whole, numeral.hedge, "percent",
                        100 / whole)  # fmt: skip
    if numeral.family == "percent":
        return Quantity(low, high, numeral.hedge, "percent",
                        granularity(numeral.digits or f"{high:g}"))  # fmt: skip
    if numeral.family == "area":
        size = next(size for unit, size, _ in numerals.AREA_UNITS if unit == numeral.unit)
        grain = size_granularity(numeral.digits) if numeral.digits else 1.0
        return Quantity(low * size, high * size, numeral.hedge, "km2", grain * size)
    if numeral.family == "count":
        hedged = numeral.digits and numeral.hedge and whole is None
        grain = granularity(numeral.digits) if hedged else 1.0
        return Quantity(low, high, numeral.hedge, "districts", grain)
    return None
