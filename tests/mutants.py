"""Change one thing in a room that figures a number or a word, and see whether a test fails.

``make mutants``, or ``python -m tests.mutants [ROOM ...] [--survivors]``. The changes are those
of mutmut; its own runner leaves out properties, constants and defaults, of which a verdict is
full, so each mutant here is run in a fork that reads the changed room in place of the file. What
survives is explained in ``mutants.toml`` as equivalent, with its reason, or it fails the run.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import gc
import importlib
import json
import os
import signal
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import NamedTuple

import libcst as cst
import pytest
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

HOUSE = Path(__file__).parent.parent
EXPLAINED = Path(__file__).with_suffix(".toml")
OUT = HOUSE / "out" / "mutants"

ROOMS = {
    "areas": [
        "aleppomap/areas.py", "tests/test_areas.py",
        # these take most of the time, and find nothing that the others do not
        "--deselect=tests/test_areas.py::test_bests_add_up_to_the_region_and_bounds_are_ordered",
        "--deselect=tests/test_areas.py::test_boundary_error_agrees_with_simulation",
    ],
    "claims/quantity": [
        "aleppomap/claims/quantity.py", "tests/test_quantity.py", "tests/test_worked_verdicts.py",
    ],
    "claims/verdict": [
        "aleppomap/claims/verdict.py", "tests/test_worked_verdicts.py", "tests/test_verdict.py",
    ],
}  # fmt: skip
"""The rooms that are mutated, each with what must notice: its examples, then its tests."""

SLOWER, GRACE_S = 3, 5
"""A mutant is killed that takes so many times as long as the room itself, and so much more."""

FIRST_S = 3600
"""The tests of a room as it is may take so long."""

UNREAD = 9
"""Exit code of a fork whose tests passed or failed without the room."""

SHARED = (
    "folium", "geopandas", "hypothesis.strategies", "matplotlib.pyplot", "playwright.sync_api",
    "pyogrio", "pyproj", "rapidfuzz", "rich", "shapely", "typer",
)  # fmt: skip
"""Loaded once before forking; no room of the house is, so that none holds an unchanged one."""

OPTIONS = ["-x", "-q", "-p", "no:cacheprovider", "--assert=plain"]
"""Plain asserts: pytest would rewrite the room itself, from its file."""


class Mutant(NamedTuple):
    """One change to a room: where, the lines that differ, and the whole text changed."""

    line: int
    was: str
    becomes: str
    text: str


class Changes(MutationVisitor):
    """All changes of mutmut, within properties too, but not to what a room exports."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef):
            return False
        if isinstance(node, cst.Assign) and isinstance(node.targets[0].target, cst.Name):
            return node.targets[0].target.value == "__all__"
        return super()._skip_node_and_children(node)


class Replaced(MetaPathFinder, SourceLoader):
    """Gives one room from a text instead of its file."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text, self.was_read = str(HOUSE / path), text, False
        self.name = path.removesuffix(".py").replace("/", ".")

    def find_spec(self, fullname, path=None, target=None):
        if fullname == self.name:
            return spec_from_file_location(fullname, self.path, loader=self)
        return None

    def get_filename(self, fullname: str) -> str:
        return self.path

    def get_data(self, path) -> bytes:
        return self.text.encode()

    def get_code(self, fullname: str) -> CodeType:
        self.was_read = True
        return compile(self.text, self.path, "exec", dont_inherit=True)


class QuickestFirst:
    """Runs the tests that took least time first, so that most mutants are killed soon."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds = seconds

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self.seconds.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration


def mutants(text: str) -> Iterator[Mutant]:
    """Give each change to a room, none twice."""
    wrapper = cst.MetadataWrapper(cst.parse_module(text))
    changes = Changes(mutation_operators, IgnoredCode(set(), set(), set()))
    wrapper.visit(changes)
    before, seen = text.splitlines(), {ast.dump(ast.parse(text))}
    for change in changes.mutations:
        changed = wrapper.module.deep_replace(change.original_node, change.mutated_node).code
        meaning = ast.dump(ast.parse(changed))
        if meaning in seen:
            continue
        seen.add(meaning)
        after = changed.splitlines()
        steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        differ = [ends for tag, *ends in steps if tag != "equal"]
        was = " ".join(row.strip() for a, b, _, _ in differ for row in before[a:b])
        becomes = " ".join(row.strip() for _, _, a, b in differ for row in after[a:b])
        yield Mutant(differ[0][0] + 1, was, becomes, changed)


