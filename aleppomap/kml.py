"""KML as analysts exchange it: polygons in folders, the folder often the party.

GDAL's drivers flatten folders within folders; this reader keeps the path. It is expat
with every declaration refused, so that no entity is ever expanded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from aleppomap.errors import Fault, InvalidInput

__all__ = ["read_kml"]

MOST_DEPTH = 100
_TEXTS = {"name", "description", "coordinates", "value", "when", "begin", "end", "SimpleData"}


@dataclass
class _Reader:
    """Collects placemarks as GeoJSON-like features while expat reads."""

    path: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    features: list[dict[str, Any]] = field(default_factory=list)
    polygons: list[list[Any]] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    others: int = 0
    key: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if len(self.path) >= MOST_DEPTH:
            raise _Refused(f"elements nested {MOST_DEPTH} deep")
        if not self.path and name != "kml":
            raise _Refused(f"a root element {name!r}")
        if name in _TEXTS:
            self.text = []
        if name in ("Data", "SimpleData"):
            self.key = attributes.get("name", "")
        elif name == "Folder":
            self.folders.append("")
        elif name == "Placemark":
            self.polygons, self.properties = [], {}
        elif name == "Polygon":
            self.polygons.append([])
        elif name in ("Point", "LineString"):
            self.others += 1
        self.path.append(name)

    def characters(self, text: str) -> None:
        if self.path and self.path[-1] in _TEXTS:
            self.text.append(text)

    def end(self, _: str) -> None:
        name = self.path.pop()
        parent = self.path[-1] if self.path else ""
        text = "".join(self.text).strip() if name in _TEXTS else ""
        if name == "name" and parent == "Folder":
            self.folders[-1] = text
        elif name in ("name", "description") and parent == "Placemark":
            self.properties[name] = text
        elif name in ("when", "begin", "end") and "Placemark" in self.path:
            self.properties["date" if name == "when" else name] = text
        elif (name == "SimpleData" or (name == "value" and parent == "Data")) and self.key:
            self.properties.setdefault(self.key, text)
        elif name == "coordinates" and "Polygon" in self.path:
            self.polygons[-1].append(_ring(text))
        elif name == "Folder":
            self.folders.pop()
        elif name == "Placemark" and self.polygons:
            folders = [folder for folder in self.folders if folder]
            geometry = {"type": "MultiPolygon", "coordinates": self.polygons}
            if len(self.polygons) == 1:
                geometry = {"type": "Polygon", "coordinates": self.polygons[0]}
            properties = {**self.properties, "party": folders[-1] if folders else "",
                          "folder": " / ".join(folders)}  # fmt: skip
            self.features.append({"properties": properties, "geometry": geometry})


class _Refused(Exception):
    """Something in the file that is not read."""


def _ring(text: str) -> list[Any]:
    """Return positions from ``lon,lat[,height]`` separated by spaces; what is no number stays."""
    positions = [position.split(",") for position in text.split()]
    try:
        return [list(map(float, position)) for position in positions]
    except ValueError:
        return [_position(position) for position in positions]


def _position(numbers: list[str]) -> list[Any]:
    try:
        return list(map(float, numbers))
    except ValueError:
        return [",".join(numbers)]


def read_kml(data: bytes, name: str) -> tuple[list[dict[str, Any]], int]:
    """Read the polygons of a KML document.

    Parameters
    ----------
    data
        The document.
    name
        Name of the file, for faults.

    Returns
    -------
    features : list of dict
        ``properties`` (``name``, ``description``, ``date``, ``begin``, ``end``, ``party``:
        the innermost folder, ``folder``: the whole path, and extended data) and a GeoJSON
        ``geometry``, as drawn.
    others : int
        How many points and lines were left out.

    Raises
    ------
    InvalidInput
        If it is no KML, is broken, declares entities or nests too deep.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse_declaration(*_: object) -> None:
        raise _Refused("a document type declaration, which can hide entities")

    parser.StartDoctypeDeclHandler = refuse_declaration
    parser.EntityDeclHandler = refuse_declaration
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, _Refused, ValueError, LookupError) as error:
        where = f"line {parser.CurrentLineNumber}"
        fault = Fault(name, where, "", str(error), "KML without declarations",
                      "Save the file again from Google Earth or QGIS.")  # fmt: skip
        raise InvalidInput([fault]) from error
    return reader.features, reader.others
