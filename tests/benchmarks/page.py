"""The page beside the usual ones, in one run: time to the first changed fill, bytes, heap.

Peers are folium's TimeSliderChoropleth and TimestampedGeoJson, made from the same
districts, coordinates and days. Their assets are served from the loopback, from the
packages of ``pip install -e '.[bench]'``: the versions folium names, but for d3 (5 for 4),
moment (2.8 for 2.18) and Bootstrap and Font Awesome (a later 5 and 6). What no package
holds (awesome-markers, glyphicons, web fonts) is served empty, in the peers' favour.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import shapely
from folium.plugins import TimeSliderChoropleth, TimestampedGeoJson

from aleppomap.history import ControlHistory
from aleppomap.maps import control_map
from aleppomap.territory import load
from tests.browser import started

RUNS = 5

ASSETS = {
    "leaflet.js": ("xstatic.pkg.leaflet", "data/leaflet.js"),
    "leaflet.css": ("xstatic.pkg.leaflet", "data/leaflet.css"),
    "jquery.min.js": ("xstatic.pkg.jquery", "data/jquery.min.js"),
    "moment.min.js": ("xstatic.pkg.moment", "data/moment.min.js"),
    "d3.min.js": ("mpld3", "js/d3.v5.min.js"),
    "bootstrap.bundle.min.js": ("flask_bootstrap", "static/bootstrap5/js/bootstrap.min.js"),
    "bootstrap.min.css": ("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css"),
    "all.min.css": ("fontawesomefree", "static/fontawesomefree/css/all.min.css"),
}
NEEDED = {"leaflet.js", "jquery.min.js", "moment.min.js", "d3.min.js"}

# On the first frame with a slider and a filled district, step the slider as its key would;
# the first frame after that with another fill is what is timed.
WATCH = """(() => {
    const fills = () => [...document.querySelectorAll("path[fill]")]
        .map((path) => path.getAttribute("fill")).join();
    let before = null;
    const look = () => {
        const slider = document.querySelector("input[type=range]");
        if (before === null && slider && document.querySelectorAll("path[fill]").length > 100) {
            before = fills();
            slider.value = Number(slider.value) + 10;
            slider.dispatchEvent(new Event("input", {bubbles: true}));
        }
        if (before !== null && fills() !== before) {
            requestAnimationFrame(() => { window.changedAt = performance.now(); });
            return;
        }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})();"""


# Every day stepped to by the page's own button; milliseconds until it is laid out.
STEPS = """async () => {
    const times = [];
    for (let i = 0; i < 38; i += 1) {
        const start = performance.now();
        document.querySelector("#next").click();
        document.body.getBoundingClientRect();
        times.push(performance.now() - start);
        await new Promise(requestAnimationFrame);
    }
    return times;
}"""


class _Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing; what is not there is empty."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def send_error(self, *_: Any, **__: Any) -> None:
        """Answer with nothing, so that missing style sheets cost the peer nothing."""
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _assets(folder: Path) -> list[str]:
    """Put the peers' assets in a folder; return those that no package here holds."""
    missing = []
    for name, (package, path) in ASSETS.items():
        outer = find_spec(package.partition(".")[0])  # found, not imported: only files are wanted
        roots = list(outer.submodule_search_locations or ()) if outer else []
        inner = package.split(".")[1:]
        found = next((f for root in roots if (f := Path(root, *inner, path)).is_file()), None)
        if found is None:
            missing.append(name)
        else:
            shutil.copy(found, folder / name)
    return missing


def _local(html: str) -> str:
    """Return a page whose assets come from the same server."""

    def swap(found: re.Match[str]) -> str:
        name = found[2].rsplit("/", 1)[-1]
        for part in ("jquery", "moment", "d3"):
            if part in name and name.endswith(".js"):
                name = f"{part}.min.js"
        return f'{found[1]}="/{name}"'

    return re.sub(r'(src|href)="(https?://[^"]+)"', swap, html)


def _choropleth(history: ControlHistory, cells: gpd.GeoDataFrame) -> str:
    colours = {party.party: party.colour for party in history.parties}
    styles: dict[str, dict[str, dict[str, object]]] = {str(cell): {} for cell in cells.index}
    for day in history.dates:
        stamp = str(int(pd.Timestamp(day).timestamp()))
        for cell, word in history.at(day)["control"].items():
            styles[str(cell)][stamp] = {"color": colours.get(word, "#888888"), "opacity": 0.74}
    usual = folium.Map((36.2, 37.17), zoom_start=12, tiles=None)
    TimeSliderChoropleth(cells.to_json(), styledict=styles).add_to(usual)
    return str(usual.get_root().render())


def _timestamped(history: ControlHistory, cells: gpd.GeoDataFrame) -> str:
    colours = {party.party: party.colour for party in history.parties}
    shapes = {cell: shapely.geometry.mapping(shape) for cell, shape in cells.geometry.items()}
    features = [
        {
            "type": "Feature",
            "geometry": shapes[cell],
            "properties": {
                "times": [day.isoformat()],
                "style": {"fillColor": colours.get(word, "#888888"), "fillOpacity": 0.74},
            },
        }
        for day in history.dates
        for cell, word in history.at(day)["control"].items()
    ]
    usual = folium.Map((36.2, 37.17), zoom_start=12, tiles=None)
    data = json.dumps({"type": "FeatureCollection", "features": features})
    TimestampedGeoJson(data, period="P1D", duration="P1D").add_to(usual)
    return str(usual.get_root().render())


def _timed(browser: Any, address: str) -> tuple[float, float]:
    """Return seconds to the first changed fill, and megabytes of heap after that."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    for _ in range(1500):
        if page.evaluate("window.changedAt !== undefined"):
            break
        page.wait_for_timeout(20)
    else:
        raise RuntimeError(f"{address}: no fill changed within 30 seconds")
    client = context.new_cdp_session(page)
    client.send("HeapProfiler.collectGarbage")
    heap = client.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    seconds = page.evaluate("window.changedAt") / 1000
    context.close()
    return seconds, heap


def _steps(browser: Any, address: str) -> list[float]:
    """Return the milliseconds of each step through the days of our page."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}#date=2016-11-14")
    page.wait_for_selector("body[data-ready]")
    times: list[float] = page.evaluate(STEPS)
    page.close()
    return times


