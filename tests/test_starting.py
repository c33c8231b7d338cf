"""Truth: four squares and a spreadsheet typed by hand; what comes of them is arithmetic."""

import json

import geopandas as gpd
import pytest
import shapely

import aleppomap as am
from aleppomap.errors import AleppoMapError, InvalidInput
from aleppomap.starting import COLOURS, start_territory
from tests import small

SHEET = """\
Neighbourhood;When;Controlled by;Source;Link;Notes
Square nw;1/3/2020;The Blues;Gazette;https://example.org/1;
Square ne;1/3/2020;The Blues;Gazette;https://example.org/1;
Square se;1/3/2020;Reds;Gazette;https://example.org/1;
Square nw;15/3/2020;REDS;Herald;https://example.org/2;by noon
Square ne;16/3/2020;Reds;Herald;https://example.org/2;
Square ne;17/3/2020;Reds;=cmd();ftp://x;
Mill;17/3/2020;Reds;Herald;https://example.org/2;
Square ne;someday;Reds;Herald;https://example.org/2;
"""


def squares(path, **columns):
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(shapely.to_geojson(shape)),
            "properties": {"name": f"Square {name}"} | {k: v[name] for k, v in columns.items()},
        }
        for name, shape in small.districts().items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


@pytest.fixture
def begun(tmp_path):
    sheet = tmp_path / "reports.csv"
    sheet.write_text(SHEET, "utf-8")
    return start_territory(tmp_path / "my-war", squares(tmp_path / "d.geojson"), sheet)


def test_the_folder_validates_and_answers(begun, tmp_path):
    assert am.validate(begun.folder) == []
    place = am.load(begun.folder)
    assert place.name == "My War"
    assert [party.party for party in place.parties] == ["reds", "the-blues"]
    assert [party.colour for party in place.parties] == list(COLOURS[:2])
    areas = am.area_by_control(place.history().at("2020-03-15"))["best_km2"]
    assert areas.to_dict() == pytest.approx({"reds": 2, "the-blues": 1, "unknown": 1}, rel=1e-5)
    verdict = am.check("half of the area", "2020-03-15", territory=place)
    assert (verdict.rating, verdict.best) == ("matches", pytest.approx(50, abs=0.01))
    am.control_map(place.history()).save(tmp_path / "map.html")


def test_what_could_not_be_inferred_is_listed_and_kept(begun):
    said = "\n".join(begun.remarks.open)
    assert "row 9, When 'someday': not a date; write it as" in said
    assert "'Mill' is no district, but 1 of the reports name it" in said
    assert "addresses left out, not http or https: 1" in said
    assert "districts without a report on the baseline, unknown until one: 1" in said
    assert "time_zone: UTC" in said
    assert "status from column Controlled by" in begun.remarks.inferred
    assert str(begun.remarks) in (begun.folder / "starting.md").read_text("utf-8")
    reports = am.load(begun.folder).reports
    assert len(reports) == 7
    assert reports.loc["r00008", ["district", "place"]].tolist() == ["", "Mill"]
    assert reports.at["r00005", "summary"] == "by noon"


def test_no_cell_of_it_runs_in_a_spreadsheet(begun):
    text = (begun.folder / "sources.csv").read_text("utf-8")
    assert ",'=cmd()," in text
    assert ",=cmd()" not in text


def test_a_report_twice_is_one_change_with_both_cited(begun):
    rows = am.load(begun.folder).synthesis
    ne = rows[(rows["district"] == "square-ne") & (rows["from"] != "")]
    assert [tuple(row) for row in ne[["from", "to", "reports"]].itertuples(index=False)] == [
        ("the-blues", "reds", ("r00006", "r00007"))
    ]


def test_ids_names_speakers_shares_and_confidence_are_found(tmp_path):
    names = {name: f"حي {name}" for name in small.SQUARES}
    cells = squares(tmp_path / "d.geojson", id={n: n for n in small.SQUARES}, name_ar=names)
    sheet = tmp_path / "r.csv"
    sheet.write_text(
        "area,date,holder,according to,share,confidence\n"
        "nw,2020-03-01,blue,Ash,,high\n"
        "حي ne,2020-03-01,blue,Ash,100%,high\n"
        "nw,2020-03-09,red,Birch,40 %,low\n",
        "utf-8",
    )
    place = am.load(start_territory(tmp_path / "t", cells, sheet).folder)
    assert list(place.districts.index) == list(small.SQUARES)
    assert place.districts.at["nw", "name_ar"] == "حي nw"
    assert list(place.accounts.index) == ["ash", "birch"]
    snapshot = place.history().at("2020-03-09")
    assert snapshot.loc["nw", ["red_share_best", "blue_share_best"]].tolist() == [0.4, 0.6]
    assert snapshot.at["ne", "control"] == "blue"
    assert place.reports["confidence"].tolist() == ["high", "high", "low"]


