"""The tables of a territory, gathered from one spreadsheet of reports."""

from __future__ import annotations

import difflib
import itertools
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from aleppomap import dates, schema, vocab
from aleppomap.axes import MEETS, MISSES
from aleppomap.errors import Fault, InvalidInput
from aleppomap.holders import NOT_HELD, holder_of, parties_of
from aleppomap.remarks import Remarks, counted
from aleppomap.sheets import (
    DayOrder,
    clean,
    columns_by_role,
    days_of,
    faults_of_days,
    folded,
    header_faults,
    no_day,
    read_sheet,
    shares_of,
    slug,
)
from aleppomap.statuses import undecided_fault

__all__ = ["Gathered", "gather", "spoken_places"]

_MATCHED = 0.5
"""Where fewer of the reports name a district, the names come from another column, or place."""


Gathered = tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]


def spoken_places(path: Path) -> set[str]:
    """Return what a sheet calls its districts, folded; every cell where no column says which."""
    sheet, _ = read_sheet(path)
    if not len(sheet.columns):
        return set()
    column = columns_by_role(sheet).get("district")
    columns = [column] if column is not None else [str(c) for c in sheet.columns]
    return {folded(clean(text)) for c in columns for text in sheet[c]} - {""}


def gather(
    path: Path,
    cells: gpd.GeoDataFrame,
    done: Remarks,
    order: DayOrder | None,
    elsewhere: str = "",
) -> Gathered:
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
    elsewhere
        What to say of other layers of the districts file, where the reports name no district.

    Raises
    ------
    InvalidInput
        If a column is missing, dates can be read two ways, no row is a report, or most
        reports name no district.
    """
    sheet, faults = read_sheet(path)
    if not faults and len(sheet) == 0:
        faults.append(Fault(path.name, "", "", "no rows", "a report a row", "Add the reports."))
    if len(sheet) == 0:
        raise InvalidInput(faults)
    roles = columns_by_role(sheet, [*cells.index, *cells["name"]])
    missing = [role for role in ("district", "date", "status") if role not in roles]
    if missing:
        raise InvalidInput([
            *faults,
            *header_faults(sheet, missing, path.name)
        ])  # fmt: skip
    if filled := sheet.attrs.get("filled"):
        done.inferred.append(f"merged cells filled down: {counted(filled, 'cell')}")
    if others := sheet.attrs.get("other_sheets"):
        done.inferred.append(f"sheet {sheet.attrs['sheet']} read; not read: {', '.join(others)}")
    done.inferred += [f"{role} from column {column}" for role, column in roles.items()]
    unused = [str(c) for c in sheet.columns if str(c) not in roles.values() and any(sheet[c])]
    if unused:
        done.open.append(f"columns of the sheet that were not used: {', '.join(unused)}")
    if fault := _place_fault(sheet, roles, cells, path.name, done):
        faults.append(fault)
    days, undecided = days_of(sheet[roles["date"]].tolist(), order)
    if undecided:
        faults.append(undecided_fault(path.name, roles["date"], undecided))
    numbers = [int(row) + 2 for row in sheet.index]
    by_row = [dict(zip(numbers, texts, strict=True)) for texts in (days, sheet[roles["date"]])]
    faults += faults_of_days(by_row[0], by_row[1], path.name, roles["date"])
    if faults:
        raise InvalidInput(faults)
    odd = sheet[list(roles.values())].map(lambda text: bool(schema.text_error(text))).any(axis=1)
    if odd.any():
        left_out = _few([n for n, is_odd in zip(numbers, odd, strict=True) if is_odd])
        done.inferred.append(f"control and direction characters taken out of rows {left_out}")
    parties = parties_of(path.name, roles["status"], sheet[roles["status"]])
    held = [name for name, _ in parties.values() if name not in NOT_HELD]
    done.inferred.append(f"{counted(len(held), 'party')}: {', '.join(held)}")
    shares = _shares(sheet, roles, numbers, done)
    rows, left = _reports(sheet, roles, days, _places(cells), parties, shares)
    if left:
        done.open += [f"left out: {said}" for said in left[:12]]
        done.open += [f"and {len(left) - 12} more rows left out"] if len(left) > 12 else []
    if not rows:
        raise InvalidInput([Fault(path.name, "", roles["date"], f"{len(left)} rows",
                                  "at least one report with a date and a holder",
                                  "Correct the dates.")])  # fmt: skip
    placed = sum(bool(row["district"]) for row in rows)
    if placed < _MATCHED * len(rows):
        known = ", ".join(map(str, cells["name"].head(6)))
        raise InvalidInput([
            Fault(path.name, "", roles["district"],
                  f"{placed} of {counted(len(rows), 'report')} name a district",
                  f"names of the districts, such as {known}",
                  "Say which column of the districts file has their names: --name-column."
                  + elsewhere)
        ])  # fmt: skip
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


def _places(cells: gpd.GeoDataFrame) -> dict[str, str]:
    """Return every spelling to its district: as written, then folded, where that is only one."""
    places: dict[str, str] = {}
    for spell in (str.casefold, folded):
        meant: dict[str, set[str]] = {}
        for column in ("name", "name_ar"):
            for cell, text in cells[column].items():
                meant.setdefault(spell(str(text)), set()).add(str(cell))
        ids = {spell(str(cell)): str(cell) for cell in cells.index
               if len(meant.get(spell(str(cell)), ())) < 2}  # fmt: skip
        only = {text: min(found) for text, found in meant.items() if text and len(found) == 1}
        places = only | ids | places
    return places


def _meant(place: str, cells: gpd.GeoDataFrame) -> str:
    """Return a clause with what a name may mean: several districts of that name, or near ones."""
    names = {str(cell): str(row["name"]) for cell, row in cells.iterrows()}
    same = [cell for cell, name in names.items() if folded(name) == folded(place)]
    if len(same) > 1:
        return f"; it may mean {vocab.listed(same[:12], 'or')}"
    spelled = {folded(name): name for name in names.values()}
    near = difflib.get_close_matches(folded(place), list(spelled), n=3)
    return f"; did you mean {vocab.listed([spelled[n] for n in near], 'or')}?" if near else ""


def _shares(
    sheet: pd.DataFrame, roles: Mapping[str, str], numbers: list[int], done: Remarks
) -> list[tuple[float, float]]:
    """Return the least and most each row gives its holder: by its share, else by its words."""
    said = [holder_of(clean(text)) for text in sheet[roles["status"]]]
    shares = [(holder.low, holder.high) for holder in said]
    told = [number for number, ends in enumerate(shares) if ends != (1.0, 1.0)]
    done.open += [
        f"row {numbers[n]}, {sheet[roles['status']].iloc[n]!r}: read as {said[n].name!r} holding "
        + (f"{said[n].low:.0%}" if said[n].low == said[n].high else
           f"part of it, {said[n].low:.0%} to 100%")
        + "; if it is another party, rename it" for n in told[:12]
    ]  # fmt: skip
    if len(told) > 12:
        done.open.append(f"and {len(told) - 12} more rows that name a part of a district")
    if "share" not in roles:
        return shares
    texts = [clean(text) for text in sheet[roles["share"]]]
    given, percent = shares_of(texts)
    done.inferred.append(f"shares are {'percentages' if percent else 'fractions'} of the district")
    wrong = [n for n, text in enumerate(texts) if text and given[n] is None]
    if wrong:
        done.open.append("share that is no number from 0 to 1 or 0 to 100, taken as any part: "
                         f"rows {_few([numbers[n] for n in wrong])}")  # fmt: skip
    for n, share in enumerate(given):
        if share is not None:
            shares[n] = share, share
        elif texts[n]:
            shares[n] = 0.0, 1.0
    return shares


def _reports(
    sheet: pd.DataFrame,
    roles: Mapping[str, str],
    days: list[str],
    places: Mapping[str, str],
    parties: Mapping[str, tuple[str, str]],
    shares: list[tuple[float, float]],
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return a report a row, in order, and in words the rows that cannot be one."""
    year = Counter(day[:4] for day in days if day).most_common(1)
    cells = {role: sheet[column].tolist() for role, column in roles.items()}
    published = days_of(cells["reported"])[0] if "reported" in cells else [""] * len(sheet)
    rows, left = [], []
    for number, (row, day) in enumerate(zip(sheet.index, days, strict=True)):
        told = {role: clean(texts[number]) for role, texts in cells.items()}
        party = parties.get(folded(holder_of(told["status"]).name))
        if not day or party is None:
            wrong = no_day(told["date"], year[0][0] if year else "2016")
            wrong = f"{roles['date']} {told['date']!r}: {wrong}"
            if day:
                wrong = f"{roles['status']} {told['status']!r}: no holder; name who held it"
            left.append(f"row {int(row) + 2}, {wrong}")
            continue
        span = dates.parse_edtf(day)
        low, high = ("", "") if party[0] in NOT_HELD else (f"{end:g}" for end in shares[number])
        known = schema.id_error(told.get("confidence", "").lower()) == ""
        confidence = told.get("confidence", "").lower() if known else "medium"
        on = published[number] if _is_day(published[number]) else ""
        rows.append({
            "report": f"r{int(row) + 2:05d}",
            "district": places.get(told["district"].casefold())
            or places.get(folded(told["district"]), ""),
            "place": told["district"] or "not named",
            "to": party[0],
            "to_share_low": low,
            "to_share_high": high,
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
    done.open += [
        f"{place!r} is no district, but {count} of the reports name it{_meant(place, cells)}"
        for place, count in unplaced.most_common(20)
    ]
    if len(unplaced) > 20:
        done.open.append(f"and {len(unplaced) - 20} more names that are no district")
    sources, accounts = _speakers(path, rows, done)
    opening: dict[str, set[str]] = {}
    losses: Counter[str] = Counter()
    holder: dict[str, str] = {}
    for row in sorted(rows, key=lambda r: r["day"]):
        row["change"] = "no" if row["day"] == first or row["to"] in NOT_HELD else "yes"
        place = row["district"]
        if place and row["to"] not in NOT_HELD:
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
    labels = {name: text for name, text in parties.values() if name not in NOT_HELD}
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
        names = itertools.chain([base], (f"{base}-{number}" for number in itertools.count(2)))
        made = next(name for name in names if name not in taken)
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
        done.open.append(f"sources without an address, {bare} of {len(sources)}: add it in "
                         "sources.csv")  # fmt: skip
    if len(accounts) == 1:
        done.open.append("one account speaks: no column says who reports")
    sizes = ((len(rows), "report"), (len(sources), "source"), (len(accounts), "account"))
    done.inferred.append(", ".join(counted(*size) for size in sizes))
    return list(sources.values()), list(accounts.values())
