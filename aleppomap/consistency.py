"""What columns alone cannot say: settings, parties, orders of dates and shares, regions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from aleppomap import dates, schema, vocab
from aleppomap.errors import Fault, correction
from aleppomap.tables import TABLES

__all__ = ["check_meaning", "check_settings"]

_TEXTS = ("id", "name", "time_zone", "default_region", "licence")
_OPTIONAL_TEXTS = ("name_ar", "citation")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
LONGEST_DAYS = 100 * 366
"""A longer period is a slip of the keyboard: every day of it would be drawn."""

_UNIT_OF_KIND = {"share": "percent", "area": "km2", "count": "districts"}
_WHOLE = 1 + 1e-6

Report = Callable[[str, Any, str, str, str, str], None]
Tables = Mapping[str, pd.DataFrame]


def check_settings(document: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Check the settings of a territory and its parties.

    Parameters
    ----------
    document
        ``territory.toml`` as parsed.
    file
        Name shown in faults.

    Returns
    -------
    settings : dict
        The ``[territory]`` table with ``parties`` and every day as a `datetime.date`;
        empty when there is any fault.
    faults : list of Fault
        Every fault.
    """
    settings, parties = document.get("territory"), document.get("parties")
    if not isinstance(settings, dict) or not isinstance(parties, list) or not parties:
        return {}, [
            Fault(file, "", "territory, parties", "", "a [territory] and at least one [[parties]]",
                  "Add them.")
        ]  # fmt: skip
    faults: list[Fault] = []

    def fault(key: str, allowed: str, remedy: str = "Correct it.") -> None:
        faults.append(Fault(file, "[territory]", key, _shown(settings.get(key)), allowed, remedy))

    for key in _TEXTS:
        if not _is_text(settings.get(key)):
            fault(key, "text", "Correct it." if key in settings else "Add the setting.")
    for key in _OPTIONAL_TEXTS:
        if settings.get(key, "") != "" and not _is_text(settings[key]):
            fault(key, "text")
    if not _all_texts(settings.get("region_alternatives", [])):
        fault("region_alternatives", "a list of region ids")
    period = settings.get("period")
    days = [_day(value) for value in period] if isinstance(period, list) else []
    ends = [day for day in days if day is not None]
    if len(days) != 2 or len(ends) != 2 or ends[0] > ends[1]:
        fault("period", 'two days in rising order, as ["2016-11-14", "2016-12-22"]',
              "Correct it." if "period" in settings else "Add the setting.")  # fmt: skip
        ends = []
    elif (ends[1] - ends[0]).days > LONGEST_DAYS:
        fault("period", f"at most {LONGEST_DAYS // 366} years")
        ends = []
    dated = {"period": ends}
    for key in ("baseline", "focus_date"):
        if key not in settings:
            if key == "baseline":
                fault(key, "a day as 2016-11-28", "Add the setting.")
            continue
        day = _day(settings[key])
        if day is None or (ends and not ends[0] <= day <= ends[1]):
            fault(key, "a day within the period, as 2016-11-28")
        dated[key] = day
    faults += _party_faults(parties, file)
    starts = document.get("starts", [])
    faults += [
        Fault(file, f"start {number}", "name, date", _shown(start), "a name and a day",
              "Correct the [[starts]] entry.")
        for number, start in enumerate(starts, start=1)
        if not isinstance(start, dict) or not _is_text(start.get("name"))
        or _day(start.get("date")) is None
    ]  # fmt: skip
    whole = {**settings, **dated, "parties": parties, "starts": starts}
    return (whole if not faults else {}), faults


def _party_faults(parties: Sequence[Any], file: str) -> list[Fault]:
    faults = []
    used: set[str] = set()
    for number, party in enumerate(parties, start=1):
        where = f"party {number}"
        if not isinstance(party, dict):
            faults.append(Fault(file, where, "", _shown(party), "a [[parties]] table", "Write it."))
            continue
        name = party.get("party", "")
        if not _is_text(name) or schema.id_error(name):
            faults.append(
                Fault(file, where, "party", _shown(name), schema.ID_ALLOWED, "Correct it.")
            )
        elif name in (vocab.CONTESTED, vocab.UNKNOWN) or name in used:
            faults.append(
                Fault(file, where, "party", name,
                      f"an id used once, not {vocab.CONTESTED} or {vocab.UNKNOWN}",
                      "Give the party an id of its own.")
            )  # fmt: skip
        used.add(str(name))
        checks = (
            ("name", _is_text(party.get("name")), "text"),
            ("name_ar", party.get("name_ar", "") == "" or _is_text(party["name_ar"]), "text"),
            ("aliases", _all_texts(party.get("aliases", [])), "a list of names"),
            ("colour", _COLOUR.fullmatch(str(party.get("colour"))), "a colour as #0072B2"),
            ("hatch", party.get("hatch", "none") in vocab.HATCHES,
             "one of " + ", ".join(vocab.HATCHES)),
        )  # fmt: skip
        faults += [
            Fault(file, where, key, _shown(party.get(key)), allowed,
                  "Correct it." if key in party else "Add it.")
            for key, good, allowed in checks if not good
        ]  # fmt: skip
    return faults


