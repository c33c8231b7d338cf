"""Neighbourhoods from OpenStreetMap: the question, and polygons made of the answer.

A relation's rings come in pieces, its ways, in any order and direction, with the roles
*outer* and *inner*. What does not close is reported and left out, never closed by us.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

import geopandas as gpd
import pandas as pd
import shapely

from aleppomap import vocab
from aleppomap.errors import AleppoMapError, Fault, InvalidInput

__all__ = ["overpass_url", "parse_bbox", "polygons"]

PLACES = ("suburb", "neighbourhood", "quarter")
WIDEST_DEGREES = 3.0
"""A box wider or higher than this is no city, and a burden on a server shared by all."""

SERVER_S = 180
_COLUMNS = ["district", "name", "name_ar", "place", "admin_level", "osm"]


def parse_bbox(text: str) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a box.

    Raises
    ------
    InvalidInput
        If they are not four numbers in that order and range, or span too much.

    Examples
    --------
    >>> parse_bbox("37.05,36.15,37.25,36.28")
    (37.05, 36.15, 37.25, 36.28)
    """
    allowed = "west,south,east,north in degrees, as 37.05,36.15,37.25,36.28"

    def fault(remedy: str) -> InvalidInput:
        return InvalidInput([Fault("--bbox", "", "", text, allowed, remedy)])

    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise fault("Give four numbers with commas between.") from None
    if not all(map(math.isfinite, (west, south, east, north))):
        raise fault("Give finite numbers.")
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise fault("Longitude lies within 180 and latitude within 90; is their order right?")
    if west >= east or south >= north:
        raise fault("West is less than east and south less than north; mind their order.")
    if max(east - west, north - south) > WIDEST_DEGREES:
        raise fault(f"Ask for a box of at most {WIDEST_DEGREES:g} degrees; cut it in parts.")
    return west, south, east, north


def overpass_url(
    server: str, *, bbox: str = "", place: str = "", country: str = "", level: str = ""
) -> str:
    """Return the address that asks Overpass for neighbourhoods.

    Parameters
    ----------
    server
        The interpreter's address.
    bbox
        A box, as `parse_bbox` reads it. Give this or `place`.
    place
        Name of a city or another area, in its own language or in English.
    country
        Three letters of the country the place is in, where others bear its name.
    level
        Administrative units of this ``admin_level`` (2 to 11) instead of places.

    Returns
    -------
    str
        The address, the question in its query.

    Raises
    ------
    InvalidInput
        If neither or both of box and place are given, or one is malformed.
    """
    faults = []
    if bool(bbox) == bool(place):
        given = f"{bbox} and {place}" if bbox else ""
        faults.append(
            Fault("osm-neighbourhoods", "", "bbox, place", given, "one of the two",
                  "Give --bbox west,south,east,north or --place NAME.")
        )  # fmt: skip
    if level and not re.fullmatch(r"[2-9]|1[01]", level, re.ASCII):
        faults.append(
            Fault("osm-neighbourhoods", "", "level", level, "an admin_level from 2 to 11",
                  "Leave it out for suburbs, neighbourhoods and quarters.")
        )  # fmt: skip
    if country and not re.fullmatch("[A-Za-z]{3}", country, re.ASCII):
        faults.append(
            Fault("osm-neighbourhoods", "", "country", country,
                  "three letters (ISO 3166-1), as SYR", "Give --country as shown.")
        )  # fmt: skip
    if country and not place:
        faults.append(
            Fault("osm-neighbourhoods", "", "country", country, "a country beside a place",
                  "Leave it out with --bbox.")
        )  # fmt: skip
    if place and (len(place) > 200 or any(unicodedata.category(c)[0] == "C" for c in place)):
        faults.append(
            Fault("osm-neighbourhoods", "", "place", place, "a name of at most 200 characters",
                  "Write the name without control characters.")
        )  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    wanted = (
        [f'wr["boundary"="administrative"]["admin_level"="{level}"]']
        if level
        else [f'nwr["place"~"^({"|".join(PLACES)})$"]']
    )
    head = f"[out:json][timeout:{SERVER_S}][maxsize:536870912]"
    if bbox:
        west, south, east, north = parse_bbox(bbox)
        lines = [f"{head}[bbox:{south:.7g},{west:.7g},{north:.7g},{east:.7g}];"]
        inside = ""
    else:
        lines = [f"{head};", *_areas(place, country)]
        inside = "(area.here)"
    lines += ["(", *(f"  {what}{inside};" for what in wanted), ");", "out body geom;"]
    return f"{server}?{urlencode({'data': chr(10).join(lines)})}"


