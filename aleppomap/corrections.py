"""Where an account's own word stands: its corrections of the synthesis, as spells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from aleppomap import vocab
from aleppomap.snapshot import control_word
from aleppomap.statements import FAR, StatementBook
from aleppomap.timeline import Bound, Shares

__all__ = ["Readings", "corrected", "differing", "overlay", "own_spells"]

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
        distinct = {(s.tobytes(), o.tobytes()): (s, o) for s, o in readings}.values()
        every += [book.correct(*r, standing, bound) for r in distinct for bound in get_args(Bound)]
    ends = (np.min(every, axis=0), best, np.max(every, axis=0))
    state: dict[str, Any] = {}
    for position, holder in enumerate(book.holders):
        for column, values in zip(vocab.share_columns(holder), ends, strict=True):
            state[column] = round(min(max(float(values[position]), 0.0), 1.0), 9)
    word = control_word([float(value) for value in best], book.holders)
    if any(book.statements[position].to == vocab.CONTESTED for position in standing):
        word = vocab.CONTESTED
    return state | {"control": word, "report_ids": tuple(book.ids[p] for p in standing)}


def overlay(columns: dict[str, npt.NDArray[Any]], words: Mapping[int, Mapping[str, Any]]) -> None:
    """Set the states of some rows, by position, in columns of one's own."""
    for column in next(iter(words.values())):
        columns[column] = values = columns[column].copy()
        for number, state in words.items():
            values[number] = state[column]


def own_spells(
    book: StatementBook,
    account: str,
    cells: Sequence[str],
    days: tuple[int, int],
    breaks: Callable[[int], Sequence[int]],
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
        Ordinals of the first day covered and of the day after the last.
    breaks
        For the position of a district: the ordinals at which its readings change, in order.
    readings
        The synthesis for the position of a district and an ordinal.

    Returns
    -------
    DataFrame
        ``district``, ``start``, ``end`` (exclusive), ``control``, shares, ``report_ids``;
        empty for an account that never speaks.
    """
    rows: list[dict[str, Any]] = []
    first, last = days
    for number, cell in enumerate(cells):
        for said, until, standing in book.words(cell, account):
            begin, end = max(said, first), min(until, last)
            if begin >= end:
                continue
            changes = breaks(number)
            inner = changes[bisect_right(changes, begin) : bisect_left(changes, end)]
            for start, after in pairwise((begin, *inner, end)):
                state = {"district": cell} | corrected(book, standing, readings(number, start))
                before = rows[-1] if rows else {}
                if before.get("end") == start and all(before[key] == state[key] for key in state):
                    before["end"] = after
                else:
                    rows.append(state | {"start": start, "end": after})
    columns = [column for holder in book.holders for column in vocab.share_columns(holder)]
    columns = ["district", "start", "end", "control", *columns, "report_ids"]
    spells = pd.DataFrame(rows, columns=columns)
    for bound in ("start", "end"):
        spells[bound] = [date.fromordinal(ordinal) for ordinal in spells[bound]]
    return spells


def differing(
    book: StatementBook,
    cell: str,
    pieces: Sequence[tuple[int, Shares]],
    opening: Shares,
    changes: Sequence[tuple[str, str, int]],
) -> Iterator[tuple[int, int, str]]:
    """Yield the reports that differ from the synthesis on a district, and when.

    Parameters
    ----------
    book
        What the accounts say.
    cell
        District id.
    pieces
        The district in the synthesis: from which ordinal which shares hold, in order; the
        first holds before its day too.
    opening
        Its shares on the baseline.
    changes
        Loser, gainer and earliest day of the change that brought each piece; empty loser
        for none.

    Yields
    ------
    tuple of (int, int, str)
        First ordinal, the one after the last, and the report, account by account.
    """
    begins = [0, *(start for start, _ in pieces[1:])]
    ends = [*begins[1:], FAR]
    for account in book.said[cell]:
        words = list(book.words(cell, account))
        untils = [*(day for day, _, _ in words[1:]), FAR]
        for (day, stands, positions), until in zip(words, untils, strict=True):
            last = book.statements[positions[-1]]
            lasting = last.whole and last.change
            plain = lasting and len(positions) == 1 and last.to in book.holders
            for number in range(max(bisect_right(begins, day) - 1, 0), len(pieces)):
                first, after = max(begins[number], day), min(ends[number], until)
                if first >= until or (first >= stands and not lasting):
                    break
                ours = pieces[number][1]
                if first < stands:
                    if plain:
                        gap = 1 - ours[book.holders.index(last.to)]
                    else:
                        gap = np.abs(book.correct(ours, opening, positions) - ours).max()
                    if gap > DISPUTE_SHARE:
                        yield first, min(after, stands), book.ids[positions[-1]]
                loser, gainer, earliest = changes[number]
                outlasts = lasting and loser and day >= earliest and last.to not in (loser, gainer)
                if outlasts and after > stands:
                    yield max(first, stands), after, book.ids[positions[-1]]
