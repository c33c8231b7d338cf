"""Where the number of a claim is: the region or district that the words beside it name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aleppomap.claims import numerals, words
from aleppomap.claims.context import ACTORS
from aleppomap.claims.elsewhere import area_named, elsewhere, own_words
from aleppomap.claims.gazetteer import gazetteer
from aleppomap.claims.phrases import EXCEPT
from aleppomap.claims.quantity import quantity_of, stated_in
from aleppomap.claims.text import Plain, flatten
from aleppomap.territory import Territory

if TYPE_CHECKING:
    from aleppomap.claims.extract import FoundClaim

__all__ = ["outside_exception", "where", "where_found", "without_outline"]

_NEARBY = re.compile(r" (?:around|near|beside|close to|next to|between|outside|opposite) ")
"""What is named after it is not where the number is, but beside it."""

_OF_THEIRS = re.compile(
    r" of (?:all )?(?:what|that|which|it|their|its|the (?:ground|territory|area|land) "
    r"(?:that|which|they|it))(?![\w-])"
)
"""A number with a whole of its own: no place named earlier is that."""

_WHOSE = re.compile(rf"(?:[A-Z][\w'-]* )*[A-Z][\w-]*'s (?=(?:\w+ )?{ACTORS.pattern}(?![\w-]))")
"""Who a party is and not where: "East Aleppo's rebels"."""


def where(text: str, territory: Territory, region: str) -> tuple[str, str]:
    """Return the area outside the data that a phrase names, or else the region inside them."""
    flat = flatten(text[:20_000])
    numeral = stated_in(flat.lower)
    if numeral is None:
        return without_outline(region, territory), region
    return _where_of(flat, numeral, territory)


def _where_of(flat: Plain, numeral: numerals.Numeral, territory: Territory) -> tuple[str, str]:
    """Return the area outside the data of a number in its words, or else the region inside."""
    names, after = gazetteer(territory), flat.text[numeral.end :]
    if stranger := elsewhere(after, names):
        return stranger, ""
    own = _NEARBY.split(own_words(after), maxsplit=1)[0]
    region = names.region_in(own)
    if not region:
        said = names.region_in(f"{_before(flat, numeral)}{own}")
        beside = numeral.family == "count" and said in territory.districts.index
        region = "" if beside else said  # a district named beside others is none of them
    region = region or names.district_in(after[: area_named(after)])
    return without_outline(region, territory), region


def _before(flat: Plain, numeral: numerals.Numeral) -> str:
    """Return the words before a number that can say where: none where another has them."""
    said = flat.text[: numeral.phrase_start]
    another = stated_in(flat.lower[: numeral.phrase_start])
    whole = words.CLAIM_OF_WHOLE.search(flat.lower, 0, numeral.phrase_start)
    theirs = _OF_THEIRS.match(flat.lower, numeral.end)
    said = _WHOSE.sub("", said[said.rfind(";") + 1 :])
    return "" if another or whole or theirs else said


def without_outline(region: str, territory: Territory) -> str:
    """Return the name of a place that is neither region nor district: it has no area here."""
    if not region or region in territory.regions.index or region in territory.districts.index:
        return ""
    return str(territory.places["name"].get(region, ""))


def where_found(found: FoundClaim, territory: Territory) -> tuple[str, str]:
    """Return where the number of a claim is, by the words beside it: "in eastern Aleppo, 12 …"."""
    flat = flatten(found.sentence)
    at = flat.text.find(flatten(found.phrase).text)
    numeral = next((n for n in numerals.find(flat.lower) if n.end > at and quantity_of(n)), None)
    return ("", "") if at < 0 or numeral is None else _where_of(flat, numeral, territory)


def outside_exception(found: FoundClaim) -> str:
    """Return the words that say of what a claim is a whole: none of what is excepted from it."""
    if found.rule != "whole-but":
        return found.sentence
    at = max(0, found.sentence.find(found.phrase))
    return EXCEPT.split(found.sentence[at:], maxsplit=1)[0]
