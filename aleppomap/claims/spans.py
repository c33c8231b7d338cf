"""Rules for lengths of front, people in a place, and days of a campaign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aleppomap.claims import numerals, words
from aleppomap.claims.context import Sentence
from aleppomap.claims.drafts import Draft, drafted
from aleppomap.claims.numerals import Numeral

__all__ = ["bare", "elapsed", "length", "ordinal_days", "population"]

_ROAD = (
    r"(?:road|highway|motorway|border|frontier|coast|coastline|river ?bank|shore|railway|route|"
    r"corridor)"
)
_FRONT = r"(?:front ?-?lines?|fronts?|line of contact|contact line|lines? of control)"
_FRONT_AFTER = re.compile(
    rf"-?(?:[ -]long)? (?:(?!(?:behind|from|away|beyond|to|off|in|on|at|near|inside|outside|ahead|"
    rf"north|south|east|west|along)\b)[\w-]+ ){{0,3}}?(?:(?:stretch|section|length) of (?:the )?"
    rf"(?:[\w-]+ ){{0,2}}?)?{_FRONT}(?![\w-])"
)
_FRONT_BEFORE = re.compile(rf"(?<![\w-]){_FRONT}(?![\w-])[^.;:]{{0,60}}$")
_MEASURES = re.compile(
    r"\b(?:of|stretch\w*|extend\w*|runs?|running|ran|spans?|spanning|measur\w+|is|was|length|at|"
    r"along|over|long|for|now)\b ?$|,? $"
)
_MOVES = re.compile(r"\b(?:advanc\w+|mov\w+|push\w+|within|wide|shift\w*)\b")
_STRETCH = re.compile(
    rf"(?:[ -]long)? (?:stretch|section|strip|length) of (?:the |a )?(?:[\w'-]+ ){{0,3}}?{_ROAD}"
)
_AWAY = re.compile(
    r" (?:\([^()]*\) )?(?:away|from|to the|north|south|east|west|north-?\w+|south-?\w+|outside|"
    r"inside|off|behind|beyond|deep|wide|into|short of)\b"
)
_DWELL = re.compile(
    r"(?:,? [\w-]+){0,3}? (?:(?:still |now |currently )?(?:live|lives|living|lived|reside|residing|"
    r"remain|remained|remaining|stay|stayed|dwell)|(?:(?:are|is|were|was|remain|remained|still|"
    r"be|being|thought|believed|estimated|said|to|feared) )*(?:trapped|besieged|living|stuck|"
    r"remaining|left|under siege|encircled|caught))(?: (?:trapped|living|besieged|under siege))? "
    r"(?:with [\w' -]{1,30}? )?(?:in|inside|within|under|there|across|on|amid)(?![\w-])"
)
_BEFORE_DWELLERS = re.compile(
    r"(?:(?:home to|populated by|inhabited by|where|with a population of|whose population (?:is|"
    r"of)|"
    r"population (?:of|is|was)|house to|housing|holding|(?:city|town|enclave|pocket|area|district|"
    r"township|village) of))(?: [\w-]+)? ?$"
)
_HOME_TO = re.compile(r"(?:home to|(?:with|ha[sd]|have) a (?:[a-z-]+ )?population of) ?$")
_WHERE = re.compile(r"(?:where|holding|housing)(?: [\w-]+)? ?$")
_DWELL_THERE = re.compile(
    r" (?:\w+ ){0,3}?(?:live|lived|living|reside|remain|trapped|besieged)(?![\w-])"
)
_NO_DWELLERS = re.compile(r"displaced|killed|wounded|hungry|malnourished|injured")
_NOT_DWELLING = re.compile(
    r"(?<![\w-])(?:poverty|tents?|camps?|shelters?|exile|fear|refugees?|abroad|displaced|shelters|"
    r"schools|homeless|need|hunger|hospitals?|prisons?|jail|detention|vot\w+|custody|europe|"
    r"unemployed|rubble)(?![\w-])"
)
_PLACE_AHEAD = re.compile(
    r"(?<![\w-])(?:districts?|areas?|neighbou?rhoods?|quarters?|enclave|pocket|city|town|zones?|"
    r"strip|territor\w+|part|parts|east|west|north|south|eastern|western|northern|southern|"
    r"[\w-]+-held|held|besieged|control\w*|side|sector|villages?|occupation|occupied|siege|"
    r"province|region|island|peninsula|bank|old)(?![\w-])"
)
_ELAPSED_OF = re.compile(
    rf" of (?:[\w'-]+ ){{0,4}}?{words.CAMPAIGN}(?![\w-])(?! (?:crimes?|of words))"
)
_ELAPSED_SINCE = re.compile(rf" (?:into|after|since) (?:[\w'-]+ ){{0,6}}?{words.CAMPAIGN}(?![\w-])")
_ELAPSED_AGO = re.compile(
    rf"{words.CAMPAIGN}(?![\w-]) (?:[\w'-]+ ){{0,8}}?(?:began|begun|started|launched|opened)?"
    r"(?: (?:just|some|about|around|only|nearly|almost|over|more than|less than))* ?$"
)
_ORDINAL_DAY = re.compile(
    rf"(?<![\w-])(?P<nth>\d{{1,4}}(?:st|nd|rd|th)|[a-z]+(?:-[a-z]+)?) (?:straight |consecutive |"
    rf"full )?"
    rf"(?P<unit>day|week|month) of (?:[\w'-]+ ){{0,4}}?{words.CAMPAIGN}(?![\w-])"
)
_ITS_DAY = re.compile(
    rf"{words.CAMPAIGN} (?:[\w'-]+ ){{0,4}}?(?:its|their) "
    r"(?P<nth>\d{1,4}(?:st|nd|rd|th)|[a-z]+(?:-[a-z]+)?) (?P<unit>day|week|month)(?![\w-])"
)
_DAY_NUMBER = re.compile(r"(?<![\w-])day ?$")
_DAY_OF = re.compile(rf" of (?:[\w'-]+ ){{0,4}}?{words.CAMPAIGN}(?![\w-])|:|,")


def bare(sentence: Sentence, numeral: Numeral) -> Draft | None:
    """Return what a number without a unit says: "day 13 of …", "home to 90,000"."""
    lower = sentence.lower
    if _DAY_NUMBER.search(lower, max(0, numeral.start - 6), numeral.start):
        return _day_number(sentence, numeral)
    if _HOME_TO.search(lower, max(0, numeral.phrase_start - 40), numeral.phrase_start):
        return population(sentence, numeral)
    return None


def length(sentence: Sentence, numeral: Numeral) -> Draft | None:
    """Return the length of a front line, or of a road taken; a distance is neither."""
    lower, end = sentence.lower, numeral.end
    low, _ = sentence.clause(numeral.start)
    if _FRONT_AFTER.match(lower, end):
        return drafted("length", "length-front", sentence, numeral)
    if _STRETCH.match(lower, end) and sentence.governor(numeral.phrase_start, end):
        return drafted("length", "length-road", sentence, numeral)
    if _AWAY.match(lower, end):
        return None
    if found := _FRONT_BEFORE.search(lower, low, numeral.phrase_start):
        between = lower[found.start() : numeral.phrase_start]
        if _MEASURES.search(between) and not _MOVES.search(between):
            return drafted("length", "length-front", sentence, numeral)
    return None


def population(sentence: Sentence, numeral: Numeral) -> Draft | None:
    """Return how many live in a place; who fled, was hurt or is in need is no inhabitant."""
    lower, end = sentence.lower, numeral.end
    if numeral.low < 1 or _NO_DWELLERS.search(numeral.modifiers):
        return None
    _, high = sentence.clause(numeral.start)
    dwell = _DWELL.match(lower, end, high)
    left = max(0, numeral.phrase_start - 40)
    if _BEFORE_DWELLERS.search(lower, left, numeral.phrase_start) or numeral.family == "bare":
        where = _WHERE.search(lower, left, numeral.phrase_start)
        if not where or dwell or _DWELL_THERE.match(lower, end, high):
            return drafted("population", "population-home", sentence, numeral)
    if dwell is None:
        return None
    ahead = lower[dwell.end() : min(high, dwell.end() + 70)]
    if _NOT_DWELLING.search(ahead):
        return None
    named = sentence.plain.text[dwell.end() + 1 : dwell.end() + 2].isupper()
    stays = re.search(r"remain|left", dwell[0])
    penned = re.search(r"trapped|besieged|siege|stuck|encircled", dwell[0])
    if penned or _PLACE_AHEAD.search(ahead) or (named and stays):
        return drafted("population", "population-live", sentence, numeral)
    return None


def elapsed(sentence: Sentence, numeral: Numeral) -> Draft | None:
    """Return how long a campaign has lasted: "in three weeks of fighting"."""
    lower, end = sentence.lower, numeral.end
    before = lower[max(0, numeral.phrase_start - 12) : numeral.phrase_start]
    if _ELAPSED_OF.match(lower, end) and re.search(
        r"(?:in|after|within|following|during|despite|over|for) (?:the (?:first|past|last) )?$",
        before,
    ):
        return drafted("elapsed", "elapsed-of", sentence, numeral)
    if _ELAPSED_SINCE.match(lower, end):
        return drafted("elapsed", "elapsed-since", sentence, numeral)
    started = _ELAPSED_AGO.search(lower, max(0, numeral.phrase_start - 70), numeral.phrase_start)
    if lower.startswith(" ago", end) and started:
        return drafted("elapsed", "elapsed-ago", sentence, numeral)
    return None


def _day_number(sentence: Sentence, numeral: Numeral) -> Draft | None:
    if not _DAY_OF.match(sentence.lower, numeral.end):
        return None
    if sentence.lower[numeral.end] in ":," and not (
        re.search(words.CAMPAIGN, sentence.lower) and numeral.start <= len("on day ")
    ):
        return None
    draft = drafted("elapsed", "elapsed-day-n", sentence, numeral)
    return replace(draft, unit="days", start=draft.start - len("day "))


def ordinal_days(sentence: Sentence) -> Iterator[Draft]:
    """Return "the 13th day of the operation"."""
    for pattern in (_ORDINAL_DAY, _ITS_DAY):
        for match in pattern.finditer(sentence.lower):
            nth = numerals.ordinal(match["nth"])
            if nth is not None and (nth > 1 or match["unit"] == "day"):
                yield Draft("elapsed", "elapsed-nth", match.start("nth"), match.end(),
                            nth, nth, "", f"{match['unit']}s")  # fmt: skip
