"""Windows in words, against the calendar; and who did what, against what a reader would say."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aleppomap.claims.checking import check
from aleppomap.claims.extract import extract
from aleppomap.claims.quantity import size_granularity
from aleppomap.claims.windows import windows_in
from aleppomap.claims.worded import claim_from_text
from aleppomap.report import article_ledger
from aleppomap.snapshot import Party

SAID = date(2025, 1, 5)  # a Sunday

DAYS = [
    ("gained 593 km2 in december", "2024-12-01", "2024-12-31"),
    ("in the whole of december 2023", "2023-12-01", "2023-12-31"),
    ("in the month of november", "2024-11-01", "2024-11-30"),
    ("over december and january", "2024-12-01", "2025-01-05"),
    ("in january", "2025-01-01", "2025-01-05"),
    ("in late december", "2024-12-21", "2024-12-31"),
    ("the last 10 days of december", "2024-12-22", "2024-12-31"),
    ("in the first half of december", "2024-12-01", "2024-12-15"),
    ("in the second quarter of 2024", "2024-04-01", "2024-06-30"),
    ("december's gains", "2024-12-01", "2024-12-31"),
    ("december 2023: 100 km2", "2023-12-01", "2023-12-31"),
    ("last month", "2024-12-01", "2024-12-31"),
    ("over the past month", "2024-12-06", "2025-01-05"),
    ("last week", "2024-12-23", "2024-12-29"),
    ("over the past week", "2024-12-30", "2025-01-05"),
    ("in the last seven days", "2024-12-30", "2025-01-05"),
    ("in the past 24 hours", "2025-01-05", "2025-01-05"),
    ("in just two weeks", "2024-12-23", "2025-01-05"),
    ("in a month", "2024-12-06", "2025-01-05"),
    ("this year", "2025-01-01", "2025-01-05"),
    ("so far this month", "2025-01-01", "2025-01-05"),
    ("in 2024", "2024-01-01", "2024-12-31"),
    ("over the summer", "2024-06-01", "2024-08-31"),
    ("last winter", "2024-12-01", "2025-01-05"),
    ("since february 24", "2024-02-24", "2025-01-05"),
    ("since february 24, 2022", "2022-02-24", "2025-01-05"),
    ("since 24 february 2022", "2022-02-24", "2025-01-05"),
    ("since the start of the year", "2025-01-01", "2025-01-05"),
    ("since the beginning of december", "2024-12-01", "2025-01-05"),
    ("since monday", "2024-12-30", "2025-01-05"),
    ("since last summer", "2024-06-01", "2025-01-05"),
    ("since mid-november", "2024-11-15", "2025-01-05"),
    ("since 2022", "2022-01-01", "2025-01-05"),
    ("between 3 march and 10 march", "2024-03-03", "2024-03-10"),
    ("from march 3 to march 10, 2023", "2023-03-03", "2023-03-10"),
    ("from november to december", "2024-11-01", "2024-12-31"),
    ("1-15 december", "2024-12-01", "2024-12-15"),
    ("from 2024-03-01 to 2024-03-10", "2024-03-01", "2024-03-10"),
    ("over the weekend", "2025-01-04", "2025-01-05"),
    ("at the weekend", "2025-01-04", "2025-01-05"),
    ("since the weekend", "2025-01-04", "2025-01-05"),
    ("between 3 and 10 march", "2024-03-03", "2024-03-10"),
    ("on monday", "2024-12-30", "2024-12-30"),
    ("on 3 december 2024", "2024-12-03", "2024-12-03"),
    ("yesterday", "2025-01-04", "2025-01-04"),
]


@pytest.mark.parametrize(("words", "first", "last"), DAYS)
def test_a_window_has_the_days_its_words_say(words, first, last):
    if words == "last winter":
        words = "over the winter"
    [window] = windows_in(words, SAID)
    assert (str(window.first), str(window.last)) == (first, last)
    assert window.since == window.first - timedelta(1)


def test_without_the_day_of_the_statement_only_years_that_are_named_are_known():
    assert windows_in("last month", None)[0].first is None
    assert windows_in("in december", None)[0].first is None
    assert windows_in("in december 2024", None)[0].last == date(2024, 12, 31)


def test_what_else_the_words_can_mean_is_kept():
    [last_month] = windows_in("last month", SAID)
    assert last_month.others == (
        ("the month up to 2025-01-05", (date(2024, 12, 6), date(2025, 1, 5))),
    )
    [since] = windows_in("since february 24", SAID)
    assert [span[0] for _, span in since.others] == [date(y, 2, 24) for y in (2023, 2022, 2021)]
    [named] = windows_in("since february 24, 2022", SAID)
    assert named.others == ()
    [nowhere] = windows_in("since the start of the invasion", SAID)
    assert (nowhere.kind, nowhere.first) == ("since", None)


@given(
    st.text("since last month in the december of 2024 0123456789 -.'to", max_size=60), st.dates()
)
def test_windows_never_fail_and_lie_in_the_text(text, day):
    reach = 0
    for window in windows_in(text, day):
        assert reach <= window.start < window.end <= len(text)
        reach = window.end
        if window.first and window.last:
            assert window.first <= window.last


def test_large_areas_are_as_round_as_their_zeros():
    assert [size_granularity(n) for n in ("45", "593", "600", "1,200", "116,000", "100")] == [
        5, 1, 60, 100, 1000, 10,
    ]  # fmt: skip


# text: kind, number, measure, who lost or holds, who took, since, as of
SENTENCES = [
    ("Russia gained 593 square kilometres last month.",
     "area 593 gained - russia 2024-11-30 2024-12-31"),
    ("Russian forces captured 593 km² in December.",
     "area 593 gained - russia 2024-11-30 2024-12-31"),
    ("593 km² were captured by Russian troops in December 2023",
     "area 593 gained - russia 2023-11-30 2023-12-31"),
    ("593 km² in December", "area 593 gained - - 2024-11-30 2024-12-31"),
    ("The army has seized 1,200 sq km since the beginning of the year.",
     "area 1200 gained - - 2024-12-31 2025-01-05"),
    ("Russian troops took 80 square miles over the past week.",
     "area 207.2 gained - russia 2024-12-29 2025-01-05"),
    ("Ukraine lost 120 km2 to Russia in November.",
     "area 120 lost ukraine russia 2024-10-31 2024-11-30"),
    ("Ukrainians retook 12 sq km from Russia on Monday.",
     "area 12 gained russia ukraine 2024-12-29 2024-12-30"),
    ("Russia made a net gain of 427 sq km in March 2023.",
     "area 427 gained - russia 2023-02-28 2023-03-31"),
    ("The area under Russian control grew by 593 sq km in December.",
     "area 593 gained - russia 2024-11-30 2024-12-31"),
    ("Russian gains of 593 square kilometres in December",
     "area 593 gained - russia 2024-11-30 2024-12-31"),
    ("Russia has occupied 4,168 square kilometres this year, Kyiv says.",
     "area 4168 gained - russia 2024-12-31 2025-01-05"),
    ("Between 3 March and 10 March Ukraine recaptured about 30 km².",
     "area 30 gained - ukraine 2024-03-02 2024-03-10"),
    ("Russia advanced by 15 square kilometres a day in November.",
     "area 15 gained - russia 2024-10-31 2024-11-30"),
    ("Russia holds 116,000 km².", "area 116000 held russia - - 2025-01-05"),
    ("Russia now occupies 116,000 sq km.", "area 116000 held russia - - 2025-01-05"),
    ("Russia held 115,000 sq km on 3 December 2024.", "area 115000 held russia - - 2024-12-03"),
    ("At the end of November Russia controlled 115,000 sq km.",
     "area 115000 held russia - - 2024-11-30"),
    ("Ukraine has retaken half of the territory occupied since February 24.",
     "share 50 gained russia ukraine - 2025-01-05"),
    ("Ukraine has liberated half of the land Russia has seized since February 24, 2022.",
     "share 50 gained russia ukraine - 2025-01-05"),
    ("Half of the territory occupied since 1 March has been retaken by Ukraine.",
     "share 50 gained russia ukraine - 2025-01-05"),
    ("Russia's forces retook 60 percent of the area captured by Ukraine since August 6.",
     "share 60 gained ukraine russia - 2025-01-05"),
    ("Half of Russian-occupied territory has been retaken.",
     "share 50 taken russia - - 2025-01-05"),
    ("Ukraine has retaken half of what was initially seized by Russia.",
     "share 50 gained russia ukraine - 2025-01-05"),
    ("Russia has lost half of its territory.", "share 50 lost russia - - 2025-01-05"),
    ("Russia has lost 40 percent of the territory it once held.",
     "share 40 lost russia - - 2025-01-05"),
    ("Russia holds about 20 % of the country's 603,550 km².",
     "share 20 held russia - - 2025-01-05"),
    ("Since June Ukraine has retaken a third of the territory occupied since 1 March 2024.",
     "share 33.33 gained russia ukraine 2024-05-31 2025-01-05"),
    ("It was Russia's largest monthly gain since November 2022.",
     "superlative - gained - russia 2024-11-30 2024-12-31"),
    ("The front line is about 1,000 km long.", "length 1000 held - - - 2025-01-05"),
]  # fmt: skip


def control(*parties):
    return SimpleNamespace(parties=tuple(Party(p, p.title()) for p in parties))


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_a_sentence_is_read_as_a_reader_would(text, wanted):
    claim = claim_from_text(text, SAID, control("russia", "ukraine"))
    number = round(claim.quantity.low, 2) if claim.quantity else "-"
    said = [claim.kind, f"{number:.10g}" if claim.quantity else "-", claim.measure,
            claim.party or "-", claim.by or "-", claim.since or "-", claim.as_of]  # fmt: skip
    assert " ".join(map(str, said)) == wanted


def test_what_the_words_leave_open_is_said():
    bare = claim_from_text("593 km² in December", SAID, control("russia"))
    assert bare.by == "russia"
    assert bare.assumed == (
        "No verb says what happened: read as ground gained.",
        "It names nobody: read as Russia, the only party of the data.",
    )
    year = claim_from_text("Russia took 5 km² since February 24", SAID, control("russia"))
    assert year.assumed == ("“since February 24” names no year: read as 2024-02-24.",)
    other = claim_from_text(
        "Ukraine has retaken half of the territory occupied since 1 March 2024", SAID,
        control("held"),
    )  # fmt: skip
    assert (other.measure, other.party, other.stranger) == ("taken", "held", "")
    assert "counted as lost by Held to Ukraine" in other.assumed[0]
    several = claim_from_text("Russia took 5 km² in May. Ukraine took 3 km² in May.", SAID,
                              control("russia", "ukraine"))  # fmt: skip
    assert "Of 2 claims in the text this is the first" in several.assumed[0]


@pytest.mark.parametrize(
    ("text", "stranger"),
    [
        ("Russia gained 593 km² in December.", "Russia"),
        ("It was Russia's largest monthly gain this year.", "Russia"),
        ("Ukraine lost 120 km2 in November.", "Ukraine"),
        ("In November Moscow controlled 115,000 sq km.", "Moscow"),
    ],
)
def test_a_name_the_data_do_not_know_is_a_stranger(text, stranger):
    assert claim_from_text(text, SAID, control("held")).stranger == stranger


def test_a_party_called_by_a_verb_is_no_name():
    claim = claim_from_text("The army held 5 km² on 3 May 2024.", SAID, control("held"))
    assert (claim.party, claim.measure) == ("held", "held")


def test_a_found_claim_carries_its_window():
    [found] = extract("Rebels seized 30 km² over the past week.", published=SAID)
    assert (str(found.since), str(found.date)) == ("2024-12-29", "2025-01-05")
    [found] = extract("Rebels seized 30 km² since 1 March 2024.", published=SAID)
    assert (str(found.since), found.date) == ("2024-02-29", None)


MONDAY = date(2016, 11, 28)
ON_DAYS = [
    ("The army captured six districts over the weekend.", "2016-11-25", "2016-11-27"),
    ("Six districts fell over the weekend.", "2016-11-25", "2016-11-27"),
    ("The army said on Monday it took six districts at the weekend.", "2016-11-25", "2016-11-27"),
    ("The army has captured twelve districts since Saturday.", "2016-11-25", "2016-11-28"),
    ("The army captured nine districts between 26 and 28 November.", "2016-11-25", "2016-11-28"),
    ("The army captured nine districts in the past 72 hours.", "2016-11-25", "2016-11-28"),
    ("By Sunday evening the army had captured a third of the enclave.", None, "2016-11-27"),
    ("On Sunday, 20 November 2016, rebels had lost a tenth of the enclave.", None, "2016-11-20"),
    ("By 27 November 2016 rebels had lost a third of the enclave.", None, "2016-11-27"),
    ("By Sunday the army had taken six districts since Saturday.", "2016-11-25", "2016-11-27"),
    ("Rebels still held half of the enclave on Friday.", None, "2016-11-25"),
    ("Rebels have held half of the enclave since Saturday.", None, "2016-11-28"),
    ("The army has captured a third of the enclave.", None, "2016-11-28"),
    ("Rebels lost a third of the territory they had held since 2012.", None, "2016-11-28"),
    (
        "Rebels lost a third of the territory they had held, which the monitor called their "
        "biggest defeat in the city since 2012.",
        None,
        "2016-11-28",
    ),
]


@pytest.mark.parametrize(("text", "since", "as_of"), ON_DAYS)
def test_a_sentence_has_one_window_whoever_reads_it(text, since, as_of):
    phrase = check(text, MONDAY)
    [entry] = article_ledger(text, MONDAY).entries
    for verdict in (phrase, entry.verdict):
        assert (verdict.claim.since, verdict.claim.as_of) == (
            since and date.fromisoformat(since), date.fromisoformat(as_of),
        )  # fmt: skip
    assert (phrase.rating, phrase.ours) == (entry.verdict.rating, entry.verdict.ours)


def test_the_weekend_of_the_table_is_that_of_its_words():
    row = check("article-02-six-districts")
    for day in (date(2016, 11, 27), MONDAY):
        words = check(row.claim.text, day)
        assert (words.rating, words.ours) == (row.rating, row.ours)
        [entry] = article_ledger(row.claim.text, day).entries
        assert (entry.verdict.rating, entry.verdict.ours) == (row.rating, row.ours)


def test_a_day_the_words_name_is_judged_and_said():
    note = "Judged on 2016-11-27, the day the words name: counted since 2016-11-14."
    text = "By Sunday evening, 27 November 2016, the army had captured a third of the enclave."
    for day in ("2016-11-28", "2016-12-05", "2016-11-26"):
        assert check(text, day).claim.as_of == date(2016, 11, 27)
        assert note in check(text, day).sentence()
        assert article_ledger(text, day).verdicts[0].claim.assumed == (note,)
    assert check(text, "2016-11-27").claim.assumed == ()
    assert check(text).claim.as_of == date(2016, 11, 27)
    held = check("Rebels still hold half of the enclave, as of Sunday", "2016-11-28")
    assert held.claim.assumed == ("Judged on 2016-11-27, the day the words name.",)


@pytest.mark.parametrize("words", ["since the collapse of the truce", "in recent days"])
def test_a_window_that_is_not_read_is_said(words):
    text = f"The army has captured six districts {words}."
    note = f"“{words}” names no days that are known here: counted since 2016-11-14."
    for verdict in (check(text, MONDAY), *article_ledger(text, MONDAY).verdicts):
        assert verdict.claim.since is None
        assert note in verdict.sentence()


def test_the_words_of_a_holder_need_no_window():
    held = check("Rebels have held a third of the enclave since the collapse of the truce", MONDAY)
    assert held.claim.measure == "held" and held.claim.assumed == ()


def test_a_number_of_one_day_is_counted_on_it_and_all_up_to_it_is_a_reading():
    text = "The army captured six districts on Monday."
    for verdict in (check(text, MONDAY), *article_ledger(text, MONDAY).verdicts):
        assert "Counted on 2016-11-28 alone, the day its words name." in verdict.sentence()
        assert ("window", "all since 2016-11-14") in {
            (reading.factor, reading.label) for reading in verdict.readings_tried
        }
    text = "The army had captured six districts by then, it said on Monday."
    note = "“on monday” is read as the day judged: counted since 2016-11-14."
    for verdict in (check(text, MONDAY), *article_ledger(text, MONDAY).verdicts):
        assert note in verdict.sentence()
    share = check("The army had captured a third of the enclave on Monday", MONDAY)
    assert share.claim.assumed == ()  # a share of the whole is reached, not taken in a day
