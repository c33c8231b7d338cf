"""The names of a territory in running text: regions, parties, districts and places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from aleppomap import schema
from aleppomap.claims import words
from aleppomap.claims.text import normalise

if TYPE_CHECKING:
    from aleppomap.snapshot import Party
    from aleppomap.territory import Territory

__all__ = ["Gazetteer", "gazetteer"]

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ARTICLE = re.compile(r"^(?:al|el|as|ash|at|ad|ar|an|az|ud|the)$")
_ADJECTIVE = re.compile(r"(?:ian|ish|ern|ese)$")
_FOLDED_MIN = 5
"""Letters a folded spelling needs before it can stand for a name."""

_FOLDED_WORDS = 4
"""Words of the longest name looked for in other spellings."""

_HEARD_MAX = 4_096
"""Phrases whose region is remembered: an article repeats its denominators."""

_DEMONYM_MIN = 4
"""Letters a name needs before an adjective is made of it."""

_DOUBLED = re.compile(r"(.)\1+")
_GENERAL = re.compile(
    r"\w|the|all|new|old|(?:north|south|mid)?(?:east|west|north|south|central|upper|lower)(?:ern)?"
)
"""Words that are in many names and are none."""

_ALIKE = (
    ("'", ""), ("kh", "h"), ("dh", "d"), ("gh", "g"),
    ("o", "u"), ("e", "i"), ("y", "i"), ("q", "k"),
)  # fmt: skip

_Token = tuple[int, int, str]
_Names = dict[str, list[tuple[tuple[str, ...], str]]]
_KEPT: WeakKeyDictionary[Territory, Gazetteer] = WeakKeyDictionary()


class Gazetteer:
    """Names to ids, looked up word by word so that a long text costs no more per word.

    Parameters
    ----------
    territory
        Where the names come from; None knows no name.
    """

    def __init__(self, territory: Territory | None = None) -> None:
        self._regions: _Names = {}
        self._parties: _Names = {}
        self._places: _Names = {}
        self._folded: dict[str, str] = {}
        self._heard: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._said: set[str] = set()
        self.place_names: tuple[str, ...] = ()
        self.ids: frozenset[str] = frozenset()
        self.parties: frozenset[str] = frozenset()
        if territory is None:
            return
        for region, row in territory.regions.iterrows():
            self._enter(self._regions, (row["name"], *row["aliases"]), str(region))
        self._describe(territory)
        for party in territory.settings["parties"]:
            bare = str(party["name"]).removeprefix("The ")
            spellings = (party["name"], bare, *party.get("aliases", ()))
            self._enter(self._parties, spellings, str(party["party"]))
        self.parties = frozenset(str(p["party"]) for p in territory.settings["parties"])
        for cell, row in territory.districts.iterrows():
            spellings = (row["name"], row["name_ar"], *schema.split_list(row["aliases"]))
            self._enter(self._places, spellings, str(cell), folded=True)
        for place, row in territory.places.iterrows():
            spellings = (row["name"], row["name_ar"], *row["aliases"])
            self._enter(self._places, spellings, str(place), folded=True)
        tables = (territory.regions, territory.districts, territory.places)
        shown = [str(name) for table in tables for name in table["name"]]
        self.place_names = tuple(dict.fromkeys([territory.name, *self._own.values(), *shown]))
        self.ids = frozenset(str(name) for table in tables for name in table.index)

    @classmethod
    def of_parties(cls, parties: Iterable[Party]) -> Gazetteer:
        """Return the names of parties alone: their ids, names, and "Russian" of "Russia"."""
        names = cls()
        for party in parties:
            for name in (party.name, party.party.replace("-", " ")):
                if words.CONTROL.fullmatch(name.lower()):
                    continue  # "held" in a text is a verb
                forms = _demonyms(name) if len(name.split()) == 1 else [name]
                names._enter(names._parties, forms, party.party)
        return names

    def region_in(self, phrase: str) -> str:
        """Return the region or district with the longest name in a phrase; empty for none."""
        if phrase not in self._heard:
            if len(self._heard) >= _HEARD_MAX:
                self._heard.clear()
            self._heard[phrase] = self._region_in(phrase)
        return self._heard[phrase]

    def _region_in(self, phrase: str) -> str:
        found = [(span[1] - span[0], name) for span, name in self._found(phrase, self._regions)]
        found += [(span[1] - span[0], name) for span, name in self._found(phrase, self._places)
                  if span[1] - span[0] > 3]  # fmt: skip
        return max(found)[1] if found else ""

    def parties_in(self, phrase: str) -> list[str]:
        """Return the parties a phrase names, in order; "rebel-held" names none."""
        return list(dict.fromkeys(name for _, name in self.parties_at(phrase)))

    def parties_at(self, phrase: str) -> list[tuple[int, str]]:
        """Return where a phrase names parties, and which."""
        found = self._found(phrase, self._parties)
        return [(start, name) for (start, end), name in found if phrase[end : end + 1] != "-"]

    def mentions(self, phrase: str) -> list[tuple[int, int, str]]:
        """Return where a phrase names parties, start and end, "rebel-held" among them."""
        return [(*span, name) for span, name in self._found(phrase, self._parties)]

    def places_in(self, phrase: str) -> tuple[str, ...]:
        """Return the districts and places a phrase names in any spelling, in order."""
        return tuple(dict.fromkeys(
            name for _, name in self._found(phrase, self._places, self._folded)
        ))  # fmt: skip

    def knows(self, phrase: str) -> bool:
        """Return whether a phrase holds the name of a region or place."""
        return bool(self._regions) and (
            any(True for _ in self._found(phrase, self._places))
            or any(True for _ in self._found(phrase, self._regions))
        )

    @property
    def has_places(self) -> bool:
        """Whether there are places to know: without any, no name is a stranger."""
        return bool(self._regions or self._places)

    def known_spans(self, phrase: str) -> list[tuple[int, int]]:
        """Return where a phrase names regions or places, in any spelling."""
        found = [span for span, _ in self._found(phrase, self._regions)]
        return [*found, *(span for span, _ in self._found(phrase, self._places, self._folded))]

    def is_own(self, word: str) -> bool:
        """Return whether a word, in any spelling, stands with a capital in a region's name."""
        return _folded(normalise(word)) in self._own

    def is_said_of_regions(self, word: str) -> bool:
        """Return whether a word stands in the name of a region: the "eastern" of "eastern A"."""
        return word in self._said

    def party_of_word(self, word: str) -> str:
        """Return the one party in whose names a word stands: the "factions" of "Free factions"."""
        forms = {word, f"{word}s"}
        said = [(key, name) for known in self._parties.values() for key, name in known]
        found = {name for key, name in said if forms.intersection(key)}
        first = {name for key, name in said if key[0] in forms}
        return next((only.pop() for only in (found, first) if len(only) == 1), "")

    def alike(self, word: str, party: str) -> bool:
        """Return whether a word stands in a party's names, or begins like one ("Syria")."""
        return any(
            word == said or (len(word) >= _FOLDED_MIN and said.startswith(word))
            for known in self._parties.values() for key, name in known if name == party
            for said in key
        )  # fmt: skip

    def district_in(self, phrase: str) -> str:
        """Return the one district or place that a phrase names in another spelling, or empty."""
        found = self.places_in(phrase)
        return found[0] if len(found) == 1 else ""

    def _describe(self, territory: Territory) -> None:
        """Remember the name of the whole area, and what regions say with it ("eastern").

        It is in the territory's name, or in the names of two regions.
        """
        regions = [" ".join((row["name"], *row["aliases"])) for _, row in
                   territory.regions.iterrows()]  # fmt: skip
        often = Counter(key for region in regions for key in _names_of(region))
        self._own = _names_of(territory.name)
        for region in regions:
            self._own |= {k: word for k, word in _names_of(region).items() if often[k] > 1}
        spellings = [territory.name]
        for _, row in territory.regions.iterrows():
            spellings += [row["name"], *row["aliases"]]
        for spelling in spellings:
            said = [word.removesuffix("'s") for word in _TOKEN.findall(lower_case(spelling))]
            if any(self.is_own(word) for word in said):
                self._said.update(said)

    def _enter(
        self, names: _Names, spellings: Iterable[str], name: str, folded: bool = False
    ) -> None:
        for spelling in spellings:
            key = tuple(_TOKEN.findall(normalise(str(spelling))))
            if not key:
                continue
            known = names.setdefault(key[0], [])
            if all(key != other for other, _ in known):
                known.append((key, name))
                known.sort(key=lambda item: -len(item[0]))
            if folded and len(_fold(key)) >= _FOLDED_MIN:
                self._folded.setdefault(_fold(key), name)

    def _found(
        self, phrase: str, names: _Names, folded: Mapping[str, str] | None = None
    ) -> Iterator[tuple[tuple[int, int], str]]:
        if not names:
            return
        tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(lower_case(phrase))]
        i, size, name = 0, 0, ""
        while i < len(tokens):
            start, _, word = tokens[i]
            size = 0
            if word in names or word.endswith("'s"):
                size, name = self._exact(tokens, i, names)
            if not size and folded and not phrase[start].islower():
                size, name = self._transliterated(tokens, i, folded)
            if size:
                yield (start, tokens[i + size - 1][1]), name
            i += size or 1

    @staticmethod
    def _exact(tokens: Sequence[_Token], i: int, names: _Names) -> tuple[int, str]:
        word = tokens[i][2]
        for key, name in (*names.get(word, ()), *names.get(word.removesuffix("'s"), ())):
            heard = [token[2] for token in tokens[i : i + len(key)]]
            if heard and (*heard[:-1], heard[-1].removesuffix("'s")) == key:
                return len(key), name
        return 0, ""

    @staticmethod
    def _transliterated(
        tokens: Sequence[_Token], i: int, folded: Mapping[str, str]
    ) -> tuple[int, str]:
        for size in range(min(_FOLDED_WORDS, len(tokens) - i), 0, -1):
            heard = tuple(token[2] for token in tokens[i : i + size])
            name = None if _ADJECTIVE.search(heard[-1]) else folded.get(_fold(heard))
            if name is not None:
                return size, name
        return 0, ""