def check_meaning(settings: Mapping[str, Any], tables: Tables, cells: Sequence[str]) -> list[Fault]:
    """Check parties, orders of dates and shares, regions and claims across the tables.

    Parameters
    ----------
    settings
        As from `check_settings`.
    tables
        Table name to frame of strings.
    cells
        The district ids.

    Returns
    -------
    list of Fault
        Every fault. A cell that is itself malformed is left to `schema.check_table`.
    """
    faults: list[Fault] = []

    def fault(table: str, row: Any, field: str, value: str, allowed: str, remedy: str) -> None:
        faults.append(
            Fault(TABLES[table].file, f"row {int(row) + 2}", field, value, allowed, remedy)
        )

    parties = {str(party["party"]): str(party["name"]) for party in settings["parties"]}
    _check_parties(fault, parties, tables)
    _check_orders(fault, tables)
    _check_synthesis(fault, tables["synthesis"], settings)
    _check_regions(fault, tables["regions"], settings, cells)
    _check_claims(fault, tables["claims"])
    for row, name in tables["accounts"]["account"].items():
        if name == vocab.SYNTHESIS:
            fault("accounts", row, "account", name, "any other id: this one is our own reading",
                  "Rename the account.")  # fmt: skip
    regions = [*tables["regions"]["region"], *cells]
    alternatives = settings.get("region_alternatives", [])
    for key, name in [("default_region", settings["default_region"]),
                      *(("region_alternatives", name) for name in alternatives)]:  # fmt: skip
        if name not in regions:
            faults.append(
                Fault("territory.toml", "[territory]", key, name, "a region of regions.csv",
                      correction("Correct it", name, regions))
            )  # fmt: skip
    return faults


def _check_parties(fault: Report, parties: Mapping[str, str], tables: Tables) -> None:
    for table, columns in {
        "reports": ("from", "to"), "synthesis": ("from", "to"),
        "claims": ("party", "by"), "regions": ("held_by",),
    }.items():  # fmt: skip
        allowed = [*parties, vocab.CONTESTED, vocab.UNKNOWN] if table == "reports" else [*parties]
        for column in columns:
            texts = tables[table][column]
            odd = {t for t in set(texts) if not set(schema.split_list(t)) <= set(allowed)}
            if not odd:
                continue
            for row, text in texts[texts.isin(list(odd))].items():
                for part in schema.split_list(text):
                    if part not in allowed:
                        fault(table, row, column, part, "one of " + ", ".join(allowed),
                              correction("Correct it or add the party to territory.toml",
                                         part, allowed, parties))  # fmt: skip


def _check_orders(fault: Report, tables: Tables) -> None:
    for table, columns in {
        "reports": ("to_share_low", "to_share_high"),
        "synthesis": ("to_share_low", "to_share", "to_share_high"),
        "claims": ("low", "high"),
    }.items():
        for row, record in _records(tables[table], columns):
            given = [text for text in (record[c] for c in columns) if text]
            numbers = _floats(given)
            if len(numbers) == len(given) and numbers != sorted(numbers):
                fault(table, row, ", ".join(columns), " ".join(given), "numbers in rising order",
                      "Swap them.")  # fmt: skip
    _check_published(fault, tables["reports"])
    _check_retractions(fault, tables["reports"])


def _check_retractions(fault: Report, reports: pd.DataFrame) -> None:
    """Check that a speaker takes back what it said itself, and said before."""
    columns = ("report", "account", "reported_on", "retracts")
    said = {record["report"]: record for _, record in _records(reports, columns)}
    for row, record in _records(reports, columns):
        earlier = said.get(record["retracts"])
        if earlier is None:
            continue
        name = record["retracts"]
        if name == record["report"]:
            fault("reports", row, "retracts", name, "another report than itself",
                  "Empty the cell, or name the earlier report.")  # fmt: skip
        elif earlier["account"] != record["account"]:
            fault("reports", row, "retracts", name,
                  f"a report by {record['account']}: only its own speaker takes a report back",
                  f"Empty the cell; that {record['account']} says otherwise than "
                  f"{earlier['account']} is shown beside it.")  # fmt: skip
        elif (
            (before := _day(earlier["reported_on"]))
            and (day := _day(record["reported_on"]))
            and before > day
        ):
            fault("reports", row, "retracts", name, f"a report published by {day}",
                  f"Correct one of the dates; it was published on {before}.")  # fmt: skip


def _check_published(fault: Report, reports: pd.DataFrame) -> None:
    tomorrow = date.today() + timedelta(days=1)  # somewhere it may be tomorrow already
    for row, record in _records(reports, ("date", "reported_on")):
        try:
            stated = dates.parse_edtf(record["date"])
        except ValueError:
            continue
        published = _day(record["reported_on"])
        if published is not None and published > tomorrow:
            fault("reports", row, "reported_on", record["reported_on"], "a day that has come",
                  "Correct the date.")  # fmt: skip
        if published is not None and published < stated.earliest:
            fault("reports", row, "reported_on", record["reported_on"],
                  f"a day from {record['date']} on", "Correct one of the dates.")  # fmt: skip


