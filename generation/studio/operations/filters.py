"""Focus and light fall-off: blur, sharpen, vignette."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from generation.studio.operations.base import Adjustment, Group, Size, percent
from generation.studio.operations.fields import number
from generation.studio.pixels import Pixels, blurred, on_colour

WIDEST_BLUR = 0.032
"""Sigma of the strongest blur, as a part of the shorter side."""

SHARPEN_SPREAD = 1 / 900
"""Sigma of the unsharp mask, as a part of the shorter side: detail scales with the picture."""

VIGNETTE_STEPS = 256
"""Side of the small field that is enlarged to the picture: smooth, and cheap at any size."""


@dataclass(frozen=True, kw_only=True)
class Blur(Adjustment):
    """Softens the whole picture, or the part you name.

    The radius grows with the picture, so that an `amount` looks alike at any size.
    """

    name = "blur"
    stage = "Blurring"
    group = Group.FOCUS
    example = "blur it a bit"

    amount: float = number(0, 1, 0.3)

    def apply(self, image: Image.Image) -> Image.Image:
        if image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255):
            return _blur_visible(image, self._sigma(image.size))
        return super().apply(image)

    def change(self, pixels: Pixels) -> Pixels:
        return blurred(pixels, self._sigma(pixels.shape[:2]))

    def _sigma(self, size: Size) -> float:
        return self.amount * WIDEST_BLUR * min(size)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Blurred it, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Sharpen(Adjustment):
    """Makes edges crisper.

    By an unsharp mask.
    """

    name = "sharpen"
    stage = "Sharpening"
    group = Group.FOCUS
    example = "sharpen it"

    amount: float = number(0, 1, 0.5)

    def change(self, pixels: Pixels) -> Pixels:
        sigma = max(0.8, SHARPEN_SPREAD * min(pixels.shape[:2]))
        soft = cv2.GaussianBlur(pixels, (0, 0), sigma)
        gain = 1.8 * self.amount
        return np.asarray(cv2.addWeighted(pixels, 1 + gain, soft, -gain, 0), dtype=np.uint8)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Sharpened it, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Vignette(Adjustment):
    """Darkens the picture towards its corners.

    At an `amount` of 1 the corners are nearly black.
    """

    name = "vignette"
    stage = "Adding a vignette"
    group = Group.LIGHT
    example = "add a vignette"

    amount: float = number(0, 1, 0.5)

    def change(self, pixels: Pixels) -> Pixels:
        axis = np.linspace(-1, 1, VIGNETTE_STEPS) ** 2
        distance = np.sqrt((axis[:, np.newaxis] + axis) / 2)
        fall = np.clip((distance - 0.35) / 0.65, 0, 1)
        field = 1 - self.amount * 0.92 * fall * fall * (3 - 2 * fall)
        height, width = pixels.shape[:2]
        shade = cv2.resize(
            np.rint(field * 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR
        )
        shades = cv2.cvtColor(shade, cv2.COLOR_GRAY2RGB)
        return np.asarray(cv2.multiply(pixels, shades, scale=1 / 255), dtype=np.uint8)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Darkened the corners (vignette), strength {percent(self.amount)}."


def _blur_visible(image: Image.Image, sigma: float) -> Image.Image:
    """Blur without letting the colours hidden under transparency bleed out; alpha stays."""
    alpha = np.asarray(image.getchannel("A"))
    weights = cv2.cvtColor(alpha, cv2.COLOR_GRAY2RGB)

    def blur(pixels: Pixels) -> Pixels:
        weighted = np.asarray(cv2.multiply(pixels, weights, scale=1 / 255), dtype=np.uint8)
        share = np.asarray(blurred(np.asarray(weights, dtype=np.uint8), sigma), dtype=np.uint8)
        spread = cv2.divide(blurred(weighted, sigma), np.maximum(share, 1), scale=255)
        return np.asarray(spread, dtype=np.uint8)

    return on_colour(image, blur)
