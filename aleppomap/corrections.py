"""Where an account's own word stands: its corrections of the synthesis, as spells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, get_args

import numpy as np
import pandas as pd

from aleppomap import vocab
from aleppomap.snapshot import control_words
from aleppomap.statements import StatementBook
from aleppomap.timeline import Bound, Shares

__all__ = ["Readings", "corrected", "differing", "own_spells"]

DISPUTE_SHARE = 0.05
"""Accounts whose shares of a district differ by less than this do not disagree."""

Readings = Sequence[tuple[Shares, Shares]]
"""Shares of one district on a day and on the baseline: ours, then each other scenario's."""


def corrected(book: StatementBook, standing: Sequence[int], readings: Readings) -> dict[str, Any]:
    """Return the state of one district as an account's standing reports correct it.

    Parameters
    ----------
    book
        What the accounts say.
    standing
        Positions of the reports that stand; not empty.
    readings
        The synthesis on that day; with more than one, low and high span them all.

    Returns
    -------
    dict
        ``control``, the share columns and ``report_ids``.
    """
    best = book.correct(*readings[0], standing)
    every = [best]
    if len(readings) > 1:
        every += [book.correct(*r, standing, bound) for r in readings for bound in get_args(Bound)]
    ends = (np.min(every, axis=0), best, np.max(every, axis=0))
    state: dict[str, Any] = {}
    for position, holder in enumerate(book.holders):
        for column, values in zip(vocab.share_columns(holder), ends, strict=True):
            state[column] = round(min(max(float(values[position]), 0.0), 1.0), 9)
    word = control_words(pd.DataFrame([state]), book.holders)[0]
    if any(book.statements[position].to == vocab.CONTESTED for position in standing):
        word = vocab.CONTESTED
    return state | {"control": word, "report_ids": tuple(book.ids[p] for p in standing)}


def own_spells(
    book: StatementBook,
    account: str,
    cells: Sequence[str],
    days: Sequence[int],
    readings: Callable[[int, int], Readings],
) -> pd.DataFrame:
    """Return the spells in which an account's own word stands.

    Parameters
    ----------
    book
        What the accounts say.
    account
        Whose word.
    cells
        District ids, in order.
    days
        Ordinals of the days on which anything can change, then the day after the last.
    readings
        The synthesis for the position of a district and an ordinal.

    Returns
    -------
    DataFrame
        ``district``, ``start``, ``end`` (exclusive), ``control``, shares, ``report_ids``;
        empty for an account that never speaks.
    """
    rows: list[dict[str, Any]] = []
    for number, cell in enumerate(cells):
        if account not in book.said.get(cell, ()):
            continue
        for ordinal, after in pairwise(days):
            standing = book.standing(cell, account, ordinal)
            if not standing:
                continue
            state = {"district": cell} | corrected(book, standing, readings(number, ordinal))
            last = rows[-1] if rows else {}
            if last.get("end") == ordinal and all(last[key] == state[key] for key in state):
                last["end"] = after
            else:
                rows.append(state | {"start": ordinal, "end": after})
    columns = [column for holder in book.holders for column in vocab.share_columns(holder)]
    columns = ["district", "start", "end", "control", *columns, "report_ids"]
    spells = pd.DataFrame(rows, columns=columns)
    for bound in ("start", "end"):
        spells[bound] = [date.fromordinal(ordinal) for ordinal in spells[bound]]
    return spells


def differing(
    book: StatementBook,
    cell: str,
    ordinal: int,
    reading: tuple[Shares, Shares],
    change: tuple[str, str, int],
) -> Iterator[str]:
    """Yield the reports that differ from the synthesis on a district and day.

    Parameters
    ----------
    book
        What the accounts say.
    cell
        District id.
    ordinal
        The day.
    reading
        Shares of the district in the synthesis on that day, and on the baseline.
    change
        Loser, gainer and earliest day of the district's last change; empty loser for none.
    """
    ours, opening = reading
    loser, gainer, earliest = change
    for account in book.said[cell]:
        standing = book.standing(cell, account, ordinal)
        if standing:
            theirs = book.correct(ours, opening, standing)
            if np.abs(theirs - ours).max() > DISPUTE_SHARE:
                yield book.ids[standing[-1]]
            continue
        spoken = book.spoken(cell, account, ordinal)
        if not (spoken and loser) or spoken[-1][0] < earliest:
            continue
        last = book.statements[spoken[-1][1]]
        if last.whole and last.change and last.to not in (loser, gainer):
            yield book.ids[spoken[-1][1]]
