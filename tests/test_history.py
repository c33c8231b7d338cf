"""Truth: four squares of 1 km and what three speakers say of them."""

import random
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aleppomap import vocab
from aleppomap.errors import NotCovered, NotFound
from tests import small
from tests.small import best, bounds, report


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return small.territory(tmp_path_factory.mktemp("toy"))


@pytest.fixture
def told(tmp_path):
    """Return a history of the squares with these reports beside the usual ones."""

    def tell(*reports, account="synthesis", known_on=None, **tables):
        tables["reports"] = [*small.REPORTS, *reports]
        return small.territory(tmp_path, **tables).history(account, known_on)

    return tell


@pytest.mark.parametrize(
    ("district", "day", "shares"),
    [
        ("nw", "2020-03-01", (0, 1, 0, 0)),
        ("nw", "2020-03-04", (0, 1, 0, 0)),
        ("nw", "2020-03-05", (0.6, 0.4, 0, 0)),
        ("nw", "2020-03-09", (0.6, 0.4, 0, 0)),
        ("nw", "2020-03-10", (1, 0, 0, 0)),
        ("ne", "2020-03-06", (0, 1, 0, 0)),
        ("ne", "2020-03-07", (0, 0, 1, 0)),
        ("sw", "2020-03-14", (0.4, 0.6, 0, 0)),
        ("sw", "2020-03-15", (1, 0, 0, 0)),
        ("se", "2020-03-20", (1, 0, 0, 0)),
    ],
)
def test_the_synthesis_is_its_rows(toy, district, day, shares):
    assert best(toy.history().at(day), district) == shares


def test_the_word_follows_the_shares(toy):
    words = {day: toy.history().at(day)["control"].tolist() for day in ("2020-03-04", "2020-03-07")}
    assert words == {
        "2020-03-04": ["blue", "blue", "blue", "red"],
        "2020-03-07": ["red", "green", "blue", "red"],
    }


@pytest.mark.parametrize(
    ("district", "holder", "day", "expected"),
    [
        ("nw", "blue", "2020-03-07", (0.4, 0.4, 0.4)),
        ("nw", "blue", "2020-03-08", (0, 0.4, 0.4)),
        ("nw", "blue", "2020-03-10", (0, 0, 0.4)),
        ("nw", "blue", "2020-03-11", (0, 0, 0.4)),
        ("nw", "blue", "2020-03-12", (0, 0, 0)),
        ("ne", "green", "2020-03-05", (0, 0, 0)),
        ("ne", "green", "2020-03-06", (0, 0, 1)),
        ("ne", "green", "2020-03-07", (1, 1, 1)),
        ("sw", "blue", "2020-03-01", (0.4, 0.6, 0.8)),
        ("sw", "red", "2020-03-01", (0.2, 0.4, 0.6)),
        ("sw", "blue", "2020-03-15", (0, 0, 0)),
    ],
)
def test_low_and_high_span_disputed_dates_and_baseline(toy, district, holder, day, expected):
    assert bounds(toy.history().at(day), district, holder) == expected


def test_changing_is_between_the_earliest_and_the_latest_date(toy):
    flags = {d: toy.history().at(d)["changing"] for d in toy.history().dates}
    assert [d.day for d, flag in flags.items() if flag["nw"]] == [8, 9, 10, 11]
    assert [d.day for d, flag in flags.items() if flag["ne"]] == [6]
    assert not any(flag["sw"] or flag["se"] for flag in flags.values())


def test_the_hand_over_day_belongs_to_the_new_holder(toy):
    spells = toy.history().spells
    held = spells[(spells["district"] == "nw") & (spells["blue_share_best"] == 1)]
    assert held["start"].min() == date(2020, 3, 1)
    assert held["end"].max() == date(2020, 3, 5)
    after = spells[(spells["district"] == "nw") & (spells["red_share_best"] == 0.6)]
    assert after["start"].min() == date(2020, 3, 5)
    assert best(toy.history().at(date(2020, 3, 5)), "nw") == (0.6, 0.4, 0, 0)


