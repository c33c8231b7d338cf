"""Which of the windows and days that words name are those of a number among them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from aleppomap.claims.windows import Window

__all__ = ["unread_in", "when_of"]

REACH = 90
"""Characters from a number within which a window can be its own, not of what else is said."""


def when_of(
    windows: Sequence[Window], days: Sequence[tuple[int, date]], at: int
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
    limits = [(w.start, w.last) for w in windows if w.kind == "by" and w.last]
    named = [
        (place, day) for place, day in days
        if not any(w.kind != "day" and w.start <= place < w.end for w in windows)
    ]  # fmt: skip
    window = min((w for w in windows if w.kind in ("since", "period") and w.first
                  and abs(w.start - at) <= REACH),
                 key=lambda w: abs(w.start - at), default=None)  # fmt: skip
    near = min([*limits, *named], key=lambda day: abs(day[0] - at), default=None)
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


def unread_in(windows: Sequence[Window]) -> str:
    """Return the first words of time whose days are not known, such as "since the truce"."""
    return next((w.words for w in windows if w.kind in ("since", "period") and not w.first), "")