def test_names_without_latin_letters_get_ids(tmp_path):
    names = {name: f"حلب {letter}" for name, letter in zip(small.SQUARES, "ابتث", strict=True)}
    cells = squares(tmp_path / "d.geojson", name=names)
    sheet = tmp_path / "r.csv"
    sheet.write_text("name,date,status\nحلب ا,2020-03-01,المعارضة\n", "utf-8")
    place = am.load(start_territory(tmp_path / "t", cells, sheet).folder)
    assert list(place.districts.index) == ["d001", "d002", "d003", "d004"]
    assert [(p.party, p.name) for p in place.parties] == [("party-1", "المعارضة")]


def test_overlaps_are_resolved_with_their_effect(tmp_path):
    features = [
        small.feature("a", json.loads(shapely.to_geojson(shapely.box(20, 50, 20.01, 50.01)))),
        small.feature("b", json.loads(shapely.to_geojson(shapely.box(20, 50, 20.005, 50.01)))),
    ]
    path = tmp_path / "d.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    sheet = tmp_path / "r.csv"
    sheet.write_text("district,date,status\na,2020-03-01,red\n")
    done = start_territory(tmp_path / "t", path, sheet)
    (line,) = (line for line in done.remarks.inferred if "overlap" in line)
    # half of a cell of 0.01 degrees is counted once instead of twice
    assert line.startswith("1 overlap given to the smaller district, -0.39")
    kept = (done.folder / "starting.md").read_text("utf-8")
    assert "a: overlap given to the smaller district; 0.39" in kept


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "column names"),
        ("district,date,status\n", "a report a row"),
        ("a,b\n1,2\n", "a column that says which district"),
        ("district,date,status\nSquare nw,3/4/2020,red\n", "tell day from month"),
        ("district,date,status\nSquare nw,soon,red\n", "at least one report"),
        ("district,date,status\nSquare nw,2020-03-01,unknown\n", "0 different holders"),
        (
            "district,date,status\n" + "".join(f"x,2020-03-01,p{n}\n" for n in range(30)),
            "30 different holders",
        ),
    ],
)
def test_what_makes_no_territory_is_refused_and_nothing_is_left(tmp_path, text, said):
    sheet = tmp_path / "r.csv"
    sheet.write_text(text, "utf-8")
    cells = squares(tmp_path / "d.geojson")
    with pytest.raises(InvalidInput, match=said):
        start_territory(tmp_path / "t", cells, sheet)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.geojson", "r.csv"]


def test_a_folder_with_files_is_left_alone(begun, tmp_path):
    before = (begun.folder / "reports.csv").read_bytes()
    with pytest.raises(AleppoMapError, match="is there already"):
        start_territory(begun.folder, tmp_path / "d.geojson", tmp_path / "reports.csv")
    assert (begun.folder / "reports.csv").read_bytes() == before


def test_the_command_says_what_it_inferred(run, tmp_path):
    (tmp_path / "r.csv").write_text(SHEET, "utf-8")
    cells = squares(tmp_path / "d.geojson")
    words = ("init", tmp_path / "t", "--districts", cells, "--reports", tmp_path / "r.csv")
    ran = run(*words)
    assert ran.code == 0
    assert "date from column When" in ran.out
    assert "For you to decide" in ran.out
    assert run("validate", tmp_path / "t").code == 0
    assert run("map", "--territory", tmp_path / "t", "-o", tmp_path / "m.html").code == 0
    again = run(*words)
    assert (again.code, "is there already" in again.err) == (1, True)


def begin(tmp_path, sheet, name_column=None, **columns):
    """Start a territory from a sheet of text."""
    path = tmp_path / "r.csv"
    path.write_text(sheet, "utf-8")
    cells = squares(tmp_path / "d.geojson", **columns)
    return start_territory(tmp_path / "t", cells, path, name_column=name_column)


def shares_of(done):
    reports = am.load(done.folder).reports
    return [tuple(pair) for pair in reports[["to_share_low", "to_share_high"]].to_numpy()]


@pytest.mark.parametrize(
    ("header", "cells", "shares"),
    [
        ("% held", ("60", "100"), (0.6, 1)),
        ("Share", ("0.6", "1"), (0.6, 1)),
        ("Percent", ("60%", "1"), (0.6, 1)),
        ("share held", ("1", "60"), (0.01, 0.6)),
    ],
)
def test_a_column_of_shares_is_read_whatever_its_scale(tmp_path, header, cells, shares):
    done = begin(
        tmp_path,
        f"district,date,held by,{header},Odd\nSquare nw,2020-03-01,red,{cells[0]},x\n"
        f"Square ne,2020-03-01,red,{cells[1]},y\n",
    )
    assert shares_of(done) == [(share, share) for share in shares]
    assert f"share from column {header}" in done.remarks.inferred
    assert "columns of the sheet that were not used: Odd" in done.remarks.open


