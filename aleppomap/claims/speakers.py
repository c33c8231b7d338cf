"""Who says which number of a sentence, where another speaks in its next clause.

"The army holds 71 percent, but the rebels deny that": the denial is the rebels', and the number
before it is not theirs.
"""

from __future__ import annotations

import re
from itertools import pairwise

from aleppomap.claims.framing import SAYS, attribution

__all__ = ["speaker_of"]

_TURN = re.compile(
    rf"[,;\"] ?(?:but|while|whereas|although|though|and|yet) (?=(?:[\w.'&/-]+ ){{1,8}}?{SAYS}"
    r"(?![\w-]))|; "
)
"""Where another begins to speak."""

_OWN = re.compile(
    r"(?:said|says|claimed|reported|added|insisted|told|it|he|she|they|also)(?![\w-])"
)
"""No other speaker: "…, and said that"."""


def speaker_of(text: str, at: int, speaker: str) -> str:
    """Return who says the number at a place of a sentence.

    Parameters
    ----------
    text
        The sentence, in its own capitals.
    at
        Where the number stands.
    speaker
        Who says the sentence, as its context tells.

    Examples
    --------
    >>> text = "The army holds 71 percent, but rebels say it is less."
    >>> speaker_of(text, 15, "rebels")
    ''
    >>> text = "The army said it held 71 percent, but rebels denied that half was lost."
    >>> speaker_of(text, 22, "The army"), speaker_of(text, 58, "The army")
    ('The army', 'rebels')
    """
    turns = [m for m in _TURN.finditer(text) if not _OWN.match(text, m.end())]
    if not turns:
        return speaker
    edges = [0, *(m.end() for m in turns), len(text)]
    parts = list(pairwise(edges))
    said = [attribution(f"{text[low:high].rstrip(' ;')}.") for low, high in parts]
    own = next(i for i, (low, high) in enumerate(parts) if low <= at < high or high == len(text))
    if said[own]:
        return said[own]
    before = [who for who in said[:own] if who]
    if before:
        return before[-1]
    later = text[parts[own][1] - 2 : parts[own][1]] != "; " or sum(map(bool, said)) > 1
    return "" if speaker in said and later else speaker
