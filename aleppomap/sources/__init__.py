"""Fetching: the only network code of the package.

Known public sources with their licences, a cache that works offline, and nothing but
http and https, within limits of time and size::

    fetch("csr-aleppo", "quarters.geojson")
    fetch("osm-neighbourhoods", "kharkiv.geojson", place="Kharkiv", country="UKR")
    archive_source("https://example.org/report")
"""

from aleppomap.attribution import attribution_of, carry_source, read_source, sidecar_of
from aleppomap.sources.archive import Archived, add_row, archive_source, row_text
from aleppomap.sources.asking import FetchFailed, Limits, Progress
from aleppomap.sources.cache import Cache, cache_folder
from aleppomap.sources.fetching import Fetched, fetch
from aleppomap.sources.overpass import polygons
from aleppomap.sources.records import (
    SOURCES,
    Source,
    TermsNotAccepted,
    find_source,
    known_sources,
    source_of,
)
from aleppomap.sources.web import download

__all__ = [
    "SOURCES",
    "Archived",
    "Cache",
    "FetchFailed",
    "Fetched",
    "Limits",
    "Progress",
    "Source",
    "TermsNotAccepted",
    "add_row",
    "archive_source",
    "attribution_of",
    "cache_folder",
    "carry_source",
    "download",
    "fetch",
    "find_source",
    "known_sources",
    "polygons",
    "read_source",
    "row_text",
    "sidecar_of",
    "source_of",
]
