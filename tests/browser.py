"""What tests of pages share: waiting, truth by pixels, boxes, axe-core, packed numbers."""

from __future__ import annotations

import base64
import re
import time
from importlib import resources

from aleppomap.maps.topology import ALPHABET

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


def until(page, condition):
    """Wait until an expression holds (Playwright's own wait needs eval, which we forbid)."""
    deadline = time.monotonic() + 5
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(20)


def fill(page, cell):
    return page.locator(f"[data-cell={cell}]").get_attribute("fill")


def pixels(page, points):
    """Return the colours of a screenshot at some points of the window."""
    picture = base64.b64encode(page.screenshot()).decode()
    blank = page.context.new_page()
    colours = blank.evaluate(
        """async ([picture, points]) => {
            const blob = await (await fetch(`data:image/png;base64,${picture}`)).blob();
            const image = await createImageBitmap(blob);
            const brush = new OffscreenCanvas(image.width, image.height).getContext("2d");
            brush.drawImage(image, 0, 0);
            return points.map(([x, y]) => [...brush.getImageData(x, y, 1, 1).data].slice(0, 3));
        }""",
        [picture, points],
    )
    blank.close()
    return colours


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
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
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