def _check_synthesis(fault: Report, rows: pd.DataFrame, settings: Mapping[str, Any]) -> None:
    baseline = settings["baseline"]
    opened: dict[str, float] = {}
    for row, record in _records(rows):
        given = [record[column] for column in ("earliest", "date", "latest")]
        days = [day for day in map(_day, given) if day is not None]
        if len(days) < 3:
            continue
        if days != sorted(days):
            fault("synthesis", row, "earliest, date, latest", " ".join(given),
                  "days in rising order", "Correct the dates.")  # fmt: skip
        if record["from"]:
            if days[0] <= baseline:
                fault("synthesis", row, "earliest", given[0], f"a day after {baseline}",
                      "Correct the date, or leave `from` empty on the baseline.")  # fmt: skip
            continue
        if days != [baseline] * 3:
            fault(
                "synthesis",
                row,
                "earliest, date, latest",
                " ".join(given),
                f"{baseline} when `from` is empty",
                "Correct the dates or fill `from`.",
            )
        share = _floats([record["to_share"]])
        if not record["to_share"]:
            fault("synthesis", row, "to_share", "", "a share when `from` is empty", "Fill it.")
        elif share:
            total = opened[record["district"]] = opened.get(record["district"], 0.0) + share[0]
            if total > _WHOLE:
                fault("synthesis", row, "to_share", record["to_share"],
                      f"shares of {record['district']} on {baseline} that add to at most 1",
                      f"Correct them; they add to {total:g}.")  # fmt: skip


def _check_regions(
    fault: Report, rows: pd.DataFrame, settings: Mapping[str, Any], cells: Sequence[str]
) -> None:
    first, last = settings["period"]
    for row, record in _records(rows):
        held, listed = bool(record["held_by"]), bool(record["districts"])
        if held == listed or held != bool(record["held_on"]):
            fault("regions", row, "held_by, held_on, districts", record["region"],
                  "either `held_by` with `held_on`, or `districts`",
                  "Fill the one and empty the other.")  # fmt: skip
        day = _day(record["held_on"])
        if day is not None and not first <= day <= last:
            fault("regions", row, "held_on", record["held_on"], f"a day from {first} to {last}",
                  "Correct the date.")  # fmt: skip
        for part in schema.split_list(record["districts"]):
            name, _, weight = part.removeprefix("-").partition(":")
            number = _floats([weight or "1"])
            known = name in cells or part.partition(":")[0] == "*"
            if not known or not number or not 0 <= number[0] <= 1:
                fault("regions", row, "districts", part, "a district id, `id:0.4`, `-id` or `*`",
                      correction("Correct it", name, cells))  # fmt: skip


def _check_claims(fault: Report, rows: pd.DataFrame) -> None:
    for row, record in _records(rows):
        if bool(record["low"]) != bool(record["high"]):
            fault("claims", row, "low, high", record["low"] or record["high"],
                  "both ends, the same for a single number", "Fill the other.")  # fmt: skip
        as_of, since = _day(record["as_of"]), _day(record["since"])
        if as_of is not None and since is not None and since >= as_of:
            fault("claims", row, "since", record["since"], f"a day before {record['as_of']}",
                  "Correct one of the dates.")  # fmt: skip
        unit = _UNIT_OF_KIND.get(record["kind"])
        if unit is None or not record["low"]:
            continue
        if record["unit"] != unit:
            fault(
                "claims",
                row,
                "unit",
                record["unit"],
                f"{unit} for a claim of kind {record['kind']}",
                "Correct the unit or the kind.",
            )
        if not record["party"]:
            fault("claims", row, "party", "", "who lost or holds it, where there is a number",
                  "Fill the cell.")  # fmt: skip
        if record["measure"] == "gained" and not record["by"]:
            fault("claims", row, "by", "", "who took it, when the measure is gained",
                  "Fill the cell, or use the measure taken.")  # fmt: skip
        if record["measure"] == "taken" and record["by"]:
            fault("claims", row, "by", record["by"],
                  "nothing, as the measure taken leaves open who took it",
                  "Empty the cell, or use the measure gained.")  # fmt: skip


def _records(
    frame: pd.DataFrame, columns: Sequence[str] = ()
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield index and cells of each row, those of all columns when none is named."""
    columns = columns or [str(column) for column in frame.columns]
    for row, cells in zip(frame.index, zip(*(frame[c].tolist() for c in columns), strict=True),
                          strict=True):  # fmt: skip
        yield row, dict(zip(columns, cells, strict=True))


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not schema.text_error(value)


def _all_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _day(value: Any) -> Any:
    """Return a day, or None when the value is not one."""
    try:
        return dates.as_day(value)
    except ValueError:
        return None


def _floats(texts: list[str]) -> list[float]:
    """Return texts as numbers; empty when any is not one."""
    try:
        return [float(text) for text in texts]
    except ValueError:
        return []
