"""The command's groups, its options, and how its errors are said."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import typer

from aleppomap.cli import (
    checking,
    extracting,
    fetching,
    figuring,
    files,
    formats,
    mapping,
    reporting,
    series,
    showing,
)
from aleppomap.errors import AleppoMapError, AleppoMapWarning

app = typer.Typer(
    name="aleppomap",
    help="Who held what, when, according to whom, and does the published number add up?",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
checking.register(app)
extracting.register(app)
showing.register(app)
mapping.register(app)
files.register(app)
formats.register(app)
fetching.register(app)
figuring.register(app)
reporting.register(app)
series.register(app)


def run(words: list[str], *, debug: bool) -> None:
    """Run the command with the given words and exit: 0 answered, 1 could not, 2 usage.

    Parameters
    ----------
    words
        The words of the command line.
    debug
        Let errors through with their traceback.
    """
    warnings.showwarning = _say_warning
    warnings.simplefilter("always", AleppoMapWarning)
    try:
        app(args=words, prog_name="aleppomap")
    except AleppoMapError as error:
        if debug:
            raise
        sys.stderr.write(f"error: {error}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()


def _say_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    sys.stderr.write(f"note: {message}\n")
