"""Operations made by chance, within the limits of their fields; and any picture."""

import dataclasses
import random
from typing import Any

import numpy as np
from PIL import Image

from generation.studio.errors import PlanInvalid
from generation.studio.operations import OPERATIONS, Operation
from generation.studio.operations.fields import Limits

MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "HSV", "I", "I;16", "F")
SIZES = ((1, 1), (1, 2), (3, 2), (2, 300), (300, 1), (40, 30), (64, 64), (4000, 3))
TEXTS = ("Hello", "Two\nlines, and a longer one", "中文", "🍌", "ÄÖ", "the car")
USUAL: dict[str, dict[str, Any]] = {
    "crop": {"width": 1, "height": 1},
    "resize": {"percent": 50},
    "text": {"text": "Hello"},
}
"""What an operation needs beyond its defaults."""


def usual(name: str, **more: Any) -> Operation:
    """The operation as one would mostly ask for it."""
    return OPERATIONS[name](**{**USUAL.get(name, {}), **more})


def any_operation(name: str, chance: random.Random) -> Operation:
    """The operation with every field by chance. Sizes are kept small, for the time they take."""
    for _ in range(200):
        try:
            return OPERATIONS[name](**_fields(name, chance))
        except PlanInvalid:
            # Fields that each are right need not fit together: two ways to say a size.
            continue
    raise AssertionError(f"no {name} could be made")


def any_picture(mode: str, size: tuple[int, int], chance: random.Random) -> Image.Image:
    levels = np.random.default_rng(chance.getrandbits(32)).integers(0, 256, (size[1], size[0], 4))
    image = Image.fromarray(levels.astype(np.uint8), "RGBA")
    if mode == "RGBA":
        return image
    if mode == "I;16":
        return Image.fromarray((levels[..., 0] * 257).astype(np.uint16))
    if mode == "LA":
        return image.convert("LA")
    return image.convert("RGB").convert(mode if mode not in {"I", "F"} else "L").convert(mode)


def _fields(name: str, chance: random.Random) -> dict[str, Any]:
    fields = dataclasses.fields(OPERATIONS[name])
    chosen = [field for field in fields if chance.random() < 0.7 or _is_needed(field)]
    return {
        field.name: _value(field.metadata["limits"], chance)
        for field in chosen
        if field.name != "where"
    }


def _is_needed(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING


def _value(limits: Limits, chance: random.Random) -> Any:
    if limits.optional and chance.random() < 0.4:
        return None
    if limits.kind == "choice":
        return chance.choice(limits.options)
    if limits.kind == "color":
        return f"#{chance.getrandbits(24):06x}"
    if limits.kind == "flag":
        return chance.random() < 0.5
    if limits.kind == "text":
        return chance.choice(TEXTS)[: int(limits.high or 1)]
    low, high = limits.low or 0, min(limits.high or 0, 400)
    value = chance.choice([low, high, chance.uniform(low, high)])
    return round(value) if limits.kind == "whole" else value
