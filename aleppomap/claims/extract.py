"""Find the claims on territory in a text: sentence by sentence, rule by rule."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aleppomap.claims import framing, phrases, rules, words
from aleppomap.claims.context import Predicate, Sentence
from aleppomap.claims.drafts import Draft
from aleppomap.claims.gazetteer import Gazetteer, gazetteer
from aleppomap.claims.text import flatten, sentences
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError

if TYPE_CHECKING:
    from aleppomap.territory import Territory

__all__ = ["FoundClaim", "extract", "measure_in"]

TEXT_MAX = 20_000_000
"""Characters beyond which a text is refused: no article is a thousandth of it."""

_TRIGGERS = (
    "%", "cent", "pct", "half", "halves", "third", "quarter", "fifth", "tenth", "most of",
    "ajority", "bulk", "all", "part of", "sq", "km", "kilomet", "mile", "hectare", "acre", "dun",
    "distri", "neighbo", "suburb", "town", "village", "settlement", "hamlet", "cities", "city",
    "provinc", "region", "count", "localit", "communi", "municip", "oblast", "governorate",
    "borough", "island", "states", "area", "capital", "block", "others", "two more", "people",
    "civilian", "resident", "inhabit", "person", "souls", "home to", "population", "day", "week",
    "month", "gest", "adjacent", "adjoining", "contiguous", "border", "full", "complete", "entire",
    "whole", "total", "split", "cut", "divid", "bisect", "sever", "slic", "carv", "line", "hand",
    "cede", "ceding", "transf", "turn", "more in", "more on", "front", "seventh", "sixth", "eighth",
    "ninth", "fourth", "one in", "/",
)  # fmt: skip
"""A sentence with none of these has no claim; looked for before anything dearer is."""

_SUBJECT = re.compile(
    r"(?<![\w-])((?:the |an? )?(?:[\w.'-]+ ){0,4}?(?:army|armies|forces?|troops|rebels?|"
    r"insurgents?|"
    r"militants?|fighters|militias?|soldiers|houthis|taliban|jihadists?|junta|regime|government|"
    r"opposition|factions?|guerrillas|separatists|paramilitar(?:y|ies)|rsf|sdf|ypg|isis|isil|daesh|"
    r"loyalists|units|defenders|attackers|invaders|extremists|terrorists|kurds|group))(?![\w-])"
)
_NAMED = re.compile(
    r"((?:[A-Z][\w'-]+ ){0,3}[A-Z][\w'-]+)(?: (?:has|have|had|now|still|also|would|could|will|may|"
    r"is|"
    r"are|was|were|been|already|in|fully|once))* ?$"
)
_BY = re.compile(r"(?: [\w'-]+){0,4}? by ((?:the )?[\w'-]+(?: [\w'-]+){0,3})(?![\w-])")
_AFTER_SAYING = re.compile(
    r"^.*\b(?:said|says|say|that|and|with|while|when|after|as|but|to|by|from|of|allowed|claimed|"
    r"reported|estimated|in|for|against) (?=\w)"
)
_AFTER_ACTOR = re.compile(
    r" (?:on|in|at|since|after|before|during|from|over|under|and|as|when|while|that|who)(?= |$).*"
)


_SUBJECT_REACH = 240
"""Characters before a verb within which its subject is looked for."""


@dataclass(frozen=True)
class FoundClaim:
    """A claim as found in a text.

    Parameters
    ----------
    kind
        One of `vocab.KINDS`.
    low, high
        The number as stated, in `unit`; percent for shares; None without a number.
    hedge
        One of `vocab.HEDGES`.
    unit
        ``percent``; ``km2``, ``mi2``, ``ha`` …; ``km``, ``mi``; the counted noun; ``days`` …
    grain
        Granularity of the number as worded, in `unit`: 10 for 40 %, 5 for 45 %; None where none
        is judged.
    subject
        Who holds, takes or loses: a party id, or the words of the text; empty if unsaid.
    measure
        ``lost``, ``taken``, ``held`` or empty: the direction the words give the number.
    denominator
        Region or district id, or the raw words; empty when none is named.
    places
        Ids of districts and places the sentence names.
    date
        The day it speaks of; None when it names none that can be resolved.
    attributed_to
        Who says so, in the words of the text.
    negated
        Whether it is denied.
    modality
        ``threatened``, ``intended``, ``future``, ``possible`` or empty.
    start, end
        Span of the claim's phrase in the original text.
    phrase
        The words of the claim itself, as written.
    sentence
        The sentence as written.
    rule
        The rule that found it.
    """

    kind: str
    low: float | None
    high: float | None
    hedge: str
    unit: str
    grain: float | None
    subject: str
    measure: str
    denominator: str
    places: tuple[str, ...]
    date: date | None
    attributed_to: str
    negated: bool
    modality: str
    start: int
    end: int
    phrase: str
    sentence: str
    rule: str

    def as_dict(self) -> dict[str, Any]:
        """Return the claim as plain values for JSON."""
        values = asdict(self)
        values["places"] = list(self.places)
        values["date"] = self.date.isoformat() if self.date else None
        return values


def extract(
    text: str,
    territory: Territory | None = None,
    published: str | date | datetime | None = None,
) -> list[FoundClaim]:
    """Return the claims on territory in a text, in order.

    Parameters
    ----------
    text
        An article, or any part of one.
    territory
        Where names are looked up; None for a generic vocabulary.
    published
        The day of publication, from which "on Sunday" is resolved.

    Returns
    -------
    list of FoundClaim
        Empty when the text claims nothing of the kind. A percentage below 0 or above 100 is no
        share of territory and so no claim.

    Raises
    ------
    AleppoMapError
        If the text is longer than 20 million characters.
    ValueError
        If `published` is no day.

    Examples
    --------
    >>> [found] = extract("The militia now holds about 40% of the province.")
    >>> found.kind, found.low, found.hedge, found.denominator
    ('share', 40.0, 'about', 'the province')
    """
    if len(text) > TEXT_MAX:
        raise AleppoMapError(f"the text has {len(text):,} characters; give at most {TEXT_MAX:,}")
    names = gazetteer(territory)
    day = None if published is None else as_day(published)
    return [
        claim
        for start, end in sentences(text)
        for claim in _claims_of(text[start:end], start, names, day)
    ]


def measure_in(plain: str) -> str:
    """Return ``lost``, ``taken``, ``held`` or empty: which way normalised words turn a number.

    Examples
    --------
    >>> measure_in("rebels lost a third"), measure_in("seized a third"), measure_in("a third")
    ('lost', 'taken', '')
    """
    for name, pattern in (("lost", words.LOST), ("taken", words.TAKEN), ("held", words.HELD)):
        if pattern.search(plain):
            return name
    return ""


@dataclass(frozen=True, eq=False)
class _Setting:
    """What the claims of one sentence share; who does what is looked up once a verb."""

    sentence: Sentence
    original: str
    base: int
    names: Gazetteer
    speaker: str
    places: tuple[str, ...]
    days: list[tuple[int, date]]

    @cached_property
    def parties(self) -> list[tuple[int, str]]:
        return self.names.parties_at(self.sentence.plain.text)

    @cached_property
    def actors(self) -> list[tuple[int, str]]:
        text = self.sentence.plain.text
        found = _SUBJECT.finditer(self.sentence.lower)
        return [(m.end(1), _AFTER_SAYING.sub("", text[m.start(1) : m.end(1)])) for m in found]


def _claims_of(
    original: str, start: int, names: Gazetteer, published: date | None
) -> list[FoundClaim]:
    plain = flatten(original, start)
    if not any(word in plain.lower for word in _TRIGGERS):
        return []
    sentence = Sentence(plain)
    drafts = list(rules.numbered(sentence, names.knows))
    drafts += list(phrases.worded(sentence, names.knows, drafts))
    if not drafts:
        return []
    setting = _Setting(
        sentence,
        original,
        start,
        names,
        framing.attribution(plain.text),
        names.places_in(plain.text),
        framing.days_in(plain.lower, published),
    )
    return [_found(draft, setting) for draft in sorted(drafts, key=lambda d: (d.start, d.end))]


def _found(draft: Draft, setting: _Setting) -> FoundClaim:
    sentence, plain = setting.sentence, setting.sentence.plain
    start, end = plain.original(draft.start, draft.end)
    verb = draft.governor
    pivot = min(draft.start, verb.start) if verb else draft.start
    nearest = min(setting.days, key=lambda day: abs(day[0] - draft.start), default=None)
    return FoundClaim(
        kind=draft.kind,
        low=None if draft.low is None else round(draft.low, 2),
        high=None if draft.high is None else round(draft.high, 2),
        hedge=draft.hedge,
        unit=draft.unit,
        grain=draft.grain,
        subject=_subject(verb, setting) if verb else "",
        measure=_measure(plain.lower[verb.start : verb.end]) if verb else "",
        denominator=_denominator(draft, setting),
        places=setting.places,
        date=nearest[1] if nearest else None,
        attributed_to=setting.speaker,
        negated=framing.negated(sentence, pivot, draft.end),
        modality=framing.modality(sentence, pivot, draft.end),
        start=start,
        end=end,
        phrase=setting.original[start - setting.base : end - setting.base],
        sentence=setting.original,
        rule=draft.rule,
    )


def _denominator(draft: Draft, setting: _Setting) -> str:
    if draft.denominator is None:
        return ""
    text = setting.sentence.plain.text
    low, high = draft.denominator
    _, stop = setting.sentence.clause(low)
    return setting.names.region_in(text[low : min(stop, high + 60)]) or text[low:high]


def _measure(verb: str) -> str:
    if verb.endswith(" to") and rules.SIZED.search(verb):
        return "held"
    return measure_in(verb) or "held"


def _subject(verb: Predicate, setting: _Setting) -> str:
    """Return who does it: the actor after "by", else the last one before the verb."""
    plain, names = setting.sentence.plain, setting.names
    low = max(setting.sentence.clause(verb.start)[0], verb.start - _SUBJECT_REACH)
    if by := _BY.match(plain.text, verb.end):
        who = _AFTER_ACTOR.sub("", by[1])
        return (names.parties_in(who) or [who])[0]
    for known in (setting.parties, setting.actors):
        before = [who for at, who in known if low <= at <= verb.start]
        if before:
            return before[-1]
    named = _NAMED.search(plain.text, low, verb.start)
    return named[1] if named else ""
