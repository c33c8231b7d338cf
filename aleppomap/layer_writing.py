"""Writing the formats of the field: one way to name and type columns in all of them."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.atomic import write_atomic
from aleppomap.attribution import Credit
from aleppomap.errors import AleppoMapError
from aleppomap.geojson import geojson, plain
from aleppomap.signatures import need_pyarrow

__all__ = ["WRITTEN", "layer_bytes", "write_layer"]

WRITTEN = (".geojson", ".json", ".gpkg", ".fgb", ".parquet", ".geoparquet")
"""Suffixes of the files that `write_layer` writes."""


def write_layer(features: gpd.GeoDataFrame, path: str | Path, credit: Credit | None = None) -> Path:
    """Write polygons in the format the name of the file asks for, whole or not at all.

    Parameters
    ----------
    features
        Polygons in longitude and latitude. The index becomes the first column; lists
        become text separated by ``;``, days ISO text, in every format alike.
    path
        A file ending in one of `WRITTEN`.
    credit
        Licence and attribution, written into the file where its format has a place: at the
        head of GeoJSON, in the description and the metadata of GeoPackage and FlatGeobuf,
        in the metadata of GeoParquet.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    AleppoMapError
        If the format is not written here, pyarrow is missing, or the file cannot be written.
    """
    path = Path(path)
    return write_atomic(path, layer_bytes(features, path.suffix.lower(), path.stem, credit))


def layer_bytes(
    features: gpd.GeoDataFrame, suffix: str, name: str = "layer", credit: Credit | None = None
) -> bytes:
    """Return what `write_layer` writes; the same bytes every time.

    Raises
    ------
    AleppoMapError
        If the suffix is none of `WRITTEN`, pyarrow is wanted and missing, or GDAL cannot write it.
    """
    if suffix not in WRITTEN:
        raise AleppoMapError(f"cannot write {suffix or 'that'}: give one of {', '.join(WRITTEN)}")
    said = (credit or Credit()).members
    if suffix in (".geojson", ".json"):
        return geojson(features, said).encode("utf-8")
    frame = _typed(features)
    if suffix in (".parquet", ".geoparquet"):
        need_pyarrow("GeoParquet")
        sink = io.BytesIO()
        frame.to_parquet(sink, index=False, compression="zstd")
        return _with_metadata(sink, said) if said else sink.getvalue()
    import pyogrio

    sink = io.BytesIO()
    many = len(set(frame.geometry.geom_type)) > 1
    driver = "GPKG" if suffix == ".gpkg" else "FlatGeobuf"
    options = {} if suffix == ".gpkg" else {"SPATIAL_INDEX": "NO"}  # an index would sort the rows
    if credit:
        options |= {"DESCRIPTION": credit.line}
    try:
        with _undated():
            pyogrio.write_dataframe(
                frame, sink, driver=driver, layer=name[:60] or "layer", promote_to_multi=many,
                layer_metadata=said or None, **options,
            )  # fmt: skip
    except (RuntimeError, ValueError) as error:
        raise AleppoMapError(f"cannot write {driver}: {error}") from error
    return sink.getvalue()


@contextlib.contextmanager
def _undated() -> Iterator[None]:
    """Let a GeoPackage say it was changed at the epoch, not now, unless GDAL was told when."""
    import pyogrio

    named = "OGR_CURRENT_DATE"
    if pyogrio.get_gdal_config_option(named) is not None:
        yield
        return
    pyogrio.set_gdal_config_options({named: "1970-01-01T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({named: None})


def _with_metadata(file: io.BytesIO, said: Mapping[str, str]) -> bytes:
    """Return a Parquet file with texts added to its metadata."""
    from pyarrow import parquet

    table = parquet.read_table(file)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **said})
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _typed(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame whose columns have the types GeoJSON would give them."""
    index = str(features.index.name or "district")
    names = [c for c in features.columns if c != features.geometry.name and c != index]
    columns: dict[str, Any] = {index: pd.Series(list(map(str, features.index)), dtype=object)}
    for column in names:
        values = [plain(value) for value in features[column].tolist()]
        numeric = pd.api.types.is_numeric_dtype(features[column])
        dtype = features[column].dtype if numeric else object
        columns[str(column)] = pd.Series(values, dtype=dtype)
    shapes = np.asarray(shapely.orient_polygons(features.geometry.to_numpy()))
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs=vocab.STORAGE_CRS)
