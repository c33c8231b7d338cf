"""The ways words turn a number: what stands after it or before it, and whom it names.

Each pattern is one that a person can read and add to; `direction` says what follows from it.
"""

from __future__ import annotations

import re

WHO = r"(?P<who>(?:[\w.'&/#-]+ ){0,5}?[\w.'&/#-]+?)"
AFTER_WHO = (
    r"(?=[,;:.)\"]| - |$| (?:on|in|at|since|after|before|during|from|over|under|and|as|when|while|"
    r"that|who|which|now|today|yesterday|alone|by|so|for|but|with|within|last|this|again|amid)\b)"
)
IS = (
    r"(?:,? ?(?<![\w-])(?:is|are|was|were|has|have|had|been|be|being|now|still|back|already|"
    r"remain(?:s|ed|ing)?|again|once|all|currently|today|firmly|so far|lies?|also|left|reported|"
    r"said to|believed to|thought to|\w+ly|got|gets)(?![\w-]))*"
)
FINITE = re.compile(
    r" (?:is|are|was|were|has|have|had|remains?|remained|now|fell|falls|went|passed|came|returned|"
    r"belongs?|changed|lies|still)(?![\w-])"
)
CAME = (
    r"(?P<came>(?:come|comes|came|coming|falls?|fell|fallen|falling|pass(?:es|ed)?|gone|goes|went|"
    r"return(?:s|ed)?|transferred|handed|brought|taken|put|placed|turned|ceded|surrendered|lost|"
    r"given up|restored|delivered|abandoned|moved|shifted|slipped|yielded|retaken|captured)"
    r"(?: over| back)?)"
)
RULE = r"(?:control|rule|authority|administration|occupation|command|sway)"
FULL = r"(?:full |firm |complete |total |tight |direct )?"
OWNED = tuple(
    re.compile(f"{IS} ?(?:{CAME} ?)?{pattern}")
    for pattern in (
        rf"in(?:to)? (?:the )?(?:hands|possession|grip) of (?:the )?{WHO}{AFTER_WHO}",
        rf"(?:under|to|into) (?:the )?{FULL}{RULE} of (?:the )?{WHO}{AFTER_WHO}",
        rf"in(?:to)? (?:the )?{WHO}(?:'s|')? (?:hands|possession|grip)(?![\w-])",
        rf"(?:under|to|into|in) (?:the )?{WHO}(?:'s|')? {FULL}{RULE}(?![\w-])",
        rf"(?P<by>held|controlled|occupied|ruled|governed|administered|run) by (?:the )?"
        rf"{WHO}{AFTER_WHO}",
        rf"(?:belong(?:s|ed|ing)?|answer(?:s|ed)?) to (?:the )?{WHO}{AFTER_WHO}",
        rf"(?:is|are|was|were|be|been|remain(?:s|ed|ing)?|,) (?:\w+ )?left (?:to|for) (?:the )?"
        rf"{WHO}{AFTER_WHO}",
        rf"{WHO}(?:-(?:held|controlled|run)| territory)(?= ?[,;:.]|$| now)",
        rf"with (?:the )?{WHO}{AFTER_WHO}",
    )
)
"""Whose the ground is, said after it."""

GIVEN = re.compile(rf"{IS} ?{CAME},? (?:over |back )?to (?:the )?{WHO}{AFTER_WHO}")
AGENT = re.compile(rf"(?: [\w'-]+){{0,4}}? by (?:the )?{WHO}{AFTER_WHO}")
OF_CONTROL = re.compile(
    r"(?<![\w-])(?:(?P<lost>los(?:e|es|t|ing)|ced(?:e|es|ed|ing)|relinquish\w*|surrender\w*)|"
    r"(?:re)?t(?:ak|ook)\w*|(?:re)?gain\w*|seiz\w+|w[io]n\w*|wrest\w*|recover\w*|assum\w+)"
    r"(?: back)?(?: (?:full|complete|total|the|military))* ?$"
)
DEED = re.compile(r"(?:the )?(?:loss|fall|capture|seizure|recapture|occupation|liberation)"
                   r"(?: of)?$")  # fmt: skip
GROUND_OF = re.compile(r"(?:territory|area|areas|land|ground|part|parts|districts?|pocket|enclave|"
                        r"zones?|quarters?|neighbou?rhoods?|that|which)$")  # fmt: skip
"""What stands before "held by" where it names the ground counted over, not who holds the share."""

RELATIVE = re.compile(
    r"(?:,? (?:which|that|who))?(?: (?!(?:is|are|was|were|has|have|had|remains?|now|still|by|in|"
    r"under)\b)[\w'-]+){0,4}? ?(?<![\w-])(?:(?:had|has|have|was|were|once|previously|formerly|then|"
    r"been|long|used to) )*(?:held|hold|controlled|control|occupied|seized|captured|ruled|taken|"
    r"lost|overran)(?: by (?:[\w'-]+ ?){1,4}?)?(?: (?:since|in|until|from|for|on|at|over|before|"
    r"last|under|as of|during|just|only)\b[^;:.]*?)?(?: (?:ago|then|before|earlier|previously))?,?"
    r"(?= (?:is|are|was|were|has|have|had|remains?|remained|now|fell|falls|went|passed|came|"
    r"returned|belongs?|changed|lies|still)\b)"
)
HEDGE = (
    r"(?:(?:[\"']|only|just|about|some|around|roughly|a mere|barely|control of|of|no more than) ?)*"
)
LEFT = re.compile(
    rf"(?<![\w-])(?:leav(?:e|es|ing)|left) {WHO} (?:with|holding|in (?:control|possession) of|"
    rf"controlling|clinging (?:on )?to|hanging on to|hold of|only|just) ?{HEDGE}$"
)
LEFT_WITH = re.compile(
    rf"(?<![\w-])(?:left|remain(?:s|ed|ing)?|stay(?:s|ed)?|clinging on|cling|clings|clung|hang on|"
    rf"hanging on)(?: on)? (?:with|holding|in (?:control|possession) of|controlling|to) ?{HEDGE}$"
)
LEFT_THEM = re.compile(rf"(?<![\w-])(?:leav(?:e|es|ing)|left) (?:the )?{WHO} {HEDGE}$")
"""The one who keeps a number is named before it: "leaves the rebels a third"."""