def _areas(place: str, country: str) -> list[str]:
    """Return the lines that find a named area."""
    quoted = place.replace("\\", "\\\\").replace('"', '\\"')
    keys = ("name", "name:en", "name:ar")
    if country:
        return [
            f'area["ISO3166-1:alpha3"="{country.upper()}"]["admin_level"="2"]->.country;',
            "(", *(f'  wr["{key}"="{quoted}"](area.country);' for key in keys), ");",
            "map_to_area->.here;",
        ]  # fmt: skip
    return ["(", *(f'  area["{key}"="{quoted}"];' for key in keys), ")->.here;"]


def polygons(document: Any) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the polygons of an Overpass answer, and what a reader should know of them.

    Parameters
    ----------
    document
        The answer, parsed.

    Returns
    -------
    districts : GeoDataFrame
        Index district, an id made of the name; ``name`` (English where there is one),
        ``name_ar``, ``place``, ``admin_level``, ``osm`` (such as ``relation/123``), in CRS84.
    notes : list of str
        What was left out or repaired: rings that do not close, members that are missing,
        places that are only points, with their names.

    Raises
    ------
    AleppoMapError
        If the answer is none, carries the server's own complaint, or holds no polygon.
    """
    elements = document.get("elements") if isinstance(document, dict) else None
    remark = str(document.get("remark") or "") if isinstance(document, dict) else ""
    if "error" in remark.lower():
        raise AleppoMapError(
            f"Overpass gave up ({_plain(remark)[:160]}); ask for a smaller box, or later"
        )
    if not isinstance(elements, list):
        raise AleppoMapError("the answer is not Overpass JSON: it has no `elements`")
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    notes: list[str] = []
    points: list[str] = []
    for element in elements:
        if not isinstance(element, dict) or not isinstance(element.get("tags"), dict):
            continue
        tags = {str(key): _plain(str(value)) for key, value in element["tags"].items()}
        osm = f"{element.get('type')}/{element.get('id')}"
        name = tags.get("name:en") or tags.get("name") or osm
        if element.get("type") == "node":
            points.append(name)
            continue
        shape, said = _shape(element)
        notes += [f"{name} ({osm}): {text}" for text in said]
        if shape is not None:
            arabic = tags.get("name:ar", "")
            rows.append(
                {"name": name, "name_ar": arabic, "place": tags.get("place", ""),
                 "admin_level": tags.get("admin_level", ""), "osm": osm}
            )  # fmt: skip
            shapes.append(shape)
    if points:
        notes.append(
            f"{len(points)} places are only points, without a boundary: "
            f"{vocab.listed(points[:8])}{' …' if len(points) > 8 else ''}"
        )
    if not rows:
        said_why = f" ({'; '.join(notes[:3])})" if notes else ""
        raise AleppoMapError(
            f"no polygon in the answer{said_why}; widen the box, check the name, or ask for an "
            "administrative level with --level"
        )
    frame = pd.DataFrame(rows).assign(district=_ids(rows))[_COLUMNS]
    districts = gpd.GeoDataFrame(frame, geometry=shapes, crs=vocab.STORAGE_CRS)
    west, south, east, north = districts.total_bounds
    if max(east - west, north - south) > WIDEST_DEGREES:
        notes.append(
            f"the polygons span {max(east - west, north - south):.0f} degrees: several places "
            "may bear the name; add --country, or use --bbox"
        )
    return districts.set_index("district"), notes


def _plain(text: str) -> str:
    """Return text of the answer without control and direction-override characters."""
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())[
        :200
    ]


def _ids(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return an id a row: its name in plain letters, or what OpenStreetMap calls it."""
    ids: list[str] = []
    for row in rows:
        letters = unicodedata.normalize("NFKD", row["name"]).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:60]
        osm = row["osm"].replace("/", "-")
        if not re.search("[a-z]", slug) or slug in ids:
            slug = f"{slug}-{osm}".strip("-")
        ids.append(slug)
    return ids


