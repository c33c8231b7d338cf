"""Only English is read: sentences in other languages are told apart, names in them are not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import aleppomap as am
from aleppomap.claims.gazetteer import Gazetteer, gazetteer
from aleppomap.claims.tongue import is_english
from aleppomap.claims.worded import claim_from_text
from aleppomap.snapshot import Party

OTHERS = [
    "Los nacionales no tomaron el 71% del territorio",
    "Los republicanos recuperaron el 71 % del territorio",
    "El 40 % de Jabal Badra",
    "40 % de Alepo",
    "La mitad de Aragón",
    "Perdieron 71 %",
    "LOS NACIONALES TOMARON EL 71 %",
    "Les rebelles ont perdu 40 % d'Alep",
    "L’armée a repris 40 % de la ville",
    "40 % d'Alep",
    "Die Rebellen verloren 40 % der Stadt",
    "Die Armee hält die Hälfte Aleppos",
    "Zwei Drittel von Aleppo",
    "I ribelli hanno perso il 40% della città",
    "Os rebeldes perderam 40% da cidade",
    "De rebellen verloren 40 % van de stad",
    "Isyancılar şehrin yüzde 40'ını kaybetti",
    "خسرت المعارضة 40% من الأحياء",
    "Повстанцы потеряли 40% территории",
]

ENGLISH = [
    "40 % of Jabal Badra",
    "40 % Jabal Badra",
    "40 % al-Bab",
    "La Puebla de Híjar: 40 %",
    "40 % of La Puebla de Híjar",
    "40 % of the Costa del Sol",
    "Castellón de la Plana: 40 % lost",
    "40 % of L'Aquila",
    "Val d'Oise lost 40 %",
    "The Frente de Aragón lost 40 % of La Puebla de Híjar and Rio de la Plata",
    "Al Qaida en el Magreb lost 40 %",
    "The de facto authorities hold 40 %",
    "SDF took 40 % of Deir ez Zor",
    "rebels: 60 %",
    "UN: 40 %",
    "33,000 ha",
    "MIT and IL 40 %",
    "40%",
    "gained 593 km² in December",
]


@pytest.mark.parametrize("text", OTHERS)
def test_a_sentence_in_another_language_is_told(text):
    assert not is_english(text, Gazetteer())


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_read_with_names_of_anywhere(text):
    assert is_english(text, Gazetteer())


def test_names_of_the_territory_say_nothing_of_the_language():
    aleppo = am.load()
    text = "حلب 40 %"
    assert not is_english(text, Gazetteer())
    name = str(aleppo.districts["name_ar"].iloc[0])
    assert name
    assert is_english(f"{name}: 40 %", gazetteer(aleppo))


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_not_english_is_never_judged(text):
    verdict = am.check(text, "2016-11-28")
    assert verdict.rating == "cannot-tell" and verdict.robustness == ""
    assert "not English" in verdict.reason and "in English" in verdict.reason
    assert verdict.claim.text == text


def test_nor_is_it_against_polygons_alone():
    polygons = SimpleNamespace(parties=(Party("inner", "Inner"),))
    claim = claim_from_text("Inner tomó el 40 % del territorio", "2022-03-31", polygons)
    assert claim.quantity is None and "not English" in claim.unread
    assert claim_from_text("Inner took 5 km²", "2022-03-31", polygons).unread == ""


def test_the_command_asks_for_english_and_not_for_a_day(run):
    code, out, _ = run("check", "--text", "Los rojos perdieron el 40 %")
    said = " ".join(out.split())
    assert code == 0
    assert "Cannot tell" in said and "write the claim in English" in said
    assert "--date" not in said
