"""What the ledger's charts show: claims of one kind against our own series."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pandas as pd
from markupsafe import Markup

from aleppomap import vocab
from aleppomap.claims.comparable import comparable, our_series, stated_share
from aleppomap.claims.instrument import InstrumentCheck
from aleppomap.claims.model import Claim
from aleppomap.claims.verdict import Verdict
from aleppomap.report.chart import Look, Panel, Point, Spread, draw
from aleppomap.report.ledger import Ledger
from aleppomap.report.svg import SHAPES, element, mark

__all__ = ["charts", "key", "looks_of", "side_css"]

PALETTE = ("#00795b", "#595d64", "#7a4fa3", "#8a6a1f", "#b3423a", "#2f7f93", "#a10d4b", "#3f5fa8")
"""Colours of sides that are no party; a side named like a party takes the party's colour."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NOTHING = InstrumentCheck((), ())
_HOLDS = (vocab.MATCHES, vocab.CLOSE)


def looks_of(book: Ledger) -> dict[str, Look]:
    """Return how each side is drawn, in order of how often it speaks."""
    spoken = [book.speaker(verdict)[1] for verdict in book.verdicts]
    order = sorted(set(spoken), key=lambda side: (-spoken.count(side), side))
    return {side: Look(SHAPES[n % len(SHAPES)], f"side-{n}") for n, side in enumerate(order)}


def side_css(book: Ledger) -> str:
    """Return the rules that colour the sides; colours come from the parties or our palette."""
    parties = {party.party: party.colour for party in book.territory.parties}
    free = iter(PALETTE * 8)
    rules = []
    for side, look in looks_of(book).items():
        colour = parties.get(side, "")
        colour = colour if _COLOUR.fullmatch(colour) else next(free)
        rules.append(f".{look.css}{{--side:{colour}}}\n")
    return "".join(rules)


def key(look: Look) -> Markup:
    """Return a side's mark, to stand beside its name."""
    return element(
        "svg", mark(look.shape, 8, 8, 5, f"point {look.css}"), viewBox="0 0 16 16",
        class_="key", aria_hidden="true",
    )  # fmt: skip


def charts(book: Ledger, anchors: Sequence[str]) -> list[dict[str, object]]:
    """Return the charts of a ledger: heading, wide drawing, narrow drawing, number of claims.

    Parameters
    ----------
    book
        The ledger.
    anchors
        Where each row stands on the page.

    Returns
    -------
    list of dict
        Shares first; then the gaps of the instrument check, areas and counts. A chart
        without claims is left out. None for an article.
    """
    if book.is_article:  # one day, one speaker: a chart over time would show nothing
        return []
    place, looks = book.territory, looks_of(book)
    found = list(zip(book.verdicts, anchors, strict=True))
    shares = _points(book, found, lambda c: comparable(c, place), _share_lost(book))
    panels: list[tuple[str, Panel, InstrumentCheck, float]] = []
    if shares:
        ours = our_series(place)
        panels.append(("share", Panel("Share of the area lost", "%", shares, ours, 0, 100),
                       book.instrument, 444))  # fmt: skip
    gaps = _gaps(book, found)
    if gaps:
        reach = max(10.0, *(abs(p.value) * 1.08 for p in gaps))
        low = min(-reach / 3, min(p.value for p in gaps) - 2)
        title = "Stated minus ours, as each row has it"
        panel = Panel(title, "points", gaps, pd.DataFrame(), low, reach)
        panels.append(("gap", panel, book.instrument, 274))
    for kind, title, unit, measures in (
        ("area", "Ground still held, km²", "km²", ("held",)),
        ("count", "Districts lost", "districts", ("lost", "taken", "gained")),
    ):
        points = _points(book, found, _like(book, kind, measures), _as_stated)
        if points:
            measure = "held" if kind == "area" else "lost"
            ours = our_series(place, kind=kind, measure=measure)
            top = 1.08 * max([*(p.value for p in points), *ours["high"]])
            panels.append((kind, Panel(title, unit, points, ours, 0, top), _NOTHING, 264))
    return [_drawn(name, panel, check, height, looks) for name, panel, check, height in panels]


