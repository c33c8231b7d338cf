"""A stranger's spreadsheet: which column is what, and which day a date means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pandas as pd

from aleppomap import dates, schema
from aleppomap.consistency import LONGEST_DAYS
from aleppomap.errors import AleppoMapError, Fault, correction
from aleppomap.text_files import read_table, separator_of
from aleppomap.workbooks import read_workbook

__all__ = ["SHEETS", "DayOrder", "clean", "columns_by_role", "days_of", "faults_of_days",
           "faults_of_named", "folded", "header_faults", "no_day", "read_sheet", "shares_of",
           "slug"]  # fmt: skip

SHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".ods")
"""Suffixes of the spreadsheets that are read."""

DayOrder = Literal["dmy", "mdy"]

ROLES: Mapping[str, tuple[str, ...]] = {
    "district": ("district", "neighbourhood", "neighborhood", "quarter", "quartier", "area",
                 "place", "location", "admin", "name", "distrito", "municipio", "barrio", "lugar",
                 "localidad", "commune", "lieu", "bezirk", "gemeinde", "ort", "حي", "الحي",
                 "المنطقة", "район", "место"),
    "date": ("date", "day", "when", "dateofchange", "eventdate", "datum", "fecha", "تاريخ",
             "التاريخ", "дата"),
    "status": ("status", "control", "controller", "controlledby", "heldby", "holder", "to",
               "party", "side", "actor", "faction", "bando", "controladopor", "en poder de", "camp",
               "parti", "controlepar", "contrôlé par", "tenu par", "détenu par", "partei",
               "seite", "gehalten von", "kontrolliert von", "السيطرة", "الجهة", "الطرف",
               "контроль", "сторона"),
    "source": ("source", "publisher", "outlet", "media", "via", "fuente", "quelle", "المصدر",
               "источник"),
    "url": ("url", "link", "sourceurl", "href", "web", "address"),
    "account": ("account", "speaker", "accordingto", "saidby", "reportedby", "según", "selon",
                "laut", "بحسب", "по данным"),
    "reported": ("reportedon", "published", "publishedon", "publicationdate"),
    "longitude": ("longitude", "lon", "lng", "long", "xcoord"),
    "latitude": ("latitude", "lat", "ycoord"),
    "share": ("share", "percent", "percentage", "pct", "fraction"),
    "confidence": ("confidence", "certainty", "reliability"),
    "summary": ("summary", "note", "notes", "comment", "comments", "description", "text",
                "details", "remarks", "notas", "observaciones", "remarques", "bemerkungen",
                "ملاحظات", "примечания"),
}  # fmt: skip
"""What a column may be called, folded; the first that fits has the role."""

HEADERS: Mapping[str, tuple[str, str]] = {
    "district": ("which district it speaks of", "--district-column"),
    "date": ("the day", "--date-column"),
    "status": ("who holds it", "--holder-column"),
    "account": ("who reports it", "--account-column"),
}
"""What a column says that must be there or be named, and the option that names it."""

MONTHS = {
    name: number for number, names in enumerate(
        (("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",),
         ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"),
         ("october", "oct"), ("november", "nov"), ("december", "dec")), start=1)
    for name in names
}  # fmt: skip
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ].*)?", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]+)\.?,?[ -](\d{4})", re.ASCII)
_MONTH_DAY = re.compile(r"([A-Za-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
_SERIAL = re.compile(r"([34]\d{4})(?:\.0+)?", re.ASCII)
_HEADER_ROWS = 10
"""How far down a header is looked for, below titles and remarks."""
_SAYS_SHARE = re.compile(r"%|share|percent|pct|proportion|fraction|\bheld\b")
_EPOCH = date(1899, 12, 30)
"""Day 0 of the numbers that spreadsheets keep for dates; 30000 is in 1982, 49999 in 2036."""


def clean(value: object) -> str:
    """Return a name without the characters a territory refuses."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return schema.plain_text(text, 200)


