"""The part of the picture a clause names: "the sky", "my face", "everything but the red"."""

from generation.studio.language.clauses import Clause
from generation.studio.language.shades import CANONICAL
from generation.studio.language.words import Word

ARTICLES = frozenset({"a", "an"})
"""These bring something new in; "the" points at something that is there."""

INSIDE = frozenset({"in", "of", "from", "within", "to", "on", "at", "only", "just", "for"})
PLACING = frozenset({"in", "on", "at", "behind", "of", "under", "beside", "near", "next to"})
COMPARING = frozenset({"like", "as", "than", "unlike"})
"""What follows these is no part of the picture: "like in the old days"."""

TONES = frozenset({"shadows", "midtones", "highlights"})
PLACES = frozenset(
    ["left half", "right half", "top half", "bottom half", "center", "edges", "corners"]
)
SIDES = {"left": "left half", "right": "right half", "top": "top half", "bottom": "bottom half"}
ASKING = ("change", "quality", "effect")
THINGS = frozenset(
    {"logo", "text", "caption", "watermark", "writing", "sticker", "badge", "qr code", "label"}
)
PRONOUNS = frozenset({"me", "her", "him", "us", "them"})
PLACED = {"where", "position"}
BEFORE_A_THING = {"colour", "position", "text_size"}
ALL_BUT = "all but "
LONGEST = 80


def take_part(clause: Clause, source: str) -> str:
    """The named part, its words marked as used; empty if the whole is meant."""
    spared = take_spared(clause, source)
    if spared:
        return spared
    return (
        _within(clause, source)
        or _canonical(clause)
        or _own_words(clause, source)
        or _thing(clause, source)
    )


def place_after(clause: Clause, last: int) -> int:
    """The last word of what says where a thing is ("... in the background"), or `last`."""
    words = clause.words
    if last + 2 == len(words) and words[last + 1].text == "behind":
        return last + 1
    if last + 2 >= len(words) or words[last + 1].text not in PLACING:
        return last
    end = last + 2
    if words[end].text in PRONOUNS and words[last + 1].text not in {"in", "on", "of"}:
        return end
    while end < len(words) - 1 and "determiner" in words[end] and "where" not in words[end]:
        end += 1
    if words[end].is_unknown and "determiner" in words[end - 1]:
        return end
    named = words[end].meanings.keys() & {"where", "region", "position"}
    return end if named and "picture" not in words[end] else last


def _within(clause: Clause, source: str) -> str:
    """ "The people in the background": the people, not the background."""
    for at, word in clause.free():
        is_thing = "region" in word or (word.is_unknown and _points(clause, at - 1, word))
        if not is_thing or clause.text_before(at) in ARTICLES:
            continue
        first, last = _extent(clause, at)
        end = place_after(clause, last)
        if end > last and any(each.meanings.keys() & PLACED for each in clause.words[last + 1 :]):
            clause.used |= set(range(first, end + 1))
            return said(clause, first, end, source)
    return ""


def _thing(clause: Clause, source: str) -> str:
    """A logo or words that are in the picture and shall be changed."""
    if not any(kind in word for _, word in clause.free() for kind in ASKING):
        return ""
    for at, word in clause.free():
        if word.text in THINGS or word.text.removeprefix("the ") in THINGS:
            first = at - 1 if at and "determiner" in clause.words[at - 1] else at
            clause.used |= set(range(first, at + 1))
            return said(clause, first, at, source)
    return ""


def take_spared(clause: Clause, source: str) -> str:
    """ "All but X" of "everything except X", its words marked as used; or an empty string."""
    at = clause.find("except")
    if at is None:
        return ""
    for place in range(at + 1, len(clause.words)):
        name = named_at(clause, place)
        if name:
            clause.used |= set(range(at, place + 1))
            return ALL_BUT + name
    own = _own_words(clause, source, at + 1)
    if own:
        clause.used.add(at)
    return ALL_BUT + own if own else ""


