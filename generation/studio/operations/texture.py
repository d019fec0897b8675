"""Grain and special blurs."""

from dataclasses import dataclass
from math import ceil, cos, log2, radians, sin

import cv2
import numpy as np

from generation.studio.operations.base import Adjustment, Group, Size, percent
from generation.studio.operations.fields import number
from generation.studio.operations.strips import in_strips
from generation.studio.operations.toning import saturating
from generation.studio.passes import LEVELS, Levels, run
from generation.studio.pixels import Pixels, blurred

GRAINS_ACROSS = 900
"""Grains along the shorter side, so that they are as large on a preview as on the final."""

COARSEST = 0.6
"""The least part of the grain that a small picture shows."""

STRONGEST_GRAIN = 0.75
"""How much of the noise's deviation (42 of 255) an amount of 1 shows in the middle tones."""

LONGEST_TRAIL = 0.12
"""Trail of the strongest motion blur, as a part of the shorter side."""

STRIP_AT, STRIP_HALF, STRIP_EDGE = 0.56, 0.09, 0.22
"""Tilt-shift: middle of the sharp strip, half its height, and the way to full blur, as parts of
the height.
"""

MINIATURE_BLUR = 0.014
"""Sigma of the strongest tilt-shift blur, as a part of the shorter side."""


@dataclass(frozen=True, kw_only=True)
class Grain(Adjustment):
    """Adds the grain of film.

    The same for the same picture size and `amount`.
    """

    name = "grain"
    stage = "Adding grain"
    group = Group.FOCUS
    example = "add film grain"

    amount: float = number(0, 1, 0.35)

    def change(self, pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        # A small picture has fewer grains than there should be: shown in full they would be coarse.
        fineness = float(np.clip(min(height, width) / GRAINS_ACROSS, COARSEST, 1))
        shown = self.amount * STRONGEST_GRAIN * fineness / 255
        grains = cv2.resize(noise(height, width), (width, height), interpolation=cv2.INTER_CUBIC)

        def grained(strip: Pixels, top: int) -> Pixels:
            gray = cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY)
            seen = cv2.LUT(gray, SEEN)
            offset = grains[top : top + len(strip)].astype(np.int16) - 128
            change = cv2.multiply(offset, seen, scale=shown, dtype=cv2.CV_16S)
            return np.asarray(cv2.add(strip, cv2.merge([change] * 3), dtype=cv2.CV_8U))

        return in_strips(pixels, grained)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Added film grain, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class MotionBlur(Adjustment):
    """Blurs along a line, as if the camera moved.

    `degrees` from level, counter-clockwise.
    """

    name = "motion_blur"
    stage = "Blurring by motion"
    group = Group.FOCUS
    example = "add motion blur"

    amount: float = number(0, 1, 0.4)
    degrees: float = number(-180, 180, 0)

    def change(self, pixels: Pixels) -> Pixels:
        length = self.amount * LONGEST_TRAIL * min(pixels.shape[:2])
        if length < 1:
            return pixels.copy()
        if self.degrees % 90 == 0:
            odd = 2 * round(length / 2) + 1
            size = (odd, 1) if self.degrees % 180 == 0 else (1, odd)
            soft = cv2.blur(pixels, size, borderType=cv2.BORDER_REPLICATE)
            return np.asarray(soft, dtype=np.uint8)
        return trailed(pixels, length, self.degrees)

    def sentence(self, before: Size, after: Size) -> str:
        return (
            f"Blurred it by motion at {self.degrees:.3g} degrees, strength {percent(self.amount)}."
        )


@dataclass(frozen=True, kw_only=True)
class TiltShift(Adjustment):
    """Makes the scene look like a miniature: a sharp strip, blurred above and below, strong
    colours.
    """

    name = "tilt_shift"
    stage = "Focusing on a strip"
    group = Group.FOCUS
    example = "tilt-shift miniature effect"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        toy = run((saturating(1 + 0.35 * self.amount),), pixels)
        sigma = self.amount * MINIATURE_BLUR * min(pixels.shape[:2])
        height = len(pixels)
        away = np.abs((np.arange(height) + 0.5) / height - STRIP_AT) - STRIP_HALF
        depth = np.clip(away / STRIP_EDGE, 0, 1)
        # Two steps of blur: one would show a sharp picture through a soft one.
        fade_in(toy, blurred(toy, sigma / 3), np.clip(2 * depth, 0, 1))
        fade_in(toy, blurred(toy, sigma), np.clip(2 * depth - 1, 0, 1))
        return toy

    def sentence(self, before: Size, after: Size) -> str:
        return f"Kept a strip in focus, like a miniature, strength {percent(self.amount)}."


SEEN: Pixels = np.rint(255 * (4 * LEVELS * (1 - LEVELS)) ** 0.6).astype(np.uint8)
"""How much of the grain shows at each luma: none in black and white."""


def noise(height: int, width: int) -> Pixels:
    """Grains for a frame, around 128: near normal (four uniform bytes), the same everywhere."""
    cell = max(1.0, min(height, width) / GRAINS_ACROSS)
    rows, columns = max(1, round(height / cell)), max(1, round(width / cell))
    drawn = np.random.PCG64(GRAINS_ACROSS).random_raw(-(-rows * columns // 2))
    parts = np.frombuffer(drawn.astype("<u8").tobytes(), np.uint8)[: rows * columns * 4]
    mean = parts.reshape(-1, 4).sum(axis=1, dtype=np.uint16) >> 2
    return np.asarray(mean.astype(np.uint8).reshape(rows, columns))


def trailed(pixels: Pixels, length: float, degrees: float) -> Pixels:
    """The mean along a line: copies apart by half the length, a quarter, an eighth …"""
    across, down = cos(radians(degrees)), -sin(radians(degrees))
    steps = [length / 2**at for at in range(1, ceil(log2(length)) + 1)]
    moves = [(round(step * across), round(step * down)) for step in steps]
    result = _widened(pixels, sum(abs(x) for x, _ in moves), sum(abs(y) for _, y in moves))
    for move in moves:
        result = _with_copy(result, *move)
    return result


def _widened(pixels: Pixels, across: int, down: int) -> Pixels:
    """The edges repeated outward, so that the copies have something to come from."""
    left, top = across // 2, down // 2
    wide = cv2.copyMakeBorder(pixels, top, down - top, left, across - left, cv2.BORDER_REPLICATE)
    return np.asarray(wide, dtype=np.uint8)


def _with_copy(pixels: Pixels, across: int, down: int) -> Pixels:
    """The mean with a copy moved by whole pixels, where both are."""
    height, width = pixels.shape[0] - abs(down), pixels.shape[1] - abs(across)
    left, top = max(0, -across), max(0, -down)
    here = pixels[top : top + height, left : left + width]
    there = pixels[top + down :, left + across :][:height, :width]
    return np.asarray(cv2.addWeighted(here, 0.5, there, 0.5, 0), dtype=np.uint8)


def fade_in(near: Pixels, far: Pixels, depth: Levels) -> None:
    """Row by row from `near` (depth 0) to `far` (depth 1), in `near` itself."""
    for row in np.flatnonzero(depth):
        share = float(depth[row])
        cv2.addWeighted(far[row], share, near[row], 1 - share, 0, dst=near[row])
