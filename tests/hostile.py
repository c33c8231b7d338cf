"""Files that do harm, or were done harm: made for the tests, the fuzzer and the soak."""

from __future__ import annotations

import contextlib
import csv
import functools
import io
import json
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from aleppomap.cli import main
from aleppomap.series import SnapshotSeries
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


@functools.cache
def big_ring(vertices: int):
    """Return a ring of so many vertices: a circle; not to be written into."""
    angle = np.linspace(0, 2 * np.pi, vertices)
    ring = np.column_stack([20 + 0.1 * np.cos(angle), 50 + 0.1 * np.sin(angle)])
    ring[-1] = ring[0]
    return ring.tolist()


class Ran(NamedTuple):
    """What a command came to: exit code, what it said, the error that got through,
    seconds of the processor: others may use the machine."""

    code: int
    said: str
    crash: str
    seconds: float


def run(*words: object) -> Ran:
    """Run a command in this process, as a user would."""
    said = io.StringIO()
    hook, begin, crash, code = sys.excepthook, time.process_time(), "", 0
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            main([str(word) for word in words])
    except SystemExit as stop:
        code = int(stop.code or 0)
    except BaseException as error:  # noqa: BLE001 - a crash is what is looked for
        crash = f"{type(error).__name__}: {error}"
    finally:
        sys.excepthook = hook
    return Ran(code, said.getvalue(), crash, time.process_time() - begin)


@dataclass(frozen=True)
class Reader:
    """A kind of file a user may bring, and the command that reads it.

    Parameters
    ----------
    kind
        ``polygons``, ``table``, ``points``, ``text`` or ``settings``: what can be wrong with it.
    make
        Writes the file, sound, and all that goes with it into a folder; returns its path.
    words
        The command, given the file and a path to write to.
    shapes
        Returns the file's bytes with other rings; None where it has none.
    """

    kind: str
    make: Callable[[Path], Path]
    words: Callable[[Path, Path], tuple[object, ...]]
    shapes: Callable[..., bytes] | None = None


