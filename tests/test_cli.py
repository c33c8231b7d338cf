"""The command in process: what it prints, where, and how it exits."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import aleppomap as am
from aleppomap.cli import main
from aleppomap.cli.app import COMMANDS, application
from aleppomap.errors import AleppoMapError
from aleppomap.sources import known_sources
from tests import small

PHRASE = ("check", "--text", "about 40% of the militant-held part", "--date", "2016-11-28")
VERDICT_KEYS = {
    "claim_id", "kind", "text", "date", "rating", "robustness", "hinges_on", "direction", "stated",
    "hedge", "unit", "low", "best", "high", "n_readings", "readings", "reports",
    "reason",
}  # fmt: skip
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    claims = [small.claim("sixty", "2020-03-07", 60), small.claim("ninety", "2020-03-07", 90)]
    return small.write(tmp_path_factory.mktemp("toy"), claims=claims)


def test_check_prints_one_answer_in_full(run, toy):
    ran = run("check", "sixty", "--territory", toy)
    assert ran.code == 0
    assert "about 60" in ran.out
    assert "61.5 %" in ran.out
    assert "partly held districts" in ran.out
    assert ran.err == ""


def test_check_prints_several_with_a_summary(run, toy):
    ran = run("check", "--territory", toy)
    assert ran.code == 0
    assert "[sixty]" in ran.out
    assert "[ninety]" in ran.out
    assert "2 claims: 1 matches and 1 too high" in ran.out


def test_json_is_one_document_and_nothing_else(run, toy):
    ran = run("check", "--territory", toy, "--format", "json")
    document = json.loads(ran.out)
    assert ran.err == ""
    assert set(document) == {"schema", "data_version", "verdicts"}
    assert document["schema"] == 1
    assert document["data_version"]
    assert [verdict["claim_id"] for verdict in document["verdicts"]] == ["sixty", "ninety"]
    for verdict in document["verdicts"]:
        assert set(verdict) >= VERDICT_KEYS
        assert verdict["n_readings"] == len(verdict["readings"])
    first = document["verdicts"][0]
    assert (first["kind"], first["date"], first["stated"], first["hedge"], first["unit"]) == (
        "share", "2020-03-07", [60, 60], "about", "percent",
    )  # fmt: skip
    assert first["best"] == pytest.approx(100 * 1.6 / 2.6, abs=0.01)


def test_csv_and_markdown_are_tables(run, toy):
    printed = run("check", "--territory", toy, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [row["claim"] for row in rows] == ["sixty", "ninety"]
    lines = run("check", "--territory", toy, "--format", "md").out.splitlines()
    assert lines[0].startswith("| claim | day |")
    assert set(lines[1]) == set("| -")
    assert len(lines) == 4


def test_the_bundled_phrase_of_the_article(run):
    ran = run(*PHRASE, "--format", "json")
    (verdict,) = json.loads(ran.out)["verdicts"]
    assert ran.code == 0
    assert verdict["rating"] == "matches"
    assert 35 <= verdict["best"] <= 39


def test_the_claims_of_the_article_are_answered(run):
    ran = run("check", "article-13-about-40-of-militant-held", "--account", "sohr")
    assert ran.code == 0
    assert "%" in ran.out


def test_a_verdict_of_any_word_is_an_answer_unless_it_is_gated_on(run, toy):
    words = ("check", "ninety", "--territory", toy)
    assert run(*words).code == 0
    assert run(*words, "--fail-on", "too-high").code == 1
    assert run(*words, "--fail-on", "too-low").code == 0
    assert run(*words, "--fail-on", "too-low", "--fail-on", "too-high").code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "sixtie"), "no claim 'sixtie'; did you mean sixty?"),
        (("check", "sixty", "--account", "ahs"), "no account 'ahs'; did you mean ash (Radio Ash)?"),
        (("check", "--text", " ", "--date", "2020-03-07"), "the text is empty"),
        (("check", "--text", "60%", "--date", "March"), "'March' is not a day"),
        (("area", "--date", "2021-01-01"), "2021-01-01 is outside the period covered"),
        (("area", "--date", "2020-03-32"), "is not a day: March 2020 has 31 days; write it as"),
        (("area", "--date", "2020-03-07", "--region", "tpo"), "did you mean top (The upper row)?"),
        (("explain", "Squre nw", "2020-03-07"), "did you mean Square nw"),
        (("explain", "nw", "2020-03-21"), "outside the period covered"),
        (("map", "-o", "{tmp}/m.html", "--account", "ahs"), "no account 'ahs'"),
        (("export", "-o", "{tmp}/x.geojson", "--date", "2021-01-01"), "outside the period"),
    ],
)
def test_what_could_not_be_done_says_why_and_exits_1(run, toy, tmp_path, words, said):
    ran = run(*(word.format(tmp=tmp_path) for word in words), "--territory", toy)
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("area",),
        ("explain", "hanano"),
        ("list", "lists"),
        ("check", "--format", "xml"),
        ("check", "--nonsense"),
        ("check", "--fail-on", "wrong"),
        ("check", "article-01", "--text", "40%"),
        ("check", "--date", "2016-11-28"),
        ("prepare", "x.geojson"),
        ("prepare", "x.geojson", "-o", "y.geojson", "--max-gap", "wide"),
        ("map",),
    ],
)
def test_wrong_usage_exits_2(run, words):
    ran = run(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert "Usage: aleppomap" in ran.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(run, command):
    ran = run(command, "--help")
    assert ran.code == 0
    assert f"Example: aleppomap {command}" in ran.out


def test_alone_it_says_what_one_can_begin_with(run):
    alone = run()
    assert alone.code == 0
    said = alone.err + alone.out
    listed = said.partition("Commands:\n")[2].split("\n\n")[0]
    commands = [line.split()[0] for line in listed.splitlines() if line[2] != " "]
    assert sorted(commands) == sorted(COMMANDS)
    sentences = [
        " ".join(words.split()) for words in re.split(r"^  \w+ ", listed, flags=re.MULTILINE)[1:]
    ]
    for command, sentence in zip(commands, sentences, strict=True):
        assert sentence.endswith(".")
        assert sentence.rstrip(".") in " ".join(run(command, "--help").out.split())
    assert "..." not in said.partition("Commands:")[2]
    for command in ("demo -o out", "check --text", "explain"):
        assert f"\n    aleppomap {command}" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_an_example_stands_on_one_line_however_narrow_the_terminal(run, monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "60")
    examples = re.findall(r"Example: (.+)", run(command, "--help").out)
    asked = typer.main.get_command(application(command)).commands[command]
    assert examples
    assert examples == re.findall(r"Example: (.+)", asked.callback.__doc__)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "claim"), "'sources', 'decisions'; did you mean claims?"),
        (("check", "--format", "jsn"), "did you mean json?"),
        (("list", "xyz"), "'sources', 'decisions'\n"),
        (("explian", "sakhour"), "Did you mean 'explain'?"),
        (("map", "-o", "x.html", "--claim", "ninty"), "no claim 'ninty'; did you mean ninety or"),
        (("map", "-o", "x.html", "--tiles", "CartoDB.Positrn"), "did you mean CartoDB.Positron"),
    ],
)
def test_a_misspelt_word_is_told_the_nearest(run, toy, words, said):
    more = ("--territory", toy) if words[0] == "map" else ()
    ran = run(*words, *more)
    assert ran.code in (1, 2)
    assert said in ran.err.replace("\n" + " " * 7, " ")


def shell(script, tmp_path, **more):
    """Run a line in bash with the command on the path."""
    there = tmp_path / "aleppomap"
    there.write_text(f"#!/bin/sh\nexec {sys.executable} -c "
                     "'from aleppomap.cli import main; main()' \"$@\"\n")  # fmt: skip
    there.chmod(0o755)
    paths = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["bash", "-c", script], env=os.environ | paths | more, text=True,
                         capture_output=True, check=True)  # fmt: skip
    return ran.stdout


def test_bash_completes_commands_options_and_choices(tmp_path):
    asked = {"exp": "explain export", "list cl": "claims", "check --fo": "--format",
             "check --format ": "table json csv md"}  # fmt: skip
    script = 'eval "$(aleppomap --show-completion bash)"\n' + "".join(
        f"COMP_WORDS=(aleppomap {words} {last!r}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n"
        '_aleppomap_completion aleppomap; echo "${COMPREPLY[@]}"\n'
        for words, _, last in (line.rpartition(" ") for line in asked)
    )
    assert shell(script, tmp_path).splitlines() == list(asked.values())


def test_zsh_is_told_each_command_with_what_it_does(tmp_path):
    said = shell("aleppomap", tmp_path, _ALEPPOMAP_COMPLETE="complete_zsh",
                 _TYPER_COMPLETE_ARGS="aleppomap expl")  # fmt: skip
    assert (
        '"explain":"Print the reports behind the state of a district on a day, conflicts included."'
        in said
    )


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    "words",
    [
        ("area", "--date", "2016-11-28"),
        ("explain", "Masaken Hanano", "2016-11-26"),
        ("list", "claims"),
        ("list", "sources"),
        ("list", "districts"),
        ("check", "russian-centre-1128-about-40"),
        ("check", "article-01-up-to-40", "article-05-adjacent"),
        ("extract", "article.txt", "--date", "2016-11-28"),
        ("sources",),
    ],
)
def test_what_is_printed_fits_the_terminal_and_breaks_no_address(
    run, monkeypatch, tmp_path, columns, words
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(columns))
    Path("article.txt").write_text("The rebels have lost about 40% of eastern Aleppo.\n" * 3)
    out = run(*words).out
    for line in out.splitlines():
        assert line == line.rstrip()
        assert len(line) <= columns or len(line.split()) == 1  # an address, whole
    for start in re.finditer(r"https?://", out):
        address = out[start.start() :].split()[0]
        assert address in set(am.load().sources["url"]) | set(known_sources()["homepage"])


def test_area_shows_each_number_with_its_range(run, toy):
    # half of nw is contested that day: the Reds hold 0.6 to 1 of it
    out = run("area", "--date", "2020-03-07", "--territory", toy).out
    rows = [line.split() for line in out.splitlines() if line.startswith(("red", "unknown"))]
    assert rows[0][0] == "red"
    assert re.search(r"\d\.\d \(\d\.\d–\d\.\d\)", out)
    assert rows[1][2:] == ["0.0", "0.0"]  # a range of nothing is not shown


def test_extract_prints_each_claim_with_its_words(run, tmp_path):
    article = tmp_path / "a.txt"
    article.write_text("The rebels have lost about 40% of eastern Aleppo, the Observatory said.\n")
    out = run("extract", article, "--date", "2016-11-28").out
    assert out.startswith("share: about 40 %, of eastern-aleppo")
    assert "    “The rebels have lost about 40% of eastern Aleppo, the Observatory said.”\n" in out
    assert "    says the Observatory\n" in out
    assert out.endswith("\n1 claim found.\n")
    document = json.loads(run("extract", article, "--format", "json").out)
    assert document["data_version"] == am.load().data_version
    assert [claim["low"] for claim in document["claims"]] == [40]


def test_a_claim_without_a_number_has_no_empty_table(run):
    ran = run("check", "--text", "most of the militant-held part", "--date", "2016-11-28")
    assert ran.code == 0
    assert "Not checkable" in ran.out
    assert "factor" not in ran.out


def test_debug_lets_the_error_through(toy):
    with pytest.raises(AleppoMapError, match="no claim 'sixtie'"):
        main(["--debug", "check", "sixtie", "--territory", str(toy)])


def test_area_is_in_square_kilometres(run, toy):
    words = ("area", "--date", "2020-03-07", "--region", "blue-held", "--territory", toy)
    document = json.loads(run(*words, "--format", "json").out)
    assert document["date"] == "2020-03-07"
    assert document["region"] == "blue-held"
    areas = {row["holder"]: row for row in document["areas"]}
    assert [areas[h]["best_km2"] for h in ("red", "blue", "green", "unknown")] == pytest.approx(
        [0.6, 1.0, 1.0, 0], abs=1e-3
    )
    assert areas["blue"]["name"] == "The Blues"
    table = run(*words)
    assert "What the Blues held, end of 2020-03-07, Synthesis" in table.out
    assert "The Greens" in table.out


def test_area_by_an_account(run, toy):
    words = ("area", "--date", "2020-03-06", "--territory", toy, "--format", "json")
    ours, ash = (json.loads(run(*words, "--account", a).out) for a in ("synthesis", "ash"))
    blue = [{r["holder"]: r["best_km2"] for r in d["areas"]}["blue"] for d in (ours, ash)]
    assert blue == pytest.approx([2.0, 1.0], abs=1e-3)


def test_explain_prints_state_and_reports(run, toy):
    table = run("explain", "square NW", "2020-03-09", "--territory", toy)
    assert table.out.startswith("Square nw, end of 2020-03-09: held by The Reds")
    assert "Radio Ash" in table.out
    assert table.out.index("It rests on") < table.out.index("Others say")
    document = json.loads(
        run("explain", "nw", "2020-03-09", "--territory", toy, "--format", "json").out
    )
    assert document["district"] == "nw"
    assert [(r["report"], r["stance"]) for r in document["reports"]] == [
        ("ash-nw-60", "behind"), ("cedar-nw", "differs"),
    ]  # fmt: skip


@pytest.mark.parametrize("what", ["districts", "regions", "accounts", "claims", "sources"])
def test_list_lists_each_table(run, toy, what):
    expected = {
        "districts": list(small.SQUARES),
        "regions": [row["region"] for row in small.REGIONS],
        "accounts": ["ash", "birch", "cedar"],
        "claims": ["sixty", "ninety"],
        "sources": ["gazette"],
    }[what]
    document = json.loads(run("list", what, "--territory", toy, "--format", "json").out)
    assert [row[what.removesuffix("s")] for row in document[what]] == expected
    table = run("list", what, "--territory", toy)
    assert table.code == 0
    assert all(name in table.out for name in expected)


def test_list_of_the_bundled_districts_is_complete(run):
    ran = run("list", "districts", "--format", "csv")
    assert len(list(csv.DictReader(io.StringIO(ran.out)))) == 133


def test_validate_finds_nothing_wrong_with_a_sound_folder_or_file(run, toy):
    ran = run("validate", toy)
    assert (ran.code, ran.out) == (0, f"{toy}: no faults\n")
    ran = run("validate", toy / "districts.geojson", "--format", "json")
    assert (ran.code, json.loads(ran.out)["faults"]) == (0, [])
    assert run("validate").code == 0


def test_validate_lists_every_fault_with_its_remedy_and_exits_1(run, tmp_path):
    squares = small.features()
    squares[1]["geometry"]["coordinates"][0].pop()
    reports = [*small.REPORTS, small.report("x", "nv", "purple", "soon", reported_on="2020-03-05")]
    small.write(tmp_path, squares=squares, reports=reports)
    ran = run("validate", tmp_path)
    assert ran.code == 1
    assert ran.err == ""
    lines = ran.out.splitlines()
    assert lines[-1] == f"{tmp_path}: 4 faults"
    for start in (
        "reports.csv · row 9 · date: 'soon'; allowed: a date as 2016-11-26",
        "districts.geojson · feature 2 (ne) · geometry: 'Polygon'; allowed: a closed ring",
        "reports.csv · row 9 · district: 'nv'; allowed: an id in districts. Correct the id or add",
        "reports.csv · row 9 · to: 'purple'; allowed: one of red, blue, green, contested, unknown",
    ):
        assert [line for line in lines if line.startswith(start)], start
    ran = run("validate", tmp_path, "--format", "json")
    assert ran.code == 1
    faults = json.loads(ran.out)["faults"]
    assert len(faults) == 4
    assert all(set(f) == {"file", "where", "field", "value", "allowed", "remedy"} for f in faults)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none", "is neither a folder nor a GeoJSON file"),
        ("none.geojson", "cannot read"),
        ("t.csv", "is neither a folder nor a GeoJSON file"),
    ],
)
def test_validate_of_what_is_not_there(run, tmp_path, name, said):
    (tmp_path / "t.csv").write_text("a,b\n")
    ran = run("validate", tmp_path / name)
    assert ran.code == 1
    assert said in ran.err


def test_every_command_on_a_broken_territory_lists_its_faults(run, tmp_path):
    small.write(tmp_path, reports=[small.report("x", "nv", "red", "2020-03-05")], synthesis=[])
    for words in (("check",), ("area", "--date", "2020-03-05"), ("list", "claims")):
        ran = run(*words, "--territory", tmp_path)
        assert ran.code == 1
        assert ran.out == ""
        assert "1 fault found" in ran.err
        assert "row 2 · district: 'nv'" in ran.err


def raw_squares(path, gap=0.0003):
    def ring(x):
        return [[x, 0], [x + 0.01, 0], [x + 0.01, 0.01], [x, 0.01], [x, 0]]

    features = [
        {
            "type": "Feature",
            "properties": {"district": name},
            "geometry": {"type": "Polygon", "coordinates": [ring(37 + n * (0.01 + gap))]},
        }
        for n, name in enumerate("ab")
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_prepare_closes_the_street_between_two_squares(run, tmp_path):
    raw = raw_squares(tmp_path / "raw.geojson")
    made = tmp_path / "made.geojson"
    ran = run("prepare", raw, "-o", made, "--max-gap", "60")
    assert ran.code == 0
    assert "2 districts" in ran.out
    assert f"wrote {made}" in ran.err
    assert run("validate", made).code == 0
    rings = [f["geometry"]["coordinates"][0] for f in json.loads(made.read_text())["features"]]
    # a street of 33 m: each square takes half
    assert max(lon for lon, _ in rings[0]) == pytest.approx(37.01015, abs=2e-5)
    assert min(lon for lon, _ in rings[1]) == pytest.approx(37.01015, abs=2e-5)


def test_prepare_refuses_what_it_cannot_read(run, tmp_path):
    (tmp_path / "raw.geojson").write_text("{")
    ran = run("prepare", tmp_path / "raw.geojson", "-o", tmp_path / "made.geojson")
    assert ran.code == 1
    assert "cannot read" in ran.err
    document = json.loads(raw_squares(tmp_path / "twice.geojson").read_text())
    document["features"][1]["properties"]["district"] = "a"
    (tmp_path / "twice.geojson").write_text(json.dumps(document))
    ran = run("prepare", tmp_path / "twice.geojson", "-o", tmp_path / "made.geojson")
    assert ran.code == 1
    assert "feature 2 · district: 'a'; allowed: ids used once" in ran.err
    assert not (tmp_path / "made.geojson").exists()


def test_export_writes_a_feature_a_spell_that_partition_time(run, toy, tmp_path):
    path = tmp_path / "control.geojson"
    assert run("export", "-o", path, "--territory", toy).code == 0
    records = [f["properties"] for f in json.loads(path.read_text())["features"]]
    own = sorted((r["start"], r["end"]) for r in records if r["district"] == "nw")
    assert own[0][0] == "2020-03-01"
    assert own[-1][1] == "2020-03-21"
    assert [end for _, end in own[:-1]] == [start for start, _ in own[1:]]


def test_export_of_one_day_is_a_snapshot(run, toy, tmp_path):
    path = tmp_path / "day.geojson"
    assert run("export", "-o", path, "--date", "2020-03-07", "--territory", toy).code == 0
    control = {
        f["properties"]["district"]: f["properties"]["control"]
        for f in json.loads(path.read_text())["features"]
    }
    assert control == {"nw": "red", "ne": "green", "sw": "blue", "se": "red"}


def test_map_writes_one_page(run, toy, tmp_path):
    page = tmp_path / "deep" / "map.html"
    ran = run("map", "-o", page, "--date", "2020-03-07", "--territory", toy)
    assert ran.code == 0
    assert ran.out == ""
    assert f"wrote {page}" in ran.err
    text = page.read_text("utf-8")
    assert "Four Squares" in text
    assert "https://example.org/gazette" in text


def test_a_file_that_cannot_be_written_is_said_plainly(run, toy, tmp_path):
    (tmp_path / "file").write_text("x")
    ran = run("export", "-o", tmp_path / "file" / "x.geojson", "--territory", toy)
    assert ran.code == 1
    assert "error: cannot write" in ran.err


def test_demo_writes_the_map_and_the_verdicts(run, tmp_path):
    ran = run("demo", "-o", tmp_path / "out")
    assert ran.code == 0
    assert "The article of 28 November 2016" in ran.out
    made = {path.name: path for path in (tmp_path / "out").iterdir()}
    assert set(made) == {"aleppo.html", "verdicts.html", "verdicts.md"}
    for path in made.values():
        assert str(path) in ran.out
    verdicts = made["verdicts.md"].read_text("utf-8")
    assert "We compare the number with our own reconstruction" in verdicts
    assert "About 40 % of the militant-held part of the city has been taken." in verdicts


def test_text_from_data_is_never_markup(run, tmp_path):
    nasty = "[red]x[/red] | `y` <b>"
    claim = small.claim("sixty", "2020-03-07", 60, text=nasty)
    other = small.claim("ninety", "2020-03-07", 90)
    small.write(tmp_path, claims=[claim, other])
    assert nasty in run("check", "--territory", tmp_path).out
    assert nasty in run("list", "claims", "--territory", tmp_path).out.replace("\n", " ")
    md = run("check", "--territory", tmp_path, "--format", "md").out
    assert "\\[red]x\\[/red] \\| `y` &lt;b>" in md


def test_validate_finds_the_territory_one_is_in_or_a_table_belongs_to(run, toy, monkeypatch):
    ran = run("validate", toy / "reports.csv")
    assert (ran.code, ran.out) == (0, f"{toy}: no faults\n")
    assert "the folder is validated" in ran.err
    monkeypatch.chdir(toy)
    assert run("validate").out == f"{Path.cwd()}: no faults\n"
    monkeypatch.chdir(toy.parent)
    assert "aleppo: no faults" in run("validate").out


def test_validate_reads_layers_of_other_formats(run, toy, tmp_path):
    layer = tmp_path / "d.gpkg"
    assert run("convert", toy / "districts.geojson", layer).code == 0
    ran = run("validate", layer)
    assert (ran.code, ran.out) == (0, f"{layer}: no faults\n")
    layer.write_bytes(layer.read_bytes()[:200])
    ran = run("validate", layer)
    assert (ran.code, "d.gpkg" in ran.out) == (1, True)


def test_validate_warns_where_no_report_names_a_district(run, tmp_path):
    reports = [small.report("x", "", "red", "2020-03-05")]
    small.write(tmp_path, reports=reports, synthesis=[])
    ran = run("validate", tmp_path)
    assert (ran.code, "none of the reports names a district" in ran.err) == (0, True)


def test_a_claim_of_ground_taken_names_no_taker(run, tmp_path):
    claim = small.claim("sixty", "2020-03-07", 60) | {"measure": "taken", "by": "red"}
    small.write(tmp_path, claims=[claim])
    ran = run("validate", tmp_path)
    assert ran.code == 1
    assert "claims.csv · row 2 · by: 'red'; allowed: nothing, as the measure taken" in ran.out
    assert "use the measure gained" in ran.out


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_table_saved_with_other_separators_is_read_and_said(run, toy, tmp_path, separator, name):
    small.write(tmp_path)
    with (tmp_path / "reports.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with (tmp_path / "reports.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    ran = run("validate", tmp_path)
    assert (ran.code, ran.out) == (0, f"{tmp_path}: no faults\n")
    assert ran.err.count(f"reports.csv is separated by {name}") == 1


def test_a_row_of_another_length_is_one_fault_and_hides_none(run, tmp_path):
    small.write(tmp_path, reports=[*small.REPORTS, small.report("x", "nv", "red", "2020-03-05")])
    lines = (tmp_path / "reports.csv").read_text("utf-8").splitlines()
    lines[1] += ",more"
    (tmp_path / "reports.csv").write_text("\n".join(lines), "utf-8")
    said = run("validate", tmp_path).out.splitlines()
    assert len(said) == 3
    assert said[0].startswith("reports.csv · row 2: ")
    assert "district: 'nv'" in said[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<!DOCTYPE html>\n<html><body>Sign in", "this is a web page"),
        ("", "the file is empty"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a Git LFS pointer"),
    ],
)
def test_what_is_no_geojson_is_called_what_it_is(run, tmp_path, content, said):
    path = tmp_path / "d.geojson"
    path.write_text(content)
    assert said in run("validate", path).out
    assert said in run("prepare", path, "-o", tmp_path / "made.geojson").err


def test_metres_without_a_crs_are_one_fault_with_a_way_out(run, tmp_path):
    document = json.loads(raw_squares(tmp_path / "d.geojson").read_text())
    for feature in document["features"]:
        ring = feature["geometry"]["coordinates"][0]
        ring[:] = [[x * 10_000, 4_000_000 + y * 100_000] for x, y in ring]
    path = tmp_path / "d.geojson"
    path.write_text(json.dumps(document))
    for ran in (run("validate", path), run("prepare", path, "-o", tmp_path / "made.geojson")):
        said = ran.out + ran.err
        assert ran.code == 1
        assert "1 fault" in said
        assert "these are metres, and the file does not say of which CRS" in said
        assert "Set Layer CRS" in said


def test_the_version_is_that_of_the_package(run):
    ran = run("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"aleppomap {am.__version__}\n", "")


def test_a_name_not_found_points_to_the_territory_one_is_in(run, toy, monkeypatch, tmp_path):
    hint = "add: --territory ."
    monkeypatch.chdir(tmp_path)
    assert hint not in run("check", "ash-claim-of-mine").err
    monkeypatch.chdir(toy)
    lost = run("check", "ash-claim-of-mine")
    assert lost.code == 1 and "no claim 'ash-claim-of-mine'" in lost.err and hint in lost.err
    assert hint not in run("check", "ash-claim-of-mine", "--territory", ".").err
