"""Claims made by hand that cannot be told, each with what it lacks; on four squares of 1 km."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from aleppomap import vocab
from aleppomap.claims.arithmetic import refute
from aleppomap.claims.comparable import stated_share
from aleppomap.claims.judging import judge
from aleppomap.claims.model import Claim
from aleppomap.claims.quantity import Quantity
from tests import small

DAY = date(2020, 3, 9)
HALF = Quantity(50.0, 50.0, "", "percent", 10.0)
CLAIM = Claim("c", "half", DAY, "share", "lost", "blue", "", HALF, "blue-held")


@pytest.fixture(scope="module")
def squares(tmp_path_factory):
    return small.territory(tmp_path_factory.mktemp("squares"))


@pytest.mark.parametrize("kind", vocab.KINDS)
def test_without_a_day_nothing_can_be_told(squares, kind):
    verdict = judge(replace(CLAIM, kind=kind, as_of=None, by="red"), squares)
    assert (verdict.rating, verdict.reason) == ("cannot-tell", "It names no day.")


@pytest.mark.parametrize("kind", ["share", "area", "count"])
def test_without_a_number_there_is_nothing_to_check(squares, kind):
    verdict = judge(replace(CLAIM, kind=kind, quantity=None), squares)
    assert verdict.rating == "not-checkable"
    assert verdict.reason.startswith("It states no number")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"kind": "superlative"}, "The set it is compared with is not listed."),
        ({"kind": "superlative", "places": ("nw", "mill")}, "Mill could not be located."),
        ({"kind": "adjacency", "places": ("nw",)},
         "Adjacency needs at least two places that can be located."),
        ({"kind": "adjacency", "places": ("nw", "mill")},
         "Adjacency needs at least two places that can be located."),
        ({"kind": "frontline", "places": ("mill",)},
         "The road is not named, or not in context.geojson."),
        ({"kind": "length", "quantity": None}, "It states no length."),
        ({"kind": "elapsed", "quantity": None}, "It states no number of days."),
        ({"kind": "elapsed"}, "The territory names no start to count from."),
        ({"kind": "handover"}, "It does not say who took the ground over."),
        ({"kind": "population", "quantity": None}, "These data have no grid of people."),
        # 0.6 of a square had changed hands by the 9th: 60 people over 0.6 km2 are 100 a km2
        ({"kind": "population", "as_of": date(2020, 3, 6),
          "quantity": Quantity(60.0, 60.0, "", "people", 10.0)},
         "it would be 100 people a km²."),
        ({"kind": "population", "as_of": date(2020, 3, 2)}, "These data have no grid of people."),
    ],
)  # fmt: skip
def test_what_it_lacks_is_the_reason(squares, changed, reason):
    verdict = judge(replace(CLAIM, **changed), squares)
    assert verdict.rating == "cannot-tell"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("day", "rating", "said"),
    [
        # nw, ne and most of sw are blue's; red has all of nw on the 12th, green ne on the 7th:
        # what is left of blue is sw, until the 15th
        (date(2020, 3, 2), "too-high", "in one part before, and in one part"),
        (date(2020, 3, 16), "too-high", "in one part before, and in 0 parts"),
    ],
)
def test_ground_is_not_split_by_being_lost(squares, day, rating, said):
    verdict = judge(replace(CLAIM, kind="split", as_of=day), squares)
    assert verdict.rating == rating
    assert said in verdict.reason


def test_a_threatened_split_is_not_checked(squares):
    threat = replace(CLAIM, kind="split", text="The advance threatens to cut the pocket in two")
    verdict = judge(threat, squares)
    assert verdict.rating == "not-checkable"
    assert verdict.reason.startswith("A threat is not a state.")


def test_a_claim_without_a_number_states_no_share(squares):
    assert stated_share(CLAIM, squares) == (50, 50)
    held = replace(CLAIM, measure="held", quantity=Quantity(30.0, 40.0, "", "percent", 10.0))
    assert stated_share(held, squares) == (60, 70)
    low, high = stated_share(replace(CLAIM, quantity=None), squares)
    assert low != low and high != high


def shares(*made):
    """Return claims of one speaker and day: measure, party, percent."""
    return [
        replace(CLAIM, claim_id=str(n), text=f"{percent} %", measure=measure, party=party,
                account="ash", quantity=percent and Quantity(percent, percent, "", "percent", 1.0))
        for n, (measure, party, percent) in enumerate(made)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "refuted"),
    [
        (("lost", "blue", 30.0), ("lost", "blue", 60.0), True),
        (("lost", "blue", 30.0), ("lost", "blue", 31.0), False),
        (("lost", "blue", 30.0), ("held", "blue", 70.0), False),  # 70 left are 30 lost
        (("lost", "blue", 30.0), ("held", "blue", 30.0), True),
        (("taken", "blue", 30.0), ("held", "blue", 30.0), True),
        (("gained", "", 30.0), ("lost", "blue", 60.0), False),  # others may have gained the rest
        (("gained", "", 60.0), ("lost", "blue", 30.0), True),
        (("lost", "blue", 30.0), ("held", "red", 60.0), False),  # red held ground before
        (("lost", "blue", 30.0), ("lost", "blue", None), False),
    ],
)  # fmt: skip
def test_two_shares_of_one_speaker_are_refuted_where_they_exclude_each_other(one, other, refuted):
    found = refute(shares(one, other), "blue")
    assert [bool(claim.contradiction) for claim in found] == [refuted] * 2


def test_of_two_areas_or_two_speakers_neither_is_refuted():
    one, other = shares(("lost", "blue", 30.0), ("lost", "blue", 60.0))
    for changed in ({"region": "all"}, {"account": "birch"}, {"kind": "area"}, {"negated": True}):
        found = refute([one, replace(other, **changed)], "blue")
        assert [claim.contradiction for claim in found] == ["", ""]


def test_the_first_contradiction_found_is_kept():
    found = refute(shares(("lost", "blue", 10.0), ("lost", "blue", 40.0), ("lost", "blue", 80.0)),
                   "blue")  # fmt: skip
    assert ["'40.0 %'" in claim.contradiction for claim in found] == [True, False, False]
    assert ["'10.0 %'" in claim.contradiction for claim in found] == [False, True, True]
