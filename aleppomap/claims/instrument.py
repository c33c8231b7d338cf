"""The instrument check: when all published figures miss on one side, look at our own baseline.

A scale that weighs everybody heavy is a faulty scale. Speakers of opposed sides that err in
the same direction on the same days have one thing in common: us.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import pandas as pd

from aleppomap import vocab
from aleppomap.claims.comparable import comparable, our_series, stated_share
from aleppomap.claims.verdict import Verdict
from aleppomap.territory import Territory

__all__ = [
    "MISSES", "Gap", "InstrumentCheck", "Run", "instrument_check", "our_best", "points_off",
]  # fmt: skip

SIDES_THAT_MISS = 2
"""Fewer sides that miss together say something about a side, not about us."""

_ONE_SIDED = ("more than", "at least", "less than", "at most", "only", "up to")
_INSIDE = (vocab.MATCHES, vocab.CLOSE)
MISSES = (vocab.TOO_HIGH, vocab.TOO_LOW, vocab.TOO_CLOSE)
"""The words for a number that does not hold."""


@dataclass(frozen=True)
class Gap:
    """One published share of the whole area lost, beside ours.

    Parameters
    ----------
    claim_id
        The claim.
    day, as_of
        When it was published, and the day it speaks of.
    account, voice, side
        Who said it; the account it derives from, else the same; that one's side.
    stated, ours
        In percent of the area, all losses; what is left is turned into what is lost.
    misses
        Whether the verdict on it says that it does not hold.
    satisfied
        Whether it is a bound ("more than a third") that ours satisfies: it lies on neither side.
    """

    claim_id: str
    day: date
    as_of: date
    account: str
    voice: str
    side: str
    stated: float
    ours: float
    misses: bool
    satisfied: bool

    @property
    def points(self) -> float:
        """Stated minus ours, in percentage points."""
        return self.stated - self.ours


@dataclass(frozen=True)
class Run:
    """Days in a row on which every published figure lies on one side of ours.

    Parameters
    ----------
    first, last
        Days of publication.
    above
        Whether the figures lie above ours; below otherwise.
    sides
        Sides of the speakers that miss in that direction, in alphabetical order.
    """

    first: date
    last: date
    above: bool
    sides: tuple[str, ...]

    @property
    def fires(self) -> bool:
        """Whether speakers of two or more sides miss together."""
        return len(self.sides) >= SIDES_THAT_MISS


@dataclass(frozen=True)
class InstrumentCheck:
    """Every comparable figure beside ours, and the runs on which all lie on one side.

    Parameters
    ----------
    gaps
        In order of publication.
    runs
        In order; those that fire and those that do not.
    """

    gaps: tuple[Gap, ...]
    runs: tuple[Run, ...]

    @property
    def firing(self) -> tuple[Run, ...]:
        """The runs that fire."""
        return tuple(run for run in self.runs if run.fires)

    @property
    def since(self) -> date | None:
        """The first day of the first run that fires; None when none does."""
        return self.firing[0].first if self.firing else None

    @property
    def frame(self) -> pd.DataFrame:
        """One row a figure: when, who, stated, ours, the gap in points, whether the check fires."""
        rows = [vars(gap) | {"points": gap.points, "fires": self._on(gap.day)} for gap in self.gaps]
        columns = [*Gap.__dataclass_fields__, "points", "fires"]
        return pd.DataFrame(rows, columns=columns)

    def since_then(self) -> tuple[Gap, ...]:
        """Return the figures published since the check first fired."""
        first = self.since
        return tuple(gap for gap in self.gaps if first is not None and gap.day >= first)

    def by_side(self) -> pd.DataFrame:
        """Return figures since the check first fired, by side: how many, above ours, median gap.

        Returns
        -------
        DataFrame
            Index side; ``figures``, ``above``, ``median_points``. Empty when it never fired.
        """
        rows = {}
        for side in sorted({gap.side for gap in self.since_then()}):
            points = [gap.points for gap in self.since_then() if gap.side == side]
            rows[side] = (len(points), sum(p > 0 for p in points), median(points))
        columns = ["figures", "above", "median_points"]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        return frame.rename_axis("side")

    def sentence(self) -> str:
        """Return the check as a reader should meet it, beside any count by side."""
        if not self.gaps:
            return "No two published figures can be compared here."
        if not self.firing:
            return (
                "The instrument check does not fire: on no day do speakers of two or more "
                "sides miss in the same direction while all figures lie on one side of ours."
            )
        runs = vocab.listed([_span(run.first, run.last) for run in self.firing])
        later = self.since_then()
        points = [gap.points for gap in later]
        side = "above" if self.firing[0].above else "below"
        there = sum(p > 0 if self.firing[0].above else p < 0 for p in points)
        sides = sorted({"UN" if s == "un" else s for run in self.firing for s in run.sides})
        return (
            f"From {_day(later[0].day)} on, {there} of {len(points)} published shares lie {side} "
            f"ours (median {median(points):+.0f} points). On {runs} every speaker's figures lie "
            f"{side} ours (of a range its middle; a bound that ours satisfies is left out), and "
            f"speakers of several sides miss together: {vocab.listed(sides)}. When opposed sides "
            "miss in the same direction, our baseline may be at fault: read the verdicts of these "
            "days with that in mind."
        )

    def caution(self, day: date, points: float) -> str:
        """Return what must be said of a figure that misses by so many points; empty if nothing.

        Parameters
        ----------
        day
            The day it was published.
        points
            Stated minus ours.
        """
        for run in self.firing:
            if run.first <= day <= run.last and (points > 0) is run.above:
                return (
                    f"In what was published on {_span(run.first, run.last)}, speakers of several "
                    f"sides all lie {'above' if run.above else 'below'} ours: our baseline may be "
                    f"at fault."
                )
        return ""

    def as_dict(self) -> dict[str, object]:
        """Return the check as plain values."""
        return {
            "fires": bool(self.firing),
            "since": self.since.isoformat() if self.since else None,
            "sentence": self.sentence(),
            "runs": [
                {"first": run.first.isoformat(), "last": run.last.isoformat(),
                 "direction": "above" if run.above else "below", "sides": list(run.sides)}
                for run in self.firing
            ],
            "figures": [
                {"claim_id": gap.claim_id, "published_on": gap.day.isoformat(), "side": gap.side,
                 "account": gap.account, "stated": round(gap.stated, 2),
                 "ours": round(gap.ours, 2), "points": round(gap.points, 2)}
                for gap in self.gaps
            ],
        }  # fmt: skip

    def _on(self, day: date) -> bool:
        return any(run.first <= day <= run.last for run in self.firing)


def instrument_check(verdicts: Iterable[Verdict], territory: Territory) -> InstrumentCheck:
    """Compare every published share of the area with ours, and look for one-sided days.

    A figure counts on the day it was published and is compared with ours of the day it speaks
    of, all losses whoever gained. One voice counts once a day: what derives from another
    account speaks with it. A run is days on which all voices lie on one side; it fires when
    speakers of two or more sides miss in it.

    Parameters
    ----------
    verdicts
        Verdicts on claims of the territory.
    territory
        Where sides, derivations and our own figures are looked up.

    Returns
    -------
    InstrumentCheck
        Empty when nothing can be compared.

    Examples
    --------
    >>> import aleppomap as am
    >>> names = ["sohr-1203-about-60", "al-masdar-1203-more-than-60"]
    >>> print(instrument_check(am.check_all(names), am.load()).since)
    2016-12-03
    """
    best = our_best(territory)
    gaps = []
    for verdict in verdicts:
        claim = verdict.claim
        points = points_off(verdict, territory, best)
        if claim.as_of is None or points is None or claim.account not in territory.accounts.index:
            continue
        low, high = stated_share(claim, territory)
        hedge = claim.quantity.hedge if claim.quantity else ""
        voice = _voice(claim.account, territory)
        gaps.append(
            Gap(
                claim.claim_id, claim.published_on or claim.as_of, claim.as_of, claim.account,
                voice, str(territory.accounts.at[voice, "side"]), (low + high) / 2,
                best[claim.as_of], verdict.rating in MISSES,
                hedge in _ONE_SIDED and verdict.rating in _INSIDE,
            )
        )  # fmt: skip
    gaps.sort(key=lambda gap: gap.day)
    return InstrumentCheck(tuple(gaps), tuple(_runs(gaps)))


def our_best(territory: Territory) -> dict[date, float]:
    """Return our own share of the default area lost, in percent, by day."""
    ours = our_series(territory)
    return dict(zip(ours.index, ours["best"].tolist(), strict=True))


def points_off(verdict: Verdict, territory: Territory, best: Mapping[date, float]) -> float | None:
    """Return stated minus ours of a share of the default area; None for any other claim."""
    claim = verdict.claim
    if claim.as_of is None or claim.as_of not in best or not comparable(claim, territory):
        return None
    return sum(stated_share(claim, territory)) / 2 - best[claim.as_of]


def _voice(account: str, territory: Territory) -> str:
    """Return the account that one derives from, when it is one; itself otherwise."""
    table = territory.accounts["derives_from"]
    origins = {str(name): tuple(table[name]) for name in table.index}
    seen = {account}
    while len(origins[account]) == 1 and origins[account][0] in origins.keys() - seen:
        account = origins[account][0]
        seen.add(account)
    return account


def _runs(gaps: Sequence[Gap]) -> list[Run]:
    runs: list[Run] = []
    open_run: list[Gap] = []
    direction = 0
    for day in sorted({gap.day for gap in gaps}):
        today = [gap for gap in gaps if gap.day == day and not gap.satisfied]
        if not today:
            continue
        turned = _direction(today)
        if open_run and turned != direction:
            runs.append(_as_run(open_run, direction))
            open_run = []
        direction = turned
        if turned:
            open_run += today
    if open_run:
        runs.append(_as_run(open_run, direction))
    return runs


def _direction(today: Sequence[Gap]) -> int:
    """Return 1 when every voice lies above ours, -1 when below, 0 when they differ."""
    voices = {gap.voice for gap in today}
    points = [median(gap.points for gap in today if gap.voice == voice) for voice in voices]
    return 1 if min(points) > 0 else -1 if max(points) < 0 else 0


def _as_run(gaps: Sequence[Gap], direction: int) -> Run:
    sides = {gap.side for gap in gaps if gap.misses and gap.points * direction > 0}
    return Run(gaps[0].day, gaps[-1].day, direction > 0, tuple(sorted(sides)))


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


def _span(first: date, last: date) -> str:
    if first == last:
        return _day(first)
    head = f"{first.day}" if first.month == last.month else _day(first)
    return f"{head}–{_day(last)}"
