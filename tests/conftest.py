"""What tests of several rooms share: the command in process, and a real browser.

The browser is one for the whole run; its absence is a failure, never a skip.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from aleppomap.maps import control_map
from tests import small
from tests.browser import started, until
from tests.commands import exit_code

# The same examples on every machine, however slow: a failure can be run again.
settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

collect_ignore = ["mutants.py"]  # only `make mutants` has what it needs

# Else every process, of pytest-xdist too, would compile the package and all tests anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

LONG_FILES = (
    "kills", "hostile", "point_engines", "maps_series_everyone", "maps", "maps_everyone",
    "notebooks", "docs", "history", "point_files", "maps_truth", "figures", "report",
)  # fmt: skip
"""Files that take longest: begun first, or one process is left alone with one at the end."""


def pytest_configure(config):
    config.option.loadscopereorder = False  # pytest-xdist would begin with files of many tests


def pytest_collection_finish():
    gc.freeze()  # what is there by now stays: not to be looked through again and again


def pytest_collection_modifyitems(items):
    place = {f"test_{name}": number for number, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return headless Chromium, see `tests.browser.started`."""
    with sync_playwright() as playwright:
        chromium = started(playwright)
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


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """Return the page of a control with some options: made once, as its bytes are the same."""
    folder, paths = tmp_path_factory.mktemp("maps"), {}

    def call(control, date, **options):
        key = (control, date, *sorted(options.items()))
        if key not in paths:
            paths[key] = folder / f"{len(paths)}.html"
            control_map(control, date, **options).save(paths[key])
        return paths[key]

    return call


@pytest.fixture
def opened(open_file, saved, tmp_path):
    """Open a map, or the map of a control."""

    def call(control, date=None, *, fragment="", size=(1280, 800), context=None, **options):
        if hasattr(control, "get_root"):
            path = tmp_path / "map.html"
            control.save(path)
        else:
            path = saved(control, date, **options)
        page = open_file(path, fragment=fragment, size=size, **(context or {}))
        page.set_default_timeout(4000)
        until(page, "document.body.dataset.ready === ''")  # what comes after the first picture
        return page

    return call
