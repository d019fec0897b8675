"""Recipes of the lexicon ("contrast+, saturation+", "border style=film") as operations."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from generation.studio.language.amounts import FACTORS, MULTIPLES, SHARES, Measure
from generation.studio.operations import OPERATIONS, Operation

PAIRS = {"focus": ("sharpen", "blur"), "noise": ("grain", "denoise"), "haze": ("", "dehaze")}
"""Dials whose "more" and "less" are two operations; an empty name is what nobody can do."""

ONE_WAY = frozenset({"glow", "vignette"})
"""Dials that only go up."""

STRENGTHS = ("amount", "stops")


@dataclass(frozen=True)
class Step:
    """One operation of a recipe: fields that are given, or a dial with its direction."""

    name: str
    sign: int = 0
    """1 for more, -1 for less, 0 for an effect that is named and done."""
    given: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def kind(self, sign: int) -> type[Operation] | None:
        """The operation for more (1) or less (-1) of it; None where there is none."""
        more, less = PAIRS.get(self.name, (self.name, self.name))
        if self.name in ONE_WAY and sign < 0:
            return None
        return OPERATIONS.get(more if sign >= 0 else less)


@lru_cache(maxsize=1024)
def recipe(text: str) -> tuple[Step, ...]:
    """The steps a recipe of the lexicon writes down."""
    return tuple(_step(each.strip()) for each in text.split(","))


def strength_field(kind: type[Operation]) -> str:
    """The field that says how strong it is, or an empty string."""
    names = {field.name for field in dataclasses.fields(kind)}
    return next((name for name in STRENGTHS if name in names), "")


def usual(kind: type[Operation]) -> float:
    """How strong it is without a word about it, as a positive number."""
    name = strength_field(kind)
    return abs(float(default_of(kind, name))) if name else 0.0


def default_of(kind: type[Operation], name: str) -> Any:
    return next(field.default for field in dataclasses.fields(kind) if field.name == name)


def clipped(kind: type[Operation], name: str, value: float) -> float:
    """The value within the field's limits, rounded to what a person could mean."""
    limits = next(f for f in dataclasses.fields(kind) if f.name == name).metadata["limits"]
    return float(round(max(limits.low, min(limits.high, value)), 4))


def scaled(kind: type[Operation], adverb: str, measure: Measure | None, base: float) -> float:
    """The strength of an effect whose usual one is `base`."""
    name = strength_field(kind)
    if measure is not None and measure.unit in {"percent", ""}:
        value = measure.value / 100
    elif measure is not None and measure.unit == "times":
        value = base * measure.value
    elif adverb in SHARES:
        value = SHARES[adverb]
    elif adverb in MULTIPLES:
        value = base * MULTIPLES[adverb]
    else:
        value = base * FACTORS.get(adverb, 1.0)
    return clipped(kind, name, value)


def _step(text: str) -> Step:
    name, *fields = text.split(" ")
    if name[-1] in "+-":
        return Step(name[:-1], 1 if name[-1] == "+" else -1)
    joined: list[str] = []
    for part in fields:
        if "=" in part:
            joined.append(part)
        else:
            joined[-1] += f" {part}"
    kind = OPERATIONS[name]
    pairs = (each.split("=", 1) for each in joined)
    return Step(name, 0, {field: _value(kind, field, value) for field, value in pairs})


def _value(kind: type[Operation], name: str, text: str) -> Any:
    limits = next(f for f in dataclasses.fields(kind) if f.name == name).metadata["limits"]
    if limits.kind == "flag":
        return text == "true"
    if limits.kind == "number":
        return float(text)
    return int(text) if limits.kind == "whole" else text
