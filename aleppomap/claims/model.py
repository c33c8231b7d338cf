"""A claim: one published number, and what it is a number of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from aleppomap.claims.quantity import Quantity, granularity, normalise, parse_quantity
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError
from aleppomap.territory import Territory

__all__ = ["Claim", "claim_from_phrase", "claim_from_row"]

_FULLY = re.compile(r"\b(?:full|fully|complete|completely|entire|entirely|whole)\b")
_THREAT = re.compile(r"\b(?:threaten\w*|risk\w*|could|may|might|would|about to|poised)\b")
_LOST = re.compile(
    r"\b(?:lost|lose|losing|losses|shr[aiu]nk|ceded|given up|gave up|withdr[ae]wn?)\b"
)
_TAKEN = re.compile(
    r"\b(?:re)?(?:taken|took|captur\w+|seiz\w+|gain\w+|freed|cleared|liberated|recover\w+|advanc\w+)\b"
)
_HELD = re.compile(
    r"\b(?:hold|holds|holding|kept|keep|control|controls|remain\w*|left|retain\w*)\b"
)


@dataclass(frozen=True)
class Claim:
    """A published statement to check.

    Parameters
    ----------
    claim_id
        Its id; empty for a phrase given on the spot.
    text
        The claim, in our words with its number as stated.
    as_of
        The day it speaks of; None when it names none.
    kind
        One of `vocab.KINDS`.
    measure
        ``lost`` (the words name the loser), ``taken`` (the taker is left open),
        ``gained`` (the words name the taker) or ``held``.
    party, by
        Who lost or holds; who took. Empty when the words do not say.
    quantity
        The number as stated; None when there is none.
    region
        The denominator its words name; empty when they name none.
    account
        Who claims it; empty when unknown.
    since
        Start of its window (that day's end); None for the baseline.
    places
        The places it lists.
    contradiction
        Why it contradicts itself; empty when it does not.
    published_on
        The day it was published; None when unknown.
    swapped_from
        Id of the claim whose denominator it swapped on the way; empty when it did not.
    """

    claim_id: str
    text: str
    as_of: date | None
    kind: str
    measure: str
    party: str
    by: str
    quantity: Quantity | None
    region: str
    account: str = ""
    since: date | None = None
    places: tuple[str, ...] = ()
    contradiction: str = ""
    published_on: date | None = None
    swapped_from: str = ""

    @property
    def says_whole(self) -> bool:
        """Whether the words speak of whole districts ("fully", "entire")."""
        return _FULLY.search(normalise(self.text)) is not None

    @property
    def threatened(self) -> bool:
        """Whether the words speak of what may happen, not of what did."""
        return _THREAT.search(normalise(self.text)) is not None


def claim_from_row(claim_id: str, row: Mapping[str, object]) -> Claim:
    """Return a claim from a row of the claims table."""
    quantity = None
    low, high = float(str(row["low"])), float(str(row["high"]))
    if pd.notna(low):
        hedge, unit = str(row["hedge"]), str(row["unit"])
        grain = float(str(row["grain"]))
        if pd.isna(grain):
            exact = unit == "districts" and hedge in ("", "more than", "at least")
            grain = 1.0 if exact else granularity(f"{high:.10g}")
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
        The day it speaks of; None when unknown.
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
    quantity = parse_quantity(plain)
    unit = quantity.unit if quantity else "percent"
    kind = {"percent": "share", "km2": "area", "districts": "count"}[unit]
    parties = _parties_in(plain, territory)
    loser = territory.evidence.pivot
    takers = [party for party in parties if party != loser]
    measure, party, by = "lost", loser, ""
    if _LOST.search(plain):
        pass
    elif _TAKEN.search(plain):
        measure, by = ("gained", takers[0]) if takers else ("taken", "")
    elif _HELD.search(plain):
        measure, party = "held", parties[0] if parties else loser
    return Claim(
        "", " ".join(text.split()), as_day(day) if day else None, kind, measure, party, by,
        quantity, _region_in(plain, territory),
    )  # fmt: skip


def _region_in(plain: str, territory: Territory) -> str:
    """Return the region or district with the longest name found in a phrase."""
    found: list[tuple[int, str]] = []
    for region, row in territory.regions.iterrows():
        found += [
            (len(key), str(region))
            for key in map(normalise, (row["name"], *row["aliases"]))
            if key and re.search(rf"\b{re.escape(key)}\b", plain)
        ]
    for cell, row in territory.districts.iterrows():
        for key in map(normalise, (row["name"], *row["aliases"].split(";"))):
            if len(key) > 3 and key in plain and re.search(rf"\b{re.escape(key)}\b", plain):
                found.append((len(key), str(cell)))
    return max(found)[1] if found else ""


def _parties_in(plain: str, territory: Territory) -> list[str]:
    """Return the parties a phrase names, in order; adjectives like "rebel-held" do not count."""
    found: list[tuple[int, str]] = []
    for party in territory.settings["parties"]:
        for word in (party["name"], *party.get("aliases", ())):
            match = re.search(rf"\b{re.escape(normalise(word))}\b(?!-)", plain)
            if match:
                found.append((match.start(), party["party"]))
    return list(dict.fromkeys(party for _, party in sorted(found)))
