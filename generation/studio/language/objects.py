"""Rules for the background, the sky, for what is taken out and for one colour in another."""

from generation.studio.language.clauses import Clause
from generation.studio.language.parts import named_at, said
from generation.studio.language.shades import CANONICAL, hex_of
from generation.studio.language.words import Word
from generation.studio.operations import (
    BackgroundBlur,
    BackgroundRemove,
    BackgroundReplace,
    ColorReplace,
    Erase,
    Operation,
    SkyRecolor,
)

Found = list[tuple[int, Operation]]

EXCHANGING = frozenset(
    [
        "replace",
        "change",
        "swap",
        "switch",
        "substitute",
        "turn",
        "make",
        "exchange",
        "put",
        "set",
        "convert",
        "transform",
        "have",
        "give",
        "place",
        "recolor",
        "recolour",
        "paint",
        "color",
        "let",
        "want",
        "get",
        "go",
        "shift",
    ]
)
TAKING = frozenset({"replace", "swap", "switch", "substitute", "exchange", "change"})
LINKS = frozenset({"with", "to", "into", "for", "by", "as", "onto", "like", "against", "of", "on"})
LAYING = frozenset({"put", "place", "add", "set", "insert", "use", "have", "give", "make"})
GROUNDED = frozenset({"collage", "pad", "border"})
LONGEST_SCENE = 120


def read_object(clause: Clause, source: str) -> Found:
    """The clause's operation on the background, the sky, an object or a colour."""
    if clause.has("except") or clause.has("rest") or _is_framed(clause):
        return []
    return (
        _background(clause, source)
        or _sky(clause, source)
        or _recolour(clause)
        or _erase(clause, source)
    )


def _is_framed(clause: Clause) -> bool:
    """Whether "background" is the ground of something made: "a collage on a black background"."""
    return any(word.get("frame").split(" ")[0] in GROUNDED for _, word in clause.free())


def _all(clause: Clause, at: int, operation: Operation) -> Found:
    clause.used |= set(range(len(clause.words)))
    return [(at, operation)]


def _background(clause: Clause, source: str) -> Found:
    at = next((at for at, word in clause.free() if word.get("where") == "background"), None)
    if at is None:
        return _behind(clause, source)
    if _is_gone(clause, at):
        return _all(clause, at, BackgroundRemove())
    if any("further" in word for word in clause.words) and clause.words[0].text in LAYING:
        return _all(clause, at, BackgroundReplace(picture=1))
    scene = _scene_before(clause, at, source)
    if scene:
        return _all(clause, at, BackgroundReplace(scene=scene))
    verb = next((each for each in range(at) if clause.words[each].text in EXCHANGING), None)
    link = next(
        (each for each in range(at + 1, len(clause.words)) if clause.words[each].text in LINKS),
        None,
    )
    taking = verb is not None and clause.words[verb].text in TAKING
    if link is not None and (taking or clause.words[link].text in {"to", "into"}):
        return _replaced(clause, at, link + 1, source)
    if verb is not None and (found := _coloured(clause, at + 1)):
        return _all(clause, at, BackgroundReplace(color=found))
    if verb is not None and clause.text_after(at) in {"a", "an"}:
        return _replaced(clause, at, at + 1, source)
    before = _coloured_before(clause, at)
    if before and not _asks(clause):
        return _all(clause, at, BackgroundReplace(color=before))
    return []


def _scene_before(clause: Clause, at: int, source: str) -> str:
    """ "Put an ocean sunset in the background": a thing put there is none, a scene is."""
    start = next((e for e in range(at) if clause.words[e].text in {"a", "an"}), None)
    end = next((e for e in range(at) if clause.words[e].text in {"in", "as", "for", "into"}), None)
    if start is None or end is None or start > end or clause.words[0].text not in LAYING:
        return ""
    is_scene = any("scene" in word for word in clause.words[start:end])
    return said(clause, start, end - 1, source)[:LONGEST_SCENE] if is_scene else ""


def _asks(clause: Clause) -> bool:
    return any(word.meanings.keys() & {"change", "effect"} for _, word in clause.free())


