"""What may stand in a page that makes no request."""

from __future__ import annotations

import base64
import json
import zlib

import pytest

from aleppomap.report.svg import element
from aleppomap.standalone import json_block, packed, web_link


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("  http://example.org ", "http://example.org"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://", ""),
        ("https://[::1", ""),  # no address at all
        ("", ""),
    ],
)
def test_only_addresses_of_the_web_are_links(address, link):
    assert web_link(address) == link


def test_no_text_ends_the_element_it_stands_in():
    said = "</script><!-- & \u2028 \ud800 حلب"
    block = json_block({"said": said})
    assert "<" not in block and "\u2028" not in block
    assert json.loads(block) == {"said": said}
    block.encode("utf-8")


def test_what_is_packed_is_unpacked_as_it_was():
    text = "حلب ".encode() * 100
    assert zlib.decompress(base64.b64decode(packed(text))) == text


def test_an_attribute_that_is_not_there_is_left_out():
    assert str(element("text", "<b>", x=1.5, y=None, font_size=2.0, class_="a&b")) == (
        '<text x="1.5" font-size="2" class="a&amp;b">&lt;b&gt;</text>'
    )
