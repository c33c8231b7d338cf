"""Truth: folders written by hand, sound ones and broken ones."""

import copy
import shutil
from datetime import date

import pytest
import shapely

import aleppomap as am
from aleppomap.errors import AleppoMapError, InvalidInput, NotFound
from tests import small

MILL = {"place": "mill", "name": "The Mill", "districts": "nw", "certainty": "high"}


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return small.territory(tmp_path_factory.mktemp("toy"))


def test_a_territory_with_its_own_parties_works_without_touching_code(toy):
    assert am.validate(toy.folder) == []
    assert repr(toy).startswith("<Territory Four Squares: 4 districts, 7 reports, 0 claims, ")
    assert [party.party for party in toy.parties] == list(small.PARTIES)
    assert [party.hatch for party in toy.parties] == ["none", "diagonal", "dots"]
    assert toy.party_name("green") == "The Greens"
    assert toy.party_name("teal") == "teal"
    assert toy.history().dates[0] == date(2020, 3, 1)
    assert toy.history() is toy.history()
    assert toy.history("ash") is not toy.history("ash", "2020-03-05")
    verdict = am.check("about 60% of the pocket", "2020-03-07", territory=toy)
    assert verdict.best == pytest.approx(100 * 1.6 / 2.6, abs=0.01)
    assert verdict.claim.region == "blue-held"


def weights(region):
    return {cell: tuple(row) for cell, row in region.weights.round(6).iterrows()}


def test_a_plain_region_weighs_what_it_lists(toy):
    assert weights(toy.region("top")) == {
        "nw": (1, 1, 1), "ne": (1, 1, 1), "sw": (0, 0, 0), "se": (0, 0, 0),
    }  # fmt: skip
    assert weights(toy.region("mixed")) == {
        "nw": (1, 1, 1), "ne": (0.5, 0.5, 0.5), "sw": (1, 1, 1), "se": (0, 0, 0),
    }  # fmt: skip
    assert toy.region("mixed").held_by is None


def test_a_region_someone_held_is_computed_from_the_baseline(toy):
    region = toy.region("blue-held")
    assert weights(region) == {
        "nw": (1, 1, 1), "ne": (1, 1, 1), "sw": (0.4, 0.6, 0.8), "se": (0, 0, 0),
    }  # fmt: skip
    assert (region.held_by, region.held_on) == ("blue", date(2020, 3, 1))
    assert region.start.loc["sw"].to_dict() == {"red": 0.4, "blue": 0.6, "green": 0, "unknown": 0}


def test_a_region_is_weighed_in_its_own_denominator(toy):
    areas = am.area_by_control(toy.history().at("2020-03-07"), toy.region("blue-held"))
    # blue keeps 0.4 of nw and 0.6 of sw, red has 0.6 of nw, green has ne
    assert areas["best_km2"].to_dict() == pytest.approx(
        {"red": 0.6, "blue": 1.0, "green": 1.0, "unknown": 0}, rel=1e-5
    )
    assert areas.at["blue", "best_share"] == pytest.approx(1 / 2.6, rel=1e-5)


def test_a_district_is_a_region(toy):
    assert toy.region("sw").weights["weight_best"].to_dict() == {"nw": 0, "ne": 0, "sw": 1, "se": 0}


def test_a_region_says_what_it_is(toy):
    # sw is blue's to 0.6, from 0.4 to 0.8
    region = toy.region("blue-held")
    assert repr(region) == "<Region What the Blues held: 3 districts, 2.6 km² (2.4–2.8)>"
    assert region.area_km2 == pytest.approx((2.4, 2.6, 2.8), rel=1e-4)
    assert repr(toy.region("sw")) == "<Region Square sw: 1 district, 1.0 km²>"
    page = region._repr_html_()
    assert all(words in page for words in ("blue-held", "2.6 km² (2.4–2.8)", "end of 2020-03-01"))


def test_what_only_a_history_has_is_pointed_to(toy):
    with pytest.raises(AttributeError, match=r"no 'at'; its history does: \.history\(\)\.at"):
        toy.at("2020-03-07")
    with pytest.raises(AttributeError, match=r"no 'nothing'$"):
        _ = toy.nothing
    assert len(copy.copy(toy).reports) == 7


def test_a_territory_counts_who_speaks(toy):
    assert "<td>7, by 3 accounts</td>" in toy._repr_html_()


