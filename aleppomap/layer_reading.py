"""Reading the formats of the field: one way to name and type columns in all of them.

GeoJSON, KML and zip archives are read by our own guarded readers; GeoPackage, FlatGeobuf
and Shapefile through pyogrio, once the first bytes show that the file is what its name
says; GeoParquet through pyarrow where that is installed.
"""

from __future__ import annotations

import io
import json
import tempfile
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.archives import members
from aleppomap.attribution import Credit, credit_in, credit_of
from aleppomap.errors import AleppoMapError, Fault, InvalidInput
from aleppomap.geojson import crs_of
from aleppomap.kml import read_kml
from aleppomap.layer_writing import WRITTEN
from aleppomap.mending import Mended, mended, repaired
from aleppomap.mistaken import metres_as_one, mistaken_for
from aleppomap.rings import drawn_polygon, is_outline, remedy_of
from aleppomap.schema import plain_text, text_error
from aleppomap.signatures import SIGNATURES, need_pyarrow
from aleppomap.text_files import read_bytes, read_text
from aleppomap.vocab import few

__all__ = ["READ", "Layer", "layers_of", "other_layers", "read_layer"]

_SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LAYERED = (".gpkg", ".fgb", ".shp", ".zip")
READ = (*WRITTEN, ".shp", ".zip", ".kml", ".kmz")
"""Suffixes of the files that `read_layer` reads."""

MOST_FEATURES = 1_000_000
_CANNOT = (RuntimeError, ValueError, OSError, OverflowError, TypeError, LookupError,
           shapely.errors.GEOSException)  # fmt: skip


@dataclass(frozen=True)
class Layer:
    """Polygons read from a file, and what was done to them.

    Parameters
    ----------
    features
        In longitude and latitude on WGS 84, without heights; columns as in the file.
    notes
        What was left out, assumed or repaired, in words.
    repairs
        A row for each geometry repaired: ``feature``, ``fault``, ``area_before_km2``,
        ``area_after_km2``.
    credit
        Licence and attribution: those beside the file, else those inside it.
    numbers
        Of the features in the file, the first being 1: points and lines have numbers too.
    """

    features: gpd.GeoDataFrame
    notes: tuple[str, ...]
    repairs: pd.DataFrame
    credit: Credit
    numbers: tuple[int, ...] = ()


_Read = tuple[gpd.GeoDataFrame, list[str], Mapping[str, Any]]
"""What a reader gives: features, notes, and the head of the file, where licences stand."""


