"""What tests of pages share: a browser, waiting, truth by pixels, boxes, axe-core, numbers."""

from __future__ import annotations

import io
import os
import re
import shutil
import time
from importlib import resources

import numpy as np
from PIL import Image

from aleppomap.maps.topology import ALPHABET

# The first has no windows to draw and needs half the processor time of the others.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

# Where places in degrees are on the screen.
WHERE = """(places) => places.map(([lng, lat]) => {
    const at = control_map_1.latLngToContainerPoint([lat, lng]);
    const box = document.querySelector("#control_map_1").getBoundingClientRect();
    return [Math.round(box.left + at.x), Math.round(box.top + at.y)];
})"""
BOXES = """() => {
    const shown = (node) => node.checkVisibility({visibilityProperty: true});
    const leaves = [...document.querySelectorAll(
        "#head h1, #head p, #legend .name, #legend .figure, #legend summary, .buttons button,"
        + "#ticks span, #chartTitle, .leaflet-bar a, #whole, .chip")].filter(shown);
    return leaves.map((node) => {
        const box = node.getBoundingClientRect();
        const cut = getComputedStyle(node).textOverflow !== "ellipsis"
            && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0
            && getComputedStyle(node).display !== "inline";
        return {text: node.textContent.slice(0, 40), x: box.left, y: box.top, r: box.right,
            b: box.bottom, cut};
    });
}"""
LABELS = """() => [...document.querySelectorAll(".label:not(.off)")].map((node) => {
    const box = node.getBoundingClientRect();
    return {text: node.textContent, x: box.left, y: box.top + 2, r: box.right, b: box.bottom - 2};
})"""

STANDS = """() => new Promise((done) => {
    let [before, since, frames] = ["", 0, 0];
    const look = () => {
        const places = [...document.querySelectorAll("path[data-cell]")].map((path) => {
            const { x, y, width, height } = path.getBoundingClientRect();
            return [x, y, width, height];
        });
        const now = JSON.stringify([control_map_1.getZoom(), places]);
        if (now !== before) [before, since, frames] = [now, performance.now(), 0];
        frames += 1;
        if (frames > 6 && performance.now() - since > 200) done();
        else requestAnimationFrame(look);
    };
    look();
})"""
ADDRESSED = """(day) => new Promise((done) => {
    const drawn = () => requestAnimationFrame(() => setTimeout(done));
    addEventListener("hashchange", drawn, { once: true });
    location.hash = `#date=${day}`;
})"""


def started(playwright):
    """Return headless Chromium: ``ALEPPOMAP_CHROMIUM``, the system's, or Playwright's own."""
    named = os.environ.get("ALEPPOMAP_CHROMIUM") or None
    found = next(filter(None, map(shutil.which, [named] if named else CHROMIUMS)), named)
    return playwright.chromium.launch(executable_path=found, args=QUIET)


def until(page, condition):
    """Wait until an expression holds (Playwright's own wait needs eval, which we forbid)."""
    deadline = time.monotonic() + 5
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(20)


def show(page, day):
    """Go to another day by the address, and wait until it is drawn."""
    page.evaluate(ADDRESSED, str(day))


def settle(page):
    """Wait until the ground has stood still for a fifth of a second, and for some frames."""
    page.evaluate(STANDS)


def fill(page, cell):
    return page.locator(f"[data-cell={cell}]").get_attribute("fill")


def pixels(page, points):
    """Return the colours of a screenshot at some points of the window."""
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        image = np.asarray(picture.convert("RGB"))
    return [image[int(y), int(x)].tolist() for x, y in points]


def blended(colour, opacity, land):
    over = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    under = [int(part) for part in re.findall(r"\d+", land)]
    return [round(o * opacity + u * (1 - opacity)) for o, u in zip(over, under[:3], strict=True)]


def near(colour, expected):
    return all(abs(a - b) <= 2 for a, b in zip(colour, expected, strict=True))


def corner(page, cell):
    box = page.locator(f"[data-cell={cell}]").bounding_box()
    return [box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.2]


def violations(page):
    """Return what axe-core calls serious or critical on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations)"
    )
    return [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def overlaps(boxes):
    return [
        (a["text"], b["text"])
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a["x"] < b["r"] - 1
        and b["x"] < a["r"] - 1
        and a["y"] < b["b"] - 1
        and b["y"] < a["b"] - 1
    ]


def assert_it_fits_everywhere(page):
    """No words cut or over other words, on any screen or on paper."""
    for size, media in (
        ((1280, 800), "screen"),
        ((900, 640), "screen"),
        ((390, 844), "screen"),
        ((1047, 718), "print"),
    ):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(media=media)
        page.wait_for_timeout(120)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], size
        boxes = page.evaluate(BOXES)
        assert [box["text"] for box in boxes if box["cut"]] == [], size
        assert overlaps(boxes) == [], size
        assert overlaps(page.evaluate(LABELS)) == [], size
        outside = [box["text"] for box in boxes if box["x"] < -1 or box["r"] > size[0] + 1]
        assert outside == [], size


def unpack(text):
    """Read numbers as the page's own `unpack` does, with none of the package's code."""
    numbers, value, place = [], 0, 0
    for letter in text:
        bits = ALPHABET.index(letter)
        value |= (bits & 31) << place
        place += 5
        if not bits & 32:
            numbers.append(-(value + 1) // 2 if value & 1 else value // 2)
            value = place = 0
    return numbers
