"""What tagging needs of a control, and nothing else: small enough to be sent to many workers."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, is_dataclass, replace
from datetime import date, timedelta
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError
from aleppomap.places import Floats
from aleppomap.snapshot import Control

__all__ = ["Ground", "bare", "digest_of", "ground_of"]


@runtime_checkable
class Ground(Protocol):
    """Whose ground a point is, on a day and on every day; a series is one itself."""

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day covered, in order."""

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Bounds in degrees: west, south, east, north."""

    def holders_at(self, points: Floats, day: str | date) -> Any:
        """Return who held each point on a day."""

    def spells_of(self, points: Floats) -> pd.DataFrame:
        """Return ``point, start, end, holder``, runs of days that partition the period."""


@dataclass(frozen=True, eq=False)
class Districts:
    """Fixed districts, and the word for each on each day.

    Parameters
    ----------
    shapes
        A geometry each.
    dates
        Every day covered.
    changed
        The days from which a row of `words` stands, in order.
    words
        A row for each of `changed`, a column a district and one for no district.
    extent
        Bounds in degrees.
    """

    shapes: npt.NDArray[np.object_]
    dates: tuple[date, ...]
    changed: tuple[date, ...]
    words: npt.NDArray[np.object_]
    extent: tuple[float, float, float, float]

    def holders_at(self, points: Floats, day: str | date) -> Any:
        """Return who held each point on a day that is covered."""
        row = self.words[bisect_right(self.changed, as_day(day)) - 1]
        return row[self._cell_of(points)]

    def spells_of(self, points: Floats) -> pd.DataFrame:
        """Return ``point, start, end, holder``, runs of days that partition the period."""
        cell = self._cell_of(points)
        fresh = np.vstack([np.ones((1, self.words.shape[1]), bool),
                           self.words[1:] != self.words[:-1]])  # fmt: skip
        days = np.array([*self.changed, self.dates[-1] + timedelta(1)], object)
        column, begin = np.nonzero(fresh.T)
        end = np.append(begin[1:], 0)
        end[np.append(column[1:] != column[:-1], True)] = len(self.changed)
        first = np.searchsorted(column, np.arange(self.words.shape[1] + 1))
        counts = np.diff(first)[cell]
        point = np.repeat(np.arange(len(points)), counts)
        run = np.arange(len(point)) - np.repeat(np.cumsum(counts) - counts, counts)
        run += first[cell[point]]
        return pd.DataFrame({
            "point": point, "start": days[begin[run]], "end": days[end[run]],
            "holder": self.words[begin[run], column[run]],
        })  # fmt: skip

    def _cell_of(self, where: Floats) -> npt.NDArray[np.int64]:
        """Return the position of the district each point lies in, the number of them for none.

        A point on a shared border belongs to the district that comes first.
        """
        found = np.full(len(where), len(self.shapes), np.int64)
        known = np.flatnonzero(np.isfinite(where).all(axis=1))
        tree = shapely.STRtree(self.shapes)
        point, cell = tree.query(shapely.points(where[known]), predicate="intersects")
        np.minimum.at(found, known[point], cell)
        return found


def ground_of(control: Control, days: Iterable[date] | None = None) -> Ground:
    """Return what tagging needs of a control.

    Parameters
    ----------
    control
        A history of districts or a series of polygons.
    days
        The days that will be asked for; every day when None.

    Returns
    -------
    Ground
        A series itself; of a history its districts and their words.

    Raises
    ------
    NotCovered
        If a day is not covered.
    AleppoMapError
        If the control has neither districts nor a way to find points.
    """
    if isinstance(control, Ground):
        return control
    cells = control.cells
    if cells is None:
        raise AleppoMapError("this control cannot say where points lie: it has no districts")
    # Only the words are needed, and a snapshot without its ranges costs a tenth.
    quick: Any = control.variant(ranges=False) if hasattr(control, "variant") else control
    changed = sorted(set(days or ())) or sorted(
        {control.dates[0], *control.change_dates} & set(control.dates)
    )
    words = [[*quick.at(day)["control"].reindex(cells.index), vocab.UNKNOWN] for day in changed]
    shapes = np.asarray(cells.geometry.array, dtype=object)
    return Districts(shapes, tuple(control.dates), tuple(changed),
                     np.array(words, dtype=object), control.extent)  # fmt: skip


def bare(ground: Ground) -> Ground:
    """Return a ground without what it has worked out and kept, to be sent elsewhere."""
    if not is_dataclass(ground) or isinstance(ground, type):
        return ground
    fresh: Any = replace(ground)
    copied: Ground = fresh
    return copied


def digest_of(control: Control) -> str:
    """Return a hash of everything that decides who held a point on a day.

    Two controls of one hash tag every point alike; one vertex, day or word apart, they differ.
    """
    hashed = hashlib.sha256()

    def take(*values: object) -> None:
        for value in values:
            data = value if isinstance(value, bytes) else str(value).encode()
            hashed.update(len(data).to_bytes(8, "big") + data)

    take(*control.dates)
    if isinstance(control, Ground):
        arcs = control.arcs()
        shapes = arcs.geometry.to_numpy()
        take(*(value for name in ("left", "right", "start", "end") for value in arcs[name]))
    else:
        districts: Any = ground_of(control)
        shapes = districts.shapes
        take(*districts.changed, *districts.words.reshape(-1))
    take(*shapely.to_wkb(shapes))
    return hashed.hexdigest()
