"""Geodesic area, area by holder, and what uncertain boundaries do to a share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.arcs import GEOD, require_lonlat
from aleppomap.errors import AleppoMapError, NotCovered
from aleppomap.snapshot import require_shares

__all__ = [
    "CORRELATION_M",
    "SD_M",
    "Region",
    "area_by_control",
    "area_km2",
    "geodesic_area_m2",
    "require_lonlat",
    "share_sd_from_boundaries",
]

SD_M = 15.0
"""How far a drawn boundary lies from the real one (standard deviation)."""

CORRELATION_M = 250.0
"""Over what length along it that error persists: digitising from imagery, street by street."""

_Floats = npt.NDArray[np.float64]


class Region(Protocol):
    """A denominator: district to weight.

    A region computed from what a party held also has ``held_by`` (the party id) and
    may have ``start`` (districts by holder: the best shares on the day it was
    computed for); any other region has neither, or None.
    """

    @property
    def weights(self) -> pd.DataFrame:
        """``weight_low``, ``weight_best``, ``weight_high`` (0 to 1), by district."""


def geodesic_area_m2(
    geometries: gpd.GeoDataFrame | gpd.GeoSeries | npt.NDArray[Any] | Sequence[Any],
) -> _Floats:
    """Return the area of each geometry on the WGS 84 ellipsoid, in square metres.

    Karney's algorithm, ring by ring: shells minus holes by absolute value, so the
    winding of rings does not matter. Edges are geodesics; a ring encloses less than half
    the earth.

    Parameters
    ----------
    geometries
        Geometries in longitude and latitude; the CRS is checked if they carry one.

    Returns
    -------
    ndarray
        One area each. Polygons within a GeometryCollection count; points, lines,
        empty and missing geometries are 0.0.

    Raises
    ------
    InvalidInput
        If a frame or series has no CRS, or a projected one.

    References
    ----------
    C. F. F. Karney (2013), Algorithms for geodesics, J. Geodesy 87, 43-55,
    https://doi.org/10.1007/s00190-012-0578-z

    Examples
    --------
    >>> cell = shapely.box(37, 36, 37.01, 36.01)
    >>> geodesic_area_m2([cell, shapely.reverse(cell), None, shapely.Point(37, 36)]).round()
    array([1000385., 1000385.,       0.,       0.])
    """
    if isinstance(geometries, gpd.GeoDataFrame | gpd.GeoSeries):
        require_lonlat(geometries)
        geometries = np.asarray(geometries.geometry.array, dtype=object)
    parts = np.asarray(geometries, dtype=object).reshape(-1)
    count = len(parts)
    owner = np.arange(count)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, part_of = shapely.get_parts(parts, return_index=True)
        owner = owner[part_of]
    polygons = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, ring_of = shapely.get_rings(parts[polygons], return_index=True)
    owner = owner[polygons][ring_of]
    is_shell = np.diff(ring_of, prepend=-1) > 0
    ring_m2 = np.array([_ring_area_m2(ring) for ring in rings], dtype=float)
    signed_m2 = np.where(is_shell, ring_m2, -ring_m2)
    return np.bincount(owner, weights=signed_m2, minlength=count).astype(float)


def _ring_area_m2(ring: shapely.LinearRing) -> float:
    lon, lat = shapely.get_coordinates(ring).T
    return abs(GEOD.polygon_area_perimeter(lon, lat)[0])


def area_km2(cells: gpd.GeoDataFrame | gpd.GeoSeries) -> pd.Series[float]:
    """Return the geodesic area of each cell in square kilometres.

    Parameters
    ----------
    cells
        Cells in longitude and latitude.

    Returns
    -------
    Series
        Named ``area_km2``; index of `cells`.

    Raises
    ------
    InvalidInput
        If the CRS is missing or projected.

    Examples
    --------
    >>> cells = gpd.GeoSeries([shapely.box(37, 36, 37.01, 36.01)], ["a"], crs="OGC:CRS84")
    >>> area_km2(cells).round(4)
    a    1.0004
    Name: area_km2, dtype: float64
    """
    return pd.Series(geodesic_area_m2(cells) / 1e6, index=cells.index, name="area_km2")


def area_by_control(snapshot: gpd.GeoDataFrame, region: Region | None = None) -> pd.DataFrame:
    """Return the area and share of a region that each holder has.

    In a plain region a cell of weight w counts with w times its area, and its
    holders keep their shares. In a region that a party P held, w is the part of the
    cell P held then: P has the lesser of w and its share now, and the rest of w goes
    to the others in proportion to what they gained since (to what they have, where
    no start is known).

    Parameters
    ----------
    snapshot
        A snapshot (see `aleppomap.snapshot.check_snapshot`); one read from a file may have
        its districts in a column ``district``.
    region
        Denominator; every cell whole when None. Cells it does not list weigh 0.

    Returns
    -------
    DataFrame
        Index ``holder`` (parties in column order, then ``unknown``), columns
        ``low_km2 best_km2 high_km2 low_share best_share high_share``, shares of the
        region's area (NaN if it is empty). Best areas add up to the region's best
        area. Low and high are the extremes over low and high shares, and over low
        and high weights, each with the denominator that goes with it.

    Raises
    ------
    InvalidInput
        If it is no snapshot, or its CRS is missing or projected.
    NotCovered
        If the region gives weight to a district the snapshot does not have.

    Examples
    --------
    >>> cells = gpd.GeoDataFrame(
    ...     {"a_share_low": [1.0, 0.0], "a_share_best": [1.0, 0.5], "a_share_high": [1.0, 1.0],
    ...      "b_share_low": [0.0, 0.0], "b_share_best": [0.0, 0.5], "b_share_high": [0.0, 1.0]},
    ...     geometry=[shapely.box(37, 36, 37.01, 36.01), shapely.box(37.01, 36, 37.02, 36.01)],
    ...     crs="OGC:CRS84",
    ... )
    >>> area_by_control(cells)[["low_share", "best_share", "high_share"]].round(3)
            low_share  best_share  high_share
    holder
    a             0.5        0.75         1.0
    b             0.0        0.25         0.5
    """
    require_shares(snapshot)
    holders = [h for h in vocab.holders_of(snapshot.columns) if h != vocab.UNKNOWN]
    if f"{vocab.UNKNOWN}_share_best" in snapshot.columns:
        holders.append(vocab.UNKNOWN)
    columns = np.array([vocab.share_columns(holder) for holder in holders]).reshape(-1, 3).T
    shares = np.stack([snapshot[list(names)].to_numpy(float) for names in columns])
    cell_km2 = geodesic_area_m2(snapshot) / 1e6
    weights = _weights(snapshot, region)
    party = getattr(region, "held_by", None)
    # held[w, b]: part of each cell inside the region (weight bound w) that each
    # holder has (share bound b).
    if party is None:
        held = weights[:, None, :, None] * shares[None]
    else:
        start = getattr(region, "start", None)
        before = (
            None
            if start is None
            else start.reindex(_cells(snapshot), columns=holders).fillna(0.0).to_numpy(float)
        )
        p = holders.index(party) if party in holders else -1
        held = np.stack([_split_of_held(shares, weight, p, before) for weight in weights])
    km2 = np.einsum("wbch,c->wbh", held, cell_km2)
    total_km2 = weights @ cell_km2
    with np.errstate(invalid="ignore"):
        share = km2 / total_km2[:, None, None]
    result = pd.DataFrame(index=pd.Index(holders, name="holder", dtype=object))
    for unit, values in (("km2", km2), ("share", share)):
        best = values[1, 1]
        with np.errstate(all="ignore"):
            result[f"low_{unit}"] = np.fmin(np.fmin.reduce(values[:, 0]), best)
            result[f"best_{unit}"] = best
            result[f"high_{unit}"] = np.fmax(np.fmax.reduce(values[:, 2]), best)
    return result


def _weights(snapshot: gpd.GeoDataFrame, region: Region | None) -> _Floats:
    """Return low, best and high weights, one row each, one column a cell."""
    if region is None:
        return np.ones((3, len(snapshot)))
    if isinstance(region, str):
        raise AleppoMapError(f"give a region, such as territory.region({region!r}), not its id")
    cells = _cells(snapshot)
    columns = [f"weight_{bound}" for bound in vocab.BOUNDS]
    weights = region.weights[columns].astype(float)
    missing = weights.index[(weights["weight_high"] > 0) & ~weights.index.isin(cells)]
    if len(missing):
        raise NotCovered(
            f"the region has {len(missing)} districts that the snapshot does not: "
            f"{vocab.listed([str(label) for label in missing[:12]])}; use a region of the same "
            "territory"
        )
    return weights.reindex(cells).fillna(0.0).to_numpy(float).T


def _cells(snapshot: gpd.GeoDataFrame) -> pd.Index[str]:
    """Return the districts, from the column a file keeps them in where there is one."""
    cells: pd.Index[str] = snapshot.index
    return pd.Index(snapshot["district"]) if "district" in snapshot.columns else cells


def _split_of_held(shares: _Floats, weight: _Floats, party: int, before: _Floats | None) -> _Floats:
    """Split the part of each cell that a party held among its holders now.

    `shares` is bound by cell by holder; `weight` a number a cell; `party` a column of
    `shares`, -1 when it holds nothing now; `before` cell by holder.
    """
    best = shares[1]
    kept = np.zeros((3, len(weight)))
    if party >= 0:
        kept = np.minimum(weight, shares[:, :, party])
    lost_low, lost, lost_high = weight - kept[::-1]

    gains = shares if before is None else np.maximum(shares - before[None], 0.0)
    others = np.ones(shares.shape[2], dtype=bool)
    if party >= 0:
        others[party] = False
    gained = np.where(others, gains[1], 0.0)
    present = np.where(others, best, 0.0)
    gained = np.where(gained.sum(axis=1, keepdims=True) > 0, gained, present)
    total = gained.sum(axis=1, keepdims=True)
    parts = gained / np.where(total > 0, total, 1.0)

    held_best = parts * lost[:, None]
    held_low = np.minimum(held_best, np.minimum(gains[0], lost_low[:, None]))
    held_high = np.maximum(held_best, np.minimum(gains[2], lost_high[:, None]))
    held = np.stack([held_low, held_best, held_high])
    if party >= 0:
        held[:, :, party] = kept
    return held


def share_sd_from_boundaries(
    arcs: gpd.GeoDataFrame,
    numerator_weight: pd.Series[float],
    denominator_weight: pd.Series[float],
    area_km2: pd.Series[float],
    sd_m: float = SD_M,
    correlation_m: float = CORRELATION_M,
) -> float:
    """Return the standard deviation of a share due to misplaced boundaries alone.

    Every arc is displaced sideways by a stationary error of standard deviation s
    whose correlation falls off as exp(-d/l) along it. The area swept by an arc of
    length L has variance V = 2 s^2 l^2 (L/l - 1 + exp(-L/l)). For R = N/D an arc has
    the coefficient b(N) - R b(D), where b is the weight on its left less that on its
    right, so arcs inside a union cancel; Var R = sum of c^2 V over D^2.

    Never show this figure without the errors that matter more: baseline and dates.

    Parameters
    ----------
    arcs
        As from `aleppomap.arcs.shared_arcs`.
    numerator_weight, denominator_weight
        Weight (0 to 1) of each cell in N and in D; cells not listed weigh 0.
    area_km2
        Area of each cell.
    sd_m
        Standard deviation s of a boundary, in metres.
    correlation_m
        Correlation length l along it, in metres.

    Returns
    -------
    float
        Standard deviation of the share (0 to 1); NaN if the denominator is empty.

    Examples
    --------
    One boundary of 250 m between two cells of 1 km2: s l sqrt(2/e) over 2 km2.

    >>> arcs = pd.DataFrame({"left": ["a"], "right": ["b"], "length_m": [250.0]})
    >>> one = pd.Series({"a": 1.0, "b": 1.0})
    >>> round(share_sd_from_boundaries(arcs, pd.Series({"a": 1.0}), one, one), 6)
    0.001608
    """
    cells = area_km2.index
    numerator = numerator_weight.reindex(cells).fillna(0.0)
    denominator = denominator_weight.reindex(cells).fillna(0.0)
    total_m2 = float((area_km2 * denominator).sum()) * 1e6
    if total_m2 <= 0:
        return float("nan")
    share = float((area_km2 * numerator).sum()) * 1e6 / total_m2

    def step(weight: pd.Series[float]) -> _Floats:
        left, right = (weight.reindex(arcs[side]).fillna(0.0) for side in ("left", "right"))
        return np.asarray(left.to_numpy() - right.to_numpy(), dtype=float)

    coefficient = step(numerator) - share * step(denominator)
    ratio = arcs["length_m"].to_numpy(float) / correlation_m
    variance_m4 = 2 * sd_m**2 * correlation_m**2 * (ratio - 1 + np.exp(-ratio))
    return float(np.sqrt((coefficient**2 * variance_m4).sum()) / total_m2)
