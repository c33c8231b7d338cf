"""An article pasted as HTML: its words alone, its blocks as paragraphs."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

__all__ = ["words_of_page"]

_TAG = re.compile(
    r"<(?:!doctype|/?(?:html|head|body|article|section|main|div|p|br|hr|h[1-6]|ul|ol|li|table|tr|"
    r"td|th|span|a|b|i|em|strong|u|small|sup|sub|font|img|figure|figcaption|blockquote|script|"
    r"style)(?:\s[^<>]*)?/?>)",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|nbsp|amp|quot|apos|lt|gt|percnt|[lr]squo|[lr]dquo|[mn]dash|"
    r"hellip|shy|frac1[24]|frac34|sup2);",
    re.IGNORECASE,
)
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html",
    "li", "main", "nav", "ol", "p", "section", "table", "td", "th", "title", "tr", "ul",
})  # fmt: skip
_UNSAID = frozenset({"script", "style", "template", "noscript"})
_NO_TAG = re.compile(r"<(?![a-zA-Z/!][^<>]*>)")
"""A sign that opens no whole tag: the parser would look for its end again and again."""

_SPACE = re.compile(r"[ \t\r\n\f]+")
_GAPS = re.compile(r" *\n *(?:\n *)*")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unsaid = 0

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag in _UNSAID:
            self.unsaid += 1
        elif tag in _BLOCKS or tag == "br":
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSAID:  # <script/> ends at once here: nothing after it is lost
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSAID:
            self.unsaid = max(0, self.unsaid - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unsaid:
            self.parts.append(_SPACE.sub(" ", data))


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + len("-->")
    return "".join([*parts, text[at:]])


def words_of_page(text: str) -> str | None:
    r"""Return the words of HTML, a blank line between its blocks; None for text that is no HTML.

    Examples
    --------
    >>> words_of_page("<p>Rebels lost <b>a third</b>.</p><p>About 40&#37; is left.</p>")
    'Rebels lost a third.\n\nAbout 40% is left.'
    >>> words_of_page("Losses were < 40 % & falling.") is None
    True
    """
    if _TAG.search(text) is None:
        return unescape(text) if _ENTITY.search(text) else None
    reader = _Words()
    reader.feed(_NO_TAG.sub("&lt;", _without_comments(text)))
    reader.close()
    return _GAPS.sub("\n\n", "".join(reader.parts)).strip()
