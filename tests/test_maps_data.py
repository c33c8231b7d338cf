"""The page as a file: its bytes, its geometry, and what it refuses."""

from __future__ import annotations

from types import SimpleNamespace

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from aleppomap.arcs import shared_arcs
from aleppomap.errors import AleppoMapError, AleppoMapWarning, InvalidInput, NotCovered
from aleppomap.maps import control_map, districts
from aleppomap.maps.topology import pack, topology
from aleppomap.snapshot import Party
from tests import small
from tests.browser import unpack
from tests.toy_control import Toy


def test_the_same_bytes_each_time(tmp_path):
    pages = []
    for name in ("a.html", "b.html"):
        control_map(Toy()).save(tmp_path / name)
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    text = pages[0].decode()
    assert "unsafe-inline" not in text and " style=" not in text and "url(images" not in text
    assert "sourceMappingURL" not in text
    assert text.startswith('<!DOCTYPE html>\n<html lang="en" dir="ltr">')


def test_open_assets_warns_and_names_the_hosts():
    made = control_map(Toy())
    with pytest.warns(AleppoMapWarning, match=r"cdn\.jsdelivr\.net"):
        made.open_assets("tile.example.org")
    folium.Marker((36.25, 37.1), popup="here").add_to(made)
    text = made.get_root().render()
    assert "https://tile.example.org" in text and "jquery" in text
    assert "makes no network request" not in text


def test_a_failed_save_leaves_the_old_file(tmp_path):
    path = tmp_path / "map.html"
    control_map(Toy()).save(path)
    before = path.read_bytes()
    made = control_map(Toy())
    made._data["note"] = object()
    with pytest.raises(TypeError):
        made.save(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["map.html"]


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(NotCovered, match="2016-11-20 to 2016-11-29"):
        control_map(Toy(), "2017-01-01")

    class BadColour(Toy):
        parties = (Party("government", "G", "", "red;x"),)

    with pytest.raises(InvalidInput, match="#rrggbb"):
        control_map(BadColour())


@given(st.lists(st.integers(-(2**24), 2**24)))
def test_packing_loses_nothing(numbers):
    assert unpack(pack(numbers)) == numbers


def test_rings_made_of_arcs_keep_the_cells_and_their_holes():
    ring, hole = shapely.box(37, 36, 37.3, 36.3), shapely.box(37.1, 36.1, 37.2, 36.2)
    cells = gpd.GeoDataFrame(
        index=["ring", "hole"], geometry=[ring.difference(hole), hole], crs="OGC:CRS84"
    )
    shape = topology(shared_arcs(cells), cells.index)
    areas = []
    for rings in shape.rings:
        parts = []
        for walk in rings:
            points = [np.empty((0, 2))]
            for number in walk:
                line = np.cumsum(
                    np.reshape(unpack(shape.arcs[max(number, -1 - number)]), (-1, 2)), 0
                )
                points.append(line if number >= 0 else line[::-1])
            parts.append(shapely.Polygon(np.concatenate(points)).area)
        areas.append(2 * max(parts) - sum(parts))
    assert areas == [pytest.approx(8e8), pytest.approx(1e8)]  # 0.3² − 0.1² and 0.1², at 1e-5
    assert len(shape.arcs) == len(shared_arcs(cells))


def test_arcs_that_do_not_close_are_refused():
    arcs = shared_arcs(Toy().cells).iloc[1:]
    with pytest.raises(AleppoMapError, match="do not close"):
        topology(arcs, Toy().cells.index)


@pytest.mark.parametrize(("few", "shown"), [(30, ["nw", "ne", "sw", "se"]), (3, ["nw"])])
def test_few_districts_open_whole_and_many_on_those_that_change(tmp_path, monkeypatch, few, shown):
    history = small.territory(tmp_path).history()
    spells = history.spells.assign(
        control=[
            word if cell == "nw" else "red"
            for cell, word in zip(
                history.spells["district"], history.spells["control"], strict=True
            )
        ]
    )
    monkeypatch.setattr(districts, "WHOLE_UP_TO", few)
    corners = districts._story(history.cells, SimpleNamespace(spells=spells))
    west, south, east, north = history.cells.loc[shown].total_bounds
    assert np.allclose(corners, [[south, west], [north, east]], atol=1e-5)
