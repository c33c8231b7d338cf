"""Which day a number is of, and whether its text says it at all: sentences of our own.

The truth beside each is a human reader's: the number that is of now, who held, took or lost it,
from the end of which day to the end of which; and, after it, the number it is compared with.
HELD_OUT was written before it was tried, and before the rooms were made: then 5 of its 40 came
out right, and 37 the first time they were whole (of one, the correction, the truth was mended).
SECOND was written after that, half of it to be left alone: 21 of its 28 came out right at first
(12 without those rooms), and it was tuned on then. OPEN are those that still are not read.
"""

from __future__ import annotations

import pytest

import aleppomap as am

HELD = "held opposition"
LOST = "lost opposition"
ARMY = "held government"
GAINED = "gained government"

HELD_OUT = [
    # A day of what a number is compared with.
    ("2016-12-05", "Insurgents control 48 % of the enclave, down from 64 % on 28 November.",
     (48, HELD, "", "2016-12-05"), (64, "2016-11-28")),
    ("2016-12-05", "Insurgents control 48 % of the enclave, as opposed to 92 % on 26 November.",
     (48, HELD, "", "2016-12-05"), (92, "2016-11-26")),
    ("2016-12-05", "The army holds half of the enclave, up from a tenth ten days ago.",
     (50, ARMY, "", "2016-12-05"), (10, "2016-11-25")),
    ("2016-12-05", "The army holds 52 % of the enclave versus 36 % a week ago.",
     (52, ARMY, "", "2016-12-05"), (36, "2016-11-28")),
    ("2016-12-07", "The rebels have lost 70 % of the enclave, nearly double the 36 % of "
     "28 November.",
     (70, LOST, "", "2016-12-07"), (36, "2016-11-28")),
    ("2016-12-07", "Insurgents hold 11 km2 of the city, compared to 23 km2 on 28 November.",
     (11, HELD, "", "2016-12-07"), (23, "2016-11-28")),
    ("2016-12-07", "Compared with 64 % on 28 November, insurgents now hold 30 % of the enclave.",
     (30, HELD, "", "2016-12-07"), (64, "2016-11-28")),
    ("2016-12-07", "Down from 64 % last Monday week, the rebels keep 30 % of the enclave.",
     (30, HELD, "", "2016-12-07"), None),
    ("2016-12-07", "Rebels keep 30 % of the enclave. On 28 November they had kept 64 %.",
     (30, HELD, "", "2016-12-07"), (64, "2016-11-28")),
    ("2016-12-07", "Insurgents hold 30 % of the enclave, a drop from 55 % on Friday.",
     (30, HELD, "", "2016-12-07"), (55, "2016-12-02")),
    ("2016-12-07", "On Monday insurgents held 48 % of the enclave, down from 64 % on 28 November.",
     (48, HELD, "", "2016-12-05"), (64, "2016-11-28")),
    ("2016-12-07", "Insurgents hold less than a third of the enclave, down from all of it in "
     "mid-November.", (100 / 3, HELD, "", "2016-12-07"), None),
    ("2016-12-07", "Insurgents hold 30 % of the enclave (it was 64 % on 28 November).",
     (30, HELD, "", "2016-12-07"), (64, "2016-11-28")),
    ("2016-12-05", "Insurgents hold half of the ground they did on 14 November.",
     (50, HELD, "", "2016-12-05"), None),
    ("2016-12-07", "Insurgents keep 30 % of the enclave where they kept 64 % on 28 November.",
     (30, HELD, "", "2016-12-07"), (64, "2016-11-28")),
    # From one number to another.
    ("2016-12-07", "The insurgents' enclave has dwindled from 36 km2 to 11 km2.",
     (11, HELD, "", "2016-12-07"), (36, "2016-11-14")),
    ("2016-12-07", "The rebel enclave shrank from 33 km2 to 11 km2 between 26 November and "
     "7 December.", (11, HELD, "", "2016-12-07"), (33, "2016-11-26")),
    ("2016-12-05", "The army's hold on the enclave has risen from 36 to 52 per cent.",
     (52, ARMY, "", "2016-12-05"), None),
    ("2016-12-05", "Insurgent control of the enclave fell from nine tenths to about a half in "
     "ten days.", (50, HELD, "", "2016-12-05"), None),
    # Windows.
    ("2016-11-28", "The army has seized 28 % of the enclave since the morning of 27 November.",
     (28, GAINED, "2016-11-26", "2016-11-28"), None),
    ("2016-11-28", "Insurgents lost 10 km2 on Sunday and Monday.",
     (10, LOST, "2016-11-26", "2016-11-28"), None),
    ("2016-11-28", "Insurgents lost 10 km2 on 27 and 28 November.",
     (10, LOST, "2016-11-26", "2016-11-28"), None),
    ("2016-12-07", "The insurgents have lost 70 % of the enclave since mid-November.",
     (70, LOST, "2016-11-14", "2016-12-07"), None),
    ("2016-11-29", "The army took one district on Saturday, eight districts on Sunday.",
     (1, GAINED, "2016-11-25", "2016-11-26"), (8, "2016-11-27")),
    ("2016-12-31", "On 6 December Shaar fell; on the 12th insurgents held 12 % of the enclave.",
     (12, HELD, "", "2016-12-12"), None),
    ("2016-12-31", "By the evening of 12 December insurgents held 12 % of the enclave.",
     (12, HELD, "", "2016-12-12"), None),
    # Of what is to come.
    ("2016-12-07", "By Saturday the army expects to hold 90 % of the enclave.",
     (90, ARMY, "", "2016-12-10", "future"), None),
    ("2016-12-05", "The army holds half of the enclave and hopes to hold 80 % by Friday.",
     (50, ARMY, "", "2016-12-05"), (80, "2016-12-09", "intended")),
    ("2016-12-05", "The army holds 52 % of the enclave and aims to take 80 % within two weeks.",
     (52, ARMY, "", "2016-12-05"), (80, "2016-12-19", "intended")),
    ("2016-12-07", "In a scenario where the army holds 90 % of the enclave, talks would begin.",
     (90, ARMY, "", "2016-12-07", "possible"), None),
    # What a text takes back.
    ("2016-12-07", "Earlier we wrote that insurgents held 12 % of the enclave.",
     (12, HELD, "", "2016-12-07", "withdrawn"), None),
    ("2016-12-07", "A previous version of this story, posted at noon, stated that the army held "
     "90 % of the enclave.", (90, ARMY, "", "2016-12-07", "withdrawn"), None),
    ("2016-12-07", "This article originally said that insurgents held half of the enclave.",
     (50, HELD, "", "2016-12-07", "withdrawn"), None),
    ("2016-12-07", "Correction: an earlier edition gave the insurgents 60 % of the enclave; they "
     "hold 30 %.", (30, HELD, "", "2016-12-07"), None),
    ("2016-12-07", "As we reported earlier, insurgents hold 30 % of the enclave.",
     (30, HELD, "", "2016-12-07"), None),
    # What is denied, and what only seems to be.
    ("2016-12-07", "Insurgents denied losing Shaar and insisted they held 30 % of the enclave.",
     (30, HELD, "", "2016-12-07"), None),
    ("2016-12-07", "The insurgents hold 30 % of the enclave and deny having lost Shaar.",
     (30, HELD, "", "2016-12-07"), None),
    ("2016-12-07", "Insurgents denied that they had lost 70 % of the enclave.",
     (70, LOST, "", "2016-12-07", "denied"), None),
    ("2016-12-07", "Insurgents no longer control half of the enclave.",
     (50, HELD, "", "2016-12-07", "less than"), None),
    ("2016-12-07", "The army has still not captured the final 30 % of the enclave.",
     (30, HELD, "", "2016-12-07"), None),
]  # fmt: skip
"""The day said, the sentence, the number of now, and the number it is compared with.

A number: its value, which way it turns for whom, from the end of which day ("" for none or the
start of the data), on which day, and how it is marked; the other one: its value, day and mark.
"""


