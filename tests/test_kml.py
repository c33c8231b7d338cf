"""KML as Google Earth and other programs write it: what of a placemark is read, and what is not."""

from __future__ import annotations

import pytest

from aleppomap.errors import InvalidInput
from aleppomap.kml import read_kml

SQUARE = "37,36 37.1,36 37.1,36.1 37,36.1 37,36"


def polygon(ring=SQUARE):
    return (f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates>"
            "</LinearRing></outerBoundaryIs></Polygon>")  # fmt: skip


def document(inside, head=""):
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}</Document></kml>'


def read(inside):
    return read_kml(document(inside).encode(), "a.kml")


def test_dates_of_a_placemark():
    (first, second, third), _ = read(
        f"<TimeStamp><when>1999</when></TimeStamp>"
        f"<Placemark><name>A</name><TimeStamp><when>2016-11-26</when></TimeStamp>{polygon()}"
        f"</Placemark><Placemark><name>B</name><TimeSpan><begin>2016-11-26</begin>"
        f"<end>2016-12-01</end></TimeSpan>{polygon()}</Placemark>"
        f"<Placemark><name>C</name>{polygon()}</Placemark>"
    )
    assert first["properties"]["date"] == "2016-11-26"
    assert (second["properties"]["begin"], second["properties"]["end"]) == (
        "2016-11-26", "2016-12-01",
    )  # fmt: skip
    assert "date" not in third["properties"]  # what is dated above it is not its own


def test_extended_data_of_either_form_and_only_where_it_has_a_name():
    (feature,), _ = read(
        "<Placemark><ExtendedData><Data name='holder'><value>red</value></Data>"
        "<Data><value>nameless</value></Data><SchemaData><SimpleData name='note'>at noon"
        f"</SimpleData></SchemaData></ExtendedData>{polygon()}</Placemark>"
    )
    assert feature["properties"] == {"holder": "red", "note": "at noon", "party": "", "folder": ""}


def test_several_polygons_are_one_feature_and_points_are_counted():
    features, others = read(
        f"<Folder><name>Red</name><Placemark><MultiGeometry>{polygon()}{polygon()}"
        "</MultiGeometry></Placemark></Folder>"
        "<Placemark><Point><coordinates>37,36</coordinates></Point></Placemark>"
    )
    assert [feature["geometry"]["type"] for feature in features] == ["MultiPolygon"]
    assert len(features[0]["geometry"]["coordinates"]) == 2
    assert features[0]["properties"]["party"] == "Red"
    assert others == 1


def test_a_position_that_is_no_number_stays_to_be_named():
    (feature,), _ = read(f"<Placemark>{polygon('37,36 37.1,north 37,36')}</Placemark>")
    assert feature["geometry"]["coordinates"] == [[[37.0, 36.0], ["37.1,north"], [37.0, 36.0]]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (document("", '<!DOCTYPE kml [<!ENTITY a "b">]>'), "document type declaration"),
        ("<gpx></gpx>", "a root element 'gpx'"),
        (document("<Placemark>"), "mismatched tag"),
        (document("<Folder>" * 300 + "</Folder>" * 300), "deep"),
    ],
)
def test_what_is_no_kml_is_refused_with_its_line(text, said):
    with pytest.raises(InvalidInput) as caught:
        read_kml(text.encode(), "a.kml")
    (fault,) = caught.value.faults
    assert (fault.file, fault.where) == ("a.kml", "line 1")
    assert said in fault.value
