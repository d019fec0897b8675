"""Rules for what has more and less of itself (brightness, focus ...) and for named effects."""

import math
from dataclasses import dataclass, replace
from typing import Any

from generation.studio.language.amounts import FACTORS, MULTIPLES, SHARES, measures
from generation.studio.language.clauses import Clause
from generation.studio.language.modifiers import Memory, Modifiers
from generation.studio.language.recipes import (
    Step,
    clipped,
    recipe,
    scaled,
    strength_field,
    usual,
)
from generation.studio.language.shades import SHADES, colours, hex_of
from generation.studio.language.slots import filled, levels_for
from generation.studio.language.triggers import find_triggers, is_complaint, is_count, kind_of
from generation.studio.operations import (
    BackgroundBlur,
    Blur,
    Brightness,
    Exposure,
    Grayscale,
    Highlights,
    HueShift,
    Operation,
    Posterize,
    Reach,
    Saturation,
    Shadows,
    Tint,
)

INFERRED = 0.85
"""Confidence where the sense of a word followed from the words around it."""

TONES: dict[str, type[Operation]] = {"shadows": Shadows, "highlights": Highlights}
WASHES = frozenset({"overlay", "layer", "light", "tone", "hue", "shade", "cast", "filter"})
PAINTING = frozenset({"color", "colorize", "colorise", "color it", "paint", "dye", "paint it", "a"})
LIMITING = frozenset({"only", "just", "limit", "use", "palette", "maximum", "max", "make", "with"})
GRAYS = frozenset({"#ffffff", "#000000", "#8a8a8e"})
MOST_STOPS = 4
"""A plain number up to this is stops to an exposure."""


@dataclass(frozen=True)
class Asked:
    """An operation, the place of the word that asked for it, and how surely it was meant."""

    at: int
    operation: Operation
    confidence: float = 1.0


@dataclass(frozen=True)
class Reading:
    """What a clause asks for, and whether anything in it was declined."""

    asked: tuple[Asked, ...] = ()
    is_declined: bool = False


def read_dials(clause: Clause, memory: Memory, where: str) -> Reading:
    """The clause's dials and effects. Leaves in `memory` what the next clause may go on with."""
    asked: list[Asked] = []
    declined = False
    for each in find_triggers(clause, memory):
        kind = kind_of(clause, each, memory)
        if not kind:
            continue
        clause.used.add(each.at)
        each.modifiers = replace(each.modifiers, is_complaint=is_complaint(clause, each, kind))
        if kind == "fault":
            each.modifiers = replace(each.modifiers, direction="", is_too=False)
        if kind == "change" and each.word.text.endswith((" down", " up")):
            each.modifiers = replace(each.modifiers, direction="")
        memory.modifiers = each.modifiers
        memory.is_complaint = memory.is_complaint or each.modifiers.is_complaint or kind == "fault"
        if each.modifiers.is_declined:
            declined = True
            continue
        sure = 1.0 if kind in {"effect", "change", "dial"} else INFERRED
        for step in recipe(each.word.get(kind)):
            operation = _operation(step, kind, each.modifiers, clause, where)
            asked += [Asked(each.at, operation, sure)] if operation is not None else []
    if not asked and not declined:
        asked = _plain(clause, where)
    return Reading(tuple(asked), declined)


def _plain(clause: Clause, where: str) -> list[Asked]:
    """A direction alone is for the colour it names ("boost the greens"); so is a stop."""
    way = clause.meaning("direction")
    if where.removeprefix("all but ") in SHADES and way and not clause.unknown:
        amount = usual(Saturation) * FACTORS.get(clause.meaning("amount"), 1.0)
        measure = next((each for each in measures(clause) if each.unit == "percent"), None)
        amount = measure.value / 100 if measure else amount
        value = clipped(Saturation, "amount", amount if way == "more" else -amount)
        return [Asked(0, Saturation(amount=value, where=where), INFERRED)]
    if (toned := _toned(clause)) is not None:
        return [Asked(0, toned, INFERRED)]
    if (wash := _wash(clause)) is not None:
        return [Asked(0, replace(wash, where=where), INFERRED)]
    if (few := _few_colours(clause)) is not None:
        return [Asked(0, replace(few, where=where))]
    stops = next((each for each in measures(clause) if each.unit == "stops"), None)
    if stops is None or clause.unknown:
        return []
    sign = -1 if stops.lead == "-" or way == "less" else 1
    return [Asked(0, Exposure(stops=clipped(Exposure, "stops", sign * stops.value)), INFERRED)]


def _toned(clause: Clause) -> Tint | None:
    """ "Teal shadows": one colour over some of the tones."""
    for at, word in enumerate(clause.words[1:]):
        shade = hex_of(clause.words[at])
        if word.get("where") in {*TONES, "midtones"} and shade and shade not in GRAYS:
            is_plain = not clause.unknown and not clause.has("polarity")
            return Tint(color=shade, where=word.get("where")) if is_plain else None
    return None


def _few_colours(clause: Clause) -> Posterize | None:
    """ "Limit it to 16 colours", "only 5 colours", "an 8 colour palette"."""
    counted = next((each for each in measures(clause) if is_count(clause, each.at + 1)), None)
    if counted is None or clause.unknown or clause.has("region"):
        return None
    said = {word.text for word in clause.words}
    reduces = clause.has("direction", "less") or clause.has("action", "shrink")
    if not (reduces or said & LIMITING):
        return None
    return Posterize(levels=levels_for(counted.value))


