"""The page in a real browser: by pixels, boxes, focus and text."""

from __future__ import annotations

import math
from datetime import timedelta
from pathlib import Path

import folium
import pytest

from aleppomap import territory
from aleppomap.errors import AleppoMapError, NotFound
from aleppomap.maps import MapNote, control_map
from tests.browser import blended, corner, fill, near, pixels, until
from tests.toy_control import FIRST, GREEN, RED, Toy


def test_the_page_makes_no_request_and_logs_nothing(opened):
    page = opened(Toy())
    page.locator("#play").click()
    page.locator("[data-cell=d0]").click()
    page.wait_for_timeout(100)
    assert page.requests == [page.uri]
    assert page.messages == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_districts_are_drawn_in_the_colours_of_their_holders(opened, scheme):
    page = opened(Toy(), fragment="#date=2016-11-29", context={"color_scheme": scheme})
    land = page.evaluate("getComputedStyle(control_map_1.getContainer()).backgroundColor")
    opacity = page.evaluate(
        "Number(getComputedStyle(document.querySelector('[data-cell=d0]')).fillOpacity)"
    )
    cells = {"d0": RED, "d2": RED, "d3": GREEN}
    seen = pixels(page, [corner(page, cell) for cell in cells])
    for colour, party in zip(seen, cells.values(), strict=True):
        assert near(colour, blended(party, opacity, land)), (colour, party)


def test_stripes_of_a_partly_held_district_cover_the_share(opened):
    page = opened(Toy())
    box = page.locator("[data-cell=d0]").bounding_box()
    land = page.evaluate("getComputedStyle(control_map_1.getContainer()).backgroundColor")
    opacity = float(
        page.evaluate("getComputedStyle(document.querySelector('[data-cell=d0]')).fillOpacity")
    )
    step = 16 * 2**0.5 / 40  # one period of the stripes, along a row
    points = [[box["x"] + 30 + step * i, box["y"] + 40 + j] for i in range(160) for j in (0, 3)]
    seen = pixels(page, points)
    red, green = (blended(colour, opacity, land) for colour in (RED, GREEN))
    reddish = [math.dist(colour, red) < math.dist(colour, green) for colour in seen]
    assert sum(reddish) / len(reddish) == pytest.approx(0.8, abs=0.04)


def test_the_slider_moves_the_day_by_keyboard(opened):
    page = opened(Toy())
    slider = page.locator("#slider")
    slider.focus()
    assert slider.get_attribute("aria-valuetext") == "24 November 2016"
    before = fill(page, "d0")
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "25 November 2016"
    assert fill(page, "d0") == RED != before
    assert page.locator("#date").inner_text() == "End of 25 November 2016"
    page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "20 November 2016"
    assert fill(page, "d0") == GREEN
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "29 November 2016"
    page.locator("#play").focus()
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "28 November 2016"


def test_play_runs_to_the_end_and_pause_stops(opened):
    page = opened(Toy(), fragment="#date=2016-11-28")
    page.locator("#play").click()
    assert page.locator("#play").inner_text() == "Pause"
    until(page, "document.querySelector('#slider').value === '9'")
    assert page.locator("#play").inner_text() == "Play"
    page.locator("#play").click()
    assert page.locator("#slider").input_value() == "0"
    page.locator("#play").click()
    day = page.locator("#slider").input_value()
    page.wait_for_timeout(900)
    assert page.locator("#slider").input_value() == day


def test_the_legend_gives_areas_and_hides_a_party(opened):
    page = opened(Toy(), fragment="#date=2016-11-29")
    row = page.locator("[data-holder=government]")
    assert "2.5" in row.inner_text()
    assert row.get_attribute("aria-pressed") == "true"
    row.click()
    assert row.get_attribute("aria-pressed") == "false"
    assert fill(page, "d0") == "transparent"
    assert fill(page, "d3") == GREEN
    row.click()
    assert fill(page, "d0") == RED


