"""Two pictures into one, by a soft mask."""

import cv2
import numpy as np

from generation.studio.pixels import Pixels

BAND = 256
"""Rows worked on at a time: what is needed in between stays small."""


def bands(height: int) -> list[slice]:
    """The rows of a frame, so many at a time."""
    return [slice(top, min(top + BAND, height)) for top in range(0, height, BAND)]


def blended(before: Pixels, after: Pixels, soft: Pixels) -> Pixels:
    """`after` where `soft` (0 to 255) is white, `before` to the bit where it is black."""
    result = np.empty_like(before)
    for rows in bands(len(before)):
        alpha = cv2.merge([soft[rows]] * 3)
        kept = cv2.multiply(before[rows], cv2.bitwise_not(alpha), scale=1 / 255)
        result[rows] = cv2.add(kept, cv2.multiply(after[rows], alpha, scale=1 / 255))
    return result
