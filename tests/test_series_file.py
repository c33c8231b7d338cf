"""Files of a series that harm was done to: arrays written byte by byte into a sound one."""

import io
import json
import random
import struct
import zipfile

import numpy as np
import pytest

from aleppomap.errors import InvalidInput
from aleppomap.series import SnapshotSeries
from tests import hostile

HEADER = "{'descr': '|u1', 'fortran_order': False, 'shape': (%s,), }"


@pytest.fixture(scope="module")
def arrays(tmp_path_factory):
    """Return what is in a file that is sound, by name."""
    path = hostile.READERS["series.npz"].make(tmp_path_factory.mktemp("series"))
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture
def refused(arrays, tmp_path):
    """Return the fault of a file with other arrays."""

    def call(**others):
        inside = arrays | {f"{name}.npy": content for name, content in others.items()}
        (tmp_path / "s.npz").write_bytes(hostile.zip_of(**inside))
        with pytest.raises(InvalidInput) as caught:
            SnapshotSeries.load(tmp_path / "s.npz")
        (fault,) = caught.value.faults
        assert (fault.file, fault.allowed) == ("s.npz", "what SnapshotSeries.save writes")
        return fault

    return call


def array(header, content=b"\0" * 40):
    """Return an array as NumPy's format has it, under any header."""
    head = header.encode() + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head + content


def about(text):
    data = io.BytesIO()
    np.lib.format.write_array(data, np.frombuffer(text.encode(), np.uint8))
    return data.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no array", array(HEADER % "9" * 40), array(HEADER % "999999999999999"),
        array(HEADER % 10**20), array(HEADER % -5), array(HEADER % "True"), array("{[]: 1}"),
        array("{1: 1, 'a': 2}"), array("(((("), array("'''"), array("1 ! 2"), array("\0"),
        array("-" * 9000 + "1"), array("[" * 9000), array("9" * 9000),
        array(HEADER.replace("|u1", "|O") % 5), array(HEADER.replace("|u1", "(1u1,u1") % 5),
        array(HEADER.replace("|u1", "<f8") % 5),
    ],
    ids=range(19),
)  # fmt: skip
@pytest.mark.parametrize("name", ["low", "steps", "about"])
def test_what_is_no_array_of_numbers_is_refused(refused, name, content):
    assert refused(**{name: content}).field in (name, "file")


@pytest.mark.parametrize(
    "packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_bytes_changed_anywhere_are_refused_or_read(arrays, tmp_path, packing):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", packing) as archive:
        for name, content in arrays.items():
            archive.writestr(name, content)
    draw = random.Random(packing)  # noqa: S311 - the same every time
    for _ in range(1000):
        whole = bytearray(data.getvalue())
        place = draw.randrange(len(whole))
        whole[place : place + draw.randint(0, 1)] = draw.randbytes(draw.randint(0, 2))
        (tmp_path / "s.npz").write_bytes(whole)
        try:
            SnapshotSeries.load(tmp_path / "s.npz")
        except InvalidInput as error:
            assert error.faults[0].file == "s.npz"


@pytest.mark.parametrize("text", ["", "5", "[1]", '"a"', "null", "[" * 100_000, '{"a":' * 9999])
def test_what_is_not_about_a_series_is_refused(refused, text):
    assert refused(about=about(text)).field == "about"


@pytest.mark.parametrize("key", ["format", "observed", "holders", "parties", "about", "files",
                                 "found", "max_gap"])  # fmt: skip
@pytest.mark.parametrize("value", [None, 1.5, "x", [1], [None], [["a"], 2], [{}], {"a": 1}])
def test_a_field_of_another_kind_is_refused(arrays, refused, key, value):
    told = json.loads(np.load(io.BytesIO(arrays["about.npy"])).tobytes())
    if key == "files" and isinstance(value, list):
        value = value * 9  # as many as no series of four days has
    assert refused(about=about(json.dumps({**told, key: value})))
