"""Workbooks as tables of text: the first sheet, its merged cells filled, the others named."""

from __future__ import annotations

import re
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from aleppomap.archives import members
from aleppomap.errors import Fault, InvalidInput
from aleppomap.text_files import read_bytes

__all__ = ["read_workbook"]

_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_FIRST_SHEET = re.compile(rb'<sheet [^>]*?r:id="([^"]+)"')
_RELATION = re.compile(rb"<Relationship [^>]*>")


def read_workbook(path: Path) -> pd.DataFrame:
    """Return the first sheet of an .xlsx or .ods, its first row the header.

    Returns
    -------
    DataFrame
        Cells as stripped text; a row of index n is row n + 2 of the sheet. ``attrs`` has
        ``sheet``, ``other_sheets`` and ``filled``: how many cells merged ranges filled.

    Raises
    ------
    InvalidInput
        If it is broken, or a zip bomb.
    """
    import pyogrio

    parts = dict(members(read_bytes(path), path.name, (".xml", ".rels")))  # and is no bomb
    names = ("OGR_XLSX_HEADERS", "OGR_ODS_HEADERS")
    pyogrio.set_gdal_config_options(dict.fromkeys(names, "FORCE"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = [str(name) for name in pyogrio.list_layers(path.resolve())[:, 0]]
            first = sheets[0] if sheets else None
            frame = pyogrio.read_dataframe(path.resolve(), layer=first, read_geometry=False)
    except (RuntimeError, ValueError, OSError) as error:
        raise InvalidInput([Fault(path.name, "", "", str(error), "a workbook",
                                  "Save the sheet as CSV in UTF-8.")]) from error  # fmt: skip
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(names, None))
    texts = pd.DataFrame(
        {str(c).strip(): [_cell(v) for v in frame[c].tolist()] for c in frame.columns}, dtype=object
    )
    filled = _filled(texts, parts.get(_part_of_first_sheet(parts), b""))
    texts.attrs = {"sheet": first or "", "other_sheets": sheets[1:], "filled": filled}
    return texts


def _part_of_first_sheet(parts: dict[str, bytes]) -> str:
    """Return the name of the file in an .xlsx that has its first sheet."""
    sheet = _FIRST_SHEET.search(parts.get("workbook.xml", b""))
    for relation in _RELATION.findall(parts.get("workbook.xml.rels", b"")) if sheet else []:
        target = re.search(rb'Target="([^"]+)"', relation)
        if sheet and target and b'Id="%s"' % sheet[1] in relation:
            return target[1].decode("utf-8", "replace").rpartition("/")[2]
    return "sheet1.xml"


def _filled(texts: pd.DataFrame, part: bytes) -> int:
    """Give every cell of a merged range the text of its first, in place; return how many."""
    count = 0
    for left, top, bottom in _MERGED.findall(part):
        first, last = int(top) - 2, min(int(bottom) - 2, len(texts) - 1)
        if first < 0 or first >= len(texts) or _number(left) >= texts.shape[1]:
            continue
        # Across columns a merged cell is a remark; down a column it is each row's value.
        column = texts.columns[_number(left)]
        cells = texts[column].tolist()
        empty = [row for row in range(first + 1, last + 1) if cells[first] and not cells[row]]
        for row in empty:
            cells[row] = cells[first]
        texts[column] = cells
        count += len(empty)
    return count


def _number(letters: bytes) -> int:
    """Return the number of a column, A being 0."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number - 1


def _cell(value: Any) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
