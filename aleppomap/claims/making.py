"""How a claim is made: from a row of the table, from a phrase, from what `extract` found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from aleppomap.claims import framing, numerals, rules
from aleppomap.claims.context import MONTHS, Sentence
from aleppomap.claims.direction import Direction, direction_of
from aleppomap.claims.elsewhere import area_named, elsewhere
from aleppomap.claims.gazetteer import Gazetteer, gazetteer
from aleppomap.claims.model import Claim
from aleppomap.claims.narrative import told_on
from aleppomap.claims.no_ground import is_of_other_verb, why_no_ground
from aleppomap.claims.placed import outside_exception, where, where_found, without_outline
from aleppomap.claims.quantity import (
    Quantity,
    granularity,
    quantity_of,
    size_granularity,
    stated_in,
    whole_km2_of,
)
from aleppomap.claims.roles import Roles, direction_found, named_as, roles_of, whole_roles
from aleppomap.claims.text import flatten, normalise
from aleppomap.claims.unsaid import open_to_others
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError
from aleppomap.territory import Territory

if TYPE_CHECKING:
    from aleppomap.claims.extract import FoundClaim

__all__ = ["claim_from_found", "claim_from_phrase", "claim_from_row", "day_said"]

_TIME = re.compile(
    r"\b(?:in|over|since|last|past|this|during|from|between|within|to date|by|until|till|as of|"
    r"today|yesterday|overnight|recently|lately|weekend|\w+day|\d{4}-\d\d-\d\d|ago|earlier|"
    r"\d{1,2}[/.]\d{1,2}[/.]\d{4}|on the \d{1,2}(?:st|nd|rd|th)|"
    rf"(?:{'|'.join(month[:3] for month in MONTHS)})\w*)\b"
)
_HELD_THEN = re.compile(
    r" of (?:[\w'-]+ ){1,9}?(?:held|controlled|ruled|seized|captured|taken|had) (?:[\w'-]+ ){0,3}?"
    r"(?:since|in|from|during) "
)
"""A window of the whole: "a third of the territory they had held since 2012"."""
_BELONGS = re.compile(
    r" (?:(?:now|still) )?(?:(?:belong|answer|pass|go|went)\w*|chang(?:ed|es|ing) hands)(?![\w-])"
)
_PARTICIPLE = re.compile(r" (?:held|controlled|occupied|ruled) ")
"""Of a compound written without its hyphen: "the militant held part"."""

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
    way = _direction_of(text[:20_000], names)
    roles = roles_of(way, territory.evidence.pivot, territory.party_name)
    stranger, region = where(text, territory, names.region_in(plain))
    stated = day_said(text, day)
    since, as_of = _when(plain, stated)
    denied, doubt = _framed(text)
    claim = Claim(
        "", " ".join(text.split()), as_of, kind, roles.measure, roles.party, roles.by, quantity,
        region, since=since if roles.measure != "held" else None,
        assumed=roles.assumed if quantity else (),
        whole_km2=whole_km2_of(numeral) if numeral else None, elsewhere=stranger,
        stranger=roles.stranger, negated=denied, modality=doubt,
        no_ground=_no_ground(text, names),
    )  # fmt: skip
    claim = _with_days_said(claim, plain, stated, territory)
    at = numeral.phrase_start if numeral else 0
    return open_to_others(_as_worded(claim, plain, at, stated, territory), roles, territory)


def _direction_of(text: str, names: Gazetteer) -> Direction:
    """Return which way a phrase turns its number, by the rules that read an article."""
    sentence = Sentence(flatten(text))
    numeral = stated_in(sentence.lower)
    if numeral is None:
        return Direction()
    drafts = rules.numbered(sentence, names.knows)
    draft = next((d for d in drafts if d.start <= numeral.start < d.end), None)
    if draft is not None:
        start, end, verb = draft.start, draft.end, draft.governor
    elif is_of_other_verb(sentence, numeral):
        return Direction(other_verb=True)
    else:
        after = sentence.plain.text[numeral.end :]
        reach = area_named(after)
        verb_at = _BELONGS.search(after, 0, reach)
        end = numeral.end + (verb_at.start() if verb_at else reach)
        of = rules.denominator_after(sentence, numeral, names.knows)
        if of.kind == "land" and _PARTICIPLE.match(sentence.lower, end):
            end = max(end, of.end)
        start, verb = numeral.phrase_start, None
    return direction_of(sentence, names, start, end, verb)


def _no_ground(text: str, names: Gazetteer) -> str:
    """Return why the number of a phrase is none of ground."""
    sentence = Sentence(flatten(text[:20_000]))
    numeral = stated_in(sentence.lower)
    return why_no_ground(sentence, numeral, names.knows) if numeral else ""


def _framed(text: str) -> tuple[bool, str]:
    """Return whether a phrase denies its number, and as what it doubts it."""
    flat = flatten(text[:20_000])
    numeral = stated_in(flat.lower)
    return framing.framed(flat, numeral.phrase_start, numeral.end) if numeral else (False, "")


def _when(plain: str, stated: date | None) -> tuple[date | None, date | None]:
    """Return the start of the window a phrase names, that day's end, and the day to judge."""
    if not _TIME.search(plain):
        return None, stated
    from aleppomap.claims.named_days import days_in  # their grammar is long
    from aleppomap.claims.timing import when_of
    from aleppomap.claims.windows import windows_in

    numeral = stated_in(plain)
    at = numeral.start if numeral else 0
    since, day = when_of(windows_in(plain, stated), days_in(plain, stated), at, plain)
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


