"""A room imports only rooms above it, and heavy libraries load on first use."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "aleppomap"

ROOMS = [
    "errors", "vocab", "mistaken", "atomic", "standalone", "paste", "dates", "tables", "schema",
    "rings", "antimeridian", "axes", "archives", "signatures", "kml", "consistency", "snapshot",
    "arcs", "areas", "frontline", "corridors", "coverage", "nesting", "gaps", "timeline",
    "projection", "statements", "corrections", "lookups", "telling", "default_synthesis", "spells",
    "naming", "text_files", "geojson", "attribution", "sources", "evidence", "states", "history",
    "folder", "mending", "layer_writing", "layer_reading", "workbooks", "sheets", "labels",
    "holders", "statuses", "remarks", "implied", "gathered", "starting", "territory", "series",
    "compare", "places", "grounds", "points", "point_csv", "point_chunks", "point_parts",
    "point_engines", "point_files", "claims", "doubts", "report", "figures", "maps", "cli",
    "__main__",
]  # fmt: skip
"""From top to bottom of the house."""

MAY_NOT_SEE = {"maps": {"claims", "territory", "folder", "history"}}
"""Rooms that must stay ignorant of others above them."""


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "aleppomap":
            rooms |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("aleppomap."):
            rooms.add(node.module.split(".")[1])
    return rooms


FILES = [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py"
         or path.parent != PACKAGE]  # fmt: skip


def test_every_room_has_its_place():
    assert {room_of(path) for path in FILES} == set(ROOMS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_rooms_above(path):
    room = room_of(path)
    for imported in imported_rooms(path) - {room}:
        assert ROOMS.index(imported) < ROOMS.index(room), f"{path.name} imports {imported}"
        assert imported not in MAY_NOT_SEE.get(room, set())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_is_no_larger_than_can_be_read(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_every_library_is_declared_and_has_its_reason():
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["parquet"], *extras["dask"]]
    declared = {re.match(r"[\w-]+", line)[0] for line in wanted}
    reasons = (PACKAGE.parent / "docs" / "dependencies.md").read_text("utf-8")
    imported = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module.partition(".")[0])
    made_by = packages_distributions()
    used = set()
    for name in imported - sys.stdlib_module_names - {"aleppomap"}:
        known = {made.lower().replace("_", "-") for made in made_by[name]} & declared
        assert known, f"{name} is imported and not declared"
        used |= known
    assert declared - used == {"dask-geopandas"}  # whose frames are told by what they can do
    assert [name for name in declared if not re.search(rf"\| .*\b{name}\b.* \|", reasons)] == []


def test_heavy_libraries_load_on_first_use():
    heavy = ["folium", "branca", "matplotlib", "requests", "rapidfuzz", "rich", "typer"]
    code = f"import sys, aleppomap; print([m for m in {heavy!r} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # geopandas itself may bring some of them
    code = f"import sys, geopandas; print([m for m in {heavy!r} if m in sys.modules])"
    before = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert found.stdout == before.stdout


def test_every_public_name_exists_and_is_documented():
    import aleppomap as am

    assert [name for name in dir(am) if not name.startswith("_")] == sorted(am.__all__)
    for name in am.__all__:
        assert getattr(am, name).__doc__, name
