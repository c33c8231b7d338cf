"""Truth: squares of known size in pieces, in any order, direction and role."""

import itertools
import json
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely

from aleppomap.errors import AleppoMapError, InvalidInput
from aleppomap.geojson import read_districts
from aleppomap.sources.overpass import overpass_url, parse_bbox, polygons
from tests.misbehaving import overpass, relation, way


def ring(x0, y0, x1, y1):
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]


def pieces(points, *cuts, first=1):
    """Cut a closed ring at positions into ways."""
    ends = [0, *cuts, len(points) - 1]
    return [way(first + n, *points[a : b + 1]) for n, (a, b) in enumerate(itertools.pairwise(ends))]


def made(*elements):
    return polygons(json.loads(overpass(*elements)))


def outer(*ways):
    return [("outer", piece) for piece in ways]


BIG = ring(0, 0, 10, 10)
HOLE = ring(2, 2, 8, 8)
ISLE = ring(4, 4, 6, 6)


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setattr("aleppomap.sources.overpass.WIDEST_DEGREES", 100)


def test_a_closed_way_is_a_polygon_with_its_names():
    tags = {"name": "حي", "name:en": "The  Quarter", "name:ar": "حي", "place": "quarter"}
    districts, notes = made(way(7, *BIG, **tags))
    assert notes == []
    assert districts.index.tolist() == ["the-quarter"]
    assert districts.index.name == "district"
    row = districts.loc["the-quarter"]
    assert (row["name"], row["name_ar"], row["place"], row["osm"]) == (
        "The Quarter", "حي", "quarter", "way/7",
    )  # fmt: skip
    assert row.geometry.area == 100
    assert districts.crs == "OGC:CRS84"


def test_a_ring_in_pieces_is_put_together_in_any_order_and_direction():
    ways = pieces(BIG, 1, 3)
    backwards = way(9, *[(p["lon"], p["lat"]) for p in reversed(ways[1]["geometry"])])
    for order in itertools.permutations([ways[0], backwards, ways[2]]):
        districts, notes = made(relation(1, *outer(*order), name="A"))
        assert districts.geometry.iloc[0].equals(shapely.box(0, 0, 10, 10))
        assert notes == []


def test_holes_and_islands_in_holes():
    members = [*outer(*pieces(BIG, 2)), *[("inner", w) for w in pieces(HOLE, 1, first=10)],
               *outer(*pieces(ISLE, 3, first=20))]  # fmt: skip
    districts, notes = made(relation(1, *members, name="A"))
    assert districts.geometry.iloc[0].area == 100 - 36 + 4
    assert notes == []


def test_two_outer_rings_apart_touching_at_a_point_or_along_a_side():
    for shift, parts in [(20, 2), (10, 1)]:
        other = ring(shift, 0, shift + 10, 10)
        districts, notes = made(relation(1, *outer(way(1, *BIG), way(2, *other)), name="A"))
        assert districts.geometry.iloc[0].area == pytest.approx(200)
        assert shapely.get_num_geometries(districts.geometry.iloc[0]) == parts
        assert notes == []
    corner = ring(10, 10, 20, 20)
    districts, _ = made(relation(1, *outer(way(1, *BIG), way(2, *corner)), name="A"))
    assert districts.geometry.iloc[0].area == 200


def test_a_way_listed_twice_counts_once_and_other_roles_do_not_count():
    members = [
        *outer(way(1, *BIG), way(1, *BIG)),
        ("label", way(2, *HOLE)),
        ("subarea", way(3, *ISLE)),
    ]
    districts, _ = made(relation(1, *members, name="A"))
    assert districts.geometry.iloc[0].area == 100


def test_a_member_without_a_role_is_outer():
    districts, _ = made(relation(1, ("", way(1, *BIG)), name="A"))
    assert districts.geometry.iloc[0].area == 100


def test_an_inner_ring_outside_is_left_out_and_said():
    stray = way(2, *ring(20, 0, 22, 2))
    districts, (note,) = made(relation(1, *outer(way(1, *BIG)), ("inner", stray), name="A"))
    assert districts.geometry.iloc[0].area == 100
    assert note == "A (relation/1): 1 inner rings lie outside it and are left out"


GOOD = way(99, *ring(50, 50, 51, 51), name="Good")


@pytest.mark.parametrize(
    ("element", "said"),
    [
        (relation(1, *outer(*pieces(BIG, 1, 3)[:2]), name="A"),
         "ring does not close, near 0.00000, 0.00000"),
        (relation(1, *outer(way(1, *BIG)), ("inner", way(2, *HOLE[:3])), name="A"),
         "ring does not close, near 2.00000, 2.00000"),
        (relation(1, ("outer", {"id": 1, "geometry": None}), name="A"),
         "1 of its ways are missing"),
        (relation(1, ("outer", {"id": 1, "geometry": [None, {"lat": 1, "lon": 1}]}), name="A"),
         "1 of its ways are missing"),
        (relation(1, ("outer", way(1, (200, 0), (201, 0), (201, 1), (200, 0))), name="A"),
         "1 of its ways are missing"),
        (relation(1, ("inner", way(1, *BIG)), name="A"), "no outer ring"),
        (relation(1, name="A"), "no outer ring"),
        (way(1, *BIG[:4], name="A"), "line does not close"),
        (way(1, (1, 1), (1, 1), name="A"), "line does not close"),
        (way(1, (0, 0), (1, 0), (0, 0), name="A"), "left out"),
    ],
)  # fmt: skip
def test_what_is_incomplete_is_left_out_by_name(element, said):
    districts, (note,) = made(element, GOOD)
    assert districts["name"].tolist() == ["Good"]
    assert note.startswith("A (")
    assert said in note