def _is_gone(clause: Clause, at: int) -> bool:
    """Whether a verb takes the whole background, not something in it, away."""
    verb = next((each for each in range(at) if "erase" in clause.words[each]), None)
    if verb is None or clause.has("polarity", "never", "keep"):
        return False
    between = clause.words[verb + 1 : at]
    after = clause.words[at + 1 :]
    if any(word.text in {"with", "to", "by"} for word in after) or _asks(clause):
        return False
    if any(each.get("dial") and "amount" not in each for each in after):
        return False
    return all(
        "determiner" in word or "filler" in word or "amount" in word for word in between
    ) and not any(word.text in {"in", "from", "of", "on"} for word in between)


def _coloured(clause: Clause, start: int) -> str:
    """The one colour that is said from here on, if nothing else is."""
    found = ""
    for word in clause.words[start:]:
        if hex_of(word) and not found:
            found = hex_of(word)
        elif (
            "change" in word
            or "effect" in word
            or not (word.meanings.keys() & {"filler", "amount", "make", "picture", "state"})
            or word.get("direction") == "less"
            or "polarity" in word
        ):
            return ""
    return found


def _coloured_before(clause: Clause, at: int) -> str:
    """ "A white background": the colour that stands before it, if it is asked for."""
    if at == 0 or not hex_of(clause.words[at - 1]):
        return ""
    before = clause.words[: at - 1]
    if any("determiner" in word and word.text != "your" for word in before[-1:]):
        return ""
    if any(word.get("direction") == "less" or "polarity" in word for word in before):
        return ""
    return hex_of(clause.words[at - 1])


def _replaced(clause: Clause, at: int, start: int, source: str) -> Found:
    """Another background in the words from `start` on."""
    words = clause.words[start:]
    if not words:
        return []
    if any("further" in word for word in words):
        return _all(clause, at, BackgroundReplace(picture=1))
    if colour := _coloured(clause, start):
        return _all(clause, at, BackgroundReplace(color=colour))
    if any(
        word.get("frame") == "background_remove" or word.text == "transparent" for word in words
    ):
        return _all(clause, at, BackgroundRemove())
    if any(word.get("change") == "focus-" for word in words):
        return _all(clause, at, BackgroundBlur())
    if any(word.meanings.keys() & {"change", "quality", "effect"} for word in words) and not any(
        word.is_unknown or word.meanings.keys() & {"region", "scene"} for word in words
    ):
        return []
    scene = said(clause, start, len(clause.words) - 1, source)[:LONGEST_SCENE]
    return _all(clause, at, BackgroundReplace(scene=scene))


def _behind(clause: Clause, source: str) -> Found:
    """ "Put a beach behind me"."""
    at = next((at for at, word in clause.free() if word.text == "behind"), None)
    if at is None or clause.words[0].text not in LAYING:
        return []
    if any("further" in word for word in clause.words):
        return _all(clause, at, BackgroundReplace(picture=1))
    if at < 2 or not any("scene" in word for word in clause.words[1:at]):
        return []
    return _all(clause, at, BackgroundReplace(scene=said(clause, 1, at - 1, source)))


def _sky(clause: Clause, source: str) -> Found:
    blue = next((at for at, word in clause.free() if word.text == "sky blue"), None)
    if blue is not None and clause.text_before(blue) == "the" and clause.has("make"):
        return _all(clause, blue, SkyRecolor(mood="blue"))
    whole = next((at for at, word in clause.free() if _is_whole_sky(word)), None)
    if whole is not None and all(
        at == whole or word.meanings.keys() & {"filler", "make", "invent", "direction"}
        for at, word in clause.free()
    ):
        return _all(clause, whole, SkyRecolor(mood=clause.words[whole].get("sky")))
    at = next((at for at, word in clause.free() if word.get("where") == "sky"), None)
    mood = None if at is None else _mood(clause, at)
    if at is None or mood is None or clause.has("polarity", "too", "not"):
        return []
    asks = any(word.text in EXCHANGING or "invent" in word for word in clause.words)
    is_named = mood == at - 1 and not any("determiner" in w for w in clause.words[:mood])
    if not (asks or is_named or "change" in clause.words[mood]):
        return []
    return _all(clause, at, SkyRecolor(mood=clause.words[mood].get("sky")))


