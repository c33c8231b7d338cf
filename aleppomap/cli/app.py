"""The command's files, its help, and how its errors are said."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

import aleppomap
from aleppomap.errors import AleppoMapError, AleppoMapWarning, NotFound, suggestion

COMMANDS = {
    "demo": "files",
    "check": "checking",
    "extract": "extracting",
    "report": "reporting",
    "map": "mapping",
    "figure": "figuring",
    "area": "showing",
    "explain": "showing",
    "list": "showing",
    "validate": "files",
    "init": "formats",
    "prepare": "files",
    "convert": "formats",
    "export": "formats",
    "sources": "fetching",
    "fetch": "fetching",
    "archive": "fetching",
    "series": "series",
    "changes": "series",
    "tag": "tagging",
}
"""Command to its file, in the order of the help: a command loads its own file and no other."""

BEGIN_WITH = """\b
Begin with:
  aleppomap demo -o out
  aleppomap check --text "about 40% of the militant-held part" --date 2016-11-28
  aleppomap explain "Masaken Hanano" 2016-11-26

The --help of every command has an example.
"""

_NOT_A_CHOICE = re.compile(r"'(?P<given>.*)' is not one of '(?P<known>.*)'")


class Command(TyperCommand):
    """A command whose choices have near-miss suggestions, as its names do."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words, and say what a misspelt choice may have meant."""
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            if found := _NOT_A_CHOICE.search(error.message):
                near = suggestion(found["given"], found["known"].split("', '"))
                error.message = found[0] + (near if "did you mean" in near else "")
            raise


def application(command: str = "") -> typer.Typer:
    """Return the app: with one command's file when it is known, with all of them otherwise."""
    app = typer.Typer(
        name="aleppomap",
        help="Who held what, when, according to whom, and does the published number add up?",
        epilog=BEGIN_WITH,
        no_args_is_help=True,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    files = [COMMANDS[command]] if command in COMMANDS else dict.fromkeys(COMMANDS.values())
    for name in files:
        importlib.import_module(f"aleppomap.cli.{name}").register(app)
    app.registered_commands.sort(key=lambda info: list(COMMANDS).index(str(info.name)))
    for info in app.registered_commands:
        text, *examples = re.split(r"\n+Example: ", inspect.getdoc(info.callback) or "")
        info.cls = Command
        info.short_help = text.split("\n\n")[0]  # whole: the list wraps it
        # The mark keeps each example on a line of its own, to be copied.
        info.help = "\n".join([text, "", "\b", *(f"Example: {example}" for example in examples)])
    return app


_OF_TERRITORY = ("claim", "district", "account", "party", "region")
_PLACED = ("--territory", "--control", "--series", "--reports", "--districts")
"""What names another place than the bundled one."""


def _say_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"aleppomap {aleppomap.__version__}\n")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
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
        application(words[0] if words else "")(args=words or ["--help"], prog_name="aleppomap")
    except AleppoMapError as error:
        if debug:
            raise
        sys.stderr.write(f"error: {error}{_other_place(error, words)}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()


def _other_place(error: AleppoMapError, words: list[str]) -> str:
    """Return where else a name may be, when the bundled territory was asked inside another."""
    asked = any(word.partition("=")[0] in _PLACED for word in words)
    if asked or not isinstance(error, NotFound) or error.kind not in _OF_TERRITORY:
        return ""
    if not Path("territory.toml").is_file():
        return ""
    return "\nThe bundled territory was asked; for the one you are in, add: --territory ."


def _say_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    sys.stderr.write(f"note: {message}\n")
