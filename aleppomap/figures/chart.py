"""The area a party held over time, with its range, and what was claimed of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from aleppomap.dates import as_day
from aleppomap.errors import NotFound
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
from aleppomap.report.panels import PALETTE
from aleppomap.snapshot import Control, HasHistory, control_of

__all__ = ["area_figure", "area_text"]

_WORDS = {
    "en": ("low to high", "best", "km²", "claimed: "),
    "ar": ("من الأدنى إلى الأعلى", "الأرجح", "كم²", "قول: "),
}
_LONG_DAYS = 300
"""A chart of more days says the year of each."""

_MARKERS = "osD^vP*X"


def area_figure(
    control: Control | HasHistory,
    party: str,
    claims: pd.DataFrame | None = None,
    *,
    lang: str = "en",
    title: str = "",
    width_mm: float | None = None,
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
    title
        Heading; the names of party and territory when empty.
    width_mm
        Width on paper; letters keep their size. A page's width when None.

    Returns
    -------
    Figure
        A line for best, a band from low to high; claims as bars, a marker a side.

    Raises
    ------
    NotFound
        If the party is not one of the control's.
    AleppoMapError
        If there are no words in the language, or the width is no width.
    """
    require_language(lang)
    require_width(width_mm)
    control = control_of(control)
    found = {p.party: p for p in control.parties}
    if party not in found:
        raise NotFound("party", party, found, {p.party: p.name for p in control.parties})
    areas = control.area_over_time()
    areas = areas[areas["holder"] == party]
    span, best, unit, claimed = _WORDS[lang]
    wide = 7.2 if width_mm is None else width_mm / 25.4
    with mpl.rc_context(STYLE):
        figure = Picture(figsize=(wide, 3.8 * wide / 7.2), facecolor=PAPER,
                         layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12))  # fmt: skip
        axes = figure.subplots()
        days = mdates.date2num(list(areas["date"]))
        if (areas["low_km2"] < areas["high_km2"]).any():
            axes.fill_between(days, areas["low_km2"], areas["high_km2"], step="post", alpha=0.25,
                              color=found[party].colour, linewidth=0, label=span)  # fmt: skip
        axes.step(days, areas["best_km2"], where="post", color=INK, linewidth=1.4, label=best,
                  marker="o" if len(days) == 1 else "")  # fmt: skip
        if claims is not None:
            colours = {p.party: p.colour for p in control.parties}
            _draw_claims(axes, claims, colours, claimed, words_of(lang)["sides"])
        if len(days) == 1:  # an axis has some length
            axes.set_xlim(days[0] - 1, days[0] + 1)
        several = days[-1] - days[0] > _LONG_DAYS
        axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=2, maxticks=int(wide)))
        axes.xaxis.set_major_formatter(lambda at, _: _tick(mdates.num2date(at), lang, several))
        if not several:
            first, last = (mdates.num2date(at).year for at in (days[0], days[-1]))
            years = f"{first}" if first == last else f"{first}–{last}"
            axes.set_xlabel(years, color=QUIET)
        axes.yaxis.set_major_formatter("{x:,.10g}")
        axes.set_ylim(0, axes.dataLim.y1 * 1.05)
        axes.set_ylabel(unit, color=QUIET)
        axes.tick_params(colors=QUIET)
        heading = title or f"{name_of(found[party], lang)} · {title_of(control, lang)}"
        axes.set_title(heading, loc="left", fontsize=11, color=INK, pad=10)
        axes.legend(frameon=False, fontsize=7, markerfirst=lang != "ar")
        figure.supxlabel(credit_text(control, figure.get_figwidth(), lang), fontsize=CREDIT_SIZE,
                         color=QUIET, parse_math=False)  # fmt: skip
    return figure


def area_text(control: Control, party: str, *, lang: str = "en") -> str:
    """Return what `area_figure` shows, in words, for those who cannot see it.

    Parameters
    ----------
    control
        Who held what.
    party
        Id of one of its parties.
    lang
        ``en`` or ``ar``.
    """
    require_language(lang)
    name = name_of(next(p for p in control.parties if p.party == party), lang)
    account = account_of(control, lang)
    if lang == "en":
        areas = control.area_over_time()
        rows = areas[areas["holder"] == party].iloc[[0, -1]].to_dict("records")
        ends = [f"{row['best_km2']:,.1f} km² ({row['low_km2']:,.1f}–{row['high_km2']:,.1f}), "
                f"{row['date']}" for row in rows]  # fmt: skip
        head = ", ".join(filter(None, [f"Area held by {name} over time", account]))
        return f"{head}: {'; '.join(ends)}."
    words = words_of(lang)
    first, last = (day_of(day, lang) for day in (control.dates[0], control.dates[-1]))
    told = [words["span"].format(**{"from": first, "to": last}), account]
    return f"{words['chartArea'].format(name=name)}. {' · '.join(filter(None, told))}."


def _tick(day: date, lang: str, several: bool) -> str:
    """Return a day as an axis says it: with its month, and its year where there are several."""
    year = f" {day.year}" if several else ""
    return f"{day.day} {words_of(lang)['monthsShort'][day.month - 1]}{year}"


def _draw_claims(
    axes: Axes, claims: pd.DataFrame, colours: Mapping[str, str], claimed: str,
    names: Mapping[str, str],
) -> None:  # fmt: skip
    """Draw what was claimed, a marker a side: in its party's colour, or one of the ledger's."""
    free = iter(PALETTE * 8)
    for number, (side, rows) in enumerate(claims.groupby("side", sort=True)):
        days = mdates.date2num([as_day(day) for day in rows["date"]])
        middle = (rows["low_km2"] + rows["high_km2"]) / 2
        axes.errorbar(days, middle, yerr=(rows["high_km2"] - rows["low_km2"]) / 2, fmt="none",
                      ecolor=QUIET, elinewidth=0.8)  # fmt: skip
        axes.scatter(days, middle, marker=_MARKERS[number % len(_MARKERS)], s=18, zorder=3,
                     color=colours.get(str(side)) or next(free), edgecolor=INK, linewidth=0.5,
                     label=f"{claimed}{names.get(str(side), str(side))}")  # fmt: skip