def _is_whole_sky(word: Word) -> bool:
    """Whether one word of the lexicon is a sky and its light: "sunset sky"."""
    return "sky" in word and word.text.endswith(" sky")


def _mood(clause: Clause, at: int) -> int | None:
    """The place of the sky that is wished for: after the sky, or right before it."""
    places = [*range(at + 1, len(clause.words)), *range(at - 1, max(-1, at - 3), -1)]
    for place in places:
        word = clause.words[place]
        if "sky" in word and "where" not in word and clause.text_before(place) != "less":
            return place
    return None


def _recolour(clause: Clause) -> Found:
    """ "Make the red car blue", "change red to green"."""
    said_colours = [at for at, word in clause.free() if hex_of(word) or _reds(clause, at)]
    if len(said_colours) != 2 or not any(w.text in EXCHANGING for w in clause.words):
        return []
    first, second = said_colours
    between = clause.words[first + 1 : second]
    linked = any(word.text in LINKS or word.text in {"become", "be"} for word in between)
    pointed = first > 0 and "determiner" in clause.words[first - 1]
    if clause.text_after(first) in {"and", "&", "+"} or not (linked or pointed):
        return []
    source, target = (_shade(clause, at) for at in said_colours)
    return _all(clause, first, ColorReplace(source=source, target=target))


def _reds(clause: Clause, at: int) -> bool:
    name = named_at(clause, at)
    return name in CANONICAL.values() and "where" in clause.words[at]


def _shade(clause: Clause, at: int) -> str:
    word = clause.words[at]
    return hex_of(word) or PLAIN[named_at(clause, at)]


PLAIN = {
    "red": "#e02020", "orange": "#f5821f", "yellow": "#ffd21f", "green": "#2fa84f",
    "teal": "#1f9e9e", "blue": "#2060e0", "purple": "#7a3fd1", "pink": "#ff6fae",
    "brown": "#7a4a2b", "white": "#ffffff", "black": "#000000",
}  # fmt: skip
"""The middle of what the engine calls by a colour's name."""


def _erase(clause: Clause, source: str) -> Found:
    """ "Remove the car", "erase this"."""
    at = clause.find("erase")
    if at is None or (clause.words[at].text in {"cut out", "crop out"} and clause.has("position")):
        return []
    if any(w.meanings.keys() & {"dial", "effect", "frame", "fault"} for _, w in clause.free()):
        return []
    if clause.has("cutting") and clause.has("position") and not _has_thing(clause):
        return []
    thing = _thing(clause, at, source)
    if thing is None:
        return []
    return _all(clause, at, Erase(where=thing))


def _has_thing(clause: Clause) -> bool:
    return bool(clause.unknown) or clause.has("region")


def _thing(clause: Clause, at: int, source: str) -> str | None:
    """What is to go in the person's words; empty for what is marked; None for nothing at all."""
    words = clause.words
    first = next(
        (each for each, word in clause.free() if "region" in word or word.is_unknown), None
    )
    if first is None:
        for _, word in clause.free():
            if "further" in word or word.text in {
                "text",
                "words",
                "caption",
                "writing",
                "watermark",
            }:
                place = words.index(word)
                start = place - 1 if place and "determiner" in words[place - 1] else place
                return said(clause, start, place, source)
        return "" if any("mark" in word and word is not words[at] for word in words) else None
    last = first
    while last + 1 < len(words) and (words[last + 1].is_unknown or "region" in words[last + 1]):
        last += 1
    while (
        first > at + 1
        and words[first - 1].text not in {"from", "of", "in", "please"}
        and (words[first - 1].text not in LINKS)
    ):
        first -= 1
    if words[first].text in {"a", "an"}:
        return None
    return said(clause, first, last, source)
