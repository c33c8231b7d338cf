"""Areas that words name and the data do not have: another city, province or country.

A number "of Damascus" is no number of eastern Aleppo. Vague words ("the city", "the rebel
enclave", "the east") name no other area and keep the territory's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aleppomap.claims import words
from aleppomap.claims.context import ACTORS, DAYS, LEADING, MONTHS, STOPS
from aleppomap.claims.gazetteer import Gazetteer
from aleppomap.errors import suggestion

__all__ = ["area_named", "elsewhere", "nearest_names", "own_words", "timeless"]

REACH = 120
"""Characters after a number within which what it is a number of is looked for."""

_WORD = re.compile(r"[^\W_](?:[\w'.-]*[\w'])?")
_GAP = re.compile(r" ?\"? ?")
_FIRST_GAP = re.compile(r"['\"]? ?\"? ?")
"""What stands between a number and its whole, where a quotation may end with the number."""
_LINKS = frozenset({"of", "in", "within", "inside", "across", "throughout"})
_PARTICLES = frozenset({"al", "el", "as", "ash", "ad", "an", "ar", "at", "az", "ez", "es", "de"})
_SIDED = re.compile(
    r"[\w'-]+-(?:held|controlled|occupied|ruled|run|backed|led|dominated|besieged)|"
    r"(?:now|once|still|then|remaining|former|formerly|previous|previously|original|entire|total|"
    r"besieged|embattled|last|new|old|own|main|key)"
)
_COMPASS = re.compile(
    r"(?:north|south|mid)?-?(?:east|west|north|south|central|upper|lower)(?:ern)?(?:most)?"
)
_LARGER = re.compile(
    r"(?:provinces?|governorates?|muhafaza|countryside|hinterland|region|oblast|county|state|"
    r"districts?|subdistricts?|suburbs|outskirts|environs)"
)
_TOWN = re.compile(r"(?:city|town|province|governorate|district|camp|oblast|region|village)")
_NAMELESS = re.compile(
    r"(?:it|them|this|that|what|nothing|something|everything|anything|all|most|much|many|which|"
    r"operation|campaign|battle|offensive|today|yesterday|weeks?|months?|days?|hours?|years?|"
    rf"{'|'.join(DAYS)}|{'|'.join(MONTHS)}|{'|'.join(f'{m[:3]}' for m in MONTHS)})"
)
_KIND_OF_TOWN = re.compile(r"\w+(?:ed|ing|al|ic|ous|ern)|border|rebel")
_CAMPAIGN = re.compile(r"operation|campaign|battle|offensive|assault")
_BARE = re.compile(rf" ?(?:of|in) (?!(?:{'|'.join(sorted(LEADING))}) )")
_NEXT_THING = re.compile(
    r"[,;:]|(?i: (?:including|having|after|while|whereas) | and (?=(?:nearly |almost |about |"
    r"around |some |most |all |the rest|only )?(?:half|a (?:half|third|quarter|fifth|tenth)|all|"
    r"most|\d|(?:one|two|three|four|nine)[ -])))"
)
"""What ends the words of a number's whole: another clause, another number."""

_TIME_SAID = re.compile(
    r"(?i:(?:^|(?: |^)(?:in|within|over|during|for|by) )(?:just |(?:a )?matter of )?(?:the )?"
    r"(?:(?:past|last|first|next|coming|recent) )?(?:(?:[\w-]+ )?(?:hours|days|weeks|months|years)|"
    rf"(?:{'|'.join(MONTHS)})(?: \d{{4}})?|(?:19|20)\d\d))(?![\w-])"
)
_AROUND = re.compile(r" (?:in|within|inside|of) ")
_OF_PEOPLE = re.compile(r"(?:\w+(?:ian|ean|ish|ese|qi|ni|an)|free|allied)")


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        return self.text.lower().removesuffix("'s").removesuffix("'")

    @property
    def is_name_like(self) -> bool:
        """Whether it has a capital, or letters of a script without capitals."""
        return any(c.isalpha() and not c.islower() for c in self.text)


def elsewhere(text: str, names: Gazetteer) -> str:
    """Return the area outside the data that words after a number name; empty when none.

    Parameters
    ----------
    text
        What follows a number, in its own capitals: " of Damascus on Monday". Words that begin
        with no "of", "in" or article name nothing.
    names
        The names of a territory; without any, nothing is known to lie outside.

    Examples
    --------
    >>> from aleppomap.territory import load
    >>> names = Gazetteer(load())
    >>> elsewhere(" of the rebel enclave in Damascus fell", names)
    'Damascus'
    >>> elsewhere(" of rebel-held Aleppo", names), elsewhere(" of the city on Monday", names)
    ('', '')
    """
    if not names.has_places:
        return ""
    phrase = text[: area_named(text)]
    read = _words_of(phrase)
    known, parties = names.known_spans(phrase), names.mentions(phrase)
    taken = [*known, *((start, end) for start, end, _ in parties)]
    left = [w for w in read if not _within(w, taken)]
    own = [w for w in left if names.is_own(w.lower)]
    strange = [
        w for w in left
        if w.is_name_like and w not in own and not _is_common(w) and not _describes(w, read, taken)
    ]  # fmt: skip
    if strange and not _only_around(strange[0], own, known, phrase):
        return _whole_name(strange[0], read, phrase)
    if own and any(_turns_away(w.lower, names) for w in left):
        return phrase[read[0].start : read[-1].end]
    bare = _BARE.match(phrase) is not None
    return _in_small_letters(read) if bare and not own and left == read else ""


