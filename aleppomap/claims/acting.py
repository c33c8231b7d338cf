"""Who did what to whom, in the words of one sentence and the names of a control's parties.

Which way a number is turned, and by whom, is read by the grammar of every claim (`direction`);
here it gets its other side. What the words leave open is assumed only where one reading is
left, and said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from aleppomap.claims import words
from aleppomap.claims.context import DAYS
from aleppomap.claims.direction import Direction, direction_of, measure_in
from aleppomap.claims.drafts import Draft
from aleppomap.claims.extract import Setting
from aleppomap.claims.holder import Named
from aleppomap.claims.named_days import MONTH
from aleppomap.claims.roles import Roles
from aleppomap.claims.subjects import subject_before
from aleppomap.snapshot import Party

__all__ = ["Actors", "name_of"]

UNNAMED = "held"
"""Party of polygons that name none: no name that a text would use."""

_GREW = re.compile(
    r"(?<![\w-])(?:gr[eo]wn?|expand(?:s|ed)?|increas(?:es|ed)|extend(?:s|ed)|rose|risen|widen(?:s|"
    r"ed))(?![\w-])"
)
_SHRANK = re.compile(
    r"(?<![\w-])(?:shr[aiu]nk|fell|fallen|decreas(?:es|ed)|declin(?:es|ed)|contract(?:s|ed)|dropp"
    r"ed|reduced|narrow(?:s|ed))(?![\w-])"
)
_BEFORE_NUMBER = re.compile(r"(?: [\w'-]+){0,4}? by ?$")
_INTO_HOLDING = re.compile(r"occup(?:ied|ation)|annex")
"""Deeds that last: ground "occupied" is taken in a window, and held without one."""

_AGENT = re.compile(r"(?<![\w-])by (?:the )?(?:[\w'-]+ ){0,2}$")
_FROM = re.compile(r"(?<![\w-])(?:from|against) (?:the )?(?:[\w'-]+ ){0,2}$")
_TO = re.compile(r"(?<![\w-])to (?:the )?(?:[\w'-]+ ){0,2}$")
_RETAKEN = re.compile(
    r"(?<![\w-])(?:ret[ao]\w+|recaptur\w+|recover\w+|regain\w*|reclaim\w*|liberat\w+|freed|"
    r"w[io]n\w* back|took back|taken back)(?![\w-])"
)
_NO_NAME = re.compile(
    r"(?:it|they|he|she|we|territorial|ground|gains?|losses|the|a|an|this|that|there|which|who|"
    r"net|in|on|at|by|since|over|during|some|about|nearly|more|around|of|and|[\d\W].*|"
    rf"{MONTH}|{'|'.join(DAYS)})"
)
_OWNER = re.compile(r"((?:[A-Z][\w-]+ )*[A-Z][\w-]+)'s? (?:[a-z]+ ){0,2}$")
_OPENING = re.compile(r"((?:[A-Z][\w'-]+ ){1,4})")
_NAMED = re.compile(
    r"(?<![\w'-])((?:[A-Z][\w'-]+ )*[A-Z][\w'-]+)"
    r"(?: (?:has|have|had|now|still|also|already|\w+ly))* ?$"
)
_SPOKE = re.compile(r"((?:[\w.'&-]+ ){1,4}?)(?:said|says?|claimed|announce[sd]?) ")
_HYPHENED = re.compile(r"-(?:held|controlled|occupied|ruled)")


@dataclass(frozen=True)
class Actors:
    """One claim in its sentence, and the parties it may speak of.

    Parameters
    ----------
    setting
        The sentence.
    draft
        The claim.
    parties
        The parties of the data.
    in_window
        Whether the words state a window.
    """

    setting: Setting
    draft: Draft
    parties: tuple[Party, ...]
    in_window: bool

    def roles(self, number_end: int, past_end: int) -> Roles:
        """Return who did what to whom; whoever the denominator names is the other one.

        Parameters
        ----------
        number_end, past_end
            Where the number ends, and its "of …" with it.
        """
        way = self._way()
        measure, who = way.measure, way.who
        subjects, others = self._mentioned(measure, number_end, past_end)
        if measure == "taken" and who.ground:
            others, who = [*who.parties, *others], Named()
        first = who.parties[0] if who.parties and not who.stranger else ""
        stranger = "" if first else _name_in(who.stranger)
        if not first and not stranger:
            first = next(iter(subjects), "")
        if not first and not stranger:
            stranger = self._unsaid(who.back)
        other = next((party for party in others if party != first), "")
        return self._settled(measure, first, other, stranger)

    def _mentioned(
        self, measure: str, number_end: int, past_end: int
    ) -> tuple[list[str], list[str]]:
        """Return the parties named where whoever does it may stand, agents first; and the rest."""
        sentence = self.setting.sentence
        agents: list[str] = []
        others: list[str] = []
        subjects: list[str] = []
        for start, end, party in self.setting.names.mentions(sentence.plain.text):
            before = sentence.lower[max(0, start - 40) : start]
            held = _HYPHENED.match(sentence.lower, end) is not None
            given = measure == "lost" and _TO.search(before) is not None
            if held or given or _FROM.search(before) or number_end < start < past_end:
                others.append(party)
            elif _AGENT.search(before):
                verb_at = max((p.start for p in sentence.predicates if p.end <= start), default=-1)
                of_whole = number_end <= verb_at < past_end and not self._is_own(verb_at)
                (others if of_whole else agents).append(party)
            else:
                subjects.append(party)
        return [*agents, *subjects], others

    def _is_own(self, verb_at: int) -> bool:
        verb = self.draft.governor
        return verb is not None and verb.start == verb_at

    def _way(self) -> Direction:
        """Return which way the words turn the number, and who does it."""
        sentence, draft, names = self.setting.sentence, self.draft, self.setting.names
        if draft.kind == "length":
            return Direction("held")
        if draft.kind == "superlative":
            lost = words.LOST.search(sentence.lower, draft.start, draft.end)
            return Direction("lost" if lost else "taken")
        for pattern, measure in ((_GREW, "taken"), (_SHRANK, "lost")):
            for grew in pattern.finditer(sentence.lower, 0, draft.start):
                if _BEFORE_NUMBER.fullmatch(sentence.lower, grew.end(), draft.start):
                    who = subject_before(sentence, grew.start(), names)
                    return Direction(measure, replace(who, ground=False))
        verb = draft.governor
        way = direction_of(sentence, names, draft.start, draft.end, verb)
        if verb and draft.kind == "area" and _INTO_HOLDING.match(sentence.lower, verb.start):
            return Direction("taken" if self.in_window else "held", way.who)
        return way if way.measure else Direction(self._turned(), way.who)

    def _turned(self) -> str:
        """Return which way a number without a verb is turned: "Russian gains: 12 km²"."""
        lower, draft = self.setting.sentence.lower, self.draft
        before = [*words.CONTROL.finditer(lower, 0, draft.start)]
        after = [*words.CONTROL.finditer(lower, draft.end)]
        for match in [*reversed(before), *after]:
            if measure := measure_in(match[0]):
                return measure
            if words.HELD.search(match[0]) or match[0].startswith(("held", "under")):
                return "held"
        found = (measure_in(word) for word in re.findall(r"[\w-]+", lower[: draft.start]))
        return next(filter(None, found), "")

    def _unsaid(self, back: bool) -> str:
        """Return a stranger whom the grammar does not find: "Belarus's gains", "Belarus said it …".

        A name may not be lost: without it the number would be counted for a party of the data.
        """
        text, verb = self.setting.sentence.plain.text, self.draft.governor
        end = verb.start if verb else self.draft.start
        if self.draft.kind == "length" or not 0 < end <= self.draft.start:
            return ""
        named = _NAMED.search(text, 0, end) if verb else _OWNER.search(text, 0, end)
        if named is None and back:
            named = _SPOKE.match(text, 0, end)
        elif named is None and verb is None:
            named = _OPENING.match(text)
        said = _name_in(named[1]) if named else ""
        return "" if self.setting.names.parties_at(said) else said

    def _settled(self, measure: str, first: str, other: str, stranger: str) -> Roles:
        """Return the roles, with what had to be assumed; a stranger where none will do."""
        ids = [party.party for party in self.parties]
        said: list[str] = []
        if not measure:
            measure = "taken" if self.in_window and self.draft.kind == "area" else "held"
            what = "ground gained" if measure == "taken" else "ground held"
            said.append(f"No verb says what happened: read as {what}.")
        if measure == "taken":
            return self._taken(first, other, stranger, ids, said)
        first, stranger = self._sole(first, stranger, said)
        if measure == "lost" and not first and other and not stranger:
            return Roles("gained", "", other, "", tuple(said))
        if measure == "lost" and stranger and other:
            said.append(f"“{stranger}” is no party of the data: counted as gained by "
                        f"{self._name(other)}.")  # fmt: skip
            return Roles("gained", "", other, "", tuple(said))
        return Roles(measure, first, other if measure == "lost" else "", stranger, tuple(said))

    def _taken(
        self, first: str, other: str, stranger: str, ids: list[str], said: list[str]
    ) -> Roles:
        """Return the roles of ground taken: by whom, and whose it was where that is open to one."""
        share = self.draft.kind == "share"
        if first and not other and share and len(ids) == 2:
            other = next(party for party in ids if party != first)
        if not first and not other and len(ids) == 1 and (share or (stranger and self._back())):
            other = ids[0]
            who = stranger or "whoever took it"
            said.append(
                f"The data have one party: counted as lost by {self._name(other)} to {who}."
            )
            stranger = ""
        if other and not first:
            if stranger:
                said.append(f"“{stranger}” is no party of the data: counted as "
                            f"lost by {self._name(other)} to anyone.")  # fmt: skip
            return Roles("taken", other, "", "", tuple(said))
        if share and first and not other:
            return Roles("taken", "", first, stranger, tuple(said))
        first, stranger = self._sole(first, stranger, said)
        return Roles("gained", other, first, stranger, tuple(said))

    def _back(self) -> bool:
        """Return whether the ground is said to be taken back: "retook", "liberated"."""
        lower = self.setting.sentence.lower
        verb = self.draft.governor
        return bool(verb and _RETAKEN.match(lower, verb.start))

    def _sole(self, first: str, stranger: str, said: list[str]) -> tuple[str, str]:
        """Return the one party of the data where a claim names none, or only "the army"."""
        if first or self.draft.kind == "length" or len(self.parties) != 1:
            return first, stranger
        if stranger and not stranger.islower():
            return first, stranger
        only = self.parties[0].party
        if stranger or only != UNNAMED:
            who = f"“{stranger}”" if stranger else "nobody"
            said.append(f"It names {who}: read as {self._name(only)}, the only party of the data.")
        return only, ""

    def _name(self, party: str) -> str:
        return name_of(party, self.parties)


def _name_in(said: str) -> str:
    """Return the words of a stranger from the first that can be a name on; empty for none."""
    left = said.split()
    while left and _NO_NAME.fullmatch(left[0].lower()):
        left.pop(0)
    return " ".join(left).removesuffix("'s")


def name_of(party: str, parties: tuple[Party, ...]) -> str:
    """Return what to call a party in a sentence."""
    name = next((p.name for p in parties if p.party == party), party)
    return "the one party drawn" if name == UNNAMED else name
