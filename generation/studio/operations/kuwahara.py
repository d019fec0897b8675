"""The Kuwahara filter with soft sectors: flat washes whose edges stay.

Each pixel takes the mean of its calmest neighbourhoods (Kuwahara 1976; soft weights by Papari,
Petkov and Campisi 2007). The neighbourhoods are Gaussians moved off the pixel in eight directions,
so that one blurred picture serves all of them.
"""

import cv2
import numpy as np

from generation.studio.operations.easel import Canvas, between, luma, ramp, soft, unit_of
from generation.studio.operations.strips import Field

SECTORS = 8
SHARPNESS = 4
"""Power of the calm: higher gives crisper, flatter washes."""

CALM = 2e-4
"""Variance (of 0..1) below which neighbourhoods are equally calm: keeps noise from choosing."""


def kuwahara(canvas: Canvas, radius: float) -> Canvas:
    """`radius` in pixels: how wide the neighbourhoods are."""
    gray = luma(canvas)
    mean, sigma = soft(canvas, radius / 2), radius / 2
    mean_gray = soft(gray, sigma)
    variance = np.maximum(soft(gray * gray, sigma) - mean_gray * mean_gray, 0) + np.float32(CALM)
    weights = np.asarray((variance / np.float32(CALM)) ** np.float32(-SHARPNESS), np.float32)
    total = 1 / np.maximum(_gathered(weights, radius), np.float32(1e-30))
    # One channel at a time: eight copies of all of them would be most of the memory.
    for channel in range(3):
        plane = np.ascontiguousarray(mean[..., channel]) * weights
        mean[..., channel] = _gathered(plane, radius) * total
    return mean


def _gathered(plane: Field, radius: float) -> Field:
    """The sum of the neighbourhoods around each pixel."""
    height, width = plane.shape
    reach = int(np.ceil(radius))
    around = cv2.copyMakeBorder(plane, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    total = np.zeros_like(plane)
    for sector in range(SECTORS):
        angle = 2 * np.pi * (sector + 0.5) / SECTORS
        left, top = reach + round(radius * np.cos(angle)), reach + round(radius * np.sin(angle))
        total += around[top : top + height, left : left + width]
    return total


def by_detail(fine: Canvas, broad: Canvas, detail: Field) -> Canvas:
    """`fine` where detail is 1, `broad` where it is 0."""
    return between(broad, fine, detail)


def detail_of(gray: Field) -> Field:
    """0 on what is plain, 1 where there is much to see at a small scale."""
    unit = unit_of(gray)
    texture = np.abs(gray - soft(gray, 3 * unit))
    return ramp(soft(np.asarray(texture), 9 * unit), 0.012, 0.05)
