"""Geometry out of the edges of a series: the ground of a day, the arcs of all days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.arcs import chains, lines_of
from aleppomap.areas import geodesic_area_m2
from aleppomap.series.edges import Edges, Ints, directed, parties_between, to_degrees
from aleppomap.snapshot import Holdings, Party

__all__ = ["arcs_of", "cell_shares", "ground_on", "holdings_on", "share_columns", "snapshot_on"]


def ground_on(edges: Edges, number: int, holders: Sequence[str]) -> dict[str, Any]:
    """Return the ground of each holder on an observed day, as valid geometry.

    Parameters
    ----------
    edges
        The table.
    number
        The observed day, from 0.
    holders
        What each bit of a mask stands for.

    Returns
    -------
    dict
        Polygon or MultiPolygon in degrees by holder, without those that hold nothing.
    """
    rows = edges.alive(number)
    shapes = {}
    points = edges.vertices.astype(float)
    for bit, holder in enumerate(holders):
        own = rows[edges.sign(bit, rows) != 0]
        if not len(own):
            continue
        tail, head = directed(edges, own, bit)
        lines = shapely.linestrings(np.stack([points[tail], points[head]], axis=1))
        polygons = shapely.get_parts(shapely.polygonize(lines))
        # A face is the party's when its first edge has the party on the inside.
        shells = shapely.get_exterior_ring(shapely.orient_polygons(polygons))
        corner, ring = shapely.get_coordinates(shells, return_index=True)
        first = np.searchsorted(ring, np.arange(len(shells)))
        sides = np.stack([corner[first], corner[first + 1]], axis=1)
        inside = {bytes(row) for row in np.hstack([edges.vertices[tail], edges.vertices[head]])}
        held = [bytes(row) in inside for row in sides.astype(np.int64).reshape(-1, 4)]
        kept = polygons[np.array(held, bool)]
        whole = kept[0] if len(kept) == 1 else shapely.MultiPolygon(list(kept))
        shapes[holder] = shapely.transform(whole, to_degrees)
    return shapes


def snapshot_on(
    edges: Edges, number: int, holders: Sequence[str], parties: Sequence[Party]
) -> gpd.GeoDataFrame:
    """Return the snapshot of an observed day.

    Parameters
    ----------
    edges
        The table.
    number
        The observed day, from 0.
    holders
        What each bit of a mask stands for.
    parties
        Those of them that are parties.

    Returns
    -------
    GeoDataFrame
        As of `aleppomap.series.SnapshotSeries.at`.
    """
    shapes = ground_on(edges, number, holders)
    names = {party.party: party.name for party in parties}
    cells = pd.Index(list(shapes), name="cell", dtype=object)
    geometry = np.array(list(shapes.values()), dtype=object)
    between = {cell: parties_between(cell) for cell in cells}
    columns = {  # all at once: a frame is slow to grow
        "name": [
            f"{vocab.CONTESTED}: {', '.join(names[party] for party in between[cell])}"
            if between[cell] else names.get(cell, cell) for cell in cells
        ],
        "control": [vocab.CONTESTED if between[cell] else cell for cell in cells],
        "area_km2": geodesic_area_m2(geometry) / 1e6,
        **share_columns(list(shapes), parties),
        **dict.fromkeys(vocab.FLAGS, False),
        "report_ids": pd.Series([()] * len(cells), index=cells, dtype=object),
    }  # fmt: skip
    frame = pd.DataFrame(columns, index=cells)
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=vocab.STORAGE_CRS)


def holdings_on(
    edges: Edges, number: int, holders: Sequence[str], parties: Sequence[Party]
) -> Holdings:
    """Return the best shares of an observed day, without geometry; arguments as above."""
    area_km2 = edges.areas_km2[number]
    held = np.flatnonzero(area_km2 > 0).tolist()
    cells = pd.Index([holders[n] for n in held], name="cell", dtype=object)
    shares = share_columns(list(cells), parties)
    return Holdings(cells, area_km2[held], {
        holder: np.array(shares[vocab.share_columns(holder)[1]], dtype=float)
        for holder in [*(party.party for party in parties), vocab.UNKNOWN]
    })  # fmt: skip


def share_columns(cells: Sequence[str], parties: Sequence[Party]) -> dict[str, list[float]]:
    """Return the columns of low, best and high shares of cells, by name."""
    shares = cell_shares(cells, parties)
    return {
        column: [shares[cell].get(holder, (0.0,) * 3)[bound] for cell in cells]
        for holder in [*(party.party for party in parties), vocab.UNKNOWN]
        for bound, column in enumerate(vocab.share_columns(holder))
    }


def cell_shares(
    cells: Sequence[str], parties: Sequence[Party]
) -> dict[str, dict[str, tuple[float, float, float]]]:
    """Return what share of each cell each holder has: low, best, high."""
    ids = [party.party for party in parties]
    # One party cannot contest ground with itself: the other is not named.
    others = ids if len(ids) > 1 else [*ids, vocab.UNKNOWN]
    shares = {cell: {cell: (1.0, 1.0, 1.0)} for cell in [*ids, vocab.UNKNOWN]}
    for cell in (vocab.CONTESTED, *cells):
        some = parties_between(cell) or (others if cell == vocab.CONTESTED else ())
        if some:
            shares[cell] = {holder: (0.0, 1 / len(some), 1.0) for holder in some}
    return shares


def arcs_of(
    edges: Edges, observed: Sequence[date], ends_of: Sequence[date], holders: Sequence[str]
) -> gpd.GeoDataFrame:
    """Return each stretch of boundary once, with its sides and its days.

    Parameters
    ----------
    edges
        The table.
    observed
        The days with data.
    ends_of
        For each of them the day on which its state ends, exclusive.
    holders
        What each bit of a mask stands for.

    Returns
    -------
    GeoDataFrame
        As of `aleppomap.series.SnapshotSeries.arcs`.
    """
    table = [edges.low, edges.high, edges.left, edges.right, edges.start, edges.end]
    for number in range(1, edges.days):
        if ends_of[number - 1] != observed[number]:
            split = (table[4] < number) & (table[5] > number)
            tails = [v[split] for v in table]
            table[5] = np.where(split, number, table[5])
            tails[4] = np.full(int(split.sum()), number)
            table = [np.concatenate(pair) for pair in zip(table, tails, strict=True)]
    low, high, left, right, start, end = _single_sided(table, len(holders))
    # The first party is on the left, so that edges of one arc run head to tail.
    flip = right < left
    low, high = np.where(flip, high, low), np.where(flip, low, high)
    left, right = np.minimum(left, right), np.maximum(left, right)
    group, _ = pd.factorize(
        ((left * 64 + right) * (edges.days + 1) + start) * (edges.days + 1) + end
    )
    node, _ = pd.factorize(
        np.concatenate([group * len(edges.vertices) + low, group * len(edges.vertices) + high])
    )
    one, two = np.split(node.astype(np.int64), 2)
    nodes = int(node.max(initial=-1)) + 1
    chain, rank = chains(one, two, left, right, nodes)
    order = np.lexsort((rank, chain))
    points = to_degrees(edges.vertices)
    first, lines, length_m = lines_of(points, low[order], high[order], chain[order])
    names = np.array([*holders, None], dtype=object)
    days = np.array([*observed, None], dtype=object)
    ends = np.array([None, *ends_of], dtype=object)
    kept = order[first]
    return gpd.GeoDataFrame(
        {
            "left": names[left[kept]],
            "right": names[right[kept]],
            "start": days[start[kept]],
            "end": ends[end[kept]],
            "length_m": length_m,
        },
        geometry=lines,
        crs=vocab.STORAGE_CRS,
    )


def _single_sided(table: list[Ints], parties: int) -> list[Ints]:
    """Return rows with one party a side by number; `parties` stands for none.

    Where polygons overlap an edge may have several on a side: a row each.
    """
    low, high, left, right, start, end = table
    pieces = []
    while len(low):
        lowest = [side & -side for side in (left, right)]
        numbers = [
            np.where(bit == 0, parties, np.log2(np.maximum(bit, 1)).astype(np.int64))
            for bit in lowest
        ]
        pieces.append([low, high, *numbers, start, end])
        left, right = left ^ lowest[0], right ^ lowest[1]
        more = (left | right) != 0
        low, high, left, right, start, end = (v[more] for v in (low, high, left, right, start, end))
    return [np.concatenate(columns) for columns in zip(*pieces, strict=True)] if pieces else table
