"""The command: parse, call the public API, print."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit: 0 answered, 1 could not, 2 usage.

    Parameters
    ----------
    arguments
        Words of the command line; those of the process when None.
    """
    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    if not debug:
        sys.excepthook = _say_unexpected
    from aleppomap.cli.app import run  # after the hook, so that a broken install is said plainly

    run(words, debug=debug)


def _say_unexpected(kind: type[BaseException], error: BaseException, _: object) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("interrupted\n")
        return
    sys.stderr.write(
        f"unexpected error: {kind.__name__}: {error}\n"
        "This is a fault of aleppomap. Run it again with --debug and report what it says.\n"
    )
