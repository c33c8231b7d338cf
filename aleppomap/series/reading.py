"""Reading series of dated polygons: folders of GeoJSON, one large file, frames."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from aleppomap import vocab
from aleppomap.errors import AleppoMapError, Fault, InvalidInput
from aleppomap.series.drawn import Drawn, Note

__all__ = ["Reader", "day_in"]

DATE_NAMES = ("date", "day", "datetime", "timestamp", "time", "as_of")
PARTY_NAMES = ("control", "party", "holder", "controlled_by", "held_by", "side", "actor", "status")
JSON_ENDINGS = (".geojson", ".json", ".geojson.gz", ".json.gz")
TABLE_ENDINGS = (".gpkg", ".fgb", ".shp", ".parquet", ".geoparquet")

DEFAULT_PARTY = "held"
"""The party of polygons that name none: whoever the file is about."""

_DAY = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)", re.ASCII)
_COORDINATES = re.compile(rb'"coordinates"\s*:\s*(\[[\[\]\d\s,.eE+\-]*\])')
_ID_GAP = re.compile(r"[^a-z0-9]+")

Progress = Callable[[Iterable[Any], str], Iterable[Any]]


def day_in(value: object) -> date | None:
    """Return the day that a value or a name states, None when it states none or two.

    Examples
    --------
    >>> day_in("front_20220301_v2"), day_in("2022-03-01T12:00:00Z")
    (datetime.date(2022, 3, 1), datetime.date(2022, 3, 1))
    >>> day_in("2022-13-01") is None
    True
    """
    if isinstance(value, datetime):
        return None if pd.isna(value) else value.date()
    if isinstance(value, date):
        return value
    days = set()
    for year, _, month, day in _DAY.findall(str(value)):
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None


def _party_id(name: str) -> str:
    """Return an id for a party: lower case, digits and hyphens where it can be.

    Examples
    --------
    >>> _party_id("Syrian Arab Army")
    'syrian-arab-army'
    """
    slug = _ID_GAP.sub("-", name.casefold()).strip("-")
    escaped = name.encode("unicode_escape").decode("ascii").lower()
    return slug or _ID_GAP.sub("-", escaped).strip("-")


@dataclass
class Reader:
    """Collects the features of files or frames; what is wrong is kept, not raised."""

    control: str | None = None
    date_field: str | None = None
    party: str = DEFAULT_PARTY
    drawn: Drawn = field(default_factory=Drawn)
    names: dict[str, str] = field(default_factory=dict)
    unnamed: int = 0
    empty: list[str] = field(default_factory=list)
    empty_days: dict[date, str] = field(default_factory=dict)
    crs: dict[str, int] = field(default_factory=dict)
    other: dict[str, int] = field(default_factory=dict)

    def read(self, path: str | Path, progress: Progress) -> None:
        """Read a folder or a file.

        Raises
        ------
        AleppoMapError
            If it does not exist or its format is not known.
        InvalidInput
            With every fault found.
        """
        where = Path(path)
        if where.is_dir():
            files = sorted(f for f in where.iterdir() if f.name.lower().endswith(JSON_ENDINGS))
            if not files:
                raise AleppoMapError(
                    f"{where} holds no GeoJSON; allowed: one file a day, "
                    "named like front-2022-03-01.geojson"
                )
            for file in progress(self._one_a_day(files), "reading"):
                self._read_json(file, day_in(_stem(file)))
        elif not where.exists():
            raise AleppoMapError(f"there is no file or folder {where}")
        elif where.name.lower().endswith(JSON_ENDINGS):
            self._read_json(where, day_in(_stem(where)))
        elif where.name.lower().endswith(TABLE_ENDINGS):
            self.add_table(_table(where), where.name)
        else:
            raise AleppoMapError(
                f"{where} is in no format read here; allowed: a folder of GeoJSON, or "
                f"{', '.join(JSON_ENDINGS + TABLE_ENDINGS)}"
            )
        self._finish()

    def add_frames(self, frames: Mapping[Any, gpd.GeoDataFrame]) -> None:
        """Add frames by day.

        Raises
        ------
        InvalidInput
            With every fault found.
        """
        for key, frame in frames.items():
            day = day_in(key)
            if day is None:
                self._fault(str(key), "", "day", str(key), "a day as 2022-03-01", "Name the day.")
                continue
            self.add_table(frame, f"frame {day}", day)
        self._finish()

    def _finish(self) -> None:
        drawn = self.drawn
        if not drawn.days and not drawn.faults:
            self._fault("series", "", "features", "none", "polygons with dates", "Check the path.")
        self.check()
        notes = [
            ("party", self.unnamed, f"features name no party: taken as held by {self.party!r}"),
            ("empty", len(self.empty), "features without a geometry left out: "
             + ", ".join(self.empty[:5])),
            *(("crs", n, f"files state the CRS {name}") for name, n in self.crs.items()),
            *(("geometry", n, f"features of type {k} left out") for k, n in self.other.items()),
        ]  # fmt: skip
        drawn.notes += [
            Note(kind, None, None, "", "", np.nan, f"{count} {text}")
            for kind, count, text in notes if count
        ]  # fmt: skip

    def check(self) -> None:
        """Raise when anything is at fault.

        Raises
        ------
        InvalidInput
            With every fault found.
        """
        if self.drawn.faults:
            raise InvalidInput(self.drawn.faults)

    def _one_a_day(self, files: list[Path]) -> list[Path]:
        """Keep the last by name of files of one day."""
        by_day: dict[date, Path] = {}
        undated = []
        for file in files:
            day = day_in(_stem(file)) if self.date_field is None else None
            if day is None:
                undated.append(file)
                continue
            if day in by_day:
                before = by_day[day].name
                self.drawn.notes.append(
                    Note("repeated", day, day, "", before, np.nan,
                         f"two files of one day: {file.name} is used, {before} is not")
                )  # fmt: skip
            by_day[day] = file
        return sorted([*by_day.values(), *undated])

    def _fault(self, file: str, where: str, name: str, value: str, allowed: str, todo: str) -> None:
        self.drawn.faults.append(Fault(file, where, name, value, allowed, todo))

    def _read_json(self, path: Path, day: date | None) -> None:
        try:
            raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        except (OSError, EOFError) as error:
            raise AleppoMapError(f"cannot read {path}: {error}") from error
        # The coordinates are taken out as text; what is left is small.
        texts: list[bytes] = []

        def keep(match: re.Match[bytes]) -> bytes:
            texts.append(match[1])
            return b'"coordinates":%d' % (len(texts) - 1)

        try:
            try:
                document = json.loads(_COORDINATES.sub(keep, raw).decode("utf-8-sig"))
            except ValueError:
                texts = []
                document = json.loads(raw.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            self._fault(path.name, "", "", str(error), "GeoJSON", "Export the file again.")
            return
        features = document.get("features") if isinstance(document, dict) else None
        if isinstance(document, dict) and document.get("type") == "Feature":
            features = [document]
        if not isinstance(features, list):
            self._fault(path.name, "", "features", str(document)[:60], "a FeatureCollection",
                        "Export the layer as GeoJSON.")  # fmt: skip
            return
        reproject = self._stated_crs(document, path.name)
        if not features and day is not None:
            self.empty_days[day] = path.name
        for number, feature in enumerate(features, start=1):
            where = f"feature {number}"
            properties = feature.get("properties") if isinstance(feature, dict) else None
            geometry = feature.get("geometry") if isinstance(feature, dict) else None
            row = properties if isinstance(properties, dict) else {}
            begun = self._begin(row, day, path.name, where)
            if not begun:
                continue
            for shape in _shapes(geometry):
                kind = shape.get("type")
                if kind not in ("Polygon", "MultiPolygon"):
                    self.other[str(kind)] = self.other.get(str(kind), 0) + 1
                    continue
                held = shape.get("coordinates")
                if held in ([], [[]]) or (type(held) is int and texts and texts[held] == b"[]"):
                    self.empty.append(f"{path.name} {where}")
                    continue
                text = (
                    texts[held]
                    if texts and type(held) is int
                    else json.dumps(held, separators=(",", ":")).encode()
                )
                try:
                    if reproject is None:
                        self.drawn.add_text(text, kind == "MultiPolygon")
                    else:
                        shape = {"type": kind, "coordinates": json.loads(text)}
                        geometry = shapely.from_geojson(json.dumps(shape))
                        moved = shapely.force_2d(shapely.transform(geometry, reproject))
                        self.drawn.add_text(_coordinates_of(moved), kind == "MultiPolygon")
                except (ValueError, shapely.errors.GEOSException) as error:
                    self._fault(path.name, where, "coordinates", str(error)[:80],
                                "rings of positions of two or three numbers",
                                "Export the layer again.")  # fmt: skip
            if geometry is None:
                self.empty.append(f"{path.name} {where}")

    def _stated_crs(self, document: dict[str, Any], name: str) -> Any:
        """Note the obsolete `crs` member; return what moves coordinates to degrees."""
        stated = document.get("crs")
        if not isinstance(stated, dict):
            return None
        properties = stated.get("properties")
        word = str(properties.get("name", "")) if isinstance(properties, dict) else ""
        self.crs[word] = self.crs.get(word, 0) + 1
        try:
            crs = CRS.from_user_input(word)
        except CRSError:
            self._fault(name, "", "crs", word, "no crs member: RFC 7946 is WGS 84",
                        "Export the layer in EPSG:4326.")  # fmt: skip
            return None
        if crs.is_geographic:
            return None
        move = Transformer.from_crs(crs, vocab.STORAGE_CRS, always_xy=True)
        return lambda points: np.column_stack(move.transform(points[:, 0], points[:, 1]))

    def _begin(self, row: Mapping[str, Any], day: date | None, file: str, where: str) -> bool:
        """Begin a feature; say whether it has a day and a party."""
        stated = self.date_field or next((n for n in DATE_NAMES if n in row), None)
        if self.date_field is not None or day is None:
            value = row.get(stated, "") if stated else ""
            day = day_in(value)
            if day is None:
                self._fault(file, where, stated or "date", str(value),
                            "a day as 2022-03-01, in the file's name or a property",
                            "Name the property with date=.")  # fmt: skip
                return False
        named = self.control or next((n for n in PARTY_NAMES if n in row), None)
        if self.control is not None and self.control not in row:
            self._fault(file, where, self.control, ", ".join(map(str, row)) or "no properties",
                        "a property that names the party", "Name it with control=.")  # fmt: skip
            return False
        name = str(row.get(named) or "").strip() if named else ""
        if not name or name == "nan":
            self.unnamed += 1
            name = self.party
        party = _party_id(name)
        if self.names.setdefault(party, name) != name:
            known = self.names[party]
            if known.casefold() != name.casefold():
                self._fault(file, where, named or "party", name,
                            "names that differ in letters or digits",
                            f"It reads the same as {known!r}.")  # fmt: skip
        self.drawn.add_feature(day, party, file)
        return True

    def add_table(self, frame: gpd.GeoDataFrame, file: str, day: date | None = None) -> None:
        """Add the polygons of a frame, of one day or with a column of days."""
        if frame.crs is None:
            self._fault(file, "", "crs", "none", "a CRS", "Call set_crs('OGC:CRS84').")
            return
        if not frame.crs.is_geographic:
            self.crs[frame.crs.name] = self.crs.get(frame.crs.name, 0) + 1
            frame = frame.to_crs(vocab.STORAGE_CRS)
        if not len(frame) and day is not None:
            self.empty_days[day] = file
        geometries = np.asarray(frame.geometry.array, dtype=object)
        tall = int(shapely.has_z(geometries).sum())
        if tall:
            self.drawn.notes.append(Note("height", None, None, "", file, np.nan,
                                         f"{tall} geometries had heights, dropped"))  # fmt: skip
        columns = frame.drop(columns=frame.geometry.name)
        records = columns.to_dict("records") if len(columns.columns) else [{}] * len(frame)
        for number, (row, geometry) in enumerate(zip(records, geometries, strict=True), start=1):
            if geometry is None or geometry.is_empty:
                self.empty.append(f"{file} row {number}")
                continue
            if not self._begin({str(k): v for k, v in row.items()}, day, file, f"row {number}"):
                continue
            for part in shapely.get_parts(geometry):
                if part.geom_type in ("Polygon", "MultiPolygon"):
                    self.drawn.add_geometry(part)
                else:
                    self.other[part.geom_type] = self.other.get(part.geom_type, 0) + 1


def _stem(path: Path) -> str:
    return path.name.removesuffix(".gz")


def _shapes(geometry: Any) -> list[dict[str, Any]]:
    """Return the simple geometries of a GeoJSON geometry."""
    if not isinstance(geometry, dict):
        return []
    if geometry.get("type") == "GeometryCollection":
        members = geometry.get("geometries")
        return [s for m in members for s in _shapes(m)] if isinstance(members, list) else []
    return [geometry]


def _coordinates_of(geometry: Any) -> bytes:
    coordinates = json.loads(shapely.to_geojson(geometry))["coordinates"]
    return json.dumps(coordinates, separators=(",", ":")).encode()


def _table(path: Path) -> gpd.GeoDataFrame:
    try:
        if path.suffix in (".parquet", ".geoparquet"):
            return gpd.read_parquet(path)
        return gpd.read_file(path)
    except ImportError as error:
        raise AleppoMapError(
            f"reading {path.name} needs pyarrow; install it, or convert the file to "
            "GeoPackage or GeoJSON"
        ) from error
    except (OSError, RuntimeError, ValueError, shapely.errors.ShapelyError) as error:
        raise AleppoMapError(f"cannot read {path}: {error}") from error
