"""Every row of the bundled tables, read with the standard library, and what they add up to.

Truth: the tables' own schema of references, and figures of a careful reading of the
reports made before the package existed.
"""

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import aleppomap as am
from aleppomap.arcs import shared_arcs
from aleppomap.areas import geodesic_area_m2
from aleppomap.dates import parse_edtf
from aleppomap.territory import data_folder

FOLDER = data_folder()
BASELINE = "2016-11-14"
HELD = "opposition-held-2016-11-14"
PARTIES = {"government", "opposition", "sdf"}
MEASURED = {"share": "percent", "area": "km2", "count": "districts"}


def rows(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def parts(text):
    return [part.strip() for part in text.split(";") if part.strip()]


TABLES = {
    name: rows(name)
    for name in (
        "sources", "accounts", "reports", "synthesis", "decisions", "regions", "places", "claims",
    )
}  # fmt: skip
KEY = {"synthesis": "row"}
FEATURES = json.loads((FOLDER / "districts.geojson").read_text("utf-8"))["features"]
DISTRICTS = {feature["properties"]["district"] for feature in FEATURES}
IDS = {n: {row[KEY.get(n, n.removesuffix("s"))] for row in t} for n, t in TABLES.items()}
REPORTS = {row["report"]: row for row in TABLES["reports"]}
CHANGES = [row for row in TABLES["synthesis"] if row["from"]]


def each(name, keep=lambda row: True):
    key = KEY.get(name, name.removesuffix("s"))
    kept = [row for row in TABLES[name] if keep(row)]
    return pytest.mark.parametrize("row", kept, ids=[row[key] for row in kept])


def a_day(text):
    assert date.fromisoformat(text).isoformat() == text
    return text


@pytest.fixture(scope="module")
def aleppo():
    return am.load()


@pytest.fixture(scope="module")
def lost(aleppo):
    """Percent lost of what the opposition held, at the end of each day, by reading of dates."""
    found = {}
    for dates in ("best", "late", "early"):
        history = aleppo.history().variant(dates=dates)
        region = aleppo.region(HELD, history)
        area_m2 = geodesic_area_m2(history.cells)
        held_m2 = (region.weights["weight_best"].to_numpy() * area_m2).sum()
        for day in history.dates:
            kept_m2 = (history.at(day)["opposition_share_best"].to_numpy() * area_m2).sum()
            found[dates, day] = 100 * (1 - kept_m2 / held_m2)
    return found


def test_the_folder_has_no_fault():
    assert am.validate(FOLDER) == []


@pytest.mark.parametrize("name", TABLES)
def test_ids_are_used_once(name):
    assert len(IDS[name]) == len(TABLES[name]) > 0


@each("sources")
def test_a_source_has_publisher_address_and_date(row):
    assert row["publisher"]
    address = urlsplit(row["url"])
    assert address.scheme in ("http", "https")
    assert "." in address.hostname
    assert not set(row["url"]) & set(' \t"<>')
    assert parse_edtf(row["published"]).earliest >= date(2010, 1, 1)


def test_every_source_is_cited():
    cited = {row["source"] for name in ("reports", "claims") for row in TABLES[name]}
    cited |= {feature["properties"]["source"] for feature in FEATURES}
    notes = " ".join(row["note"] for name in ("reports", "places") for row in TABLES[name])
    assert [source for source in IDS["sources"] - cited if source not in notes] == []


@each("accounts")
def test_an_account_has_a_name_a_side_and_real_ancestors(row):
    assert row["name"]
    assert row["side"]
    assert set(parts(row["derives_from"])) <= IDS["accounts"] - {row["account"]}


def test_no_account_derives_from_itself_in_a_circle():
    above = {row["account"]: set(parts(row["derives_from"])) for row in TABLES["accounts"]}
    for account in above:
        seen, front = set(), above[account]
        while front:
            seen |= front
            front = set().union(*(above[name] for name in front)) - seen
        assert account not in seen


@each("reports")
def test_a_report_is_sourced_dated_and_in_bounds(row):
    assert row["source"] in IDS["sources"]
    assert row["account"] in IDS["accounts"]
    assert row["district"] in DISTRICTS | {""}
    assert row["place"]
    assert row["summary"]
    assert row["change"] in ("yes", "no")
    assert row["confidence"] in ("high", "medium", "low")
    assert row["to"] in PARTIES | {"contested", "unknown"}
    assert set(parts(row["from"])) <= PARTIES | {"contested", "unknown"}
    stated = parse_edtf(row["date"])
    assert stated.earliest.isoformat() <= a_day(row["reported_on"])
    assert "2016-11-01" <= stated.earliest.isoformat() <= stated.latest.isoformat() <= "2016-12-22"
    assert bool(row["to_share_low"]) == bool(row["to_share_high"])
    assert not (row["to_share_low"] and row["at_least"])
    low, high = row["at_least"] or row["to_share_low"] or 0, row["to_share_high"] or 1
    assert 0 <= float(low) <= float(high) <= 1
    assert row["retracts"] in IDS["reports"] | {""}
    assert row["retracts"] != row["report"]


@each("synthesis")
def test_a_row_of_the_synthesis_is_dated_and_in_bounds(row):
    assert row["district"] in DISTRICTS
    assert row["to"] in PARTIES
    assert row["from"] in PARTIES - {row["to"]} | {""}
    assert a_day(row["earliest"]) <= a_day(row["date"]) <= a_day(row["latest"]) <= "2016-12-22"
    given = [row[c] for c in ("to_share_low", "to_share", "to_share_high") if row[c]]
    assert [float(text) for text in given] == sorted(float(text) for text in given)
    assert all(0 <= float(text) <= 1 for text in given)
    assert set(parts(row["decision"])) <= IDS["decisions"]
    if row["from"]:
        assert row["earliest"] > BASELINE
    else:
        assert row["earliest"] == row["latest"] == BASELINE
        assert len(given) == 3


@each("synthesis", lambda row: row["from"])
def test_a_change_cites_reports_that_speak_of_it(row):
    cited = parts(row["reports"])
    assert cited or row["decision"]
    for name in cited:
        report = REPORTS[name]
        assert report["district"] == row["district"]
        assert report["to"] in {row["to"], "contested"} or row["decision"]
        assert report["change"] == "yes"
        assert parse_edtf(report["date"]).earliest.isoformat() <= row["latest"] or row["decision"]
    if cited:
        known_on = max(REPORTS[name]["reported_on"] for name in cited)
        for name in cited:
            assert parse_edtf(REPORTS[name]["date"]).earliest.isoformat() <= known_on


@each("synthesis", lambda row: not row["from"])
def test_an_opening_row_cites_what_it_rests_on(row):
    cited = parts(row["reports"])
    assert cited
    for name in cited:
        assert REPORTS[name]["district"] == row["district"]
        assert REPORTS[name]["to"] == row["to"]


@pytest.mark.parametrize("district", sorted(DISTRICTS))
def test_opening_shares_of_a_district_add_to_one(district):
    opening = [
        row for row in TABLES["synthesis"] if not row["from"] and row["district"] == district
    ]
    assert sum(float(row["to_share"]) for row in opening) == pytest.approx(1)
    assert sum(float(row["to_share_low"]) for row in opening) <= 1 + 1e-9
    assert sum(float(row["to_share_high"]) for row in opening) >= 1 - 1e-9
    assert len({row["to"] for row in opening}) == len(opening)


@each("decisions")
def test_a_decision_says_what_and_why(row):
    assert row["title"]
    assert len(row["text"]) > 40


def test_every_decision_is_applied_or_is_about_the_rule():
    applied = {name for row in TABLES["synthesis"] for name in parts(row["decision"])}
    assert applied <= IDS["decisions"]
    assert len(applied) > len(IDS["decisions"]) / 2


@each("regions")
def test_a_region_is_held_or_listed(row):
    assert row["name"]
    assert bool(row["held_by"]) != bool(row["districts"])
    assert bool(row["held_by"]) == bool(row["held_on"])
    assert row["held_by"] in PARTIES | {""}
    for part in parts(row["districts"]):
        name, _, weight = part.removeprefix("-").partition(":")
        assert name in DISTRICTS | {"*"}
        assert 0 <= float(weight or 1) <= 1


@each("places")
def test_a_place_lies_in_real_districts(row):
    assert row["name"]
    assert row["certainty"] in ("high", "medium", "low")
    assert set(parts(row["districts"])) <= DISTRICTS
    assert row["place"] not in DISTRICTS


@each("claims")
def test_a_claim_is_sourced_dated_and_worded(row):
    assert row["source"] in IDS["sources"]
    assert row["account"] in IDS["accounts"]
    assert row["text"].endswith(".")
    assert a_day(row["as_of"]) <= a_day(row["published_on"])
    assert not row["since"] or a_day(row["since"]) < row["as_of"]
    assert row["region"] in IDS["regions"] | DISTRICTS | {""}
    assert row["swapped_from"] in IDS["claims"] | {""}
    assert row["swapped_from"] != row["claim"]
    assert {row["party"], row["by"]} <= PARTIES | {""}
    assert bool(row["low"]) == bool(row["high"])
    if row["low"]:
        assert 0 <= float(row["low"]) <= float(row["high"])
        assert row["unit"] != "percent" or float(row["high"]) <= 100
    if row["kind"] in MEASURED and row["low"]:
        assert row["unit"] == MEASURED[row["kind"]]
        assert row["party"]
        assert row["measure"]
        assert row["measure"] != "gained" or row["by"]


def test_the_claims_of_the_article_are_all_there():
    article = [row["claim"] for row in TABLES["claims"] if row["claim"].startswith("article-")]
    assert [int(name.split("-")[1]) for name in article] == list(range(1, len(article) + 1))
    assert len(article) >= 16


def test_districts_have_ids_names_and_accuracy():
    assert len(FEATURES) == len(DISTRICTS) == 133
    for feature in FEATURES:
        record = feature["properties"]
        assert feature["id"] == record["district"]
        assert record["name"]
        assert record["source"] in IDS["sources"]
        assert record["accuracy_m"] > 0


def test_every_spelling_finds_its_district_or_names_all_it_may_mean(aleppo):
    meant = {}
    for feature in FEATURES:
        record = feature["properties"]
        for name in {record["name"], record["name_ar"], *parts(record["aliases"])} - {""}:
            meant.setdefault(name.casefold(), set()).add(record["district"])
    for name, cells in meant.items():
        if len(cells) == 1 or name in DISTRICTS:
            assert aleppo.find_district(name) in cells
            continue
        with pytest.raises(am.AleppoMapError) as caught:
            aleppo.find_district(name)
        assert all(cell in str(caught.value) for cell in cells)


@pytest.mark.parametrize(
    ("spelling", "district"),
    [("Masaken Hanano", "hanano"), ("Jabal Badra", "jabal-badro"), ("Baadeeen", "baadeen")],
)
def test_spellings_of_the_news_are_found(aleppo, spelling, district):
    assert aleppo.find_district(spelling) == district


def test_the_districts_cover_the_city_without_overlap(aleppo):
    assert geodesic_area_m2(aleppo.districts).sum() / 1e6 == pytest.approx(128.8, abs=0.5)
    arcs = shared_arcs(aleppo.districts)
    joined = set(arcs.loc[arcs["right"].notna(), "left"]) | set(arcs["right"].dropna())
    # the industrial city of Sheikh Najjar lies apart, beyond fields
    assert joined == DISTRICTS - {"sheikh-najjar"}


def test_what_the_opposition_held_at_the_outset(aleppo):
    held = am.area_by_control(aleppo.history().at(BASELINE)).loc["opposition"]
    assert held["best_km2"] == pytest.approx(35.9, abs=0.5)
    assert held["low_km2"] == pytest.approx(30, abs=1)
    assert held["high_km2"] == pytest.approx(42, abs=1)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        ("2016-11-14", 0), ("2016-11-26", 7.8), ("2016-11-27", 26.4), ("2016-11-28", 36.5),
        ("2016-11-29", 37.0), ("2016-12-03", 48.2), ("2016-12-05", 52.2), ("2016-12-07", 69.7),
        ("2016-12-09", 71.1), ("2016-12-12", 88.3), ("2016-12-13", 91.7), ("2016-12-22", 100),
    ],
)  # fmt: skip
def test_the_share_lost_by_the_end_of_a_day(lost, day, percent):
    assert lost["best", date.fromisoformat(day)] == pytest.approx(percent, abs=1)


