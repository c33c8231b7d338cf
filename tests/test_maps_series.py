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
from tests.browser import WHERE, blended, near, pixels, show, unpack, until
from tests.series_maker import Maker, frames

DAYS = 24


@pytest.fixture(scope="module")
def drawn():
    """The polygons of either party on each day, as their maker drew them."""
    return frames(Maker(days=DAYS, front=90))


@pytest.fixture(scope="module")
def series(drawn):
    return SnapshotSeries.from_frames(drawn)


def ground(frame, party):
    return shapely.make_valid(frame.set_index("control").geometry[party])


def unpacked(path):
    """Read a page as its script does, with none of the package's code."""
    block = re.search(r'id="data">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    data = json.loads(block[1])
    data |= json.loads(zlib.decompress(base64.b64decode(data["packed"])))
    steps, arcs, at = unpack(data["arcs"]), [], np.array(data["origin"])
    while steps:
        count, steps = steps[0], steps[1:]
        moves = np.array(steps[: 2 * count]).reshape(-1, 2)
        steps = steps[2 * count :]
        points = at + np.cumsum(moves, axis=0)
        arcs.append(points * data["unit"])
        at = points[-1]
    sides = np.array(unpack(data["sides"])).reshape(-1, 2)
    lives, end = [], 0
    for start, span in zip(unpack(data["starts"]), unpack(data["spans"]), strict=True):
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
    view = page.locator("#control_map_1").bounding_box()
    checked = 0
    for day in list(drawn)[::4]:
        show(page, day)
        spots = [
            (place, spot)
            for place, spot in zip(places, page.evaluate(WHERE, places.tolist()), strict=True)
            if view["x"] + 5 < spot[0] < view["x"] + view["width"] - 70
            and 5 < spot[1] < view["height"] - 30
        ]
        seen = pixels(page, [spot for _, spot in spots])
        shapes = {party: ground(drawn[day], party) for party in colours}
        # Away from lines, and from ground that changed on the day, which is tinted.
        before = drawn.get(day - timedelta(1), drawn[day])
        moved = [ground(before, party).symmetric_difference(shapes[party]) for party in shapes]
        lines = shapely.union_all([s.boundary for s in shapes.values()] + moved).buffer(0.05)
        for ((x, y), _), colour in zip(spots, seen, strict=True):
            if lines.contains(shapely.Point(x, y)):
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


def of_boxes(days):
    """Return a series: by day, by party, the box it holds (west, south, east, north)."""
    return SnapshotSeries.from_frames({
        day: gpd.GeoDataFrame({"control": list(held)}, crs="OGC:CRS84",
                              geometry=[shapely.box(*box) for box in held.values()])
        for day, held in days.items()
    })  # fmt: skip


def test_a_day_without_data_says_so_and_the_day_after_says_since_when(opened, tmp_path):
    series = of_boxes({
        "2022-03-01": {"red": (37, 48, 37.5, 49), "blue": (37.5, 48, 38, 49)},
        "2022-03-04": {"red": (37, 48, 37.6, 49), "blue": (37.6, 48, 38, 49)},
    })  # fmt: skip
    page = opened(series)
    changes = page.locator("#changes").inner_text()
    assert changes.count("since 1 March 2022") == 2 and "gained" in changes
    page.evaluate("location.hash = '#date=2022-03-02'")
    until(page, "document.querySelector('#slider').value === '1'")
    said = "no data for this day; the state of 1 March 2022 stands"
    assert page.locator("#changes").inner_text().count(said) == 2
    assert "No data for this day" in page.locator("#caption").inner_text()
    assert "no change" not in page.locator("#changes").inner_text()
    # The days without data are open in the chart: columns 1 and 2 of 4.
    assert page.locator("#chart path.dataless").get_attribute("d") == (
        "M1 0h1V100h-1ZM2 0h1V100h-1Z"
    )
    page.locator("#finder").fill("48.5, 37.25")
    page.keyboard.press("Enter")
    assert said in page.locator("#panelBody").inner_text()
    page.evaluate("location.hash = '#date=2022-03-01'")
    until(page, "document.querySelector('#slider').value === '0'")
    assert "No data" not in page.locator("#caption").inner_text()
    # An example from these data, not from another country.
    assert page.locator("#finder").get_attribute("placeholder") == "48.5000, 37.5000"
    control_map(series).save(tmp_path / "page.html")
    data, *_ = unpacked(tmp_path / "page.html")
    assert data["stands"] == {
        "1": ["2022-03-01", "1 March 2022"], "2": ["2022-03-01", "1 March 2022"],
    }  # fmt: skip
    assert page.messages == []


@pytest.mark.filterwarnings("ignore::aleppomap.errors.AleppoMapWarning")
def test_ground_of_two_parties_is_contested_on_the_page_as_in_the_series(opened):
    whole, west, east = (37, 48, 38, 49), (37, 48, 37.4, 49), (37.4, 48, 38, 49)
    series = of_boxes({
        "2022-03-01": {"red": west, "blue": east, "gold": (38, 48, 38.2, 49)},
        "2022-03-02": {"red": whole, "blue": east, "gold": (38, 48, 38.2, 49)},
        "2022-03-03": {"red": whole, "blue": (37.8, 48, 38, 49), "gold": (37.9, 48, 38.2, 49)},
    })  # fmt: skip
    page = opened(series, size=(1200, 800))
    places = {"48.5, 37.2": 37.2, "48.5, 37.6": 37.6, "48.5, 37.85": 37.85, "48.5, 37.95": 37.95}
    spells = series.spells_of(np.array([[lng, 48.5] for lng in places.values()]))
    for number, place in enumerate(places):
        page.locator("#finder").fill(place)
        page.keyboard.press("Enter")
        page.wait_for_timeout(50)
        truth = spells[spells["point"] == number]
        told = page.locator("#panelBody ol li").all_inner_texts()
        words = [text.split("\n")[1].lower() for text in told]
        assert len(words) >= len(truth)
        for holder in truth["holder"]:
            assert any(holder in word for word in words), (place, words)
        contested = [word.startswith("contested between") for word in words]
        assert sum(contested) >= (truth["holder"] == "contested").sum()
        assert contested[-1] == (truth["holder"].iloc[-1] == "contested")
    # On the last day three parties hold the east: all are named.
    status = page.locator("#panelBody .status").inner_text()
    assert "Contested between" in status
    assert all(name in status for name in ("red", "blue", "gold"))
    page.keyboard.press("Escape")
    legend = page.locator("#legend, #keys").all_inner_texts()
    assert "Contested" in " ".join(legend)
    # Stripes of two colours: the pixels of that ground are not of one colour.
    show(page, "2022-03-02")
    spots = page.evaluate(WHERE, [[37.7, 48.5]])
    seen = pixels(page, [[spots[0][0] + n, spots[0][1]] for n in range(16)])
    assert len({tuple(colour) for colour in seen}) > 1
    assert page.messages == []


@pytest.mark.filterwarnings("ignore::aleppomap.errors.AleppoMapWarning")
def test_a_day_that_was_mended_says_so(opened):
    bow = shapely.Polygon([(37, 48), (37.1, 48.1), (37.1, 48), (37, 48.1)])
    days = {"2022-03-01": bow.envelope, "2022-03-02": bow}
    series = SnapshotSeries.from_frames({
        day: gpd.GeoDataFrame({"control": ["red"]}, geometry=[shape], crs="OGC:CRS84")
        for day, shape in days.items()
    })  # fmt: skip
    page = opened(series)
    assert "red was not valid on this day and was mended" in page.locator("#reports").inner_text()
    page.evaluate("location.hash = '#date=2022-03-01'")
    until(page, "document.querySelector('#slider').value === '0'")
    assert "mended" not in page.locator("#reports").inner_text()


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


def box(west, east, **more):
    return {"control": more.get("control"), "geometry": shapely.box(west, 48, east, 48.2)}


def drawn_as(*rows):
    return gpd.GeoDataFrame(rows, geometry="geometry", crs="OGC:CRS84")


@pytest.fixture(scope="module")
def contested():
    """Red holds most; blue has nothing but a share of the contested on the first day."""
    red, strip = box(37, 38, control="red"), box(37.95, 38.05, control="contested")
    return SnapshotSeries.from_frames({
        "2022-03-01": drawn_as(red, strip),
        "2022-03-02": drawn_as(red, strip, box(38.05, 38.3, control="blue"),
                               box(39.5, 39.7, control="blue")),
    })  # fmt: skip


@pytest.mark.filterwarnings("ignore::aleppomap.errors.AleppoMapWarning")
def test_two_days_compared_say_what_changed_hands(contested, tmp_path):
    sides = ("2022-03-01", "2022-03-02")
    control_map(contested, compare=sides).save(tmp_path / "map.html")
    data, *_ = unpacked(tmp_path / "map.html")
    km2 = contested.at("2022-03-02").loc["blue", "area_km2"]
    assert data["between"] == {
        "days": [0, 1],
        "words": "From the end of 1 March 2022 to the end of 2 March 2022: "
        f"blue gained {km2:.1f}\u00a0km\u00b2.",
    }
    control_map(contested).save(tmp_path / "plain.html")
    assert unpacked(tmp_path / "plain.html")[0]["between"] is None


@pytest.mark.filterwarnings("ignore::aleppomap.errors.AleppoMapWarning")
def test_the_page_leads_with_who_held_most_and_opens_on_all_ground(contested, opened):
    page = opened(contested, compare=("2022-03-01", "2022-03-02"))
    caption = page.locator("#caption")
    assert "red held" in caption.inner_text() and "blue held" not in caption.inner_text()
    assert "% of what it was" in caption.inner_text()
    assert "2 March 2022: blue gained" in caption.inner_text()
    page.locator("#prev").click()
    assert "blue gained" not in caption.inner_text()
    # Nothing of red moves: it is in sight all the same.
    ground = page.locator("[data-cell=red]").bounding_box()
    frame = page.locator("#control_map_1").bounding_box()
    assert (
        ground["x"] >= frame["x"] and ground["x"] + ground["width"] <= frame["x"] + frame["width"]
    )
    assert page.messages == []


def test_no_share_of_a_base_that_is_contested_only(opened):
    strip = box(37.9, 38, control="contested")
    first = drawn_as(box(37, 37.01, control="blue"), strip)
    then = drawn_as(box(37, 37.01, control="blue"), box(38, 39, control="red"), strip)
    page = opened(SnapshotSeries.from_frames({"2022-03-01": first, "2022-03-02": then}))
    caption = page.locator("#caption").inner_text()
    assert caption.startswith("red held") and "%" not in caption
