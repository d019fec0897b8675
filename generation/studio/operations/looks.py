"""Looks: several changes of tone and colour that belong together."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.studio.operations.base import Adjustment, Group, Pointwise, Size, percent
from generation.studio.operations.fields import number
from generation.studio.operations.filters import Vignette
from generation.studio.operations.sampling import small_copy
from generation.studio.operations.strips import in_strips, strip_of
from generation.studio.operations.texture import Grain
from generation.studio.operations.toning import bent, blended, saturating, screened, towards
from generation.studio.passes import LEVELS, Levels, Matrix, Pass, curve, curves, run
from generation.studio.pixels import Pixels, blurred

DARKS: Levels = 4 * LEVELS * (1 - LEVELS) ** 3
LIGHTS: Levels = 4 * LEVELS**3 * (1 - LEVELS)
"""Where a split tone works: in the darks or the lights, while black and white stay."""

GLOW_SPREADS = (1 / 70, 1 / 18)
"""Sigmas of the two halos of a glow, as parts of the shorter side."""


HALO_SIDE = 640
"""Longer side of the copy on which light is spread: there is no detail in it."""


@dataclass(frozen=True, kw_only=True)
class Fade(Pointwise):
    """Soft blacks and pale colours, like a matte print."""

    name = "fade"
    stage = "Fading"
    group = Group.COLOUR
    example = "fade it a little"

    amount: float = number(0, 1, 0.5)

    def passes(self) -> tuple[Pass, ...]:
        return (saturating(1 - 0.4 * self.amount), curve(lambda _: matte(self.amount)))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Faded it by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Vintage(Adjustment):
    """An old colour print: faded and warm, with a little grain and darker corners."""

    name = "vintage"
    stage = "Ageing"
    group = Group.COLOUR
    example = "give it a vintage look"

    amount: float = number(0, 1, 0.7)

    def change(self, pixels: Pixels) -> Pixels:
        toned = run(self.passes(), pixels)
        shaded = Vignette(amount=0.35 * self.amount).change(toned)
        return Grain(amount=0.3 * self.amount).change(shaded)

    def passes(self) -> tuple[Pass, ...]:
        """The colours of the print, without its grain and fall-off."""
        printed = matte(0.75 * self.amount)
        red = printed + self.amount * (0.11 * LIGHTS + 0.06 * DARKS)
        green = printed + self.amount * (0.02 * LIGHTS - 0.045 * LEVELS)
        blue = printed + self.amount * (0.02 * (1 - LEVELS) - 0.24 * LEVELS**1.3)
        return (saturating(1 - 0.2 * self.amount), curves(red, green, blue))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Aged it to a vintage print, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class SunsetMood(Adjustment):
    """The warm, low light of the golden hour."""

    name = "sunset_mood"
    stage = "Setting the sun"
    group = Group.COLOUR
    example = "make it look like sunset"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        toned = run(self.passes(), pixels)
        light = run((curve(lambda levels: levels**3), WARM_LIGHT), small_copy(toned, HALO_SIDE))
        haze = blurred(light, GLOW_SPREADS[1] * min(light.shape[:2]))
        return lit(toned, haze, 0.55 * self.amount)

    def passes(self) -> tuple[Pass, ...]:
        """Golden lights over violet darks."""
        red = LEVELS**0.9 + 0.03 * LIGHTS + 0.02 * DARKS
        green = 0.82 * LEVELS**1.04 - 0.03 * DARKS
        blue = 0.58 * LEVELS**1.1 + 0.07 * DARKS
        tones = (towards(each, self.amount) for each in (red, green, blue))
        return (saturating(1 + 0.08 * self.amount), curves(*tones))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Gave it the warm light of sunset, strength {percent(self.amount)}."


WARM_LIGHT = Matrix(np.diag([1.0, 0.72, 0.38]))
"""The colour of a low sun on what it falls on."""


@dataclass(frozen=True, kw_only=True)
class NightMood(Adjustment):
    """Dark and blue, as by moonlight; no lamps are lit."""

    name = "night_mood"
    stage = "Turning day to night"
    group = Group.COLOUR
    example = "make it look like night"

    amount: float = number(0, 1, 0.7)

    def change(self, pixels: Pixels) -> Pixels:
        return Vignette(amount=0.45 * self.amount).change(run(self.passes(), pixels))

    def passes(self) -> tuple[Pass, ...]:
        """Moonlight: what little colour it leaves, and how dark it is."""
        red = 0.50 * LEVELS**1.75
        green = 0.60 * LEVELS**1.62
        blue = 0.82 * LEVELS**1.38 + 0.02 * (1 - LEVELS)
        tones = (towards(each, self.amount) for each in (red, green, blue))
        return (saturating(1 - 0.5 * self.amount), curves(*tones))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Turned day to night, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Cinematic(Pointwise):
    """Teal shadows and orange lights, the look of films."""

    name = "cinematic"
    stage = "Grading"
    group = Group.COLOUR
    example = "give it a cinematic look"

    amount: float = number(0, 1, 0.6)

    def passes(self) -> tuple[Pass, ...]:
        film = 0.018 + (0.972 - 0.018) * bent(0.22)
        red = film - 0.13 * DARKS + 0.12 * LIGHTS
        green = film + 0.022 * DARKS + 0.018 * LIGHTS
        blue = film + 0.085 * DARKS - 0.16 * LIGHTS - 0.05 * LEVELS
        tones = (towards(each, self.amount) for each in (red, green, blue))
        return (saturating(1 - 0.1 * self.amount), curves(*tones))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Graded it like a film, teal and orange, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Glow(Adjustment):
    """Lets the light parts bleed softly into the rest, like a dream."""

    name = "glow"
    stage = "Adding glow"
    group = Group.FOCUS
    example = "make it dreamy"

    amount: float = number(0, 1, 0.5)

    def change(self, pixels: Pixels) -> Pixels:
        light = run((curve(lambda levels: levels**1.7),), small_copy(pixels, HALO_SIDE))
        near, far = (blurred(light, spread * min(light.shape[:2])) for spread in GLOW_SPREADS)
        halo = np.asarray(cv2.addWeighted(near, 0.6, far, 0.4, 0), dtype=np.uint8)
        return lit(pixels, halo, 0.9 * self.amount)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Added a soft glow, strength {percent(self.amount)}."


def lit(pixels: Pixels, halo: Pixels, share: float) -> Pixels:
    """A small picture of light, enlarged and shone upon the frame."""

    def shone_on(strip: Pixels, top: int) -> Pixels:
        light = strip_of(halo, top, strip.shape[:2], len(pixels))
        return blended(strip, screened(strip, light), share)

    return in_strips(pixels, shone_on)


def matte(amount: float) -> Levels:
    """Black lifted, white lowered, the middle a little softer."""
    return np.asarray(towards(0.11 + (0.95 - 0.11) * LEVELS**0.94, amount))
