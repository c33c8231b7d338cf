"""Elements of SVG as text: every value escaped, looks by class alone, never by attribute."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from aleppomap.standalone import legible

__all__ = ["SHAPES", "element", "mark", "path_of", "words"]

SHAPES = ("circle", "square", "triangle", "diamond", "down", "cross", "hexagon", "bar")
"""One shape a side, so that colour is never all that tells them apart."""

_OUTLINES = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "triangle": ((0, -1.15), (1.1, 0.85), (-1.1, 0.85)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "down": ((0, 1.15), (1.1, -0.85), (-1.1, -0.85)),
    "cross": (
        (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4),
        (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4),
    ),
    "hexagon": ((-0.55, -1), (0.55, -1), (1.1, 0), (0.55, 1), (-0.55, 1), (-1.1, 0)),
    "bar": ((-1.3, -0.5), (1.3, -0.5), (1.3, 0.5), (-1.3, 0.5)),
}  # fmt: skip


def element(name: str, *children: Markup | str, **attributes: object) -> Markup:
    """Return an element; text is escaped, ``class_`` stands for ``class``, None is left out.

    Examples
    --------
    >>> element("text", "<b>", x=1.50, class_="tick")
    Markup('<text x="1.5" class="tick">&lt;b&gt;</text>')
    """
    parts = []
    for key, value in attributes.items():
        if value is None:
            continue
        shown = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        parts.append(f' {key.rstrip("_").replace("_", "-")}="{escape(legible(shown))}"')
    inner = "".join(c if isinstance(c, Markup) else escape(legible(c)) for c in children)
    return Markup(f"<{name}{''.join(parts)}>{inner}</{name}>")  # noqa: S704  escaped above


def words(text: str, x: float, y: float, look: str = "tick", anchor: str = "middle") -> Markup:
    """Return a line of text at a place."""
    return element("text", text, x=x, y=y, text_anchor=anchor, class_=look)


def path_of(points: Sequence[tuple[float, float]], *, close: bool = False) -> str:
    """Return the path through points."""
    body = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M{body}{'Z' if close else ''}" if points else ""


def mark(shape: str, x: float, y: float, size: float, look: str) -> Markup:
    """Return a shape around a place."""
    if shape == "circle":
        return element("circle", cx=x, cy=y, r=size, class_=look)
    outline = [(x + dx * size, y + dy * size) for dx, dy in _OUTLINES[shape]]
    return element("path", d=path_of(outline, close=True), class_=look)
