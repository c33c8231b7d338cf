"""Keeping a page as it was: its bytes, their hash, the time, and its row for ``sources.csv``."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aleppomap.atomic import write_atomic
from aleppomap.attribution import write_with_source
from aleppomap.errors import AleppoMapError, Fault, InvalidInput
from aleppomap.schema import ID_ALLOWED, id_error
from aleppomap.sources.asking import Limits, check_url
from aleppomap.sources.cache import cache_folder
from aleppomap.sources.pages import page_title, publisher_of, sanitised
from aleppomap.sources.records import gate, source_of
from aleppomap.sources.web import Watcher, download
from aleppomap.tables import TABLES
from aleppomap.text_files import read_table

__all__ = ["Archived", "add_row", "archive_source", "row_text"]

_SUFFIXES = {
    "text/html": ".html.txt",
    "application/xhtml+xml": ".html.txt",
    "text/plain": ".txt",
    "application/json": ".json",
    "application/geo+json": ".geojson",
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
}
"""A page is kept as text: a double click shows it and runs none of its scripts."""


@dataclass(frozen=True)
class Archived:
    """A page that was kept.

    Parameters
    ----------
    path
        Its bytes.
    sha256, accessed
        Their hash, and when they were fetched, in UTC.
    row
        Its row for ``sources.csv``.
    """

    path: Path
    sha256: str
    accessed: str
    row: Mapping[str, str]


def archive_source(
    url: str,
    folder: str | Path = "archive",
    *,
    source: str = "",
    publisher: str = "",
    published: str = "",
    note: str = "",
    accept_terms: bool = False,
    limits: Limits | None = None,
    watcher: Watcher | None = None,
) -> Archived:
    """Keep a page beside its hash and access time, and make its row for ``sources.csv``.

    Parameters
    ----------
    url
        Public address of the page.
    folder
        Where to keep it.
    source
        Id of the row; made of the host and the address when empty.
    publisher
        Who published it; what the page says, or its host, when empty.
    published
        Day of publication as the table writes it; left empty for you to fill, since no
        page can be trusted on it.
    note
        Anything a reader should know.
    accept_terms
        Needed where the terms of a known source restrict redistribution.
    limits
        How long and how much it may take; 64 MB when None.
    watcher
        Told how far it is.

    Returns
    -------
    Archived
        The page is kept as it came, is never run and never rendered. What an address gave
        on another day is kept beside it: the file's name ends in its hash.

    Raises
    ------
    InvalidInput
        If the id is malformed.
    FetchFailed
        If it could not be fetched.
    TermsNotAccepted
        If its terms restrict redistribution and were not accepted.
    AleppoMapError
        If it could not be written.
    """
    check_url(url)
    gate(source_of(url), accept_terms)
    name = source or _id_of(url)
    if id_error(name):
        raise InvalidInput(
            [Fault("archive", "", "source", name, ID_ALLOWED, "Give --source an id.")]
        )
    limits = limits or Limits(max_bytes=64 * 1024 * 1024)
    body = download(url, cache_folder(), limits, watcher=watcher,
                    hop=lambda target: gate(source_of(target), accept_terms))  # fmt: skip
    accessed = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        payload = body.temporary.read_bytes()
    except OSError as error:
        raise AleppoMapError(f"cannot read {body.temporary}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            body.temporary.unlink(missing_ok=True)
    kind = body.content_type.split(";")[0].strip().lower()
    page = payload if "html" in kind or payload.lstrip()[:1] == b"<" else b""
    row = {
        "source": name,
        "publisher": sanitised(publisher) or publisher_of(page, body.content_type) or _host(url),
        "title": page_title(page, body.content_type),
        "url": url,
        "published": published,
        "note": sanitised(note, 1000),
    }
    suffix = _SUFFIXES.get(kind, ".html.txt" if page else ".bin")
    path = Path(folder) / f"{name}-{body.sha256[:12]}{suffix}"
    known = source_of(url)
    record = {
        "schema": 1,
        "url": url,
        "answered_by": body.final_url,
        "accessed": accessed,
        "content_type": sanitised(body.content_type, 100),
        "title": row["title"],
        "licence": known.licence if known else "unknown",
        "attribution": known.attribution if known else row["publisher"],
        "redistribution": known.redistribution if known else None,
    }
    write_with_source(path, payload, record)
    return Archived(path, body.sha256, accessed, row)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _id_of(url: str) -> str:
    """Return an id made of the host and what tells one page of it from another.

    Examples
    --------
    >>> _id_of("https://www.bbc.co.uk/news/world-middle-east-38139961")
    'bbc-38139961'
    >>> _id_of("https://example.org/").split("-")[0]
    'example'
    """
    labels = _host(url).split(".")
    site = next((label for label in labels if len(label) > 2), labels[0])
    path = unquote(urlsplit(url).path + "?" + urlsplit(url).query)
    numbers = re.findall(r"\d{5,}", path)
    words = unicodedata.normalize("NFKD", path).encode("ascii", "ignore").decode().lower()
    slug = numbers[-1] if numbers else re.sub(r"[^a-z0-9]+", "-", words).strip("-")[-40:].strip("-")
    slug = slug or hashlib.sha256(url.encode()).hexdigest()[:8]
    return re.sub(r"[^a-z0-9.-]+", "-", f"{site}-{slug}".lower()).strip("-.")[:80]


def row_text(row: Mapping[str, str], columns: list[str] | None = None) -> str:
    """Return a row as a line of CSV; a title that a spreadsheet would run is disarmed."""
    columns = columns or [column.name for column in TABLES["sources"].columns]
    out = io.StringIO()
    cells = [row.get(column, "") for column in columns]
    csv.writer(out, lineterminator="\n").writerow(
        [f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in cells]
    )
    return out.getvalue()


def add_row(row: Mapping[str, str], table: str | Path) -> Path:
    """Add a row at the end of a ``sources.csv``, leaving every other byte as it is.

    Parameters
    ----------
    row
        The row.
    table
        The file; made, with its header, when it is not there.

    Raises
    ------
    InvalidInput
        If the table is malformed or lacks a column, or has the id or the address already.
    AleppoMapError
        If it cannot be read or written.
    """
    table = Path(table)
    columns = [column.name for column in TABLES["sources"].columns]
    if not table.exists():
        return write_atomic(table, ",".join(columns) + "\n" + row_text(row))
    frame, faults = read_table(table)
    header = [str(column) for column in frame.columns]
    faults += [
        Fault(table.name, "header", column, "", "a column of that name", "Add the column.")
        for column in columns if column not in header and not faults
    ]  # fmt: skip
    for column in ("source", "url"):
        same = [n for n in frame.index if column in header and frame[column][n] == row[column]]
        faults += [
            Fault(table.name, f"row {int(n) + 2}", column, row[column], "each document once",
                  "It is there already; give another --source, or leave the table as it is.")
            for n in same
        ]  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    text = table.read_bytes()
    newline = b"" if text.endswith((b"\n", b"\r")) else b"\n"
    return write_atomic(table, text + newline + row_text(row, header).encode())
