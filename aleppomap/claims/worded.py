"""A claim on a control, from the words of a text: who did what to whom, in which window.

The names are those of the control's parties. What the words leave open is assumed only
where one reading is left, and said; whom the data do not know is a stranger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from aleppomap.claims import framing, hedges, numerals, phrases
from aleppomap.claims.acting import Actors
from aleppomap.claims.context import Sentence
from aleppomap.claims.drafts import Draft, drafted
from aleppomap.claims.extract import Setting, drafts_in, setting_of
from aleppomap.claims.gazetteer import Gazetteer
from aleppomap.claims.model import Claim, Past
from aleppomap.claims.numerals import AREA_UNITS
from aleppomap.claims.quantity import TEXT_MAX, Quantity, quantity_of, size_granularity
from aleppomap.claims.stretches import unit_around
from aleppomap.claims.text import flatten
from aleppomap.claims.tongue import NOT_ENGLISH, is_english
from aleppomap.claims.windows import Window
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError
from aleppomap.snapshot import Control, Party

__all__ = ["claim_from_text"]

_UNITS = {"share": "percent", "area": "km2", "length": "km", "count": "districts"}
_PHRASED = {"percent": "share", "fraction": "share", "area": "area"}
_DECIDED = ("share", "area", "length", "superlative")
_GROUND = r"(?:territor(?:y|ies)|lands?|ground|areas?|terrain|regions?|gains|zones?|soil)"
_TAKEN = (
    r"(?:occupied|seized|captured|taken|conquered|overrun|annexed|grabbed|invaded|gained|lost|"
    r"liberated|retaken|recaptured)"
)
_HELD = r"(?:held|controlled|ruled|dominated|possessed|had|holds|controls)"
_FILLING = r"(?:(?!and |but |in |since |while )[\w'-]+ ){0,7}?"
_NEW_GROUND = re.compile(rf" (?:of |the )?{_FILLING}{_TAKEN}(?! {_GROUND}\b)(?![\w-])")
_OLD_GROUND = re.compile(
    rf" (?:of |the )?{_FILLING}(?:{_HELD}(?! by\b)(?![\w-])|"
    rf"(?:[\w'-]+-)?(?:{_TAKEN}|held|controlled|ruled) {_GROUND}|(?:{_TAKEN}|{_HELD}) by\b|"
    rf"(?:peak|former|original|maximum|greatest|largest) (?:[\w-]+ )?(?:{_GROUND}|extent))"
)
_OWN_GROUND = re.compile(rf" (?:of )?(?:all )?(?:its|their|his) (?:own )?{_GROUND}(?![\w-])")
_PLAIN_GROUND = re.compile(
    rf"(?:the |all |all the |this )?(?:mapped |drawn |whole |entire )?(?:{_GROUND}|map|front)"
)
_RATE = re.compile(
    r" (?:(?:a|per|each|every) (?P<a>day|week|month|year)|(?P<b>daily|weekly|monthly)(?![\w-]))|"
    r"/(?P<c>day|week|month)"
)
_RATED = re.compile(r"(?P<b>daily|weekly|monthly) (?:average|rate|pace|gains?|advance) of ?$")
_RATE_DAYS = {"day": 1.0, "daily": 1.0, "week": 7.0, "weekly": 7.0,
              "month": 365.25 / 12, "monthly": 365.25 / 12, "year": 365.25}  # fmt: skip
_OF_WHOLE = re.compile(r" of (?:[\w'-]+ ){0,5}")
_OF = re.compile(r" (?:of )?(?:all )?$")
_NET = re.compile(r"(?<![\w-])net(?![\w-])")
_REACH = 120
"""Characters after a number within which its "of …" is looked for."""


def claim_from_text(text: str, day: str | date | None, control: Control) -> Claim:
    """Return the first claim of a text that a control can decide, in its own names.

    Parameters
    ----------
    text
        A sentence or a phrase, such as "gained 593 km² in December".
    day
        The day it was said: "last month" is told from it; None when unknown.
    control
        Whose parties it may speak of.

    Returns
    -------
    Claim
        Without a number its quantity is None.

    Raises
    ------
    AleppoMapError
        If the text is empty.
    NotADate
        If the day is no day.
    """
    text = text[:TEXT_MAX]
    if not text.strip():
        raise AleppoMapError("the text is empty; give a phrase such as 'gained 593 km² in May'")
    stated = as_day(day) if day else None
    names = Gazetteer.of_parties(control.parties)
    if not is_english(text, names):
        return Claim("", " ".join(text.split()), stated, "share", "held", "", "", None, "",
                     unread=NOT_ENGLISH)  # fmt: skip
    setting, draft, count = _chosen(text, names, stated)
    if draft is None:
        return Claim("", " ".join(text.split()), stated, "share", "held", "", "", None, "")
    claim = _Words(setting, draft, control.parties, stated).claim(" ".join(text.split()))
    if count > 1:
        said = setting.sentence.plain.text[draft.start : draft.end]
        first = f"Of {count} claims in the text this is the first, “{said}”."
        claim = replace(claim, assumed=(first, *claim.assumed))
    return claim


def _chosen(text: str, names: Gazetteer, stated: date | None) -> tuple[Setting, Draft | None, int]:
    """Return the first claim that can be decided, else a number, else any; and how many can be."""
    found = [
        (setting, _of_whole(setting, draft))
        for setting, drafts in drafts_in(text, names, stated) for draft in drafts
    ]  # fmt: skip
    decided = [item for item in found if item[1].kind in _DECIDED]
    if decided:
        return *decided[0], len(decided)
    sentence = Sentence(flatten(text))
    setting = setting_of(sentence, text, names, stated)
    if record := phrases.record(sentence):
        return setting, record, 1
    numbers = list(numerals.find(sentence.lower))
    for families in (_PHRASED, {"count": "count"}):
        for numeral in numbers:
            kind = families.get(numeral.family)
            if kind and quantity_of(replace(numeral, whole=None)):
                return setting, drafted(kind, "phrase", sentence, numeral), 1
    return (*found[0], 1) if found else (setting, None, 0)


def _of_whole(setting: Setting, draft: Draft) -> Draft:
    """Return "20 % of the country's 603,000 km²" as the share it is, not as the area it ends in."""
    if draft.kind != "area":
        return draft
    lower = setting.sentence.lower
    for numeral in numerals.find(lower[: draft.start]):
        joint = lower[numeral.end : draft.start]
        if numeral.family in ("percent", "fraction") and _OF_WHOLE.fullmatch(joint):
            share = drafted("share", "share-of-area", setting.sentence, numeral)
            return replace(share, governor=draft.governor)
    return draft


@dataclass(frozen=True)
class _Words:
    """One claim in its sentence, read for the parties of a control."""

    setting: Setting
    draft: Draft
    parties: tuple[Party, ...]
    stated: date | None

    @property
    def lower(self) -> str:
        return self.setting.sentence.lower

    @property
    def number_end(self) -> int:
        """Where the number ends and its "of …" begins."""
        if self.draft.denominator is None:
            return self.draft.end
        before = self.lower[: self.draft.denominator[0]]
        return max(self.draft.start + 1, len(_OF.sub("", before)))

    def claim(self, text: str) -> Claim:
        draft = self.draft
        past, used, past_end = self._past()
        actors = Actors(self.setting, draft, self.parties, self._window(None) is not None)
        roles = actors.roles(self.number_end, past_end)
        own = self._window(used)
        since, as_of = self._days(own, roles.measure)
        if past is not None and draft.kind == "share" and own is None:
            since = None
        whole = self._whole_km2() if past is None else None
        assumed = [*roles.assumed]
        other = used or own
        if other is not None and other.kind == "since" and other.others and other.first:
            words = self.setting.sentence.plain.text[other.start : other.end].rstrip(".")
            assumed.append(f"“{words}” names no year: read as {other.first}.")
        start = draft.start
        return Claim(
            "", text, as_of, draft.kind, roles.measure, roles.party, roles.by, self._quantity(),
            self._region() if past is None and whole is None else "",
            since=since, speaker=self.setting.speaker,
            modality=framing.modality(self.setting.sentence, start, draft.end),
            negated=framing.negated(self.setting.sentence, start, draft.end),
            past=past, whole_km2=whole,
            change="net" if _NET.search(self.lower, max(0, start - 40), draft.end) else "gross",
            per_days=self._rate() if draft.kind == "area" else None,
            other_windows=other.others if other else (),
            assumed=tuple(assumed), stranger=roles.stranger,
            unit=draft.unit if draft.kind == "superlative" else "",
        )  # fmt: skip

    def _quantity(self) -> Quantity | None:
        draft = self.draft
        unit = _UNITS.get(draft.kind)
        if draft.low is None or draft.high is None or unit is None:
            return None
        sizes = {name: size for name, size, _ in AREA_UNITS} | {"mi": 1.609344}
        size = sizes.get(draft.unit, 1.0)
        grain = draft.grain
        if grain is None:
            grain = size_granularity(f"{draft.high:.10g}") if draft.kind == "length" else 1.0
        hedge = draft.hedge or hedges.before(self.lower, draft.start)[0]
        return Quantity(draft.low * size, draft.high * size, hedge, unit, grain * size)

    def _past(self) -> tuple[Past | None, Window | None, int]:
        """Return the denominator of the past, the window its words state, and where they end."""
        end = self.number_end
        if self.draft.kind == "superlative":
            window = next((w for w in self.setting.windows if w.start >= self.draft.start), None)
            if window is None:
                return Past(), None, end
            return Past(window.since, window.last, window.kind == "since"), window, end
        if self.draft.kind != "share":
            return None, None, end
        reach = min(len(self.lower), end + _REACH)
        if match := _OWN_GROUND.match(self.lower, end, reach):
            return Past(), None, match.end()
        for pattern, new in ((_NEW_GROUND, True), (_OLD_GROUND, False)):
            match = pattern.match(self.lower, end, reach)
            if match is None:
                continue
            window = self._window_after(match.end())
            if window is None:
                return Past(), None, match.end()
            if window.since is None:
                return Past(None, None, new=True), window, window.end
            until = None if window.kind == "since" else window.last
            return Past(window.since, until, new), window, window.end
        return None, None, end

    def _window_after(self, end: int) -> Window | None:
        """Return the window that belongs to a participle: no other verb stands between."""
        for window in self.setting.windows:
            if window.start < end:
                continue
            between = self.lower[end : window.start]
            verb = any(end <= p.start < window.start for p in self.setting.sentence.predicates)
            return None if verb or len(between) > 50 or re.search(r"[,;:]", between) else window
        return None

    def _window(self, used: Window | None) -> Window | None:
        """Return the window of the claim itself: the nearest that is not its denominator's."""
        free = [w for w in self.setting.windows if w is not used and w.kind != "by"]
        if self.draft.kind == "superlative":
            free = [w for w in free if w.start < self.draft.start and w.kind != "since"]
        start, end = self.draft.start, self.draft.end
        return min(free, key=lambda w: min(abs(w.start - end), abs(start - w.end)), default=None)

    def _days(self, window: Window | None, measure: str) -> tuple[date | None, date | None]:
        """Return the start of the window, that day's end, and the day the claim speaks of."""
        named = [day for _, day in self.setting.days]
        limit = next((w.last for w in self.setting.windows if w.kind == "by"), None)
        if self.draft.kind == "superlative":
            if window is not None and window.last:
                return window.since, window.last
            return self._last_whole(self.draft.unit)
        if measure == "held":
            ends = window.last if window and window.kind != "since" else None
            return None, ends or limit or next(reversed(named), None) or self.stated
        if window is None:
            return None, limit or self.stated
        return window.since, limit if limit and window.kind == "since" else window.last

    def _last_whole(self, unit: str) -> tuple[date | None, date | None]:
        """Return the last day, week, month or year that was over when it was said."""
        if self.stated is None:
            return None, None
        first, last = unit_around(unit, self.stated)
        if last > self.stated:
            first, last = unit_around(unit, first - timedelta(1))
        return first - timedelta(1), last

    def _region(self) -> str:
        """Return the words of the whole; empty where they say no more than "the territory"."""
        if self.draft.kind != "share" or self.draft.denominator is None:
            return ""
        low, high = self.draft.denominator
        said = self.lower[low:high]
        if _PLAIN_GROUND.fullmatch(said):
            return ""
        return self.setting.sentence.plain.text[low:high]

    def _whole_km2(self) -> float | None:
        """Return the area a text gives the whole: "20 % of the country's 603,000 km²"."""
        if self.draft.kind != "share":
            return None
        if self.draft.whole_km2:
            return self.draft.whole_km2
        end = self.number_end
        for numeral in numerals.find(self.lower[end : end + _REACH]):
            between = self.lower[end : end + numeral.start]
            if numeral.family == "area" and not re.search(r"[,;:.]|\band\b", between):
                return numeral.low * next(s for u, s, _ in AREA_UNITS if u == numeral.unit)
        return None

    def _rate(self) -> float | None:
        match = _RATE.match(self.lower, self.draft.end) or _RATED.search(
            self.lower, max(0, self.draft.start - 40), self.draft.start
        )
        if match is None:
            return None
        return _RATE_DAYS[next(word for word in match.groups() if word)]
