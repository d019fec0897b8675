"""Colours that a clause names."""

from generation.studio.language.clauses import Clause
from generation.studio.language.words import Word

CANONICAL = {
    "red": "red", "bright red": "red", "dark red": "red", "crimson": "red", "maroon": "red",
    "orange": "orange", "yellow": "yellow", "gold": "yellow", "golden": "yellow",
    "green": "green", "dark green": "green", "light green": "green", "lime": "green",
    "teal": "teal", "cyan": "teal", "turquoise": "teal", "aqua": "teal",
    "blue": "blue", "bright blue": "blue", "dark blue": "blue", "light blue": "blue",
    "navy": "blue", "sky blue": "blue", "purple": "purple", "violet": "purple",
    "lavender": "purple", "pink": "pink", "hot pink": "pink", "magenta": "pink",
    "rose": "pink", "brown": "brown", "white": "white", "black": "black",
}  # fmt: skip
"""What the engine calls the part of a picture that has a colour."""


SHADES = frozenset({*CANONICAL.values()})


def hex_of(word: Word) -> str:
    """The colour a word names as #rrggbb, or an empty string."""
    if word.text.startswith("#"):
        digits = word.text[1:] if len(word.text) == 7 else "".join(d * 2 for d in word.text[1:])
        return f"#{digits}"
    return word.get("colour")


def colours(clause: Clause) -> list[str]:
    """The colours the clause names, in order."""
    return [hex_of(word) for _, word in clause.free() if hex_of(word)]


def colour_at(clause: Clause, start: int = 0) -> int | None:
    """The place of the first free colour from `start` on."""
    return next((at for at, word in clause.free() if at >= start and hex_of(word)), None)
