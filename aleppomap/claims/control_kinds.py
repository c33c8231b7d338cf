"""Claims on a control that are no share and no area: record gains, and the length of a front."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import shapely

from aleppomap import vocab
from aleppomap.claims.findings import Finding, day_judged, held_or_not, word_for
from aleppomap.claims.model import Change, Claim
from aleppomap.claims.quantity import bands
from aleppomap.claims.readings import Reading, Value
from aleppomap.claims.stretches import Span, unit_around
from aleppomap.errors import NotCovered
from aleppomap.frontline import front_line
from aleppomap.snapshot import Control

__all__ = ["frontline_length", "record_gain"]

GENERALISED_M = (500.0, 2_000.0)
"""How far a line may be moved to make it smoother: the longer it is, the finer it is drawn."""

Measure = Callable[[Claim], Value]


def record_gain(claim: Claim, control: Control, measure: Measure) -> Finding:
    """Judge "the largest monthly gain since …" among the whole months the data cover.

    Parameters
    ----------
    claim
        A superlative with its unit, party and the days it is compared with.
    control
        Whose months are compared.
    measure
        Gives the gain or the loss of a window.

    Raises
    ------
    NotCovered
        If its own month is not covered, or no other is, or months before the data might
        have had more.
    """
    own = _own_span(claim)
    said = partial(_said, unit=claim.unit)
    sums = dict(_by_span(claim, control, measure, "gross"))
    if own not in sums:
        raise NotCovered(f"the data do not cover the whole {claim.unit}, {said(own)}")
    wanted = _compared(claim, own, min(sums))
    rivals = {span: sums[span] for span in wanted if span in sums}
    if not rivals:
        raise NotCovered(f"the data cover no other whole {claim.unit} to compare it with")
    best = max(rivals, key=lambda span: rivals[span])
    truth = sums[own] > rivals[best]
    reason = (
        f"Next is {said(best)} with {rivals[best]:,.1f} km²; compared with {len(rivals)} whole "
        f"{claim.unit}s, {said(min(rivals))} to {said(max(rivals))}."
    )
    missing = [span for span in wanted if span not in sums]
    if truth and missing:
        raise NotCovered(
            f"the data do not cover {len(missing)} {claim.unit}s it is compared with, from "
            f"{said(missing[0])} on, which might have had more; of those covered it is the "
            f"largest, {sums[own]:,.1f} km². {reason}"
        )
    nets = dict(_by_span(claim, control, measure, "net"))
    net_truth = nets[own] > max(nets[span] for span in rivals)
    value = Value(sums[own], sums[own], rivals[best], (), "km2")
    tried = (
        (
            Reading(
                "net or gross",
                "net: the difference of the areas",
                Value(nets[own], nets[own], 0.0, (), "km2"),
            ),
            held_or_not(net_truth),
        ),
    )
    return Finding(value, held_or_not(truth), value.number, value.number, tried, (), reason)


def _own_span(claim: Claim) -> Span:
    if claim.since is None or claim.as_of is None:
        raise NotCovered("it does not say which month or week was the largest")
    return claim.since + timedelta(1), claim.as_of


def _compared(claim: Claim, own: Span, first: Span) -> list[Span]:
    """Return the months (weeks …) a superlative is compared with: those before, and its own not.

    "Since November" leaves out November, which may have had as much.
    """
    past = claim.past
    span = first
    if past is not None and past.since is not None:
        span = unit_around(claim.unit, past.since + timedelta(1))
        if past.new or span[0] <= past.since:
            span = unit_around(claim.unit, span[1] + timedelta(1))
    last = past.until if past and past.until and not past.new else own[1]
    spans = []
    while span[1] <= max(last, own[1]):
        if span != own:
            spans.append(span)
        span = unit_around(claim.unit, span[1] + timedelta(1))
    return spans


def _by_span(
    claim: Claim, control: Control, measure: Measure, change: Change
) -> Iterator[tuple[Span, float]]:
    """Yield each whole month (week, day, year) the data cover, with what was gained in it."""
    covered = set(control.dates)
    span = unit_around(claim.unit, control.dates[0])
    while span[0] <= control.dates[-1]:
        before = span[0] - timedelta(1)
        if before in covered and span[1] in covered:
            own = replace(claim, kind="area", since=before, as_of=span[1], change=change)
            yield span, measure(own).number
        span = unit_around(claim.unit, span[1] + timedelta(1))


def _said(span: Span, unit: str) -> str:
    first = span[0].isoformat()
    return {"month": first[:7], "year": first[:4], "week": f"the week of {first}"}.get(unit, first)


def frontline_length(claim: Claim, control: Control) -> Finding:
    """Judge the length of the line between parties, as drawn and made smoother.

    Raises
    ------
    NotCovered
        If no two parties meet, or the claim states no length or day.
    """
    if claim.quantity is None:
        raise NotCovered("it states no length")
    lines = front_line(control.at(day_judged(claim)))
    named = {party for party in (claim.party, claim.by) if party}
    if len(control.parties) < 2:
        raise NotCovered("the data draw one party's ground: the edge of it is no front line")
    lines = lines[[named <= set(between.split("|")) and vocab.UNKNOWN not in between.split("|")
                   for between in lines["between"]]]  # fmt: skip
    if lines.empty:
        raise NotCovered("there is no front line that day")
    total_km = float(lines["length_m"].sum()) / 1000
    metric = lines.to_crs(lines.estimate_utm_crs()).geometry.to_numpy()
    points = int(shapely.get_num_coordinates(metric).sum())
    step_m = 1000 * total_km / max(points - len(metric), 1)
    numbers = [total_km]
    for tolerance_m in GENERALISED_M:
        smooth = shapely.simplify(metric, tolerance_m)
        share = shapely.length(smooth).sum() / shapely.length(metric).sum()
        numbers.append(total_km * float(share))
    allowed = bands(claim.quantity, min(numbers), max(numbers))
    values = [Value(number, 0.0, 0.0, (), "km") for number in numbers]
    tried = tuple(
        (Reading("resolution", f"made smoother by up to {tolerance:.0f} m", value),
         word_for(value.number, allowed))
        for tolerance, value in zip(GENERALISED_M, values[1:], strict=True)
    )  # fmt: skip
    reason = (
        f"A length holds only with its resolution: this line has a vertex every {step_m:.0f} m."
    )
    word = word_for(total_km, allowed)
    return Finding(values[0], word, min(numbers), total_km, tried, (), reason)