def main() -> None:
    """Print our page, the usual ones, and the ratios."""
    from playwright.sync_api import sync_playwright

    history = load().history()
    cells = history.cells[["name", "geometry"]].copy()
    cells["geometry"] = shapely.transform(cells.geometry.to_numpy(), lambda xy: xy.round(5))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        control_map(history).save(folder / "ours.html")
        missing = _assets(folder)
        if NEEDED & set(missing):
            print(f"page: not measured, no {', '.join(missing)}; pip install -e '.[bench]'")  # noqa: T201
            return
        (folder / "slider.html").write_text(_local(_choropleth(history, cells)), "utf-8")
        (folder / "stamped.html").write_text(_timestamped(history, cells), "utf-8")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=name))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        measured: dict[str, list[tuple[float, float]]] = {"ours.html": [], "slider.html": []}
        with sync_playwright() as playwright:
            browser = started(playwright)
            for _ in range(RUNS):
                for page, values in measured.items():
                    address = f"http://127.0.0.1:{server.server_port}/{page}"
                    values.append(_timed(browser, address))
            steps = _steps(browser, f"http://127.0.0.1:{server.server_port}/ours.html")
            browser.close()
        server.shutdown()
        sizes = {page: (folder / page).stat().st_size / 1e6 for page in
                 ("ours.html", "slider.html", "stamped.html")}  # fmt: skip
    seconds, heap = (
        {page: statistics.median(v[part] for v in values) for page, values in measured.items()}
        for part in (0, 1)
    )
    lines = [
        ("load to first changed fill, s", seconds["ours.html"], seconds["slider.html"], ">= 3"),
        ("heap, MB", heap["ours.html"], heap["slider.html"], "ours <= 12 MB"),
        ("bytes beside TimeSliderChoropleth, MB", sizes["ours.html"], sizes["slider.html"], ""),
        ("bytes beside TimestampedGeoJson, MB", sizes["ours.html"], sizes["stamped.html"], ">= 20"),
    ]
    if missing:
        print(f"served empty, in the peer's favour: {', '.join(missing)}")  # noqa: T201
    print(f"{'median of ' + str(RUNS):40} {'ours':>8} {'usual':>8} {'ratio':>7}  aim")  # noqa: T201
    for title, own, usual, aim in lines:
        print(f"{title:40} {own:8.2f} {usual:8.2f} {usual / own:7.1f}  {aim}")  # noqa: T201
    for title, own, aim in (
        ("a step, median, ms", statistics.median(steps), "<= 20"),
        ("a step, worst, ms", max(steps), "<= 120"),
    ):
        print(f"{title:40} {own:8.1f} {'':8} {'':7}  {aim}")  # noqa: T201


if __name__ == "__main__":
    main()
