"""What a page that needs no network is made of: its policy, its data block, safe text and links."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

__all__ = ["digest", "json_block", "legible", "packed", "policy", "web_link"]

_JSON_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile("[\x00\u202a-\u202e\u2066-\u2069]")
"""Bidirectional controls in a name could reorder the words around it; NUL is no text."""


def digest(text: str) -> str:
    """Return the SHA-256 of a text as a policy writes it, in base64."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def policy(
    scripts: Iterable[str],
    styles: Iterable[str],
    hosts: Iterable[str] | None = None,
    images: Iterable[str] = (),
) -> str:
    """Return the Content-Security-Policy of a page: nothing but what is in the file, by hash.

    Parameters
    ----------
    scripts, styles
        The text of each inline script and style.
    hosts
        Hosts the page may load from; None for none at all. With hosts, styles in
        attributes are let through as well: other people's markup has them.
    images
        Hosts the page may load images from, and nothing else.

    Returns
    -------
    str
        The content of the ``meta`` element.

    Examples
    --------
    >>> policy([], ["a{}"]).split("; ")[:2]
    ["default-src 'none'", "script-src 'none'"]
    """
    script_src, style_src = (
        " ".join(f"'sha256-{digest(text)}'" for text in texts) or "'none'"
        for texts in (scripts, styles)
    )
    rules = {"default-src": "'none'", "script-src": script_src, "style-src": style_src}
    rules["img-src"] = " ".join(["data:", *(f"https://{host}" for host in images)])
    if hosts is not None:
        listed = " ".join(f"https://{host}" for host in hosts)
        rules["script-src"] += f" {listed}"
        rules["style-src"] = f"'unsafe-inline' {listed}"
        rules["img-src"] += f" {listed}"
        rules["font-src"] = rules["connect-src"] = listed
    rules |= {"base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(f"{rule} {value}" for rule, value in rules.items())


def _writable(text: str) -> str:
    """Return text without lone surrogates, which no encoding can write."""
    return _SURROGATE.sub("\ufffd", text)


def legible(text: str) -> str:
    """Return text that can be written and that cannot reorder the words around it.

    Examples
    --------
    >>> legible("a\u202eb")
    'ab'
    """
    return _UNPRINTABLE.sub("", _writable(text))


def json_block(data: dict[str, Any]) -> str:
    """Return JSON that may stand inside a ``script`` element: no mark of it can end that."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.translate(_JSON_ESCAPES))


def web_link(address: str) -> str:
    """Return an address if it is one of the web, http or https; empty otherwise.

    Examples
    --------
    >>> web_link("https://example.org/a"), web_link("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def packed(text: bytes) -> str:
    """Return bytes compressed (RFC 1950) and in base64, as the page unpacks them."""
    return base64.b64encode(zlib.compress(text, 9)).decode("ascii")