def test_a_click_shows_the_reports_with_their_sources(opened):
    page = opened(Toy())
    page.locator("[data-cell=d0]").click()
    panel = page.locator("#panel")
    text = panel.inner_text()
    assert "Masaken Hanano" in text
    assert "Held by Government and allied forces since 23 November 2016" in text
    text = text.replace("\u2060", "").replace("\u00a0", " ")
    assert "80 %" in text and "(50–90)" in text
    assert "Troops entered the estate" in text and "Observatory" not in text
    assert panel.locator("[data-report='0'] a").get_attribute("href") == "https://example.org/a"
    assert "noopener" in panel.locator("[data-report='0'] a").get_attribute("rel")
    later = panel.locator("details").last
    assert "Later reports (1)" in later.inner_text()
    later.locator("summary").click()
    assert "25–26 November 2016" in later.inner_text()
    page.locator("[data-cell=d1]").click()
    text = panel.inner_text()
    assert "Disputed" in text and "Contested between" in text
    assert panel.locator("[data-report='2']").inner_text().count("Bad link") == 1
    assert panel.locator("[data-report='2'] a").count() == 0
    assert "Who says otherwise" in text and "OCHA about 1–30 November 2016" in text


def test_the_panel_takes_focus_and_gives_it_back(opened):
    page = opened(Toy())
    district = page.locator("[data-cell=d1]")
    assert district.get_attribute("role") == "button"
    assert district.get_attribute("aria-label").startswith("Jabal Badro: Contested between")
    district.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panelTitle"
    page.keyboard.press("ArrowRight")
    assert page.locator("#slider").input_value() == "5"
    assert page.evaluate("document.activeElement.id") == "panelTitle"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("document.activeElement.dataset.cell") == "d1"


def test_a_district_is_found_by_name(opened):
    page = opened(Toy())
    page.locator("#finder").fill("sakhour")
    page.keyboard.press("Enter")
    assert page.locator("#panelTitle").inner_text() == "Sakhour"


def test_the_address_keeps_and_sets_the_view(opened):
    page = opened(Toy(), fragment="#date=2016-11-26&account=x")
    assert page.locator("#slider").input_value() == "6"
    page.locator("#next").click()
    until(page, "location.hash.includes('date=2016-11-27&account=synthesis')")
    page.evaluate("location.hash = '#date=2016-11-21'")
    until(page, "document.querySelector('#slider').value === '1'")
    assert opened(Toy(), fragment="#date=1999-01-01").locator("#slider").input_value() == "4"
    assert opened(Toy(), date="2016-11-22").locator("#slider").input_value() == "2"


def test_the_live_region_says_the_day_and_the_shares(opened):
    page = opened(Toy())
    page.locator("#next").click()
    until(page, "document.querySelector('#live').textContent.includes('25 November')")
    said = page.locator("#live").text_content().replace("\u00a0", " ")
    assert "Government and allied forces 2.5 km², 42 %" in said


def test_the_table_holds_what_the_map_shows(opened):
    page = opened(Toy())
    page.locator("#table summary").click()
    rows = page.locator("#table tbody tr")
    rows.first.wait_for()
    assert rows.count() == 6
    assert rows.nth(0).inner_text().split("\t")[:2] == ["Haydariyeh", "Opposition factions"]


def test_the_front_runs_where_two_parties_meet(opened):
    page = opened(Toy(), fragment="#date=2016-11-20")
    moves = "document.querySelector('.line.front').getAttribute('d').split('M').length - 1"
    # d0 d1 opposition, d2 government; d3 opposition, d4 unknown, d5 SDF: d1|d2 and d2|d5.
    assert page.evaluate(moves) == 2
    line = page.locator("#front0").bounding_box()
    cell = page.locator("[data-cell=d2]").bounding_box()
    assert line["x"] == pytest.approx(cell["x"], abs=4)
    assert line["y"] + line["height"] == pytest.approx(cell["y"] + cell["height"], abs=4)


