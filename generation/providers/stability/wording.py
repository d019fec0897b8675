"""What a sentence asks for, as far as a few plain rules can tell.

Each picture is paid for, so a rule that is not sure stays silent: what none of them knows becomes
an edit of the whole picture, which is what the words alone would have got.
"""

import re
from dataclasses import dataclass

FLAGS = re.IGNORECASE | re.DOTALL

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
COURTESY = re.compile(r"^(?:(?:please|now|can you|could you|would you)\b[,\s]*)+", FLAGS)
RESERVATION = re.compile(
    r"^(?:but\s+)?(?:keep|leave|preserve|change\s+(?:only|nothing)|only\s+change|nothing\s+else|"
    r"do\s+not|don['’]?t|without\s+changing)\b",
    FLAGS,
)
"""A sentence that only says what is to stay, as the prompt help of this product adds one."""

RESERVED_TAIL = re.compile(
    r"\s*(?:[,;]\s*(?:but\s+|and\s+)?|\s(?:but|and|while)\s+)"
    r"(?:keep(?:ing)?|leav(?:e|ing)|preserv(?:e|ing)|without\s+chang\w+)\b.*$",
    FLAGS,
)
SECOND_STEP = re.compile(
    r"(?:\band|\bthen|[,;])\s+(?:also\s+|then\s+)*(?:add|blur|brighten|change|colou?r|crop|darken|"
    r"draw|expand|extend|fill|flip|give|insert|make|paint|place|put|recolou?r|replace|rotate|swap|"
    r"turn|upscale|write)\b|\binstead\b",
    FLAGS,
)
REMOVING = r"(?:remove|erase|delete|take\s+out|take\s+away|get\s+rid\s+of|clean\s+up|wipe\s+out)"
ARTICLE = (
    r"(?:(?:all|both|every|each)\s+(?:of\s+)?)?(?:the|my|his|her|their|its|this|that|these|our)"
)
WHOLE = (
    r"(?:it|this|that|everything|(?:(?:the|my|this|that|our)\s+)?(?:(?:whole|entire)\s+)?"
    r"(?:photo(?:graph)?|picture|pic|image|scene|shot|drawing|painting|portrait|canvas|frame))"
)
NOT_A_THING = re.compile(
    r"^(?:(?:whole|entire)\s+)?(?:photo(?:graph)?|picture|pic|image|scene|shot|drawing|painting|"
    r"portrait|day(?:time|light)?|night|morning|evening|spring|summer|autumn|fall|winter|season|"
    r"weather|lighting|light|mood|style|colou?rs?|contrast|exposure)\b",
    FLAGS,
)
"""What cannot be searched for in a picture, because it is all of it."""

SWAPPING = r"(?:replace|swap|exchange|substitute)"
FOR = r"(?:with|by|for|to|in\s?to)"
INTO = r"(?:in\s?to|to|in)"
SHADE = (
    r"(?:black|white|gr[ae]y|silver|gold(?:en)?|bronze|copper|red|crimson|maroon|burgundy|pink|"
    r"magenta|coral|salmon|orange|yellow|ivory|cream|beige|khaki|brown|green|olive|lime|mint|teal|"
    r"turquoise|cyan|blue|navy|purple|violet|lilac|lavender)"
)
TINT = rf"(?:(?:dark|light|bright|deep|pale|neon|pastel)\s+)?{SHADE}"


def request_in(prompt: str) -> str:
    """The one sentence that asks for something, without what only says what is to stay; empty
    where several ask."""
    sentences = [COURTESY.sub("", " ".join(each.split())) for each in SENTENCE_END.split(prompt)]
    asking = [each for each in sentences if each and not RESERVATION.match(each)]
    if len(asking) != 1:
        return ""
    return RESERVED_TAIL.sub("", asking[0]).strip(" .!?,;\"“”'")


def is_one_step(asked: str) -> bool:
    return bool(asked) and not SECOND_STEP.search(asked)


def only_removes(asked: str) -> bool:
    """Whether what is marked shall go, with nothing new in its place."""
    return is_one_step(asked) and bool(re.match(rf"{REMOVING}\b(?!.*\bwith\b)", asked, FLAGS))


