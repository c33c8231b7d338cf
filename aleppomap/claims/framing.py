"""What a sentence says around its claims: who says so, of which day, and with what doubt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from aleppomap.claims import words
from aleppomap.claims.context import DAYS, MONTHS, Sentence

__all__ = ["DATES", "MONTH", "attribution", "day_of", "days_in", "modality", "negated"]

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


MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if name != "may" else "may" for name in MONTHS)
_WEEKDAY_OF = rf"(?:(?:{'|'.join(DAYS)})(?: (?:morning|afternoon|evening|night))?,? (?:the )?)?"
"""Before a date, "Sunday evening, " is no second day."""
DATES = re.compile(
    rf"(?<![\w-])(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|"
    rf"{_WEEKDAY_OF}(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{MONTH})\.?"
    r"(?:,? (?P<year>\d{4}))?|"
    rf"{_WEEKDAY_OF}(?P<month2>{MONTH})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    r"(?:,? (?P<year2>\d{4}))?|"
    rf"(?P<weekday>{'|'.join(DAYS)})|(?P<weekend>(?:over|during|at) the weekend)|"
    r"(?P<yesterday>yesterday)|(?P<today>today))(?![\w-])"
)


def days_in(lower: str, published: date | None) -> list[tuple[int, date]]:
    """Return where a sentence names days, and which; those that cannot be resolved are left out.

    Weekdays are the last on or before `published`; a weekend is its last day.

    Examples
    --------
    >>> days_in("on sunday two towns fell", date(2016, 11, 28))
    [(3, datetime.date(2016, 11, 27))]
    """
    found = ((match.start(), day_of(match, published)) for match in DATES.finditer(lower))
    return [(position, day) for position, day in found if day is not None]


def day_of(match: re.Match[str] | Mapping[str, Any], published: date | None) -> date | None:
    """Return the day a match of `DATES` names; None when it cannot be resolved."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if month := match["month"] or match["month2"]:
            number = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(month[:3]))
            day, year = int(match["day"] or match["day2"]), match["year"] or match["year2"]
            if year:
                return date(int(year), number, day)
            if published is None:
                return None
            this = date(published.year, number, day)
            return this if this <= published else date(published.year - 1, number, day)
        if published is None:
            return None
        if match["today"]:
            return published
        if match["yesterday"]:
            return published - timedelta(days=1)
        if match["weekend"]:
            return published if published.weekday() == 5 else _last(6, published)
        return _last(DAYS.index(match["weekday"]), published)
    except (ValueError, OverflowError):
        return None


def _last(weekday: int, published: date) -> date:
    return published - timedelta(days=(published.weekday() - weekday) % 7)


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
