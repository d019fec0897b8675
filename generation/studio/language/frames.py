"""Rules for borders, bars, further pictures and what else is done to the frame."""

from dataclasses import replace
from typing import Any

from generation.studio.language.amounts import FACTORS, MULTIPLES, measures
from generation.studio.language.clauses import Clause
from generation.studio.language.recipes import clipped, recipe, scaled, strength_field, usual
from generation.studio.language.slots import OVERLAID, filled
from generation.studio.language.words import Word
from generation.studio.operations import OPERATIONS, Border, Operation, Overlay, Pad

Found = list[tuple[int, Operation]]

GIVING = frozenset(
    [
        "add",
        "put",
        "give",
        "with",
        "make",
        "in",
        "place",
        "draw",
        "use",
        "apply",
        "want",
        "need",
        "insert",
        "around",
        "set",
        "create",
        "pop",
    ]
)
MIXING = frozenset({"merge", "merged", "combine", "combined", "mix", "mixed", "fuse", "fused"})
FRAMES = frozenset({"frame", "framed", "a frame", "frame it", "frame around"})
LAYING = frozenset(
    [
        "add",
        "put",
        "place",
        "overlay",
        "insert",
        "stick",
        "paste",
        "drop",
        "position",
        "slap",
        "superimpose",
        "pop",
        "stamp",
        "attach",
        "layer",
        "include",
        "watermark",
        "brand",
    ]
)
THIN, THICK = 0.02, 0.09
UPRIGHT = frozenset(
    [
        "horizon",
        "building",
        "buildings",
        "tower",
        "house",
        "wall",
        "church",
        "skyline",
        "door",
        "window",
    ]
)
LARGE = 400
"""From here on two numbers are pixels."""


def read_frame(clause: Clause) -> Found:
    """What the clause asks of the frame, the subject or with further pictures."""
    at = _asking(clause)
    if at is None:
        return _overlay(clause) or _padded(clause)
    if clause.has("direction", "less") and clause.words[at].get("frame") not in {
        "straighten",
        "background_remove",
        "background_blur",
    }:
        return []
    found: Found = []
    for step in recipe(clause.words[at].get("frame")):
        made = OPERATIONS[step.name]
        if made is Border and not step.given and clause.has("shape"):
            made = Pad
        operation = filled(made, _strength(made, dict(step.given), clause), clause)
        if isinstance(operation, Pad) and operation.color == "#000000" and not operation.width:
            operation = replace(operation, width=16.0, height=9.0)
        found += [(at, operation)] if operation is not None else []
    clause.used |= {each for each, word in clause.free() if each == at or not _is_more(word)}
    return found


def _is_more(word: Word) -> bool:
    """Whether a word beside the frame's may ask for something of its own."""
    return "effect" in word and not word.meanings.keys() & {"colour", "direction", "frame"}


def _asking(clause: Clause) -> int | None:
    asked = [at for at, word in clause.free() if "frame" in word and _is_asked(clause, at)]
    plain = [at for at in asked if clause.words[at].text not in MIXING]
    if not asked:
        return None
    first = (plain or asked)[0]
    name = clause.words[first].get("frame")
    finer = [at for at in asked if clause.words[at].get("frame").startswith(f"{name} ")]
    return finer[0] if finer else first


def _is_asked(clause: Clause, at: int) -> bool:
    word, name = clause.words[at], clause.words[at].get("frame")
    if name == "straighten":
        if clause.unknown or any("region" in w and w.text not in UPRIGHT for w in clause.words):
            return False
        return not clause.has("frame", "crop width=1 height=1, round_corners amount=1")
    if word.text in FRAMES:
        is_shape = clause.has("shape") or clause.has("action", "crop")
        return not is_shape and (word.text != "frame" or bool(_gives(clause, at)))
    if name == "enlarge":
        in_pixels = any(each.unit == "pixels" for each in measures(clause))
        sized = any(each.value > 16 and not each.unit for each in measures(clause))
        return not (in_pixels or sized or clause.has("pixel_size"))
    if word.text in MIXING:
        return clause.has("further")
    return True


def _gives(clause: Clause, at: int) -> bool:
    return any(each.text in GIVING or "colour" in each for each in clause.words[:at])


def _strength(made: type[Operation], given: dict[str, Any], clause: Clause) -> dict[str, Any]:
    name = strength_field(made)
    if made.name == "enlarge":
        return given | _factor(clause)
    if not name or name in given:
        return given
    adverb = next((w.get("amount") for _, w in clause.free() if "amount" in w), "")
    if not adverb and any(word.text == "wide" for word in clause.words):
        adverb = "strong"
    percents = [each for each in measures(clause) if each.unit == "percent"]
    value = scaled(made, adverb, percents[0] if percents else None, usual(made))
    return given | {name: value}


def _factor(clause: Clause) -> dict[str, Any]:
    found = measures(clause)
    if found:
        first = found[0]
        is_more = first.unit == "percent" and (
            first.lead == "by" or clause.has("direction", "more")
        )
        value = first.value / 100 + is_more if first.unit == "percent" else first.value
        return {"factor": clipped(OPERATIONS["enlarge"], "factor", value)}
    amount = next((w.get("amount") for _, w in clause.free() if w.get("amount") in MULTIPLES), "")
    return {"factor": MULTIPLES[amount]} if amount else {}


def _overlay(clause: Clause) -> Found:
    """ "Put the logo in the corner"."""
    at = clause.find("further")
    if at is None or not any(word.text in LAYING for _, word in clause.free()):
        return []
    if clause.has("rest") or clause.has("where", "background"):
        return []
    values: dict[str, Any] = {}
    for _, word in clause.free():
        if "position" in word:
            values["position"] = word.get("position")
        if word.get("text_size") in OVERLAID:
            values["size"] = OVERLAID[word.get("text_size")]
        if word.get("text_look") == "faint":
            values["opacity"] = 0.5
    for each in measures(clause):
        if each.unit == "percent":
            about = {word.text for word in clause.words}
            name = "size" if about & {"size", "width", "wide", "large", "big"} else "opacity"
            values[name] = clipped(Overlay, name, each.value / 100)
    clause.used |= set(range(len(clause.words)))
    return [(at, Overlay(**values))]


def _padded(clause: Clause) -> Found:
    """A shape that must not cost anything of the picture: "make it square without cropping"."""
    if not clause.has("fit", "inside") or clause.has("pixel_size"):
        return []
    before = set(clause.used)
    shape = filled(Pad, {}, clause)
    if not isinstance(shape, Pad) or max(shape.width or LARGE, shape.height or LARGE) >= LARGE:
        clause.used = before
        return []
    at = clause.find("fit", "inside") or 0
    clause.used |= set(range(len(clause.words)))
    return [(at, shape)]


__all__ = ["FACTORS", "Found", "read_frame"]
