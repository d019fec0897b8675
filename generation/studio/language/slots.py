"""Slots: fields of an operation that the clause fills, by the fields' names."""

import dataclasses
from typing import Any

from generation.studio.language.amounts import FACTORS, Measure, measures, pair
from generation.studio.language.clauses import Clause
from generation.studio.language.recipes import clipped, default_of
from generation.studio.language.shades import colours
from generation.studio.language.words import Word
from generation.studio.operations import Crop, Operation, Overlay, Posterize

COUNTS = ("levels", "blocks", "cells", "copies")
"""Fields that a plain number fills."""

GRAINS = ("blocks", "cells")
"""Counts of pieces across the picture: fewer of them are bigger, and a stronger effect."""

PIECES = frozenset(
    [
        "blocks", "block", "pixels", "pixel", "dots", "dot", "cells", "squares", "tiles",
        "pixel blocks", "big pixels",
    ]
)  # fmt: skip
GRAIN_SIZES = {"tiny": 0.25, "small": 0.4, "large": 1.8, "huge": 2.6}
COARSE = {
    "big pixels": 1.8, "large tiles": 1.8, "coarse": 1.8, "coarser": 1.8, "chunky": 1.8,
    "chunkier": 1.8, "fine": 0.4, "finer": 0.4,
}  # fmt: skip
"""How much bigger the pieces are than usual."""

COLOURS_SAID = frozenset({"color", "colors", "tones", "shades"})
OVERLAID = {"tiny": 0.1, "small": 0.15, "large": 0.4, "huge": 0.6}
COUNTED = frozenset({"blocks", "levels", "cells", "copies", "pixels", "dots", "steps", "times"})
REFILLED = frozenset({*COUNTS, "size", "colors", "color", "degrees", "position", "factor"})


def filled(
    made: type[Operation], given: dict[str, Any], clause: Clause, where: str = ""
) -> Operation | None:
    """The operation with what is given and what the clause says of its other fields."""
    values = dict(given)
    for field in dataclasses.fields(made):
        if field.name in values or field.name == "where":
            continue
        value = _slot(made, field.name, clause)
        if value is not None:
            values[field.name] = value
    if "width" in {field.name for field in dataclasses.fields(made)} and "width" not in values:
        values |= _ratio(clause)
    return made(**values, where=where)


def _slot(made: type[Operation], name: str, clause: Clause) -> Any:
    if name == "color":
        return _color(made, clause)
    if name in {"dark", "light"}:
        found = colours(clause)
        place = 0 if name == "dark" else 1
        return found[place] if len(found) > place else None
    if name in COUNTS:
        return _count(made, name, clause)
    if name == "colors":
        return _colors(made, clause)
    if name in {"degrees", "factor", "level", "threshold"}:
        return _number(made, name, clause)
    return _placed(made, name, clause)


def _placed(made: type[Operation], name: str, clause: Clause) -> Any:
    if name == "size" and made is Overlay:
        return OVERLAID.get(clause.meaning("text_size"))
    if name == "position":
        return clause.meaning("position") or None
    return _sides(clause) if name == "sides" else None


def _color(made: type[Operation], clause: Clause) -> str | None:
    if made.name in {"pencil_sketch", "halftone"}:
        return None
    found = colours(clause)
    return found[0] if found else None


def _plain(clause: Clause) -> list[Measure]:
    return [each for each in measures(clause) if each.unit in {"", "pixels"} and each.value >= 1]


def _count(made: type[Operation], name: str, clause: Clause) -> int | None:
    if made.name == "collage":
        sides = pair(clause)
        if sides is not None:
            return int(clipped(made, name, round(sides.first * sides.second)))
    for each in _plain(clause):
        after = clause.text_after(each.at)
        if made.name == "pixel_art" and after in COLOURS_SAID:
            continue
        if name == "levels" and after in COLOURS_SAID and not _is_by_level(clause):
            return levels_for(each.value)
        return int(clipped(made, name, round(each.value)))
    return _coarseness(made, name, clause) if name in GRAINS else None


def levels_for(colours: float) -> int:
    """The tones per channel with which a picture has at most so many colours, but at least 2."""
    return int(clipped(Posterize, "levels", int(colours ** (1 / 3) + 1e-9)))


def _is_by_level(clause: Clause) -> bool:
    """ "Posterize to 6 colours" means the levels that posterizing goes by everywhere."""
    return any(word.text.startswith("posteri") for word in clause.words)


def _coarseness(made: type[Operation], name: str, clause: Clause) -> int | None:
    """Fewer pieces for "big blocks", "a lot" and "coarse", more of them for "fine dots"."""
    size = next((COARSE[word.text] for word in clause.words if word.text in COARSE), 0.0)
    for at, word in enumerate(clause.words):
        if clause.text_after(at) in PIECES or any(w.text in PIECES for w in clause.words[:at]):
            size = size or GRAIN_SIZES.get(word.get("text_size"), 0.0)
    size = size or FACTORS.get(clause.meaning("amount"), 1.0)
    return None if size == 1 else int(clipped(made, name, round(default_of(made, name) / size)))


def _colors(made: type[Operation], clause: Clause) -> int | None:
    for each in _plain(clause):
        if clause.text_after(each.at) in COLOURS_SAID:
            return int(clipped(made, "colors", round(each.value)))
    return None


def _number(made: type[Operation], name: str, clause: Clause) -> float | None:
    found = measures(clause)
    if not found:
        return None
    first = found[0]
    if name == "degrees":
        chosen = next((each for each in found if each.unit in {"degrees", ""}), None)
        if chosen is None:
            return None
        is_back = (
            chosen.lead == "-" or clause.has("turn", "left") or clause.has("direction", "less")
        )
        return clipped(made, name, -chosen.value if is_back else chosen.value)
    if name == "factor":
        value = first.value / 100 if first.unit == "percent" else first.value
        return clipped(made, name, value)
    value = first.value / 100 if first.unit == "percent" or first.value > 1 else first.value
    if first.unit == "" and first.value > 100:
        value = first.value / 255
    return clipped(made, name, value)


def _sides(clause: Clause) -> str | None:
    if clause.has("all_sides", "both"):
        return "horizontal"
    if clause.has("all_sides", "rows"):
        return "vertical"
    place = clause.meaning("position") or clause.meaning("turn")
    return place if place in {"left", "right", "top", "bottom"} else None


def _names_a_shape(word: Word) -> bool:
    return "shape" in word or (
        "shape_word" in word and not word.meanings.keys() & {"effect", "frame"}
    )


def _ratio(clause: Clause) -> dict[str, float]:
    at = next((at for at, word in clause.free() if _names_a_shape(word)), None)
    sides = pair(clause)
    if sides is not None:
        return {"width": sides.first, "height": sides.second}
    if at is None:
        return {}
    word = clause.words[at]
    width, height = (word.get("shape") or word.get("shape_word")).split(":")
    return {"width": float(width), "height": float(height)}


def refilled(operation: Operation, clause: Clause) -> Operation | None:
    """The operation with what a clause adds that says nothing else: "64 blocks", "in red"."""
    light = {"filler", "colour", "unit", "number", "position", "determiner", "shape", "text_size"}
    if clause.joint not in {",", ";", "with"} or not all(
        word.meanings.keys() & light or word.number is not None or word.text in COUNTED
        for word in clause.words
    ):
        return None
    changes = {
        field.name: value
        for field in dataclasses.fields(operation)
        if field.name in REFILLED and (value := _slot(type(operation), field.name, clause))
    }
    if not changes or isinstance(operation, Crop):
        return None
    return dataclasses.replace(operation, **changes)
