"""The standalone page: folium's map, drawn with our own frame and no request at all."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import folium
import jinja2
from branca.element import CssLink, Element, Figure, JavascriptLink

from aleppomap import vocab
from aleppomap.atomic import write_atomic
from aleppomap.dates import as_day
from aleppomap.errors import AleppoMapWarning
from aleppomap.maps.data import MapNote, page_data
from aleppomap.maps.inline import in_notebook
from aleppomap.maps.layers import refuse, within
from aleppomap.maps.tiles import background
from aleppomap.maps.wording import LANGUAGES, page_words
from aleppomap.snapshot import DistrictControl, HasHistory, SeriesControl, control_of
from aleppomap.standalone import json_block, packed, policy

__all__ = ["ControlMap", "control_map"]

# In this order they share one scope: a file uses only what files before it define, or functions.
SHARED = ("patterns", "drawing", "head")
REST = ("map", "timeline", "panel", "table", "main")
SCRIPTS = {
    "districts": (
        "state", "ground", "districts", *SHARED, "first", "outlines", "labels", "reports", *REST,
    ),
    "series": ("state", "inflate", "ground", "series", "place", *SHARED, *REST),
}  # fmt: skip


def control_map(
    control: DistrictControl | SeriesControl | HasHistory,
    date: str | date | None = None,
    *,
    period: tuple[str | date | None, str | date | None] = (None, None),
    accounts: Sequence[str] | None = None,
    compare: tuple[str, str] | None = None,
    title: str | None = None,
    note: MapNote | None = None,
    lang: str = "en",
    embed: bool = False,
    tiles: str | None = None,
    back: str = "",
) -> ControlMap:
    """Return an interactive map of who held what, as one page that needs no network.

    Parameters
    ----------
    control
        What to draw: fixed districts with their spells and reports, or a territory for its
        synthesis. The page opens on its account.
    date
        Day shown first; when None the control's focus date, or the first day of districts
        and the last of a series.
    period
        First and last day shown; the control's own where None.
    accounts
        Accounts a reader can choose beside the synthesis; when None, each that reported
        at least a twentieth of the changed area by some day.
    compare
        Two views to open side by side, left and right of a divider; each a day, an
        account or ``account@day``.
    title
        Heading of the page; the territory's title when None.
    note
        Remark to draw, with what it counts and over what.
    lang
        Language of the page: ``en`` or ``ar``.
    embed
        Leave out all but the map, its timeline and its sources, and tell a parent page
        the height by message.
    tiles
        Name of a background map in `xyzservices`, such as ``CartoDB.Positron``. The page
        then loads images from that provider, and from nowhere else.
    back
        Relative address of a page to link back to, such as ``claims.html``; empty for none.

    Returns
    -------
    ControlMap
        A ``folium.Map``; shown inline by a notebook, written by ``save``.

    Raises
    ------
    NotCovered
        If a day is outside the control's dates, or accounts are asked of a series.
    NotFound
        If an account or provider does not exist, or the note names a district that is
        not among the cells.
    InvalidInput
        If a party's colour is not ``#rrggbb``.
    AleppoMapError
        If the boundary arcs do not close around a district, the language is not known,
        the provider needs a key, or the way back is not a relative address.
    """
    control = control_of(control)
    data = page_data(
        control, date, period=period, accounts=accounts, compare=compare, title=title, note=note,
        lang=lang, back=back,
    )  # fmt: skip
    data |= {"embed": embed, "tiles": background(tiles) if tiles else None}
    west, south, east, north = (float(side) for side in control.extent)
    made = ControlMap(data, ((south + north) / 2, (west + east) / 2))
    opens_on = as_day(date or control.about.focus_date or control.dates[0])
    made.show_inline = partial(in_notebook, control=control, day=opens_on)
    return made


class ControlMap(folium.Map):  # type: ignore[misc, unused-ignore]
    """A ``folium.Map`` that renders as one standalone page.

    Layers that Leaflet draws by itself can be added as to any folium map. Others need
    folium's assets from the network: they are refused until `open_assets` is called.

    Parameters
    ----------
    data
        What the page shows, from `page_data`.
    location
        Latitude and longitude of the map's centre, in folium's order.
    """

    def __init__(self, data: dict[str, Any], location: tuple[float, float]) -> None:
        super().__init__(location=location, tiles=None, zoom_control=False)
        self._name, self._id = "control_map", "1"
        self._data = data
        self._hosts: tuple[str, ...] | None = None
        self.show_inline: Callable[[str], str] = str
        _Page(self).add_child(self)

    def _repr_html_(self, **kwargs: Any) -> str:
        """Return the page in a frame, and a picture for where scripts are refused."""
        return self.show_inline(super()._repr_html_(**kwargs))

    def add_child(
        self, child: Element, name: str | None = None, index: int | None = None
    ) -> ControlMap:
        """Add a folium layer.

        Parameters
        ----------
        child
            The layer.
        name, index
            As in folium.

        Returns
        -------
        ControlMap
            This map.

        Raises
        ------
        AleppoMapError
            If the layer, or one inside it, needs assets from the network and
            `open_assets` was not called.
        """
        if getattr(self, "_hosts", ()) is None:
            refuse(within(child))
        super().add_child(child, name=name, index=index)
        return self

    def open_assets(self, *hosts: str) -> ControlMap:
        """Let the page load folium's assets, for layers that need them.

        Parameters
        ----------
        *hosts
            More hosts the page may load from, such as ``tile.openstreetmap.org``;
            folium's own are known.

        Returns
        -------
        ControlMap
            This map.

        Warns
        -----
        AleppoMapWarning
            Always: the page is no longer standalone, its policy lets the hosts through,
            and folium's pop-ups run markup found in the data.
        """
        links = [*folium.Map.default_js, *folium.Map.default_css]
        own = {str(urlsplit(url).hostname) for _, url in links}
        self._hosts = tuple(sorted(own | set(hosts)))
        warnings.warn(
            f"this page now loads from {', '.join(self._hosts)} and may run markup in the data",
            AleppoMapWarning,
            stacklevel=2,
        )
        return self

    def render(self, **kwargs: Any) -> str:
        """Render the layers that were added; the page itself is drawn by its root."""
        added = [element for child in self._children.values() for element in within(child)]
        if self._hosts is None:
            refuse(added)
        for number, element in enumerate(added):
            element._id = str(number)
        for child in self._children.values():
            child.render(**kwargs)
        return ""

    def save(self, outfile: Any, close_file: bool = True, **kwargs: Any) -> None:
        """Write the page; a file that is there stays whole until the new one is.

        Parameters
        ----------
        outfile
            Path, or a binary file object.
        close_file
            Whether to close a file object afterwards.
        **kwargs
            Passed to ``render``.

        Raises
        ------
        AleppoMapError
            If a layer needs assets from the network and `open_assets` was not called.
        """
        if hasattr(outfile, "write"):
            super().save(outfile, close_file=close_file, **kwargs)
            return
        write_atomic(os.fsdecode(outfile), self.get_root().render(**kwargs))


class _Page(Figure):  # type: ignore[misc, unused-ignore]
    """The frame around the map: head, policy, styles, data and scripts."""

    def __init__(self, owner: ControlMap) -> None:
        super().__init__(ratio="72%")
        self._owner = owner

    def render(self, **kwargs: Any) -> str:
        """Render the page, the same bytes each time."""
        owner, hosts = self._owner, self._owner._hosts
        for part in (self.header, self.html, self.script):
            part._children.clear()
        for child in self._children.values():
            child.render(**kwargs)
        data, tiles = owner._data, owner._data["tiles"]
        kind = "series" if data["series"] else "districts"
        around = _asset("leaflet.css")
        if hosts is None:  # what only layers of others use
            around = re.sub(r"[^{}]*(?:popup|tooltip|control-layers)[^{}]*\{[^{}]*\}", "", around)
        styles = [around + _asset("page.css")]
        script, leaflet = _own_script(kind), _asset("leaflet.js")
        if hosts is not None:
            for name, url in folium.Map.default_js[1:]:
                self.header.add_child(JavascriptLink(url), name=name, index=0)
            for name, url in folium.Map.default_css[1:]:
                self.header.add_child(CssLink(url), name=name, index=0)
        elif self.header._children or self.html._children:
            refuse([*self.header._children.values(), *self.html._children.values()])
        layers = self.script.render(**kwargs).strip()
        words = page_words(data["lang"])
        text = _template().render(
            data=data,
            dir=LANGUAGES[data["lang"]],
            words=words,
            quiet=hosts is None and tiles is None,
            policy=policy(
                filter(None, (leaflet, script, layers)),
                styles,
                hosts,
                tiles["hosts"] if tiles else (),
            ),
            styles=styles,
            script=script,
            leaflet=leaflet,
            packed=packed(leaflet.encode()) if data["series"] else "",
            layers=layers,
            hosts=hosts,
            choices={} if data["series"] else _choices(data["accounts"], words),
            json=json_block(
                data
                | {
                    "open": hosts is not None,
                    "words": _spoken(words, kind),
                    "sketch": 0 if kind == "series" else data["sketch"].units,
                }
            ),
            header=self.header.render(**kwargs).strip(),
            html=self.html.render(**kwargs).strip(),
        )
        return f"{text}\n"


@cache
def _asset(name: str) -> str:
    """Return a style or script by file name, ready to stand inline."""
    if not name.startswith("leaflet"):
        return resources.files("aleppomap.maps").joinpath("assets", name).read_text("utf-8")
    from xstatic.pkg import leaflet

    text = Path(leaflet.BASE_DIR, name).read_text("utf-8").replace("\r\n", "\n")
    if name.endswith(".css"):
        text = re.sub(r"/\*.*?\*/|[^;{}]*\burl\([^)]*\);?", "", text, flags=re.DOTALL)
        return re.sub(r"\s*\n\s*", "\n", text)
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", text)


def _choices(
    accounts: list[dict[str, Any]], words: dict[str, Any]
) -> dict[str, list[tuple[int, str]]]:
    """Return the accounts to choose from, by side, each with its position."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for number, account in enumerate(accounts):
        side = words["sides"].get(account["side"], account["side"]) if number else ""
        groups.setdefault(side, []).append((number, account["name"]))
    return groups


def _spoken(words: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the words the script says; the others are in the page already."""
    named = set(re.findall(r"\w+", _own_script(kind)))
    built = (*vocab.FLAGS, vocab.CONTESTED, "Gloss")  # keys the script puts together
    return {
        key: text
        for key, text in words.items()
        if key in named or key.startswith(built) or key.endswith(built)
    }


@cache
def _own_script(kind: str) -> str:
    # The script waits for what is packed to be unpacked.
    parts = [_asset(f"{name}.js") for name in SCRIPTS[kind]]
    return '(async function () {\n"use strict";\n' + "\n".join(parts) + "})();\n"


@cache
def _template() -> jinja2.Template:
    # Text is escaped; styles, scripts and data are marked safe in the template itself.
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        _asset("page.html")
    )
