"""What `init` gathers from a spreadsheet: names made for its sources and speakers."""

from __future__ import annotations

import time

import aleppomap as am
from aleppomap.starting import start_territory
from tests.test_starting import squares


def begun(tmp_path, sheet):
    (tmp_path / "r.csv").write_text(sheet, "utf-8")
    return start_territory(tmp_path / "war", squares(tmp_path / "d.geojson"), tmp_path / "r.csv")


def test_two_thousand_sources_of_one_publisher_have_a_name_each(tmp_path):
    rows = "".join(f"Square nw,2020-03-01,red,Herald,https://example.org/{n}\n"
                   for n in range(2000))  # fmt: skip
    begin = time.process_time()
    made = begun(tmp_path, f"district,date,status,publisher,url\n{rows}")
    assert time.process_time() - begin < 20
    sources = am.load(made.folder).sources
    assert len(sources) == 2000
    assert sources.index[0] == "s-herald" and "s-herald-2000" in sources.index


def test_more_rows_than_are_listed_are_counted(tmp_path):
    rows = [f"Square sw,2020-03-{n:02d},red," for n in range(1, 31)] * 2
    rows += [f"Nowhere {n},2020-03-01,red," for n in range(25)]
    rows += [f"Square nw,2020-03-{n:02d},mostly red," for n in range(1, 15)]
    rows += ["Square ne,2020-03-01,red,most of it", "Square ne,2020-03-02,red,0.5"]
    head = "district,date,status,share"
    made = begun(tmp_path, "\n".join([head, *rows]))
    said = "\n".join(made.remarks.open)
    assert said.count("is no district, but 1 of the reports name it") == 20
    assert "and 5 more names that are no district" in said
    assert said.count("read as 'red' holding part of it") == 12
    assert "and 2 more rows that name a part of a district" in said
    # the header is row 1
    row = 1 + rows.index("Square ne,2020-03-01,red,most of it") + 1
    assert f"taken as any part: rows {row}" in said
    held = am.load(made.folder).reports.query("district == 'square-ne'")
    assert held[["to_share_low", "to_share_high"]].to_numpy(float).tolist() == [[0, 1], [0.5, 0.5]]
