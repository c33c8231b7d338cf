"""What a notebook shows: the page in a frame, a picture without scripts, a word when too large."""

from __future__ import annotations

import aleppomap as am
from aleppomap.maps import inline


def test_a_frame_and_a_picture_for_where_scripts_are_refused():
    shown = am.control_map(am.load().history(), "2016-11-28")._repr_html_()
    assert "<iframe" in shown
    fallback = shown[shown.index("<noscript>") :]
    assert "data:image/png;base64," in fallback
    assert "Opposition factions 22.9 km²" in fallback


def test_a_page_too_large_for_a_notebook_says_so():
    history = am.load().history()
    shown = inline.in_notebook("&" * (inline.LARGE_BYTES + 1), history, history.dates[0])
    assert "too large to keep in a notebook" in shown
    assert "&&&&" not in shown
    assert "<img" in shown
