"""What a text tells that it said before and takes back: no claim of its own."""

from __future__ import annotations

import re

__all__ = ["is_withdrawn"]

_BEFORE = r"(?:earlier|previously|originally|initially|at first|first)"
_WRONGLY = r"(?:wrongly|incorrectly|mistakenly|erroneously|falsely|inaccurately)"
_SAID = (
    r"(?:report|said|say|wrote|writ|stat|tweet|put|gav|giv|post|claim|misstat|quot|publish|show|"
    r"describ|list)\w*"
)
_US = (
    r"(?:this|our) (?:[\w-]+ )?(?:article|story|report|post|page|piece|map|headline|update|tweet|"
    r"newspaper|agency|site|website|blog|caption|bulletin|dispatch)"
)
_WITHDRAWN = re.compile(
    r"(?<![\w-])(?:"
    r"(?:an?|the|our|one) (?:(?:[\w-]+,? )?(?:earlier|previous|original|first|initial|prior|"
    r"older)) "
    r"(?:[\w-]+ )?(?:version|edition|draft|headline|caption)s?|"
    r"(?:earlier|previous|prior|older|original) (?:versions|editions|drafts|headlines|captions)|"
    r"our (?:earlier|previous|original|first|initial) (?:[\w-]+ )?(?:article|story|report|post|"
    r"tweet|update|dispatch|bulletin|map|figure|estimate)s?|"
    rf"{_US} (?:had |has |have )?(?:{_BEFORE}|{_WRONGLY})(?: had)? {_SAID}|"
    rf"(?<!as ){_BEFORE}(?: today| this \w+| on \w+day)?,? (?:we|{_US}) (?:had |have |has )?"
    rf"(?:{_WRONGLY} )?{_SAID}|"
    rf"(?<!as )(?<!like )we (?:had |have )?(?:{_BEFORE}|{_WRONGLY}) {_SAID}|"
    r"we (?:now |hereby )?(?:retract|withdr[ae]w|take back|took back|no longer stand by)|"
    r"(?:retract|withdr[ae]w|walk|disown|rescind|t[ao][ko]k?e?)\w*(?: back)? (?:its|their|his|"
    r"her|an?|"
    r"the|our) (?:[\w-]+ ){0,2}?(?:claim|report|statement|figure|announcement|assertion|estimate)s?"
    r")(?![\w-])"
)
"""Words before what was said and is no longer."""

_RESTORED = re.compile(
    r"[;:]|\. |,? (?:but|whereas|while)(?= )|,? (?:and (?:not|in fact|it|they)|the (?:correct|"
    r"actual|"
    r"right|true|new)|in fact|in reality|actually|it (?:is|was|has|should)|this (?:is|was|has|"
    r"should))"
    r"(?= )|(?:instead of|rather than)(?= )|(?:corrected|changed|amended|updated) to(?= )"
)
"""What ends it: the text says again what it stands by."""

_AFTER = re.compile(rf"[^;:.]{{0,60}}, (?:as )?(?:we|{_US}) ")


def is_withdrawn(lower: str, start: int, end: int) -> bool:
    """Return whether the phrase at a span of plain text is told only to take it back.

    Examples
    --------
    >>> text = "an earlier version said that they held 95 percent; they hold 81 percent"
    >>> [is_withdrawn(text, text.find(n), text.find(n) + 2) for n in ("95", "81")]
    [True, False]
    """
    for match in _WITHDRAWN.finditer(lower):
        if match.end() <= start:
            if not _RESTORED.search(lower, match.end(), start):
                return True
        elif match.start() >= end and (after := _AFTER.match(lower, end)):
            return after.end() > match.start() and "as we" not in after[0]
    return False
