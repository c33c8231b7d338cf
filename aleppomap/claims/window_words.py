"""How words say when: each kind of window of time as a pattern to read and add to."""

from __future__ import annotations

import re

from aleppomap.claims.named_days import MONTH, YEAR, point

__all__ = ["NUMBERS", "PATTERNS"]

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_COUNT = rf"(?:{'|'.join(NUMBERS)}|\d{{1,3}})"
_UNIT = r"(?:hours?|days?|weeks?|fortnights?|months?|years?)"
_HOUR = (
    r"(?:(?:the )?(?:early |late )?(?:hours|morning|midday|noon|afternoon|evening|night|dawn|dusk) "
    r"(?:of|on) (?:the )?)?"
)
"""What can stand before a day: "the morning of 27 November"."""

PATTERNS = tuple(
    (kind, re.compile(rf"(?<![\w-]){pattern}(?![\w-])"))
    for kind, pattern in (
        ("since", rf"(?:ever )?since (?:about |around |at least )?{_HOUR}(?:{point('a')})"),
        (
            "since",
            rf"since (?!(?:about |around |at least |the |early |late |mid[ -]|last |this )*(?:\d|"
            rf"\w+day|(?:{MONTH})(?![\w-])|start|beginning|end|middle|outset|\w*morning|evening|"
            rf"night|"
            r"week|month|year|spring|summer|autumn|winter))(?:[\w'-]+ ){1,7}?(?:on|in|at) "
            rf"{_HOUR}(?:{point('a')})",
        ),
        (
            "beside",
            rf"(?:(?:within|in) )?(?P<count>{_COUNT}) (?P<beside>{_UNIT}) (?P<way>of|after|before|"
            rf"following|from) (?:{point('a')})",
        ),
        (
            "range",
            rf"(?:from|between) {_HOUR}(?:{point('a')}) (?:to|until|till|through|and) {_HOUR}"
            rf"(?:{point('b')})",
        ),
        ("range", rf"(?:in|during|over|across) (?:{point('a')}) and (?:{point('b')})"),
        ("range", rf"(?:between|on) (?P<one>\d{{1,2}})(?:st|nd|rd|th)? and (?:{point('b')})"),
        ("pair", rf"on (?:{point('a')}) and (?:on )?(?:{point('b')})(?!')"),
        ("range", rf"(?:from )?(?P<one>\d{{1,2}})(?:st|nd|rd|th)?(?: ?- ?| to )(?:{point('b')})"),
        ("so far", r"(?:so far )?(?:this|in the current) (?P<so_far>week|month|year)(?: so far)?"),
        ("so far", r"(?P<to_date>year|month)[ -]to[ -]date"),
        (
            "trailing",
            r"(?:in|over|during|for|within|throughout|across)? ?(?:the )?(?:last|past|previous|"
            rf"preceding|latest) (?:(?P<count>{_COUNT}) )?(?P<trailing>{_UNIT})(?! of (?:{MONTH}))",
        ),
        (
            "trailing",
            r"(?:in|within) (?:just |only |under |less than |about |around |barely |the space of )*"
            rf"(?P<count>{_COUNT}) (?:single )?(?P<trailing>{_UNIT})",
        ),
        (
            "vague",
            r"(?:in|over|during|within|for) (?:the )?(?:(?:space|course|matter) of )?(?:a )?"
            r"(?:(?:matter|couple) of )?(?:(?:past|last|recent|few|several) )*"
            r"(?:hours|days|weeks|months)|overnight|(?:more )?recently|lately",
        ),
        (
            "period",
            r"(?:at|on|over|during|across|throughout) (?=(?:[a-z]+ ){0,3}weekend)"
            rf"(?:(?:the|whole|entire) )*(?:{point('a')})",
        ),
        ("calendar", r"(?P<calendar>last) (?P<calendar_unit>week|month|year)"),
        (
            "part",
            r"(?:(?:in|during|over|for) )?the (?P<nth>first|second|third|fourth|last) "
            rf"(?P<share>half|quarter) of (?P<part_name>(?:{MONTH})\.?(?: {YEAR})?|{YEAR}|"
            r"the year|this year|last year)",
        ),
        (
            "days",
            rf"(?:(?:in|during|over|for) )?the (?P<end_of>first|last) (?:(?P<few>{_COUNT}) )?"
            rf"(?P<few_unit>days?|weeks?) of (?P<month>(?:{MONTH})\.?(?: {YEAR})?)",
        ),
        (
            "period",
            r"(?:in|during|over|throughout|across|for|within) (?:the )?(?:(?:whole|entire|full|"
            rf"course|month|year|all|end)(?: of)? (?:the )?)*(?:{point('a')})(?:'s)?",
        ),
        ("period", rf"(?:(?<=^)|(?<=the ))(?:{point('a')})'s"),
        ("period", rf"(?:{MONTH}|{YEAR})'s"),
        ("period", rf"(?:{MONTH})\.? {YEAR}"),
        ("day", rf"(?:on (?:{point('a')})|(?:the )?day before yesterday|yesterday|today)"),
        ("by", rf"(?:at|by|as of|until|till|as at) {_HOUR}(?:{point('a')})"),
        (
            "ended",
            rf"(?:in|over|during) the (?:(?P<count>{_COUNT}) )?(?P<ended>{_UNIT}) (?:up to|to|"
            rf"until|"
            rf"ending(?: on)?|before) (?:{point('a')})",
        ),
        ("unknown", r"since (?:the |its |their |his )?[a-z][\w'-]*(?: [\w'-]+){0,5}"),
    )
)
"""Kind of window, and how it is said; of two from one place the longer counts."""
