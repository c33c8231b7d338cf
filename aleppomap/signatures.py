"""What tells the formats of the field apart, and what reading one of them needs."""

from __future__ import annotations

from aleppomap.errors import AleppoMapError

__all__ = ["SIGNATURES", "need_pyarrow"]

SIGNATURES = {
    ".gpkg": (b"SQLite format 3\0", "a GeoPackage"),
    ".fgb": (b"fgb\x03", "a FlatGeobuf"),
    ".shp": (b"\0\0\x27\x0a", "a Shapefile"),
    ".parquet": (b"PAR1", "a GeoParquet"),
    ".geoparquet": (b"PAR1", "a GeoParquet"),
}
"""First bytes of a format, by the suffix that promises it, and what to call it."""


def need_pyarrow(what: str = "Parquet") -> None:
    """Raise a clear error where pyarrow is not installed; `what` needs it.

    Raises
    ------
    AleppoMapError
        With what to install.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise AleppoMapError(
            f"{what} needs pyarrow, which is not installed; pip install 'aleppomap[parquet]', "
            "or use another format"
        ) from error
