"""Numbers of what is left out of a whole, or that say nothing of it is left.

"All except two districts"; "not one neighbourhood", "none of the districts".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aleppomap.claims import turns
from aleppomap.claims.context import Predicate, Sentence
from aleppomap.claims.numerals import COUNT_NOUN, Numeral

__all__ = ["left_out", "none_of"]

_NONE = re.compile(
    rf"(?<![\w-])(?:not (?:one|a single)|no(?: single)?|none of"
    rf"(?: the| its| their| these| those)?) (?:(?!more |less |fewer |other )[a-z-]+ )?"
    rf"(?P<noun>{COUNT_NOUN})(?![\w-])"
)


def none_of(lower: str) -> Iterator[Numeral]:
    """Return "not one district" and "none of the districts" as the number they say: none.

    Examples
    --------
    >>> [(n.low, n.unit) for n in none_of("not a single neighbourhood is left")]
    [(0.0, 'neighbourhoods')]
    """
    for found in _NONE.finditer(lower):
        noun = found["noun"].replace("neighbor", "neighbour")
        yield Numeral(*found.span(), 0.0, 0.0, "", "count", noun if noun.endswith("s")
                      else f"{noun}s", phrase_start=found.start())  # fmt: skip


def left_out(sentence: Sentence, numeral: Numeral) -> Predicate | None:
    """Return the verb of a whole that a number is excepted from: "all except two districts"."""
    if not turns.EXCEPT.search(sentence.lower, 0, numeral.phrase_start):
        return None
    low, high = sentence.clause(numeral.start)
    verbs = [p for p in sentence.predicates if p.kind == "control"]
    later = [p for p in verbs if numeral.end <= p.start and p.end <= high]
    prior = [p for p in verbs if low <= p.start and p.end <= numeral.phrase_start]
    return next(iter([*later, *prior[::-1]]), None)