def read_layer(path: str | Path, layer: str | None = None) -> Layer:
    """Read polygons from any format of the field.

    Parameters
    ----------
    path
        A file ending in one of `READ`.
    layer
        Which layer of a file that has several; the first when None.

    Returns
    -------
    Layer
        What was read.

    Raises
    ------
    InvalidInput
        With every fault: not the format, cut off, no features, geometries that cannot be
        drawn, coordinates out of range or swapped, metres without a CRS.
    AleppoMapError
        If the file cannot be read, is too large, or its format is not known here.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in READ:
        raise AleppoMapError(f"cannot read {path}: the format must be one of {', '.join(READ)}")
    if layer is not None and suffix not in _LAYERED:
        raise _refusal(path.name, f"layer {layer}", f"a file of layers: {', '.join(_LAYERED)}",
                       "Leave out --layer.")  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL's remarks on a file; ours are in the notes
        frame, notes, head = _READERS[suffix](path, layer)
    if len(frame) == 0:
        raise _refusal(path.name, "no features", "at least one polygon", "Export the layer again.")
    if len(frame) > MOST_FEATURES:
        value = f"{len(frame)} features"
        raise _refusal(path.name, value, f"at most {MOST_FEATURES:,}", "Split it.")
    notes += _disarmed(frame)
    done: Mended = mended(frame, path.name)
    credit = credit_of([path]) or credit_in(head)
    return Layer(done.features, (*notes, *done.notes), done.repairs, credit, done.numbers)


def layers_of(path: str | Path) -> list[str]:
    """Return the names of the layers of a file that may have several; of others, none.

    A file that is broken has none here: `read_layer` says why.
    """
    path = Path(path)
    try:
        if path.suffix.lower() == ".zip":
            return sorted(_shapefiles_in(path))
        if path.suffix.lower() == ".gpkg":
            import pyogrio

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # GDAL's remarks on a file; `read_layer` has ours
                return [str(name) for name in pyogrio.list_layers(read_bytes(path))[:, 0]]
    except (*_CANNOT, AleppoMapError):
        pass
    return []


def other_layers(path: str | Path, layer: str | None = None) -> str:
    """Return a sentence that names the layers of a file beside the one read, or nothing."""
    names = layers_of(path)
    others = [name for name in names if name != (layer or names[0])]
    return (
        f" The file has other layers, to read with --layer: {', '.join(others)}." if others else ""
    )


def _disarmed(frame: gpd.GeoDataFrame) -> list[str]:
    """Take what a territory refuses out of texts, in place; return a note of how many."""
    count = 0
    for column in [c for c in frame.columns if c != frame.geometry.name]:
        texts = {text for text in frame[column] if isinstance(text, str) and text_error(text)}
        plain = {text: plain_text(text) for text in texts}
        if plain:
            frame[column] = [plain.get(v, v) if isinstance(v, str) else v for v in frame[column]]
        count += len(texts)
    said = "with control or direction characters, or too long: these are left out"
    return [f"{count} texts {said}"] if count else []


def _refusal(file: str, value: str, allowed: str, remedy: str) -> InvalidInput:
    return InvalidInput([Fault(file, "", "", value, allowed, remedy)])


def _read_geojson(path: Path, _: str | None) -> _Read:
    text, faults = read_text(path)
    if faults:
        raise InvalidInput(faults)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        value, remedy = mistaken_for(text)
        raise _refusal(path.name, value or f"cannot read: {error}", "GeoJSON",
                       remedy or "Export the file again.") from error  # fmt: skip
    kind = document.get("type") if isinstance(document, dict) else None
    features = document.get("features") if kind == "FeatureCollection" else None
    if kind == "Feature":
        features = [document]
    if not isinstance(features, list):
        raise _refusal(path.name, str(document)[:60], "a FeatureCollection",
                       "Export the layer as GeoJSON.")  # fmt: skip
    return *_drawn(features, path.name, crs_of(document)), document


def _drawn(features: list[Any], file: str, crs: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return GeoJSON features as a frame; a polygon that cannot be drawn is a fault."""
    records, shapes, faults, places, closed, others = [], [], [], [], [], []
    tall = False
    degrees = crs == vocab.STORAGE_CRS
    for number, feature in enumerate(features, start=1):
        feature = feature if isinstance(feature, dict) else {}
        properties = feature.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        named = (properties.get(key) for key in ("district", "name:en", "name"))
        name = next((str(text)[:60] for text in named if text), "")
        where = f"feature {number}" + (f" ({name})" if name else "")
        geometry: Any = feature.get("geometry")
        if is_outline(geometry):
            closed.append(where)
            geometry = {"type": "Polygon", "coordinates": [geometry["coordinates"]]}
        if isinstance(geometry, dict) and geometry.get("type") in _NOT_POLYGONS:
            others.append(where)
            continue
        shape, allowed = drawn_polygon(geometry, degrees=degrees)
        tall = tall or (not allowed and _is_tall(geometry))
        if not allowed and shape.area == 0 and repaired(shape).is_empty:
            allowed = "a polygon with an area"
        if allowed:
            value = str(geometry.get("type")) if isinstance(geometry, dict) else str(geometry)
            faults.append(Fault(file, where, "geometry", value, allowed, remedy_of(allowed)))
        records.append({str(key): _cell(value) for key, value in properties.items()})
        shapes.append(shape)
        places.append(number - 1)
    if faults:
        raise InvalidInput(metres_as_one(faults))
    notes = [f"closed lines taken as polygons: {few(closed)}"] if closed else []
    notes += [f"{len(others)} points and lines left out: {few(others)}"] if others else []
    notes += ["heights left out"] if tall else []
    try:
        table = pd.DataFrame(records, index=pd.Index(places, dtype=int))
        return gpd.GeoDataFrame(table, geometry=shapes, crs=crs), notes
    except (RuntimeError, ValueError) as error:
        raise _refusal(file, crs, "a CRS that PROJ knows", "Correct the crs member.") from error


def _is_tall(geometry: dict[str, Any]) -> bool:
    """Return whether a polygon has heights; KML writes 0 where there is none."""
    parts = geometry["coordinates"]
    parts = [parts] if geometry["type"] == "Polygon" else parts
    return any(len(at) > 2 and at[2] for part in parts for ring in part for at in ring)


_NOT_POLYGONS = ("Point", "MultiPoint", "LineString", "MultiLineString")