def test_a_region_that_is_not_there_is_refused(toy):
    with pytest.raises(NotFound, match="no region 'botom'; known: blue-held, mixed, ne"):
        toy.region("botom")


def test_the_bundled_territory_is_read_once():
    assert am.load() is am.load()


def test_the_version_changes_with_any_table_and_with_nothing_else(tmp_path):
    version = small.territory(tmp_path).data_version
    (tmp_path / "notes.txt").write_text("x")
    assert am.load(tmp_path).data_version == version
    small.write_table(tmp_path, "claims", [small.claim("c", "2020-03-07", 60)])
    assert am.load(tmp_path).data_version != version


def test_days_in_toml_may_be_bare(tmp_path):
    toml = small.TOML.replace('["2020-03-01", "2020-03-20"]', "[2020-03-01, 2020-03-20]")
    territory = small.territory(tmp_path, toml=f"\ufeff{toml}")
    assert territory.history().dates[-1] == date(2020, 3, 20)


@pytest.mark.parametrize("name", ["synthesis", "regions", "claims", "places", "decisions"])
def test_optional_tables_may_be_missing(tmp_path, name):
    toml = small.TOML.replace('"blue-held"', '"nw"')
    small.write(tmp_path, toml=toml)
    (tmp_path / f"{name}.csv").unlink(missing_ok=True)
    assert am.validate(tmp_path) == []
    assert am.load(tmp_path).history().at("2020-03-05")["control"].notna().all()


def faults(path):
    """File, place, field and value of each fault; each must say what is allowed and a remedy."""
    found = am.validate(path)
    for fault in found:
        assert fault.allowed
        assert fault.remedy.endswith((".", "?"))
    if found:
        with pytest.raises(InvalidInput) as caught:
            am.load(path)
        assert caught.value.faults == found
    return [(fault.file, fault.where, fault.field, fault.value) for fault in found]


@pytest.mark.parametrize(
    "name", ["territory.toml", "districts.geojson", "reports.csv", "sources.csv", "accounts.csv"]
)
def test_a_missing_file_is_one_fault_and_drags_no_others_in(tmp_path, name):
    small.write(tmp_path)
    (tmp_path / name).unlink()
    assert faults(tmp_path) == [(name, "", "", "missing")]


def test_a_folder_that_is_none_is_said_plainly(tmp_path):
    for wrong in (tmp_path / "none", __file__):
        with pytest.raises(AleppoMapError, match="is not a folder; a territory is a folder"):
            am.validate(wrong)


def test_every_fault_of_every_file_is_listed_at_once(tmp_path):
    squares = small.features()
    del squares[3]["properties"]["district"]
    squares.append(small.feature("twin", squares[0]["geometry"]))
    west, south, east, north = shapely.geometry.shape(squares[1]["geometry"]).bounds
    half = shapely.box((west + east) / 2, south, east + 0.01, north)  # over half of a square
    squares.append(small.feature("half", shapely.geometry.mapping(half)))
    squares.append(small.feature("open", {"type": "Polygon", "coordinates": [[[0, 0]] * 3]}))
    reports = [
        *small.REPORTS,
        small.report("bad-1", "nw", "purple", "26 November", reported_on="2020-03-05"),
        small.report("bad-2", "nv", "red", "2020-03-05", account="ahs", confidence="sure"),
    ]
    small.write(tmp_path, squares=squares, reports=reports)
    found = faults(tmp_path)
    assert found[0][:3] == ("reports.csv", "row 9", "date")
    assert set(found) >= {
        ("reports.csv", "row 9", "date", "26 November"),
        ("reports.csv", "row 10", "confidence", "sure"),
        ("districts.geojson", "feature 4", "district", ""),
        ("districts.geojson", "feature 7 (open)", "geometry", "Polygon"),
        ("reports.csv", "row 10", "district", "nv"),
        ("reports.csv", "row 10", "account", "ahs"),
        ("reports.csv", "row 9", "to", "purple"),
        ("districts.geojson", "feature nw and feature twin", "geometry", "the same polygon twice"),
    }
    second = squares[1]["properties"]["district"]
    (overlap,) = [value for _, where, _, value in found if where == f"features {second} and half"]
    metres2 = float(overlap.removeprefix("overlap of ").removesuffix(" m2").replace(",", ""))
    assert metres2 == pytest.approx(5e5, rel=0.01)


