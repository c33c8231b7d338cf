"""Another boundary set as a reading: whose polygons a claim is measured in can matter.

Each polygon of the other set is matched to a district by name, where the names agree
and the ground overlaps, else by overlap. A district then weighs what the other set
says it measures.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from aleppomap.areas import geodesic_area_m2
from aleppomap.axes import fits_swapped
from aleppomap.errors import (
    AleppoMapError,
    AleppoMapWarning,
    Fault,
    InvalidInput,
    NotFound,
    correction,
)
from aleppomap.layer_reading import Layer, read_layer
from aleppomap.nesting import features_named, nesting_faults
from aleppomap.schema import split_list
from aleppomap.text_files import read_table

__all__ = ["BoundarySet", "fold_name", "match_boundaries", "read_boundaries"]

NAME_SCORE = 88.0
"""Names that agree by less, of 100, are not taken for the same."""

NAME_OVERLAP_SHARE = 0.2
"""A polygon that covers less of its namesake is matched by its ground instead."""

LEAST_OVERLAP_SHARE = 0.02
"""A polygon that shares less of its ground with a district only grazes it."""

COVERED_SHARE = 0.95
"""A set that covers less of the numerator or the denominator is refused for a claim."""

OVERLAP_SHARE = 0.001
"""Polygons of a set that overlap by a larger share of it are said to."""

_ARTICLES = re.compile(r"\b(?:al|ar|as|ash|at|ad|az|an|aj|el|il)[ -]")
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي", "ـ": None})
_NAME_COLUMNS = ("name", "name_en", "name:en", "name_ar", "name:ar", "neighborhood",
                 "neighbourhood", "shapename", "district", "quarter")  # fmt: skip


@dataclass(frozen=True, eq=False)
class BoundarySet:
    """Another set of polygons, matched to the districts.

    Parameters
    ----------
    name
        What readers see it called.
    matches
        One row a polygon and district: ``polygon``, ``district``, ``how`` (name, overlap or
        concordance), ``name_score`` (0 to 100), ``overlap_share`` (of the polygon),
        ``area_km2`` given to the district.
    area_km2
        Index district: its area by this set.
    covered_share
        Index district: how much of it the matched polygons cover, 0 to 1.
    """

    name: str
    matches: pd.DataFrame
    area_km2: pd.Series[float]
    covered_share: pd.Series[float]


def fold_name(name: str) -> str:
    """Return a name as two spellings of it would agree: no accents, articles or marks.

    Examples
    --------
    >>> fold_name("as-Sakhour") == fold_name("Al Sākhour")
    True
    >>> fold_name("الصاخور") == fold_name("صاخور")
    True
    """
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_ARABIC)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _ARTICLES.sub("", plain)
    plain = " ".join(word.removeprefix("ال") for word in re.split(r"[\s\-_/()]+", plain))
    return re.sub(r"[^\w ]", "", plain).strip()


def match_boundaries(
    districts: gpd.GeoDataFrame,
    other: gpd.GeoDataFrame,
    *,
    name: str = "other boundaries",
    concordance: pd.DataFrame | None = None,
) -> BoundarySet:
    """Match another set of polygons to the districts.

    Parameters
    ----------
    districts
        Index district; ``name``, ``name_ar``, ``aliases``; polygons in degrees.
    other
        Polygons in any CRS, with their names in a column such as ``name``.
    name
        What readers see the set called.
    concordance
        Columns ``polygon`` (a name in `other`) and ``district``: matches made by hand;
        these come before any other.

    Returns
    -------
    BoundarySet
        With the match of every polygon that touches a district.

    Raises
    ------
    AleppoMapError
        If `other` has no CRS, no polygons, or nothing that overlaps the districts.
    NotFound
        If the concordance names a district that does not exist.
    """
    if other.crs is None:
        raise AleppoMapError(f"{name} has no CRS; give its file one, such as EPSG:4326")
    shapes = shapely.make_valid(other.to_crs(districts.crs).geometry.to_numpy())
    labels = _labels(other)
    by_hand = {} if concordance is None else _by_hand(concordance, districts)
    spellings = _spellings(districts)
    cells = districts.geometry.to_numpy()
    polygon_at, cell_at = districts.sindex.query(shapes, predicate="intersects")
    overlap = shapely.intersection(shapes[polygon_at], cells[cell_at])
    overlap_km2 = geodesic_area_m2(overlap) / 1e6
    polygon_km2 = geodesic_area_m2(shapes) / 1e6
    cell_km2 = geodesic_area_m2(cells) / 1e6
    rows: list[tuple[str, str, str, float, float, float]] = []
    covered: dict[int, list[shapely.Geometry]] = {}
    for polygon in np.unique(polygon_at):
        touching = polygon_at == polygon
        total = float(polygon_km2[polygon])
        ground = overlap_km2[touching] / max(total, 1e-12)
        shares = dict(zip(cell_at[touching].tolist(), ground.tolist(), strict=True))
        target, how, score = _by_name(labels[polygon], by_hand, spellings, shares, cell_km2, total)
        given = {target: 1.0} if target >= 0 else _by_overlap(shares)
        for cell, share in given.items():
            rows.append((labels[polygon][0], str(districts.index[cell]), how, score,
                         float(shares.get(cell, 0.0)), total * share))  # fmt: skip
            covered.setdefault(cell, []).append(shapes[polygon])
    if not rows:
        swapped = fits_swapped(shapely.total_bounds(shapes), shapely.total_bounds(cells))
        why = "; with latitude and longitude swapped it would: swap them" if swapped else ""
        raise AleppoMapError(f"{name} overlaps no district{why}")
    columns = ["polygon", "district", "how", "name_score", "overlap_share", "area_km2"]
    matches = pd.DataFrame(rows, columns=columns)
    area = matches.groupby("district")["area_km2"].sum().reindex(districts.index, fill_value=0.0)
    inside_km2 = np.zeros(len(cells))
    for cell, parts in covered.items():
        inside = shapely.intersection(cells[cell], shapely.union_all(parts))
        inside_km2[cell] = geodesic_area_m2([inside])[0] / 1e6
    covered_share = pd.Series(inside_km2 / cell_km2, index=districts.index)
    return BoundarySet(name, matches, area, covered_share)


def _labels(other: gpd.GeoDataFrame) -> list[list[str]]:
    """Return the names of each polygon; its number where it has none."""
    columns = [c for c in other.columns if str(c).casefold() in _NAME_COLUMNS]
    names = []
    for number, record in enumerate(other[columns].to_dict("records"), start=1):
        found = [str(v) for v in record.values() if isinstance(v, str) and v.strip()]
        names.append(found or [f"polygon {number}"])
    return names


def _by_hand(concordance: pd.DataFrame, districts: gpd.GeoDataFrame) -> dict[str, int]:
    matched = {}
    for polygon, district in zip(concordance["polygon"], concordance["district"], strict=True):
        if district not in districts.index:
            raise NotFound("district", str(district), districts.index)
        matched[str(polygon)] = int(districts.index.get_loc(district))
    return matched


def _spellings(districts: gpd.GeoDataFrame) -> list[tuple[str, int]]:
    spellings = []
    for number, row in enumerate(districts[["name", "name_ar", "aliases"]].to_dict("records")):
        names = [row["name"], row["name_ar"], *split_list(str(row["aliases"]))]
        spellings += [(fold_name(name), number) for name in names if name]
    return spellings


def _by_name(
    labels: list[str],
    by_hand: dict[str, int],
    spellings: list[tuple[str, int]],
    shares: dict[int, float],
    cell_km2: np.ndarray[tuple[int], np.dtype[np.float64]],
    polygon_km2: float,
) -> tuple[int, str, float]:
    """Return the district of the same name on the same ground; -1 when there is none."""
    from rapidfuzz import fuzz, process  # heavy, and only another boundary set needs it

    for label in labels:
        if label in by_hand:
            return by_hand[label], "concordance", 100.0
    near = [(text, cell) for text, cell in spellings if cell in shares]
    best = (-1, "overlap", 0.0)
    for label in labels:
        found = process.extractOne(
            fold_name(label), [text for text, _ in near], scorer=fuzz.ratio, score_cutoff=NAME_SCORE
        )
        if found and found[1] > best[2]:
            cell = near[found[2]][1]
            of_cell = shares[cell] * polygon_km2 / cell_km2[cell]
            if max(shares[cell], of_cell) >= NAME_OVERLAP_SHARE:
                best = (cell, "name", float(found[1]))
    return best


def _by_overlap(shares: dict[int, float]) -> dict[int, float]:
    """Return the districts a polygon's ground goes to, by what it shares with them."""
    return {cell: share for cell, share in shares.items() if share >= LEAST_OVERLAP_SHARE}


