"""The files of a series: which there are, and what is in them before it is understood."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer

from aleppomap import vocab
from aleppomap.archives import members
from aleppomap.errors import AleppoMapError
from aleppomap.kml import read_kml
from aleppomap.signatures import need_pyarrow

__all__ = [
    "JSON_ENDINGS", "KML_ENDINGS", "TABLE_ENDINGS", "Layer", "layers_in", "mover", "table_of",
]  # fmt: skip

JSON_ENDINGS = (".geojson", ".json", ".geojson.gz", ".json.gz")
KML_ENDINGS = (".kml", ".kmz")
TABLE_ENDINGS = (".gpkg", ".fgb", ".shp", ".parquet", ".geoparquet")

LARGEST = 4 << 30
"""Bytes that a compressed file may hold."""

POLYGONAL = ("Polygon", "MultiPolygon")

_SIDECAR = ".source.json"
_COORDINATES = re.compile(rb'"coordinates"\s*:\s*(\[[\[\]\d\s,.eE+\-]*\])')
_GEOMETRIES = (*POLYGONAL, "GeometryCollection")


def layers_in(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the layers of a folder, by name; of its subfolders when it has none itself.

    Returns
    -------
    read : list
        KML, then GeoJSON; tables where there is neither.
    beside : list
        Tables beside GeoJSON or KML, which are not read with them.

    Raises
    ------
    AleppoMapError
        If there is no layer.
    """
    for found in (folder.iterdir(), folder.rglob("*")):
        files = sorted(
            file
            for file in found
            if not any(part.startswith((".", "__")) for part in file.relative_to(folder).parts)
            and not file.name.endswith(_SIDECAR)
        )
        text, marked, tables = (
            [file for file in files if file.name.lower().endswith(endings)]
            for endings in (JSON_ENDINGS, KML_ENDINGS, TABLE_ENDINGS)
        )
        if text or marked:
            return marked + text, tables
        if tables:
            return tables, []
    allowed = ", ".join(JSON_ENDINGS + KML_ENDINGS + TABLE_ENDINGS)
    raise AleppoMapError(
        f"{folder} holds no GeoJSON or other layer; allowed: one file a day, "
        f"named like front-2022-03-01.geojson, of {allowed}"
    )


class Layer:
    """A GeoJSON document, the coordinates kept as the text they are written in.

    A front that moves a little each day repeats nearly all its vertices: they are
    compared as text and parsed once.
    """

    def __init__(self, path: Path) -> None:
        """Read a file.

        Raises
        ------
        AleppoMapError
            If it cannot be read.
        ValueError
            If it is not JSON.
        """
        raw = _bytes_of(path)
        self.texts: list[bytes] = []
        if path.name.lower().endswith(KML_ENDINGS):
            self.document: Any = {"features": _placemarks(raw, path)}
            return

        def keep(match: re.Match[bytes]) -> bytes:
            self.texts.append(match[1])
            return b'"coordinates":%d' % (len(self.texts) - 1)

        try:
            try:
                self.document = json.loads(_COORDINATES.sub(keep, raw).decode("utf-8-sig"))
            except ValueError:
                self.texts = []
                self.document = json.loads(raw.decode("utf-8-sig"))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error

    @property
    def features(self) -> list[Any] | None:
        """The features, one for a bare feature or geometry; None when it is no layer."""
        document = self.document
        if not isinstance(document, dict):
            return None
        if document.get("type") == "Feature":
            return [document]
        if document.get("type") in _GEOMETRIES:
            return [{"type": "Feature", "properties": {}, "geometry": document}]
        features = document.get("features")
        return features if isinstance(features, list) else None

    @property
    def stated_crs(self) -> str | None:
        """The name in the obsolete ``crs`` member, None where there is none."""
        stated = self.document.get("crs")
        if not isinstance(stated, dict):
            return None
        properties = stated.get("properties")
        return str(properties.get("name", "")) if isinstance(properties, dict) else ""

    def shapes(self, geometry: Any) -> Iterator[tuple[str, bytes]]:
        """Yield type and coordinates of each simple geometry; empty when it has none."""
        if not isinstance(geometry, dict):
            return
        kind = str(geometry.get("type"))
        if kind == "GeometryCollection":
            members = geometry.get("geometries")
            for member in members if isinstance(members, list) else []:
                yield from self.shapes(member)
            return
        held = geometry.get("coordinates")
        if type(held) is int and held < len(self.texts):
            text = self.texts[held]
        else:
            text = json.dumps(held, separators=(",", ":")).encode()
        yield kind, text if text.translate(None, b"[] \n\r\t") not in (b"", b"null") else b""


def _placemarks(raw: bytes, path: Path) -> list[Any]:
    """Return the polygons of KML as features; the folder of each is its ``party``."""
    documents = [(path.name, raw)]
    if path.suffix.lower() == ".kmz":
        documents = [
            (f"{path.name}: {name}", text) for name, text in members(raw, path.name, (".kml",))
        ]
    features: list[Any] = []
    for name, text in documents:
        polygons, others = read_kml(text, name)
        features += [{"type": "Feature", **feature} for feature in polygons]
        # Points and lines are counted with those of other formats.
        features += [{"geometry": {"type": "placemark", "coordinates": [0]}}] * others
    return features


def _bytes_of(path: Path) -> bytes:
    try:
        if path.suffix.lower() != ".gz":
            raw = path.read_bytes()
            return b"" if raw.isspace() else raw
        with gzip.open(path) as packed:
            raw = packed.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise AleppoMapError(f"cannot read {path}: {error}") from error
    if len(raw) > LARGEST:
        raise AleppoMapError(f"{path} holds more than {LARGEST >> 30} GiB; cut it by year")
    return raw


def table_of(path: Path) -> gpd.GeoDataFrame:
    """Return the layer of a GeoPackage, FlatGeobuf, Shapefile or GeoParquet.

    Raises
    ------
    AleppoMapError
        If it cannot be read.
    """
    is_parquet = path.suffix.lower() in (".parquet", ".geoparquet")
    if is_parquet:
        need_pyarrow(f"reading {path.name}")
    try:
        return gpd.read_parquet(path) if is_parquet else gpd.read_file(path)
    except (OSError, RuntimeError, ValueError, shapely.errors.ShapelyError) as error:
        raise AleppoMapError(f"cannot read {path}: {error}") from error


def mover(crs: CRS) -> Callable[[str, bytes], bytes]:
    """Return what moves the coordinates of a geometry, its kind and their JSON, to degrees.

    It raises ValueError or GEOSException where they are no coordinates.
    """
    move = Transformer.from_crs(crs, vocab.STORAGE_CRS, always_xy=True)

    def moved(kind: str, text: bytes) -> bytes:
        drawn = shapely.from_geojson(json.dumps({"type": kind, "coordinates": json.loads(text)}))
        flat = shapely.transform(
            shapely.force_2d(drawn), lambda at: np.column_stack(move.transform(*at.T))
        )
        coordinates = json.loads(shapely.to_geojson(flat))["coordinates"]
        return json.dumps(coordinates, separators=(",", ":")).encode()

    return moved
