"""Districts by any of their names: id, name, alias, or a place that lies in one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import pandas as pd

from aleppomap import schema, vocab
from aleppomap.errors import AleppoMapError, NotFound, plain_name

__all__ = ["DistrictNames", "account_named", "no_places"]


def no_places() -> pd.DataFrame:
    """Return a table of places without a row."""
    return pd.DataFrame(columns=["name", "name_ar", "aliases", "districts"], dtype=object)


def account_named(name: str, accounts: pd.DataFrame) -> str:
    """Return the id of an account from its id or name, in any spelling; or ``synthesis``.

    Parameters
    ----------
    name
        As a reader writes it.
    accounts
        Index account; ``name``, ``name_ar``.

    Raises
    ------
    NotFound
        If no account has the name.

    Examples
    --------
    >>> accounts = pd.DataFrame({"name": ["Radio Ash"], "name_ar": [""]}, ["ash"])
    >>> account_named("ASH", accounts), account_named("radio ash", accounts)
    ('ash', 'ash')
    """
    labels = {str(account): str(label) for account, label in accounts["name"].items()}
    ids = [vocab.SYNTHESIS, *labels]
    spelled = {
        plain_name(spelling): account
        for column in ("name_ar", "name")
        for account, spelling in accounts[column].items()
        if spelling
    } | {plain_name(account): account for account in ids}
    found = spelled.get(plain_name(str(name)))
    if found is None:
        raise NotFound("account", str(name), ids, labels)
    return str(found)


@dataclass(frozen=True, eq=False)
class DistrictNames:
    """Every name that means a district.

    Parameters
    ----------
    districts
        Index district; ``name``, ``name_ar``, ``aliases`` (separated by ``;``).
    places
        Index place; ``name``, ``name_ar``, ``aliases`` and ``districts`` (tuples).
    """

    districts: gpd.GeoDataFrame
    places: pd.DataFrame = field(default_factory=no_places)

    def find(self, name: str) -> str:
        """Return the id of a district from its id, name or any spelling of it.

        Raises
        ------
        NotFound
            If no district has the name.
        AleppoMapError
            If several districts have it, or it is a place in several; they are named.
        """
        name = str(name)
        key = name.strip().casefold()
        if len(meant := self._meant.get(key, ())) > 1:
            choice = vocab.listed(meant, "or")
            raise AleppoMapError(f"{name.strip()!r} may mean {choice}; name one of them")
        if meant:
            return meant[0]
        elsewhere: dict[str, str] = {}
        for place, row in self.places.iterrows():
            words = (str(place), row["name"], row["name_ar"], *row["aliases"])
            spellings = [word.casefold() for word in words if word]
            elsewhere |= dict.fromkeys(spellings, str(row["name"]))
            if key in spellings:
                if len(row["districts"]) == 1:
                    return str(row["districts"][0])
                where = ", ".join(row["districts"]) or "no district of this file"
                raise AleppoMapError(f"{row['name']} lies in {where}; name one of them")
        shown = {str(cell): str(label or cell) for cell, label in self.districts["name"].items()}
        spelled = {word: shown[cells[0]] for word, cells in self._meant.items()}
        raise NotFound("district", name, shown.values(), spellings=elsewhere | spelled)

    @cached_property
    def _meant(self) -> dict[str, tuple[str, ...]]:
        """Every spelling, folded, to the districts it may mean; an id means only its own."""
        names: dict[str, dict[str, None]] = {}
        for cell, row in self.districts.iterrows():
            for spelling in (row["name"], row["name_ar"], *schema.split_list(row["aliases"])):
                if spelling:
                    names.setdefault(spelling.casefold(), {})[str(cell)] = None
        ids = {str(cell).casefold(): (str(cell),) for cell in self.districts.index}
        return {name: tuple(cells) for name, cells in names.items()} | ids
