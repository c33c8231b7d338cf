"""Find the claims on territory in a text: sentence by sentence, rule by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from datetime import date as day_type
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aleppomap.claims import framing, phrases, rules
from aleppomap.claims.context import Predicate, Sentence
from aleppomap.claims.direction import Direction, direction_of, measure_in, whole_direction
from aleppomap.claims.drafts import Draft
from aleppomap.claims.elsewhere import area_named, elsewhere, own_words, timeless
from aleppomap.claims.gazetteer import Gazetteer, gazetteer
from aleppomap.claims.named_days import days_in
from aleppomap.claims.text import flatten, sentences
from aleppomap.claims.timing import when_of
from aleppomap.claims.windows import Window, windows_in
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError

if TYPE_CHECKING:
    from aleppomap.territory import Territory

__all__ = [
    "FoundClaim", "Setting", "drafts_in", "extract", "measure_in", "setting_of", "subject_of",
]  # fmt: skip

TEXT_MAX = 20_000_000
"""Characters beyond which a text is refused: no article is a thousandth of it."""

_TRIGGERS = (
    "%", "cent", "pct", "pc", "p.c.", "half", "halves", "third", "quarter", "fifth", "tenth",
    "most of", "ajority", "bulk", "all", "part of", "sq", "km", "kilomet", "mile",
    "hectare", "acre", "dun",
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


_OF = re.compile(r" (?:of|over)(?: |$)|(?<= all) |(?<=entire) |(?<=whole) ")
_IN = re.compile(r"^(?:in|of) ")
_JOINT = re.compile(r"^ ?(?:of|in) (?:all )?")
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
    since
        Start of the window its words state, that day's end; None when they state none.
    whole_km2
        The whole that "20 of 45 square kilometres" states beside its part; None for none.
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
    since: day_type | None = None
    whole_km2: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the claim as plain values for JSON."""
        values = asdict(self)
        values["places"] = list(self.places)
        for name in ("date", "since"):
            day = values[name]
            values[name] = day.isoformat() if day else None
        return values

    def __repr__(self) -> str:
        said = {
            "of": self.denominator, "by": self.subject, "on": self.date,
            "said by": self.attributed_to, "": "denied" if self.negated else self.modality,
        }  # fmt: skip
        tail = "".join(f", {name} {what}".replace("  ", " ") for name, what in said.items() if what)
        return f"<FoundClaim {self.kind} {self.measure} {self.phrase!r}{tail}>".replace("  ", " ")


