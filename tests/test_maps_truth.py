"""What is seen is what the library says: by pixels, by lines, by the scales."""

from __future__ import annotations

import math
import statistics
from pathlib import Path

import pytest
import shapely

import aleppomap
from aleppomap import territory
from aleppomap.frontline import front_line
from aleppomap.maps.page import SCRIPTS
from tests.browser import WHERE, blended, pixels, show

DAYS = (
    "2016-11-14", "2016-11-24", "2016-11-26", "2016-11-27", "2016-11-28", "2016-11-29",
    "2016-12-02", "2016-12-07", "2016-12-12", "2016-12-22",
)  # fmt: skip
ASSETS = Path(aleppomap.__file__).parent / "maps" / "assets"


@pytest.fixture(scope="module")
def history():
    return territory.load().history()


def test_on_ten_days_each_district_has_the_colour_of_its_holder(opened, history):
    """A mean over a patch inside, as stripes and hatches are drawn over the colour."""
    page = opened(history, size=(1200, 800))
    page.evaluate("document.querySelector('#labels').style.display = 'none'")
    land = page.evaluate("getComputedStyle(control_map_1.getContainer()).backgroundColor")
    opacity = float(
        page.evaluate("getComputedStyle(document.querySelector('path.cell')).fillOpacity")
    )
    colours = {party.party: blended(party.colour, opacity, land) for party in history.parties}
    circles = shapely.maximum_inscribed_circle(history.cells.geometry.array, tolerance=1e-4)
    roomy = shapely.length(circles) > 0.0016  # a patch of eleven pixels fits
    middles = shapely.get_coordinates(shapely.get_point(circles, 0)).tolist()
    view = page.locator("#control_map_1").bounding_box()
    checked = 0
    for day in DAYS:
        show(page, day)
        snapshot = history.at(day)
        spots = [
            (cell, x, y)
            for cell, (x, y), fits in zip(
                history.cells.index, page.evaluate(WHERE, middles), roomy, strict=True
            )
            if fits
            and view["x"] + 9 < x < view["x"] + view["width"] - 60
            and view["y"] + 9 < y < view["y"] + view["height"] - 40
            and snapshot.at[cell, "control"] in colours
            and snapshot.at[cell, f"{snapshot.at[cell, 'control']}_share_best"] > 0.9
        ]
        patch = [(i, j) for i in range(-4, 5, 2) for j in range(-4, 5, 2)]
        seen = pixels(page, [[x + i, y + j] for _, x, y in spots for i, j in patch])
        for number, (cell, *_) in enumerate(spots):
            own = seen[number * len(patch) : (number + 1) * len(patch)]
            mean = [statistics.fmean(channel) for channel in zip(*own, strict=True)]
            nearest = min(colours, key=lambda party: math.dist(colours[party], mean))
            assert nearest == snapshot.at[cell, "control"], (day, cell, mean)
        checked += len(spots)
    assert checked > 300


def test_the_front_lies_where_the_library_puts_it(opened, history):
    page = opened(history)
    for day in ("2016-11-28", "2016-12-07"):
        show(page, day)
        front = front_line(history.at(day))
        front = front[~front["between"].str.contains("unknown")]
        drawn = page.evaluate(
            """() => ["front", "loose"].map((name) => {
                const path = document.querySelector(`.line.${name}`).getAttribute("d");
                const parts = path.split("M").filter((part) => part.trim().length > 3);
                return parts.map((part) => part.split("L").map((pair) => {
                    const [x, y] = pair.trim().split(/[ ,]/).map(Number);
                    const at = control_map_1.layerPointToLatLng([x, y]);
                    return [at.lng, at.lat];
                }));
            }).flat()"""
        )
        lines = shapely.union_all([shapely.LineString(line) for line in drawn])
        wanted = shapely.union_all(front.geometry.to_numpy())
        assert shapely.hausdorff_distance(lines, wanted, densify=0.1) < 0.0006  # two pixels


def test_the_heap_is_small_after_every_day_was_shown(opened, history):
    page = opened(history, fragment="#date=2016-11-14")
    for _ in history.dates:
        page.evaluate("document.querySelector('#next').click()")
    client = page.context.new_cdp_session(page)
    client.send("HeapProfiler.collectGarbage")
    used = client.send("Runtime.getHeapUsage")["usedSize"]
    print(f"heap: {used / 1e6:.1f} MB")  # noqa: T201
    assert used <= 12e6


def test_the_page_with_every_account_fits_its_budget(tmp_path, history):
    speaking = [
        name for name in history.accounts.index if len(history.with_account(name).own_spells)
    ]
    assert len(speaking) > 20
    path = tmp_path / "map.html"
    aleppomap.control_map(history, accounts=speaking, lang="ar").save(path)  # the longer words
    assert path.stat().st_size <= 350_000


def test_the_script_of_each_page_fits_its_budget_and_no_file_is_left_over():
    for kind, names in SCRIPTS.items():
        size = sum((ASSETS / f"{name}.js").stat().st_size for name in names)
        print(f"script of the page of {kind}: {size} bytes")  # noqa: T201
        assert size <= 40_000, kind
    assert {path.stem for path in ASSETS.glob("*.js")} == {
        name for names in SCRIPTS.values() for name in names
    }
