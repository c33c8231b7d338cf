"""Ten thousand checks in one process, and SIGKILL at random moments: ``make soak``.

The first prints the memory of the process as it goes: it must be flat. The second kills each
command again and again; each time the file it was writing is the old one or the new one,
whole, and the next run works.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import aleppomap as am
from aleppomap.claims.checking import check_all
from tests.kills import kills

CHECKS = 10_000
KILLS = 100


def resident_mb() -> float:
    """Return the memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def soak(checks: int) -> list[tuple[int, float]]:
    """Check phrases of many numbers and days; return memory after each tenth of them."""
    dice = random.Random(1)  # noqa: S311 - not for secrets
    place = am.load()
    days = [str(day) for day in place.history().dates]
    check_all(territory=place)
    seen = []
    for number in range(1, checks + 1):
        text = f"about {dice.randrange(1, 100)}% of the rebel-held area"
        am.check(text, dice.choice(days), territory=place)
        if number % max(checks // 10, 1) == 0:
            seen.append((number, resident_mb()))
    return seen


def main() -> None:
    """Print memory, then kills."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CHECKS
    for number, megabytes in soak(count):
        print(f"after {number:6} checks {megabytes:6.0f} MB", flush=True)  # noqa: T201
    for toll in kills(KILLS):
        line = (
            f"{toll.name:12} killed {toll.killed:3} times while it ran, whole {toll.whole:3} times"
        )
        print(f"{line}, left behind {toll.left}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