def folded(text: str) -> str:
    """Return letters and digits of a text in lower case, without accents and other marks.

    Examples
    --------
    >>> folded("Sheikh  Sa'eed"), folded("Ra\u02bes al-Jādda")
    ('sheikhsaeed', 'rasaljadda')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum() and unicodedata.category(c) != "Lm")


def slug(text: str) -> str:
    """Return an id made of a name; empty when it has no Latin letters or digits.

    Examples
    --------
    >>> slug("Bab al-Hadid"), slug("حلب")
    ('bab-al-hadid', '')
    """
    latin = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", latin.lower()).strip("-")[:60].strip("-")


def read_sheet(path: Path) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a table of text from CSV (commas, semicolons or tabs), .xlsx or .ods.

    Returns
    -------
    frame : DataFrame
        Cells stripped, as `read_workbook` has them; row n + 2 of the file has index n.
    faults : list of Fault
        As from `read_table`.

    Raises
    ------
    InvalidInput
        If a workbook is broken, or a zip bomb.
    AleppoMapError
        If the format is none of `SHEETS`, or the file cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix not in SHEETS:
        raise AleppoMapError(f"cannot read {path}: a table must be one of {', '.join(SHEETS)}")
    if suffix in (".xlsx", ".ods"):
        return read_workbook(path), []
    return read_table(path, separator_of(path))


def columns_by_role(
    frame: pd.DataFrame, places: Iterable[str] = (), named: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return which column plays which role, by its header, else by what is in it.

    Parameters
    ----------
    frame
        The sheet, as text.
    places
        Names of districts, to know a column of them by.
    named
        Which column plays which role, where that is known.

    Examples
    --------
    >>> sheet = pd.DataFrame({"Datum": ["2020-01-02"], "Controlled by": ["red"]})
    >>> columns_by_role(sheet)
    {'date': 'Datum', 'status': 'Controlled by'}
    """
    roles = dict(named or {})
    headers = {folded(str(column)): str(column) for column in reversed(frame.columns)}
    for role, words in ROLES.items():
        found = next((headers[w] for w in map(folded, words) if w in headers), None)
        if found is not None and role not in roles and found not in roles.values():
            roles[role] = found
    known = {folded(place) for place in places}
    tests = {
        "date": lambda text: bool(_points(text)),
        "district": lambda text: folded(text) in known,
        "url": lambda text: text.startswith(("http://", "https://")),
    }
    for role, test in tests.items():
        for column in map(str, frame.columns):
            if role in roles or column in roles.values():
                continue
            texts = [text for text in frame[column].tolist() if text]
            if texts and sum(map(test, texts)) >= 0.8 * len(texts):
                roles[role] = column
    if "share" not in roles:
        left = [c for c in map(str, frame.columns) if c not in roles.values()]
        said = (c for c in left if _SAYS_SHARE.search(c.casefold()) and _holds_shares(frame[c]))
        if (column := next(said, "")) != "":
            roles["share"] = column
    return roles


def header_faults(frame: pd.DataFrame, missing: Iterable[str], file: str) -> list[Fault]:
    """Return a fault for each column that a sheet lacks, with what may be why."""
    missing = list(missing)
    if not missing:
        return []
    remedy = "Name it with {option}, or call it `{role}`."  # filled in last
    for number, cells in enumerate(frame.head(_HEADER_ROWS).itertuples(index=False), start=2):
        below = pd.DataFrame(columns=[text or f"({n})" for n, text in enumerate(map(str, cells))])
        if {"district", "date", "status"} <= columns_by_role(below).keys():
            remedy = f"Row {number} looks like the header: delete what is above it."
    if others := frame.attrs.get("other_sheets"):
        remedy += f" Sheet {frame.attrs['sheet']} was read; the first has to be that of the reports"
        remedy += f", and there are others: {', '.join(others)}."
    value = ", ".join(map(str, frame.columns))
    return [
        Fault(file, "header", role, value, f"a column that says {HEADERS[role][0]}",
              remedy.replace("{option}", HEADERS[role][1]).replace("{role}", role))
        for role in missing
    ]  # fmt: skip


def faults_of_named(frame: pd.DataFrame, named: Mapping[str, str], file: str) -> list[Fault]:
    """Return a fault for each column named for a role that the sheet has not."""
    headers = list(map(str, frame.columns))
    return [
        Fault(file, "header", HEADERS[role][1], column, "a column of the sheet",
              correction("Correct it", column, headers))
        for role, column in named.items() if column not in headers
    ]  # fmt: skip


def no_day(text: str, year: str) -> str:
    """Return why a text is no date, and what to write; `year` is that of most others.

    Examples
    --------
    >>> no_day("28 Nov", "2016"), no_day("", "2016")
    ('no year; write 2016-11-28', 'no date; write it as 2016-11-28')
    """
    words = text.strip("~? ").replace(".", " ").replace("/", " ").replace("-", " ").split()
    for dated in (" ".join([*words, year]), "/".join([*words, year])):
        if len(words) == 2 and (day := days_of([dated], "dmy")[0][0]):
            return f"no year; write {day}"
    return "no date; write it as 2016-11-28" if not text else "not a date; write it as 2016-11-28"


def _holds_shares(cells: pd.Series[str]) -> bool:
    texts = [text for text in cells.tolist() if text]
    read = [share for share in shares_of(texts)[0] if share is not None]
    return len(read) >= max(1, 0.8 * len(texts))