def test_areas_are_counted_in_squares(toy):
    areas = toy.history().area_over_time()
    blue = areas[areas["holder"] == "blue"].set_index("date")
    for day, expected in {1: [2.4, 2.6, 2.8], 5: [1.8, 2, 2.2], 7: [0.8, 1, 1.2]}.items():
        found = blue.loc[date(2020, 3, day), ["low_km2", "best_km2", "high_km2"]]
        assert found.tolist() == pytest.approx(expected, rel=1e-5)
    assert blue.at[date(2020, 3, 15), "high_km2"] == pytest.approx(0, abs=1e-9)
    total = areas.groupby("date")["best_km2"].sum()
    assert total.to_numpy() == pytest.approx(4, rel=1e-5)
    assert total.index.tolist() == list(toy.history().dates)


def test_an_account_stands_until_another_dates_a_change_later(toy):
    ash = toy.history("ash")
    assert best(ash.at("2020-03-05"), "ne") == (0, 1, 0, 0)
    assert best(ash.at("2020-03-06"), "ne") == (1, 0, 0, 0)
    assert best(ash.at("2020-03-07"), "ne") == (0, 0, 1, 0)
    assert [bool(ash.at(f"2020-03-{d:02d}")["silent"]["ne"]) for d in (5, 6, 7)] == [
        True, False, True,
    ]  # fmt: skip


def test_a_dispute_on_who_took_it_lasts_until_someone_else_takes_it(told):
    said = report("birch-ne-blue", "ne", "blue", "2020-03-18", "birch", from_="green",
                  to_share_low=1, to_share_high=1)  # fmt: skip
    row = small.change("ne-2", "ne", "green", "blue", "2020-03-18", reports="birch-ne-blue")
    history = told(said, synthesis=[*small.OPENING, *small.CHANGES, row])
    disputed = [d.day for d in history.dates if history.at(d)["disputed"]["ne"]]
    assert disputed == list(range(6, 18))


def test_a_dispute_on_the_date_ends_with_the_date(toy):
    history = toy.history()
    assert [d.day for d in history.dates if history.at(d)["disputed"]["nw"]] == [8, 9]


def test_accounts_a_hair_apart_do_not_disagree(told):
    near = report("birch-near", "nw", "red", "2020-03-06", "birch", to_share_low=0.64,
                  to_share_high=0.64)  # fmt: skip
    far = near | {"to_share_low": "0.66", "to_share_high": "0.66"}
    assert not told(near).at("2020-03-06")["disputed"]["nw"]
    assert told(far).at("2020-03-06")["disputed"]["nw"]


def test_a_part_is_a_bound_and_never_lowers(told):
    part = report("ash-part", "nw", "red", "2020-03-03", from_="blue", at_least=0.3)
    later = report("birch-part", "nw", "red", "2020-03-06", "birch", from_="blue", at_least=0.3)
    ash = told(part, later, account="ash")
    assert best(ash.at("2020-03-03"), "nw") == (0.3, 0.7, 0, 0)
    birch = told(part, later, account="birch")
    assert best(birch.at("2020-03-06"), "nw") == (0.6, 0.4, 0, 0)
    assert not birch.at("2020-03-06")["silent"]["nw"]
    assert not birch.at("2020-03-06")["disputed"]["nw"]


def test_a_lower_bound_and_an_upper_bound_alone_are_bounds(told):
    least = report("birch-least", "nw", "red", "2020-03-03", "birch", to_share_low=0.2)
    most = report("cedar-most", "se", "red", "2020-03-03", "cedar", from_="blue", to_share_high=0.7)
    assert best(told(least, account="birch").at("2020-03-03"), "nw") == (0.2, 0.8, 0, 0)
    assert best(told(most, account="cedar").at("2020-03-03"), "se")[0] == 0.7


def test_a_stated_interval_reaches_low_and_high(told):
    some = report("birch-some", "nw", "red", "2020-03-03", "birch", from_="blue",
                  to_share_low=0.2, to_share_high=0.5)  # fmt: skip
    cells = told(some, account="birch").at("2020-03-03")
    assert bounds(cells, "nw", "red") == (0.2, 0.2, 0.5)
    assert bounds(cells, "nw", "blue") == (0.5, 0.8, 0.8)


def test_contested_ground_counts_nothing_half_or_all(told):
    both = report("birch-se", "se", "contested", "2020-03-09", "birch", from_="blue;red")
    cells = told(both, account="birch").at("2020-03-09")
    assert bounds(cells, "se", "red") == (0, 0.5, 1)
    assert bounds(cells, "se", "blue") == (0, 0.5, 1)
    assert cells["control"]["se"] == "contested"
    assert told(both).at("2020-03-09")["disputed"]["se"]
    assert told(both).at("2020-03-09")["control"]["se"] == "red"


