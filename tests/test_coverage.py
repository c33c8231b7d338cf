"""Truth: squares with streets of known width; areas that add up; the shipped districts."""

import json
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from aleppomap.arcs import shared_arcs
from aleppomap.areas import geodesic_area_m2
from aleppomap.coverage import close_corridors
from aleppomap.errors import AleppoMapWarning, InvalidInput, strict

LOCAL = "+proj=laea +lat_0=36.2 +lon_0=37.16 +datum=WGS84"
SHIPPED = Path(__file__).parents[1] / "data" / "geojson" / "aleppo" / "districts.geojson"

# Areas in km2 of the reference polygons with 60 m corridors closed, measured
# independently: the smallest, the largest and those the reports turn on.
REFERENCE_KM2 = {
    "sheikh-yusef-cemetery": 0.0469,
    "maysaloon-cemetery-north": 0.059,
    "ibn-yaqoub": 0.0598,
    "nayrab": 3.8051,
    "layramoun": 5.3939,
    "sheikh-najjar": 25.5914,
    "hanano": 3.3119,
    "jabal-badro": 1.3361,
    "bustan-al-qasr": 0.8031,
    "sakhour": 1.1059,
    "citadel": 0.1344,
    "haydariyah": 1.4215,
    "bustan-al-basha": 0.4899,
    "sheikh-maqsoud": 3.6769,
}


def islands(shapes, names=None):
    names = [f"d{row}" for row in range(len(shapes))] if names is None else names
    return gpd.GeoDataFrame({"district": names}, geometry=list(shapes), crs=LOCAL).to_crs(4326)


def metres(coverage):
    return coverage.geometry.to_crs(LOCAL).to_numpy()


def vertices(geometry):
    return {tuple(vertex) for vertex in shapely.get_coordinates(geometry)}


def assert_neighbours_share_vertices(geometries):
    """Wherever two polygons meet, every vertex of the one there is one of the other."""
    one, other = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    for a, b in zip(one[one < other], other[one < other], strict=True):
        border = shapely.get_parts(shapely.intersection(geometries[a], geometries[b]))
        assert not np.isin(shapely.get_type_id(border), [3, 6]).any(), "they overlap"
        met = vertices(shapely.geometrycollections(border))
        assert met <= vertices(geometries[a]) & vertices(geometries[b])


def street(width_m, **options):
    """Two 1 km squares with a street between them."""
    west, east = shapely.box(-1000, 0, 0, 1000), shapely.box(width_m, 0, width_m + 1000, 1000)
    return close_corridors(islands([west, east]), **options)


@pytest.mark.parametrize("width_m", [2.0, 20.0, 55.0])
def test_a_street_is_split_in_the_middle(width_m):
    coverage, report = street(width_m)
    gained_km2 = width_m / 2 * 1000 / 1e6
    half_a_metre_km2 = 0.5 * 1000 / 1e6
    near = {"rel": 0.03, "abs": half_a_metre_km2}
    assert report["gap_closed_km2"].tolist() == pytest.approx([gained_km2] * 2, **near)
    grown = report["area_after_km2"] - report["area_before_km2"]
    assert grown.tolist() == pytest.approx(report["gap_closed_km2"].tolist(), rel=1e-4)
    border = shared_arcs(coverage).dropna()
    assert border["length_m"].sum() == pytest.approx(1000, rel=0.05)


@pytest.mark.parametrize(("width_m", "max_gap_m"), [(65.0, 60.0), (20.0, 0.0), (20.0, 15.0)])
def test_wider_gaps_stay_open(width_m, max_gap_m):
    coverage, report = street(width_m, max_gap_m=max_gap_m)
    assert (report["gap_closed_km2"] == 0).all()
    assert shared_arcs(coverage)["right"].isna().all()


def test_a_crossing_is_closed_and_a_square_is_not():
    half = [(-1, -1), (0, -1), (-1, 0), (0, 0)]
    crossing = [
        shapely.box(x * 500 + 10, y * 500 + 10, x * 500 + 490, y * 500 + 490) for x, y in half
    ]
    coverage, _ = close_corridors(islands(crossing))
    union = shapely.coverage_union_all(metres(coverage))
    assert len(union.interiors) == 0
    square = shapely.box(-100, -100, 100, 100)
    coverage, _ = close_corridors(
        islands([shapely.difference(block, square) for block in crossing])
    )
    (hole,) = shapely.coverage_union_all(metres(coverage)).interiors
    assert shapely.Polygon(hole).area == pytest.approx(200 * 200, rel=0.08)


