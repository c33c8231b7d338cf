"""Fetching: from a name or an address to a file with its source beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from aleppomap.attribution import Credit, write_with_source
from aleppomap.errors import AleppoMapError, Fault, InvalidInput
from aleppomap.geojson import geojson
from aleppomap.sources.asking import FetchFailed, Limits, check_url, redacted
from aleppomap.sources.cache import Cache, Entry
from aleppomap.sources.obtaining import Terms, obtain
from aleppomap.sources.overpass import overpass_url, polygons
from aleppomap.sources.records import Source, find_source, gate, source_of
from aleppomap.sources.web import Watcher

__all__ = ["Fetched", "fetch"]

_RESTRICTIVE = re.compile(r"non.?commercial|no.?derivat|\bBY-NC|\bNC\b|\bND\b", re.IGNORECASE)
_JSON_NAMES = (".json", ".geojson")
_UNKNOWN = {"title": "", "licence": "unknown", "terms": "", "attribution": ""}


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched, and where it came from.

    Parameters
    ----------
    path
        The file written.
    record
        What stands in its sidecar: address, time, hash, licence, attribution, terms.
    from_cache
        Whether it was there already.
    notes
        What a reader should know: left out, repaired, changed since last time.
    """

    path: Path
    record: Mapping[str, Any]
    from_cache: bool
    notes: tuple[str, ...]


def fetch(
    what: str,
    output: str | Path | None = None,
    *,
    sha256: str = "",
    bbox: str = "",
    place: str = "",
    country: str = "",
    level: str = "",
    date: str = "",
    accept_terms: bool = False,
    refresh: bool = False,
    offline: bool = False,
    cache: Cache | None = None,
    limits: Limits | None = None,
    watcher: Watcher | None = None,
) -> Fetched:
    """Fetch a known source or an address into a file, with its source beside it.

    Parameters
    ----------
    what
        Name of a known source, or an http or https address.
    output
        File to write; named after the source, in this folder, when None, and then never
        over a file that is there and differs.
    sha256
        Hash the fetched file must have.
    bbox, place, country, level, date
        What the source must be told, see `SOURCES`.
    accept_terms
        Needed where the terms restrict redistribution.
    refresh
        Fetch again what is in the cache.
    offline
        Use the cache only.
    cache
        Where fetched files are kept; the user's own when None.
    limits
        How long and how much it may take.
    watcher
        Told how far it is.

    Returns
    -------
    Fetched
        The file and its record. Polygons from Overpass are assembled; anything else is
        written byte for byte. ``FILE.source.json`` holds licence and attribution.

    Raises
    ------
    NotFound
        If there is no source of that name.
    InvalidInput
        If what the source must be told is missing or malformed.
    TermsNotAccepted
        If the terms restrict redistribution and were not accepted.
    FetchFailed
        If it could not be fetched, is not what it should be, or has another hash.
    AleppoMapError
        If a file could not be written.
    """
    source, url, words = _resolve(what, {"bbox": bbox, "place": place, "country": country,
                                         "level": level, "date": date})  # fmt: skip
    gate(source, accept_terms)
    wanted = _hash_of(sha256) or (source.sha256 if source and what == source.name else "")
    limits = limits or Limits()
    if source and source.read_s:
        limits = replace(limits, read_s=max(limits.read_s, source.read_s))
    terms = Terms(cache or Cache(), limits, accept_terms, refresh, offline, watcher)
    target = Path(output) if output is not None else Path(_file_name(source, url, words))
    as_json = source is not None or target.suffix in _JSON_NAMES or _looks_json(url)
    about: dict[str, Any] = dict(_UNKNOWN) | {"source": ""}
    if source:
        about = {
            "source": source.name,
            "title": source.title,
            "licence": source.licence,
            "attribution": source.attribution,
            "terms": source.terms,
            "homepage": source.homepage,
            "redistribution": source.redistribution,
        }
    if source and source.form == "geoboundaries" and what == source.name:
        metadata, _, _ = obtain(url, terms, as_json=True)
        url, about = _boundary(metadata, about, accept_terms)
    sound = _SOUND.get(source.form) if source else None
    entry, from_cache, notes = obtain(url, terms, as_json=as_json, sha256=wanted, sound=sound)
    payload = entry.path.read_bytes()
    if source and source.form == "overpass":
        payload, found = _assembled(payload, source)
        notes += found
    record = about | {
        "schema": 1,
        "url": redacted(entry.url) if len(entry.url) > 2000 else entry.url,
        "answered_by": entry.final_url,
        "fetched": entry.fetched,
        "fetched_sha256": entry.sha256,
        "terms_accepted": accept_terms,
        "notes": notes,
    }
    if not source:
        notes.append("its licence is not known to us; find it out before you publish")
    if output is None and target.exists() and target.read_bytes() != payload:
        raise AleppoMapError(f"{target} is there and differs; name the file to write with -o")
    return Fetched(target, write_with_source(target, payload, record), from_cache, tuple(notes))


