"""From where patches come from to what the hole looks like: every patch has a say.

Wexler, Shechtman & Irani, "Space-Time Completion of Video", 2007.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.inpainting.field import RADIUS, Field
from generation.studio.inpainting.spreading import spread
from generation.studio.pixels import Pixels

FADING = 1.25
"""How much less a patch says with each pixel that it lies further in from the hole's edge."""

MOST_APART = 24
"""Levels from which on a fill differs from its edge because a structure ends there."""

FINEST = 1_000
"""Weights are whole numbers up to this: sums of them come out the same everywhere."""


def voted(pixels: Pixels, hole: NDArray[np.bool_], field: Field) -> Pixels:
    """The picture with the hole filled as the patches of all targets around each pixel say."""
    height, width = hole.shape
    rows, columns = np.nonzero(hole)
    weights = _weights(hole, field)
    total = np.zeros(len(rows), np.int64)
    sums = np.zeros((len(rows), 3), np.int64)
    for down in range(-RADIUS, RADIUS + 1):
        for across in range(-RADIUS, RADIUS + 1):
            at_rows, at_columns = rows - down, columns - across
            is_inside = (at_rows >= 0) & (at_rows < height)
            is_inside &= (at_columns >= 0) & (at_columns < width)
            who = field.names[np.where(is_inside, at_rows, 0), np.where(is_inside, at_columns, 0)]
            say = np.where(is_inside, weights[who], 0)
            from_rows = field.sources[who, 0] + down
            from_columns = field.sources[who, 1] + across
            total += say
            sums += pixels[from_rows, from_columns] * say[:, np.newaxis]
    result = pixels.copy()
    half = total[:, np.newaxis] // 2
    result[hole] = (sums + half) // np.maximum(total, 1)[:, np.newaxis]
    return result


def settled(pixels: Pixels, hole: NDArray[np.bool_], field: Field) -> Pixels:
    """The hole filled as voted, its light brought to that of its edge: what the patches say about
    the known pixels around it is compared with what those are, and the difference spread inward
    (as in Farbman and others, "Coordinates for Instant Image Cloning", 2009).
    """
    kernel = np.ones((5, 5), np.uint8)
    around = (cv2.dilate(hole.astype(np.uint8), kernel) > 0) & ~hole
    result = voted(pixels, hole | around, field)
    apart = pixels.astype(np.float32) - result
    tells = around & (np.abs(apart).max(axis=2) < MOST_APART)
    smooth = spread(apart, tells.astype(np.float32))
    lit = np.clip(np.rint(result + smooth), 0, 255).astype(np.uint8)
    return np.where(hole[..., np.newaxis], lit, pixels)


def _weights(hole: NDArray[np.bool_], field: Field) -> NDArray[np.int64]:
    """Good matches, and those near what is known, have the most to say."""
    typical = max(
        float(
            np.partition(field.distances, len(field.distances) * 3 // 4)[
                len(field.distances) * 3 // 4
            ]
        ),
        1.0,
    )
    depth = cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 3)
    depth = depth[field.targets[:, 0], field.targets[:, 1]]
    weights = np.exp(-field.distances / (0.6 * typical)) * FADING ** -np.minimum(depth, 20.0)
    return np.asarray(np.maximum(np.rint(weights * FINEST), 1), dtype=np.int64)
