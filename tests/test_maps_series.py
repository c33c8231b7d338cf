"""The page of a series: what is drawn is what the makers of the polygons drew."""

from __future__ import annotations

import base64
import json
import re
import zlib
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely

from aleppomap import SnapshotSeries, control_map
from aleppomap.errors import NotCovered
from aleppomap.maps.topology import ALPHABET
from tests.browser import blended, near, pixels, until
from tests.series_maker import Maker, frames

DAYS = 24
WHERE = """(places) => places.map(([lng, lat]) => {
    const at = control_map_1.latLngToContainerPoint([lat, lng]);
    const box = document.querySelector("#control_map_1").getBoundingClientRect();
    return [Math.round(box.left + at.x), Math.round(box.top + at.y)];
})"""


@pytest.fixture(scope="module")
def drawn():
    """The polygons of either party on each day, as their maker drew them."""
    return frames(Maker(days=DAYS, front=90))


@pytest.fixture(scope="module")
def series(drawn):
    return SnapshotSeries.from_frames(drawn)


def ground(frame, party):
    return shapely.make_valid(frame.set_index("control").geometry[party])


def numbers(text):
    found, value, place = [], 0, 0
    for letter in text:
        bits = ALPHABET.index(letter)
        value |= (bits & 31) << place
        place += 5
        if not bits & 32:
            found.append(-(value + 1) // 2 if value & 1 else value // 2)
            value = place = 0
    return found


def unpacked(path):
    """Read a page as its script does, with none of the package's code."""
    block = re.search(r'id="data">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    data = json.loads(block[1])
    data |= json.loads(zlib.decompress(base64.b64decode(data["packed"])))
    steps, arcs, at = numbers(data["arcs"]), [], np.array(data["origin"])
    while steps:
        count, steps = steps[0], steps[1:]
        moves = np.array(steps[: 2 * count]).reshape(-1, 2)
        steps = steps[2 * count :]
        points = at + np.cumsum(moves, axis=0)
        arcs.append(points * data["unit"])
        at = points[-1]
    sides = np.array(numbers(data["sides"])).reshape(-1, 2)
    lives, end = [], 0
    for start, span in zip(numbers(data["starts"]), numbers(data["spans"]), strict=True):
        lives.append((end + start, end + start + span))
        end += start + span
    return data, arcs, sides, lives


def test_the_page_carries_every_polygon_of_every_day_to_a_hundred_thousandth(
    tmp_path, series, drawn
):
    control_map(series).save(tmp_path / "page.html")
    data, arcs, sides, lives = unpacked(tmp_path / "page.html")
    assert data["dates"] == [str(day) for day in drawn]
    for number, (day, frame) in enumerate(drawn.items()):
        for cell, (party, *_) in enumerate(data["cells"]):
            own = [
                shapely.LineString(arc)
                for arc, pair, (start, end) in zip(arcs, sides, lives, strict=True)
                if start <= number < end and (pair[0] == cell) != (pair[1] == cell)
            ]
            truth = ground(frame, party)
            edges = shapely.union_all(own)
            assert shapely.hausdorff_distance(edges, truth.boundary) < 1e-5, (day, party)
            assert len(shapely.polygonize(own).geoms) >= len(shapely.get_parts(truth))


def test_the_ground_has_the_colour_of_its_holder_on_every_fourth_day(opened, series, drawn):
    page = opened(series, size=(1200, 800))
    land = page.evaluate("getComputedStyle(control_map_1.getContainer()).backgroundColor")
    style = "getComputedStyle(document.querySelector('path.cell')).fillOpacity"
    opacity = float(page.evaluate(style))
    colours = {p.party: blended(p.colour, opacity, land) for p in series.parties}
    rng = np.random.default_rng(3)
    west, south, east, north = series.extent
    places = rng.uniform((west, south), (east, north), (250, 2))
    checked = 0
    for day in list(drawn)[::4]:
        page.evaluate(f"location.hash = '#date={day}'")
        page.wait_for_timeout(80)
        spots = page.evaluate(WHERE, places.tolist())
        seen = pixels(page, spots)
        view = page.locator("#control_map_1").bounding_box()
        shapes = {party: ground(drawn[day], party) for party in colours}
        # Away from lines, and from ground that changed on the day, which is tinted.
        before = drawn.get(day - timedelta(1), drawn[day])
        moved = [ground(before, party).symmetric_difference(shapes[party]) for party in shapes]
        lines = shapely.union_all([s.boundary for s in shapes.values()] + moved).buffer(0.05)
        for (x, y), (column, row), colour in zip(places, spots, seen, strict=True):
            inside = (
                view["x"] + 5 < column < view["x"] + view["width"] - 70
                and 5 < row < view["height"] - 30
            )
            if not inside or lines.contains(shapely.Point(x, y)):
                continue
            holder = [p for p, shape in shapes.items() if shape.contains(shapely.Point(x, y))]
            wanted = colours[holder[0]] if holder else None
            if wanted:
                assert near(colour, wanted), (day, x, y)
                checked += 1
    assert checked > 500


def test_a_place_tells_its_history(opened, drawn):
    """A square that one party takes and loses again, in a gap of the data too."""
    left, right = shapely.box(37, 48, 37.5, 49), shapely.box(37.5, 48, 38, 49)
    whole = shapely.box(37, 48, 38, 49)
    first = date(2022, 3, 1)

    def day(red, blue=None):
        rows = [("red", red)] + ([("blue", blue)] if blue else [])
        parties, shapes = zip(*rows, strict=True)
        return gpd.GeoDataFrame({"control": parties}, geometry=list(shapes), crs="OGC:CRS84")

    series = SnapshotSeries.from_frames({
        first: day(left, right),
        first + timedelta(1): day(whole),
        first + timedelta(2): day(left, right),
        first + timedelta(20): day(left, right),
    })  # fmt: skip
    page = opened(series)
    assert page.locator("#slider").get_attribute("aria-valuetext") == "21 March 2022"
    assert "no data for the days before" in page.locator("#changes").inner_text()
    page.locator("#finder").fill("48.5, 37.75")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    assert page.locator("#panelTitle").inner_text() == "48.5000° N, 37.7500° E"
    spells = panel.locator("ol li").all_inner_texts()
    assert [spell.split("\n")[0] for spell in spells] == [
        "1 March 2022", "2 March 2022", "3 March 2022", "21 March 2022",
    ]  # fmt: skip
    assert ["blue" in spell for spell in spells] == [True, False, True, True]
    panel.locator("ol li button").nth(1).click()
    assert "Held by red" in panel.inner_text() and "since 2 March 2022" in panel.inner_text()
    changes = page.locator("#changes").inner_text().replace("\u00a0", " ")
    # A box of 0.5 by 1 degree at 48 to 49 degrees north: 36.9 by 111.2 km.
    assert re.search(r"red\s+gained 4,1\d\d km²", changes), changes
    assert re.search(r"blue\s+lost 4,1\d\d km²", changes), changes
    page.evaluate("location.hash = '#date=2022-03-03'")
    until(page, "document.querySelector('#slider').value === '2'")
    assert page.messages == [] and page.requests == [page.uri]


def test_the_same_series_gives_the_same_bytes(tmp_path, series):
    pages = []
    for name in ("a.html", "b.html"):
        control_map(series).save(tmp_path / name)
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


def test_what_a_series_does_not_have_is_refused(series):
    with pytest.raises(NotCovered, match="one account"):
        control_map(series, accounts=["sohr"])
    with pytest.raises(NotCovered, match="2022-03-01 to 2022-03-24"):
        control_map(series, "2030-01-01")


def test_the_command_draws_a_series(run, tmp_path, series):
    path, page = tmp_path / "series.npz", tmp_path / "page.html"
    series.save(path)
    result = run("map", "--series", path, "-o", page, "--title", "A front", "--from", "2022-03-05")
    assert result.code == 0, result.err
    data, *_ = unpacked(page)
    assert data["title"] == "A front" and data["dates"][0] == "2022-03-05"
    wrong = run("map", "--series", path, "-o", page, "--claim", "x")
    assert wrong.code == 2 and "--claim" in wrong.err
