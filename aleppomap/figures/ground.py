"""One day on one panel: fills, stripes, flags, the front, names and a scale bar.

Widths on the ground are parts of the frame's longer side, so that a city and a country are
drawn alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from aleppomap import vocab
from aleppomap.figures.picture import INK, PAPER, day_of, words_of
from aleppomap.frontline import front_line
from aleppomap.snapshot import WHOLE_UP_TO, Control

__all__ = ["FILL_ALPHA", "FLAG_HATCHES", "Drawn", "draw_day", "fills", "metric_crs", "scale_bar"]

STRIPE = 1 / 40
"""Distance from stripe to stripe in a partly held district."""

LETTER_WIDTH, LINE_HEIGHT, LABELLED_INCHES = 1 / 85, 1 / 48, 7.2
"""Room for a name, a letter and a line with some air around, on a map so many inches wide."""

PARTLY_SHARE = 0.02
"""A second holder with less of a district is not drawn."""

FILL_ALPHA = 0.78
"""Fills are this opaque, so that names can be read on them."""

FLAG_HATCHES = {"disputed": "xxxx", "changing": "...."}
_HATCHES = {"none": "", "diagonal": "//", "cross": "xx", "dots": "..", "horizontal": "--",
            "vertical": "||"}  # fmt: skip
_UNKNOWN = "#d9d8d2"


@dataclass(frozen=True)
class Drawn:
    """What a panel shows, for its legend: holders, what stripes mean, flags, a front or none."""

    holders: frozenset[str]
    striped: frozenset[str]
    flags: frozenset[str]
    front: bool


def draw_day(axes: Axes, control: Control, day: date, *, lang: str, labels: bool) -> Drawn:
    """Draw who held what at the end of a day."""
    metric = metric_crs(control)
    west, south, east, north = _frame(control, metric)
    span_m = max(east - west, north - south)
    lonlat = control.at(day)
    snapshot = lonlat.to_crs(metric)
    leading = _leading(snapshot, [party.party for party in control.parties])
    drawn = set(leading)
    for holder, colour, hatch in fills(control):
        cells = snapshot[leading == holder]
        if not cells.empty:
            cells.plot(ax=axes, color=colour, edgecolor=PAPER, linewidth=0.5, hatch=hatch,
                       alpha=FILL_ALPHA, aspect=None)  # fmt: skip
    striped = set()
    for holder, colour, _ in fills(control):
        parted = snapshot[(leading != holder) & (snapshot[f"{holder}_share_best"] > PARTLY_SHARE)]
        contested = parted["control"] == vocab.CONTESTED
        striped |= {word for word, any_cell in
                    (("partly", (~contested).any()), (vocab.CONTESTED, contested.any()))
                    if any_cell}  # fmt: skip
        stripes = _stripes(parted, holder, span_m * STRIPE)
        if not stripes.empty:
            drawn.add(holder)
            stripes.plot(ax=axes, color=colour, linewidth=0, alpha=FILL_ALPHA, aspect=None)
    flags = set()
    for flag, hatch in FLAG_HATCHES.items():
        cells = snapshot[snapshot[flag].astype(bool)]
        if not cells.empty:
            flags.add(flag)
            cells.plot(ax=axes, facecolor="none", edgecolor=INK, linewidth=0, hatch=hatch,
                       alpha=0.45, aspect=None)  # fmt: skip
    front = front_line(lonlat)
    if not front.empty:
        front.to_crs(metric).plot(ax=axes, color=INK, linewidth=1.6, aspect=None)
    if labels and control.cells is not None:
        frame = shapely.box(west, south, east, north)
        _draw_labels(axes, control.cells.to_crs(metric), frame, lang)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_title(words_of(lang)["endOf"].format(day=day_of(day, lang)), fontsize=10, color=INK)
    bar_m, words = scale_bar(span_m, lang)
    right, foot = east - 0.05 * span_m, south + 0.03 * span_m
    axes.plot([right - bar_m, right], [foot, foot], color=INK, linewidth=2)
    axes.text(right - bar_m / 2, foot + 0.008 * span_m, words, ha="center", va="bottom",
              fontsize=7, color=INK)  # fmt: skip
    return Drawn(frozenset(drawn), frozenset(striped), frozenset(flags), not front.empty)


def scale_bar(span_m: float, lang: str = "en") -> tuple[float, str]:
    """Return the length of a scale bar in metres, and its words: a fifth of the span at most.

    Examples
    --------
    >>> scale_bar(10_500), scale_bar(700_000), scale_bar(900)
    ((2000.0, '2 km'), (100000.0, '100 km'), (100.0, '100 m'))
    """
    most = span_m / 5
    unit = 10.0 ** math.floor(math.log10(most))
    length = next(n * unit for n in (5, 2, 1) if n * unit <= most)
    km, m = ("كم", "م") if lang == "ar" else ("km", "m")
    return length, f"{length / 1000:g} {km}" if length >= 1000 else f"{length:g} {m}"


def fills(control: Control) -> list[tuple[str, str, str]]:
    """Return holder, colour and hatch, in display order, the unknown last."""
    own = [(p.party, p.colour, _HATCHES[p.hatch]) for p in control.parties]
    return [*own, (vocab.UNKNOWN, _UNKNOWN, "")]


def metric_crs(control: Control) -> str:
    """Return the equal-area projection in metres that a control is drawn in."""
    west, south, east, north = control.extent
    return f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +units=m"


def _leading(snapshot: gpd.GeoDataFrame, parties: list[str]) -> pd.Series[str]:
    """Return the holder whose colour a district is drawn in: the largest, the first of equals."""
    holders = [*parties, vocab.UNKNOWN]
    shares = snapshot[[f"{holder}_share_best" for holder in holders]].to_numpy(float)
    return pd.Series(np.asarray(holders, object)[shares.argmax(axis=1)], index=snapshot.index)


def _frame(control: Control, metric: str) -> tuple[float, float, float, float]:
    """Return the bounds of the districts that change hands, with a margin; of all if none does.

    So few that all are seen are shown whole.
    """
    first, last = control.at(control.dates[0]), control.at(control.dates[-1])
    ground = gpd.GeoSeries([shapely.box(*control.extent)], crs=first.crs)
    if control.cells is not None and len(control.cells) > WHOLE_UP_TO:
        changed = first["control"].ne(last["control"])
        if changed.any():
            ground = first.geometry[changed]
    west, south, east, north = (float(v) for v in ground.to_crs(metric).total_bounds)
    margin = 0.06 * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _stripes(snapshot: gpd.GeoDataFrame, holder: str, step_m: float) -> gpd.GeoSeries:
    """Return stripes over the districts a holder has part of, as wide as its share."""
    pieces: list[Any] = []
    for cell, part in zip(snapshot.geometry, snapshot[f"{holder}_share_best"], strict=True):
        x, y, right, top = cell.bounds
        starts = np.arange(math.floor((x + y - step_m) / step_m), (right + top) // step_m + 1)
        bands = [
            shapely.Polygon(
                [(s - y, y), (s - y + width, y), (s - top + width, top), (s - top, top)]
            )
            for s, width in ((start * step_m, step_m * float(part)) for start in starts)
        ]
        pieces.append(shapely.intersection(cell, shapely.union_all(bands)))
    return gpd.GeoSeries(pieces, crs=snapshot.crs)


def _draw_labels(axes: Axes, cells: gpd.GeoDataFrame, frame: shapely.Polygon, lang: str) -> None:
    """Write names inside the larger districts, largest first, none over another."""
    west, south, east, north = frame.bounds
    span_m = max(east - west, north - south)
    figure = cast("Figure", axes.get_figure(root=True))  # axes drawn on are part of one
    room_m = span_m * LABELLED_INCHES / figure.get_figwidth()
    taken: list[shapely.Geometry] = []
    for cell in cells.geometry.area.sort_values(ascending=False).index[:60]:
        point = cells.geometry[cell].representative_point()
        name = str(cells.at[cell, "name_ar" if lang == "ar" else "name"] or cells.at[cell, "name"])
        wide, high = room_m * LETTER_WIDTH * len(name) / 2, room_m * LINE_HEIGHT / 2
        box = shapely.box(point.x - wide, point.y - high, point.x + wide, point.y + high)
        inside = shapely.area(shapely.intersection(box, cells.geometry[cell])) / box.area
        if (
            inside < 0.55
            or not frame.contains(box)
            or any(shapely.intersects(box, other) for other in taken)
        ):
            continue
        taken.append(box)
        axes.text(point.x, point.y, name, ha="center", va="center", fontsize=6.2, color=INK,
                  path_effects=[withStroke(linewidth=2.2, foreground=PAPER)])  # fmt: skip
