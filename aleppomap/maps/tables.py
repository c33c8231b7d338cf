"""The page's tables that share numbering: reports, states, spells, accounts."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from aleppomap import vocab
from aleppomap.dates import as_day
from aleppomap.maps.topology import pack
from aleppomap.maps.wording import long_day, page_words, span_words
from aleppomap.snapshot import DistrictControl, Party
from aleppomap.standalone import legible

__all__ = ["PageTables", "Rows", "clean", "party_name", "records"]

A_FEW_DAYS = timedelta(days=3)
"""Reports dated no more exactly than this are not listed under a day."""

FULL = 50
"""An account that covers this percentage of the ground is one of its own; else it corrects."""
REPORT_FIELDS = (
    "cell", "from", "to", "when", "on", "account", "sure", "text", "says", "via", "url", "by"
)  # fmt: skip

Rows = list[list[Any]]


def clean(value: object) -> str:
    """Return the text of a table's cell, fit to be shown; empty for none."""
    return "" if value is None or value != value else legible(str(value))


def party_name(party: Party, lang: str) -> str:
    """Return the neutral name of a party in a language, or in English."""
    return clean((lang == "ar" and party.name_ar) or party.name)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame, each as a dictionary."""
    return frame.to_dict("records")  # type: ignore[return-value]


def _day(value: Any) -> date:
    return date.fromordinal(value) if isinstance(value, int) else as_day(value)


class PageTables:
    """The tables of one page; built in the order in which they are asked for.

    Parameters
    ----------
    control
        What to draw.
    cells
        District ids, in the order the page numbers them.
    days
        The days shown.
    lang
        Language of the page.
    """

    def __init__(
        self, control: DistrictControl, cells: pd.Index[str], days: Sequence[date], lang: str
    ) -> None:
        self.control = control.with_account(vocab.SYNTHESIS)
        self.days, self.lang = days, lang
        self.cells = {str(cell): number for number, cell in enumerate(cells)}
        self.holders = [party.party for party in control.parties] + [vocab.UNKNOWN]
        self.numbers = {str(report): number for number, report in enumerate(control.reports.index)}
        self.states: dict[tuple[Any, ...], int] = {}
        words = page_words(lang)
        self.names = {
            word: words[word] for word in (vocab.CONTESTED, vocab.UNKNOWN, vocab.SYNTHESIS)
        }
        self.names |= {p.party: party_name(p, lang) for p in control.parties}
        self._coverage = pd.DataFrame([control.coverage(day) for day in days])

    @cached_property
    def _reports(self) -> list[dict[str, Any]]:
        return records(self.control.reports)

    def reports(self) -> dict[str, Any]:
        """Return the reports, by column: positions in a list of what is said, as most recurs."""
        said: dict[Any, int] = {}
        columns: list[list[int]] = [[] for _ in REPORT_FIELDS]
        for row in self._reports:
            values = (self.cells.get(row["district"], -1), *self._report(row))
            for column, value in zip(columns, values, strict=True):
                column.append(said.setdefault(value, len(said)))
        return {"fields": REPORT_FIELDS, "columns": list(map(pack, columns)), "texts": list(said)}

    def _report(self, row: dict[str, Any]) -> tuple[str, ...]:
        words = page_words(self.lang)
        first, last, said = span_words(clean(row["date"]), self.lang)
        published = as_day(_day(row["reported_on"]))
        on = "" if published.isoformat() == last else long_day(published, self.lang)
        sure = words["sure"].get(row["confidence"], clean(row["confidence"]))
        trail = [clean(row[column]) for column in ("outlet", "relayed_by")]
        says = clean(row["to"])
        denied = not row.get("change", True) and bool(row.get("from"))
        held = words["denied"] if denied else self.names.get(says, says)
        via = words["listed"].join(filter(None, trail))
        plain = (clean(row[column]) for column in ("url", "publisher"))
        text = clean(row["summary"])
        return (first, last, said, on, clean(row["account"]), sure, text, held, via, *plain)

    def statements(self) -> list[list[int]]:
        """Return the reports of a day or a few; those alike but for the place together."""
        groups: dict[tuple[object, ...], list[int]] = {}
        alike = ["date", "account", "outlet", "relayed_by", "to", "url", "summary"]
        for number, row in enumerate(self._reports):
            first, last, _ = span_words(clean(row["date"]), self.lang)
            if first and as_day(last) - as_day(first) <= A_FEW_DAYS:
                groups.setdefault(tuple(clean(row[key]) for key in alike), []).append(number)
        return list(groups.values())

    def keys(self, choice: bool, counted: tuple[bool, bool]) -> list[str]:
        """Return what the legend explains: only what these data show."""
        contested = len(self.holders)
        seen = {flag for state in self.states for flag in state[1]}
        there = {
            "front": True,
            "before": True,
            "contested": any(state[0] == contested for state in self.states),
            "partial": any(state[0] < contested - 1 and len(state) > 3 for state in self.states),
            "disputed": "disputed" in seen,
            "changing": "changing" in seen,
            "silent": choice,
            "road": len(self.control.context) > 0,
            "numerator": counted[0],
            "denominator": counted[1],
        }
        return [key for key, shown in there.items() if shown]

    def shown(self) -> list[int]:
        """Return the holders who hold anything on some day, by somebody's word."""
        return sorted({share[0] for state in self.states for share in state[2:] if share[-1]})

    def speakers(self) -> dict[str, str]:
        """Return the name of each account that made a report."""
        reports = self.control.reports
        names = dict(zip(reports["account"], reports["account_name"], strict=True))
        return {clean(key): self._name(key) or clean(name) for key, name in names.items()}

    def account(self, name: str) -> dict[str, Any]:
        """Return one account: its name, own spells, and by day its cover in percent and reports.

        One that covers little counts by what it corrects: its spells that stand.
        """
        if name == vocab.SYNTHESIS:
            first: dict[str, date] = {}
            for row in sorted(records(self.control.spells), key=lambda row: as_day(row["start"])):
                for report in set(map(str, row["report_ids"])) - self._opening:
                    first.setdefault(report, as_day(row["start"]))
            told = [sum(start <= day for start in first.values()) for day in self.days]
            cover = [0] * len(told)
            return {"id": name, "name": self.names[name], "cover": cover, "told": told,
                    "side": "", "spells": []}  # fmt: skip
        spells: Rows = [
            [self.cells[row["district"]], *self._run(row), self._state(row), self._cited(row)]
            for row in records(self.control.with_account(name).own_spells)
            if self._falls_within(row)
        ]
        cover = (100 * self._coverage[name]).round().astype(int).tolist()
        told = [
            sum(day <= number for day in self._told[name])
            if share >= FULL
            else sum(spell[1] <= number < spell[2] for spell in spells)
            for number, share in enumerate(cover)
        ]
        return {
            "id": name,
            "name": self._name(name),
            "side": clean(self.control.accounts["side"].get(name, "")),
            "cover": cover,
            "told": told,
            "spells": spells,
        }

    @cached_property
    def _opening(self) -> set[str]:
        """Reports of how things stood on the first day: a reading of sources, not a voice."""
        return {
            str(name)
            for name, row in zip(self.control.reports.index, self._reports, strict=True)
            if not row.get("change", True) and not row.get("from", True)
        }

    @cached_property
    def _told(self) -> dict[str, list[int]]:
        """Return for each account the positions of the first days its reports can mean."""
        told: dict[str, list[int]] = defaultdict(list)
        for row in self._reports:
            first = span_words(clean(row["date"]), self.lang)[0]
            if first:
                told[str(row["account"])].append(bisect_left(self.days, as_day(first)))
        return told

    def spells(self) -> list[Rows]:
        """Return the synthesis: for each district its spells, with who says otherwise."""
        lists: list[Rows] = [[] for _ in self.cells]
        rows = self.control.spells.sort_values(["district", "start"], kind="stable")
        for row in records(rows):
            if not self._falls_within(row):
                continue
            flags = [flag for flag in vocab.FLAGS if flag in row and bool(row[flag])]
            start = self._run(row)[0]
            cited = self._cited(row)
            spell: list[Any] = [start, self._state(row, flags), cited]
            if row["disputed"]:
                said = self.control.explain(row["district"], self.days[start])
                differing = [self.numbers[str(r)] for r in said.index[said["stance"] == "differs"]]
                # Cited, and weighed, but it says otherwise.
                spell[2] = [number for number in cited if number not in differing]
                spell.append(differing)
            lists[self.cells[str(row["district"])]].append(spell)
        for spells in lists:
            if not spells:
                unknown = len(self.holders) - 1
                spells.append([0, self._numbered((unknown, (), (unknown, 1000, 1000, 1000))), []])
        return lists

    def _name(self, account: object) -> str:
        if account not in self.control.accounts.index:
            return ""
        row = self.control.accounts.loc[str(account)]
        return clean((self.lang == "ar" and row["name_ar"]) or row["name"])

    def _run(self, row: dict[str, Any]) -> list[int]:
        return [bisect_left(self.days, as_day(row[end])) for end in ("start", "end")]

    def _falls_within(self, row: dict[str, Any]) -> bool:
        start, end = self._run(row)
        return start < end

    def _state(self, row: dict[str, Any], flags: Iterable[str] = ()) -> int:
        """Return the number of a state: the word, flags, then holder, low, best, high."""
        shares = [
            (number, *(round(1000 * float(row[column])) for column in vocab.share_columns(holder)))
            for number, holder in enumerate(self.holders)
        ]
        held = sorted((share for share in shares if any(share[1:])), key=lambda s: (-s[2], s[0]))
        word = [*self.holders, vocab.CONTESTED].index(row["control"])
        return self._numbered((word, tuple(flags), *held))

    def _numbered(self, state: tuple[Any, ...]) -> int:
        return self.states.setdefault(state, len(self.states))

    def _cited(self, row: dict[str, Any]) -> list[int]:
        return [self.numbers[key] for key in map(str, row["report_ids"]) if key in self.numbers]
