"""Colour: taken away, added, shifted, turned round."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL.Image import Image

from generation.studio.operations.base import Operation, Size, percent
from generation.studio.operations.fields import number
from generation.studio.pixels import Pixels, looked_up_by_channel, mixed, on_colour

LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in the brightness that an eye sees (Rec. 601)."""

SEPIA = ((0.78, 1.0), (1.02, 0.93), (1.3, 0.78))
"""How red, green and blue follow the luma in an old print, as a power and a gain each: warm brown
in the middle, cream in the lights.
"""

WARMEST = np.array([0.22, 0.03, -0.30])
"""How much an amount of 1 adds to the light of red, green and blue."""


@dataclass(frozen=True, kw_only=True)
class Grayscale(Operation):
    """Black and white."""

    name = "grayscale"
    stage = "Turning it black and white"

    def apply(self, image: Image) -> Image:
        return on_colour(image, _gray)

    def sentence(self, before: Size, after: Size) -> str:
        return "Turned it black and white."


@dataclass(frozen=True, kw_only=True)
class Sepia(Operation):
    """The brown of an old print; amount 1 is all of it, 0 none."""

    name = "sepia"
    stage = "Toning it sepia"

    amount: float = number(0, 1, 1.0)

    def apply(self, image: Image) -> Image:
        return on_colour(image, self._toned)

    def _toned(self, pixels: Pixels) -> Pixels:
        light = np.linspace(0, 1, 256)
        toned = looked_up_by_channel(_gray(pixels), [light**power * gain for power, gain in SEPIA])
        blend = cv2.addWeighted(toned, self.amount, pixels, 1 - self.amount, 0)
        return np.asarray(blend, dtype=np.uint8)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Toned it sepia, at {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Saturation(Operation):
    """More colour (amount > 0) or less (amount < 0); -1 is none at all, 1 twice as much."""

    name = "saturation"
    stage = "Changing the colours"

    amount: float = number(-1, 1, 0.35)

    def apply(self, image: Image) -> Image:
        keep = 1 + self.amount
        matrix = keep * np.eye(3) + (1 - keep) * np.tile(LUMA, (3, 1))
        return on_colour(image, lambda pixels: mixed(pixels, matrix))

    def sentence(self, before: Size, after: Size) -> str:
        done = "Strengthened" if self.amount >= 0 else "Muted"
        return f"{done} the colours by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Warmth(Operation):
    """Warmer, towards amber (amount > 0), or cooler, towards blue (amount < 0)."""

    name = "warmth"
    stage = "Changing the warmth"

    amount: float = number(-1, 1, 0.35)

    def apply(self, image: Image) -> Image:
        light = np.linspace(0, 1, 256)
        gains = 1 + self.amount * WARMEST
        curves = [light * gain for gain in gains / float(gains @ LUMA)]
        return on_colour(image, lambda pixels: looked_up_by_channel(pixels, curves))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Made it {'warmer' if self.amount >= 0 else 'cooler'} by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Invert(Operation):
    """A negative: every colour becomes its opposite."""

    name = "invert"
    stage = "Inverting the colours"

    def apply(self, image: Image) -> Image:
        return on_colour(image, lambda pixels: np.asarray(cv2.bitwise_not(pixels), dtype=np.uint8))

    def sentence(self, before: Size, after: Size) -> str:
        return "Inverted the colours."


def _gray(pixels: Pixels) -> Pixels:
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
