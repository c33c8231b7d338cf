"""A number where it stands in the words of its claim, and what a claim becomes by them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from aleppomap.claims.model import Claim
from aleppomap.claims.named_days import days_in
from aleppomap.claims.numerals import Numeral
from aleppomap.claims.timing import when_of
from aleppomap.claims.windows import Window, windows_in
from aleppomap.territory import Territory

__all__ = ["GROUND", "HELD_GROUND", "Said", "assuming", "otherwise"]

GROUND = r"(?:territor(?:y|ies)|areas?|land|ground|enclave|pocket|districts?|holdings?|part|zone)"
"""What a party holds, as words name it."""

HELD_GROUND = re.compile(
    rf"(?<![\w-])(?:enclave|pocket|bastion|stronghold|(?:rebel|opposition|militant) {GROUND}|"
    rf"[\w-]+[ -](?:held|controlled) "
    rf"(?:[\w-]+ ){{0,2}}?(?:{GROUND}|east\w*|aleppo|quarters?|sector)|"
    rf"{GROUND} (?:still |now )?(?:held|controlled) by|"
    r"besieged|trapped|encircled|surrounded|cornered|confined|hemmed in)(?![\w-])"
)
"""Ground that somebody holds, or is shut in."""


@dataclass(frozen=True)
class Said:
    """A number where it stands in the words of its claim."""

    plain: str
    numeral: Numeral
    stated: date | None
    territory: Territory

    @property
    def before(self) -> str:
        """What its clause says before it, hedge left out."""
        start = max(self.plain.rfind(mark, 0, self.numeral.phrase_start) for mark in ";:")
        return self.plain[start + 1 : self.numeral.phrase_start]

    @property
    def after(self) -> str:
        """What follows the number and its unit."""
        return self.plain[self.numeral.end :]

    @cached_property
    def windows(self) -> list[Window]:
        """The windows of time its words name."""
        return windows_in(self.plain, self.stated)

    @property
    def start(self) -> date:
        """The first day of the data."""
        return self.territory.evidence.start

    @property
    def default(self) -> str:
        """The region counted over where none is named."""
        return str(self.territory.settings["default_region"])

    @property
    def whole_cities(self) -> list[str]:
        """The regions that are all districts."""
        regions = self.territory.regions
        return [str(name) for name in regions.index[regions["districts"].astype(str) == "*"]]

    def counts_over_default(self, claim: Claim) -> bool:
        """Return whether a claim is of the ground first held, or names no other."""
        return claim.region in ("", self.default) and not claim.elsewhere

    def window(self) -> tuple[date | None, date | None]:
        """Return the start of the number's window, that day's end, and its last day."""
        days = days_in(self.plain, self.stated)
        return when_of(self.windows, days, self.numeral.phrase_start, self.plain)


def assuming(claim: Claim, *said: str) -> Claim:
    """Return a claim that says what was assumed; what was assumed for want of a verb goes."""
    kept = (a for a in claim.assumed if not a.startswith("No verb says"))
    return replace(claim, assumed=(*kept, *said))


def otherwise(claim: Claim, factor: str, label: str, other: Claim) -> Claim:
    """Return a claim with one more thing that its words can mean."""
    return replace(claim, otherwise=(*claim.otherwise, (factor, label, other)))