def test_a_denial_goes_back_to_the_opening_state(told):
    denial = report("birch-no", "nw", "blue", "2020-03-06", "birch", change="no")
    birch = told(denial, account="birch")
    assert best(birch.at("2020-03-05"), "nw") == (0.6, 0.4, 0, 0)
    assert best(birch.at("2020-03-06"), "nw") == (0, 1, 0, 0)
    assert best(birch.at("2020-03-08"), "nw") == (0.6, 0.4, 0, 0)
    synthesis = told(denial)
    assert best(synthesis.at("2020-03-06"), "nw") == (0.6, 0.4, 0, 0)
    assert [d.day for d in synthesis.dates if synthesis.at(d)["disputed"]["nw"]] == [6, 7, 8, 9]


def test_a_report_taken_back_counts_until_it_was(told):
    claim = report("ash-se", "se", "blue", "2020-03-03", from_="red", at_least=0.5)
    back = report("ash-se-back", "se", "red", "2020-03-03", change="no", reported_on="2020-03-06",
                  retracts="ash-se")  # fmt: skip
    then = told(claim, back, account="ash", known_on="2020-03-05")
    assert best(then.at("2020-03-05"), "se") == (0.5, 0.5, 0, 0)
    assert "ash-se" in then.reports.index
    on_its_day = told(claim, back, account="ash", known_on="2020-03-03")
    assert best(on_its_day.at("2020-03-03"), "se") == (0.5, 0.5, 0, 0)
    taken_back = told(claim, back, account="ash", known_on="2020-03-06")
    assert best(taken_back.at("2020-03-05"), "se") == (1, 0, 0, 0)
    now = told(claim, back, account="ash")
    assert best(now.at("2020-03-05"), "se") == (1, 0, 0, 0)
    assert "ash-se" not in now.reports.index


def test_what_was_taken_back_is_still_told_as_such(told):
    claim = report("ash-se", "se", "blue", "2020-03-03", from_="red", at_least=0.5)
    back = report("ash-se-back", "se", "red", "2020-03-03", change="no", reported_on="2020-03-06",
                  retracts="ash-se")  # fmt: skip
    rows = told(claim, back).explain("se", "2020-03-05")
    assert rows.at["ash-se", "stance"] == "withdrawn"
    assert rows["withdrawn_by"].to_dict() == {"ash-se": "ash-se-back", "ash-se-back": ""}
    before = told(claim, back, known_on="2020-03-05").explain("se", "2020-03-05")
    assert before.at["ash-se", "stance"] != "withdrawn"
    assert told(claim, back).explain("se", "2020-03-02").empty


@pytest.mark.parametrize(
    ("known_on", "district", "day", "shares"),
    [
        ("2020-03-05", "nw", "2020-03-05", (0, 1, 0, 0)),
        ("2020-03-06", "nw", "2020-03-05", (0.6, 0.4, 0, 0)),
        ("2020-03-11", "nw", "2020-03-11", (0.6, 0.4, 0, 0)),
        ("2020-03-12", "nw", "2020-03-11", (1, 0, 0, 0)),
        ("2020-03-07", "ne", "2020-03-07", (0, 1, 0, 0)),
        ("2020-03-08", "ne", "2020-03-07", (0, 0, 1, 0)),
        ("2020-03-01", "sw", "2020-03-20", (0.4, 0.6, 0, 0)),
    ],
)
def test_as_known_on_a_day_a_row_counts_once_its_latest_report_is_out(
    toy, known_on, district, day, shares
):
    assert best(toy.history(known_on=known_on).at(day), district) == shares


def test_without_an_account_its_unconfirmed_word_is_gone(toy):
    without_ash = toy.history().variant(without=["ash"])
    assert best(without_ash.at("2020-03-05"), "nw") == (0, 1, 0, 0)
    assert best(without_ash.at("2020-03-10"), "nw") == (1, 0, 0, 0)
    assert best(without_ash.at("2020-03-07"), "ne") == (0, 0, 1, 0)
    without_birch = toy.history().variant(without=["birch"])
    assert best(without_birch.at("2020-03-20"), "ne") == (0, 1, 0, 0)
    assert best(without_birch.at("2020-03-20"), "nw") == (1, 0, 0, 0)
    neither = toy.history().variant(without=["ash", "birch"])
    assert best(neither.at("2020-03-20"), "nw") == (0, 1, 0, 0)


