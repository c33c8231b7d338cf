"""GeoJSON: districts and context read, every fault named; polygons written as RFC 7946."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from aleppomap import schema, vocab
from aleppomap.axes import LOOKS_SWAPPED, swapped_features
from aleppomap.errors import Fault
from aleppomap.mistaken import metres_as_one, mistaken_for
from aleppomap.nesting import nesting_faults
from aleppomap.rings import bounds_fault, polygon_of, remedy_of
from aleppomap.text_files import MOST_FAULTS, read_text

__all__ = ["crs_of", "geojson", "overlap_faults", "plain", "read_context", "read_districts"]

OVERLAP_M2 = 1.0
"""Districts that overlap by less than this share a boundary drawn twice, not ground."""

MOST_OVERLAPS = 100_000
"""Pairs of districts whose boxes meet that are looked at; a map has three a district."""

WGS_84 = re.compile(r"(CRS84|EPSG:(\d*:)?4326)$", re.IGNORECASE)
"""Names of longitude and latitude on WGS 84 in the ``crs`` member of old GeoJSON."""


def read_districts(path: str | Path) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Read the districts of a territory from GeoJSON.

    Parameters
    ----------
    path
        An RFC 7946 FeatureCollection of polygons with property ``district`` (an id)
        and optionally ``name``, ``name_ar``, ``aliases``, ``source``, ``accuracy_m``.

    Returns
    -------
    districts : GeoDataFrame
        Index district; ``name``, ``name_ar``, ``aliases`` (text, ``;``-separated),
        ``geometry``, in CRS84; one row an id, its geometry None when that is at fault.
    faults : list of Fault
        Every fault: not JSON, broken rings, missing or repeated ids, overlaps.
    """
    path = Path(path)
    text, faults = read_text(path)
    if faults:
        return _no_districts(), faults
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        value, remedy = mistaken_for(text)
        value = value or str(error) or type(error).__name__
        remedy = remedy or "Export the file again."
        return _no_districts(), [Fault(path.name, "", "", value, "GeoJSON", remedy)]
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        return _no_districts(), [
            Fault(path.name, "", "features", str(document)[:60], "a FeatureCollection of polygons",
                  "Export the layer as GeoJSON.")
        ]  # fmt: skip
    crs = crs_of(document)
    if not WGS_84.search(crs):
        return _no_districts(), [
            Fault(path.name, "", "crs", crs, "longitude and latitude on WGS 84 (RFC 7946)",
                  "Run `aleppomap convert` on the file.")
        ]  # fmt: skip
    features, faults = _with_ids(features, path.name)
    records: dict[str, dict[str, Any]] = {}
    for number, feature in enumerate(features, start=1):
        if len(faults) >= MOST_FAULTS:
            return _no_districts(), faults
        properties = feature.get("properties") if isinstance(feature, dict) else None
        properties = properties if isinstance(properties, dict) else {}
        cell = properties.get("district")
        where = f"feature {number}" + (f" ({cell})" if cell and cell != str(number) else "")
        if not isinstance(cell, str) or schema.id_error(cell):
            faults.append(
                Fault(path.name, where, "district", "" if cell is None else str(cell),
                      f"an id: {schema.ID_ALLOWED}", "Give the feature a `district` property.")
            )  # fmt: skip
        elif cell in records:
            faults.append(
                Fault(path.name, where, "district", cell, "ids used once",
                      "Give each feature an id of its own.")
            )  # fmt: skip
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        shape, allowed = polygon_of(geometry)
        if allowed:
            given = geometry.get("type", "") if isinstance(geometry, dict) else str(geometry)
            faults.append(
                Fault(path.name, where, "geometry", str(given), allowed, remedy_of(allowed))
            )  # fmt: skip
        faults += _text_faults(properties, ("name", "name_ar", "aliases"), path.name, where)
        if isinstance(cell, str) and cell and cell not in records:
            words = {k: str(properties.get(k) or "") for k in ("name", "name_ar", "aliases")}
            words["name"] = words["name"] or cell
            records[cell] = {**words, "geometry": shape}
    faults = metres_as_one(faults)
    if not records:
        return _no_districts(), faults
    frame = pd.DataFrame.from_dict(records, orient="index").rename_axis("district")
    districts = gpd.GeoDataFrame(frame, geometry="geometry", crs=vocab.STORAGE_CRS)
    drawn = districts[districts.geometry.notna()]
    faults += [
        Fault(path.name, f"feature {drawn.index[n]}", "geometry",
              "{:g}, {:g}".format(*drawn.geometry.iloc[n].bounds[:2]), LOOKS_SWAPPED,
              "The others lie elsewhere, where it would with its coordinates swapped. Swap them.")
        for n in swapped_features(drawn.bounds.to_numpy())
    ]  # fmt: skip
    return districts, faults + overlap_faults(districts, path.name)


