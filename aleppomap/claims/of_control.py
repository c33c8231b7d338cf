"""A control alone as the yardstick: what its parties held, took and lost, whatever its shape.

No districts, regions, reports or accounts are asked for; what needs them is not checkable
here, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from aleppomap import vocab
from aleppomap.areas import SD_M
from aleppomap.claims.control_assumptions import Assumed, of_party
from aleppomap.claims.control_kinds import frontline_length, record_gain
from aleppomap.claims.control_numbers import Numbers
from aleppomap.claims.findings import Finding
from aleppomap.claims.model import Claim
from aleppomap.claims.readings import Reading, Value
from aleppomap.errors import NotCovered
from aleppomap.snapshot import Control

__all__ = ["OfControl"]

Floats = npt.NDArray[np.float64]

BOUNDARY_SDS = 2.0
"""Standard deviations of misplaced lines that our range takes in on either side."""

_NEEDS = {
    "count": "Places are counted in districts, and these data have none: they are polygons of "
    "the parties' ground.",
    "adjacency": "Whether named places adjoin needs districts, and these data have none.",
    "containment": "Whether a named place is held whole needs its outline: these data have no "
    "districts.",
    "split": "What a place is cut into needs districts, and these data have none.",
    "frontline": "Whether the line follows a road needs the road: these data have none.",
    "elapsed": "Days of a campaign need its start: these data name none.",
    "handover": "Whether ground was handed over needs reports: these data have none.",
    "population": "How many people live there needs a grid of people: these data have none.",
}
"""What each kind would need that a control alone does not have."""


@dataclass(frozen=True, eq=False)
class OfControl:
    """A control alone: a series of polygons, or a history without its territory."""

    control: Control

    @cached_property
    def numbers(self) -> Numbers:
        """What its parties held, gained and lost."""
        return Numbers(self.control)

    @cached_property
    def assumed(self) -> Assumed:
        """What its numbers assume."""
        return Assumed(self.control, self.numbers)

    @property
    def loser(self) -> str:
        """Nobody: no party's ground is the one counted down."""
        return ""

    @property
    def data_version(self) -> str:
        """Version of the data; their title when they have none."""
        return self.control.about.data_version or self.control.about.title

    def counted(self, claim: Claim) -> str:
        """Return nothing: what a series counts is said in its reason."""
        del claim
        return ""

    def settled(self, claim: Claim) -> Claim:
        """Return a claim that asks for the day before the data begin with their first day."""
        first = next(iter(self.control.dates), None)
        past = claim.past
        asked = {claim.since, past.since if past else None}
        if first is None or first - timedelta(1) not in asked:
            return claim
        if claim.since == first - timedelta(1):
            claim = replace(claim, since=first)
        if past and past.since == first - timedelta(1):
            claim = replace(claim, past=replace(past, since=first))
        said = f"The data begin on {first}: counted from the end of that day."
        return replace(claim, assumed=(*claim.assumed, said))

    def refusal(self, claim: Claim) -> str:
        """Return what a claim of this kind would need."""
        return _NEEDS.get(claim.kind, "")

    def value(self, claim: Claim) -> Value:
        """Return the headline of a claim."""
        return self.numbers.value(self._named(claim))

    def own_range(self, claim: Claim) -> tuple[float, float]:
        """Return the range: days without data, contested and unknown ground, misplaced lines."""
        claim = self._named(claim)
        numbers = [self.numbers.value(claim, bound).number for bound in self.assumed.bounds(claim)]
        numbers += [reading.value.number for reading in self.assumed.without_data(claim)]
        reach = BOUNDARY_SDS * self.numbers.line_sd(claim)
        least = min(numbers)
        return min(least, max(least - reach, 0.0)), max(numbers) + reach

    def alternatives(self, claim: Claim) -> Iterator[Reading]:
        """Yield every reading that changes one assumption."""
        yield from self.assumed.changed(claim, self._named(claim))

    def over_time(self, claim: Claim) -> tuple[Sequence[date], Floats]:
        """Return the number day by day, for what is held; nothing for what happened in a window."""
        claim = self._named(claim)
        if claim.measure != "held" or claim.past is not None:
            return (), np.empty(0)
        areas = self.numbers.areas[claim.party]
        whole = self.numbers.whole(claim)
        scale = 1.0 if whole is None else 100 / whole
        return tuple(areas.index), scale * areas.to_numpy()

    def another_list(self, claim: Claim) -> bool:
        """Return no: nothing is counted by a list here."""
        del claim
        return False

    def reason(self, claim: Claim) -> str:
        """Return what the number is counted over, and how far the lines are trusted."""
        named = self._named(claim)
        said = []
        if who := self._who(claim, named):
            said.append(who.strip())
        if claim.kind == "share":
            said.append(self._counted_over(named))
        sd = self.numbers.line_sd(named)
        if BOUNDARY_SDS * sd >= 0.05:  # else no digit shown moves
            unit = "points" if claim.kind == "share" else "km²"
            said.append(
                f"Misplaced lines ({SD_M:.0f} m, one standard deviation) move it by at most "
                f"{BOUNDARY_SDS * sd:.2g} {unit}; the days compared matter more."
            )
        return " ".join(said)

    def _who(self, claim: Claim, named: Claim) -> str:
        """Return in words who a claim is read to be of that names nobody; empty where it does."""
        if (named.party, named.by) == (claim.party, claim.by):
            return ""
        who = self.numbers.name(named.by or named.party)
        return f"It names no party: read as {who}, whose ground changed most so. "

    def notes(self, claim: Claim) -> tuple[str, ...]:
        """Return nothing to add to the word."""
        del claim
        return ()

    def reports(self, claim: Claim, value: Value) -> tuple[str, ...]:
        """Return the files behind the days the number rests on."""
        del value
        return tuple(
            dict.fromkeys(
                f for day in self.numbers.days(self._named(claim)) for f in self._files(day)[1]
            )
        )

    def rests_on(self, claim: Claim) -> tuple[str, ...]:
        """Return the days it rests on, each with the files it was read from."""
        said = []
        for day in self.numbers.days(self._named(claim)):
            data_of, files = self._files(day)
            stands = "" if data_of in (None, day) else f", the data of {data_of} standing"
            where = f" ({', '.join(files)}{stands})" if files else ""
            said.append(f"{day}{where}")
        return tuple(dict.fromkeys(said))

    def known_then(self, claim: Claim) -> tuple[float, float, float] | None:
        """Return None: a control alone does not say when its data were published."""
        del claim
        return None

    def find(self, claim: Claim) -> Finding:
        """Return what comes of a superlative or a length."""
        self._require_known(claim)
        if claim.kind == "length":
            return frontline_length(claim, self.control)
        named = self._named(claim)
        found = record_gain(named, self.control, self.numbers.value)
        return replace(found, reason=f"{self._who(claim, named)}{found.reason}")

    def _require_known(self, claim: Claim) -> None:
        parties = [f"{p.party} ({p.name})" if p.name != p.party else p.party
                   for p in self.control.parties]  # fmt: skip
        known = vocab.listed(parties) or "none"
        if claim.stranger:
            raise NotCovered(
                f"it speaks of “{claim.stranger}”, who is no party of these data; their parties: "
                f"{known}. Use their names, or call a party as the text does as the data are read: "
                "--party NAME, --value VALUE=NAME (in Python party=, values=, parties=)"
            )
        unheard = {claim.party, claim.by} - {"", *(p.party for p in self.control.parties)}
        if unheard:
            raise NotCovered(
                f"{vocab.listed(sorted(unheard))} is no party of these data; their parties: {known}"
            )

    def _named(self, claim: Claim) -> Claim:
        """Return a claim with its parties: who gained or lost most, where it names none."""
        self._require_known(claim)
        if claim.kind == "length":
            return claim
        ids = vocab.listed([party.party for party in self.control.parties])
        if claim.kind == "share" and claim.past is not None:
            if not claim.party:
                raise NotCovered(f"it does not say whose ground was taken; the parties: {ids}")
            return claim
        if claim.kind == "share" and claim.measure != "held":
            raise NotCovered(
                "it does not say what it is a share of; say so, such as 'of the territory occupied "
                "since 24 February 2022'"
            )
        if claim.measure == "held":
            if not claim.party:
                raise NotCovered(f"it does not say whose ground; the parties: {ids}")
            return claim
        if claim.since is None:
            raise NotCovered(
                "it names no window, and ground is gained or lost in one; say 'in December', "
                "'last month', 'since 1 March 2024'"
            )
        if claim.party if claim.measure == "lost" else claim.by:
            return claim
        changed = {
            party.party: self.numbers.value(of_party(claim, party.party, net=True)).number
            for party in self.control.parties
        }
        if not changed:
            raise NotCovered("the data have no party")
        return of_party(claim, max(changed, key=lambda party: changed[party]))

    def _counted_over(self, claim: Claim) -> str:
        """Return in words what a share is a share of."""
        past = claim.past
        if past is None or claim.as_of is None:
            if claim.whole_km2:
                return f"Counted over the {claim.whole_km2:,.0f} km² its words name."
            return "It names no area: counted over all ground drawn that day."
        who, peak = (
            self.numbers.name(claim.party),
            self.numbers.peak(claim.party, past, claim.as_of),
        )
        if past.new and past.since:
            return (
                f"Counted over the ground {who} had taken since the end of {past.since}, on the "
                f"day it held most, {peak}."
            )
        return f"Counted over all ground {who} held on the day it held most, {peak}."

    def _files(self, day: date) -> tuple[date | None, tuple[str, ...]]:
        """Return the day of the data behind a day, and their files; the reports of a history."""
        if self.control.cells is not None:
            return None, ()
        holders = self.control.holdings(day).cells
        west, south, _, _ = self.control.extent
        where = str(holders[0]) if len(holders) else f"{west}, {south}"
        behind = self.control.explain(where, day)
        return behind["date"].iloc[0], tuple(map(str, behind.index))
