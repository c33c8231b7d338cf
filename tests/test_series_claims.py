"""Claims against daily polygons. Truth: cells of the graticule, by the closed form of a zone.

Twenty columns of 0.1 degree by two rows of 0.1 degree. East holds the last n columns of
the southern row (of area A a cell) and the last three of the northern (B a cell), West the
rest. n is 4, from 24 February 2022 6, from 1 March 10, from 25 March 14; the data end on 31
March and begin again on 25 November with n 9; on 10 December it is 11, on 20 December West
takes a northern cell back, on 2 January n is 12. There are no data on 31 December and on 1
January.
"""

from __future__ import annotations

import json
import math
from datetime import date, timedelta

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod

import aleppomap as am
from aleppomap.claims.judging import judge_by
from aleppomap.claims.of_control import OfControl
from aleppomap.claims.worded import claim_from_text
from aleppomap.errors import AleppoMapError
from aleppomap.series import SnapshotSeries
from tests import small
from tests.commands import run

_GEOD = Geod(ellps="WGS84")
WEST, SOUTH, STEP, COLUMNS = 37.0, 48.0, 0.1, 20
NEAR = 2e-5  # a parallel is drawn as short geodesics
PERIODS = [(date(2022, 2, 20), date(2022, 3, 31)), (date(2022, 11, 25), date(2023, 1, 5))]
NO_DATA = {date(2022, 12, 31), date(2023, 1, 1)}


def zone_km2(south, north, width_deg):
    """Return the area of a cell of the graticule (Snyder 1987, eq. 3-12)."""

    def q(latitude):
        sine, e = math.sin(math.radians(latitude)), math.sqrt(_GEOD.es)
        return sine / (1 - _GEOD.es * sine * sine) + math.atanh(e * sine) / e

    return math.radians(width_deg) * _GEOD.b**2 / 2 * (q(north) - q(south)) / 1e6


A = zone_km2(SOUTH, SOUTH + STEP, STEP)
B = zone_km2(SOUTH + STEP, SOUTH + 2 * STEP, STEP)


def columns_of(day):
    """Return how many columns East holds in either row at the end of a day."""
    steps = [(date(2022, 2, 24), 6), (date(2022, 3, 1), 10), (date(2022, 3, 25), 14),
             (date(2022, 11, 1), 9), (date(2022, 12, 10), 11), (date(2023, 1, 2), 12)]  # fmt: skip
    return next((n for start, n in reversed(steps) if day >= start), 4), (
        2 if day >= date(2022, 12, 20) else 3
    )


def row_of(number, row):
    """Return the ground West and East hold in one row; the last `number` columns are East's."""
    south = SOUTH + STEP * row
    border, end = WEST + STEP * (COLUMNS - number), WEST + STEP * COLUMNS
    return (shapely.box(WEST, south, border, south + STEP),
            shapely.box(border, south, end, south + STEP))  # fmt: skip


def frame_of(day, parties=("west", "east"), rows=2):
    grounds = {party: [] for party in parties}
    for row, number in enumerate(columns_of(day)[:rows]):
        for party, shape in zip(("west", "east"), row_of(number, row), strict=True):
            if party in grounds:
                grounds[party].append(shape)
    shapes = [shapely.segmentize(shapely.union_all(g), STEP / 5) for g in grounds.values()]
    return gpd.GeoDataFrame({"control": list(grounds)}, geometry=shapes, crs="OGC:CRS84")


def days():
    for first, last in PERIODS:
        for number in range((last - first).days + 1):
            day = first + timedelta(number)
            if day not in NO_DATA:
                yield day


@pytest.fixture(scope="module")
def series():
    return SnapshotSeries.from_frames({day: frame_of(day) for day in days()})


@pytest.fixture(scope="module")
def east_alone():
    return SnapshotSeries.from_frames({day: frame_of(day, ("east",)) for day in days()})


def number(verdict, factor, label):
    rows = verdict.readings
    found = rows[(rows["factor"] == factor) & rows["reading"].str.contains(label, regex=False)]
    return found["number"].iloc[0]


