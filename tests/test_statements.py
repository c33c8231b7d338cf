"""Truth: three speakers, one district, days counted on fingers."""

import numpy as np
import pandas as pd
import pytest

from aleppomap.projection import Statement
from aleppomap.statements import StatementBook

HOLDERS = ("red", "blue", "unknown")
WHOLE = Statement(("blue",), "red", 1.0, 1.0)
HALF = Statement(("blue",), "red", 0.5, 0.5)
DENIAL = Statement((), "blue", None, None, change=False)


def book(*said, settled=None, dates="best", opening=1):
    """A book of (id, account, earliest, latest, statement) on district d."""
    reports = pd.DataFrame(
        [(name, "d", account, first, last, last) for name, account, first, last, _ in said],
        columns=["report", "district", "account", "earliest", "latest", "reported_on"],
    ).set_index("report")
    statements = {name: statement for name, *_, statement in said}
    settled = {} if settled is None else {"d": settled}
    return StatementBook(reports, statements, opening, settled, dates, HOLDERS)


def days(book, account):
    """The days 1 to 20 on which an account's word stands, with the reports that stand."""
    found = {}
    for day in range(1, 21):
        positions = book.standing("d", account, day)
        if positions:
            found[day] = [book.ids[position] for position in positions]
    return found


def test_a_word_stands_from_the_end_of_its_interval():
    assert days(book(("r", "ash", 4, 6, WHOLE)), "ash") == {d: ["r"] for d in range(6, 21)}


def test_read_early_it_stands_from_the_start_of_its_interval():
    assert min(days(book(("r", "ash", 4, 6, WHOLE), dates="early"), "ash")) == 4
    assert min(days(book(("r", "ash", 4, 6, WHOLE), dates="late"), "ash")) == 6


def test_a_word_stands_until_the_account_speaks_again():
    said = book(("r1", "ash", 4, 4, HALF), ("r2", "ash", 8, 8, WHOLE))
    assert days(said, "ash") == {d: ["r1"] if d < 8 else ["r2"] for d in range(4, 21)}


def test_two_words_of_one_day_stand_together():
    said = book(("r1", "ash", 4, 4, HALF), ("r2", "ash", 4, 4, WHOLE))
    assert days(said, "ash")[4] == ["r1", "r2"]


def test_a_later_change_by_another_ends_it_and_a_denial_or_an_echo_does_not():
    ended = book(("r", "ash", 4, 4, HALF), ("s", "birch", 7, 7, WHOLE))
    assert list(days(ended, "ash")) == [4, 5, 6]
    denied = book(("r", "ash", 4, 4, HALF), ("s", "birch", 7, 7, DENIAL))
    assert list(days(denied, "ash")) == list(range(4, 21))
    same_day = book(("r", "ash", 4, 4, HALF), ("s", "birch", 4, 4, WHOLE))
    assert list(days(same_day, "ash")) == list(range(4, 21))


def test_a_word_ends_when_the_date_is_settled_and_a_later_word_does_not():
    assert list(days(book(("r", "ash", 4, 4, HALF), settled=9), "ash")) == list(range(4, 10))
    assert list(days(book(("r", "ash", 9, 9, HALF), settled=9), "ash")) == [9]
    assert list(days(book(("r", "ash", 12, 12, HALF), settled=9), "ash")) == list(range(12, 21))


def test_a_baseline_word_of_no_change_is_not_a_correction():
    assert days(book(("r", "ash", 1, 1, DENIAL)), "ash") == {}
    assert days(book(("r", "ash", 2, 2, DENIAL)), "ash") != {}


def test_who_says_nothing_of_a_district_is_silent():
    said = book(("r", "ash", 4, 4, HALF))
    assert said.standing("d", "birch", 10) == []
    assert said.standing("elsewhere", "ash", 10) == []
    assert said.spoken("d", "birch", 10) == []


def test_spoken_is_all_that_was_said_by_a_day():
    said = book(("r2", "ash", 8, 8, WHOLE), ("r1", "ash", 4, 4, HALF))
    assert [(day, said.ids[p]) for day, p in said.spoken("d", "ash", 7)] == [(4, "r1")]
    assert [(day, said.ids[p]) for day, p in said.spoken("d", "ash", 8)] == [(4, "r1"), (8, "r2")]


def test_a_word_on_the_whole_outweighs_one_on_a_part():
    said = book(("r1", "ash", 4, 4, WHOLE), ("r2", "ash", 4, 4, HALF))
    shares, opening = np.array([0.0, 1, 0]), np.array([0.0, 1, 0])
    assert said.correct(shares, opening, [0, 1]) == pytest.approx([1, 0, 0])
    assert said.correct(shares, opening, [1]) == pytest.approx([0.5, 0.5, 0])
    assert shares.tolist() == [0, 1, 0]
