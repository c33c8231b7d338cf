"""``aleppomap map``: what the command hands to the page."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from aleppomap import territory
from aleppomap.claims.checking import check
from aleppomap.cli.app import application
from aleppomap.cli.mapping import claim_note
from aleppomap.errors import AleppoMapError

CLAIM = "russian-centre-1128-about-40"


def written(tmp_path, *words):
    path = tmp_path / "map.html"
    ran = CliRunner().invoke(application(), ["map", "-o", str(path), *words])
    assert ran.exit_code == 0, ran.output
    text = path.read_text("utf-8")
    return text, json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])


def test_a_claim_is_drawn_with_what_its_verdict_counts(tmp_path):
    text, data = written(tmp_path, "--claim", CLAIM, "--back", "verdicts.html")
    verdict = check(CLAIM)
    names = [row[0] for row in data["cells"]]
    counted = {names[number] for number in data["note"]["numerator"]}
    assert counted == set(verdict.headline.districts)
    assert counted <= {names[number] for number in data["note"]["denominator"]}
    assert data["dates"][data["opening"]["day"]] == verdict.claim.as_of.isoformat()
    assert verdict.ours in data["note"]["verdict"]
    assert '<a href="verdicts.html">' in text


def test_a_claim_without_a_day_has_no_map():
    place = territory.load()
    undated = place.claims.index[place.claims["as_of"] == ""]
    for claim in undated[:1]:
        with pytest.raises(AleppoMapError, match="names no day"):
            claim_note(place, claim)


def test_period_accounts_comparison_and_language(tmp_path):
    _, data = written(
        tmp_path, "--from", "2016-11-20", "--to", "2016-11-30", "--account", "sohr",
        "--account", "russian-centre", "--lang", "ar",
        "--compare", "A=2016-11-20,B=sohr@2016-11-28",
    )  # fmt: skip
    assert (data["dates"][0], data["dates"][-1]) == ("2016-11-20", "2016-11-30")
    assert [account["id"] for account in data["accounts"]] == [
        "synthesis", "sohr", "russian-centre"
    ]  # fmt: skip
    assert data["pinned"] == {"day": 0, "account": 1}
    assert data["opening"] == {"day": 8, "account": 1}
    assert data["lang"] == "ar" and data["days"][0][1] == "20 تشرين الثاني"


def test_a_comparison_that_cannot_be_read_is_a_usage_error(tmp_path):
    path = str(tmp_path / "map.html")
    ran = CliRunner().invoke(application(), ["map", "-o", path, "--compare", "2016-11-14"])
    assert ran.exit_code == 2
