"""``aleppomap figure``: what is written, and which claims a chart carries. Truth by hand."""

import matplotlib.image
import pytest

from aleppomap.cli.figuring import _claims_on
from tests import small

CLAIMS = [
    small.claim("sixty", "2020-03-07", 60),
    small.claim("a-fifth", "2020-03-05", 20, measure="lost"),
    small.claim("still-one", "2020-03-08", 1, kind="area", measure="held"),
    small.claim("of-the-top", "2020-03-07", 60, region="top"),
    small.claim("gained", "2020-03-07", 60, measure="gained", by="red"),
    small.claim("too-early", "2019-03-07", 60),
    small.claim("no-number", "2020-03-07", ""),
]


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return small.territory(tmp_path_factory.mktemp("toy"), claims=CLAIMS)


def test_claims_on_a_chart_are_what_was_said_to_be_left(toy):
    said = _claims_on(toy, toy.history(), "blue").set_index("date")
    # blue held 2.6 km2 of four squares: 60 % lost leaves 1.04, a fifth 2.08
    assert said["low_km2"].round(3).to_dict() == {
        "2020-03-07": 1.04, "2020-03-05": 2.08, "2020-03-08": 1.0,
    }  # fmt: skip
    assert (said["low_km2"] == said["high_km2"]).all()
    assert _claims_on(toy, toy.history(), "red") is None


@pytest.mark.parametrize(
    ("words", "panels"),
    [((), 1), (("--date", "2020-03-01", "--date", "2020-03-09"), 2), (("--chart", "blue"), 1)],
)
def test_a_figure_is_written_with_words_for_those_who_cannot_see_it(
    run, toy, tmp_path, words, panels
):
    picture = tmp_path / "day.png"
    ran = run("figure", "-o", picture, "--territory", toy.folder, *words)
    assert ran.code == 0
    assert ran.out == ""
    assert f"wrote {picture}" in ran.err
    rows, columns, _ = matplotlib.image.imread(picture).shape
    assert (columns > rows) == (panels == 2 or "--chart" in words)
    said = "Area held by The Blues over time" if "--chart" in words else "Map of Four Squares"
    assert ran.err.count(said) == panels


def test_a_grid_is_of_the_days_on_which_most_changed(run, toy, tmp_path):
    ran = run("figure", "-o", tmp_path / "grid.svg", "--grid", "--territory", toy.folder)
    assert ran.code == 0
    for day in ("2020-03-01", "2020-03-20"):
        assert f"at the end of {day}" in ran.err


def test_what_cannot_be_drawn_leaves_no_file(run, toy, tmp_path):
    for words, code in (
        (("--chart", "blu"), 1), (("--date", "2021-01-01"), 1), (("--lang", "fr"), 2),
    ):  # fmt: skip
        ran = run("figure", "-o", tmp_path / "x.png", "--territory", toy.folder, *words)
        assert ran.code == code
    assert run("figure", "-o", tmp_path / "x.gif", "--territory", toy.folder).code == 1
    assert list(tmp_path.iterdir()) == []
