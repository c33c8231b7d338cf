"""The tables of a territory, gathered from one spreadsheet of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from aleppomap import dates, schema, vocab
from aleppomap.axes import MEETS, MISSES
from aleppomap.errors import Fault, InvalidInput, suggestion
from aleppomap.sheets import (
    DayOrder,
    columns_by_role,
    days_of,
    faults_of_days,
    folded,
    read_sheet,
    share_of,
    slug,
)
from aleppomap.statuses import undecided_fault

__all__ = ["Gathered", "Remarks", "clean", "gather"]

MOST_PARTIES = 24
"""More holders than this, and the column is not one of holders."""

_NOT_HELD = {
    vocab.CONTESTED: {"contested", "disputed", "mixed", "split", "fighting", "clashes", "divided"},
    vocab.UNKNOWN: {"unknown", "unclear", "nodata", "na", "none"},
}


@dataclass
class Remarks:
    """What was inferred without asking, and what is left for the user to decide."""

    inferred: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = ["Inferred", *(f"  {line}" for line in self.inferred)]
        if self.open:
            lines += ["For you to decide", *(f"  {line}" for line in self.open)]
        return "\n".join(lines)


Gathered = tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]


def clean(value: object) -> str:
    """Return a name without the characters a territory refuses."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return schema.plain_text(text, 200)


def gather(path: Path, cells: gpd.GeoDataFrame, done: Remarks, order: DayOrder | None) -> Gathered:
    """Return the rows of every table of a territory, and the settings they imply.

    Parameters
    ----------
    path
        The spreadsheet.
    cells
        The districts: index district; ``name``, ``name_ar``.
    done
        Takes what was inferred and what was not.
    order
        How dates such as 3/4/2020 are meant, where the column does not tell.

    Raises
    ------
    InvalidInput
        If a column is missing, dates can be read two ways, or no row is a report.
    """
    sheet, faults = read_sheet(path)
    places = {folded(str(text)): str(cell) for cell, row in cells.iterrows()
              for text in (row["name_ar"], row["name"], cell) if text}  # fmt: skip
    roles = columns_by_role(sheet, [*cells.index, *cells["name"]]) if len(sheet.columns) else {}
    if not faults and len(sheet) == 0:
        faults.append(Fault(path.name, "", "", "no rows", "a report a row", "Add the reports."))
    faults += [
        Fault(path.name, "header", role, ", ".join(map(str, sheet.columns)),
              f"a column of each {role}", f"Call it `{role}`.")
        for role in ("district", "date", "status") if role not in roles and not faults
    ]  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    done.inferred += [f"{role} from column {column}" for role, column in roles.items()]
    if fault := _place_fault(sheet, roles, cells, path.name, done):
        raise InvalidInput([fault])
    days, undecided = days_of(sheet[roles["date"]].tolist(), order)
    if undecided:
        raise InvalidInput([undecided_fault(path.name, roles["date"], undecided)])
    numbers = [int(row) + 2 for row in sheet.index]
    by_row = [dict(zip(numbers, texts, strict=True)) for texts in (days, sheet[roles["date"]])]
    if faults := faults_of_days(by_row[0], by_row[1], path.name, roles["date"]):
        raise InvalidInput(faults)
    odd = sheet[list(roles.values())].map(lambda text: bool(schema.text_error(text))).any(axis=1)
    if odd.any():
        left_out = _few([n for n, is_odd in zip(numbers, odd, strict=True) if is_odd])
        done.inferred.append(f"control and direction characters taken out of rows {left_out}")
    parties = _parties(path, sheet[roles["status"]], done)
    rows, left = _reports(sheet, roles, days, places, parties)
    if left:
        done.open.append(f"left out, no date or no holder: rows {_few(left)}")
    if not rows:
        raise InvalidInput([Fault(path.name, "", roles["date"], f"{len(left)} rows",
                                  "at least one report with a date and a holder",
                                  "Correct the dates.")])  # fmt: skip
    return _completed(path, rows, parties, cells, done)


