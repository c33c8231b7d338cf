"""Truth: a reading of a few reports by hand, rule by rule."""

from datetime import date

import pytest

from tests import small
from tests.small import best, bounds, report

BASE = {"change": "no", "to_share_low": 1, "to_share_high": 1}


@pytest.fixture
def history(tmp_path):
    """Return the history of a folder with these reports and no synthesis."""

    def of(*reports, known_on=None):
        return small.territory(
            tmp_path,
            reports=list(reports),
            synthesis=[],
            regions=[],
            toml=small.TOML.replace('"blue-held"', '"nw"'),
        ).history(known_on=known_on)

    return of


def blue(name="b", day="2020-03-01", **cells):
    return report(name, "nw", "blue", day, **(BASE | cells))


def red(name, day, account="ash", **cells):
    return report(name, "nw", "red", day, account, **cells)


def rows(history):
    frame = history.evidence.synthesis
    return [
        (
            row["from"],
            row["to"],
            *(str(date.fromordinal(row[c]))[5:] for c in ("earliest", "date", "latest")),
            row["reports"],
        )
        for _, row in frame[frame["from"] != ""].iterrows()
    ]


def test_a_district_without_reports_is_unknown(history):
    told = history(blue())
    assert best(told.at("2020-03-20"), "nw") == (0, 1, 0, 0)
    assert best(told.at("2020-03-20"), "ne") == (0, 0, 0, 1)


def test_reports_of_the_same_change_are_one(history):
    told = history(
        blue(),
        red("r1", "2020-03-05", confidence="low"),
        red("r2", "2020-03-07", "birch"),
        red("r3", "2020-03-04/2020-03-08", "cedar"),
    )
    # r2 and r3 are of high confidence; r2 was published first
    assert rows(told) == [("blue", "red", "03-04", "03-07", "03-08", ("r1", "r2", "r3"))]
    assert best(told.at("2020-03-06"), "nw") == (0, 1, 0, 0)
    assert best(told.at("2020-03-07"), "nw") == (1, 0, 0, 0)
    assert bounds(told.at("2020-03-06"), "nw", "red") == (0, 0, 1)


def test_ground_goes_back_and_forth(history):
    back = report("r2", "nw", "blue", "2020-03-09")
    told = history(blue(), red("r1", "2020-03-05"), back, red("r3", "2020-03-12"))
    assert [row[:2] for row in rows(told)] == [("blue", "red"), ("red", "blue"), ("blue", "red")]
    assert best(told.at("2020-03-10"), "nw") == (0, 1, 0, 0)


def test_the_span_of_a_date_keeps_clear_of_the_change_before(history):
    told = history(
        blue(),
        red("r1", "2020-03-04"),
        report("r2", "nw", "green", "2020-03-10"),
        red("r3", "2020-03-05/2020-03-15"),
    )
    assert [row[1:5] for row in rows(told)] == [
        ("red", "03-04", "03-04", "03-04"),
        ("green", "03-10", "03-10", "03-10"),
        ("red", "03-11", "03-15", "03-15"),
    ]


def test_a_part_counts_at_its_middle_and_never_replaces_the_whole(history):
    told = history(
        blue(),
        red("r1", "2020-03-05", to_share_low=0.2, to_share_high=0.4),
        red("r2", "2020-03-07", "birch", at_least=0.6),
        red("r3", "2020-03-08", "cedar", to_share_low=0.1, to_share_high=0.1),
    )
    assert best(told.at("2020-03-05"), "nw") == (0.3, 0.7, 0, 0)
    assert best(told.at("2020-03-07"), "nw") == (0.8, 0.2, 0, 0)
    assert best(told.at("2020-03-08"), "nw") == (0.8, 0.2, 0, 0)


def test_a_report_without_extent_is_of_the_whole(history):
    assert best(history(blue(), red("r1", "2020-03-05")).at("2020-03-05"), "nw") == (1, 0, 0, 0)


def test_ground_of_unknown_holders_is_taken_too(history):
    told = history(red("r1", "2020-03-05", from_="blue"))
    assert rows(told)[0][:2] == ("unknown", "red")
    assert best(told.at("2020-03-05"), "nw") == (1, 0, 0, 0)


def test_denials_contested_ground_and_what_is_taken_back_move_nothing(history):
    told = history(
        blue(),
        report("no", "nw", "blue", "2020-03-04", "birch", change="no"),
        report("both", "nw", "contested", "2020-03-05", from_="blue;red"),
        red("r1", "2020-03-06"),
        red("r2", "2020-03-08", retracts="r1", change="no"),
    )
    assert rows(told) == []


def test_the_baseline_is_the_surest_then_the_latest_word(history):
    told = history(blue("b1", confidence="low"), blue("b2", "2020-02-20", confidence="high"))
    assert told.at("2020-03-01").at["nw", "report_ids"] == ("b2",)


def test_holders_who_claim_more_than_the_whole_share_it(history):
    other = report("r", "nw", "red", "2020-03-01", "birch", **BASE)
    told = history(blue(), other)
    assert best(told.at("2020-03-01"), "nw") == (0.5, 0.5, 0, 0)
    rows = told.evidence.synthesis
    assert rows["to_share_low"].tolist() == [0, 0]
    assert rows["to_share_high"].tolist() == [1, 1]


def test_a_change_before_the_baseline_makes_it(history):
    taken = red("r", "2020-02-10")
    assert best(history(blue("b", "2020-02-01"), taken).at("2020-03-01"), "nw") == (1, 0, 0, 0)


def test_as_known_on_a_day_uses_what_was_known(history):
    told = history(
        blue(),
        red("r1", "2020-03-05"),
        red("r2", "2020-03-05", "birch", reported_on="2020-03-18"),
        known_on="2020-03-06",
    )
    assert best(told.at("2020-03-05"), "nw") == (1, 0, 0, 0)
    assert told.at("2020-03-05").at["nw", "report_ids"] == ("r1",)