def test_what_derives_from_an_account_goes_with_it_and_not_the_reverse(told):
    early = small.change("nw-1", "nw", "blue", "red", "2020-03-08", reports="cedar-nw")
    history = told(synthesis=[*small.OPENING, early])
    assert best(history.at("2020-03-08"), "nw") == (1, 0, 0, 0)
    assert best(history.variant(without=["ash"]).at("2020-03-08"), "nw") == (0, 1, 0, 0)
    assert best(history.variant(without=["cedar"]).at("2020-03-08"), "nw") == (0, 1, 0, 0)
    assert best(history.variant(without=["birch"]).at("2020-03-08"), "nw") == (1, 0, 0, 0)


def test_who_repeats_two_falls_only_with_both(told):
    accounts = [*small.ACCOUNTS[:2], small.ACCOUNTS[2] | {"derives_from": "ash;birch"}]
    row = small.change("nw-1", "nw", "blue", "red", "2020-03-08", reports="cedar-nw")
    history = told(synthesis=[*small.OPENING, row], accounts=accounts)
    kept = history.variant(without=["ash"]).at("2020-03-08")
    gone = history.variant(without=["ash", "birch"]).at("2020-03-08")
    assert (best(kept, "nw"), best(gone, "nw")) == ((1, 0, 0, 0), (0, 1, 0, 0))


def test_coverage_is_the_share_of_changed_ground_an_account_reported(toy):
    coverage = toy.history().coverage
    assert coverage("2020-03-04").tolist() == [0, 0, 0]
    assert coverage("2020-03-05").to_dict() == {"ash": 1, "birch": 0, "cedar": 0}
    on_the_8th = coverage("2020-03-08")
    assert on_the_8th["ash"] == pytest.approx(1)
    assert on_the_8th["birch"] == pytest.approx(1 / 1.6, rel=1e-5)
    assert on_the_8th["cedar"] == pytest.approx(0.6 / 1.6, rel=1e-5)


def test_explain_gives_what_is_behind_what_differs_and_what_was_before(toy):
    rows = toy.history().explain("nw", "2020-03-09")
    assert rows["stance"].to_dict() == {"ash-nw-60": "behind", "cedar-nw": "differs"}
    assert rows.loc["ash-nw-60", ["account_name", "publisher", "url"]].tolist() == [
        "Radio Ash", "The Gazette", "https://example.org/gazette",
    ]  # fmt: skip
    assert rows.attrs["status"] == (
        "Square nw, end of 2020-03-09: held by The Reds "
        "[The Reds 60 % (60–100); The Blues 40 % (0–40)]; disputed, changing"
    )
    later = toy.history().explain("nw", "2020-03-12")["stance"].to_dict()
    assert later == {
        "ash-nw-60": "before", "cedar-nw": "before", "ash-nw": "behind", "birch-nw": "behind",
    }  # fmt: skip


def test_explain_is_empty_where_nobody_speaks(toy):
    rows = toy.history().explain("se", "2020-03-09")
    assert len(rows) == 0
    assert rows.attrs["status"].startswith("Square se, end of 2020-03-09: held by The Reds")


def test_a_history_says_whose_it_is(toy):
    assert repr(toy.history("birch")) == (
        "<ControlHistory Four Squares: Birch Post, 4 districts, 2020-03-01 to 2020-03-20>"
    )
    assert toy.history().about.account_name == "Synthesis"
    assert toy.history("ash").about.account == "ash"


def test_names_and_days_that_are_not_there_are_refused(toy):
    with pytest.raises(NotFound, match="no account 'ahs'; did you mean ash"):
        toy.history("ahs")
    with pytest.raises(NotFound, match="no account 'elm'"):
        toy.history().variant(without=["elm"])
    with pytest.raises(NotFound, match="no district 'n'"):
        toy.history().explain("n", "2020-03-05")
    for day in ("2020-02-29", "2020-03-21"):
        with pytest.raises(NotCovered, match=f"{day} is outside the period covered, 2020-03-01 to"):
            toy.history().at(day)
        with pytest.raises(NotCovered):
            toy.history().coverage(day)
    with pytest.raises(ValueError, match="is not a day"):
        toy.history().at("March")


