"""Charts of the ledger, drawn without a script: claims against our own band, over time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from markupsafe import Markup

from aleppomap.claims.instrument import InstrumentCheck
from aleppomap.report.svg import element, mark, path_of, words
from aleppomap.vocab import counted

__all__ = ["Look", "Panel", "Point", "Spread", "draw"]

Scale = Callable[[float], float]
"""From a number to its height in the drawing."""


@dataclass(frozen=True)
class Look:
    """How a side is drawn: its shape, and the class that colours it."""

    shape: str
    css: str


@dataclass(frozen=True)
class Point:
    """One claim on a chart.

    Parameters
    ----------
    day
        The day it speaks of, or was published.
    value, low, high
        Its number, and the core of what its words say; all in the panel's unit.
    side
        Its speaker's side; empty when unknown.
    holds
        Whether the claim holds; drawn hollow when not.
    label
        What to say of it.
    anchor
        The row it leads to.
    """

    day: date
    value: float
    low: float
    high: float
    side: str
    holds: bool
    label: str
    anchor: str


@dataclass(frozen=True)
class Panel:
    """A chart: points against a band.

    Parameters
    ----------
    title, unit
        Its heading, and what its axis counts.
    points
        The claims.
    ours
        Index day; ``low``, ``best``, ``high``; empty for a chart about zero.
    top, bottom
        Ends of the axis.
    """

    title: str
    unit: str
    points: Sequence[Point]
    ours: pd.DataFrame
    bottom: float
    top: float


@dataclass(frozen=True)
class Spread:
    """Size of a drawing, and the days it spans."""

    width: float
    height: float
    first: date
    last: date
    mark: float = 5.0
    left: float = 44.0
    right: float = 14.0
    above: float = 16.0
    below: float = 44.0

    @property
    def days(self) -> int:
        """Number of days shown."""
        return (self.last - self.first).days + 1

    @property
    def column(self) -> float:
        """Width of a day."""
        return (self.width - self.left - self.right) / self.days

    def x(self, day: date) -> float:
        """Return the middle of a day's column."""
        return self.left + ((day - self.first).days + 0.5) * self.column


def draw(
    panel: Panel, spread: Spread, sides: Mapping[str, Look], check: InstrumentCheck, look: str
) -> Markup:
    """Return a chart as SVG.

    Parameters
    ----------
    panel
        What to draw.
    spread
        How large, and which days.
    sides
        How each side is drawn.
    check
        Its runs are shaded.
    look
        Class of the drawing.

    Returns
    -------
    Markup
        The same for the same input; no script, no style attribute.
    """
    height = spread.height - spread.above - spread.below

    def y(value: float) -> float:
        share = (min(max(value, panel.bottom), panel.top) - panel.bottom) / (
            panel.top - panel.bottom
        )
        return spread.above + (1 - share) * height

    parts = [*_runs(spread, check), *_grid(panel, spread, y)]
    if len(panel.ours):
        parts += _band(panel.ours, spread, y)
    for point, x in _dodged(panel.points, spread, y):
        parts.append(_point(point, x, y, spread.mark, sides[point.side]))
    label = f"{panel.title}: {counted(len(panel.points), 'claim')}, listed below"
    return element(
        "svg", *parts, viewBox=f"0 0 {spread.width:g} {spread.height:g}", class_=f"chart {look}",
        role="group", aria_label=label,
    )  # fmt: skip


def _runs(spread: Spread, check: InstrumentCheck) -> list[Markup]:
    shaded = []
    for run in check.firing:
        first, last = max(run.first, spread.first), min(run.last, spread.last)
        if first <= last:
            x = spread.x(first) - spread.column / 2
            shaded.append(
                element("rect", x=x, y=spread.above, width=spread.x(last) - x + spread.column / 2,
                        height=spread.height - spread.above - spread.below, class_="run")
            )  # fmt: skip
    return shaded


