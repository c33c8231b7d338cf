"""The ledger: claims with their verdicts, counted, beside the instrument check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from aleppomap import paste, vocab
from aleppomap.claims.arithmetic import refute
from aleppomap.claims.caution import cautioned
from aleppomap.claims.checking import check_all
from aleppomap.claims.instrument import InstrumentCheck, instrument_check
from aleppomap.claims.judging import judge
from aleppomap.claims.making import claim_from_found
from aleppomap.claims.review import claim_review
from aleppomap.claims.verdict import Verdict
from aleppomap.errors import AleppoMapError
from aleppomap.territory import Territory, load

if TYPE_CHECKING:
    from aleppomap.claims.unread import Unread

__all__ = [
    "ARTICLE", "HEDGE_TABLE", "METHOD", "Entry", "Ledger", "article_ledger", "ledger",
    "robustness_words",
]  # fmt: skip

ARTICLE = "article-"
"""A claim whose id begins so is one of the article that the territory's table is about."""

METHOD = (
    "We compare the number with our own reconstruction, counted as the sentence words it. "
    "Then we change one assumption at a time and tell you whether any single change would "
    "alter the answer, and which."
)

HEDGE_TABLE = (
    ("about, around, roughly, some, a bare round number", "v ± g/2", "v ± g"),
    ("a number that is not round", "v ± g/2 of its last digit", "v ± g"),
    ("a–b", "from a to b", "widened by g/2"),
    ("nearly, almost", "from v − g/2 to below v", "from v − g to below v"),
    ("more than, at least", "v to v + g", "from 1 point below v; beyond v + g: understated"),
    ("less than, at most, only", "v − g to v", "to 1 point above v; below v − g: overstated"),
    ("up to, as much as", "our largest reading in v ± g/2", "v ± g"),
)
"""Wording, core, tolerated: v is the number, g its granularity."""

HEDGE_NOTE = (
    "g is the granularity of the number: 10 points for 40, 5 for 45, 1 for 37, 0.1 for 41.5, and "
    "10 for halves, thirds and quarters in words. No two-sided tolerance is narrower than half "
    "our own range. The order follows the literature on round and hedged numbers (Krifka 2007; "
    "Ferson et al. 2015); the widths are our policy, printed here so that they can be argued with."
)

RATING_MEANINGS = {
    vocab.MATCHES: "our best number lies in the core of what the words say; "
    "without a number: it is so",
    vocab.CLOSE: "it lies in the tolerated interval",
    vocab.TOO_HIGH: "the claim gives the advance too much; "
    "without a number: more is said than is so",
    vocab.TOO_LOW: "the claim gives the advance too little",
    vocab.TOO_CLOSE: "outside, but the stated value lies inside our own range",
    vocab.CANNOT_TELL: "no area, no day, outside what the data cover, or not in English",
    vocab.NOT_CHECKABLE: "nothing that polygons and reports can decide",
    vocab.CONTRADICTS_ITSELF: "arithmetic or its own source refutes it",
}


@dataclass(frozen=True)
class Entry:
    """A verdict, and where in an article its words stand.

    Parameters
    ----------
    verdict
        The verdict.
    sentence
        The sentence it was found in; empty for a claim of the territory's table.
    phrase
        The words of it that make the claim.
    start, end
        Their span in the article.
    """

    verdict: Verdict
    sentence: str = ""
    phrase: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, eq=False)
