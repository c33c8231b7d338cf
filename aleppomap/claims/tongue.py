"""Whether a text is English: the only language whose sentences are read."""

from __future__ import annotations

import re
import unicodedata

from aleppomap.claims.gazetteer import Gazetteer

__all__ = ["NOT_ENGLISH", "is_english"]

NOT_ENGLISH = (
    "Its words are not English, and no other language is read: write the claim in English."
)
"""Why a text is not judged."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENGLISH = _words(
    "the of and by with from at to is are was were be been has have had that this which who "
    "about around nearly almost roughly than more less least most over under between within "
    "half third thirds quarter quarters fifth percent per not all whole part its their his "
    "held hold holds holding lost lose loses losing took take takes taken taking gained gain "
    "gains seized seizes captured captures controlled controls control fell fallen recaptured "
    "retook retaken liberated occupied occupies remains remain left area areas territory "
    "district districts city town towns since after before until during last month week year "
    "rebels rebel army forces government km mi miles square acres"
)
"""Words that tell English: of grammar, and of who holds what; none that is one of `_FOREIGN`."""

_FOREIGN = _words(
    # Spanish, Catalan, Portuguese, Galician
    "de el los las del al una unos unas un y la lo le les que con por para se su sus "
    "más menos casi sobre entre desde hasta ni os dos das da ao aos uma um nas nos "
    "mais quase pelo pela em são foi tem els dels amb als "
    "mitad tercio tercios cuarto cuartos metade terço terços ciento cento kilómetros quilômetros "
    "perdió perdieron tomó tomaron controla controlan controlaba controlaban ocupó ocuparon "
    "ocupan recuperó recuperaron perdeu perderam tomou tomaram controlam conquistó conquistaron "
    "territorio território barrios distritos ciudad cidade superficie "
    # French
    "du des aux et ou dans sur sous avec une leur leurs qui ont moitié quart quarts "
    "perdu perdent perd pris prend prennent repris contrôle contrôlent contrôlait contrôlaient "
    "occupe occupent tient tiennent territoire ville quartiers moins près presque "
    # German, Dutch
    "der das dem ein eine einen einem einer und von vom zum zur mit im ist sind hält halten "
    "hielt hielten verlor verloren eroberte eroberten nahm nahmen kontrolliert kontrollieren "
    "kontrollierte kontrollierten besetzte besetzten hälfte drittel viertel prozent gebiet "
    "gebiets gebietes stadt quadratkilometer het een voor heeft hebben verloor verloren "
    "procent helft stad gebied "
    # Italian
    "il lo gli dei degli della delle dello dal dalla nel nella uno di che hanno perso preso "
    "conquistato controllano controllava controllavano metà terzo terzi chilometri città "
    # Turkish, Polish, Romanian, Swedish and others that write Latin letters
    "yüzde ve ile bu kontrol ediyor kaybetti aldı topraklarının şehrin yarısı "
    "nad przez oraz stracili utracili kontrolują zajęli procent połowę miasta terytorium "
    "pierdut och det att förlorade"
)
"""Words of grammar and of who holds what in tongues that are not read; in no English sentence."""

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_ELIDED = re.compile(r"(?:[dlcnsjm]|qu|dell|nell|all|sull)['’](?=[^\W\d_]{2})", re.IGNORECASE)
"""An article or preposition written with what follows: "d'Alep", "l'armée"."""

_ARTICLES = _words("el los las la le les il lo gli der das den de du het os els")
"""Words that names begin with: "La Puebla"."""

_PARTICLES = _ARTICLES | _words("del y da do dos das di dei della von dem van et des e en")
"""Words that stand inside names, small: "Castellón de la Plana"."""


def is_english(text: str, names: Gazetteer) -> bool:
    """Return whether a text can be read as English; numbers and names alone can.

    Parameters
    ----------
    text
        A phrase or a few sentences.
    names
        Names that say nothing of the language: "La Puebla de Híjar".

    Examples
    --------
    >>> is_english("40 % of the Costa del Sol", Gazetteer())
    True
    >>> is_english("Los nacionales tomaron el 40 %", Gazetteer())
    False
    """
    unnamed = text
    for start, end in [*names.known_spans(text), *(m[:2] for m in names.mentions(text))]:
        unnamed = f"{unnamed[:start]}{'X' * (end - start)}{unnamed[end:]}"
    words = list(_WORD.finditer(unnamed))
    shouted = text.isupper() and len(words) > 2  # else capitals are initials: "UN"
    english = sum(word[0].lower() in _ENGLISH for word in words)
    foreign = sum(
        _is_foreign(word[0])
        and not (word[0].isupper() and len(word[0]) > 1 and not shouted)
        and not _in_a_name(unnamed, words, number)
        for number, word in enumerate(words)
    )
    return foreign <= english


def _is_foreign(word: str) -> bool:
    return (
        word.lower() in _FOREIGN
        or _ELIDED.match(word) is not None
        or not unicodedata.name(word[0], "").startswith("LATIN")
    )


def _in_a_name(text: str, words: list[re.Match[str]], number: int) -> bool:
    """Return whether a word stands in a name: "La Puebla", "Castellón de la Plana"."""
    word = words[number][0]
    later = _beside(text, words, number, 1)
    if word[0].isupper():
        rest = _ELIDED.sub("", word)
        named = word.lower() in _ARTICLES and later[:1].isupper()
        return named or (rest != word and rest[0].isupper())
    rest = _ELIDED.sub("", word)
    inner = later if rest == word and word in _PARTICLES else rest
    return _beside(text, words, number, -1)[:1].isupper() and inner[:1].isupper()


def _beside(text: str, words: list[re.Match[str]], number: int, step: int) -> str:
    """Return the next word that is no particle, where only particles stand between."""
    at = number + step
    while 0 <= at < len(words):
        low, high = sorted((words[at - step], words[at]), key=lambda word: word.start())
        if text[low.end() : high.start()].strip(" -"):
            return ""
        if words[at][0] not in _PARTICLES:
            return words[at][0]
        at += step
    return ""
