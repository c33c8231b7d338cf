"""Fronts that change shape every day, held as edges with lifetimes.

Coordinates are snapped to 1e-6 degrees and each edge is kept once, with the party on
either side and the days it lives. Area is a sum over living edges, a change the faces
of the edges that differ, and a point's party flips when a changed edge crosses its ray.
"""

from aleppomap.series.snapshots import SnapshotSeries

__all__ = ["SnapshotSeries"]
