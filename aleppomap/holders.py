"""Who a stranger's sheet says holds a place: parties, and the part of it they hold."""

from __future__ import annotations

import difflib
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aleppomap import vocab
from aleppomap.errors import Fault, InvalidInput
from aleppomap.sheets import clean, folded, shares_of, slug

__all__ = ["NOT_HELD", "Holder", "holder_of", "parties_of", "spelled_alike"]

_ALIKE = 0.8
"""Of two names that agree in more than this part of their letters, one may be a slip."""

MOST_PARTIES = 24
"""More holders than this, and the column is not one of holders."""

NOT_HELD = {
    vocab.CONTESTED: {"contested", "disputed", "mixed", "split", "fighting", "clashes", "divided"},
    vocab.UNKNOWN: {"unknown", "unclear", "nodata", "na", "none"},
}

_PART = r"partial|partially|partly|in part|part|parts"
_MOST = r"mostly|mainly|most|majority"
_OF_IT = [
    re.compile(r"(?P<holder>.*[^\W\d].*?)[\s,:;(\[–-]+(?P<share>\d+(?:[.,]\d+)?\s*%)[\s)\]]*"),
    re.compile(r"(?P<share>\d+(?:[.,]\d+)?\s*%)\s*(?:of\s+|by\s+)?(?P<holder>.*[^\W\d].*)"),
    re.compile(
        rf"(?P<holder>.*?\w.*?)[\s,:;(\[–-]+(?P<word>{_PART}|{_MOST})[\s)\]]*", re.IGNORECASE
    ),
    re.compile(r"(?P<word>partially|partly|mostly|mainly)\s+(?P<holder>.*\w.*)", re.IGNORECASE),
]


class Holder(NamedTuple):
    """A holder as named, and the least and most of the place it holds; 1 and 1 for all."""

    name: str
    low: float = 1.0
    high: float = 1.0


def holder_of(text: str) -> Holder:
    """Return who a cell names, and what part of the place it gives them.

    Examples
    --------
    >>> holder_of("ISF 60%"), holder_of("ISF (partial)")
    (Holder(name='ISF', low=0.6, high=0.6), Holder(name='ISF', low=0.0, high=1.0))
    >>> holder_of("Army 2")
    Holder(name='Army 2', low=1.0, high=1.0)
    """
    for pattern in _OF_IT:
        if not (match := pattern.fullmatch(text.strip())):
            continue
        said = match.groupdict()
        name = said["holder"].strip(" ,:;([–-")
        if said.get("share"):
            share = shares_of([said["share"]])[0][0]
            return Holder(name, share, share) if share is not None else Holder(text)
        most = re.fullmatch(_MOST, said["word"], re.IGNORECASE)
        return Holder(name, 0.5 if most else 0.0, 1.0)
    return Holder(text)


def parties_of(file: str, column: str, texts: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return folded holder to id and name; contested and unknown to themselves.

    Raises
    ------
    InvalidInput
        If nobody, or more than `MOST_PARTIES`, hold anything.
    """
    parties: dict[str, tuple[str, str]] = {}
    ids: set[str] = {vocab.CONTESTED, vocab.UNKNOWN, vocab.SYNTHESIS}
    for text, _ in Counter(holder_of(clean(text)).name for text in texts).most_common():
        key = folded(text)
        if key in parties or not key:
            continue
        word = next((word for word, said in NOT_HELD.items() if key in said), "")
        if word:
            parties[key] = word, text
            continue
        name = slug(text) or f"party-{len(parties) + 1}"
        name = name if name not in ids else f"{name}-{len(parties) + 1}"
        ids.add(name)
        parties[key] = name, text
    held = [name for name, _ in parties.values() if name not in NOT_HELD]
    if not 0 < len(held) <= MOST_PARTIES:
        raise InvalidInput([
            Fault(file, "", column, f"{len(held)} different holders",
                  f"1 to {MOST_PARTIES} parties", "Call the column of holders `status`.")
        ])  # fmt: skip
    return parties


def spelled_alike(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return pairs of names that may be one name in two spellings, the earlier name first.

    Examples
    --------
    >>> spelled_alike(["Nacional", "Republicano", "Nacionales"])
    [('Nacional', 'Nacionales')]
    >>> spelled_alike(["Brigade 1", "Brigade 2", "North", "South"])
    []
    """
    return [
        (one, other) for one, other in itertools.combinations(names, 2)
        if re.findall(r"\d+", one) == re.findall(r"\d+", other)
        and difflib.SequenceMatcher(None, folded(one), folded(other)).ratio() > _ALIKE
    ]  # fmt: skip
