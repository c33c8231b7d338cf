"""The ledger: as a page in a real browser, and for pasting."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import aleppomap as am
from aleppomap.claims.instrument import InstrumentCheck
from aleppomap.claims.review import RATING_SCALE, claim_review
from aleppomap.cli import reporting
from aleppomap.errors import AleppoMapError
from aleppomap.report import Entry, Ledger, article_ledger, ledger, ledger_csv, ledger_markdown
from aleppomap.report.chart import Panel, Spread, draw
from aleppomap.report.page import ledger_page
from tests import small
from tests.browser import until

DOCS = Path(__file__).parent.parent / "docs" / "claims-ledger.md"
HOSTILE = (
    "=1+1 <script>window.ran=1</script><img src=x onerror=window.ran=1> ${window.ran=1} "
    "</title></script><svg onload=window.ran=1>&lt;b&gt; \u202egnp {{7*7}} | [x](javascript:0)"
)
ACCOUNTS = [
    row | {"side": side}
    for row, side in zip(small.ACCOUNTS, ("press", "monitor", "press"), strict=True)
]
CLAIMS = [
    small.claim("sixty", "2020-03-07", 60),
    small.claim("ninety", "2020-03-07", 90, account="birch"),
    small.claim("one-km", "2020-03-07", 1, kind="area", measure="held"),
    small.claim("two", "2020-03-07", 2, kind="count"),
    small.claim("long-ago", "2019-03-07", 30),
]


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    path = tmp_path_factory.mktemp("toy")
    return ledger(territory=small.territory(path, claims=CLAIMS, accounts=ACCOUNTS))


@pytest.fixture(scope="module")
def bundled():
    return ledger()


@pytest.fixture(scope="module")
def whole(bundled):
    """The page of the whole ledger."""
    return ledger_page(bundled, map_file="aleppo.html")


@pytest.fixture
def shown(open_file, tmp_path):
    """Open a page of verdicts from disk."""

    def show(html, *, size=(1280, 900), **words):
        path = tmp_path / "ledger.html"
        path.write_text(html, "utf-8")
        return open_file(path, size=size, **words)

    return show


def hostile_ledger(path):
    """Return verdicts whose every text is hostile, as far as the tables let it through."""
    text = HOSTILE.replace("\u202e", "")
    claims = [
        small.claim("bad", "2020-03-07", 60, text=text),
        small.claim("worse", "2020-03-08", 60, text="@SUM(1)", account="birch"),
    ]
    accounts = [row | {"name": text} for row in ACCOUNTS]
    return ledger(territory=small.territory(path, claims=claims, accounts=accounts))


# The page


def test_the_whole_ledger_makes_no_request_and_logs_nothing(shown, whole):
    page = shown(whole)
    assert page.locator(".claim").count() == len(am.load().claims)
    page.locator(".copy").first.click()
    page.locator(".claim summary").first.click()
    assert page.requests == [page.uri]
    assert page.messages == []


def test_claims_are_drawn_against_our_band(shown, toy):
    page = shown(ledger_page(toy))
    share = page.locator(".chart.wide").first
    assert share.locator(".point").count() == 2
    assert share.locator(".point.hollow").count() == 1  # ninety does not hold
    # 60 is drawn on our line: 1.6 of 2.6 km2 is 61.5 percent, 1.5 points of 384 px in 100
    line = share.locator(".ours-best").get_attribute("d")
    day = [tuple(map(float, pair.split())) for pair in line.removeprefix("M").split("L")]
    point = share.locator("circle.point, path.point").first
    height = page.evaluate(
        "node => node.getBBox().y + node.getBBox().height / 2", point.element_handle()
    )
    assert min(abs(y - height) for _, y in day) == pytest.approx(1.54 * 3.84, abs=1)


def test_a_mark_is_filled_where_its_row_holds_and_stands_at_its_rows_number(shown, bundled, whole):
    page = shown(whole)
    holds = {f"#c-{v.claim.claim_id}" for v in bundled.verdicts if v.rating in ("matches", "close")}
    marks = page.locator(".chart.wide a").evaluate_all(
        "links => links.map(link => "
        "[link.getAttribute('href'), link.querySelectorAll('.point.hollow').length])"
    )
    assert len(marks) > 100
    for claim, hollow in marks:
        assert (hollow == 1) != (claim in holds)
    name = "islamic-invitation-turkey-1128-two-thirds"
    marked = page.locator(f".check a[href='#c-{name}'] title").first.text_content()
    ours = next(v for v in bundled.verdicts if v.claim.claim_id == name).best
    assert f"{ours:.1f} % ours" in marked


def test_the_articles_claims_come_first_and_the_rest_is_folded(shown, bundled, whole):
    page = shown(whole)
    ids = [name for name in am.load().claims.index if name.startswith("article-")]
    assert page.locator("h3", has_text=f"The article: {len(ids)} claims").is_visible()
    assert page.locator(".claim:visible").count() == len(ids)
    page.evaluate("location.hash = '#c-sohr-1202-half'")
    page.locator("#c-sohr-1202-half").wait_for(state="visible")
    assert page.locator(".claim:visible").count() == len(bundled.entries)
    assert "give a day" not in page.content()


def test_the_page_is_whole_without_scripts(shown, toy):
    page = shown(ledger_page(toy, map_file="small.html"), java_script_enabled=False)
    assert page.locator(".claim").count() == len(CLAIMS)
    assert page.locator(".copy:visible").count() == 0
    assert page.locator("#filter").is_hidden()
    row = page.locator("#c-sixty")
    assert "about 60" in row.inner_text() and "61.5 %" in row.inner_text()
    row.locator("summary").click()
    assert "partly held districts" in row.inner_text()
    assert row.locator("a", has_text="Map").get_attribute("href") == "small.html#date=2020-03-07"
    assert page.locator("#c-long-ago a", has_text="Map").count() == 0
    set_id = row.locator("a", has_text="behind ours").get_attribute("href")
    assert page.locator(f"{set_id} a").count() > 0
    first = page.locator(f"{set_id} a").first.get_attribute("href")
    assert page.locator(first).count() == 1


def test_the_filter_hides_and_a_link_brings_back(shown, toy):
    page = shown(ledger_page(toy))
    page.select_option("#by-side", "monitor")
    assert page.locator(".claim:visible").count() == 1
    assert page.locator("#shown").inner_text() == f"1 of {len(CLAIMS)} claims"
    page.evaluate("location.hash = '#c-sixty'")
    page.locator("#c-sixty").wait_for(state="visible")
    assert page.locator(".claim:visible").count() == len(CLAIMS)


def test_copy_takes_the_printable_paragraph(shown, toy):
    page = shown(ledger_page(toy), permissions=["clipboard-read", "clipboard-write"])
    row = page.locator("#c-sixty")
    row.locator(".copy").click()
    row.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == next(v for v in toy.verdicts if v.claim.claim_id == "sixty").sentence()


@pytest.mark.parametrize("size", [(1280, 900), (390, 844), (320, 600)])
def test_nothing_is_wider_than_the_window(shown, toy, size):
    page = shown(ledger_page(toy), size=size)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_paper_carries_the_rows_and_no_buttons(shown, toy):
    page = shown(ledger_page(toy), size=(690, 1000))
    page.emulate_media(media="print")
    assert page.locator(".copy:visible").count() == 0
    assert page.locator(".claim:visible").count() == len(CLAIMS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 690


def test_hostile_text_shows_as_text_and_nothing_runs(shown, tmp_path):
    book = hostile_ledger(tmp_path)
    entries = tuple(Entry(v, HOSTILE, "=1+1", 0, 4) for v in book.verdicts)
    book = Ledger(book.territory, entries, HOSTILE, HOSTILE, True)
    html = ledger_page(book, publisher=HOSTILE, url="https://example.org/a?<b>")
    page = shown(html)
    assert page.evaluate("window.ran") is None
    assert page.locator("main script, img, svg[onload]").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert "<script>window.ran=1</script>" in page.locator(".text").first.inner_text()
    assert "{{7*7}}" in page.locator(".sentence").first.text_content()
    assert "\u202e" not in html
    assert page.requests == [page.uri] and page.messages == []


class Shape(HTMLParser):
    def __init__(self):
        super().__init__()
        self.styled, self.ids = [], []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if "style" in names or any(name.startswith("on") for name in names):
            self.styled.append((tag, attrs))
        if "id" in names:
            self.ids.append(names["id"])


def test_no_style_or_handler_attribute_and_every_id_once(bundled, whole):
    shape = Shape()
    shape.feed(whole)
    assert shape.styled == []
    assert len(shape.ids) == len(set(shape.ids))
    links = set(re.findall(r'href="#([^"]+)"', whole))
    assert links <= set(shape.ids)
    assert whole == ledger_page(bundled, map_file="aleppo.html")


# ClaimReview


def test_claim_review_needs_a_publisher_and_rates_only_what_is_rated(toy):
    made = claim_review(toy.verdicts, toy.territory, publisher="Desk", url="https://example.org/x")
    rated = [v for v in toy.verdicts if v.rating in RATING_SCALE]
    assert len(made) == len(rated) < len(toy.verdicts)
    first = made[0]
    assert first["@type"] == "ClaimReview" and first["author"]["name"] == "Desk"
    assert first["reviewRating"]["ratingValue"] == RATING_SCALE[rated[0].rating]
    assert first["reviewRating"]["ratingExplanation"] == rated[0].sentence()
    for publisher, url in (("", "https://example.org"), ("Desk", ""), ("Desk", "javascript:0")):
        with pytest.raises(AleppoMapError):
            claim_review(toy.verdicts, toy.territory, publisher=publisher, url=url)


def test_claim_review_stands_in_the_page_only_when_asked(toy):
    assert "ld+json" not in ledger_page(toy)
    html = ledger_page(toy, publisher="Desk", url="https://example.org/x")
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    urls = [json.loads(block)["url"] for block in blocks]
    assert "https://example.org/x#c-sixty" in urls
    assert "Published by <bdi>Desk</bdi>" in html


# For pasting


def test_totals_count_every_claim_once(bundled):
    totals = bundled.totals
    assert totals["all"].sum() == len(am.load().claims) == len(bundled.entries)
    assert (totals.drop(columns="all").sum(axis=1) == totals["all"]).all()
    early = [v for v in bundled.verdicts if str(v.claim.as_of) < "2016-11-14"]
    assert len(early) >= 7 and all(v.reason for v in early)


def test_csv_holds_no_formula(tmp_path):
    book = hostile_ledger(tmp_path)
    rows = list(csv.DictReader(io.StringIO(ledger_csv(book))))
    assert len(rows) == len(book.entries)
    assert rows[0]["text"].startswith("'=1+1")
    for row in rows:
        assert not any(value.startswith(("=", "+", "-", "@", "\t")) for value in row.values())


def test_markdown_has_a_row_and_a_line_for_each_claim(toy):
    text = ledger_markdown(toy)
    table = text.partition("## Claims\n\n")[2].partition("\n\n")[0].splitlines()
    assert len(table) == len(CLAIMS) + 2
    assert text.partition("## In words\n\n")[2].count("\n- ") == len(CLAIMS) - 1
    assert "## Instrument check" in text


def test_json_is_that_of_check_and_more(toy):
    document = json.loads(json.dumps(toy.as_dict(), allow_nan=False))
    assert document["schema"] == 1
    assert [v["claim_id"] for v in document["verdicts"]] == [row["claim"] for row in CLAIMS]
    assert document["instrument"]["fires"] is False
    assert sum(row["all"] for row in document["totals"].values()) == len(CLAIMS)


def test_the_table_in_the_docs_is_current(bundled):
    assert DOCS.read_text("utf-8") == ledger_markdown(bundled), (
        "write it again: aleppomap report -o docs/claims-ledger.md"
    )


# The command


@pytest.mark.parametrize("suffix", ["html", "md", "json", "csv"])
def test_the_command_writes_each_format(run, tmp_path, toy, suffix):
    output = tmp_path / f"ledger.{suffix}"
    code, out, err = run("report", "-o", output, "--territory", toy.territory.folder)
    assert code == 0 and out == ""
    assert output.stat().st_size > 500
    assert f"{len(CLAIMS)} claims" in err
    assert ("small.html" in err) == (suffix == "html")
    assert "Map of this day" not in output.read_text("utf-8")


def test_the_page_links_to_a_map_that_is_there_or_was_asked_for(run, tmp_path, toy):
    output = tmp_path / "ledger.html"
    for words, link in (((), ""), (("--map", "my.html"), "my.html"), (("--map", ""), "")):
        run("report", "-o", output, "--territory", toy.territory.folder, *words)
        found = re.findall(r'href="([^"#]*)#date=', output.read_text("utf-8"))
        assert set(found) == ({link} if link else set())
    (tmp_path / "small.html").write_text("a map", "utf-8")
    _, _, err = run("report", "-o", output, "--territory", toy.territory.folder)
    assert 'href="small.html#date=' in output.read_text("utf-8") and "note:" not in err


def test_from_the_ledger_to_the_map_and_back_with_no_network(
    run, open_file, tmp_path, monkeypatch, bundled
):
    monkeypatch.setattr(reporting, "ledger", lambda territory: bundled)  # it takes seconds to make
    for words in (
        ["report", "-o", tmp_path / "verdicts.html", "--map", "map.html"],
        ["map", "-o", tmp_path / "map.html", "--back", "verdicts.html"],
    ):
        assert run(*words).code == 0
    page = open_file(tmp_path / "verdicts.html")
    entry = page.locator(".claim", has_text="as much as 40").first
    entry.locator("summary").first.click()
    entry.locator("a[href^='map.html#date=2016-11-28']").first.click()
    until(page, "document.body.dataset.ready === ''")
    assert page.locator("#slider").get_attribute("aria-valuetext") == "28 November 2016"
    page.locator("a[href='verdicts.html']").click()
    page.wait_for_url("**/verdicts.html")
    assert page.locator(".claim").count() == len(am.load().claims)
    assert all(address.startswith(tmp_path.as_uri()) for address in page.requests)
    assert page.messages == []


@pytest.mark.parametrize(
    "words",
    [
        ("-o", "x.pdf"),
        ("-o", "x.html", "--publisher", "Desk"),
        ("-o", "x.html", "--url", "https://example.org"),
        ("-o", "x.csv", "--publisher", "Desk", "--url", "https://example.org"),
        ("-o", "x.html", "--date", "2016-11-28"),
        ("-o", "x.html", "--include-text"),
        (),
    ],
)
def test_the_command_refuses_what_makes_no_sense(run, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("report", *words)
    assert code == 2 and out == "" and err
    assert list(tmp_path.iterdir()) == []


ARTICLE = (
    "A witness saw rain. The rebels have lost about 40 percent of the militant-held part. "
    "Nobody wrote down the secret word."
)


def test_an_article_shows_its_claims_and_the_rest_only_when_asked(shown, tmp_path):
    book = article_ledger(ARTICLE, "2016-11-28")
    assert [v.rating for v in book.verdicts] == ["matches"]
    page = shown(ledger_page(book))
    assert "about 40 percent" in page.locator(".claim mark").inner_text()
    assert "secret word" not in page.content() and "secret" not in str(book.as_dict())
    assert page.locator(".chart").count() == 0
    whole = article_ledger(ARTICLE, "2016-11-28", include_text=True)
    page = shown(ledger_page(whole))
    assert page.locator(".article").inner_text() == ARTICLE
    link = page.locator(".article a")
    assert page.locator(link.get_attribute("href")).count() == 1
    assert page.requests == [page.uri] and page.messages == []


def test_the_command_reads_an_article(run, tmp_path):
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, "utf-8")
    output = tmp_path / "article.json"
    code, _, err = run("report", article, "--date", "2016-11-28", "-o", output)
    assert code == 0 and "1 claim: matches 1" in err
    document = json.loads(output.read_text("utf-8"))
    start, end = document["spans"][0]
    assert "40 percent" in ARTICLE[start:end]


def test_an_article_without_claims_says_so(shown):
    page = shown(ledger_page(article_ledger("It rained.", "2016-11-28")))
    assert "0 claims" in page.locator(".lead").inner_text()
    assert page.messages == []


def test_an_article_that_is_no_text_is_refused(run, tmp_path):
    article = tmp_path / "article.txt"
    for payload in (b"", b" \n", b"\xff\xfe\x00", b"a\x00b"):
        article.write_bytes(payload)
        code, _, err = run("report", "-o", tmp_path / "x.html", article, "--date", "2016-11-28")
        assert code == 1 and err.startswith("error: ")
    assert not (tmp_path / "x.html").exists()


def test_one_claim_is_one_its_axis_has_its_year_and_its_side_its_name(tmp_path):
    accounts = [row | {"side": row["account"]} for row in small.ACCOUNTS]
    place = small.territory(tmp_path, claims=CLAIMS[:1], accounts=accounts)
    page = ledger_page(ledger(territory=place))
    assert "1 claim states it." in page and "the others measure" not in page
    assert "1 claim, listed below" in page
    legend = page[page.index('<ul class="keys">') :].partition("</ul>")[0]
    assert "Radio Ash" in legend and ">ash<" not in legend
    assert '<option value="ash">Radio Ash</option>' in page
    assert "Radio Ash</bdi>, <bdi>Radio Ash" not in page
    wide = re.findall(r"<svg[^>]*chart wide.*?</svg>", page, re.DOTALL)
    assert wide and all(len(re.findall(">2020<", chart)) == 1 for chart in wide)


def test_several_claims_are_several_and_name_the_others(toy):
    page = ledger_page(toy)
    assert re.search(r"\d claims state it; the others measure something else", page)


def test_a_chart_over_new_year_names_both_years():
    panel = Panel("Share", "%", [], pd.DataFrame(), 0, 100)
    spread = Spread(960, 400, date(2019, 12, 28), date(2020, 1, 4))
    drawn = str(draw(panel, spread, {}, InstrumentCheck((), ()), "wide"))
    assert drawn.index(">2019<") < drawn.index(">2020<")
    assert (drawn.count(">2019<"), drawn.count(">2020<")) == (1, 1)
