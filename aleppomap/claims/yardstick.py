"""What a claim is measured against: a territory with its accounts, or any control alone.

The judge asks a yardstick for numbers and for readings; it never asks what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt

from aleppomap import vocab
from aleppomap.claims.assumptions import alternatives
from aleppomap.claims.boundaries import BoundarySet
from aleppomap.claims.elsewhere import nearest_names
from aleppomap.claims.findings import Finding
from aleppomap.claims.gazetteer import gazetteer
from aleppomap.claims.holder import is_no_one
from aleppomap.claims.kinds import FINDERS
from aleppomap.claims.model import Claim
from aleppomap.claims.readings import (
    Reading,
    Value,
    default_beside,
    evaluate,
    over_time,
    own_range,
    region_of,
)
from aleppomap.errors import NotCovered
from aleppomap.history import ControlHistory
from aleppomap.territory import Territory

__all__ = ["OfTerritory", "Yardstick"]

_OTHER_LIST = re.compile(r"(\d+ .*) in all")
_IN_EVERY = re.compile(r"[\w %.-]+? (?:in|out of|of every|in every|of (?:the |its |all )*\d+) ")

Floats = npt.NDArray[np.float64]


class Yardstick(Protocol):
    """Numbers for a claim, and what they rest on."""

    @property
    def loser(self) -> str:
        """The party whose ground is counted down; empty when there is none such."""

    @property
    def data_version(self) -> str:
        """Version of the data, as a verdict carries it."""

    def settled(self, claim: Claim) -> Claim:
        """Return a claim as it is counted here, with what was assumed of its days."""

    def refusal(self, claim: Claim) -> str:
        """Return why nothing here can decide a claim; empty when something can."""

    def counted(self, claim: Claim) -> str:
        """Return the name of the party whose ground the number is; empty where it goes unsaid."""

    def value(self, claim: Claim) -> Value:
        """Return the headline of a share, an area or a count."""

    def own_range(self, claim: Claim) -> tuple[float, float]:
        """Return our own range around it."""

    def alternatives(self, claim: Claim) -> Iterable[Reading]:
        """Return every reading that changes one assumption of the headline."""

    def over_time(self, claim: Claim) -> tuple[Sequence[date], Floats]:
        """Return the headline's number day by day."""

    def another_list(self, claim: Claim) -> bool:
        """Return whether it counts places of a list that is not ours: no answer is firm then."""

    def reason(self, claim: Claim) -> str:
        """Return what must be said of how the headline is counted."""

    def notes(self, claim: Claim) -> tuple[str, ...]:
        """Return what to add to the word."""

    def reports(self, claim: Claim, value: Value) -> tuple[str, ...]:
        """Return the reports, or the files, that the headline rests on."""

    def rests_on(self, claim: Claim) -> tuple[str, ...]:
        """Return the days of data it rests on, each with its files; empty where reports say it."""

    def known_then(self, claim: Claim) -> tuple[float, float, float] | None:
        """Return low, best and high as known on the day; None when that cannot be told."""

    def find(self, claim: Claim) -> Finding:
        """Return what comes of a claim of another kind than share, area or count."""


