"""Numbers in words and digits: what each is."""

from __future__ import annotations

import re

__all__ = ["ONES", "PARTS", "TEENS", "TENS", "number_in", "ordinal"]

ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = [
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_WORDS = (
    {"zero": 0.0, "a": 1.0}
    | {word: float(n) for n, word in enumerate([*ONES, *TEENS], start=1)}
    | {word: 10.0 * n for n, word in enumerate(TENS, start=2)}
)
PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_ORDINALS = {
    word: n
    for n, word in enumerate(
        [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
            "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
            "seventeenth", "eighteenth", "nineteenth", "twentieth",
        ],
        start=1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}  # fmt: skip


def ordinal(word: str) -> int | None:
    """Return the number of an ordinal such as ``13th`` or ``seventh``; None for other words.

    Examples
    --------
    >>> ordinal("13th"), ordinal("seventh"), ordinal("twenty-third"), ordinal("day")
    (13, 7, 23, None)
    """
    if digits := re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)", word):
        return int(digits[1])
    tens, _, last = word.rpartition("-")
    if tens and tens not in TENS:
        return None
    unit = _ORDINALS.get(last)
    return unit if unit is None else unit + int(_WORDS.get(tens, 0) if tens else 0)


def number_in(text: str) -> float:
    """Return the number that a numeral in words or digits says.

    Examples
    --------
    >>> number_in("twenty-three"), number_in("1.5 million"), number_in("3 and a half")
    (23.0, 1500000.0, 3.5)
    """
    words = re.sub(r"(?<=\d) (?=\d{3}\b)", "", text.replace("-", " ")).split()
    if words[0][0].isdigit():
        numeral = words[0].removesuffix("m")
        if re.search(r",\d{1,2}(?:e|$)", numeral):
            numeral = numeral.replace(",", ".")
        value = float(numeral.replace(",", "")) * (1e6 if words[0].endswith("m") else 1)
        rest = words[1:]
    else:
        value, rest = 0.0, words
    for i, word in enumerate(rest):
        if word in _SCALES:
            value = (value or 1) * _SCALES[word]
        elif word == "dozen":
            value = (value or 1) * 12
        elif word == "half" and i == 0:
            value = 0.5
        elif word in PARTS:
            value += 1 / PARTS[word]
        elif "/" in word:
            value += int(word[0]) / int(word[2])
        elif word in _WORDS and word != "a":
            value += _WORDS[word]
    return value