SECOND = [
    # Words like those above that compare nothing, deny nothing and take nothing back.
    ("2016-12-05", "Insurgents were driven from half of the enclave by Sunday.",
     (50, LOST, "", "2016-12-04"), None),
    ("2016-12-05", "The army, up against tired insurgents since Friday, holds 52 % of the enclave.",
     (52, ARMY, "", "2016-12-05"), None),
    ("2016-12-05", "Insurgents lost 2 km2 in battles against two brigades on Sunday.",
     (2, LOST, "2016-12-03", "2016-12-04"), None),
    ("2016-12-05", "Insurgents held, on Friday, 55 % of the enclave.",
     (55, HELD, "", "2016-12-02"), None),
    ("2016-12-05", "By Sunday the army had overrun half of the enclave and wants the rest by "
     "Friday.", (50, GAINED, "", "2016-12-04"), None),
    ("2016-12-05", "Insurgents hold from 45 to 50 % of the enclave.",
     (45, HELD, "", "2016-12-05"), None),
    ("2016-12-05", "The army denied that it had lost Shaar and that insurgents held 60 % of the "
     "enclave.", (60, HELD, "", "2016-12-05", "denied"), None),
    ("2016-12-05", "The army denies a report that insurgents hold 60 % of the enclave.",
     (60, HELD, "", "2016-12-05", "denied"), None),
    ("2016-12-05", "That insurgents hold 60 % of the enclave is a lie, the army said.",
     (60, HELD, "", "2016-12-05", "denied"), None),
    ("2016-12-05", "An earlier offensive had failed; insurgents hold 48 % of the enclave.",
     (48, HELD, "", "2016-12-05"), None),
    ("2016-12-05", "We reported on Friday that insurgents held 55 % of the enclave.",
     (55, HELD, "", "2016-12-02"), None),
    ("2016-12-05", "Insurgents held 55 % of the enclave on Friday and 48 % on Monday.",
     (55, HELD, "", "2016-12-02"), (48, "2016-12-05")),
    ("2016-12-05", "On Friday and Saturday insurgents lost 2 km2.",
     (2, LOST, "2016-12-01", "2016-12-03"), None),
    ("2016-12-05", "The army took half of the enclave, as it had said it would by Friday.",
     (50, GAINED, "", "2016-12-05"), None),
    # More of the same kinds as before.
    ("2016-12-07", "Insurgents hold 30 % of the enclave, after holding 64 % on 28 November.",
     (30, HELD, "", "2016-12-07"), (64, "2016-11-28")),
    ("2016-12-07", "Having held 64 % of the enclave on 28 November, insurgents now hold 30 %.",
     (64, HELD, "", "2016-11-28"), (30, "2016-12-07")),
    ("2016-12-07", "Insurgents, who held 64 % of the enclave on 28 November, hold 30 % now.",
     (64, HELD, "", "2016-11-28"), (30, "2016-12-07")),
    ("2016-12-07", "Insurgents hold 30 % of the enclave; nine days ago they held 64 %.",
     (30, HELD, "", "2016-12-07"), (64, "2016-11-28")),
    ("2016-12-07", "Insurgents hold 30 % of the enclave, well below the 64 % of 28 November.",
     (30, HELD, "", "2016-12-07"), (64, "2016-11-28")),
    ("2016-12-07", "The insurgents' territory has gone from 36 km2 to 11 km2 in three weeks.",
     (11, HELD, "", "2016-12-07"), None),
    ("2016-12-07", "Since the night of 6 December the army has captured 10 % of the enclave.",
     (10, GAINED, "2016-12-05", "2016-12-07"), None),
    ("2016-12-07", "The army seized 10 % of the enclave between Monday and Wednesday, against 4 % "
     "between Friday and Sunday.", (10, GAINED, "2016-12-04", "2016-12-07"),
     (4, "2016-12-04")),
    ("2016-12-07", "Insurgents will hold a tenth of the enclave within a week, the army predicts.",
     (10, HELD, "", "2016-12-14", "future"), None),
    ("2016-12-07", "We previously wrote, wrongly, that the army held 90 % of the enclave.",
     (90, ARMY, "", "2016-12-07", "withdrawn"), None),
    ("2016-12-07", "The ministry retracted its statement that the army held 90 % of the enclave.",
     (90, ARMY, "", "2016-12-07", "withdrawn"), None),
    ("2016-12-07", "Insurgents rejected the army's figures and said they kept 30 % of the enclave.",
     (30, HELD, "", "2016-12-07"), None),
    ("2016-12-07", "Troops do not yet control three quarters of the enclave.",
     (75, ARMY, "", "2016-12-07", "less than"), None),
    ("2016-12-07", "The army has failed to take the remaining 30 % of the enclave.",
     (30, HELD, "", "2016-12-07"), None),
]  # fmt: skip
"""As above, of other words: many of them are to be left alone."""


