"""Chunks of files: every row in one of them, whatever it holds. Truth: Python's csv, pyogrio."""

from __future__ import annotations

import csv
import io
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from aleppomap import point_csv
from aleppomap.errors import AleppoMapError, InvalidInput
from aleppomap.point_chunks import chunks_of, read_chunk

CELL = st.text(st.sampled_from(list('ab,";\n\r é7')), max_size=6)


def whole(path, rows):
    chunks = chunks_of(path, rows)
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    assert [chunk.first_row for chunk in chunks] == [n * rows for n in range(len(chunks))]
    assert all(chunk.rows == rows for chunk in chunks[:-1])
    return pd.concat([read_chunk(path, chunk) for chunk in chunks])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("chunks")


@given(
    table=st.lists(st.tuples(CELL, CELL), max_size=12),
    rows=st.integers(1, 5),
    bom=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line=st.sampled_from(["\n", "\r\n"]),
    block=st.sampled_from([7, 1 << 24]),
)
def test_cells_come_as_csv_has_them_in_chunks_of_any_size(
    folder, table, rows, bom, quoting, line, block
):
    if quoting == csv.QUOTE_MINIMAL:  # which leaves a return alone unquoted: a line end
        table = [[cell.replace("\r", "") for cell in row] for row in table]
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=quoting, lineterminator=line)
    writer.writerow(["first", 'second,\n"name"'])
    writer.writerows(table)
    path = folder / "t.csv"
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.getvalue().encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(point_csv, "_BLOCK", max(block, 64 if block == 7 else block))
        frame = whole(path, rows)
    filled = [(n, list(row)) for n, row in enumerate(table) if any(row)]
    assert frame.columns.tolist() == ["first", 'second,\n"name"']
    assert frame.index.tolist() == [n for n, _ in filled]
    assert frame.to_numpy().tolist() == [row for _, row in filled]


@pytest.mark.parametrize("loose", ['5" pipe', 'a "b" c', ' "x"', 'x"'])
@pytest.mark.parametrize("end", ["\n", ""])
def test_a_quote_within_a_cell_neither_opens_nor_closes_it(tmp_path, loose, end):
    path = tmp_path / "t.csv"
    lines = ["a,b", *(f"{n},plain" for n in range(5)), f"5,{loose}", '6,"one\ntwo"', "7,last"]
    path.write_text("\n".join(lines) + end, "utf-8")
    for rows in (1, 2, 3, 100):
        frame = whole(path, rows)
        assert frame["a"].tolist() == [str(n) for n in range(8)]
        assert frame["b"].tolist() == ["plain"] * 5 + [loose, "one\ntwo", "last"]


def test_a_header_alone_is_no_rows(tmp_path):
    for text in ("a,b", "a,b\n"):
        (tmp_path / "t.csv").write_text(text)
        (chunk,) = chunks_of(tmp_path / "t.csv", 10)
        assert chunk.rows == 0
        assert read_chunk(tmp_path / "t.csv", chunk).columns.tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "where", "value"),
    [
        (b"", "row 1", ""),
        (b"\n\n", "row 1", ""),
        (b"a,a\n1,2\n", "row 1", "a"),
        (b"a,b\n1,2\n3\n4,5,6\n", "row 3", "1 cells"),
        (b"a,b\n1,2,3\n4,5,6\n", "row 2", "3 cells"),
        (b"a,b\n1,2\n\xe4,5\n", "rows 2 to 3", "b'\\xe4'"),
        ("a,b\n1,2\n".encode("utf-16"), "row 1", "b'\\xff\\xfea\\x00,\\x00b\\x00\\n'"),
    ],
)  # fmt: skip
def test_what_is_no_table_names_row_and_remedy(tmp_path, content, where, value):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        whole(path, 100)
    fault = caught.value.faults[0]
    assert (fault.file, fault.where, fault.value) == ("t.csv", where, value)
    assert fault.remedy.endswith(".")


def test_every_uneven_row_of_a_chunk_is_named(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3\n\n4,5,6\n7,8\n9\n")
    with pytest.raises(InvalidInput) as caught:
        whole(tmp_path / "t.csv", 100)
    assert [fault.where for fault in caught.value.faults] == ["row 3", "row 5", "row 7"]


@pytest.mark.parametrize("quote", ['1,"open\n2,x\n', '1,"a"b"c\n2,x\n'])
def test_quotes_that_are_not_closed_are_refused(tmp_path, quote):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + quote)
    try:
        frame = whole(path, 1)
    except InvalidInput as error:
        assert error.faults[0].file == "t.csv"
    else:  # or read as the csv module reads them
        assert frame.to_numpy().tolist() == list(csv.reader(quote.splitlines(keepends=True)))