def _wash(clause: Clause) -> Tint | None:
    """ "Make it pink", "a green overlay", "more purple": one colour over all."""
    found = colours(clause)
    is_gray = bool(found) and found[0] in GRAYS
    if len(found) != 1 or is_gray or clause.unknown or clause.has("direction", "less"):
        return None
    light = {"make", "filler", "picture", "colour", "amount", "direction", "unit", "invent"}
    if (
        not all(
            word.meanings.keys() & light or word.number is not None or word.text in WASHES
            for _, word in clause.free()
        )
        or clause.has("region")
        or clause.has("polarity")
    ):
        return None
    if not (clause.has("make") or clause.has("direction") or clause.words[0].text in PAINTING):
        return None
    measure = next((each for each in measures(clause) if each.unit == "percent"), None)
    amount = scaled(Tint, clause.meaning("amount"), measure, usual(Tint))
    return Tint(color=found[0], amount=amount)


def _operation(
    step: Step, kind: str, modifiers: Modifiers, clause: Clause, where: str
) -> Operation | None:
    if not step.sign:
        if modifiers.direction == "less" and kind == "effect":
            return None
        return _effect(step, modifiers, clause, where)
    sign = step.sign if kind == "fault" or not modifiers.is_reversed else -step.sign
    made = step.kind(sign)
    if made is None:
        return None
    stops = modifiers.measure is not None and modifiers.measure.unit == "stops"
    made = Exposure if made is Brightness and stops else _for_part(made, where)
    if made in TONES.values() or made is BackgroundBlur:
        where = "" if where in {*TONES, "background", "all but subject"} else where
    amount = sign * usual(made) * FACTORS.get(modifiers.adverb, 1.0)
    exact = _exact(modifiers, sign, "dial" if kind == "fault" else kind, made)
    if exact is not None:
        amount = exact
    name = strength_field(made)
    if step.name == "saturation" and amount <= -1:
        return Grayscale(where=where)
    signed = step.kind(1) is step.kind(-1)
    value = clipped(made, name, amount if signed else abs(amount))
    fields: dict[str, Any] = {name: value, "where": where}
    return made(**fields)


def _for_part(made: type[Operation], where: str) -> type[Operation]:
    """The operation that is made for a part: brighter shadows are the shadows' own."""
    if made is Brightness and where in TONES:
        return TONES[where]
    if made is Blur and where in {"background", "all but subject"}:
        return BackgroundBlur
    return made


def _exact(modifiers: Modifiers, sign: int, kind: str, made: type[Operation]) -> float | None:
    """A signed amount that was given as a number, a share or a multiple."""
    measure, amount = modifiers.measure, modifiers.amount
    if measure is not None:
        few = made is Exposure and not measure.unit and measure.value <= MOST_STOPS
        if measure.unit == "stops" or few:
            return -measure.value if measure.lead == "-" else sign * measure.value
        if not measure.unit and 0 < measure.value <= 2 and measure.value != int(measure.value):
            return sign * measure.value
        value = measure.value if measure.unit == "times" else measure.value / 100
        is_level = measure.unit == "times" or (measure.lead == "to" and kind == "dial")
        if is_level:
            return sign * (value - 1) if modifiers.direction != "less" else value - 1
        return -value if measure.lead == "-" else sign * value
    if amount in MULTIPLES:
        return sign * (MULTIPLES[amount] - 1)
    if amount in SHARES:
        # "Darken it by half" goes so far on its way; "half as bright" is a level.
        is_way = (kind == "change" and not modifiers.is_so) or (
            modifiers.direction in {"less", "more"} and kind != "quality"
        )
        return sign * SHARES[amount] if is_way else sign * (SHARES[amount] - 1)
    return None


def _effect(step: Step, modifiers: Modifiers, clause: Clause, where: str) -> Operation | None:
    made = step.kind(1)
    if made is None:
        return None
    measure, adverb = modifiers.measure, modifiers.adverb
    if made is Grayscale:
        return _grayscale(modifiers, where)
    if made is HueShift and measure is None and colours(clause):
        made = Tint
    if made.reach is Reach.GEOMETRY:
        where = ""
    given = dict(step.given)
    name = strength_field(made)
    if name and name not in given:
        given[name] = scaled(made, adverb, measure, usual(made))
    return filled(made, given, clause, where)


def _grayscale(modifiers: Modifiers, where: str) -> Operation:
    """Black and white; in part it is less colour."""
    share = modifiers.measure.value / 100 if modifiers.measure else None
    if modifiers.amount in {*SHARES, "slight"} and share is None:
        share = SHARES.get(modifiers.amount, FACTORS["slight"])
    if share is None or not 0 < share < 1:
        return Grayscale(where=where)
    return Saturation(amount=round(-share, 4), where=where)


def weakened(operation: Operation) -> Operation:
    """The operation at what "a bit" would make of its usual amount."""
    name = strength_field(type(operation))
    if not name:
        return operation
    now = getattr(operation, name)
    value = math.copysign(usual(type(operation)) * FACTORS["slight"], now)
    changes: dict[str, Any] = {name: round(value, 4)}
    return replace(operation, **changes)


def with_amount_of(operation: Operation, other: Operation) -> Operation:
    """The operation with another one's amount, its own sign kept; as it is if it has none."""
    amount, wanted = getattr(operation, "amount", None), getattr(other, "amount", None)
    if amount is None or wanted is None:
        return operation
    return replace(operation, amount=math.copysign(wanted, amount))  # type: ignore[call-arg]
