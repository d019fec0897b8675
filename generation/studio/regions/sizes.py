"""Small copies to think on."""

import cv2
import numpy as np

from generation.studio.pixels import Pixels


def shrunk(pixels: Pixels, longest: int) -> Pixels:
    """The picture, or mask, with its longer side at most so long; small ones stay as they are."""
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def stretched(mask: Pixels, width: int, height: int) -> Pixels:
    """The mask at another size, smoothly."""
    enlarged = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, dtype=np.uint8)
