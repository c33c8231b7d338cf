"""The numbers in the column ``effect`` of the bundled decisions are those the package gives.

Truth: the tables, measured again here; a number may be off by half of its last printed digit.
"""

import re

import pytest

import aleppomap as am

HELD = "opposition-held-2016-11-14"
MONTH = r"(?:November|December)"
A_DAY = re.compile(rf"\d+(?: (?:and|to) \d+)? {MONTH}|\b20\d\d\b")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Effects:
    """What the decisions move: points are of the area held by the opposition at the outset."""

    def __init__(self, territory):
        self.territory = territory
        self.history = territory.history()
        self.weights = territory.region(HELD).weights
        self.whole = self.weights["weight_best"]
        self.km2 = self.history.at("2016-11-14")["area_km2"]
        self.total = self.of(self.whole)

    def of(self, shares, names=slice(None)):
        return float((shares * self.km2).loc[names].sum())

    def points(self, shares, names=slice(None)):
        return 100 * self.of(shares, names) / self.total

    def held(self, day):
        return self.history.at(day)["opposition_share_best"].clip(upper=self.whole)

    def lost(self, day, dates="best"):
        history = self.history.variant(dates=dates)
        held = history.at(day)["opposition_share_best"].clip(upper=self.whole)
        return self.points(self.whole - held)

    def dated(self, day):
        return [self.lost(day), self.lost(day, "late"), self.lost(day, "early")]

    def gained(self, day, party):
        start = self.history.at("2016-11-14")[f"{party}_share_best"]
        return self.points(self.history.at(day)[f"{party}_share_best"] - start)

    def by(self, decision):
        table = self.territory.synthesis
        changes = table[table["from"].map(bool)]
        return sorted(set(changes.loc[[decision in d for d in changes["decision"]], "district"]))


def rule(_, territory):
    changes = territory.synthesis[territory.synthesis["from"].map(bool)]
    return [len(changes), changes["district"].nunique()]


def low_confidence(e, territory):
    table = territory.synthesis
    opening = table[~table["from"].map(bool) & (table["to"] == "opposition")]
    low = opening[opening["confidence"] == "low"].set_index("district")["to_share"].astype(float)
    return [e.of(low.reindex(e.km2.index).fillna(0)), e.total]


def placed(e, territory):
    [text] = {territory.claims.at["russian-centre-1128-about-40", "text"]}
    readings = am.check("russian-centre-1128-about-40", territory=territory).readings
    [listed] = readings.loc[readings["factor"] == "the claimant's own list", "number"]
    return [listed, float(NUMBER.search(text).group())]


def size(district):
    return lambda e, _: [e.of(e.whole, [district]), e.points(e.whole, [district])]


QUARTERS = ["karm-al-qaterji", "karm-al-myassar"]
YOUTH = ["maasaraniyeh-youth-housing"]
NORTH = ["baadeen", "haydariyah", "ain-al-tall"]
COMPUTED = {
    "rule": rule,
    "dates": lambda e, _: e.dated("2016-11-28") + e.dated("2016-12-07"),
    "partial-extents": lambda e, _: [
        e.lost("2016-11-27"),
        e.points(e.whole.where(e.held("2016-11-27") == 0, 0)),
    ],
    "retakes": lambda e, _: [
        e.points(e.held("2016-12-05"), QUARTERS),
        e.points(e.held("2016-11-30"), YOUTH),
    ],
    "kurdish-handover": lambda e, _: [
        e.gained("2016-11-28", "sdf"),
        e.lost("2016-11-28") - e.gained("2016-11-28", "sdf"),
    ],
    "who-took-it": lambda e, _: [e.points(e.whole - e.held("2016-11-28"), NORTH)],
    "ain-al-tall": size("ain-al-tall"),
    "names-without-polygons": lambda e, _: [
        e.of(e.whole, ["halwaniyeh"]),
        e.of(e.whole, ["maqar-al-anbiya"]),
    ],
    "unlocated-names": placed,
    "youth-housing": lambda e, _: [0.3 * e.km2["haydariyah"]],
    "basel": size("basel"),
    "arqoub": size("arqoub"),
    "suleiman-al-halabi": size("suleiman-al-halabi"),
    "sheikh-saeed": lambda e, _: [
        e.of(e.whole, ["sheikh-saeed"]),
        e.points(e.held("2016-11-29") - e.held("2016-11-30"), ["sheikh-saeed"]),
    ],
    "old-city": lambda e, _: [e.points(e.held("2016-12-07"), e.by("old-city"))],
    "last-pocket": lambda e, _: e.dated("2016-12-13"),
    "remnants": lambda e, _: [e.of(e.whole, e.by("remnants"))],
    "lost-to-anyone": lambda e, _: [e.gained("2016-11-28", "sdf")],
    "baseline-fractions": lambda e, _: [
        e.of(e.weights[f"weight_{bound}"]) for bound in ("best", "low", "high")
    ],
    "baseline-inferred": low_confidence,
    "denominators": lambda e, _: [100 * e.total / e.km2.sum()],
}


def printed(effect):
    return NUMBER.findall(A_DAY.sub("", effect))


@pytest.fixture(scope="module")
def effects(aleppo_once):
    return Effects(aleppo_once)


@pytest.fixture(scope="module")
def aleppo_once():
    return am.load()


def test_every_number_of_an_effect_is_computed_here(aleppo_once):
    with_numbers = {
        name for name, effect in aleppo_once.decisions["effect"].items() if printed(effect)
    }
    assert with_numbers == set(COMPUTED)


@pytest.mark.parametrize("decision", COMPUTED)
def test_the_numbers_of_an_effect_are_current(decision, effects, aleppo_once):
    stated = printed(aleppo_once.decisions.at[decision, "effect"])
    ours = [float(number) for number in COMPUTED[decision](effects, aleppo_once)]
    shown = [
        f"{number:.{len(text.partition('.')[2])}f}"
        for number, text in zip(ours, stated, strict=True)
    ]
    assert shown == stated
