"""``aleppomap area``, ``explain`` and ``list``: what the data say."""

from __future__ import annotations

import json
import sys
from collections.abc import Hashable
from datetime import date as day_type
from enum import StrEnum
from typing import Annotated, Any

import pandas as pd
import typer

from aleppomap import vocab
from aleppomap.areas import area_by_control
from aleppomap.claims.making import claim_from_row
from aleppomap.cli.layout import paragraph, width
from aleppomap.cli.printing import Format, FormatOption, TerritoryOption, emit, territory_at

__all__ = ["register"]

AccountOption = Annotated[str, typer.Option(help="Whose account; see `list accounts`.")]


class Listing(StrEnum):
    """What ``list`` lists."""

    districts = "districts"
    regions = "regions"
    accounts = "accounts"
    claims = "claims"
    sources = "sources"
    decisions = "decisions"


_LISTED = {
    Listing.districts: ["name", "name_ar", "aliases"],
    Listing.regions: ["name", "held_by", "held_on", "note"],
    Listing.accounts: ["name", "side", "derives_from", "note"],
    Listing.claims: ["as_of", "account", "kind", "low", "high", "unit", "text"],
    Listing.sources: ["publisher", "published", "title", "url"],
    Listing.decisions: ["title", "text", "effect"],
}


_STANCES = {
    "behind": "It rests on",
    "differs": "Others say",
    "before": "Other reports up to this day",
    "withdrawn": "Taken back by who said it",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command("area")(area_command)
    app.command("explain")(explain_command)
    app.command("list")(list_command)


def area_command(
    date: Annotated[str, typer.Option(help="The day, as 2016-11-28.")],
    region: Annotated[
        str | None, typer.Option(help="Denominator: a region or district id.")
    ] = None,
    account: AccountOption = vocab.SYNTHESIS,
    territory: TerritoryOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Print the area each party held at the end of a day, in km2, with low and high.

    Example: aleppomap area --date 2016-11-28 --region opposition-held-2016-11-14
    """
    place = territory_at(territory)
    history = place.history(account)
    where = place.region(region, history) if region else None
    areas = area_by_control(history.at(date), where)
    frame = areas.reset_index().round(4)
    names = {party.party: party.name for party in place.parties}
    frame.insert(1, "name", [names.get(holder, holder) for holder in frame["holder"]])
    document = {
        "schema": 1,
        "data_version": place.data_version,
        "date": date,
        "account": account,
        "region": region,
        "areas": frame.to_dict("records"),
    }
    title = f"{where.name if where else place.name}, end of {date}, {history.about.account_name}"
    emit(_for_people(frame) if form is Format.table else frame, form, document, title)
    if form is Format.table and where is not None and where.area_km2 is not None:
        low, best, high = (f"{km2:,.1f}" for km2 in where.area_km2)
        if low != high:
            note = (
                f"The area itself is {best} km2 ({low}–{high}). Each low and high percentage is "
                f"over the area of its own reading, so it is not its km2 over {best}."
            )
            sys.stdout.write(f"\n{paragraph(note, width())}\n")


def _for_people(areas: pd.DataFrame) -> pd.DataFrame:
    """Return areas and shares with their ranges as a reader writes them."""

    def told(best: float, low: float, high: float) -> str:
        best_words, low_words, high_words = (f"{value:.1f}" for value in (best, low, high))
        span = f" ({low_words}–{high_words})" if low_words != high_words else ""
        return "" if pd.isna(best) else f"{best_words}{span}"

    km2, shares = (
        areas[[f"{bound}_{unit}" for bound in ("best", "low", "high")]].to_numpy(float)
        for unit in ("km2", "share")
    )
    return areas[["holder", "name"]].assign(
        km2=[told(*row) for row in km2], percent=[told(*row) for row in 100 * shares]
    )


def explain_command(
    district: Annotated[str, typer.Argument(help="District id, name or any spelling.")],
    date: Annotated[str, typer.Argument(help="The day, as 2016-11-26.")],
    account: AccountOption = vocab.SYNTHESIS,
    territory: TerritoryOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Print the reports behind the state of a district on a day, conflicts included.

    Example: aleppomap explain "Masaken Hanano" 2016-11-26
    """
    place = territory_at(territory)
    cell = place.find_district(district)
    frame = place.history(account).explain(cell, date)
    status = str(frame.attrs["status"])
    full = frame.reset_index()
    records = json.loads(full.to_json(orient="records", force_ascii=False))
    document = {
        "schema": 1,
        "data_version": place.data_version,
        "district": cell,
        "status": status,
        "rule": frame.attrs["rule"],
        "reports": records,
    }
    if form is Format.table:
        _print_evidence(status, str(frame.attrs["rule"]), full)
    else:
        emit(full, form, document)


def _print_evidence(status: str, rule: str, reports: pd.DataFrame) -> None:
    """Print the state in words, then its reports: what it rests on first."""
    columns = width()
    lines = [paragraph(status, columns)]
    more = " “aleppomap list decisions” prints what each says." if "by decision" in rule else ""
    lines += [paragraph(f"Our reading: {rule}.{more}", columns)] if rule else []
    for stance, heading in _STANCES.items():
        said = reports[reports["stance"] == stance]
        lines += ["", heading] if len(said) else []
        for row in said.to_dict("records"):
            said_by = f"{row['date']}  {row['account_name']}"
            head = f"{said_by}: {row['says']}{_share(row)}, confidence {row['confidence']}"
            head += f"; withdrawn by {row['withdrawn_by']}" if row["withdrawn_by"] else ""
            lines.append(paragraph(head, columns, "  ", "      "))
            read_at = f"read at {row['url']}" if row["url"] else ""
            lines += [paragraph(text, columns, "      ")
                      for text in (row["summary"], read_at) if text]  # fmt: skip
    if reports.empty:
        lines += ["", "No report speaks of it."]
    elif not (reports["stance"] == "differs").any():
        lines += ["", "Nobody in these data says otherwise of this day."]
    sys.stdout.write("\n".join(lines) + "\n")


def _share(row: dict[Hashable, Any]) -> str:
    """Return how much of the district a report gives, as `` 80–100 %``; empty where all."""
    low, high = row["to_share_low"], row["to_share_high"]
    if pd.notna(row["at_least"]):
        return f" at least {row['at_least']:.0%}".replace("%", " %")
    if pd.isna(low) or pd.isna(high) or low == high == 1:
        return ""
    return f" {100 * low:.0f} %" if low == high else f" {100 * low:.0f}–{100 * high:.0f} %"


def list_command(
    what: Annotated[Listing, typer.Argument(help="Which table.")],
    territory: TerritoryOption = None,
    form: FormatOption = Format.table,
) -> None:
    """List the districts, regions, accounts, claims, sources or decisions.

    Example: aleppomap list regions
    """
    place = territory_at(territory)
    table: pd.DataFrame = pd.DataFrame(getattr(place, what.value))[_LISTED[what]]
    frame = table.reset_index()
    for column in frame.columns:
        frame[column] = [
            ";".join(v) if isinstance(v, tuple) else str(v) if isinstance(v, day_type) else v
            for v in frame[column]
        ]
    records = json.loads(frame.to_json(orient="records", force_ascii=False))
    document = {"schema": 1, "data_version": place.data_version, what.value: records}
    if form is Format.table and what is Listing.claims:
        rows = ((str(name), dict(row)) for name, row in place.claims.iterrows())
        stated = [str(claim_from_row(name, row).quantity or "") for name, row in rows]
        frame = frame.drop(columns=["low", "high", "unit"])
        frame.insert(len(frame.columns) - 1, "stated", stated)
    emit(frame, form, document)