def passes(room: str, text: str, limit_s: float, folder: Path) -> float | None:
    """Run the tests of a room in a fork that reads `text` in its place.

    Returns the seconds of processor time they took; None when one fails, or takes more than
    `limit_s`. What each took the first time is kept in `folder`.
    """
    pid = os.fork()
    if pid:
        _, ended, used = os.wait4(pid, 0)
        if os.waitstatus_to_exitcode(ended) == UNREAD:
            sys.exit(f"{room}: its tests do not read it")
        return None if ended else used.ru_utime + used.ru_stime
    signal.setitimer(signal.ITIMER_PROF, limit_s)  # nobody listens: it ends the fork
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    status = 1
    try:
        times = folder / "times.json"
        known = times.exists()
        order = QuickestFirst(json.loads(times.read_text("utf-8")) if known else {})
        changed = Replaced(ROOMS[room][0], text)
        sys.meta_path.insert(0, changed)
        code = pytest.main([*OPTIONS, f"--basetemp={folder / 'pytest'}", *ROOMS[room]], [order])
        status = int(code != 0) if changed.was_read else UNREAD
        if not known:
            times.write_text(json.dumps(order.seconds), "utf-8")
    finally:
        os._exit(status)


def explained(room: str) -> set[tuple[str, str]]:
    """Return the changes to a room that alter nothing: what was, and what it becomes."""
    rows = tomllib.loads(EXPLAINED.read_text("utf-8"))["equivalent"]
    mine = [row for row in rows if row["room"] == room]
    return {(row["was"], becomes) for row in mine for becomes in row["becomes"]}


def survivors(room: str, tried: list[Mutant], folder: Path) -> Iterator[Mutant]:
    """Give the mutants of a room that its tests let pass."""
    text = (HOUSE / ROOMS[room][0]).read_text("utf-8")
    took_s = passes(room, text, FIRST_S, folder)
    if took_s is None:
        sys.exit(f"{room}: its tests fail before anything is changed")
    limit_s = SLOWER * took_s + GRACE_S
    yield from (mutant for mutant in tried if passes(room, mutant.text, limit_s, folder))
    if passes(room, text, FIRST_S, folder) is None:
        sys.exit(f"{room}: its tests fail now with nothing changed, so the figures are void")


def survey(room: str, again: bool, folder: Path) -> bool:
    """Try a room, print what came of it, and return whether all that survived is explained."""
    made = list(mutants((HOUSE / ROOMS[room][0]).read_text("utf-8")))
    kept = OUT / f"{room.replace('/', '-')}.json"
    if again and not kept.exists():
        sys.exit(f"{room}: nothing survived last time that is known; run without --survivors")
    last = [tuple(change) for change in json.loads(kept.read_text("utf-8"))] if again else []
    tried = [mutant for mutant in made if (mutant.was, mutant.becomes) in last or not again]
    known, survived = explained(room), []
    for mutant in survivors(room, tried, folder):
        survived.append((mutant.was, mutant.becomes))
        if survived[-1] not in known:
            say(f"{ROOMS[room][0]}:{mutant.line}\n  - {mutant.was}\n  + {mutant.becomes}")
    OUT.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(survived, indent=1), "utf-8")
    for was, becomes in sorted(known - set(survived)):
        say(f"{room}: explained, yet killed or no longer made: {was} -> {becomes}")
    equivalent = sum(change in known for change in survived)
    say(
        f"{room}: {len(made)} mutants, {len(made) - len(survived)} killed, "
        f"{equivalent} equivalent, {len(survived) - equivalent} unexplained"
    )
    return set(survived) <= known


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def prepare() -> None:
    """Load what every fork needs and keep it out of their garbage collection."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # threads do not outlive a fork
    for name in SHARED:
        importlib.import_module(name)
    gc.freeze()


def main() -> None:
    """Survey the rooms named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"of {', '.join(ROOMS)}")
    parser.add_argument("--survivors", action="store_true", help="only what survived last time")
    asked = parser.parse_args()
    if unknown := set(asked.rooms) - set(ROOMS):
        parser.error(f"no such room: {', '.join(sorted(unknown))}; of {', '.join(ROOMS)}")
    os.chdir(HOUSE)
    prepare()
    explained_all = True
    for room in asked.rooms or ROOMS:
        with tempfile.TemporaryDirectory() as folder:
            explained_all &= survey(room, asked.survivors, Path(folder))
    sys.exit(not explained_all)


if __name__ == "__main__":
    main()
