"""Rules for the sky, for what is taken out and for one colour in another."""

from generation.studio.language.amounts import measures
from generation.studio.language.clauses import Clause
from generation.studio.language.parts import THINGS, named_at, place_after, said
from generation.studio.language.recipes import scaled, usual
from generation.studio.language.shades import CANONICAL, hex_of
from generation.studio.language.words import Word
from generation.studio.operations import (
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
LINKS = frozenset({"with", "to", "into", "for", "by", "as", "onto", "like", "against", "of", "on"})
CAST = frozenset({"shadow", "the shadow", "glare", "reflection", "shadows"})
BESIDE = frozenset({"under", "behind", "beside", "on", "near", "next to", "of"})
BESIDE_A_SKY = {"filler", "make", "invent", "direction", "amount", "unit"}
GROUNDED = frozenset({"collage", "pad", "border"})


def read_object(clause: Clause, source: str) -> Found:
    """The clause's operation on the sky, an object or a colour."""
    return _sky(clause, source) or _recolour(clause) or _erase(clause, source)


def is_framed(clause: Clause) -> bool:
    """Whether "background" is the ground of something made: "a collage on a black background"."""
    return any(word.get("frame").split(" ")[0] in GROUNDED for _, word in clause.free())


def claimed(clause: Clause, at: int, operation: Operation) -> Found:
    """The operation, all words of the clause marked as used."""
    clause.used |= set(range(len(clause.words)))
    return [(at, operation)]


def _sky(clause: Clause, source: str) -> Found:
    blue = next((at for at, word in clause.free() if word.text == "sky blue"), None)
    if blue is not None and clause.text_before(blue) == "the" and clause.has("make"):
        return claimed(clause, blue, SkyRecolor(mood="blue"))
    whole = next((at for at, word in clause.free() if _is_whole_sky(word)), None)
    if whole is not None and all(
        at == whole or word.number is not None or word.meanings.keys() & BESIDE_A_SKY
        for at, word in clause.free()
    ):
        return claimed(clause, whole, _sky_of(clause, whole))
    at = next((at for at, word in clause.free() if word.get("where") == "sky"), None)
    mood = None if at is None else _mood(clause, at)
    if at is None or mood is None or clause.has("polarity", "too", "not"):
        return []
    asks = any(word.text in EXCHANGING or "invent" in word for word in clause.words)
    is_named = mood == at - 1 and not any("determiner" in w for w in clause.words[:mood])
    if not (asks or is_named or "change" in clause.words[mood]):
        return []
    return claimed(clause, at, _sky_of(clause, mood))


def _sky_of(clause: Clause, mood: int) -> SkyRecolor:
    """The sky that is named at a place, as much of it as the clause says."""
    adverb = next((w.get("amount") for _, w in clause.free() if "amount" in w), "")
    measure = next((each for each in measures(clause) if each.unit == "percent"), None)
    amount = scaled(SkyRecolor, adverb, measure, usual(SkyRecolor))
    return SkyRecolor(mood=clause.words[mood].get("sky"), amount=amount)


def _is_whole_sky(word: Word) -> bool:
    """Whether one word of the lexicon is a sky and its light: "sunset sky"."""
    return "sky" in word and word.text.endswith(" sky")


def _mood(clause: Clause, at: int) -> int | None:
    """The place of the sky that is wished for: after the sky, or right before it."""
    places: list[int] = [*range(at + 1, len(clause.words)), *range(at - 1, max(-1, at - 3), -1)]
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
    return claimed(clause, first, ColorReplace(source=source, target=target))


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
    if (cast := _cast(clause, at, source)) is not None:
        return claimed(clause, at, Erase(where=cast))
    if any(w.meanings.keys() & {"dial", "effect", "frame", "fault"} for _, w in clause.free()):
        return []
    if clause.has("cutting") and clause.has("position") and not _has_thing(clause):
        return []
    thing = _thing(clause, at, source)
    if thing is None:
        return []
    return claimed(clause, at, Erase(where=thing))


def _cast(clause: Clause, at: int, source: str) -> str | None:
    """ "Remove the shadow under the bottle": that one shadow, not the dark tones."""
    place = next(
        (e for e in range(at + 1, len(clause.words)) if clause.words[e].text in CAST), None
    )
    if place is None or clause.text_after(place) not in BESIDE:
        return None
    end = place_after(clause, place)
    if end == place or "position" in clause.words[end]:
        return None
    first = place - 1 if "determiner" in clause.words[place - 1] else place
    return said(clause, first, end, source)


def _has_thing(clause: Clause) -> bool:
    return (
        bool(clause.unknown)
        or clause.has("region")
        or any(word.text.removeprefix("the ") in THINGS for _, word in clause.free())
    )


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
    return said(clause, first, place_after(clause, last), source)
