"""The command in this process."""

from __future__ import annotations

import pytest

from aleppomap.cli import main


def exit_code(*words):
    """Run the command, which always exits, and return the code it leaves with."""
    with pytest.raises(SystemExit) as caught:
        main([str(word) for word in words])
    return caught.value.code or 0


def run(*words, code=0):
    """Run the command, which is to leave with `code`."""
    assert exit_code(*words) == code
