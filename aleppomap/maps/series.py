"""What the page is told of a front that moves: each arc once, with the days it lives."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.compare import changes
from aleppomap.dates import as_day
from aleppomap.maps.tables import clean, party_name
from aleppomap.maps.topology import DEGREES_PER_UNIT, pack
from aleppomap.maps.wording import long_day, page_words, short_days
from aleppomap.series.edges import parties_between
from aleppomap.snapshot import SeriesControl
from aleppomap.standalone import packed

__all__ = ["between", "series_data"]

AREA_UNIT_KM2 = 1e-3

MOST_OF_IT = 0.6
"""Of the width and the height of all ground: the page then opens on all of it."""

_TOLD = ("repaired", "twice", "absent")
"""What was found in the files of a day that its page says."""

Ints = npt.NDArray[np.int64]


def series_data(control: SeriesControl, days: Sequence[date], lang: str) -> dict[str, Any]:
    """Return what is particular to a page of daily polygons.

    Parameters
    ----------
    control
        A series.
    days
        The days shown, in order; a break between them is a gap in the data.
    lang
        Language of the page.

    Returns
    -------
    dict
        ``origin``, ``story``, ``leading`` and ``keys`` as for districts, and ``packed``:
        the rest as compressed JSON. Areas are in thousandths of a km2, each day as the
        difference from the day before; lifetimes are positions among the days.
    """
    arcs = control.arcs()
    life = _lives(arcs, days)
    shown = life[:, 0] < life[:, 1]
    arcs, life = arcs[shown], life[shown]
    holders = [*(party.party for party in control.parties), vocab.UNKNOWN]
    sides = [
        [None if pd.isna(side) else str(side) for side in arcs[end]] for end in ("left", "right")
    ]
    drawn = {side for ends in sides for side in ends if side is not None}
    words = [*holders, vocab.CONTESTED, *sorted(filter(parties_between, drawn))]
    cells = sorted(drawn, key=words.index)
    position = {cell: number for number, cell in enumerate(cells)}
    lines, kept = _gridded(arcs)
    corners = np.concatenate(lines) if lines else np.zeros((1, 2), np.int64)
    origin = corners.min(axis=0)
    table = np.array(
        [[-1 if side is None else position[side] for side in ends] for ends in sides]
    ).T.reshape(-1, 2)
    order, turned = _chained(lines, kept, life)
    table[turned] = table[turned, ::-1]
    lines = [lines[n][::-1] if turned[n] else lines[n] for n in order]
    table, life = table[order], life[order]
    areas = _areas(control, days, holders)
    heavy = {
        "cells": [_cell(cell, control, holders, lang) for cell in cells],
        "arcs": pack(_walk(lines, origin)),
        "sides": pack(int(value) for value in table.ravel()),
        "starts": pack(int(step) for step in life[:, 0] - np.append(0, life[:-1, 1])),
        "spans": pack(int(value) for value in life[:, 1] - life[:, 0]),
        "areas": list(_packed_areas(areas)),
        "moves": _moves(control, days, cells),
        "files": _files(control, days),
        "dates": [day.isoformat() for day in days],
        "days": [
            [long_day(day, lang), short]
            for day, short in zip(days, short_days(days, lang), strict=True)
        ],
        "gaps": _gaps(days),
        "stands": _stands(control.change_dates, days, lang),
        "mended": _mended(control, days),
    }
    text = json.dumps(heavy, ensure_ascii=False, separators=(",", ":")).encode()
    contested = len({*cells} - {*holders}) > 0
    return {
        "origin": [int(value) for value in origin],
        "story": _story(lines, life, len(days)),
        # Who held most on any day.
        "leading": int(np.argmax(areas[:-1, :, 1].max(axis=1))),
        "shown": [int(number) for number in np.flatnonzero(areas[:, :, 2].any(axis=1))],
        "keys": ["front", "before", "moved", *(["contested"] if contested else [])],
        "packed": packed(text),
    }


def between(
    control: SeriesControl, days: Sequence[date], sides: Sequence[int], lang: str
) -> dict[str, Any] | None:
    """Return what was gained and lost between two days compared, in words; None without two.

    Parameters
    ----------
    control
        A series.
    days
        The days shown.
    sides
        Which of them stand side by side, left first.
    lang
        Language of the page.
    """
    if len(set(sides)) < 2:
        return None
    words = page_words(lang)
    first, last = sorted(days[side] for side in sides)
    names = {party.party: party_name(party, lang) for party in control.parties}
    names |= {word: words[word] for word in (vocab.UNKNOWN, vocab.CONTESTED)}
    moved = {str(holder): rows for holder, rows in changes(control, first, last).groupby("party")}
    said = []
    for holder in sorted(moved, key=lambda name: [*names, name].index(name)):
        rows = moved[holder]
        parties = [names[party] for party in parties_between(holder)]
        name = names.get(holder) or words["contestedBetween"].format(
            names=words["and"].join(parties)
        )
        moves = [
            words[change].format(area=words["km2"].format(n=f"{area:,.{int(area < 1000)}f}"))
            for change, area in zip(rows["change"], rows["area_km2"], strict=True)
        ]
        said.append(f"{clean(name)} {words['listed'].join(moves)}")
    text = words["between"].format(
        first=long_day(first, lang), last=long_day(last, lang),
        changes="; ".join(said) or words["noMove"],
    )  # fmt: skip
    return {"days": list(sides), "words": text}


def _lives(arcs: pd.DataFrame, days: Sequence[date]) -> Ints:
    """Return for each arc the positions of its first day shown and the day after its last."""
    ordinals = [day.toordinal() for day in days]
    return np.array(
        [
            [bisect_left(ordinals, as_day(day).toordinal()) for day in pair]
            for pair in zip(arcs["start"], arcs["end"], strict=True)
        ],
        dtype=np.int64,
    ).reshape(-1, 2)


def _gridded(arcs: Any) -> tuple[list[Ints], Ints]:
    """Return the arcs on the page's grid, and which of them are longer than a step of it."""
    points, owner = shapely.get_coordinates(arcs.geometry.array, return_index=True)
    grid = np.rint(points / DEGREES_PER_UNIT).astype(np.int64)
    moved = np.ones(len(grid), bool)
    moved[1:] = (grid[1:] != grid[:-1]).any(axis=1) | (owner[1:] != owner[:-1])
    grid, owner = grid[moved], owner[moved]
    lines = np.split(grid, np.searchsorted(owner, np.arange(1, len(arcs))))
    kept = np.array([n for n, line in enumerate(lines) if len(line) > 1], dtype=np.int64)
    return lines, kept