BEHIND = r"background(?:\s+(?:from|of|in|behind|around)\b.*)?"
CUT_OUT = (
    rf"^(?:{REMOVING}|cut\s+(?:out|away)|strip)\s+(?:{ARTICLE}\s+)?(?:\w+\s+)?{BEHIND}$",
    r"^cut\s+.*\bout\b.*\bbackground$|^cut\s+out\b.*\bbackground$",
    r"\btransparent\s+background\b|\bbackground\s+(?:(?:to|with|by|be|is|fully)\s+)*transparen",
)


def wants_cut_out(asked: str) -> bool:
    """Whether the background shall become transparent."""
    return any(re.search(rule, asked, FLAGS) for rule in CUT_OUT)


NEW_BACKGROUND = (
    rf"^(?:{SWAPPING}|change|turn)\s+(?:{ARTICLE}\s+)?background\s+{FOR}\s+(?P<what>.+)$",
    rf"^make\s+(?:{ARTICLE}\s+)?background\s+(?:into\s+)?(?P<what>an?\s+.+)$",
)


def new_background(asked: str) -> str:
    """What shall be behind the subject; empty where nothing of the sort is asked."""
    for rule in NEW_BACKGROUND:
        if found := re.search(rule, asked, FLAGS):
            return found["what"].strip()
    return ""


UPSCALE = (
    r"\bup-?scal(?:e|ing)\b|\bsuper.?resolution\b",
    r"\b(?:higher|more|better|increase\s+the|raise\s+the|double\s+the)\s+resolution\b",
    rf"^(?:enlarge|blow\s+up)\s+{WHOLE}$",
    r"\bsharper\s+and\s+(?:larger|bigger)\b|\b(?:larger|bigger)\s+and\s+sharper\b",
)


def wants_upscaling(asked: str) -> bool:
    return any(re.search(rule, asked, FLAGS) for rule in UPSCALE)


COLOURING = r"(?:re-?colou?r|colou?r|paint|dye|make|turn|change)"
RECOLOUR = (
    rf"^{COLOURING}\s+{ARTICLE}\s+(?P<what>.+?)\s+(?:{INTO}\s+)?(?P<shade>{TINT})$",
    rf"^change\s+the\s+colou?r\s+of\s+{ARTICLE}\s+(?P<what>.+?)\s+{INTO}\s+(?P<shade>{TINT})$",
)
LONGEST_THING = 5
"""Words. What is longer is a sentence of its own, and no name of a thing."""


@dataclass(frozen=True)
class Change:
    """One thing that shall become another; both as a search for them would name them."""

    old: str
    new: str


def recolouring(asked: str) -> Change | None:
    """The thing, and the same thing in its new colour."""
    for rule in RECOLOUR:
        found = re.search(rule, asked, FLAGS)
        if found and _is_thing(what := re.sub(r"['’]s colou?r$", "", found["what"])):
            # "white black dog" would be asking for a puzzle.
            bare = re.sub(rf"^{TINT}\s+", "", what, flags=FLAGS)
            return Change(what, f"{found['shade']} {bare}")
    return None


def _is_thing(words: str) -> bool:
    vague = r"\b(?:and|or|more|less|look|looks|feel|very|black|white)$|\b(?:more|less|look|feel)\b"
    is_short = len(words.split()) <= LONGEST_THING
    return is_short and not NOT_A_THING.match(words) and not re.search(vague, words, FLAGS)


REPLACE = (
    rf"^{SWAPPING}\s+(?:{ARTICLE}\s+)?(?P<old>.+?)\s+with\s+(?P<new>.+)$",
    rf"^{SWAPPING}\s+(?:{ARTICLE}\s+)?(?P<old>.+?)\s+(?:by|for)\s+(?P<new>.+)$",
    rf"^(?:turn|transform|change)\s+{ARTICLE}\s+(?P<old>.+?)\s+in\s?to\s+(?P<new>.+)$",
    rf"^change\s+{ARTICLE}\s+(?P<old>.+?)\s+to\s+(?P<new>an?\s+.+)$",
)


def replacement(asked: str) -> Change | None:
    """What shall be something else, and what it shall be."""
    for rule in REPLACE:
        found = re.search(rule, asked, FLAGS)
        if found and _is_thing(found["old"]):
            return Change(found["old"].strip(), found["new"].strip())
    return None
