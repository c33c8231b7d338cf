"""The page of daily polygons for everyone: by keyboard, in Arabic, in old browsers, zoomed."""

from __future__ import annotations

import base64
import re
import zlib
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import aleppomap
from aleppomap import SnapshotSeries, control_map
from aleppomap.snapshot import Party
from tests.browser import assert_it_fits_everywhere, settle, until, violations
from tests.series_maker import Maker, frames
from tests.test_maps_safety import CORPUS

ASSETS = Path(aleppomap.__file__).parent / "maps" / "assets"
FIRST = date(2022, 3, 1)
SPLITS = (37.5, 37.6, 37.4, 37.4, 37.7)
"""Where the border between west and east stands on each day, in degrees of longitude."""

OLD_BROWSER = "delete window.DecompressionStream"
DRAWN = "[...document.querySelectorAll('.surface path')].map((path) => path.getAttribute('d'))"


def day(split, west="west", east="east"):
    shapes = [shapely.box(37, 48, split, 48.6), shapely.box(split, 48, 38, 48.6)]
    return gpd.GeoDataFrame({"control": [west, east]}, geometry=shapes, crs="OGC:CRS84")


@pytest.fixture(scope="module")
def series():
    days = {FIRST + timedelta(n): day(split) for n, split in enumerate(SPLITS)}
    return SnapshotSeries.from_frames(days)


@pytest.fixture(scope="module")
def winding():
    """A front with pockets in pockets."""
    return SnapshotSeries.from_frames(frames(Maker(days=12, front=90)))


def aria(page, cell):
    return page.locator(f"[data-cell={cell}]").get_attribute("aria-label")


def test_by_keyboard_alone_to_a_party_and_to_a_place(opened, series):
    page = opened(series)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'slider'")
    page.keyboard.press("Home")
    assert page.locator("#date").inner_text() == "End of 1 March 2022"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.cell") == "west":
            break
    assert aria(page, "west") == "west: Held by west"
    assert page.locator("#hint").inner_text() == "west\nHeld by west"
    outline = "document.querySelector('#pointed').getAttribute('d')"
    shape = "document.querySelector('[data-cell=west]').getAttribute('d')"
    page.keyboard.press("ArrowRight")
    assert page.locator("#slider").input_value() == "1"
    assert page.evaluate(outline) == page.evaluate(shape)
    page.keyboard.press("Enter")
    assert page.locator("#panelTitle").inner_text() == "west"
    assert page.evaluate("document.activeElement.id") == "panelTitle"
    words = page.locator("#panel .status").inner_text().replace("\u00a0", " ")
    # A tenth of a degree at 48 to 48.6 degrees north, 0.6 high: 7.42 by 66.7 km.
    assert re.fullmatch(r"2,9\d\d km², gained 49\d\.\d km²\.", words)
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("document.activeElement.dataset.cell") == "west"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "finder":
            break
    page.keyboard.type("nowhere")
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_hidden()
    assert "latitude" in page.evaluate("document.querySelector('#finder').validationMessage")
    page.keyboard.press("Control+A")
    page.keyboard.type("48.3, 37.55")
    page.keyboard.press("Enter")
    assert page.locator("#panelTitle").inner_text() == "48.3000° N, 37.5500° E"
    assert "Held by west since 2 March 2022." in page.locator("#panel").inner_text()
    mark = page.locator("#ring").bounding_box()
    there = page.evaluate("control_map_1.latLngToContainerPoint([48.3, 37.55])")
    box = page.locator("#control_map_1").bounding_box()
    assert mark["x"] + mark["width"] / 2 == pytest.approx(box["x"] + there["x"], abs=2)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "finder"
    assert page.messages == [] and page.requests == [page.uri]


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing_serious_in_any_state(opened, winding, lang, scheme):
    page = opened(winding, lang=lang, context={"bypass_csp": True, "color_scheme": scheme})
    assert violations(page) == [], "as opened"
    page.locator("#finder").fill("48.3, 37.5")
    page.keyboard.press("Enter")
    page.locator("#cite").click()
    page.locator("#tools summary").click()
    page.locator("#pin").click()
    page.locator("#prev").click()
    page.locator("#table summary").click()
    page.locator("#source summary").click()
    page.locator("[data-holder=inner]").click()
    for key in page.locator("#legend .key summary").all():
        key.click()
    assert violations(page) == [], "all open"
    page.locator("[data-cell=outer]").focus()
    page.keyboard.press("Enter")
    assert violations(page) == [], "a party's ground"
    page.locator("#play").click()
    assert violations(page) == [], "playing"
    assert page.messages == []


