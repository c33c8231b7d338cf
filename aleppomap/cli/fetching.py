"""``aleppomap sources``, ``fetch`` and ``archive``: what comes from the network."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aleppomap.cli.printing import Format, FormatOption, emit
from aleppomap.sources import (
    Limits,
    Progress,
    add_row,
    archive_source,
    cache_folder,
    find_source,
    known_sources,
    row_text,
)
from aleppomap.sources import fetch as fetch_source

if TYPE_CHECKING:
    import rich.progress

__all__ = ["register"]

_PATIENCE_S = 1.0
"""What takes longer than this gets a bar."""

AcceptOption = Annotated[
    bool,
    typer.Option("--accept-terms", help="I have read the source's terms and keep to them."),
]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", min=1, help="Longest time for everything, in seconds.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("sources")(sources_command)
    app.command("fetch")(fetch_command)
    app.command("archive")(archive_command)


def sources_command(
    name: Annotated[str | None, typer.Argument(help="One source in full.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """List known public sources: what they give, their licence, what their terms allow.

    Example: aleppomap sources osm-neighbourhoods
    """
    frame = known_sources()
    if name:
        frame = frame.loc[[find_source(name).name]]
    allowed = frame["redistribution"].map({True: "allowed", False: "asks for --accept-terms"})
    frame = frame.assign(redistribution=allowed).reset_index()
    records = [{str(key): row[key] for key in row} for row in frame.to_dict("records")]
    document = {"schema": 1, "cache": str(cache_folder()), "sources": records}
    if name and form is Format.table:
        for key, text in records[0].items():
            if text:
                sys.stdout.write(f"{key:<15} {text}\n")
        return
    if form is Format.table:
        frame = frame[["name", "gives", "licence", "redistribution"]]
    emit(frame, form, document)


def fetch_command(
    what: Annotated[str, typer.Argument(help="A source's name, or an http(s) address.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; named after the source.")
    ] = None,
    sha256: Annotated[str, typer.Option(help="Hash the file must have.")] = "",
    bbox: Annotated[str, typer.Option(help="west,south,east,north in degrees.")] = "",
    place: Annotated[str, typer.Option(help="Name of a city, instead of a box.")] = "",
    country: Annotated[str, typer.Option(help="Three letters, as SYR.")] = "",
    level: Annotated[str, typer.Option(help="ADM0 to ADM5; for OpenStreetMap 2 to 11.")] = "",
    date: Annotated[str, typer.Option(help="The day, of daily archives.")] = "",
    accept_terms: AcceptOption = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch again what is in the cache.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Use the cache only.")] = False,
    timeout: TimeoutOption = Limits.total_s,
) -> None:
    """Fetch polygons or another file, with its licence and attribution beside it.

    Example: aleppomap fetch osm-neighbourhoods --bbox 37.05,36.15,37.25,36.28 -o aleppo.geojson
    """
    if refresh and offline:
        raise typer.BadParameter("--refresh wants the network and --offline does without it")
    with _bar() as watcher:
        got = fetch_source(
            what, output, sha256=sha256, bbox=bbox, place=place, country=country, level=level,
            date=date, accept_terms=accept_terms, refresh=refresh, offline=offline,
            limits=Limits(total_s=timeout), watcher=watcher,
        )  # fmt: skip
    sys.stdout.write(f"{got.path}\n")
    record = got.record
    came = "from the cache, fetched" if got.from_cache else "fetched"
    said = [
        f"wrote {got.path} ({record['bytes'] / 1000:,.0f} kB), {came} {record['fetched']}",
        f"sha256 {record['sha256']}",
        *(f"licence: {record['licence']}" for _ in [0] if record["licence"]),
        *(f"attribution: {record['attribution']}" for _ in [0] if record["attribution"]),
        *(f"note: {note}" for note in got.notes),
    ]
    sys.stderr.write("\n".join(said) + "\n")


def archive_command(
    url: Annotated[str, typer.Argument(help="Public address of the page.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to keep it in.")] = Path(
        "archive"
    ),
    source: Annotated[str, typer.Option(help="Id of its row; made of the address.")] = "",
    publisher: Annotated[str, typer.Option(help="Who published it; what the page says.")] = "",
    published: Annotated[str, typer.Option(help="Day of publication, as 2016-11-28.")] = "",
    note: Annotated[str, typer.Option(help="Anything a reader should know.")] = "",
    add_to: Annotated[
        Path | None, typer.Option("--add-to", help="A sources.csv to add the row to.")
    ] = None,
    accept_terms: AcceptOption = False,
    timeout: TimeoutOption = Limits.total_s,
) -> None:
    """Keep a page beside its hash and access time, and print its row for sources.csv.

    Example: aleppomap archive https://example.org/report --published 2016-11-28
    """
    with _bar() as watcher:
        kept = archive_source(
            url, output, source=source, publisher=publisher, published=published, note=note,
            accept_terms=accept_terms, watcher=watcher,
            limits=Limits(total_s=timeout, max_bytes=64 * 1024 * 1024),
        )  # fmt: skip
    sys.stdout.write(row_text(kept.row))
    sys.stderr.write(f"kept {kept.path}, {kept.accessed}\nsha256 {kept.sha256}\n")
    if not kept.row["published"]:
        sys.stderr.write("note: fill in `published`, the day it was published\n")
    if add_to is not None:
        sys.stderr.write(f"added to {add_row(kept.row, add_to)}\n")


class _Bar:
    """A bar on stderr that appears once its work has taken a second."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.shown: rich.progress.Progress | None = None
        self.task: rich.progress.TaskID | None = None

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self.began < _PATIENCE_S:
            return
        if self.shown is None or self.task is None:
            from rich.console import Console
            from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as RichProgress

            self.shown = RichProgress(
                TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(),
                TimeElapsedColumn(), console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self.task = self.shown.add_task(progress.doing, total=None)
            self.shown.start()
        self.shown.update(
            self.task, description=progress.doing, completed=progress.received,
            total=progress.expected,
        )  # fmt: skip


@contextmanager
def _bar() -> Iterator[_Bar]:
    bar = _Bar()
    try:
        yield bar
    finally:
        if bar.shown is not None:
            bar.shown.stop()
