"""A picture's broad light apart from its detail, without halos at the edges.

The guided filter (He, Sun and Tang 2010) in its fast form (He and Sun 2015): the broad light is a
straight function of the luma in every neighbourhood, found on a small copy and enlarged.
"""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from generation.studio.operations.strips import Field, strip_of
from generation.studio.pixels import Pixels

GUIDE_SIDE = 640
"""Longer side of the small copy."""


@dataclass(frozen=True)
class Broad:
    """Fields of `slope` and `base`: what is broad at a pixel is slope × its luma + base."""

    slope: Field
    base: Field

    @classmethod
    def of(cls, luma: Field, wanted: Field, radius: float, edge: float) -> Self:
        """`wanted` smoothed along `luma` (both small, 0..1): `radius` as a part of the shorter
        side, `edge` the deviation of luma from which something is an edge.
        """
        across = 2 * max(1, round(radius * min(luma.shape))) + 1
        luma_mean, wanted_mean = _mean(luma, across), _mean(wanted, across)
        variance = _mean(luma * luma, across) - luma_mean * luma_mean
        covariance = _mean(luma * wanted, across) - luma_mean * wanted_mean
        steady = np.maximum(variance, 0) + np.float32(edge * edge)
        slope = np.asarray(covariance / steady, dtype=np.float32)
        base = wanted_mean - slope * luma_mean
        return cls(_mean(slope, across), _mean(base, across))

    def under(self, luma: Field, top: int, height: int) -> Field:
        """The broad part under a strip of luma (0..1) that starts at row `top` of the frame."""
        slope = strip_of(self.slope, top, luma.shape, height)
        slope *= luma
        slope += strip_of(self.base, top, luma.shape, height)
        return slope


def luma_of(pixels: Pixels) -> Field:
    """Luma of 0..1."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(gray, dtype=np.float32) * np.float32(1 / 255)


def _mean(field: Field, across: int) -> Field:
    mean = cv2.blur(field, (across, across), borderType=cv2.BORDER_REFLECT)
    return np.asarray(mean, dtype=np.float32)
