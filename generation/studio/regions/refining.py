"""A rough small mask made to follow the edges of the full picture.

The guided filter with its coefficients worked out on a small copy (He & Sun, "Fast Guided
Filter", 2015; the filter itself: He, Sun & Tang, "Guided Image Filtering", 2013).
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.pixels import Pixels
from generation.studio.regions.sizes import shrunk

Planes = NDArray[np.float32]

GUIDE_SIDE = 768
"""Longest side of the copy on which the coefficients are worked out."""

RADIUS = 0.007
"""Reach of the filter as a part of the longer side: about the width of hair and blur."""

SMOOTHNESS = 2e-4
"""Variance of colour (of 0 to 1) below which a place counts as even."""

BAND = 256
"""Rows worked on at a time: floats of a whole 50-megapixel frame would not fit."""


def refined(mask: Pixels, pixels: Pixels) -> Pixels:
    """The mask (any size, 0 to 255) at the size of `pixels` (height × width × 3), its edge moved
    to the edge that is there. Away from its edge it stays as it is.
    """
    guide = shrunk(pixels, GUIDE_SIDE)
    height, width = guide.shape[:2]
    rough = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
    radius = max(1, round(RADIUS * max(height, width)))
    coefficients = _coefficients(guide, np.asarray(rough, dtype=np.uint8), radius)
    return _applied(coefficients, np.asarray(rough, dtype=np.uint8), pixels, radius)


def _coefficients(guide: Pixels, mask: Pixels, radius: int) -> Planes:
    """How the mask hangs on red, green, blue and nothing around each pixel: height × width × 4."""
    size = (2 * radius + 1, 2 * radius + 1)

    def mean(planes: NDArray[Any]) -> Planes:
        return np.asarray(cv2.blur(planes, size, borderType=cv2.BORDER_REFLECT), dtype=np.float32)

    colour = np.asarray(guide / 255, dtype=np.float32)
    alpha = np.asarray(mask / 255, dtype=np.float32)
    colour_mean, alpha_mean = mean(colour), mean(alpha)
    together = mean(colour * alpha[..., np.newaxis])
    together -= colour_mean * alpha_mean[..., np.newaxis]
    slopes = _solved(colour, colour_mean, together, mean)
    rest = alpha_mean - (slopes * colour_mean).sum(axis=2)
    return mean(np.dstack([slopes, rest]))


def _solved(colour: Planes, colour_mean: Planes, together: Planes, mean: Any) -> Planes:
    """The 3 × 3 system of each pixel, by cofactors: thrice as fast as LAPACK one by one."""
    pairs = {
        (i, j): mean(colour[..., i] * colour[..., j])
        - colour_mean[..., i] * colour_mean[..., j]
        + (SMOOTHNESS if i == j else 0)
        for i, j in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
    }
    a, b, c, d, e, f = pairs.values()
    inverse = (
        (d * f - e * e, c * e - b * f, b * e - c * d),
        (c * e - b * f, a * f - c * c, b * c - a * e),
        (b * e - c * d, b * c - a * e, a * d - b * b),
    )
    determinant = a * inverse[0][0] + b * inverse[0][1] + c * inverse[0][2]
    rows = [sum(row[k] * together[..., k] for k in range(3)) / determinant for row in inverse]
    return np.dstack(rows)


def _applied(coefficients: Planes, rough: Pixels, pixels: Pixels, radius: int) -> Pixels:
    """Coefficients enlarged over the picture, band by band, where the mask has its edge."""
    height, width = pixels.shape[:2]
    across, down = rough.shape[1] / width, rough.shape[0] / height
    kernel = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    surely = np.dstack([cv2.erode(rough, kernel), cv2.dilate(rough, kernel)])
    result = np.empty((height, width), np.uint8)
    for top in range(0, height, BAND):
        band = pixels[top : top + BAND]
        place = np.array(
            [[across, 0, across / 2 - 0.5], [0, down, (top + 0.5) * down - 0.5]], np.float64
        )
        size = (width, band.shape[0])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        spread = cv2.warpAffine(
            coefficients, place, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        limits = cv2.warpAffine(surely, place, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        alpha = (spread[..., :3] * band).sum(axis=2) + spread[..., 3] * 255
        alpha = np.clip((alpha - 128) * 1.25 + 128, limits[..., 0], limits[..., 1])
        result[top : top + BAND] = np.rint(np.clip(alpha, 0, 255))
    return result
