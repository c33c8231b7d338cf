"""Reading and writing files: tables as text, districts from GeoJSON, atomic writes."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from aleppomap import schema, vocab
from aleppomap.errors import AleppoMapError, Fault

__all__ = ["geojson", "read_context", "read_districts", "read_table", "read_text", "write_atomic"]

OVERLAP_M2 = 1.0
"""Districts that overlap by less than this share a boundary drawn twice, not ground."""

_MAX_BYTES = 512 * 1024 * 1024


def write_atomic(path: str | Path, data: str | bytes) -> Path:
    """Write a file whole or not at all.

    Parameters
    ----------
    path
        Where to write; missing parent folders are made.
    data
        Text (written as UTF-8) or bytes.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    AleppoMapError
        If the file cannot be written; the old file, if any, is untouched.
    """
    target = Path(path)
    payload = data.encode("utf-8") if isinstance(data, str) else data
    temporary = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(payload)
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise AleppoMapError(f"cannot write {target}: {error.strerror or error}") from error
    return target


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise AleppoMapError(f"{path} is larger than {_MAX_BYTES >> 20} MiB; split it")
        return path.read_bytes()
    except OSError as error:
        raise AleppoMapError(f"cannot read {path}: {error.strerror or error}") from error


def read_text(path: Path) -> tuple[str, list[Fault]]:
    """Read a UTF-8 file, with or without a byte order mark.

    Returns
    -------
    text : str
        Empty when there is a fault.
    faults : list of Fault
        Wrong encoding, or a NUL byte, with its line.

    Raises
    ------
    AleppoMapError
        If the file cannot be read, or is larger than 512 MiB.
    """
    raw = _read_bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return "", [
            Fault(path.name, f"line {line}", "encoding", repr(raw[error.start : error.start + 4]),
                  "UTF-8 text", "Save the file again as UTF-8.")
        ]  # fmt: skip
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return "", [
            Fault(path.name, f"line {line}", "", "NUL byte", "a text file", "Save the file again.")
        ]
    return text, []


def read_table(path: str | Path) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a CSV table as text, every cell a stripped string.

    Parameters
    ----------
    path
        A UTF-8 file with a header, with or without a byte order mark.

    Returns
    -------
    frame : DataFrame
        One row a record, without blank rows, rows of the wrong length and the second
        of two columns of one name. A row of index n is row n + 2 of the file as a
        spreadsheet numbers it. Without columns when the file cannot be read at all.
    faults : list of Fault
        Wrong encoding, no header, a repeated header, rows of the wrong length.
    """
    path = Path(path)
    text, faults = read_text(path)
    if faults:
        return pd.DataFrame(), faults
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        records = list(reader)
    except csv.Error as error:
        return pd.DataFrame(), [
            Fault(path.name, f"line {reader.line_num}", "", str(error), "comma-separated values",
                  "Export the table as CSV again.")
        ]  # fmt: skip
    if not records or not any(cell.strip() for cell in records[0]):
        return pd.DataFrame(), [
            Fault(path.name, "row 1", "header", "", "column names", "Add the header row.")
        ]
    header = [cell.strip() for cell in records[0]]
    faults = [
        Fault(path.name, "row 1", "header", name, "each column once", "Remove the second column.")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    rows = {}
    for number, record in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) != len(header):
            faults.append(
                Fault(path.name, f"row {number}", "", f"{len(record)} cells",
                      f"{len(header)} cells, as the header",
                      "Quote cells that contain commas, or fill the missing ones.")
            )  # fmt: skip
            continue
        rows[number - 2] = [cell.strip() for cell in record]
    frame = pd.DataFrame(list(rows.values()), pd.Index(rows, dtype=int), header, dtype=object)
    return frame.loc[:, ~frame.columns.duplicated()], faults


def _ring_fault(ring: Any) -> str:
    """Return what is wrong with a ring of positions; empty when nothing is."""
    if not isinstance(ring, list) or len(ring) < 4:
        return "a ring of at least four positions"
    for position in ring:
        if (
            not isinstance(position, list)
            or len(position) < 2
            or not all(type(v) in (int, float) for v in position[:2])
            or any(isinstance(v, float) and not math.isfinite(v) for v in position[:2])
        ):
            return "positions of two finite numbers, longitude then latitude"
    if ring[0][:2] != ring[-1][:2]:
        return "a closed ring, its last position the same as its first"
    longitudes = [position[0] for position in ring]
    latitudes = [position[1] for position in ring]
    if max(map(abs, longitudes)) > 180 or max(map(abs, latitudes)) > 90:
        return "longitude within 180 and latitude within 90 degrees, on WGS 84"
    return ""


