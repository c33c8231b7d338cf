"""Write the pages that come out of code: data dictionary, commands, what the words allow.

``make docs`` runs it; a test holds the pages to what it gives.
"""

from __future__ import annotations

import inspect
import re
import sys
from enum import EnumMeta
from pathlib import Path
from typing import Any, get_args, get_type_hints

import typer

from aleppomap import vocab
from aleppomap.atomic import write_atomic
from aleppomap.cli.app import application
from aleppomap.report.ledger import HEDGE_NOTE, HEDGE_TABLE, RATING_MEANINGS
from aleppomap.tables import TABLES, Column

DOCS = Path(__file__).resolve().parent

KINDS = {
    "id": "id",
    "ids": "ids, separated by `;`",
    "text": "text",
    "url": "http(s) address",
    "day": "day, `2016-11-28`",
    "edtf": "date: day, month, year, `a/b`, `~` or `?` at its end",
    "share": "share, 0 to 1",
    "number": "number",
    "choice": "one of",
}

SETTINGS = {
    "[territory]": {
        "id": (True, "id", "names files made of it"),
        "name": (True, "text", "name shown to readers"),
        "name_ar": (False, "text", "the same in Arabic"),
        "period": (True, "two days", "first and last day that can be asked for"),
        "baseline": (True, "day", "the day whose reports say who held what at the start"),
        "time_zone": (True, "name, `Asia/Damascus`", "whose days the dates are"),
        "focus_date": (False, "day", "the day a map opens on; the last one if left out"),
        "default_region": (True, "id in `regions`", "the area counted over where words name none"),
        "region_alternatives": (False, "list of ids in `regions`",
                                "other areas tried where words name none"),
        "accuracy_m": (False, "metres", "how far off a border may be drawn: for readers; "
                       "`share_sd_from_boundaries` takes it as an argument"),
        "correlation_m": (False, "metres", "over what length such an error persists; likewise"),
        "licence": (True, "text", "licence of the data, shown on what is made of them"),
        "citation": (False, "text", "line of sources, shown on what is made of them"),
    },
    "[[parties]]": {
        "party": (True, "id", "used in the tables"),
        "name": (True, "text", "printed everywhere: keep it neutral"),
        "name_ar": (False, "text", "the same in Arabic"),
        "aliases": (False, "list of texts", "what claims call the party"),
        "colour": (True, "`#0072B2`", "its colour on maps"),
        "hatch": (False, "one of " + ", ".join(f"`{hatch}`" for hatch in vocab.HATCHES),
                  "its pattern, for print and for who does not tell the colours apart"),
    },
    "[[starts]]": {
        "name": (True, "text", "what began"),
        "date": (True, "day", "its first day: “the 13th day” is counted from each start"),
    },
}  # fmt: skip
"""The settings of a territory: whether one is needed, what it looks like, what it means."""

PROPERTIES = {
    "district": (True, "id", "what the tables call it; or the feature's `id`"),
    "name": (False, "text", "name shown to readers"),
    "name_ar": (False, "text", "the same in Arabic"),
    "aliases": (False, "texts, separated by `;`", "other spellings, for finding it"),
    "source": (False, "id in `sources`", "where the polygon is from"),
    "accuracy_m": (False, "metres", "how far off its border may be drawn, for readers"),
}
"""The properties of a district's polygon."""

_EXAMPLE = re.compile(r"^\s*Example: (.+)$", re.MULTILINE)


