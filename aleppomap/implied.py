"""What the reports of a spreadsheet imply: their speakers, regions, a period and its loser."""

from __future__ import annotations

import difflib
import itertools
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd

from aleppomap import schema, vocab
from aleppomap.holders import NOT_HELD
from aleppomap.remarks import Remarks
from aleppomap.sheets import folded, slug
from aleppomap.vocab import counted

__all__ = ["Gathered", "completed"]

Gathered = tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]
"""The rows of every table of a territory, and its settings."""


def completed(
    path: Path,
    rows: list[dict[str, Any]],
    parties: Mapping[str, tuple[str, str]],
    cells: gpd.GeoDataFrame,
    done: Remarks,
) -> Gathered:
    """Return the tables, with sources, accounts and regions, and the settings.

    Parameters
    ----------
    path
        The spreadsheet: it is the source and the account of reports that name none.
    rows
        Its reports; each gets ``change``, and the ids of its source and account.
    parties
        Id and name of each party, by its name folded.
    cells
        The districts.
    done
        Takes what was inferred and what is left open.
    """
    first, last = min(row["day"] for row in rows), max(row["day"] for row in rows)
    unplaced = Counter(row["place"] for row in rows if not row["district"])
    done.open += [
        f"{place!r} is no district, but {count} of the reports name it{_meant(place, cells)}"
        for place, count in unplaced.most_common(20)
    ]
    if len(unplaced) > 20:
        done.open.append(f"and {len(unplaced) - 20} more names that are no district")
    sources, accounts = _speakers(path, rows, done)
    opening: dict[str, set[str]] = {}
    losses: Counter[str] = Counter()
    holder: dict[str, str] = {}
    for row in sorted(rows, key=lambda r: r["day"]):
        row["change"] = "no" if row["day"] == first or row["to"] in NOT_HELD else "yes"
        place = row["district"]
        if place and row["to"] not in NOT_HELD:
            if row["day"] == first:
                opening.setdefault(row["to"], set()).add(place)
            elif holder.get(place, row["to"]) != row["to"]:
                losses[holder[place]] += 1
            holder[place] = row["to"]
    unheld = len(cells) - len(set().union(*opening.values()))
    done.inferred.append(f"period {first} to {last}, baseline {first}")
    if unheld:
        done.open.append(f"districts without a report on the baseline, unknown until one: {unheld}")
    regions = [{"region": "everywhere", "name": "All districts", "districts": "*",
                "aliases": "the whole area;the town;the city"}]  # fmt: skip
    labels = {name: text for name, text in parties.values() if name not in NOT_HELD}
    regions += [
        {
            "region": f"held-by-{party}"[:80], "name": f"What {{party}} held on {first}",
            "aliases": "{party}-held area;area held by {party}",
            "held_by": party, "held_on": first.isoformat(),
        }
        for party in opening
    ]  # fmt: skip
    loser = max(opening, key=lambda party: losses[party], default="")
    default = f"held-by-{loser}"[:80] if loser else "everywhere"
    done.inferred.append(f"shares are of {default!r}: who lost most districts")
    if default != "everywhere":
        done.open.append(
            f"every share whose words name no area is of {default!r}, not of all districts; "
            "“the town” and “the city” are all: see regions.csv"
        )
    done.open.append("time_zone: UTC, as no file says")
    settings = {"period": [first, last], "baseline": first, "default_region": default,
                "parties": labels}  # fmt: skip
    return {"reports": rows, "sources": sources, "accounts": accounts, "regions": regions}, settings


def _meant(place: str, cells: gpd.GeoDataFrame) -> str:
    """Return a clause with what a name may mean: several districts of that name, or near ones."""
    names = {str(cell): str(row["name"]) for cell, row in cells.iterrows()}
    same = [cell for cell, name in names.items() if folded(name) == folded(place)]
    if len(same) > 1:
        return f"; it may mean {vocab.listed(same[:12], 'or')}"
    spelled = {folded(name): name for name in names.values()}
    near = difflib.get_close_matches(folded(place), list(spelled), n=3)
    return f"; did you mean {vocab.listed([spelled[n] for n in near], 'or')}?" if near else ""


def _speakers(
    path: Path, rows: list[dict[str, Any]], done: Remarks
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the sources and accounts; fill their ids into the reports."""
    sources: dict[tuple[str, str], dict[str, Any]] = {}
    accounts: dict[str, dict[str, Any]] = {}
    taken: set[str] = {vocab.SYNTHESIS}

    def named(text: str, fallback: str) -> str:
        base = slug(text)[:70] or fallback
        names = itertools.chain([base], (f"{base}-{number}" for number in itertools.count(2)))
        made = next(name for name in names if name not in taken)
        taken.add(made)
        return made

    unsaid = sum(not row["account"] for row in rows)
    dropped = 0
    for row in rows:
        url = row.pop("url")
        if url and schema.url_error(url):
            dropped, url = dropped + 1, ""
        publisher = row.pop("publisher") or path.name
        if (publisher, url) not in sources:
            name = named(f"s {publisher}", "s")
            sources[publisher, url] = {"source": name, "publisher": publisher, "url": url,
                                       "published": row["date"]}  # fmt: skip
        row["source"] = sources[publisher, url]["source"]
        speaker = row["account"] or path.stem
        if folded(speaker) not in accounts:
            name = named(speaker, "account")
            accounts[folded(speaker)] = {"account": name, "name": speaker, "side": name}
        row["account"] = accounts[folded(speaker)]["account"]
    bare = sum(not row["url"] for row in sources.values())
    if dropped:
        done.open.append(f"addresses left out, not http or https: {dropped}")
    if bare:
        done.open.append(f"sources without an address, {bare} of {len(sources)}: add it in "
                         "sources.csv")  # fmt: skip
    if unsaid == len(rows):
        done.open.append(f"every report is by an account called {path.stem!r} after the file, as "
                         "no column says who reports: name one with --account-column")  # fmt: skip
    elif unsaid:
        done.open.append(f"account called {path.stem!r} after the file, where the cell of who "
                         f"reports is empty: {counted(unsaid, 'report')}")  # fmt: skip
    elif len(accounts) == 1:
        done.open.append("one account speaks in every report")
    sizes = ((len(rows), "report"), (len(sources), "source"), (len(accounts), "account"))
    done.inferred.append(", ".join(counted(*size) for size in sizes))
    return list(sources.values()), list(accounts.values())
