"""Truth: fronts between 1 km squares have lengths in whole kilometres."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from aleppomap import vocab
from aleppomap.errors import AleppoMapError, InvalidInput, NotFound
from aleppomap.frontline import front_line

LOCAL = "+proj=laea +lat_0=36.2 +lon_0=37.16 +datum=WGS84"


def snapshot(rows):
    """Squares of 1 km from rows of words, north first."""
    words = [word for row in rows for word in row]
    boxes = [
        shapely.box(1000 * x, -1000 * (y + 1), 1000 * (x + 1), -1000 * y)
        for y, row in enumerate(rows)
        for x in range(len(row))
    ]
    frame = gpd.GeoDataFrame(
        {"control": words, "disputed": False, "changing": False, "silent": False, "report_ids": ""},
        geometry=boxes,
        crs=LOCAL,
    ).to_crs("OGC:CRS84")
    for holder in ("p", "q", "unknown"):
        shares = [
            (0, 0.5, 1) if word == "contested" and holder != "unknown" else (word == holder,) * 3
            for word in words
        ]
        frame[vocab.share_columns(holder)] = np.array(shares, dtype=float)
    return frame


def test_a_straight_front_is_one_line():
    lines = front_line(snapshot([["p", "q"], ["p", "q"], ["p", "q"]]))
    assert lines["between"].tolist() == ["p|q"]
    assert lines["length_m"].tolist() == pytest.approx([3000], rel=1e-5)
    assert lines.geom_type.tolist() == ["LineString"]
    assert lines.attrs["resolution_m"] == pytest.approx(1000, rel=1e-5)
    assert lines.crs == "OGC:CRS84"


def test_an_enclave_has_a_closed_front():
    lines = front_line(snapshot([["p", "p", "p"], ["p", "q", "p"], ["p", "p", "p"]]))
    assert lines["length_m"].tolist() == pytest.approx([4000], rel=1e-5)
    assert lines.geometry.is_closed.all()


def test_pairs_with_contested_and_unknown_are_their_own():
    cells = snapshot([["p", "contested", "q", "unknown", "q"]])
    lines = front_line(cells)
    assert lines["between"].tolist() == ["contested|p", "contested|q", "q|unknown", "q|unknown"]
    assert lines["length_m"].to_numpy() == pytest.approx(1000, rel=1e-5)


def test_between_takes_one_pair_in_either_order():
    cells = snapshot([["p", "q", "q"], ["p", "unknown", "q"]])
    for pair in (("p", "q"), ("q", "p")):
        lines = front_line(cells, pair)
        assert lines["between"].tolist() == ["p|q"]
        assert lines["length_m"].tolist() == pytest.approx([1000], rel=1e-5)
    assert len(front_line(cells, ("p", "p"))) == 0


def test_separate_stretches_are_separate_lines_longest_first():
    lines = front_line(snapshot([["p", "q"], ["p", "q"], ["q", "q"], ["p", "q"]]), ("p", "q"))
    assert lines["length_m"].tolist() == pytest.approx([3000, 2000], rel=1e-5)


def test_no_front_is_an_empty_frame():
    lines = front_line(snapshot([["p", "p"]]))
    assert len(lines) == 0
    assert list(lines.columns) == ["between", "length_m", "geometry"]
    assert np.isnan(lines.attrs["resolution_m"])


def test_lines_run_along_both_parties():
    cells = snapshot([["p", "q", "p"], ["q", "q", "p"], ["p", "q", "q"]])
    lines = front_line(cells)
    total_m = lines["length_m"].sum()
    assert total_m == pytest.approx(7000, rel=1e-5)
    for party in ("p", "q"):
        held = cells[cells["control"] == party].union_all().boundary
        assert shapely.dwithin(held, lines.geometry.to_numpy(), 1e-9).all()


def test_argument_is_left_alone():
    cells = snapshot([["p", "q"]])
    before = cells.copy(deep=True)
    front_line(cells)
    assert cells.equals(before)


def test_a_party_that_does_not_exist_is_named():
    with pytest.raises(NotFound, match="army"):
        front_line(snapshot([["p", "q"]]), ("p", "army"))


@pytest.mark.parametrize("between", ["p", ("p",), ("p", "q", "p")])
def test_what_is_no_pair_is_told_to_be_one(between):
    with pytest.raises(
        AleppoMapError, match=r"give two holders, such as between=\('p', 'q'\), not"
    ):
        front_line(snapshot([["p", "q"]]), between)


def test_a_frame_that_is_no_snapshot_is_refused():
    with pytest.raises(InvalidInput, match="a snapshot: who held which share"):
        front_line(gpd.GeoDataFrame(geometry=[shapely.box(37, 36, 38, 37)], crs="OGC:CRS84"))
