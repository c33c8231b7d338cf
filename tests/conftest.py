"""A real browser, one for the whole run; its absence is a failure, never a skip."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from aleppomap.maps import control_map

# The same examples on every machine, however slow: a failure can be run again.
settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return headless Chromium: ``ALEPPOMAP_CHROMIUM``, the system's, or Playwright's own."""
    found = os.environ.get("ALEPPOMAP_CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUMS)), None
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page from disk with no network; note every request and every message."""
    contexts = []

    def open_page(control, date=None, *, fragment="", size=(1280, 800), context=None, **options):
        path = tmp_path / "map.html"
        made = control if hasattr(control, "save") else control_map(control, date, **options)
        made.save(path)
        width, height = size
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": height}, offline=True, **(context or {})
            )
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(4000)
        page.requests, page.messages = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.messages.append(message.text))
        page.on("pageerror", lambda error: page.messages.append(str(error)))
        page.goto(path.as_uri() + fragment)
        page.uri = path.as_uri()
        return page

    yield open_page
    for context in contexts:
        context.close()