class Ledger:
    """Claims with their verdicts.

    Parameters
    ----------
    territory
        The territory they speak of.
    entries
        One a claim; none is left out.
    title
        Heading.
    text
        The whole article; empty unless it was asked for.
    is_article
        Whether the claims were found in a text.
    unread
        Sentences of it with a number of ground or a known place that were not read as claims.
    """

    territory: Territory
    entries: tuple[Entry, ...]
    title: str
    text: str = ""
    is_article: bool = False
    unread: tuple[Unread, ...] = ()

    def __repr__(self) -> str:
        return f"<Ledger {self.title!r}: {self.summary}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows; every text is escaped."""
        totals = {str(word).replace("-", " "): n for word, n in self.totals["all"].items()}
        return paste.card(self.title, {"claims": len(self.entries), **totals})

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts, in order."""
        return [entry.verdict for entry in self.entries]

    @cached_property
    def instrument(self) -> InstrumentCheck:
        """The instrument check over these verdicts."""
        return instrument_check(self.verdicts, self.territory)

    @property
    def totals(self) -> pd.DataFrame:
        """Verdicts by word (rows) and robustness (columns), with their sum."""
        columns = {vocab.FIRM: "firm", vocab.HINGES: "hinges", vocab.OPEN: "open", "": "—"}
        counts = Counter((v.rating, v.robustness) for v in self.verdicts)
        rows = [word for word in vocab.RATINGS if any(word == rating for rating, _ in counts)]
        table = {name: [counts[word, r] for word in rows] for r, name in columns.items()}
        frame = pd.DataFrame(table, index=pd.Index(rows, name="verdict"), dtype=int)
        frame["all"] = frame.sum(axis=1)
        return frame

    @property
    def summary(self) -> str:
        """How many claims, and how many of each word."""
        totals = self.totals["all"]
        parts = [f"{str(word).replace('-', ' ')} {n}" for word, n in totals.items()]
        count = len(self.entries)
        head = f"{count} claim{'' if count == 1 else 's'}"
        return f"{head}: {vocab.listed(parts)}" if parts else head

    def speaker(self, verdict: Verdict) -> tuple[str, str]:
        """Return who made a claim and which side that is; empty when unknown."""
        account = verdict.claim.account
        if account not in self.territory.accounts.index:
            return account or verdict.claim.speaker, ""
        row = self.territory.accounts.loc[account]
        return str(row["name"]), str(row["side"])

    def side_name(self, side: str) -> str:
        """Return what readers see of a side: the name of the account where one has that id."""
        names = self.territory.accounts["name"]
        return str(names[side]) if side in names.index else side

    @property
    def frame(self) -> pd.DataFrame:
        """One row a claim, for tables: who, when, stated, ours, the word, what decides."""
        rows = []
        for verdict in self.verdicts:
            claim, (name, side) = verdict.claim, self.speaker(verdict)
            rows.append(
                {
                    "claim": claim.claim_id or "(text)", "day": str(claim.as_of or ""),
                    "by": name, "side": side, "text": claim.text,
                    "stated": str(claim.quantity or ""), "ours": verdict.ours,
                    "verdict": ", ".join([verdict.rating.replace("-", " "), *verdict.notes]),
                    "robustness": robustness_words(verdict), "holds_on": verdict.holds_on,
                    "reason": verdict.reason,
                }
            )  # fmt: skip
        columns = ["claim", "day", "by", "side", "text", "stated", "ours", "verdict", "robustness",
                   "holds_on", "reason"]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def as_dict(self, *, publisher: str = "", url: str = "") -> dict[str, Any]:
        """Return the ledger as plain values: that of ``check --format json``, and more.

        Parameters
        ----------
        publisher, url
            As in `claim_review`; with them its ratings are under ``claim_review``.

        Raises
        ------
        AleppoMapError
            If only one of the two is given, or the URL is none of the web.
        """
        document: dict[str, Any] = {
            "schema": 1,
            "data_version": self.territory.data_version,
            "title": self.title,
            "licence": self.territory.settings["licence"],
            "citation": self.territory.settings["citation"],
            "verdicts": [verdict.as_dict() for verdict in self.verdicts],
            "totals": self.totals.T.to_dict(),
            "instrument": self.instrument.as_dict(),
        }
        if self.is_article:
            document["spans"] = [[entry.start, entry.end] for entry in self.entries]
            # Where they stand, not what they say: the text is somebody's.
            document["unread"] = [[one.start, one.end] for one in self.unread]
        if publisher or url:
            document["claim_review"] = claim_review(
                self.verdicts, self.territory, publisher=publisher, url=url
            )
        return document


def robustness_words(verdict: Verdict) -> str:
    """Return how robust a verdict is, as a reader would say it."""
    if verdict.robustness == vocab.HINGES:
        return f"hinges on {vocab.listed(verdict.hinges_on)}"
    return verdict.robustness


def ledger(claims: Iterable[str] | None = None, *, territory: Territory | None = None) -> Ledger:
    """Judge claims of a territory's table.

    Parameters
    ----------
    claims
        Claim ids; None for all.
    territory
        The territory; the bundled Aleppo by default.

    Returns
    -------
    Ledger
        In the order of the table.

    Raises
    ------
    NotFound
        If an id is not in the table.
    """
    place = territory or load()
    verdicts = check_all(claims, territory=place)
    return Ledger(place, tuple(map(Entry, verdicts)), f"{place.name}: claims and verdicts")


def article_ledger(
    text: str,
    published: str | date | None = None,
    *,
    territory: Territory | None = None,
    include_text: bool = False,
) -> Ledger:
    """Find the claims of an article and judge them.

    Parameters
    ----------
    text
        The article.
    published
        The day it was published; claims that name no other day speak of it.
    territory
        The territory; the bundled Aleppo by default.
    include_text
        Keep the whole text: it is somebody's, so only when asked.

    Returns
    -------
    Ledger
        One entry a claim found, in the order of the text; and the sentences not read.

    Raises
    ------
    AleppoMapError
        If the text is empty.
    """
    place = territory or load()
    if not text.strip():
        raise AleppoMapError("the article is empty; give a text with sentences in it")
    entries, unread = _found(text, place, published)
    kept = text if include_text else ""
    return Ledger(place, entries, f"{place.name}: an article, claim by claim", kept, True, unread)


def _found(
    text: str, territory: Territory, published: str | date | None
) -> tuple[tuple[Entry, ...], tuple[Unread, ...]]:
    from aleppomap.claims.extract import extract  # the grammar is heavy, articles are rarer
    from aleppomap.claims.unread import unread_in

    found = extract(text, territory=territory, published=published)
    claims = [claim_from_found(one, territory, published) for one in found]
    claims = refute(claims, territory.evidence.pivot)
    history = territory.history()
    verdicts = [cautioned(judge(claim, territory, history), territory) for claim in claims]
    entries = tuple(
        Entry(verdict, one.sentence, one.phrase, one.start, one.end)
        for verdict, one in zip(verdicts, found, strict=True)
    )
    return entries, tuple(unread_in(text, found, territory))
