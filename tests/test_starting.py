"""Truth: four squares and a spreadsheet typed by hand; what comes of them is arithmetic."""

import json

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
    assert "rows 9" in said
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
    cells = squares(tmp_path / "d.geojson", name=dict.fromkeys(small.SQUARES, "حلب"))
    sheet = tmp_path / "r.csv"
    sheet.write_text("name,date,status\nحلب,2020-03-01,المعارضة\n", "utf-8")
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
    with pytest.warns(am.errors.AleppoMapWarning):
        done = start_territory(tmp_path / "t", path, sheet)
    (line,) = (line for line in done.remarks.inferred if "overlaps" in line)
    # half of a cell of 0.01 degrees is counted once instead of twice
    assert line.startswith("1 overlaps given to the smaller district, -0.39")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "column names"),
        ("district,date,status\n", "a report a row"),
        ("a,b\n1,2\n", "a column of each district"),
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
