"""Where a person might be, by the colour of skin: a hint, never a finding."""

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.pixels import Pixels

Inside = NDArray[np.bool_]

LOW, HIGH = (50, 136, 88), (250, 168, 122)
"""Limits of skin of every tone in YCrCb: it differs in light far more than in colour
(Chai & Ngan, "Face Segmentation Using Skin-Color Map", 1999, narrowed)."""

LEAST, MOST = 0.004, 0.2
"""What a face fills of a picture of a person, as a part of it."""


def faces(pixels: Pixels) -> Inside:
    """Compact pieces of skin that touch no edge, on a small copy (height × width × 3)."""
    side = max(pixels.shape[:2])
    smooth = cv2.GaussianBlur(pixels, (0, 0), max(side / 160, 0.5))
    skin = cv2.inRange(cv2.cvtColor(smooth, cv2.COLOR_RGB2YCrCb), LOW, HIGH)
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * (side // 60) + 1,) * 2)
    count, names, stats, _ = cv2.connectedComponentsWithStats(
        cv2.morphologyEx(skin, cv2.MORPH_OPEN, around)
    )
    kept = np.zeros(count, bool)
    for name in range(1, count):
        kept[name] = _is_face(stats[name], pixels.shape[0], pixels.shape[1])
    return np.asarray(kept[names])


def _is_face(stats: NDArray[np.int32], height: int, width: int) -> bool:
    left, top, wide, high, area = (int(value) for value in stats)
    is_inside = left > 0 and top > 0 and left + wide < width and top + high < height
    is_compact = area > 0.45 * wide * high and 0.6 < high / wide < 2.4
    return is_inside and is_compact and LEAST < area / (height * width) < MOST


def below(face: Inside) -> Inside:
    """The largest face, the head around it, and the body it stands on, down to the lower edge."""
    _, names, stats, centers = cv2.connectedComponentsWithStats(face.astype(np.uint8))
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    wide, high = (float(stats[largest, at]) for at in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    center_x, center_y = centers[largest]
    across = np.abs(np.arange(face.shape[1]) - center_x)[np.newaxis]
    down = (np.arange(face.shape[0]) - center_y)[:, np.newaxis]
    head = np.hypot(across / (0.8 * wide), down / (0.8 * high)) < 1
    body = (down > 0.5 * high) & (across < np.minimum(wide * 1.6, wide * 0.4 + down * 0.8))
    return np.asarray(head | body | (names > 0))
