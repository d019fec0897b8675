"""Parts that are ranges of light."""

from collections.abc import Mapping

import cv2
import numpy as np

from generation.studio.pixels import Pixels
from generation.studio.regions.curves import Levels, as_bytes, falling, rising

LIGHT: Levels = np.linspace(0, 1, 256)

TONES: Mapping[str, Levels] = {
    "shadows": falling(LIGHT, 0.16, 0.46),
    "midtones": rising(LIGHT, 0.12, 0.38) * falling(LIGHT, 0.62, 0.88),
    "highlights": rising(LIGHT, 0.54, 0.82),
}
"""How far each level of gray belongs to the part: they cross at a half."""


def tone_mask(name: str, pixels: Pixels) -> Pixels:
    """The range of light in a picture (height × width × 3)."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.LUT(gray, as_bytes(TONES[name])), dtype=np.uint8)
