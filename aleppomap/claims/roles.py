"""From the words to the roles of a claim: who lost or holds, who took, who is no party."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aleppomap.claims.direction import Direction
from aleppomap.claims.gazetteer import Gazetteer
from aleppomap.claims.holder import Named, named_in

__all__ = ["Roles", "direction_found", "named_as", "roles_of", "whole_roles"]


@dataclass(frozen=True)
class Roles:
    """Who lost or holds (`party`), who took (`by`), which way, and what of it was assumed.

    ``stranger`` is whom the words name when that is no one party of the data; ``open`` tells
    that they name nobody, and others than who is assumed can be meant.
    """

    measure: str
    party: str
    by: str = ""
    stranger: str = ""
    assumed: tuple[str, ...] = ()
    open: bool = False


def named_as(subject: str, names: Gazetteer) -> Named:
    """Return whom the subject of a claim found in a text is: a party's id, or words."""
    if not subject or subject in names.parties:
        return Named((subject,) if subject else ())
    return named_in(subject, names)


def direction_found(measure: str, who: Named, unsaid: tuple[str, ...]) -> Direction:
    """Return the direction of a claim found in a text, from what of it was kept.

    Parameters
    ----------
    measure, unsaid
        As `FoundClaim` has them.
    who
        Whom its subject names.
    """
    if not who.somebody:
        who = Named(back=True) if "who" in unsaid else Named(ground=True)
    return Direction(measure, who, "deed" in unsaid, "rest" in unsaid)


def roles_of(direction: Direction, pivot: str, called: Callable[[str], str]) -> Roles:
    """Return the roles in a claim of ground held, taken or lost.

    Parameters
    ----------
    direction
        What the words say.
    pivot
        The party whose ground is counted down: the loser where only a taker is named.
    called
        Gives the name of a party, for what is assumed.
    """
    if direction.rest:
        return _of_the_rest(direction, pivot, called)
    who, measure = direction.who, direction.measure or "lost"
    parties = who.parties
    jointly = measure == "taken" and len(parties) > 1 and pivot not in parties
    if who.stranger and not jointly:
        return Roles(measure, pivot, stranger=who.stranger)
    if measure == "held":
        if parties:
            return Roles("held", parties[0])
        said = f"It does not say who holds it: read as held by {called(pivot)}."
        return Roles("held", pivot, assumed=(said,), open=not who.ground)
    if measure == "taken":
        if who.ground and parties:
            return Roles("taken", parties[0])
        if len(parties) == 1:
            return Roles("gained", "" if parties[0] == pivot else pivot, parties[0])
        return Roles("taken", pivot, open=who.back)
    if direction.measure:
        return Roles("lost", parties[0] if parties else pivot, open=who.back)
    if parties:
        said = f"No verb says what happened: read as held by {called(parties[0])}."
        return Roles("held", parties[0], assumed=(said,))
    if direction.other_verb:
        return Roles("lost", "")
    said = f"No verb says what happened: read as lost by {called(pivot)}."
    return Roles("lost", pivot, assumed=(said,))


def _of_the_rest(direction: Direction, pivot: str, called: Callable[[str], str]) -> Roles:
    """Return the roles in what is left out: "took all but two", "holds all except four"."""
    who = direction.who
    if direction.measure == "held" and who.parties == (pivot,):
        return Roles("lost", pivot)
    if who.stranger and direction.measure == "held":
        return Roles("held", pivot, stranger=who.stranger)
    if who.stranger and direction.measure == "lost":
        return Roles("held", pivot, stranger=who.stranger)
    said = f"What is left out is read as held by {called(pivot)}."
    return Roles("held", pivot, assumed=(said,))


def whole_roles(direction: Direction, pivot: str, called: Callable[[str], str]) -> Roles:
    """Return the roles in a claim of a whole area: who has it is whoever holds or took it."""
    who = direction.who
    if direction.measure != "lost" and (who.parties or who.stranger):
        return roles_of(Direction("held", who), pivot, called)
    if direction.measure == "held" or not direction.measure:
        return roles_of(Direction("held", who), pivot, called)
    return roles_of(direction, pivot, called)
