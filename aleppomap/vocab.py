"""The words of the field, once: column names, states, hedges, ratings, units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

CONTESTED = "contested"
UNKNOWN = "unknown"
SYNTHESIS = "synthesis"

BOUNDS = ("low", "best", "high")
FLAGS = ("disputed", "changing", "silent")
CONFIDENCES = ("high", "medium", "low")
HATCHES = ("none", "diagonal", "cross", "dots", "horizontal", "vertical")

KINDS = (
    "share",
    "area",
    "count",
    "superlative",
    "adjacency",
    "containment",
    "split",
    "frontline",
    "length",
    "elapsed",
    "handover",
    "population",
)
MEASURES = ("lost", "taken", "gained", "held")
HEDGES = ("", "about", "nearly", "more than", "at least", "less than", "at most", "up to", "only")
UNITS = ("percent", "km2", "districts", "")

MATCHES = "matches"
CLOSE = "close"
TOO_HIGH = "too-high"
TOO_LOW = "too-low"
TOO_CLOSE = "too-close-to-call"
CANNOT_TELL = "cannot-tell"
NOT_CHECKABLE = "not-checkable"
CONTRADICTS_ITSELF = "contradicts-itself"
PENDING = "pending"
RATINGS = (
    MATCHES,
    CLOSE,
    TOO_HIGH,
    TOO_LOW,
    TOO_CLOSE,
    CANNOT_TELL,
    NOT_CHECKABLE,
    CONTRADICTS_ITSELF,
    PENDING,
)

FIRM = "firm"
HINGES = "hinges on"
OPEN = "open"

STORAGE_CRS = "OGC:CRS84"


def share_columns(party: str) -> list[str]:
    """Return the three share columns of a party, low, best, high.

    Examples
    --------
    >>> share_columns("government")
    ['government_share_low', 'government_share_best', 'government_share_high']
    """
    return [f"{party}_share_{bound}" for bound in BOUNDS]


def holders_of(columns: Iterable[str]) -> list[str]:
    """Return the holders (parties, then ``unknown``) named by share columns.

    Examples
    --------
    >>> holders_of(["control", "a_share_low", "a_share_best", "unknown_share_best"])
    ['a', 'unknown']
    """
    suffix = "_share_best"
    return [name[: -len(suffix)] for name in columns if str(name).endswith(suffix)]


def listed(words: Sequence[str], joiner: str = "and") -> str:
    """Return words as a reader would list them.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    >>> listed([])
    ''
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def few(names: Sequence[object], most: int = 6) -> str:
    """Return the first of many names, and how many more there are.

    Examples
    --------
    >>> few([f"n{n}" for n in range(9)])
    'n0, n1, n2, n3, n4, n5 and 3 more'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(str, names[:most])) + more


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number of things.

    Examples
    --------
    >>> counted(1, "party"), counted(2, "party"), counted(1200, "day")
    ('1 party', '2 parties', '1,200 days')
    """
    plural = re.sub(r"(?<![aeiou])y$", "ie", one) + "s"
    return f"{number:,} {one if number == 1 else many or plural}"
