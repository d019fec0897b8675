"""A recipe's steps in words for the person who keeps it, not for who writes plans."""

from collections.abc import Mapping, Sequence
from typing import Any

from generation.studio.catalogue import shown, telling, title_of
from generation.studio.language.objects import PLAIN
from generation.studio.operations import OPERATIONS
from generation.studio.operations.fields import Limits

SIDES = frozenset({"left", "top", "right", "bottom"})

ALWAYS: Mapping[str, tuple[str, ...]] = {
    "color_replace": ("source", "target"),
    "enlarge": ("factor",),
    "flip": ("axis",),
}
"""What is told even where it is as usual: the title alone would say too little."""

UNITS: Mapping[str, str] = {
    "blocks": "{} blocks across",
    "cells": "{} dots across",
    "colors": "{} colours",
    "copies": "{} copies",
    "degrees": "{}°",
    "factor": "{}×",
    "height": "{} pixels high",
    "levels": "{} levels",
    "longest": "{} pixels on the longer side",
    "percent": "{}%",
    "picture": "picture {}",
    "source": "from {}",
    "stops": "{} EV",
    "target": "to {}",
    "where": "{} only",
    "width": "{} pixels wide",
}
"""How a value is put where the number alone would not do."""

COLOURS: Mapping[str, str] = {value: name for name, value in PLAIN.items()}


def words_of(op: str, params: Mapping[str, Any]) -> list[str]:
    """A step's parameters as a person would say them: "+35%", "1 : 1", "“Hello”"."""
    always = [(name, params[name]) for name in ALWAYS.get(op, ()) if name in params]
    wanted = {**dict(always), **dict(telling(op, params))}
    unit = wanted.pop("unit", "fraction")
    ratio = _ratio(op, wanted)
    if ratio:
        # The ratio decides; an amount beside it is not read.
        wanted = {
            name: wanted[name] for name in wanted if name not in {"width", "height", "amount"}
        }
    return [*ratio, *(_word(op, name, value, unit) for name, value in wanted.items())]


def unmet_need(steps: Sequence[Mapping[str, Any]]) -> str:
    """Why the steps cannot work from a recipe, which brings neither marks nor further pictures;
    empty where they can."""
    for step in steps:
        known = OPERATIONS.get(step["op"])
        if known is None:
            continue
        title = title_of(known.name)
        if known.needs_pictures or (known.needs_mask and not step["params"].get("where")):
            lacking = "a second picture" if known.needs_pictures else "a part marked with the brush"
            return f"“{title}” needs {lacking}, so do this one in the editor: a recipe cannot."
    return ""


def _ratio(op: str, wanted: Mapping[str, Any]) -> list[str]:
    sides = [shown(wanted[name]) for name in ("width", "height") if name in wanted]
    if len(sides) < 2:
        return []
    return [" × ".join(sides) + " pixels" if op == "resize" else " : ".join(sides)]


def _word(op: str, name: str, value: Any, unit: str) -> str:
    if name in SIDES:
        amount = f"{shown(value)} pixels" if unit == "pixels" else f"{value:.0%}"
        return f"{amount} off the {name}"
    limits = _limits(op, name)
    if limits.kind == "text" and name != "where":
        return f"“{value}”"
    if limits.kind == "flag":
        return _flag(name, is_on=bool(value))
    if limits.kind == "number" and name not in UNITS:
        return _percent(name, value, limits)
    return UNITS.get(name, "{}").format(COLOURS.get(str(value), shown(value)))


def _limits(op: str, name: str) -> Limits:
    """Of a parameter that this version may not know any more."""
    known = OPERATIONS.get(op)
    field = known.__dataclass_fields__.get(name) if known else None
    return field.metadata["limits"] if field else Limits("choice")


def _flag(name: str, *, is_on: bool) -> str:
    plain = "colour" if name == "color" else name.replace("_", " ")
    return f"in {plain}" if is_on else f"no {plain}"


def _percent(name: str, value: float, limits: Limits) -> str:
    has_two_ways = limits.low is not None and limits.low < 0
    amount = f"{value:+.0%}" if has_two_ways else f"{value:.0%}"
    return amount.replace("-", "−") if name == "amount" else f"{name} {amount}"