@pytest.mark.parametrize("size", [(1280, 800), (900, 648), (390, 844)])
def test_nothing_is_cut_or_laid_over_something_else(opened, size):
    page = opened(Toy(), size=size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    boxes = [page.locator(name).bounding_box() for name in ("#head", "#legend", "#mapbox", "#time")]
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            apart = (
                a["x"] + a["width"] <= b["x"] + 0.5
                or b["x"] + b["width"] <= a["x"] + 0.5
                or a["y"] + a["height"] <= b["y"] + 0.5
                or b["y"] + b["height"] <= a["y"] + 0.5
            )
            assert apart, (a, b)
    labels = page.locator(".label:not(.off)")
    assert labels.count() > 0


def test_a_note_is_shown_and_drawn(opened):
    note = MapNote("A sentence.", (FIRST, FIRST + timedelta(3)), ("d0",), ("d0", "d1", "d3"))
    page = opened(Toy(), note=note)
    assert page.locator("#note").inner_text() == "A sentence."
    assert page.locator(".line.numerator").bounding_box()["width"] > 50
    assert page.locator(".note-span").count() == 1
    with pytest.raises(NotFound, match="did you mean"):
        control_map(Toy(), note=MapNote("A sentence.", numerator_ids=("d00",)))


HOSTILE = (
    "<script>window.ran=1</script><img src=x onerror=window.ran=1>${window.ran=1}"
    "</script><svg onload=window.ran=1>&lt;b&gt;\u2028\u2029\u202egnp\ud800{{7*7}}"
)


@pytest.mark.filterwarnings("error")
def test_hostile_text_shows_as_text_and_nothing_runs(opened):
    page = opened(Toy(hostile=HOSTILE), note=MapNote(HOSTILE))
    for cell in ("d0", "d1"):
        page.locator(f"[data-cell={cell}]").focus()
        page.keyboard.press("Enter")
        assert "<script>window.ran=1</script>" in page.locator("#panelTitle").inner_text()
    page.locator("#table summary").click()
    page.locator("#play").click()
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert page.locator("#page img, #page script").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert "<img src=x onerror" in page.locator("h1").inner_text()
    assert "{{7*7}}" in page.locator("#foot").inner_text()
    assert page.messages == []
    assert page.requests == [page.uri]


def test_a_very_long_name_stays_in_its_place(opened):
    page = opened(Toy(names=("x" * 10_000,)), size=(390, 844))
    page.locator("[data-cell=d0]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_bundled_territory_fits_its_budget_and_draws(opened):
    history = territory.load().history()
    page = opened(history)
    assert Path(page.uri.removeprefix("file://")).stat().st_size <= 350_000
    assert page.locator("path.cell").count() == 133
    assert page.requests == [page.uri] and page.messages == []
    snapshot = history.at("2016-11-28")
    for cell in ("hanano", "jabal-badro"):
        holder = snapshot.at[cell, "control"]
        assert snapshot.at[cell, f"{holder}_share_best"] > 0.5
        name = next(party.name for party in history.parties if party.party == holder)
        label = page.locator(f"[data-cell={cell}]").get_attribute("aria-label")
        assert label.endswith(f"Held by {name}")


def test_in_a_notebook_the_page_works_inside_a_frame(opened, browser):
    made = control_map(Toy())
    made.show_inline = str  # the toy has no snapshots to draw the fallback picture from
    assert isinstance(made, folium.Map)
    page = browser.new_context(offline=True).new_page()
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.set_content(f"<body>{made._repr_html_()}</body>")
    frame = page.frames[1]
    frame.locator("#slider").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert frame.locator("[data-cell=d0]").get_attribute("fill") == RED
    assert messages == []
    page.context.close()


def test_plain_layers_are_drawn_and_others_named(opened):
    made = control_map(Toy())
    group = folium.FeatureGroup("mine").add_to(made)
    folium.PolyLine([(36.25, 37.10), (36.24, 37.13)], color="#000000", class_name="mine").add_to(
        group
    )
    with pytest.raises(AleppoMapError, match="Marker needs assets"):
        folium.Marker((36.25, 37.1)).add_to(made)
    page = opened(made)
    assert page.locator("path[stroke='#000000']").count() == 1
    assert page.messages == [] and page.requests == [page.uri]
    folium.Marker((36.25, 37.1)).add_to(group)
    with pytest.raises(AleppoMapError, match="Marker"):
        made.get_root().render()


def test_a_part_of_a_name_finds_a_district_and_what_does_not_is_said(opened):
    page = opened(Toy())
    finder = page.locator("#finder")
    finder.fill("HANANO")
    page.keyboard.press("Enter")
    assert page.locator("#panelTitle").inner_text() == "Masaken Hanano"
    for wrong, said in (("a", "Several districts"), ("xyz", "No district")):
        finder.fill(wrong)
        page.keyboard.press("Enter")
        assert finder.evaluate("node => node.validationMessage").startswith(said)
