"""Static figures for print and for places where scripts are stripped; no browser needed.

The same colours and hatches as the page. A partly held district is drawn in stripes as
wide as the share held; Arabic is shaped by matplotlib itself (3.11 and later).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import matplotlib.dates as mdates
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from aleppomap import vocab
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError
from aleppomap.frontline import front_line
from aleppomap.io import write_atomic
from aleppomap.snapshot import Control

__all__ = [
    "alternative_text", "area_figure", "control_figure", "plot", "save_figure", "telling_days",
]  # fmt: skip

STRIPE_M = 260.0
"""Distance from stripe to stripe in a partly held district."""

PARTLY_SHARE = 0.02
"""A second holder with less of a district is not drawn."""

CREDIT_HEIGHT, LEGEND_HEIGHT = 0.025, 0.075
"""Parts of the figure's height kept for the line of sources, and for the legend above it."""

FILL_ALPHA = 0.78
"""Fills are this opaque, so that names can be read on them."""

_MONTHS_AR = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول",
    "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
_HATCHES = {"none": "", "diagonal": "//", "cross": "xx", "dots": "..", "horizontal": "--",
            "vertical": "||"}  # fmt: skip
_INK, _QUIET, _PAPER, _UNKNOWN = "#1d1d1b", "#66665f", "#fdfdfb", "#d9d8d2"
_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "hatch.linewidth": 0.5,
    "svg.hashsalt": "aleppomap",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_FORMATS = (".png", ".svg", ".pdf")


class Picture(Figure):
    """A figure that a notebook shows by itself, without pyplot."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with mpl.rc_context(_STYLE):
            self.savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()


def plot(control: Control, date: str | date | None = None, *, lang: str = "en") -> Figure:
    """Return a picture of who held what at the end of one day.

    Parameters
    ----------
    control
        Who held what.
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

    Examples
    --------
    >>> import aleppomap as am
    >>> figure = am.plot(am.load().history(), "2016-11-28")
    """
    return control_figure(
        control, [date or control.about.focus_date or control.dates[0]], lang=lang
    )


def control_figure(
    control: Control, days: Sequence[str | date], *, lang: str = "en", columns: int = 3
) -> Figure:
    """Return a map of who held what at the end of one day, or small multiples of several.

    Parameters
    ----------
    control
        Who held what.
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
        If no day is given.
    """
    wanted = [as_day(day) for day in days]
    if not wanted:
        raise AleppoMapError("give at least one day to draw")
    across = min(columns, len(wanted))
    down = -(-len(wanted) // across)
    with mpl.rc_context(_STYLE):
        size = (7.2, 7.4) if len(wanted) == 1 else (3.3 * across, 3.5 * down + 0.9)
        figure = Picture(figsize=size, facecolor=_PAPER, layout=_layout())
        panels = np.atleast_1d(figure.subplots(down, across, squeeze=False)).ravel()
        for panel in panels[len(wanted) :]:
            panel.set_axis_off()
        for panel, day in zip(panels, wanted, strict=False):
            _draw_day(panel, control, day, lang=lang, labels=len(wanted) == 1)
        title = control.about.title_ar if lang == "ar" else control.about.title
        figure.suptitle(title or control.about.title, fontsize=13, fontweight="bold", color=_INK)
        figure.legend(
            handles=_legend(control, lang), loc="lower center", ncols=3, frameon=False,
            bbox_to_anchor=(0.5, CREDIT_HEIGHT), borderaxespad=0, fontsize=8, labelcolor=_INK,
        )  # fmt: skip
        credit = " · ".join(
            part for part in (control.about.account_name, control.about.citation,
                              f"data {control.about.data_version}") if part
        )  # fmt: skip
        figure.text(0.5, CREDIT_HEIGHT / 2, credit, ha="center", va="center", fontsize=5.5,
                    color=_QUIET)  # fmt: skip
    return figure


def area_figure(
    control: Control, party: str, claims: pd.DataFrame | None = None, *, lang: str = "en"
) -> Figure:
    """Return the area a party held over time, with its range, and claims on it.

    Parameters
    ----------
    control
        Who held what.
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
    AleppoMapError
        If the party is not one of the control's.
    """
    found = [p for p in control.parties if p.party == party]
    if not found:
        known = ", ".join(p.party for p in control.parties)
        raise AleppoMapError(f"no party {party!r}; the parties are {known}")
    areas = control.area_over_time()
    areas = areas[areas["holder"] == party]
    name = found[0].name_ar if lang == "ar" and found[0].name_ar else found[0].name
    with mpl.rc_context(_STYLE):
        figure = Picture(figsize=(7.2, 3.8), facecolor=_PAPER, layout="constrained")
        axes = figure.subplots()
        days = mdates.date2num(list(areas["date"]))
        colour = found[0].colour
        axes.fill_between(days, areas["low_km2"], areas["high_km2"], step="post", alpha=0.25,
                          color=colour, linewidth=0, label="low to high")  # fmt: skip
        axes.step(days, areas["best_km2"], where="post", color=_INK, linewidth=1.4, label="best")
        if claims is not None:
            _draw_claims(axes, claims)
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%-d %b"))
        axes.xaxis.set_major_locator(mdates.AutoDateLocator(maxticks=8))
        axes.set_ylim(bottom=0)
        axes.set_ylabel("km²", color=_QUIET)
        axes.tick_params(colors=_QUIET)
        axes.set_title(f"{name} · {control.about.title}", loc="left", fontsize=11, color=_INK)
        axes.legend(frameon=False, fontsize=7)
    return figure


def save_figure(figure: Figure, path: str | Path, description: str = "") -> Path:
    """Write a figure whole or not at all, the same bytes for the same figure.

    Parameters
    ----------
    figure
        The figure.
    path
        A ``.png``, ``.svg`` or ``.pdf`` file.
    description
        Alternative text, kept in the file where its format can.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    AleppoMapError
        If the format is another, or the file cannot be written.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in _FORMATS:
        raise AleppoMapError(f"{path.name}: a figure is {', '.join(_FORMATS)}")
    metadata: dict[str, Any] = {
        ".png": {"Software": None, "Description": description},
        ".svg": {"Date": None, "Creator": "aleppomap", "Description": description},
        ".pdf": {"CreationDate": None, "Producer": None, "Creator": "aleppomap",
                 "Subject": description},
    }[kind]  # fmt: skip
    buffer = io.BytesIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(buffer, format=kind[1:], dpi=160, metadata=metadata)
    return write_atomic(path, buffer.getvalue())


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
        parts.append(f"{party.name} {best:.1f} km² ({low:.1f}–{high:.1f})")
    return (
        f"Map of {control.about.title} at the end of {as_day(day)}, "
        f"{control.about.account_name}. Held by: {'; '.join(parts)}."
    )


