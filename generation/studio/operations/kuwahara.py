"""The Kuwahara filter with soft sectors: flat washes whose edges stay.

Each pixel takes the mean of its calmest neighbourhoods (Kuwahara 1976; soft weights by Papari,
Petkov and Campisi 2007). The neighbourhoods are Gaussians moved off the pixel in eight directions,
so that one blurred picture serves all of them.
"""

import cv2
import numpy as np

from generation.studio.operations.easel import Canvas, luma, ramp, soft, unit_of
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
    weights = np.power(variance / np.float32(CALM), -SHARPNESS).astype(np.float32)
    four = cv2.merge([*cv2.split(mean), np.ones_like(gray)])
    weighted = np.asarray(cv2.multiply(four, cv2.merge([weights] * 4)), dtype=np.float32)
    total = np.zeros_like(weighted)
    for sector in range(SECTORS):
        angle = 2 * np.pi * (sector + 0.5) / SECTORS
        total += _moved(weighted, radius * np.cos(angle), radius * np.sin(angle))
    red, green, blue, weight = cv2.split(total)
    weight = 1 / np.maximum(weight, np.float32(1e-30))
    return np.asarray(cv2.merge([red * weight, green * weight, blue * weight]), dtype=np.float32)


def by_detail(fine: Canvas, broad: Canvas, detail: Field) -> Canvas:
    """`fine` where detail is 1, `broad` where it is 0."""
    return broad + (fine - broad) * detail[..., np.newaxis]


def detail_of(gray: Field) -> Field:
    """0 on what is plain, 1 where there is much to see at a small scale."""
    unit = unit_of(gray)
    texture = np.abs(gray - soft(gray, 3 * unit))
    return ramp(soft(np.asarray(texture), 9 * unit), 0.012, 0.05)


def _moved(field: Canvas, across: float, down: float) -> Canvas:
    height, width = field.shape[:2]
    columns, rows = round(across), round(down)
    reach = max(abs(columns), abs(rows))
    around = cv2.copyMakeBorder(field, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    moved = around[reach + rows : reach + rows + height, reach + columns : reach + columns + width]
    return np.asarray(moved, dtype=np.float32)
