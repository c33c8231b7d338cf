"""Truth: zip archives put together byte by byte, and what `zipfile` itself raises on them."""

import io
import random
import struct
import zipfile
import zlib

import pytest

from aleppomap.archives import BROKEN, members
from aleppomap.errors import InvalidInput

FULL_32, FULL_64 = (1 << 32) - 1, (1 << 64) - 1


def archive(content=b"abc", name=b"doc.kml", *, packing=0, flags=0, version=45, begin=0,
            size=None, far=b""):  # fmt: skip
    """Return an archive of one file, as the headers say it is."""
    sizes = (zlib.crc32(content), *[len(content) if size is None else size] * 2)
    head = (version, flags, packing, 0, 33)
    file = struct.pack("<4s5H3L2H", b"PK\3\4", *head, *sizes, len(name), 0) + name + content
    entry = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", 0x031E, *head, *sizes, len(name), len(far), 0, 0, 0, 0, begin
    ) + name + far  # fmt: skip
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(entry), len(file), 0)
    return file + entry + end


def zipped(packing):
    """Return an archive that is whole."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", packing) as made:
        made.writestr("doc.kml", b"<kml>" + bytes(range(256)))
    return bytearray(data.getvalue())


def spoilt(packing, at):
    """Return an archive whose packed bytes are others from some place on."""
    data = zipped(packing)
    data[37 + at : 37 + at + 16] = b"\xff" * 16
    return bytes(data)


HARM = {
    "no archive": (b"PK", zipfile.BadZipFile),
    "a wrong checksum": (spoilt(zipfile.ZIP_STORED, 10), zipfile.BadZipFile),
    "a name that is not UTF-8": (archive(name=b"\xff.kml", flags=0x800), ValueError),
    "another version": (archive(version=99), RuntimeError),
    "another packing": (archive(packing=77), RuntimeError),
    "patches": (archive(flags=0x20), RuntimeError),
    "a place beyond any file": (
        archive(begin=FULL_32, far=struct.pack("<2HQ", 1, 8, FULL_64)), OverflowError),
    "cut off": (archive(size=1000), (EOFError, zipfile.BadZipFile)),  # the second since 3.12.2
    "bzip2 that is none": (archive(packing=zipfile.ZIP_BZIP2), OSError),
    "deflate that is none": (spoilt(zipfile.ZIP_DEFLATED, 0), zlib.error),
    "LZMA that is none": (spoilt(zipfile.ZIP_LZMA, 4), zipfile.lzma.LZMAError),
}  # fmt: skip
"""Archives, and what `zipfile` raises on them."""


def listed(data):
    return list(members(data, "a.kmz", (".kml",)))


def test_what_is_whole_is_read():
    assert listed(archive(b"<kml/>")) == [("doc.kml", b"<kml/>")]
    for packing in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert listed(bytes(zipped(packing))) == [("doc.kml", b"<kml>" + bytes(range(256)))]


@pytest.mark.parametrize("harm", HARM)
def test_a_broken_archive_is_one_fault(harm):
    data, kinds = HARM[harm]
    with pytest.raises(kinds), zipfile.ZipFile(io.BytesIO(data)) as opened:
        opened.read(opened.infolist()[0])
    with pytest.raises(InvalidInput) as caught:
        listed(data)
    (fault,) = caught.value.faults
    assert fault.file == "a.kmz"
    assert fault.allowed in ("a zip archive", "a whole archive")


def test_every_error_provided_for_is_one_that_happens():
    happen = [kind for _, kinds in HARM.values()
              for kind in (kinds if isinstance(kinds, tuple) else (kinds,))]  # fmt: skip
    assert set(happen) == set(BROKEN)


def test_a_packing_this_python_was_built_without(monkeypatch):
    data = bytes(zipped(zipfile.ZIP_BZIP2))
    monkeypatch.setattr(zipfile, "bz2", None)
    with pytest.raises(InvalidInput, match=r"missing\) bz2"):
        listed(data)


def test_folders_and_files_without_a_name_are_passed_over():
    assert listed(archive(name=b"")) == []
    assert listed(archive(b"", b"doc.kml/")) == []


@pytest.mark.parametrize(
    "packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_bytes_changed_anywhere_are_refused_or_read(packing):
    draw = random.Random(packing)  # noqa: S311 - the same every time
    for _ in range(1500):
        data = zipped(packing)
        for _ in range(draw.randint(1, 3)):
            place = draw.randrange(len(data))
            data[place] = draw.choice([0, 0xFF, data[place] ^ 1 << draw.randrange(8)])
        try:
            assert len(listed(bytes(data))) <= 1
        except InvalidInput as error:
            assert error.faults[0].file == "a.kmz"