def day_said(text: str, day: str | date | None) -> date | None:
    """Return the day a text was said: as given, else the one day it names with its year."""
    if day:
        return as_day(day)
    from aleppomap.claims.named_days import days_in  # a phrase mostly comes with its date

    days = {day for _, day in days_in(normalise(text[:20_000]), None)}
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
    roles = _roles_found(found, names, territory)
    measure = roles.measure
    listed = found.kind in ("adjacency", "superlative") or (
        found.kind == "count" and len(found.places) == found.low
    )
    region = found.denominator
    stranger = without_outline(region, territory)
    if region not in names.ids:
        stranger = elsewhere(f" of {region}", names)
    if found.kind == "containment" and not stranger:
        region = region or names.region_in(outside_exception(found))
    if region not in territory.regions.index and region not in territory.districts.index:
        region = ""
    if not region and not stranger and found.kind in ("share", "area", "count"):
        stranger, region = where_found(found, territory)
    published_on = as_day(published) if published else None
    windowed = found.kind in _SPANS_TIME and measure != "held"
    claim = Claim(
        "", found.phrase, found.date or published_on, found.kind, measure, roles.party, roles.by,
        quantity_found(found), region, _account_named(found.attributed_to, territory),
        since=found.since if windowed else None,
        places=found.places if listed else (), published_on=published_on,
        speaker=found.attributed_to, modality=found.modality, negated=found.negated,
        whole_km2=found.whole_km2, elsewhere=stranger,
        stranger=roles.stranger, assumed=roles.assumed,
    )  # fmt: skip
    plain = normalise(found.sentence)
    claim = _with_days_said(claim, plain, published_on, territory)
    at = plain.find(normalise(found.phrase))
    told = told_on(plain, found.date, published_on)
    return open_to_others(_as_worded(claim, plain, at, told, territory), roles, territory)


def _as_worded(
    claim: Claim, plain: str, at: int, stated: date | None, territory: Territory
) -> Claim:
    """Return a claim with the whole and the days that the words around its number give it."""
    if (claim.quantity is None and claim.kind != "containment") or at < 0:
        return claim
    from aleppomap.claims.wholes import as_worded  # its grammar is long

    return as_worded(claim, plain, at, stated, territory)


def _roles_found(found: FoundClaim, names: Gazetteer, territory: Territory) -> Roles:
    """Return the roles in a claim found in a text: whom its words name, by kind."""
    pivot = territory.evidence.pivot
    direction = direction_found(found.measure, named_as(found.subject, names), found.unsaid)
    who = direction.who
    if found.kind == "containment":
        return whole_roles(direction, pivot, territory.party_name)
    if found.kind == "handover":
        others = [party for party in names.parties_in(found.sentence) if party != pivot]
        named = who.parties[0] if who.parties else ""
        taker = named if named and named != pivot else (others or [""])[-1]
        return Roles("gained", pivot, taker)
    roles = roles_of(direction, pivot, territory.party_name)
    return roles if found.kind in ("share", "area", "count") else replace(roles, assumed=())


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
_DAYS_IN = {"week": 7.0, "month": 30.4}


def quantity_found(found: FoundClaim) -> Quantity | None:
    """Return the number found in the unit its kind is judged in; None when there is none."""
    if found.low is None or found.high is None or found.kind not in _QUANTITY_UNITS:
        return None
    sizes = {name: size for name, size, _ in numerals.AREA_UNITS} | _KM_IN
    size = sizes.get(found.unit, 1.0)
    if found.kind == "elapsed" and (days := _DAYS_IN.get(found.unit.rstrip("s"))):
        last = found.high * days
        first = last - days + 1 if found.rule == "elapsed-nth" else found.low * days
        return Quantity(first, last, found.hedge, "day", days)
    grain = found.grain
    if grain is None:
        grain = 1.0 if found.kind in ("count", "elapsed") else granularity(f"{found.high:.10g}")
    unit = _QUANTITY_UNITS[found.kind]
    return Quantity(found.low * size, found.high * size, found.hedge, unit, grain * size)
