"""The day of a number that another is compared with, and days that words leave between others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from aleppomap.claims.former import former_spans, span_at
from aleppomap.claims.model import Claim
from aleppomap.claims.said import Said, assuming, otherwise
from aleppomap.claims.windows import Window

__all__ = ["began_on", "moved_to", "of_then", "until_then", "within_part"]

_DAY = timedelta(1)
_PART = re.compile(r"(?:early|mid|late)[ -]")
_MOVED = re.compile(
    r"(?<![\w-])(?:control|hold|grip) (?:of|over|on) [^,;:]{1,60}? (?:f[ae]ll\w*|dropp?\w*|"
    r"r[io]s\w+|"
    r"gr[eo]w\w*|declin\w+|increas\w+|shr[aiu]nk\w*|slipp?\w*|climb\w*|went|gone|expand\w*|reduced|"
    r"cut|down|up)(?: from [^,;:]{1,40}?)? to $"
)
_UNTIL = re.compile(r"(?:until|till) ")


def of_then(claim: Claim, said: Said) -> Claim:
    """Read "down from 63 percent on Friday": of that day; of none where no day is named.

    Parameters
    ----------
    claim
        A claim as its words make it.
    said
        Its number among them.
    """
    span = span_at(former_spans(said.plain), said.numeral.phrase_start)
    if span is None or any(said.window()):
        return claim
    day = began_on(said) if claim.measure == "held" else None
    return replace(claim, as_of=day, since=None, assumed=_told_otherwise(claim))


def _told_otherwise(claim: Claim) -> tuple[str, ...]:
    """Return what was assumed without the day judged, which is another now."""
    days = ("Judged on", "Counted")
    return tuple(a for a in claim.assumed if not a.startswith(days) and "names no days" not in a)


def began_on(said: Said) -> date | None:
    """Return the first day in which a number became another: "from 42 to 26 between … and …"."""
    spans = former_spans(said.plain)
    found = (w for w in said.windows if w.kind == "period" and w.first)
    return next((w.first for w in found if span_at(spans, w.start) is None), None)


def until_then(claim: Claim, said: Said) -> Claim:
    """Read "who until last week held 45 km²": before that week, or up to some day of it."""
    window = _own(claim, said, "by")
    if claim.measure != "held" or window is None or not _UNTIL.match(window.words):
        return claim
    if window.first is None or window.last is None:
        return claim
    eve = max(window.first - _DAY, said.start)
    before = replace(claim, as_of=eve, assumed=_told_otherwise(claim))
    return otherwise(before, "the day", f"up to {window.last}", replace(claim, as_of=window.last))


def within_part(claim: Claim, said: Said) -> Claim:
    """Read "held 45 km² in mid-November": in the middle of it, or on its first or last day."""
    window = _own(claim, said, "period")
    if claim.measure != "held" or window is None or not _PART.search(window.words):
        return claim
    if window.first is None or window.last is None or window.first >= window.last:
        return claim
    low = max(window.first, said.start)
    middle = low if window.last <= low else low + (window.last - low) / 2
    if "mid" in window.words:
        middle = max(window.first.replace(day=15), said.start)
    claim = replace(claim, as_of=middle, assumed=_told_otherwise(claim))
    for day in {low, window.last} - {middle}:
        claim = otherwise(claim, "the day", f"on {day}", replace(claim, as_of=day, otherwise=()))
    return claim


def moved_to(claim: Claim, said: Said) -> Claim:
    """Read "control of the enclave fell from nine tenths to a half": held, as it is now."""
    if claim.kind != "share" or claim.measure == "held" or not _MOVED.search(said.before):
        return claim
    held = replace(claim, measure="held", party=claim.by or claim.party, by="", since=None)
    return assuming(held)


def _own(claim: Claim, said: Said, kind: str) -> Window | None:
    """Return the window of a kind that gave a claim its day."""
    found = (w for w in said.windows if w.kind == kind and w.last == claim.as_of)
    return next(found, None)
