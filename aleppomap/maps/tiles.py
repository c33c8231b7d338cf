"""A background map, only when asked for, and then from one named provider."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from aleppomap.errors import AleppoMapError, NotFound

__all__ = ["background"]


def background(name: str) -> dict[str, Any]:
    """Return what the page needs to draw a provider's tiles.

    Parameters
    ----------
    name
        Name in `xyzservices`, such as ``CartoDB.Positron``; case and punctuation are free.

    Returns
    -------
    dict
        ``url`` and ``options`` as Leaflet takes them, ``credit`` as plain text,
        and ``hosts``, all the page may then load from.

    Raises
    ------
    NotFound
        If there is no such provider.
    AleppoMapError
        If the provider needs a key, or is not served over https.
    """
    import xyzservices

    try:
        provider = xyzservices.providers.query_name(name)
    except ValueError:
        raise NotFound("tile provider", name, xyzservices.providers.flatten()) from None
    if provider.requires_token():
        raise AleppoMapError(f"{provider.name} needs a key; choose a provider that needs none")
    fields = {key: value for key, value in provider.items() if isinstance(value, str)}
    subdomains = str(provider.get("subdomains", "abc"))
    left = {part: f"{{{part}}}" for part in ("s", "x", "y", "z")}
    url = provider["url"].format_map({"r": ""} | fields | left)
    address = urlsplit(url)
    if address.scheme != "https":
        raise AleppoMapError(f"{provider.name} is not served over https; choose another provider")
    every = subdomains if "{s}" in address.netloc else "s"
    return {
        "url": url,
        "options": {
            "subdomains": subdomains,
            "maxNativeZoom": int(provider.get("max_zoom", 18)),
            "maxZoom": 17,
        },
        "credit": provider["attribution"],
        "hosts": sorted({address.netloc.replace("{s}", letter) for letter in every}),
    }
