"""The words of territory: what is held, what it is to hold it, and what is not territory.

Each table is one regular expression a person can read and add to.
"""

from __future__ import annotations

import re

from aleppomap.claims.numerals import COUNT_NOUN

__all__ = [
    "CAMPAIGN", "CLAIM_OF_WHOLE", "CONTROL", "HELD", "INTENDED", "LAND", "LOST", "MAY", "NEGATED",
    "NOT_LAND", "OTHER", "TAKEN", "WHOLLY",
]  # fmt: skip

LAND = re.compile(
    r"(?:territor(?:y|ies)|areas?|land|lands|ground|terrain|part|parts|portion|half|side|sides|"
    r"bank|east|west|north|south|north-?east|north-?west|south-?east|south-?west|centre|center|"
    r"city|cities|town|country|countries|countryside|nation|province|state|strip|zone|zones|"
    r"enclave|pocket|stronghold|bastion|redoubt|heartland|sector|region|peninsula|island|"
    r"caliphate|capital|camp|canton|republic|suburb|complex|airport|airfield|base|oblast|"
    r"governorate|county|district|neighbou?rhood|quarter|village|township|settlement|interior|"
    r"coast|coastline|border|borders|frontier|valley|district|whole|rest|perimeter|salient|"
    rf"bridgehead|donbas|kingdom|realm|domain|homeland|surface|gains|advances|desert|countryside|"
    rf"steppe|hills|mountains|plains?|marsh(?:es|lands?)?|scrubland|riverbank|shore|beach|jungle|"
    rf"grip|holdings?|possessions|{COUNT_NOUN})"
)
"""Nouns that name ground; as the head of "of …" they make a number a number of territory."""

NOT_LAND = re.compile(
    r"(?:fighters?|soldiers?|troops|forces?|army|men|women|children|militants|jihadists|recruits|"
    r"population|people|residents?|inhabitants|civilians|families|households|refugees|homes?|"
    r"houses|buildings?|hospitals?|clinics?|schools?|shops|bakeries|plants?|infrastructure|grid|"
    r"farmland|cropland|crops?|harvest|wheat|cattle|livestock|economy|gdp|budget|trade|exports?|"
    r"imports?|output|production|revenues?|income|oil|gas|gold|fields|wells|reserves|gdp|vote|"
    r"votes|voters|ballots|seats|parliament|market|shares?|aid|food|supplies|electricity|power|"
    r"water|energy|capacity|strength|tanks|vehicles|arsenal|missiles|weapons|rubble|mines|debris|"
    r"dead|wounded|casualties|victims|detainees|prisoners|deaths|time|year|day|week|month|"
    r"species|forests?|value|money|workforce|airspace|traffic|ships|fleet|jets|aircraft|roads|"
    r"streets|crossings|bridges|checkpoints|mosques|tunnels|factories|apartments|facilities|flats)"
)
"""Nouns that are not ground, whatever the verb."""

_NUMBER_NEXT = (
    r"(?= (?:(?:only|just|about|around|some|roughly|nearly|almost|over|more than|less than|"
    r"at least|up to|no more than) )*(?:\d|half|most of|all of|"
    r"an? (?:half|third|quarter|fifth|tenth|twentieth|dozen)|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|dozens?)"
    r"(?![a-z])))"
)
"""What makes "run" and "clean" verbs of ground: a number of it is their object."""

