"""Which way the words turn a number, and who does it: held, taken or lost, and by whom.

One reading for articles and for single phrases: whom the grammar of a sentence names. The
subject stands before the verb, or after it ("held by …", "in … hands", "fell to …").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aleppomap.claims import turns, words
from aleppomap.claims.context import Predicate, Sentence
from aleppomap.claims.gazetteer import Gazetteer
from aleppomap.claims.holder import NOBODY, Named, named_in
from aleppomap.claims.subjects import subject_before
from aleppomap.claims.unverbed import has_other_verb, labelled, owner_before

__all__ = ["Direction", "direction_of", "measure_in", "whole_direction"]


@dataclass(frozen=True)
class Direction:
    """What the words say: ``lost``, ``taken``, ``held`` or empty; and who does it.

    ``who`` is the holder, the taker or the loser; without a measure, whose name labels the number.
    ``other_verb`` tells that the words have a verb, but none of holding, taking or losing;
    ``rest`` that the number is what is left out of a whole: "took all but two districts".
    """

    measure: str = ""
    who: Named = NOBODY
    other_verb: bool = False
    rest: bool = False


def measure_in(plain: str) -> str:
    """Return ``lost``, ``taken``, ``held`` or empty: which way normalised words turn a number.

    Examples
    --------
    >>> measure_in("rebels lost a third"), measure_in("seized a third"), measure_in("a third")
    ('lost', 'taken', '')
    """
    for name, pattern in (("lost", words.LOST), ("taken", words.TAKEN), ("held", words.HELD)):
        if pattern.search(plain):
            return name
    return ""


def direction_of(
    sentence: Sentence, names: Gazetteer, start: int, end: int, governor: Predicate | None
) -> Direction:
    """Return which way the words turn a number, and who holds, takes or loses it.

    Parameters
    ----------
    sentence
        The sentence.
    names
        The names of a territory.
    start, end
        Span of the phrase: hedge, number, unit and "of …".
    governor
        Its verb as the rules found it; None when they found none.
    """
    if aside := turns.ASIDE.match(sentence.lower, end):
        end = aside.end()
    found = _Reader(sentence, names, start, end, governor).read()
    if not found.measure or not turns.EXCEPT.search(sentence.lower, 0, start):
        return found
    return Direction(found.measure, found.who, rest=True)


def whole_direction(sentence: Sentence, names: Gazetteer, start: int, end: int) -> Direction:
    """Return the direction of a whole: "full control of", "fully under … control", "all of …".

    Parameters
    ----------
    sentence
        The sentence.
    names
        The names of a territory.
    start, end
        Span of the words that make it a whole.
    """
    said = sentence.lower[start:end]
    if not re.match(r"under|full|complete|entirely|totally|wholly|total|entire control", said):
        return direction_of(sentence, names, start, end, None)
    if said.endswith((" control of", " control over")):
        return Direction("held", subject_before(sentence, start, names))
    whose = turns.FULLY.sub("", sentence.lower[start:])
    at = len(sentence.lower) - len(whose) - 1
    reader = _Reader(sentence, names, max(at, 0), max(at, 0), None)
    found = reader.owned(max(at, 0))
    if found is not None:
        return found
    verb = next((p for p in sentence.predicates if p.start < end and p.end > start), None)
    if verb is None:
        return Direction()
    passive = turns.MADE.search(sentence.lower[:start]) is not None
    return reader.passive(verb) if passive else reader.active(verb)


@dataclass(frozen=True)
class _Reader:
    """One number in its sentence."""

    sentence: Sentence
    names: Gazetteer
    start: int
    end: int
    governor: Predicate | None

    @property
    def before(self) -> str:
        """What stands before the number, from the last full stop or semicolon on."""
        lower = self.sentence.lower
        low = max(lower.rfind(mark, 0, self.start) for mark in (". ", ";", ": "))
        return lower[low + 1 : self.start] if low >= 0 else lower[: self.start]

    def read(self) -> Direction:
        """Return the direction: after the number where it is the subject, else before it."""
        after, shift = self._after()
        direct = self._direct()
        if found := self._owned(after, shift, direct):
            return found
        if found := self._special():
            return found
        main = self._main(after, shift)
        if main is not None and not direct:
            return self.passive(main)
        verb = self.governor or self._nearest()
        if verb is None:
            return self._unverbed()
        before = verb.start < self.start or self._acts(verb)
        return self.active(verb) if before else self.passive(verb)

    def _acts(self, verb: Predicate) -> bool:
        """Return whether a verb has a subject of its own: "except for two, the army holds …"."""
        between = self.sentence.lower[self.end : verb.start]
        rest = turns.EXCEPT.search(self.sentence.lower, 0, self.start)
        if not rest or not between.startswith(",") or turns.PASSIVE.search(between):
            return False
        return subject_before(self.sentence, verb.start, self.names).somebody

    def _unverbed(self) -> Direction:
        """Read "the rebels have 11 km² left", "lost by rebels: 33 %", "rebels 60 %"."""
        owner = owner_before(self.sentence, self.before, self.start, self.names)
        if owner.somebody or owner.back:
            return Direction("held", owner)
        label, side, who = labelled(self.sentence, self.start, self.names)
        if measure := measure_in(label):
            if side == "to" and measure == "lost":
                return Direction("taken", who)
            return Direction("lost" if side == "from" else measure, who)
        if len(who.parties) == 1:
            return Direction("", who)
        return Direction(other_verb=has_other_verb(self.sentence, self.start, self.end))

    def _after(self) -> tuple[str, int]:
        """Return what follows the number's noun phrase and its relative clause, and where."""
        lower, end = self.sentence.lower, self.end
        after = lower[end:]
        if relative := turns.RELATIVE.match(after):
            return after[relative.end() :], end + relative.end()
        finite = turns.FINITE.search(after, 0, 70)
        if finite and not re.search(r",(?! ?$|\d)|[;:.]", after[: finite.start()]):
            verbs = [p for p in self.sentence.predicates if end <= p.start < end + finite.start()]
            if not verbs:
                return after[finite.start() :], end + finite.start()
        return after, end

    def _direct(self) -> bool:
        """Return whether the verb before the number has it for its object, next to it."""
        verb = self.governor
        if verb is None or verb.start >= self.start:
            return False
        gap = self.sentence.lower[verb.end : self.start]
        return not re.search(r"[,;:.]|(?<![\w-])(?:and|that|with|as|while|but)(?![\w-])", gap)

    def owned(self, position: int) -> Direction | None:
        """Read whose the ground is from a position on."""
        return self._owned(self.sentence.lower[position:], position, direct=False)

    def _owned(self, after: str, shift: int, direct: bool) -> Direction | None:
        """Read "is in … hands", "under … control", "held by …", "has gone over to …"."""
        text = self.sentence.plain.text
        finite = turns.FINITE.match(after) is not None
        if (given := turns.GIVEN.match(after)) and not direct:
            said = text[shift + given.start("who") : shift + given.end("who")]
            if (who := named_in(said, self.names)).somebody:
                return Direction("taken", who)
        for pattern in turns.OWNED:
            found = pattern.match(after)
            if found is None:
                continue
            by = "by" in pattern.groupindex
            if direct and not self._merely_has():
                continue
            noun = self.sentence.lower[: self.end].rstrip()
            if by and not finite and turns.GROUND_OF.search(noun):
                continue
            said = text[shift + found.start("who") : shift + found.end("who")]
            who = named_in(said, self.names)
            if who.back or not said:
                who = subject_before(self.sentence, self.start, self.names)
            elif not who.somebody:
                continue
            return Direction("taken" if found["came"] else "held", who)
        return None

    def _merely_has(self) -> bool:
        """Return whether a direct verb only has the number: "has a third in its hands"."""
        verb = self.governor
        said = self.sentence.lower[verb.start : verb.end] if verb else ""
        return bool(re.match(r"left|leav|keep|kept|remain|(?:be|is|are|was|were) left", said))

    def _special(self) -> Direction | None:
        """Read "leaving X with a third", "drove X from a third", "cut X's area by a third"."""
        before, text = self.before, self.sentence.plain.text
        base = self.start - len(before)

        def whom(found: re.Match[str], group: str = "who") -> Named:
            return named_in(text[base + found.start(group) : base + found.end(group)], self.names)

        def subject(found: re.Match[str]) -> Named:
            return subject_before(self.sentence, base + found.start(), self.names)

        if named := self._left_to(before, base):
            return Direction("held", named)
        if turns.HOLDS_OUT.match(self.sentence.lower, self.end):
            return Direction("held", Named(ground=True))
        if (found := turns.LEFT_WITH.search(before)) or (found := turns.LEFT.search(before)):
            who = whom(found) if "who" in found.groupdict() else subject(found)
            return Direction("held", self._left(who, base + found.start()))
        if found := turns.STRIPPED.search(before):
            return Direction("lost", whom(found, "of" if found["of"] else "cost"))
        for pattern, measure in ((turns.DRIVEN, "lost"), (turns.PENNED, "held")):
            found = pattern.search(before)
            if found is None or (measure == "lost" and "pull" in found["verb"]):
                continue
            passive = turns.PASSIVE.search(before[: found.start()]) is not None
            if found["whom"].strip() and not passive:
                return Direction(measure, whom(found, "whom"))
            if passive or measure == "held":
                who = subject(found)
                dwells = measure == "held" and turns.DWELLERS.search(who.stranger.lower())
                return Direction(measure, NOBODY if dwells else who)
        if found := turns.ENCLOSED.search(before):
            who = subject(found)
            dwells = turns.DWELLERS.search(who.stranger.lower())
            return Direction("held", NOBODY if dwells else who)
        if found := turns.SIZED.search(before):
            own = found["whom"].strip() and not found["whom"].startswith(" from ")
            whose = whom(found, "whom") if own else subject(found)
            return Direction("lost" if found["way"] == "by" else "held", whose)
        return None

    def _left_to(self, before: str, base: int) -> Named | None:
        """Return who is left a number: "leaves the rebels a third", "leaves a third to them"."""
        text = self.sentence.plain.text
        if turns.LEAVES.search(before):
            if to := turns.LEFT_TO.match(self.sentence.lower, self.end):
                who = named_in(text[to.start("who") : to.end("who")], self.names)
                return who if who.parties or who.back else None
        elif found := turns.LEFT_THEM.search(before):
            who = named_in(text[base + found.start("who") : base + found.end("who")], self.names)
            return who if who.parties and not who.ground else None
        return None

    def _left(self, who: Named, position: int) -> Named:
        """Return whom "leaving them with …" means: who lost, or else whom another verb hit."""
        if not who.back:
            return who
        lower = self.sentence.lower
        verbs = [p for p in self.sentence.predicates if p.end <= position]
        if not verbs:
            return who
        verb = verbs[-1]
        subject = subject_before(self.sentence, verb.start, self.names)
        if measure_in(lower[verb.start : verb.end]) == "lost":
            return subject
        said = self.names.parties_at(self.sentence.plain.text[verb.end : position])
        others = [party for _, party in said if party not in subject.parties]
        return Named((others[-1],)) if others else Named(back=True)

    def _main(self, after: str, shift: int) -> Predicate | None:
        """Return the verb that has the number for its subject: "a third … has been lost"."""
        made = re.match(rf"{turns.IS}", after)
        if made is None or not turns.FINITE.match(after):
            return None
        at = shift + made.end()
        return next((p for p in self.sentence.predicates
                     if p.kind == "control" and shift <= p.start and p.end >= at >= p.start - 2),
                    None)  # fmt: skip

    def _nearest(self) -> Predicate | None:
        """Return the nearest verb of control of a number for which the rules found none."""
        low, high = self.sentence.clause(self.start)
        verbs = [p for p in self.sentence.predicates if p.kind == "control"]
        prior = [p for p in verbs if low <= p.start and p.end <= self.start]
        later = [p for p in verbs if self.end <= p.start and p.end <= high]
        return next(iter([*prior[::-1], *later]), None)

    def _measure(self, verb: Predicate) -> str:
        said = self.sentence.lower[verb.start : verb.end]
        if re.fullmatch(r"(?:in )?control(?: of| over)?", said):
            deed = turns.OF_CONTROL.search(self.sentence.lower, max(0, verb.start - 40), verb.start)
            return ("lost" if deed["lost"] else "taken") if deed else "held"
        if re.match(r"gone|(?:expel|oust|evict|driv|drov|flush)\w*", said):
            return "lost"
        return measure_in(said) or "held"

    def passive(self, verb: Predicate) -> Direction:
        """Return the direction where the number is the verb's subject."""
        text, lower = self.sentence.plain.text, self.sentence.lower
        between = lower[self.end : verb.start]
        if lower[: self.end].endswith("of which") and not turns.FINITE.match(between):
            said = turns.ADVERBS.sub("", text[self.end : verb.start])
            return Direction(self._measure(verb), named_in(said, self.names))
        if what := re.search(r"(?<![\w-])what [\w' -]+$", lower[self.start : self.end]):
            between = f"{what[0]}{between}"
        if not turns.PASSIVE.search(between) and (
            what or turns.THEIRS.search(between) or self.names.mentions(text[self.end : verb.start])
        ):
            return Direction()  # "… of the ground they had held": no verb of the number itself
        measure = self._measure(verb)
        if by := turns.AGENT.match(lower, verb.end):
            return Direction(measure, named_in(text[by.start("who") : by.end("who")], self.names))
        to = re.compile(rf"(?: back| over)? to (?:the )?{turns.WHO}{turns.AFTER_WHO}").match(
            lower, verb.end
        )
        if lower[verb.start : verb.end].endswith(" to"):
            to = re.compile(rf" (?:the )?{turns.WHO}{turns.AFTER_WHO}").match(lower, verb.end)
        if to and measure in ("lost", "taken"):
            who = named_in(text[to.start("who") : to.end("who")], self.names)
            if who.somebody:
                return Direction("taken", who)
        loser = self._from(verb.end) if measure == "taken" else ""
        return Direction("lost", Named((loser,))) if loser else Direction(measure)

    def active(self, verb: Predicate) -> Direction:
        """Return the direction where the number is the verb's object."""
        measure = self._measure(verb)
        lower = self.sentence.lower
        if driven := turns.DRIVEN_OUT.fullmatch(lower, verb.start, verb.end):
            text = self.sentence.plain.text
            return Direction("lost", named_in(text[slice(*driven.span("whom"))], self.names))
        noun = turns.DEED.match(lower, verb.start, verb.end)
        if noun and (by := turns.AGENT.match(lower, self.end)):
            said = self.sentence.plain.text[by.start("who") : by.end("who")]
            return Direction(measure, named_in(said, self.names))
        who = subject_before(self.sentence, verb.start, self.names)
        if measure == "taken" and who.ground:
            measure = "lost"
        loser = self._from(self.end) if measure == "taken" and not who.somebody else ""
        return Direction("lost", Named((loser,))) if loser else Direction(measure, who)

    def _from(self, end: int) -> str:
        """Return the party that "from …" says ground was taken from; empty for none."""
        lower = self.sentence.lower
        found = re.compile(
            rf"(?: [\w'-]+){{0,4}}? from (?:the )?{turns.WHO}{turns.AFTER_WHO}"
        ).match(lower, end)
        if found is None:
            return ""
        named = named_in(self.sentence.plain.text[found.start("who") : found.end("who")],
                         self.names)  # fmt: skip
        return named.parties[0] if named.parties and not named.ground else ""