def test_the_arabic_page_runs_from_right_to_left(opened, series):
    page = opened(series, lang="ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("#date").inner_text() == "نهاية 5 آذار 2022"
    head, box = (page.locator(name).bounding_box() for name in ("#head", "#mapbox"))
    assert head["x"] > box["x"]
    page.locator("[data-cell=east]").click()
    page.locator("#tools summary").click()
    page.locator("#table summary").click()
    chrome = "#legend, #time, #tools, #find, #table, #panel, #sourceName, #changes"
    for text in page.locator(chrome).all_inner_texts():
        # Names of parties, files and compass points stay as they are.
        words = re.findall("[A-Za-z]{2,}", re.sub(r"west|east|frame|CSV", "", text))
        assert words == [], text


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_overlaps_or_is_cut_on_any_screen_or_on_paper(opened, winding, lang):
    page = opened(winding, lang=lang)
    assert_it_fits_everywhere(page)
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1


def test_two_days_are_compared_across_a_divider(opened, series):
    page = opened(series, fragment="#date=2022-03-02")
    west = "document.querySelector('[data-cell=west]').getAttribute('d')"
    kept = page.evaluate(west)
    page.locator("#tools summary").click()
    page.locator("#pin").click()
    page.locator("#next").click()
    shown = "document.querySelector('[data-kept=west]').getAttribute('d')"
    assert page.evaluate(shown) == kept != page.evaluate(west)
    assert page.locator(".chip").all_inner_texts() == ["2 March 2022", "3 March 2022"]
    box = page.locator("#mapbox").bounding_box()
    page.locator("#swipe").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    side = "([x, y]) => document.elementFromPoint(x, y).dataset.kept !== undefined"
    y = box["y"] + box["height"] * 0.4
    for share, left in ((0.45, True), (0.65, True), (0.75, False)):
        assert page.evaluate(side, [box["x"] + box["width"] * share, y]) is left, share
    assert "held" in page.locator("#caption").inner_text().split("Right: 3 March 2022")[1]
    until(page, "location.hash.includes('against=2022-03-02')")
    again = opened(series, fragment=f"#{page.url.split('#')[1]}")
    assert again.evaluate(DRAWN) == page.evaluate(DRAWN)


def blocks():
    """Bytes compressed in each of the ways RFC 1951 has, and long and far repeats."""
    rng = np.random.default_rng(7)
    words = " ".join(rng.choice(("front", "line", "déjà", "49.25"), 9000)).encode()
    noise = rng.bytes(40_000)
    for plain in (b"", b"a", b"a" * 70_000, words, noise + words + noise[:33_000]):
        for level, strategy in (
            (0, 0),
            (1, 0),
            (9, 0),
            (9, zlib.Z_FIXED),
            (6, zlib.Z_HUFFMAN_ONLY),
        ):
            packer = zlib.compressobj(level, strategy=strategy)
            yield plain, packer.compress(plain) + packer.flush()


def test_the_plain_way_to_unpack_gives_what_zlib_packed(browser):
    source = (ASSETS / "inflate.js").read_text("utf-8").rsplit("Object.assign", 1)[0]
    page = browser.new_page()
    for plain, packed in blocks():
        found = page.evaluate(
            f"""(text) => {{
                {source}
                const bytes = inflate(bytesOf(text).subarray(2));
                let letters = "";
                for (const byte of bytes) letters += String.fromCharCode(byte);
                return btoa(letters);
            }}""",
            base64.b64encode(packed).decode(),
        )
        assert base64.b64decode(found) == plain
    page.close()


def test_an_old_browser_draws_the_same_page(browser, tmp_path, winding):
    control_map(winding).save(tmp_path / "map.html")
    drawn = {}
    for name, script in (("new", ""), ("old", OLD_BROWSER)):
        context = browser.new_context(viewport={"width": 1000, "height": 700}, offline=True)
        page = context.new_page()
        messages = []
        page.on("console", lambda message, seen=messages: seen.append(message.text))
        page.on("pageerror", lambda error, seen=messages: seen.append(str(error)))
        page.add_init_script(script)
        page.goto((tmp_path / "map.html").as_uri())
        until(page, "document.body.dataset.ready === ''")
        assert page.evaluate("'DecompressionStream' in window") is (name == "new")
        drawn[name] = [page.evaluate(DRAWN)]
        for _ in range(5):
            page.keyboard.press("ArrowLeft")
            drawn[name].append(page.evaluate(DRAWN))
        assert messages == []
        context.close()
    assert drawn["new"] == drawn["old"]
    assert len({tuple(filter(None, paths)) for paths in drawn["new"]}) > 1


PLACED = """(cell) => {
    const path = document.querySelector(`[data-cell=${cell}]`);
    const to = path.getScreenCTM();
    const box = document.querySelector("#control_map_1").getBoundingClientRect();
    const rings = path.getAttribute("d").split("Z").slice(0, -1);
    return rings.map((ring) => ring.slice(1).split("L").map((pair) => {
        const [x, y] = pair.split(" ").map(Number);
        const at = new DOMPoint(x, y).matrixTransform(to);
        const place = control_map_1.containerPointToLatLng([at.x - box.left, at.y - box.top]);
        return [place.lng, place.lat];
    }));
}"""


def test_wherever_one_zooms_or_drags_the_ground_lies_where_it_lies(opened, series):
    page = opened(series, size=(1100, 760))
    truth = {"west": shapely.box(37, 48, SPLITS[-1], 48.6)}
    truth["east"] = shapely.box(SPLITS[-1], 48, 38, 48.6)
    box = page.locator("#control_map_1").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def drag():
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] - 90, middle[1] + 70, steps=6)
        page.mouse.up()

    def wheel(by):
        page.mouse.move(middle[0] + 60, middle[1] - 40)
        page.mouse.wheel(0, by)

    moves = {
        "as opened": lambda: None,
        "the button": lambda: page.locator(".leaflet-control-zoom-in").click(),
        "dragged": drag,
        "the wheel in": lambda: wheel(-300),
        "the wheel out": lambda: wheel(500),
        "resized": lambda: page.set_viewport_size({"width": 900, "height": 640}),
        "far": lambda: page.evaluate("control_map_1.setView([48.3, 37.7], 13, {animate: false})"),
        "whole": lambda: page.locator("#whole").click(),
    }
    zooms = set()
    for name, move in moves.items():
        move()
        settle(page)
        zoom = page.evaluate("control_map_1.getZoom()")
        zooms.add(zoom)
        pixel = 360 / 256 / 2**zoom
        for cell, shape in truth.items():
            rings = [shapely.LineString([*ring, ring[0]]) for ring in page.evaluate(PLACED, cell)]
            found = shapely.union_all(rings)
            away = shapely.hausdorff_distance(found, shape.boundary, densify=0.1)
            assert away < 1.5 * pixel, (name, cell, away / pixel)
    assert len(zooms) > 4
    assert page.messages == []


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_zoom_glides_unless_less_motion_is_wanted(opened, series, motion):
    page = opened(series, context={"reduced_motion": motion})
    page.evaluate(
        """() => {
            window.scales = [];
            const group = document.querySelector("#cells0 > g");
            const look = () => {
                scales.push(new DOMMatrix(getComputedStyle(group).transform).a);
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    before = page.evaluate("control_map_1.getZoom()")
    page.locator(".leaflet-control-zoom-in").click()
    settle(page)
    end = 2 ** (page.evaluate("control_map_1.getZoom()") - before)
    assert end > 1.2
    scales = page.evaluate("scales")
    between = [scale for scale in scales if 1.001 < scale < end - 0.001]
    assert (len(between) > 0) is (motion == "no-preference")
    assert between == sorted(between) and scales[-1] == 1


# Some browsers draw what is hidden, so that the map is made before it has a size.
EAGER = """
    window.drawing = window.requestAnimationFrame;
    window.requestAnimationFrame = (act) => queueMicrotask(() => act(performance.now()));
"""


@pytest.mark.parametrize("script", ["", EAGER], ids=["", "drawn at once"])
def test_in_a_frame_that_is_hidden_at_first_and_allows_scripts_only(
    browser, tmp_path, series, script
):
    control_map(series).save(tmp_path / "map.html")
    (tmp_path / "page.html").write_text(
        "<!DOCTYPE html><div id=box hidden>"
        "<iframe sandbox='allow-scripts' src='map.html' width=900 height=640></iframe></div>"
    )
    page = browser.new_context(offline=True).new_page()
    page.add_init_script(script)
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto((tmp_path / "page.html").as_uri())
    frame = page.frames[1]
    page.wait_for_timeout(300)
    if script:
        until(frame, "document.body.dataset.ready === ''")
        assert frame.evaluate("control_map_1.getSize().x") == 0
        frame.evaluate("() => { window.requestAnimationFrame = window.drawing; }")
    page.evaluate("document.querySelector('#box').hidden = false")
    until(frame, "document.body.dataset.ready === ''")
    until(frame, "document.querySelector('[data-cell=west]').getBoundingClientRect().width > 100")
    settle(frame)
    box, view = (frame.locator(name).bounding_box() for name in ("[data-cell=west]", "#mapbox"))
    assert box["x"] >= view["x"] and box["width"] > view["width"] / 4
    frame.locator("#prev").click()
    assert frame.locator("#date").inner_text() == "End of 4 March 2022"
    frame.locator("[data-cell=west]").click(position={"x": 40, "y": 40})
    assert "Held by west" in frame.locator("#panel").inner_text()
    page.wait_for_timeout(300)
    assert messages == []
    page.context.close()


def test_a_series_of_a_single_day_opens(opened):
    page = opened(SnapshotSeries.from_frames({FIRST: day(37.5)}))
    assert page.locator("#prev").is_disabled() and page.locator("#next").is_disabled()
    assert "the data start on this day" in page.locator("#changes").inner_text()
    assert page.messages == []


class Attributes(HTMLParser):
    """Collect the names of all attributes of a page."""

    def __init__(self):
        super().__init__()
        self.names = set()

    def handle_starttag(self, tag, attrs):
        self.names |= {name for name, _ in attrs}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_names_of_parties_and_files_stay_text(opened, tmp_path, lang):
    tags = [
        text.replace("/", "\u2215") for text in CORPUS if len(text) < 60 and "\ud800" not in text
    ]
    folder = tmp_path / "fronts"
    folder.mkdir()
    # The name of a file takes no slash and 255 bytes; that of a party takes anything.
    for number, (split, text) in enumerate(zip((37.4, 37.5, 37.6), tags[:3], strict=True)):
        frame = day(split, "red", "blue")
        path = folder / f"{FIRST + timedelta(number)} {text} \u202egnp.geojson"
        path.write_text(frame.to_json(), "utf-8")
    everything = " ".join(text for text in CORPUS if "\ud800" not in text)
    parties = [
        Party("red", everything, everything, "#b3423a", "dots"),
        Party("blue", "y" * 10_000, "y" * 10_000, "#3f7f5f"),
    ]
    series = SnapshotSeries.read(folder, control="control", parties=parties)
    page = opened(series, lang=lang, title=everything, fragment="#date=2022-03-02")
    page.locator("#tools summary").click()
    page.locator("#pin").click()
    page.locator("#next").click()
    page.locator("#table summary").click()
    page.locator("#source summary").click()
    for number in (0, 1):
        page.locator("path[data-cell]").nth(number).focus()
        page.keyboard.press("Enter")
    page.locator("#cite").click()
    cited = page.locator("#cited").input_value()
    page.locator("#finder").fill("48.3, 37.2")
    page.keyboard.press("Enter")
    assert tags[2] in page.locator("#panel").text_content()
    assert tags[2] in cited and "y" * 10_000 in cited
    page.locator("#play").click()
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert page.locator("#page img, #page script, #page iframe").count() == 0
    for place in ("h1", "#holders", "#caption", "#changes", "#tableRows", "#panel"):
        text = page.locator(place).text_content()
        assert "<img src=x onerror=window.ran=1>" in text or "y" * 10_000 in text, place
    held = page.locator("[data-holder]").evaluate_all(
        "rows => rows.map((row) => row.dataset.holder)"
    )
    assert held == ["red", "blue"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.messages == [] and page.requests == [page.uri]
    seen = Attributes()
    seen.feed(Path(page.uri.removeprefix("file://")).read_text("utf-8"))
    assert "href" in seen.names
    assert not {name for name in seen.names if name == "style" or name.startswith("on")}
