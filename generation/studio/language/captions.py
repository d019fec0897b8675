"""Rules for words on the picture."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from generation.studio.language.clauses import Clause
from generation.studio.language.shades import hex_of
from generation.studio.language.words import Word
from generation.studio.operations import Text
from generation.studio.operations.lettering import LONGEST_TEXT

SIZES = {"tiny": 0.035, "small": 0.055, "medium": 0.09, "large": 0.14, "huge": 0.22}
WATERMARK: dict[str, Any] = {
    "position": "bottom right",
    "size": 0.045,
    "look": "plain",
    "opacity": 0.6,
}

BARE = frozenset(
    [
        "write",
        "text",
        "caption",
        "title",
        "saying",
        "says",
        "reading",
        "reads",
        "label",
        "watermark",
        "words",
        "say",
        "type",
        "quote",
        "meme",
    ]
)
"""Words after which unquoted text is taken as it stands."""

DATED = frozenset({"date", "year", "name", "number", "price", "time"})
"""Nouns after which figures are taken as they stand: "the date 24.12.1968"."""

BARE_PLACES = frozenset({"underneath", "below", "beneath", "above", "centered", "on top"})
"""Places that need no preposition at the end of a text, as corners do: "write Lena underneath"."""

FAINT = 0.5
VERBS = frozenset({"write", "caption", "title", "label", "watermark", "text", "type"})
NOUNS = frozenset({"caption", "title", "label", "watermark", "text"})
WRITING = frozenset({"add", "write", "put", "type", "print", "place", "insert", "overlay", "slap"})
NO_TEXT = frozenset(
    {
        "on it",
        "on this",
        "to it",
        "onto it",
        "over it",
        "to this",
        "for me",
        "on",
        "of",
        "over",
        "in",
        "smaller",
        "bigger",
        "larger",
        "is",
        "isn't",
        "size",
        "removed",
        "removal",
        "",
    }
)
ASKING = frozenset(
    {"change", "effect", "frame", "action", "direction", "dial", "make", "invent", "refuse"}
)
"""Kinds of words with which another wish begins."""

SLOTS = frozenset({"position", "color", "colour", "text_size", "text_look", "filler"})
LEADS = frozenset(
    [
        "a",
        "an",
        "the",
        "with",
        "that",
        "of",
        "to",
        "it",
        "on",
        ":",
        "saying",
        "says",
        "reading",
        "reads",
        "text",
        "caption",
        "title",
        "words",
        "which",
        "image",
        "picture",
        "photo",
        "this",
    ]
)
GROUNDS = frozenset({"boxed", "outlined"})


def read_text(clauses: Sequence[Clause], source: str) -> tuple[Text | None, int]:
    """The text the first clause asks for, and how many clauses it takes; `source` is the cleaned
    instruction the words stand in."""
    clause = clauses[0]
    quoted = next((at for at, word in clause.free() if word.quote), None)
    if quoted is not None:
        if not _asks(clause):
            return None, 0
        clause.used |= set(range(len(clause.words)))
        words = clause.words[:quoted] + clause.words[quoted + 1 :]
        return _dressed(Text(text=clause.words[quoted].quote or ""), words), 1
    return _unquoted(clauses, source)


def restyled(text: Text, clause: Clause) -> Text | None:
    """The text with what a following clause says of it ("in white, at the top"), if only that."""
    slots = {*SLOTS, "amount", "make"}
    if not all(
        word.meanings.keys() & slots or word.get("action") == "write" for word in clause.words
    ):
        return None
    if not any(word.meanings.keys() & (SLOTS - {"filler"}) for word in clause.words):
        return None
    clause.used |= set(range(len(clause.words)))
    return _dressed(text, clause.words)


def _asks(clause: Clause) -> bool:
    """Whether quoted words are to be written: asked for, placed, or alone."""
    return (
        any(word.get("action") == "write" for word in clause.words)
        or clause.has("invent")
        or clause.has("position")
        or clause.has("direction", "more")
        or len(clause.words) == 1
    )


def _dressed(text: Text, words: tuple[Word, ...]) -> Text:
    """With the place, colour, size and look that the words name."""
    changes: dict[str, Any] = {}
    if any(word.get("text_look") == "watermark" for word in words):
        changes |= WATERMARK
    for at, word in enumerate(words):
        if (
            word.number is not None
            and words[-1] is not word
            and words[at + 1].get("unit") == "percent"
        ):
            changes |= _opacity(word.number, words)
        after = words[at + 1].get("text_look") if at + 1 < len(words) else ""
        if "position" in word:
            changes["position"] = beside(changes.get("position", ""), word.get("position"))
        if "colour" in word and after not in GROUNDS and "color" not in changes:
            changes["color"] = word.get("colour")
        if "text_size" in word:
            changes["size"] = SIZES[word.get("text_size")]
        if word.get("text_look") == "faint":
            changes.setdefault("opacity", FAINT)
        elif word.get("text_look") not in {"", "watermark"}:
            changes["look"] = word.get("text_look")
        if word.text.startswith("#"):
            changes["color"] = hex_of(word)
    return replace(text, **changes)


def beside(before: str, place: str) -> str:
    """Two places as one: "at the top on the left" is the top left corner; else the later one."""
    for high in ("top", "bottom"):
        for side in ("left", "right"):
            if {before, place} == {high, side}:
                return f"{high} {side}"
    return place


def _opacity(percent: float, words: Sequence[Word]) -> dict[str, float]:
    said = {word.text for word in words}
    if said & {"opacity", "opaque"}:
        return {"opacity": max(0.1, min(1.0, percent / 100))}
    if said & {"transparency", "transparent"}:
        return {"opacity": round(max(0.1, min(1.0, 1 - percent / 100)), 4)}
    return {}


def _unquoted(clauses: Sequence[Clause], source: str) -> tuple[Text | None, int]:
    """ "Write happy birthday in white": what stands between the order and its slots."""
    clause = clauses[0]
    start = clause.find("quoting")
    if start is None:
        start = next((at for at, word in clause.free() if _announces(clause, at, word)), None)
    if start is None or clause.has("further") or not _is_order(clause, start, source):
        return None, 0
    words, first = clause.words, start + 1
    leads = {":"} if "quoting" in words[start] else LEADS
    while first < len(words) and words[first].text in leads:
        first += 1
    if first >= len(words):
        return None, 0
    taken = _clauses_taken(clauses, source, words[first - 1].end)
    words = (*words, *(word for each in clauses[1:taken] for word in each.words))
    last = len(words)
    while last > first and _is_slot_end(words, first, last):
        last -= 1
    if first >= last:
        return None, 0
    end = words[last - 1].end
    said = source[words[first - 1].end : end + _marks(source, end)].strip(' :\n"“”-')
    for each in clauses[:taken]:
        each.used |= set(range(len(each.words)))
    return _dressed(Text(text=said[:LONGEST_TEXT]), (*words[: start + 1], *words[last:])), taken


def _announces(clause: Clause, at: int, word: Word) -> bool:
    """Whether unquoted words to be written follow."""
    return word.text in BARE or (word.text in DATED and clause.text_after(at)[:1].isdigit())


def _marks(source: str, end: int) -> int:
    """The marks that belong to the words before them: "!", "?" and "…", but no full stop."""
    count = 0
    while end + count < len(source) and source[end + count] in "!?…":
        count += 1
    return 3 if source[end : end + 3] == "..." else count


def _clauses_taken(clauses: Sequence[Clause], source: str, start: int) -> int:
    """How many clauses the words go on through: up to one that asks for something."""
    taken = 1
    for clause in clauses[1:]:
        if clause.joint not in {",", "!", ".", "&", "and", "+"}:
            break
        if "\n" in source[start : clause.words[0].start]:
            break
        if any(word.meanings.keys() & ASKING for word in clause.words):
            break
        taken += 1
    return taken


def _is_order(clause: Clause, at: int, source: str) -> bool:
    """Only small words may stand before: "the text is blurry" orders nothing written."""
    first = clause.words[0]
    word = clause.words[at]
    if word.text in VERBS and source[word.end : word.end + 1] == ":":
        return True
    if (
        word.text in {"text", "words"}
        and clause.text_before(at) in {"the", "this", "that"}
        and (first.text not in WRITING)
    ):
        return False
    if "quoting" in word and first.text in NOUNS:
        return True
    if word.text in NOUNS and at == 0:
        following = clause.words[1].text if len(clause.words) > 1 else ""
        return following not in NO_TEXT
    return (
        first.text in {"write", "say", "caption", "title", "label", "type"}
        or "invent" in first
        or first.get("direction") == "more"
        or (at > 0 and any("invent" in word for word in clause.words[:at]))
        or (all("filler" in word for word in clause.words[:at]) and word.text in VERBS)
    ) and clause.text_after(at) not in NO_TEXT


def _is_slot_end(words: tuple[Word, ...], first: int, last: int) -> bool:
    """Whether the last word belongs to a slot, as "in white" or "at the bottom" do."""
    word = words[last - 1]
    is_corner = "position" in word and " " in word.get("position")
    if (word.text in BARE_PLACES or is_corner) and last - 1 > first:
        return True
    if word.meanings.keys() & {"position", "text_size"} or word.text.startswith("#"):
        return any(
            each.text in {"in", "at", "on", "to", "near"} for each in words[first : last - 1]
        )
    if "colour" in word:
        return any(each.text in {"in", "with"} for each in words[first : last - 1])
    return last < len(words) and word.text in {"in", "at", "on", "the", "to", "with", "near", "a"}
