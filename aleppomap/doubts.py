"""What is no fault of a territory, and most likely a slip: told, and left as it is."""

from __future__ import annotations

from aleppomap.claims.context import Sentence
from aleppomap.claims.making import claim_from_row
from aleppomap.claims.text import flatten
from aleppomap.territory import Territory
from aleppomap.vocab import few

__all__ = ["doubts_of"]


def doubts_of(place: Territory) -> list[str]:
    """Return remarks on a territory: reports and claims that its maps and verdicts would miss.

    Parameters
    ----------
    place
        The territory, which has no fault.

    Returns
    -------
    list of str
        When no report names a district; reports that name one, on no day of the period; claims of
        a day after they were published, but for those whose words speak of what may come.
    """
    return [*_of_reports(place), *_of_claims(place)]


def _of_reports(place: Territory) -> list[str]:
    reports = place.reports[place.reports["district"] != ""]
    if len(place.reports) and not len(reports):
        return [
            "none of the reports names a district, so nobody holds anything: fill the column "
            "district of reports.csv"
        ]
    first, last = place.evidence.start, place.evidence.end
    early, late = reports["latest"] < first.toordinal(), reports["earliest"] > last.toordinal()
    outside = [f"{name} ({day})" for name, day in reports.loc[early | late, "date"].items()]
    if not outside:
        return []
    return [
        f"reports.csv has reports of days outside the period {first} to {last}: {few(outside)}; "
        "correct the date, or the period in territory.toml"
    ]


def _of_claims(place: Territory) -> list[str]:
    ahead = []
    for name, row in place.claims.iterrows():
        claim = claim_from_row(str(name), dict(row))
        if claim.as_of is None or claim.published_on is None or claim.as_of <= claim.published_on:
            continue
        if not claim.threatened and not Sentence(flatten(claim.text)).doubts:
            ahead.append(f"{name} ({claim.as_of}, published {claim.published_on})")
    if not ahead:
        return []
    return [
        f"claims.csv has claims of a day after they were published: {few(ahead)}; correct as_of "
        "or published_on, unless the words speak of what may come"
    ]