def _drawn(
    name: str, panel: Panel, check: InstrumentCheck, height: float, looks: Mapping[str, Look]
) -> dict[str, object]:
    days = [point.day for point in panel.points]
    first, last = min(days) - timedelta(1), max(days) + timedelta(1)
    wide = Spread(960, height, first, last)
    narrow = Spread(390, height * 0.95, first, last, mark=3.4, left=36, right=6)
    return {
        "name": name,
        "title": panel.title,
        "count": len(panel.points),
        "wide": draw(panel, wide, looks, check, "wide"),
        "narrow": draw(panel, narrow, looks, check, "narrow"),
    }


Numbers = Callable[[Verdict], tuple[float, float, float]]


def _share_lost(book: Ledger) -> Numbers:
    """Return what turns a claim into a share lost, with the core of its words."""

    def numbers(verdict: Verdict) -> tuple[float, float, float]:
        low, high = stated_share(verdict.claim, book.territory)
        core = verdict.bands.core if verdict.bands else None
        ends = (low, high) if core is None else (core.low, core.high)
        if core is not None and (low, high) != _ends(verdict.claim):
            ends = (100 - core.high, 100 - core.low)
        return (low + high) / 2, max(ends[0], 0.0), min(ends[1], 100.0)

    return numbers


def _as_stated(verdict: Verdict) -> tuple[float, float, float]:
    low, high = _ends(verdict.claim)
    core = verdict.bands.core if verdict.bands else None
    return (low + high) / 2, core.low if core else low, core.high if core else high


def _ends(claim: Claim) -> tuple[float, float]:
    return (claim.quantity.low, claim.quantity.high) if claim.quantity else (0.0, 0.0)


def _like(book: Ledger, kind: str, measures: Sequence[str]) -> Callable[[Claim], bool]:
    default, pivot = book.territory.settings.get("default_region"), book.territory.evidence.pivot

    def fits(claim: Claim) -> bool:
        return (
            claim.kind == kind and claim.quantity is not None and claim.as_of is not None
            and claim.region in ("", default) and claim.since is None
            and claim.measure in measures and (claim.measure != "held" or claim.party == pivot)
        )  # fmt: skip

    return fits


def _points(
    book: Ledger, found: Sequence[tuple[Verdict, str]], wanted: Callable[[Claim], bool],
    numbers: Numbers,
) -> list[Point]:  # fmt: skip
    points = []
    for verdict, anchor in found:
        claim = verdict.claim
        if claim.as_of is None or verdict.headline is None or not wanted(claim):
            continue
        name, side = book.speaker(verdict)
        label = f"{name or 'Claim'}, {claim.as_of}: {claim.quantity}. {verdict.words}"
        holds = verdict.rating in _HOLDS
        points.append(Point(claim.as_of, *numbers(verdict), side, holds, label, anchor))
    return points


def _gaps(book: Ledger, found: Sequence[tuple[Verdict, str]]) -> list[Point]:
    """Return the figures of the instrument check, each less the number of its own row."""
    rows = {verdict.claim.claim_id: (verdict, anchor) for verdict, anchor in found}
    names, sides = book.territory.accounts["name"], book.territory.accounts["side"]
    points = []
    for gap in book.instrument.gaps:
        verdict, anchor = rows[gap.claim_id]
        if verdict.headline is None:
            continue
        turned = stated_share(verdict.claim, book.territory) != _ends(verdict.claim)
        ours = 100 - verdict.best if turned else verdict.best
        apart = gap.stated - ours
        label = (
            f"{names[gap.account]}, published {gap.day}: {gap.stated:.0f} % stated, "
            f"{ours:.1f} % ours. {verdict.words}"
        )
        points.append(
            Point(gap.day, apart, min(0.0, apart), max(0.0, apart), str(sides[gap.account]),
                  verdict.rating in _HOLDS, label, anchor)
        )  # fmt: skip
    return points
