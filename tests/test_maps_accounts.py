"""Accounts, disputes and comparison on the page."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from aleppomap import territory
from aleppomap.errors import AleppoMapError, NotCovered, NotFound
from aleppomap.maps import MapNote, control_map
from tests.browser import fill, until
from tests.toy_control import FIRST, GREEN, RED, Toy


def test_an_account_shows_its_own_word_and_is_silent_elsewhere(opened):
    page = opened(Toy(), "2016-11-23", accounts=("army", "sohr"))
    assert page.locator("#tools").get_attribute("open") is None
    page.locator("#tools summary").click()
    assert fill(page, "d3") == GREEN
    page.locator("#account").select_option(label="Syrian army")
    assert fill(page, "d3") == RED
    silent = "path.cell.silent"
    assert page.locator(silent).count() == 5
    assert not page.locator("[data-cell=d3]").evaluate("node => node.matches('.silent')")
    assert page.locator("#sourceName").inner_text() == (
        "The synthesis with 1 correction by Syrian army"
    )
    page.locator("#source summary").click()
    assert "covers 20\u00a0% of the area" in page.locator("#sourceGloss").inner_text()
    page.locator("[data-cell=d3]").click()
    panel = page.locator("#panel").inner_text()
    assert "Held by Government and allied forces since 22 November 2016" in panel
    assert "The army says it holds Haydariyeh." in panel
    page.locator("#account").select_option(label="Observatory")
    assert (
        page.locator("#sourceName").inner_text() == "Observatory: 0 reports of its own by this day"
    )


def test_the_address_keeps_account_and_comparison(opened):
    page = opened(Toy(), fragment="#date=2016-11-24&account=army&against=2016-11-21@synthesis")
    assert page.locator("#account").input_value() == "1"
    assert page.locator("#sides").is_visible()
    assert page.locator(".chip").all_inner_texts() == [
        "21 November 2016 · Synthesis",
        "24 November 2016 · Syrian army",
    ]
    page.locator("#account").select_option("0")
    until(page, "location.hash.includes('account=synthesis')")
    assert "against=2016-11-21%40synthesis" in page.url


def test_two_views_are_compared_by_keyboard(opened):
    page = opened(Toy(), "2016-11-26", accounts=("army",))
    page.locator("#tools summary").click()
    page.locator("#pin").focus()
    page.keyboard.press("Enter")
    page.locator("#prev").click()
    kept = "document.querySelector('[data-kept=d3]')"
    assert page.evaluate(f"{kept}.getAttribute('fill')") == GREEN
    assert page.evaluate(f"{kept}.hasAttribute('tabindex')") is False
    label = page.locator("[data-cell=d0]").get_attribute("aria-label")
    assert label.count("Held by") == 2 and "26 November 2016 · Synthesis" in label
    swipe = page.locator("#swipe")
    swipe.focus()
    box = page.locator("#mapbox").bounding_box()
    clip = "getComputedStyle(document.querySelector('#cells1')).clipPath"
    before = page.evaluate(clip)
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert page.evaluate(clip) != before
    shown = "({x, y}) => document.elementFromPoint(x, y).closest('[data-kept]') !== null"
    row = page.locator("[data-cell=d3]").bounding_box()
    y = row["y"] + row["height"] / 2
    assert page.evaluate(shown, {"x": box["x"] + box["width"] * 0.3, "y": y})
    assert not page.evaluate(shown, {"x": box["x"] + box["width"] * 0.7, "y": y})
    page.locator("#pin").click()
    assert page.locator("#sides").is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('#cells0')).clipPath") == "none"


def test_a_comparison_can_be_asked_for(opened):
    page = opened(Toy(), compare=("2016-11-21", "army@2016-11-23"))
    assert page.locator(".chip").all_inner_texts() == [
        "21 November 2016 · Synthesis",
        "23 November 2016 · Syrian army",
    ]
    assert page.locator("#caption").inner_text().startswith("Left: 21 November 2016")
    for wrong, error in ((("sohrr", "army"), NotFound), (("2016-01-01", "army"), NotCovered)):
        with pytest.raises(error):
            control_map(Toy(), compare=wrong)


def test_disputes_can_be_shown_alone(opened):
    page = opened(Toy())
    page.locator("#tools summary").click()
    page.locator("#disputes").check()
    assert page.locator("#disputesNow").inner_text() == "1 district is disputed on this day."
    opacity = "node => Number(getComputedStyle(node).fillOpacity)"
    assert page.locator("[data-cell=d1]").evaluate(opacity) > 0.5
    assert page.locator("[data-cell=d0]").evaluate(opacity) < 0.2


def test_a_period_cuts_the_days(opened):
    page = opened(Toy(), period=("2016-11-22", "2016-11-25"))
    assert page.locator("#slider").get_attribute("max") == "3"
    page.locator("#next").click()
    assert page.locator("#date").inner_text() == "End of 25 November 2016"
    assert fill(page, "d0") == RED
    with pytest.raises(NotCovered, match="choose from 2016-11-20"):
        control_map(Toy(), period=("2017-01-01", None))


def test_the_reports_of_the_day_stand_beside_it_with_their_sources(opened):
    page = opened(Toy(), "2016-11-23")
    reports = page.locator("#reports > li")
    assert page.locator("#reportsTitle").inner_text() == "Reports of this day (1)"
    assert reports.count() == 1
    assert "Masaken Hanano" in reports.first.inner_text()
    assert reports.first.locator("a").get_attribute("href") == "https://example.org/a"
    page.locator("#prev").click()
    page.locator("#prev").click()
    assert "No report is dated to this day alone" in page.locator("#reports + .none").inner_text()


def test_each_term_is_explained_on_tap(opened):
    page = opened(Toy())
    keys = page.locator("#legend .key")
    assert {keys.nth(i).get_attribute("id") for i in range(keys.count())} >= {
        "key-front", "key-before", "key-contested", "key-partial", "key-disputed", "key-changing",
        "key-silent", "key-road",
    }  # fmt: skip
    page.locator("#key-road summary").click()
    assert "to about 50 m" in page.locator("#key-road .gloss").inner_text()


def test_a_colour_is_copied_as_a_citation(opened):
    page = opened(Toy(), "2016-11-26", context={"permissions": ["clipboard-write"]})
    page.locator("[data-cell=d0]").click()
    page.get_by_text("Copy as citation").click()
    cited = page.locator("textarea").input_value()
    assert cited.startswith(
        "Masaken Hanano, end of 26 November 2016: Held by Government and allied forces since "
    )
    assert "Observatory, 25–26 November 2016, Reuters, https://example.org/b?x=1&y=2" in cited
    assert "Toy et al. Licence: CC BY 4.0. Data version toy-1." in cited


def test_the_day_is_saved_as_a_table_that_runs_no_formula(opened):
    page = opened(Toy(names=("=HYPERLINK(1)", 'say "it"', "@sum", "+1", "-1", "plain, name")))
    page.locator("#table summary").click()
    with page.expect_download() as saved:
        page.locator("#csv").click()
    assert saved.value.suggested_filename == "2016-11-24-synthesis.csv"
    text = saved.value.path().read_text("utf-8-sig")
    rows = {row["district"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["d0"]["name"] == "'=HYPERLINK(1)" and rows["d1"]["name"] == 'say "it"'
    assert [rows[f"d{n}"]["name"] for n in (2, 3, 4)] == ["'@sum", "'+1", "'-1"]
    assert rows["d0"]["government_share_best"] == "0.8" and rows["d1"]["control"] == "contested"
    assert rows["d0"]["sources"] == "https://example.org/a" and rows["d5"]["flags"] == "silent"
    assert page.messages == []


def test_a_claim_is_drawn_with_its_verdict_and_a_way_back(opened):
    note = MapNote(
        "“Half of it.”", (FIRST, FIRST + timedelta(3)), ("d0",), ("d0", "d3"), verdict="Too high."
    )
    page = opened(Toy(), note=note, back="claims.html#half")
    assert page.locator("#note").inner_text().split("\n")[-1] == "Too high."
    assert page.locator("#head a").get_attribute("href") == "claims.html#half"
    assert page.locator("#key-numerator, #key-denominator").count() == 2
    for wrong in ("https://example.org", "//example.org", "javascript:alert(1)", "/etc/passwd"):
        with pytest.raises(AleppoMapError, match="relative address"):
            control_map(Toy(), back=wrong)


def test_unknown_accounts_and_languages_are_named():
    with pytest.raises(NotFound, match="sohr"):
        control_map(Toy(), accounts=("sohrr",))
    with pytest.raises(AleppoMapError, match="en or ar"):
        control_map(Toy(), lang="fr")


def test_areas_on_the_page_are_those_of_the_library(opened):
    """The page adds up spells; the library adds up snapshots."""
    history = territory.load().history()
    for account in ("synthesis", "sohr"):
        page = opened(history, fragment=f"#date=2016-12-07&account={account}")
        areas = history.with_account(account).area_over_time()
        day = areas[areas["date"].astype(str) == "2016-12-07"].set_index("holder")
        for holder in ("government", "opposition", "sdf"):
            shown = page.locator(f"[data-holder={holder}] .figure").inner_text()
            wanted = day.loc[holder]
            text = shown.replace("\u2060", "").replace("–", " ").strip().strip(")").replace("(", "")
            best, low, high = (float(part) for part in text.split())
            assert best == pytest.approx(wanted["best_km2"], abs=0.06)
            assert low == pytest.approx(wanted["low_km2"], abs=0.06)
            assert high == pytest.approx(wanted["high_km2"], abs=0.06)
