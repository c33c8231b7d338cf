"""The days a number is of, and what was held on them, where words beside it say more.

"In four days it shrank by a third" is a third of what was held four days before; "seized two
districts on Monday" counts that day alone.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from aleppomap.claims import words
from aleppomap.claims.former import became
from aleppomap.claims.gazetteer import gazetteer
from aleppomap.claims.model import Claim, Past
from aleppomap.claims.named_days import days_in, numbered
from aleppomap.claims.of_then import began_on
from aleppomap.claims.said import GROUND, HELD_GROUND, Said, assuming, otherwise
from aleppomap.territory import Territory

__all__ = ["day_alone", "first_days", "held_then", "long_ago", "shrunk_by", "size_of"]

_DAY = timedelta(1)
_SHRINKS = (
    r"(?:shr[aiu]nk(?:en|ing|s)?|reduc(?:ed|ing|es)|cut|decreas(?:ed|ing|es)|diminished|"
    r"contract(?:ed|ing|s)|dwindl(?:ed|ing)|whittled(?: away)?|squeezed|down)"
)
_BY = re.compile(
    rf"(?<![\w-]){_SHRINKS}(?: \w+ly)? by ?$|(?<![\w-])(?:shr[aiu]nk|halved|cut) in ?$"
)
_TO = re.compile(rf"(?<![\w-]){_SHRINKS}(?: \w+ly)?(?: from [^,;]{{1,30}})? to ?$")
_FROM = re.compile(rf"(?<![\w-]){_SHRINKS}(?: \w+ly)? from ?$")
_ON_TO = re.compile(r"[^,;.]{0,20}? to (?:just |only |about |some )*\d")
_END = re.compile("$")
_ITS_GROUND = re.compile(
    rf"(?<![\w-])(?:[\w-]+(?:'s|s')|their|its) (?:own )?{GROUND}(?![\w-])[^,;:]*$"
)
_MEASURES = re.compile(
    r"(?:(?:measur|cover|spann?|compris|extend|stretch)\w*(?: over| across)?|"
    r"(?<![\w-])(?:is|was|are|were|now)(?: still| now)?|estimated (?:at|to be)|"
    r"(?:an? |the )?(?:area|pocket|enclave|strip|patch|territory|size) of|,) ?$"
)
_WHOSE = r"(?:they|it|(?:the )?(?:[\w'-]+ )?[\w-]+)"
_STILL = re.compile(
    rf" of (?:all )?(?:(?:what|the {GROUND}|{GROUND})(?: that| which)? {_WHOSE} "
    r"(?:(?:had )?still (?:held|hold|controlled?|had)|had left)|"
    rf"(?:their|its|the|(?:the )?[\w-]+s') (?:last )?(?:remaining|residual) {GROUND})"
)
_THEIRS = re.compile(
    rf" of (?:all )?(?:(?:their|its|(?:the )?[\w-]+s') (?:own )?{GROUND}|(?:what|the {GROUND}|"
    rf"{GROUND})(?: that| which)? {_WHOSE} (?:had )?(?:held|hold|controll?(?:ed)?))(?![\w-])"
)
_HELD_ON = re.compile(
    rf" of (?:all )?(?:what|the {GROUND}|{GROUND})(?: that| which)? {_WHOSE} (?:had )?(?:still )?"
    r"(?:held|controlled|occupied|did|had)(?: on| at| as of)? "
)
_SINCE_THEY = re.compile(
    r"(?<![\w-])since (?:they|it|he|(?:the )?[\w-]+(?: [\w-]+)?) (?:first |had )?"
    rf"(?:{words.TAKEN.pattern}|{words.LOST.pattern})[^,;]*$"
)
_YEAR = re.compile(r"[^,;]*?(?<![\w-])((?:19|20)\d\d)(?![\w-])")
_OTHER_EVENT = re.compile(
    r"[,;:]|(?<![\w-])(?:said|says|told|reported|announced|and|but|as|after|before|when|while|that|"
    r"which|who|where)(?![\w-])"
)
_FIRST_DAYS = re.compile(
    r"(?<![\w-])(?:in|during|over|within) (?:just |only )?(?:the |its |their )?first "
    r"(?P<count>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) (?P<unit>days|weeks) of "
    rf"(?:[\w'-]+ ){{0,3}}?{words.CAMPAIGN}(?![\w-])"
)
_DONE_BY_THEN = re.compile(r"(?<![\w-])(?:have|has|had|having|been)(?: \w+){0,3} ?$")


def size_of(claim: Claim, said: Said) -> Claim:
    """Read "the enclave measures 23 km²" and "shrunk from 45 to 30 km²": what is held."""
    if claim.kind != "area" or claim.measure not in ("lost", "held", "taken"):
        return claim
    sized = _TO.search(said.before) or _FROM.search(said.before)
    if not sized and became(said.plain, said.numeral.phrase_start):
        sized = _END.search(said.before)
    found = sized or _MEASURES.search(said.before)
    outside = said.before[: found.start()] if found else said.before
    clause = f"{outside}{said.after.partition(';')[0]}"
    if found is None or not (HELD_GROUND.search(clause) or _ITS_GROUND.search(clause)):
        return claim
    if words.TAKEN.search(outside) or (not sized and words.LOST.search(outside)):
        return claim
    loser = said.territory.evidence.pivot
    named = [name for *_, name in gazetteer(said.territory).mentions(clause)]
    party = (named or [loser])[0]
    if party != loser:  # over all districts, not over what the other party first held
        held = replace(claim, measure="held", party=party, by="", since=None)
        return assuming(replace(held, region=next(iter(said.whole_cities), "")))
    notes = [] if named else [_assumed_holder(said.territory, loser)]
    held = replace(claim, measure="held", party=party, by="", since=None)
    if _FROM.search(said.before) and _ON_TO.match(said.after):
        if day := began_on(said):
            return assuming(replace(held, as_of=day), *notes)
        notes.append(f"“from” is read as its size on {said.start}.")
        return assuming(replace(held, as_of=said.start), *notes)
    held = assuming(held, *notes)
    if sized or claim.measure == "held" or not said.counts_over_default(claim):
        return held
    return otherwise(held, "the day", f"its size on {said.start}", replace(held, as_of=said.start))


def _assumed_holder(territory: Territory, party: str) -> str:
    return f"It does not say whose: read as held by {territory.party_name(party)}."


def shrunk_by(claim: Claim, said: Said) -> Claim:
    """Read "in four days it has been reduced by a third": lost, of what was held at the start."""
    if claim.kind == "count" or not _BY.search(said.before):
        return claim
    loser = said.territory.evidence.pivot
    named = [name for *_, name in gazetteer(said.territory).mentions(said.before)]
    if not HELD_GROUND.search(said.before) or (named or [loser])[0] != loser:
        return claim
    since, day = said.window()
    claim = assuming(replace(claim, measure="lost", party=loser, by="", since=since,
                              as_of=day or said.stated or claim.as_of))  # fmt: skip
    if claim.kind == "area" or claim.elsewhere:
        return claim
    return _counted_from(replace(claim, region=""), said) if since else claim


def _counted_from(claim: Claim, said: Said) -> Claim:
    """Return a share counted over what was held when its window began."""
    if claim.since is None or claim.since <= said.start:
        return claim
    return replace(claim, past=Past(claim.since - _DAY, claim.since))


def held_then(claim: Claim, said: Said) -> Claim:
    """Read "a third of what they still held", "of the area they held on Friday"."""
    if claim.kind != "share" or claim.past or not said.counts_over_default(claim):
        return claim
    if (match := _HELD_ON.match(said.after)) and (day := _day_after(said, match.end())):
        _, own = said.window()
        own = own if own and own > day else said.stated
        claim = replace(claim, since=None, as_of=own or claim.as_of)
        said_so = [a for a in claim.assumed if not a.startswith("Judged on")]
        claim = replace(claim, assumed=tuple(said_so))
        return replace(claim, past=Past(day - _DAY, day)) if day > said.start else claim
    if claim.measure == "held":
        return claim
    if match := _STILL.match(said.after):
        if claim.since is None:
            what = said.plain[said.numeral.end : said.numeral.end + match.end()]
            return replace(claim, elsewhere=what.removeprefix(" of ").strip())
        return _counted_from(claim, said)
    if claim.since and claim.since > said.start and _THEIRS.match(said.after):
        label = f"what was held at the end of {claim.since}"
        return otherwise(claim, "denominator", label, _counted_from(claim, said))
    return claim


def _day_after(said: Said, place: int) -> date | None:
    """Return the day that stands at a place after the number, if one does."""
    found = days_in(said.after[place : place + 40], said.stated)
    return found[0][1] if found and found[0][0] <= len("the ") else None


def first_days(claim: Claim, said: Said) -> Claim:
    """Read "in the first four days of the offensive": from each day it can have begun."""
    match = _FIRST_DAYS.search(said.plain)
    if match is None or claim.past:
        return claim
    starts = [
        (str(row["name"]), date.fromisoformat(str(row["date"])))
        for row in said.territory.settings.get("starts", ())
    ]
    if not starts:
        return replace(claim, as_of=None)
    days = numbered(match["count"]) * (7 if match["unit"].startswith("week") else 1)
    tried = []
    for name, first in starts:
        since = None if claim.measure == "held" else max(first - _DAY, said.start)
        other = replace(claim, since=since, as_of=first + days * _DAY - _DAY)
        tried.append((f"from {first} ({name})", assuming(other, f"Counted from {first} ({name}).")))
    first_claim = tried[0][1]
    for label, other in tried[1:]:
        first_claim = otherwise(first_claim, "window", label, other)
    return first_claim


def day_alone(claim: Claim, said: Said) -> Claim:
    """Read "seized two districts on Monday": that day alone, or all up to it as a reading."""
    if claim.measure == "held" or claim.since is not None or claim.past or claim.as_of is None:
        return claim
    day = _own_day(said)
    if day is None:
        return _news_of_the_day(claim, said)
    if day <= said.start:
        return claim
    alone = replace(claim, since=day - _DAY, as_of=day)
    label = f"on {day} alone"
    if claim.kind == "share":
        return otherwise(claim, "window", label, alone)
    kept = [a for a in claim.assumed if "names no days" not in a and "Judged on" not in a
            and "day judged" not in a]  # fmt: skip
    alone = replace(alone, assumed=(*kept, f"Counted {label}, the day its words name."))
    eve = day - _DAY
    if eve > said.start:
        earlier = replace(alone, since=eve - _DAY, as_of=eve)
        alone = otherwise(alone, "window", f"on {eve} alone, told a day late", earlier)
    return otherwise(alone, "window", f"all since {said.start}", claim)


def _news_of_the_day(claim: Claim, said: Said) -> Claim:
    """Read "freed seven districts", no day said: all that were freed, or only the latest."""
    day = said.stated
    if claim.kind != "count" or said.windows or day is None or claim.as_of != day:
        return claim
    if _simple_past(said) is None or day - 2 * _DAY < said.start:
        return claim
    alone = replace(claim, since=day - _DAY)
    before = replace(claim, since=day - 2 * _DAY, as_of=day - _DAY)
    claim = otherwise(claim, "window", f"on {day} alone", alone)
    return otherwise(claim, "window", f"on {day - _DAY} alone", before)


def _simple_past(said: Said) -> re.Match[str] | None:
    """Return the verb of change nearest before a number, unless it tells what had been done."""
    verbs = [m for pattern in (words.TAKEN, words.LOST) for m in pattern.finditer(said.before)]
    verb = max(verbs, key=lambda m: m.end(), default=None)
    done = verb and _DONE_BY_THEN.search(said.before[: verb.start()])
    return None if done else verb


def _own_day(said: Said) -> date | None:
    """Return the day on which a number was taken, by a verb in the simple past beside it."""
    low, high = said.numeral.phrase_start, said.numeral.end
    verb = _simple_past(said)
    if verb is None:
        return None
    offset = low - len(said.before)
    for window in said.windows:
        overnight = window.words == "overnight"
        if not overnight and window.kind != "day":
            continue
        after = window.start >= high
        between = said.plain[high : window.start] if after else (
            said.plain[window.end : offset + verb.start()])  # fmt: skip
        between = between.removeprefix(",")
        if len(between) > 60 or _OTHER_EVENT.search(between):
            continue
        if not after and said.plain[: window.start].strip(" ,"):
            continue  # only a day that opens the sentence is that of what follows it
        return window.last
    return None


def long_ago(claim: Claim, said: Said) -> Claim:
    """Read "the worst defeat since they seized half the city in 2012": of then, not of now."""
    if not _SINCE_THEY.search(said.before):
        return claim
    year = _YEAR.match(said.after)
    day = date(int(year[1]), 12, 31) if year else None
    return replace(claim, as_of=day, since=None, otherwise=(), assumed=())
