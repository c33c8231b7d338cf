"""Hedges: the words before and after a number that say how it is meant."""

from __future__ import annotations

import re

__all__ = ["at", "before", "closing"]

_HEDGES_BEFORE: tuple[tuple[str, str], ...] = (
    (
        "at least",
        r"at (?:the very )?least|at a minimum|(?:no|not) (?:less|fewer) than|a minimum of|"
        r"minimum|≥",
    ),
    (
        "up to",
        r"up to|as (?:much|many|high) as|at best|by (?:some|most|other) (?:estimates|counts)",
    ),
    (
        "at most",
        r"at (?:the )?(?:very )?most|"
        r"(?:no|not|never|nor) (?:more|over|much more|larger|bigger|greater|higher) than|"
        r"(?:do|does|did) not exceed|not exceeding|a maximum of|maximum|≤",
    ),
    (
        "more than",
        r"(?:just |slightly |a (?:little|bit|shade) |little |only slightly |well |far |much |"
        r"significantly |considerably )?"
        r"(?:more than|over|above|in excess of|upwards? of|north of|beyond|greater than|"
        r"exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|top(?:s|ped|ping))|>",
    ),
    (
        "less than",
        r"(?:just |slightly |a (?:little|bit|shade) |well |far |much )?"
        r"(?:less than|fewer than|under|below|smaller than)|not (?:even|quite)|<",
    ),
    (
        "nearly",
        r"(?:very )?(?:nearly|almost|practically|virtually|close to|close on|approaching|nearing|"
        r"nigh on|next to)|(?:just )?(?:short|shy) of|as good as",
    ),
    (
        "only",
        r"only|just|merely|a mere|mere|barely|scarcely|hardly|a meagre|a paltry|"
        r"as (?:little|few|low) as",
    ),
    (
        "about",
        r"about|around|roughly|approximately|approx\.?|some|circa|ca?\.|an estimated|"
        r"estimated (?:at|to be)|in the (?:order|region|vicinity|neighbou?rhood) of|"
        r"on the order of|something like|perhaps|maybe|more or less|broadly|~|≈|±",
    ),
)
_HEDGES_AFTER: tuple[tuple[str, str], ...] = (
    ("at least", r"or (?:even )?(?:more|above|over)(?! than)|at (?:the very )?least|at a minimum|"
                 r"if not (?:more|higher)|minimum"),
    ("more than", r"and (?:more(?! than)|counting|rising)|plus|\+"),
    ("at most", r"or (?:less|fewer|under|below)(?! than)|at (?:the )?(?:very )?(?:most|best)|"
                r"at the outside|maximum|tops|if that|if not (?:less|fewer)"),
    ("about", r"or so|or thereabouts|give or take|more or less|approximately|roughly|odd"),
    ("only", r"only"),
)  # fmt: skip
_BOUNDING = ("at least", "up to", "at most", "more than", "less than", "nearly")
_HEDGE_BEFORE = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<h{i}>{pattern})" for i, (_, pattern) in enumerate(_HEDGES_BEFORE))
    + r")(?:,? (?:the|an?|another|all|all of|their|its|additional|further|some of|what is|between|"
    r"an area of|(?:a )?total of|remaining))* ?$"
)
_HEDGE_AFTER = re.compile(
    r"[ ,(]*-?(?:"
    + "|".join(f"(?P<h{i}>{pattern})" for i, (_, pattern) in enumerate(_HEDGES_AFTER))
    + r")(?![\w-])"
)
_CONTROL_OVER = re.compile(
    r"(?:(?:have|has|had|take|takes|took|taken|taking|full|complete|firm|operational|effective|"
    r"in|lost|loses?|losing|its|their|the|of|gain\w*|regain\w*|seiz\w*|establish\w*|extend\w*|"
    r"expand\w*|assert\w*|reassert\w*|consolidat\w*|exercis\w*|exert\w*|claim\w*|military|state|"
    r"cement\w*|maintain\w*) control|t(?:ake|akes|aken|aking|ook)|grip|hold|rule|authority|"
    r"sovereignty|power|sway|"
    r"control(?: (?:is|was|has|had|have|been|being|now|fully|\w+ed))+) over ?$"
)
_WINDOW = 56
_CLOSING = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<h{i}>{p})" for i, (name, p) in enumerate(_HEDGES_AFTER) if name != "only")
    + r")(?= ?(?:[.,;:)!?\"]| - |$))"
)


def before(plain: str, start: int) -> tuple[str, int]:
    """Return the hedge before a number, and where the whole phrase starts."""
    chain: list[str] = []
    cut = start
    while len(chain) < 3:
        found = _HEDGE_BEFORE.search(plain, max(0, cut - _WINDOW), cut)
        if found is None or _CONTROL_OVER.search(
            plain, max(0, found.start() - 48), found.start() + 5
        ):
            break
        chain.append(_name(found, _HEDGES_BEFORE))
        cut = found.start()
    for names in (_BOUNDING, ("about",), ("only",)):
        for name in chain:
            if name in names:
                return name, cut
    return "", cut


def closing(plain: str, start: int, stop: int) -> str:
    """Return a hedge that closes a phrase ("40% of the city at most"); empty when there is none."""
    for found in _CLOSING.finditer(plain, start, stop):
        return _name(found, _HEDGES_AFTER)
    return ""


def at(plain: str, start: int) -> str:
    """Return a hedge that follows a number at once ("40 percent or more"); empty for none."""
    found = _HEDGE_AFTER.match(plain, start)
    return _name(found, _HEDGES_AFTER) if found else ""


def _name(found: re.Match[str], table: tuple[tuple[str, str], ...]) -> str:
    return next(table[int(key[1:])][0] for key, text in found.groupdict().items() if text)
