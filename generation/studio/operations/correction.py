"""Mending: what makes a photograph look as it should."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.studio.operations.base import Adjustment, Group, Size, percent
from generation.studio.operations.fields import number
from generation.studio.operations.guiding import GUIDE_SIDE, Broad, luma_of
from generation.studio.operations.hazing import air_light, thickness
from generation.studio.operations.mending import local_share, mended
from generation.studio.operations.noising import denoised
from generation.studio.operations.sampling import gains, light_on, sampled, small_copy
from generation.studio.operations.strips import in_strips
from generation.studio.operations.toning import saturating
from generation.studio.passes import LEVELS, curves, run
from generation.studio.pixels import Pixels

CAST_LIMIT = 0.3
"""Logarithm of the largest factor that white balance gives a channel."""

LOCAL_LIMIT, LOCAL_TILES = 2.0, (8, 8)
"""Clip limit and tiles of the local contrast (CLAHE, Zuiderveld 1994)."""

CLARITY_RADIUS, CLARITY_EDGE, CLARITY_GAIN, CLARITY_LOSS = 0.03, 0.16, 1.3, 0.7
HDR_RADIUS, HDR_EDGE, HDR_DETAIL = 0.04, 0.2, 0.9
"""Neighbourhoods as parts of the shorter side, the luma step that is an edge, and how much more
detail an amount of 1 gives.
"""

THICKEST = 0.65
"""Haze is taken for at most this part of what is seen: a sky looks like haze, and is none."""


@dataclass(frozen=True, kw_only=True)
class AutoEnhance(Adjustment):
    """Better light, contrast and colour where they are poor; a good photo stays as it is."""

    name = "auto_enhance"
    stage = "Enhancing"
    group = Group.LIGHT
    example = "auto-enhance it"

    amount: float = number(0, 1, 1.0)

    def change(self, pixels: Pixels) -> Pixels:
        sample = sampled(pixels)
        balanced = run(mended(sample, self.amount), pixels)
        share = local_share(sample) * self.amount
        if share == 0:
            return balanced
        gray = cv2.cvtColor(balanced, cv2.COLOR_RGB2GRAY)
        local = cv2.createCLAHE(LOCAL_LIMIT, LOCAL_TILES).apply(gray)

        def enhanced(strip: Pixels, top: int) -> Pixels:
            rows = slice(top, top + len(strip))
            # Around 128, so that a change of light fits 8 bits.
            change = cv2.addWeighted(local[rows], 1, gray[rows], -1, 128)
            changes = cv2.cvtColor(change, cv2.COLOR_GRAY2RGB)
            result = cv2.addWeighted(strip, 1, changes, share, -128 * share)
            return np.asarray(result, dtype=np.uint8)

        return in_strips(balanced, enhanced)

    def sentence(self, before: Size, after: Size) -> str:
        strength = percent(self.amount)
        return f"Enhanced light, contrast and white balance where needed, at {strength}."


@dataclass(frozen=True, kw_only=True)
class WhiteBalance(Adjustment):
    """Takes out a colour cast, such as the yellow of a lamp.

    By the grey world assumption, with a limit.
    """

    name = "white_balance"
    stage = "Balancing the white"
    group = Group.COLOUR
    example = "fix the white balance"

    amount: float = number(0, 1, 1.0)

    def change(self, pixels: Pixels) -> Pixels:
        light = light_on(pixels)
        factors = gains(light.colour, self.amount * light.trust, CAST_LIMIT)
        return run((curves(*(LEVELS * factor for factor in factors)),), pixels)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Balanced the white as far as the picture shows it, at {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Clarity(Adjustment):
    """Brings out the texture of surfaces, or smooths it.

    More contrast between neighbouring parts for a positive `amount`, less for a negative one.
    """

    name = "clarity"
    stage = "Adding clarity"
    group = Group.FOCUS
    example = "add some clarity"

    amount: float = number(-1, 1, 0.4)

    def change(self, pixels: Pixels) -> Pixels:
        small = luma_of(small_copy(pixels, GUIDE_SIDE))
        broad = Broad.of(small, small, CLARITY_RADIUS, CLARITY_EDGE)
        gain = 255 * self.amount * (CLARITY_GAIN if self.amount > 0 else CLARITY_LOSS)

        def cleared(strip: Pixels, top: int) -> Pixels:
            luma = luma_of(strip)
            base = broad.under(luma, top, len(pixels))
            change = cv2.addWeighted(luma, gain, base, -gain, 0, dtype=cv2.CV_16S)
            return np.asarray(cv2.add(strip, cv2.merge([change] * 3), dtype=cv2.CV_8U))

        return in_strips(pixels, cleared)

    def sentence(self, before: Size, after: Size) -> str:
        if self.amount >= 0:
            return f"Added clarity, strength {percent(self.amount)}."
        return f"Softened local contrast by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Dehaze(Adjustment):
    """Takes haze or fog out of a view."""

    name = "dehaze"
    stage = "Clearing the haze"
    group = Group.LIGHT
    example = "remove the haze"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        small = small_copy(pixels, GUIDE_SIDE)
        air = air_light(small)
        haze = Broad.of(luma_of(small), thickness(small, air), 0.04, 0.05)

        def cleared(strip: Pixels, top: int) -> Pixels:
            thick = np.clip(haze.under(luma_of(strip), top, len(pixels)), 0, THICKEST)
            factor = 1 / (1 - self.amount * thick)
            lit = cv2.multiply(strip, cv2.merge([factor] * 3), dtype=cv2.CV_32F)
            veil = cv2.merge([(factor - 1) * float(level) for level in air])
            return np.asarray(cv2.subtract(lit, veil, dtype=cv2.CV_8U))

        return in_strips(pixels, cleared)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Cleared the haze, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Hdr(Adjustment):
    """Shows detail in the bright and the dark parts at once, as HDR photos do."""

    name = "hdr"
    stage = "Widening the tones"
    group = Group.LIGHT
    example = "give it an HDR look"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        small = luma_of(small_copy(pixels, GUIDE_SIDE))
        broad = Broad.of(small, small, HDR_RADIUS, HDR_EDGE)

        def widened(strip: Pixels, top: int) -> Pixels:
            luma = luma_of(strip)
            base = np.clip(broad.under(luma, top, len(pixels)), 0, 1)
            wide = luma + self.amount * (HDR_DETAIL * (luma - base) + evened(base))
            factor = np.clip(wide / np.maximum(luma, 0.02), 0, 3)
            return np.asarray(cv2.multiply(strip, cv2.merge([factor] * 3), dtype=cv2.CV_8U))

        wide = in_strips(pixels, widened)
        return run((saturating(1 + 0.15 * self.amount),), wide)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Gave it an HDR look, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Denoise(Adjustment):
    """Takes out noise and grain; edges stay sharp."""

    name = "denoise"
    stage = "Removing noise"
    group = Group.FOCUS
    example = "remove the noise"

    amount: float = number(0, 1, 0.5)

    def change(self, pixels: Pixels) -> Pixels:
        return denoised(pixels, self.amount)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Removed noise, strength {percent(self.amount)}."


def evened(base: np.ndarray) -> np.ndarray:
    """How far the broad light moves towards the middle: darks up, lights down, ends less."""
    left = 1 - base
    return np.asarray(1.1 * base * left**3 - 0.75 * base**3 * left)
