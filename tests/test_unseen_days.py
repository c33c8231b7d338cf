"""Days, windows and wholes in sentences of our own, each with what a reader takes it to say."""

from __future__ import annotations

from datetime import date

import pytest

import aleppomap as am
from aleppomap.claims.windows import windows_in

FIRST = "opposition-held-2016-11-14"


def both(text, day):
    """Return the claims of a sentence by both ways: found in a text, and checked as a phrase."""
    return [*am.article_ledger(text, day).verdicts, am.check(text, day)]


def only(text, day):
    verdicts = both(text, day)
    assert len(verdicts) == 2, [v.claim.text for v in verdicts]
    return verdicts


SIZES = [
    ("The rebel pocket measures 21 square kilometres.", "2016-11-28", 21),
    ("Insurgents are trapped in an area of 15 km2.", "2016-12-05", 15),
    ("The opposition-held enclave has been reduced to 18 sq km.", "2016-12-05", 18),
    ("The rebel enclave, some 22 km2, is besieged.", "2016-11-28", 22),
]


@pytest.mark.parametrize(("text", "day", "km2"), SIZES)
def test_the_size_of_an_enclave_is_what_is_held(text, day, km2):
    for verdict in only(text, day):
        claim = verdict.claim
        assert (claim.kind, claim.measure, claim.party) == ("area", "held", "opposition")
        assert claim.quantity.low == km2
        assert not any("read as lost" in said for said in claim.assumed)


def test_a_size_that_may_be_of_the_beginning_is_a_reading():
    for verdict in only("The rebel pocket measures 36 km2.", "2016-12-07"):
        assert ("the day", "its size on 2016-11-14") in {
            (r.factor, r.label) for r in verdict.readings_tried
        }
        assert verdict.robustness != "firm"


def test_shrunk_from_is_the_first_size_and_to_the_last():
    first, second, phrase = both("The rebel pocket shrank from 36 to 11 km2.", "2016-12-07")
    assert (first.claim.measure, first.claim.as_of) == ("held", date(2016, 11, 14))
    assert first.rating == "matches"  # 35.9 km² at the start
    for verdict in (second, phrase):
        assert (verdict.claim.measure, verdict.claim.as_of) == ("held", date(2016, 12, 7))
        assert verdict.claim.quantity.low == 11
        assert verdict.rating == "matches"


def test_an_area_taken_out_of_an_enclave_is_no_size_of_it():
    for verdict in both("The army captured an area of 5 km2 in the rebel enclave.", "2016-12-05"):
        assert verdict.claim.measure in ("gained", "taken")


