"""Light and dark."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from generation.studio.operations.base import Operation, Size, percent
from generation.studio.operations.fields import number
from generation.studio.pixels import looked_up, on_colour

Curve = NDArray[np.float64]

MIDTONE_REACH = 0.75
"""How far an amount of 1 moves the middle grey: a full step must not lose the picture."""


@dataclass(frozen=True, kw_only=True)
class Brightness(Operation):
    """Brighter (amount > 0) or darker (amount < 0); black and white stay where they are."""

    name = "brightness"
    stage = "Changing the brightness"

    amount: float = number(-1, 1, 0.3)

    def apply(self, image: Image) -> Image:
        return on_colour(image, lambda pixels: looked_up(pixels, self._curve))

    def _curve(self, light: Curve) -> Curve:
        power = 1 - np.log2(1 - abs(self.amount) * MIDTONE_REACH)
        if self.amount < 0:
            return np.asarray(light**power)
        return np.asarray(1 - (1 - light) ** power)

    def sentence(self, before: Size, after: Size) -> str:
        done = "Brightened" if self.amount >= 0 else "Darkened"
        return f"{done} by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Contrast(Operation):
    """More contrast (amount > 0, an S-curve that keeps black and white) or less (towards grey)."""

    name = "contrast"
    stage = "Changing the contrast"

    amount: float = number(-1, 1, 0.3)

    def apply(self, image: Image) -> Image:
        return on_colour(image, lambda pixels: looked_up(pixels, self._curve))

    def _curve(self, light: Curve) -> Curve:
        if self.amount < 0:
            return np.asarray(0.5 + (light - 0.5) * (1 + self.amount))
        slope = 1 + self.amount
        low = 0.5 * (2 * np.minimum(light, 0.5)) ** slope
        high = 1 - 0.5 * (2 * (1 - np.maximum(light, 0.5))) ** slope
        return np.asarray(np.where(light < 0.5, low, high))

    def sentence(self, before: Size, after: Size) -> str:
        done = "Raised" if self.amount >= 0 else "Lowered"
        return f"{done} the contrast by {percent(self.amount)}."