@pytest.mark.parametrize(
    ("content", "where", "field"),
    [
        (b"", "", "territory, parties"),
        (b"[territory\n", "", ""),
        (b"[territory]\nname = 'x'\n", "", "territory, parties"),
        (b"[territory]\n[[parties]]\nparty = '\xe4'\n", "line 3", "encoding"),
        (b"parties = [1]\nterritory = 3\n", "", "territory, parties"),
        (b"a = 1\x00", "line 1", ""),
    ],
)
def test_settings_that_are_none_are_one_fault(tmp_path, content, where, field):
    small.write(tmp_path)
    (tmp_path / "territory.toml").write_bytes(content)
    assert [found[:3] for found in faults(tmp_path)] == [("territory.toml", where, field)]


@pytest.mark.parametrize(
    ("old", "new", "where", "field"),
    [
        ('name = "Four Squares"', "name = 4", "[territory]", "name"),
        ('name = "Four Squares"', 'name = " "', "[territory]", "name"),
        ('licence = "CC0"', "", "[territory]", "licence"),
        ('"blue-held"', '"pocket"', "[territory]", "default_region"),
        ('["2020-03-01", "2020-03-20"]', '"2020-03-01"', "[territory]", "period"),
        ('["2020-03-01", "2020-03-20"]', '["2020-03-01"]', "[territory]", "period"),
        ('["2020-03-01", "2020-03-20"]', '["2020-03-20", "2020-03-01"]', "[territory]", "period"),
        ('["2020-03-01", "2020-03-20"]', '["2020-03-01", "later"]', "[territory]", "period"),
        ('baseline = "2020-03-01"', 'baseline = "March"', "[territory]", "baseline"),
        ('baseline = "2020-03-01"', 'baseline = "2020-02-29"', "[territory]", "baseline"),
        ('baseline = "2020-03-01"', "", "[territory]", "baseline"),
        ('licence = "CC0"', 'licence = "CC0"\nfocus_date = "2021-01-01"', "[territory]",
         "focus_date"),
        ('licence = "CC0"', 'licence = "CC0"\nregion_alternatives = "top"', "[territory]",
         "region_alternatives"),
        ('licence = "CC0"', 'licence = "CC0"\nregion_alternatives = ["tpo"]', "[territory]",
         "region_alternatives"),
        ('licence = "CC0"', 'licence = "CC0"\nname_ar = 1', "[territory]", "name_ar"),
        ('party = "green"', 'party = "red"', "party 3", "party"),
        ('party = "green"', 'party = "unknown"', "party 3", "party"),
        ('party = "green"', 'party = "contested"', "party 3", "party"),
        ('party = "green"', 'party = "Green;x"', "party 3", "party"),
        ('party = "green"', "", "party 3", "party"),
        ('colour = "#00aa00"', 'colour = "green"', "party 3", "colour"),
        ('colour = "#00aa00"', 'colour = "#0a0"', "party 3", "colour"),
        ('colour = "#00aa00"', "", "party 3", "colour"),
        ('hatch = "dots"', 'hatch = "stars"', "party 3", "hatch"),
        ('hatch = "dots"', 'aliases = "Greens"', "party 3", "aliases"),
    ],
)  # fmt: skip
def test_each_setting_is_checked(tmp_path, old, new, where, field):
    assert small.TOML.count(old) >= 1
    small.write(tmp_path, toml=small.TOML.replace(old, new))
    found = faults(tmp_path)
    assert [fault[:3] for fault in found] == [("territory.toml", where, field)]


def test_parties_that_are_no_tables_are_named(tmp_path):
    head = small.TOML.split("[[parties]]")[0]
    small.write(tmp_path, toml=f'parties = ["red", 3]\n{head}')
    assert [found[1] for found in faults(tmp_path)] == ["party 1", "party 2"]


R, S = small.REPORTS, [*small.OPENING, *small.CHANGES]


