"""How a claim is made: from a row of the table, from a phrase, from what `extract` found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from aleppomap.claims import numerals, words
from aleppomap.claims.context import MONTHS
from aleppomap.claims.elsewhere import area_named, elsewhere
from aleppomap.claims.gazetteer import Gazetteer, gazetteer
from aleppomap.claims.holder import Holder, holder_after, stranger_in, subject_before
from aleppomap.claims.model import Claim
from aleppomap.claims.quantity import (
    Quantity,
    granularity,
    quantity_of,
    size_granularity,
    stated_in,
    whole_km2_of,
)
from aleppomap.claims.text import flatten, normalise
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError
from aleppomap.territory import Territory

if TYPE_CHECKING:
    from aleppomap.claims.extract import FoundClaim

__all__ = ["claim_from_found", "claim_from_phrase", "claim_from_row"]

_CHANGED = re.compile(r"^[^;]*?\b(?:has|have|had) been (?:" + words.TAKEN.pattern + ")")
_TIME = re.compile(
    r"\b(?:in|over|since|last|past|this|during|from|between|within|to date|by|until|till|as of|"
    r"today|yesterday|overnight|recently|lately|weekend|\w+day|\d{4}-\d\d-\d\d|"
    rf"(?:{'|'.join(month[:3] for month in MONTHS)})\w*)\b"
)
_HELD_THEN = re.compile(
    r" of (?:[\w'-]+ ){1,9}?(?:held|controlled|ruled|seized|captured|taken|had) (?:[\w'-]+ ){0,3}?"
    r"(?:since|in|from|during) "
)
"""A window of the whole: "a third of the territory they had held since 2012"."""
_SPANS_TIME = ("share", "area", "count", "superlative", "handover")
"""Kinds whose change is counted within a window."""


def claim_from_row(claim_id: str, row: Mapping[str, object]) -> Claim:
    """Return a claim from a row of the claims table."""
    quantity = None
    low, high = float(str(row["low"])), float(str(row["high"]))
    if pd.notna(low):
        hedge, unit = str(row["hedge"]), str(row["unit"])
        grain = float(str(row["grain"]))
        if pd.isna(grain):
            exact = unit == "districts" and hedge in ("", "more than", "at least")
            coarse = size_granularity if unit == "km2" else granularity
            grain = 1.0 if exact else coarse(f"{high:.10g}")
        quantity = Quantity(low, high, hedge, unit, grain)
    since = str(row["since"])
    places = row["places"]
    return Claim(
        claim_id, str(row["text"]), as_day(str(row["as_of"])), str(row["kind"]),
        str(row["measure"]) or "lost", str(row["party"]), str(row["by"]), quantity,
        str(row["region"]), str(row["account"]), as_day(since) if since else None,
        places if isinstance(places, tuple) else (), str(row["contradiction"]),
        as_day(str(row["published_on"])), str(row["swapped_from"]),
    )  # fmt: skip


def claim_from_phrase(text: str, day: str | date | None, territory: Territory) -> Claim:
    """Return a claim from one phrase: hedge, number, unit, region, and who did what.

    Parameters
    ----------
    text
        Such as "about 40% of the militant-held part".
    day
        The day it was said; a day that the text names is told from it and is the one judged.
        When it is None, a day that the text names with its year.
    territory
        Where region and party names are looked up.

    Returns
    -------
    Claim
        Kind share, area or count; without a number its quantity is None.

    Raises
    ------
    AleppoMapError
        If the text is empty.
    ValueError
        If the day is no day.
    """
    plain = normalise(text[:20_000])
    if not plain:
        raise AleppoMapError("the text is empty; give a phrase such as 'about 40% of the area'")
    numeral = stated_in(plain)
    quantity = quantity_of(numeral) if numeral else None
    unit = quantity.unit if quantity else "percent"
    kind = {"percent": "share", "km2": "area", "districts": "count"}[unit]
    names = gazetteer(territory)
    parties = names.parties_in(plain)
    loser = territory.evidence.pivot
    takers = [party for party in parties if party != loser]
    measure, party, by = "lost", loser, ""
    assumed: tuple[str, ...] = ()
    holder, somebody = holder_after(text[:20_000], names), ""
    if holder is not None:
        measure, party, somebody = "held", holder.party, holder.stranger
    elif somebody := subject_before(text[:20_000], names):
        measure, party = "held", ""
    elif words.LOST.search(plain):
        pass
    elif words.TAKEN.search(plain):
        measure, by = ("gained", takers[0]) if takers else ("taken", "")
    elif words.HELD.search(plain):
        measure, party = "held", parties[0] if parties else loser
    elif quantity:
        name = territory.party_name(loser)
        assumed = (f"No verb says what happened: read as lost by {name}.",)
    stranger, region = _where(text, territory, names.region_in(plain))
    stated = as_day(day) if day else _day_in(plain)
    since, as_of = _when(plain, stated)
    claim = Claim(
        "", " ".join(text.split()), as_of, kind, measure, party, by, quantity,
        region, since=since if measure != "held" else None, assumed=assumed,
        whole_km2=whole_km2_of(numeral) if numeral else None, elsewhere=stranger,
        stranger=somebody,
    )  # fmt: skip
    return _with_days_said(claim, plain, stated, territory)


def _where(text: str, territory: Territory, region: str) -> tuple[str, str]:
    """Return the area outside the data that a phrase names, or else the region inside them."""
    flat, names = flatten(text[:20_000]), gazetteer(territory)
    numeral = stated_in(flat.lower)
    if numeral is None:
        return _without_outline(region, territory), region
    after = flat.text[numeral.end :]
    if stranger := elsewhere(after, names):
        return stranger, ""
    region = region or names.district_in(after[: area_named(after)])
    return _without_outline(region, territory), region


def _without_outline(region: str, territory: Territory) -> str:
    """Return the name of a place that is neither region nor district: it has no area here."""
    if not region or region in territory.regions.index or region in territory.districts.index:
        return ""
    return str(territory.places["name"].get(region, ""))


def _when(plain: str, stated: date | None) -> tuple[date | None, date | None]:
    """Return the start of the window a phrase names, that day's end, and the day to judge."""
    if not _TIME.search(plain):
        return None, stated
    from aleppomap.claims.named_days import days_in  # their grammar is long
    from aleppomap.claims.timing import when_of
    from aleppomap.claims.windows import windows_in

    at = next((n.start for n in numerals.find(plain) if quantity_of(n)), 0)
    since, day = when_of(windows_in(plain, stated), days_in(plain, stated), at)
    return since, day or stated