def _draw_day(axes: Axes, control: Control, day: date, *, lang: str, labels: bool) -> None:
    metric = _metric(control)
    snapshot = control.at(day).to_crs(metric)
    leading = _leading(snapshot, [party.party for party in control.parties])
    for holder, colour, hatch in _fills(control):
        cells = snapshot[leading == holder]
        if not cells.empty:
            cells.plot(ax=axes, color=colour, edgecolor=_PAPER, linewidth=0.5, hatch=hatch,
                       alpha=FILL_ALPHA, aspect=None)  # fmt: skip
    for holder, colour, _ in _fills(control):
        stripes = _stripes(snapshot[leading != holder], holder)
        if not stripes.empty:
            stripes.plot(ax=axes, color=colour, linewidth=0, alpha=FILL_ALPHA, aspect=None)
    for flag, hatch in (("disputed", "xxxx"), ("changing", "....")):
        cells = snapshot[snapshot[flag].astype(bool)]
        if not cells.empty:
            cells.plot(ax=axes, facecolor="none", edgecolor=_INK, linewidth=0, hatch=hatch,
                       alpha=0.45, aspect=None)  # fmt: skip
    front = front_line(control.at(day))
    if not front.empty:
        front.to_crs(metric).plot(ax=axes, color=_INK, linewidth=1.6, aspect=None)
    west, south, east, north = _frame(control, metric)
    if labels and control.cells is not None:
        frame = shapely.box(west, south, east, north)
        _draw_labels(axes, control.cells.to_crs(metric), frame, lang)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal")
    axes.set_axis_off()
    month = _MONTHS_AR[day.month - 1] if lang == "ar" else f"{day:%B}"
    axes.set_title(f"{day.day} {month} {day.year}", fontsize=10, color=_INK)
    axes.plot([east - 2500, east - 500], [south + 300] * 2, color=_INK, linewidth=2)
    axes.text(east - 1500, south + 380, "2 km", ha="center", va="bottom", fontsize=7, color=_INK)


def _layout() -> ConstrainedLayoutEngine:
    foot = CREDIT_HEIGHT + LEGEND_HEIGHT
    return ConstrainedLayoutEngine(rect=(0, foot, 1, 1 - foot))


def _fills(control: Control) -> list[tuple[str, str, str]]:
    """Return holder, colour and hatch, in display order, the unknown last."""
    fills = [(p.party, p.colour, _HATCHES[p.hatch]) for p in control.parties]
    return [*fills, (vocab.UNKNOWN, _UNKNOWN, "")]


