"""Rules for what has more and less of itself (brightness, focus ...) and for named effects."""

import math
from dataclasses import dataclass, field, replace

from generation.studio.language.amounts import FACTORS, MULTIPLES, SHARES, Measure, measures
from generation.studio.language.clauses import Clause
from generation.studio.language.words import Word
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
TRIGGERS = ("effect", "change", "quality", "cast", "dial")


@dataclass(frozen=True)
class Modifiers:
    """What the words around a trigger say about it."""

    direction: str = ""
    amount: str = ""
    measure: Measure | None = None
    is_negated: bool = False
    is_never: bool = False
    is_state: bool = False
    is_too: bool = False
    is_so: bool = False
    is_enough: bool = False

    is_complaint: bool = False
    """Whether the sentence says how the picture is, not how it should be."""

    def noting(self, word: Word) -> "Modifiers":
        """With what this word adds. "Less" outweighs a "more" that is only a "with" or "give"."""
        changes: dict[str, str | bool] = {}
        if "direction" in word and self.direction != "less":
            changes["direction"] = word.get("direction")
        if "amount" in word and self.amount != "slight":
            changes["amount"] = word.get("amount")
        if "state" in word:
            changes["is_state"] = True
        if word.get("polarity") == "not":
            changes["is_negated"] = True
        elif word.get("polarity") in {"never", "keep"}:
            changes["is_never"] = True
        elif "polarity" in word:
            changes[f"is_{word.get('polarity')}"] = True
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass
class Found:
    """A trigger, and what is said about it."""

    at: int
    word: Word
    modifiers: Modifiers = field(default_factory=Modifiers)


@dataclass
class Memory:
    """What the clause before leaves for one that only goes on: "more contrast and saturation"."""

    modifiers: Modifiers = field(default_factory=Modifiers)
    is_order: bool = False
    was_negated: bool = False
    is_shared: bool = False
    """Whether the number just read is meant for the clause before too: "... and contrast by 20%"."""


@dataclass(frozen=True)
class Reading:
    """Operations with the place of the word that asked for each, and whether any was declined."""

    operations: tuple[tuple[int, Operation], ...] = ()
    is_declined: bool = False


def read_dials(clause: Clause, memory: Memory, where: str) -> Reading:
    """The clause's dials and effects. Leaves in `memory` what the next clause may go on with."""
    found = _find(clause, memory)
    operations: list[tuple[int, Operation]] = []
    declined = False
    for each in found:
        kind = _kind(clause, each, memory)
        if not kind:
            continue
        clause.used.add(each.at)
        each.modifiers = replace(each.modifiers, is_complaint=_is_complaint(clause, each, kind))
        memory.modifiers = each.modifiers
        if _is_declined(each.modifiers):
            declined = True
            continue
        for atom in each.word.get(kind).split():
            operation = _operation(atom, kind, each.modifiers, where)
            operations += [(each.at, operation)] if operation is not None else []
    return Reading(tuple(operations), declined)


def _find(clause: Clause, memory: Memory) -> list[Found]:
    """Triggers with the modifiers before them; the last one takes those after it too."""
    numbers = {measure.at: measure for measure in measures(clause)}
    inherited = Modifiers(is_never=memory.was_negated)
    current, found = inherited, list[Found]()
    for at, word in clause.free():
        if at in numbers:
            measure = numbers[at]
            if found and current == inherited and found[-1].modifiers.measure is None:
                found[-1].modifiers = replace(found[-1].modifiers, measure=measure)
            else:
                current = replace(current, measure=measure)
        elif any(kind in word for kind in TRIGGERS) and not _is_modifier(clause, at):
            found.append(Found(at, word, current))
            current = inherited
        else:
            current = current.noting(word)
    if found and current != inherited:
        found[-1].modifiers = _joined(found[-1].modifiers, current)
    return found


def _is_modifier(clause: Clause, at: int) -> bool:
    """Whether a word that could be a trigger says how much or which way instead."""
    word = clause.words[at]
    if "direction" not in word and "amount" not in word:
        return False
    later = clause.words[at + 1 :]
    return any("dial" in each or "change" in each or "effect" in each for each in later)


def _joined(before: Modifiers, after: Modifiers) -> Modifiers:
    is_less = before.direction == "less"
    return replace(
        before,
        direction=before.direction if is_less else after.direction or before.direction,
        amount=before.amount or after.amount,
        measure=before.measure or after.measure,
        is_enough=before.is_enough or after.is_enough,
    )


