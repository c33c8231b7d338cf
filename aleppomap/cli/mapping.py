"""``aleppomap map``: the standalone page."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aleppomap.attribution import credit_of
from aleppomap.claims.checking import check
from aleppomap.cli.crediting import say_credit
from aleppomap.cli.printing import Language, TerritoryOption, territory_at
from aleppomap.cli.series_options import (
    ControlOption,
    DayOption,
    GapOption,
    PartyOption,
    ValueOption,
    series_if_given,
)
from aleppomap.errors import AleppoMapError, NotFound
from aleppomap.folder import data_files
from aleppomap.territory import Territory

if TYPE_CHECKING:
    from aleppomap.history import ControlHistory
    from aleppomap.maps import MapNote
    from aleppomap.series import SnapshotSeries

__all__ = ["claim_note", "register"]

_SIDES = re.compile(r"A=([^,]+),\s*B=([^,]+)")


def register(app: typer.Typer) -> None:
    """Add the command of this file to the app."""
    app.command("map")(map_command)


def map_command(
    output: Annotated[Path, typer.Option("-o", "--output", help="HTML file to write.")],
    date: Annotated[str | None, typer.Option(help="The day it opens on.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First day shown.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day shown.")] = None,
    account: Annotated[
        list[str] | None,
        typer.Option(help="Whose account it opens on; name several to offer only those."),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option(help="Two views side by side: A=…,B=…, each a day, account or account@day."),
    ] = None,
    claim: Annotated[
        str | None, typer.Option(help="Id of a claim to draw, with its verdict.")
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the page.")] = Language.en,
    embed: Annotated[
        bool, typer.Option("--embed", help="Only the map, timeline and sources, for a frame.")
    ] = False,
    tiles: Annotated[
        str | None,
        typer.Option(help="Background map loaded from this provider, such as Esri.WorldImagery."),
    ] = None,
    back: Annotated[
        str, typer.Option(help="Relative address of a page to link back to, such as claims.html.")
    ] = "",
    title: Annotated[str | None, typer.Option(help="Heading of the page.")] = None,
    territory: TerritoryOption = None,
    series: Annotated[
        Path | None,
        typer.Option(help="Series of dated polygons to draw instead, best as series -o FILE.npz."),
    ] = None,
    control: ControlOption = None,
    value: ValueOption = None,
    date_field: DayOption = None,
    party: PartyOption = None,
    max_gap: GapOption = None,
) -> None:
    """Write one standalone page: the map, its slider, and the reports behind every colour.

    Example: aleppomap map -o aleppo.html --claim russian-centre-1128-about-40

    Example: aleppomap map -o compared.html --compare A=2016-11-14,B=sohr@2016-11-28

    Example: aleppomap map -o front.html --series fronts/ --title "Two years of a front"
    """
    from aleppomap.maps import control_map

    sides = _SIDES.fullmatch(compare) if compare else None
    if compare and not sides:
        raise typer.BadParameter(f"--compare takes A=…,B=…; not {compare!r}")
    note, names = None, account or []
    of_districts = {"--territory": territory, "--account": account, "--claim": claim}
    read = series_if_given(
        series, control, value, date_field, party, max_gap, of_districts=of_districts
    )
    drawn: ControlHistory | SnapshotSeries
    if series is not None and read is not None:
        drawn, credit = read, credit_of([series])
    else:
        place = territory_at(territory)
        if claim:
            note = claim_note(place, claim)
            if date is None and note.interval is not None:
                date = note.interval[1].isoformat()
        drawn = place.history(*names[:1])
        credit = credit_of(data_files(place.folder))
    control_map(
        drawn,
        date,
        period=(first, last),
        accounts=names if len(names) > 1 else None,
        compare=(sides[1], sides[2]) if sides else None,
        title=title,
        note=note,
        lang=lang.value,
        embed=embed,
        tiles=tiles,
        back=back,
    ).save(output)
    sys.stderr.write(f"wrote {output} ({output.stat().st_size / 1000:,.0f} kB)\n")
    say_credit(credit)
    if tiles:
        sys.stderr.write("note: this page loads its background from the network\n")


def claim_note(place: Territory, claim_id: str) -> MapNote:
    """Return a claim as the map draws it: the sentence, the verdict, and what is counted.

    Parameters
    ----------
    place
        The territory.
    claim_id
        Id of one of its claims.

    Returns
    -------
    MapNote
        Numerator and denominator of the headline reading; both empty without one.

    Raises
    ------
    NotFound
        If there is no such claim.
    AleppoMapError
        If the claim names no day, and so no map.
    """
    from aleppomap.maps import MapNote

    if claim_id not in place.claims.index:
        raise NotFound("claim", claim_id, place.claims.index)
    verdict = check(claim_id, territory=place)
    claim = verdict.claim
    if claim.as_of is None:
        raise AleppoMapError(f"{claim_id} names no day, so no map can show it")
    counted: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    if verdict.headline is not None:
        counted = verdict.headline.districts
        region = place.region(claim.region or str(place.settings["default_region"]))
        weights = region.weights["weight_best"]
        over = tuple(str(cell) for cell in weights.index[weights > 0])
    speaker = place.accounts["name"].get(claim.account, "")
    outcome = f"{verdict.words[0].upper()}{verdict.words[1:]}."
    return MapNote(
        text=f"“{claim.text}”" + (f" — {speaker}" if speaker else ""),
        interval=(claim.since or place.evidence.start, claim.as_of),
        numerator_ids=counted,
        denominator_ids=over,
        verdict=f"{outcome} Our number: {verdict.ours}." if verdict.ours else outcome,
    )
