"""The command's groups, its options, and how its errors are said."""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import Any

import typer

from aleppomap.errors import AleppoMapError, AleppoMapWarning

GROUPS = {
    "checking": ("check",),
    "extracting": ("extract",),
    "showing": ("area", "explain", "list"),
    "mapping": ("map",),
    "files": ("validate", "prepare", "demo"),
    "formats": ("convert", "init", "export"),
    "fetching": ("sources", "fetch", "archive"),
    "figuring": ("figure",),
    "reporting": ("report",),
    "series": ("series", "changes", "tag"),
}
"""File to its commands: a command loads its own file and no other."""


def application(command: str = "") -> typer.Typer:
    """Return the app: with one command's file when it is known, with all of them otherwise."""
    app = typer.Typer(
        name="aleppomap",
        help="Who held what, when, according to whom, and does the published number add up?",
        no_args_is_help=True,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    for name, commands in GROUPS.items():
        if command in commands or not any(command in group for group in GROUPS.values()):
            importlib.import_module(f"aleppomap.cli.{name}").register(app)
    return app


def _root() -> None:
    """Who held what, when, according to whom, and does the published number add up?"""


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
        application(words[0] if words else "")(args=words, prog_name="aleppomap")
    except AleppoMapError as error:
        if debug:
            raise
        sys.stderr.write(f"error: {error}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()


def _say_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    sys.stderr.write(f"note: {message}\n")