CONTROL = re.compile(
    r"(?<![\w-])(?:"
    r"(?:re-?)?captur(?:e|ed|es|ing)(?! on (?:camera|film|video|tape))|(?:re-?)?seiz(?:e|ed|es|ing|"
    r"ure)|"
    r"(?:re)?t(?:ake|akes|aken|aking|ook)(?: (?:back|over|full|complete))?(?: control of)?|"
    r"(?:hold|holds|holding|held)(?: on to|(?! up(?! to)| out| off| back))|keep(?:s|ing)? hold of|"
    r"kept hold of|hang(?:s|ing)? on to|hung on to|"
    rf"(?:r[ua]n|runs|running|clean(?:s|ed)?){_NUMBER_NEXT}|(?:in )?control(?:s|led|"
    r"ling)?(?: of)?|"
    r"(?:a )?grip on|"
    r"under (?!(?:an? |one |two |three )?(?:half|third|quarter|fifth|"
    r"\d))(?:[\w'-]+ ){0,6}?(?:control|"
    r"rule|occupation|command|authority|administration|hands)|"
    r"regain(?:s|ed|ing)?|recover(?:s|ed|ing)?|reclaim(?:s|ed|ing)?|(?:re-?)?conquer(?:s|"
    r"ed|ing)?|"
    r"liberat(?:e|ed|es|ing|ion)(?: of)?|free(?:d|ing|s)?(?! of charge)(?: of| from)?|"
    r"clear(?:s|ed|ing)?(?: of)?|los(?:e|es|t|ing)|loss(?:es)? of|ced(?:e|ed|es|ing)|"
    r"g(?:ive|ives|ave|iven|iving) up|surrender(?:s|ed|ing)?|relinquish(?:es|ed|ing)?|"
    r"(?:withdr[ae]w(?:s|n|al|als|ing)?|retreat(?:s|ed|ing)?|pull(?:s|ed|ing)? (?:out|back))"
    r"(?: (?:from|of))?|abandon(?:s|ed|ing)?|vacat(?:e|ed|ing)|"
    r"(?:falls?|fell|fallen|falling)(?! (?:by|below|under|short|ill|silent|behind|apart|on|"
    r"over(?! the (?:weekend|past|last|course))|\d))"
    r"(?: (?:to|into|under|in))?|(?:the )?fall of|overr[ua]n(?:s|ning)?|"
    r"occup(?:y|ies|ied|ying|ation)(?: of)?|annex(?:es|ed|ing|ation)?|secur(?:e|es|ed|ing)|"
    r"wrest(?:s|ed|ing)?|w[io]n(?:s|ning)? back|purged?|cleansed|"
    r"(?:expel|drov?e|driv|push|forc|oust|evict|flush|squeez|dislodg|chas|box|pen|hemm?|confin|"
    r"corner)"
    r"\w{0,4} (?:\w+ ){0,3}?(?:out of|out|back (?:from|to|into)|from|into|in to|to)|"
    r"swept (?:through|into)|"
    r"advanc(?:e|ed|es|ing)(?: (?:through|into|across|by))?|gain(?:s|ed|ing)?|"
    r"shr[aiu]nk(?:s|en|ing)?(?: (?:by|to|from))?|(?:reduc|contract|whittl|par)(?:e|ed|es|ing)?"
    r"(?: down)? (?:by|to)|(?:(?:is|are|was|were|now|been) )?down (?:to|from|by)|"
    r"chang(?:e|ed|es|ing) hands|rul(?:e|es|ed|ing)|administer(?:s|ed|ing)?|"
    r"dominat(?:e|es|ed|ing)|govern(?:s|ed|ing)?|"
    r"in (?:[\w'-]+ ){0,4}?hands|in(?:to)? the hands of|"
    r"(?:is|are|now) run by|"
    r"return(?:s|ed|ing)? (?:under|to (?:[\w'-]+ ){0,3}?(?:control|rule|hands))|"
    r"(?:to|will|would|must) return(?! to| home| fire)|"
    r"left (?:with|to)|cling(?:s|ing)? (?:on )?to|clung (?:on )?to|"
    r"leav(?:e|es|ing) (?:[\w'-]+ ){1,4}?(?:with|holding)|"
    r"(?:keep|keeps|kept|keeping(?! (?:up|open|out|pace|in))|retain|retains|retained|retaining)|"
    r"expand(?:s|ed|ing)?|"
    r"contest(?:s|ed|ing)?|gone(?! (?:up|down|on|to))|cut (?:by|to|down to)|remain(?:s|ed|"
    r"ing)? (?:in|under|with|outside|beyond)|"
    r"hand(?:ed|ing|s)? (?:over|back)|handed|takeover|(?:be|is|are|was|were) left)(?![\w-])"
)
"""Verbs and nouns of holding, taking and losing."""