@pytest.mark.parametrize(
    ("day", "late", "early"),
    [
        ("2016-11-28", 29, 37), ("2016-12-03", 47, 52), ("2016-12-05", 51, 59),
        ("2016-12-07", 67, 77), ("2016-12-12", 85, 93), ("2016-12-13", 92, 98),
    ],
)  # fmt: skip
def test_the_range_of_disputed_dates(lost, day, late, early):
    day = date.fromisoformat(day)
    assert lost["late", day] == pytest.approx(late, abs=1)
    assert lost["early", day] == pytest.approx(early, abs=1)


def test_the_opposition_never_gains_a_district_back(aleppo, lost):
    history = aleppo.history()
    before = None
    for day in history.dates:
        now = history.at(day)["opposition_share_best"].to_numpy()
        if before is not None:
            assert (now <= before + 1e-9).all(), day
            assert lost["best", day] >= lost["best", day - timedelta(days=1)] - 1e-9
        before = now
    assert before.max() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("row", CHANGES, ids=[row["row"] for row in CHANGES])
def test_every_change_takes_effect_on_its_day(aleppo, row):
    day = date.fromisoformat(row["date"])
    column = f"{row['to']}_share_best"
    # what a sliver of the high baseline leaves behind shows only there
    baseline = "high" if row["decision"] == "remnants" else "best"
    history = aleppo.history().variant(baseline=baseline)
    before = history.at(day - timedelta(days=1)).at[row["district"], column]
    after = history.at(day).at[row["district"], column]
    assert after > before
    if row["to_share"]:
        assert after >= float(row["to_share"]) - 1e-9


