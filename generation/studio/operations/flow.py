"""Which way the forms of a picture run, and smoothing along them.

The smoothed structure tensor (Brox et al. 2006; for painterly looks Kyprianidis and Kang 2011).
"""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from generation.studio.operations.easel import Canvas, grid_of, soft, unit_of
from generation.studio.operations.strips import Field

SCALES = (2.5, 8.0, 28.0)
"""Sigmas in units at which the forms are looked at: where nothing is near, what is far decides."""

FAR_WEIGHS = 0.02
"""Energy of the next coarser scale at which it begins to count."""


@dataclass(frozen=True)
class Flow:
    """Unit vectors along the forms (their sign means nothing)."""

    across: Field
    down: Field

    @classmethod
    def of(cls, gray: Field) -> Self:
        """Of a gray picture, 0..1."""
        right = cv2.Sobel(gray, cv2.CV_32F, 1, 0, scale=0.25)
        lower = cv2.Sobel(gray, cv2.CV_32F, 0, 1, scale=0.25)
        products = (right * right, lower * lower, right * lower)
        # What is smoothed does not need all pixels: a quarter of the time and the memory.
        tensor = np.dstack([_halved(np.asarray(each, np.float32)) for each in products])
        del right, lower, products
        unit = unit_of(tensor)
        tensor = soft(tensor, SCALES[0] * unit)
        total = tensor.copy()
        for at, sigma in enumerate(SCALES[1:], start=1):
            tensor = soft(tensor, sigma * unit)
            total += np.float32(FAR_WEIGHS**at) * tensor
        size = (gray.shape[1], gray.shape[0])
        level = cv2.resize(np.ascontiguousarray(total[..., 0] - total[..., 1]), size)
        slanted = cv2.resize(np.ascontiguousarray(2 * total[..., 2]), size)
        angle = 0.5 * np.arctan2(slanted, level) + np.float32(np.pi / 2)
        return cls(np.asarray(np.cos(angle), np.float32), np.asarray(np.sin(angle), np.float32))

    def along(self, field: Field | Canvas, length: float) -> Canvas:
        """`field` smoothed along the forms over about `length` pixels: line integral convolution
        (Cabral and Leedom 1993), by doublings.
        """
        rows, columns = grid_of(self.across.shape)
        result = np.asarray(field, dtype=np.float32)
        step = 1.0
        while step < length:
            result = 0.5 * result + 0.25 * (
                _seen(result, columns + step * self.across, rows + step * self.down)
                + _seen(result, columns - step * self.across, rows - step * self.down)
            )
            step *= 1.7
        return np.asarray(result, dtype=np.float32)


def _halved(field: Field) -> Field:
    height, width = field.shape
    half = (max(1, width // 2), max(1, height // 2))
    return np.asarray(cv2.resize(field, half, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _seen(field: Canvas, columns: Field, rows: Field) -> Canvas:
    moved = cv2.remap(field, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.float32)
