"""The area a party held over time, with its range, and what was claimed of it."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aleppomap.dates import as_day
from aleppomap.errors import NotFound
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

__all__ = ["area_figure"]

_WORDS = {"en": ("low to high", "best", "km²"), "ar": ("من الأدنى إلى الأعلى", "الأرجح", "كم²")}
_MARKERS = "osD^vP*X"


def area_figure(
    control: Control | HasHistory,
    party: str,
    claims: pd.DataFrame | None = None,
    *,
    lang: str = "en",
) -> Figure:
    """Return the area a party held over time, with its range, and claims on it.

    Parameters
    ----------
    control
        Who held what; a territory for its synthesis.
    party
        Party id.
    claims
        Columns ``date``, ``low_km2``, ``high_km2``, ``side``: what was stated; None for none.
    lang
        ``en`` or ``ar``.

    Returns
    -------
    Figure
        A line for best, a band from low to high; claims as bars, a marker a side.

    Raises
    ------
    NotFound
        If the party is not one of the control's.
    AleppoMapError
        If there are no words in the language.
    """
    require_language(lang)
    control = control_of(control)
    found = {p.party: p for p in control.parties}
    if party not in found:
        raise NotFound("party", party, found, {p.party: p.name for p in control.parties})
    areas = control.area_over_time()
    areas = areas[areas["holder"] == party]
    span, best, unit = _WORDS[lang]
    with mpl.rc_context(STYLE):
        figure = Picture(figsize=(7.2, 3.8), facecolor=PAPER, layout="constrained")
        axes = figure.subplots()
        days = mdates.date2num(list(areas["date"]))
        if (areas["low_km2"] < areas["high_km2"]).any():
            axes.fill_between(days, areas["low_km2"], areas["high_km2"], step="post", alpha=0.25,
                              color=found[party].colour, linewidth=0, label=span)  # fmt: skip
        axes.step(days, areas["best_km2"], where="post", color=INK, linewidth=1.4, label=best)
        if claims is not None:
            _draw_claims(axes, claims)
        locator = mdates.AutoDateLocator(maxticks=8)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
        axes.yaxis.set_major_formatter("{x:,.10g}")
        axes.set_ylim(0, axes.dataLim.y1 * 1.05)
        axes.set_ylabel(unit, color=QUIET)
        axes.tick_params(colors=QUIET)
        axes.set_title(f"{name_of(found[party], lang)} · {_title(control, lang)}", loc="left",
                       fontsize=11, color=INK)  # fmt: skip
        axes.legend(frameon=False, fontsize=7)
        figure.supxlabel(credit_text(control, figure.get_figwidth()), fontsize=CREDIT_SIZE,
                         color=QUIET, parse_math=False)  # fmt: skip
    return figure


def _title(control: Control, lang: str) -> str:
    return (control.about.title_ar if lang == "ar" else "") or control.about.title


def _draw_claims(axes: Axes, claims: pd.DataFrame) -> None:
    for number, (side, rows) in enumerate(claims.groupby("side", sort=True)):
        days = mdates.date2num([as_day(day) for day in rows["date"]])
        middle = (rows["low_km2"] + rows["high_km2"]) / 2
        axes.errorbar(days, middle, yerr=(rows["high_km2"] - rows["low_km2"]) / 2, fmt="none",
                      ecolor=QUIET, elinewidth=0.8)  # fmt: skip
        axes.scatter(days, middle, marker=_MARKERS[number % len(_MARKERS)], s=18, zorder=3,
                     edgecolor=INK, linewidth=0.5, label=str(side))  # fmt: skip
