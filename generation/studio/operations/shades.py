"""Colour, further: tints, hue and toned prints."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.operations.base import Adjustment, Group, Pointwise, Size, percent
from generation.studio.operations.fields import color, number, number_or_none, whole
from generation.studio.operations.strips import in_strips
from generation.studio.operations.toning import bent, levels_of, saturating, towards
from generation.studio.passes import GRAY, LEVELS, LUMA, Levels, Matrix, Pass, curve, curves
from generation.studio.pixels import Pixels

STRONGEST_CHROMA = 70.0
"""Chroma (Cr and Cb, 8-bit) of colours that are strong already: vibrance gives them nothing."""

SKIN, SKIN_SPREAD, SKIN_GUARD = (150.0, 108.0), 13.0, 0.75
"""Cr and Cb of skin of any tone, how far around it counts as skin, the part it is spared
(after the skin cluster of Chai and Ngan 1999).
"""

TINT_MIDDLE = (0.35, 0.65)
"""Luma at which a tint shows its pure colour: within these, else black or white would be dyed."""

TINT_BEND = (0.45, 2.6)
"""Powers of a tint's curves: within these, else the darks would jump."""


@dataclass(frozen=True, kw_only=True)
class Vibrance(Adjustment):
    """Lifts the pale colours, and spares skin and what is strong already.

    A negative `amount` makes colours paler.
    """

    name = "vibrance"
    stage = "Changing the vibrance"
    group = Group.COLOUR
    example = "increase the vibrance"

    amount: float = number(-1, 1, 0.4)

    def change(self, pixels: Pixels) -> Pixels:
        table = vibrant_chroma(self.amount)

        def vivid(strip: Pixels, top: int) -> Pixels:
            parted = cv2.cvtColor(strip, cv2.COLOR_RGB2YCrCb)
            pairs = np.empty((*strip.shape[:2], 2), np.uint8)
            cv2.mixChannels([parted], [pairs], [1, 0, 2, 1])
            moved = np.asarray(cv2.LUT(pairs.view(np.uint16)[:, :, 0], table))
            cv2.mixChannels([moved.view(np.uint8).reshape(pairs.shape)], [parted], [0, 1, 1, 2])
            return np.asarray(cv2.cvtColor(parted, cv2.COLOR_YCrCb2RGB), dtype=np.uint8)

        return in_strips(pixels, vivid)

    def sentence(self, before: Size, after: Size) -> str:
        if self.amount >= 0:
            return f"Gave the pale colours {percent(self.amount)} more vibrance."
        return f"Took {percent(self.amount)} of the vibrance out."


