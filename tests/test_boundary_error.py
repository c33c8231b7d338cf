"""The formula for boundary error against districts redrawn at random, on the real polygons."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

import aleppomap as am
from aleppomap.areas import CORRELATION_M, SD_M, share_sd_from_boundaries

DRAWS = 600
STEP_M = 50.0


def redrawn_shares(arcs, numerator, denominator, rng):
    """Return the share N/D with every arc displaced across itself, nodes moving with their arcs.

    Areas are summed from the arcs by the shoelace formula: an arc counts for its left
    district and against its right one.
    """
    metric = arcs.to_crs("+proj=laea +lat_0=36.2 +lon_0=37.16 +units=m")
    lines = shapely.segmentize(metric.geometry.to_numpy(), STEP_M)
    coordinates, arc_of = shapely.get_coordinates(lines, return_index=True)
    first = np.flatnonzero(np.diff(arc_of, prepend=-1))
    last = np.append(first[1:], len(arc_of)) - 1
    _, node_of_end = np.unique(
        coordinates[np.concatenate([first, last])].round(2), axis=0, return_inverse=True
    )
    before = coordinates[np.maximum(np.arange(len(arc_of)) - 1, first[arc_of])]
    after = coordinates[np.minimum(np.arange(len(arc_of)) + 1, last[arc_of])]
    along = after - before
    across = np.column_stack([-along[:, 1], along[:, 0]]) / np.linalg.norm(along, axis=1)[:, None]
    steps = np.linalg.norm(coordinates - before, axis=1)
    weights = {
        name: metric["left"].map(values).fillna(0).to_numpy()
        - metric["right"].map(values).fillna(0).to_numpy()
        for name, values in (("n", numerator), ("d", denominator))
    }
    shares = np.empty(DRAWS)
    for draw in range(DRAWS):
        offset = np.empty(len(arc_of))
        noise = rng.normal(0, SD_M, len(arc_of))
        memory = np.exp(-steps / CORRELATION_M)
        starts = np.zeros(len(arc_of), bool)
        starts[first] = True
        for i in range(len(arc_of)):
            keep = 0.0 if starts[i] else memory[i]
            offset[i] = keep * (offset[i - 1] if keep else 0.0) + np.sqrt(1 - keep**2) * noise[i]
        moved = coordinates + across * offset[:, None]
        ends = np.concatenate([first, last])
        count = np.bincount(node_of_end)
        for axis in (0, 1):
            mean = np.bincount(node_of_end, moved[ends, axis]) / count
            moved[ends, axis] = mean[node_of_end]
        x, y = moved.T
        cross = x[:-1] * y[1:] - x[1:] * y[:-1]
        cross[arc_of[:-1] != arc_of[1:]] = 0.0
        swept = np.bincount(arc_of[:-1], cross, minlength=len(lines)) / 2
        shares[draw] = (weights["n"] * swept).sum() / (weights["d"] * swept).sum()
    return shares


def test_the_formula_agrees_with_redrawn_districts():
    aleppo = am.load()
    history = aleppo.history()
    opening = history.at("2016-11-14")["opposition_share_best"]
    now = history.at("2016-11-28")["opposition_share_best"]
    lost = opening - now
    arcs = history.arcs()
    formula = share_sd_from_boundaries(arcs, lost, opening, history.at("2016-11-14")["area_km2"])
    shares = redrawn_shares(arcs, lost, opening, np.random.default_rng(20161128))
    # what a person would draw: about 2 standard deviations within 0.2 points
    assert shares.mean() == pytest.approx(0.363, abs=0.003)
    assert formula == pytest.approx(shares.std(), rel=0.2)
    assert 2 * formula == pytest.approx(0.002, abs=0.0006)
