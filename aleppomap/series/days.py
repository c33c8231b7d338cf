"""The days of a series: those with data, those the last state stands for, unknown gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from aleppomap.dates import as_day
from aleppomap.errors import NotCovered

__all__ = ["Calendar"]


@dataclass(frozen=True)
class Calendar:
    """The days with data, and what is said of the days between them.

    Parameters
    ----------
    observed
        The days with data, in order.
    max_gap
        A gap of more days than this is unknown; over a shorter one the last state stands.

    Examples
    --------
    >>> days = Calendar((date(2022, 3, 1), date(2022, 3, 3), date(2022, 3, 9)), max_gap=2)
    >>> len(days.dates), days.number("2022-03-02"), len(days.gaps)
    (4, 0, 1)
    """

    observed: tuple[date, ...]
    max_gap: int

    @cached_property
    def ends(self) -> tuple[date, ...]:
        """For each observed day, the day on which its state ends, exclusive."""
        after = [*self.observed[1:], self.observed[-1] + timedelta(1)]
        return tuple(
            day + timedelta(1) if (end - day).days - 1 > self.max_gap else end
            for day, end in zip(self.observed, after, strict=True)
        )

    @cached_property
    def resumed(self) -> tuple[int, ...]:
        """The observed days, by number, that follow an unknown gap."""
        pairs = zip(self.ends, self.observed[1:], strict=False)
        return tuple(n for n, (end, begin) in enumerate(pairs, start=1) if end != begin)

    @cached_property
    def gaps(self) -> tuple[tuple[date, date], ...]:
        """Unknown gaps: first and last day of each."""
        return tuple(
            (before + timedelta(1), after - timedelta(1))
            for before, after in pairwise(self.observed)
            if (after - before).days - 1 > self.max_gap
        )

    @cached_property
    def covered(self) -> dict[int, int]:
        """Ordinal of each day covered to the number of the observed day it is like."""
        return {
            ordinal: number
            for number, (day, end) in enumerate(zip(self.observed, self.ends, strict=True))
            for ordinal in range(day.toordinal(), end.toordinal())
        }

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every day covered."""
        return tuple(date.fromordinal(ordinal) for ordinal in self.covered)

    def number(self, day: str | date) -> int:
        """Return the number of the observed day whose state a day has.

        Raises
        ------
        NotCovered
            If the day lies outside the period, or in an unknown gap.
        """
        wanted = as_day(day)
        number = self.covered.get(wanted.toordinal())
        if number is not None:
            return number
        gap = next((g for g in self.gaps if g[0] <= wanted <= g[1]), None)
        if gap is None:
            raise NotCovered(
                f"{wanted} is outside the period covered, {self.observed[0]} to "
                f"{self.observed[-1]}",
                "give a day within it",
            )
        raise NotCovered(
            f"{wanted} lies in a gap without data, {gap[0]} to {gap[1]}: what was held is unknown",
            f"give a larger max_gap than {self.max_gap} to let the last state stand",
        )