def _grid(panel: Panel, spread: Spread, y: Scale) -> list[Markup]:
    parts, base = [], spread.height - spread.below
    step = _step(panel.top - panel.bottom)
    value = math.ceil(panel.bottom / step) * step
    while value <= panel.top + 1e-9:
        look = "axis" if abs(value) < 1e-9 and panel.bottom < 0 else "grid"
        parts.append(
            element("path", d=f"M{spread.left:g} {y(value):.1f}H{spread.width - spread.right:g}",
                    class_=look)
        )  # fmt: skip
        sign = "+" if panel.bottom < 0 < value else ""
        last = value + step > panel.top + 1e-9
        text = f"{sign}{value:g}".replace("-", "−") + (f" {panel.unit}" if last else "")
        if last and len(panel.unit) > 1:
            parts.append(words(text, 2, y(value) - 6, "tick start", "start"))
        else:
            parts.append(words(text, spread.left - 7, y(value) + 4, "tick", "end"))
        value += step
    year = 0
    for number in range(spread.days):
        day = spread.first + timedelta(number)
        x = spread.x(day)
        parts.append(element("path", d=f"M{x:.1f} {base:.1f}v4", class_="grid"))
        every = max(1, math.ceil(46 / spread.column))
        if number % every == every // 2 if every > 1 else True:
            parts.append(words(f"{day.day} {day:%b}", x, base + 19))
            if day.year != year:
                year = day.year
                parts.append(words(str(year), x, base + 33))
    return parts


def _step(reach: float) -> float:
    rough = reach / 5
    power = 10 ** math.floor(math.log10(rough))
    return float(next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.99))


def _band(ours: pd.DataFrame, spread: Spread, y: Scale) -> list[Markup]:
    """Return our range and best as steps: a day's number is that of its end."""
    half = spread.column / 2
    tops, bottoms, best = [], [], []
    for day, row in ours.iterrows():
        if not isinstance(day, date) or not spread.first <= day <= spread.last:
            continue
        x = spread.x(day)
        tops += [(x - half, y(row["high"])), (x + half, y(row["high"]))]
        bottoms += [(x - half, y(row["low"])), (x + half, y(row["low"]))]
        best += [(x - half, y(row["best"])), (x + half, y(row["best"]))]
    return [
        element("path", d=path_of([*tops, *reversed(bottoms)], close=True), class_="ours-range"),
        element("path", d=path_of(best), class_="ours-best"),
    ]


def _dodged(points: Sequence[Point], spread: Spread, y: Scale) -> list[tuple[Point, float]]:
    """Return points with the place of each in its day's column, side by side where they meet."""
    placed: list[tuple[Point, float]] = []
    gap = 2.5 * spread.mark
    for day in sorted({point.day for point in points}):
        today = sorted((p for p in points if p.day == day), key=lambda p: (p.value, p.side))
        slots: list[list[float]] = []
        chosen: list[tuple[Point, int]] = []
        for point in today:
            place = y(point.value)
            free = (n for n, taken in enumerate(slots) if all(abs(t - place) > gap for t in taken))
            slot = next(free, len(slots))
            if slot == len(slots):
                slots.append([])
            slots[slot].append(place)
            chosen.append((point, slot))
        width = min(gap, (spread.column - 2 * spread.mark) / max(1, len(slots) - 1))
        for point, slot in chosen:
            row = [s for p, s in chosen if abs(y(p.value) - y(point.value)) <= gap]
            middle = (len(set(row)) - 1) / 2
            rank = sorted(set(row)).index(slot)
            placed.append((point, spread.x(day) + (rank - middle) * width))
    return placed


def _point(point: Point, x: float, y: Scale, size: float, side: Look) -> Markup:
    look = f"point {side.css}" + ("" if point.holds else " hollow")
    reach = element(
        "path", d=f"M{x:.1f} {y(point.low):.1f}V{y(point.high):.1f}",
        class_=f"reach {side.css}",
    )  # fmt: skip
    drawn = mark(side.shape, x, y(point.value), size, look)
    return element(
        "a", element("title", point.label), reach, drawn, href=f"#{point.anchor}", tabindex=-1
    )