def test_on_the_last_day_every_account_agrees(aleppo):
    last = aleppo.history().dates[-1]
    ours = aleppo.history().at(last)
    columns = [f"{holder}_share_best" for holder in (*sorted(PARTIES), "unknown")]
    for account in aleppo.accounts.index:
        theirs = aleppo.history(account).at(last)
        assert abs(theirs[columns] - ours[columns]).to_numpy().max() < 1e-9, account


def test_hanano_is_the_largest_district_taken_that_weekend(aleppo):
    before, after = (aleppo.history().at(day) for day in ("2016-11-25", "2016-11-27"))
    # its last ground passed on the Saturday or the Sunday
    taken = (before["opposition_share_best"] > 0) & (after["opposition_share_best"] == 0)
    assert taken.sum() >= 3
    areas = dict(zip(before.index, geodesic_area_m2(before), strict=True))
    assert max(before.index[taken], key=areas.get) == "hanano"


def test_hanano_and_jabal_badro_share_a_border(aleppo):
    arcs = shared_arcs(aleppo.districts)
    pair = {"hanano", "jabal-badro"}
    shared = arcs["left"].isin(pair) & arcs["right"].isin(pair)
    assert arcs.loc[shared, "length_m"].sum() > 200


def test_the_front_of_28_november_is_a_few_lines(aleppo):
    lines = am.front_line(aleppo.history().at("2016-11-28"))
    assert lines["between"].value_counts().max() <= 12
    front = lines.loc[lines["between"] == "government|opposition", "length_m"]
    assert front.sum() > 10_000
    assert front.nlargest(4).sum() > 0.6 * front.sum()


def test_the_exported_control_is_current(tmp_path):
    from aleppomap.cli import main

    made = tmp_path / "control.geojson"
    with pytest.raises(SystemExit):
        main(["export", "-o", str(made)])
    current = made.read_bytes() == (FOLDER / "control.geojson").read_bytes()
    assert current, "run `aleppomap export -o data/geojson/aleppo/control.geojson`"


def test_the_readme_counts_what_is_there():
    said = " ".join((Path(__file__).parent.parent / "README.md").read_text("utf-8").split())
    accounts = [row["account"] for row in TABLES["reports"]]
    own = accounts.count("baseline-review")
    speakers = set(accounts)
    claimants = {row["account"] for row in TABLES["claims"]} - {""}
    assert f"{len(DISTRICTS)} districts derived" in said
    assert f"{len(accounts)} reports by {len(speakers)} accounts" in said
    assert (
        f"{len(accounts) - own} are statements of {len(speakers) - 1} speakers, {own} our" in said
    )
    assert f"{len(TABLES['claims'])} published claims by {len(claimants)} accounts" in said