LEAVES = re.compile(rf"(?<![\w-])(?:leav(?:e|es|ing)|left) ?{HEDGE}$")
LEFT_TO = re.compile(rf" (?:to|for|with|in the hands of) (?:the )?{WHO}{AFTER_WHO}")
"""The one who keeps it is named after it: "leaves a third of the enclave to the rebels"."""

HOLDS_OUT = re.compile(
    r",?(?: (?:is|are|was|were|has|have|had|been|still|yet|now|remains?|\w+ly))* "
    r"(?:hold(?:s|ing)? (?:out|firm)|held (?:out|firm)|resist(?:s|ed|ing)?|standing|"
    r"un(?:conquered|taken|captured))(?![\w-])"
)
"""Ground that is still its holder's: "a third of the enclave holds out"."""

_BUT = (
    r"(?<![\w-])(?:all but|except(?:ing)?(?: for)?|apart from|aside from|other than|save(?: for)?|"
    r"bar(?:ring)?|with the exception of|excluding|minus) ?(?:the |just |only |about |some |"
    r"maybe |perhaps )*"
)
EXCEPT = re.compile(f"{_BUT}$")
"""What stands before a number of what is left out of a whole."""

EXCEPTED = re.compile(rf",?(?: [\w'-]+){{0,6}}?,? {_BUT}(?:\d|(?:one|two|three|four|five|six|seven|"
                      r"eight|nine|ten|eleven|twelve|a dozen)(?![\w-]))")  # fmt: skip
"""A whole of which a number is left out."""

ADVERBS = re.compile(r"(?: (?:now|still|already|also|has|have|had|\w+ly))+ ?$")
"""What may stand between a subject and its verb."""

ASIDE = re.compile(
    r", (?:at (?:the )?(?:very )?(?:most|least|best)|or (?:so|more|less)|give or take|if not more),"
    r"(?= )"
)
"""What may stand between a number and its verb: "a third, at most, is …"."""

STRIPPED = re.compile(
    r"(?<![\w-])(?:(?:strip|depriv|rob|reliev)\w* (?P<of>(?:[\w.'-]+ ){0,4}?[\w.'-]+) of|"
    rf"cost(?:s|ing)? (?P<cost>(?:[\w.'-]+ ){{0,4}}?[\w.'-]+)) ?{HEDGE}$"
)
DRIVEN = re.compile(
    r"(?<![\w-])(?P<verb>(?:expel|dr[io]v|push|forc(?!es\b)|oust|evict|flush|dislodg|chas|clear|remov|"
    r"eject|pull)\w*)(?P<whom>(?: [\w.'-]+){0,5}?)(?: back)? (?:out of|out from|back from|from) ?"
    rf"{HEDGE}$"
)
DRIVEN_OUT = re.compile(
    r"(?:expel|dr[io]v|push|forc|oust|evict|flush|dislodg|chas)\w* (?P<whom>(?:[\w'-]+ )+?)"
    r"(?:back )?(?:out of|out|from|back from)"
)
"""Who is driven out is the one who loses, named by the data or not."""

PENNED = re.compile(
    r"(?<![\w-])(?P<verb>(?:squeez|box|pen|hemm?|confin|corner|push|driv|drov|forc(?!es\b)|press|crowd|"
    r"compress|pack|trap)\w*)(?P<whom>(?: [\w.'-]+){0,5}?)(?: back| up)? (?:into|in to|to|in|inside"
    rf"|within) ?{HEDGE}$"
)
ENCLOSED = re.compile(
    r"(?<![\w-])(?:enclos|trap|besieg|encircl|surround|pack|cramm?|confin|hemm|box|penn|corner)\w* "
    r"(?:up |in )*(?:in|into|inside|within) (?:an?|the) (?:[\w-]+ ){0,4}?(?:area|pocket|enclave|"
    r"strip|patch|space|zone|sliver|scrap|piece|slice)(?: of (?:land|ground|territory))?"
    rf"(?: of| that (?:represents|is|measures|makes up)|,? (?:representing|measuring))? ?{HEDGE}$"
)
DWELLERS = re.compile(r"(?:people|civilians|residents|inhabitants|families|women|children|refugees|"
                      r"souls|men)$")  # fmt: skip
"""Who is shut in, but holds nothing."""

SIZED = re.compile(
    r"(?<![\w-])(?P<verb>shr[aiu]nk\w*|reduc\w*|contract\w*|cut|cuts|cutting|whittl\w*|dwindl\w*|"
    r"diminish\w*|narrow\w*|halv\w*|par(?:ed|ing)|down|decreas\w*|declin\w*)"
    rf"(?P<whom>(?: [\w.'-]+){{0,7}}?)(?: down)? (?P<way>by|to) ?{HEDGE}$"
)
THEIRS = re.compile(r"(?<![\w-])(?:they|it|he|she|we|that|which|who)(?![\w-])")
PASSIVE = re.compile(r"(?<![\w-])(?:is|are|was|were|been|be|being|got|get)(?: \w+ly| now)* ?$")
FULLY = re.compile(r"^(?:fully|completely|entirely|totally|wholly) ")
MADE = re.compile(r"(?<![\w-])(?:be|been|being|was|were|is|are)(?: [\w-]+ly)? ?$")
