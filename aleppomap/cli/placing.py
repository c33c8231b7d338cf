"""Whether polygons lie where they should, or would with latitude and longitude swapped."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import shapely

from aleppomap.axes import LOOKS_SWAPPED, fits_swapped
from aleppomap.cli.printing import table
from aleppomap.errors import Fault
from aleppomap.layer_reading import Layer
from aleppomap.territory import data_folder, load

__all__ = ["faults_of_place", "say_if_swapped", "say_read"]


def faults_of_place(cells: gpd.GeoDataFrame, file: str, territory: Path) -> list[Fault]:
    """Return a fault when polygons lie in a territory only with their axes swapped."""
    drawn = cells[cells.geometry.notna()]
    if not len(drawn) or not fits_swapped(
        drawn.total_bounds, load(territory).districts.total_bounds
    ):
        return []
    west, south = drawn.total_bounds[:2]
    return [Fault(file, "", "geometry", f"{west:g}, {south:g}", LOOKS_SWAPPED,
                  f"Only swapped do they lie in {territory}. Swap them.")]  # fmt: skip


def say_read(read: Layer) -> None:
    """Say on stderr what was left out or assumed in reading a layer; print its repairs."""
    for note in read.notes:
        sys.stderr.write(f"note: {note}\n")
    if len(read.repairs):
        table(read.repairs.round(6), "repaired")


def say_if_swapped(cells: gpd.GeoDataFrame, file: str) -> None:
    """Say on stderr when polygons would lie in the bundled territory with their axes swapped.

    They may well be of another place, so it is no fault.
    """
    drawn = cells[cells.geometry.notna()]
    bundled = shapely.from_geojson((data_folder() / "districts.geojson").read_text("utf-8"))
    if len(drawn) and fits_swapped(drawn.total_bounds, shapely.total_bounds(bundled)):
        west, south = drawn.total_bounds[:2]
        sys.stderr.write(
            f"note: {file} begins at {west:.4g} east, {south:.4g} north; if it is of Aleppo, "
            "longitude and latitude are swapped\n"
        )
