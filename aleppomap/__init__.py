r"""Who held what, when, according to whom, and does the published number add up?

Small tables, one waist, pure functions; every number leaves with low, best and high
and the reports behind it::

    sources  districts  reports  regions  claims  +  territory.toml
        \________\__________|________/_______/
                        Territory          load()
                            | .history(account, known_on)
                      ControlHistory       who held what on each day
                            | .at(day)  .area_over_time()  .explain()
            snapshot: a GeoDataFrame, one row a district
              |            |                 |
     area_by_control   front_line       control_map
            text -> Claim -> readings -> Verdict          check()
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from aleppomap.areas import area_by_control, geodesic_area_m2
from aleppomap.coverage import close_corridors
from aleppomap.errors import (
    AleppoMapError,
    AleppoMapWarning,
    InvalidInput,
    NotADate,
    NotCovered,
    NotFound,
    strict,
)
from aleppomap.frontline import front_line
from aleppomap.history import ControlHistory
from aleppomap.territory import Region, Territory, load, validate

if TYPE_CHECKING:
    from aleppomap.claims.judging import check, check_all
    from aleppomap.claims.verdict import Verdict
    from aleppomap.compare import changes
    from aleppomap.figures import plot
    from aleppomap.maps import ControlMap, MapNote, control_map
    from aleppomap.maps import control_map as explore
    from aleppomap.points import tag
    from aleppomap.series import SnapshotSeries

__version__ = "0.1.0"

__all__ = [
    "AleppoMapError",
    "AleppoMapWarning",
    "ControlHistory",
    "ControlMap",
    "InvalidInput",
    "MapNote",
    "NotADate",
    "NotCovered",
    "NotFound",
    "Region",
    "SnapshotSeries",
    "Territory",
    "Verdict",
    "area_by_control",
    "changes",
    "check",
    "check_all",
    "close_corridors",
    "control_map",
    "explore",
    "front_line",
    "geodesic_area_m2",
    "load",
    "plot",
    "strict",
    "tag",
    "validate",
]

_LAZY = {
    "Verdict": "aleppomap.claims.verdict:Verdict",
    "check": "aleppomap.claims.judging:check",
    "check_all": "aleppomap.claims.judging:check_all",
    "SnapshotSeries": "aleppomap.series:SnapshotSeries",
    "changes": "aleppomap.compare:changes",
    "tag": "aleppomap.points:tag",
    "ControlMap": "aleppomap.maps:ControlMap",
    "MapNote": "aleppomap.maps:MapNote",
    "control_map": "aleppomap.maps:control_map",
    "explore": "aleppomap.maps:control_map",
    "plot": "aleppomap.figures:plot",
}


def __getattr__(name: str) -> Any:
    """Import folium and matplotlib only when a map or a picture is asked for."""
    if name in _LAZY:
        room, _, there = _LAZY[name].partition(":")
        return getattr(importlib.import_module(room), there)
    raise AttributeError(f"module 'aleppomap' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY])