def _kind(clause: Clause, found: Found, memory: Memory) -> str:
    """Which kind of trigger the word is here; empty if it asks for nothing."""
    word, modifiers = found.word, found.modifiers
    reversing = modifiers.is_too or (modifiers.is_negated and modifiers.is_so)
    is_more = clause.text_before(found.at) == "more"
    if "effect" in word:
        return "effect"
    if "dial" in word and modifiers.direction and not reversing:
        return "dial"
    if "change" in word:
        return "change"
    if "quality" in word and (_is_order(clause, modifiers) or memory.is_order):
        return "quality"
    if "cast" in word and (reversing or modifiers.direction == "less" or is_more):
        return "cast"
    return _bare_dial(clause, found, memory)


def _bare_dial(clause: Clause, found: Found, memory: Memory) -> str:
    """ "dial" for a dial without a direction, if a number or the clause before gives it one."""
    modifiers = found.modifiers
    if "dial" not in found.word:
        return ""
    if _goes_on(clause, memory):
        found.modifiers = replace(modifiers, direction=memory.modifiers.direction)
        before = memory.modifiers
        memory.is_shared = not (before.measure or before.amount) and modifiers.measure is not None
        return "dial"
    return "dial" if modifiers.measure or modifiers.amount in {*SHARES, *MULTIPLES} else ""


def _goes_on(clause: Clause, memory: Memory) -> bool:
    """Whether the clause only names another thing for the order before it."""
    return bool(memory.modifiers.direction) and not clause.has("make") and len(clause.words) <= 4


def _is_complaint(clause: Clause, found: Found, kind: str) -> bool:
    """Whether this is a fault that is told of: "it looks washed out", but not "it is brighter"."""
    if kind not in {"quality", "change"} or not found.modifiers.is_state or clause.has("make"):
        return False
    first = found.word.text.split()[0]
    return not (first.endswith("er") or first in {"more", "less"} or "like" in found.word.text)


def _is_order(clause: Clause, modifiers: Modifiers) -> bool:
    """Whether the sentence makes an order of an adjective, and nothing strange is in it."""
    if clause.unknown:
        return False
    if modifiers.direction or modifiers.is_too or modifiers.is_enough or modifiers.is_negated:
        return True
    return (
        clause.has("make")
        or clause.has("state")
        or all(
            word.meanings.keys() & {"filler", "picture", "amount", "quality"}
            for word in clause.words
        )
    )


def _is_declined(modifiers: Modifiers) -> bool:
    """Whether it was asked for not to be done: "don't blur it"."""
    is_hedge = modifiers.is_so or modifiers.is_too or modifiers.is_enough or modifiers.is_state
    return modifiers.is_never or (modifiers.is_negated and not is_hedge)


def _operation(atom: str, kind: str, modifiers: Modifiers, where: str) -> Operation | None:
    if kind == "effect" and atom in EFFECTS:
        return _effect(atom, modifiers, where)
    name, sign = atom[:-1], 1 if atom[-1] == "+" else -1
    if name not in DIALS:
        return None
    if _is_reversed(modifiers):
        sign = -sign
    positive, opposite, usual = DIALS[name]
    amount = sign * usual * FACTORS.get(_adverb(modifiers), 1.0)
    exact = _exact(modifiers, sign, kind)
    if exact is not None:
        amount = exact
    amount = round(max(-1.0, min(1.0, amount)), 4)
    if opposite is None:
        return positive(amount=amount, where=where)  # type: ignore[call-arg]
    chosen = positive if amount >= 0 else opposite
    return chosen(amount=abs(amount), where=where)  # type: ignore[call-arg]


def _is_reversed(modifiers: Modifiers) -> bool:
    """ "Less bright", "too bright" and "not so bright" ask for the opposite of "bright"."""
    if modifiers.is_enough:
        return False
    if modifiers.is_too or (modifiers.is_negated and modifiers.is_so):
        return True
    if modifiers.is_complaint and not modifiers.is_negated:
        return True
    return modifiers.direction == "less"


def _adverb(modifiers: Modifiers) -> str:
    """ "Not so bright" asks for little."""
    is_hedged = modifiers.is_negated and modifiers.is_so
    return "slight" if is_hedged and not modifiers.amount else modifiers.amount


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
        falls = modifiers.direction in {"less", "more"} and kind != "quality"
        return sign * SHARES[amount] if falls else sign * (SHARES[amount] - 1)
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


def with_amount_of(operation: Operation, other: Operation) -> Operation:
    """The operation with another one's amount, its own sign kept; as it is if it has none."""
    amount, wanted = getattr(operation, "amount", None), getattr(other, "amount", None)
    if amount is None or wanted is None:
        return operation
    signed = math.copysign(wanted, amount)
    return replace(operation, amount=signed)  # type: ignore[call-arg]
