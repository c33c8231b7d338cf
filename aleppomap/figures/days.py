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
    account_of,
    credit_text,
    day_of,
    name_of,
    require_language,
    require_width,
    title_of,
    words_of,
)
from aleppomap.snapshot import Control, HasHistory, control_of

__all__ = ["alternative_text", "control_figure", "plot", "telling_days"]

CREDIT_LINE, LEGEND_LINE, TITLE_LINE, AIR = 0.13, 0.2, 0.25, 0.1
"""Inches kept for a line of sources, of the legend above them, of the title, and around each."""

_PANEL_MM = 48
"""Least width of a panel of several, so that its day can be read."""

_ENTRY = 2.1
"""Inches that an entry of the legend takes; at most three stand in a row."""

_OR = {"en": " or ", "ar": " أو "}


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
    title: str = "",
    width_mm: float | None = None,
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
    title
        Heading; the territory's name when empty.
    width_mm
        Width on paper; letters keep their size. A page's width when None.

    Returns
    -------
    Figure
        Deterministic: the same input gives the same bytes from `save_figure`.

    Raises
    ------
    NotCovered
        If a day lies outside the period.
    AleppoMapError
        If no day is given, there are no words in the language, or the width is no width.
    """
    require_language(lang)
    require_width(width_mm)
    told: Control = control_of(control)
    wanted = [as_day(day) for day in days]
    if not wanted:
        raise AleppoMapError("give at least one day to draw")
    if width_mm is not None:
        columns = min(columns, max(1, int(width_mm / _PANEL_MM)))
    across = min(columns, len(wanted))
    down = -(-len(wanted) // across)
    with mpl.rc_context(STYLE):
        size = (7.2, 7.4) if len(wanted) == 1 else (3.3 * across, 3.5 * down + 0.9)
        if width_mm is not None:
            size = (width_mm / 25.4, size[1])
        credit = credit_text(told, size[0], lang)
        figure = Picture(figsize=size, facecolor=PAPER)
        panels = np.atleast_1d(figure.subplots(down, across, squeeze=False)).ravel()
        for panel in panels[len(wanted) :]:
            panel.set_axis_off()
        drawn = [
            draw_day(panel, told, day, lang=lang, labels=len(wanted) == 1)
            for panel, day in zip(panels, wanted, strict=False)
        ]
        handles = _legend(told, drawn, lang)
        entries = min(3, max(1, int(size[0] / _ENTRY)))
        foot_in = AIR + CREDIT_LINE * (credit.count("\n") + 1)
        legend_in = AIR + LEGEND_LINE * -(-len(handles) // entries)
        top_in = 2 * AIR + TITLE_LINE
        if width_mm is not None:  # panels about as high as wide, whatever stands under them
            high = foot_in + legend_in + top_in + down * (size[0] / across + 2 * AIR)
            size = (size[0], high)
            figure.set_size_inches(*size)
        foot, legend, top = (inches / size[1] for inches in (foot_in, legend_in, top_in))
        room = (0, foot + legend, 1, 1 - foot - legend - top)
        figure.set_layout_engine(ConstrainedLayoutEngine(rect=room))
        heading = title or title_of(told, lang)
        figure.suptitle(heading, y=1 - AIR / size[1], va="top", fontsize=13,
                        fontweight="bold", color=INK)  # fmt: skip
        figure.legend(
            handles=handles, loc="lower center", ncols=entries, frameon=False,
            markerfirst=lang != "ar", alignment="right" if lang == "ar" else "left",
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


def alternative_text(control: Control, day: str | date, *, lang: str = "en") -> str:
    """Return what a figure of a day shows, in words, for those who cannot see it.

    Parameters
    ----------
    control
        Who held what.
    day
        The day.
    lang
        ``en`` or ``ar``.
    """
    require_language(lang)
    words = words_of(lang)
    areas = control.area_over_time()
    areas = areas[areas["date"] == as_day(day)].set_index("holder")
    parts = []
    for party in control.parties:
        low, best, high = (float(areas[f"{b}_km2"][party.party]) for b in vocab.BOUNDS)
        digits = 0 if best >= 1000 else 1
        span = f" ({low:,.{digits}f}–{high:,.{digits}f})" if low < high else ""
        area = words["km2"].format(n=f"{best:,.{digits}f}").replace("\N{NO-BREAK SPACE}", " ")
        parts.append((name_of(party, lang), f"{area}{span}"))
    if lang != "en":
        told = [words["endOf"].format(day=day_of(as_day(day), lang)), account_of(control, lang)]
        held = [f"{words['heldBy'].format(name=name)}: {area}" for name, area in parts]
        return (
            f"{words['mapName']}: {title_of(control, lang)}. {' · '.join(filter(None, told))}. "
            f"{'؛ '.join(held)}."
        )
    account = f", {control.about.account_name}" if control.cells is not None else ""
    return (
        f"Map of {control.about.title} at the end of {as_day(day)}{account}. "
        f"Held by: {'; '.join(f'{name} {area}' for name, area in parts)}."
    )


def _legend(control: Control, drawn: Sequence[Drawn], lang: str) -> list[Any]:
    """Return what stands in the legend: every party, and what else some panel shows."""
    words = words_of(lang)
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
    said = {"partly": words["partial"], vocab.CONTESTED: words["contested"]}
    striped = [word for stripe, word in said.items()
               if any(stripe in panel.striped for panel in drawn)]  # fmt: skip
    if striped:
        label = _OR[lang].join(striped).capitalize()
        handles.append(Patch(facecolor=QUIET, edgecolor=PAPER, hatch="\\\\\\\\", label=label))
    handles += [
        Patch(facecolor="none", edgecolor=INK, hatch=hatch, label=words[flag])
        for flag, hatch in FLAG_HATCHES.items()
        if any(flag in panel.flags for panel in drawn)
    ]
    return handles
