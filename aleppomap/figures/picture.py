"""What every figure shares: its style, its languages, and how it is shown and written."""

from __future__ import annotations

import io
import json
import textwrap
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from aleppomap.atomic import write_atomic
from aleppomap.errors import AleppoMapError
from aleppomap.snapshot import Control, Party

__all__ = [
    "CREDIT_SIZE",
    "INK",
    "PAPER",
    "QUIET",
    "STYLE",
    "Picture",
    "account_of",
    "credit_text",
    "day_of",
    "name_of",
    "require_language",
    "require_width",
    "save_figure",
    "title_of",
    "words_of",
]

LANGUAGES = ("en", "ar")
INK, QUIET, PAPER = "#1d1d1b", "#66665f", "#fdfdfb"
_FONT = "DejaVu Sans"
STYLE: Any = {
    "font.family": _FONT,
    "font.size": 9.0,
    "axes.facecolor": PAPER,
    "hatch.linewidth": 0.5,
    "svg.hashsalt": "aleppomap",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "text.parse_math": False,  # a "$" in the data is a "$"
    "axes.spines.top": False,
    "axes.spines.right": False,
}
CREDIT_SIZE = 6.5
"""Of the line of sources, in points."""

LEAST_MM, MOST_MM = 60, 1000
"""Widths in millimetres that a figure can have."""

_FORMATS = (".png", ".svg", ".pdf")


class Picture(Figure):
    """A figure that a notebook shows by itself, without pyplot."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with mpl.rc_context(STYLE):
            self.savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()


def require_language(lang: str) -> None:
    """Refuse a language there are no words in.

    Raises
    ------
    AleppoMapError
        With the languages there are.
    """
    if lang not in LANGUAGES:
        raise AleppoMapError(f"no language {lang!r}; a figure speaks {' or '.join(LANGUAGES)}")


def require_width(width_mm: float | None) -> None:
    """Refuse a width that letters of a readable size do not fit in, or that fits no sheet.

    Raises
    ------
    AleppoMapError
        With the widths there are.
    """
    if width_mm is not None and not LEAST_MM <= width_mm <= MOST_MM:
        raise AleppoMapError(f"no width of {width_mm:g} mm; give {LEAST_MM} to {MOST_MM}")


@cache
def words_of(lang: str) -> dict[str, Any]:
    """Return the words of the pages in a language: a picture says the same things alike."""
    table = resources.files("aleppomap").joinpath("maps", "words", f"{lang}.json")
    words: dict[str, Any] = json.loads(table.read_text("utf-8"))
    return words


def title_of(control: Control, lang: str) -> str:
    """Return the control's title in a language, in English where it has no other."""
    return (control.about.title_ar if lang == "ar" else "") or control.about.title


def day_of(day: date, lang: str) -> str:
    """Return a day in words.

    Examples
    --------
    >>> day_of(date(2016, 11, 28), "en")
    '28 November 2016'
    """
    return f"{day.day} {words_of(lang)['months'][day.month - 1]} {day.year}"


def account_of(control: Control, lang: str) -> str:
    """Return whose account it is; empty for a control without districts, that has none."""
    if control.cells is None:
        return ""
    name = control.about.account_name
    english = str(words_of("en")["synthesis"])
    return str(words_of(lang)["synthesis"]) if name == english else name


def name_of(party: Party, lang: str) -> str:
    """Return a party's name in a language, in English where it has no other."""
    return party.name_ar if lang == "ar" and party.name_ar else party.name


def credit_text(control: Control, width_in: float, lang: str = "en") -> str:
    """Return the sources as lines that fit under a figure of some width in inches.

    A control without districts has no accounts to name.
    """
    about = control.about
    version = f"data\N{NO-BREAK SPACE}{about.data_version}" if about.data_version else ""
    account, last = account_of(control, lang), ""
    if lang != "en" and version:  # on a line of its own: no line runs both ways
        number = f"\N{LEFT-TO-RIGHT MARK}{about.data_version}\N{LEFT-TO-RIGHT MARK}"
        version = words_of(lang)["version"].format(version=number).rstrip(".")
        last = " · ".join(filter(None, (account, version)))
        account = version = ""
    said = " · ".join(filter(None, (account, about.citation, version)))
    if not said:
        return last
    font = FontProperties(family=_FONT, size=CREDIT_SIZE)
    wide, _, _ = text_to_path.get_text_width_height_descent(said, font, ismath=False)
    room = 0.92 * width_in * 72 / max(wide, 1)
    most = max(int(len(said) * room), 20)
    count = len(textwrap.wrap(said, most))
    # lines of one length: none is left with a word or two
    even = (textwrap.wrap(said, width) for width in range(max(len(said) // count, 1), most))
    lines = next((lines for lines in even if len(lines) == count), textwrap.wrap(said, most))
    return "\n".join([*lines, *filter(None, [last])])


def save_figure(figure: Figure, path: str | Path, description: str = "", dpi: int = 160) -> Path:
    """Write a figure whole or not at all, the same bytes for the same figure.

    Parameters
    ----------
    figure
        The figure.
    path
        A ``.png``, ``.svg`` or ``.pdf`` file.
    description
        Alternative text, kept in the file where its format can.
    dpi
        Dots an inch; for a ``.png``.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    AleppoMapError
        If the format is another, or the file cannot be written.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in _FORMATS:
        raise AleppoMapError(f"{path.name}: a figure is {', '.join(_FORMATS)}")
    metadata: dict[str, Any] = {
        ".png": {"Software": None, "Description": description},
        ".svg": {"Date": None, "Creator": "aleppomap", "Description": description},
        ".pdf": {"CreationDate": None, "Producer": None, "Creator": "aleppomap",
                 "Subject": description},
    }[kind]  # fmt: skip
    buffer = io.BytesIO()
    with mpl.rc_context(STYLE):
        figure.savefig(buffer, format=kind[1:], dpi=dpi, metadata=metadata)
    return write_atomic(path, buffer.getvalue())