OTHER = re.compile(
    r"(?<![\w-])(?:"
    r"(?:re)?t(?:ake|akes|aken|aking|ook) (?:part|place|aim|refuge|shelter|in|to hospital|prisoner|"
    r"hostage|note|steps|off|on)\b|"
    r"h(?:old|olds|eld|olding) (?:[\w-]+ ){0,2}?(?:votes?|elections?|talks|meetings?|referendum|"
    r"rall(?:y|ies)|protests?|hostages?|prisoners?|captives?|polls?|ceremon(?:y|ies)|seats)|"
    r"(?:free|clear|secur)\w* (?:[\w-]+ ){0,3}?(?:mines|rubble|debris|explosives|hostages?|"
    r"prisoners|detainees|release|funding|bodies|unexploded)|"
    r"l(?:ose|oses|ost|osing) (?:[\w-]+ ){0,2}?(?:power|electricity|water|contact|access)|"
    r"forc(?:e|ed|ing) (?:[\w-]+ ){0,2}?(?:from|out of) (?:their|his|her) homes?|"
    r"without|under (?:water|fire|attack|curfew|siege|snow|martial law|bombardment|threat)|"
    r"(?:shell|bombard|bomb|attack|target|raid|pound|evacuat|displac|kill|wound|injur|destroy|"
    r"damag|"
    r"raz|flatten|burn|flood|contaminat|visit|deliver|distribut|suppl|feed|vaccinat|produc|"
    r"patrol|encircl|surround|besieg|isolat|connect|import|export|starv|suffer|arriv|"
    r"travel|affect|loot|search|inspect|blockad|violat|deploy|warn|poll|elect|serv|hous|shelter|"
    r"rebuil|demin|bulldoz|tour|scour|strafe|malnourish|infect|rais|sow|grow|"
    r"handl|provid|employ|finance|fund|own|buy|sell|sold|import|electrif|repair|restor)"
    r"(?:e|es|ed|ing|s|t|y|ies|ied|ying|ged|n|ting|ted|ment)?|"
    r"str(?:uck|ikes?|iking)|hit(?:s|ting)?|fle(?:e|es|d|eing)|vot(?:e|ed|es|ing)|"
    r"min(?:ed|es|ing)|reach(?:es|ed|ing)?|cover(?:s|ed|ing)?|lack(?:s|ed|ing)?|cut|cuts|cutting|"
    r"need(?:s|ed|ing)?|rel(?:y|ies|ied)|receiv(?:e|es|ed|ing)|support(?:s|ed|ing)?|grown|"
    r"martial law|curfew|famine|emergency|fighting|clash(?:es|ed)|battles|explosions?|"
    r"liv(?:e|es|ed|ing)|fac(?:e|es|ed|ing)|closed|shut(?:tered)?|lies? in ruins|in ruins|"
    r"uninhabitable|hungry|hunger|malnourished|displaced|set up|told to leave|ordered to|"
    r"depend(?:s|ed|ent)?|comes? from|came from|met|meet|talks|drought|dark|offline|snow|forest\w*|"
    r"arable|inhabited|populated|insecure|mourn\w*|protest\w*)(?![\w-])"
)
"""Verbs that have places for their object or subject and say nothing of who holds them."""

LOST = re.compile(
    r"\b(?:lost|lose|loses|losing|loss|losses|shr[aiu]nk\w*|ced\w+|giv(?:en|e|es|ing) up|gave up|"
    r"relinquish\w*|vacat\w+|pull(?:s|ing)? (?:out|back)|surrender\w*|"
    r"withdr[ae]w\w*|withdrawal|abandon\w*|retreat\w*|(?:driven|pushed|forced|pulled|drove) "
    r"(?:\w+ ){0,3}?(?:out|back))\b"
)
TAKEN = re.compile(
    r"\b(?:(?:re)?(?:taken|took|takes?|taking)|(?:re)?captur\w+|seiz\w+|gain\w*|freed|cleared|"
    r"liberat\w+|recover\w+|regain\w*|advanc\w+|w[io]n\w* back|overr[ua]n\w*|fell|fallen|"
    r"changed hands|conquer\w*|wrest\w*|swept|annex\w*|purged?|cleansed|clean(?:s|ed))\b"
)
HELD = re.compile(
    r"(?<![\w-])held(?= (?:(?:about|around|roughly|nearly|almost|only|just|over|some|more than|"
    r"less than|at least|at most|up to) )?(?:the|an?|all|half|most|\d|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve)(?![a-z]))|"
    r"\b(?:hold|holds|holding|kept|keeps?|controls?|remain\w*|left|retain\w*|occup(?:y|ies)|"
    r"rules|dominat\w+)\b"
)

WHOLLY = re.compile(r"\b(?:full|fully|complete|completely|entire|entirely|whole|total|totally)\b")

CLAIM_OF_WHOLE = re.compile(
    r"(?<![\w-])(?:(?P<under>under [\w' -]{0,40}?(?:full|complete|total|firm|entire)"
    r" [\w' -]{0,30}?control)|"
    r"(?P<control>(?:full|complete|total|entire) control (?:of|over))|"
    r"(?P<all>(?:all of|(?:the )?whole of|the entirety of|(?:the|an|its|their) (?:entire|whole)|"
    r"[\w-]+'s entire|every (?:last|single)|all|entire) )|"
    r"(?P<fully>(?:fully|completely|entirely|totally|wholly) (?:(?:in the hands of)|"
    r"(?:re)?(?:captur|liberat|clear|control|taken|seiz|secur|conquer|occupi|under|overrun|"
    r"regain)\w*)))"
)