def test_a_part_beside_the_party_is_no_new_party_and_is_listed(tmp_path):
    done = begin(
        tmp_path,
        "district,date,status\nSquare nw,2020-03-01,ISF\nSquare ne,2020-03-01,ISF (partial)\n"
        "Square se,2020-03-01,ISF 60%\nSquare sw,2020-03-01,Brigade 60\n",
    )
    place = am.load(done.folder)
    assert {party.party for party in place.parties} == {"isf", "brigade-60"}
    assert shares_of(done) == [(1, 1), (0, 1), (0.6, 0.6), (1, 1)]
    said = "\n".join(done.remarks.open)
    assert "row 3, 'ISF (partial)': read as 'ISF' holding part of it, 0% to 100%" in said
    assert "row 4, 'ISF 60%': read as 'ISF' holding 60%" in said


ACCENTED = {"nw": "Ra's al-Jādda", "ne": "Bāb at-Ṭūb", "sw": "‘Adan", "se": "Ḥayy"}


@pytest.mark.parametrize("ids", [{}, {"district": {n: f"d00{i}" for i, n in enumerate(ACCENTED)}}])
def test_names_match_without_accents_in_whatever_column_they_are(tmp_path, ids):
    sheet = "district,date,status\nRas al Jadda,2020-03-01,red\nbab at tub,2020-03-01,red\n"
    wrong = dict.fromkeys(small.SQUARES, "one and all")
    done = begin(tmp_path, sheet, name=wrong, QuarterNam=ACCENTED, **ids)
    assert "names from column QuarterNam" in done.remarks.inferred
    place = am.load(done.folder)
    names = place.districts["name"]
    assert [names[cell] for cell in place.reports["district"]] == ["Ra's al-Jādda", "Bāb at-Ṭūb"]


def test_a_name_of_several_districts_means_none_and_says_so(tmp_path):
    names = dict(zip(small.SQUARES, ("Mill", "Mill", "Hill", "Till"), strict=True))
    sheet = "district,date,status\nHill,2020-03-01,red\nTill,2020-03-01,red\nMill,2020-03-01,red\n"
    done = begin(tmp_path, sheet, name=names)
    said = "'Mill' is no district, but 1 of the reports name it; it may mean mill or mill-2"
    assert said in done.remarks.open


def test_reports_that_name_no_district_make_no_territory(tmp_path):
    with pytest.raises(InvalidInput, match="0 of 1 report name a district"):
        begin(tmp_path, "district,date,status\nElsewhere,2020-03-01,red\n")
    assert not (tmp_path / "t").exists()


def test_the_column_of_names_may_be_said(tmp_path):
    sheet = "district,date,status\nSquare nw,2020-03-01,red\n"
    with pytest.raises(InvalidInput, match="did you mean Other"):
        begin(tmp_path, sheet, name_column="Othr", Other=ACCENTED)
    with pytest.raises(InvalidInput, match="--name-column"):
        begin(tmp_path, sheet, name_column="Other", Other=ACCENTED)


def test_a_row_of_another_length_hides_no_other_fault(tmp_path):
    with pytest.raises(InvalidInput) as caught:
        begin(tmp_path, "district,date,status\nSquare nw,2020-03-01\nSquare ne,2220-03-01,red\n")
    assert [fault.where for fault in caught.value.faults] == ["row 2", "row 3"]


def moved(path, metres):
    """Write two squares with a strip between them, in degrees at the equator."""
    east = 0.01 + metres / 111_320
    boxes = {"a": shapely.box(0, 0, 0.01, 0.01), "b": shapely.box(east, 0, east + 0.01, 0.01)}
    features = [small.feature(k, json.loads(shapely.to_geojson(v))) for k, v in boxes.items()]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.parametrize(("metres", "width"), [(3, 5), (15, 20), (50, 60)])
def test_a_gap_between_neighbours_is_said_with_the_width_that_closes_it(
    run, tmp_path, metres, width
):
    path = moved(tmp_path / "d.geojson", metres)
    (tmp_path / "r.csv").write_text("district,date,status\na,2020-03-01,red\n")
    done = start_territory(tmp_path / "t", path, tmp_path / "r.csv")
    (said,) = (line for line in done.remarks.open if "neighbours" in line)
    # both edges along the strip are 0.01 degrees long: 1.1 km each
    assert said.startswith("1 pair of neighbours does not share a border")
    assert "2.2 km of edges" in said
    assert f"--max-gap {width}" in said
    for checked in (done.folder, path):
        ran = run("validate", checked)
        assert (ran.code, f"--max-gap {width}" in ran.err) == (0, True)
    closed = tmp_path / "closed.geojson"
    assert run("prepare", path, "-o", closed, "--max-gap", str(width)).code == 0
    assert run("validate", closed).err == ""


