"""Latitude before longitude, where both are below 90: told by what lies beside it.

Aleppo at (36.2, 37.1) is as good a place as Aleppo at (37.1, 36.2). What gives the first
away is its company: a territory, a landmark, the other features of the file, the area a
CRS is meant for. Named is only what misses its company as it stands and meets it swapped.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["LEAST_COMPANY", "LOOKS_SWAPPED", "MEETS", "MISSES", "fits_swapped", "overlap_share",
           "swapped_features"]  # fmt: skip

Box = Any
"""West, south, east, north: a tuple, or an array whose last axis they are."""

MEETS = 0.5
"""Share of the smaller box that must lie in the other for the two to meet."""

MISSES = 0.1
"""Below this share they miss each other; neighbours may share a margin."""

LEAST_COMPANY = 3
"""Of two features that lie apart, nothing tells which is the stranger."""

LOOKS_SWAPPED = "longitude before latitude; these look swapped, latitude first"

_POINT = 1e-6
"""A point is taken as a box of so many degrees, a tenth of a metre."""


def _swapped(box: Box) -> npt.NDArray[np.float64]:
    return np.asarray(box, dtype=float)[..., [1, 0, 3, 2]]


def overlap_share(box: Box, other: Box) -> Any:
    """Return which share of the smaller of two boxes lies in the other.

    Examples
    --------
    >>> float(overlap_share((0, 0, 2, 2), (1, 0, 9, 9)))
    0.5
    >>> round(float(overlap_share((1, 1, 1, 1), (0, 0, 9, 9))), 6)
    1.0
    """
    margin = np.array([-_POINT, -_POINT, _POINT, _POINT])
    one, two = np.asarray(box, dtype=float) + margin, np.asarray(other, dtype=float) + margin
    low, high = np.maximum(one[..., :2], two[..., :2]), np.minimum(one[..., 2:], two[..., 2:])
    common = np.prod(np.clip(high - low, 0, None), axis=-1)
    areas = [np.prod(b[..., 2:] - b[..., :2], axis=-1) for b in (one, two)]
    share = common / np.minimum(*areas)
    return np.where(share > 1 - _POINT, 1.0, np.round(share, 5))


def fits_swapped(box: Box, reference: Box) -> bool:
    """Return whether a box misses a reference, and would meet it with its axes swapped.

    Parameters
    ----------
    box
        What was given.
    reference
        Where it should lie: the extent of a territory, of points, of a CRS.

    Examples
    --------
    >>> aleppo = (37.08, 36.15, 37.25, 36.28)
    >>> fits_swapped((36.15, 37.08, 36.28, 37.25), aleppo), fits_swapped(aleppo, aleppo)
    (True, False)
    >>> fits_swapped((38.9, 35.9, 39.1, 36.0), aleppo)  # Raqqa is elsewhere either way
    False
    """
    if not (np.isfinite(np.asarray(box, float)).all() and np.isfinite(reference).all()):
        return False
    return bool(
        overlap_share(box, reference) < MISSES and overlap_share(_swapped(box), reference) >= MEETS
    )


def swapped_features(bounds: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return which features lie far from all others, and among them with axes swapped.

    Parameters
    ----------
    bounds
        West, south, east, north of each feature, shape (n, 4).

    Returns
    -------
    ndarray
        Their positions: always fewer than half, since most are taken to be right.

    Examples
    --------
    >>> row = np.array([[37.1 + i / 100, 36.2, 37.11 + i / 100, 36.21] for i in range(6)])
    >>> row[4] = row[4][[1, 0, 3, 2]]
    >>> swapped_features(row).tolist()
    [4]
    """
    if len(bounds) < LEAST_COMPANY or not np.isfinite(bounds).all():
        return np.array([], dtype=np.int64)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    centre = np.median(middle, axis=0)
    straight, swapped = (np.abs(m - centre).max(axis=1) for m in (middle, middle[:, ::-1]))
    strangers = swapped < straight / 2
    if not strangers.any() or strangers.sum() * 2 >= len(bounds):
        return np.array([], dtype=np.int64)
    company = np.concatenate(
        [bounds[~strangers, :2].min(axis=0), bounds[~strangers, 2:].max(axis=0)]
    )
    size = (company[2:] - company[:2]).max()
    gap = np.maximum(company[:2] - bounds[:, 2:], bounds[:, :2] - company[2:]).max(axis=1)
    margin = size / 4 * np.array([-1, -1, 1, 1])  # a stranger may have been the outermost
    among = overlap_share(_swapped(bounds), company + margin) >= MEETS
    return np.flatnonzero(strangers & among & (gap > size))