def extract(
    text: str,
    territory: Territory | str | date | None = None,
    published: str | date | datetime | None = None,
    *,
    names: Gazetteer | None = None,
) -> list[FoundClaim]:
    """Return the claims on territory in a text, in order.

    Parameters
    ----------
    text
        An article, or any part of one.
    territory
        Where names are looked up; None for a generic vocabulary. A day in its place is that of
        publication.
    published
        The day of publication, from which "on Sunday" is resolved.
    names
        Names to look up instead of a territory's.

    Returns
    -------
    list of FoundClaim
        Empty when the text claims nothing of the kind. A percentage below 0 or above 100 is no
        share of territory and so no claim.

    Raises
    ------
    AleppoMapError
        If the text is longer than 20 million characters, or the day is given twice.
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
    if isinstance(territory, str | day_type):
        if published is not None:
            raise AleppoMapError(
                f"two days are given, {territory} and {published}; a territory comes from am.load()"
            )
        territory, published = None, territory
    return [
        _found(draft, setting)
        for setting, drafts in drafts_in(text, names or gazetteer(territory), published)
        for draft in drafts
    ]


def drafts_in(
    text: str, names: Gazetteer, published: str | date | datetime | None = None
) -> Iterator[tuple[Setting, list[Draft]]]:
    """Yield each sentence of a text that claims something, with what its rules found."""
    day = None if published is None else as_day(published)
    for start, end in sentences(text):
        setting, drafts = _drafts_of(text[start:end], start, names, day)
        if setting is not None:
            yield replace(setting, speaker=framing.speaker_at(text, start, end)), drafts


@dataclass(frozen=True, eq=False)
class Setting:
    """What the claims of one sentence share; who does what is looked up once a verb."""

    sentence: Sentence
    original: str
    base: int
    names: Gazetteer
    speaker: str
    places: tuple[str, ...]
    days: list[tuple[int, date]]
    windows: list[Window]

    @cached_property
    def parties(self) -> list[tuple[int, str]]:
        """Where the sentence names parties, and which."""
        return self.names.parties_at(self.sentence.plain.text)

    @cached_property
    def actors(self) -> list[tuple[int, str]]:
        """Where it names forces of any kind, and how."""
        text = self.sentence.plain.text
        found = _SUBJECT.finditer(self.sentence.lower)
        return [(m.end(1), _AFTER_SAYING.sub("", text[m.start(1) : m.end(1)])) for m in found]


def _drafts_of(
    original: str, start: int, names: Gazetteer, published: date | None
) -> tuple[Setting | None, list[Draft]]:
    plain = flatten(original, start)
    if not any(word in plain.lower for word in _TRIGGERS):
        return None, []
    sentence = Sentence(plain)
    drafts = list(rules.numbered(sentence, names.knows))
    drafts += list(phrases.worded(sentence, names.knows, drafts))
    if not drafts:
        return None, []
    return setting_of(sentence, original, names, published), sorted(
        drafts, key=lambda d: (d.start, d.end)
    )


def setting_of(
    sentence: Sentence, original: str, names: Gazetteer, published: date | None
) -> Setting:
    """Return what a sentence says around its claims: who speaks, of which places and days."""
    plain = sentence.plain
    windows = windows_in(plain.lower, published)
    days = [
        (at, day) for at, day in days_in(plain.lower, published)
        if not any(w.kind != "day" and w.start <= at < w.end for w in windows)
    ]  # fmt: skip
    return Setting(sentence, original, plain.start, names, framing.attribution(plain.text),
                   names.places_in(plain.text), days, windows)  # fmt: skip


def _found(draft: Draft, setting: Setting) -> FoundClaim:
    sentence, plain = setting.sentence, setting.sentence.plain
    start, end = plain.original(draft.start, draft.end)
    verb = draft.governor
    pivot = min(draft.start, verb.start) if verb else draft.start
    way = _direction(draft, setting)
    since, day = when_of(setting.windows, setting.days, draft.start, plain.lower)
    return FoundClaim(
        kind=draft.kind,
        low=None if draft.low is None else round(draft.low, 2),
        high=None if draft.high is None else round(draft.high, 2),
        hedge=draft.hedge,
        unit=draft.unit,
        grain=draft.grain,
        subject=way.who.subject,
        measure=way.measure,
        denominator=_denominator(draft, setting),
        places=setting.places,
        date=day,
        attributed_to=setting.speaker,
        negated=framing.negated(sentence, pivot, draft.end),
        modality=framing.modality(sentence, pivot, draft.end),
        start=start,
        end=end,
        phrase=setting.original[start - setting.base : end - setting.base],
        sentence=setting.original,
        rule=draft.rule,
        since=since,
        whole_km2=draft.whole_km2,
    )


def _denominator(draft: Draft, setting: Setting) -> str:
    text = setting.sentence.plain.text
    after = ""
    if draft.number_end is not None and draft.kind in ("share", "area", "count"):
        after = text[draft.number_end :]
    elif draft.kind == "containment":
        of = _OF.search(text, draft.start, draft.end)
        after = f" of {text[of.end() if of else draft.end :].lstrip()}"
    if elsewhere(after, setting.names):  # the region that "enclave" names is another's
        return _IN.sub("", timeless(_JOINT.sub("", after[: area_named(after)])))
    if draft.denominator is None:
        return ""
    low, high = draft.denominator
    _, stop = setting.sentence.clause(low)
    said = own_words(text[low : min(stop, high + 60)])
    return (
        setting.names.region_in(said)
        or setting.names.district_in(text[low:high])
        or (text[low:high])
    )


def _direction(draft: Draft, setting: Setting) -> Direction:
    """Return which way a claim's verb turns its number; of other kinds only who does it."""
    start, end, verb = draft.start, draft.end, draft.governor
    if draft.kind == "containment" and not draft.denominator:
        return whole_direction(setting.sentence, setting.names, start, end)
    if verb is None and draft.rule != "share-owned":
        return Direction()
    return direction_of(setting.sentence, setting.names, start, end, verb)


def subject_of(verb: Predicate, setting: Setting) -> str:
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
