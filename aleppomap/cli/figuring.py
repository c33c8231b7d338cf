"""``aleppomap figure``: static maps for print and for places where scripts are stripped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from aleppomap import vocab
from aleppomap.attribution import credit_of
from aleppomap.cli.crediting import say_credit
from aleppomap.cli.printing import Language, TerritoryOption, territory_at
from aleppomap.folder import data_files
from aleppomap.history import ControlHistory
from aleppomap.territory import Territory

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("figure")(figure_command)


def figure_command(
    output: Annotated[Path, typer.Option("-o", "--output", help="A .png, .svg or .pdf file.")],
    date: Annotated[
        list[str] | None, typer.Option(help="The day; several give small multiples.")
    ] = None,
    grid: Annotated[
        bool, typer.Option("--grid", help="Small multiples of the days on which most changed.")
    ] = False,
    chart: Annotated[
        str | None, typer.Option(help="Instead: the area this party held over time.")
    ] = None,
    account: Annotated[str, typer.Option(help="Whose account.")] = vocab.SYNTHESIS,
    lang: Annotated[Language, typer.Option(help="Language of names and title.")] = Language.en,
    title: Annotated[str, typer.Option(help="Heading, instead of the territory's name.")] = "",
    width: Annotated[
        float | None,
        typer.Option(metavar="MM", help="Width on paper in mm; letters keep their size."),
    ] = None,
    dpi: Annotated[int, typer.Option(min=50, max=1200, help="Dots an inch of a .png.")] = 160,
    territory: TerritoryOption = None,
) -> None:
    """Draw a day, several days, or an area over time, as a picture with alternative text.

    Example: aleppomap figure -o aleppo.png --date 2016-11-28

    Example: aleppomap figure -o column.png --width 90 --dpi 300 --title "The end of November"
    """
    from aleppomap import figures

    place = territory_at(territory)
    history = place.history(account)
    if chart is not None:
        figure = figures.area_figure(
            history, chart, _claims_on(place, history, chart), lang=lang.value,
            title=title, width_mm=width,
        )  # fmt: skip
        words = figures.area_text(history, chart, lang=lang.value)
    else:
        focus = history.about.focus_date or history.dates[0]
        days = list(date or ())
        if not days:
            days = [str(day) for day in figures.telling_days(history)] if grid else [str(focus)]
        figure = figures.control_figure(history, days, lang=lang.value, title=title, width_mm=width)
        told = [figures.alternative_text(history, day, lang=lang.value) for day in days]
        words = " ".join(told)
    written = figures.save_figure(figure, output, words, dpi)
    say_credit(credit_of(data_files(place.folder)))
    sys.stderr.write(f"wrote {written} ({written.stat().st_size / 1000:,.0f} kB)\n{words}\n")


def _claims_on(place: Territory, history: ControlHistory, party: str) -> pd.DataFrame | None:
    """Return the territory's claims as area that a party was said to have left; None if not its."""
    if party != place.evidence.pivot:
        return None
    region = place.region(str(place.settings["default_region"]), history)
    whole_km2 = float((region.weights["weight_best"] * place.evidence.area_km2).sum())
    claims = place.claims
    asked = claims["region"].isin(["", region.region]) & claims["low"].notna()
    lost = claims[asked & (claims["kind"] == "share") & claims["measure"].isin(["lost", "taken"])]
    held = claims[(claims["kind"] == "area") & (claims["measure"] == "held") & asked]
    names = dict(place.accounts["name"])  # a side that is an account goes by its name
    sides = place.accounts["side"].map(lambda side: names.get(side, side))
    said = pd.DataFrame(
        {
            "date": pd.Series([*lost["as_of"], *held["as_of"]], dtype=object),
            "low_km2": [*(whole_km2 * (1 - lost["high"] / 100)), *held["low"]],
            "high_km2": [*(whole_km2 * (1 - lost["low"] / 100)), *held["high"]],
            "side": sides.reindex([*lost["account"], *held["account"]]).tolist(),
        }
    )
    first, last = str(history.dates[0]), str(history.dates[-1])
    within = [first <= day <= last for day in said["date"]]
    return said[pd.Series(within, said.index, dtype=bool)]
