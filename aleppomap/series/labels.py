"""What files and features say in words: which day they are of, and whose ground it is."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd

from aleppomap.errors import Fault, suggestion
from aleppomap.series.drawn import Note, counted
from aleppomap.sheets import MONTHS, DayOrder

__all__ = [
    "DATE_NAMES",
    "DEFAULT_PARTY",
    "PARTY_NAMES",
    "Labels",
    "day_in",
    "order_of",
    "pieces",
]

DATE_NAMES = ("date", "day", "datetime", "timestamp", "time", "as_of")
PARTY_NAMES = ("control", "party", "holder", "controlled_by", "held_by", "side", "actor", "status")

DEFAULT_PARTY = "held"
"""The party of polygons that name none: whoever the file is about."""

_DAY = re.compile(
    r"(?<!\d)(\d{4})([-_./]?)(\d{2})\2(\d{2})(?=\D|$|\d{4}(?:\d{2})?(?!\d))", re.ASCII
)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[-_. ]?({_MONTH})[-_., ]{{0,2}}(\d{{4}})(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_MONTH_DAY = re.compile(
    rf"(?<![a-z])({_MONTH})[-_. ]{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?[-_., ]{{1,2}}(\d{{4}})(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-_./ ])(\d{1,2})\2(\d{4})(?!\d)", re.ASCII)
_SECONDS = re.compile(r"(?<!\d)(1[3-9]\d{8})(?:\d{3})?(?!\d)", re.ASCII)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_HYPHENS = re.compile(r"[^a-z0-9]+")

_LANGUAGES = "///"
"""Between the same name in several languages, as some archives write it."""

_ORNAMENT = {"So", "Sk", "Mn", "Cf", "Zs", "Cc"}
"""Unicode categories (emoji, marks, spaces) that do not tell two names apart."""

_SHOWN = 8


def day_in(value: object, order: DayOrder | None = None) -> date | None:
    """Return the day that a value or a name states, None when it states none or two.

    A day written as 24.02.2022 is one only where `order` says which number is the month.

    A count of seconds or milliseconds since 1970 is its day in UTC.

    Examples
    --------
    >>> day_in("front_20220301_v2"), day_in("2022-03-01T12:00:00Z")
    (datetime.date(2022, 3, 1), datetime.date(2022, 3, 1))
    >>> day_in("20220301120000"), day_in("1646136000.geojson"), day_in("2022/03/01.geojson")
    (datetime.date(2022, 3, 1), datetime.date(2022, 3, 1), datetime.date(2022, 3, 1))
    >>> day_in("2022-13-01") is None
    True
    >>> day_in("ControlMap24Feb2022.geojson"), day_in("front 05.03.2022.kmz", "dmy")
    (datetime.date(2022, 2, 24), datetime.date(2022, 3, 5))
    """
    if isinstance(value, datetime):
        return None if pd.isna(value) else value.date()
    if isinstance(value, date):
        return value
    text = str(value)
    written = [(year, month, day) for year, _, month, day in _DAY.findall(text)]
    written += [(year, MONTHS[word.lower()], day) for day, word, year in _DAY_MONTH.findall(text)]
    written += [(year, MONTHS[word.lower()], day) for word, day, year in _MONTH_DAY.findall(text)]
    if not written and order is not None:
        numbers = [(year, first, last) for first, _, last, year in _YEAR_LAST.findall(text)]
        written = [(y, b, a) if order == "dmy" else (y, a, b) for y, a, b in numbers]
    days = set()
    for year, month, day in written:
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    if not written:
        days = {datetime.fromtimestamp(int(n), UTC).date() for n in _SECONDS.findall(str(value))}
    return days.pop() if len(days) == 1 else None


def order_of(texts: Iterable[str]) -> DayOrder | None:
    """Return whether days such as 05.03.2022 have the day first: one above 12 tells for all.

    Dots tell as well, where nothing else does: who writes them puts the day first.

    Examples
    --------
    >>> order_of(["05/03/2022", "24/02/2022"]), order_of(["03/05/2022", "02/24/2022"])
    ('dmy', 'mdy')
    >>> order_of(["05.03.2022"]), order_of(["05/03/2022"])
    ('dmy', None)
    """
    found = [match for text in texts for match in _YEAR_LAST.findall(text)]
    day_first = any(int(first) > 12 for first, *_ in found)
    month_first = any(int(last) > 12 for _, _, last, _ in found)
    if day_first != month_first:
        return "dmy" if day_first else "mdy"
    dotted = bool(found) and all(mark == "." for _, mark, _, _ in found)
    return "dmy" if dotted and not month_first else None


def pieces(value: object) -> list[str]:
    """Return what a property says, without markup, in each of its languages.

    Examples
    --------
    >>> pieces("<b>Occupied</b> /// Окуповано /// status.occupied")
    ['Occupied', 'Окуповано', 'status.occupied']
    >>> pieces(None)
    []
    """
    if value is None or value is pd.NA or value != value:
        return []
    text = _TAG.sub(" ", html.unescape(_text(value)))
    text = "".join(mark if mark.isprintable() else " " for mark in text)
    return [name for part in text.split(_LANGUAGES) if (name := " ".join(part.split()))]


def _text(value: object) -> str:
    """Return a value as people write it: a column with gaps makes 1 into 1.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _party_id(name: str) -> str:
    """Return an id for a party: lower case, digits and hyphens, other letters by number.

    Examples
    --------
    >>> _party_id("Syrian Arab Army"), _party_id("🟥 Occupied"), _party_id("Я 1")
    ('syrian-arab-army', 'occupied', 'u044f-1')
    """
    plain = name.casefold()
    told = "".join(mark if mark.isalnum() else "-" for mark in plain)
    text = told if any(mark.isalnum() for mark in plain) else plain
    escaped = "".join(mark if mark.isascii() else f"-u{ord(mark):04x}-" for mark in text)
    return _HYPHENS.sub("-", escaped).strip("-") or "".join(f"u{ord(mark):04x}" for mark in plain)


