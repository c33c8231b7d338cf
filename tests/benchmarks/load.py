"""Measure territories of 500 and 5 000 districts with 40 reports each: seconds, MB, ratio.

Run with ``python -m tests.benchmarks.load``; each step of each size in a process of its own.
Linear means a ratio of about 10 between the columns.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import loads

SIZES = (500, 5000)
EACH = 40
STEPS = {
    "load": "",
    "load, one snapshot": "t.history().at('2020-06-01')",
    "load, areas": "am.area_by_control(t.history().at('2020-06-01'), t.region('blue-held'))",
    "load, a claim": "am.check('about 40% of the pocket', '2020-06-01', territory=t)",
    "load, areas of every day": "t.history().area_over_time()",
    "load, the map": "am.control_map(t.history()).save(sys.argv[1] + '/map.html')",
}
CODE = """
import json, re, sys, time
import aleppomap as am
begin = time.perf_counter()
t = am.load(sys.argv[1])
{step}
used = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([time.perf_counter() - begin, used]))
"""


def measure(folder: Path, step: str) -> tuple[float, float]:
    """Return seconds and megabytes of one step in a fresh process."""
    words = [sys.executable, "-c", CODE.format(step=step), str(folder)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def main() -> None:
    """Print a line a step."""
    with tempfile.TemporaryDirectory() as folder:
        places = [loads.write(Path(folder) / str(n), n, n * EACH) for n in SIZES]
        print(f"{'':26} {'500 x 20 000':>20} {'5 000 x 200 000':>20} {'ratio':>6}")  # noqa: T201
        for name, step in STEPS.items():
            (few, few_mb), (many, many_mb) = (measure(place, step) for place in places)
            line = (
                f"{few:10.1f} s {few_mb:5.0f} MB {many:10.1f} s {many_mb:5.0f} MB {many / few:6.1f}"
            )
            print(f"{name:26} {line}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