def test_a_snapshot_is_the_reader_s_own_to_change(toy):
    toy.history().at("2020-03-05")["control"] = "mine"
    assert toy.history().at("2020-03-05")["control"]["nw"] == "red"


def test_a_variant_keeps_what_it_is_not_told_to_change(toy):
    history = toy.history(known_on="2020-03-12")
    late = history.variant(dates="late").variant(without=["birch"])
    assert (late.known_on, late.scenario.dates, late.without) == (
        date(2020, 3, 12), "late", ("birch",),
    )  # fmt: skip
    assert history.variant(dates="late") is history.variant(dates="late")
    assert best(late.at("2020-03-11"), "nw") == (0.6, 0.4, 0, 0)
    assert best(history.variant(dates="early").at("2020-03-08"), "nw") == (1, 0, 0, 0)


DAYS = st.dates(date(2020, 3, 2), date(2020, 3, 20))
CELLS = st.sampled_from(list(small.SQUARES))
HOLDERS = st.sampled_from(small.PARTIES)


@st.composite
def any_change(draw, number):
    dates = sorted(draw(st.lists(DAYS, min_size=3, max_size=3)))
    giver, taker = draw(st.permutations(small.PARTIES))[:2]
    share = draw(st.sampled_from(["", 0.2, 0.5, 0.75, 1]))
    return small.change(
        f"row-{number}", draw(CELLS), giver, taker, dates[1], share, earliest=dates[0],
        latest=dates[2],
    )  # fmt: skip


@st.composite
def any_report(draw, number):
    day = draw(DAYS)
    to = draw(st.sampled_from([*small.PARTIES, "contested"]))
    extent = draw(st.sampled_from([{}, {"at_least": 0.3}, {"to_share_low": 1, "to_share_high": 1},
                                   {"to_share_low": 0.2, "to_share_high": 0.6}]))  # fmt: skip
    giver = draw(st.sampled_from([*small.PARTIES, ""]))
    account = draw(st.sampled_from(["ash", "birch", "cedar"]))
    return report(f"rep-{number}", draw(CELLS), to, str(day), account, from_=giver,
                  change=draw(st.sampled_from(["yes", "no"])), **extent)  # fmt: skip


@st.composite
def any_tables(draw):
    rows = [draw(any_change(number)) for number in range(draw(st.integers(0, 5)))]
    said = [draw(any_report(number)) for number in range(draw(st.integers(0, 6)))]
    return {"synthesis": [*small.OPENING, *rows], "reports": said}


def shares_of(frame, bound):
    columns = (f"{holder}_share_{bound}" for holder in (*small.PARTIES, "unknown"))
    return np.column_stack([frame[column].to_numpy() for column in columns])


@settings(max_examples=20, deadline=None)
@given(tables=any_tables(), account=st.sampled_from(["synthesis", "ash", "cedar"]))
def test_spells_partition_time_and_shares_partition_ground(tables, account, tmp_path_factory):
    history = small.territory(tmp_path_factory.mktemp("any"), **tables).history(account)
    spells = history.spells
    for _, own in spells.groupby("district"):
        assert own["start"].iloc[0] == date(2020, 3, 1)
        assert own["end"].iloc[-1] == date(2020, 3, 21)
        assert own["start"].tolist()[1:] == own["end"].tolist()[:-1]
        assert (own["start"] < own["end"]).all()
    assert shares_of(spells, "best").sum(axis=1) == pytest.approx(1)
    low, middle, high = (shares_of(spells, bound) for bound in vocab.BOUNDS)
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert low.min() >= 0
    assert high.max() <= 1
    for day in history.dates:
        cells = history.at(day)
        inside = spells[(spells["start"] <= day) & (day < spells["end"])].set_index("district")
        assert len(inside) == len(cells)
        pd.testing.assert_series_equal(
            inside.loc[cells.index, "control"], cells["control"], check_names=False
        )