def _with_days_said(claim: Claim, plain: str, stated: date | None, territory: Territory) -> Claim:
    """Return a claim that says which day is judged, and which words of time are not read."""
    if claim.kind == "share" and claim.since is not None and _HELD_THEN.search(plain):
        claim = replace(claim, since=None, as_of=stated or claim.as_of)
    if claim.since is not None or claim.as_of is None or stated is None:
        return claim
    said = []
    start = territory.evidence.start
    changes = claim.kind in _SPANS_TIME and claim.measure != "held"
    if claim.as_of != stated:
        counted = f": counted since {start}" if changes else ""
        said.append(f"Judged on {claim.as_of}, the day the words name{counted}.")
    elif changes and _TIME.search(plain):
        from aleppomap.claims.timing import unread_in
        from aleppomap.claims.windows import windows_in

        windows = windows_in(plain, stated)
        day = next((w.words for w in windows if w.kind == "day"), "")
        if unread := unread_in(windows):
            said.append(f"“{unread}” names no days that are known here: counted since {start}.")
        elif day and claim.kind in ("count", "area"):
            said.append(f"“{day}” is read as the day judged: counted since {start}.")
    return replace(claim, assumed=(*claim.assumed, *said))


def _day_in(plain: str) -> date | None:
    """Return the one day that a text names with its year; None for none, or several."""
    from aleppomap.claims.named_days import days_in  # a phrase mostly comes with its date

    days = {day for _, day in days_in(plain, None)}
    return days.pop() if len(days) == 1 else None


