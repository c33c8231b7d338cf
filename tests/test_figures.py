"""Static figures: the same bytes twice, the right colour in the right place, Arabic drawn."""

from __future__ import annotations

import io
import json
from pathlib import Path

import geopandas as gpd
import matplotlib.colors
import matplotlib.dates
import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import aleppomap as am
from aleppomap import figures
from aleppomap.figures import ground
from aleppomap.figures.ground import FILL_ALPHA, metric_crs, scale_bar
from aleppomap.figures.picture import PAPER
from tests import small
from tests.series_maker import CENTRE, Maker, frames
from tests.toy_control import Toy


@pytest.fixture(scope="module")
def history():
    return am.load().history()


@pytest.fixture(scope="module")
def series():
    return am.SnapshotSeries.from_frames(frames(Maker(days=6, front=200, pockets=3)))


def legend_of(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


@pytest.fixture(scope="module")
def twice(history):
    """One figure, made twice."""
    return [figures.control_figure(history, ["2016-11-28"]) for _ in range(2)]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_figure_has_the_same_bytes(twice, tmp_path, kind):
    written = [
        figures.save_figure(figure, tmp_path / f"{n}.{kind}", "words").read_bytes()
        for n, figure in enumerate(twice)
    ]
    assert written[0] == written[1]
    assert b"words" in written[0] or kind == "pdf"


@pytest.mark.parametrize(
    ("day", "party"), [("2016-11-14", "opposition"), ("2016-12-22", "government")]
)
def test_shaar_is_drawn_in_the_colour_of_its_holder(history, day, party):
    figure = figures.control_figure(history, [day])
    metric = history.cells.to_crs(metric_crs(history))
    inside = metric.geometry["shaar"].representative_point()
    colour = next(p.colour for p in history.parties if p.party == party)
    assert drawn_in(figure, inside, colour) > 0.3


def drawn_in(figure, point, colour):
    """Return the part of the pixels around a point of the map that have a fill's colour."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    buffer.seek(0)
    image = matplotlib.image.imread(buffer)
    x, y = figure.axes[0].transData.transform(point.coords[0])
    row, column = int(image.shape[0] - y), int(x)
    patch = image[row - 12 : row + 12, column - 40 : column + 40]
    paper, full = (np.asarray(matplotlib.colors.to_rgb(c)) for c in (PAPER, colour))
    expected = FILL_ALPHA * full + (1 - FILL_ALPHA) * paper
    return (np.abs(patch[..., :3] - expected).max(axis=-1) < 0.02).mean()


def test_a_series_as_wide_as_a_country_is_drawn_with_a_bar_of_its_scale(series):
    figure = am.plot(series, "2022-03-03")
    axes = figure.axes[0]
    bar_m, words = scale_bar(max(np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())))
    assert words in [text.get_text() for text in axes.texts]
    bar = axes.lines[-1].get_xdata()
    assert bar[1] - bar[0] == pytest.approx(bar_m)
    west, _, east, _ = series.extent  # a degree of longitude on a sphere, at the middle
    across_m = (east - west) * 111_195 * np.cos(np.radians(CENTRE[1]))
    assert 0.05 * across_m < bar_m < 0.25 * across_m
    assert words == "100 km"
    assert legend_of(figure) == ["inner", "outer", "Front line"]
    assert "Synthesis" not in [text.get_text() for text in figure.texts]
    centre = gpd.GeoSeries.from_xy([CENTRE[0] + 0.2], [CENTRE[1]], crs="OGC:CRS84")
    inner = next(party.colour for party in series.parties if party.party == "inner")
    assert drawn_in(figure, centre.to_crs(metric_crs(series))[0], inner) > 0.9


def test_the_words_for_a_series_name_no_account_and_no_range(series):
    words = figures.alternative_text(series, "2022-03-03")
    km2 = series.at("2022-03-03").to_crs("EPSG:6933").area / 1e6  # an equal-area projection
    assert words == (
        f"Map of {series.about.title} at the end of 2022-03-03. "
        f"Held by: inner {km2['inner']:,.0f} km²; outer {km2['outer']:,.0f} km²."
    )


@pytest.mark.parametrize(
    ("span_m", "words"),
    [(900, "100 m"), (5_100, "1 km"), (10_500, "2 km"), (26_000, "5 km"), (700_000, "100 km")],
)
def test_a_scale_bar_is_a_round_number_of_at_most_a_fifth(span_m, words):
    bar_m, said = scale_bar(span_m)
    assert said == words
    assert span_m / 12.5 <= bar_m <= span_m / 5
    assert f"{bar_m:g}"[0] in "125"
    assert scale_bar(span_m, "ar")[1].endswith(("كم", "م"))


def test_a_territory_stands_for_its_synthesis(history):
    ours, its = (figures.control_figure(c, ["2016-11-28"]) for c in (am.load(), history))
    assert legend_of(ours) == legend_of(its)
    assert am.plot(am.load()).axes[0].get_title() == "End of 28 November 2016"


def test_the_legend_has_what_the_panels_show_and_nothing_else(tmp_path):
    history = small.territory(tmp_path).history()
    parties = [party.name for party in history.parties]
    assert legend_of(am.plot(history, "2020-03-01")) == [*parties, "Front line", "Partly held"]
    shown = legend_of(figures.control_figure(history, ["2020-03-01", "2020-03-09"]))
    assert shown == [*parties, "Front line", "Partly held", "Disputed", "Date uncertain"]


def test_ground_of_which_nobody_speaks_is_in_the_legend():
    toy = Toy()  # d4 is unknown to the fifth day
    parties = [party.name for party in toy.parties]
    assert legend_of(am.plot(toy, toy.dates[0]))[:4] == [*parties, "Not known"]
    assert "Not known" not in legend_of(am.plot(toy, toy.dates[9]))
    assert "غير معروف" in legend_of(am.plot(toy, toy.dates[0], lang="ar"))


def test_text_from_data_is_never_mathematics(tmp_path):
    toy = Toy(hostile=r" $\frac{$ $x_1$ ^_")
    for number, figure in enumerate((am.plot(toy), figures.area_figure(toy, "government"))):
        figures.save_figure(figure, tmp_path / f"{number}.svg")
        drawn = (tmp_path / f"{number}.svg").read_text("utf-8")
        assert r"$\frac{$ $x_1$ ^_" in drawn


def test_a_notebook_shows_a_figure_by_itself(history):
    picture = am.plot(history)._repr_png_()
    assert matplotlib.image.imread(io.BytesIO(picture)).shape[:2] == (814, 792)  # 7.4 by 7.2 in


def test_a_series_has_no_range_and_its_chart_no_band(series):
    axes = figures.area_figure(series, "inner").axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["best"]
    best = series.area_over_time().query("holder == 'inner'")["best_km2"]
    assert axes.lines[0].get_ydata().tolist() == best.tolist()
    assert axes.get_ylim() == pytest.approx((0, 1.05 * best.max()))
    assert "," in axes.yaxis.get_major_formatter()(10_000)


def test_small_multiples_have_a_panel_a_day(history):
    days = figures.telling_days(history, 5)
    assert days[0] == history.dates[0]
    assert days[-1] == history.dates[-1]
    figure = figures.control_figure(history, days)
    assert next(a.get_title() for a in figure.axes if a.get_title()) == "End of 14 November 2016"
    assert sum(bool(a.get_title()) for a in figure.axes) == 5


def test_arabic_titles_and_months(history):
    figure = figures.control_figure(history, ["2016-11-28"], lang="ar")
    assert figure.get_suptitle() == history.about.title_ar
    assert figure.axes[0].get_title() == "نهاية 28 تشرين الثاني 2016"


def test_area_over_time_with_claims(history, tmp_path):
    claims = pd.DataFrame(
        {"date": ["2016-11-28"], "low_km2": [20.0], "high_km2": [25.0], "side": ["monitor"]}
    )
    figure = figures.area_figure(history, "opposition", claims)
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == ["low to high", "best", "claimed: Monitors"]


def test_arabic_says_what_the_page_says_in_its_order(history):
    page = json.loads((Path(am.__file__).parent / "maps/words/ar.json").read_text("utf-8"))
    figure = figures.control_figure(history, ["2016-11-28"], lang="ar")
    assert {page[word] for word in ("front", "disputed", "changing")} <= set(legend_of(figure))
    FigureCanvasAgg(figure).draw()
    swatch = figure.legends[0].get_patches()[0].get_window_extent()
    assert figure.legends[0].get_texts()[0].get_window_extent().x1 <= swatch.x0
    words = figures.alternative_text(history, "2016-11-28", lang="ar")
    assert "فصائل المعارضة: 22.9 كم²" in words and "نهاية 28 تشرين الثاني 2016" in words
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(words.lower())
    assert "القراءة الجامعة" in figure.texts[-1].get_text()


def test_a_column_of_a_newspaper_has_its_width_its_title_and_its_dots(history, tmp_path):
    figure = figures.control_figure(history, ["2016-11-28"], title="A week", width_mm=90)
    assert figure.get_suptitle() == "A week"
    path = figures.save_figure(figure, tmp_path / "column.png", dpi=300)
    wide = matplotlib.image.imread(path).shape[1]
    assert wide == pytest.approx(90 / 25.4 * 300, abs=1)
    FigureCanvasAgg(figure).draw()
    title, day = figure._suptitle.get_window_extent(), figure.axes[0].title.get_window_extent()
    assert figure.bbox.y1 - title.y1 >= 0.08 * figure.dpi and day.y1 < title.y0
    for legend in figure.legends:
        assert legend.get_window_extent().x0 >= 0
        assert legend.get_window_extent().x1 <= figure.bbox.x1
    with pytest.raises(am.AleppoMapError, match="no width of 5 mm; give 60 to 1000"):
        figures.area_figure(history, "opposition", width_mm=5)


def test_a_chart_of_one_day_is_drawn_and_its_days_have_months(tmp_path):
    one = am.SnapshotSeries.from_frames(frames(Maker(days=1, front=20, pockets=1)))
    axes = figures.area_figure(one, one.parties[0].party).axes[0]  # a warning would be an error
    assert axes.get_xlim()[0] < axes.lines[0].get_xdata()[0] < axes.get_xlim()[1]
    assert axes.lines[0].get_marker() == "o"
    at = matplotlib.dates.datestr2num("2022-03-01")
    assert axes.xaxis.get_major_formatter()(at) == "1 Mar"
    assert axes.get_xlabel() == "2022"


def test_what_cannot_be_drawn_is_said(history, tmp_path):
    with pytest.raises(am.AleppoMapError, match="at least one day"):
        figures.control_figure(history, [])
    with pytest.raises(am.NotFound, match="no party 'oposition'; did you mean opposition"):
        figures.area_figure(history, "oposition")
    for draw in (am.plot, lambda c, **words: figures.area_figure(c, "opposition", **words)):
        with pytest.raises(am.AleppoMapError, match="no language 'fr'; a figure speaks en or ar"):
            draw(history, lang="fr")
    with pytest.raises(am.AleppoMapError, match="give who held what on each day"):
        am.plot(history.at("2016-11-28"))
    with pytest.raises(am.AleppoMapError, match=r"\.png, \.svg, \.pdf"):
        figures.save_figure(figures.control_figure(history, ["2016-11-28"]), tmp_path / "a.gif")


def test_what_a_chart_shows_is_said_in_words_of_its_language(history):
    words = figures.area_text(history, "opposition", lang="ar")
    first, last = "14 تشرين الثاني 2016", "22 كانون الأول 2016"
    assert words == (f"المساحة تحت سيطرة فصائل المعارضة، كم². {first} – {last} · القراءة الجامعة.")
    words = figures.area_text(history, "opposition")
    assert words == (
        "Area held by Opposition factions over time, Synthesis: "
        "35.9 km² (29.9–42.1), 2016-11-14; 0.0 km² (0.0–0.0), 2016-12-22."
    )


def test_alternative_text_says_the_day_and_the_areas(history):
    words = figures.alternative_text(history, "2016-11-28")
    assert "2016-11-28" in words
    assert "Opposition factions 22.9 km²" in words


def test_few_districts_are_shown_whole_and_of_many_those_that_change(tmp_path, monkeypatch):
    place = small.territory(tmp_path, synthesis=[*small.OPENING, *small.CHANGES[:2]])
    history = place.history()
    metric = metric_crs(history)
    squares = history.cells.to_crs(metric)
    whole, one = squares.total_bounds, squares.geometry["nw"].bounds
    frames = []
    for few in (30, 3):
        monkeypatch.setattr(ground, "WHOLE_UP_TO", few)
        frames.append(ground._frame(history, metric))
    for frame, inside in zip(frames, (whole, one), strict=True):
        margin = 0.06 * max(inside[2] - inside[0], inside[3] - inside[1])
        assert np.allclose(
            frame, [*(inside[:2] - np.array(margin)), *(inside[2:] + np.array(margin))], atol=1
        )  # metre
