"""The page of 769 daily polygons beside folium's TimestampedGeoJson, in one run.

Both draw the same polygons with coordinates rounded to 1e-5 degrees. The peer's plugin for
time is not in any package here and is served empty: what is timed is how long the browser
needs to read its data, which its plugin would only add to. It draws the first part of each
MultiPolygon and no other; ours draws every part.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import folium
import shapely
from folium.plugins import TimestampedGeoJson

from aleppomap.maps import control_map
from aleppomap.series import SnapshotSeries
from tests.benchmarks.page import _assets, _local, _Quiet
from tests.browser import started
from tests.series_maker import Maker, frames

RUNS = 3

# Step the slider on the first frame with a drawn front; the frame after that is timed.
OURS = """(() => {
    let before = null;
    const look = () => {
        const path = document.querySelector("path.cell");
        const slider = document.querySelector("#slider");
        if (before === null && path && path.getAttribute("fill") && slider) {
            before = path.getAttribute("d");
            slider.value = 100;
            slider.dispatchEvent(new Event("input", {bubbles: true}));
        }
        if (before !== null && path.getAttribute("d") !== before) {
            requestAnimationFrame(() => { window.ready = performance.now(); });
            return;
        }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})();"""
PEER = """addEventListener("load", () => { window.ready = performance.now(); });"""


def _timestamped(days: dict[Any, Any]) -> str:
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shape),
            "properties": {"times": [day.isoformat()], "style": {"fillOpacity": 0.74}},
        }
        for day, frame in days.items()
        for shape in shapely.transform(frame.geometry.to_numpy(), lambda xy: xy.round(5))
    ]
    usual = folium.Map((48.3, 37.5), zoom_start=7, tiles=None)
    text = json.dumps({"type": "FeatureCollection", "features": features})
    TimestampedGeoJson(text, period="P1D", duration="P1D").add_to(usual)
    return str(usual.get_root().render())


def _opened(browser: Any, address: str, watch: str) -> tuple[float, float, int]:
    """Return seconds until it answers, megabytes of heap, and requests beyond the page."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(watch)
    page.goto(address, timeout=120_000)
    deadline = time.monotonic() + 120
    while not page.evaluate("window.ready !== undefined"):
        if time.monotonic() > deadline:
            raise RuntimeError(f"{address} did not answer within two minutes")
        page.wait_for_timeout(20)
    client = context.new_cdp_session(page)
    client.send("HeapProfiler.collectGarbage")
    heap = client.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    seconds = page.evaluate("window.ready") / 1000
    context.close()
    return seconds, heap, len(asked) - 1


def _built(make: Callable[[], object]) -> float:
    began = time.perf_counter()
    make()
    return time.perf_counter() - began


def main() -> None:
    """Print our page, the usual one, and the ratios."""
    from playwright.sync_api import sync_playwright

    days = frames(Maker())
    series = SnapshotSeries.from_frames(days)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, peer = folder / "ours.html", folder / "stamped.html"
        build = (
            _built(lambda: control_map(series).save(ours)),
            _built(lambda: peer.write_text(_timestamped(days), "utf-8")),
        )
        peer_bytes = peer.stat().st_size
        peer.write_text(_local(peer.read_text("utf-8")), "utf-8")
        _assets(folder)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=name))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pairs: list[tuple[tuple[float, float, int], tuple[float, float, int]]] = []
        with sync_playwright() as playwright:
            browser = started(playwright)
            for _ in range(RUNS):
                address = f"http://127.0.0.1:{server.server_port}"
                pairs.append((
                    _opened(browser, f"{address}/ours.html", OURS),
                    _opened(browser, f"{address}/stamped.html", PEER),
                ))  # fmt: skip
            browser.close()
        server.shutdown()
        own_bytes = ours.stat().st_size
    seconds, heap, asked = (
        [statistics.median(pair[side][part] for pair in pairs) for side in (0, 1)]
        for part in (0, 1, 2)
    )
    lines = [
        ("build the page, s", *build, ">= 4"),
        ("bytes, MB", own_bytes / 1e6, peer_bytes / 1e6, ">= 150, ours <= 0.36"),
        ("until it answers, s", *seconds, ">= 8"),
        ("heap, MB", *heap, "ours <= 12"),
    ]
    print(f"{'769 days, median of ' + str(RUNS):40} {'ours':>8} {'usual':>8} {'ratio':>7}  aim")  # noqa: T201
    for title, own, usual, aim in lines:
        print(f"{title:40} {own:8.2f} {usual:8.2f} {usual / own:7.1f}  {aim}")  # noqa: T201
    print(f"requests beyond the page: {asked[0]:.0f} and {asked[1]:.0f}")  # noqa: T201


if __name__ == "__main__":
    main()
