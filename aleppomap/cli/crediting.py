"""Licence and attribution of what a command was given, carried to what it writes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from aleppomap.attribution import Credit, carry_source, credit_of
from aleppomap.layer_writing import WRITTEN
from aleppomap.snapshot import About

__all__ = ["carry", "own_credit", "say_credit"]


def own_credit(about: About) -> Credit:
    """Return what a territory or a series says of itself."""
    return Credit(about.licence, about.citation)


def carry(made_of: Iterable[str | Path], output: Path, own: Credit | None = None) -> None:
    """Write the sources of some files beside what was made of them, and say so.

    Parameters
    ----------
    made_of
        Files; a folder stands for the files in it.
    output
        What was made, already written.
    own
        Licence and attribution of the work itself. Where the format has a place for
        them they stand inside, and a file beside it is written only for what is inherited.
    """
    inputs = list(made_of)
    inherited = credit_of(inputs)
    inside = output.suffix.lower() in WRITTEN
    carry_source(inputs, output, own if inherited or not inside else None)
    say_credit(inherited)


def say_credit(credit: Credit) -> None:
    """Say on stderr what must stand beside the data, and what their terms restrict."""
    if credit.attribution:
        sys.stderr.write(f"attribution: {credit.attribution}\n")
    if credit and credit.redistribution is False:
        sys.stderr.write(
            f"note: the terms of its sources restrict redistribution (licence: {credit.licence}); "
            "read them before you publish or pass it on\n"
        )
