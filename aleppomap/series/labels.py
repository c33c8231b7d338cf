"""What features say in words: whose ground it is."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from aleppomap.errors import Fault, suggestion
from aleppomap.series.drawn import Note
from aleppomap.vocab import counted

__all__ = [
    "DEFAULT_PARTY",
    "Labels",
    "pieces",
]

_PARTY_NAMES = ("control", "party", "holder", "controlled_by", "held_by", "side", "actor", "status")

DEFAULT_PARTY = "held"
"""The party of polygons that name none: whoever the file is about."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_HYPHENS = re.compile(r"[^a-z0-9]+")

_LANGUAGES = "///"
"""Between the same name in several languages, as some archives write it."""

_ORNAMENT = {"So", "Sk", "Mn", "Cf", "Zs", "Cc"}
"""Unicode categories (emoji, marks, spaces) that do not tell two names apart."""

_SHOWN = 8

_NOTHING = "nothing"
"""What a polygon says that names no party."""


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
    names
        Name of each party met, by its id.
    named_by
        Polygons that name a party, by the property that does.
    unnamed
        How many name none.
    left_out
        Polygons left out, by the value that is not listed.
    met
        Which of `values` were met.
    seen
        Properties of polygons that name none, and what they say: one may be the party.
    lacking
        File, place and properties of features without the property asked for.
    clashes
        Two names that make one id, and where they were met.
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
        named = self.control or next((name for name in _PARTY_NAMES if name in row), None)
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
                word = said[0] if said else _NOTHING
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
            known = {word.strip().casefold() for word in self.values}
            others = [w for w in self.left_out if w != _NOTHING and w.casefold() not in known]
            if others:
                said += f'; to count one: --value "{others[0]}=PARTY", in Python values='
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