def _no_districts() -> gpd.GeoDataFrame:
    columns: dict[str, list[str]] = {"name": [], "name_ar": [], "aliases": []}
    return gpd.GeoDataFrame(columns, geometry=[], crs=vocab.STORAGE_CRS)


def _with_ids(features: list[Any], file: str) -> tuple[list[Any], list[Fault]]:
    """Return features, and one fault, with numbers for ids, where none of several has an id."""
    stated = [f.get("properties") if isinstance(f, dict) else None for f in features]
    if len(features) < 2 or any(isinstance(p, dict) and p.get("district") for p in stated):
        return features, []
    words = list(dict.fromkeys(k for p in stated if isinstance(p, dict) for k in p))
    fault = Fault(
        file, f"all {len(features)} features", "district", "",
        f"an id a feature; there are properties {', '.join(words) or 'none'}",
        "`aleppomap prepare` makes ids of the names, as `aleppomap init` does.",
    )  # fmt: skip
    numbered = [
        {**(f if isinstance(f, dict) else {}),
         "properties": {**(p if isinstance(p, dict) else {}), "district": str(number)}}
        for number, (f, p) in enumerate(zip(features, stated, strict=True), start=1)
    ]  # fmt: skip
    return numbered, [fault]


def crs_of(document: dict[str, Any]) -> str:
    """Return the CRS an old GeoJSON file names; CRS84, as RFC 7946 has it, when it names none."""
    member = document.get("crs")
    if member is None:
        return vocab.STORAGE_CRS
    properties = member.get("properties") if isinstance(member, dict) else None
    return str(properties.get("name") if isinstance(properties, dict) else member)[:200]


