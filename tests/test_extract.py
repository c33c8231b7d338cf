"""Claims found in text: measured on sentences of our own, and pinned case by case."""

from __future__ import annotations

import json
import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aleppomap import vocab
from aleppomap.claims.checking import check
from aleppomap.claims.context import Sentence
from aleppomap.claims.direction import measure_in
from aleppomap.claims.extract import extract
from aleppomap.claims.framing import attribution
from aleppomap.claims.making import claim_from_found
from aleppomap.claims.text import SENTENCE_MAX, flatten, sentences
from aleppomap.errors import AleppoMapError
from aleppomap.report import article_ledger
from aleppomap.territory import load
from tests import claim_sentences

ELSEWHERE = (
    "Damascus", "Raqqa", "Mosul", "Idlib province", "Homs", "the Damascus suburbs", "al-Bab",
    "Eastern Ghouta", "Deir ez-Zor", "Syria", "Syrian territory", "the city of Hama",
    "the town of Douma", "the rebel-held part of Damascus", "the rebel enclave in Daraya",
    "western Aleppo", "Aleppo province", "the Gaza Strip", "Kherson Oblast", "the Bekaa valley",
)  # fmt: skip
VAGUE = (
    "the militant-held part", "the rebel enclave", "the city", "the east", "eastern Aleppo",
    "Aleppo's east", "the pocket", "rebel-held Aleppo", "Aleppo", "Alepo", "Masakan Hanano",
    "their territory", "the area they controlled", "the eastern half of Aleppo",
    "the Syrian rebels' territory", "the Rebel-Held Part", "the besieged area",
    "the northern part of the enclave", "eastern Aleppo in Syria", "the territory on Monday",
    "the city of Aleppo", "the enclave in Operation Dawn of Victory",
)  # fmt: skip
Stated = tuple[str, float | None, float | None, str]


def wanted(specification: str) -> list[Stated]:
    """Read "share 65..70 about; split -"."""
    claims: list[Stated] = []
    for part in filter(None, map(str.strip, specification.split(";"))):
        kind, number, *hedge = part.split(" ", 2)
        low, _, high = number.partition("..")
        ends = (None, None) if number == "-" else (float(low), float(high or low))
        claims.append((kind, *ends, hedge[0] if hedge else ""))
    return claims


def found(text: str) -> list[Stated]:
    return [(c.kind, c.low, c.high, c.hedge) for c in extract(text)]


