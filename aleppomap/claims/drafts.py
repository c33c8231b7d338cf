"""A claim as a rule leaves it, before its sentence says who and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from aleppomap.claims import hedges
from aleppomap.claims.context import NounPhrase, Predicate, Sentence
from aleppomap.claims.numerals import AREA_UNITS, Numeral
from aleppomap.claims.quantity import quantity_of, whole_km2_of

__all__ = ["Draft", "Known", "drafted"]

Known = Callable[[str], bool]


@dataclass(frozen=True)
class Draft:
    """A claim as a rule found it: what is said, where, and by which rule."""

    kind: str
    rule: str
    start: int
    end: int
    low: float | None = None
    high: float | None = None
    hedge: str = ""
    unit: str = ""
    grain: float | None = None
    governor: Predicate | None = None
    denominator: tuple[int, int] | None = None
    number_end: int | None = None
    whole_km2: float | None = None


def drafted(
    kind: str,
    rule: str,
    sentence: Sentence,
    numeral: Numeral,
    phrase: NounPhrase | None = None,
    governor: Predicate | None = None,
) -> Draft:
    """Return a claim over a number and its "of …", a closing hedge included.

    An area of a stated whole ("20 of 45 km²") is the share that `quantity_of` reads it as.
    """
    end = max(numeral.end, phrase.end if phrase and phrase.kind != "none" else 0)
    hedge = numeral.hedge
    if not hedge:
        stop = min(len(sentence.lower), end + 24)
        hedge = hedges.closing(sentence.lower, end, stop)
    denominator = (phrase.start, phrase.end) if phrase and phrase.kind != "none" else None
    whole_km2 = whole_km2_of(numeral)
    share = quantity_of(numeral) if whole_km2 else None
    if share is not None:
        return Draft("share", f"{rule}-of-whole", numeral.phrase_start, end, share.low, share.high,
                     hedge, share.unit, share.grain, governor, denominator, numeral.end,
                     whole_km2)  # fmt: skip
    return Draft(kind, rule, numeral.phrase_start, end, numeral.low, numeral.high, hedge,
                 numeral.unit, _grain(numeral), governor, denominator, numeral.end)  # fmt: skip


def _grain(numeral: Numeral) -> float | None:
    """Return the granularity of a number in the unit it is stated in; None where none is judged."""
    quantity = quantity_of(replace(numeral, whole=None))
    if quantity is None:
        return None
    sizes = {unit: size for unit, size, _ in AREA_UNITS}
    return quantity.grain / sizes.get(numeral.unit, 1.0)
