"""Who did what to whom, in the words of one sentence and the names of a control's parties.

What the words leave open is assumed only where one reading is left, and said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aleppomap.claims import words
from aleppomap.claims.context import DAYS
from aleppomap.claims.drafts import Draft
from aleppomap.claims.extract import Setting, measure_in, subject_of
from aleppomap.claims.named_days import MONTH
from aleppomap.snapshot import Party

__all__ = ["Actors", "Roles", "name_of"]

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
_HYPHENED = re.compile(r"-(?:held|controlled|occupied|ruled)")


@dataclass(frozen=True)
class Roles:
    """Who lost or holds (`party`), who took (`by`), which way, and what of it was assumed.

    ``stranger`` is who the words name when that is no party of the data.
    """

    measure: str
    party: str = ""
    by: str = ""
    stranger: str = ""
    assumed: tuple[str, ...] = ()


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
        """Return who did what to whom; whoever the denominator names is the other one."""
        verb = self.draft.governor
        measure, at = self._measure(verb.start if verb else None, verb.end if verb else None)
        taken_as = at if at is not None else self.draft.start
        agents: list[str] = []
        others: list[str] = []
        subjects: list[str] = []
        text = self.setting.sentence.plain.text
        for start, end, party in self.setting.names.mentions(text):
            before = self.setting.sentence.lower[max(0, start - 40) : start]
            inside = number_end < start < past_end
            held = _HYPHENED.match(self.setting.sentence.lower, end) is not None
            given = measure == "lost" and _TO.search(before) is not None
            if held or given or _FROM.search(before):
                others.append(party)
            elif _AGENT.search(before):
                verb_at = max((p.start for p in self.setting.sentence.predicates
                               if p.end <= start), default=-1)  # fmt: skip
                its_own = number_end <= verb_at < past_end and verb_at != taken_as
                (others if its_own else agents).append(party)
            elif inside:
                others.append(party)
            else:
                subjects.append(party)
        first = next(iter([*agents, *subjects]), "")
        other = next((party for party in others if party != first), "")
        return self._settled(measure, first, other, at)

    def _measure(self, low: int | None, high: int | None) -> tuple[str, int | None]:
        """Return lost, taken, held, or empty without a verb; and where the verb stands."""
        start = self.draft.start
        if self.draft.kind == "length":
            return "held", None
        if self.draft.kind == "superlative":
            lost = words.LOST.search(self.setting.sentence.lower, start, self.draft.end)
            return ("lost" if lost else "taken"), None
        for pattern, name in ((_GREW, "taken"), (_SHRANK, "lost")):
            for match in pattern.finditer(self.setting.sentence.lower, 0, start):
                if _BEFORE_NUMBER.fullmatch(self.setting.sentence.lower, match.end(), start):
                    return name, match.start()
        if low is not None and high is not None:
            verb = self.setting.sentence.lower[low:high]
            if re.match(r"occup(?:ied|ation)|annex", verb) and self.draft.kind == "area":
                return ("taken" if self.in_window else "held"), low
            if re.match(r"reclaim|wrest|annex|expel|drove|oust", verb):
                return "taken", low
            return measure_in(verb) or "held", low
        # A phrase: its verb may stand on either side, but not in its "of …".
        before = [*words.CONTROL.finditer(self.setting.sentence.lower, 0, start)]
        after = [*words.CONTROL.finditer(self.setting.sentence.lower, self.draft.end)]
        for match in [*reversed(before), *after]:
            if name := measure_in(match[0]):
                return name, match.start()
            if words.HELD.search(match[0]) or match[0].startswith(("held", "under")):
                return "held", match.start()
        for match in re.finditer(r"[\w-]+", self.setting.sentence.lower[:start]):
            if name := measure_in(match[0]):
                return name, match.start()
        return "", None

    def _settled(self, measure: str, first: str, other: str, at: int | None) -> Roles:
        """Return the roles, with what had to be assumed; a stranger where none will do."""
        ids = [party.party for party in self.parties]
        said: list[str] = []
        if not measure:
            measure = "taken" if self.in_window and self.draft.kind == "area" else "held"
            what = "ground gained" if measure == "taken" else "ground held"
            said.append(f"No verb says what happened: read as {what}.")
        stranger = "" if first or self.draft.kind == "length" else self._stranger()
        verb = self.setting.sentence.lower[at : at + 40] if at is not None else ""
        if measure == "taken":
            back = bool(_RETAKEN.match(verb)) or self.draft.kind == "share"
            if first and not other and self.draft.kind == "share":
                rest = [party for party in ids if party != first]
                if len(rest) == 1:
                    other = rest[0]
            if (
                not first
                and not other
                and back
                and len(ids) == 1
                and (stranger or self.draft.kind == "share")
            ):
                other = ids[0]
                who = stranger or "whoever took it"
                said.append(f"The data have one party: counted as lost by {self._name(other)} "
                            f"to {who}.")  # fmt: skip
                stranger = ""
            if other and not first:
                if stranger:
                    said.append(f"“{stranger}” is no party of the data: counted as "
                                f"lost by {self._name(other)} to anyone.")  # fmt: skip
                return Roles("taken", other, "", "", tuple(said))
            if self.draft.kind == "share" and first and not other:
                return Roles("taken", "", first, stranger, tuple(said))
            first, stranger = self._sole(first, stranger, said)
            return Roles("gained", other, first, stranger, tuple(said))
        first, stranger = self._sole(first, stranger, said)
        if measure == "lost" and not first and other and not stranger:
            return Roles("gained", "", other, "", tuple(said))
        if measure == "lost" and stranger and other:
            said.append(f"“{stranger}” is no party of the data: counted as gained by "
                        f"{self._name(other)}.")  # fmt: skip
            return Roles("gained", "", other, "", tuple(said))
        return Roles(measure, first, other if measure == "lost" else "", stranger, tuple(said))

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

    def _stranger(self) -> str:
        """Return the subject of the verb when it is no party of the data; empty for none."""
        verb = self.draft.governor
        if verb is None:
            text = self.setting.sentence.plain.text
            named = _OWNER.search(text, 0, self.draft.start) or _OPENING.match(text)
            who = named[1].strip() if named and self.draft.start > 0 else ""
        else:
            who = subject_of(verb, self.setting)
        said = who.split()
        while said and _NO_NAME.fullmatch(said[0].lower()):
            said.pop(0)
        return " ".join(said)

    def _name(self, party: str) -> str:
        return name_of(party, self.parties)


def name_of(party: str, parties: tuple[Party, ...]) -> str:
    """Return what to call a party in a sentence."""
    name = next((p.name for p in parties if p.party == party), party)
    return "the one party drawn" if name == UNNAMED else name