def _place_fault(
    sheet: pd.DataFrame, roles: Mapping[str, str], cells: gpd.GeoDataFrame, file: str, done: Remarks
) -> Fault | None:
    """Return a fault when reports lie in the districts only with the axes of one swapped."""
    if not {"longitude", "latitude"} <= roles.keys():
        return None
    places = sheet[[roles["longitude"], roles["latitude"]]].apply(pd.to_numeric, errors="coerce")
    points = places.to_numpy(float)[places.notna().all(axis=1)]
    if not len(points):
        return None
    west, south, east, north = cells.total_bounds
    inside, swapped = (
        float(((p >= (west, south)) & (p <= (east, north))).all(axis=1).mean())
        for p in (points, points[:, ::-1])
    )
    if inside < MISSES and swapped >= MEETS:
        return Fault(file, "", f"{roles['longitude']}, {roles['latitude']}",
                     "{:g}, {:g}".format(*points[0]), "places in the districts: swapped, they are",
                     "Swap latitude and longitude, in the sheet or in the districts.")  # fmt: skip
    if inside < 1:
        done.open.append(f"{1 - inside:.0%} of the reports' coordinates lie in no district's box")
    return None


def _few(rows: list[Any]) -> str:
    more = f" and {len(rows) - 12} more" if len(rows) > 12 else ""
    return ", ".join(map(str, rows[:12])) + more


def _parties(path: Path, column: pd.Series[str], done: Remarks) -> dict[str, tuple[str, str]]:
    """Return folded holder to id and name; contested and unknown to themselves."""
    parties: dict[str, tuple[str, str]] = {}
    ids: set[str] = {vocab.CONTESTED, vocab.UNKNOWN, vocab.SYNTHESIS}
    for text, _ in Counter(map(clean, column)).most_common():
        key = folded(text)
        if key in parties or not key:
            continue
        word = next((word for word, said in _NOT_HELD.items() if key in said), "")
        if word:
            parties[key] = word, text
            continue
        name = slug(text) or f"party-{len(parties) + 1}"
        name = name if name not in ids else f"{name}-{len(parties) + 1}"
        ids.add(name)
        parties[key] = name, text
    held = [name for name, _ in parties.values() if name not in _NOT_HELD]
    if not 0 < len(held) <= MOST_PARTIES:
        raise InvalidInput([
            Fault(path.name, "", str(column.name), f"{len(held)} different holders",
                  f"1 to {MOST_PARTIES} parties", "Call the column of holders `status`.")
        ])  # fmt: skip
    done.inferred.append(f"{len(held)} parties: {', '.join(held)}")
    return parties


def _reports(
    sheet: pd.DataFrame,
    roles: Mapping[str, str],
    days: list[str],
    places: Mapping[str, str],
    parties: Mapping[str, tuple[str, str]],
) -> tuple[list[dict[str, Any]], list[int]]:
    """Return a report a row, in order, and the rows that cannot be one."""
    cells = {role: sheet[column].tolist() for role, column in roles.items()}
    published = days_of(cells["reported"])[0] if "reported" in cells else [""] * len(sheet)
    rows, left = [], []
    for number, (row, day) in enumerate(zip(sheet.index, days, strict=True)):
        told = {role: clean(texts[number]) for role, texts in cells.items()}
        party = parties.get(folded(told["status"]))
        if not day or party is None:
            left.append(int(row) + 2)
            continue
        span = dates.parse_edtf(day)
        share = share_of(told.get("share", "")) if told.get("share") else 1.0
        known = schema.id_error(told.get("confidence", "").lower()) == ""
        confidence = told.get("confidence", "").lower() if known else "medium"
        on = published[number] if _is_day(published[number]) else ""
        rows.append({
            "report": f"r{int(row) + 2:05d}",
            "district": places.get(folded(told["district"]), ""),
            "place": told["district"] or "not named",
            "to": party[0],
            "to_share_low": "" if share is None or party[0] in _NOT_HELD else f"{share:g}",
            "to_share_high": "" if share is None or party[0] in _NOT_HELD else f"{share:g}",
            "date": day,
            "reported_on": max(on, span.earliest.isoformat()) if on else span.latest.isoformat(),
            "account": told.get("account", "") or told.get("source", ""),
            "publisher": told.get("source", ""),
            "url": told.get("url", ""),
            "confidence": confidence if confidence in vocab.CONFIDENCES else "medium",
            "summary": told.get("summary") or f"{told['district']}: {party[1]}",
            "day": span.latest,
        })  # fmt: skip
    return rows, left


def _is_day(text: str) -> bool:
    try:
        return bool(dates.as_day(text))
    except ValueError:
        return False


