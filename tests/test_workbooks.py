"""Workbooks as desks keep them: merged days, titles above the header, several sheets."""

from __future__ import annotations

import zipfile

import pandas as pd
import pyogrio
import pytest

from aleppomap.errors import InvalidInput
from aleppomap.gathered import gather
from aleppomap.remarks import Remarks
from aleppomap.sheets import read_sheet
from tests import small

ROWS = [("2016-11-01", "nw", "red"), ("", "ne", "blue"), ("", "sw", "red"),
        ("28 Nov", "nw", "blue"), ("2016-11-28", "se", "")]  # fmt: skip
HEADER = ["Date", "District", "Held by"]


def workbook(tmp_path, tables, merged=()):
    """Write sheets, and merged ranges of the first as spreadsheet programs write them."""
    plain, path = tmp_path / "plain.xlsx", tmp_path / "reports.xlsx"
    for name, table in tables.items():
        pyogrio.write_dataframe(table, plain, driver="XLSX", layer=name, append=plain.exists())
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    cells = f'<mergeCells count="{len(merged)}">{cells}</mergeCells>' if merged else ""
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(b"</sheetData>", b"</sheetData>" + cells.encode())
            new.writestr(name, text)
    return path


def frame(rows, header):
    return pd.DataFrame(rows, columns=header)


def test_a_merged_day_is_that_of_all_its_rows_and_said(tmp_path):
    path = workbook(tmp_path, {"log": frame(ROWS, HEADER)}, ["A2:A4", "B6:C6"])
    sheet, _ = read_sheet(path)
    assert sheet["Date"].tolist() == ["2016-11-01"] * 3 + ["28 Nov", "2016-11-28"]
    assert sheet["Held by"].tolist()[-1] == ""  # merged across: one cell, not two
    done = Remarks()
    tables, _ = gather(path, cells(), done, None)
    assert [row["date"] for row in tables["reports"]] == ["2016-11-01"] * 3
    assert "merged cells filled down: 2 cells" in done.inferred


def test_a_row_left_out_says_which_field_and_what_to_write(tmp_path):
    path = workbook(tmp_path, {"log": frame(ROWS, HEADER)}, ["A2:A4"])
    done = Remarks()
    gather(path, cells(), done, None)
    assert "left out: row 5, Date '28 Nov': no year; write 2016-11-28" in done.open
    assert "left out: row 6, Held by '': no holder; name who held it" in done.open


def test_a_title_above_the_header_and_other_sheets_are_named(tmp_path):
    below = frame([tuple(HEADER), *ROWS], ["Log of the {desk}", "b", "c"])
    path = workbook(tmp_path, {"log": below, "Codes {1}": frame([("x",)], ["y"])})
    with pytest.raises(InvalidInput) as caught:
        gather(path, cells(), Remarks(), None)
    remedies = {fault.remedy for fault in caught.value.faults}
    assert len(remedies) == 1
    assert "Row 2 looks like the header" in min(remedies)
    assert "there are others: Codes {1}" in min(remedies)


def cells():
    made = small.districts().to_frame("geometry").rename_axis("district")
    return made.assign(name=made.index, name_ar="").set_geometry("geometry")