def test_a_lone_district_is_unchanged_notches_and_courtyards_included():
    courtyard = shapely.box(0, 0, 900, 900) - shapely.box(100, 100, 130, 130)
    lone = courtyard - shapely.box(500, 500, 520, 900)
    near = shapely.box(5000, 0, 6000, 1000)
    coverage, report = close_corridors(islands([lone, near]))
    assert report["change_share"].abs().max() < 1e-9
    assert shapely.normalize(metres(coverage)[0]).equals_exact(shapely.normalize(lone), 0.01)


def test_an_enclave_drawn_over_its_surroundings_survives():
    park, city = shapely.box(400, 400, 600, 600), shapely.box(0, 0, 1000, 1000)
    with pytest.warns(AleppoMapWarning, match="overlapped"):
        coverage, report = close_corridors(islands([city, park], ["city", "park"]))
    assert report["area_after_km2"].tolist() == pytest.approx([0.96, 0.04], rel=1e-4)
    assert report["overlap_km2"].tolist() == pytest.approx([0.04, 0.04], rel=1e-4)
    assert report.loc["park", "note"] == "overlap given to the smaller district"
    assert shapely.coverage_is_valid(coverage.geometry.to_numpy())


def test_an_island_in_a_ring_road_stays_a_district_of_its_own():
    citadel = shapely.Point(0, 0).buffer(200)
    city = shapely.box(-800, -800, 800, 800) - shapely.Point(0, 0).buffer(230)
    coverage, report = close_corridors(islands([city, citadel]))
    arcs = shared_arcs(coverage)
    assert len(arcs) == 2
    assert (report["gap_closed_km2"] > 0.015).all()


def test_corridor_cut_off_from_its_district_goes_to_the_neighbour():
    """Every part of a result holds ground that was its district's before."""
    blocks = [
        shapely.box(0, 0, 400, 300),
        shapely.Polygon([(0, 320), (400, 310), (400, 600), (0, 600)]),
        shapely.Polygon([(430, 0), (800, 0), (800, 290), (445, 330)]),
        shapely.Polygon([(425, 345), (800, 300), (800, 600), (430, 600)]),
    ]
    coverage, _ = close_corridors(islands(blocks))
    for after, before in zip(metres(coverage), blocks, strict=True):
        for part in shapely.get_parts(after):
            assert part.intersection(before).area > 1


def test_repairs_are_reported_and_warned_of():
    bow_tie = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    mixed = shapely.GeometryCollection([shapely.box(500, 0, 600, 100), shapely.Point(0, 0)])
    fine = shapely.box(2000, 0, 2100, 100)
    with pytest.warns(AleppoMapWarning, match="d0 and d1"):
        coverage, report = close_corridors(islands([bow_tie, mixed, fine]))
    assert report["note"].str.startswith("repaired: Self-intersection").tolist() == [
        True,
        False,
        False,
    ]
    assert report.loc["d1", "note"] == "only its polygons are kept"
    assert coverage.geometry.is_valid.all()
    with strict(), pytest.raises(AleppoMapWarning):
        close_corridors(islands([bow_tie, fine]))


def test_every_fault_is_listed():
    frame = islands([shapely.box(0, 0, 9, 9)] * 4, ["a", "a", "", "d"])
    frame["geometry"] = [
        shapely.Polygon(),
        None,
        shapely.LineString([(37, 36), (38, 36)]),
        shapely.Polygon([(37, 36), (np.inf, 36), (37, 37)]),
    ]
    with pytest.raises(InvalidInput) as caught:
        close_corridors(frame, -1)
    found = [(fault.where, fault.field) for fault in caught.value.faults]
    assert found == [
        ("", "max_gap_m"),
        ("feature 1 (a)", "district"),
        ("feature 2 ()", "district"),
        ("feature 0 (a)", "geometry"),
        ("feature 1 (a)", "geometry"),
        ("feature 2 ()", "geometry"),
        ("feature 3 (d)", "geometry"),
    ]


def test_missing_crs_missing_column_and_no_rows_are_faults():
    frame = islands([shapely.box(0, 0, 9, 9)])
    with pytest.raises(InvalidInput, match="set_crs"):
        close_corridors(frame.set_crs(None, allow_override=True))
    with pytest.raises(InvalidInput, match="id_column"):
        close_corridors(frame, id_column="quarter")
    with pytest.raises(InvalidInput, match="no rows"):
        close_corridors(frame.iloc[:0])


def test_a_district_drawn_twice_is_refused():
    block = shapely.box(0, 0, 500, 500)
    with pytest.raises(InvalidInput, match="nothing left"):
        close_corridors(islands([block, block]))


def test_rounding_that_swallows_a_district_is_refused():
    with pytest.raises(InvalidInput, match="more decimals"):
        street(20.0, decimals=0)