def _folder(name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        small.write(folder / "toy", claims=[small.claim("c", "2020-03-07", 60)])
        return folder / "toy" / name

    return make


def _file(name: str, content: Callable[[], bytes]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        _folder(name)(folder)
        (folder / name).write_bytes(content())
        return folder / name

    return make


def _series(folder: Path) -> Path:
    days = folder / "fronts"
    days.mkdir()
    for day in range(1, 5):
        (days / f"front-2020-03-0{day}.geojson").write_text(collection(RING))
    return days / "front-2020-03-03.geojson"


def _saved(folder: Path) -> Path:
    _series(folder)
    SnapshotSeries.read(folder / "fronts").save(folder / "s.npz")
    return folder / "s.npz"


def layer(suffix: str, *rings: Any, crs: str | None = "OGC:CRS84") -> bytes:
    """Return polygons as a file of a format, written by GDAL and not by us."""
    names = [f"d{n}" for n in range(len(rings))]
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of coordinates that are none, and no CRS
        shapes = [shapely.Polygon(ring) for ring in rings]
        frame = gpd.GeoDataFrame({"name": names}, geometry=shapes, crs=crs)
        path = Path(name) / f"w{'.shp' if suffix == '.zip' else suffix}"
        frame.to_file(path)
        if suffix == ".zip":
            return zip_of(**{p.name: p.read_bytes() for p in Path(name).iterdir()})
        return path.read_bytes()


def kml_of(*rings: Any) -> bytes:
    """Return polygons as KML."""
    return kml("".join(
        f"<Placemark><name>d{n}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(",".join(map(str, position)) for position in ring)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for n, ring in enumerate(rings)
    ))  # fmt: skip


def _geojson(*rings: Any) -> bytes:
    return collection(*rings).encode()


def _whole(make: Callable[..., bytes]) -> Callable[[], bytes]:
    return lambda: make(RING, moved(east=0.01))


SHEET = (
    b"district,date,status,source,url\nd1,2020-03-01,blue,G,https://a.org\nd2,2020-03-04,red,G,\n"
)
POINTS = b"longitude,latitude,name\n20.005,50.005,a\n20.006,50.006,b\n"
ARTICLE = b"The rebels lost about 60% of the blue-held area by 7 March 2020, Radio Ash said.\n"


def _convert(path: Path, out: Path) -> tuple[object, ...]:
    return ("convert", path, out.with_suffix(".gpkg"))


def _territory(*words: object) -> Callable[[Path, Path], tuple[object, ...]]:
    def call(path: Path, out: Path) -> tuple[object, ...]:
        return (*(out if word == "OUT" else word for word in words), "--territory", path.parent)

    return call


def _points_words(path: Path, out: Path) -> tuple[object, ...]:
    return ("tag", path, "-o", out.with_suffix(".csv"), "--territory", path.parent / "toy",
            "--date", "2020-03-07")  # fmt: skip


def _init(path: Path, out: Path) -> tuple[object, ...]:
    squares = path.parent / "squares.geojson"
    squares.write_text(collection(RING, moved(east=0.01)))
    return ("init", out, "--districts", squares, "--reports", path)


def _boundaries(path: Path, _: Path) -> tuple[object, ...]:
    return ("check", "--territory", path.parent / "toy", "--boundaries", path)


def _concordance(path: Path, _: Path) -> tuple[object, ...]:
    other = path.parent / "other.geojson"
    other.write_text(json.dumps({"type": "FeatureCollection", "features": small.features()}))
    return (*_boundaries(path.parent / "other.geojson", path), "--concordance", path)


READERS: dict[str, Reader] = {
    "districts.geojson": Reader("polygons", _folder("districts.geojson"),
                                lambda path, _: ("validate", path), _geojson),
    **{f"layer{suffix}": Reader("polygons", _file(f"layer{suffix}", _whole(make)), _convert, make)
       for suffix, make in {
           ".geojson": _geojson, ".kml": kml_of,
           ".kmz": lambda *rings: zip_of(**{"doc.kml": kml_of(*rings)}),
           **{s: functools.partial(layer, s) for s in (".gpkg", ".fgb", ".zip")},
       }.items()},
    "boundaries.geojson": Reader(
        "polygons", _file("boundaries.geojson", lambda: json.dumps(
            {"type": "FeatureCollection", "features": small.features()}).encode()),
        _boundaries, _geojson),
    "series folder": Reader("polygons", _series, lambda path, _: ("series", path.parent), _geojson),
    "series.npz": Reader("other", _saved, lambda path, _: ("series", path)),
    **{name: Reader("table", _folder(name), _territory("area", "--date", "2020-03-07"))
       for name in ("reports.csv", "synthesis.csv", "accounts.csv", "sources.csv", "regions.csv")},
    "claims.csv": Reader("table", _folder("claims.csv"), _territory("check")),
    "territory.toml": Reader("settings", _folder("territory.toml"), _territory("map", "-o", "OUT")),
    "sheet.csv": Reader("table", _file("sheet.csv", lambda: SHEET), _init),
    "list.csv": Reader("table", _file("list.csv", lambda: SHEET),
                       lambda path, out: ("convert", path, out.with_suffix(".csv"))),
    "concordance.csv": Reader(
        "table", _file("concordance.csv", lambda: b"polygon,district\nnw,nw\n"), _concordance),
    "points.csv": Reader("points", _file("points.csv", lambda: POINTS), _points_words),
    "article.txt": Reader("text", _file("article.txt", lambda: ARTICLE),
                          lambda path, _: ("extract", path, "--territory", path.parent / "toy")),
    "article for report": Reader(
        "text", _file("article.txt", lambda: ARTICLE), lambda path, out: (
            "report", path, "--territory", path.parent / "toy", "-o", out.with_suffix(".md"))),
}  # fmt: skip
"""Every kind of file that is read, by name."""

BYTES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "blank": lambda _: b" \n" * 2500,
    "NUL bytes": lambda _: b"\0" * 5000,
    "a web page": lambda _: b"<!doctype html><title>404</title>" * 20,
    "another format (zip)": lambda _: zip_of(a="x"),
    "another format (PNG)": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "nested 10 000 deep": lambda _: b"[" * 10_000,
    "nested objects": lambda _: b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
}
"""What is put in the place of any file: refused, but that any text without claims is an article."""

ENCODED: dict[str, Callable[[bytes], bytes]] = {
    "Latin-1": lambda whole: whole[: len(whole) // 2] + b"caf\xe9" + whole[len(whole) // 2 :],
    "UTF-16": lambda whole: whole.decode("utf-8", "replace").encode("utf-16"),
    "byte order mark": lambda whole: b"\xef\xbb\xbf" + whole,
}
"""What is done to files of text."""

TEXTS = {"table", "points", "settings", "text"}
IS_TEXT = {"a web page", "nested 10 000 deep", "nested objects"}

RINGS: dict[str, tuple[list[Any], str]] = {
    **{name: ([RING, ring], "refused") for name, (ring, _) in GEOMETRIES.items()},
    "crossing itself": ([[[20, 50], [20.01, 50.01], [20.01, 50], [20, 50.01], [20, 50]]], "said"),
    "one square twice": ([RING, RING], "any"),
    "latitude first among others": (
        [RING, *(moved(east=n / 100) for n in (1, 2, 3)), moved(east=0.04, swap=True)], "refused"),
}  # fmt: skip
"""Rings, and what must come of them: refused, or read with the repair said."""


def row_of(whole: bytes, **cells: str) -> bytes:
    """Return a table with a row more: its last, with other cells."""
    rows = list(csv.reader(io.StringIO(whole.decode())))
    last = dict(zip(rows[0], rows[-1], strict=True))
    told = {key: text for key, text in cells.items() if key in last}
    out = io.StringIO()
    ids = {rows[0][0]: last[rows[0][0]] + "x"}
    csv.writer(out, lineterminator="\n").writerows([*rows, list((last | ids | told).values())])
    return out.getvalue().encode()


DAYS = ("date", "reported_on", "published", "published_on", "as_of", "earliest", "latest",
        "held_on")  # fmt: skip

CELLS: dict[str, dict[str, str]] = {
    "the year 0": dict.fromkeys(DAYS, "0000-01-01"),
    "the year 9999": dict.fromkeys(DAYS, "9999-12-31"),
    "no day": dict.fromkeys(DAYS, "2020-02-30"),
    "direction turned": dict.fromkeys(("name", "summary", "title", "text", "status", "polygon"),
                                      "evil\u202egnp.exe"),
    "a bell": dict.fromkeys(("name", "summary", "title", "text", "status", "polygon"), "be\x07ll"),
    "a party of nowhere": {"to": "grey", "by": "grey", "held_by": "grey"},
    "a district of nowhere": {"district": "nowhere", "districts": "nowhere"},
    "a number that is none": {"low": "nan", "to_share_low": "inf", "to_share": "-1"},
    "a script for an address": {"url": "javascript:alert(1)"},
}  # fmt: skip
"""Cells of a row more, where a table has such columns."""

TAKEN = {
    ("sheet.csv", "the year 0"), ("sheet.csv", "no day"), ("sheet.csv", "direction turned"),
    ("sheet.csv", "a bell"), ("sheet.csv", "a district of nowhere"),
    ("sheet.csv", "a script for an address"), ("list.csv", "a district of nowhere"),
    ("list.csv", "a script for an address"), ("sources.csv", "the year 9999"),
    ("synthesis.csv", "the year 9999"), ("claims.csv", "the year 9999"),
    ("concordance.csv", "direction turned"), ("concordance.csv", "a bell"),
}  # fmt: skip
"""Rows that are read: `init` leaves them out or mends them, and says which; what lies after
the period changes nothing in it, and a claim on it cannot be told."""

POINT_ROWS = {
    "NaN": (b"nan,50,c", "said"), "no number": (b"east,north,c", "said"),
    "no place": (b",,c", "said"), "infinity": (b"inf,50,c", "refused"),
    "out of range": (b"190,50,c", "refused"), "projected": (b"400000,5600000,c", "refused"),
    "a cell too many": (b"20,50,c,d", "refused"), "comma for point": (b"20,0;50,0;c", "said"),
}  # fmt: skip
"""A point more, and what must come of it."""

SERIES_SAYS = {"sliver", "two points"}
"""Rings without ground that a series leaves out, and counts: the front of a day is often many."""


def attack(reader: Reader, data: bytes | Path) -> Ran:
    """Put bytes in the place of a reader's file, run its command, and look at what is left.

    A command that fails leaves nothing it wrote: what it left counts as a crash.
    """
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        folder = Path(name)
        path = reader.make(folder)
        words = reader.words(path, folder / "out")
        path.unlink()
        if isinstance(data, Path):
            path.symlink_to(data)
        else:
            path.write_bytes(data)
        before = set(folder.rglob("*"))
        ran = run(*words)
        # `tag` keeps what it has finished in .parts, to go on from
        left = sorted(str(p.relative_to(folder)) for p in folder.rglob("*")
                      if p not in before and ".parts" not in str(p))  # fmt: skip
        if ran.code and left:
            return ran._replace(crash=f"left behind: {', '.join(left)}")
        return ran


def sound(reader: Reader) -> bytes:
    """Return the bytes of a reader's file as they should be."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        return reader.make(Path(name)).read_bytes()


def cells(name: str) -> Iterator[tuple[str, bytes, str]]:
    """Yield what is done to a reader's file, the bytes of it, and what must come of it."""
    reader = READERS[name]
    whole = sound(reader)
    for way, make in BYTES.items():
        yield way, make(whole), "read" if reader.kind == "text" and way in IS_TEXT else "refused"
    if reader.kind in TEXTS or name.endswith(("json", "folder")):
        for way, make in ENCODED.items():
            yield way, make(whole), "read" if way == "byte order mark" else "refused"
    step = max(1024, len(whole) // 12)
    yield from ((f"cut at {size}", whole[:size], "any") for size in range(step, len(whole), step))
    if reader.shapes is not None:
        for way, (rings, expected) in RINGS.items():
            if name == "series folder" and way in SERIES_SAYS:
                expected = "said"
            with contextlib.suppress(shapely.errors.GEOSException, ValueError, RuntimeError):
                yield way, reader.shapes(*rings), expected
    if reader.kind == "points":
        yield from ((way, whole + row + b"\n", told) for way, (row, told) in POINT_ROWS.items())
    if reader.kind == "table":
        header = whole.split(b"\n", 1)[0].decode().split(",")
        for way, texts in CELLS.items():
            if set(texts) & set(header):
                yield way, row_of(whole, **texts), "read" if (name, way) in TAKEN else "refused"


def main_table() -> None:
    """Print what comes of each file: a line a reader and way."""
    counts: Counter[str] = Counter()
    for name, reader in READERS.items():
        for way, data, expected in cells(name):
            ran = attack(reader, data)
            outcome = "CRASH" if ran.crash else "refused" if ran.code else "read"
            mark = "" if expected in ("any", "said", outcome) else f" NOT {expected}"
            said = (ran.crash or " ".join(ran.said.split()))[:150]
            line = f"{name:20} {way:28} {outcome}{mark:14} {ran.seconds:5.1f} s  {said}"
            print(line, flush=True)  # noqa: T201
            counts[outcome] += 1
    print(f"{len(READERS)} readers, {counts.total()} files: {dict(counts)}")  # noqa: T201


if __name__ == "__main__":
    main_table()
