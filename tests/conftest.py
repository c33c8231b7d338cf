"""What tests of several rooms share: the command in process, and a real browser.

The browser is one for the whole run; its absence is a failure, never a skip.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from aleppomap.maps import control_map
from tests import small
from tests.browser import until
from tests.commands import exit_code

# The same examples on every machine, however slow: a failure can be run again.
settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

collect_ignore = ["mutants.py"]  # only `make mutants` has what it needs

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


class Ran(NamedTuple):
    """What a command printed and how it left."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command; no traceback may reach either stream."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setenv("COLUMNS", "160")

    def call(*words):
        code = exit_code(*words)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ran(code, out, err)

    return call


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory):
    """Return the four squares at the end of 7 March 2020; not to be written into."""
    return small.territory(tmp_path_factory.mktemp("toy")).history().at("2020-03-07")


@pytest.fixture
def open_file(browser):
    """Open a file from disk with no network; note every request and every message."""
    contexts = []

    def call(path, *, fragment="", size=(1280, 800), **context):
        width, height = size
        viewport = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=viewport, offline=True, **context))
        page = contexts[-1].new_page()
        page.requests, page.messages = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.messages.append(message.text))
        page.on("pageerror", lambda error: page.messages.append(str(error)))
        page.goto(path.as_uri() + fragment)
        page.uri = path.as_uri()
        return page

    yield call
    for context in contexts:
        context.close()


@pytest.fixture
def opened(open_file, tmp_path):
    """Open a map, or the map of a control."""

    def call(control, date=None, *, fragment="", size=(1280, 800), context=None, **options):
        made = control if hasattr(control, "get_root") else control_map(control, date, **options)
        made.save(tmp_path / "map.html")
        page = open_file(tmp_path / "map.html", fragment=fragment, size=size, **(context or {}))
        page.set_default_timeout(4000)
        until(page, "document.body.dataset.ready === ''")  # what comes after the first picture
        return page

    return call