def _resolve(what: str, told: dict[str, str]) -> tuple[Source | None, str, dict[str, str]]:
    """Return the source, its address, and the words that were given."""
    told = {word: text for word, text in told.items() if text}
    if "://" in what or re.match(r"[a-z]+:", what, re.IGNORECASE):
        check_url(what)
        if told:
            word, text = next(iter(told.items()))
            raise InvalidInput(
                [Fault("fetch", "", word, text, "an address alone", "Leave it out.")]
            )
        return source_of(what), what, told
    if "/" in what or re.search(r"\.\w{2,}$", what):
        raise InvalidInput(
            [Fault("fetch", "", "", what, "a source's name or an http(s) address",
                   "Write the address as https://…; `aleppomap sources` lists the names.")]
        )  # fmt: skip
    source = find_source(what)
    if source.form == "overpass":
        if day := told.pop("date", ""):
            raise InvalidInput([Fault(what, "", "date", day, "no date", "Leave it out.")])
        return source, overpass_url(source.url, **told), told
    return source, source.address(told), told


def _hash_of(text: str) -> str:
    plain = text.strip().lower().removeprefix("sha256:")
    if plain and not re.fullmatch("[0-9a-f]{64}", plain):
        raise InvalidInput(
            [Fault("fetch", "", "sha256", text, "64 hexadecimal digits", "Copy the whole hash.")]
        )
    return plain


def _file_name(source: Source | None, url: str, words: Mapping[str, str]) -> str:
    if source and words:
        said = re.sub(r"[^\w.,-]+", "-", "-".join(words.values())).strip("-.")
        return f"{source.name}-{said}.geojson"
    if source:
        return f"{source.name}.geojson"
    tail = unquote(urlsplit(url).path).rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[^\w.-]+", "-", tail).strip("-.")[:100] or "fetched"


def _looks_json(url: str) -> bool:
    return urlsplit(url).path.lower().endswith(_JSON_NAMES)


def _features(document: Any) -> None:
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        said = " ".join(str(document).split())[:80]
        raise FetchFailed(f"the answer is JSON but no GeoJSON collection: {said!r}")


_SOUND: Mapping[str, Callable[[Any], object]] = {
    "geojson": _features,
    "geoboundaries": _features,
    "overpass": polygons,
}
"""What the answer of each form of source must pass before it is kept."""


def _boundary(
    metadata: Entry, about: dict[str, Any], accept_terms: bool
) -> tuple[str, dict[str, Any]]:
    """Return the address of the boundary that metadata describe, and what is said of it."""
    document = json.loads(metadata.path.read_bytes())
    document = document[0] if isinstance(document, list) and document else document
    url = document.get("gjDownloadURL") if isinstance(document, dict) else None
    if not isinstance(url, str):
        raise FetchFailed(
            f"{metadata.url} describes no boundary; does this country have that level?"
        )
    check_url(url, asked=False)
    said = {key: " ".join(str(document.get(key) or "").split())[:300] for key in (
        "boundaryID", "boundaryISO", "boundaryType", "boundaryYearRepresented",
        "boundarySource", "boundaryLicense", "licenseSource", "boundarySourceURL")}  # fmt: skip
    licence = said["boundaryLicense"] or "not stated"
    if _RESTRICTIVE.search(licence):
        restricted = replace(find_source(about["source"]), redistribution=False, licence=licence)
        gate(restricted, accept_terms)
        about = about | {"redistribution": False}
    attribution = f"{about['attribution']}. {said['boundaryISO']} {said['boundaryType']} "
    attribution += f"{said['boundaryYearRepresented']}: {said['boundarySource']} ({licence})"
    return url, about | {"licence": licence, "attribution": attribution, "boundary": said}


def _assembled(payload: bytes, source: Source) -> tuple[bytes, list[str]]:
    """Return the polygons of an Overpass answer as GeoJSON that names its source, and notes."""
    districts, notes = polygons(json.loads(payload.decode("utf-8-sig")))
    said = Credit(source.licence, source.attribution).members
    return geojson(districts, said).encode(), notes