def claim_from_found(
    found: FoundClaim, territory: Territory, published: str | date | None = None
) -> Claim:
    """Return a claim from one that `extract` found in a text.

    Parameters
    ----------
    found
        The claim found.
    territory
        The territory it was found with.
    published
        The day of publication: the day judged when the words name none.

    Returns
    -------
    Claim
        An unresolved denominator leaves its region empty. The places of the sentence are
        the claimant's list only where the claim is about them: adjacency, a superlative, a
        count of as many.

    Raises
    ------
    ValueError
        If `published` is no day.
    """
    names = gazetteer(territory)
    known = {party.party for party in territory.parties}
    loser, who = territory.evidence.pivot, found.subject if found.subject in known else ""
    measure, party, by = _who_did_what(found, names.parties_in(found.sentence), who, loser)
    somebody = ""
    if measure == "held" and not who:
        holder = _holder_found(found, names)
        party, somebody = holder.party or party, holder.stranger
    listed = found.kind in ("adjacency", "superlative") or (
        found.kind == "count" and len(found.places) == found.low
    )
    region = found.denominator
    stranger = _without_outline(region, territory)
    if region not in names.ids:
        stranger = elsewhere(f" of {region}", names)
    if found.kind == "containment" and not stranger:
        region = region or names.region_in(found.sentence)
    if region not in territory.regions.index and region not in territory.districts.index:
        region = ""
    published_on = as_day(published) if published else None
    windowed = found.kind in _SPANS_TIME and measure != "held"
    claim = Claim(
        "", found.phrase, found.date or published_on, found.kind, measure, party, by,
        quantity_found(found), region, _account_named(found.attributed_to, territory),
        since=found.since if windowed else None,
        places=found.places if listed else (), published_on=published_on,
        speaker=found.attributed_to, modality=found.modality, negated=found.negated,
        whole_km2=found.whole_km2, elsewhere=stranger,
        stranger=somebody,
    )  # fmt: skip
    return _with_days_said(claim, normalise(found.sentence), published_on, territory)


def _holder_found(found: FoundClaim, names: Gazetteer) -> Holder:
    """Return who holds what was found, where its sentence names one that its rule did not know."""
    before, _, after = found.sentence.partition(found.phrase)
    if holder := holder_after(f"{found.phrase}{after}", names):
        return holder
    return Holder(stranger=stranger_in(found.subject, names) if found.subject in before else "")


def _who_did_what(
    found: FoundClaim, named: list[str], who: str, loser: str
) -> tuple[str, str, str]:
    """Return measure, party and taker: whom the words name, by kind."""
    others = [party for party in named if party != loser]
    if found.kind == "containment":
        return "held", who or (others or [loser])[0], ""
    if found.kind == "handover":
        return "gained", loser, who if who and who != loser else (others or [""])[-1]
    measure = found.measure or "lost"
    after = normalise(found.sentence).partition(normalise(found.phrase))[2]
    if found.kind == "count" and measure == "held" and _CHANGED.search(after):
        measure, who = "taken", ""
    if measure == "taken" and who and who != loser:
        return "gained", loser, who
    return measure, (who or loser) if measure == "held" else loser, ""


def _account_named(speaker: str, territory: Territory) -> str:
    """Return the account whose name a speaker's words hold; the longest; empty for none."""
    said = normalise(speaker).replace("center", "centre").replace("defence ministry", "ministry")
    found = [
        (len(key), str(account))
        for account, name in territory.accounts["name"].items()
        if (key := normalise(name).partition(" (")[0].replace("of defence", "")) and key in said
    ]
    return max(found)[1] if found else ""


_QUANTITY_UNITS = {
    "share": "percent", "area": "km2", "count": "districts", "elapsed": "day",
    "population": "people", "length": "km", "containment": "percent",
}  # fmt: skip
_KM_IN = {"mi": 1.609344}


def quantity_found(found: FoundClaim) -> Quantity | None:
    """Return the number found in the unit its kind is judged in; None when there is none."""
    if found.low is None or found.high is None or found.kind not in _QUANTITY_UNITS:
        return None
    sizes = {name: size for name, size, _ in numerals.AREA_UNITS} | _KM_IN
    size = sizes.get(found.unit, 1.0)
    grain = found.grain
    if grain is None:
        grain = 1.0 if found.kind in ("count", "elapsed") else granularity(f"{found.high:.10g}")
    unit = _QUANTITY_UNITS[found.kind]
    return Quantity(found.low * size, found.high * size, found.hedge, unit, grain * size)
