"""The standalone page: who held what, day by day, and who says so."""

from aleppomap.maps.data import MapNote
from aleppomap.maps.page import ControlMap, control_map

__all__ = ["ControlMap", "MapNote", "control_map"]
