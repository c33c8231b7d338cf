"""Files that do harm, or were done harm: made for the tests, the fuzzer and the soak."""

from __future__ import annotations

import io
import json
import zipfile

import geopandas as gpd
import numpy as np

from tests import small

NAN, INFINITE = float("nan"), float("inf")
RING = [[20.0, 50.0], [20.01, 50.0], [20.01, 50.01], [20.0, 50.01], [20.0, 50.0]]


def collection(*rings, **members):
    """Return GeoJSON text: a district a ring, named d1, d2, …"""
    features = [
        small.feature(f"d{n}", {"type": "Polygon", "coordinates": [ring]})
        for n, ring in enumerate(rings, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members})


def moved(scale=1.0, east=0.0, north=0.0, swap=False):
    """Return the ring elsewhere."""
    ring = [[scale * x + east, scale * y + north] for x, y in RING]
    return [[y, x] for x, y in ring] if swap else ring


GEOMETRIES = {
    "NaN": ([RING[0], [NAN, 50], *RING[2:]], "two finite numbers"),
    "infinity": ([RING[0], [INFINITE, 50], *RING[2:]], "two finite numbers"),
    "swapped": (moved(east=95, swap=True), "look swapped, latitude first"),
    "out of range": (moved(east=170), "longitude within 180"),
    "projected": (moved(scale=20_000), "look like metres of a projection"),
    "antimeridian": ([[179.9, 0], [-179.9, 0], [-179.9, 1], [179.9, 1], [179.9, 0]],
                     "split it at the antimeridian"),
    "sliver": ([[20, 50], [20.01, 50], [20.02, 50], [20, 50]], "polygon"),
    "two points": (RING[:2], "at least four positions"),
}  # fmt: skip
"""Rings that cannot be drawn, and what is said of each."""


def zip_of(**files):
    """Return a zip archive; a name may not be a plain one."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def kml(body: str, head: str = "") -> bytes:
    """Return a KML document."""
    return f'<?xml version="1.0"?>{head}<kml><Document>{body}</Document></kml>'.encode()


POLYGON = (
    "<Placemark><name>a</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
    "20,50 20.01,50 20.01,50.01 20,50</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    "</Placemark>"
)
LAUGHS = "<!DOCTYPE kml [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
) + "]>"  # fmt: skip
"""Ten to the ninth ha."""

OUTSIDE = "<!DOCTYPE kml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


def frame():
    """Return the four squares as a layer."""
    squares = small.districts()
    names = list(squares.index)
    return gpd.GeoDataFrame({"name": names}, geometry=squares.to_numpy(), index=names,
                            crs="OGC:CRS84").rename_axis("district")  # fmt: skip


def big_ring(vertices: int):
    """Return a ring of so many vertices: a circle."""
    angle = np.linspace(0, 2 * np.pi, vertices)
    ring = np.column_stack([20 + 0.1 * np.cos(angle), 50 + 0.1 * np.sin(angle)])
    ring[-1] = ring[0]
    return ring.tolist()
