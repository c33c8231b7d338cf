"""What `init` gathers from a spreadsheet: names made for its sources and speakers."""

from __future__ import annotations

import time

import pytest

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


SPANISH = """\
Municipio;Fecha;Bando;Fuente
Square nw;8/3/1938;Republicano;Martinez
Square ne;8/3/1938;Republicano;Martinez
Square nw;14/3/1938;Nacional;Parte oficial
Square ne;15/3/1938;Nacionales;
"""


@pytest.mark.parametrize(
    ("headers", "day"),
    [
        ("Municipio;Fecha;Bando;Fuente", "1938-03-14"),
        ("Commune;Date;Camp;Source", "1938-03-14"),
        ("Gemeinde;Datum;Partei;Quelle", "1938-03-14"),
        ("الحي;التاريخ;الطرف;المصدر", "1938-03-14"),
        ("Место;Дата;Сторона;Источник", "1938-03-14"),
    ],
)
def test_headers_of_five_languages_are_read(tmp_path, headers, day):
    sheet = SPANISH.replace("Municipio;Fecha;Bando;Fuente", headers)
    made = begun(tmp_path, sheet)
    place = am.load(made.folder)
    third = place.reports.iloc[2]
    assert (third["to"], third["date"], third["account_name"]) == (
        "nacional", day, "Parte oficial"
    )  # fmt: skip
    assert list(place.accounts["name"]) == ["Martinez", "Parte oficial", "r"]
    said = "account called 'r' after the file, where the cell of who reports is empty: 1 report"
    assert said in made.remarks.open


def test_a_third_spelling_of_a_party_is_told_as_a_third_spelling_of_a_place_is(tmp_path):
    said = [line for line in begun(tmp_path, SPANISH).remarks.open if "spelled alike" in line]
    assert said == [
        "parties 'Nacional' and 'Nacionales' are spelled alike: if they are one, write both as "
        "'Nacional' in r.csv"
    ]


def test_columns_that_are_not_found_can_be_named(tmp_path, run):
    cells, sheet = squares(tmp_path / "d.geojson"), tmp_path / "r.csv"
    sheet.write_text(SPANISH.replace("Bando;Fuente", "Dueño;Referencia"), "utf-8")
    words = ["init", tmp_path / "t", "--districts", cells, "--reports", sheet]
    refused = run(*words)
    assert refused.code == 1 and "a column that says who holds it" in refused.err
    assert "Name it with --holder-column" in refused.err
    wrong = run(*words, "--holder-column", "Dueno", "--account-column", "Referencias")
    assert wrong.code == 1 and not (tmp_path / "t").exists()
    assert "did you mean Dueño?" in wrong.err and "did you mean Referencia?" in wrong.err
    silent = run(*words, "--holder-column", "Dueño")
    assert silent.code == 0
    assert "every report is by an account called 'r' after the file" in silent.out
    assert "--account-column" in silent.out
    words[1] = tmp_path / "u"
    assert run(*words, "--holder-column", "Dueño", "--account-column", "Referencia").code == 0
    place = am.load(tmp_path / "u")
    assert list(place.accounts["name"]) == ["Martinez", "Parte oficial", "r"]
    copied = run("init", tmp_path / "copy", "--holder-column", "Dueño")
    assert copied.code == 2 and not (tmp_path / "copy").exists()


def test_a_column_for_something_else_is_no_column_of_reports(tmp_path):
    sheet = tmp_path / "r.csv"
    sheet.write_text(SPANISH, "utf-8")
    with pytest.raises(am.NotFound, match="did you mean holder"):
        start_territory(tmp_path / "t", squares(tmp_path / "d.geojson"), sheet,
                        columns={"holders": "Bando"})  # fmt: skip