def with_row(rows, number, **cells):
    return [row | cells if n == number else row for n, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("table", "rows", "row", "field", "value"),
    [
        ("reports", with_row(R, 0, **{"from": "blue;teal"}), 2, "from", "teal"),
        ("reports", with_row(R, 0, to="teal"), 2, "to", "teal"),
        ("reports", with_row(R, 0, to_share_low="0.9"), 2, "to_share_low, to_share_high",
         "0.9 0.6"),
        ("reports", with_row(R, 0, reported_on="2020-03-04"), 2, "reported_on", "2020-03-04"),
        ("reports", with_row(R, 0, retracts="nothing"), 2, "retracts", "nothing"),
        ("reports", with_row(R, 0, retracts="ash-nw-60"), 2, "retracts", "ash-nw-60"),
        ("reports", with_row(R, 3, retracts="ash-nw"), 5, "retracts", "ash-nw"),
        ("reports", with_row(R, 0, retracts="ash-nw"), 2, "retracts", "ash-nw"),
        ("reports", with_row(R, 0, source="gazete"), 2, "source", "gazete"),
        ("synthesis", with_row(S, 5, to="contested"), 7, "to", "contested"),
        ("synthesis", with_row(S, 5, latest="2020-03-04"), 7, "earliest, date, latest",
         "2020-03-05 2020-03-05 2020-03-04"),
        ("synthesis", with_row(S, 5, earliest="2020-03-01"), 7, "earliest", "2020-03-01"),
        ("synthesis", with_row(S, 5, reports="ash-nw-60;b"), 7, "reports", "b"),
        ("synthesis", with_row(S, 5, decision="d"), 7, "decision", "d"),
        ("synthesis", with_row(S, 5, district="north"), 7, "district", "north"),
        ("synthesis", with_row(S, 0, to_share=""), 2, "to_share", ""),
        ("synthesis", with_row(S, 0, latest="2020-03-02"), 2, "earliest, date, latest",
         "2020-03-01 2020-03-01 2020-03-02"),
        ("synthesis", with_row(S, 3, to_share="0.5"), 5, "to_share", "0.5"),
        ("synthesis", with_row(S, 2, to_share="0.3"), 4,
         "to_share_low, to_share, to_share_high", "0.4 0.3 0.8"),
        ("accounts", with_row(small.ACCOUNTS, 2, derives_from="elm"), 4, "derives_from", "elm"),
        ("accounts", [*small.ACCOUNTS, {"account": "synthesis", "name": "x", "side": "x"}], 5,
         "account", "synthesis"),
        ("regions", with_row(small.REGIONS, 0, held_by="teal"), 2, "held_by", "teal"),
        ("regions", with_row(small.REGIONS, 0, held_on=""), 2, "held_by, held_on, districts",
         "blue-held"),
        ("regions", with_row(small.REGIONS, 0, held_on="2021-01-01"), 2, "held_on", "2021-01-01"),
        ("regions", with_row(small.REGIONS, 1, districts=""), 3, "held_by, held_on, districts",
         "top"),
        ("regions", with_row(small.REGIONS, 1, held_on="2020-03-01"), 3,
         "held_by, held_on, districts", "top"),
        ("regions", with_row(small.REGIONS, 1, districts="nw;north"), 3, "districts", "north"),
        ("regions", with_row(small.REGIONS, 1, districts="nw:1.5"), 3, "districts", "nw:1.5"),
        ("regions", with_row(small.REGIONS, 1, districts="nw:nan"), 3, "districts", "nw:nan"),
        ("regions", with_row(small.REGIONS, 1, districts="*;--nw"), 3, "districts", "--nw"),
        ("regions", with_row(small.REGIONS, 1, districts="-*"), 3, "districts", "-*"),
        ("places", [MILL | {"districts": "nw;n"}], 2, "districts", "n"),
        ("claims", [small.claim("c", "2020-03-07", 60, region="pocket")], 2, "region", "pocket"),
        ("claims", [small.claim("c", "2020-03-07", 60, party="teal")], 2, "party", "teal"),
        ("claims", [small.claim("c", "2020-03-07", 60, party="")], 2, "party", ""),
        ("claims", [small.claim("c", "2020-03-07", 60, measure="gained")], 2, "by", ""),
        ("claims", [small.claim("c", "2020-03-07", 60, unit="km2")], 2, "unit", "km2"),
        ("claims", [small.claim("c", "2020-03-07", 60, high="")], 2, "low, high", "60"),
        ("claims", [small.claim("c", "2020-03-07", 60, high="50")], 2, "low, high", "60 50"),
        ("claims", [small.claim("c", "2020-03-07", 60, since="2020-03-07")], 2, "since",
         "2020-03-07"),
        ("claims", [small.claim("c", "2020-03-07", 60, as_of="then")], 2, "as_of", "then"),
    ],
)  # fmt: skip
def test_each_relation_between_cells_is_checked(tmp_path, table, rows, row, field, value):
    small.write(tmp_path, **{table: rows})
    assert faults(tmp_path) == [(f"{table}.csv", f"row {row}", field, value)]


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (lambda raw: b"", [("row 1", "header", "")]),
        (lambda raw: b"\xff\xfe" + raw, [("line 1", "encoding", "UTF-16")]),
        (lambda raw: raw.replace(b"outlet", b"place", 1), [("row 1", "header", "place")]),
        (lambda raw: raw + b"only,three,cells\n", [("row 9", "", "3 cells")]),
        (lambda raw: raw.replace(b"\nash-nw-60", b"\n\n\nash nw 60"),
         [("row 4", "report", "ash nw 60")]),
        (lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"), []),
    ],
)  # fmt: skip
def test_a_damaged_table_is_said_where_it_is_damaged(tmp_path, damage, found):
    small.write(tmp_path, synthesis=small.OPENING)
    path = tmp_path / "reports.csv"
    path.write_bytes(damage(path.read_bytes()))
    assert faults(tmp_path) == [("reports.csv", *fault) for fault in found]


