"""The tables of a territory, gathered from one spreadsheet of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from aleppomap import dates, schema, vocab
from aleppomap.axes import MEETS, MISSES
from aleppomap.errors import Fault, InvalidInput
from aleppomap.holders import NOT_HELD, holder_of, parties_of, spelled_alike
from aleppomap.implied import Gathered, completed
from aleppomap.remarks import Remarks
from aleppomap.sheets import (
    DayOrder,
    clean,
    columns_by_role,
    days_of,
    faults_of_days,
    faults_of_named,
    folded,
    header_faults,
    no_day,
    read_sheet,
    shares_of,
)
from aleppomap.statuses import undecided_fault
from aleppomap.vocab import counted, few

__all__ = ["gather", "spoken_places"]

_MATCHED = 0.5
"""Where fewer of the reports name a district, the names come from another column, or place."""


def spoken_places(path: Path, named: Mapping[str, str] | None = None) -> set[str]:
    """Return what a sheet calls its districts, folded; every cell where no column says which."""
    sheet, _ = read_sheet(path)
    if not len(sheet.columns) or faults_of_named(sheet, named or {}, path.name):
        return set()
    column = columns_by_role(sheet, (), named).get("district")
    columns = [column] if column is not None else [str(c) for c in sheet.columns]
    return {folded(clean(text)) for c in columns for text in sheet[c]} - {""}


def gather(
    path: Path,
    cells: gpd.GeoDataFrame,
    done: Remarks,
    order: DayOrder | None,
    elsewhere: str = "",
    named: Mapping[str, str] | None = None,
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
    named
        Which column plays which role, where the user says so.

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
    if unknown := faults_of_named(sheet, named or {}, path.name):
        raise InvalidInput([*faults, *unknown])
    roles = columns_by_role(sheet, [*cells.index, *cells["name"]], named)
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
        left_out = few([n for n, is_odd in zip(numbers, odd, strict=True) if is_odd], 12)
        done.inferred.append(f"control and direction characters taken out of rows {left_out}")
    parties = parties_of(path.name, roles["status"], sheet[roles["status"]])
    held = [name for name, _ in parties.values() if name not in NOT_HELD]
    done.inferred.append(f"{counted(len(held), 'party')}: {', '.join(held)}")
    labels = [label for name, label in parties.values() if name not in NOT_HELD]
    done.open += [
        f"parties {one!r} and {other!r} are spelled alike: if they are one, write both as "
        f"{one!r} in {path.name}"
        for one, other in spelled_alike(labels)
    ]
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
    return completed(path, rows, parties, cells, done)


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
                         f"rows {few([numbers[n] for n in wrong], 12)}")  # fmt: skip
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