def test_columns_index_names_and_other_projections_are_kept():
    frame = islands([shapely.box(0, 0, 500, 500), shapely.box(520, 0, 900, 500)])
    frame = frame.rename_geometry("shape").rename(columns={"district": "Name"})
    frame.index = ["x", "y"]
    frame["people"] = [1, 2]
    before = frame.copy(deep=True)
    coverage, report = close_corridors(frame.to_crs(3857), id_column="Name", decimals=5)
    assert coverage.columns.tolist() == frame.columns.tolist()
    assert coverage.geometry.name == "shape"
    assert coverage.index.tolist() == ["x", "y"]
    assert coverage.crs == "OGC:CRS84"
    assert report.index.name == "Name"
    assert frame.equals(before)
    assert report["change_share"].iloc[0] == pytest.approx(0.02, abs=0.003)


@st.composite
def towns(draw):
    """Up to 3 x 3 blocks with uneven edges, streets up to 50 m and small overlaps."""
    columns, rows = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    inset = st.integers(-5, 25)
    shapes = []
    for x in range(columns):
        for y in range(rows):
            west, south, east, north = (draw(inset) for _ in range(4))
            tilt = draw(st.integers(0, 20))
            left, right = 400 * x + west, 400 * (x + 1) - east
            bottom, top = 400 * y + south, 400 * (y + 1) - north
            shapes.append(
                shapely.Polygon(
                    [(left, bottom), (right, bottom + tilt), (right - tilt, top), (left, top)]
                )
            )
    return islands(shapes)


@settings(max_examples=40, deadline=None)
@given(towns(), st.sampled_from([None, 5, 6]), st.sampled_from([0.0, 2.0]))
def test_any_town_becomes_a_coverage(town, decimals, simplify_m):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AleppoMapWarning)
        coverage, report = close_corridors(town, decimals=decimals, simplify_m=simplify_m)
        again, _ = close_corridors(coverage)
    geometries = coverage.geometry.to_numpy()
    assert shapely.coverage_is_valid(geometries)
    assert_neighbours_share_vertices(geometries)
    shared_arcs(coverage)

    union_m2 = geodesic_area_m2([shapely.coverage_union_all(geometries)])[0]
    assert report["area_after_km2"].sum() * 1e6 == pytest.approx(union_m2, rel=1e-9)
    if decimals is None and simplify_m == 0:
        drawn = shapely.union_all(metres(town))
        lost = shapely.difference(drawn, shapely.union_all(metres(coverage)))
        assert lost.area < 1e-4 * drawn.area
        gained_m2 = report["gap_closed_km2"].sum() * 1e6
        assert union_m2 == pytest.approx(drawn.area + gained_m2, rel=1e-5)
        twice = geodesic_area_m2(again) / geodesic_area_m2(coverage)
        assert np.abs(twice - 1).max() < 1e-3


def shipped():
    return gpd.read_file(SHIPPED)


def test_shipped_districts_are_a_valid_coverage():
    districts = shipped()
    geometries = districts.geometry.to_numpy()
    assert len(districts) == 133
    assert districts["district"].is_unique
    assert districts.geometry.is_valid.all()
    assert shapely.coverage_is_valid(geometries)
    assert_neighbours_share_vertices(geometries)


def test_shipped_file_follows_rfc_7946():
    text = SHIPPED.read_text(encoding="utf-8")
    collection = json.loads(text)
    assert sorted(collection) == ["features", "type"]
    assert text.count("\n") == len(collection["features"]) + 2
    assert [feature["id"] for feature in collection["features"]] == sorted(
        feature["properties"]["district"] for feature in collection["features"]
    )
    for feature in collection["features"]:
        assert list(feature["properties"]) == [
            "district", "name", "name_ar", "aliases", "source", "accuracy_m",
        ]  # fmt: skip
        assert feature["properties"]["name"]
        geometry = shapely.from_geojson(json.dumps(feature["geometry"]))
        for part in shapely.get_parts(geometry):
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)
        xy = shapely.get_coordinates(geometry)
        assert (np.round(xy, 5) == xy).all()


def test_shipped_areas_agree_with_an_independent_fill():
    districts = shipped()
    areas_km2 = dict(zip(districts["district"], geodesic_area_m2(districts) / 1e6, strict=True))
    assert sum(areas_km2.values()) == pytest.approx(128.8, abs=0.05)
    for district, reference_km2 in REFERENCE_KM2.items():
        assert areas_km2[district] == pytest.approx(reference_km2, rel=5e-3), district


def test_shipped_districts_that_face_each_other_across_a_street_are_neighbours():
    arcs = shared_arcs(shipped().set_index("district"))
    border = arcs[(arcs["left"] == "hanano") & (arcs["right"] == "jabal-badro")]
    assert border["length_m"].sum() == pytest.approx(1030, abs=30)
    isolated = set(arcs["left"]) - set(arcs.dropna()["left"]) - set(arcs.dropna()["right"])
    assert len(isolated) <= 3