def _line(points: Any) -> list[tuple[float, float]] | None:
    """Return the positions of a way, None when any is missing or out of range."""
    if not isinstance(points, list) or len(points) < 2:
        return None
    try:
        line = [(float(point["lon"]), float(point["lat"])) for point in points]
    except (TypeError, LookupError, ValueError):
        return None
    fine = all(abs(x) <= 180 and abs(y) <= 90 for x, y in line)
    return line if fine and len(set(line)) > 1 else None


def _shape(element: dict[str, Any]) -> tuple[Any, list[str]]:
    """Return the polygon of a way or relation, None when it has none, and what was found."""
    if element.get("type") == "way":
        line = _line(element.get("geometry"))
        if line is None or line[0] != line[-1]:
            return None, ["left out: its line does not close"]
        return _finished(*_faces([line]))
    lines: dict[str, list[list[tuple[float, float]]]] = {"outer": [], "inner": []}
    missing, seen = 0, set()
    for member in element.get("members") or []:
        if not isinstance(member, dict) or member.get("type") != "way":
            continue
        role = member.get("role") or "outer"
        if role not in lines or member.get("ref") in seen:
            continue
        seen.add(member.get("ref"))
        line = _line(member.get("geometry"))
        if line is None:
            missing += 1
        else:
            lines[role].append(line)
    if missing:
        return None, [f"left out: {missing} of its ways are missing from the answer"]
    if not lines["outer"]:
        return None, ["left out: it has no outer ring"]
    outer, notes, gap = _faces(lines["outer"])
    if gap:
        return None, [gap]
    inner, said, gap = _faces(lines["inner"])
    return _finished([*outer, *_holes(outer, inner, notes)], [*notes, *said], gap)


def _faces(lines: list[list[tuple[float, float]]]) -> tuple[list[Any], list[str], str]:
    """Return the ground enclosed by lines, face by face, notes, and why it is no ground."""
    if not lines:
        return [], [], ""
    drawn = [shapely.LineString(line) for line in lines]
    notes: list[str] = []
    faces, dangles, cuts, crossed = shapely.polygonize_full(drawn)
    if len(crossed.geoms):
        faces, dangles, cuts, crossed = shapely.polygonize_full([shapely.unary_union(drawn)])
        notes.append("its boundary crosses itself; split where it crosses")
    if loose := [*dangles.geoms, *cuts.geoms, *crossed.geoms]:
        ends = [end for line in loose for end in (line.coords[0], line.coords[-1])]
        open_ends = [end for end in ends if ends.count(end) == 1] or ends
        longitude, latitude = min(open_ends)
        return [], notes, f"left out: its ring does not close, near {longitude:.5f}, {latitude:.5f}"
    return [shapely.Polygon(face.exterior) for face in faces.geoms], notes, ""


def _holes(outer: list[Any], inner: list[Any], notes: list[str]) -> Iterable[Any]:
    """Return the inner faces that lie in the outer ones; note those that do not."""
    ground = shapely.union_all(outer)
    inside = [hole for hole in inner if shapely.covers(ground, hole)]
    if len(inside) < len(inner):
        notes.append(f"{len(inner) - len(inside)} inner rings lie outside it and are left out")
    return inside


def _finished(faces: list[Any], notes: list[str], gap: str) -> tuple[Any, list[str]]:
    """Return one shape of faces: ground inside an odd number of rings, islands in holes kept."""
    if gap:
        return None, [gap]
    shape = shapely.Polygon()
    for face in sorted(faces, key=shapely.area, reverse=True):
        shape = shapely.symmetric_difference(shape, face)
    if shape.is_empty or shape.area == 0:
        return None, ["left out: it encloses no ground"]
    return shape, notes
