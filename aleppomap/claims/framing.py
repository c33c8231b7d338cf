"""What a sentence says around its claims: who says so, and with what doubt."""

from __future__ import annotations

import re

from aleppomap.claims import words
from aleppomap.claims.context import Sentence
from aleppomap.claims.text import Plain, flatten, sentences
from aleppomap.claims.withdrawn import is_withdrawn

__all__ = ["SAYS", "attribution", "framed", "modality", "negated", "speaker_at"]

SAYS = (
    r"(?:said|says|saying|say|told|reported|announced|announces|declared|added|adds|confirmed|"
    r"confirms|acknowledged|conceded|admitted|denied|denies|disputed|disputes|rejected|dismissed|"
    r"noted|insisted|insists|asserted|asserts|alleged|alleges|maintained|argued|believes?|"
    r"calculated|reckons?|reckoned|tells?|warned|wrote|writes|tweeted|boasted|vowed|stated|"
    r"(?:states?|found|finds)(?= that\b)|put(?= [^,;.]{1,60} at\b)|counted(?= [^.,;])|"
    r"(?:reports?|claims?|claimed|estimates?|estimated|described)"
    r"(?! (?:of|by|about|from|on(?! (?:\w+day|the \d|\d|[A-Z]))|in|for|each|to be|at|as|every)\b))"
)
"""Verbs of speech; those that are nouns or other verbs as well only where they cannot be."""

