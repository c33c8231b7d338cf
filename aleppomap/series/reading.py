"""Reading series of dated polygons: folders of GeoJSON, one large file, frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from aleppomap import vocab
from aleppomap.attribution import Credit, credit_of
from aleppomap.errors import AleppoMapError, Fault, InvalidInput
from aleppomap.series.dating import DATE_NAMES, day_in, no_day, order_of
from aleppomap.series.drawn import Drawn, Note
from aleppomap.series.labels import Labels
from aleppomap.series.layers import (
    JSON_ENDINGS,
    KML_ENDINGS,
    TABLE_ENDINGS,
    Layer,
    layers_in,
    mover,
    table_of,
)
from aleppomap.series.left_out import LeftOut
from aleppomap.sheets import DayOrder
from aleppomap.vocab import counted

__all__ = ["Progress", "Reader", "untracked"]

Progress = Callable[[Iterable[Any], str], Iterable[Any]]

_POLYGONAL = ("Polygon", "MultiPolygon")


_FOLDER = "folder"
"""Where KML says in which folders a polygon lies: some archives have one a day."""


def untracked(items: Iterable[Any], title: str) -> Iterable[Any]:  # noqa: ARG001
    """Return items as they are: progress that shows nothing."""
    return items


@dataclass
class Reader:
    """Collects the features of files or frames; what is wrong is kept, not raised.

    Parameters
    ----------
    labels
        Tells whose ground features are.
    date_field
        Property that states the day; the file's name, or a usual property, when None.
    drawn
        Takes the polygons, with notes and faults.
    bare_days, blank_days
        Files, by day, whose polygons are not used, and that have none.
    order
        How days such as 05.03.2022 are meant, once the whole archive has told.
    no_day
        Faults of features without a day, by file.
    stated
        What those say for a day: from it the order is told.
    credit
        Licence and attribution beside the files.
    lone
        Whether one file is read, whose name need not be a day.
    left_out
        What was met and not used.
    """

    labels: Labels = field(default_factory=Labels)
    date_field: str | None = None
    drawn: Drawn = field(default_factory=Drawn)
    bare_days: dict[date, str] = field(default_factory=dict)
    blank_days: dict[date, str] = field(default_factory=dict)
    order: DayOrder | None = None
    no_day: dict[str, list[Fault]] = field(default_factory=dict)
    stated: set[str] = field(default_factory=set)
    credit: Credit = field(default_factory=Credit)
    lone: bool = False
    left_out: LeftOut = field(default_factory=LeftOut)

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
        self._read_all(where, progress)
        # Only all days of an archive together tell which number of 05/03/2022 is the month.
        if self.order is None and self.no_day and (order := order_of(self.stated)):
            labels = Labels(self.labels.control, self.labels.party, self.labels.values)
            again = Reader(labels, self.date_field, order=order)
            again._read_all(where, progress)
            vars(self).update(vars(again))
            self._say_order(order)
        self.credit = credit_of([where])
        self._finish()

    def _read_all(self, where: Path, progress: Progress) -> None:
        if where.is_dir():
            files, self.left_out.beside = layers_in(where)
            for file, day in progress(self._one_a_day(where, files), "reading"):
                self._read_file(file, day)
        elif not where.exists():
            raise AleppoMapError(f"there is no file or folder {where}")
        elif where.name.lower().endswith(JSON_ENDINGS + KML_ENDINGS + TABLE_ENDINGS):
            # One file of many days may be named for the day on which it was made.
            self.lone = True
            self._read_file(where, day_in(where.name, self.order or order_of([where.name])))
        else:
            raise AleppoMapError(
                f"{where} is in no format read here; allowed: a folder of GeoJSON, or "
                f"{', '.join(JSON_ENDINGS + KML_ENDINGS + TABLE_ENDINGS)}"
            )

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

    def _add_bare(self, day: date | None, file: str, polygons: int) -> None:
        """Note a day of which no polygon is used: it counts as missing when none is drawn."""
        if day is not None:
            (self.bare_days if polygons else self.blank_days)[day] = file

    def _finish(self) -> None:
        drawn = self.drawn
        drawn.faults += self._undated()
        drawn.faults += self.labels.faults()
        if not drawn.days and not drawn.faults:
            self._fault("series", "", "features", "none", "polygons with dates", "Check the path.")
        self.check()
        drawn.notes += self.labels.notes()
        drawn.notes += [
            Note("named", None, None, "", "", np.nan,
                 f"{counted(n, 'polygon')} by the property {name!r}")
            for name, n in self.labels.named_by.items()
        ]  # fmt: skip
        drawn.notes += self.left_out.notes()

    def _say_order(self, order: DayOrder) -> None:
        first = "day" if order == "dmy" else "month"
        said = f"days such as 05.03.2022 read with the {first} first"
        self.drawn.notes.append(Note("days", None, None, "", "", np.nan, said))

    def _undated(self) -> Iterable[Fault]:
        """Yield one fault for all features without a day."""
        for first, *more in list(self.no_day.values())[:1]:
            place = f"{first.where} and {len(more)} more" if more else first.where
            others = len(self.no_day) - 1
            file = f"{first.file} and {counted(others, 'more file')}" if others else first.file
            yield replace(first, file=file, where=place)

    def check(self) -> None:
        """Raise when anything is at fault.

        Raises
        ------
        InvalidInput
            With every fault found.
        """
        if self.drawn.faults:
            raise InvalidInput(self.drawn.faults)

    def _one_a_day(self, folder: Path, files: list[Path]) -> list[tuple[Path, date | None]]:
        """Return files with their days: of one day GeoJSON before KML, and the last by name."""
        by_day: dict[date, Path] = {}
        undated: list[tuple[Path, date | None]] = []
        order = self.order or order_of(file.name for file in files)
        if order is not None and self.order is None and self.date_field is None:
            self._say_order(order)
        for file in files:
            day = None
            if self.date_field is None:
                inside = file.relative_to(folder).as_posix()
                day = day_in(file.name, order) or day_in(inside, order)
            if day is None:
                undated.append((file, None))
                continue
            if day in by_day:
                before = by_day[day].name
                other = before.lower().endswith(KML_ENDINGS) != file.name.lower().endswith(
                    KML_ENDINGS
                )
                why = "GeoJSON before KML" if other else "the last by name"
                self.drawn.notes.append(
                    Note("repeated", day, day, "", before, np.nan,
                         f"{file.name} is used, {why}, {before} is not")
                )  # fmt: skip
            by_day[day] = file
        if len(undated) <= len(by_day):
            # Beside files that are named for their days, these are copies and indexes.
            self._leave_out([file for file, _ in undated])
            undated = []
        return [*((file, day) for day, file in sorted(by_day.items())), *undated]

    def _leave_out(self, files: list[Path]) -> None:
        for file in files:
            is_json = file.name.lower().endswith((".json", ".json.gz"))
            try:
                is_layer = not is_json or Layer(file).features is not None
            except ValueError:
                is_layer = True
            if is_layer:
                self.drawn.notes.append(
                    Note("undated", None, None, "", file.name, np.nan,
                         f"{file.name}: its name tells no day")
                )  # fmt: skip
            else:
                self.left_out.not_layers.append(file.name)

    def _fault(self, file: str, where: str, name: str, value: str, allowed: str, todo: str) -> None:
        self.drawn.faults.append(Fault(file, where, name, value, allowed, todo))

    def _read_file(self, path: Path, day: date | None) -> None:
        if not path.name.lower().endswith(JSON_ENDINGS + KML_ENDINGS):
            self.add_table(table_of(path), path.name, day)
            return
        try:
            layer = Layer(path)
        except ValueError as error:
            self._fault(path.name, "", "", str(error), "GeoJSON", "Export the file again.")
            return
        features = layer.features
        if features is not None:
            self._add_layer(layer, features, path.name, day)
        elif day is None and not self.lone and ".geojson" not in path.name.lower():
            self.left_out.not_layers.append(path.name)
        else:
            self._fault(path.name, "", "features", str(layer.document)[:60],
                        "a FeatureCollection", "Export the layer as GeoJSON.")  # fmt: skip

    def _add_layer(self, layer: Layer, features: list[Any], file: str, day: date | None) -> None:
        reproject = self._reprojection(layer, file)
        before, met = len(self.drawn.days), 0
        for number, feature in enumerate(features, start=1):
            where = f"feature {number}"
            feature = feature if isinstance(feature, dict) else {}
            properties = feature.get("properties")
            shapes = list(layer.shapes(feature.get("geometry")))
            drawn = [(kind, text) for kind, text in shapes if text]
            if not shapes or len(drawn) < len(shapes):
                self.left_out.empty.append(f"{file} {where}")
            self.left_out.other.update(kind for kind, _ in drawn if kind not in _POLYGONAL)
            polygons = [(kind, text) for kind, text in drawn if kind in _POLYGONAL]
            row = properties if isinstance(properties, dict) else {}
            met += len(polygons)
            if not polygons or not self._begin(row, day, file, where):
                continue
            for kind, text in polygons:
                try:
                    moved = text if reproject is None else reproject(kind, text)
                    self.drawn.add_text(moved, kind == "MultiPolygon")
                except (ValueError, shapely.errors.GEOSException) as error:
                    self._fault(file, where, "coordinates", str(error)[:80],
                                "rings of positions of two or three numbers",
                                "Export the layer again.")  # fmt: skip
        if len(self.drawn.days) == before:
            self._add_bare(day, file, met)

    def _reprojection(self, layer: Layer, file: str) -> Callable[[str, bytes], bytes] | None:
        """Note the obsolete `crs` member; return what moves coordinates to degrees."""
        word = layer.stated_crs
        if word is None:
            return None
        self.left_out.crs[word] += 1
        try:
            crs = CRS.from_user_input(word)
        except CRSError:
            self._fault(file, "", "crs", word, "no crs member: RFC 7946 is WGS 84",
                        "Export the layer in EPSG:4326.")  # fmt: skip
            return None
        if crs.is_geographic:
            return None
        return mover(crs)

    def _begin(self, row: Mapping[str, Any], day: date | None, file: str, where: str) -> bool:
        """Begin a feature; say whether it has a day and a party."""
        stated = self.date_field or next((n for n in DATE_NAMES if n in row), None)
        if stated is None and day is None and day_in(row.get(_FOLDER), self.order):
            stated = _FOLDER
        if stated == _FOLDER and day_in(row.get("party"), self.order):
            row = {name: value for name, value in row.items() if name != "party"}
        if self.date_field is not None or day is None or (self.lone and stated):
            value = row.get(stated, "") if stated else ""
            day = day_in(value, self.order)
            if day is None:
                self.stated.update([file, str(value), str(row.get(_FOLDER, ""))])
                fault = no_day(row, stated, str(value))
                self.no_day.setdefault(file, []).append(replace(fault, file=file, where=where))
                return False
        party = self.labels.party_of(row, file, where)
        if party is not None:
            self.drawn.add_feature(day, party, file)
        return party is not None

    def add_table(self, frame: gpd.GeoDataFrame, file: str, day: date | None = None) -> None:
        """Add the polygons of a frame, of one day or with a column of days."""
        if frame.crs is None:
            self._fault(file, "", "crs", "none", "a CRS", "Call set_crs('OGC:CRS84').")
            return
        if not frame.crs.is_geographic:
            self.left_out.crs[frame.crs.name] += 1
            frame = frame.to_crs(vocab.STORAGE_CRS)
        geometries = np.asarray(frame.geometry.array, dtype=object)
        self.left_out.tall += int(shapely.has_z(geometries).sum())
        columns = frame.drop(columns=frame.geometry.name)
        records = columns.to_dict("records") if len(columns.columns) else [{}] * len(frame)
        before, met = len(self.drawn.days), 0
        for number, (row, geometry) in enumerate(zip(records, geometries, strict=True), start=1):
            where = f"row {number}"
            if geometry is None or geometry.is_empty:
                self.left_out.empty.append(f"{file} {where}")
                continue
            parts = list(_simple(geometry))
            self.left_out.other.update(p.geom_type for p in parts if p.geom_type != "Polygon")
            polygons = [part for part in parts if part.geom_type == "Polygon"]
            named = {str(k): v for k, v in row.items()}
            met += len(polygons)
            if polygons and self._begin(named, day, file, where):
                for polygon in polygons:
                    self.drawn.add_geometry(polygon)
        if len(self.drawn.days) == before:
            self._add_bare(day, file, met)


def _simple(geometry: Any) -> Iterable[Any]:
    """Yield the simple geometries of a geometry."""
    if not hasattr(geometry, "geoms"):
        yield geometry
        return
    for part in geometry.geoms:
        yield from _simple(part)
