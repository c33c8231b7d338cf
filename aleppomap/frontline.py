"""Where the ground of one holder meets the ground of another."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from aleppomap import vocab
from aleppomap.arcs import GEOD, shared_arcs
from aleppomap.areas import geodesic_area_m2
from aleppomap.errors import AleppoMapError, NotFound
from aleppomap.snapshot import check_snapshot

__all__ = ["front_line"]


def front_line(
    snapshot: gpd.GeoDataFrame, between: tuple[str, str] | None = None
) -> gpd.GeoDataFrame:
    """Return the lines along which the word for the colour changes.

    The front runs along the edges of cells: where a cell is partly held, the real
    front passes somewhere inside it. ``attrs["resolution_m"]`` states how far off
    that may put the line. The edge of the mapped area is not a front.

    Parameters
    ----------
    snapshot
        A snapshot whose cells form a coverage.
    between
        Two words of ``control``, in either order; all pairs when None. Stretches
        that border on ``contested`` or ``unknown`` cells are pairs of their own.

    Returns
    -------
    GeoDataFrame
        One row a line: ``between`` (``"government|opposition"``, sorted),
        ``length_m`` (geodesic) and ``geometry`` (LineString), longest first within
        a pair. Empty when no two holders meet. ``attrs["resolution_m"]`` is the
        median width (root of the area) of the cells that the lines bound.

    Raises
    ------
    InvalidInput
        If the frame is not a snapshot, or its cells overlap.
    NotFound
        If `between` names a word that is neither a holder nor ``contested``.
    AleppoMapError
        If `between` is not a pair.

    Examples
    --------
    >>> cells = gpd.GeoDataFrame(
    ...     {"control": ["a", "b"], "disputed": False, "changing": False, "silent": False,
    ...      "report_ids": ""},
    ...     geometry=[shapely.box(37.0, 36, 37.1, 36.1), shapely.box(37.1, 36, 37.2, 36.1)],
    ...     crs="OGC:CRS84",
    ... )
    >>> for holder, shares in {"a": [1.0, 0.0], "b": [0.0, 1.0]}.items():
    ...     cells[vocab.share_columns(holder)] = np.repeat([shares], 3, axis=0).T
    >>> lines = front_line(cells)
    >>> lines["between"].tolist(), lines["length_m"].round().tolist()
    (['a|b'], [11096.0])
    >>> len(front_line(cells, ("a", "contested")))
    0
    """
    check_snapshot(snapshot)
    known = [*vocab.holders_of(snapshot.columns), vocab.CONTESTED, vocab.UNKNOWN]
    if isinstance(between, str) or (between is not None and len(between) != 2):
        raise AleppoMapError(
            f"give two holders, such as between=({known[0]!r}, {known[1]!r}), not {between!r}"
        )
    for word in between or ():
        if word not in known:
            raise NotFound("holder", word, known)
    arcs = shared_arcs(snapshot)
    arcs = arcs[arcs["right"].notna()]
    words = [snapshot["control"].reindex(arcs[side]).to_numpy(str) for side in ("left", "right")]
    sides = np.sort(np.column_stack(words), axis=1)
    keep = sides[:, 0] != sides[:, 1]
    if between is not None:
        keep &= (sides == np.sort(np.asarray(between, dtype=str))).all(axis=1)
    arcs, sides = arcs[keep], sides[keep]

    pairs = np.array([f"{one}|{other}" for one, other in sides], dtype=object)
    rows: list[tuple[str, float, shapely.Geometry]] = []
    for pair in sorted(set(pairs)):
        stretches = shapely.multilinestrings(arcs.geometry.to_numpy()[pairs == pair])
        merged = shapely.get_parts(shapely.line_merge(stretches))
        lines = [(GEOD.geometry_length(line), line) for line in merged]
        lines.sort(key=lambda measured: (-round(measured[0], 3), measured[1].wkt))
        rows += [(pair, metres, line) for metres, line in lines]
    result = gpd.GeoDataFrame(
        {
            "between": np.array([row[0] for row in rows], dtype=object),
            "length_m": np.array([row[1] for row in rows], dtype=float),
        },
        geometry=[row[2] for row in rows],
        crs=vocab.STORAGE_CRS,
    )
    along = snapshot.index.isin([*arcs["left"], *arcs["right"]])
    widths_m = np.sqrt(geodesic_area_m2(snapshot.geometry[along]))
    result.attrs["resolution_m"] = float(np.median(widths_m)) if along.any() else float("nan")
    return result
