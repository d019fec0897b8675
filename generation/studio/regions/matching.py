"""Where a picture has one given colour, in all its lights and shades."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.studio.pixels import Pixels
from generation.studio.regions.blending import bands
from generation.studio.regions.colours import SHADES, Shade, inside
from generation.studio.regions.picture import hsv_of

Colour = tuple[int, int, int]

GRAYISH = 0.16
"""Saturation below which a colour is a gray: its hue means nothing."""

SPARED = Shade((9, 42), (0.1, 0.18, 0.6, 0.76), (0.16, 0.24, 1.0, 1.1), 5)
"""Skin and wood: seldom what is meant by a red, an orange or a yellow."""

SMOOTHING = 0.001
"""Blur of the match as a part of the longer side."""


@dataclass(frozen=True)
class Match:
    """How far each pixel is of the colour (0 to 255), and which part of that was left out because
    it may be skin or wood (0 to 1)."""

    mask: Pixels
    spared: float


def match(pixels: Pixels, colour: Colour, tolerance: float, *, spares: bool) -> Match:
    """Where the picture (height × width × 3) has the colour; `tolerance` is 0 to 1. With `spares`
    skin and wood are left out unless the colour is one of theirs."""
    hue, saturation, value = channels_of(colour)
    shade = _shade(hue, saturation, value, tolerance)
    does_spare = spares and not _is_spared(colour)
    mask = np.empty(pixels.shape[:2], np.uint8)
    alike = 0
    for rows in bands(len(pixels)):
        hsv = hsv_of(pixels[rows])
        matching = inside(hsv, shade)
        alike += int(matching.sum())
        if does_spare:
            others = cv2.bitwise_not(inside(hsv, SPARED))
            cv2.multiply(matching, others, matching, scale=1 / 255)
        mask[rows] = matching
    spared = 1 - int(mask.sum()) / alike if alike else 0.0
    sigma = max(SMOOTHING * max(mask.shape), 0.5)
    smooth = cv2.GaussianBlur(mask, (0, 0), sigma)
    return Match(np.asarray(smooth, dtype=np.uint8), spared)


def channels_of(colour: Colour) -> tuple[float, float, float]:
    """Hue in degrees, saturation and value from 0 to 1."""
    pixel = np.array([[colour]], np.float32) / 255
    hue, saturation, value = cv2.cvtColor(pixel, cv2.COLOR_RGB2HSV)[0, 0]
    return float(hue), float(saturation), float(value)


def name_of(colour: Colour) -> str:
    """The nearest common name: "red"."""
    pixel = np.array([[colour]], np.uint8)
    hsv = hsv_of(pixel)
    fits = {name: int(inside(hsv, shade)[0, 0]) for name, shade in SHADES.items()}
    fits.pop("skin")
    best = max(fits, key=lambda name: fits[name])
    return best if fits[best] > 40 else "gray"


def _is_spared(colour: Colour) -> bool:
    hsv = hsv_of(np.array([[colour]], np.uint8))
    return bool(inside(hsv, SPARED)[0, 0] > 60) or 14 < channels_of(colour)[0] < 44


def _shade(hue: float, saturation: float, value: float, tolerance: float) -> Shade:
    if saturation < GRAYISH or value < 0.1:
        reach = 0.08 + 0.4 * tolerance
        most = 0.1 + 0.2 * tolerance
        return Shade(
            None,
            (-0.2, -0.1, most if value >= 0.2 else 1.0, most * 1.8 if value >= 0.2 else 1.1),
            (value - 1.5 * reach, value - reach, value + reach, value + 1.5 * reach),
        )
    half = 3 + 22 * tolerance
    least = saturation * (0.85 - 0.7 * tolerance)
    dark = value * (0.42 - 0.4 * tolerance)
    return Shade(
        (hue - half, hue + half),
        (0.7 * least, least, 1.0, 1.1),
        (max(0.03, 0.5 * dark), max(0.09, dark), 1.0, 1.1),
        3 + 8 * tolerance,
    )