def _cell(value: Any) -> Any:
    """Return a property as a cell: lists and objects as JSON text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _read_kml(path: Path, _: str | None) -> _Read:
    features, others = read_kml(read_bytes(path), path.name)
    frame, notes = _drawn(features, path.name, vocab.STORAGE_CRS)
    return frame, notes + ([f"{others} points and lines left out"] if others else []), {}


def _read_kmz(path: Path, _: str | None) -> _Read:
    features, others, files = [], 0, 0
    for name, content in members(read_bytes(path), path.name, (".kml",)):
        found, left = read_kml(content, f"{path.name}: {name}")
        features += found
        others, files = others + left, files + 1
    if not files:
        raise _refusal(path.name, "no .kml inside", "a KML document", "Save the file again as KMZ.")
    frame, notes = _drawn(features, path.name, vocab.STORAGE_CRS)
    notes += [f"{files} documents read as one"] if files > 1 else []
    return frame, notes + ([f"{others} points and lines left out"] if others else []), {}


def _signed(path: Path) -> tuple[bytes, str]:
    """Return a file and what its name promises; refuse one that begins as something else."""
    start, kind = SIGNATURES[path.suffix.lower()]
    data = read_bytes(path)
    if not data.startswith(start):
        raise _refusal(path.name, repr(data[:16]), kind, "Export the layer again.")
    return data, kind


def _read_with_gdal(path: Path, layer: str | None) -> _Read:
    """Read a file through pyogrio, from memory but for Shapefiles, which have companions."""
    import pyogrio

    data, kind = _signed(path)
    source: Any = path.resolve() if path.suffix.lower() == ".shp" else data
    try:
        layers = [str(name) for name in pyogrio.list_layers(source)[:, 0]]
        if layer is not None and layer not in layers:
            named = f"one of the layers {', '.join(layers)}"
            raise _refusal(path.name, layer, named, "Correct it.")
        chosen = layer or (layers[0] if layers else None)
        frame = pyogrio.read_dataframe(source, layer=chosen, on_invalid="ignore")
        head = pyogrio.read_info(source, layer=chosen)["layer_metadata"] or {}
    except _CANNOT as error:
        said = str(error) or type(error).__name__
        raise _refusal(path.name, said, f"{kind}, whole", "Export the layer again.") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise _refusal(path.name, "a table without geometry", kind, "Export the layer again.")
    others = [name for name in layers if name != chosen]
    return frame, _layer_notes(chosen, others), head


def _layer_notes(chosen: str | None, others: list[str]) -> list[str]:
    named = ", ".join(others)
    return [f"layer {chosen} read; not read: {named} (--layer)"] if others else []


def _read_zip(path: Path, layer: str | None) -> _Read:
    """Read a zipped Shapefile: its parts are unpacked under names of ours."""
    parts = _shapefiles_in(path)
    stems = sorted(parts)
    if not stems or (layer is not None and layer not in stems):
        raise _refusal(path.name, layer or "no .shp inside", f"a Shapefile{_of(stems)}",
                       "Correct it." if stems and layer else
                       "Pack .shp, .shx, .dbf and .prj together.")  # fmt: skip
    chosen = layer or stems[0]
    with tempfile.TemporaryDirectory(prefix="aleppomap-") as folder:
        for suffix, content in parts[chosen].items():
            (Path(folder) / f"layer{suffix}").write_bytes(content)
        try:
            frame, _, head = _read_with_gdal(Path(folder) / "layer.shp", None)
        except InvalidInput as error:
            raise InvalidInput(
                [Fault(path.name, chosen, f.field, f.value, f.allowed, f.remedy)
                 for f in error.faults]
            ) from error  # fmt: skip
    others = [stem for stem in stems if stem != chosen]
    return frame, _layer_notes(chosen, others), head


def _shapefiles_in(path: Path) -> dict[str, dict[str, bytes]]:
    """Return the parts of each Shapefile in a zip, by the name before their endings."""
    parts: dict[str, dict[str, bytes]] = {}
    for name, content in members(read_bytes(path), path.name, _SIDECARS):
        stem, _, suffix = name.rpartition(".")
        parts.setdefault(stem, {})[f".{suffix.lower()}"] = content
    return {stem: files for stem, files in parts.items() if ".shp" in files}


def _of(names: list[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def _read_parquet(path: Path, _: str | None) -> _Read:
    need_pyarrow("GeoParquet")
    data, kind = _signed(path)
    try:
        from pyarrow import parquet

        head = parquet.read_schema(io.BytesIO(data)).metadata or {}
        named = {key.decode("utf-8", "replace"): head[key].decode("utf-8", "replace")
                 for key in (b"licence", b"attribution") if key in head}  # fmt: skip
        return gpd.read_parquet(io.BytesIO(data)).reset_index(drop=True), [], named
    except _CANNOT as error:
        said = str(error) or type(error).__name__
        raise _refusal(path.name, said, f"{kind}, whole", "Export the layer again.") from error


_READERS: dict[str, Callable[[Path, str | None], _Read]] = {
    ".geojson": _read_geojson, ".json": _read_geojson, ".kml": _read_kml, ".kmz": _read_kmz,
    ".gpkg": _read_with_gdal, ".fgb": _read_with_gdal, ".shp": _read_with_gdal,
    ".zip": _read_zip, ".parquet": _read_parquet, ".geoparquet": _read_parquet,
}  # fmt: skip