def cell(text: str) -> str:
    """Return text for a cell of a Markdown table."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def kind_of(column: Column) -> str:
    """Return what a value looks like, in words."""
    words = KINDS[column.kind]
    if column.kind == "choice":
        choices = (f"`{choice}`" if choice else "(empty)" for choice in column.choices)
        words += f" {', '.join(choices)}"
    return words + (f"; in `{column.refers_to}`" if column.refers_to else "")


def data_dictionary() -> str:
    """Return the data dictionary: every column of every table."""
    lines = [
        "# Data dictionary",
        "",
        "A territory is a folder: `territory.toml`, `districts.geojson` and these tables, CSV in "
        "UTF-8 with a header. Columns may stand in any order; an empty cell means *nothing is "
        "said*. `aleppomap validate` names every fault with its row and what to do.",
        "",
        "Generated from `aleppomap/tables.py`; do not edit by hand.",
        "",
    ]
    head = ["| {} | needed | a value is | meaning |", "|---|---|---|---|"]
    lines += ["## territory.toml", ""]
    for section, keys in SETTINGS.items():
        lines += [f"### {section.strip('[]')}", "", *_rows(head, "setting", keys), ""]
    said = "A feature is a district: a polygon in degrees, longitude first, and these properties."
    lines += ["## districts.geojson", "", said, "", *_rows(head, "property", PROPERTIES), ""]
    for table in TABLES.values():
        needed = "may be left out" if table.optional else "is needed"
        lines += [f"## {table.file}", "", f"{table.meaning[0].upper()}{table.meaning[1:]}. "
                  f"Key: `{table.key}`. The table {needed}.", "",
                  "| column | needed | a value is | meaning |", "|---|---|---|---|"]  # fmt: skip
        lines += [
            f"| `{column.name}` | {'yes' if column.required else ''} | {cell(kind_of(column))} "
            f"| {cell(column.meaning)} |"
            for column in table.columns
        ]
        lines.append("")
    return "\n".join(lines)


def _rows(head: list[str], what: str, keys: dict[str, tuple[bool, str, str]]) -> list[str]:
    """Return a table of settings or properties."""
    return [
        head[0].format(what), head[1],
        *(f"| `{key}` | {'yes' if needed else ''} | {cell(kind)} | {cell(meaning)} |"
          for key, (needed, kind, meaning) in keys.items()),
    ]  # fmt: skip


def commands() -> dict[str, Any]:
    """Return every command of the app, in order."""
    return dict(typer.main.get_command(application()).commands)  # type: ignore[attr-defined]


def examples(command: Any) -> list[str]:
    """Return the examples in the help of a command."""
    return _EXAMPLE.findall(inspect.getdoc(command.callback) or "")


def _choices(hint: Any) -> list[str]:
    """Return the values a word may take, where its type lists them."""
    for kind in (hint, *get_args(hint)):
        if isinstance(kind, EnumMeta):
            return [f"`{member.value}`" for member in kind]
    return []


def _parameter(parameter: Any, hint: Any) -> str:
    name = f"`{parameter.name.upper()}`"
    if parameter.param_type_name == "option":
        name = ", ".join(f"`{flag}`" for flag in parameter.opts)
    default = parameter.default
    shown = getattr(default, "value", default)
    plain = isinstance(shown, str | int | float) and not isinstance(shown, bool) and shown != ""
    choices = ", ".join(_choices(hint))
    words = [parameter.help or "", f"One of {choices}." if choices else ""]
    tail = f" Default `{shown}`." if plain else ""
    needed = "yes" if parameter.required else ""
    return f"| {name} | {needed} | {cell(' '.join(filter(None, words)))}{tail} |"


def command_pages() -> str:
    """Return the page of commands: what each does, its words and its examples."""
    lines = [
        "# Commands",
        "",
        "Every command takes `--help`. `--format json` prints JSON and nothing else. Exit codes: "
        "0 answered, whatever the verdict; 1 could not; 2 usage. `--debug` shows a traceback. "
        "`aleppomap --install-completion` completes commands, options and fixed words in your "
        "shell.",
        "",
        "Generated from the commands themselves; do not edit by hand.",
        "",
    ]
    for name, command in commands().items():
        text = _EXAMPLE.sub("", inspect.getdoc(command.callback) or "").strip()
        lines += [f"## aleppomap {name}", "", re.sub(r"\n{2,}", "\n\n", text), ""]
        lines += ["```sh", *examples(command), "```", "", "| word | needed | meaning |",
                  "|---|---|---|"]  # fmt: skip
        hints = get_type_hints(command.callback)
        lines += [_parameter(p, hints.get(p.name)) for p in command.params if p.name != "help"]
        lines.append("")
    return "\n".join(lines)


def words_page() -> str:
    """Return what the words of a claim allow, and what the words of a verdict mean."""
    lines = [
        "# What the words allow",
        "",
        "`v` is the number as stated, `g` its granularity. The verdict *matches* when our best "
        "number lies in the first interval, and is *close* in the second.",
        "",
        "Claims are read in English alone. Of a text in another language the verdict is *cannot "
        "tell*: write the claim in English; names may be in any language.",
        "",
        "| wording | matches in | close in |",
        "|---|---|---|",
        *(f"| {cell(a)} | {cell(b)} | {cell(c)} |" for a, b, c in HEDGE_TABLE),
        "",
        HEDGE_NOTE,
        "",
        "## Verdicts",
        "",
        "| word | when |",
        "|---|---|",
        *(f"| {word.replace('-', ' ')} | {RATING_MEANINGS[word]} |"
          for word in vocab.RATINGS if word in RATING_MEANINGS),
        "",
        "Generated from the code that judges; do not edit by hand. How the intervals came to be: "
        "[readings and hedges](readings.md).",
        "",
    ]  # fmt: skip
    return "\n".join(lines)


PAGES = {
    "reference/data-dictionary.md": data_dictionary,
    "reference/commands.md": command_pages,
    "method/words.md": words_page,
}


def main() -> None:
    """Write every generated page."""
    for name, page in PAGES.items():
        write_atomic(DOCS / name, page())
        sys.stdout.write(f"wrote {name}\n")


if __name__ == "__main__":
    main()