def _chained(lines: Sequence[Ints], kept: Ints, life: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return an order in which arcs follow one another, and which to turn round for that.

    An arc that begins where the one before it ended costs two characters, not ten; best
    is the one that took its place on that day.
    """
    ends = {int(n): (lines[n][0].tobytes(), lines[n][-1].tobytes()) for n in kept}
    at: dict[bytes, list[int]] = defaultdict(list)
    for number, pair in ends.items():
        for end in pair:
            at[end].append(number)
    turned = np.zeros(len(lines), bool)
    order: list[int] = []
    waiting = dict.fromkeys(sorted(ends, key=lambda n: int(life[n, 0])))
    while waiting:
        first = next(iter(waiting))
        n: int | None = first
        here = ends[first][0]
        while n is not None:
            del waiting[n]
            turned[n] = ends[n][0] != here
            order.append(n)
            here = ends[n][0 if turned[n] else 1]
            over = int(life[n, 1])
            near = (other for other in at[here] if other in waiting)
            n = min(near, key=lambda other: abs(int(life[other, 0]) - over), default=None)
    return np.array(order, dtype=np.int64), turned


def _walk(lines: Sequence[Ints], origin: Ints) -> Iterable[int]:
    """Yield for each arc its steps and them, each from where the arc before it ended."""
    here = origin
    for line in lines:
        steps = np.diff(line, axis=0, prepend=here[None, :])
        yield len(line)
        yield from (int(step) for step in steps.ravel())
        here = line[-1]


def _steps(values: Iterable[int]) -> Iterable[int]:
    last = 0
    for value in values:
        yield int(value) - last
        last = int(value)


def _cell(cell: str, control: SeriesControl, holders: Sequence[str], lang: str) -> list[Any]:
    """Return id, name, and a state as for districts: the word, flags, holder, low, best, high."""
    if cell == vocab.CONTESTED:
        each = round(1000 / len(control.parties))
        shares = [[number, 0, each, 1000] for number in range(len(control.parties))]
        return [cell, page_words(lang)[cell], [len(holders), [], *shares]]
    if parties := parties_between(cell):
        numbers = [holders.index(party) for party in parties]
        names = page_words(lang)["and"].join(
            party_name(control.parties[number], lang) for number in numbers
        )
        word = page_words(lang)["contestedBetween"].format(names=names)
        shares = [[number, 0, round(1000 / len(numbers)), 1000] for number in numbers]
        return [clean(cell), word, [len(holders), [], *shares]]
    number = holders.index(cell)
    named = next((party_name(p, lang) for p in control.parties if p.party == cell), "")
    return [
        clean(cell),
        named or page_words(lang)[vocab.UNKNOWN],
        [number, [], [number, *[1000] * 3]],
    ]


def _areas(control: SeriesControl, days: Sequence[date], holders: Sequence[str]) -> Ints:
    """Return low, best and high area in thousandths of a km2: by holder, by day."""
    frame = control.area_over_time()
    wanted = set(days)
    frame = frame[[as_day(day) in wanted for day in frame["date"]]]
    columns = [f"{bound}_km2" for bound in vocab.BOUNDS]
    found = [frame.loc[frame["holder"] == holder, columns].to_numpy(float) for holder in holders]
    return np.rint(np.stack(found) / AREA_UNIT_KM2).astype(np.int64)


def _packed_areas(areas: Ints) -> Iterator[str]:
    """Yield by holder the best area of each day, then how far the low and high lie from it."""
    for own in areas:
        low, best, high = own.T
        yield from (pack(_steps(best)), pack(_steps(best - low)), pack(_steps(high - best)))


def _moves(control: SeriesControl, days: Sequence[date], cells: Sequence[str]) -> list[str]:
    """Return by cell what it gained and lost on each day; 0 after a gap, which the page knows."""
    frame = control.changes_over_time()
    position = {day: number for number, day in enumerate(days)}
    texts = []
    for cell in cells:
        own = frame[frame["party"] == cell]
        for column in ("gained_km2", "lost_km2"):
            values = np.zeros(len(days), np.int64)
            for day, area in zip(own["date"], own[column], strict=True):
                if day in position:
                    values[position[day]] = 0 if np.isnan(area) else round(area / AREA_UNIT_KM2)
            texts.append(pack(int(value) for value in values))
    return texts


def _files(control: SeriesControl, days: Sequence[date]) -> list[str]:
    """Return the files behind each day, a name a line; empty where they are the day before's."""
    texts: list[str] = []
    last = ""
    where = control.parties[0].party
    for day in days:
        names = "\n".join(clean(name) for name in control.explain(where, day).index)
        texts.append("" if names == last else names)
        last = names
    return texts


def _story(lines: Sequence[Ints], life: Ints, count: int) -> list[list[float]]:
    """Return the corners of the ground where arcs come and go: south west, then north east.

    Of all ground where that is not much larger: little would be left outside.
    """
    moving = [line for line, (start, end) in zip(lines, life, strict=True)
              if end - start < count]  # fmt: skip
    corners, whole = (
        np.concatenate(some or [np.zeros((2, 2), np.int64)])
        for some in (moving or list(lines), list(lines))
    )
    if (np.ptp(corners, axis=0) >= MOST_OF_IT * np.ptp(whole, axis=0)).all():
        corners = whole
    west, south = corners.min(axis=0) * DEGREES_PER_UNIT
    east, north = corners.max(axis=0) * DEGREES_PER_UNIT
    return [[round(float(south), 5), round(float(west), 5)],
            [round(float(north), 5), round(float(east), 5)]]  # fmt: skip


def _stands(observed: Sequence[date], days: Sequence[date], lang: str) -> dict[str, list[str]]:
    """Return for each position of a day without data the day whose state stands, and its words.

    Examples
    --------
    >>> _stands([date(2022, 3, 1)], [date(2022, 3, 1), date(2022, 3, 2)], "en")
    {'1': ['2022-03-01', '1 March 2022']}
    """
    known = sorted(as_day(day) for day in observed)
    there = set(known)
    return {
        str(number): [str(last := known[bisect_right(known, day) - 1]), long_day(last, lang)]
        for number, day in enumerate(days)
        if day not in there
    }


def _mended(control: SeriesControl, days: Sequence[date]) -> dict[str, list[list[Any]]]:
    """Return for positions of days what was found in their files: kind, party, km2."""
    names = {party.party: party.name for party in control.parties}
    position = {day: number for number, day in enumerate(days)}
    told: dict[str, list[list[Any]]] = {}
    for note in control.found.notes:
        if note.kind not in _TOLD or note.day is None:
            continue
        area = None if np.isnan(note.area_km2) else round(abs(note.area_km2), 3)
        row = [note.kind, clean(names.get(note.party, note.party)), area]
        for number in (n for day, n in position.items() if note.day <= day <= note.last):
            told.setdefault(str(number), []).append(row)
    return told


def _gaps(days: Sequence[date]) -> list[int]:
    """Return the positions of the days that follow a gap in the data.

    Examples
    --------
    >>> _gaps([date(2022, 3, 1), date(2022, 3, 2), date(2022, 3, 9)])
    [2]
    """
    pairs = enumerate(pairwise(days), start=1)
    return [number for number, (one, two) in pairs if two - one > timedelta(1)]