def marked(claim):
    """Return how a claim is marked: its modality, that it is denied, or that it says less."""
    hedge = claim.quantity.hedge if claim.quantity else ""
    return claim.modality or ("denied" if claim.negated else "less than" * (hedge == "less than"))


def by_both(text, day):
    """Return the verdict of a phrase, and those of the same words in a text."""
    return am.check(text, day), am.article_ledger(text, day).verdicts


def of(number, verdicts):
    """Return the claims of a number."""
    claims = [v.claim for v in verdicts if v.claim.quantity]
    return [c for c in claims if abs(c.quantity.low - number) < 0.01]


def shown(claim):
    who = claim.party if claim.measure != "gained" else claim.by
    since = str(claim.since or "")
    return (f"{claim.measure} {who}", since, str(claim.as_of or ""), marked(claim))


def agrees(claim, now):
    """Return whether a claim says what a reader takes a number to say."""
    number, way, since, day, *mark = now
    if claim.quantity is None or abs(claim.quantity.low - number) > 0.01:
        return False
    got = shown(claim)
    same = got[0] == way or {got[0], way} <= {"taken opposition", LOST}
    wanted = mark[0] if mark else ""
    unmarked = not wanted and got[3] == "less than"  # its own hedge
    return same and got[1:3] == (since, day) and (got[3] == wanted or unmarked)