def read_context(path: str | Path) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Read what readers find their way by: named roads and landmarks.

    Parameters
    ----------
    path
        GeoJSON of lines and points with properties ``context`` (an id), ``name``,
        ``name_ar``, ``kind`` (road, landmark), ``accuracy_m``; it need not exist.

    Returns
    -------
    context : GeoDataFrame
        Index context; empty when there is no file.
    faults : list of Fault
        Not GeoJSON, a missing or repeated id, a broken geometry.
    """
    path = Path(path)
    columns = ["context", "name", "name_ar", "kind", "accuracy_m"]
    empty = gpd.GeoDataFrame({c: [] for c in columns}, geometry=[], crs=vocab.STORAGE_CRS)
    empty = empty.set_index("context")
    if not path.is_file():
        return empty, []
    text, faults = read_text(path)
    if faults:
        return empty, faults
    try:
        features = json.loads(text)["features"]
        records = [{c: feature["properties"].get(c, "") for c in columns} for feature in features]
        shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        fault = Fault(path.name, "", "", str(error), "a FeatureCollection of lines and points",
                      "Export the layer as GeoJSON.")  # fmt: skip
        return empty, [fault]
    except shapely.errors.GEOSException as error:
        fault = Fault(path.name, "", "geometry", str(error), "valid lines and points", "Redraw it.")
        return empty, [fault]
    ids = [str(record["context"]) for record in records]
    counts = Counter(ids)
    faults = [
        Fault(path.name, f"feature {number}", "context", name, "an id, once a feature",
              "Give the feature a `context` of its own.")
        for number, name in enumerate(ids, start=1) if schema.id_error(name) or counts[name] > 1
    ]  # fmt: skip
    for number, (record, shape) in enumerate(zip(records, shapes, strict=True), start=1):
        faults += _text_faults(record, columns[1:4], path.name, f"feature {number}")
        points = shapely.get_coordinates(shape)
        allowed = "a geometry"
        if len(points):
            finite = bool(np.isfinite(points).all())
            allowed = bounds_fault(points) if finite else "finite numbers"
        if allowed:
            faults.append(Fault(path.name, f"feature {number}", "geometry", str(shape)[:60],
                                allowed, "Redraw it."))  # fmt: skip
    context = gpd.GeoDataFrame(records, geometry=shapes, crs=vocab.STORAGE_CRS)
    return context.set_index("context"), faults


def _text_faults(
    properties: dict[str, Any], keys: Iterable[str], file: str, where: str
) -> list[Fault]:
    faults = []
    for key in keys:
        text = properties.get(key) or ""
        allowed = schema.text_error(text) if isinstance(text, str) else "text"
        if allowed:
            faults.append(Fault(file, where, key, repr(text), allowed, "Correct the name."))
    return faults


def overlap_faults(districts: gpd.GeoDataFrame, name: str) -> list[Fault]:
    """Return a fault for each two districts of one index that share more than `OVERLAP_M2`.

    Polygons drawn twice, and those that cover several others, are told as that.
    """
    districts = districts[districts.geometry.notna()]
    geometries = districts.geometry.to_numpy()
    first, second = districts.sindex.query(geometries, predicate="intersects")
    keep = np.flatnonzero(first < second)[:MOST_OVERLAPS]
    first, second = first[keep], second[keep]
    touching = shapely.touches(geometries[first], geometries[second])
    first, second = first[~touching], second[~touching]
    nested, explained = nesting_faults(geometries, [f"feature {c}" for c in districts.index], name)
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    told = np.array([pair in explained for pair in pairs], dtype=bool)
    first, second = first[~told], second[~told]
    shared = shapely.intersection(geometries[first], geometries[second])
    metres_per_degree = 111_320.0
    latitude = np.radians(shapely.get_y(shapely.centroid(geometries[first])))
    area_m2 = shapely.area(shared) * metres_per_degree**2 * np.cos(latitude)
    return nested + [
        Fault(name, f"features {districts.index[a]} and {districts.index[b]}", "geometry",
              f"overlap of {overlap:,.0f} m2", "districts that do not overlap",
              "Run `aleppomap prepare` on the file, or redraw the boundary.")
        for a, b, overlap in zip(first, second, area_m2, strict=True) if overlap > OVERLAP_M2
    ]  # fmt: skip


def geojson(cells: gpd.GeoDataFrame, members: Mapping[str, str] | None = None) -> str:
    """Return cells as RFC 7946 GeoJSON, a feature a line, the same bytes every time.

    Parameters
    ----------
    cells
        Polygons in longitude and latitude; the index becomes a property of its name
        and the feature's id. Lists become text separated by ``;``, dates ISO text.
    members
        What else stands at the head of the collection, such as ``licence``.

    Returns
    -------
    str
        A FeatureCollection without a ``crs`` member; exterior rings counter-clockwise.
    """
    name = str(cells.index.name or "district")
    columns = [c for c in cells.columns if c != cells.geometry.name and c != name]
    shapes = shapely.orient_polygons(cells.geometry.to_numpy())
    lines = []
    records = cells[columns].to_dict("records") if columns else [{}] * len(cells)
    for key, shape, record in zip(cells.index, shapes, records, strict=True):
        feature = {
            "type": "Feature",
            "id": str(key),
            "properties": {name: str(key), **{k: plain(v) for k, v in record.items()}},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    head = {"type": "FeatureCollection", **(members or {})}
    start = json.dumps(head, ensure_ascii=False, separators=(",", ":")).removesuffix("}")
    return f'{start},"features":[\n' + ",\n".join(lines) + "\n]}\n"


def plain(value: Any) -> Any:
    """Return a value that JSON can carry."""
    if isinstance(value, tuple | list):
        return ";".join(map(str, value))
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) or value is None else str(value)