def test_rows_of_parquet_across_row_groups_keep_their_types(tmp_path):
    count = 1000
    table = pa.table({
        "id": pa.array([n if n % 7 else None for n in range(count)], pa.int64()),
        "x": np.linspace(37, 38, count), "y": np.linspace(36, 37, count),
        "when": pa.array([None, *range(count - 1)], pa.date32()),
        "kind": pa.array(["house", "school"] * (count // 2)).dictionary_encode(),
        "tags": pa.array([["a"], []] * (count // 2)),
    })  # fmt: skip
    path = tmp_path / "t.parquet"
    parquet.write_table(table, path, row_group_size=130)
    for rows in (64, 130, 333, 5000):
        again = pa.Table.from_pandas(whole(path, rows), preserve_index=False)
        assert again.replace_schema_metadata(None).equals(table)


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
@pytest.mark.parametrize("name", ["geometry", "place"])
def test_geoparquet_of_either_encoding_name_and_crs(tmp_path, encoding, name):
    where = np.random.default_rng(2).uniform((37, 36), (38, 37), (100, 2))
    points = gpd.GeoSeries(gpd.points_from_xy(*where.T), crs="OGC:CRS84").to_crs(32637)
    frame = gpd.GeoDataFrame({"id": range(100), name: points}, geometry=name)
    frame.to_parquet(tmp_path / "p.parquet", geometry_encoding=encoding, schema_version=(
        "1.1.0" if encoding == "geoarrow" else None))  # fmt: skip
    read = whole(tmp_path / "p.parquet", 30)
    assert read.crs == frame.crs
    assert read.geometry.name == name
    assert shapely.equals(read.geometry.to_numpy(), frame.geometry.to_numpy()).all()


def test_parquet_of_pandas_with_an_index(tmp_path):
    frame = pd.DataFrame({"x": [1.0, 2, 3], "y": [4.0, 5, 6]}, index=pd.Index([7, 8, 9], name="n"))
    frame.to_parquet(tmp_path / "p.parquet")
    assert whole(tmp_path / "p.parquet", 2)["n"].tolist() == [7, 8, 9]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".fgb", ".shp"])
def test_layers_of_gdal_in_chunks(tmp_path, suffix):
    path = tmp_path / f"p{suffix}"
    frame = gpd.GeoDataFrame({"id": range(25)}, crs="OGC:CRS84", geometry=gpd.points_from_xy(
        np.linspace(37, 38, 25), np.linspace(36, 37, 25)))  # fmt: skip
    frame.to_file(path, **({"SPATIAL_INDEX": "NO"} if suffix == ".fgb" else {}))
    for rows in (4, 25, 100):
        read = whole(path, rows)
        assert read["id"].tolist() == list(range(25))
        assert read.index.tolist() == list(range(25))
        assert shapely.equals(read.geometry.to_numpy(), frame.geometry.to_numpy()).all()


@pytest.mark.parametrize("suffix", [".parquet", ".geojson", ".gpkg", ".fgb", ".shp"])
def test_a_file_that_is_not_what_its_name_says(tmp_path, suffix):
    path = tmp_path / f"p{suffix}"
    for content in (b"", b"<OGRVRTDataSource></OGRVRTDataSource>", b"x" * 5000):
        path.write_bytes(content)
        with pytest.raises(AleppoMapError, match=f"p{suffix}"):
            whole(path, 10)


@pytest.mark.parametrize("suffix", [".parquet", ".gpkg", ".fgb"])
def test_a_file_cut_off_is_refused_or_read_in_part(tmp_path, suffix):
    full, path = tmp_path / f"full{suffix}", tmp_path / f"p{suffix}"
    frame = gpd.GeoDataFrame({"id": range(500)}, crs="OGC:CRS84", geometry=gpd.points_from_xy(
        np.linspace(37, 38, 500), np.linspace(36, 37, 500)))  # fmt: skip
    frame.to_parquet(full) if suffix == ".parquet" else frame.to_file(full)
    data = full.read_bytes()
    for size in range(0, len(data), max(1024, len(data) // 20)):
        path.write_bytes(data[:size])
        try:
            read = whole(path, 100)
        except AleppoMapError as error:
            assert path.name in str(error)
        else:
            assert len(read) <= 500


def test_formats_that_are_not_read_are_listed(tmp_path):
    with pytest.raises(AleppoMapError, match=r"must be one of \.csv, \.parquet"):
        chunks_of(tmp_path / "p.xlsx", 10)


def test_parquet_without_pyarrow_says_what_to_install(tmp_path, monkeypatch):
    pd.DataFrame({"x": [1.0], "y": [1.0]}).to_parquet(tmp_path / "p.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)  # as where it is not installed
    with pytest.raises(AleppoMapError, match=r"pip install 'aleppomap\[parquet\]'"):
        chunks_of(tmp_path / "p.parquet", 10)
