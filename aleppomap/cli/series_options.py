"""The words that tell how to read a series, the same in every command that takes one."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aleppomap.cli.layout import paragraph, width
from aleppomap.errors import AleppoMapWarning

if TYPE_CHECKING:
    from aleppomap.series import SnapshotSeries

__all__ = ["ControlOption", "DayOption", "GapOption", "PartyOption", "ValueOption", "progress",
           "read_series", "series_if_given"]  # fmt: skip

ControlOption = Annotated[
    str | None, typer.Option("--control", help="Property of the series that names the party.")
]
ValueOption = Annotated[
    list[str] | None,
    typer.Option(
        "--value",
        metavar="VALUE=PARTY",
        help="Party of a value of --control, such as a colour; once for each. "
        "Polygons of other values are left out, and counted.",
    ),
]
DayOption = Annotated[
    str | None, typer.Option("--date-field", help="Property of the series that states the day.")
]
PartyOption = Annotated[
    str | None,
    typer.Option(
        "--party", help="Party of polygons of the series that name none; 'held' if left out."
    ),
]
GapOption = Annotated[
    int | None,
    typer.Option(
        "--max-gap", help="A gap of the series of more days than this is unknown; 3 if left out."
    ),
]


def progress(items: Iterable[Any], title: str) -> Iterator[Any]:
    """Yield items, with a bar on stderr when that is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    total = len(items) if isinstance(items, Sized) else None
    yield from track(items, title, total=total, console=console, transient=True,
                     disable=not console.is_terminal)  # fmt: skip


def read_series(
    path: Path,
    control: str | None,
    value: Sequence[str] | None,
    date_field: str | None,
    party: str | None,
    max_gap: int | None,
    *,
    found: bool = False,
) -> SnapshotSeries:
    """Read a series as the options say; what was found in it is said on stderr.

    Of one that was saved a line, unless `found` asks for all: it was said as it was read.
    """
    # Territories need none of it.
    from aleppomap.series.labels import DEFAULT_PARTY
    from aleppomap.series.snapshots import MAX_GAP_DAYS, SnapshotSeries

    values = {}
    for pair in value or ():
        word, equals, holder = pair.rpartition("=")
        if not equals or not word:
            raise typer.BadParameter(f"--value {pair!r}: write VALUE=PARTY, as '#a52714=red'")
        values[word] = holder
    with warnings.catch_warnings():
        # All that was found is said below.
        warnings.simplefilter("ignore", AleppoMapWarning)
        series = SnapshotSeries.read(
            path,
            control=control,
            date=date_field,
            party=DEFAULT_PARTY if party is None else party,
            values=values,
            max_gap=MAX_GAP_DAYS if max_gap is None else max_gap,
            progress=progress,
        )
    said = str(series.found)
    if path.suffix == ".npz" and not found:
        said = f"{series.found.in_short} (all: aleppomap series {path} --found)"
    for line in said.splitlines():
        sys.stderr.write(f"{paragraph(line, width(), rest='  ')}\n")
    return series


def series_if_given(
    path: Path | None,
    control: str | None,
    value: Sequence[str] | None,
    date_field: str | None,
    party: str | None,
    max_gap: int | None,
    *,
    of_districts: Mapping[str, object],
) -> SnapshotSeries | None:
    """Read the series that a command takes in the place of districts; None without one.

    Parameters
    ----------
    path, control, value, date_field, party, max_gap
        What was given of a series.
    of_districts
        What was given of districts, by flag.

    Raises
    ------
    typer.BadParameter
        If one of the first was given without a series, or one of the last with it.
    """
    of_series = {"--control": control, "--value": value, "--date-field": date_field,
                 "--party": party, "--max-gap": max_gap}  # fmt: skip
    out_of_place, where = (
        (of_series, "with --series") if path is None
        else (of_districts, "with districts, not with --series")
    )  # fmt: skip
    for flag, given in out_of_place.items():
        if given is not None and given != []:
            raise typer.BadParameter(f"{flag} goes {where}")
    if path is None:
        return None
    return read_series(path, control, value, date_field, party, max_gap)
