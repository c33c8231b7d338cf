"""Truth: shares of one district moved by hand; conservation for any."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aleppomap.timeline import Scenario, build_timeline, transfer

HOLDERS = ["red", "blue", "green", "unknown"]
UNKNOWN = 3
SHARES = st.floats(0, 1, allow_subnormal=False)


@st.composite
def states(draw):
    parts = np.array(draw(st.lists(st.integers(0, 10), min_size=4, max_size=4)), dtype=float)
    parts = parts if parts.sum() else np.array([0.0, 0.0, 0.0, 1.0])
    return parts / parts.sum()


@pytest.mark.parametrize(
    ("state", "to", "share", "givers", "after"),
    [
        ([0, 1, 0, 0], 0, 0.6, [1], [0.6, 0.4, 0, 0]),
        ([0.6, 0.4, 0, 0], 0, None, [1], [1, 0, 0, 0]),
        ([0.2, 0.5, 0.3, 0], 0, None, [1], [0.7, 0, 0.3, 0]),
        ([0.2, 0.5, 0.3, 0], 0, None, [], [0.2, 0.5, 0.3, 0]),
        ([0.2, 0.5, 0.3, 0], 0, 0.1, [1], [0.2, 0.5, 0.3, 0]),
        ([0.2, 0.5, 0.3, 0], 0, 0.9, [1], [0.7, 0, 0.3, 0]),
        ([0, 0, 0, 1], 1, 0.6, [], [0, 0.6, 0, 0.4]),
        ([0, 0.6, 0, 0.4], 0, 0.7, [], [0.7, 0.3, 0, 0]),
        ([0, 0.3, 0.6, 0.1], 0, 0.4, [], [0.4, 0.2, 0.4, 0]),
        ([0, 1, 0, 0], 3, 0.25, [], [0, 0.75, 0, 0.25]),
        ([0.5, 0.5, 0, 0], 0, None, [0, 1], [1, 0, 0, 0]),
    ],
)
def test_ground_passes_from_the_giver_then_the_unknown_then_the_rest(
    state, to, share, givers, after
):
    before = np.array(state, float)
    assert transfer(before, to, share, givers, UNKNOWN) == pytest.approx(after)
    assert before.tolist() == state


@settings(max_examples=60, deadline=None)
@given(states(), st.integers(0, 3), st.none() | SHARES, st.lists(st.integers(0, 3), unique=True))
def test_a_transfer_conserves_the_whole_and_never_takes_from_the_gainer(state, to, share, givers):
    after = transfer(state, to, share, givers, UNKNOWN)
    assert after.sum() == pytest.approx(1)
    assert after.min() >= -1e-9
    assert after[to] >= state[to] - 1e-9


def row(district, giver, to, day, share=np.nan, low=np.nan, high=np.nan, early=None, late=None):
    return {
        "district": district, "from": giver, "to": to, "to_share": share, "to_share_low": low,
        "to_share_high": high, "date": day, "earliest": early or day, "latest": late or day,
    }  # fmt: skip


ROWS = pd.DataFrame(
    [
        row("b", "", "blue", 10, 0.6, 0.4, 0.8),
        row("b", "", "red", 10, 0.4, 0.2, 0.6),
        row("b", "blue", "red", 20, early=18, late=22),
        row("a", "", "blue", 10, 1.0, 0.5, 1.0),
    ]
)


def state_of(scenario, day, cell, rows=ROWS):
    timeline = build_timeline(rows, ["a", "b", "c"], HOLDERS, scenario, "blue")
    return timeline.at(day)[0]["abc".index(cell)].round(9).tolist()


@pytest.mark.parametrize(
    ("scenario", "before", "after"),
    [
        (Scenario(), 19, 20),
        (Scenario("late"), 21, 22),
        (Scenario("early"), 17, 18),
    ],
)
def test_a_disputed_date_is_pushed_to_its_end(scenario, before, after):
    assert state_of(scenario, before, "b") == [0.4, 0.6, 0, 0]
    assert state_of(scenario, after, "b") == [1, 0, 0, 0]


def test_a_pushed_baseline_makes_room_in_proportion():
    assert state_of(Scenario("best", "low"), 10, "b") == [0.6, 0.4, 0, 0]
    assert state_of(Scenario("best", "high"), 10, "b") == [0.2, 0.8, 0, 0]
    assert state_of(Scenario("best", "low"), 10, "a") == [0, 0.5, 0, 0.5]
    assert state_of(Scenario("best", "high"), 22, "b") == [1, 0, 0, 0]


def test_a_pivot_pushed_down_makes_room_for_who_might_hold_it():
    rows = pd.DataFrame(
        [row("a", "", "blue", 10, 1.0, 0.5, 1.0), row("a", "", "green", 10, 0.0, 0.0, 0.5)]
    )
    assert state_of(Scenario("best", "low"), 10, "a", rows) == [0, 0.5, 0.5, 0]


def test_a_district_of_which_nobody_speaks_is_unknown_throughout():
    assert state_of(Scenario(), 5, "c") == [0, 0, 0, 1]
    assert state_of(Scenario(), 99, "c") == [0, 0, 0, 1]


def test_a_state_names_the_row_that_brought_it():
    timeline = build_timeline(ROWS, ["a", "b", "c"], HOLDERS, Scenario(), "blue")
    assert timeline.at(19)[1].tolist() == [3, 1, -1]
    assert timeline.at(20)[1].tolist() == [3, 2, -1]
    assert timeline.starts_of(1).tolist() == [10, 20]


def test_steps_of_one_day_make_one_state():
    rows = pd.concat([ROWS, pd.DataFrame([row("b", "blue", "green", 20, 0.1)])])
    timeline = build_timeline(rows, ["a", "b"], HOLDERS, Scenario(), "blue")
    assert timeline.starts_of(1).tolist() == [10, 20]
    assert timeline.at(20)[0].sum(axis=1) == pytest.approx([1, 1])
