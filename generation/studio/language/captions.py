"""Rules for words on the picture."""

from dataclasses import replace
from typing import Any

from generation.studio.language.clauses import Clause
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
    ]
)
"""Words after which unquoted text is taken as it stands."""

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


def read_text(clause: Clause, source: str) -> Text | None:
    """The text a clause asks for; `source` is the cleaned instruction the words stand in."""
    quoted = next((at for at, word in clause.free() if word.quote), None)
    if quoted is not None:
        if not _asks(clause):
            return None
        clause.used |= set(range(len(clause.words)))
        words = clause.words[:quoted] + clause.words[quoted + 1 :]
        return _dressed(Text(text=clause.words[quoted].quote or ""), words)
    return _unquoted(clause, source)


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
        after = words[at + 1].get("text_look") if at + 1 < len(words) else ""
        if "position" in word:
            changes["position"] = word.get("position")
        if "colour" in word and after not in GROUNDS and "color" not in changes:
            changes["color"] = word.get("colour")
        if "text_size" in word:
            changes["size"] = SIZES[word.get("text_size")]
        if word.get("text_look") not in {"", "watermark"}:
            changes["look"] = word.get("text_look")
        if word.text.startswith("#"):
            changes["color"] = _hex(word.text)
    return replace(text, **changes)


def _hex(text: str) -> str:
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    return f"#{digits}"


def _unquoted(clause: Clause, source: str) -> Text | None:
    """ "Write happy birthday in white": what stands between the order and its slots."""
    start = clause.find("quoting")
    if start is None:
        start = next((at for at, word in clause.free() if word.text in BARE), None)
    if start is None or not _is_order(clause, start):
        return None
    words = clause.words
    first, last = start + 1, len(words)
    while first < last and words[first].text in LEADS:
        first += 1
    while last > first and _is_slot_end(words, first, last):
        last -= 1
    if first >= last:
        return None
    said = source[words[first - 1].end : words[last - 1].end].strip(" :\n")[:LONGEST_TEXT]
    clause.used |= set(range(len(words)))
    return _dressed(Text(text=said), words[:first] + words[last:])


def _is_order(clause: Clause, at: int) -> bool:
    """Only small words may stand before: "the text is blurry" orders nothing written."""
    first = clause.words[0]
    return (
        first.text in {"write", "say", "caption", "title", "label"}
        or "invent" in first
        or first.get("direction") == "more"
        or (at > 0 and any("invent" in word for word in clause.words[:at]))
        or (
            all("filler" in word for word in clause.words[:at]) and clause.words[at].text == "write"
        )
    )


def _is_slot_end(words: tuple[Word, ...], first: int, last: int) -> bool:
    """Whether the last word belongs to a slot, as "in white" or "at the bottom" do."""
    word = words[last - 1]
    if word.meanings.keys() & {"position", "text_size"} or word.text.startswith("#"):
        return any(
            each.text in {"in", "at", "on", "to", "near"} for each in words[first : last - 1]
        )
    if "colour" in word:
        return any(each.text in {"in", "with"} for each in words[first : last - 1])
    return last < len(words) and word.text in {"in", "at", "on", "the", "to", "with", "near", "a"}
