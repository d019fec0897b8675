"""Rules for what has more and less of itself (brightness, focus ...) and for named effects."""

import math
from dataclasses import dataclass, replace

from generation.studio.language.amounts import FACTORS, MULTIPLES, SHARES
from generation.studio.language.clauses import Clause
from generation.studio.language.modifiers import Memory, Modifiers
from generation.studio.language.triggers import find_triggers, is_complaint, kind_of
from generation.studio.operations import (
    Blur,
    Brightness,
    Contrast,
    Grayscale,
    Invert,
    Operation,
    Saturation,
    Sepia,
    Sharpen,
    Vignette,
    Warmth,
)

DIALS: dict[str, tuple[type[Operation], type[Operation] | None, float]] = {
    "brightness": (Brightness, None, 0.3),
    "contrast": (Contrast, None, 0.3),
    "saturation": (Saturation, None, 0.35),
    "warmth": (Warmth, None, 0.35),
    "focus": (Sharpen, Blur, 0.4),
}
"""A dial's operation, the operation that is its opposite (None: the same one with a negative
amount), and its usual amount.
"""

EFFECTS: dict[str, type[Operation]] = {
    "grayscale": Grayscale,
    "invert": Invert,
    "sepia": Sepia,
    "vignette": Vignette,
}
EFFECT_AMOUNTS = {"sepia": 1.0, "vignette": 0.5}


@dataclass(frozen=True)
class Reading:
    """Operations with the place of the word that asked for each, and whether any was declined."""

    operations: tuple[tuple[int, Operation], ...] = ()
    is_declined: bool = False


def read_dials(clause: Clause, memory: Memory, where: str) -> Reading:
    """The clause's dials and effects. Leaves in `memory` what the next clause may go on with."""
    found = find_triggers(clause, memory)
    operations: list[tuple[int, Operation]] = []
    declined = False
    for each in found:
        kind = kind_of(clause, each, memory)
        if not kind:
            continue
        clause.used.add(each.at)
        each.modifiers = replace(each.modifiers, is_complaint=is_complaint(clause, each, kind))
        memory.modifiers = each.modifiers
        if each.modifiers.is_declined:
            declined = True
            continue
        for atom in each.word.get(kind).split():
            operation = _operation(atom, kind, each.modifiers, where)
            operations += [(each.at, operation)] if operation is not None else []
    return Reading(tuple(operations), declined)


def _operation(atom: str, kind: str, modifiers: Modifiers, where: str) -> Operation | None:
    if kind == "effect" and atom in EFFECTS:
        return _effect(atom, modifiers, where)
    name, sign = atom[:-1], 1 if atom[-1] == "+" else -1
    if name not in DIALS:
        return None
    if modifiers.is_reversed:
        sign = -sign
    positive, opposite, usual = DIALS[name]
    amount = sign * usual * FACTORS.get(modifiers.adverb, 1.0)
    exact = _exact(modifiers, sign, kind)
    if exact is not None:
        amount = exact
    amount = round(max(-1.0, min(1.0, amount)), 4)
    if opposite is None:
        return positive(amount=amount, where=where)  # type: ignore[call-arg]
    chosen = positive if amount >= 0 else opposite
    return chosen(amount=abs(amount), where=where)  # type: ignore[call-arg]


def _exact(modifiers: Modifiers, sign: int, kind: str) -> float | None:
    """A signed amount that was given as a number, a share or a multiple."""
    measure, amount = modifiers.measure, modifiers.amount
    if measure is not None:
        value = measure.value if measure.unit == "times" else measure.value / 100
        is_level = measure.unit == "times" or (measure.lead == "to" and kind == "dial")
        if is_level:
            return sign * (value - 1) if modifiers.direction != "less" else value - 1
        return -value if measure.lead == "-" else sign * value
    if amount in MULTIPLES:
        return sign * (MULTIPLES[amount] - 1)
    if amount in SHARES:
        # "Darken it by half" goes so far on its way; "half as bright" is a level.
        is_way = kind == "change" or (modifiers.direction in {"less", "more"} and kind != "quality")
        return sign * SHARES[amount] if is_way else sign * (SHARES[amount] - 1)
    return None


def _effect(atom: str, modifiers: Modifiers, where: str) -> Operation | None:
    if modifiers.direction == "less":
        return None
    if atom not in EFFECT_AMOUNTS:
        return EFFECTS[atom](where=where)
    amount = EFFECT_AMOUNTS[atom] * FACTORS.get(modifiers.amount, 1.0)
    if modifiers.measure is not None:
        amount = modifiers.measure.value / 100
    return EFFECTS[atom](amount=round(max(0.05, min(1.0, amount)), 4), where=where)  # type: ignore[call-arg]


def weakened(operation: Operation) -> Operation:
    """The operation at what "a bit" would make of its usual amount."""
    for positive, opposite, usual in DIALS.values():
        if isinstance(operation, positive) or (opposite and isinstance(operation, opposite)):
            return replace(operation, amount=usual * FACTORS["slight"])  # type: ignore[call-arg]
    return operation


def with_amount_of(operation: Operation, other: Operation) -> Operation:
    """The operation with another one's amount, its own sign kept; as it is if it has none."""
    amount, wanted = getattr(operation, "amount", None), getattr(other, "amount", None)
    if amount is None or wanted is None:
        return operation
    signed = math.copysign(wanted, amount)
    return replace(operation, amount=signed)  # type: ignore[call-arg]
