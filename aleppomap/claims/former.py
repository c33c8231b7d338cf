"""What was, beside what is: the words of a sentence that say what a number is compared with.

"Down from 63 percent on 28 November" has its own number and its own day; neither is the other's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from aleppomap.claims.number_words import ONES, PARTS, TEENS, TENS

__all__ = ["apart", "became", "coming_spans", "former_spans", "is_former", "span_at"]

_HEDGE = (
    r"(?:(?:about|around|some|roughly|nearly|almost|just|only|over|under|above|below|at|more|less|"
    r"than|least|most|up to|an?|the|its|their|his|that|a mere|barely|close to|as much as|as little "
    r"as|estimated|previous|earlier|peak|former|original|initial) ){0,4}"
)
_WORDED = "|".join([*ONES, *TEENS, *TENS, *PARTS, *(f"{part}s" for part in PARTS), "half", "halves",
                    "dozen", "dozens", "zero"])  # fmt: skip
_NUMBER = rf"{_HEDGE}(?:\d|(?:{_WORDED})(?![a-z]))"
_WHOLE = (
    r"(?:(?:nearly|almost|virtually) )?(?:all|most|everything|the whole|the entire|"
    r"(?:its|their|a|the) (?:\w+ )?(?:peak|high|height|maximum|low|zenith))(?![\w-])"
)
_AMOUNT = rf"(?=(?:{_NUMBER}|{_WHOLE}))"
_LESS = r"(?:more|less|fewer|smaller|larger|bigger|higher|lower|greater)"
_OPENS = re.compile(
    r"(?<![\w-])(?:"
    rf"(?:down|up|lower|higher|off|back) (?:sharply |slightly |steeply )?from {_AMOUNT}|"
    r"(?:an?|the) (?:[\w-]+ )?(?:drop|fall|rise|increase|decrease|decline|jump|leap|slump|plunge|"
    r"reduction|change|gain|loss|improvement|growth) (?:of [^,;:]{1,24}? )?from "
    rf"{_AMOUNT}|"
    rf"(?:as |when )?compar(?:ed|es|ing) (?:to|with) {_AMOUNT}|"
    rf"(?:as )?opposed to {_AMOUNT}|(?:in|by) (?:contrast|comparison) (?:to|with) {_AMOUNT}|"
    rf"relative to {_AMOUNT}|(?:versus|vs\.?) {_AMOUNT}|as against {_AMOUNT}|"
    r"(?:double|twice|triple|treble|\w+ times) (?:of )?(?=(?:the|its|their|that|what)(?: |$))|"
    rf"(?<=, )against {_AMOUNT}|(?<=, )(?:and )?(?:not|no longer) (?:the )?{_AMOUNT}|"
    rf"(?<=, )from {_AMOUNT}|"
    rf"(?<=, )(?:far |well |much |slightly |just |even )?{_LESS} than (?=(?:the|what|it|they|on|"
    rf"in|at|"
    r"last|that)(?: |$))|"
    r"(?<=, )(?:far |well |much |slightly |just |even )?(?:above|below|under|over|beyond|"
    r"short of|up on|"
    r"down on) (?=(?:the|what|its|their) )|"
    r"(?<=, )(?:[\w-]+ ){0,3}?as (?:much|many|little|few|large|big|small|high|low) as "
    r"(?=(?:on|in|at|it|they|last|before|when|a|two|three|four|five|six|seven|\d+ \w+ ago)(?: |$))|"
    r"(?<=, )(?:[\w-]+ ){0,3}?(?:half|third|quarter|fifth|tenth|fraction|twice|double) (?:of )?"
    r"what (?=\w)|"
    r"(?<=\()(?:it|they|this|that|down|up|from|against|was|were|had|compared)(?= )"
    r")"
)
"""Words that a number of another day follows."""

_CHANGES = (
    r"(?:shr[aiu]nk\w*|f[ae]ll(?:s|en|ing)?|dropp?\w*|declin\w+|decreas\w+|reduc\w+|cut|dwindl\w+|"
    r"contract\w+|went|go(?:es|ing|ne)?|gr[eo]w\w*|r[io]s(?:e|es|en|ing)|increas\w+|expand\w*|"
    r"climb\w*|jump\w*|widen\w*|sw[eo]ll\w*|swollen|slip\w*|sl[iu]d\w*|tumbl\w+|plung\w+|s[au]nk|"
    r"soar\w*|surg\w+|plummet\w*|whittl\w+|squeez\w+|collaps\w+|slump\w*|edg\w+|narrow\w*|"
    r"br(?:ing|ings|ought|inging)|rais\w+|boost\w*|up|down|chang\w+|"
    r"mov\w+|extend\w*|halv\w+|doubl\w+)"
)
_FROM_TO = re.compile(
    rf"(?<![\w-]){_CHANGES}(?: [^,;:]{{0,70}}?)? (?P<old>from {_AMOUNT}(?:(?! from |"
    rf" to )[^;:]){{1,60}}?) to "
    rf"(?={_NUMBER})"
)
"""From one number to the other, as something changed."""

_TO_FROM = re.compile(
    rf"(?<![\w-]){_CHANGES}(?: [^,;:]{{0,70}}?)? to {_NUMBER}(?:(?! from )[^,;:]){{0,50}}? "
    rf"(?P<old>from {_AMOUNT})"
)
_ENDS = re.compile(
    r",(?! ?\d{3}(?!\d))(?! (?:the )?(?:\d{1,2}(?:st|nd|rd|th)? )?(?:of )?(?:january|february|"
    r"march|"
    r"april|may|june|july|august|september|october|november|december|20\d\d)(?![a-z]))|[;:()\"]|"
    r" - |"
    rf"\. | (?:and|but|while|whereas|though|although)(?! (?:from )?{_NUMBER})(?= )|"
    r" (?:after|as|following|amid|thanks|because|according)(?= )|$"
)
"""Where what was ends: at the next clause; not within a number or a date."""

_COMING = re.compile(
    r",? (?:and|but|or) (?:(?:it|they|he|she|now|also|then|still|both|even) )*"
    r"(?:will|would|could|might|shall|may|(?:is|are|was|were) (?:\w+ )?(?:to|set|due|expected|"
    r"likely|"
    r"poised|about|going|preparing|planning)|(?:hop|aim|expect|plann?|intend|vow|pledg|promis|"
    r"threaten|want|seek|tr|predict|forecast|wish|mean|prepar|attempt|struggl)"
    r"(?:s|es|ed|ies|ied|y|e|ing)?)(?= )"
)
"""A second verb that tells what is to come."""

_COMING_ENDS = re.compile(r"[;:\"]| - |\. |,? but |$")
_REACH = 400
"""Characters that such words go on for at most."""


@lru_cache(maxsize=512)
def former_spans(plain: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of plain text in lower case that tell what was, in order.

    Examples
    --------
    >>> text = "they hold 30 percent, down from 63 percent on friday, he said"
    >>> [text[low:high] for low, high in former_spans(text)]
    ['down from 63 percent on friday']
    """
    spans = [(m.start("old"), m.end("old")) for m in _FROM_TO.finditer(plain)]
    opened = [m.span() for m in _OPENS.finditer(plain)]
    opened += [m.span("old") for m in _TO_FROM.finditer(plain)]
    for low, high in opened:
        if not any(low < b and a < high for a, b in spans):
            stop = min(len(plain), high + _REACH)
            end = _ENDS.search(plain, high, stop)
            spans.append((low, end.start() if end else stop))
    return tuple(sorted(spans))


