"""Words that say less and deny nothing: "no longer hold a third", "yet to take the last tenth"."""

from __future__ import annotations

import re
from dataclasses import replace

from aleppomap.claims import words
from aleppomap.claims.model import Claim
from aleppomap.claims.said import Said, assuming, otherwise

__all__ = ["says_less"]

_VERB = r"(?P<verb>(?: (?!and\b|but\b|that\b)[\w'-]+){1,5}?)"
_REST = (
    r"(?P<rest> (?:the |its |their |that )?(?:very )?"
    r"(?:last|final|remaining|outstanding|residual))?"
)
_DET = r"(?: (?:the|an?|its|their|all|even))* ?$"
_NO_LONGER = re.compile(rf"(?<![\w-])(?:no longer|not any ?more|n't any ?more){_VERB}{_DET}")
_NOT_YET = re.compile(
    r"(?<![\w-])(?:(?:not|n't) yet|yet to|(?:still|yet)(?: \w+)?(?: not|n't)|still to|"
    rf"(?:has|have|had|was|were|is|are|did|do|does)(?:n't| not)(?: \w+ly)?(?= .*\b(?:last|final|"
    rf"remaining)\b)|(?:failed|unable) to(?= .*\b(?:last|final|remaining)\b)){_VERB}{_REST}{_DET}"
)
_TAKEN_REST = re.compile(
    rf"(?<![\w-])(?:{words.TAKEN.pattern}) (?:back )?(?:control of )?(?:the |its |their )"
    r"(?:very )?(?:last|final|remaining) $"
)
_HEDGES = {"more than": "at most", "at least": "less than", "about": "less than", "": "less than",
           "nearly": "less than"}  # fmt: skip
"""What is said of a number that is no longer, or not yet, so."""


def says_less(claim: Claim, said: Said) -> Claim:
    """Return a claim that says less where its words do, and that nobody denies.

    Parameters
    ----------
    claim
        A claim as its words make it, "no longer" and "not yet" taken for a denial.
    said
        Its number among them.
    """
    if claim.quantity is None or claim.modality:
        return claim
    if found := _NOT_YET.search(said.before):
        if not words.CONTROL.search(f"{found['verb']} "):
            return claim
        if found["rest"]:
            return _still_held(claim, said)
        less = _less(claim)
        if claim.measure in ("held", "lost") or less is claim:
            return less
        return otherwise(less, "denominator", "what is still to be taken", _still_held(claim, said))
    if (found := _NO_LONGER.search(said.before)) and words.CONTROL.search(f"{found['verb']} "):
        return _less(claim)
    if not claim.negated and _TAKEN_REST.search(said.before):
        what = f"the last {said.plain[said.numeral.start : said.numeral.end]} alone"
        return replace(claim, elsewhere=claim.elsewhere or what)
    return claim


def _less(claim: Claim) -> Claim:
    """Return "no longer half" as less than half; as it is where its hedge says less already."""
    quantity = claim.quantity
    if quantity is None or quantity.hedge not in _HEDGES or quantity.low != quantity.high:
        return claim
    less = replace(quantity, hedge=_HEDGES[quantity.hedge])
    return replace(claim, quantity=less, negated=False)


def _still_held(claim: Claim, said: Said) -> Claim:
    """Return ground that is not yet taken as what its holder still holds."""
    holder = said.territory.evidence.pivot
    if claim.by == holder or (claim.measure == "held" and claim.party != holder):
        return replace(claim, elsewhere=claim.elsewhere or "what is not yet taken")
    held = replace(claim, measure="held", party=holder, by="", since=None, negated=False)
    name = said.territory.party_name(holder)
    return assuming(held, f"What is not yet taken is read as held by {name}.")
