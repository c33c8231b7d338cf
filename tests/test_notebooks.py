"""Every notebook runs from its first cell to its last, with the network off and no warning."""

from __future__ import annotations

import asyncio
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import aleppomap

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))

GUARD = """\
import socket
import warnings

_connect = socket.socket.connect


def _refuse(*words, **_):
    raise OSError(f"a notebook asked for the network: {words}")


def _connect_here(self, address):
    if self.family != socket.AF_UNIX and str(address[0]) not in ("127.0.0.1", "::1"):
        _refuse(address)
    return _connect(self, address)


socket.socket.connect = _connect_here
socket.getaddrinfo = _refuse
warnings.simplefilter("error")
warnings.filterwarnings("ignore", category=PendingDeprecationWarning, module="ipykernel")
"""
"""Put before the first cell; the kernel itself speaks to the test over 127.0.0.1."""


def run(path: Path, folder: Path) -> Path:
    """Run a notebook in an empty folder, and return the folder."""
    import nbformat  # seconds, for what checks its schema: not while tests are collected
    from nbclient import NotebookClient

    folder.mkdir()
    package = str(Path(aleppomap.__file__).parent.parent)
    paths = filter(None, [package, os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "IPYTHONDIR": str(folder / ".ipython"),
    }
    book = nbformat.read(path, as_version=4)
    book.cells.insert(0, nbformat.v4.new_code_cell(GUARD))
    where = {"metadata": {"path": str(folder)}}
    client = NotebookClient(book, timeout=60, kernel_name="python3", resources=where)
    asyncio.run(client.async_execute(env=environment))
    return folder


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Start every notebook, two at a time; a future for each."""
    folder = tmp_path_factory.mktemp("notebooks")
    with ThreadPoolExecutor(2) as pool:
        yield {path: pool.submit(run, path, folder / path.stem) for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_leaves_something_to_keep(path, running):
    folder = running[path].result()
    kept = [file for file in (folder / "out").rglob("*") if file.is_file()]
    assert kept
    assert all(file.stat().st_size > 20 for file in kept)


def test_the_guard_lets_nothing_out(tmp_path):
    import nbformat
    from nbclient.exceptions import CellExecutionError

    cells = [nbformat.v4.new_code_cell("import urllib.request"),
             nbformat.v4.new_code_cell("urllib.request.urlopen('http://192.0.2.1/')")]  # fmt: skip
    path = tmp_path / "asks.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    # in a thread of its own: the browser tests leave an event loop running in this one
    with (
        ThreadPoolExecutor(1) as pool,
        pytest.raises(CellExecutionError, match="asked for the network"),
    ):
        pool.submit(run, path, tmp_path / "asks").result()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_kept_without_outputs(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    for cell in cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert cells[0]["source"][0].startswith("# ")


def test_all_six_are_here():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06"]
