"""A territory: districts, reports, accounts, regions and claims, read from a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from aleppomap import dates, schema, vocab
from aleppomap.errors import AleppoMapError, Fault, InvalidInput, NotFound
from aleppomap.evidence import Evidence
from aleppomap.folder import read_folder
from aleppomap.history import ControlHistory
from aleppomap.naming import account_named
from aleppomap.paste import card
from aleppomap.snapshot import Party

__all__ = ["Region", "Territory", "data_folder", "load", "validate"]


@dataclass(frozen=True)
class Region:
    """A denominator: how much of each district belongs to it.

    Parameters
    ----------
    region
        Its id.
    name
        Name shown to readers.
    weights
        Index district; ``weight_low``, ``weight_best``, ``weight_high`` from 0 to 1.
        A plain set has weight 1.
    held_by, held_on
        For a computed region: the party, and the day at whose end it held the ground.
    start
        For a computed region: best share of each holder on that day, by district.
    area_km2
        Its area: low, best, high.
    """

    region: str
    name: str
    weights: pd.DataFrame
    held_by: str | None = None
    held_on: date | None = None
    start: pd.DataFrame | None = None
    area_km2: tuple[float, float, float] | None = None

    def __repr__(self) -> str:
        return f"<Region {self.name}: {self._districts}, {self._area}>"

    def _repr_html_(self) -> str:
        """Return the region as a notebook shows it."""
        held = f"{self.held_by}, end of {self.held_on}" if self.held_by else ""
        facts = {"id": self.region, "ground": f"{self._districts}, {self._area}"}
        return card(self.name, facts | ({"held by": held} if held else {}))

    @property
    def _districts(self) -> str:
        count = int((self.weights["weight_high"] > 0).sum())
        return f"{count} district{'' if count == 1 else 's'}"

    @property
    def _area(self) -> str:
        if self.area_km2 is None:
            return "area not worked out"
        low, best, high = (f"{value:,.1f}" for value in self.area_km2)
        return f"{best} km²" if low == high else f"{best} km² ({low}–{high})"


@dataclass(frozen=True, eq=False)
class Territory:
    """Everything known of one territory, validated once when read.

    Build it with `load`; its tables are frames indexed by id.
    """

    folder: Path
    settings: Mapping[str, Any]
    evidence: Evidence
    sources: pd.DataFrame
    decisions: pd.DataFrame
    regions: pd.DataFrame
    claims: pd.DataFrame

    def __repr__(self) -> str:
        size = f"{len(self.districts)} districts, {len(self.reports)} reports"
        return f"<Territory {self.name}: {size}, {len(self.claims)} claims, {self.data_version}>"

    def __getattr__(self, name: str) -> Any:
        """Say where it is, of what a history has."""
        hint = ""
        if not name.startswith("_") and hasattr(ControlHistory, name):
            hint = f"; its history does: .history().{name}"
        raise AttributeError(f"a territory has no {name!r}{hint}")

    def _repr_html_(self) -> str:
        """Return the territory as a notebook shows it."""
        about, days = self.evidence.about, (self.evidence.start, self.evidence.end)
        return card(
            self.name,
            {
                "period": f"{days[0]} to {days[1]}",
                "parties": vocab.listed([party.name for party in self.parties]),
                "districts": len(self.districts),
                "reports": _counted_by(self.reports["account"]),
                "claims": _counted_by(self.claims["account"]),
                "regions": "; ".join(map(str, self.regions.index)),
                "data version": self.data_version,
                "citation": about.citation,
            },
        )

    @property
    def name(self) -> str:
        """Name shown to readers."""
        return str(self.settings["name"])

    @property
    def data_version(self) -> str:
        """Version of the data: changes whenever a table does."""
        return self.evidence.about.data_version

    @property
    def districts(self) -> gpd.GeoDataFrame:
        """The districts: index ``district``; names, aliases, ``geometry``."""
        return self.evidence.districts

    @property
    def reports(self) -> pd.DataFrame:
        """The reports, index ``report``."""
        return self.evidence.reports

    @property
    def synthesis(self) -> pd.DataFrame:
        """The rows of the synthesis."""
        return self.evidence.synthesis

    @property
    def accounts(self) -> pd.DataFrame:
        """The accounts, index ``account``."""
        return self.evidence.accounts

    @property
    def places(self) -> pd.DataFrame:
        """Other places a source may name, index ``place``, and the districts each lies in."""
        return self.evidence.places

    @property
    def context(self) -> gpd.GeoDataFrame:
        """Roads and landmarks to find one's way by; may be empty."""
        return self.evidence.context

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties, in display order."""
        return self.evidence.parties

    def party_name(self, party: str) -> str:
        """Return the neutral name of a party; the id itself when it has none."""
        return next((p.name for p in self.parties if p.party == party), party)

    def history(
        self, account: str = vocab.SYNTHESIS, known_on: str | date | None = None
    ) -> ControlHistory:
        """Return who held what on each day, by one account.

        Parameters
        ----------
        account
            ``synthesis``, or an account by its id or name, in any spelling.
        known_on
            Keep only what was published by this day.

        Returns
        -------
        ControlHistory
            The same object for the same arguments.

        Raises
        ------
        NotFound
            If the account does not exist.
        """
        day = None if known_on is None else dates.as_day(known_on)
        key = (account_named(account, self.accounts), day)
        if key not in self._histories:
            self._histories[key] = ControlHistory(self.evidence, *key)
        return self._histories[key]

    def region(self, name: str, history: ControlHistory | None = None) -> Region:
        """Return a region by id: a denominator of the territory, or one district.

        Parameters
        ----------
        name
            Region id or district id.
        history
            The history a computed region takes its weights from; the synthesis by default.

        Raises
        ------
        NotFound
            If there is no such region or district.
        """
        key = (name, history or self.history())
        if key not in self._regions:
            region = self._build_region(name, key[1])
            low, best, high = self.evidence.area_km2 @ region.weights.to_numpy(float)
            self._regions[key] = replace(region, area_km2=(float(low), float(best), float(high)))
        return self._regions[key]

    def _build_region(self, name: str, history: ControlHistory) -> Region:
        if name in self.regions.index:
            row = dict(self.regions.loc[name])
            if row["held_by"]:
                return self._held_region(name, row, history)
            return Region(
                name, str(row["name"]), _plain_weights(self._weights_of(str(row["districts"])))
            )
        if name in self.districts.index:
            weights = pd.Series(0.0, index=self.districts.index)
            weights[name] = 1.0
            return Region(name, str(self.districts.at[name, "name"]), _plain_weights(weights))
        labels = self.districts["name"].to_dict() | self.regions["name"].to_dict()
        raise NotFound("region", name, labels, labels)

    def find_district(self, name: str) -> str:
        """Return the id of a district from its id, name or any spelling of it.

        Raises
        ------
        NotFound
            If no district has the name.
        AleppoMapError
            If several districts have it, or it is a place in several; they are named.
        """
        return self.evidence.names.find(name)

    @cached_property
    def _histories(self) -> dict[tuple[str, date | None], ControlHistory]:
        return {}

    @cached_property
    def _regions(self) -> dict[tuple[str, ControlHistory], Region]:
        return {}

    def _weights_of(self, text: str) -> pd.Series[float]:
        weights = pd.Series(0.0, index=self.districts.index)
        for part in schema.split_list(text):
            name, _, weight = part.partition(":")
            if name == "*":
                weights[:] = 1.0
            elif name.startswith("-"):
                weights[name[1:]] = 0.0
            else:
                weights[name] = float(weight or 1)
        return weights

    def _held_region(self, name: str, row: Mapping[str, Any], history: ControlHistory) -> Region:
        party, day = str(row["held_by"]), dates.as_day(row["held_on"])
        held = history.holdings(day)
        start = pd.DataFrame(held.shares, index=held.cells)
        weights = _plain_weights(start[party])
        if history.ranges:
            snapshot = history.at(day)
            for bound in vocab.BOUNDS:
                weights[f"weight_{bound}"] = snapshot[f"{party}_share_{bound}"]
        return Region(name, str(row["name"]), weights, party, day, start)


def _counted_by(speakers: pd.Series[str]) -> str:
    accounts = speakers[speakers != ""].nunique()
    return f"{len(speakers)}, by {accounts} account{'' if accounts == 1 else 's'}"


def _plain_weights(weights: pd.Series[float]) -> pd.DataFrame:
    return pd.DataFrame({f"weight_{bound}": weights for bound in vocab.BOUNDS})


def data_folder(name: str = "aleppo") -> Path:
    """Return the folder of a bundled territory, installed or in a checkout.

    Raises
    ------
    AleppoMapError
        If the data are in neither place.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "_data" / name, here.parent / "data" / "geojson" / name):
        if (folder / "territory.toml").is_file():
            return folder
    raise AleppoMapError(f"the data of {name!r} are not installed; reinstall aleppomap")


def load(folder: str | Path | None = None) -> Territory:
    """Read a territory: the bundled Aleppo, or a folder of your own.

    Parameters
    ----------
    folder
        A folder with ``territory.toml``, ``districts.geojson``, ``reports.csv`` and
        optionally the other tables; None for the bundled territory.

    Returns
    -------
    Territory
        Read and validated once a folder; the bundled one is kept.

    Raises
    ------
    InvalidInput
        With every fault of every file.
    AleppoMapError
        If the folder cannot be read.

    Examples
    --------
    >>> import aleppomap as am
    >>> len(am.load().districts)
    133
    """
    if folder is None:
        return _bundled()
    contents, faults = read_folder(Path(folder))
    if faults or contents is None:
        raise InvalidInput(faults)
    return Territory(Path(folder), **vars(contents))


@lru_cache(maxsize=1)
def _bundled() -> Territory:
    return load(data_folder())


def validate(folder: str | Path) -> list[Fault]:
    """Return every fault of a territory folder; empty when it is sound.

    Raises
    ------
    AleppoMapError
        If the folder cannot be read.
    """
    return read_folder(Path(folder))[1]
