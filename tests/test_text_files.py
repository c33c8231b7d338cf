"""Truth: tables written byte by byte."""

import pytest

from aleppomap.errors import AleppoMapError
from aleppomap.text_files import read_table


def table(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path)


def test_a_table_is_text_stripped_of_spaces(tmp_path):
    frame, faults = table(tmp_path, 'a,b\n 1 ,"x, ""y"""\n,\n')
    assert faults == []
    assert frame.to_dict("records") == [{"a": "1", "b": 'x, "y"'}]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_and_any_line_end_are_welcome(tmp_path, newline):
    content = b"\xef\xbb\xbf" + newline.join(["a,b", "حلب,2"]).encode()
    frame, faults = table(tmp_path, content)
    assert faults == []
    assert frame.to_dict("records") == [{"a": "حلب", "b": "2"}]


def test_rows_keep_their_number_when_others_are_left_out(tmp_path):
    frame, faults = table(tmp_path, 'a,b\n1,2\n\n3\n"4\n4",5\n')
    assert list(frame.index + 2) == [2, 5]
    assert [(f.file, f.where, f.value) for f in faults] == [("t.csv", "row 4", "1 cells")]
    assert faults[0].allowed == "2 cells, as the header"


@pytest.mark.parametrize(
    ("content", "where", "value"),
    [
        (b"", "row 1", ""),
        (b"\n\n", "row 1", ""),
        (b",,\n1,2,3\n", "row 1", ""),
        ("a,b\nä,1\n".encode("latin-1"), "line 2", "ä,1"),
        ("a,b\n1,2\n".encode("utf-16"), "line 1", "UTF-16"),
        (b"a,b\n1,\x002\n", "line 2", "NUL byte"),
        (b'a,b\n1,"' + b"x" * 140_000 + b'"\n', "line 2",
         "field larger than field limit (131072)"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_one_fault_and_no_columns(tmp_path, content, where, value):
    frame, faults = table(tmp_path, content)
    assert len(frame.columns) == 0
    assert [(f.file, f.where, f.value) for f in faults] == [("t.csv", where, value)]
    assert faults[0].allowed
    assert faults[0].remedy.endswith(".")


def test_a_repeated_header_is_named_and_the_first_column_kept(tmp_path):
    frame, faults = table(tmp_path, "a,b, a \n1,2,3\n")
    assert [(f.where, f.field, f.value) for f in faults] == [("row 1", "header", "a")]
    assert frame.to_dict("records") == [{"a": "1", "b": "2"}]


def test_a_missing_file_is_said_plainly(tmp_path):
    with pytest.raises(AleppoMapError, match=r"cannot read .*none\.csv: No such file"):
        read_table(tmp_path / "none.csv")


def test_two_rows_glued_where_a_file_ended_without_a_line_break_are_known(tmp_path):
    whole = "a,b,c\n1,2,3\n4,5,6"
    frame, faults = table(tmp_path, f"{whole}7,8,9\n")  # as `echo >>` leaves it
    assert [(f.where, f.value) for f in faults] == [("row 3", "5 cells")]
    assert "two rows in one line" in faults[0].remedy and "line of its own" in faults[0].remedy
    assert list(frame["a"]) == ["1"]
    _, (other,) = table(tmp_path, "a,b,c\n1,2,3,4\n")
    assert other.remedy == "Quote cells that contain commas, or fill the missing ones."