def _completed(
    path: Path,
    rows: list[dict[str, Any]],
    parties: Mapping[str, tuple[str, str]],
    cells: gpd.GeoDataFrame,
    done: Remarks,
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]:
    """Return the tables, with sources, accounts and regions, and the settings."""
    first, last = min(row["day"] for row in rows), max(row["day"] for row in rows)
    unplaced = Counter(row["place"] for row in rows if not row["district"])
    names = [*map(str, cells["name"]), *map(str, cells.index)]
    done.open += [
        f"{place!r} is no district, but {count} of the reports name it{suggestion(place, names)}"
        for place, count in unplaced.most_common(20)
    ]
    if len(unplaced) > 20:
        done.open.append(f"and {len(unplaced) - 20} more names that are no district")
    sources, accounts = _speakers(path, rows, done)
    opening: dict[str, set[str]] = {}
    losses: Counter[str] = Counter()
    holder: dict[str, str] = {}
    for row in sorted(rows, key=lambda r: r["day"]):
        row["change"] = "no" if row["day"] == first or row["to"] in _NOT_HELD else "yes"
        place = row["district"]
        if place and row["to"] not in _NOT_HELD:
            if row["day"] == first:
                opening.setdefault(row["to"], set()).add(place)
            elif holder.get(place, row["to"]) != row["to"]:
                losses[holder[place]] += 1
            holder[place] = row["to"]
    unheld = len(cells) - len(set().union(*opening.values()))
    done.inferred.append(f"period {first} to {last}, baseline {first}")
    if unheld:
        done.open.append(f"districts without a report on the baseline, unknown until one: {unheld}")
    regions = [{"region": "everywhere", "name": "All districts", "districts": "*",
                "aliases": "the whole area"}]  # fmt: skip
    labels = {name: text for name, text in parties.values() if name not in _NOT_HELD}
    for party in opening:
        label = labels[party]
        regions.append({
            "region": f"held-by-{party}"[:80], "name": f"What {label} held on {first}",
            "aliases": f"{label}-held area;area held by {label}".replace(";;", ";"),
            "held_by": party, "held_on": first.isoformat(),
        })  # fmt: skip
    loser = max(opening, key=lambda party: losses[party], default="")
    default = f"held-by-{loser}"[:80] if loser else "everywhere"
    done.inferred.append(f"shares are of {default!r}: who lost most districts")
    done.open.append("time_zone: UTC, as no file says")
    settings = {"period": [first, last], "baseline": first, "default_region": default,
                "parties": labels}  # fmt: skip
    return {"reports": rows, "sources": sources, "accounts": accounts, "regions": regions}, settings


def _speakers(
    path: Path, rows: list[dict[str, Any]], done: Remarks
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the sources and accounts; fill their ids into the reports."""
    sources: dict[tuple[str, str], dict[str, Any]] = {}
    accounts: dict[str, dict[str, Any]] = {}
    taken: set[str] = {vocab.SYNTHESIS}

    def named(text: str, fallback: str) -> str:
        base = slug(text)[:70] or fallback
        made = next(n for n in (base, *(f"{base}-{i}" for i in range(2, 10**6))) if n not in taken)
        taken.add(made)
        return made

    dropped = 0
    for row in rows:
        url = row.pop("url")
        if url and schema.url_error(url):
            dropped, url = dropped + 1, ""
        publisher = row.pop("publisher") or path.name
        if (publisher, url) not in sources:
            name = named(f"s {publisher}", "s")
            sources[publisher, url] = {"source": name, "publisher": publisher, "url": url,
                                       "published": row["date"]}  # fmt: skip
        row["source"] = sources[publisher, url]["source"]
        speaker = row["account"] or path.stem
        if folded(speaker) not in accounts:
            name = named(speaker, "account")
            accounts[folded(speaker)] = {"account": name, "name": speaker, "side": name}
        row["account"] = accounts[folded(speaker)]["account"]
    bare = sum(not row["url"] for row in sources.values())
    if dropped:
        done.open.append(f"addresses left out, not http or https: {dropped}")
    if bare:
        done.open.append(f"{bare} of {len(sources)} sources have no address: add it in sources.csv")
    if len(accounts) == 1:
        done.open.append("one account speaks: no column says who reports")
    done.inferred.append(f"{len(rows)} reports, {len(sources)} sources, {len(accounts)} accounts")
    return list(sources.values()), list(accounts.values())
