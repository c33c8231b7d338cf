"""Check a claim: from a phrase, an id or a claim, and what it is checked against, to a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from datetime import date as day_type
from typing import Any

from aleppomap import vocab
from aleppomap.claims.asked import claim_asked
from aleppomap.claims.boundaries import BoundarySet
from aleppomap.claims.caution import cautioned
from aleppomap.claims.judging import judge, judge_by
from aleppomap.claims.making import claim_from_row
from aleppomap.claims.model import Claim
from aleppomap.claims.quantity import WIDTHS, Widths, as_widths
from aleppomap.claims.verdict import Verdict
from aleppomap.errors import AleppoMapError, NotFound
from aleppomap.snapshot import Control, HasHistory, control_of
from aleppomap.territory import Territory, load

__all__ = ["check", "check_all"]

_LIKE_AN_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+){2,}")


def check(
    what: str | Claim,
    control: Control | HasHistory | str | date | None = None,
    date: str | date | None = None,
    *,
    territory: Territory | None = None,
    account: str = vocab.SYNTHESIS,
    boundaries: Sequence[BoundarySet] = (),
    widths: Widths | Mapping[str, float] = WIDTHS,
) -> Verdict:
    """Check one claim: a phrase with its date, a claim of the territory by id, or a `Claim`.

    Parameters
    ----------
    what
        A phrase such as "about 40% of the militant-held part" or "gained 593 km² in December", a
        claim id, or a claim.
    control
        What to check it against: a series, a history, or a territory; the bundled Aleppo by
        default. A day in its place is the date.
    date
        The day it was said: "on Sunday" and "last month" are told from it, and a day that the
        words name is the one judged, without one the day itself. A phrase that names its own
        day with the year needs none; a claim of a table has its own.
    territory
        The territory of a history, for its regions, accounts and claims.
    account
        Whose account the headline follows; for a territory.
    boundaries
        Other boundary sets, each a reading; see `read_boundaries`.
    widths
        How far ours may lie from a stated number: `Widths`, or a mapping of its fields.

    Returns
    -------
    Verdict
        Also for what cannot be decided: its rating and reason say so. Its range, ``low`` to
        ``high``, is by disputed dates alone and not the whole error: the baseline is a reading.
        The range of `area_by_control` takes both in and is wider.

    Raises
    ------
    AleppoMapError
        If the text is empty, or the account or a claim of that id does not exist; if a
        territory, an account or boundaries are given for polygons without districts; if the
        widths are none.
    NotADate
        If the date is no day.

    Examples
    --------
    >>> import aleppomap as am
    >>> am.check("about 40% of the militant-held part", date="2016-11-28").rating
    'matches'
    """
    day, widths = date, as_widths(widths)
    against: Any = None
    if isinstance(control, str | day_type):
        day = control
    elif isinstance(control, Territory):
        territory = control
    elif control is not None:
        against = control_of(control)
    if against is not None and territory is None:
        territory = _bundled_of(against)
    if against is not None and (territory is None or against.cells is None):
        if territory is not None or boundaries or account != vocab.SYNTHESIS:
            raise AleppoMapError(
                "territory, account and boundaries go with a history of districts; these are "
                "polygons alone"
            )
        return _check_alone(what, day, against, widths)
    place = territory or load()
    if isinstance(what, Claim):
        claim = what
    elif what in place.claims.index:
        claim = claim_from_row(what, dict(place.claims.loc[what]))
    elif _LIKE_AN_ID.fullmatch(what):
        raise NotFound("claim", what, place.claims.index)
    else:
        claim = claim_asked(what, day, place)
    history = against or place.history(account)
    verdict = judge(claim, place, history, boundaries, widths)
    return cautioned(verdict, place) if history.about.account == vocab.SYNTHESIS else verdict


def _check_alone(
    what: str | Claim, day: str | date | None, control: Control, widths: Widths
) -> Verdict:
    """Return the verdict by a control alone; its grammar loads when it is asked for."""
    from aleppomap.claims.of_control import OfControl
    from aleppomap.claims.worded import claim_from_text

    claim = what if isinstance(what, Claim) else claim_from_text(what, day, control)
    return judge_by(claim, OfControl(control), widths)


def _bundled_of(control: Control) -> Territory | None:
    """Return the bundled territory when a history is of it: its regions and accounts apply."""
    if control.cells is None:
        return None
    about, place = control.about, load()
    own = (about.title, about.data_version) == (place.name, place.data_version)
    return place if own else None


def check_all(
    claims: Iterable[str] | None = None,
    *,
    territory: Territory | None = None,
    account: str = vocab.SYNTHESIS,
    boundaries: Sequence[BoundarySet] = (),
    widths: Widths | Mapping[str, float] = WIDTHS,
) -> list[Verdict]:
    """Check claims of a territory's table, in its order.

    Parameters
    ----------
    claims
        Claim ids; None for all.
    territory
        The territory; the bundled Aleppo by default.
    account
        Whose account the headline follows.
    boundaries
        Other boundary sets, each a reading; see `read_boundaries`.
    widths
        How far ours may lie from a stated number.

    Raises
    ------
    NotFound
        If an id is not in the table.
    """
    place, widths = territory or load(), as_widths(widths)
    wanted = list(place.claims.index) if claims is None else list(claims)
    for name in wanted:
        if name not in place.claims.index:
            raise NotFound("claim", name, place.claims.index)
    history = place.history(account)
    claims_asked = [claim_from_row(name, dict(place.claims.loc[name])) for name in wanted]
    verdicts = [judge(claim, place, history, boundaries, widths) for claim in claims_asked]
    ours = account == vocab.SYNTHESIS
    return [cautioned(verdict, place) for verdict in verdicts] if ours else verdicts
