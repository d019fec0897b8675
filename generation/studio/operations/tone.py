"""Light and dark."""

from dataclasses import dataclass

import numpy as np

from generation.studio.operations.base import Group, Pointwise, Size, percent
from generation.studio.operations.fields import number
from generation.studio.passes import Levels, Pass, curve

MIDTONE_REACH = 0.75
"""How far an amount of 1 moves the middle grey: a full step must not lose the picture."""


@dataclass(frozen=True, kw_only=True)
class Brightness(Pointwise):
    """Brighter (amount > 0) or darker (amount < 0); black and white stay where they are."""

    name = "brightness"
    stage = "Changing the brightness"
    group = Group.LIGHT
    example = "make it brighter"

    amount: float = number(-1, 1, 0.3)

    def passes(self) -> tuple[Pass, ...]:
        return (curve(self._curve),)

    def _curve(self, light: Levels) -> Levels:
        power = 1 - np.log2(1 - abs(self.amount) * MIDTONE_REACH)
        if self.amount < 0:
            return np.asarray(light**power)
        return np.asarray(1 - (1 - light) ** power)

    def sentence(self, before: Size, after: Size) -> str:
        done = "Brightened" if self.amount >= 0 else "Darkened"
        return f"{done} by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Contrast(Pointwise):
    """More contrast (amount > 0, an S-curve that keeps black and white) or less (towards grey)."""

    name = "contrast"
    stage = "Changing the contrast"
    group = Group.LIGHT
    example = "more contrast"

    amount: float = number(-1, 1, 0.3)

    def passes(self) -> tuple[Pass, ...]:
        return (curve(self._curve),)

    def _curve(self, light: Levels) -> Levels:
        if self.amount < 0:
            return np.asarray(0.5 + (light - 0.5) * (1 + self.amount))
        slope = 1 + self.amount
        low = 0.5 * (2 * np.minimum(light, 0.5)) ** slope
        high = 1 - 0.5 * (2 * (1 - np.maximum(light, 0.5))) ** slope
        return np.asarray(np.where(light < 0.5, low, high))

    def sentence(self, before: Size, after: Size) -> str:
        done = "Raised" if self.amount >= 0 else "Lowered"
        return f"{done} the contrast by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Exposure(Pointwise):
    """More light (stops > 0) or less, as if the shutter had been open longer: one stop is twice
    the light."""

    name = "exposure"
    stage = "Correcting the exposure"
    group = Group.LIGHT
    example = "raise the exposure"

    stops: float = number(-4, 4, 0.7)

    def passes(self) -> tuple[Pass, ...]:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Correcting the exposure."


@dataclass(frozen=True, kw_only=True)
class Highlights(Pointwise):
    """Brighter (amount > 0) or darker light parts; the dark ones stay."""

    name = "highlights"
    stage = "Changing the highlights"
    group = Group.LIGHT
    example = "bring the highlights down"

    amount: float = number(-1, 1, -0.4)

    def passes(self) -> tuple[Pass, ...]:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Changing the highlights."


@dataclass(frozen=True, kw_only=True)
class Shadows(Pointwise):
    """Brighter (amount > 0) or darker dark parts; the light ones stay."""

    name = "shadows"
    stage = "Changing the shadows"
    group = Group.LIGHT
    example = "lift the shadows"

    amount: float = number(-1, 1, 0.4)

    def passes(self) -> tuple[Pass, ...]:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Changing the shadows."