def area_named(text: str) -> int:
    """Return where the words end that say what a number is a number of, in what follows it."""
    opening = _FIRST_GAP.match(text)
    first = _WORD.match(text, opening.end() if opening else 0)
    if first is None or first[0].lower() not in _LINKS | LEADING:
        return 0
    end, linked = 0, True
    word: re.Match[str] | None = first
    while word is not None:
        lower = word[0].lower()
        if lower in _LINKS:
            linked = True
        elif lower not in LEADING:
            if lower in STOPS or _CAMPAIGN.fullmatch(lower) or (not linked and _closes(word[0])):
                break
            end, linked = word.end(), False
        gap = _gap_end(text, word.end())
        word = _WORD.match(text, gap) if gap > word.end() else None
    return end


def own_words(text: str) -> str:
    """Return what follows a number as far as it can say what that is a number of.

    Examples
    --------
    >>> own_words(" of the rebel enclave, having taken Mosul"), own_words(" of A and half of B")
    (' of the rebel enclave', ' of A')
    """
    return _NEXT_THING.split(text, maxsplit=1)[0]


def timeless(text: str) -> str:
    """Return words of an area without words of time among them.

    Examples
    --------
    >>> timeless("the coast in June"), timeless("the last two weeks in the delta")
    ('the coast', 'in the delta')
    """
    return _TIME_SAID.sub("", text).strip()


def nearest_names(name: str, names: Gazetteer) -> str:
    """Return "(did you mean …?)" with the nearest names of the data; empty for none."""
    near = suggestion(name, names.place_names).removeprefix("; ")
    return f" ({near})" if near.startswith("did you mean") else ""


def _gap_end(text: str, position: int) -> int:
    gap = _GAP.match(text, position, max(position, REACH))
    return gap.end() if gap else position


def _closes(word: str) -> bool:
    """Return whether a word after a noun is the verb of the sentence."""
    lower = word.lower()
    land = words.LAND.fullmatch(lower) or _SIDED.fullmatch(lower)
    return not land and bool(words.CONTROL.fullmatch(lower) or words.OTHER.fullmatch(lower))


def _words_of(phrase: str) -> list[_Word]:
    found = [_Word(*m.span(), m[0]) for m in _WORD.finditer(phrase)]
    while found and found[0].lower in _LINKS | LEADING:
        found.pop(0)
    return found


def _within(word: _Word, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < word.end and word.start < end for start, end in spans)


def _is_common(word: _Word) -> bool:
    """Return whether a word is no name, whatever its capitals."""
    lower = word.lower
    return bool(
        lower in STOPS or lower in LEADING or lower in _LINKS
        or words.LAND.fullmatch(lower) or words.NOT_LAND.fullmatch(lower)
        or words.CONTROL.fullmatch(lower) or words.OTHER.fullmatch(lower)
        or _COMPASS.fullmatch(lower) or _SIDED.fullmatch(lower) or _LARGER.fullmatch(lower)
        or _NAMELESS.fullmatch(lower) or ACTORS.fullmatch(lower)
    )  # fmt: skip


def _describes(word: _Word, read: Sequence[_Word], taken: Sequence[tuple[int, int]]) -> bool:
    """Return whether a word only says whose: the "Syrian" of "the Syrian rebels' territory"."""
    following = next((w for w in read if w.start >= word.end), None)
    return (
        following is not None
        and (_within(following, taken) or ACTORS.fullmatch(following.lower) is not None)
        and _OF_PEOPLE.fullmatch(word.lower) is not None
    )


def _only_around(
    word: _Word, own: Sequence[_Word], known: Sequence[tuple[int, int]], phrase: str
) -> bool:
    """Return whether a name only says where a known one lies: "eastern Aleppo in Syria"."""
    linked = next(reversed([*_AROUND.finditer(phrase, 0, word.start)]), None)
    if linked is None:
        return False
    named = [start for start, end in known if phrase[start:end] != phrase[start:end].lower()]
    return any(start < linked.start() for start in [*named, *(w.start for w in own)])


def _turns_away(lower: str, names: Gazetteer) -> bool:
    """Return whether a word makes another area of a name: its west, its province."""
    turns = _COMPASS.fullmatch(lower) or _LARGER.fullmatch(lower)
    return turns is not None and not names.is_said_of_regions(lower)


def _whole_name(word: _Word, read: Sequence[_Word], phrase: str) -> str:
    """Return a name with the words beside it that are capitals or particles of it."""
    low = high = read.index(word)
    while low > 0 and (read[low - 1].is_name_like or read[low - 1].lower in _PARTICLES):
        low -= 1
    while (
        high + 1 < len(read) and read[high + 1].is_name_like
        and phrase[read[high].end : read[high + 1].start] == " "
        and not _NAMELESS.fullmatch(read[high + 1].lower)
    ):  # fmt: skip
        high += 1
    return phrase[read[low].start : read[high].end].removesuffix("'s").removesuffix("'")


def _in_small_letters(read: Sequence[_Word]) -> str:
    """Return a name written without its capital: "of damascus", "of raqqa city"."""
    if len(read) > 1 and _TOWN.fullmatch(read[-1].lower):
        read = read[:-1]
        if _KIND_OF_TOWN.fullmatch(read[-1].lower):
            return ""
    if not 0 < len(read) <= 2 or any(_is_common(w) or w.is_name_like for w in read):
        return ""
    return " ".join(w.text for w in read)
