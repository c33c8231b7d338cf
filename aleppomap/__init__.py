r"""Who held what, when, according to whom, and does the published number add up?

Small tables, one waist, pure functions; every number leaves with low, best and high
and the reports behind it::

    sources  districts  reports  regions  claims  +  territory.toml
        \________\__________|________/_______/               polygons a day
                        Territory          load()                  |
                            | .history(account, known_on)          |
                      ControlHistory                        SnapshotSeries
                            | .at(day)  .area_over_time()  .explain()
            snapshot: a GeoDataFrame, one row a cell
              |            |          |        |          |
     area_by_control  front_line   changes    tag   plot, explore
            text -> Claim -> readings -> Verdict    extract()  check()  ledger()
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
    from aleppomap.claims.boundaries import read_boundaries
    from aleppomap.claims.checking import check, check_all
    from aleppomap.claims.extract import extract
    from aleppomap.claims.quantity import Widths
    from aleppomap.claims.verdict import Verdict
    from aleppomap.compare import agreement, changes
    from aleppomap.figures import plot
    from aleppomap.maps import ControlMap, MapNote, control_map
    from aleppomap.maps import control_map as explore
    from aleppomap.points import tag
    from aleppomap.report.ledger import article_ledger, ledger
    from aleppomap.series import SnapshotSeries
    from aleppomap.sources import archive_source, fetch, known_sources

__version__ = "0.1.0"

# From the top of the diagram to its foot.
__all__ = [  # noqa: RUF022
    "known_sources",
    "fetch",
    "archive_source",
    "load",
    "validate",
    "Territory",
    "Region",
    "ControlHistory",
    "SnapshotSeries",
    "area_by_control",
    "geodesic_area_m2",
    "front_line",
    "changes",
    "agreement",
    "tag",
    "close_corridors",
    "extract",
    "check",
    "check_all",
    "read_boundaries",
    "Verdict",
    "Widths",
    "ledger",
    "article_ledger",
    "control_map",
    "explore",
    "ControlMap",
    "MapNote",
    "plot",
    "AleppoMapError",
    "InvalidInput",
    "NotFound",
    "NotADate",
    "NotCovered",
    "AleppoMapWarning",
    "strict",
]

_LAZY = {
    "known_sources": "aleppomap.sources:known_sources",
    "fetch": "aleppomap.sources:fetch",
    "archive_source": "aleppomap.sources:archive_source",
    "SnapshotSeries": "aleppomap.series:SnapshotSeries",
    "changes": "aleppomap.compare:changes",
    "agreement": "aleppomap.compare:agreement",
    "tag": "aleppomap.points:tag",
    "extract": "aleppomap.claims.extract:extract",
    "check": "aleppomap.claims.checking:check",
    "check_all": "aleppomap.claims.checking:check_all",
    "read_boundaries": "aleppomap.claims.boundaries:read_boundaries",
    "Verdict": "aleppomap.claims.verdict:Verdict",
    "Widths": "aleppomap.claims.quantity:Widths",
    "ledger": "aleppomap.report:ledger",
    "article_ledger": "aleppomap.report:article_ledger",
    "control_map": "aleppomap.maps:control_map",
    "explore": "aleppomap.maps:control_map",
    "ControlMap": "aleppomap.maps:ControlMap",
    "MapNote": "aleppomap.maps:MapNote",
    "plot": "aleppomap.figures:plot",
}


def __getattr__(name: str) -> Any:
    """Import folium and matplotlib only when a map or a picture is asked for."""
    if name in _LAZY:
        room, _, there = _LAZY[name].partition(":")
        return getattr(importlib.import_module(room), there)
    raise AttributeError(f"module 'aleppomap' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name what is public, so that completion offers nothing else."""
    return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])