SHRUNK = [
    ("In five days the opposition-held area has shrunk by a quarter.", "2016-12-09", "2016-12-04"),
    ("The area controlled by the rebels was cut by half in the past week.", "2016-12-09",
     "2016-12-02"),
    ("Since 1 December rebels have lost half of the ground they still held.", "2016-12-07",
     "2016-11-30"),
    ("Over the past three days insurgents lost a fifth of their remaining territory.",
     "2016-12-09", "2016-12-06"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day", "since"), SHRUNK)
def test_ground_that_shrank_is_counted_over_what_was_held_at_the_start(text, day, since):
    start = date.fromisoformat(since)
    held = am.load().history().at(start)
    km2 = float((held["opposition_share_best"] * held["area_km2"]).sum())
    for verdict in only(text, day):
        assert (verdict.claim.measure, verdict.claim.since) == ("lost", start)
        assert verdict.headline.denominator_km2 == pytest.approx(km2, abs=0.01)


def test_what_was_held_on_a_day_is_the_whole_and_not_the_day_judged():
    for text in (
        "Half of the area that the rebels held on Wednesday is now lost.",
        "Rebels have now lost half of the territory they held two days ago.",
    ):
        for verdict in only(text, "2016-12-09"):
            assert verdict.claim.as_of == date(2016, 12, 9)
            assert "2016-12-07" in verdict.reason


def test_what_they_still_held_without_a_day_cannot_be_told():
    for verdict in only("Rebels have lost a third of the ground they still held.", "2016-12-07"):
        assert verdict.rating == "cannot-tell"


def test_their_territory_in_a_window_can_be_of_its_beginning():
    for verdict in only("Rebels lost a fifth of their territory in four days.", "2016-12-09"):
        assert verdict.claim.region in ("", FIRST)
        assert ("denominator", "what was held at the end of 2016-12-05") in {
            (r.factor, r.label) for r in verdict.readings_tried
        }


def test_their_territory_in_the_city_is_theirs():
    for verdict in only("Insurgents lost half of their territory in the city.", "2016-12-05"):
        assert verdict.claim.region == FIRST
        assert verdict.rating in ("matches", "close")


PARTS_OF_WHOLES = [
    "Troops control 12 square kilometres of the enclave's original 36 square kilometres.",
    "The army holds 12 sq km (about five sq miles) of the total 36 sq km of the enclave.",
    "Government forces hold 12 km2 out of the enclave's 36 km2.",
]


@pytest.mark.parametrize("text", PARTS_OF_WHOLES)
def test_an_area_of_a_stated_whole_is_one_claim(text):
    for verdict in only(text, "2016-11-29"):
        assert verdict.claim.kind == "share"
        assert verdict.claim.quantity.low == pytest.approx(100 / 3, abs=0.01)
        assert verdict.claim.whole_km2 == pytest.approx(36)
        assert verdict.claim.region == FIRST


def test_two_areas_beside_each_other_are_two_claims():
    found = am.extract("The army took 3 sq km on Monday and 5 sq km on Tuesday.", "2016-11-30")
    assert [claim.low for claim in found if claim.kind == "area"] == [3, 5]


OWN_DAY = [
    ("The army captured three districts on Thursday.", "2016-12-02", "2016-12-01"),
    ("On Thursday troops seized three districts.", "2016-12-02", "2016-12-01"),
    ("Insurgents lost 3 km2 yesterday.", "2016-12-02", "2016-12-01"),
    ("Rebels lost three districts overnight.", "2016-12-02", "2016-12-02"),
]


@pytest.mark.parametrize(("text", "stated", "day"), OWN_DAY)
def test_what_was_taken_on_a_day_is_counted_on_it(text, stated, day):
    day = date.fromisoformat(day)
    for verdict in only(text, stated):
        assert (verdict.claim.since, verdict.claim.as_of) == (date.fromordinal(
            day.toordinal() - 1), day)  # fmt: skip


@pytest.mark.parametrize("text", [
    "The army had captured 13 districts by Thursday.",
    "The army has captured 13 districts, a spokesman said on Thursday.",
    "As of Thursday the army had captured 13 districts.",
])  # fmt: skip
def test_what_had_been_taken_by_a_day_is_counted_from_the_beginning(text):
    for verdict in both(text, "2016-12-02"):
        assert (verdict.claim.since, verdict.claim.as_of) == (None, date(2016, 12, 1))


def test_a_day_alone_and_all_up_to_it_on_two_sides_are_not_firm():
    for verdict in only("The army captured 30 districts on Monday.", "2016-12-12"):
        assert verdict.rating == "too-high"  # 11 on that day, 54 since the beginning
        assert "window" in verdict.hinges_on


DAYS = [
    ("Rebels had lost a third of the enclave three days ago.", "2016-12-01", "2016-11-28"),
    ("Troops held 40 % of east Aleppo a week ago.", "2016-12-05", "2016-11-28"),
    ("Rebels had lost a third of the enclave by 28/11/2016.", "2016-12-05", "2016-11-28"),
    ("Rebels had lost a third of the enclave on 11/28/2016.", "2016-12-05", "2016-11-28"),
    ("Rebels had lost a third of the enclave on the 28th.", "2016-12-05", "2016-11-28"),
    ("The day before yesterday rebels had lost a third of the enclave.", "2016-11-30",
     "2016-11-28"),
    ("On 27 November troops entered Hanano, and by the next day they controlled a third of east "
     "Aleppo.", "2016-12-05", "2016-11-28"),
    ("As of Sunday rebels had lost a quarter of the enclave; on Wednesday fighting went on.",
     "2016-11-30", "2016-11-27"),
    ("Troops, having taken Hanano on Sunday, hold 40 % of east Aleppo.", "2016-11-30",
     "2016-11-30"),
    ("The army has captured half of the enclave, which rebels had held since 2012.",
     "2016-12-05", "2016-12-05"),
    ("The army has captured half of the area that rebels had been holding for the past four "
     "years.", "2016-12-05", "2016-12-05"),
    ("The army, which began its assault two weeks ago, has captured half of the enclave.",
     "2016-12-05", "2016-12-05"),
    ("Troops now hold 60 % of east Aleppo, against 40 % a week ago.", "2016-12-05", "2016-12-05"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "stated", "day"), DAYS)
def test_the_day_of_a_number(text, stated, day):
    shares = [v for v in both(text, stated) if v.claim.kind == "share"]
    assert str(shares[0].claim.as_of) == day  # as found in a text
    assert str(shares[-1].claim.as_of) == day  # as checked alone


@pytest.mark.parametrize("text", ["on 31/02/2016", "on 99/99/2016", "on the 31st", "by 0/0/2016"])
def test_a_day_that_the_calendar_does_not_have_names_none(text):
    claim = am.check(f"Rebels had lost a third of the enclave {text}.", "2016-12-05").claim
    assert claim.as_of in (date(2016, 12, 5), None)


@pytest.mark.parametrize(("words", "said", "last"), [
    ("the army will take half of the city by sunday", "2016-12-01", "2016-12-04"),
    ("they expect to lose half of it by january", "2016-11-28", "2017-01-31"),
    ("rebels had lost half of it by sunday", "2016-12-01", "2016-11-27"),
    ("they hope to hold it by january 2018", "2016-11-28", "2018-01-31"),
])  # fmt: skip
def test_by_a_day_to_come(words, said, last):
    [found] = [w for w in windows_in(words, date.fromisoformat(said)) if w.kind == "by"]
    assert str(found.last) == last


def test_the_first_days_of_the_offensive_are_told_from_its_start():
    text = "The army took a tenth of the enclave in the first two weeks of its offensive."
    for verdict in only(text, "2016-12-12"):
        assert (verdict.claim.since, verdict.claim.as_of) == (
            date(2016, 11, 14), date(2016, 11, 28),
        )  # fmt: skip
        assert ("window", "from 2016-11-20 (the ground attack on Masaken Hanano)") in {
            (r.factor, r.label) for r in verdict.readings_tried
        }


@pytest.mark.parametrize(("text", "day", "rating"), [
    ("The offensive resumed two weeks ago.", "2016-11-29", "close"),
    ("Two weeks after the offensive resumed, rebels are losing.", "2016-11-28", "matches"),
    ("Five weeks after the offensive resumed, rebels are losing.", "2016-11-28", "too-high"),
    ("The offensive entered its third week on Monday.", "2016-12-05", "matches"),
])  # fmt: skip
def test_weeks_of_a_campaign_are_days(text, day, rating):
    [verdict] = am.article_ledger(text, day).verdicts
    assert (verdict.claim.kind, verdict.rating) == ("elapsed", rating)


WHOLES = [
    ("Troops took 40 % of the enclave, including the Old City.", FIRST),
    ("Troops hold half of Sakhour and a third of Karm al-Jabal.", "sakhour"),
    ("The army took ten quarters in the historic part of Aleppo.", "old-city"),
    ("The army took ten quarters in the northern part of eastern Aleppo.",
     "north-of-al-bab-highway"),
    ("Troops hold 87 % of the whole of Aleppo.", "aleppo-city"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "region"), WHOLES)
def test_the_whole_of_a_number(text, region):
    found = both(text, "2016-12-07")
    assert found[0].claim.region == found[-1].claim.region == region


def test_of_the_name_alone_can_be_of_the_whole_city():
    for verdict in only("The army holds 87 % of Aleppo.", "2016-12-09"):
        cities = [r for r in verdict.readings_tried if r.label == "Aleppo, all districts"]
        assert [round(r.value.denominator_km2) for r in cities] == [129]
        assert "denominator" in verdict.hinges_on


@pytest.mark.parametrize("text", [
    "Troops hold 95 % of the western half of the city.",
    "The army captured nine villages north of Aleppo.",
    "The army captured nine villages in the Aleppo countryside.",
    "The army has captured 22 of 50 districts.",
    "Rebels have lost one in four districts.",
    "Rebels have lost half of the 60 districts.",
])  # fmt: skip
def test_a_whole_that_is_not_in_the_data_cannot_be_told(text):
    for verdict in both(text, "2016-12-07"):
        assert (verdict.rating, verdict.headline) == ("cannot-tell", None), verdict.sentence()


def test_all_the_northern_districts_lost_are_lost_and_northern():
    text = "The insurgents lost all the northern districts of their stronghold."
    [verdict] = am.article_ledger(text, "2016-11-29").verdicts
    claim = verdict.claim
    assert (claim.kind, claim.measure, claim.region) == (
        "containment", "lost", "north-of-al-bab-highway",
    )  # fmt: skip


@pytest.mark.parametrize("text", [
    "It was their worst defeat since they captured half of the city in 2012.",
    "It was their heaviest loss since rebels seized half the city in 2012.",
])  # fmt: skip
def test_what_was_taken_long_ago_is_not_of_now(text):
    for verdict in both(text, "2016-11-28"):
        assert verdict.rating == "cannot-tell"
        assert verdict.claim.as_of == date(2012, 12, 31)


@pytest.mark.parametrize(("words", "days"), [
    ("since last Thursday", ("2016-11-30", "2016-12-07")),
    ("in the last week of November", ("2016-11-23", "2016-11-30")),
    ("in the last four days of November", ("2016-11-26", "2016-11-30")),
    ("over the last four days", ("2016-12-03", "2016-12-07")),
])  # fmt: skip
def test_the_days_of_a_window(words, days):
    for verdict in only(f"Troops took a third of the enclave {words}.", "2016-12-07"):
        assert (str(verdict.claim.since), str(verdict.claim.as_of)) == days


def test_a_district_named_beside_others_is_not_where_they_are_counted():
    text = "On Tuesday troops captured the Shaar district and five other districts."
    for verdict in only(text, "2016-12-07"):
        assert verdict.claim.region == ""
        assert verdict.claim.as_of == date(2016, 12, 6)


def test_what_was_taken_with_no_day_said_may_be_of_the_day_it_is_told():
    for verdict in only("Troops freed seven districts of the city.", "2016-12-12"):
        assert verdict.claim.since is None
        labels = {r.label for r in verdict.readings_tried if r.factor == "window"}
        assert labels == {"on 2016-12-12 alone", "on 2016-12-11 alone"}
        assert verdict.robustness != "firm"
    for verdict in only("Troops have freed 54 districts of the city.", "2016-12-12"):
        assert not [r for r in verdict.readings_tried if r.factor == "window"]


@pytest.mark.parametrize(("text", "denominator"), [
    ("The army held 40 % of the Ghouta's land in June.", "the Ghouta's land"),
    ("The army took 20 villages in the past three weeks in Hama province.", "Hama province"),
    ("Troops captured a fifth of Idlib within weeks.", "Idlib"),
])  # fmt: skip
def test_words_of_time_are_no_part_of_an_area(text, denominator):
    [found] = am.extract(text, am.load(), "2019-12-24")
    assert found.denominator == denominator


def test_a_day_of_what_was_held_before_is_of_no_number_beside_it():
    text = ("Troops took 30 % of the pocket, which as of 26 November was under rebel rule; and "
            "they hold half of the Old City.")  # fmt: skip
    found = am.extract(text, am.load(), "2016-12-05")
    assert [claim.date for claim in found if claim.kind == "share"] == [None, None]


def test_the_size_of_what_the_other_party_holds_is_counted_over_all_districts():
    for verdict in only("The government-held area measures 112 km2.", "2016-12-09"):
        claim = verdict.claim
        assert (claim.measure, claim.party, claim.region) == ("held", "government", "aleppo-city")
        assert verdict.rating == "matches"