@dataclass(frozen=True, kw_only=True)
class Tint(Pointwise):
    """Lays a wash of one colour over the picture.

    At an `amount` of 1 there is no other colour left.
    """

    name = "tint"
    stage = "Tinting"
    group = Group.COLOUR
    example = "tint it blue"

    color: str = color("#f5a623")
    amount: float = number(0, 1, 0.35)

    def passes(self) -> tuple[Pass, ...]:
        ink = levels_of(self.color)
        middle = np.clip(float(ink @ LUMA), *TINT_MIDDLE)
        bends = np.clip(np.log(np.clip(ink, 0.01, 0.99)) / np.log(middle), *TINT_BEND)
        washed = [towards(LEVELS**bend, self.amount) for bend in bends]
        return (saturating(1 - self.amount), curves(*washed))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Tinted it with {self.color}, at {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class HueShift(Pointwise):
    """Turns every colour round the colour wheel; light and dark stay.

    The luma of each pixel is kept.
    """

    name = "hue_shift"
    stage = "Turning the hue"
    group = Group.COLOUR
    example = "shift the hue by 40 degrees"

    degrees: float = number(-180, 180, 30)

    def passes(self) -> tuple[Pass, ...]:
        turn = radians(self.degrees)
        gray = np.tile(LUMA, (3, 1))
        # The matrix that leaves gray alone and turns the plane of colour differences: it is the
        # one of the W3C's Filter Effects, with the luma weights that the studio uses everywhere.
        across = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
        across = across - gray @ across
        return (Matrix(gray + cos(turn) * (np.eye(3) - gray) + sin(turn) * across),)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Turned the hues by {self.degrees:.3g} degrees."


@dataclass(frozen=True, kw_only=True)
class Duotone(Pointwise):
    """Prints the picture in two inks, one for the darks and one for the lights."""

    name = "duotone"
    stage = "Printing in two colours"
    group = Group.ART
    example = "make it a navy and orange duotone"

    dark: str = color("#1b1464")
    light: str = color("#ffd166")
    amount: float = number(0, 1, 1.0)

    def passes(self) -> tuple[Pass, ...]:
        dark, light = levels_of(self.dark), levels_of(self.light)
        printed = [low + (high - low) * bent(0.7) for low, high in zip(dark, light, strict=True)]
        inks = curves(*(towards(ink, self.amount) for ink in printed))
        return (GRAY if self.amount == 1 else saturating(1 - self.amount), inks)

    def sentence(self, before: Size, after: Size) -> str:
        share = "" if self.amount == 1 else f", at {percent(self.amount)}"
        return f"Printed it in {self.dark} and {self.light}{share}."


@dataclass(frozen=True, kw_only=True)
class Posterize(Pointwise):
    """Leaves only a few levels of each colour, as on a screen print."""

    name = "posterize"
    stage = "Posterising"
    group = Group.ART
    example = "posterize it"

    levels: int = whole(2, 16, 4)

    def passes(self) -> tuple[Pass, ...]:
        return (curve(self._steps),)

    def _steps(self, light: Levels) -> Levels:
        step = np.minimum(np.floor(light * self.levels), self.levels - 1)
        return np.asarray(step / (self.levels - 1))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Posterised it to {self.levels} levels of each colour."


@dataclass(frozen=True, kw_only=True)
class Solarize(Pointwise):
    """Turns the light parts into their negative.

    Those lighter than `threshold`; at 1 nothing is.
    """

    name = "solarize"
    stage = "Solarising"
    group = Group.ART
    example = "solarize it"

    threshold: float = number(0, 1, 0.5)

    def passes(self) -> tuple[Pass, ...]:
        return (curve(self._turned),)

    def _turned(self, light: Levels) -> Levels:
        is_turned = (light >= self.threshold) & (self.threshold < 1)
        return np.asarray(np.where(is_turned, 1 - light, light))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Solarised what was lighter than {percent(self.threshold)}."


@dataclass(frozen=True, kw_only=True)
class Threshold(Adjustment):
    """Leaves only black and white, no greys.

    Without a `level` it is found by Otsu's method.
    """

    name = "threshold"
    stage = "Cutting to black and white"
    group = Group.ART
    example = "make it pure black and white with no grays"

    level: float | None = number_or_none(0, 1)

    def change(self, pixels: Pixels) -> Pixels:
        gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        if self.level is None:
            _, cut = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
        else:
            # OpenCV keeps what is above the level: the level itself belongs to white here.
            _, cut = cv2.threshold(gray, round(self.level * 255) - 1, 255, cv2.THRESH_BINARY)
        return np.asarray(cv2.cvtColor(cut, cv2.COLOR_GRAY2RGB), dtype=np.uint8)

    def sentence(self, before: Size, after: Size) -> str:
        where = "the level that parts it best" if self.level is None else percent(self.level)
        return f"Cut it to pure black and white at {where}."


@lru_cache(maxsize=8)
def vibrant_chroma(amount: float) -> NDArray[np.uint16]:
    """For each pair of Cr and Cb, read as one 16-bit number, the new pair."""
    pairs = np.arange(1 << 16, dtype=np.uint16).view(np.uint8).astype(np.float64)
    red, blue = pairs[0::2], pairs[1::2]
    strength = np.hypot(red - 128, blue - 128)
    pale = np.clip(1 - strength / STRONGEST_CHROMA, 0, 1)
    distance = np.hypot(red - SKIN[0], blue - SKIN[1]) / SKIN_SPREAD
    skin = SKIN_GUARD * np.exp(-0.5 * distance**2) if amount > 0 else 0.0
    gain = 1 + amount * (pale if amount > 0 else (0.25 + 0.75 * pale)) * (1 - skin)
    vivid = np.stack([128 + (red - 128) * gain, 128 + (blue - 128) * gain], axis=-1)
    return np.clip(np.rint(vivid), 0, 255).astype(np.uint8).view(np.uint16).reshape(-1)
