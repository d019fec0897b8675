"""Parts that are of a colour."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from generation.studio.pixels import Pixels
from generation.studio.regions.blending import bands
from generation.studio.regions.curves import Levels, as_bytes, falling, rising
from generation.studio.regions.picture import hsv_of

TURN: Levels = np.arange(256) * (360 / 256)
LEVEL: Levels = np.linspace(0, 1, 256)


@dataclass(frozen=True)
class Shade:
    """A named colour as hue (degrees), saturation and value (0 to 1) of HSV, with soft limits.

    `saturation` and `value` are where it begins to belong, surely belongs, and, going on, surely
    belongs no more than up to, and has ended.
    """

    hues: tuple[float, float] | None
    saturation: tuple[float, float, float, float]
    value: tuple[float, float, float, float]
    soft: float = 12


VIVID = (0.22, 0.42, 1.0, 1.1)
LIT = (0.12, 0.26, 1.0, 1.1)

SHADES: Mapping[str, Shade] = {
    "red": Shade((-16, 10), (0.42, 0.6, 1.0, 1.1), LIT, 8),
    "orange": Shade((16, 42), (0.42, 0.6, 1.0, 1.1), (0.4, 0.58, 1.0, 1.1), 7),
    "yellow": Shade((46, 66), (0.24, 0.42, 1.0, 1.1), (0.36, 0.52, 1.0, 1.1), 7),
    "green": Shade((74, 160), (0.14, 0.28, 1.0, 1.1), (0.08, 0.18, 1.0, 1.1)),
    "teal": Shade((166, 196), (0.18, 0.34, 1.0, 1.1), LIT, 10),
    "blue": Shade((200, 252), (0.18, 0.34, 1.0, 1.1), LIT, 10),
    "purple": Shade((258, 300), (0.16, 0.3, 1.0, 1.1), LIT, 10),
    "pink": Shade((306, 346), (0.14, 0.28, 1.0, 1.1), (0.36, 0.52, 1.0, 1.1), 10),
    "brown": Shade((8, 42), (0.24, 0.38, 1.0, 1.1), (0.08, 0.16, 0.56, 0.7), 8),
    "white": Shade(None, (-0.2, -0.1, 0.1, 0.2), (0.68, 0.84, 1.0, 1.1)),
    "black": Shade(None, (-0.2, -0.1, 1.0, 1.1), (-0.2, -0.1, 0.14, 0.26)),
    "skin": Shade((4, 36), (0.14, 0.24, 0.58, 0.72), (0.3, 0.42, 1.0, 1.1), 8),
}

SURE_AREA = 0.01
"""The part of a picture that a colour has to fill to be no accident."""

SMOOTHING = 0.0012
"""Blur of the mask as a part of the longer side: noise makes no holes in it."""


def colour_mask(name: str, pixels: Pixels) -> Pixels:
    """Where a picture (height × width × 3) has the colour."""
    mask = np.empty(pixels.shape[:2], np.uint8)
    for rows in bands(len(pixels)):
        mask[rows] = inside(hsv_of(pixels[rows]), SHADES[name])
    sigma = max(SMOOTHING * max(mask.shape), 0.4)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), sigma), dtype=np.uint8)


def inside(hsv: Pixels, shade: Shade) -> Pixels:
    """How far each pixel (HSV, hue going round in 256 levels) is of the shade."""
    mask = np.full(hsv.shape[:2], 255, np.uint8)
    limits = (_hues(shade), _limits(shade.saturation), _limits(shade.value))
    for channel, levels in enumerate(limits):
        fits = cv2.LUT(cv2.extractChannel(hsv, channel), as_bytes(levels))
        mask = np.asarray(cv2.multiply(mask, fits, scale=1 / 255), dtype=np.uint8)
    return mask


def colour_confidence(mask: Pixels) -> float:
    """How sure it is that the colour is there at all: by the area it fills."""
    area = float(mask.mean()) / 255
    return min(1.0, float(np.sqrt(area / SURE_AREA)))


def _limits(limits: tuple[float, float, float, float]) -> Levels:
    begins, surely, to, ended = limits
    return rising(LEVEL, begins, surely) * falling(LEVEL, to, ended)


def _hues(shade: Shade) -> Levels:
    """How far each hue belongs; hues go round."""
    if shade.hues is None:
        return np.ones(256)
    low, high = shade.hues
    beyond = np.abs((TURN - (low + high) / 2 + 180) % 360 - 180) - (high - low) / 2
    return falling(beyond, 0, shade.soft)
