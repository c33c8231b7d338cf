"""What the page is told: one JSON-able dictionary made from a control."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from urllib.parse import urlsplit

import pandas as pd

from aleppomap import vocab
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapError, Fault, InvalidInput, NotCovered, NotFound
from aleppomap.maps.districts import districts_data
from aleppomap.maps.series import between, series_data
from aleppomap.maps.tables import clean, party_name
from aleppomap.maps.topology import ALPHABET, DEGREES_PER_UNIT
from aleppomap.maps.wording import LANGUAGES, page_words
from aleppomap.snapshot import Control, DistrictControl, SeriesControl

__all__ = ["MapNote", "page_data"]

SCHEMA = 2
WORTH_SHOWING = 0.05
"""An account that never reported this share of the changed area is left out unless named."""

_COLOUR = re.compile("#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class MapNote:
    """A remark drawn on the map: what is counted, over what, and the words for it.

    Parameters
    ----------
    text
        Sentence or two shown in a box.
    interval
        First and last day the remark speaks of, marked on the timeline; None for none.
    numerator_ids, denominator_ids
        Cells counted, and cells they are counted over; both are outlined.
    verdict
        The outcome in words, shown beneath the text.
    """

    text: str
    interval: tuple[date, date] | None = None
    numerator_ids: tuple[str, ...] = ()
    denominator_ids: tuple[str, ...] = ()
    verdict: str = ""


def page_data(
    control: DistrictControl | SeriesControl,
    day: str | date | None = None,
    *,
    period: tuple[str | date | None, str | date | None] = (None, None),
    accounts: Sequence[str] | None = None,
    compare: tuple[str, str] | None = None,
    title: str | None = None,
    note: MapNote | None = None,
    lang: str = "en",
    back: str = "",
) -> dict[str, Any]:
    """Return everything the page shows, as plain lists, numbers and strings.

    Parameters
    ----------
    control
        What to draw; the page opens on its account.
    day
        Day shown first; the control's focus date, or its first day, when None.
    period
        First and last day shown; the control's own where None.
    accounts
        Accounts to choose from beside the synthesis; when None, each that reported
        at least a twentieth of the changed area by some day.
    compare
        Two views to open side by side, each a day, an account or ``account@day``.
    title
        Heading of the page; the territory's title when None.
    note
        Remark to draw.
    lang
        Language of the page: ``en`` or ``ar``.
    back
        Relative address of a page to link back to; empty for none.

    Returns
    -------
    dict
        Holders are the parties and ``unknown``, by position; shares are in thousandths,
        areas in km2, coordinates in units of 1e-5 degrees from ``origin``. An account
        carries only the spells in which its own word stands.

    Raises
    ------
    NotCovered
        If a day is outside the control's dates, or accounts are asked of a series.
    NotFound
        If an account does not exist, or the note names a district that is not among the cells.
    InvalidInput
        If a party's colour is not ``#rrggbb``.
    AleppoMapError
        If the boundary arcs do not close around a district, the language is not known,
        or the way back is not a relative address.
    """
    if lang not in LANGUAGES:
        raise AleppoMapError(f"no words for {lang!r}; choose {' or '.join(LANGUAGES)}")
    _check_colours(control)
    about = control.about
    parts = urlsplit(back)
    if parts.scheme or parts.netloc or back.startswith(("/", "\\")):
        raise AleppoMapError(f"{back!r} leaves this folder; give a relative address")
    days = _days(control, period)
    series = control.cells is None
    if series and accounts is not None:
        raise NotCovered("daily polygons have one account; leave the others out")
    known = [about.account]
    if not series:
        districts = cast("DistrictControl", control)
        known = _accounts_shown(districts, accounts, compare, days)
    opening = {
        "day": _position(day, days, about.focus_date or (days[-1] if series else None)),
        "account": known.index(about.account),
    }
    sides = [_side(text, days, known, opening) for text in compare or ()]
    common = {
        "schema": SCHEMA,
        "series": series,
        "lang": lang,
        "back": back,
        "title": clean(title or (lang == "ar" and about.title_ar) or about.title),
        "about": {
            "licence": clean(about.licence),
            "citation": clean(about.citation),
            "version": clean(about.data_version),
            "zone": clean(about.time_zone),
        },
        "opening": sides[1] if sides else opening,
        "pinned": sides[0] if sides else None,
        "conditions": _conditions(control, lang),
        "alphabet": ALPHABET,
        "unit": DEGREES_PER_UNIT,
    }
    if series:
        named = {"account": about.account, "accountName": clean(about.account_name)}
        own = series_data(cast("SeriesControl", control), days, lang)
        moved = between(cast("SeriesControl", control), days, [side["day"] for side in sides], lang)
        return common | named | own | {"between": moved, "note": _note(note, (), days)}
    counted = (bool(note and note.numerator_ids), bool(note and note.denominator_ids))
    own = districts_data(districts, days, known, counted, lang)
    return common | own | {"note": _note(note, [cell[0] for cell in own["cells"]], days)}


def _conditions(control: Control, lang: str) -> list[dict[str, str]]:
    """Return who may hold ground, by position: the parties; then unknown, contested."""
    words = page_words(lang)
    return [
        *(
            {"id": clean(party.party), "name": party_name(party, lang), "colour": party.colour,
             "hatch": party.hatch}
            for party in control.parties
        ),
        {"id": vocab.UNKNOWN, "name": words[vocab.UNKNOWN], "colour": "var(--unknown)",
         "hatch": vocab.UNKNOWN},
        {"id": vocab.CONTESTED, "name": words[vocab.CONTESTED]},
    ]  # fmt: skip


def _check_colours(control: Control) -> None:
    faults = [
        Fault("parties", party.party, "colour", party.colour, "#rrggbb", "Write it in hexadecimal.")
        for party in control.parties
        if not _COLOUR.fullmatch(party.colour)
    ]
    if faults:
        raise InvalidInput(faults)


def _days(control: Control, period: tuple[str | date | None, str | date | None]) -> list[date]:
    every = [as_day(value) for value in control.dates]
    first, last = (None if end is None else as_day(end) for end in period)
    days = [d for d in every if (first is None or first <= d) and (last is None or d <= last)]
    if not days:
        raise NotCovered(f"no day from {first} to {last}; choose from {every[0]} to {every[-1]}")
    return days


def _position(day: str | date | None, days: Sequence[date], focus: date | None) -> int:
    if day is None:
        return days.index(focus) if focus in days else 0
    wanted = as_day(day)
    if wanted not in days:
        raise NotCovered(
            f"{wanted} is outside these data; choose a day from {days[0]} to {days[-1]}"
        )
    return days.index(wanted)


def _accounts_shown(
    control: DistrictControl,
    accounts: Sequence[str] | None,
    compare: tuple[str, str] | None,
    days: Sequence[date],
) -> list[str]:
    """Return the accounts a reader can choose, the synthesis first, then by name."""
    known = [str(name) for name in control.accounts.index]
    wanted = {control.about.account, vocab.SYNTHESIS}
    for text in compare or ():
        name, _, rest = text.partition("@")
        if rest or not _is_day(name):
            wanted.add(name)
    if accounts is None:
        peaks = pd.concat([control.coverage(day) for day in days], axis=1).max(axis=1)
        wanted |= {str(name) for name in peaks.index[peaks >= WORTH_SHOWING]}
    else:
        wanted |= set(accounts)
    for name in sorted(wanted - {vocab.SYNTHESIS}):
        if name not in known:
            raise NotFound("account", name, [vocab.SYNTHESIS, *known])
    return [vocab.SYNTHESIS, *(name for name in known if name in wanted)]


def _is_day(text: str) -> bool:
    try:
        as_day(text)
    except ValueError:
        return False
    return True


def _side(
    text: str, days: Sequence[date], shown: Sequence[str], opening: dict[str, int]
) -> dict[str, int]:
    """Return a view from ``day``, ``account`` or ``account@day``."""
    if _is_day(text):
        return opening | {"day": _position(text, days, None)}
    name, _, day = text.partition("@")
    view = opening | {"account": shown.index(name)}
    return view | {"day": _position(day, days, None)} if day else view


def _note(
    note: MapNote | None, cells: Iterable[str], days: Sequence[date]
) -> dict[str, Any] | None:
    if note is None:
        return None
    position = {str(cell): number for number, cell in enumerate(cells)}
    for name in (*note.numerator_ids, *note.denominator_ids):
        if name not in position:
            raise NotFound("district", name, position)
    first, last = note.interval or (None, None)
    return {
        "text": clean(note.text),
        "verdict": clean(note.verdict),
        "span": [bisect_left(days, first), bisect_left(days, last)] if first and last else [],
        "numerator": [position[name] for name in note.numerator_ids],
        "denominator": [position[name] for name in note.denominator_ids],
    }
