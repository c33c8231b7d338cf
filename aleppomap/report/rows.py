"""A claim as a row: its interval drawn against ours."""

from __future__ import annotations

import math

from markupsafe import Markup

from aleppomap import vocab
from aleppomap.claims.verdict import Verdict
from aleppomap.report.svg import element, mark, words

__all__ = ["GLYPHS", "interval"]

GLYPHS = {
    vocab.MATCHES: "●",
    vocab.CLOSE: "◐",
    vocab.TOO_HIGH: "▲",
    vocab.TOO_LOW: "▼",
    vocab.TOO_CLOSE: "≈",
    vocab.CANNOT_TELL: "?",
    vocab.NOT_CHECKABLE: "–",
    vocab.CONTRADICTS_ITSELF: "⇄",
}

WIDTH, HEIGHT = 240.0, 46.0
_PAD = 6.0
_UNITS = {"percent": " %", "km2": " km²"}


def interval(verdict: Verdict) -> Markup:
    """Return what the words allow as a bar, and our number with its range across it.

    Empty when there is no number on one side.
    """
    quantity, allowed = verdict.claim.quantity, verdict.bands
    if verdict.headline is None or quantity is None or allowed is None:
        return Markup("")
    end = _end(verdict)

    def x(value: float) -> float:
        return _PAD + min(max(value, 0.0), end) / end * (WIDTH - 2 * _PAD)

    def bar(low: float, high: float, y: float, thick: float, look: str) -> Markup:
        width = max(x(high) - x(low), 1.5)
        left = min(x(low), WIDTH - _PAD - width)
        return element("rect", x=left, y=y, width=width, height=thick, class_=look)

    label = (
        f"From 0 to {end:g}: the words say {allowed.core}, tolerated {allowed.tolerated}; "
        f"ours {verdict.ours}"
    )
    middle = 17.0
    return element(
        "svg",
        element("path", d=f"M{_PAD:g} {middle:g}H{WIDTH - _PAD:g}", class_="scale"),
        *(element("path", d=f"M{x(end * n / 4):.1f} {middle - 3:g}v6", class_="scale")
          for n in range(5)),
        bar(allowed.tolerated.low, allowed.tolerated.high, middle - 9, 18, "tolerated"),
        bar(allowed.core.low, allowed.core.high, middle - 9, 18, "core"),
        *(element("path", d=f"M{x(end_):.1f} {middle - 11:g}v22", class_="stated")
          for end_ in dict.fromkeys((quantity.low, quantity.high))),
        bar(verdict.low, verdict.high, middle - 1.5, 3, "range"),
        mark("diamond", x(verdict.best), middle, 4.4, "best"),
        words("0", x(0), HEIGHT - 3),
        words(f"{end:g}{_UNITS.get(quantity.unit, '')}", WIDTH - _PAD, HEIGHT - 3, anchor="end"),
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", class_="interval", role="img", aria_label=label,
    )  # fmt: skip


def _end(verdict: Verdict) -> float:
    """Return the end of the scale: 100 percent, or a round number beyond all that is drawn."""
    quantity = verdict.claim.quantity
    if quantity is None or quantity.unit == "percent":
        return 100.0
    numbers = [quantity.high * 1.25, verdict.high, 1e-9]
    if verdict.bands:
        numbers += [v for v in (verdict.bands.core.high,) if math.isfinite(v)]
    top = max(numbers)
    power = 10 ** math.floor(math.log10(top))
    return float(next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= top))