TUNED = [
    ("2016-12-07", "Whereas on 28 November they held 64 % of the enclave, the rebels are now down "
     "to 30 %.", (64, HELD, "", "2016-11-28"), (30, "2016-12-07")),
    ("2016-12-07", "The army holds 64 % of the enclave, almost twice as much as on 28 November.",
     (64, ARMY, "", "2016-12-07"), None),
    ("2016-12-07", "Rebels keep 30 % of the enclave, half of what a monitor gave on 28 November.",
     (30, HELD, "", "2016-12-07"), None),
    ("2016-12-07", "The army has taken 41 % of the enclave since breaking through on 28 November.",
     (41, GAINED, "2016-11-27", "2016-12-07"), None),
    ("2016-12-07", "Since the fall of Hanano on 26 November rebels have lost 60 % of the enclave.",
     (60, LOST, "2016-11-25", "2016-12-07"), None),
    ("2016-12-07", "Within three days of 26 November rebels had lost a third of the enclave.",
     (100 / 3, LOST, "", "2016-11-29"), None),
    ("2016-12-07", "In the three days to 28 November rebels lost a third of the enclave.",
     (100 / 3, LOST, "2016-11-25", "2016-11-28"), None),
    ("2016-12-07", "Two days after 28 November rebels held 60 % of the enclave.",
     (60, HELD, "", "2016-11-30"), None),
    ("2016-12-07", "Until Friday rebels held half of the enclave.",
     (50, HELD, "", "2016-12-01"), None),
    ("2016-12-07", "Nobody disputes that rebels hold 30 % of the enclave.",
     (30, HELD, "", "2016-12-07"), None),
    ("2016-12-07", "The army cannot deny that rebels hold 30 % of the enclave.",
     (30, HELD, "", "2016-12-07"), None),
    ("2016-12-07", "Had the rebels lost 80 % of the enclave, talks would have begun.",
     (80, LOST, "", "2016-12-07", "possible"), None),
    ("2016-12-07", "The army is a week away from holding 90 % of the enclave.",
     (90, ARMY, "", "2016-12-07", "possible"), None),
]  # fmt: skip
"""Found wrong when more was tried, and made right then."""

CASES = [*HELD_OUT, *SECOND, *TUNED]
OPEN = {
    "The insurgents' territory has gone from 36 km2 to 11 km2 in three weeks.",
    "The army, up against tired insurgents since Friday, holds 52 % of the enclave.",
}
"""What no text's reader finds, or finds for another party; a phrase alone is read."""


@pytest.mark.parametrize(("day", "text", "now", "then"), CASES, ids=[case[1] for case in CASES])
def test_each_number_has_its_own_day_by_both_ways(day, text, now, then):
    phrase, found = by_both(text, day)
    if text in OPEN:
        assert not any(agrees(claim, now) for claim in of(now[0], found)), "no longer open"
        return
    assert agrees(phrase.claim, now), (phrase.claim.quantity, shown(phrase.claim))
    assert any(agrees(claim, now) for claim in of(now[0], found))
    for claim in of(then[0], found) if then else ():
        assert str(claim.as_of) == then[1]
        assert claim.modality == (then[2] if len(then) > 2 else "")


