"""What every figure shares: its style, its languages, and how it is shown and written."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

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
    "credit_text",
    "name_of",
    "require_language",
    "save_figure",
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
CREDIT_SIZE = 5.5
"""Of the line of sources, in points."""

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


def name_of(party: Party, lang: str) -> str:
    """Return a party's name in a language, in English where it has no other."""
    return party.name_ar if lang == "ar" and party.name_ar else party.name


def credit_text(control: Control, width_in: float) -> str:
    """Return the sources as lines that fit under a figure of some width in inches.

    A control without districts has no accounts to name.
    """
    about = control.about
    version = f"data {about.data_version}" if about.data_version else ""
    account = about.account_name if control.cells is not None else ""
    said = " · ".join(filter(None, (account, about.citation, version)))
    if not said:
        return ""
    font = FontProperties(family=_FONT)
    # "$" would be read as mathematics, and is as wide as any letter
    drawn = TextPath((0, 0), said.replace("$", "S"), size=CREDIT_SIZE, prop=font)
    room = 0.92 * width_in * 72 / max(drawn.get_extents().width, 1)
    return "\n".join(textwrap.wrap(said, max(int(len(said) * room), 20)))


def save_figure(figure: Figure, path: str | Path, description: str = "") -> Path:
    """Write a figure whole or not at all, the same bytes for the same figure.

    Parameters
    ----------
    figure
        The figure.
    path
        A ``.png``, ``.svg`` or ``.pdf`` file.
    description
        Alternative text, kept in the file where its format can.

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
        figure.savefig(buffer, format=kind[1:], dpi=160, metadata=metadata)
    return write_atomic(path, buffer.getvalue())
