"""What tests of points share: a month of a front, and points on it and about it."""

from __future__ import annotations

import functools

import numpy as np

from aleppomap.series import SnapshotSeries
from tests.series_maker import Maker, frames


@functools.cache
def month_of_frames(seed=5):
    """Return thirty days of a front; the same objects every time, not to be written into."""
    return frames(Maker(days=30, front=300, pockets=10, moves=6, seed=seed))


@functools.cache
def month():
    """Return thirty days of a front as a series."""
    return SnapshotSeries.from_frames(month_of_frames())


def points_over(series, number, beyond=0.0):
    """Return so many points within the extent of a series, or so many degrees beyond it."""
    west, south, east, north = series.extent
    low, high = (west - beyond, south - beyond), (east + beyond, north + beyond)
    return np.random.default_rng(3).uniform(low, high, (number, 2))