def _points(text: str) -> list[tuple[int, int, int] | str]:
    """Return what a date may mean: EDTF text, or year, month, day day-first then month-first."""
    try:
        dates.parse_edtf(text)
    except ValueError:
        pass
    else:
        return [text]
    if match := _YEAR_FIRST.fullmatch(text):
        return [(int(match[1]), int(match[2]), int(match[3]))]
    if match := _YEAR_LAST.fullmatch(text):
        first, last, year = int(match[1]), int(match[3]), int(match[4])
        return [(year, last, first), (year, first, last)]
    if match := _DAY_MONTH.fullmatch(text):
        return [(int(match[3]), MONTHS.get(match[2].lower(), 0), int(match[1]))]
    if match := _MONTH_DAY.fullmatch(text):
        return [(int(match[3]), MONTHS.get(match[1].lower(), 0), int(match[2]))]
    if match := _SERIAL.fullmatch(text):
        day = _EPOCH + timedelta(days=int(match[1]))
        return [(day.year, day.month, day.day)]
    return []


def days_of(texts: Iterable[str], order: DayOrder | None = None) -> tuple[list[str], str]:
    """Return dates as EDTF, empty where a text is none, and what is undecided.

    Parameters
    ----------
    texts
        Dates in any common form, all of one column.
    order
        Whether 3/4/2020 is in April (``dmy``) or in March; told by the other dates of the
        column when None.

    Returns
    -------
    days : list of str
        One a text.
    undecided : str
        A date that can be read two ways, where nothing tells which; else empty.

    Examples
    --------
    >>> days_of(["28/11/2016", "3/4/2020", "28 Nov 2016", "soon"])
    (['2016-11-28', '2020-04-03', '2016-11-28', ''], '')
    >>> days_of(["3/4/2020"])
    (['2020-04-03'], '3/4/2020')
    """
    choices = [(text, [_day(point) for point in _points(text)]) for text in texts]
    pairs = [(text, pair) for text, pair in choices if len(pair) == 2]
    day_first = any(pair[0] and not pair[1] for _, pair in pairs)
    month_first = any(pair[1] and not pair[0] for _, pair in pairs)
    open_ones = [text for text, pair in pairs if pair[0] and pair[1] and pair[0] != pair[1]]
    dotted = bool(open_ones) and all("." in text for text in open_ones)
    undecided = ""
    if order is None:
        if open_ones and (day_first == month_first) and not (dotted and not month_first):
            undecided = open_ones[0]
        order = "mdy" if month_first and not day_first else "dmy"
    days = []
    for _, pair in choices:
        if len(pair) == 2:
            first, second = pair if order == "dmy" else pair[::-1]
            days.append(first or second)
        else:
            days.append(pair[0] if pair else "")
    return days, undecided


def _day(point: tuple[int, int, int] | str) -> str:
    if isinstance(point, str):
        return point
    try:
        return date(*point).isoformat()
    except ValueError:
        return ""


def faults_of_days(
    days: Mapping[int, str], texts: Mapping[int, str], file: str, column: str
) -> list[Fault]:
    """Return a fault for each day that has not come, or is a century from most others.

    Parameters
    ----------
    days, texts
        EDTF and the text it was read from, by number of the row in the file.
    file, column
        Where they stand.
    """
    spans = {row: dates.parse_edtf(day) for row, day in days.items() if day}
    tomorrow = date.today() + timedelta(days=1)  # somewhere it may be tomorrow already
    come = {row: span.latest for row, span in spans.items() if span.latest <= tomorrow}
    most = sorted(come.values())[len(come) // 2] if come else tomorrow
    allowed = {row: "a day that has come" for row in spans if row not in come}
    allowed |= {
        row: f"a day within a century of {most}, where most are"
        for row, day in come.items() if abs((day - most).days) > LONGEST_DAYS // 2
    }  # fmt: skip
    return [
        Fault(file, f"row {row}", column, texts[row], allowed[row], "Correct the date.")
        for row in sorted(allowed)
    ]


def shares_of(texts: Iterable[str]) -> tuple[list[float | None], bool]:
    """Return shares from 0 to 1 of one column, and whether its plain numbers are percentages.

    Plain numbers are percentages when any is above 1; a cell with its own ``%`` always is.

    Examples
    --------
    >>> shares_of(["60", "100", "1", "", "most"])
    ([0.6, 1.0, 0.01, None, None], True)
    >>> shares_of(["0.6", "1", "60 %"])
    ([0.6, 1.0, 0.6], False)
    """
    read = [(schema.number_of(t.rstrip("% ").replace(",", ".")), "%" in t) for t in texts]
    percent = any(number > 1 and not signed for number, signed in read)
    shares = [number / 100 if signed or percent else number for number, signed in read]
    return [share if 0 <= share <= 1 else None for share in shares], percent