def test_a_boundary_that_crosses_itself_is_split_and_said():
    bowtie = way(1, (0, 0), (10, 10), (10, 0), (0, 10), (0, 0), name="A")
    districts, (note,) = made(bowtie)
    assert districts.geometry.iloc[0].is_valid
    assert districts.geometry.iloc[0].area == 50
    assert note.endswith("its boundary crosses itself; split where it crosses")


def test_places_that_are_points_are_counted_by_name():
    nodes = [
        {"type": "node", "id": n, "lat": 0, "lon": 0, "tags": {"name": f"P{n}"}} for n in range(9)
    ]
    _, (note,) = made(GOOD, *nodes)
    assert note.startswith("9 places are only points, without a boundary: P0, P1")
    with pytest.raises(AleppoMapError, match=r"no polygon in the answer .*only points"):
        made(*nodes)


def test_ids_are_unique_and_fit_the_districts_table(tmp_path):
    names = ["Al-Sha'ar", "al shaar", "Al-Sha'ar", "الشعار", "", "7"]
    ways = [way(n, *ring(2 * n, 0, 2 * n + 1, 1), name=name) for n, name in enumerate(names)]
    districts, _ = made(*ways)
    assert districts.index.tolist() == [
        "al-sha-ar", "al-shaar", "al-sha-ar-way-2", "way-3", "way-4", "7-way-5",
    ]  # fmt: skip


def test_names_lose_their_control_characters():
    districts, _ = made(way(1, *BIG, name="Sha\u202e\x00ar\nquarter"))
    assert districts["name"].tolist() == ["Sha ar quarter"]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "no `elements`"),
        ([], "no `elements`"),
        (None, "no `elements`"),
        ({"elements": 3}, "no `elements`"),
        ({"elements": []}, "no polygon in the answer"),
        (
            {"elements": [3, {"type": "way"}, {"type": "way", "tags": {}, "geometry": 3}]},
            "no polygon",
        ),
        ({"elements": [], "remark": "runtime error: Query timed out"}, "gave up .*Query timed out"),
    ],
)
def test_what_is_no_answer(document, said):
    with pytest.raises(AleppoMapError, match=said):
        polygons(document)


def test_namesakes_far_apart_are_noted(monkeypatch):
    monkeypatch.setattr("aleppomap.sources.overpass.WIDEST_DEGREES", 3)
    _, (note,) = made(way(1, *ring(0, 0, 1, 1), name="A"), GOOD)
    assert "several places may bear the name" in note


def question(**words):
    return parse_qs(urlsplit(overpass_url("https://example.org/i", **words)).query)["data"][0]


def test_a_box_is_asked_south_first():
    asked = question(bbox="37.05,36.15,37.25,36.28")
    assert "[bbox:36.15,37.05,36.28,37.25];" in asked
    assert 'nwr["place"~"^(suburb|neighbourhood|quarter)$"];' in asked
    assert asked.endswith("out body geom;")


def test_a_level_asks_for_administrative_units():
    assert 'wr["boundary"="administrative"]["admin_level"="9"];' in question(
        bbox="0,0,1,1", level="9"
    )


def test_a_name_is_quoted_and_narrowed_by_its_country():
    asked = question(place='Alep"po\\', country="syr")
    assert '["name:en"="Alep\\"po\\\\"](area.country);' in asked
    assert 'area["ISO3166-1:alpha3"="SYR"]' in asked
    assert "(area.here)" in asked
    assert 'area["name:ar"="حلب"];' in question(place="حلب")


@pytest.mark.parametrize(
    "words",
    [
        {}, {"bbox": "0,0,1,1", "place": "A"}, {"bbox": "0,0,1,1", "country": "SYR"},
        {"place": "A", "level": "1"}, {"place": "A", "level": "ADM2"},
        {"place": "A", "country": "Syria"}, {"place": "A\nB"}, {"place": "A" * 201},
        {"bbox": "0,0,1"}, {"bbox": "a,b,c,d"}, {"bbox": "nan,0,1,1"}, {"bbox": "1,0,0,1"},
        {"bbox": "0,1,1,0"}, {"bbox": "0,0,181,1"}, {"bbox": "0,-91,1,1"},
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_not_asked(words):
    with pytest.raises(InvalidInput):
        question(**words)


def test_a_box_too_large_for_a_shared_server(monkeypatch):
    monkeypatch.setattr("aleppomap.sources.overpass.WIDEST_DEGREES", 3)
    with pytest.raises(InvalidInput, match="at most 3 degrees; cut it in parts"):
        parse_bbox("0,0,4,1")


def test_what_is_made_is_read_as_districts(tmp_path):
    from aleppomap.geojson import geojson

    districts, _ = made(way(1, *ring(0, 0, 1, 1), name="A"), way(2, *ring(1, 0, 2, 1), name="B"))
    path = tmp_path / "d.geojson"
    path.write_text(geojson(districts), "utf-8")
    again, faults = read_districts(path)
    assert faults == []
    assert again["name"].tolist() == ["A", "B"]
