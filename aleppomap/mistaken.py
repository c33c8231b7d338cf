"""What a file is when it is not what its name says."""

from __future__ import annotations

from collections.abc import Sequence

from aleppomap.errors import Fault

__all__ = ["LOOKS_METRIC", "STATE_CRS", "metres_as_one", "mistaken_for"]

LOOKS_METRIC = "these look like metres of a projection"
STATE_CRS = (
    "Give the layer its CRS (a Shapefile has it in the .prj beside it; in QGIS: Set Layer CRS), "
    "then export it again in EPSG:4326."
)

_LFS = "version https://git-lfs.github.com/spec/"


def mistaken_for(text: str) -> tuple[str, str]:
    """Return what a text is instead of data, and what to do; both empty where that is not known.

    Examples
    --------
    >>> mistaken_for("<!DOCTYPE html><html>")[0]
    'this is a web page'
    >>> mistaken_for('{"type": "FeatureCollection"}')
    ('', '')
    """
    start = text[:2000].strip().lower()
    if not start:
        return "the file is empty", "Save it or download it again."
    if start.startswith(_LFS):
        return (
            "this is a Git LFS pointer, not the file itself",
            "Fetch the file with `git lfs pull`, or download it from the page of the repository.",
        )
    if start.startswith("<") and ("<html" in start or "<!doctype html" in start):
        return (
            "this is a web page",
            "Download the file itself: open its address and choose raw or download.",
        )
    return "", ""


def metres_as_one(faults: Sequence[Fault]) -> list[Fault]:
    """Return faults; a single one of the file where its features are drawn in metres."""
    metric = [fault for fault in faults if fault.allowed.endswith(LOOKS_METRIC)]
    if len(metric) < 2:
        return list(faults)
    whole = Fault(
        metric[0].file, "", "crs", f"{len(metric)} features in metres",
        "degrees: these are metres, and the file does not say of which CRS", STATE_CRS,
    )  # fmt: skip
    return [whole]
