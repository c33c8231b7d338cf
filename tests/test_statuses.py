"""Truth: lists written by hand, and workbooks by GDAL."""

import pandas as pd
import pyogrio
import pytest

from aleppomap.errors import InvalidInput
from aleppomap.statuses import read_statuses, short_text, statuses_text

LONG = "district,date,status,source,url\nnw,2020-03-01,blue,Gazette,https://example.org/1\n"


def test_the_long_list_comes_back(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(LONG + "ne,2020-03-02,'=red(),,\n")
    rows = read_statuses(path)
    assert rows.loc[1, "status"] == "=red()"
    assert statuses_text(rows) == path.read_text()


def test_the_short_list_takes_its_district_from_the_file(tmp_path):
    path = tmp_path / "nw.csv"
    path.write_text("date;controller\n2020-03-01;blue\n2020-03-05;red\n")
    rows = read_statuses(path)
    assert rows["district"].tolist() == ["nw", "nw"]
    assert short_text(rows) == path.read_text()


def test_every_fault_of_a_list_is_named(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text("district,date,status\nnw,soon,blue\n,2020-03-01,\n")
    with pytest.raises(InvalidInput) as caught:
        read_statuses(path)
    assert [(f.where, f.field, f.value) for f in caught.value.faults] == [
        ("row 3", "district", ""), ("row 2", "date", "soon"), ("row 3", "status", ""),
    ]  # fmt: skip


def test_a_date_that_can_be_read_two_ways_is_asked_about(tmp_path):
    path = tmp_path / "nw.csv"
    path.write_text("date;controller\n3/4/2020;blue\n5/4/2020;red\n")
    with pytest.raises(InvalidInput, match="say --dates dmy or mdy"):
        read_statuses(path)
    assert read_statuses(path, "dmy")["date"].tolist() == ["2020-04-03", "2020-04-05"]
    assert read_statuses(path, "mdy")["date"].tolist() == ["2020-03-04", "2020-05-04"]


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_workbook_is_a_list_too(tmp_path, suffix):
    sheet = pd.DataFrame(
        {"district": ["nw"], "date": [pd.Timestamp("2020-03-01")], "status": ["blue"]}
    )
    pyogrio.write_dataframe(sheet, tmp_path / f"l{suffix}")
    rows = read_statuses(tmp_path / f"l{suffix}")
    assert rows.loc[0, ["district", "date", "status"]].tolist() == ["nw", "2020-03-01", "blue"]