def _demonyms(name: str) -> list[str]:
    """Return a name with the forms its people and its adjective may have.

    Examples
    --------
    >>> {"Russian", "Russians"} <= set(_demonyms("Russia")), "Ukrainian" in _demonyms("Ukraine")
    (True, True)
    """
    stems = {name} | ({name[:-1]} if name[-1] in "aeiouy" and len(name) > _DEMONYM_MIN else set())
    endings = ("n", "an", "ian", "i", "ish", "ese") if len(name) >= _DEMONYM_MIN else ()
    forms = [name, *(stem + ending for stem in sorted(stems) for ending in endings)]
    return [*forms, *(f"{form}s" for form in forms)]


def _names_of(text: str) -> dict[str, str]:
    """Return the words with a capital that are proper names: one key each, and the word."""
    found = (match[0].removesuffix("'s") for match in _TOKEN.finditer(text))
    return {
        key: word for word in found
        if word[0].isalpha() and not word[0].islower()
        and not _GENERAL.fullmatch(word.lower()) and not words.LAND.fullmatch(word.lower())
        and (key := _folded(normalise(word)))
    }  # fmt: skip


def lower_case(phrase: str) -> str:
    """Return a phrase in lower case of the same length."""
    lower = phrase.lower()
    if len(lower) == len(phrase):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in phrase)


def _fold(words: tuple[str, ...]) -> str:
    """Return one key for all transliterations of a name."""
    return "".join(map(_folded, words)).removesuffix("h").removesuffix("a")


@lru_cache(maxsize=8_192)
def _folded(word: str) -> str:
    """Return a word without article, doubled letters and the vowels that spellings disagree on."""
    if _ARTICLE.match(word):
        return ""
    for written, kept in _ALIKE:
        word = word.replace(written, kept)
    return _DOUBLED.sub(r"\1", word)


def gazetteer(territory: Territory | None) -> Gazetteer:
    """Return the gazetteer of a territory, made once."""
    if territory is None:
        return Gazetteer()
    if territory not in _KEPT:
        _KEPT[territory] = Gazetteer(territory)
    return _KEPT[territory]