def test_a_row_of_the_wrong_length_hides_no_other_fault(tmp_path):
    small.write(tmp_path, synthesis=small.OPENING, reports=with_row(R, 3, confidence="sure"))
    with (tmp_path / "reports.csv").open("a") as stream:
        stream.write("only,three,cells\n")
    assert [fault[1] for fault in faults(tmp_path)] == ["row 9", "row 5"]


def test_a_broken_district_is_one_fault_and_its_reports_none(tmp_path):
    squares = small.features()
    squares[0]["geometry"]["coordinates"][0].pop()
    small.write(tmp_path, squares=squares)
    assert faults(tmp_path) == [("districts.geojson", "feature 1 (nw)", "geometry", "Polygon")]


def test_data_that_are_not_installed_are_said_plainly(tmp_path, monkeypatch):
    from aleppomap import territory

    with pytest.raises(AleppoMapError, match="the data of 'atlantis' are not installed"):
        territory.data_folder("atlantis")
    shutil.copytree(am.load().folder, tmp_path / "aleppomap" / "_data" / "aleppo")
    monkeypatch.setattr(territory, "__file__", str(tmp_path / "aleppomap" / "territory.py"))
    assert territory.data_folder() == tmp_path / "aleppomap" / "_data" / "aleppo"


def test_a_party_by_its_name_is_one_fault_with_the_nearest_id(tmp_path):
    row = small.report("ash-new", "nw", "The Reds", "2020-03-05")
    small.write(tmp_path / "t", reports=[*small.REPORTS, row])
    (fault,) = am.validate(tmp_path / "t")
    assert (fault.field, fault.value) == ("to", "The Reds")
    assert fault.allowed.startswith("one of red, blue, green")
    assert "did you mean red" in fault.remedy


def test_a_day_that_its_month_has_not_says_so(tmp_path):
    row = small.report("ash-new", "nw", "red", "2020-04-31", reported_on="2020-06-31")
    small.write(tmp_path / "t", reports=[*small.REPORTS, row])
    said = {fault.field: fault.allowed for fault in am.validate(tmp_path / "t")}
    assert said["date"].endswith("April 2020 has 30 days")
    assert said["reported_on"].endswith("June 2020 has 30 days")


def test_a_region_goes_by_the_name_its_holder_has_now(tmp_path):
    region = {"region": "held", "name": "What {party} held", "held_by": "blue",
              "aliases": "{party}-held area;the rest", "held_on": "2020-03-01"}  # fmt: skip
    rows = [*small.REGIONS, region]
    for name in ("The Blues", "The Azure"):
        toml = small.TOML.replace("The Blues", name)
        place = am.load(small.write(tmp_path / name, toml, regions=rows))
        assert place.regions.at["held", "name"] == f"What {name} held"
        assert place.regions.at["held", "aliases"] == (f"{name}-held area", "the rest")
        assert place.regions.at["blue-held", "name"] == "What the Blues held"
