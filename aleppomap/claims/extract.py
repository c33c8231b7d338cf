"""Find the claims on territory in a text: sentence by sentence, rule by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from datetime import date as day_type
from typing import TYPE_CHECKING, Any

from aleppomap.claims import framing, phrases, rules
from aleppomap.claims.context import Sentence
from aleppomap.claims.direction import Direction, direction_of, whole_direction
from aleppomap.claims.drafts import Draft
from aleppomap.claims.elsewhere import area_named, elsewhere, own_words, timeless
from aleppomap.claims.gazetteer import Gazetteer, gazetteer
from aleppomap.claims.holder import Named
from aleppomap.claims.named_days import days_in
from aleppomap.claims.narrative import Tale, went_on
from aleppomap.claims.pointing import (
    before_it,
    district_meant,
    party_meant,
    pointed_at,
)
from aleppomap.claims.shares import had_direction, told_direction
from aleppomap.claims.speakers import speaker_of
from aleppomap.claims.text import flatten, sentences
from aleppomap.claims.timing import when_of
from aleppomap.claims.windows import Window, windows_in
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError

if TYPE_CHECKING:
    from aleppomap.territory import Territory

__all__ = ["FoundClaim", "Setting", "drafts_in", "extract", "setting_of"]

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

_OF = re.compile(r" (?:of|over)(?: |$)|(?<= all) |(?<=entire) |(?<=whole) ")
_IN = re.compile(r"^(?:in|of) ")
_ADORNED = re.compile(r"(?<![\w-])(?:divided|war-torn|battered|shattered|embattled|devastated) ")
"""Words that leave a place what it is: "the divided city"."""

_JOINT = re.compile(r"^ ?(?:of|in) (?:all )?")


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
        ``threatened``, ``intended``, ``future``, ``possible``, ``withdrawn`` or empty.
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
    unsaid
        What its words leave open: ``who`` where they name nobody, or a pronoun that can mean more
        than one; ``deed`` where their verb is none of holding, taking or losing; ``rest`` where
        the number is what is left out of a whole ("all but two districts").
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
    unsaid: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the claim as plain values for JSON."""
        values = asdict(self)
        values["places"] = list(self.places)
        values["unsaid"] = list(self.unsaid)
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
    day, tale = None if published is None else as_day(published), Tale()
    for start, end in sentences(text):
        said, tale = went_on(text[start:end].lower(), day, tale)
        setting, drafts = _drafts_of(text[start:end], start, names, said)
        if setting is not None:
            speaker, before = framing.speaker_at(text, start, end), before_it(text, start)
            yield replace(setting, speaker=speaker, before=before), drafts


@dataclass(frozen=True, eq=False)
class Setting:
    """What the claims of one sentence share."""

    sentence: Sentence
    original: str
    base: int
    names: Gazetteer
    speaker: str
    places: tuple[str, ...]
    days: list[tuple[int, date]]
    windows: list[Window]
    before: tuple[str, ...] = ()


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
    way = _resolved(_direction(draft, setting), pivot, setting)
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
        attributed_to=speaker_of(plain.text, draft.start, setting.speaker),
        negated=framing.negated(sentence, pivot, draft.end),
        modality=framing.modality(sentence, pivot, draft.end),
        start=start,
        end=end,
        phrase=setting.original[start - setting.base : end - setting.base],
        sentence=setting.original,
        rule=draft.rule,
        since=since,
        whole_km2=draft.whole_km2,
        unsaid=_unsaid(way),
    )


def _unsaid(way: Direction) -> tuple[str, ...]:
    """Return what a direction leaves open."""
    nobody = not way.who.somebody and not way.who.ground
    open_who = way.who.back or (nobody and way.measure == "held")
    left = {"who": open_who and not way.rest, "deed": way.other_verb, "rest": way.rest}
    return tuple(name for name, so in left.items() if so)


def _denominator(draft: Draft, setting: Setting) -> str:
    text = setting.sentence.plain.text
    if draft.denominator and text[slice(*draft.denominator)].strip() == "of which":
        before = re.search(r"(?:[\w'-]+ ){0,4}[\w'-]+[ ,]*$", text[: draft.start])
        named = before[0].strip(" ,") if before else ""
        known = setting.names.region_in(named) or setting.names.district_in(named)
        return known or elsewhere(f" of {named}", setting.names) or named
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
    if pointed := pointed_at(text, low):
        return district_meant(text[: draft.start], setting.before, setting.names) or pointed
    _, stop = setting.sentence.clause(low)
    said = _ADORNED.sub("", own_words(text[low : min(stop, high + 60)]))
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
    if verb is None and draft.kind not in ("share", "area", "count"):
        return Direction()
    if draft.rule in ("share-had", "area-had"):
        return had_direction(setting.sentence, draft, setting.names)
    if draft.rule == "share-told":
        return told_direction(setting.sentence, draft, setting.names)
    return direction_of(setting.sentence, setting.names, start, end, verb)


def _resolved(way: Direction, at: int, setting: Setting) -> Direction:
    """Return a direction with whom its pronoun means, where that is no question."""
    if not way.who.back or way.who.somebody:
        return way
    party = party_meant(setting.sentence, at, setting.before, setting.speaker, setting.names)
    return replace(way, who=Named((party,))) if party else way
