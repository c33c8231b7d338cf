"""Which of the windows and days that words name are those of a number among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from aleppomap.claims import words
from aleppomap.claims.former import apart
from aleppomap.claims.windows import Window

__all__ = ["unread_in", "when_of"]

REACH = 90
"""Characters from a number within which a window can be its own, not of what else is said."""

_CLAUSE = re.compile(
    r"[;:]|\. |, (?:and|but|while|whereas|though|although|which|who) |,? but |"
    r", as (?=(?:it|they|he|she|the|an?) )"
)
_TIME = r"(?:(?:on|at|in|since|for|from|until|till|as of|by|during|over|earlier|before) )?"
_HELD_BEFORE = re.compile(
    r"(?:(?<![\w-])(?:which|that|who)|(?<![\w-])(?:what|territor(?:y|ies)|areas?|land|ground|"
    r"enclave|pocket|districts?|neighbou?rhoods?|quarters?|part)) (?:(?!still )[\w'-]+ ){0,4}?"
    r"(?:held|holding|controlled|controlling|occupied|occupying|ruled|ruling) (?:it |them )?"
    rf"{_TIME}[^,;:]{{0,24}}?"
    r"(?:\d{4}|\d+(?:st|nd|rd|th)?|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|\w+day|ago|years?|months?|weeks?|days)(?![\w-])"
)
"""Ground with the days it was held on: "the area which they held on Friday"."""

_DID_BEFORE = re.compile(
    r"(?<![\w-])(?:what|territor(?:y|ies)|areas?|land|ground|enclave|pocket|districts?|part)"
    r"(?: that| which)? (?:they|it|he|(?:the )?(?:[\w'-]+ )?[\w-]+) (?:still |once )?(?:did|had|"
    r"have) "
    rf"{_TIME}(?:the )?(?:end of )?(?:\d|a |an |one|two|three|four|five|six|seven|eight|nine|ten|"
    rf"last|"
    r"\w+day|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"mid|early|late)[^,;:.]{0,24}"
)
"""The same in other words: "half of what they did on 14 November"."""

_WHEN_THEY_HELD = re.compile(
    r"(?<![\w-])(?:where|when) (?:they|it|he|(?:the )?[\w'-]+) (?:had |once |still |only |"
    r"previously )*"
    r"(?:held|kept|had|controlled|ruled|retained|was|were|stood)(?![\w-])[^,;:]{0,160}"
)
"""Another day, told beside: "hold 30 % where they held 64 % on 28 November"."""

_OF_THE_PRESENT = re.compile(
    r"(?<![\w-])(?:holds?|controls?|keeps?|retains?|rules?|ha(?:s|ve)|is|are|now|cling|remains?)"
    r"(?![\w-])"
)
_LOST_THEN = re.compile(
    r" of (?:all )?(?:what|the (?:territory|areas?|land|ground|districts?|part)|territory|land|"
    r"ground)"
    r"(?: that| which)?(?: (?:they|it|he|(?:the )?[\w'-]+))?? (?:(?:had|has|have|was|were|just|"
    r"been) )*"
    r"(?:lost|took|taken|seized|captured|gained|regained|won|retaken|recaptured|liberated)"
    r"(?= (?:on|in|over|last|yesterday|overnight|the)\b)[^,;:.]{0,40}"
)
"""Ground by when it changed hands: "a third of the ground it took on Sunday"."""

_HELD_THAT = re.compile(
    r"(?<![\w-])(?:held|holds?|holding|controls?|controlled|ruled|retain\w*|kept|keeps?)(?![\w-])"
    r"[^,;:]{0,160}?(?P<then>,? (?:which (?:they|it) (?:had )?|(?:they|it) had )?"
    r"(?<!was )(?<!were )(?<!been )(?:wrested|taken|seized|captured|won|conquered|overrun)(?![\w-])"
    r"[^,;:]{0,160})"
)
"""How what is held was come by: "held a third of the city, wrested from the state in 2012"."""

_WAS_THEN = re.compile(
    r", (?:which|that) (?:as of|on|until|till|by|before|in) [^,;:]{3,24} "
    r"(?:was|were|had been)(?![\w-])"
)
"""The same, the other way round: "the part, which as of 26 September was under"."""

_BEGAN = re.compile(
    r"(?<![\w-])(?:began|begun|begin|started|launched|resumed|opened|erupted|broke out|collapsed|"
    r"encircled|besieged|surrounded)(?: [\w'-]+){0,5}? "
    r"(?:on [^,;:]{3,24}|(?:\w+ ){1,3}ago)(?=[,;:]|$)|"
    r"(?:^|,? )(?:having|after) (?:\w+ed|\w+ing|taken|won|lost|held|kept|had)(?![\w-])[^,;:]*"
)
"""An event with its day: "the offensive, launched two weeks ago, has"."""

_WHO_HELD = re.compile(
    r"(?<=, )(?:which|who) (?:[\w'-]+ ){0,3}?(?:held|controlled|ruled|occupied|"
    r"had)(?![\w-])[^,;:]{0,160}(?=,)"
)
"""What a party held before, told beside: "rebels, who held 64 % on 28 November, hold"."""

_NOW = re.compile(r"(?<![\w-])now (?:[\w-]+ ){0,2}$")
"""Before a number of today: a day that follows is of what it is compared with."""

_AMOUNT = re.compile(
    r"\d ?(?:%|per ?cent|pct|km|sq)|(?<![\w-])(?:half|thirds?|quarters?|fifths?|tenths?)(?![\w-])"
)
_FRONTED = re.compile(
    r"^(?:whereas|while|although|though|where|when|if|after|before) [^,;]*(?:\d|half|third|quarter|"
    r"fifth|tenth)[^,;]*,"
)
"""A clause before the main one, with a number of its own."""

_NOW_AFTER = re.compile(r"[^,;]{0,50}?(?<![\w-])now(?=[,.;)]|$)")
_AGO = re.compile(r"(?:[\w-]+ ){1,6}?ago(?![\w-])")


def when_of(
    windows: Sequence[Window], days: Sequence[tuple[int, date]], at: int, text: str = ""
) -> tuple[date | None, date | None]:
    """Return the start of the window of a number, that day's end, and the day it speaks of.

    Parameters
    ----------
    windows
        As `windows_in` gives them.
    days
        Where the same words name days, and which.
    at
        Where the number stands: the nearest window and day are its own.
    text
        The words themselves, in plain form: what stands in a clause that says only what was
        held before, or how another thing began, is not the number's own.

    Returns
    -------
    tuple of (date or None, date or None)
        None for what the words do not name.

    Examples
    --------
    >>> from aleppomap.claims.windows import windows_in
    >>> words, said = "six districts fell over the weekend", date(2016, 11, 28)
    >>> [str(day) for day in when_of(windows_in(words, said), [], 0)]
    ['2016-11-25', '2016-11-27']
    """
    others = _of_other_things(text, at)
    windows = [w for w in windows if not any(low <= w.start < high for low, high in others)]
    days = [d for d in days if not any(low <= d[0] < high for low, high in others)]
    windows = [w for w in windows if not apart(text, w.start, at)]
    days = [d for d in days if not apart(text, d[0], at)]
    if own := _CLAUSE.search(text, at):  # what comes after tells of its own days
        days = [d for d in days if d[0] < own.start()]
        windows = [w for w in windows if w.start < own.start()]
    if _NOW_AFTER.match(text, at):
        return None, None
    if _NOW.search(text[:at]):
        days = [d for d in days if d[0] < at and not _AMOUNT.search(text, d[0] + 3, at)]
        windows = [w for w in windows if w.kind != "by" or w.start < at]
    limits = [(w.start, w.last) for w in windows if w.kind == "by" and w.last]
    named = [
        (place, day) for place, day in days
        if not any(w.kind != "day" and w.start <= place < w.end for w in windows)
    ]  # fmt: skip
    window = min((w for w in windows if w.kind in ("since", "period") and w.first
                  and abs(w.start - at) <= REACH),
                 key=lambda w: _distance(text, w.start, at), default=None)  # fmt: skip
    near = min([*limits, *named], key=lambda day: _distance(text, day[0], at), default=None)
    day = near[1] if near else None
    if window is None or window.first is None:
        return None, day
    if window.kind == "since":
        return (window.since if day is None or day >= window.first else None), day
    if near is not None and near in limits and window.last and window.first <= near[1]:
        return window.since, min(near[1], window.last)
    if near is not None and abs(near[0] - at) < abs(window.start - at):
        return None, day
    return window.since, window.last


def _distance(text: str, place: int, at: int) -> tuple[bool, bool, int]:
    """Return how far a day is from a number: another clause between them, a comma, characters."""
    low, high = sorted((place, at))
    return _CLAUSE.search(text, low, high) is not None, "," in text[low:high], high - low


def _of_other_things(text: str, at: int) -> list[tuple[int, int]]:
    """Return the spans whose days are those of the ground or of an event, not of the number."""
    found = []
    for match in _HELD_BEFORE.finditer(text):
        outside = f"{text[: match.start()]} {text[match.end() :]}"
        if not match.start() <= at < match.end() and words.CONTROL.search(outside):
            found.append(match.span())
    found += [m.span() for m in _BEGAN.finditer(text) if not m.start() <= at < m.end()]
    found += [m.span() for m in _WAS_THEN.finditer(text)]
    fronted = _FRONTED.match(text)
    if fronted and at >= fronted.end() and _AMOUNT.search(fronted[0]):
        found.append(fronted.span())
    for pattern in (_DID_BEFORE, _LOST_THEN, _WHO_HELD):
        found += [m.span() for m in pattern.finditer(text) if not m.start() <= at < m.end()]
    for match in _WHEN_THEY_HELD.finditer(text):
        if _OF_THE_PRESENT.search(text[: match.start()]) and at < match.start():
            found.append(match.span())
    found += [m.span("then") for m in _HELD_THAT.finditer(text)
              if not m.start("then") <= at < m.end()]  # fmt: skip
    found += [m.span() for m in _AGO.finditer(text) if m.start() <= at < m.end()]
    return found


def unread_in(windows: Sequence[Window]) -> str:
    """Return the first words of time whose days are not known, such as "since the truce"."""
    return next((w.words for w in windows if w.kind in ("since", "period") and not w.first), "")
