"""For everyone: accessible, in Arabic, on any screen, on paper, inside another page."""

from __future__ import annotations

import json
import re
from importlib import resources

import pytest

from aleppomap import territory
from aleppomap.errors import AleppoMapError, NotFound
from aleppomap.maps import MapNote, control_map
from tests.browser import assert_it_fits_everywhere, fill, until, violations
from tests.toy_control import FIRST, RED, Toy

WORDS = resources.files("aleppomap.maps").joinpath("words")


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing_serious_in_any_state(opened, lang, scheme):
    page = opened(
        Toy(),
        lang=lang,
        note=MapNote("A sentence.", (FIRST, FIRST), ("d0",), ("d1",), verdict="Too high."),
        back="claims.html",
        context={"bypass_csp": True, "color_scheme": scheme},
    )
    assert violations(page) == [], "as opened"
    page.locator("[data-cell=d0]").click()
    page.locator("#panel").get_by_role("button").last.click()
    page.locator("#tools summary").click()
    page.locator("#account").select_option("1")
    page.locator("#pin").click()
    page.locator("#disputes").check()
    page.locator("#table summary").click()
    page.locator("#source summary").click()
    page.locator("[data-holder=government]").click()
    for key in page.locator("#legend .key summary").all():
        key.click()
    assert violations(page) == [], "all open"
    page.locator("#play").click()
    assert violations(page) == [], "playing"


def test_axe_finds_nothing_serious_on_the_bundled_page(opened):
    page = opened(territory.load().history(), context={"bypass_csp": True})
    assert violations(page) == []


def test_by_keyboard_alone_from_load_to_who_held_hanano_and_who_disputes_it(opened):
    page = opened(territory.load().history(), "2016-11-28")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'slider'")
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    assert page.locator("#date").inner_text() == "End of 26 November 2016"
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "finder":
            break
    page.keyboard.type("Masaken Hanano")
    page.keyboard.press("Enter")
    panel = page.locator("#panel").inner_text()
    assert "Masaken Hanano" in panel and "Held by Government and allied forces" in panel
    assert "What this rests on" in panel and "26 November 2016" in panel
    snapshot = territory.load().history().at("2016-11-26")
    assert ("Who says otherwise" in panel) == bool(snapshot.at["hanano", "disputed"])


def test_both_languages_have_the_same_words():
    english, arabic = (
        json.loads(WORDS.joinpath(f"{lang}.json").read_text("utf-8")) for lang in ("en", "ar")
    )
    assert english.keys() == arabic.keys()
    for key, text in english.items():
        forms = text.values() if isinstance(text, dict) else [text]
        if key not in ("months", "monthsShort"):
            slots = {slot for form in forms for slot in _slots(form)}
            other = arabic[key].values() if isinstance(text, dict) else [arabic[key]]
            assert {slot for form in other for slot in _slots(form)} == slots, key


def _slots(text):
    return {part.split("}")[0] for part in text.split("{")[1:]}


def test_the_arabic_page_runs_from_right_to_left(opened):
    page = opened(Toy(), lang="ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("#date").inner_text() == "نهاية 24 تشرين الثاني 2016"
    assert page.locator("h1").inner_text() == "حلب"
    assert page.locator("[data-holder=sdf] .name").inner_text() == "قسد"
    head, box = (page.locator(name).bounding_box() for name in ("#head", "#mapbox"))
    assert head["x"] > box["x"]
    page.locator("[data-cell=d0]").click()
    assert page.locator("#panelTitle").inner_text() == "حي"
    assert page.locator("#panel .other").inner_text() == "Masaken Hanano"
    english = [
        word
        for word in page.locator("#legend, #time, #tools, #find").all_inner_texts()
        if any(letter.isascii() and letter.isalpha() for letter in word.replace("SDF / YPG", ""))
        and not any("\u0600" <= letter <= "\u06ff" for letter in word)
    ]
    assert english == []


def test_arabic_letters_are_joined(opened):
    """A shaped word is narrower than its letters one by one."""
    page = opened(territory.load().history(), lang="ar")
    joined, apart = page.evaluate(
        """() => {
            const node = document.querySelector(".label:not(.off)");
            const brush = document.createElement("canvas").getContext("2d");
            brush.font = getComputedStyle(node).font;
            const widths = [...node.textContent].map((letter) => brush.measureText(letter).width);
            const sum = widths.reduce((total, width) => total + width, 0);
            return [node.getComputedTextLength(), sum];
        }"""
    )
    assert joined < 0.95 * apart


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_overlaps_or_is_cut_on_any_screen_or_on_paper(opened, lang):
    page = opened(territory.load().history(), lang=lang, context={"color_scheme": "dark"})
    assert_it_fits_everywhere(page)


def test_the_print_fits_one_sheet(opened):
    page = opened(Toy())
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
    page.emulate_media(media="print")
    for name in ("#date", "#legend", "#mapbox", "#foot"):
        assert page.locator(name).is_visible(), name
    foot, side = (page.locator(name).bounding_box() for name in ("#foot", "#side"))
    assert foot["y"] + foot["height"] <= side["y"] + side["height"] + 1


def test_inside_another_page_it_needs_only_scripts(browser, tmp_path):
    control_map(Toy(), embed=True).save(tmp_path / "map.html")
    (tmp_path / "page.html").write_text(
        "<!DOCTYPE html><script>window.heights = [];"
        "addEventListener('message', (event) => heights.push(event.data));</script>"
        "<iframe id=frame sandbox='allow-scripts' src='map.html' width=700 height=500></iframe>"
    )
    context = browser.new_context(offline=True)
    page = context.new_page()
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto((tmp_path / "page.html").as_uri())
    until(page, "heights.length > 0")
    told = page.evaluate("heights.at(-1)")
    assert told["aleppomap"] == "height" and 300 < told["height"] < 1500
    frame = page.frames[1]
    assert not any(frame.locator(name).is_visible() for name in ("#tools", "#find", "#table"))
    frame.locator("#next").click()
    assert fill(frame, "d0") == RED
    frame.locator("[data-cell=d0]").click()
    assert frame.locator("#panel a").first.get_attribute("href").startswith("https://example.org")
    assert frame.locator("#foot").is_visible()
    page.wait_for_timeout(300)
    assert messages == []
    context.close()


def test_tiles_come_from_the_named_provider_only(browser, tmp_path):
    path = tmp_path / "map.html"
    control_map(Toy(), tiles="Esri.WorldImagery").save(path)
    policy = path.read_text("utf-8").split('Policy" content="')[1].split('"')[0]
    assert "img-src data: https://server.arcgisonline.com;" in policy
    assert policy.count("https://") == 1 and "unsafe" not in policy
    context = browser.new_context()
    page = context.new_page()
    hosts, errors = set(), []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def refuse(route):
        hosts.add(route.request.url.split("/")[2])
        route.abort()

    page.route(re.compile("^https?:"), refuse)
    page.goto(path.as_uri())
    assert page.locator("#credit").inner_text() != ""
    until(page, "document.querySelector('#credit').textContent.includes('could not be loaded')")
    page.locator("#next").click()
    assert fill(page, "d0") == RED
    assert hosts == {"server.arcgisonline.com"} and errors == []
    context.close()
    with pytest.raises(NotFound, match="tile provider"):
        control_map(Toy(), tiles="Nowhere.AtAll")
    with pytest.raises(AleppoMapError, match="needs a key"):
        control_map(Toy(), tiles="Jawg.Streets")
