"""Who held what as a list: ``district,date,status,source,url``, or ``date;controller``."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from aleppomap.errors import Fault, InvalidInput
from aleppomap.paste import csv_text
from aleppomap.schema import text_error
from aleppomap.sheets import DayOrder, columns_by_role, days_of, faults_of_days, read_sheet

__all__ = ["COLUMNS", "of_layer", "of_spells", "read_statuses", "short_text", "statuses_text",
           "undecided_fault"]  # fmt: skip

COLUMNS = ("district", "date", "status", "source", "url")


def read_statuses(path: str | Path, order: DayOrder | None = None) -> pd.DataFrame:
    """Read a list of who held what from a date on.

    Parameters
    ----------
    path
        A spreadsheet. In the short form ``date;controller`` the district is named by the
        file.
    order
        How dates such as 3/4/2020 are meant, where the list does not tell.

    Returns
    -------
    DataFrame
        Text in `COLUMNS`, dates as EDTF; index as the rows of the file.

    Raises
    ------
    InvalidInput
        With every fault: no column of dates or of holders, cells that are no date, empty
        cells.
    """
    path = Path(path)
    sheet, faults = read_sheet(path)
    roles = columns_by_role(sheet) if len(sheet.columns) else {}
    for role in ("date", "status"):
        if role not in roles and not faults:
            faults.append(
                Fault(path.name, "header", role, ", ".join(map(str, sheet.columns)),
                      f"a column of each {role}", f"Call it `{role}`.")
            )  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    frame = pd.DataFrame(
        {c: sheet[roles[c]].map(_told) if c in roles else "" for c in COLUMNS}, sheet.index
    )
    if "district" not in roles:
        frame["district"] = path.stem
    frame["date"], undecided = days_of(frame["date"].tolist(), order)
    if undecided:
        faults.append(undecided_fault(path.name, roles["date"], undecided))
    rows = [int(row) + 2 for row in frame.index]
    texts = dict(zip(rows, sheet[roles["date"]], strict=True))
    days = dict(zip(rows, frame["date"], strict=True))
    faults += faults_of_days(days, texts, path.name, roles["date"])
    for column in COLUMNS:
        faults += [
            Fault(path.name, f"row {row}", column, repr(text), allowed, "Correct the text.")
            for row, text in zip(rows, frame[column], strict=True) if (allowed := text_error(text))
        ]  # fmt: skip
    for column in ("district", "date", "status"):
        for row in frame.index[frame[column] == ""]:
            value = str(sheet.at[row, roles[column]]) if column in roles else ""
            allowed = "a date as 2016-11-28" if column == "date" else "a name"
            faults.append(
                Fault(path.name, f"row {row + 2}", column, value, allowed, "Fill the cell.")
            )
    if faults:
        raise InvalidInput(faults)
    return frame


def undecided_fault(file: str, column: str, text: str) -> Fault:
    """Return the fault of a column of dates that can be read two ways."""
    return Fault(file, "", column, text, "dates that tell day from month",
                 "Write them as 2016-11-28, or say --dates dmy or mdy.")  # fmt: skip


def _told(text: str) -> str:
    """Return a cell without the apostrophe that kept a spreadsheet from running it."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def statuses_text(frame: pd.DataFrame) -> str:
    """Return the long form as CSV, a row a district and date; nothing a spreadsheet would run.

    Examples
    --------
    >>> rows = pd.DataFrame([["a", "2020-01-01", "=red", "", ""]], columns=list(COLUMNS))
    >>> print(statuses_text(rows), end="")
    district,date,status,source,url
    a,2020-01-01,'=red,,
    """
    return csv_text(frame[list(COLUMNS)].fillna("").astype(str))


def short_text(frame: pd.DataFrame) -> str:
    """Return the journalists' form ``date;controller``, with the district where there are several.

    Examples
    --------
    >>> rows = pd.DataFrame([["a", "2020-01-01", "red", "", ""]], columns=list(COLUMNS))
    >>> print(short_text(rows), end="")
    date;controller
    2020-01-01;red
    """
    columns = [*(["district"] if len(set(frame["district"])) > 1 else []), "date", "status"]
    shown = frame[columns].rename(columns={"status": "controller"}).astype(str)
    return csv_text(shown, ";")


def of_spells(spells: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return spells as a list: a row each, with the first report each rests on.

    Parameters
    ----------
    spells
        ``district``, ``start``, ``control``, ``report_ids``.
    reports
        Index report; ``publisher``, ``url``.
    """
    first = [next(iter(ids), "") for ids in spells["report_ids"]]
    return pd.DataFrame(
        {
            "district": spells["district"].astype(str).to_numpy(),
            "date": spells["start"].astype(str).to_numpy(),
            "status": spells["control"].astype(str).to_numpy(),
            "source": [reports["publisher"].get(report, "") for report in first],
            "url": [reports["url"].get(report, "") for report in first],
        }
    )


def of_layer(features: gpd.GeoDataFrame, file: str) -> pd.DataFrame:
    """Return a layer as a list, by its columns; raise when it has none of dates or holders."""
    plain = pd.DataFrame(features.drop(columns=features.geometry.name)).fillna("").astype(str)
    roles = columns_by_role(plain)
    if "date" not in roles and "start" in plain.columns:
        roles["date"] = "start"
    missing = [role for role in ("district", "date", "status") if role not in roles]
    if missing:
        raise InvalidInput([
            Fault(file, "header", role, ", ".join(plain.columns), f"a column of each {role}",
                  f"Call it `{role}`, or write a format with geometry.") for role in missing
        ])  # fmt: skip
    return pd.DataFrame({c: plain[roles[c]] if c in roles else "" for c in COLUMNS})