@settings(max_examples=20, deadline=None)
@given(tables=any_tables(), data=st.data())
def test_a_silent_account_is_the_synthesis(tables, data, tmp_path_factory):
    territory = small.territory(tmp_path_factory.mktemp("any"), **tables)
    day = data.draw(st.dates(date(2020, 3, 1), date(2020, 3, 20)))
    ours = territory.history().at(day)
    for account in territory.accounts.index:
        theirs = territory.history(account).at(day)
        silent = theirs["silent"].to_numpy()
        for bound in vocab.BOUNDS:
            assert np.array_equal(shares_of(theirs, bound)[silent], shares_of(ours, bound)[silent])
        said = {row["district"] for row in tables["reports"] if row["account"] == account}
        assert set(theirs.index[~silent]) <= said


@settings(max_examples=15, deadline=None)
@given(tables=any_tables(), seed=st.integers(0, 999))
def test_the_order_of_reports_changes_nothing_that_is_counted(tables, seed, tmp_path_factory):
    shuffled = random.Random(seed).sample(tables["reports"], len(tables["reports"]))  # noqa: S311
    one = small.territory(tmp_path_factory.mktemp("one"), **tables)
    other = small.territory(tmp_path_factory.mktemp("other"), **tables | {"reports": shuffled})
    for account in ("synthesis", "ash"):
        histories = [territory.history(account) for territory in (one, other)]
        for day in (date(2020, 3, 1) + timedelta(days=n) for n in range(0, 20, 3)):
            left, right = (history.at(day) for history in histories)
            for bound in vocab.BOUNDS:
                assert shares_of(left, bound) == pytest.approx(shares_of(right, bound))
            assert left["disputed"].tolist() == right["disputed"].tolist()


def test_the_order_of_districts_and_rows_changes_nothing(tmp_path):
    rows = [*small.OPENING, *small.CHANGES]
    one = small.territory(tmp_path / "one").history()
    other = small.territory(
        tmp_path / "other", synthesis=rows[::-1], squares=small.features()[::-1]
    ).history()
    for day in one.dates:
        left, right = one.at(day), other.at(day).loc[one.cells.index]
        for bound in vocab.BOUNDS:
            assert shares_of(left, bound) == pytest.approx(shares_of(right, bound))
        assert left["control"].tolist() == right["control"].tolist()


@settings(max_examples=15, deadline=None)
@given(tables=any_tables())
def test_once_all_dates_have_passed_all_accounts_agree(tables, tmp_path_factory):
    rows = [row for row in tables["synthesis"] if row["from"]]
    last = "2020-03-20"
    settled = [
        small.change(f"end-{cell}-{giver}", cell, giver, "red", "2020-03-19")
        for cell in small.SQUARES
        for giver in ("blue", "green")
    ]
    early = [
        row | {"date": "2020-03-10", "earliest": "2020-03-10", "latest": "2020-03-10"}
        for row in rows
    ]
    reports = [
        row | {"date": "2020-03-10", "reported_on": "2020-03-10"} for row in tables["reports"]
    ]
    territory = small.territory(
        tmp_path_factory.mktemp("any"),
        synthesis=[*small.OPENING, *early, *settled],
        reports=reports,
    )
    for account in ("synthesis", *territory.accounts.index):
        cells = territory.history(account).at(last)
        assert cells["red_share_best"].tolist() == pytest.approx([1, 1, 1, 1])


def test_what_an_account_rests_on_differs_for_the_synthesis(tmp_path):
    """Ash says on the 6th that ne went to red; Birch, on the 7th, that it went to green."""
    place = small.territory(tmp_path)

    def stances(account, day):
        return place.history(account).explain("ne", day)["stance"].to_dict()

    assert stances("ash", "2020-03-06") == {"ash-ne-red": "behind"}
    assert stances("synthesis", "2020-03-06") == {"ash-ne-red": "differs"}
    # from then on Ash is silent there, and shows the synthesis
    later = {"ash-ne-red": "differs", "birch-ne-green": "behind"}
    for account in ("ash", "birch", "synthesis"):
        assert stances(account, "2020-03-08") == later


def test_a_reading_that_does_not_exist_is_refused(tmp_path):
    place = small.territory(tmp_path)
    with pytest.raises(NotFound, match="reading of dates"):
        place.history().variant(dates="never")
    with pytest.raises(NotFound, match="reading of the baseline"):
        place.history().variant(baseline="middle")
