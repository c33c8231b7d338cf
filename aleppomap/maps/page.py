"""The standalone page: folium's map, drawn with our own frame and no request at all."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import warnings
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import folium
import jinja2
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement

from aleppomap.errors import AleppoMapError, AleppoMapWarning
from aleppomap.io import write_atomic
from aleppomap.maps.data import DistrictControl, MapNote, page_data

__all__ = ["ControlMap", "control_map"]

# In this order they share one scope: a file uses only what files before it define, or functions.
SCRIPTS = (
    "words",
    "state",
    "geometry",
    "patterns",
    "labels",
    "mapview",
    "timeline",
    "legend",
    "panel",
    "table",
    "main",
)

# Layers that Leaflet draws by itself: no image, no jQuery, no text read as HTML.
PLAIN_LAYERS = (
    folium.PolyLine,
    folium.Polygon,
    folium.Rectangle,
    folium.Circle,
    folium.CircleMarker,
    folium.FeatureGroup,
    folium.FitBounds,
)

_JSON_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def control_map(
    control: DistrictControl,
    date: str | date | None = None,
    *,
    title: str | None = None,
    note: MapNote | None = None,
) -> ControlMap:
    """Return an interactive map of who held what, as one page that needs no network.

    Parameters
    ----------
    control
        What to draw: fixed districts with their spells and reports.
    date
        Day shown first; the control's focus date, or its first day, when None.
    title
        Heading of the page; the territory's title when None.
    note
        Remark to draw, with what it counts and over what.

    Returns
    -------
    ControlMap
        A ``folium.Map``; shown inline by a notebook, written by ``save``.

    Raises
    ------
    NotCovered
        If the control has no fixed districts or the day is outside its dates.
    NotFound
        If the note names a district that is not among the cells.
    InvalidInput
        If a party's colour is not ``#rrggbb``.
    AleppoMapError
        If the boundary arcs do not close around a district.
    """
    data = page_data(control, date, title=title, note=note)
    west, south, east, north = (float(side) for side in control.extent)
    return ControlMap(data, ((south + north) / 2, (west + east) / 2))


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
        _Page(self).add_child(self)

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
            _refuse(_within(child))
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
        added = [element for child in self._children.values() for element in _within(child)]
        if self._hosts is None:
            _refuse(iter(added))
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
        styles = [_asset("leaflet.css") + _asset("page.css")]
        scripts = [_asset("leaflet.js"), _own_script()]
        if hosts is not None:
            for name, url in folium.Map.default_js[1:]:
                self.header.add_child(JavascriptLink(url), name=name, index=0)
            for name, url in folium.Map.default_css[1:]:
                self.header.add_child(CssLink(url), name=name, index=0)
        elif self.header._children or self.html._children:
            _refuse(iter([*self.header._children.values(), *self.html._children.values()]))
        added = self.script.render(**kwargs).strip()
        if added:
            scripts.append(added)
        text = _template().render(
            title=_writable(owner._data["title"]),
            about={key: _writable(text) for key, text in owner._data["about"].items()},
            open=hosts is not None,
            policy=_policy(scripts, styles, hosts),
            styles=styles,
            scripts=scripts,
            json=_json(owner._data | {"open": hosts is not None}),
            header=self.header.render(**kwargs).strip(),
            html=self.html.render(**kwargs).strip(),
        )
        return f"{text}\n"


def _within(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _within(child)


def _refuse(elements: Iterator[Element]) -> None:
    for element in elements:
        if type(element) not in PLAIN_LAYERS and (
            isinstance(element, MacroElement) or type(element) is not Element or element.render()
        ):
            raise AleppoMapError(
                f"{type(element).__name__} needs assets from the network, or runs text as markup; "
                "this page makes no request. Leave it out, draw it with "
                f"{', '.join(layer.__name__ for layer in PLAIN_LAYERS)}, or call open_assets() "
                "first and lose that promise"
            )


def _policy(scripts: list[str], styles: list[str], hosts: tuple[str, ...] | None) -> str:
    """Return the Content-Security-Policy: nothing but what is in the file, by hash."""
    script_src, style_src = (
        " ".join(f"'sha256-{_digest(text)}'" for text in texts) for texts in (scripts, styles)
    )
    rules = {"default-src": "'none'", "script-src": script_src, "style-src": style_src}
    rules["img-src"] = "data:"
    if hosts is not None:
        listed = " ".join(f"https://{host}" for host in hosts)
        rules["script-src"] += f" {listed}"
        rules["style-src"] = f"'unsafe-inline' {listed}"  # folium's markup has style attributes
        rules["img-src"] += f" {listed}"
        rules["font-src"] = rules["connect-src"] = listed
    rules |= {"base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(f"{rule} {value}" for rule, value in rules.items())


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _writable(text: str) -> str:
    """Return text without lone surrogates, which no encoding can write."""
    return _SURROGATE.sub("\ufffd", text)


def _json(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.translate(_JSON_ESCAPES))


@cache
def _asset(name: str) -> str:
    """Return a style or script by file name, ready to stand inline."""
    if not name.startswith("leaflet"):
        return resources.files("aleppomap.maps").joinpath("assets", name).read_text("utf-8")
    from xstatic.pkg import leaflet

    text = Path(leaflet.BASE_DIR, name).read_text("utf-8").replace("\r\n", "\n")
    if name.endswith(".css"):
        return re.sub(r"[^;{}]*\burl\([^)]*\);?", "", text)
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", text)


@cache
def _own_script() -> str:
    parts = [_asset(f"{name}.js") for name in SCRIPTS]
    return '(function () {\n"use strict";\n' + "\n".join(parts) + "})();\n"


@cache
def _template() -> jinja2.Template:
    # Text is escaped; styles, scripts and data are marked safe in the template itself.
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        _asset("page.html")
    )
