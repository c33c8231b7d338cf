"""The numbers a control gives for a claim: what was held, gained, lost, and shares of the past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol, runtime_checkable

import pandas as pd

from aleppomap.claims.acting import name_of
from aleppomap.claims.held import Held, boundary_sd_km2, held_by
from aleppomap.claims.model import Claim, Past
from aleppomap.claims.readings import Value
from aleppomap.errors import NotCovered
from aleppomap.snapshot import Control

__all__ = ["Numbers"]

KEPT = 128
"""Days of ground kept at hand: a claim asks for the same few again and again."""


@runtime_checkable
class _DayByDay(Protocol):
    """A control that has added up its days itself."""

    def changes_over_time(self) -> pd.DataFrame:
        """Return ``date, party, gained_km2, lost_km2``, NaN where a gap lies before."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """What the parties of a control held, gained and lost."""

    control: Control

    def held(self, party: str, day: date, bound: str = "best") -> Held:
        """Return the ground of a party at the end of a day, kept at hand."""
        key = (party, day, bound)
        if key not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[key] = held_by(self.control, party, day, bound)
        return self._kept[key]

    @cached_property
    def _kept(self) -> dict[tuple[str, date, str], Held]:
        return {}

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Best area by day and holder."""
        table = self.control.area_over_time()
        return table.pivot_table(index="date", columns="holder", values="best_km2", sort=False)

    def value(self, claim: Claim, bound: str = "best") -> Value:
        """Return the number of a claim whose parties and days are settled, in its unit.

        Raises
        ------
        NotCovered
            If a day is not covered, or nothing can be named as the whole.
        """
        if claim.as_of is None:
            raise NotCovered("the claim names no day; give one with a date")
        if claim.kind == "share" and claim.past is not None:
            return self._of_past(claim, claim.past, bound)
        if claim.measure == "held":
            km2 = self.held(claim.party, claim.as_of, bound).km2
            whole = self.whole(claim)
            if whole is None:
                return Value(km2, km2, 0.0, (), "km2")
            return Value(100 * km2 / whole, km2, whole, ())
        lost = claim.measure == "lost"
        km2 = self.change(claim, claim.party if lost else claim.by, bound, lost=lost)
        if claim.per_days and claim.since:
            return Value(km2 / (claim.as_of - claim.since).days * claim.per_days, km2, 0.0, (),
                         "km2")  # fmt: skip
        return Value(km2, km2, 0.0, (), "km2")

    def whole(self, claim: Claim) -> float | None:
        """Return the denominator of a share: named in the words, or all that is drawn that day."""
        if claim.kind != "share":
            return None
        if claim.whole_km2:
            return claim.whole_km2
        drawn = self._drawn_km2(claim)
        if claim.region:
            raise NotCovered(
                f"the data have no outline of “{claim.region}”, so no denominator; name its area "
                f"in the words (“… of the country's 603,550 km²”).{self._if_drawn(claim, drawn)}"
            )
        if drawn is None:
            raise NotCovered(
                "it names no area to be a share of, and the data draw one party's ground only"
            )
        return drawn

    def _drawn_km2(self, claim: Claim) -> float | None:
        """Return all the ground drawn on the day; None where only one party's is."""
        if claim.as_of is None or len(self.control.parties) < 2:
            return None
        held = self.control.holdings(claim.as_of)
        return float(held.area_km2.sum())

    def _if_drawn(self, claim: Claim, drawn: float | None) -> str:
        if drawn is None or claim.as_of is None:
            return ""
        km2 = self.held(claim.party, claim.as_of).km2
        return (
            f" Of all ground drawn that day, {drawn:,.1f} km², {self.name(claim.party)} held "
            f"{100 * km2 / drawn:.1f} %"
        )

    def change(self, claim: Claim, party: str, bound: str, *, lost: bool) -> float:
        """Return the ground a party gained in the window of a claim, or lost, in km2."""
        before, after = self.ends(claim)
        if claim.change == "daily":
            return self.daily_km2(party, before, after, "lost" if lost else "gained")
        then, now = self.held(party, before, bound), self.held(party, after, bound)
        if claim.change == "net":
            return then.km2 - now.km2 if lost else now.km2 - then.km2
        return self.exchanged(claim, then, now, bound).km2

    def exchanged(self, claim: Claim, then: Held, now: Held, bound: str = "best") -> Held:
        """Return the ground that changed hands between two states; from or to a named rival only.

        A rival counts where the claim asks for it with `only_rival`.
        """
        lost = claim.measure == "lost"
        part = _part(then, now, lost=lost)
        rival = claim.by if lost else claim.party
        if claim.only_rival and rival and claim.since and claim.as_of:
            part = part.within(self.held(rival, claim.as_of if lost else claim.since, bound))
        return part

    def ends(self, claim: Claim) -> tuple[date, date]:
        """Return the days at whose ends the window of a claim begins and ends."""
        if claim.since is None or claim.as_of is None:
            raise NotCovered("it names no window; say since when")
        for day, what in ((claim.since, "begins"), (claim.as_of, "ends")):
            self.require_day(day, f"its window {what} at the end of {day}")
        if claim.since >= claim.as_of:
            raise NotCovered(f"its window ends on {claim.as_of}, before it begins")
        return claim.since, claim.as_of

    def require_day(self, day: date, what: str) -> None:
        """Raise when a day is not covered, and say what it is needed for."""
        try:
            self.control.holdings(day)
        except NotCovered as error:
            raise NotCovered(f"{what}, but {error}") from error

    def daily_km2(self, party: str, before: date, after: date, change: str) -> float:
        """Return what a party gained or lost from day to day, added up; NaN over an unknown gap."""
        if isinstance(self.control, _DayByDay):
            table = self.control.changes_over_time()
            within = (table["date"] > before) & (table["date"] <= after)
            rows = table[within & (table["party"] == party)]
            return float(rows[f"{change}_km2"].sum(skipna=False))
        total, earlier = 0.0, before
        for day in [d for d in self.control.change_dates if before < d <= after]:
            then, now = (self.held(party, d) for d in (earlier, day))
            total += _part(then, now, lost=change == "lost").km2
            earlier = day
        return total

    def peak(self, party: str, past: Past, as_of: date) -> date:
        """Return the day on which a party held most, within the days a text names."""
        areas = self.areas[party]
        last = min(past.until or as_of, as_of)
        days = [day for day in areas.index if (past.since is None or day > past.since)]
        days = [day for day in days if day <= last]
        if not days:
            raise NotCovered(f"the data cover no day from {past.since} to {last}")
        most: date = days[int(areas.loc[days].to_numpy().argmax())]
        return most

    def _of_past(self, claim: Claim, past: Past, bound: str) -> Value:
        """Return a share of what a party held at its largest."""
        part, whole = self.past_grounds(claim, past, bound)
        km2, whole_km2 = part.km2, whole.km2
        if claim.change == "net" and claim.as_of:
            peak = self.held(claim.party, self.peak(claim.party, past, claim.as_of), bound).km2
            base = self.held(claim.party, past.since, bound).km2 if past.new and past.since else 0.0
            then = self.held(claim.party, claim.since, bound).km2 if claim.since else peak
            now = self.held(claim.party, claim.as_of, bound).km2
            whole_km2 = peak - base
            km2 = now - base if claim.measure == "held" else then - now
        if whole_km2 <= 0:
            raise NotCovered(f"{self.name(claim.party)} took no ground in that time")
        return Value(100 * km2 / whole_km2, km2, whole_km2, ())

    def past_grounds(self, claim: Claim, past: Past, bound: str = "best") -> tuple[Held, Held]:
        """Return the part that was lost, taken or kept, and the ground it is a part of."""
        if claim.as_of is None:
            raise NotCovered("the claim names no day; give one with a date")
        self.require_day(claim.as_of, f"it speaks of {claim.as_of}")
        if past.new and past.since is None:
            raise NotCovered(
                "its words name no day since when the ground was taken; say 'since 24 February "
                "2022'"
            )
        if past.since is not None:
            first = past.since + timedelta(1)
            self.require_day(past.since, f"it asks for ground taken from {first} on")
        peak = self.peak(claim.party, past, claim.as_of)
        whole = self.held(claim.party, peak, bound)
        if past.new and past.since is not None:
            whole = whole.without(self.held(claim.party, past.since, bound))
        now = self.held(claim.party, claim.as_of, bound)
        if claim.measure == "held":
            return whole.within(now), whole
        part = whole.without(now)
        if claim.since is not None:
            self.require_day(claim.since, f"its window begins at the end of {claim.since}")
            part = part.within(self.held(claim.party, claim.since, bound))
        if claim.by:
            part = part.within(self.held(claim.by, claim.as_of, bound))
        return part, whole

    def days(self, claim: Claim) -> list[date]:
        """Return the days whose polygons the number rests on, in order."""
        days = {claim.as_of, claim.since if claim.measure != "held" else None}
        if claim.kind == "share" and claim.past is not None and claim.as_of:
            days |= {self.peak(claim.party, claim.past, claim.as_of)}
            days |= {claim.past.since} if claim.past.new else set()
        return sorted(day for day in days if day is not None)

    def line_sd(self, claim: Claim) -> float:
        """Return the standard deviation of the number due to misplaced lines alone."""
        if claim.as_of is None:
            return 0.0
        if claim.kind == "share" and claim.past is not None:
            part, whole = self.past_grounds(claim, claim.past)
            return 100 * boundary_sd_km2(part) / whole.km2 if whole.km2 else 0.0
        if claim.measure == "held":
            sd = boundary_sd_km2(self.held(claim.party, claim.as_of))
            whole_km2 = self.whole(claim)
            return sd if whole_km2 is None else 100 * sd / whole_km2
        before, after = self.ends(claim)
        lost = claim.measure == "lost"
        party = claim.party if lost else claim.by
        then, now = self.held(party, before), self.held(party, after)
        scale = (claim.per_days or (after - before).days) / (after - before).days
        return scale * boundary_sd_km2(self.exchanged(claim, then, now))

    def name(self, party: str) -> str:
        """Return the name of a party; its id when it has none."""
        return name_of(party, self.control.parties)


def _part(then: Held, now: Held, *, lost: bool) -> Held:
    return then.without(now) if lost else now.without(then)