def _geometry(geometry: Any) -> tuple[Any, str]:
    """Return the polygon of a GeoJSON geometry, or what is wrong with it."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        return None, "a Polygon or MultiPolygon"
    parts = geometry.get("coordinates")
    parts = [parts] if kind == "Polygon" else parts
    if (
        not isinstance(parts, list)
        or not parts
        or not all(isinstance(p, list) and p for p in parts)
    ):
        return None, "a Polygon or MultiPolygon with coordinates"
    for part in parts:
        for ring in part:
            wrong = _ring_fault(ring)
            if wrong:
                return None, wrong
    polygons = [
        shapely.Polygon([p[:2] for p in part[0]], [[p[:2] for p in hole] for hole in part[1:]])
        for part in parts
    ]
    shape = polygons[0] if kind == "Polygon" else shapely.MultiPolygon(polygons)
    if not shape.is_valid:
        return None, f"a valid polygon ({shapely.is_valid_reason(shape)})"
    if shape.area == 0:
        return None, "a polygon with an area"
    return shape, ""


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
    empty = gpd.GeoDataFrame(
        {"name": [], "name_ar": [], "aliases": []}, geometry=[], crs=vocab.STORAGE_CRS
    )
    if faults:
        return empty, faults
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        said = str(error) or type(error).__name__
        return empty, [Fault(path.name, "", "", said, "GeoJSON", "Export the file again.")]
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        return empty, [
            Fault(path.name, "", "features", str(document)[:60], "a FeatureCollection of polygons",
                  "Export the layer as GeoJSON.")
        ]  # fmt: skip
    records: dict[str, dict[str, Any]] = {}
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        properties = properties if isinstance(properties, dict) else {}
        cell = properties.get("district")
        where = f"feature {number}" + (f" ({cell})" if cell else "")
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
        shape, allowed = _geometry(geometry)
        if allowed:
            given = geometry.get("type", "") if isinstance(geometry, dict) else str(geometry)
            faults.append(
                Fault(path.name, where, "geometry", str(given), allowed,
                      "Repair the geometry, for example with `aleppomap prepare`.")
            )  # fmt: skip
        if isinstance(cell, str) and cell and cell not in records:
            words = {k: str(properties.get(k) or "") for k in ("name", "name_ar", "aliases")}
            words["name"] = words["name"] or cell
            records[cell] = {**words, "geometry": shape}
    if not records:
        return empty, faults
    frame = pd.DataFrame.from_dict(records, orient="index").rename_axis("district")
    districts = gpd.GeoDataFrame(frame, geometry="geometry", crs=vocab.STORAGE_CRS)
    return districts, faults + _overlaps(districts, path.name)


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
    ids = [record["context"] for record in records]
    faults = [
        Fault(path.name, f"feature {number}", "context", str(name), "an id, once a feature",
              "Give the feature a `context` of its own.")
        for number, name in enumerate(ids, start=1) if not name or ids.count(name) > 1
    ]  # fmt: skip
    context = gpd.GeoDataFrame(records, geometry=shapes, crs=vocab.STORAGE_CRS)
    return context.set_index("context"), faults


def _overlaps(districts: gpd.GeoDataFrame, name: str) -> list[Fault]:
    districts = districts[districts.geometry.notna()]
    geometries = districts.geometry.to_numpy()
    first, second = districts.sindex.query(geometries, predicate="intersects")
    keep = first < second
    first, second = first[keep], second[keep]
    touching = shapely.touches(geometries[first], geometries[second])
    first, second = first[~touching], second[~touching]
    shared = shapely.intersection(geometries[first], geometries[second])
    metres_per_degree = 111_320.0
    latitude = np.radians(shapely.get_y(shapely.centroid(geometries[first])))
    area_m2 = shapely.area(shared) * metres_per_degree**2 * np.cos(latitude)
    return [
        Fault(name, f"features {districts.index[a]} and {districts.index[b]}", "geometry",
              f"overlap of {overlap:,.0f} m2", "districts that do not overlap",
              "Run `aleppomap prepare` on the file, or redraw the boundary.")
        for a, b, overlap in zip(first, second, area_m2, strict=True) if overlap > OVERLAP_M2
    ]  # fmt: skip


def geojson(cells: gpd.GeoDataFrame) -> str:
    """Return cells as RFC 7946 GeoJSON, a feature a line, the same bytes every time.

    Parameters
    ----------
    cells
        Polygons in longitude and latitude; the index becomes a property of its name
        and the feature's id. Lists become text separated by ``;``, dates ISO text.

    Returns
    -------
    str
        A FeatureCollection without a ``crs`` member; exterior rings counter-clockwise.
    """
    name = str(cells.index.name or "district")
    columns = [c for c in cells.columns if c != cells.geometry.name and c != name]
    shapes = shapely.orient_polygons(cells.geometry.to_numpy())
    lines = []
    for key, shape, record in zip(
        cells.index, shapes, cells[columns].to_dict("records"), strict=True
    ):
        feature = {
            "type": "Feature",
            "id": str(key),
            "properties": {name: str(key), **{k: _plain(v) for k, v in record.items()}},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _plain(value: Any) -> Any:
    """Return a value that JSON can carry."""
    if isinstance(value, tuple | list):
        return ";".join(map(str, value))
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) or value is None else str(value)