def _refuse_levels(layer: Layer, file: str) -> None:
    """Raise where polygons of a set lie over one another: their ground would count twice."""
    shapes = np.asarray(layer.features.geometry.array, dtype=object)
    labels = [names[0] for names in _labels(layer.features)]
    faults, _ = nesting_faults(shapes, features_named(layer.features, labels, layer.numbers), file)
    if faults:
        raise InvalidInput(faults)
    drawn_km2 = geodesic_area_m2(shapes).sum() / 1e6
    twice_km2 = drawn_km2 - geodesic_area_m2([shapely.union_all(shapes)])[0] / 1e6
    if twice_km2 > OVERLAP_SHARE * drawn_km2:
        warnings.warn(
            f"{file}: polygons overlap by {twice_km2:,.2f} km2, which counts twice; run "
            "`aleppomap prepare` on it first", AleppoMapWarning, stacklevel=3,
        )  # fmt: skip


def read_boundaries(
    path: str | Path,
    districts: gpd.GeoDataFrame,
    concordance: str | Path | None = None,
    *,
    layer: str | None = None,
) -> BoundarySet:
    """Read another set of polygons from a file and match it to the districts.

    Parameters
    ----------
    path
        Polygons in any format of the field, as `read_layer` takes them.
    districts
        The territory's districts.
    concordance
        CSV with columns ``polygon`` and ``district``; None for none.
    layer
        Which layer of a file that has several; the first when None.

    Raises
    ------
    AleppoMapError
        If a file cannot be read or does not overlap the districts.
    InvalidInput
        If the polygons cannot be drawn, or the concordance lacks a column.

    Warns
    -----
    AleppoMapWarning
        What was left out, assumed or repaired.
    """
    path = Path(path)
    read = read_layer(path, layer)
    for note in read.notes:
        warnings.warn(f"{path.name}: {note}", AleppoMapWarning, stacklevel=2)
    _refuse_levels(read, path.name)
    table = None
    if concordance is not None:
        table, faults = read_table(concordance)
        faults += [
            Fault(Path(concordance).name, "header", column, "", "polygon, district", "Add it.")
            for column in ("polygon", "district") if column not in table.columns
        ]  # fmt: skip
        known, named = list(districts.index), table["district"].to_dict() if not faults else {}
        faults += [
            Fault(Path(concordance).name, f"row {int(str(row)) + 2}", "district", name,
                  "a district of the territory", correction("Correct it", name, known))
            for row, name in named.items() if name not in known
        ]  # fmt: skip
        if faults:
            raise InvalidInput(faults)
    return match_boundaries(districts, read.features, name=path.name, concordance=table)
