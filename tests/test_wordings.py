"""Wordings that are rare in what outlets write, each with the claims a reader finds in it.

A claim is its kind, its number where it has one, and the words of its number or of the whole;
an empty list is a trap.
"""

from __future__ import annotations

import pytest

from aleppomap.claims import numerals
from aleppomap.claims.extract import extract
from aleppomap.claims.quantity import quantity_of

WORDED = {
    "The army took the largest town of the province.": ["superlative the largest town"],
    "The army retook the second largest town of the province.": [],
    "It was the second largest monthly gain of the war; Russian forces took 400 square "
    "kilometres.": ["area 400 400 square kilometres"],
    "The army captured neighbouring provinces.": [],
    "Soldiers gained full control of the airspace.": [],
    "The army is in full control of two districts.": ["count 2 two districts"],
    "The enclave was cut in two.": ["split enclave was cut in two"],
    "The city has been divided into three parts.": ["split city has been divided into three"],
    "The rebels' ground was split into rival camps.": [],
    "The advance cut the enclave in two.": ["split cut the enclave in two"],
    "The offensive split the city between rival camps.": [],
    "The ruling divided the province into nine districts.": [],
    "The law split the opposition in two.": [],
    "The war split the ministry into two.": [],
    "The vote split the party in the north.": [],
    "The handover of the town followed a truce.": ["handover handover"],
    "The handover of the prisoners in the town followed a truce.": [],
    "The handover of power took an hour.": [],
    "The town was handed over to the army.": ["handover was handed over to"],
    "The weapons of the town were handed over to the army.": [],
}
SHARES = {
    "The pocket makes up a third of rebel-held territory.": [
        "share 33.33 a third of rebel-held territory"
    ],
    "The army controls 65 percent, up from 20 percent.": [
        "share 65 65 percent",
        "share 20 20 percent",
    ],
    "Rebels held 80 percent of the city and government forces, meanwhile, 20 percent.": [
        "share 80 80 percent of the city"
    ],
    "About 80 percent, officials said, was under army control.": [],
    "The rebels hold 12 and a quarter percent of the city.": [
        "share 12.25 12 and a quarter percent of the city"
    ],
    "The army controls 5 1/2 percent of the city.": ["share 5.5 5 1/2 percent of the city"],
}
AREAS = {
    # one mile is 1.609344 km, so 51,000 square miles are 132,089 km2
    "Russian forces took 51,000 square miles (132,000 square kilometres) of territory.": [
        "area 51000 51,000 square miles (132,000 square kilometres) of territory"
    ],
    "Russian forces captured 100 square miles, or 259 square kilometres, in May.": [
        "area 100 100 square miles"
    ],
    "Russian forces captured 100 square miles, or 300 square kilometres, in May.": [
        "area 100 100 square miles",
        "area 300 300 square kilometres",
    ],
    "Russian forces captured 100 square miles and 259 square kilometres in May.": [
        "area 100 100 square miles",
        "area 259 259 square kilometres",
    ],
    "The army took 1.5 million hectares of land.": ["area 1500000 1.5 million hectares of land"],
}
COUNTS = {
    "The army captured two villages and three others.": [
        "count 2 two villages", "count 3 three others",
    ],
    "Three others were captured by the army.": [],
    "There are four districts held by rebels.": [],
    "The army took three municipalities of the region.": ["count 3 three municipalities"],
    "The army took one municipality of the region.": ["count 1 one municipality"],
}  # fmt: skip
SPANS = {
    "The army captured a 12 km stretch of the highway.": ["length 12 12 km"],
    "The army rested on a 12 km stretch of the highway.": [],
    "The front moved 20 km.": [],
    "The town is home to 40,000.": ["population 40000 40,000"],
    "The enclave has a population of 0.": [],
    "About 90,000 displaced people live in the city.": [],
    "Some 30,000 people are living in tents in the city.": [],
    "About 5,000 people live in comfort.": [],
    "About 5,000 people remain in Homs.": ["population 5000 About 5,000 people"],
    "The offensive began 13 days ago.": ["elapsed 13 13 days"],
    "The shop opened 13 days ago.": [],
    "On day 5 the army rested.": [],
    "On day 5, shops opened.": [],
    "Day 13: the offensive took three towns.": ["elapsed 13 Day 13", "count 3 three towns"],
    "The thirty-first day of the offensive saw rain.": [
        "elapsed 31 thirty-first day of the offensive"
    ],
    "It was the red-letter day of the operation.": [],
}
EVERY = WORDED | SHARES | AREAS | COUNTS | SPANS


@pytest.mark.parametrize("text", EVERY)
def test_what_a_reader_finds(text):
    found = [
        " ".join(filter(None, [claim.kind, claim.low and f"{claim.low:.7g}", claim.phrase]))
        for claim in extract(text)
    ]
    assert found == EVERY[text]


@pytest.mark.parametrize(
    ("written", "number", "grain"),
    [
        ("3 million hectares", 30_000, 3_000),  # at most a tenth of the number
        ("1.5 million hectares", 15_000, 1_500),
        ("2 thousand square km", 2_000, 200),
        ("1.25 thousand square km", 1_250, 50),
        ("3m hectares", 30_000, 3_000),
        ("5 1/2 percent", 5.5, 0.1),
        ("5 and a half percent", 5.5, 0.1),
        ("60 1/3 %", 60 + 1 / 3, 0.1),
    ],
)
def test_a_scale_or_a_fraction_counts_in_the_number_and_in_its_roundness(written, number, grain):
    [found] = numerals.find(written)
    quantity = quantity_of(found)
    assert quantity.low == quantity.high == pytest.approx(number)
    assert quantity.grain == pytest.approx(grain)


def test_from_one_number_to_another_is_two_numbers():
    before, after = numerals.find("shrank from 40 to 17 percent")
    assert (before.low, before.high, after.low, after.high) == (40, 40, 17, 17)
    assert before.unit == after.unit == "percent"
    before, after = numerals.find("grew from 17 to 40 percent")
    assert (before.low, before.high, after.low, after.high) == (17, 17, 40, 40)
    [span] = numerals.find("anything from 17 to 40 percent")
    assert (span.low, span.high) == (17, 40)


@pytest.mark.parametrize(
    ("word", "number"),
    [("21st", 21), ("twenty-first", 21), ("twelfth", 12), ("red-letter", None), ("day", None)],
)
def test_ordinals(word, number):
    assert numerals.ordinal(word) == number