def test_half_of_what_was_occupied_is_a_share_of_the_ground_newly_taken(series):
    text = "West has retaken half of the territory occupied since 24 February 2022"
    verdict = am.check(text, series, date="2022-12-01")
    assert verdict.rating == "matches"
    assert verdict.best == pytest.approx(50, rel=NEAR)  # 5 of the 14 - 4 cells
    assert verdict.headline.numerator_km2 == pytest.approx(5 * A, rel=NEAR)
    assert verdict.headline.denominator_km2 == pytest.approx(10 * A, rel=NEAR)
    largest = number(verdict, "denominator", "at its largest, on 2022-03-25")
    assert largest == pytest.approx(100 * 5 * A / (14 * A + 3 * B), rel=NEAR)
    assert number(verdict, "denominator", "day by day") == pytest.approx(50, rel=NEAR)
    assert number(verdict, "net or gross", "net") == pytest.approx(50, rel=NEAR)
    # from the end of 24 February it is 5 of 14 - 6
    assert number(verdict, "the window", "2022-02-24") == pytest.approx(62.5, rel=NEAR)
    assert verdict.robustness == "hinges on"
    assert verdict.hinges_on == ("denominator", "the window")
    assert "since the end of 2022-02-23, on the day it held most, 2022-03-25" in verdict.reason
    assert [row.partition(" ")[0] for row in verdict.rests_on] == [
        "2022-02-23", "2022-03-25", "2022-12-01",
    ]  # fmt: skip


def test_a_share_of_the_largest_ever_held(series):
    lost = am.check("East has lost 30 % of its territory", series, date="2022-12-01")
    assert lost.best == pytest.approx(100 * 5 * A / (14 * A + 3 * B), rel=NEAR)
    newer = number(lost, "denominator", "since the data begin, 2022-02-20")
    assert newer == pytest.approx(50, rel=NEAR)
    assert lost.rating == "matches"
    kept = am.check("East holds 70 % of the territory it once held", series, date="2022-12-01")
    assert kept.best == pytest.approx(100 * (9 * A + 3 * B) / (14 * A + 3 * B), rel=NEAR)
    again = am.check(
        "West has retaken a third of the territory occupied since 24 February 2022 since "
        "1 December 2022", series, date="2022-12-30",
    )  # fmt: skip
    assert again.best == pytest.approx(0, abs=0.1)  # since then East went forward


def test_a_gain_in_a_month_and_its_net(series):
    text = f"East gained {2 * A:.0f} km² in December"
    verdict = am.check(text, series, date="2022-12-31")
    assert verdict.rating == "matches"
    assert verdict.best == pytest.approx(2 * A, rel=NEAR)
    assert number(verdict, "net or gross", "net") == pytest.approx(2 * A - B, rel=NEAR)
    assert number(verdict, "net or gross", "day by day") == pytest.approx(2 * A, rel=NEAR)
    assert "net or gross" in verdict.hinges_on
    net = am.check(f"Net gain of {2 * A - B:.0f} km² by East in December", series, "2022-12-31")
    assert net.best == pytest.approx(2 * A - B, rel=NEAR)
    assert net.rating == "matches"


def test_a_loss_in_a_window(series):
    text = f"East lost {B:.0f} km² to West over the past two weeks"
    verdict = am.check(text, series, date="2022-12-30")
    assert verdict.best == pytest.approx(B, rel=NEAR)
    assert verdict.rating == "matches"
    assert number(verdict, "who gained", "only what west then held") == pytest.approx(B, rel=NEAR)


def test_a_rate_is_a_gain_over_its_days(series):
    verdict = am.check(f"East advanced {2 * A / 31:.0f} km² a day in December", series,
                       date="2022-12-31")  # fmt: skip
    assert verdict.best == pytest.approx(2 * A / 31, rel=NEAR)
    assert verdict.rating == "matches"


def test_a_window_on_days_without_data_has_a_range(series):
    verdict = am.check("East gained 150 km² in December", series, date="2023-01-05")
    # 31 December stands as on the 30th; on 2 January East has a column more
    assert number(verdict, "days without data", "2022-12-31 as on 2023-01-02") == pytest.approx(
        3 * A, rel=NEAR
    )
    assert verdict.low == pytest.approx(2 * A, rel=0.01)
    assert verdict.high == pytest.approx(3 * A, rel=0.01)
    assert "2022-12-31 (frame 2022-12-30, the data of 2022-12-30 standing)" in verdict.rests_on[1]


