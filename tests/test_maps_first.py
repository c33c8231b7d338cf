"""The first picture: outlines in the page, and a slider that answers before the rest is read."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
import shapely

from aleppomap import territory
from aleppomap.maps.sketch import sketch
from aleppomap.maps.topology import topology
from tests import small
from tests.browser import until

STOPPED = "window.frames_ = []; window.requestAnimationFrame = (act) => window.frames_.push(act);"
FILLS = """() => Object.fromEntries([...document.querySelectorAll("#ground0 path")]
    .map((node, cell) => [cell, node.getAttribute("fill")]))"""
BOXES = """() => [...document.querySelectorAll("#ground0 path")].map((node) => {
    const box = node.getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom];
})"""


@pytest.fixture(scope="module")
def history():
    return territory.load().history()


def polygons(path):
    """Read a path as SVG has it: a move, then steps, closed; its rings by the even-odd rule."""
    rings = []
    for x, y, steps in re.findall(r"M(-?\d+) (-?\d+)l([-\d ]+)z", path):
        moves = np.array(re.findall(r"-?\d+", steps), float).reshape(-1, 2)
        rings.append(np.cumsum([[float(x), float(y)], *moves], axis=0))
    shape = shapely.Polygon()
    for ring in rings:
        shape = shape.symmetric_difference(shapely.make_valid(shapely.Polygon(ring)))
    return shape


def mercator(geometry, units):
    """The formula of the projection, with none of the package's code."""

    def project(xy):
        lat = np.radians(xy[:, 1])
        down = 0.5 - np.log(np.tan(np.pi / 4 + lat / 2)) / (2 * np.pi)
        return np.column_stack([xy[:, 0] / 360 + 0.5, down]) * 256 * units

    return shapely.transform(geometry, project)


def test_outlines_are_the_districts_to_a_unit_or_two_and_leave_no_gap(history):
    cells = history.cells
    story = [[36.15, 37.11], [36.25, 37.22]]
    made = sketch(topology(history.arcs(), cells.index), story)
    west, east = (math.radians(lng) for lng in (37.11, 37.22))
    south, north = (math.asinh(math.tan(math.radians(lat))) for lat in (36.15, 36.25))
    across = max(east - west, north - south) / (2 * math.pi) * 256
    assert made.units == pytest.approx(800 / across, rel=1e-6)
    drawn = [polygons(path) for path in made.paths]
    for shape, own in zip(drawn, cells.geometry, strict=True):
        true = mercator(own, made.units)
        assert shape.difference(true.buffer(2.6)).area == 0
        assert true.difference(shape.buffer(2.6)).area == 0
    # Neighbours share each simplified arc: together they have the area of their union.
    total = sum(shape.area for shape in drawn)
    assert shapely.union_all(drawn).area == pytest.approx(total, rel=2e-3)


def test_ground_too_small_for_a_unit_has_no_outline_and_breaks_nothing(tmp_path):
    place = small.territory(tmp_path)
    history = place.history()
    shapes = topology(history.arcs(), history.cells.index)
    made = sketch(shapes, [[-60.0, -170.0], [60.0, 170.0]])  # the whole world in 800 units
    assert made.paths == [""] * len(history.cells)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_the_first_picture_is_the_day_and_answers_the_slider(opened, history, size):
    page = opened(history, size=size, fragment="#date=2016-12-02")
    order = page.evaluate(
        "[...document.querySelectorAll('#ground0 path')].map((n) => n.dataset.cell)"
    )
    colours = {party.party: party.colour for party in history.parties}

    page.add_init_script(STOPPED)
    page.reload()
    until(page, "document.querySelector('#drawn') !== null")
    assert page.evaluate("document.body.dataset.ready") is None

    def check(day):
        snapshot = history.at(day)
        fills = page.evaluate(FILLS)
        whole = 0
        for number, cell in enumerate(order):
            word = snapshot.at[cell, "control"]
            if fills[str(number)].startswith("#"):
                assert fills[str(number)] == colours[word], (day, cell)
                whole += 1
        assert whole > 40
        assert (
            page.locator("#date")
            .inner_text()
            .endswith(f"{int(day[-2:])} {'November' if '-11-' in day else 'December'} 2016")
        )

    check("2016-12-02")  # the address is heard from the first
    page.locator("#slider").focus()
    page.keyboard.press("ArrowRight")
    check("2016-12-03")
    page.locator("[data-holder=government]").click()  # any other change waits and is not lost
    page.locator("#slider").focus()
    page.keyboard.press("Home")
    first = page.evaluate(BOXES)

    # Let the frames go: what follows stands where the first picture stood.
    page.evaluate(
        """() => {
            const free = (act) => setTimeout(() => act(performance.now()), 4);
            window.requestAnimationFrame = free;
            window.frames_.splice(0).forEach(free);
        }"""
    )
    until(page, "document.body.dataset.ready === ''")
    assert page.locator("[data-holder=government]").get_attribute("aria-pressed") == "false"
    assert page.locator("#date").inner_text().endswith("14 November 2016")
    assert page.messages == []
    moved = np.abs(np.array(page.evaluate(BOXES)) - np.array(first)).max(axis=1)
    assert np.median(moved) <= 3
    assert moved.max() <= 8