MAY = (
    r"(?<!in )(?<!of )(?<!by )(?<!since )(?<!during )(?<!until )(?<!from )(?<!over )(?<!last )"
    r"(?<!this )(?<!late )(?<!early )(?<!mid-)(?<!\d )may(?!,? \d)"
)
"""The verb: no month of May."""

CAMPAIGN = (
    r"(?:operations?|offensive|counter-?offensive|assault|campaign|battle|battles|fighting|siege|"
    r"attack|invasion|war|conflict|clashes|incursion|push|combat|hostilities|bombardment|onslaught|"
    r"uprising|insurrection)"
)

NEGATED = re.compile(
    r"(?<![\w-])(?:den(?:y|ies|ied|ying|ial)|(?:reject|dismiss|refut|disput|rebuff|contradict)\w*|"
    r"(?:(?:did|do|does|has|have|had|is|are|was|were|wo|will|would|could) ?(?:not|n't)|cannot|"
    r"can't|fail(?:s|ed|ing)? to|unable to)(?! (?:more|less|fewer|only|even|just|far|(?:been |"
    r"be )?able to (?:prevent|stop|halt|keep)|prevent|stop|halt|deter|avert|avoid))|"
    r"(?:wrongly|incorrectly|mistakenly|erroneously) (?:said|say|claim|report|state|put|"
    r"announce)\w*|"
    r"(?:were|was|is|are|as) (?:all |pure |just |simply |an? |outright )*(?:lies?|fabricat\w+|"
    r"baseless|"
    r"unfounded|groundless|fake|nonsense|incorrect|inaccurate)|"
    r"no truth|untrue|falsely?|false|never|no longer|not yet|yet to|neither|nor|not true|"
    r"(?<!not )far from(?= (?:\w+ing|true|it|certain|over|having|a|half|all)\b)|"
    r"without (?:capturing|taking|losing))(?![\w-])"
)
"""Words that turn a statement into its denial."""

INTENDED: tuple[tuple[str, str], ...] = (
    (
        "threatened",
        r"threat(?:en(?:s|ed|ing)?)?(?: to)?|at risk of|in danger of|risk(?:s|ed|ing)?|"
        r"fear(?:s|ed|ing)?(?! and)|worr(?:y|ies|ied) (?:about|of|that)|afraid of",
    ),
    (
        "intended",
        r"(?:plan|aim|hop|seek|want|intend|vow|pledg|promis|tr|attempt|order|prepar|mean|wish|"
        r"set out|sought|struggl)(?:e|s|ed|es|ning|ing|y|ies|ied|ying|ned|d)?(?: \w+)? (?:to|at|"
        r"on)|"
        r"(?:push|bid|drive|plans?|goal|aim|campaign|effort|attempt|operation|offensive|battle|"
        r"fight|"
        r"order|mission|intention|objective)(?: is| was)? (?:to|of)|in order to|sought to|"
        r"offered to|demand\w*|should",
    ),
    (
        "future",
        r"will|shall|is to|are to|(?:is |are )?(?:expected|due|set|scheduled|going) to|soon|"
        r"(?<!than )(?<!as )(?:expect|anticipat|envisag)(?:s|e|es|ed|ing)?"
        r"(?= (?:that|to|losing|taking|half)\b| (?:(?!and\b)[\w'-]+ ){1,6}?to\b)|"
        r"(?:predict|forecast|foresee)(?:s|ed|ing)?(?! and)|on (?:course|track) (?:to|for)",
    ),
    (
        "possible",
        r"hypothetically|suppos(?:e|ing) that|assuming|in (?:the|an) event(?= (?:of|that)\b)|"
        rf"could|{MAY}|might|would|can|if|possibly|perhaps|potentially|likely|about to|poised to|"
        r"away from(?= (?:\w+ing|full|complete|total|control)\b)|"
        r"on the (?:verge|brink|cusp) of|reportedly able|unless|whether|"
        r"on the (?:point of|way to)(?= \w+ing\b)|"
        r"(?:close|closer|near) to(?= (?:\w+ing|full|complete|control)\b)|closing in on|"
        r"(?:near|approach)(?:s|es|ed|ing)?(?= (?:the )?(?:capture|fall|loss|control|full|complete|"
        r"seizing|taking|losing))",
    ),
)
"""Modality, and the words that say it."""
