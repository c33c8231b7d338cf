"""What a number of a control assumes, changed one at a time.

What is open is who it is about, over which ground a share is counted, net or gross, the window,
days without data, and ground whose holder is not known.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from aleppomap import vocab
from aleppomap.claims.control_numbers import Numbers
from aleppomap.claims.model import Change, Claim, Past
from aleppomap.claims.readings import Reading, Value
from aleppomap.errors import NotCovered
from aleppomap.snapshot import Control

__all__ = ["Assumed", "of_party"]


@dataclass(frozen=True, eq=False)
class Assumed:
    """The assumptions behind the numbers of a control."""

    control: Control
    numbers: Numbers

    def changed(self, claim: Claim, named: Claim) -> Iterator[Reading]:
        """Yield every reading that changes one assumption.

        Parameters
        ----------
        claim
            The claim as made.
        named
            The same with its parties, where it names none.
        """
        if named.by != claim.by or named.party != claim.party:
            yield from self._other_parties(claim, named)
        claim = named
        if claim.past is not None and claim.kind == "share":
            yield from self._denominators(claim, claim.past)
        if claim.measure != "held" or claim.past is not None:
            yield from self._countings(claim)
            yield from self._windows(claim)
        yield from self.without_data(claim)
        for bound, label in self.bounds(claim).items():
            if bound != "best":
                yield Reading(
                    "contested or unknown ground", label, self.numbers.value(claim, bound)
                )

    def _other_parties(self, claim: Claim, named: Claim) -> Iterator[Reading]:
        """Yield every other party as the one a claim is about that names none."""
        lost = claim.measure == "lost"
        for party in self.control.parties:
            if party.party != (named.party if lost else named.by):
                label = f"{'lost' if lost else 'gained'} by {party.name}"
                value = self.numbers.value(of_party(claim, party.party))
                yield Reading("who gained", label, value)

    def _denominators(self, claim: Claim, past: Past) -> Iterator[Reading]:
        """Yield the other ground that "the territory occupied" can mean."""
        if claim.as_of is None:
            return
        peak = self.numbers.peak(claim.party, past, claim.as_of)
        first = self.control.dates[0]
        if past.new:
            largest = replace(claim, past=replace(past, new=False))
            yield Reading("denominator", f"all it held at its largest, on {peak}",
                          self.numbers.value(largest))  # fmt: skip
            if past.since is not None:
                yield from self._ever_taken(claim, past.since, min(past.until or peak, peak))
        elif past.since is None and past.until is None:
            newer = replace(claim, past=Past(first, None, new=True))
            try:
                value = self.numbers.value(newer)
            except NotCovered:
                return
            yield Reading("denominator", f"ground it took since the data begin, {first}", value)

    def _ever_taken(self, claim: Claim, since: date, until: date) -> Iterator[Reading]:
        taken_km2 = self.numbers.daily_km2(claim.party, since, until, "gained")
        if taken_km2 > 0:  # not over a gap
            km2 = self.numbers.value(claim).numerator_km2
            value = Value(100 * km2 / taken_km2, km2, taken_km2, ())
            yield Reading("denominator", f"all it took from {since} to {until}, day by day", value)

    def _countings(self, claim: Claim) -> Iterator[Reading]:
        """Yield net for gross and gross for net, what every day adds up to, and a named rival."""
        other: Change = "gross" if claim.change == "net" else "net"
        labels = {"net": "net: the difference of the areas", "gross": "gross: the ground itself"}
        value = self.numbers.value(replace(claim, change=other))
        yield Reading("net or gross", labels[other], value)
        if claim.kind == "area":
            value = self.numbers.value(replace(claim, change="daily"))
            if math.isfinite(value.number):
                label = "day by day: ground taken twice counts twice"
                yield Reading("net or gross", label, value)
        if not (claim.by and claim.party):
            return
        if claim.kind == "share":
            value = self.numbers.value(replace(claim, measure="taken", by=""))
            yield Reading("who gained", "lost to anyone", value)
        else:
            lost = claim.measure == "lost"
            rival = self.numbers.name(claim.by if lost else claim.party)
            label = f"only what {rival} {'then held' if lost else 'had held'}"
            value = self.numbers.value(replace(claim, change="gross", only_rival=True))
            yield Reading("who gained", label, value)

    def _windows(self, claim: Claim) -> Iterator[Reading]:
        """Yield what else the words of the window can mean, where the data cover it."""
        past = claim.past if claim.kind == "share" else None
        tries: list[tuple[str, Claim]] = []
        for label, (first, last) in claim.other_windows:
            since = first - timedelta(1)
            if past is None:
                tries.append((label, replace(claim, since=since, as_of=last)))
            else:
                tries.append((label, replace(claim, past=replace(past, since=since))))
        if past is None and claim.since and claim.as_of and (claim.as_of - claim.since).days > 1:
            after = claim.since + timedelta(1)
            tries.append((f"from the end of its first day, {after}", replace(claim, since=after)))
        if past is not None and past.since:
            after = past.since + timedelta(1)
            tries.append((f"from the end of its first day, {after}",
                          replace(claim, past=replace(past, since=after))))  # fmt: skip
        for label, other in tries:
            try:
                yield Reading("the window", label, self.numbers.value(other))
            except NotCovered:
                continue

    def without_data(self, claim: Claim) -> Iterator[Reading]:
        """Yield the headline with each needed day that has no data of its own as on the next."""
        if self.control.cells is not None:
            return
        days = self.control.change_dates
        past = claim.past if claim.kind == "share" else None
        needed = {"since": claim.since, "as_of": claim.as_of, "past": past and past.since}
        for name, day in needed.items():
            later = next((d for d in days if day and d > day), None)
            if day is None or day in days or later is None:
                continue
            if name == "past" and past is not None:
                other = replace(claim, past=replace(past, since=later))
            elif name == "since":
                other = replace(claim, since=later)
            else:
                other = replace(claim, as_of=later)
            with contextlib.suppress(NotCovered):
                yield Reading("days without data", f"{day} as on {later}",
                              self.numbers.value(other))  # fmt: skip

    def bounds(self, claim: Claim) -> dict[str, str]:
        """Return the bounds worth a reading: those whose ground differs from the best."""
        loose = (vocab.CONTESTED, vocab.UNKNOWN)
        unsure = self.control.cells is not None or any(
            cell.partition(":")[0] in loose  # contested:a+b is between some of the parties
            for day in self.numbers.days(claim)
            for cell in self.control.holdings(day).cells
        )
        labels = {"low": "none of it theirs", "high": "all of it theirs"}
        return {"best": ""} | (labels if unsure else {})


def of_party(claim: Claim, party: str, *, net: bool = False) -> Claim:
    """Return a claim of ground gained or lost with the party that it leaves open."""
    claim = replace(claim, change="net") if net else claim
    if claim.measure == "lost":
        return replace(claim, kind="area", party=party)
    return replace(claim, kind="area", measure="gained", by=party)
