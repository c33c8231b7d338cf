"""The page as a notebook shows it: in a frame, or as a picture where scripts are refused."""

from __future__ import annotations

import base64
import io
from datetime import date
from html import escape

from aleppomap.snapshot import Control

__all__ = ["LARGE_BYTES", "in_notebook"]

LARGE_BYTES = 2_000_000
"""A page larger than this would make the notebook slow to open and to share."""


def in_notebook(frame: str, control: Control, day: date) -> str:
    """Return what a notebook shows of a map.

    Parameters
    ----------
    frame
        The page inside an inline frame.
    control
        What the page draws, for the picture.
    day
        The day it opens on.

    Returns
    -------
    str
        The frame, and for a place without scripts a static picture with alternative
        text; a page over `LARGE_BYTES` is not put into the notebook, which says so.
    """
    picture = _picture(control, day)
    if len(frame) > LARGE_BYTES:
        size = f"{len(frame) / 1e6:.1f} MB"
        return (
            f"<p>This map is {size}, too large to keep in a notebook. "
            f"Write it with <code>.save('map.html')</code> and open that file.</p>{picture}"
        )
    return f"{frame}<noscript>{picture}</noscript>"


def _picture(control: Control, day: date) -> str:
    from aleppomap import figures  # matplotlib, only where a picture is wanted

    buffer = io.BytesIO()
    figures.plot(control, day).savefig(buffer, format="png", dpi=90, metadata={"Software": None})
    words = escape(figures.alternative_text(control, day), quote=True)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<img alt="{words}" src="data:image/png;base64,{data}">'
