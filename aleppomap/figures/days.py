"""Maps of one day or several, with a legend, a line of sources, and words for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from aleppomap import vocab
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError
from aleppomap.figures.ground import FILL_ALPHA, FLAG_HATCHES, Drawn, draw_day, fills
from aleppomap.figures.picture import (
    CREDIT_SIZE,
    INK,
    PAPER,
    QUIET,
    STYLE,
    Picture,
    credit_text,
    name_of,
    require_language,
)
from aleppomap.snapshot import Control, HasHistory, control_of

__all__ = ["alternative_text", "control_figure", "plot", "telling_days"]

CREDIT_HEIGHT, LEGEND_HEIGHT = 0.025, 0.075
"""Parts of the figure's height kept for a line of sources, and for the legend above them."""

_WORDS = {
    "en": {vocab.UNKNOWN: "unknown", "front": "front line", "disputed": "disputed",
           "changing": "date uncertain"},
    "ar": {vocab.UNKNOWN: "غير معروف", "front": "خط التماس", "disputed": "متنازع عليه",
           "changing": "التاريخ غير مؤكد"},
}  # fmt: skip


def plot(
    control: Control | HasHistory, date: str | date | None = None, *, lang: str = "en"
) -> Figure:
    """Return a picture of who held what at the end of one day.

    Parameters
    ----------
    control
        Who held what: a history, a series, or a territory for its synthesis.
    date
        The day; the control's focus date, or its first day, when None.
    lang
        ``en`` or ``ar`` for names and title.

    Returns
    -------
    Figure
        As from `control_figure`; a notebook shows it.

    Raises
    ------
    NotCovered
        If the day lies outside the period.
    AleppoMapError
        If it is not who held what on each day, or there are no words in the language.

    Examples
    --------
    >>> import aleppomap as am
    >>> figure = am.plot(am.load().history(), "2016-11-28")
    """
    told: Control = control_of(control)
    return control_figure(told, [date or told.about.focus_date or told.dates[0]], lang=lang)


def control_figure(
    control: Control | HasHistory,
    days: Sequence[str | date],
    *,
    lang: str = "en",
    columns: int = 3,
) -> Figure:
    """Return a map of who held what at the end of one day, or small multiples of several.

    Parameters
    ----------
    control
        Who held what: a history, a series, or a territory for its synthesis.
    days
        The days, one panel each.
    lang
        ``en`` or ``ar`` for names and title.
    columns
        Panels in a row when there are several.

    Returns
    -------
    Figure
        Deterministic: the same input gives the same bytes from `save_figure`.

    Raises
    ------
    NotCovered
        If a day lies outside the period.
    AleppoMapError
        If no day is given, or there are no words in the language.
    """
    require_language(lang)
    told: Control = control_of(control)
    wanted = [as_day(day) for day in days]
    if not wanted:
        raise AleppoMapError("give at least one day to draw")
    across = min(columns, len(wanted))
    down = -(-len(wanted) // across)
    with mpl.rc_context(STYLE):
        size = (7.2, 7.4) if len(wanted) == 1 else (3.3 * across, 3.5 * down + 0.9)
        credit = credit_text(told, size[0])
        foot = CREDIT_HEIGHT * (credit.count("\n") + 1)
        figure = Picture(figsize=size, facecolor=PAPER, layout=_layout(foot))
        panels = np.atleast_1d(figure.subplots(down, across, squeeze=False)).ravel()
        for panel in panels[len(wanted) :]:
            panel.set_axis_off()
        drawn = [
            draw_day(panel, told, day, lang=lang, labels=len(wanted) == 1)
            for panel, day in zip(panels, wanted, strict=False)
        ]
        title = (told.about.title_ar if lang == "ar" else "") or told.about.title
        figure.suptitle(title, fontsize=13, fontweight="bold", color=INK)
        figure.legend(
            handles=_legend(told, drawn, lang), loc="lower center", ncols=3, frameon=False,
            bbox_to_anchor=(0.5, foot), borderaxespad=0, fontsize=8, labelcolor=INK,
        )  # fmt: skip
        figure.text(0.5, foot / 2, credit, ha="center", va="center", fontsize=CREDIT_SIZE,
                    color=QUIET, parse_math=False)  # fmt: skip
    return figure


def telling_days(control: Control, count: int = 6) -> list[date]:
    """Return the first day, the last, and those between after which most ground had changed.

    Parameters
    ----------
    control
        Who held what.
    count
        How many days, the two ends included.

    Returns
    -------
    list of date
        In order; fewer when fewer days brought a change.
    """
    areas = control.area_over_time().pivot_table(index="date", columns="holder", values="best_km2")
    moved = areas.diff().abs().sum(axis=1)
    busiest = moved[moved > 0].sort_values(ascending=False).index[: max(count - 2, 0)]
    return sorted({control.dates[0], *busiest, control.dates[-1]})


def alternative_text(control: Control, day: str | date) -> str:
    """Return what a figure of a day shows, in words, for those who cannot see it."""
    areas = control.area_over_time()
    areas = areas[areas["date"] == as_day(day)].set_index("holder")
    parts = []
    for party in control.parties:
        low, best, high = (float(areas[f"{b}_km2"][party.party]) for b in vocab.BOUNDS)
        digits = 0 if best >= 1000 else 1
        span = f" ({low:,.{digits}f}–{high:,.{digits}f})" if low < high else ""
        parts.append(f"{party.name} {best:,.{digits}f} km²{span}")
    account = f", {control.about.account_name}" if control.cells is not None else ""
    return (
        f"Map of {control.about.title} at the end of {as_day(day)}{account}. "
        f"Held by: {'; '.join(parts)}."
    )


def _layout(credit_height: float) -> ConstrainedLayoutEngine:
    foot = credit_height + LEGEND_HEIGHT
    return ConstrainedLayoutEngine(rect=(0, foot, 1, 1 - foot))


def _legend(control: Control, drawn: Sequence[Drawn], lang: str) -> list[Any]:
    """Return what stands in the legend: every party, and what else some panel shows."""
    words = _WORDS[lang]
    names = {party.party: name_of(party, lang) for party in control.parties}
    if any(vocab.UNKNOWN in panel.holders for panel in drawn):
        names[vocab.UNKNOWN] = words[vocab.UNKNOWN]
    handles: list[Any] = [
        Patch(facecolor=colour, alpha=FILL_ALPHA, hatch=hatch, edgecolor=PAPER, label=names[holder])
        for holder, colour, hatch in fills(control)
        if holder in names
    ]
    if any(panel.front for panel in drawn):
        handles.append(Line2D([], [], color=INK, linewidth=1.6, label=words["front"]))
    handles += [
        Patch(facecolor="none", edgecolor=INK, hatch=hatch, label=words[flag])
        for flag, hatch in FLAG_HATCHES.items()
        if any(flag in panel.flags for panel in drawn)
    ]
    return handles
