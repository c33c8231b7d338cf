"""Truth: tables broken by hand, one fault at a time and all at once."""

import pandas as pd
import pytest

from aleppomap.errors import Fault, InvalidInput, NotFound, correction, suggestion
from aleppomap.schema import check_references, check_table, split_list
from aleppomap.tables import TABLES
from tests import small

GOOD_REPORT = small.REPORTS[0]


def frame(name, *rows):
    columns = [column.name for column in TABLES[name].columns]
    return pd.DataFrame(rows, dtype=object).reindex(columns=columns, fill_value="").fillna("")


def faults_of(name, **cells):
    good = {"reports": GOOD_REPORT, "sources": small.SOURCES[0]}[name]
    return check_table(frame(name, good | cells), TABLES[name])


def test_good_rows_have_no_fault():
    for name, rows in small.TABLE_ROWS.items():
        assert check_table(frame(name, *rows), TABLES[name]) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("report", "Hanano West"),
        ("report", "x" * 81),
        ("report", "-x"),
        ("from", "blue;Red!"),
        ("change", "perhaps"),
        ("change", ""),
        ("to_share_low", "60 %"),
        ("to_share_low", "1.01"),
        ("to_share_high", "-0.1"),
        ("to_share_high", "nan"),
        ("at_least", "half"),
        ("date", "26 November"),
        ("date", ""),
        ("reported_on", "2020-03"),
        ("reported_on", "20200306"),
        ("confidence", "sure"),
        ("summary", ""),
        ("summary", "a\u202eb"),
        ("summary", "a\x07b"),
        ("note", "x" * 10_001),
    ],
)
def test_a_bad_cell_is_named_with_its_row_field_and_value(field, value):
    (fault,) = faults_of("reports", **{field: value})
    assert (fault.file, fault.where, fault.field, fault.value) == (
        "reports.csv", "row 2", field, value,
    )  # fmt: skip
    assert fault.allowed
    assert fault.remedy.endswith((".", "?"))


@pytest.mark.parametrize(
    "url", ["example.org", "ftp://example.org", "javascript:alert(1)", "https://", "http://a b",
            "https://[::1", "//example.org"],
)  # fmt: skip
def test_only_a_web_address_is_an_address(url):
    assert [fault.field for fault in faults_of("sources", url=url)] == ["url"]


@pytest.mark.parametrize("url", ["https://example.org/حلب?q=1#a", "http://[::1]:80/"])
def test_a_web_address_may_be_unusual(url):
    assert faults_of("sources", url=url) == []


def test_every_fault_is_listed_in_order_of_columns_and_rows():
    rows = frame(
        "reports",
        GOOD_REPORT | {"date": "soon", "confidence": "hihg"},
        GOOD_REPORT | {"date": "later"},
    )
    found = [(f.where, f.field, f.value) for f in check_table(rows, TABLES["reports"])]
    assert found == [
        ("row 2", "date", "soon"),
        ("row 3", "date", "later"),
        ("row 2", "confidence", "hihg"),
        ("row 3", "report", GOOD_REPORT["report"]),
    ]


def test_columns_that_are_missing_or_unknown_are_named():
    rows = frame("reports", GOOD_REPORT).rename(columns={"account": "acount"})
    found = check_table(rows, TABLES["reports"], "mine.csv")
    assert [(f.file, f.where, f.field) for f in found] == [
        ("mine.csv", "header", "acount"),
        ("mine.csv", "header", "account"),
    ]
    assert found[0].remedy == "Rename or remove the column; did you mean account?"


def test_an_optional_column_may_be_missing():
    assert check_table(frame("reports", GOOD_REPORT).drop(columns="note"), TABLES["reports"]) == []


def test_a_near_miss_is_suggested():
    (fault,) = faults_of("reports", confidence="hgh")
    assert fault.remedy == "Correct the value; did you mean high?"


def test_a_dangling_reference_is_named_with_its_near_name():
    tables = {"reports": frame("reports", GOOD_REPORT | {"account": "ahs", "district": ""})}
    known = {"accounts": ["ash", "birch"], "districts": ["nw"], "reports": [], "sources": []}
    found = check_references(tables, known)
    assert [(f.field, f.value) for f in found] == [("account", "ahs"), ("source", "gazette")]
    assert found[0].remedy == "Correct the id or add it; did you mean ash?"


def test_each_id_of_a_list_is_looked_up():
    tables = {"accounts": frame("accounts", small.ACCOUNTS[2] | {"derives_from": "ash; elm;oak"})}
    found = check_references(tables, {"accounts": ["ash"]})
    assert [f.value for f in found] == ["elm", "oak"]


def test_references_to_a_table_that_could_not_be_read_are_left_alone():
    tables = {"reports": frame("reports", GOOD_REPORT)}
    assert check_references(tables, {"districts": ["nw"]}) == []


def test_every_reference_of_the_schema_names_a_table():
    for table in TABLES.values():
        for column in table.columns:
            assert column.refers_to in {"", "districts", *TABLES}
            assert (column.kind == "choice") == bool(column.choices)
            assert column.meaning


def test_a_list_is_split_at_semicolons():
    assert split_list(" a; b ;;c;") == ["a", "b", "c"]
    assert split_list("") == []


def test_a_fault_says_all_and_shortens_only_the_value():
    fault = Fault("f.csv", "row 2", "date", "x" * 500, "a day", "Correct it.")
    text = str(fault)
    assert text.startswith("f.csv · row 2 · date: 'xxx")
    assert text.endswith("...'; allowed: a day. Correct it.")
    assert len(text) < 150
    assert str(Fault("f.csv", "", "", "", "a header", "Add it.")).startswith("f.csv: ''")


def test_invalid_input_counts_and_lists_its_faults():
    fault = Fault("f.csv", "row 2", "date", "x", "a day", "Correct it.")
    error = InvalidInput([fault, fault])
    assert error.faults == [fault, fault]
    assert str(error).splitlines() == ["2 faults found", f"  {fault}", f"  {fault}"]
    assert str(InvalidInput([fault])).startswith("1 fault found")


def test_not_found_suggests_and_prints_without_quotes_of_a_key_error():
    assert str(NotFound("claim", "article-99", ["article-09"])) == (
        "no claim 'article-99'; did you mean article-09?"
    )
    many = [f"name{n:02d}" for n in range(20)]
    assert suggestion("zzz", many).endswith("name11 and 8 more")
    assert correction("Correct it", "zzz", ["a"]) == "Correct it; known: a."


def test_no_empty_choice_is_among_what_is_known():
    cells = pd.Series(["zzz"], dtype=object).to_frame("hedge")
    faults = check_table(cells, TABLES["claims"])
    (fault,) = (fault for fault in faults if fault.field == "hedge")
    assert fault.remedy.startswith("Correct the value; known: about, ")


def test_a_wrong_share_says_what_the_column_wants():
    (fault,) = faults_of("reports", at_least="yes")
    assert fault.allowed == (
        "a share from 0 to 1, such as 0.6: lower bound when the report names only a part"
    )
