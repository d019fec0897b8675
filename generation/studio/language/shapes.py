"""Rules for the frame: crop, rotate, flip, resize."""

from generation.studio.language.amounts import FACTORS, Pair, measures, pair
from generation.studio.language.clauses import Clause
from generation.studio.language.sizes import read_resize
from generation.studio.operations import Crop, Flip, Operation, Rotate

KEPT = {"slight": 0.85, "": 0.75, "strong": 0.55, "extreme": 0.4}
"""How much of its sides a picture keeps when it is asked to be closer."""

USUAL_TILT = 5.0
"""Degrees of "tilt it" and "rotate it slightly"."""

TURNS = {"left": -90.0, "right": 90.0, "around": 180.0, "quarter": 90.0}
POINTERS = frozenset({"the", "my", "this", "his", "her", "our", "your"})


def read_shapes(clause: Clause) -> list[tuple[int, Operation]]:
    """The clause's operations on the frame, each with the place of the word that asked for it."""
    turned = read_flip(clause) or _if_any(read_rotate(clause))
    sides = pair(clause)
    if sides is not None and sides.is_ratio:
        return [*turned, *_if_any(_crop(clause, sides))]
    cropped = _crop(clause, None)
    resized = read_resize(clause, sides)
    return [*turned, *_if_any(cropped), *_if_any(resized)]


def is_framing(clause: Clause) -> bool:
    """Whether the clause is about the frame, so that places in it are no parts to change."""
    return (
        clause.has("action", "crop", "zoom")
        or clause.has("shape")
        or any(word.text == ":" for word in clause.words)
    ) and not (clause.has("change") or clause.has("effect") or clause.unknown)


def read_flip(clause: Clause) -> list[tuple[int, Operation]]:
    """ "Flip it 90 degrees" is a rotation; "flip it upside down" is not."""
    at = clause.find("action", "flip")
    if at is None and clause.has("axis"):
        at = clause.find("effect", "invert")
    if at is None or any(each.value in {90, 180, 270} for each in measures(clause)):
        return []
    axis = clause.find("axis")
    clause.used |= {at} if axis is None else {at, axis}
    named = clause.words[axis].get("axis") if axis is not None else "horizontal"
    axes = ("horizontal", "vertical") if named == "both" else (named,)
    return [(at, Flip(axis=each)) for each in axes]


def read_rotate(clause: Clause) -> tuple[int, Operation] | None:
    """A turn by degrees, by a named turn, or to a side."""
    at = _rotation(clause)
    if at is None:
        return None
    turns = (clause.find("turn", "left", "right"), clause.find("turn"))
    turn = next((each for each in turns if each is not None), None)
    way = clause.words[turn].get("turn") if turn is not None else ""
    degrees = _degrees(clause, way)
    if degrees is None:
        return None
    clause.used |= {at} if turn is None else {at, turn}
    return at, Rotate(degrees=degrees)


def _rotation(clause: Clause) -> int | None:
    """The place of the word that asks for a rotation."""
    for at, word in clause.free():
        action = word.get("action")
        if action == "rotate" or "standalone_turn" in word or (action == "flip"):
            return at
        if action == "turn" and (clause.has("turn") or _has_degrees(clause)):
            return at
    return None


def _has_degrees(clause: Clause) -> bool:
    return any(measure.unit == "degrees" for measure in measures(clause))


def _degrees(clause: Clause, way: str) -> float | None:
    """Clockwise degrees, or None if the words leave them open ("straighten it")."""
    sign = -1 if way == "left" else 1
    numbers = [each for each in measures(clause) if each.unit in {"degrees", ""}]
    if numbers:
        clause.used |= set(range(numbers[0].at, numbers[0].end))
        value = min(360.0, numbers[0].value)
        return -value if numbers[0].lead == "-" else sign * value
    first = next((word.text for _, word in clause.free() if word.get("action") == "rotate"), "")
    if first in {"tilt", "tilted", "lean"} or clause.meaning("amount") == "slight":
        return sign * USUAL_TILT
    return TURNS.get(way, 90.0)


def _crop(clause: Clause, sides: Pair | None) -> tuple[int, Operation] | None:
    at, ratio = (sides.at, (sides.first, sides.second)) if sides else _shape(clause)
    action = clause.find("action", "crop")
    zoom = clause.find("action", "zoom")
    if clause.has("invent") and action is None and zoom is None and not clause.has("format"):
        return None
    keep = _keep(clause, action, zoom)
    if ratio is None and keep == 1.0:
        return None
    place = next(each for each in (at, action, zoom) if each is not None)
    clause.used |= {
        each for each in (at, action, zoom, clause.find("position")) if each is not None
    }
    anchor = next((w.get("position") for w in clause.words if "position" in w), "center")
    width, height = ratio or (None, None)
    return place, Crop(width=width, height=height, keep=keep, anchor=anchor)


def _shape(clause: Clause) -> tuple[int | None, tuple[float, float] | None]:
    """The named shape and its place; a picture that is only called so ("my avatar") has none."""
    about = clause.has("action", "crop") or clause.has("format")
    for at, word in clause.free():
        if "shape" in word and (about or clause.text_before(at) not in POINTERS):
            return at, _ratio(word.get("shape"))
    for at, word in clause.free():
        if "shape_word" in word and about and clause.text_before(at) not in POINTERS:
            return at, _ratio(word.get("shape_word"))
    return None, None


def _ratio(text: str) -> tuple[float, float]:
    width, height = text.split(":")
    return float(width), float(height)


def _keep(clause: Clause, action: int | None, zoom: int | None) -> float:
    """The share of the sides that stays: 1 unless the words are about getting closer."""
    start = zoom if zoom is not None else action
    if start is None or clause.text_after(start) == "out":
        return 1.0
    for measure in measures(clause):
        if measure.unit == "pixels":
            continue
        clause.used |= set(range(measure.at, measure.end))
        return _kept(measure.value, measure.unit, measure.lead == "to", zoom is not None)
    amount = clause.meaning("amount")
    if zoom is None and (not amount or amount not in FACTORS):
        return 1.0
    return KEPT.get(amount, 0.75)


def _kept(value: float, unit: str, is_level: bool, is_zoom: bool) -> float:
    if unit == "times":
        share = 1 / max(value, 1)
    elif is_zoom:
        share = 100 / value if value > 100 else 1 - value / 100
    else:
        share = value / 100 if is_level else 1 - value / 100
    return round(max(0.05, min(1.0, share)), 4)


def _if_any(found: tuple[int, Operation] | None) -> list[tuple[int, Operation]]:
    return [] if found is None else [found]