@pytest.mark.parametrize("metres", [0, 300])
def test_neighbours_that_meet_and_districts_apart_have_no_gap(run, tmp_path, metres):
    assert "neighbours" not in run("validate", moved(tmp_path / "d.geojson", metres)).err


def test_prepare_makes_the_ids_that_init_makes(run, tmp_path):
    sheet = "district,date,status\nRas al Jadda,2020-03-01,red\n"
    begun = begin(tmp_path, sheet, name=ACCENTED)
    made = tmp_path / "made.geojson"
    assert run("prepare", tmp_path / "d.geojson", "-o", made).code == 0
    features = json.loads(made.read_text("utf-8"))["features"]
    ids = [feature["properties"]["district"] for feature in features]
    assert ids == list(am.load(begun.folder).districts.index)
    assert ids[0] == "ra-s-al-jadda"


def test_init_without_files_copies_the_bundled_territory(run, tmp_path):
    ran = run("init", tmp_path / "mine")
    assert (ran.code, "a copy of the bundled territory" in ran.out) == (0, True)
    assert am.load(tmp_path / "mine").data_version == am.load().data_version
    assert run("init", tmp_path / "mine").code == 1
    assert run("init", tmp_path / "other", "--reports", tmp_path / "r.csv").code == 2
    assert not (tmp_path / "other").exists()


def layers_of_two_levels(tmp_path):
    """A GeoPackage whose first layer is the town, and its second the quarters."""
    quarters = gpd.GeoDataFrame(
        {"NAME_3": ["Mill", "Port"]},
        geometry=[shapely.box(37, 36, 37.01, 36.01), shapely.box(37.01, 36, 37.02, 36.01)],
        crs="OGC:CRS84",
    )
    town = quarters.dissolve()[["geometry"]].assign(NAME_2="Town")
    path = tmp_path / "levels.gpkg"
    town.to_file(path, layer="adm2")
    quarters.to_file(path, layer="adm3")
    return path


def test_the_layer_that_the_reports_name_is_read_and_said(run, tmp_path):
    path = layers_of_two_levels(tmp_path)
    reports = tmp_path / "r.csv"
    reports.write_text("district,date,status\nMill,2020-01-01,red\nPort,2020-01-01,blue\n")
    done = run("init", tmp_path / "made", "--districts", path, "--reports", reports)
    assert done.code == 0, done.err
    assert "layer adm3 of levels.gpkg: the only one whose names the reports use" in done.out
    assert len(gpd.read_file(tmp_path / "made" / "districts.geojson")) == 2
    wrong = ("--layer", "adm2")
    done = run("init", tmp_path / "b", "--districts", path, "--reports", reports, *wrong)
    assert done.code == 1
    assert "other layers, to read with --layer: adm3" in done.err


def test_every_command_of_polygons_takes_a_layer(run, tmp_path):
    path, out = layers_of_two_levels(tmp_path), tmp_path / "d.geojson"
    assert run("prepare", path, "-o", out, "--layer", "adm3").code == 0
    assert len(gpd.read_file(out)) == 2
    missing = run("prepare", path, "-o", out, "--name-column", "NAME_3")
    assert "other layers, to read with --layer: adm3" in missing.err
    assert "adm3 read" in run("validate", path, "--layer", "adm3").err
    nowhere = ("--text", "half of the area", "--date", "2016-11-28", "--boundaries", path)
    assert "'adm9'" in run("check", *nowhere, "--layer", "adm9").err
    assert "goes with --boundaries" in run("check", "--layer", "adm3").err
    assert "a file of layers" in run("validate", out, "--layer", "adm3").out


def test_a_party_renamed_in_the_settings_is_renamed_in_its_region(begun):
    settings = begun.folder / "territory.toml"
    before = am.load(begun.folder)
    assert before.regions.at["held-by-the-blues", "name"] == "What The Blues held on 2020-03-01"
    settings.write_text(settings.read_text("utf-8").replace("The Blues", "The Azure"), "utf-8")
    after = am.load(begun.folder)
    assert after.regions.at["held-by-the-blues", "name"] == "What The Azure held on 2020-03-01"
    assert "The Azure-held area" in after.regions.at["held-by-the-blues", "aliases"]