_ACCORDING = re.compile(
    r"(?<!\w)according to ([\w'.&()/-]+(?: [\w'.&()/-]+){0,11}?)(?= ?(?:[,.;:\")]|$| who\b|"
    r" which\b| that\b| on (?:\w+day|\d|[A-Z])| (?:its|their) ))",
    re.IGNORECASE,
)
_SPOKE_FIRST = re.compile(
    rf"(?:^|[,;\"] )((?:[\w'.&/-]+ ){{1,12}}?)(?:has |have |had |also |later |now |since |"
    rf"previously |earlier |then )*{SAYS}"
    r"(?= |[,.:\"])"
)
_SPOKE_TITLED = re.compile(
    rf"(?:^|[,;\"] )((?:(?:The|An?) [a-z]+|(?:The |An? )?[A-Z][\w'.-]+)(?: [\w'.-]+)"
    rf"{{0,6}}?), [^,\"]{{3,80}}, {SAYS} "
)
_SPOKE_LAST = re.compile(
    rf"[,\"] ?(?!told|tell|put){SAYS} ([\w'.&/-]+(?: [\w'.&/-]+){{0,10}}?)(?=[,.;:]|$)"
)
_ADVERBIAL = re.compile(
    r"^(?:(?:on (?:\w+day|\w+ \d+)|earlier|later|meanwhile|however|and|but|also|yesterday|today|"
    r"separately|with|where|while|though|although)\W+)+",
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
    for pattern in (_SPOKE_FIRST, _SPOKE_LAST):
        for found in pattern.finditer(text):
            who = _WHEN_SAID.sub("", _ADVERBIAL.sub("", found[1]).strip(" ."))
            if who and not _is_no_speaker(who) and not _ANOTHER.match(found[0]):
                return who
    return ""


def _is_no_speaker(who: str) -> bool:
    """Return whether words before a verb of speech are no one who could speak."""
    named = who.replace("control room", "")
    return bool(
        _NO_SPEAKER.search(who.lower()) or words.CONTROL.search(named) or any(map(str.isdigit, who))
    )


def speaker_at(text: str, start: int, end: int) -> str:
    """Return who says the sentence at a span of a text: also whom "he" means, or whose quotation.

    Parameters
    ----------
    text
        The whole text.
    start, end
        The sentence.
    """
    said = attribution(flatten(text[start:end]).text)
    if said and said.lower() not in _PRONOUNS:
        return said
    far = max(start - _LOOK_BACK, 0)
    if said.lower() in ("he", "she"):
        own = max(text.rfind("\n\n", far, start) + 1, far)
        for low in dict.fromkeys([own, far]):  # what its own paragraph tells of comes first
            before = _sentences(text, low, start)[::-1]
            if people := [one for one in before if not _NO_PERSON.search(one)]:
                return _first_named(people)
        return ""
    if said:
        return ""
    low = max(text.rfind("\n\n", far, start) + 1, far)
    opened, goes_on = _is_open(text[low:start]), _is_open(text[low:end])
    near = _to_the_quote(_sentences(text, low, start)[::-1]) if opened else []
    if goes_on:
        near += _to_the_quote(_sentences(text, end, end + _LOOK_BACK))
    return _first_named(near)


def _sentences(text: str, low: int, high: int) -> list[str]:
    return [text[low + a : low + b] for a, b in sentences(text[low:high])]


def _to_the_quote(near: list[str]) -> list[str]:
    """Return sentences up to the first with a quotation mark: where the quotation ends."""
    last = next((i for i, one in enumerate(near) if _QUOTED.search(one)), -1)
    return near[: last + 1]


def _first_named(near: list[str]) -> str:
    """Return the first of the speakers of sentences that has a name."""
    said = (attribution(flatten(one).text) for one in near)
    return next((who for who in said if who and who.lower() not in _PRONOUNS), "")


def _is_open(before: str) -> bool:
    """Return whether a quotation that began is not closed."""
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


_LOOK_BACK = 600
_ANOTHER = re.compile(r", (?:and|but|while) [^,]*\bput$")
"""Another who gives another number: "…, and the monitor put it at 40 percent"."""

_QUOTED = re.compile(r"[\"“”]")
_NO_PERSON = re.compile(
    r"(?<![\w-])(?:statement|reports?|media|channel|tv|television|radio|agency|ministry|staff|army|"
    r"forces|rebels|group|observatory|monitors?) (?:said|says|announced|reported|on|that)|"
    r"according to",
    re.IGNORECASE,
)
"""Speakers that "he" does not mean."""

_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i", "who", "others", "some"})
_NO_SPEAKER = re.compile(
    r"^(?:contrary|despite|amid|after|following|unlike|citing|given|notwithstanding|by|based|from|"
    r"at|even|if|when|in|as|to|that|each|empty|of|about)\b|"
    r"\b(?:is|are|was|were|be|been|being|the|an?|of|to|that|which|who|whose|one|two|three|four|"
    r"five|six|seven|eight|nine|ten|and|or|not|never|territory|area|gains?)$"
)
"""Words that nobody who speaks begins or ends with."""


_OWN_WORDS = re.compile(
    r", (?:saying|adding|insisting|stating|claiming|arguing)(?![\w-])|"
    r",? (?:and|but) (?:(?!that |not )[\w'-]+ ){0,3}?(?:said|says|say|insist(?:s|ed)?|claim(?:s|"
    r"ed)?|"
    r"maintain(?:s|ed)?|add(?:s|ed)?|stated?s?|assert(?:s|ed)?|announc(?:es|ed)|report(?:s|ed)|"
    r"told|"
    r"declared?|put|repl(?:y|ies|ied)|argued?|confirm(?:s|ed)|vow(?:s|ed))(?![\w-])"
)
"""What follows is the speaker's own: "disputed the claim, saying rebels held half"."""

_DOES = re.compile(
    r"(?<![\w-])and (?:(?:it|they|he|still|now|also|\w+ly) )*(?:holds?|held|controls?|controlled|"
    r"keeps?|kept|retains?|retained|took|takes?|captured?|seized?|lost|loses?)(?![\w-])"
)
"""A second verb beside "denied losing": not denied; but in "denied that … and …" it is."""

_OF_A_CLAUSE = re.compile(
    r"(?<![\w-])(?:that|it|they|he|has|have|had|did|do|does|not)(?![\w-])|n't"
)
_ANOTHER_VERB = re.compile(r"(?<![\w-])(?:and|but|while|as)(?![\w-])")

_NEGATION_REACH = 110
_MODALITY_REACH = 160


def negated(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether the phrase at a span is denied: "denied that …", "did not take …"."""
    low, high = sentence.clause(start)
    low = max(low, start - _NEGATION_REACH)
    for saying in _OWN_WORDS.finditer(sentence.lower, low, start):
        low = saying.end()
    if any(low <= at < start and not _over(sentence.lower, at, start) for at in sentence.denials):
        return True
    return any(
        end <= at < min(high, end + 60) and not _ANOTHER_VERB.search(sentence.lower, end, at)
        for at in sentence.denials
    )


def _over(lower: str, denial: int, start: int) -> bool:
    """Return whether what is denied ends before a phrase: "denied losing it and held half"."""
    other = _DOES.search(lower, denial, start + 1)
    return other is not None and not _OF_A_CLAUSE.search(lower, denial, other.start())


def framed(plain: Plain, start: int, end: int) -> tuple[bool, str]:
    """Return whether words deny the number at a span of them, and as what they doubt it.

    Examples
    --------
    >>> from aleppomap.claims.text import flatten
    >>> framed(flatten("The army does not hold half of it."), 23, 27)
    (True, '')
    """
    sentence = Sentence(plain)
    verb = sentence.governor(start, end)
    pivot = min(start, verb.start) if verb else start
    return negated(sentence, pivot, end), modality(sentence, pivot, end)


def modality(sentence: Sentence, start: int, end: int) -> str:
    """Return ``withdrawn``, ``threatened``, ``intended``, ``future``, ``possible`` or empty."""
    if is_withdrawn(sentence.lower, start, end):
        return "withdrawn"
    supposed = _SUPPOSED.search(sentence.lower, 0, start)
    if supposed and not re.search("[;:]", sentence.lower[supposed.end() : start]):
        return "possible"
    if any(m.start() <= start < m.end() for m in _INVERTED.finditer(sentence.lower)):
        return "possible"
    low, high = sentence.clause(start)
    low = max(low, sentence.lower.rfind(",", low, start), start - _MODALITY_REACH)
    before = [name for at, name in sentence.doubts if low <= at < start]
    if before:
        return before[-1]
    verb = _MODAL_AFTER.match(sentence.lower, end, min(high, end + 24))
    if verb:
        return "future" if verb[1] == "will" else "possible"
    return ""


_INVERTED = re.compile(
    r"(?:^|[;:] ?)\"?(?:had|were|should) (?=[\w'-])[^;:]{1,160}?, [^;:]{1,60}?(?<![\w-])"
    r"(?:would|could|might)(?![\w-])"
)
"""A condition told without "if": "Had the rebels lost half, talks would have begun"."""

_SUPPOSED = re.compile(r"(?<![\w-])(?:scenario|case|world) (?:in which|where|whereby)(?= )")
_MODAL_AFTER = re.compile(
    rf"(?:(?!and )[\w'-]* )*?(will|would|could|{words.MAY}|might|can|should)\b"
)
