"""Static figures for print and for places where scripts are stripped; no browser needed.

The same colours and hatches as the page. A partly held district is drawn in stripes as
wide as the share held; Arabic is shaped by matplotlib itself (3.11 and later).
"""

from aleppomap.figures.chart import area_figure, area_text
from aleppomap.figures.days import alternative_text, control_figure, plot, telling_days
from aleppomap.figures.picture import save_figure

__all__ = [
    "alternative_text", "area_figure", "area_text", "control_figure", "plot", "save_figure",
    "telling_days",
]  # fmt: skip
