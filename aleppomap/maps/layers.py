"""Which folium layers a page that makes no request can carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import folium
from branca.element import Element, MacroElement

from aleppomap.errors import AleppoMapError

__all__ = ["PLAIN_LAYERS", "refuse", "within"]

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


def within(element: Element) -> Iterator[Element]:
    """Yield an element and all inside it."""
    yield element
    for child in element._children.values():
        yield from within(child)


def refuse(elements: Iterable[Element]) -> None:
    """Refuse what needs assets from the network.

    Raises
    ------
    AleppoMapError
        Naming the first such layer.
    """
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
