"""Hostile text in every field of a territory stays text; folium's own way does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import folium
import geopandas as gpd
import pytest
import shapely
from folium.plugins import HeatMap
from xstatic.pkg import leaflet

from aleppomap.errors import AleppoMapWarning
from aleppomap.maps import MapNote, control_map
from tests.browser import until
from tests.toy_control import Toy

CORPUS = (
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "<svg onload=window.ran=1>",
    "</script><script>window.ran=1</script>",
    "</style><svg/onload=window.ran=1>",
    "\"'><iframe srcdoc='<script>top.ran=1</script>'>",
    "${window.ran=1}`${window.ran=1}",
    "{{7*7}}{% raw %}",
    "&lt;b&gt;&#60;img src=x onerror=window.ran=1&#62;",
    "<!--<script>",
    "javascript:window.ran=1",
    "data:text/html,<script>window.ran=1</script>",
    "\u2028\u2029\u202egnp\u2066\ud800",
    "__proto__",
    "x" * 10_000,
)
EVERYTHING = " ".join(CORPUS)


@dataclass(frozen=True)
class Hostile(Toy):
    """Every text a territory can carry, district ids and dates included."""

    hostile: str = EVERYTHING

    @cached_property
    def reports(self):
        frame = super().reports.copy()
        for column in ("confidence", "date", "to", "account"):
            frame[column] += self.hostile
        frame.loc["r1", "url"] = "javascript:window.ran=1"
        frame.loc["r2", "url"] = "data:text/html,<script>window.ran=1</script>"
        frame.loc["r3", "url"] = "https://example.org/" + self.hostile
        frame.loc["r4", "url"] = "\x01javascript:window.ran=1"
        return frame


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_text_in_every_field_stays_text(opened, lang):
    note = MapNote(EVERYTHING, numerator_ids=("d0",), denominator_ids=("d1",), verdict=EVERYTHING)
    page = opened(
        Hostile(), lang=lang, note=note, title=None, compare=("2016-11-21", "army@2016-11-24")
    )
    for cell in ("d0", "d1", "d3"):
        page.locator(f"[data-cell={cell}]").focus()
        page.keyboard.press("Enter")
        assert "<script>window.ran=1</script>" in page.locator("#panelTitle").inner_text()
    page.locator("#panel").get_by_role("button").last.click()
    page.locator("#table summary").click()
    page.locator("#source summary").click()
    page.locator("#play").click()
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert page.locator("#page img, #page script, #page iframe").count() == 0
    links = page.locator("#page a[href]:not([href^='#'])").evaluate_all(
        "nodes => nodes.map((node) => node.protocol)"
    )
    assert set(links) <= {"http:", "https:"}
    for place in ("h1", "#foot", "#note", "#panel", "#holders", "#account"):
        text = page.locator(place).text_content()
        assert "<img src=x onerror=window.ran=1>" in text and "{{7*7}}" in text, place
    assert page.title().startswith(("Toy Aleppo<script>", "حلب<script>"))
    assert page.messages == [] and page.requests == [page.uri]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_hostile_districts_are_told_apart(opened):
    page = opened(Toy(names=CORPUS[:6]))
    for number, name in enumerate(CORPUS[:6]):
        label = page.locator(f"[data-cell=d{number}]").get_attribute("aria-label")
        assert label.startswith(f"{name}: ")


def test_the_same_corpus_runs_on_the_tooltip_of_folium(browser, tmp_path):
    """So that the tests above are known to bite: the usual map runs what they show as text."""
    shape = gpd.GeoDataFrame(
        {"name": [EVERYTHING.replace("\ud800", "").replace("{% raw %}", "")]},
        geometry=[shapely.box(37.1, 36.1, 37.3, 36.3)],
        crs="OGC:CRS84",
    )
    usual = folium.Map((36.2, 37.2), tiles=None, zoom_start=11)
    folium.GeoJson(shape, tooltip=folium.GeoJsonTooltip(["name"])).add_to(usual)
    leaflet_js = Path(leaflet.BASE_DIR, "leaflet.js").read_text("utf-8")
    leaflet_css = Path(leaflet.BASE_DIR, "leaflet.css").read_text("utf-8")
    path = tmp_path / "usual.html"
    usual.save(str(path))
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()

    def serve(route):
        name = route.request.url.rsplit("/", 1)[-1]
        body = {"leaflet.js": leaflet_js, "leaflet.css": leaflet_css}.get(name)
        route.fulfill(body=body) if body else route.abort()

    page.route(re.compile("^https?:"), serve)
    page.goto(path.as_uri())
    page.mouse.move(400, 300)
    page.mouse.move(410, 310)
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") == 1
    context.close()


def test_a_layer_with_assets_of_its_own_finds_leaflet_when_they_load(browser, tmp_path):
    """A plugin's script extends Leaflet as it loads: on an open page Leaflet stands before it."""
    made = control_map(Toy())
    with pytest.warns(AleppoMapWarning, match="loads from"):
        made.open_assets()
    HeatMap([[36.25, 37.1, 1.0]]).add_to(made)
    made.save(tmp_path / "open.html")
    plugin = "window.found = typeof L.Layer; L.heatLayer = () => L.layerGroup();"
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))

    def serve(route):
        heat = "heat" in route.request.url
        route.fulfill(body=plugin if heat else "", content_type="text/javascript")

    page.route(re.compile("^https?:"), serve)
    page.goto((tmp_path / "open.html").as_uri())
    until(page, "document.body.dataset.ready === ''")
    assert page.evaluate("window.found") == "function"
    assert page.errors == []
    context.close()
