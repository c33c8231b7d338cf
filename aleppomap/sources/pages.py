"""What a web page says of itself, read as text: never run, never rendered."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata

__all__ = ["page_title", "publisher_of", "sanitised"]

_HEAD = 256 * 1024
"""A title further down than this is no title."""

_CHARSETS = re.compile(
    r"utf-8(-sig)?|utf-16(-le|-be)?|iso8859-\d+|cp125\d|ascii|koi8-[ru]|gb\w+|big5|shift_jis|"
    r"euc_\w+|mac-\w+"
)


def sanitised(text: str, longest: int = 300) -> str:
    r"""Return text from elsewhere as one line without control or direction characters.

    Examples
    --------
    >>> sanitised("  Aleppo:\n\u202elatest ")
    'Aleppo: latest'
    """
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} else c
                   for c in text[: longest * 8])  # fmt: skip
    line = " ".join(kept.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _page_text(raw: bytes, content_type: str = "") -> str:
    """Return the head of a page as text, in the encoding it names, or UTF-8."""
    raw = raw[:_HEAD]
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    named = re.search(r"charset=[\"']?([\w.:-]{1,40})", content_type, re.IGNORECASE)
    if named is None:
        head = raw[:2048].decode("latin-1")
        named = re.search(r"<meta[^<>]{0,200}charset=[\"']?([\w.:-]{1,40})", head, re.IGNORECASE)
    try:
        charset = codecs.lookup(named[1]).name if named else "utf-8"
    except LookupError:
        charset = "utf-8"
    return raw.decode(charset if _CHARSETS.fullmatch(charset) else "utf-8", "replace")


def page_title(raw: bytes, content_type: str = "") -> str:
    r"""Return the title of a page, sanitised; empty when it has none.

    Examples
    --------
    >>> page_title(b"<html><TITLE lang=en>Army &amp; allies\n advance</title>")
    'Army & allies advance'
    >>> page_title(b"no markup")
    ''
    """
    text = _page_text(raw, content_type)
    start = re.search(r"<title\b", text, re.IGNORECASE)
    opened = text.find(">", start.end()) if start else -1
    if opened < 0:
        return ""
    end = re.compile(r"</title", re.IGNORECASE).search(text, opened)
    return sanitised(html.unescape(text[opened + 1 : end.start() if end else opened + 1]))


def publisher_of(raw: bytes, content_type: str = "") -> str:
    """Return the name of the site a page says it belongs to; empty when it does not say."""
    text = _page_text(raw, content_type)
    for tag in re.findall(r"<meta\b[^<>]{0,500}>", text, re.IGNORECASE):
        if re.search(r"[\"']og:site_name[\"']", tag, re.IGNORECASE):
            content = re.search(r"content=(\"[^\"]*\"|'[^']*')", tag, re.IGNORECASE)
            return sanitised(html.unescape(content[1][1:-1]), 100) if content else ""
    return ""