@pytest.mark.parametrize(
    ("text", "day", "named"),
    [
        ("East gained 5 km² in May 2022", "2023-01-05", "2022-04-01 to 2022-11-24"),
        ("East gained 5 km² since 10 February 2022", "2022-03-05", "2022-02-20 to 2023-01-05"),
        ("East holds 5 km²", "2022-06-01", "2022-04-01 to 2022-11-24"),
        ("West has retaken half of the territory occupied since 1 June 2022", "2022-12-01",
         "taken from 2022-06-01 on, but 2022-05-31 lies in a gap without data"),
        ("West has retaken half of the land taken since the start of the war", "2022-12-01",
         "name no day since when"),
        ("East gained 5 km²", "2022-12-01", "names no window"),
        ("East gained 5 km² last month", None, "names no day"),
        ("East controls 20 % of the country's territory", "2022-12-01",
         "no outline of “the country's territory”"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_says_why(series, text, day, named):
    verdict = am.check(text, series, date=day)
    assert verdict.rating == "cannot-tell"
    assert named in verdict.reason
    assert verdict.headline is None


def test_the_day_before_the_data_begin_is_their_first_day(series):
    verdict = am.check("East gained 500 km² since 20 February 2022", series, date="2022-03-05")
    assert verdict.best == pytest.approx(6 * A, rel=NEAR)
    assert "The data begin on 2022-02-20: counted from the end of that day." in verdict.sentence()


def test_held_on_a_day(series):
    km2 = 9 * A + 3 * B
    verdict = am.check(f"East holds {km2:.0f} km²", series, date="2022-12-01")
    assert verdict.best == pytest.approx(km2, rel=NEAR)
    assert (verdict.rating, verdict.robustness) == ("matches", "firm")
    assert verdict.holds_on == "25 Nov – 9 Dec"
    earlier = am.check("East held 1,000 km² on 5 March 2022", series, date="2023-01-05")
    assert earlier.best == pytest.approx(10 * A + 3 * B, rel=NEAR)
    of_all = am.check("East controls about 30 %", series, date="2022-12-01")
    assert of_all.best == pytest.approx(100 * km2 / (20 * A + 20 * B), rel=NEAR)
    assert "counted over all ground drawn that day" in of_all.reason
    named = am.check("East controls 25 % of the country's 4,000 sq km", series, date="2022-12-01")
    assert named.best == pytest.approx(100 * km2 / 4000, rel=NEAR)


def test_lines_off_widen_the_range(east_alone):
    km2 = 9 * A + 3 * B
    verdict = am.check(f"It holds {km2:.0f} km²", east_alone, date="2022-12-01")
    # V = 2 s2 l2 (L/l - 1), and L is the outline of ground of some 0.9 and 0.3 by 0.1 degrees
    shape = frame_of(date(2022, 12, 1), ("east",)).geometry.iloc[0]
    metres = _GEOD.geometry_length(shape.exterior)
    sd = math.sqrt(2 * 15**2 * 250**2 * (metres / 250 - 1)) / 1e6
    assert verdict.high - verdict.low == pytest.approx(4 * sd, rel=1e-3)


def test_a_record_month_needs_every_month_it_is_compared_with(series):
    march = am.check("It was East's largest monthly gain since February 2022", series,
                     date="2022-04-01")  # fmt: skip
    assert march.rating == "cannot-tell"
    assert "no other whole month" in march.reason
    december = am.check("December was the largest monthly gain of East since January 2022", series,
                        date="2023-01-04")  # fmt: skip
    assert december.rating == "too-high"  # March: from 6 columns to 14
    assert december.best == pytest.approx(2 * A, rel=NEAR)
    assert f"Next is 2022-03 with {8 * A:,.1f} km²" in december.reason
    week = am.check("It was East's largest weekly gain since 27 November 2022", series,
                    date="2022-12-11")  # fmt: skip
    assert week.rating == "matches"
    anyone = am.check("December was the largest monthly gain since January 2022", series,
                      date="2023-01-04")  # fmt: skip
    assert anyone.reason.startswith("It names no party: read as east, whose ground")


def test_the_line_between_two_parties_has_a_length(series):
    one_row = SnapshotSeries.from_frames({"2022-12-01": frame_of(date(2022, 12, 1), rows=1)})
    sine2 = math.sin(math.radians(SOUTH + STEP / 2)) ** 2
    meridian_m = _GEOD.a * (1 - _GEOD.es) / (1 - _GEOD.es * sine2) ** 1.5 * math.radians(STEP)
    verdict = am.check("The front line is 12 km long", one_row, date="2022-12-01")
    assert verdict.best == pytest.approx(meridian_m / 1000, rel=1e-5)
    assert verdict.rating == "close"
    alone = am.check("The front line is 11 km long", series.from_frames(
        {"2022-12-01": frame_of(date(2022, 12, 1), ("east",))}), date="2022-12-01")  # fmt: skip
    assert alone.rating == "cannot-tell"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("East captured 12 villages in December", "districts"),
        ("12 villages in December", "districts"),
        ("East took full control of the island", "no districts"),
        ("East cut the enclave in two", "needs districts"),
        ("a large swath", "no number"),
    ],
)
def test_what_needs_more_than_polygons_is_not_checkable(series, text, named):
    verdict = am.check(text, series, date="2022-12-31")
    assert verdict.rating == "not-checkable"
    assert named in verdict.reason


def test_a_name_that_is_no_party_is_told_the_parties(series):
    verdict = am.check("Ruritania gained 100 km² in December", series, date="2022-12-31")
    assert verdict.rating == "cannot-tell"
    assert "“Ruritania”" in verdict.reason
    assert "west" in verdict.reason
    assert "east" in verdict.reason


def test_who_is_not_named_is_whoever_changed_most_and_the_others_are_readings(series):
    verdict = am.check("160 km² in December", series, date="2022-12-31")
    assert verdict.best == pytest.approx(2 * A, rel=NEAR)
    assert number(verdict, "who gained", "gained by west") == pytest.approx(B, rel=NEAR)
    said = verdict.sentence()
    assert "No verb says what happened: read as ground gained." in said
    assert "It names no party: read as east" in said
    assert verdict.as_dict()["assumed"] == ["No verb says what happened: read as ground gained."]


def test_one_party_alone_still_loses_what_others_retake(east_alone):
    text = "Ruritania has retaken half of the territory occupied since 24 February 2022"
    verdict = am.check(text, east_alone, date="2022-12-01")
    assert verdict.best == pytest.approx(50, rel=NEAR)
    assert "counted as lost by east to Ruritania" in verdict.sentence()


def test_contested_ground_is_none_half_or_all_of_it():
    west, east = row_of(9, 0)
    north = row_of(3, 1)[1]
    frames = {
        "2022-12-01": gpd.GeoDataFrame({"control": ["west", "east"]}, geometry=[west, east],
                                       crs="OGC:CRS84"),
        "2022-12-02": gpd.GeoDataFrame({"control": ["west", "east", "contested"]},
                                       geometry=[west, east, north], crs="OGC:CRS84"),
    }  # fmt: skip
    verdict = am.check("East gained 125 km² on 2 December 2022",
                       SnapshotSeries.from_frames(frames), date="2022-12-03")  # fmt: skip
    assert verdict.best == pytest.approx(1.5 * B, rel=NEAR)
    readings = verdict.readings.set_index("reading")["number"]
    assert readings["none of it theirs"] == pytest.approx(0, abs=1e-6)
    assert readings["all of it theirs"] == pytest.approx(3 * B, rel=NEAR)
    assert verdict.low == 0
    assert verdict.high == pytest.approx(3 * B, rel=0.01)


def test_a_verdict_names_the_files_it_rests_on(series):
    verdict = am.check("East gained 160 km² in December", series, date="2022-12-31")
    assert verdict.reports == ("frame 2022-11-30", "frame 2022-12-30")
    assert "Rests on 2022-11-30 (frame 2022-11-30) and 2022-12-31 (frame 2022-12-30" in (
        verdict.sentence()
    )
    assert json.loads(json.dumps(verdict.as_dict()))["rests_on"] == list(verdict.rests_on)


def test_a_claim_can_be_given_as_one(series):
    claim = claim_from_text("East gained 160 km² in December", "2022-12-31", series)
    assert am.check(claim, series).best == judge_by(claim, OfControl(series)).best


def test_a_history_of_districts_is_a_control_too(tmp_path):
    place = small.territory(tmp_path)
    history = place.history()
    # blue opens with 2.6 squares of 1 km and has 1.0 at the end of 7 March
    lost = am.check("The Blues lost 1.6 km² since 2 March 2020", history, date="2020-03-07")
    assert lost.best == pytest.approx(1.6, rel=1e-4)
    share = am.check("The Blues have lost 60 % of their territory", history, date="2020-03-07")
    assert share.best == pytest.approx(100 * 1.6 / 2.6, rel=1e-4)
    assert share.rating == "matches"
    held = am.check("The Blues hold 1 km²", history, date="2020-03-07")
    # sw is 60 % blue, 40 to 80
    assert (held.low, held.best, held.high) == pytest.approx((0.8, 1.0, 1.2), rel=1e-3)


def test_a_territory_or_its_history_gives_the_same_verdict(tmp_path):
    text, day = "about 60% of the pocket", "2020-03-07"
    place = small.territory(tmp_path)
    wanted = am.check(text, day, territory=place).sentence()
    assert am.check(text, place, date=day).sentence() == wanted
    assert am.check(text, place.history(), date=day, territory=place).sentence() == wanted
    phrase, day = "about 40% of the militant-held part", "2016-11-28"
    bundled = am.check(phrase, am.load().history(), date=day)
    assert bundled.sentence() == am.check(phrase, date=day).sentence()


def test_a_series_takes_no_territory(series, tmp_path):
    for given in ({"territory": small.territory(tmp_path)}, {"account": "ash"}):
        with pytest.raises(AleppoMapError, match="go with a history of districts"):
            am.check("East holds 5 km²", series, date="2022-12-01", **given)
    with pytest.raises(AleppoMapError, match="who held what on each day"):
        am.check("East holds 5 km²", series.at("2022-12-01"), date="2022-12-01")
    with pytest.raises(AleppoMapError, match="the text is empty"):
        am.check(" ", series, date="2022-12-01")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("fronts")
    for day in days():
        frame_of(day).to_file(where / f"front-{day}.geojson", driver="GeoJSON")
    return where


def test_the_command_checks_a_phrase_against_a_folder(folder, capsys):
    text = f"East gained {2 * A:.0f} km² in December"
    run("check", "--series", folder, "--text", text, "--date", "2022-12-31")
    said = capsys.readouterr()
    assert "80 days from 80 files" in said.err
    words = " ".join(said.out.split())
    assert f"We find {2 * A:.1f} km²" in words
    assert "front-2022-11-30.geojson" in words
    assert "net: the difference of the areas" in words
    run("check", "--series", folder, "--text", text, "--date", "2022-12-31", "--format", "json",
        "--fail-on", "too-high")  # fmt: skip
    document = json.loads(capsys.readouterr().out)
    assert document["verdicts"][0]["rating"] == "matches"
    assert document["verdicts"][0]["since"] == "2022-11-30"
    run("check", "--series", folder, "--text", "East gained 900 km² in December", "--date",
        "2022-12-31", "--fail-on", "too-high", code=1)  # fmt: skip


def test_the_parties_are_called_as_the_text_calls_them(folder, capsys):
    run("check", "--series", folder, "--value", "east=Ruritania", "--value", "west=Graustark",
        "--text", "Ruritania held 1,000 km²", "--date", "2022-12-01")  # fmt: skip
    assert "held by the end of 2022-12-01" in " ".join(capsys.readouterr().out.split())


def test_the_command_says_what_is_missing(folder, capsys):
    run("check", "--text", "about 40% of the militant-held part")
    said = capsys.readouterr().out
    assert "It names no day" in said
    assert "--date" in said
    assert "factor" not in said  # no empty table
    assert "No verb says what happened: read as lost by Opposition factions." in " ".join(
        said.split()
    )
    run("check", "--text", "about 40% of the militant-held part on 28 November 2016")
    assert "36.3 %" in " ".join(capsys.readouterr().out.split())
    run("check", "--series", folder, "--text", "East gained 5 km² last month")
    assert "--date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--series", "FOLDER"), 2, "--series goes with --text"),
        (
            ("--series", "FOLDER", "--text", "x", "--account", "sohr"),
            2,
            "--account goes with districts",
        ),
        (("--party", "red", "--text", "x"), 2, "--party goes with --series"),
        (("--series", "FOLDER/none", "--text", "East holds 5 km²"), 1, "no file or folder"),
        (("--series", "FOLDER", "--text", "East holds 5 km²", "--date", "March"), 1, "not a day"),
        (("--series", "FOLDER", "--control", "colour", "--text", "East holds 5 km²"), 1, "colour"),
    ],
)
def test_the_command_refuses_with_a_reason(folder, capsys, words, code, said):
    run("check", *(word.replace("FOLDER", str(folder)) for word in words), code=code)
    assert said in " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_windows_count_for_a_territory_too():
    # as many as were lost by then, less those lost by the 21st
    day = "2016-11-28"
    whole = am.check("the army took 11 km2 of the militant-held part", day).best
    before = am.check("the army took 11 km2 of the militant-held part", "2016-11-21").best
    week = am.check("the army took 11 km2 of the militant-held part over the past week", day).best
    assert week == pytest.approx(whole - before)
