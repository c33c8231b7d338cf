"""Boundary arcs as the page carries them: each once, as small integers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap.errors import AleppoMapError

__all__ = ["Ints", "Topology", "pack", "topology"]

DEGREES_PER_UNIT = 1e-5  # about one metre, below the stated accuracy of any district outline

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

Point = tuple[int, int]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Topology:
    """Arcs on an integer grid, and the rings of each cell as walks along them.

    Parameters
    ----------
    origin
        Longitude and latitude of the grid's zero, in units of `DEGREES_PER_UNIT`.
    lines
        Vertices of each arc in units from the origin, of shape (n, 2).
    sides
        Position of the cell to the left and right of each arc; -1 where there is none.
    rings
        For each cell its rings; each a list of arc numbers, ``-1 - number`` when walked
        backwards. Filled by the even-odd rule, so holes need no order.
    """

    origin: Point
    lines: list[Ints]
    sides: list[tuple[int, int]]
    rings: list[list[list[int]]]

    @property
    def arcs(self) -> list[str]:
        """Return one text an arc, by `pack`: ``x, y`` of its first vertex, then the steps."""
        return [pack(_deltas(line)) for line in self.lines]


def topology(arcs: gpd.GeoDataFrame, cells: pd.Index[str]) -> Topology:
    """Put boundary arcs on the page's grid and join them into rings.

    Parameters
    ----------
    arcs
        Columns ``left``, ``right`` (cell ids, or None) and ``geometry`` (lines in
        degrees, each boundary once). Arcs shorter than the grid are left out.
    cells
        Cell ids, in the order the page numbers them.

    Returns
    -------
    Topology
        Arcs, sides and rings.

    Raises
    ------
    AleppoMapError
        If the arcs of a cell do not close into rings.
    """
    position = {cell: number for number, cell in enumerate(cells)}
    parts = arcs.explode(index_parts=False)
    lines = [_snap(line) for line in parts.geometry]
    kept = [
        (line, (position.get(left, -1), position.get(right, -1)))
        for line, left, right in zip(lines, parts["left"], parts["right"], strict=True)
        if len(line) > 1
    ]
    corners = np.concatenate([line for line, _ in kept]) if kept else np.zeros((1, 2), np.int64)
    origin = corners.min(axis=0)
    ends: dict[int, list[tuple[int, Point, Point]]] = defaultdict(list)
    for number, (line, (left, right)) in enumerate(kept):
        first, last = _point(line[0]), _point(line[-1])
        if left >= 0:
            ends[left].append((number, first, last))
        if right >= 0:
            ends[right].append((-1 - number, last, first))
    return Topology(
        origin=_point(origin),
        lines=[line - origin for line, _ in kept],
        sides=[sides for _, sides in kept],
        rings=[_walk(ends[number], str(cell)) for number, cell in enumerate(cells)],
    )


def pack(numbers: Iterable[int]) -> str:
    """Return whole numbers as text of six bits a character, as Google's polylines do.

    Sign in the lowest bit, then five bits a character, lowest first; 32 is added
    where more follow. The alphabet is that of URLs, which JSON need not escape.

    Examples
    --------
    >>> pack([0, 1, -1, 16])
    'ACBgB'
    """
    text = []
    for number in numbers:
        rest = -2 * number - 1 if number < 0 else 2 * number
        while rest > 31:
            text.append(ALPHABET[32 | rest & 31])
            rest >>= 5
        text.append(ALPHABET[rest])
    return "".join(text)


def _point(pair: Ints) -> Point:
    return int(pair[0]), int(pair[1])


def _snap(line: shapely.LineString) -> Ints:
    grid: Ints
    grid = np.rint(shapely.get_coordinates(line) / DEGREES_PER_UNIT).astype(np.int64)
    moved = np.ones(len(grid), bool)
    moved[1:] = (grid[1:] != grid[:-1]).any(axis=1)
    return grid[moved]


def _deltas(line: Ints) -> list[int]:
    steps = np.diff(line, axis=0, prepend=np.zeros((1, 2), np.int64))
    return [int(step) for step in steps.ravel()]


def _walk(directed: list[tuple[int, Point, Point]], cell: str) -> list[list[int]]:
    leaving: dict[Point, list[tuple[int, Point]]] = defaultdict(list)
    for number, first, last in directed:
        leaving[first].append((number, last))
    rings = []
    for _, start, _ in directed:
        while leaving[start]:
            ring, here = [], start
            while leaving[here]:
                number, here = leaving[here].pop(0)
                ring.append(number)
                if here == start:
                    break
            if here != start:
                raise AleppoMapError(
                    f"the boundary arcs of {cell!r} do not close into rings; every arc needs the "
                    "cell on its left and on its right, and shared end points"
                )
            rings.append(ring)
    return rings
