"""The hash of a control: the same when it is made again, another when anything differs."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from aleppomap import load
from aleppomap.errors import AleppoMapError
from aleppomap.grounds import Ground, bare, digest_of, ground_of
from aleppomap.series import SnapshotSeries
from tests import small
from tests.series_maker import Maker, frames


def made(**changes):
    return frames(Maker(days=8, front=60, pockets=3, **changes))


def test_a_series_made_again_saved_or_worked_with_has_one_hash(tmp_path):
    series = SnapshotSeries.from_frames(made())
    first = digest_of(series)
    assert digest_of(SnapshotSeries.from_frames(made())) == first
    assert digest_of(SnapshotSeries.load(series.save(tmp_path / "s.npz"))) == first
    series.area_over_time()
    series.at(series.dates[2])
    assert digest_of(series) == first


def test_one_vertex_one_day_or_one_party_gives_another(tmp_path):
    whole = made()
    seen = {digest_of(SnapshotSeries.from_frames(whole))}
    moved = made()
    day = date(2022, 3, 4)
    shapes = moved[day].geometry.to_list()
    points = shapely.get_coordinates(shapes[0])
    corner = points[5].copy()

    def shift(at):
        at = at.copy()
        at[(at == corner).all(axis=1)] += 1e-5
        return at

    moved[day] = moved[day].set_geometry(
        gpd.GeoSeries([shapely.transform(shape, shift) for shape in shapes], crs="OGC:CRS84")
    )
    seen.add(digest_of(SnapshotSeries.from_frames(moved)))
    seen.add(digest_of(SnapshotSeries.from_frames(dict(list(whole.items())[:-1]))))
    named = {day: frame.assign(control=["inner", "other"]) for day, frame in whole.items()}
    seen.add(digest_of(SnapshotSeries.from_frames(named)))
    later = {date(2022, 3, 3 * n + 1): frame for n, frame in enumerate(whole.values())}
    seen.add(digest_of(SnapshotSeries.from_frames(later)))
    seen.add(digest_of(SnapshotSeries.from_frames(later, max_gap=1)))
    assert len(seen) == 6


def test_a_territory_whose_synthesis_or_districts_change_has_another(tmp_path):
    def history(name, change=lambda text: text, file="synthesis.csv"):
        folder = small.write(tmp_path / name)
        path = Path(folder) / file
        path.write_text(change(path.read_text("utf-8")), "utf-8")
        return load(folder).history()

    first = digest_of(history("one"))
    assert digest_of(history("again")) == first
    earlier = history("earlier", lambda text: text.replace("2020-03-15", "2020-03-14"))
    assert digest_of(earlier) != first
    x = next(iter(small.districts()["nw"].exterior.coords))[0]
    moved = history("moved", lambda text: text.replace(str(x), str(x + 1e-5)), "districts.geojson")
    assert digest_of(moved) != first


def test_a_ground_is_sent_without_what_was_worked_out():
    series = SnapshotSeries.from_frames(made())
    fresh = len(pickle.dumps(bare(series)))
    series.at(series.dates[0])  # keeps a function, which cannot be sent
    assert len(pickle.dumps(bare(series))) <= 2 * fresh
    history = load().history()
    sent = pickle.loads(pickle.dumps(bare(ground_of(history))))  # noqa: S301 - our own
    middles = shapely.get_coordinates(shapely.point_on_surface(history.cells.geometry.to_numpy()))
    assert isinstance(sent, Ground)
    for day in (history.dates[0], date(2016, 11, 28), history.dates[-1]):
        assert sent.holders_at(middles, day).tolist() == history.at(day)["control"].tolist()


def test_a_control_that_cannot_find_points_is_refused():
    class Nowhere:
        cells = None

    with pytest.raises(AleppoMapError, match="no districts"):
        ground_of(Nowhere())
