"""What a sentence says around its claims: who says so, and with what doubt."""

from __future__ import annotations

import re

from aleppomap.claims import words
from aleppomap.claims.context import Sentence

__all__ = ["attribution", "modality", "negated"]

_SAYS = (
    r"(?:said|says|saying|told|reported|reports|announced|announces|claimed|claims|claim|declared|"
    r"stated|states|estimated|estimates|added|adds|confirmed|acknowledged|conceded|admitted|denied|"
    r"denies|rejected|dismissed|noted|insisted|insists|counted|believes?|calculated|finds|found|"
    r"say|report|estimate|put|warned|described|wrote|writes|tweeted|boasted|vowed)"
)
_ACCORDING = re.compile(
    r"(?<!\w)according to ([\w'.&()/-]+(?: [\w'.&()/-]+){0,11}?)(?= ?(?:[,.;:\")]|$| who\b|"
    r" which\b| that\b))",
    re.IGNORECASE,
)
_SPOKE_FIRST = re.compile(
    rf"(?:^|[,;\"] )((?:[\w'.&/-]+ ){{1,12}}?)(?:has |have |had |also |later |now |since |"
    rf"previously |earlier |then )*{_SAYS}"
    r"(?= |[,.:\"])"
)
_SPOKE_TITLED = re.compile(
    rf"(?:^|[,;\"] )([A-Z][\w'.-]+(?: [A-Z][\w'.-]+){{0,4}}), [^,\"]{{3,80}}, {_SAYS} "
)
_SPOKE_LAST = re.compile(
    rf"[,\"] ?(?!told|tell|put){_SAYS} ([\w'.&/-]+(?: [\w'.&/-]+){{0,10}}?)(?=[,.;:]|$)"
)
_ADVERBIAL = re.compile(
    r"^(?:on (?:\w+day|\w+ \d+)|earlier|later|meanwhile|however|and|but|also|yesterday|today|"
    r"separately|with|where)\W+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r" - [^-]{1,240} - ")
_WHEN_SAID = re.compile(r" on (?:\w+day|\w+ \d+)$")


def attribution(text: str) -> str:
    """Return who a sentence says it from, in its own words; empty when nobody.

    Examples
    --------
    >>> attribution("The ministry said 12 towns fell.")
    'The ministry'
    >>> attribution("Half is gone, according to the monitor.")
    'the monitor'
    """
    text = _ASIDE.sub(" ", text)
    if found := _ACCORDING.search(text):
        return found[1].strip(" .")
    if found := _SPOKE_TITLED.search(text):
        return found[1].strip()
    if (found := _SPOKE_FIRST.search(text)) and (who := _ADVERBIAL.sub("", found[1]).strip()):
        return _WHEN_SAID.sub("", who)
    if found := _SPOKE_LAST.search(text):
        return _WHEN_SAID.sub("", found[1].strip(" ."))
    return ""


_NEGATION_REACH = 110
_MODALITY_REACH = 160


def negated(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether the phrase at a span is denied: "denied that …", "did not take …"."""
    low, high = sentence.clause(start)
    before = sentence.lower[max(low, start - _NEGATION_REACH) : start]
    if words.NEGATED.search(before):
        return True
    return words.NEGATED.search(sentence.lower[end : min(high, end + 60)]) is not None


def modality(sentence: Sentence, start: int, end: int) -> str:
    """Return ``threatened``, ``intended``, ``future``, ``possible`` or empty for a phrase."""
    low, high = sentence.clause(start)
    low = max(low, sentence.lower.rfind(",", low, start), start - _MODALITY_REACH)
    before = [name for at, name in sentence.doubts if low <= at < start]
    if before:
        return before[-1]
    verb = _MODAL_AFTER.match(sentence.lower, end, min(high, end + 24))
    if verb:
        return "future" if verb[1] == "will" else "possible"
    return ""


_MODAL_AFTER = re.compile(rf"[\w' -]*?\b(will|would|could|{words.MAY}|might|can|should)\b")
