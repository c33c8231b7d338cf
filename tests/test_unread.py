"""What an extraction leaves out is told: sentences that a reader would have looked at."""

from __future__ import annotations

import json

from aleppomap.claims.extract import extract
from aleppomap.claims.unread import unread_in
from aleppomap.report import article_ledger
from aleppomap.territory import load

READ = "The army captured six districts."
LEFT = [
    "Masaken Hanano was quiet on Friday.",
    "Shells hit three districts.",
    "Snow covered half of the city.",
]
NOTHING = ["It rained.", "The talks took 12 days.", "He called on 200 people."]
TEXT = " ".join([READ, LEFT[0], NOTHING[0], LEFT[1], *NOTHING[1:], LEFT[2]])


def test_a_sentence_with_a_place_or_a_number_of_ground_is_told_where_it_stands():
    left = unread_in(TEXT, extract(TEXT, load()), load())
    assert [one.sentence for one in left] == LEFT
    assert [TEXT[one.start : one.end] for one in left] == LEFT


def test_without_a_territory_no_place_is_known():
    assert [one.sentence for one in unread_in(TEXT, extract(TEXT))] == LEFT[1:]


def test_what_is_read_is_not_told():
    assert unread_in(READ, extract(READ, load()), load()) == []
    assert unread_in("", [], load()) == []


def test_extract_tells_and_its_json_carries_them(run, tmp_path):
    article = tmp_path / "article.txt"
    article.write_text(TEXT, "utf-8")
    code, out, err = run("extract", article, "--format", "json")
    assert code == 0
    assert [one["sentence"] for one in json.loads(out)["unread"]] == LEFT
    assert err.startswith("3 sentences name a number of ground or a known place and were not read")
    assert all(f"“{sentence}”" in err for sentence in LEFT)
    assert not any(sentence in err for sentence in [READ, *NOTHING])


def test_every_number_left_is_listed_and_five_that_only_name_a_place(run, tmp_path):
    article = tmp_path / "article.txt"
    article.write_text(" ".join(f"Shells hit {n} districts." for n in range(2, 9)), "utf-8")
    _, _, err = run("extract", article)
    assert err.count("Shells hit") == 7 and "more" not in err
    places = " ".join(f"Shaar was quiet on day {n}." for n in range(2, 9))
    article.write_text(f"{places} {LEFT[1]}", "utf-8")
    _, _, err = run("extract", article)
    assert err.index(LEFT[1]) < err.index("Shaar was")
    assert err.count("Shaar was") == 4 and "and 3 more that name places" in err
    article.write_text(READ, "utf-8")
    assert run("extract", article)[2] == ""
    article.write_text(LEFT[1], "utf-8")
    assert run("extract", article)[2].startswith("1 sentence names")


def test_a_report_tells_and_its_json_says_where(run, tmp_path):
    article, output = tmp_path / "article.txt", tmp_path / "article.json"
    article.write_text(TEXT, "utf-8")
    code, _, err = run("report", article, "--date", "2016-11-28", "-o", output)
    assert code == 0 and LEFT[0] in err
    document = json.loads(output.read_text("utf-8"))
    assert [TEXT[start:end] for start, end in document["unread"]] == LEFT
    assert LEFT[0] not in output.read_text("utf-8")  # the text is somebody's


def test_a_ledger_of_the_table_leaves_nothing_out():
    assert article_ledger(READ, "2016-11-28").unread == ()
