"""The documentation says what the code does: every example runs, every link resolves."""

from __future__ import annotations

import contextlib
import doctest
import importlib.util
import io
import json
import os
import re
import shlex
import shutil
import socket
import sys
import tomllib
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import geopandas as gpd
import pytest

import aleppomap as am
from aleppomap.cli import main
from aleppomap.consistency import check_settings
from aleppomap.tables import TABLES
from aleppomap.territory import data_folder
from tests.series_maker import Maker, write_folder

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
GENERATED = {"notebooks", "_made", "_build", "api"}
PAGES = [
    *(path for path in sorted(DOCS.rglob("*.md"))
      if not GENERATED & set(path.relative_to(DOCS).parts[:-1])),
    ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md",
]  # fmt: skip
ASKS_THE_NETWORK = {"fetch", "archive"}
SET_UP = ("make ", "python -m pip ", "pip ")

_WHOLE = re.MULTILINE | re.DOTALL
_FENCE = re.compile(r"^(`{3,})(\w*)[^\n]*\n(.*?)^\1[ \t]*$", _WHOLE)
_LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(path: Path, language: str) -> list[str]:
    found = _FENCE.findall(path.read_text("utf-8"))
    return [text for _, word, text in found if word == language]


def load_generator():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = load_generator()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return a folder with the files the examples name."""
    where = tmp_path_factory.mktemp("examples")
    run_notebook_05(where)
    (where / "article.txt").write_text(
        "The rebels have lost about 40% of their territory, the Observatory said on Monday.\n"
    )
    shutil.copy(where / "my-territory" / "districts.geojson", where / "quarters.geojson")
    (where / "sites.csv").write_text("longitude,latitude\n37.16,36.2\n")
    write_folder(where / "fronts", Maker(days=31, front=120, pockets=2))
    shutil.copy(where / "quarters.geojson", where / "districts.geojson")
    for name in ("front.kmz", "quarters.kmz"):
        write_kmz(where / name, gpd.read_file(where / "quarters.geojson"))
    (where / "control.csv").write_text(LIST.replace("control", "status"))
    (where / "reports.csv").write_text(LIST)
    return where


LIST = """\
district,date,control,source,url
mill,2021-05-01,north,River Gazette,https://example.org/1
harbour,2021-05-01,north,River Gazette,https://example.org/1
old-town,2021-05-01,north,River Gazette,https://example.org/1
station,2021-05-01,south,River Gazette,https://example.org/1
harbour,2021-05-06,south,Radio South,https://example.org/3
"""


def write_kmz(path: Path, cells: gpd.GeoDataFrame) -> None:
    """Write polygons as Google Earth keeps them, named by their district."""
    marks = "".join(
        f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y},0" for x, y in shape.exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for name, shape in zip(cells["district"], cells.geometry, strict=True)
    )
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", kml)


@pytest.fixture
def folder(files, tmp_path, monkeypatch):
    """Stand in a copy of that folder, the network off."""
    shutil.copytree(files, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def only_here(real, host_of):
        def call(*words, **named):
            if host_of(words) != "127.0.0.1":  # an example may serve itself
                raise OSError(f"an example asked for the network: {words}")
            return real(*words, **named)

        return call

    connect = only_here(socket.socket.connect, lambda words: words[1][0])
    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(
        socket, "getaddrinfo", only_here(socket.getaddrinfo, lambda words: words[0])
    )
    monkeypatch.setenv("ALEPPOMAP_CACHE", str(tmp_path / "cache"))
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("aleppomap.sources.web._pause", lambda *_: None)  # between attempts
    return tmp_path


def run_notebook_05(where: Path) -> None:
    """Write the territory of notebook 05 as ``my-territory``."""
    cells = json.loads((ROOT / "notebooks" / "05-your-own-conflict.ipynb").read_text("utf-8"))
    code = ["".join(cell["source"]) for cell in cells["cells"] if cell["cell_type"] == "code"]
    last = next(n for n, text in enumerate(code) if "am.validate(folder)" in text)
    with contextlib.chdir(where), contextlib.redirect_stdout(io.StringIO()):
        exec("\n".join(code[:last]), {"__name__": "notebook"})  # noqa: S102
    (where / "out" / "rivertown").rename(where / "my-territory")


def run_command(line: str) -> tuple[int, str]:
    """Run a line of a shell block as the command would; its exit code and what it said."""
    words = shlex.split(line, comments=True)
    said = io.StringIO()
    hook = sys.excepthook
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            main(words[1:])
    except SystemExit as stop:
        return int(stop.code or 0), said.getvalue()
    finally:
        sys.excepthook = hook
    return 0, said.getvalue()


def check_command(line: str) -> None:
    if line.startswith("aleppomap init "):  # makes the folder that others use
        shutil.rmtree(shlex.split(line)[2], ignore_errors=True)
    code, said = run_command(line)
    if shlex.split(line)[1] in ASKS_THE_NETWORK:
        assert code == 1, said  # parsed, tried, and said that it could not
    else:
        assert code == 0, said


def with_blocks(language: str) -> list[Path]:
    return [path for path in PAGES if blocks(path, language)]


@pytest.mark.parametrize("path", with_blocks("python"), ids=name_of)
def test_python_of_a_page_runs(path, folder):
    names: dict = {}
    for number, text in enumerate(blocks(path, "python")):
        if ">>>" in text:
            example = doctest.DocTestParser().get_doctest(
                text, names, f"{path.name} block {number}", str(path), 0
            )
            said = io.StringIO()
            runner = doctest.DocTestRunner(optionflags=_FLAGS)
            runner.run(example, out=said.write, clear_globs=False)
            assert not runner.failures, said.getvalue()
            names = example.globs
        else:
            exec(compile(text, f"{path.name} block {number}", "exec"), names)  # noqa: S102


@pytest.mark.parametrize(
    "path", [path for path in with_blocks("sh") if path.name != "commands.md"], ids=name_of
)
def test_commands_of_a_page_run(path, folder):
    for line in "\n".join(blocks(path, "sh")).splitlines():
        if line.startswith("aleppomap "):
            check_command(line)
        else:
            assert not line.strip() or line.startswith(SET_UP), line


@pytest.mark.parametrize("name", GENERATE.commands())
def test_every_command_has_an_example_that_runs(name, folder):
    examples = GENERATE.examples(GENERATE.commands()[name])
    assert examples
    for line in examples:
        assert shlex.split(line)[:2] == ["aleppomap", name]
        check_command(line)


@pytest.mark.parametrize("name", am.__all__)
def test_every_public_name_has_an_example_that_runs(name):
    text = "\n".join(block for path in PAGES for block in blocks(path, "python"))
    assert re.search(rf"\bam\.{name}\b", text)


def test_every_public_name_is_on_the_api_page():
    listed = re.findall(
        r"^   ([\w.]+)$", (DOCS / "reference" / "api.md").read_text("utf-8"), re.MULTILINE
    )
    assert set(am.__all__) <= set(listed)
    for name in listed:
        *rooms, last = name.split(".")
        room = importlib.import_module(".".join(["aleppomap", *rooms]))
        assert getattr(room, last).__doc__, name


@pytest.mark.parametrize("name", GENERATE.PAGES)
def test_a_generated_page_is_current(name):
    assert (DOCS / name).read_text("utf-8") == GENERATE.PAGES[name](), "run docs/generate.py"


def test_every_column_is_described():
    page = (DOCS / "reference" / "data-dictionary.md").read_text("utf-8")
    for table in TABLES.values():
        assert f"## {table.file}" in page
        for column in table.columns:
            assert len(column.meaning) > 5
            assert f"| `{column.name}` |" in page


def test_every_setting_and_property_is_described():
    document = tomllib.loads((data_folder() / "territory.toml").read_text("utf-8"))
    for section, listed in GENERATE.SETTINGS.items():
        name = section.strip("[]")
        one = document[name] if isinstance(document[name], dict) else document[name][0]
        assert set(one) <= set(listed), section
        for key, (needed, _, _) in listed.items():
            left = {k: v for k, v in one.items() if k != key}
            whole = left if one is document[name] else [left, *document[name][1:]]
            _, faults = check_settings({**document, name: whole}, "territory.toml")
            assert bool(faults) == needed, (section, key)
    cells = json.loads((data_folder() / "districts.geojson").read_text("utf-8"))["features"]
    assert set().union(*(cell["properties"] for cell in cells)) == set(GENERATE.PROPERTIES)


def anchors(path: Path) -> set[str]:
    text = _FENCE.sub("", path.read_text("utf-8"))
    titles = re.findall(r"^#{1,6} (.+?)\s*$", text, re.MULTILINE)
    return {
        *(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles),
        *re.findall(r"^\(([\w-]+)\)=$", text, re.MULTILINE),
    }


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_inside_resolves(path):
    for link in _LINK.findall(_FENCE.sub("", path.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        there = (path.parent / target).resolve() if target else path
        if there.is_relative_to(DOCS / "notebooks"):  # copied there by the build
            there = ROOT / there.relative_to(DOCS)
        assert there.exists(), link
        assert there.is_relative_to(ROOT), link
        if anchor:
            assert anchor in anchors(there), link


def entries() -> set[str]:
    """Return what the tables of contents list, patterns among them, seen from the docs folder."""
    found = {"index"}
    for path in PAGES:
        for text in re.findall(r"^```\{toctree\}\n(.*?)^```", path.read_text("utf-8"), _WHOLE):
            for line in re.findall(r"^[^:\s].*$", text, re.MULTILINE):
                there = os.path.normpath(path.parent.relative_to(DOCS) / line.strip())
                found.add(Path(there).as_posix())
    return found


def test_every_page_is_in_a_table_of_contents():
    listed = entries()
    for path in PAGES:
        if path.is_relative_to(DOCS):
            name = path.relative_to(DOCS).with_suffix("").as_posix()
            assert any(fnmatch(name, entry) for entry in listed), name


def test_every_decision_is_in_their_index():
    index = (DOCS / "decisions" / "README.md").read_text("utf-8")
    for path in (DOCS / "decisions").glob("0*.md"):
        assert f"({path.name})" in index