def became(plain: str, at: int) -> bool:
    """Return whether a number in plain text is what another became: "from 36 to 11".

    Examples
    --------
    >>> became("it has gone from 36 to 11 km2", 23), became("it has gone to 11 km2", 15)
    (True, False)
    """
    ends = [match.end() for match in _FROM_TO.finditer(plain)]
    return any(end <= at and not plain[end:at].strip() for end in ends)


@lru_cache(maxsize=512)
def coming_spans(plain: str) -> tuple[tuple[int, int], ...]:
    """Return the spans where a second verb tells what is to come: "… and hopes to take …".

    Examples
    --------
    >>> text = "they hold half and will take the rest by monday"
    >>> [text[low:high] for low, high in coming_spans(text)]
    [' and will take the rest by monday']
    """
    found = []
    for match in _COMING.finditer(plain):
        stop = min(len(plain), match.end() + _REACH)
        end = _COMING_ENDS.search(plain, match.end(), stop)
        found.append((match.start(), end.start() if end else stop))
    return tuple(found)


def is_former(plain: str, at: int) -> bool:
    """Return whether a place in plain text lies where it tells what was."""
    return span_at(former_spans(plain), at) is not None


def span_at(spans: tuple[tuple[int, int], ...], at: int) -> tuple[int, int] | None:
    """Return the innermost of the spans that a place lies in."""
    return max((span for span in spans if span[0] <= at < span[1]), default=None)


def apart(plain: str, one: int, other: int) -> bool:
    """Return whether two places lie in words of different times: of now, before, or to come."""
    return any(
        span_at(spans, one) != span_at(spans, other)
        for spans in (former_spans(plain), coming_spans(plain))
    )
