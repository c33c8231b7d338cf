"""``make coverage``: what the tests reach, lines and branches, by room; fails below 95 percent.

Reads what `coverage json` wrote: ``python -m tests.covered out/coverage/rooms.json``.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

LEAST_PERCENT = 95.0
"""Of the lines, and of the branches, taken together over all rooms."""

COUNTS = ("covered_lines", "num_statements", "covered_branches", "num_branches")


def by_room(files: Mapping[str, Mapping[str, Mapping[str, int]]]) -> dict[str, Counter[str]]:
    """Return the counts of each room, a folder or a file of the package.

    Examples
    --------
    >>> one = {"summary": dict.fromkeys(COUNTS, 2)}
    >>> rooms = by_room({"aleppomap/maps/page.py": one, "aleppomap/maps/data.py": one})
    >>> rooms["maps"]["covered_lines"]
    4
    """
    rooms: dict[str, Counter[str]] = {}
    for name, file in files.items():
        room = Path(name).parts[1].removesuffix(".py")
        rooms.setdefault(room, Counter()).update({key: file["summary"][key] for key in COUNTS})
    return rooms


def percent(covered: int, of: int) -> float:
    """Return how much of something is covered; all, where there is nothing.

    Examples
    --------
    >>> percent(19, 20), percent(0, 0)
    (95.0, 100.0)
    """
    return 100 * covered / of if of else 100.0


def main(path: str) -> int:
    """Print a line for each room and one for all; return 1 where too little is covered."""
    rooms = by_room(json.loads(Path(path).read_text("utf-8"))["files"])
    total = sum(rooms.values(), Counter())
    lines = [f"{'room':20} {'lines':>7} {'%':>6} {'branches':>9} {'%':>6}"]
    for room, of in [*sorted(rooms.items()), ("all", total)]:
        by_line = percent(of["covered_lines"], of["num_statements"])
        by_branch = percent(of["covered_branches"], of["num_branches"])
        lines.append(f"{room:20} {of['num_statements']:7} {by_line:6.1f} "
                     f"{of['num_branches']:9} {by_branch:6.1f}")  # fmt: skip
    sys.stdout.write("\n".join(lines) + "\n")
    return int(min(by_line, by_branch) < LEAST_PERCENT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
