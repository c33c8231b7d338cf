"""Static figures: the same bytes twice, the right colour in the right place, Arabic drawn."""

from __future__ import annotations

import io

import matplotlib.colors
import matplotlib.image
import numpy as np
import pandas as pd
import pytest

import aleppomap as am
from aleppomap import figures


@pytest.fixture(scope="module")
def history():
    return am.load().history()


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_figure_has_the_same_bytes(history, tmp_path, kind):
    written = [
        figures.save_figure(
            figures.control_figure(history, ["2016-11-28"]), tmp_path / f"{n}.{kind}", "words"
        ).read_bytes()
        for n in range(2)
    ]
    assert written[0] == written[1]
    assert b"words" in written[0] or kind == "pdf"


@pytest.mark.parametrize(
    ("day", "party"), [("2016-11-14", "opposition"), ("2016-12-22", "government")]
)
def test_shaar_is_drawn_in_the_colour_of_its_holder(history, day, party):
    figure = figures.control_figure(history, [day])
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    buffer.seek(0)
    image = matplotlib.image.imread(buffer)
    axes = figure.axes[0]
    metric = history.cells.to_crs(figures._metric(history))
    x, y = axes.transData.transform(metric.geometry["shaar"].representative_point().coords[0])
    patch = image[
        int(image.shape[0] - y) - 12 : int(image.shape[0] - y) + 12, int(x) - 40 : int(x) + 40
    ]
    colour = next(p.colour for p in history.parties if p.party == party)
    paper = np.asarray(matplotlib.colors.to_rgb(figures._PAPER))
    full = np.asarray(matplotlib.colors.to_rgb(colour))
    expected = figures.FILL_ALPHA * full + (1 - figures.FILL_ALPHA) * paper
    near = np.abs(patch[..., :3] - expected).max(axis=-1) < 0.02
    assert near.mean() > 0.3


def test_small_multiples_have_a_panel_a_day(history):
    days = figures.telling_days(history, 5)
    assert days[0] == history.dates[0]
    assert days[-1] == history.dates[-1]
    figure = figures.control_figure(history, days)
    assert next(a.get_title() for a in figure.axes if a.get_title()) == "14 November 2016"
    assert sum(bool(a.get_title()) for a in figure.axes) == 5


def test_arabic_titles_and_months(history):
    figure = figures.control_figure(history, ["2016-11-28"], lang="ar")
    assert figure.get_suptitle() == history.about.title_ar
    assert figure.axes[0].get_title() == "28 تشرين الثاني 2016"


def test_area_over_time_with_claims(history, tmp_path):
    claims = pd.DataFrame(
        {"date": ["2016-11-28"], "low_km2": [20.0], "high_km2": [25.0], "side": ["monitor"]}
    )
    figure = figures.area_figure(history, "opposition", claims)
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == ["low to high", "best", "monitor"]


def test_what_cannot_be_drawn_is_said(history, tmp_path):
    with pytest.raises(am.AleppoMapError, match="at least one day"):
        figures.control_figure(history, [])
    with pytest.raises(am.AleppoMapError, match="no party"):
        figures.area_figure(history, "nobody")
    with pytest.raises(am.AleppoMapError, match=r"\.png, \.svg, \.pdf"):
        figures.save_figure(figures.control_figure(history, ["2016-11-28"]), tmp_path / "a.gif")


def test_alternative_text_says_the_day_and_the_areas(history):
    words = figures.alternative_text(history, "2016-11-28")
    assert "2016-11-28" in words
    assert "Opposition factions 22.9 km²" in words
