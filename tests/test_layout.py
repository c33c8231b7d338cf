"""Tables for a terminal. Truth: drawn by hand, and by what may never be lost or broken."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aleppomap.cli.layout import laid_out, paragraph

URL = "https://example.org/2016/11/28/a-very-long-address-that-no-terminal-may-break-in-two.html"


def test_a_frame_that_fits_is_a_table_with_numbers_at_the_right():
    frame = pd.DataFrame({"party": ["red", "the blues"], "km2": ["2.5", "10.0"], "note": ["", "x"]})
    assert laid_out(frame, 80) == [
        "party       km2  note",
        "red         2.5",
        "the blues  10.0  x",
    ]


def test_a_frame_that_does_not_fit_is_written_row_by_row():
    frame = pd.DataFrame({
        "source": ["gazette", "radio"],
        "published": ["2020-03-01", ""],
        "title": ["All the news of the river that a paper has room for", "Short"],
        "url": [URL, "https://example.org/b"],
    })  # fmt: skip
    assert laid_out(frame, 44) == [
        "gazette",
        "    published 2020-03-01",
        "    title: All the news of the river that a",
        "      paper has room for",
        f"    {URL}",
        "",
        "radio",
        "    title Short · url https://example.org/b",
    ]


def test_wide_and_combining_characters_keep_columns_straight():
    lines = laid_out(pd.DataFrame({"name": ["漢字", "e\u0301a", "abcd"], "x": [1, 1, 1]}), 80)
    assert lines == ["name  x", "漢字  1", "e\u0301a    1", "abcd  1"]


def test_a_number_keeps_its_unit_and_an_address_stays_whole():
    assert paragraph("a share of 29.2 % of it", 16) == "a share of\n29.2 % of it"
    assert paragraph(f"see {URL}", 20, "  ") == f"  see\n  {URL}"


def test_an_empty_frame_is_its_header():
    assert laid_out(pd.DataFrame({"date": [], "party": []}), 80) == ["date  party"]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
tables = st.lists(st.tuples(words, words, words), min_size=1, max_size=4)


@given(rows=tables, columns=st.integers(40, 140))
def test_every_word_is_there_in_order_and_nothing_steers_the_terminal(rows, columns):
    frame = pd.DataFrame(rows, columns=["one", "two", "three"])
    lines = laid_out(frame, columns)
    said = "\n".join(lines)
    assert not any(c in said.replace("\n", "") for c in map(chr, [*range(32), *range(127, 160)]))
    for line in lines:
        assert len(line) <= columns or len(line.split()) <= 2
    for row in rows:
        for cell in row:
            for word in cell.replace("\t", " ").replace("\n", " ").split(" "):
                assert "".join(c for c in word if c.isprintable()) in said or not word.isprintable()


@pytest.mark.parametrize("hostile", ["\x1b[31mred", "a\rb", "\x9b2J", "bell\x07"])
def test_control_characters_of_data_do_not_reach_the_terminal(hostile):
    (_, line) = laid_out(pd.DataFrame({"name": [hostile]}), 80)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in line)
