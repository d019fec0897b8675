"""The fine print of a sky's edge: light between leaves is sky, wires in front of it are not."""

import cv2
import numpy as np

from generation.studio.inpainting.spreading import spread
from generation.studio.pixels import Pixels
from generation.studio.regions.blending import bands
from generation.studio.regions.curves import as_bytes, falling
from generation.studio.regions.sizes import enlarged_rows, shrunk

SIDE = 288
"""Longest side in pixels of the copy on which the sky's colour is carried on."""

NEAR = 0.06
"""How far from the sky its light may show through, as a part of the longer side."""

THIN = 0.004
"""Width of a wire as a part of the longer side."""

LEVELS = np.arange(256, dtype=np.float64)
ALIKE = as_bytes(falling(LEVELS, 18, 52))
"""How far a difference of so many levels still is the sky's colour."""

UNWIRED = as_bytes(falling(LEVELS, 10, 34))
"""How far a dip of so many levels still is sky."""


def in_fine_print(mask: Pixels, pixels: Pixels) -> Pixels:
    """The mask of a sky with the gaps of the leaves beside it, and without thin dark things."""
    result = _with_gaps(mask, pixels)
    return np.asarray(cv2.min(result, _unwired(pixels), result), dtype=np.uint8)


def _with_gaps(mask: Pixels, pixels: Pixels) -> Pixels:
    """The mask and what has the colour that the sky would have there, near the sky."""
    height, width = mask.shape
    small, inside = shrunk(pixels, SIDE), shrunk(mask, SIDE)
    reach = max(1, round(NEAR * max(inside.shape)))
    near = cv2.dilate(inside, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    near = cv2.blur(near, (reach, reach))
    sure = (inside > 240).astype(np.float32)
    if not sure.any():
        return mask.copy()
    colours = np.rint(spread(small.astype(np.float32), sure)).astype(np.uint8)
    result = np.empty_like(mask)
    for rows in bands(height):
        apart = cv2.absdiff(pixels[rows], enlarged_rows(colours, height, width, rows))
        red, green, blue = cv2.split(apart)
        alike = cv2.LUT(cv2.max(cv2.max(red, green), blue), ALIKE)
        wide = enlarged_rows(np.asarray(near, dtype=np.uint8), height, width, rows)
        result[rows] = cv2.max(mask[rows], cv2.multiply(alike, wide, scale=1 / 255))
    return result


def _unwired(pixels: Pixels) -> Pixels:
    """Black where something thin is darker than what is on both sides of it."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    wide = 2 * max(1, round(THIN * max(gray.shape) / 2)) + 1
    dips = cv2.morphologyEx(gray, cv2.MORPH_BLACKHAT, np.ones((wide, wide), np.uint8))
    return np.asarray(cv2.LUT(dips, UNWIRED), dtype=np.uint8)
