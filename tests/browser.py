"""What browser tests share: waiting, and truth by pixels."""

from __future__ import annotations

import base64
import re
import time


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
