"""Truth: what one report says of a district, worked by hand; conservation for any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aleppomap.projection import Statement, project
from tests.test_timeline import HOLDERS, SHARES, states

BOUNDS = st.sampled_from(["low", "best", "high"])


@st.composite
def statements(draw):
    to = draw(st.sampled_from([*HOLDERS, "contested"]))
    givers = draw(st.lists(st.sampled_from(HOLDERS[:3]), unique=True, max_size=3))
    low, high = sorted((draw(SHARES), draw(SHARES)))
    if draw(st.booleans()):
        low = high = None
    return Statement(tuple(givers), to, low, high, draw(st.booleans()))


@settings(max_examples=80, deadline=None)
@given(states(), states(), statements(), BOUNDS)
def test_a_correction_conserves_the_whole(state, opening, statement, bound):
    after = project(state, opening, statement, HOLDERS, bound)
    assert after.sum() == pytest.approx(1)
    assert after.min() >= -1e-9


@settings(max_examples=60, deadline=None)
@given(states(), states(), statements().filter(lambda said: said.to != "contested"))
def test_a_correction_made_twice_is_made_once(state, opening, statement):
    once = project(state, opening, statement, HOLDERS)
    assert project(once, opening, statement, HOLDERS) == pytest.approx(once, abs=1e-8)


@pytest.mark.parametrize(
    ("statement", "bound", "after"),
    [
        (Statement(("blue",), "red", 0.6, 0.6), "best", [0.6, 0.4, 0, 0]),
        (Statement(("blue",), "red", 0.1, 1.0), "best", [0.3, 0.7, 0, 0]),
        (Statement(("blue",), "red", 0.5, 1.0), "best", [0.5, 0.5, 0, 0]),
        (Statement(("blue",), "red", 0.2, 0.5), "best", [0.3, 0.7, 0, 0]),
        (Statement(("blue",), "red", 0.2, 0.5), "low", [0.2, 0.8, 0, 0]),
        (Statement(("blue",), "red", 0.2, 0.5), "high", [0.5, 0.5, 0, 0]),
        (Statement(("green",), "red", 0.6, 0.6), "best", [0.6, 0.4, 0, 0]),
        (Statement((), "green", 1.0, 1.0), "best", [0, 0, 1, 0]),
        (Statement((), "blue", None, None, False), "best", [0, 1, 0, 0]),
        (Statement((), "red", None, None, False), "best", [0.3, 0.7, 0, 0]),
        (Statement((), "blue", None, None), "best", [0.3, 0.7, 0, 0]),
        (Statement((), "red", 0.0, 0.0), "best", [0, 1, 0, 0]),
        (Statement((), "contested", None, None), "low", [0, 1, 0, 0]),
        (Statement((), "contested", None, None), "best", [0.5, 0.5, 0, 0]),
        (Statement((), "contested", None, None), "high", [1, 0, 0, 0]),
        (Statement(("red", "green"), "contested", None, None), "best", [0.5, 0, 0.5, 0]),
        (Statement(("red", "blue"), "contested", 0.0, 0.4), "best", [0.6, 0.4, 0, 0]),
        (Statement(("blue", "red"), "contested", 0.0, 0.4), "best", [0.3, 0.7, 0, 0]),
    ],
)
def test_what_an_account_says_corrects_the_state(statement, bound, after):
    state, opening = np.array([0.3, 0.7, 0, 0]), np.array([0.0, 1, 0, 0])
    assert project(state, opening, statement, HOLDERS, bound) == pytest.approx(after)
