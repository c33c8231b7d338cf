"""Truth: a 2 x 2 grid has 4 inner arcs and 4 outer ones; arcs add up to perimeters."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from aleppomap.arcs import GEOD, require_lonlat, shared_arcs
from aleppomap.errors import InvalidInput

LABELS = ["sw", "se", "nw", "ne"]


def grid(rows=2, columns=2, labels=None):
    boxes = [
        shapely.box(37 + 0.01 * x, 36 + 0.01 * y, 37 + 0.01 * (x + 1), 36 + 0.01 * (y + 1))
        for y in range(rows)
        for x in range(columns)
    ]
    # Grid corners computed along different paths must be the same numbers.
    boxes = list(shapely.set_precision(boxes, 1e-6))
    return gpd.GeoDataFrame(geometry=boxes, index=labels, crs="OGC:CRS84")


def sides(arcs):
    return {(left, right) for left, right in zip(arcs["left"], arcs["right"], strict=True)}


def test_grid_has_each_arc_once():
    arcs = shared_arcs(grid(labels=LABELS))
    inner = {("sw", "se"), ("sw", "nw"), ("se", "ne"), ("nw", "ne")}
    assert sides(arcs) == inner | {(label, None) for label in LABELS}
    assert len(arcs) == 8
    assert arcs.crs == "OGC:CRS84"


def test_outer_arcs_of_a_grid_run_between_nodes():
    arcs = shared_arcs(grid(labels=LABELS)).set_index(["left", "right"])
    corner = arcs.loc[[("sw", None)]].geometry.iloc[0]
    assert shapely.get_num_coordinates(corner) == 3


def test_left_is_left_of_the_line():
    cells = grid(labels=LABELS)
    for _, arc in shared_arcs(cells).iterrows():
        nudged = arc["geometry"].offset_curve(1e-4).interpolate(0.5, normalized=True)
        assert cells.geometry[arc["left"]].contains(nudged)


@given(st.lists(st.booleans(), min_size=6, max_size=6), st.integers(0, 5))
def test_arcs_of_each_cell_add_up_to_its_perimeter_whatever_the_winding(turn, start):
    cells = grid(2, 3)
    cells = cells.set_geometry(
        [
            shapely.Polygon(np.roll(cell.exterior.coords[:-1], start, axis=0)[:: -1 if flip else 1])
            for cell, flip in zip(cells.geometry, turn, strict=True)
        ],
        crs="OGC:CRS84",
    )
    arcs = shared_arcs(cells)
    for label, cell in cells.geometry.items():
        around = arcs.loc[(arcs["left"] == label) | (arcs["right"] == label), "length_m"].sum()
        assert around == pytest.approx(GEOD.geometry_length(cell.exterior), rel=1e-12)


def test_enclave_is_one_closed_arc():
    enclave = shapely.Point(37.005, 36.005).buffer(0.002)
    around = shapely.box(37, 36, 37.01, 36.01).difference(enclave)
    cells = gpd.GeoDataFrame(index=["around", "citadel"], geometry=[around, enclave], crs=4326)
    arcs = shared_arcs(cells)
    assert sides(arcs) == {("around", "citadel"), ("around", None)}
    assert arcs.geometry.is_closed.all()


def test_parts_of_one_cell_have_no_arc_between_them():
    halves = shapely.multipolygons([shapely.box(37, 36, 37.5, 37), shapely.box(37.5, 36, 38, 37)])
    arcs = shared_arcs(gpd.GeoDataFrame(geometry=[halves], crs="OGC:CRS84"))
    assert len(arcs) == 1
    assert arcs.geometry.iloc[0].is_closed
    assert shapely.get_num_coordinates(arcs.geometry.iloc[0]) == 7


def test_islands_have_outer_arcs_only():
    cells = grid(1, 2).iloc[[0]]
    far = gpd.GeoDataFrame(index=["far"], geometry=[shapely.box(38, 36, 38.1, 36.1)], crs=4326)
    arcs = shared_arcs(gpd.GeoDataFrame(geometry=[*cells.geometry, *far.geometry], crs=4326))
    assert arcs["right"].isna().all()
    assert len(arcs) == 2


def test_nothing_gives_nothing():
    for geometries in ([], [None], [shapely.Polygon()]):
        arcs = shared_arcs(gpd.GeoDataFrame(geometry=geometries, crs="OGC:CRS84"))
        assert len(arcs) == 0
        assert list(arcs.columns) == ["left", "right", "length_m", "geometry"]


def test_repeated_points_are_no_segments():
    ring = [(37, 36), (37, 36), (37.01, 36), (37.01, 36.01), (37.01, 36.01), (37, 36.01)]
    cells = gpd.GeoDataFrame(geometry=[shapely.Polygon(ring)], crs="OGC:CRS84")
    assert shapely.get_num_coordinates(shared_arcs(cells).geometry.iloc[0]) == 5


def test_overlapping_cells_are_named():
    cells = gpd.GeoDataFrame(
        index=["a", "b", "c"],
        geometry=[shapely.box(37, 36, 37.01, 36.01)] * 2 + [shapely.box(38, 36, 38.01, 36.01)],
        crs="OGC:CRS84",
    )
    with pytest.raises(InvalidInput) as caught:
        shared_arcs(cells)
    assert [fault.where for fault in caught.value.faults] == ["cells a, b"]
    assert "close_corridors" in str(caught.value)


def test_repeated_labels_are_refused():
    with pytest.raises(InvalidInput, match="labels used once"):
        shared_arcs(grid(labels=["a", "a", "b", "c"]))


@pytest.mark.parametrize(
    ("crs", "remedy"), [(None, "set_crs"), ("EPSG:3857", "to_crs"), ("EPSG:32637", "to_crs")]
)
def test_only_degrees_are_measured(crs, remedy):
    with pytest.raises(InvalidInput, match=remedy):
        require_lonlat(gpd.GeoSeries([shapely.Point(37, 36)], crs=crs))
    with pytest.raises(InvalidInput, match=remedy):
        shared_arcs(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=crs))