def _leading(snapshot: gpd.GeoDataFrame, parties: list[str]) -> pd.Series[str]:
    """Return the holder whose colour a district is drawn in: the largest, the first of equals."""
    holders = [*parties, vocab.UNKNOWN]
    shares = snapshot[[f"{holder}_share_best" for holder in holders]].to_numpy(float)
    return pd.Series(np.asarray(holders, object)[shares.argmax(axis=1)], index=snapshot.index)


def _metric(control: Control) -> str:
    west, south, east, north = control.extent
    return f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +units=m"


def _frame(control: Control, metric: str) -> tuple[float, float, float, float]:
    """Return the bounds of the ground that changes hands, with a margin; of all if none does."""
    first, last = control.at(control.dates[0]), control.at(control.dates[-1])
    ground = gpd.GeoSeries([shapely.box(*control.extent)], crs=first.crs)
    if first.index.equals(last.index):
        changed = first["control"].ne(last["control"])
        if changed.any():
            ground = first.geometry[changed]
    west, south, east, north = (float(v) for v in ground.to_crs(metric).total_bounds)
    margin = 0.06 * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _stripes(snapshot: gpd.GeoDataFrame, holder: str) -> gpd.GeoSeries:
    """Return stripes over the districts a holder has part of, as wide as its share."""
    share = snapshot[f"{holder}_share_best"]
    partly = snapshot[share > PARTLY_SHARE]
    if partly.empty:
        return gpd.GeoSeries([], crs=snapshot.crs)
    west, south, east, north = snapshot.total_bounds
    reach = (east - west) + (north - south)
    pieces = []
    for cell, part in zip(partly.geometry, share[partly.index], strict=True):
        x, y, right, top = cell.bounds
        first = np.floor((x + y - reach) / STRIPE_M) * STRIPE_M
        starts = np.arange(first, right + top + STRIPE_M, STRIPE_M)
        width = STRIPE_M * float(part)
        bands = [
            shapely.Polygon(
                [(s - y, y), (s - y + width, y), (s - top + width, top), (s - top, top)]
            )
            for s in starts
            if x + y - STRIPE_M <= s <= right + top
        ]
        pieces.append(shapely.intersection(cell, shapely.union_all(bands)))
    return gpd.GeoSeries(pieces, crs=snapshot.crs)


def _draw_labels(axes: Axes, cells: gpd.GeoDataFrame, frame: shapely.Polygon, lang: str) -> None:
    """Write names inside the larger districts, largest first, none over another."""
    taken: list[shapely.Geometry] = []
    for cell in cells.geometry.area.sort_values(ascending=False).index[:60]:
        point = cells.geometry[cell].representative_point()
        name = str(cells.at[cell, "name_ar" if lang == "ar" else "name"] or cells.at[cell, "name"])
        half = 62.0 * len(name)
        box = shapely.box(point.x - half, point.y - 110, point.x + half, point.y + 110)
        inside = shapely.area(shapely.intersection(box, cells.geometry[cell])) / box.area
        if (
            inside < 0.55
            or not frame.contains(box)
            or any(shapely.intersects(box, other) for other in taken)
        ):
            continue
        taken.append(box)
        axes.text(point.x, point.y, name, ha="center", va="center", fontsize=6.2, color=_INK,
                  path_effects=[withStroke(linewidth=2.2, foreground=_PAPER)])  # fmt: skip


def _draw_claims(axes: Axes, claims: pd.DataFrame) -> None:
    markers = "osD^vP*X"
    for number, (side, rows) in enumerate(claims.groupby("side", sort=True)):
        days = mdates.date2num([as_day(day) for day in rows["date"]])
        middle = (rows["low_km2"] + rows["high_km2"]) / 2
        axes.errorbar(days, middle, yerr=(rows["high_km2"] - rows["low_km2"]) / 2, fmt="none",
                      ecolor=_QUIET, elinewidth=0.8)  # fmt: skip
        axes.scatter(days, middle, marker=markers[number % len(markers)], s=18, zorder=3,
                     edgecolor=_INK, linewidth=0.5, label=str(side))  # fmt: skip


def _legend(control: Control, lang: str) -> list[Any]:
    handles: list[Any] = [
        Patch(facecolor=party.colour, alpha=FILL_ALPHA, hatch=_HATCHES[party.hatch],
              edgecolor=_PAPER,
              label=party.name_ar if lang == "ar" and party.name_ar else party.name)
        for party in control.parties
    ]  # fmt: skip
    words = ("front line", "disputed", "date uncertain")
    if lang == "ar":
        words = ("خط التماس", "متنازع عليه", "التاريخ غير مؤكد")
    handles.append(Line2D([], [], color=_INK, linewidth=1.6, label=words[0]))
    handles.append(Patch(facecolor="none", edgecolor=_INK, hatch="xxxx", label=words[1]))
    handles.append(Patch(facecolor="none", edgecolor=_INK, hatch="....", label=words[2]))
    return handles
