"""What an error says. Truth: names and counts written by hand."""

import pickle

import pytest

from aleppomap.errors import Fault, InvalidInput, NotFound, correction, suggestion


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SOHR", "; did you mean sohr (Syrian Observatory)?"),
        ("Syrian Observatory", "; did you mean sohr (Syrian Observatory)?"),
        ("the observatory", "; did you mean sohr (Syrian Observatory)?"),
        ("syrian-observatory", "; did you mean sohr (Syrian Observatory)?"),
        ("eastern aleppo", "; did you mean eastern-aleppo?"),
        ("zzz", "; known: eastern-aleppo, long, sohr"),
    ],
)
def test_a_name_is_compared_with_ids_and_with_what_readers_see(name, said):
    labels = {"sohr": "Syrian Observatory", "eastern-aleppo": "Eastern Aleppo", "long": "w " * 40}
    assert str(NotFound("account", name, labels, labels)) == f"no account {name!r}{said}"


def test_an_error_comes_out_of_another_process_as_it_was():
    for error in (NotFound("district", "hano", ["hanano"]), InvalidInput([Fault(*"abcdef")])):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert (type(again), str(again)) == (type(error), str(error))


def test_one_of_very_many_names_is_still_found_soon():
    known = [f"district-{number}" for number in range(50_000)]
    assert "did you mean district-41999" in suggestion("District-41999x", known)
    assert suggestion("q", known).endswith("and 49988 more")


def test_what_is_not_like_anything_lists_what_there_is_and_nothing_lists_nothing():
    assert suggestion("x", []) == ""
    assert correction("Correct it", "x", []) == "Correct it."
    assert correction("Correct it", "hanno", ["hanano"]) == "Correct it; did you mean hanano?"


def test_a_message_holds_the_first_faults_and_counts_the_rest():
    faults = [Fault("a.csv", f"row {n}", "x", "y" * 200, f"z{n}", "Do.") for n in range(450)]
    error = InvalidInput(faults)
    lines = str(error).splitlines()
    assert lines[0] == "450 faults found"
    assert len(lines) == 202
    assert lines[-1] == "  and 250 more; `aleppomap validate` lists them all"
    assert len(error.faults) == 450
    assert f"{'y' * 77}...'" in lines[1]


def test_a_fault_in_every_row_is_one_line_and_none_is_lost():
    faults = [Fault("a.csv", f"row {n}", "day", f"{n}/11/2016", "a day", "Do.") for n in range(9)]
    other = Fault("a.csv", "row 1", "who", "them", "an id", "Do.")
    error = InvalidInput([*faults[:5], other, *faults[5:]])
    assert str(error).splitlines() == [
        "10 faults found",
        "  a.csv · row 0, row 1, row 2 and 6 more · day: '0/11/2016' and so on; "
        "allowed: a day. Do.",
        f"  {other}",
    ]
    assert len(error.faults) == 10
