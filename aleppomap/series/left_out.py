"""What was met in the files of a series and not used, or used as it was not meant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from aleppomap.series.drawn import Note
from aleppomap.vocab import counted, few

__all__ = ["LeftOut"]

_NAMED = 5
"""Features and files that are named; more are counted."""


@dataclass
class LeftOut:
    """Counts of what was met, told once all is read.

    Parameters
    ----------
    empty
        Features without a geometry.
    not_layers
        Files that are no layer.
    beside
        Layers in a format that is not read beside the others.
    tall
        Shapes whose heights are left out.
    crs
        Files that state a CRS, by its name.
    other
        Geometries that are no polygons, by kind.
    """

    empty: list[str] = field(default_factory=list)
    not_layers: list[str] = field(default_factory=list)
    beside: list[Path] = field(default_factory=list)
    tall: int = 0
    crs: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)

    def notes(self) -> list[Note]:
        """Return a note of each kind of thing."""
        counts = [
            ("empty", len(self.empty), "feature", f"without a geometry: {few(self.empty, _NAMED)}"),
            ("other", len(self.not_layers), "file",
             f"that is no layer: {few(self.not_layers, _NAMED)}"),
            ("beside", len(self.beside), "file",
             "left out, in a format that is not read beside GeoJSON or KML: "
             f"{few([file.name for file in self.beside], _NAMED)}; convert to one format"),
            ("height", self.tall, "shape", "flattened"),
            *(("crs", n, "file", f"stating the CRS {name}") for name, n in self.crs.items()),
            *(("geometry", n, kind, "left out") for kind, n in self.other.items()),
        ]  # fmt: skip
        return [
            Note(kind, None, None, "", "", np.nan, f"{counted(count, noun)} {said}")
            for kind, count, noun, said in counts if count
        ]  # fmt: skip
