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
from aleppomap.claims.judging import check, check_all
from aleppomap.claims.verdict import Verdict
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
    from aleppomap.maps import ControlMap, MapNote, control_map

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
    "Territory",
    "Verdict",
    "area_by_control",
    "check",
    "check_all",
    "close_corridors",
    "control_map",
    "front_line",
    "geodesic_area_m2",
    "load",
    "strict",
    "validate",
]

_LAZY = dict.fromkeys(("ControlMap", "MapNote", "control_map"), "aleppomap.maps")


def __getattr__(name: str) -> Any:
    """Import folium only when a map is asked for."""
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'aleppomap' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY])
