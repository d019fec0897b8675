"""Colour: taken away, added, shifted, turned round."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.studio.operations.base import Group, Pointwise, Size, percent
from generation.studio.operations.fields import number
from generation.studio.operations.toning import saturating
from generation.studio.passes import GRAY, LEVELS, LUMA, Pass, curve, curves
from generation.studio.pixels import Pixels

SEPIA = ((0.78, 1.0), (1.02, 0.93), (1.3, 0.78))
"""How red, green and blue follow the luma in an old print, as a power and a gain each: warm brown
in the middle, cream in the lights.
"""

WARMEST = np.array([0.22, 0.03, -0.30])
"""How much an amount of 1 adds to the light of red, green and blue."""


@dataclass(frozen=True, kw_only=True)
class Grayscale(Pointwise):
    """Takes all colour out."""

    name = "grayscale"
    stage = "Turning it black and white"
    group = Group.COLOUR
    example = "make it black and white"

    def passes(self) -> tuple[Pass, ...]:
        return (GRAY,)

    def sentence(self, before: Size, after: Size) -> str:
        return "Turned it black and white."


@dataclass(frozen=True, kw_only=True)
class Sepia(Pointwise):
    """The warm brown of an old print.

    At an `amount` of 1 no other colour is left.
    """

    name = "sepia"
    stage = "Toning it sepia"
    group = Group.COLOUR
    example = "sepia"

    amount: float = number(0, 1, 1.0)

    def passes(self) -> tuple[Pass, ...]:
        return (GRAY, curves(*(LEVELS**power * gain for power, gain in SEPIA)))

    def change(self, pixels: Pixels) -> Pixels:
        toned = super().change(pixels)
        if self.amount == 1:
            return toned
        blend = cv2.addWeighted(toned, self.amount, pixels, 1 - self.amount, 0)
        return np.asarray(blend, dtype=np.uint8)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Toned it sepia, at {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Saturation(Pointwise):
    """Makes all colours stronger or paler.

    An `amount` of -1 leaves no colour, 1 is twice as much.
    """

    name = "saturation"
    stage = "Changing the colours"
    group = Group.COLOUR
    example = "more vivid colours"

    amount: float = number(-1, 1, 0.35)

    def passes(self) -> tuple[Pass, ...]:
        return (saturating(1 + self.amount),)

    def sentence(self, before: Size, after: Size) -> str:
        done = "Strengthened" if self.amount >= 0 else "Muted"
        return f"{done} the colours by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Warmth(Pointwise):
    """Warmer, towards amber, or cooler, towards blue.

    A positive `amount` is warmer, a negative one cooler.
    """

    name = "warmth"
    stage = "Changing the warmth"
    group = Group.COLOUR
    example = "make it warmer"

    amount: float = number(-1, 1, 0.35)

    def passes(self) -> tuple[Pass, ...]:
        gains = 1 + self.amount * WARMEST
        return (curves(*(LEVELS * gain for gain in gains / float(gains @ LUMA))),)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Made it {'warmer' if self.amount >= 0 else 'cooler'} by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Invert(Pointwise):
    """Makes a negative: every colour becomes its opposite."""

    name = "invert"
    stage = "Inverting the colours"
    group = Group.ART
    example = "invert the colours"

    def passes(self) -> tuple[Pass, ...]:
        return (curve(lambda levels: 1 - levels),)

    def sentence(self, before: Size, after: Size) -> str:
        return "Inverted the colours."
