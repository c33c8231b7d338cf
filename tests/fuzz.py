"""Mutated files against every reader: an answer, or an error that was meant; nothing else.

``make fuzz`` runs each target on `LONG` examples; the tests run each on `SHORT`, the same ones
every time.
"""

from __future__ import annotations

import functools
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import aleppomap as am
from aleppomap.errors import AleppoMapError
from aleppomap.layer_reading import read_layer
from aleppomap.layer_writing import layer_bytes
from aleppomap.statuses import read_statuses
from tests import hostile, small

SHORT = 25
LONG = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 2000
SLOWEST_S = 10
"""No mutation of a small file may take longer."""

NASTY = [b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"NaN", b"1e999", b"-1", b"9" * 400, b"\xe2\x80\xae",
         b'"', b"'", b",", b";", b"\n", b"\r", b"[", b"{", b"<!DOCTYPE a>", b"&a;", b"=1+1",
         b"null", b"0000-00-00", b"9999-12-31", b"contested", b"unknown", b"synthesis",
         b"nw;ne", b"*"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return a file with a few pieces cut, doubled, overwritten or put elsewhere."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(data) - 1, 0)))
        size = draw(st.integers(1, 40))
        kind = draw(st.sampled_from(["cut", "double", "nasty", "bytes", "end", "flip"]))
        if kind == "cut":
            del data[start : start + size]
        elif kind == "double":
            data[start:start] = data[start : start + size]
        elif kind == "nasty":
            data[start : start + draw(st.integers(0, size))] = draw(st.sampled_from(NASTY))
        elif kind == "bytes":
            data[start : start + size] = draw(st.binary(max_size=size))
        elif kind == "flip" and data:
            data[start] ^= 1 << draw(st.integers(0, 7))
        else:
            del data[start:]
    return bytes(data)


@functools.cache
def seeds() -> dict[str, bytes]:
    """Return a small whole file of each kind."""
    folder = Path(tempfile.mkdtemp(prefix="aleppomap-fuzz-"))
    small.write(folder, claims=[small.claim("c", "2020-03-07", 60)])
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    frame = hostile.frame()
    for suffix in (".gpkg", ".fgb"):
        found[f"layer{suffix}"] = layer_bytes(frame, suffix)
    frame.to_file(folder / "w.shp")
    found["layer.shp"] = (folder / "w.shp").read_bytes()
    found["layer.zip"] = hostile.zip_of(**{p.name: p.read_bytes() for p in folder.glob("w.*")})
    found["layer.kml"] = hostile.kml(f"<Folder><name>Red</name>{hostile.POLYGON}</Folder>")
    found["layer.kmz"] = hostile.zip_of(**{"doc.kml": found["layer.kml"]})
    found["list.csv"] = b"district,date,status,source,url\nnw,2020-03-01,blue,G,https://a.org\n" * 3
    return found


TARGETS = ["territory.toml", "districts.geojson", "reports.csv", "synthesis.csv", "regions.csv",
           "accounts.csv", "claims.csv", "layer.geojson", "layer.gpkg", "layer.fgb", "layer.shp",
           "layer.zip", "layer.kml", "layer.kmz", "list.csv"]  # fmt: skip


def target(name: str, folder: Path) -> tuple[bytes, Callable[[bytes], None]]:
    """Return the whole file of a target, and what reads a mutation of it."""
    seed = "districts.geojson" if name == "layer.geojson" else name
    whole = seeds()[seed]
    if name.startswith("layer") or name == "list.csv":
        read = read_statuses if name == "list.csv" else read_layer
        hostile.frame().to_file(folder / "layer.shp")  # with its companions
        return whole, lambda data: read(_written(folder / name, data))
    small.write(folder, claims=[small.claim("c", "2020-03-07", 60)])

    def use(data: bytes) -> None:
        place = am.load(_written(folder / name, data).parent)
        history = place.history()
        for account in ("synthesis", *place.accounts.index[:1]):
            am.area_by_control(place.history(account).at(history.dates[-1]))

    return whole, use


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def fuzz(name: str, folder: Path, examples: int) -> int:
    """Read so many mutations; return how many were accepted.

    Raises
    ------
    Exception
        Whatever a reader raises that is no `AleppoMapError`; a mutation that takes too long.
    """
    whole, use = target(name, folder)
    accepted = 0

    @settings(max_examples=examples, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(mutated(whole))
    def attack(data: bytes) -> None:
        nonlocal accepted
        begin = time.perf_counter()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", am.errors.AleppoMapWarning)
                use(data)
            accepted += 1
        except AleppoMapError as error:
            assert str(error)
        assert time.perf_counter() - begin < SLOWEST_S

    attack()
    return accepted


def main() -> None:
    """Print a line a target: mutations read, accepted, refused, seconds."""
    for name in TARGETS:
        begin = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            accepted = fuzz(name, Path(folder), LONG)
        took = time.perf_counter() - begin
        line = f"{LONG:6} read {accepted:6} accepted {LONG - accepted:6} refused {took:6.0f} s"
        print(f"{name:20} {line}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
