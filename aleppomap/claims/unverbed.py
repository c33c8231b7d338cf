"""Whose a number is where no verb of control says it: "has", "owns", a label, a bare name."""

from __future__ import annotations

import re

from aleppomap.claims import turns
from aleppomap.claims.context import Sentence
from aleppomap.claims.gazetteer import Gazetteer
from aleppomap.claims.holder import NOBODY, Named, named_in
from aleppomap.claims.subjects import subject_before

__all__ = ["has_other_verb", "labelled", "owner_before"]

_HAS = re.compile(
    r"(?<![\w'-])(?:ha(?:s|ve|d)|own(?:s|ed)?|possess(?:es|ed)?)(?:,? (?:now|still|already|by now|"
    rf"today|also|left|got|so far|\w+ly))* ?{turns.HEDGE}$"
)
_LABEL = re.compile(rf"(?P<label>[^:;.,%]+?) ?(?::| -| =) ?{turns.HEDGE}$")
_LISTED = re.compile(rf"(?:^|[,;:(/] ?| - |(?<![\w-])(?:and|while|versus|vs) )(?:the )?"
                     rf"(?P<who>(?:[\w.'&]+ ){{0,4}}?[\w.'&]+) ?"
                     rf"{turns.HEDGE}$")  # fmt: skip
_SIDE = re.compile(r"(?<![\w-])(?P<way>by|to|from) (?:the )?(?P<who>[\w.'& -]+)$")
_WANTED = re.compile(
    rf"(?<![\w-])(?:claim|want|demand|seek|offer|promis)(?:s|ed|es)? ?{turns.HEDGE}$"
)
"""Verbs that a number is the object of, and nobody has it yet: "both sides claim half"."""

_VERB = re.compile(
    r"(?<![\w'-])(?:is|are|was|were|been|be|being|has|have|had|will|would|could|can|may|might|"
    r"should|must|did|does|do|stands?|stood|comes?|came|means?|meant|makes?|made|amount(?:s|ed)|"
    r"equal(?:s|led)|represent(?:s|ed)|compris(?:es|ed))(?![\w'-])"
)


def owner_before(sentence: Sentence, before: str, start: int, names: Gazetteer) -> Named:
    """Return who has a number: "the rebels have 11 km² left"; nobody for no such verb.

    Parameters
    ----------
    sentence
        The sentence.
    before
        What stands before the number's phrase in its clause, in lower case.
    start
        Where the phrase starts.
    names
        The names of a territory.
    """
    found = _HAS.search(before)
    if found is None:
        return NOBODY
    return subject_before(sentence, start - len(before) + found.start(), names)


def labelled(sentence: Sentence, start: int, names: Gazetteer) -> tuple[str, str, Named]:
    """Return what labels a number, which preposition names whom, and who it names.

    "Territory lost to the army: 33 %" is labelled by "territory lost to the army", and "to" names
    the army; "rebels 60 %" is labelled by "rebels". Nothing is labelled: three times nothing.
    """
    before, text = sentence.lower[:start], sentence.plain.text
    if (found := _LABEL.search(before)) is not None:
        label = text[found.start("label") : found.end("label")].strip()
        if side := _SIDE.search(label.lower()):
            named = named_in(label[side.start("who") :], names)
            if named.somebody:
                return label.lower(), side["way"], named
        named = named_in(label, names)
        parties = named.parties or tuple(dict.fromkeys(names.parties_in(label)))
        return label.lower(), "", Named(parties)
    if (found := _LISTED.search(before)) is not None:
        label = text[found.start("who") : found.end("who")].strip()
        if [(at, end) for at, end, _ in names.mentions(label)] == [(0, len(label))]:
            return label.lower(), "", named_in(label, names)
    return "", "", NOBODY


def has_other_verb(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether a number, at a span, has a verb that is none of control."""
    low, high = sentence.clause(start)
    if _WANTED.search(sentence.lower, low, start):
        return True
    around = f"{sentence.lower[low:start]} … {sentence.lower[end:high]}"
    return _VERB.search(around) is not None or any(
        verb.kind == "other" and low <= verb.start < high and not start <= verb.start < end
        for verb in sentence.predicates
    )