def _told_apart_by(name: str) -> str:
    return "".join(c for c in name.casefold() if unicodedata.category(c) not in _ORNAMENT)


@dataclass
class Labels:
    """Whose ground features are, and a count of those that say it badly or not at all.

    Parameters
    ----------
    control
        Property that names the party; one of the usual names when None.
    party
        Party of polygons that name none.
    values
        Party for each value of the property, or for one of its languages; an empty party
        leaves the polygons out, as does a value not listed. Values name their own party
        when there are none.
    """

    control: str | None = None
    party: str = DEFAULT_PARTY
    values: Mapping[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    named_by: Counter[str] = field(default_factory=Counter)
    unnamed: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    seen: dict[str, dict[str, None]] = field(default_factory=dict)
    lacking: list[tuple[str, str, str]] = field(default_factory=list)
    clashes: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)

    def party_of(self, row: Mapping[str, Any], file: str, where: str) -> str | None:
        """Return the id of the party that a polygon names, None to leave it out."""
        named = self.control or next((name for name in PARTY_NAMES if name in row), None)
        if self.control is not None and self.control not in row:
            self.lacking.append((file, where, ", ".join(map(str, row)) or "no properties"))
            return None
        value = row.get(named) if named else None
        said = pieces(value)
        if named and said:
            self.named_by[named] += 1
        if self.values:
            name = self._listed(value, said)
            if not name:
                word = said[0] if said else "nothing"
                self.left_out[word] = self.left_out.get(word, 0) + 1
                return None
        elif said:
            name = said[0]
        else:
            self.unnamed += 1
            self._look_at(row)
            name = self.party
        party = _party_id(name)
        known = self.names.setdefault(party, name)
        if known != name and _told_apart_by(known) != _told_apart_by(name):
            self.clashes.setdefault((known, name), (file, where, named or "party"))
        return party

    def _listed(self, value: object, said: list[str]) -> str:
        """Return the party that `values` gives a value, empty when none."""
        by_word = {word.strip().casefold(): word for word in self.values}
        for text in (_text(value).strip(), *said):
            word = by_word.get(text.casefold())
            if word is not None:
                self.met.add(word)
                return self.values[word].strip()
        return ""

    def _look_at(self, row: Mapping[str, Any]) -> None:
        """Remember what a polygon that names no party says otherwise."""
        for name, value in row.items():
            said = pieces(value)
            known = self.seen.setdefault(name, {})
            if said and len(said[0]) <= 40 and len(known) <= _SHOWN:
                known[said[0]] = None

    def notes(self) -> Iterable[Note]:
        """Yield what a reader should know of how parties were told."""
        texts = []
        if self.unnamed:
            telling = [
                f"{name} ({', '.join(known)})"
                for name, known in self.seen.items() if 0 < len(known) <= _SHOWN
            ][:3]  # fmt: skip
            hint = f"; name one with control=: {'; '.join(telling)}" if telling else ""
            count = counted(self.unnamed, "polygon names", "polygons name")
            texts.append(("party", f"{count} no party: taken as held by {self.party!r}{hint}"))
        if self.left_out:
            said = "; ".join(f"{word} ({count})" for word, count in self.left_out.items())
            count = counted(sum(self.left_out.values()), "polygon")
            texts.append(("left-out", f"{count} left out, of no party asked for: {said}"))
        if missed := [word for word in self.values if word not in self.met]:
            asked = "; ".join(f"{w!r}{suggestion(w, list(self.left_out))}" for w in missed)
            texts.append(("value", f"no polygon says {asked}"))
        for kind, text in texts:
            yield Note(kind, None, None, "", "", np.nan, text)

    def faults(self) -> Iterable[Fault]:
        """Yield what is wrong with how parties were told, each thing once."""
        if self.lacking:
            file, where, has = self.lacking[0]
            more = len(self.lacking) - 1
            place = f"{where} and {counted(more, 'more polygon')}" if more else where
            yield Fault(file, place, str(self.control), has, "a property that names the party",
                        "Name it with control=.")  # fmt: skip
        for (known, name), (file, where, column) in self.clashes.items():
            yield Fault(file, where, column, name, "names that differ in letters or digits",
                        f"It reads the same as {known!r}.")  # fmt: skip
        if self.left_out and not self.names:
            yield Fault("series", "", self.control or "party", ", ".join(self.values),
                        f"values of the files: {', '.join(self.left_out)}",
                        "Name values as the files have them.")  # fmt: skip
