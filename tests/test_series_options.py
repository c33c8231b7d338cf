"""One set of words tells every command how to read a series: two squares in two colours."""

import json

import pytest

from aleppomap.cli.series_options import read_series
from aleppomap.series import SnapshotSeries
from tests import small

OPTIONS = {
    "--control": "fill",
    "--value": "#f00=Reds",
    "--date-field": "day",
    "--party": "greens",
    "--max-gap": "1",
}
OF_DISTRICTS = {
    "check": {"--territory": "toy", "--account": "ash", "--boundaries": "points.csv"},
    "map": {"--territory": "toy", "--account": "ash", "--claim": "c"},
    "tag": {"--territory": "toy"},
}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Be in a folder with a series, a territory and a point in the red square."""
    monkeypatch.chdir(tmp_path)
    small.write(tmp_path / "toy")
    features = [
        {
            "type": "Feature",
            "properties": {"fill": fill, "day": day},
            "geometry": {"type": "Polygon", "coordinates": [
                [[west, 50], [west + 0.01, 50], [west + 0.01, 50.01], [west, 50.01], [west, 50]]
            ]},
        }
        for day in ("2020-03-01", "2020-03-04")
        for fill, west in (("#f00", 20), ("#00f", 20.02))
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (tmp_path / "front.geojson").write_text(text)
    (tmp_path / "points.csv").write_text("longitude,latitude\n20.005,50.005\n20.025,50.005\n")
    return tmp_path


@pytest.fixture
def command(run):
    """Run one of the commands that take a series in the place of districts."""
    words = {
        "check": ("--text", "The Reds held 5 km2", "--date", "2020-03-01"),
        "map": ("-o", "map.html"),
        "tag": ("points.csv", "-o", "tagged.csv", "--date", "2020-03-01"),
    }

    def call(name, *more):
        ran = run(name, *words[name], *more)
        return ran._replace(err=" ".join(ran.err.replace("│", " ").split()))

    return call


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("name", OF_DISTRICTS)
def test_words_on_a_series_are_refused_without_one(place, command, name, option):
    ran = command(name, option, OPTIONS[option])
    assert (ran.code, f"{option} goes with --series" in ran.err) == (2, True)
    assert not {"map.html", "tagged.csv"} & {path.name for path in place.iterdir()}


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name, given in OF_DISTRICTS.items() for option in given]
)
def test_words_on_districts_are_refused_with_a_series(place, command, name, option):
    given = OF_DISTRICTS[name][option]
    ran = command(name, "--series", "front.geojson", option, given)
    said = f"{option} goes with districts, not with --series"
    assert (ran.code, said in ran.err) == (2, True)
    assert not {"map.html", "tagged.csv"} & {path.name for path in place.iterdir()}


@pytest.mark.parametrize("name", OF_DISTRICTS)
def test_every_command_reads_a_series_as_it_is_told(place, command, monkeypatch, name):
    read, reader = [], SnapshotSeries.read
    monkeypatch.setattr(
        SnapshotSeries, "read", lambda *args, **told: read.append(reader(*args, **told)) or read[-1]
    )
    told = [word for option in OPTIONS.items() for word in option]
    ran = command(name, "--series", "front.geojson", *told)
    assert ran.code == 0
    assert "of no party asked for: #00f" in ran.err
    assert [party.name for party in read[0].parties] == ["Reds"]
    assert [str(day) for day in read[0].dates] == ["2020-03-01", "2020-03-04"]  # a gap of two days
    if name == "tag":
        rows = (place / "tagged.csv").read_text().splitlines()
        assert [row.split(",")[2] for row in rows] == ["control", "reds", "unknown"]


def test_what_is_left_out_is_as_the_help_says(place, run):
    series = read_series(place / "front.geojson", None, None, "day", None, None)
    said = " ".join(run("tag", "--help").out.replace("│", " ").split())
    assert f"name none; '{series.holders[0]}' if left out." in said
    assert f"is unknown; {series.max_gap} if left out." in said
