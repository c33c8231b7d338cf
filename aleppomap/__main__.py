"""``python -m aleppomap``, for where the command is not on the path."""

from aleppomap.cli import main

main()
