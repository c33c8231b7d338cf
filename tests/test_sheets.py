"""Tables people keep: their columns by what is in them, and days in the forms they are written."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyogrio
import pytest

from aleppomap.errors import AleppoMapError, InvalidInput
from aleppomap.sheets import columns_by_role, days_of, read_sheet, shares_of
from tests.hostile import zip_of


@pytest.mark.parametrize(
    "text",
    ["2016-11-28", "28/11/2016", "28.11.2016", "11/28/2016", "2016/11/28", "28 Nov 2016",
     "28 November 2016", "Nov 28, 2016", "November 28 2016",
     str((date(2016, 11, 28) - date(1899, 12, 30)).days)],
)  # fmt: skip
def test_a_day_in_every_common_form(text):
    assert days_of([text]) == (["2016-11-28"], "")


@pytest.mark.parametrize("text", ["31 February 2016", "soon", "28 Foo 2016", "", "99/99/2016"])
def test_what_is_no_day_is_empty(text):
    assert days_of([text]) == ([""], "")


def test_columns_are_known_by_what_is_in_them():
    sheet = pd.DataFrame(
        {
            "a": ["x", "y"],
            "b": ["28/11/2016", "29/11/2016"],
            "c": ["Old Town", "old  town"],
            "d": ["https://example.org/1", "http://example.org/2"],
            "e": ["", ""],
        }
    )
    assert columns_by_role(sheet, ["Old Town"]) == {"date": "b", "district": "c", "url": "d"}
    # four of five are enough, three of five are not
    four = pd.DataFrame({"b": ["28/11/2016"] * 4 + ["soon"]})
    three = pd.DataFrame({"b": ["28/11/2016"] * 3 + ["soon"] * 2})
    assert (columns_by_role(four), columns_by_role(three)) == ({"date": "b"}, {})


def test_a_workbook_gives_the_text_a_reader_sees(tmp_path):
    table = pd.DataFrame(
        {
            "day": pd.to_datetime(["2016-11-28", None]),
            "count": [3.0, None],
            "share": [0.25, 1.0],
            "who": [" red ", None],
        }
    )
    path = tmp_path / "sheet.xlsx"
    pyogrio.write_dataframe(table, path, driver="XLSX")
    read, faults = read_sheet(path)
    assert faults == []
    assert read.to_dict("list") == {
        "day": ["2016-11-28", ""], "count": ["3", ""], "share": ["0.25", "1"], "who": ["red", ""],
    }  # fmt: skip


def test_what_is_no_table_is_refused(tmp_path):
    with pytest.raises(AleppoMapError, match="a table must be one of"):
        read_sheet(tmp_path / "a.pdf")
    path = tmp_path / "a.xlsx"
    path.write_bytes(zip_of(**{"xl/workbook.xml": b"<nothing/>"}))
    with pytest.raises(InvalidInput) as caught:
        read_sheet(path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.allowed) == ("a.xlsx", "a workbook")


def test_shares_as_fractions_or_percentages():
    assert shares_of(["0.5", "1", "x", ""])[0] == [0.5, 1.0, None, None]
    assert shares_of(["50", "100 %"]) == ([0.5, 1.0], True)