def named_at(clause: Clause, at: int) -> str:
    """What the engine calls the part that is named at this place; empty for own words."""
    word = clause.words[at]
    after = clause.words[at + 1] if at + 1 < len(clause.words) else None
    goes_on = after is not None and (_is_part(after) or "where" in after)
    if "where" in word:
        return word.get("where")
    if word.text in CANONICAL and not goes_on:
        return CANONICAL[word.text]
    if word.text in SIDES and clause.text_before(at) in {"the", "on", "in"}:
        return SIDES[word.text]
    return ""


def spoken_to(clause: Clause) -> str:
    """ "Subject" where a pronoun stands for who is in the picture."""
    return "subject" if any(word.text in PRONOUNS for word in clause.words) else ""


def own_words(clause: Clause, source: str) -> str:
    """A thing that the engine cannot find, in the person's words; an empty string for none."""
    return _own_words(clause, source)


def named_in(clause: Clause) -> str:
    """The first part the clause names that the engine can find; an empty string for none."""
    return next((name for at in range(len(clause.words)) if (name := named_at(clause, at))), "")


def _canonical(clause: Clause) -> str:
    for at, word in clause.free():
        name = named_at(clause, at)
        if not name or clause.text_before(at) in ARTICLES or not _is_meant(clause, at, word, name):
            continue
        clause.used.add(at)
        return name
    return ""


def _is_meant(clause: Clause, at: int, word: Word, name: str) -> bool:
    others = [each for place, each in clause.free() if place != at]
    asks = any(kind in each for each in others for kind in ASKING)
    before = clause.text_before(at)
    is_inside = before in INSIDE or (
        before in {"the", "my"} and clause.text_before(at - 1) in INSIDE
    )
    if name in TONES:
        return asks or (is_inside and any("dial" in each for each in others))
    if "where" in word and name in PLACES:
        return word.text not in {"center", "middle", "sides"} or is_inside or before == "the"
    if "where" in word:
        return True
    if name in SIDES.values():
        return asks or any("dial" in each for each in others)
    return before in {"the", "all"} and (
        asks or any("direction" in each or "dial" in each for each in others)
    )


def _own_words(clause: Clause, source: str, start: int = 0) -> str:
    for at, word in clause.free():
        if at < start or not _is_part(word) or clause.text_before(at) in ARTICLES:
            continue
        if "colour" in word and (at == 0 or "determiner" not in clause.words[at - 1]):
            continue
        first, last = _extent(clause, at)
        if not _points(clause, first, word) or _is_whole(clause, first, last):
            continue
        if _is_compared(clause, first):
            continue
        last = place_after(clause, last)
        clause.used |= set(range(first, last + 1))
        return said(clause, first, last, source)
    return ""


def said(clause: Clause, first: int, last: int, source: str) -> str:
    """The words from the first to the last place as they were said, in lower case."""
    text = source[clause.words[first].start : clause.words[last].end]
    return " ".join(text.lower().split())[:LONGEST]


def _is_part(word: Word) -> bool:
    return word.is_unknown or "region" in word


def _extent(clause: Clause, at: int) -> tuple[int, int]:
    """From the determiner (or a colour or place before the noun) to the last word of the part."""
    first = last = at
    while last + 1 < len(clause.words) and _is_part(clause.words[last + 1]):
        last += 1
    while first > 0 and clause.words[first - 1].meanings.keys() & BEFORE_A_THING:
        first -= 1
    if first > 0 and "determiner" in clause.words[first - 1]:
        first -= 1
    return first, last


def _points(clause: Clause, first: int, word: Word) -> bool:
    """Whether the words point at something: by a determiner, or by being a known part."""
    return "determiner" in clause.words[first] or "region" in word


def _is_whole(clause: Clause, first: int, last: int) -> bool:
    """Whether this only describes the picture: "my holiday photo", "this picture of my cat"."""
    after = clause.words[last + 1] if last + 1 < len(clause.words) else None
    if after is not None and _is_photo(after):
        return True
    reason = clause.find("reason")
    if reason is not None and reason < first:
        return True
    if clause.text_before(first) != "of" or first < 2:
        return False
    return _is_photo(clause.words[first - 2])


def _is_compared(clause: Clause, first: int) -> bool:
    return any(word.text in COMPARING for word in clause.words[max(0, first - 2) : first])


def _is_photo(word: Word) -> bool:
    return "picture" in word and "dial" not in word and "determiner" not in word
