"""A claim: one published number, and what it is a number of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from aleppomap.claims import words
from aleppomap.claims.quantity import Quantity
from aleppomap.claims.stretches import Span
from aleppomap.claims.text import normalise

__all__ = ["Change", "Claim", "Past"]

Change = Literal["gross", "net", "daily"]

_THREAT = re.compile(rf"\b(?:threaten\w*|risk\w*|could|{words.MAY}|might|would|about to|poised)\b")


@dataclass(frozen=True)
class Past:
    """What a party held at its largest: a denominator that a text names by its past.

    Parameters
    ----------
    since
        Only days after this one, that day's end; None for every day of the data.
    until
        Only days up to this one; None for up to the day of the claim.
    new
        Whether only ground taken since then counts ("occupied since …").
    """

    since: date | None = None
    until: date | None = None
    new: bool = False


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
    speaker
        Who says it in the words of a text; empty for a claim of the table.
    modality
        ``threatened``, ``intended``, ``future``, ``possible``: the words speak of what may
        come; ``withdrawn``: they take back what was said; empty when they speak of what is.
    negated
        Whether its speaker denies it.
    past
        A denominator of the past; None when its words name none.
    whole_km2
        The area its words give the whole ("20 % of the country's 603,000 km²", "20 of 45 km²");
        None for none.
    change
        How ground that changed hands is counted: ``gross``, ``net`` or ``daily`` (day by day,
        added up).
    per_days
        Days of the rate it states (1 for "a day"); None for a total.
    other_windows
        What else the words of its window can mean: how they are read, first and last day.
    assumed
        What its words leave open and was assumed, in sentences.
    stranger
        Whom it speaks of, when that is no party of the data.
    unit
        What a superlative compares: ``day``, ``week``, ``month`` or ``year``; else empty.
    only_rival
        Whether only ground of the other party named counts as gained, or to it as lost.
    elsewhere
        The area its words name that is not in the data; empty when they name none such.
    otherwise
        What else its words can mean: what they leave open, how it is read, and the claim so.
    of_places
        Whether it is a share of places ("90 % of the districts"), of a list that is not ours.
    no_ground
        Why its number is none of ground that a party holds; empty where it is one.
    unread
        Why its words are not read at all, as when they are not English; empty where they are.
    left
        The other numbers of ground in the text it was read from, as written: none is in it.
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
    speaker: str = ""
    modality: str = ""
    negated: bool = False
    past: Past | None = None
    whole_km2: float | None = None
    change: Change = "gross"
    per_days: float | None = None
    other_windows: tuple[tuple[str, Span], ...] = ()
    assumed: tuple[str, ...] = ()
    stranger: str = ""
    unit: str = ""
    only_rival: bool = False
    elsewhere: str = ""
    otherwise: tuple[tuple[str, str, Claim], ...] = ()
    left: tuple[str, ...] = ()
    of_places: bool = False
    no_ground: str = ""
    unread: str = ""

    @property
    def says_whole(self) -> bool:
        """Whether the words speak of whole districts ("fully", "entire")."""
        return words.WHOLLY.search(normalise(self.text)) is not None

    @property
    def threatened(self) -> bool:
        """Whether the words speak of what may happen, not of what did."""
        return bool(self.modality) or _THREAT.search(normalise(self.text)) is not None