SENSED = [
    # A number of another day is judged on it, and both can be true.
    ("2016-12-07", "Insurgents hold 30 % of the enclave, down from 64 % on 28 November.",
     {30: "matches", 64: "matches"}),
    ("2016-12-07", "The army holds two thirds of the enclave, up from a third on 28 November.",
     {200 / 3: "matches", 100 / 3: "matches"}),
    ("2016-12-05", "Insurgents hold half of the enclave, down from 92 % on 26 November.",
     {50: "matches", 92: "matches"}),
    # With no day of its own it is of none.
    ("2016-12-07", "Insurgents hold 30 % of the enclave, down from 64 %.",
     {30: "matches", 64: "cannot-tell"}),
]  # fmt: skip


@pytest.mark.parametrize(("day", "text", "ratings"), SENSED)
def test_a_number_and_that_it_is_compared_with_are_both_judged(day, text, ratings):
    verdicts = am.article_ledger(text, day).verdicts
    got = {round(v.claim.quantity.low, 1): v.rating for v in verdicts}
    assert got == {round(number, 1): rating for number, rating in ratings.items()}


def test_what_is_taken_back_is_not_judged_and_says_so():
    text = "An earlier version of this article said that insurgents held 60 % of the enclave."
    verdict = am.check(text, "2016-12-07")
    assert (verdict.rating, verdict.headline) == ("not-checkable", None)
    assert "takes it back" in verdict.reason
    [claim] = am.extract(text, am.load(), "2016-12-07")
    assert claim.modality == "withdrawn"


def test_not_yet_taken_is_less_or_what_is_left():
    verdict = am.check("The army has not yet taken 30 % of the enclave.", "2016-12-07")
    assert verdict.claim.quantity.hedge == "less than"  # 69.7 % are taken: too high, it would be
    assert "denominator" in verdict.hinges_on  # but 30.3 % are not
    last = am.check("The army has not yet taken the last 30 % of the enclave.", "2016-12-07")
    assert (last.rating, last.claim.measure) == ("matches", "held")


def test_held_in_the_middle_of_a_month_may_be_of_any_day_of_it():
    text = "Insurgents held 92 % of the enclave in late November."
    verdict = am.check(text, "2016-12-07")
    assert verdict.robustness != "firm"
    labels = {r.label for r in verdict.readings_tried if r.factor == "the day"}
    assert labels == {"on 2016-11-21", "on 2016-11-30"}


TALES = [
    ("In November 2016 insurgents held the east. By 28 November they had lost 36 % of the enclave.",
     "2019-06-01", 36, "2016-11-28"),
    ("The siege began in July 2016. On 6 December troops entered Shaar, and by the evening of the "
     "12th insurgents held 12 % of the enclave.", "2018-04-01", 12, "2016-12-12"),
    ("In November 2016 insurgents held the east. On 28 November they lost ground. On the 30th "
     "insurgents held 60 % of the enclave.", "2019-06-01", 60, "2016-11-30"),
    # In the news a date is the last one, whatever was told before.
    ("In July 2012 insurgents came. On 28 November they held 64 % of the enclave.",
     "2016-12-07", 64, "2016-11-28"),
    # Told from the day of publication.
    ("In November 2016 insurgents held the east. Ten days ago they held 64 % of the enclave.",
     "2016-12-08", 64, "2016-11-28"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "number", "day"), TALES)
def test_a_tale_of_the_past_keeps_its_year(text, published, number, day):
    [claim] = of(number, am.article_ledger(text, published).verdicts)
    assert str(claim.as_of) == day


@pytest.mark.parametrize(
    "text",
    [
        "The army said it had taken 90 % of Idlib. The army said insurgents held half of Hama.",
        "The army said insurgents held 30 % of the enclave, down from 64 %. "
        "The army said insurgents held 31 % of the enclave, up from 5 %.",
    ],
)
def test_shares_of_other_areas_or_of_no_day_exclude_nothing(text):
    ratings = {v.rating for v in am.article_ledger(text, "2016-12-07").verdicts}
    assert "contradicts-itself" not in ratings


def test_a_window_beside_a_number_is_nearer_than_one_across_a_comma():
    text = (
        "Troops have seized 420 square kilometres since September 1, with 86 square kilometres of "
        "that captured in the week to October 20."
    )
    found = am.extract(text, am.load(), "2024-10-21")
    days = {claim.low: (str(claim.since), str(claim.date)) for claim in found}
    assert days == {420: ("2024-08-31", "None"), 86: ("2024-10-13", "2024-10-20")}