@dataclass(frozen=True, eq=False)
class OfTerritory:
    """A territory: its districts, regions, accounts and synthesis."""

    territory: Territory
    history: ControlHistory
    boundaries: Sequence[BoundarySet] = ()

    @property
    def loser(self) -> str:
        """The party whose ground is counted down."""
        return self.territory.evidence.pivot

    @property
    def data_version(self) -> str:
        """Version of the data."""
        return self.territory.data_version

    def settled(self, claim: Claim) -> Claim:
        """Return the claim itself."""
        return claim

    def refusal(self, claim: Claim) -> str:
        """Return nothing: every kind has its way here."""
        del claim
        return ""

    def counted(self, claim: Claim) -> str:
        """Return the name of the party that held or gained what is counted."""
        who = {"held": claim.party, "gained": claim.by}.get(claim.measure, "")
        return self.territory.party_name(who) if who else ""

    def value(self, claim: Claim) -> Value:
        """Return the headline's value."""
        if claim.stranger and is_no_one(claim.stranger):
            raise NotCovered(
                f"it speaks of “{claim.stranger}”: whose share each is, it does not say; give one "
                "party at a time"
            )
        if claim.stranger:
            parties = vocab.listed([f"{p.party} ({p.name})" for p in self.territory.parties])
            raise NotCovered(
                f"it speaks of “{claim.stranger}”, who is no party of these data; their parties: "
                f"{parties}. Use their names, or add the name to the aliases of a party in "
                "territory.toml"
            )
        if not claim.party and not (claim.measure == "gained" and claim.by):
            raise NotCovered(
                "it does not say who holds, took or lost what it counts; name the party"
            )
        if claim.elsewhere:
            raise NotCovered(self._elsewhere(claim.elsewhere))
        return evaluate(claim, self.history, region_of(claim, self.territory, self.history))

    def _elsewhere(self, name: str) -> str:
        if name in set(self.territory.places["name"]):
            return f"it names “{name}”, a place of which these data have no outline"
        if counted := _OTHER_LIST.fullmatch(name):
            ours = len(self.territory.districts)
            return f"it counts {counted[1]} in all, another list than the {ours} of these data"
        if _IN_EVERY.match(name):
            return f"“{name}” counts them by a list it does not name; shares here are of area"
        near = nearest_names(name, gazetteer(self.territory)) if name != name.lower() else ""
        return f"it names “{name}”, an area that is not in these data{near}"

    def own_range(self, claim: Claim) -> tuple[float, float]:
        """Return the number with every disputed date late, then early."""
        return own_range(claim, self.territory, self.history)

    def alternatives(self, claim: Claim) -> Iterable[Reading]:
        """Return every reading that changes one assumption."""
        return alternatives(claim, self.territory, self.history, self.boundaries)

    def over_time(self, claim: Claim) -> tuple[Sequence[date], Floats]:
        """Return the headline's number day by day."""
        region = region_of(claim, self.territory, self.history)
        return over_time(claim, self.history, region)

    def another_list(self, claim: Claim) -> bool:
        """Return whether it counts districts: quarters of another list differ from ours."""
        return claim.kind == "count" or claim.of_places

    def reason(self, claim: Claim) -> str:
        """Return in which districts, or over what area, it is counted."""
        if claim.kind == "count":
            return (
                f"Counted in the {len(self.territory.districts)} districts of these data; "
                "quarters of another list differ in number and size."
            )
        if claim.kind == "share" and not claim.region:
            name = region_of(claim, self.territory, self.history).name
            said = f"It names no area of these data; counted over: {name}."
            if claim.of_places:
                said += " It counts places; shares here are of their area, and other lists differ."
            return " ".join(filter(None, [said, self._whole(claim)]))
        if claim.kind == "area" and default_beside(claim, self.territory, self.history):
            return "It names no area of these data; counted over all their districts."
        if claim.kind == "share" and claim.of_places:
            said = "It counts places; shares here are of their area, and other lists differ."
            return " ".join(filter(None, [said, self._whole(claim)]))
        return self._whole(claim) if claim.kind == "share" else ""

    def _whole(self, claim: Claim) -> str:
        """Return the whole a claim states beside ours; empty when it states none."""
        if not claim.whole_km2:
            return ""
        ours_km2 = self.value(claim).denominator_km2
        return f"It gives the whole as {claim.whole_km2:,.1f} km²; ours is {ours_km2:,.1f} km²."

    def notes(self, claim: Claim) -> tuple[str, ...]:
        """Return that the denominator was swapped, where it was."""
        if not claim.swapped_from:
            return ()
        return (f"denominator swapped on the way (from {claim.swapped_from})",)

    def reports(self, claim: Claim, value: Value) -> tuple[str, ...]:
        """Return the reports behind the districts that count."""
        if claim.as_of is None:
            return ()
        cited = self.history.at(claim.as_of).loc[list(value.districts), "report_ids"]
        return tuple(dict.fromkeys(report for reports in cited for report in reports))

    def rests_on(self, claim: Claim) -> tuple[str, ...]:
        """Return nothing: reports say what it rests on."""
        del claim
        return ()

    def known_then(self, claim: Claim) -> tuple[float, float, float] | None:
        """Return the headline from what was published by the day of the claim."""
        known_on = claim.published_on or claim.as_of
        if known_on is None or claim.as_of is None:
            return None
        then = self.territory.history(self.history.account, known_on).variant(ranges=False)
        earlier = replace(self, history=then)
        try:
            best = earlier.value(claim).number
            low, high = earlier.own_range(claim)
        except NotCovered:
            return None
        return min(low, best), best, max(high, best)

    def find(self, claim: Claim) -> Finding:
        """Return what the kind's finder gives."""
        return FINDERS[claim.kind](claim, self.territory, self.history)
