"""What a number stands in: its sentence, clause, verb and noun phrase."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from aleppomap.claims import words
from aleppomap.claims.text import Plain

__all__ = [
    "ACTORS", "DAYS", "LEADING", "MONTHS", "STOPS", "NounPhrase", "Predicate", "Sentence",
]  # fmt: skip

_CLAUSE = re.compile(
    r"[;:]|,? (?:(?<!all )but|while|whereas|although|though|where|because|whose|even as|who|"
    r"(?<!not )(?<!n't )(?<!ha[sd] )(?<!have )(?<!is )(?<!are )(?<!as )yet)"
    r"(?= )|\. "
)
_PREPOSITION = re.compile(
    r"(?<![\w-])(in|across|near|around|between|through|throughout|inside|within|at|among|for|along|"
    r"towards?|to|from|against|into|outside|of|than|(?:parts?|outskirts|edges?|sections?|much|"
    r"residents|people|inhabitants|mayors?|governors?|elders) of)(?: (?:the|its|their|all|these|"
    r"those|other))? ?$"
)
_EQUALS = re.compile(
    r"(?<![\w-])(?:amount(?:s|ed|ing)? to|equal(?:s|led|ling)?(?: to)?|equivalent to|com(?:es|"
    r"ing)? to|"
    r"came to|add(?:s|ed|ing)? up to|account(?:s|ed|ing)? for|correspond(?:s|ed|ing)? to) ?$"
)
_FINITE = re.compile(
    r"(?<![\w-])(?:is|are|was|were|has|have|had|been|being|be|now|remains?|remained|will|would|"
    r"could|"
    r"may|lies?|still|lacks?)(?![\w-])"
)
_EXTENT_OF = re.compile(
    r"(?<![\w-])(?:an?|the) (?:[\w-]+ )?(?:area|total|pocket|strip|patch|sliver|enclave|"
    r"swathe?) of ?$"
)
_SUBJECT_STARTS = re.compile(r"(?:^|[,;:(\"] ?|(?<![\w-])(?:that|and|as|when|after|says?|said) )$")
STOPS = frozenset({
    "in", "from", "by", "on", "at", "to", "since", "after", "before", "for", "with", "and", "or",
    "but", "that", "which", "who", "where", "when", "as", "is", "are", "was", "were", "has",
    "have", "had", "be", "been", "will", "would", "could", "can", "may", "might", "should", "over",
    "under", "during", "through", "into", "without", "says", "said", "according", "than", "remain",
    "remains", "remained", "lies", "lie", "now", "still", "they", "he", "she", "it", "we", "while",
    "if", "not", "so", "via", "amid", "including", "comprising", "across", "between", "among",
    "near", "of", "within", "against", "because", "until", "till", "whose", "this", "these",
    "those", "there", "only", "just", "also", "despite", "except", "excepting", "apart",
    "excluding", "barring",
})  # fmt: skip
LEADING = frozenset({
    "the", "a", "an", "its", "their", "his", "her", "our", "all", "whole", "of", "what", "both",
    "some",
})  # fmt: skip
_PRONOUNS = frozenset({"it", "them", "that", "this"})
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
]  # fmt: skip
_TRAILING = re.compile(
    rf"(?:{'|'.join(DAYS)}|{'|'.join(MONTHS)}|today|yesterday|overnight|once|previously|formerly|"
    r"alone|ago|back|\w+ly|far|had|it|belong(?:s|ed|ing)?|\d+)"
)
ACTORS = re.compile(
    r"(?:rebels?|fighters?|forces?|militants?|insurgents?|troops|army|group|jihadists?|militias?|"
    r"government|regime|factions?|opposition|soldiers|guerrillas|separatists)"
)
_WHAT_WAS = re.compile(
    r"what (?:(?:once|formerly|previously|until \w+|now|still|is|are|was|were|has|had|used to|be|"
    r"been|remains?|remained|left|(?:makes?|made) up) )+(?:of )?"
)
"""What makes a name of the past of ground: "what used to be the rebel enclave"."""

_TOKEN = re.compile(r"[\w'.-]*[\w']")
_TOKENS_MAX = 10
DIRECT = 46
"""Characters within which a verb can have a number for its object."""


_UNDENIED = re.compile(
    r"(?<![\w-])(?:(?:did|do|does|has|have|had|can|could|would|will)(?: not|n't)|cannot|can't|"
    r"never|"
    r"nobody|no one|none|few|hardly anyone|no \w+)(?: [\w']+){0,2}? "
    r"(?:den(?:y|ies|ied)|disput\w+|contest\w*|reject\w*|dismiss\w*|doubt\w*|refut\w*)(?![\w-])"
)
"""A denial that is itself denied: "nobody disputes that"."""

_INTENDED = tuple(
    (name, re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])")) for name, pattern in words.INTENDED
)


@dataclass(frozen=True)
class Predicate:
    """A verb or noun that says what happens to places."""

    start: int
    end: int
    kind: Literal["control", "other"]


@dataclass(frozen=True)
class NounPhrase:
    """What a number is a number of: its words' span, its head, and what that is.

    ``kind`` is ``land``, ``name``, ``not`` (no ground) or ``none`` (no such phrase).
    """

    start: int
    end: int
    head: str
    kind: Literal["land", "name", "not", "none"]


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence in plain form, its clauses and verbs found when first asked for."""

    plain: Plain

    @property
    def lower(self) -> str:
        """The sentence in lower case."""
        return self.plain.lower

    @cached_property
    def predicates(self) -> tuple[Predicate, ...]:
        """Every predicate in order; of two that overlap the longer."""
        found = [Predicate(*m.span(), "control") for m in words.CONTROL.finditer(self.lower)]
        found += [Predicate(*m.span(), "other") for m in words.OTHER.finditer(self.lower)]
        kept: list[Predicate] = []
        for item in sorted(found, key=lambda p: (p.start, p.start - p.end)):
            if not kept or item.start >= kept[-1].end:
                kept.append(item)
            elif item.end - item.start > kept[-1].end - kept[-1].start:
                kept[-1] = item
        return tuple(kept)

    @cached_property
    def _breaks(self) -> tuple[tuple[int, int], ...]:
        return tuple(m.span() for m in _CLAUSE.finditer(self.lower))

    @cached_property
    def doubts(self) -> list[tuple[int, str]]:
        """Where words say that a thing is threatened, intended, to come or possible; and which."""
        return sorted(
            (match.start(), name)
            for name, pattern in _INTENDED
            for match in pattern.finditer(self.lower)
        )

    @cached_property
    def denials(self) -> list[int]:
        """Where words deny."""
        undone = [match.span() for match in _UNDENIED.finditer(self.lower)]
        return [
            match.start() for match in words.NEGATED.finditer(self.lower)
            if not any(low <= match.start() < high for low, high in undone)
        ]  # fmt: skip

    def clause(self, position: int) -> tuple[int, int]:
        """Return the span of the clause around a position."""
        start, end = 0, len(self.lower)
        for low, high in self._breaks:
            if high <= position:
                start = high
            elif low > position:
                return start, low
        return start, end

    def governor(self, start: int, end: int) -> Predicate | None:
        """Return the verb of control that has the phrase for its object or subject, if any.

        Parameters
        ----------
        start, end
            Span of the phrase: hedge, number, unit and "of …".
        """
        low, high = self.clause(start)
        if extent := _EXTENT_OF.search(self.lower, max(low, start - 40), start):
            start = extent.start()
        before = [p for p in self.predicates if low <= p.start and p.end <= start]
        after = [p for p in self.predicates if end <= p.start and p.end <= high]
        prior = before[-1] if before else None
        if not self._joins(start, low, prior):
            return None
        following = self._main_verb(end, after)
        subject = prior is None or _SUBJECT_STARTS.search(self.lower, max(low, start - 8), start)
        if prior is not None and prior.kind == "other":
            gap = self.lower[prior.end : start]
            if len(gap) <= DIRECT and "," not in gap and not gap.rstrip().endswith(("that", "as")):
                return None
        if subject and following is not None and following.kind == "other":
            listed = prior is not None and prior.kind == "control"
            if not listed or _FINITE.search(self.lower, end, following.start):
                return None
        if prior is not None and prior.kind == "control":
            return prior
        return following if following is not None and following.kind == "control" else None

    def _joins(self, start: int, low: int, prior: Predicate | None) -> bool:
        """Return whether the words before a phrase leave it a subject or an object.

        "in three towns" is where something happens; "withdrew from three towns" is an object.
        """
        preposition = _PREPOSITION.search(self.lower, max(low, start - 24), start)
        if preposition is None or _EQUALS.search(self.lower, max(low, start - 24), start):
            return True
        if prior is None:
            return False
        if prior.end >= preposition.end(1):
            return True
        if preposition[1] in ("across", "throughout"):
            return self.lower.startswith("control", prior.start)
        near = preposition.start() - prior.end <= 1
        return preposition[1] == "of" and prior.kind == "control" and near

    def _main_verb(self, end: int, after: list[Predicate]) -> Predicate | None:
        """Return the first predicate after a phrase that is no participle of it ("held by …")."""
        if len(after) > 1 and after[0].start - end <= DIRECT // 2:
            joint = self.lower[end : after[0].start]
            later = self.lower[after[0].end : after[1].start]
            if "," not in joint and not _FINITE.search(joint) and _FINITE.search(later):
                return after[1]
        return after[0] if after else None

    def noun_phrase(self, start: int, known: Callable[[str], bool]) -> NounPhrase:
        """Return the noun phrase that starts at a position; `known` says which names are places."""
        tokens: list[tuple[int, int, str]] = []
        position = start
        while len(tokens) < _TOKENS_MAX:
            match = _TOKEN.match(self.lower, position)
            if match is None:
                break
            word = match[0]
            closes = tokens and word in ("the", "a", "an", "they", "it")
            if closes or (word in STOPS and not (word == "of" and _all_leading(tokens))):
                break
            tokens.append((*match.span(), word))
            position = match.end()
            if self.lower[position : position + 1] != " ":
                break
            position += 1
        if not tokens:
            pronoun = _TOKEN.match(self.lower, start)
            if pronoun and pronoun[0] in _PRONOUNS:
                return NounPhrase(start, pronoun.end(), pronoun[0], "name")
            return NounPhrase(start, start, "", "none")
        end = tokens[-1][1]
        if was := _WHAT_WAS.match(self.lower, start):
            inner = self.noun_phrase(was.end(), known)
            if inner.kind in ("land", "name"):
                return NounPhrase(start, inner.end, inner.head, inner.kind)
        if tokens[0][2] == "what":
            held = words.CONTROL.search(self.lower, start, min(len(self.lower), start + 60))
            return NounPhrase(start, end, "what", "land" if held else "not")
        return self._judged(tokens, start, end, known)

    def _judged(
        self,
        tokens: list[tuple[int, int, str]],
        start: int,
        end: int,
        known: Callable[[str], bool],
    ) -> NounPhrase:
        for i in range(len(tokens) - 1, -1, -1):
            low, high, word = tokens[i]
            if i and ACTORS.fullmatch(word) and words.LAND.fullmatch(tokens[i - 1][2]):
                end = tokens[i - 1][1]
                continue
            if words.NOT_LAND.fullmatch(word):
                return NounPhrase(start, end, word, "not")
            if words.LAND.fullmatch(word):
                return NounPhrase(start, end, word, "land")
            verb = words.CONTROL.fullmatch(word) or words.OTHER.fullmatch(word)
            if i and (_TRAILING.fullmatch(word) or verb):
                end = tokens[i - 1][1]
                continue
            capital = self.plain.text[low:high] != self.lower[low:high]  # "al-Bab" is a name too
            named = capital or known(self.lower[tokens[0][0] : high])
            if named and not word.endswith("'s") and word not in LEADING:
                return NounPhrase(start, end, word, "name")
            break
        return NounPhrase(start, end, tokens[-1][2], "not")


def _all_leading(tokens: list[tuple[int, int, str]]) -> bool:
    return bool(tokens) and all(word in LEADING for _, _, word in tokens)
