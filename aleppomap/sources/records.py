"""Known public sources: what each gives, under which licence, and what its terms allow.

Records are data, reviewed like code: each has its own test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from aleppomap.errors import AleppoMapError, Fault, InvalidInput, NotFound

__all__ = ["SOURCES", "Need", "Source", "TermsNotAccepted", "find_source", "gate",
           "known_sources", "source_of"]  # fmt: skip


class TermsNotAccepted(AleppoMapError):
    """A source whose terms restrict redistribution, asked for without accepting them."""


@dataclass(frozen=True)
class Need:
    """Something a source must be told: a country, a level, a day.

    Parameters
    ----------
    name
        The word of the option and of the place in the address.
    pattern
        What it must look like, as a regular expression.
    allowed
        The same in words, with an example.
    default
        Its value when left out; empty when it must be given.
    """

    name: str
    pattern: str
    allowed: str
    default: str = ""


@dataclass(frozen=True)
class Source:
    """A known public source.

    Parameters
    ----------
    name
        The word that fetches it.
    title
        Its name as its publisher writes it.
    url
        Address; words in braces are filled from `needs`.
    gives
        What comes of it.
    licence, attribution, terms
        The licence, the line that must stand beside the data, what else is asked.
    redistribution
        Whether its terms let the data be passed on. Where they do not, or do not say,
        fetching needs the terms accepted.
    homepage
        Where to read about it.
    form
        ``geojson``, ``geoboundaries`` or ``overpass``: what is done with the answer.
    needs
        What it must be told.
    covers
        Starts of addresses that are this source, however they were come by.
    sha256
        Hash of the file, where it never changes.
    read_s
        How long its server may be silent, in seconds, where it computes its answer.
    """

    name: str
    title: str
    url: str
    gives: str
    licence: str
    attribution: str
    terms: str
    redistribution: bool
    homepage: str
    form: str = "geojson"
    needs: tuple[Need, ...] = ()
    covers: tuple[str, ...] = ()
    sha256: str = ""
    read_s: float = 0.0

    def address(self, given: Mapping[str, str]) -> str:
        """Return the address to ask, filled with what was given.

        Raises
        ------
        InvalidInput
            If something is missing, malformed, or not a thing this source can be told.

        Examples
        --------
        >>> find_source("geoboundaries").address({"country": "syr", "level": "2"})
        'https://www.geoboundaries.org/api/current/gbOpen/SYR/ADM2/'
        """
        needs = {need.name: need for need in self.needs}
        values: dict[str, str] = {}
        faults = [
            Fault(self.name, "", word, text, " and ".join(needs) or "nothing to tell it",
                  "Leave it out.")
            for word, text in given.items() if text and word not in needs
        ]  # fmt: skip
        for name, need in needs.items():
            text = _spelled(name, (given.get(name) or need.default).strip())
            values[name] = text.replace("-", "") if name == "date" else text
            if not re.fullmatch(need.pattern, text, re.ASCII):
                faults.append(
                    Fault(self.name, "", name, text, need.allowed, f"Give --{name} as shown.")
                )
        if faults:
            raise InvalidInput(faults)
        return self.url.format(**values)


def _spelled(name: str, text: str) -> str:
    if name == "level" and text.isdigit():
        return f"ADM{text}"
    return text.upper() if name in {"country", "level"} else text


_COUNTRY = Need("country", "[A-Z]{3}", "a country's three letters (ISO 3166-1), as SYR")
_LEVEL = Need("level", "ADM[0-5]", "ADM0 (country) to ADM5, as ADM2")
_GEOBOUNDARIES = (
    "Runfola et al. (2020), geoBoundaries: a global database of political administrative "
    "boundaries, PLoS ONE 15(4): e0231866, www.geoboundaries.org"
)

SOURCES: Mapping[str, Source] = MappingProxyType({
    source.name: source
    for source in (
        Source(
            name="csr-aleppo",
            title="Neighborhoods of Aleppo (Conflict Urbanism: Aleppo)",
            url="https://raw.githubusercontent.com/CenterForSpatialResearch/aleppo_test/"
            "3f750b94c646839365f93b41d23d4db99fc32d45/map/data/Neighborhoods.geojson",
            gives="133 neighbourhood polygons of Aleppo with names in English and Arabic",
            licence="MIT",
            attribution="Center for Spatial Research, Columbia University, Conflict Urbanism: "
            "Aleppo (MIT licence)",
            terms="Keep the copyright notice and the licence text with every copy.",
            redistribution=True,
            homepage="https://github.com/CenterForSpatialResearch/aleppo_test",
            covers=(
                "https://raw.githubusercontent.com/CenterForSpatialResearch/aleppo_test/",
                "https://github.com/CenterForSpatialResearch/aleppo_test/",
            ),
            sha256="33d687e7b333851c115ea2c4edbd9d4b1a0b8a593137a365bb9cc085195bb28a",
        ),
        Source(
            name="geoboundaries",
            title="geoBoundaries, open release (gbOpen)",
            url="https://www.geoboundaries.org/api/current/gbOpen/{country}/{level}/",
            gives="administrative boundaries of a country at one level",
            licence="open; the licence of each boundary is in its metadata (CC BY 4.0, ODbL, …)",
            attribution=_GEOBOUNDARIES,
            terms="Name geoBoundaries and the boundary's own source.",
            redistribution=True,
            homepage="https://www.geoboundaries.org",
            form="geoboundaries",
            needs=(_COUNTRY, _LEVEL),
            covers=(
                "https://www.geoboundaries.org/api/current/gbOpen/",
                "https://github.com/wmgeolab/geoBoundaries/",
            ),
        ),
        Source(
            name="geoboundaries-humanitarian",
            title="geoBoundaries, humanitarian release (gbHumanitarian, from UN OCHA)",
            url="https://www.geoboundaries.org/api/current/gbHumanitarian/{country}/{level}/",
            gives="administrative boundaries of a country as UN OCHA works with them",
            licence="that of the boundary, in its metadata; may be less open than gbOpen",
            attribution=_GEOBOUNDARIES + "; boundaries from UN OCHA",
            terms="Read the boundary's licence in its metadata before passing it on.",
            redistribution=False,
            homepage="https://www.geoboundaries.org",
            form="geoboundaries",
            needs=(_COUNTRY, _LEVEL),
            covers=("https://www.geoboundaries.org/api/current/gbHumanitarian/",),
        ),
        Source(
            name="osm-neighbourhoods",
            title="OpenStreetMap neighbourhoods, through the Overpass API",
            url="https://overpass-api.de/api/interpreter",
            gives="polygons tagged place=suburb, neighbourhood or quarter, or an admin_level, "
            "in a box or a named place",
            licence="ODbL 1.0",
            attribution="© OpenStreetMap contributors (ODbL 1.0)",
            terms="Share adapted databases under the same licence. The server is shared by all: "
            "a few small questions a day.",
            redistribution=True,
            homepage="https://www.openstreetmap.org/copyright",
            form="overpass",
            covers=("https://overpass-api.de/api/",),
            read_s=200.0,
        ),
        Source(
            name="deepstatemap-archive",
            title="Daily archive of the DeepStateMap front line (cyterat/deepstate-map-data)",
            url="https://raw.githubusercontent.com/cyterat/deepstate-map-data/main/data/"
            "deepstatemap_data_{date}.geojson",
            gives="one past day's polygon of occupied territory in Ukraine, from 8 July 2024",
            licence="DeepStateMap.live licence agreement",
            attribution="DeepStateMap.live (deepstatemap.live), by its licence agreement; daily "
            "copies by cyterat/deepstate-map-data",
            terms="In short, in November 2026, and only the agreement itself counts: free for "
            "volunteers, charities and the defence of Ukraine; commercial use of the data by "
            "prior agreement; no passing the data on; pictures with credit and a link. The archive "
            "states no licence, and a copy grants no more than its original: ask DeepStateMap "
            "before you publish or pass on the data. For your own copy and past days only; never "
            "bundled with aleppomap.",
            redistribution=False,
            homepage="https://deepstatemap.live/license-en.html",
            needs=(Need("date", r"20\d\d-[01]\d-[0-3]\d", "a day as 2024-07-08"),),
            covers=(
                "https://raw.githubusercontent.com/cyterat/deepstate-map-data/",
                "https://github.com/cyterat/deepstate-map-data/",
                "https://deepstatemap.live/",
            ),
        ),
    )
})  # fmt: skip
"""Name to source."""


def known_sources() -> pd.DataFrame:
    """Return the known public sources: what they give, and what their terms allow.

    Returns
    -------
    DataFrame
        Index ``name``, the word that `fetch` takes; ``title``, ``gives``, ``licence``,
        ``redistribution`` (without it `fetch` wants the terms accepted), ``attribution``,
        ``terms``, ``tell`` (what the source must be told), ``homepage``, ``url``, ``sha256``.

    Examples
    --------
    >>> known_sources()["licence"]["osm-neighbourhoods"]
    'ODbL 1.0'
    """
    rows = [
        {
            "name": source.name,
            "title": source.title,
            "gives": source.gives,
            "licence": source.licence,
            "redistribution": source.redistribution,
            "attribution": source.attribution,
            "terms": source.terms,
            "tell": "; ".join(f"--{need.name}: {need.allowed}" for need in source.needs)
            or ("--bbox or --place, --country, --level" if source.form == "overpass" else ""),
            "homepage": source.homepage,
            "url": source.url,
            "sha256": source.sha256,
        }
        for source in SOURCES.values()
    ]
    return pd.DataFrame(rows).set_index("name")


def find_source(name: str) -> Source:
    """Return a known source by its name.

    Raises
    ------
    NotFound
        If there is none of that name; the message lists the nearest.
    """
    try:
        return SOURCES[name]
    except KeyError:
        raise NotFound("source", name, list(SOURCES)) from None


def source_of(url: str) -> Source | None:
    """Return the known source an address belongs to, None when it is nobody's we know.

    Examples
    --------
    >>> source_of("https://deepstatemap.live/api/history").name
    'deepstatemap-archive'
    >>> source_of("https://example.org/a.geojson") is None
    True
    """
    plain = re.sub(r"^http:", "https:", url.strip(), flags=re.IGNORECASE)
    scheme, _, rest = plain.partition("://")
    host, slash, path = rest.partition("/")
    plain = f"{scheme.lower()}://{host.lower()}{slash}{path}".casefold()
    for source in SOURCES.values():
        if any(plain.startswith(start.casefold()) for start in source.covers):
            return source
    return None


def gate(source: Source | None, accept_terms: bool) -> None:
    """Let a source through only if its terms allow redistribution, or were accepted.

    Parameters
    ----------
    source
        A known source; None, an address nobody has recorded, is let through.
    accept_terms
        Whether the user accepts the terms.

    Raises
    ------
    TermsNotAccepted
        If not, with the terms and what to do.
    """
    if source is None or source.redistribution or accept_terms:
        return
    raise TermsNotAccepted(
        f"{source.title} restricts what may be done with it. Licence: {source.licence}. "
        f"{source.terms} Read {source.homepage}, then add --accept-terms "
        f"(accept_terms=True) if you agree"
    )
