"""Whom words leave unsaid: each party of the data they can mean is a reading of its own."""

from __future__ import annotations

from dataclasses import replace

from aleppomap.claims.model import Claim
from aleppomap.claims.roles import Roles
from aleppomap.claims.said import otherwise
from aleppomap.territory import Territory

__all__ = ["open_to_others"]

_KINDS = ("share", "area", "count", "containment")
_FACTORS = {"held": "who holds it", "lost": "who lost it", "taken": "who took it"}


def open_to_others(claim: Claim, roles: Roles, territory: Territory) -> Claim:
    """Return a claim with every other party as a reading, where its words name none.

    Who lost ground that one party held, or had it taken, is no question: that party.

    Parameters
    ----------
    claim
        As its words make it, for the party assumed.
    roles
        Who does what in it, and whether that is open.
    territory
        Whose parties it can mean.
    """
    same = (claim.measure, claim.party) == (roles.measure, roles.party)
    if not roles.open or not same or claim.kind not in _KINDS or claim.stranger:
        return claim
    if claim.measure != "held" and _one_held(claim.region, territory):
        return claim  # whoever held it first is the one who lost it
    meant = replace(claim, otherwise=(), assumed=())
    for party in territory.parties:
        if claim.measure == "taken" and party.party == claim.party:
            other = replace(meant, measure="gained", party="", by=party.party)
        elif claim.measure != "taken" and party.party != claim.party:
            other = replace(meant, party=party.party)
        else:
            continue
        claim = otherwise(claim, _FACTORS[claim.measure], party.name, other)
    return claim


def _one_held(region: str, territory: Territory) -> bool:
    """Return whether a region is the ground that one party first held."""
    return region in territory.regions.index and bool(territory.regions.at[region, "held_by"])
