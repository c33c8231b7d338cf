"""A part and its whole, each with its unit: "20 sq km (8 sq miles) of the total 45 sq km"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from aleppomap.claims.numerals import AREA_UNITS, Numeral

__all__ = ["joined"]

_JOINT = re.compile(
    r"(?: ?\([^()]{0,60}\))?,? (?:out )?of (?:(?:the|an?|its|their|all|of|about|some|around|"
    r"roughly|total|whole|entire|estimated|original|initial|(?:[\w-]+ )?[\w-]+(?:'s|s')) ){0,5}"
)


def joined(plain: str, found: Iterable[Numeral]) -> list[Numeral]:
    """Return numbers in order, an area and the area it is said to be part of as one.

    Examples
    --------
    >>> from aleppomap.claims.numerals import find
    >>> text = "20 sq km of the total 45 sq km"
    >>> [(n.low, n.whole) for n in joined(text, find(text))]
    [(20.0, 45.0)]
    """
    read: list[Numeral] = []
    sizes = {unit: size for unit, size, _ in AREA_UNITS}
    for numeral in sorted(found, key=lambda n: n.start):
        part = _part_of(plain, read, numeral) if numeral.family == "area" else None
        if part is None:
            read.append(numeral)
            continue
        del read[read.index(part) :]
        whole = numeral.high * sizes[numeral.unit] / sizes[part.unit]
        read.append(replace(part, whole=whole, end=numeral.end))
    return read


def _part_of(plain: str, read: list[Numeral], whole: Numeral) -> Numeral | None:
    """Return the area before a whole that is its part; one in brackets only converts it."""
    for part in reversed(read[-2:]):
        own = part.family == "area" and part.whole is None and whole.whole is None
        if own and _JOINT.fullmatch(plain, part.end, whole.start):
            return part
    return None
