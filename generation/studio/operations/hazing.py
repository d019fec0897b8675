"""Haze and how thick it is, by the dark channel (He, Sun and Tang 2009): in clear air nearly every
neighbourhood has something dark in one of the channels, and what lightens it is the haze.
"""

import cv2
import numpy as np

from generation.studio.operations.strips import Field
from generation.studio.passes import Levels
from generation.studio.pixels import Pixels

NEIGHBOURHOOD = 0.03
"""Side of a neighbourhood, as a part of the small copy's shorter side."""


def air_light(small: Pixels) -> Levels:
    """Red, green and blue (0..255) of the haze itself: the mean of where it is thickest."""
    dark = _darkest(small).reshape(-1)
    count = max(1, len(dark) // 200)
    thickest = np.argpartition(dark, len(dark) - count)[-count:]
    return np.asarray(small.reshape(-1, 3)[thickest].mean(axis=0), dtype=np.float64)


def thickness(small: Pixels, air: Levels) -> Field:
    """The part of what is seen that is haze, 0..1."""
    scale = 255 / np.maximum(air, 1)
    against = np.clip(small * scale, 0, 255).astype(np.uint8)
    return np.asarray(_darkest(against) / 255, dtype=np.float32)


def _darkest(small: Pixels) -> Pixels:
    side = max(1, round(NEIGHBOURHOOD * min(small.shape[:2])))
    lowest = small.min(axis=2)
    # Opened and not only eroded: else the clear air of a roof would reach into the sky behind it.
    opened = cv2.morphologyEx(lowest, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return np.asarray(opened, dtype=np.uint8)