def scored(table: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Return precision and recall on kind and number, and the share of right hedges."""
    hits = hedged = extra = missed = 0
    for text, specification in table:
        left = wanted(specification)
        for claim in found(text):
            same = [other for other in left if other[:3] == claim[:3]]
            if not same:
                extra += 1
                continue
            match = claim if claim in same else same[0]
            left.remove(match)
            hits += 1
            hedged += match == claim
        missed += len(left)
    return hits / (hits + extra), hits / (hits + missed), hedged / hits


@pytest.mark.parametrize("name", ["HELD_OUT", "TUNING", "LATER"])
def test_precision_recall_and_hedges(name):
    precision, recall, hedges = scored(getattr(claim_sentences, name))
    assert precision >= 0.95
    assert recall >= 0.95
    assert hedges >= 0.95


TRAPS = [
    text
    for table in (claim_sentences.HELD_OUT, claim_sentences.TUNING, claim_sentences.LATER)
    for text, specification in table
    if not specification
]


def test_there_is_a_trap_for_every_two_claims():
    tables = (claim_sentences.HELD_OUT, claim_sentences.TUNING, claim_sentences.LATER)
    claims = sum(len(wanted(s)) for table in tables for _, s in table)
    assert len(TRAPS) >= claims / 2
    assert sum(map(len, tables)) >= 250


@pytest.mark.parametrize("text", TRAPS)
def test_a_trap_gives_nothing(text):
    assert found(text) == []


@pytest.mark.parametrize("text", [text for text, _ in claim_sentences.HELD_OUT])
def test_offsets_lead_back_to_the_words(text):
    padded = f"Thousands fled.  {text} More followed."
    for claim in extract(padded):
        assert claim.sentence == text
        assert text.find(padded[claim.start : claim.end]) >= 0
        assert claim.kind in vocab.KINDS
        assert claim.hedge in vocab.HEDGES


@pytest.mark.parametrize(
    ("phrase", "claim"),
    [
        ("40 per cent", (40, 40, "")),
        ("40 percent or more", (40, 40, "at least")),
        ("40%, if not more,", (40, 40, "at least")),
        ("40-plus percent", (40, 40, "more than")),
        ("some 40%", (40, 40, "about")),
        ("an estimated 40%", (40, 40, "about")),
        ("by some estimates as much as 40%", (40, 40, "up to")),
        ("not more than 40%", (40, 40, "at most")),
        ("just under 40%", (40, 40, "less than")),
        ("just over 40%", (40, 40, "more than")),
        ("barely 40%", (40, 40, "only")),
        ("almost half", (50, 50, "nearly")),
        ("half or so", (50, 50, "about")),
        ("a third", (33.33, 33.33, "")),
        ("two-thirds", (66.67, 66.67, "")),
        ("three quarters", (75, 75, "")),
        ("between 65 and 70 percent", (65, 70, "")),
        ("65–70 %", (65, 70, "")),
        ("65 to 70 per cent", (65, 70, "")),
        ("between a third and half", (33.33, 50, "")),
        ("41.5 percent", (41.5, 41.5, "")),
        ("41,5 %", (41.5, 41.5, "")),
        ("⅔", (66.67, 66.67, "")),
        ("４０％", (40, 40, "")),
        ("٤٠٪", (40, 40, "")),
        ("seventy-five per cent", (75, 75, "")),
        ("only about 10 percent", (10, 10, "about")),
    ],
)
def test_a_share_as_worded(phrase, claim):
    text = f"The rebels have lost {phrase} of the province."
    assert found(text) == [("share", *claim)]


@pytest.mark.parametrize(
    ("words", "low", "unit"),
    [
        ("20 km²", 20, "km2"),
        ("1,250 hectares", 1250, "ha"),
        ("1 250 square kilometres", 1250, "km2"),
        ("1.5 square miles", 1.5, "mi2"),
        ("two and a half sq km", 2.5, "km2"),
    ],
)
def test_an_area_keeps_the_unit_it_was_stated_in(words, low, unit):
    [claim] = extract(f"Troops have captured {words}.")
    assert (claim.kind, claim.low, claim.unit) == ("area", low, unit)


def test_a_second_unit_in_brackets_is_the_same_figure():
    assert found("They seized 100 square miles (259 square km) of desert.") == [
        ("area", 100, 100, "")
    ]


@pytest.mark.parametrize(
    ("words", "number", "unit"),
    [
        ("half a dozen districts", 6, "districts"),
        ("a dozen villages", 12, "villages"),
        ("twenty-one townships", 21, "townships"),
        ("thirty-two of forty neighborhoods", 32, "neighbourhoods"),
        ("11 of the 14 local government areas", 11, "local government areas"),
        ("six of the region's eight cities", 6, "cities"),
    ],
)
def test_a_count_names_what_it_counts(words, number, unit):
    [claim] = extract(f"The army has retaken {words}.")
    assert (claim.kind, claim.low, claim.unit) == ("count", number, unit)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("The army captured 12 villages.", "taken"),
        ("The army lost 12 villages.", "lost"),
        ("The army still holds 12 villages.", "held"),
        ("The pocket has shrunk by 40 percent.", "lost"),
        ("The pocket has been reduced to 40 percent.", "held"),
    ],
)
def test_the_verb_turns_the_direction_not_the_number(text, measure):
    [claim] = extract(text)
    assert claim.measure == measure
    assert claim.low in (12, 40)


@pytest.mark.parametrize(
    "text",
    [
        "The general denied that a third of the town had fallen.",
        "The ministry rejected claims that rebels took 12 towns.",
        "There is no truth in reports that half the city was captured.",
        "The rebels did not capture six villages.",
    ],
)
def test_denials(text):
    [claim] = extract(text)
    assert claim.negated


def test_a_bound_is_no_denial():
    [claim] = extract("Rebels hold not more than 30 percent of the province.")
    assert not claim.negated


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The attack threatened to split the enclave.", "threatened"),
        ("The general plans to capture 12 villages.", "intended"),
        ("The army will take 12 villages.", "future"),
        ("The rebels could lose half the city.", "possible"),
        ("The rebels lost half the city.", ""),
        ("In its push to retake the province, the army seized 12 villages.", ""),
    ],
)
def test_modality(text, word):
    [claim] = extract(text)
    assert claim.modality == word


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The ministry said 12 villages had fallen.", "The ministry"),
        ("On Monday, the monitor reported that 12 villages had fallen.", "the monitor"),
        ("Half the town fell, according to local officials.", "local officials"),
        ("Half the town fell, a commander said.", "a commander"),
        ("The centre - one man - said half the town fell.", "The centre"),
        ("Half the town fell.", ""),
    ],
)
def test_attribution(text, speaker):
    assert attribution(text) == speaker
    assert extract(text)[0].attributed_to == speaker


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("on Sunday", date(2016, 11, 27)),
        ("on Monday", date(2016, 11, 28)),
        ("on Tuesday", date(2016, 11, 22)),
        ("over the weekend", date(2016, 11, 27)),
        ("yesterday", date(2016, 11, 27)),
        ("on 26 November", date(2016, 11, 26)),
        ("on November 26, 2016", date(2016, 11, 26)),
        ("on 3 December", date(2015, 12, 3)),
        ("on 2016-11-25", date(2016, 11, 25)),
        ("on 31 February", None),
        ("last spring", None),
    ],
)
def test_days_are_resolved_against_publication(when, day):
    [claim] = extract(f"The army took 12 villages {when}.", published="2016-11-28")
    assert claim.date == day


def test_a_weekday_without_publication_stays_unresolved():
    assert extract("The army took 12 villages on Sunday.")[0].date is None


class TestOfAleppo:
    def test_denominator_subject_and_places_by_id(self):
        text = "Syrian government forces hold 60% of the militant-held part after taking Hanano."
        [claim] = extract(text, load())
        assert claim.denominator == "opposition-held-2016-11-14"
        assert claim.subject == "government"
        assert claim.places == ("hanano",)

    @pytest.mark.parametrize("spelling", ["Baadeen", "Baadeeen", "Ba'adeen", "Ba’edeen"])
    def test_transliterations(self, spelling):
        [claim] = extract(f"The army took four districts, {spelling} among them.", load())
        assert claim.places == ("baadeen",)

    def test_an_adjective_of_origin_is_no_place(self):
        assert extract("The Syrian army took four districts.", load())[0].places == ()

    def test_an_unknown_denominator_stays_in_its_own_words(self):
        [claim] = extract("Rebels lost 40% of the western countryside.", load())
        assert claim.denominator == "the western countryside"

    def test_no_denominator_is_invented(self):
        assert extract("Rebels now control 40 percent.", load())[0].denominator == ""


def test_json_has_the_published_keys():
    [claim] = extract("Rebels hold about a third of the city.", published="2020-01-01")
    values = json.loads(json.dumps(claim.as_dict()))
    assert set(values) == {
        "kind", "low", "high", "hedge", "unit", "grain", "subject", "measure", "denominator",
        "places", "date", "attributed_to", "negated", "modality", "start", "end", "phrase",
        "sentence", "rule", "since", "whole_km2", "unsaid",
    }  # fmt: skip
    assert (values["low"], values["high"]) == (33.33, 33.33)


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\t", "\x00\x01\xff", "\ud800", "captured 1e309 % of the city",
        "captured 250 % of the city", "captured -5 % of the city", "captured −5 % of the city",
        "captured 1/0 of the city", "captured 99999999999999999999 villages", "%", "of of of",
    ],
)  # fmt: skip
def test_bad_input_gives_no_claim(text):
    assert extract(text) == []


def test_bidirectional_controls_hide_nothing_and_move_nothing():
    text = "Rebels lost \u202e40\u202c\u200f% of the city."
    [claim] = extract(text)
    assert claim.low == 40
    assert text[claim.start : claim.end] == "40\u202c\u200f% of the city"


def test_mixed_scripts():
    [claim] = extract("القوات captured 40٪ of the city, по данным штаба.")
    assert (claim.low, claim.unit) == (40, "percent")


def test_too_long_a_text_is_refused():
    with pytest.raises(AleppoMapError, match="at most"):
        extract("a" * 20_000_001)


@pytest.mark.parametrize(
    "unit",
    ["a", "1", ".", ",", "-", " ", "\n", '."', "of ", "1,000,", "half a ", "captured 40% of the ",
     "said the ", "Abc Def ", "front line along ", "\u0301", "handed over the "],
)  # fmt: skip
def test_time_grows_with_length_and_no_faster(unit):
    def spent(size: int) -> float:
        text = unit * (size // len(unit))
        begun = time.process_time()
        extract(text)
        return time.process_time() - begun

    spent(2_000)
    assert spent(80_000) < 20 * spent(20_000) + 0.25


def test_an_article_takes_a_moment():
    text = " ".join(text for text, _ in claim_sentences.TUNING)
    article = f"{text} " * (5_000 // len(text.split()) + 1)
    begun = time.process_time()
    assert extract(article)
    assert time.process_time() - begun < 2.0  # 0.3 s on a quiet machine; this only guards the order


@given(st.text(max_size=300))
def test_any_text_gives_claims_inside_it(text):
    for claim in extract(text):
        assert 0 <= claim.start < claim.end <= len(text)


@given(st.text(max_size=200))
def test_plain_text_never_loses_its_place(text):
    plain = flatten(text)
    assert len(plain.text) == len(plain.lower)
    for i in range(len(plain.text)):
        start, end = plain.original(i, i + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(alphabet="Ab1. \n!?", max_size=3_000))
def test_sentences_are_apart_in_order_and_short(text):
    spans = list(sentences(text))
    assert all(0 < end - start <= SENTENCE_MAX for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_verb_governs_across_a_list_but_not_across_another_verb():
    sentence = Sentence(flatten("they captured two villages and shelled four others"))
    assert sentence.governor(14, 26) is not None
    assert sentence.governor(39, 50) is None


@pytest.mark.parametrize(
    ("text", "number", "unit", "grain", "measure", "by"),
    [
        ("The army captured about 40 % of the rebel-held area.", 40, "percent", 10, "gained",
         "government"),
        ("Rebels lost a quarter of the rebel-held area.", 25, "percent", 10, "lost", ""),
        ("Rebels lost 45 % of the rebel-held area.", 45, "percent", 5, "lost", ""),
        ("Rebels hold 10 square miles.", 25.9, "km2", 25.9, "held", ""),
        ("Twelve districts were captured.", 12, "districts", 1, "taken", ""),
    ],
)  # fmt: skip
def test_a_found_claim_can_be_judged(text, number, unit, grain, measure, by):
    [found_claim] = extract(text, load())
    claim = claim_from_found(found_claim, load(), "2016-11-28")
    assert claim.quantity is not None
    assert (claim.quantity.low, claim.quantity.grain) == pytest.approx((number, grain), abs=0.01)
    assert (claim.quantity.unit, claim.measure, claim.by) == (unit, measure, by)
    assert claim.as_of == date(2016, 11, 28)
    assert claim.region == ("opposition-held-2016-11-14" if unit == "percent" else "")


def test_places_are_a_list_only_where_the_claim_is_about_them():
    text = "The army took the adjacent districts of Hanano and Baadeen, 60 % of Hanano first."
    kinds = {c.kind: claim_from_found(c, load()) for c in extract(text, load())}
    assert kinds["adjacency"].places == ("hanano", "baadeen")
    assert kinds["share"].places == ()
    assert kinds["share"].region == "hanano"


@pytest.mark.parametrize("area", ELSEWHERE)
def test_an_area_that_is_not_in_the_data_is_kept_as_worded_and_not_judged(area):
    text = f"Syrian troops captured 40% of {area}."
    [claim] = extract(text, load(), "2016-11-28")
    assert claim.denominator not in load().regions.index
    assert any(word in claim.denominator for word in area.split())
    [entry] = article_ledger(text, "2016-11-28").entries
    assert entry.verdict.rating == "cannot-tell"
    assert "that is not in these data" in entry.verdict.reason


@pytest.mark.parametrize("area", VAGUE)
def test_vague_words_keep_the_area_of_the_data(area):
    for entry in article_ledger(f"Troops captured 40% of {area}.", "2016-11-28").entries:
        assert entry.verdict.headline is not None


@pytest.mark.parametrize(
    "text",
    [
        "The army has full control of Damascus.", "The army fully captured Raqqa.",
        "The army controls all of Homs.", "The army seized 12 neighbourhoods of Homs on Sunday.",
        "Rebels lost 20 square kilometres in Daraya.",
        "Troops took 40% of the rebel enclave in Damascus.",
        "Troops took 40% of Handarat camp.",
    ],
)  # fmt: skip
def test_other_kinds_of_claims_about_other_places_are_not_judged_either(text):
    [entry] = article_ledger(text, "2016-11-28").entries
    assert entry.verdict.rating == "cannot-tell"
    assert "It names “" in entry.verdict.reason


def test_an_area_of_a_stated_whole_is_the_share_that_check_reads():
    text = "They took around 20 of 45 square kilometres on Monday."
    [claim] = extract(text, load(), "2016-11-28")
    assert (claim.kind, claim.low, claim.unit) == ("share", 44.44, "percent")  # 20 / 45
    assert claim.grain == pytest.approx(100 / 45)
    assert claim.whole_km2 == 45
    [entry] = article_ledger(text, "2016-11-28").entries
    alone = check("around 20 of 45 square kilometres", "2016-11-28")
    for verdict in (entry.verdict, alone):
        assert verdict.rating == "too-high"
        assert "It gives the whole as 45.0 km²; ours is 35.9 km²." in verdict.reason
        stated = verdict.readings.set_index("reading").loc["the 45.0 km² it states"]
        assert stated["number"] == pytest.approx(100 * verdict.headline.numerator_km2 / 45)
    acres = extract("Troops have captured 100 of 400 acres.")
    assert [(c.low, c.unit) for c in acres] == [(25, "percent")]
    assert acres[0].whole_km2 == pytest.approx(400 * 0.00404686, rel=1e-4)


def test_the_day_may_stand_in_second_place():
    text = "On Sunday rebels lost a third of the city."
    assert extract(text, "2016-11-28") == extract(text, published="2016-11-28")
    assert extract(text, date(2016, 11, 28))[0].date == date(2016, 11, 27)
    with pytest.raises(AleppoMapError, match="two days are given, 2016-11-28 and 2016-11-29"):
        extract(text, "2016-11-28", "2016-11-29")


def test_a_claim_found_shows_what_it_is_in_a_line():
    [claim] = extract("The ministry denied that the militia took 40% of the city on Sunday.",
                      "2016-11-28")  # fmt: skip
    assert repr(claim) == (
        "<FoundClaim share taken '40% of the city', of the city, by the militia, on 2016-11-27, "
        "said by The ministry, denied>"
    )


def test_no_word_of_direction_gives_no_measure():
    assert measure_in("a third of the city") == ""


class TestCommand:
    def run(self, capsys, *words: str) -> tuple[int, str, str]:
        from aleppomap.cli import main

        with pytest.raises(SystemExit) as stopped:
            main(["extract", *words])
        out, err = capsys.readouterr()
        return int(stopped.value.code or 0), out, err

    def test_json(self, capsys, tmp_path):
        article = tmp_path / "article.txt"
        article.write_text("\ufeffOn Sunday rebels lost a third of eastern Aleppo.", "utf-8")
        code, out, _ = self.run(capsys, str(article), "--format", "json", "--date", "2016-11-28")
        document = json.loads(out)
        assert code == 0
        assert document["schema"] == 1
        [claim] = document["claims"]
        assert (claim["kind"], claim["low"], claim["date"]) == ("share", 33.33, "2016-11-27")
        assert claim["denominator"] == "eastern-aleppo"

    def test_table_and_csv(self, capsys, tmp_path):
        article = tmp_path / "article.txt"
        article.write_text("The army denied that it lost 65 to 70 percent of the city.", "utf-8")
        code, out, _ = self.run(capsys, str(article), "--format", "csv")
        assert code == 0
        assert "65–70 %" in out
        assert "denied" in out
        assert self.run(capsys, str(article))[0] == 0

    @pytest.mark.parametrize(
        ("content", "says"),
        [(b"", "is empty"), (b"  \n", "is empty"), (b"\xff\xfe\x00", "UTF-8"), (b"a\x00b", "NUL")],
    )
    def test_what_is_no_text_is_said(self, capsys, tmp_path, content, says):
        file = tmp_path / "file"
        file.write_bytes(content)
        code, _, err = self.run(capsys, str(file))
        assert code == 1
        assert says in err

    def test_a_missing_file(self, capsys, tmp_path):
        code, _, err = self.run(capsys, str(tmp_path / "none.txt"))
        assert code == 1
        assert "none.txt" in err
