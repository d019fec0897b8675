"""Noise: how much there is, and taking it out."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from generation.studio.pixels import Pixels

LAPLACIANS = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
"""The difference of two Laplacians: blind to slopes and straight edges (Immerkær 1996). Of noise
with deviation 1 it leaves a deviation of 6.
"""

PATCH, PATCHES = 192, 3
"""Side of the patches that are measured, and how many there are along each side."""

REACH = 5
"""Diameter in pixels of what luma is smoothed over: noise is as fine as the pixels are."""

LUMA_REACH, COLOUR_REACH = 4.4, 3.6
"""How many deviations of the noise an amount of 1 takes for noise."""

LARGE = 2000
"""Shorter side from which colour is smoothed at a quarter of the size and not at half: eyes see
little of its detail, and much of its noise.
"""


def noise_of(pixels: Pixels) -> float:
    """The deviation of the luma's noise in 8-bit levels: the median over patches."""
    height, width = pixels.shape[:2]
    found = [
        _deviation(pixels[top : top + PATCH, left : left + PATCH])
        for top in _starts(height)
        for left in _starts(width)
    ]
    return float(np.median(found))


def denoised(pixels: Pixels, amount: float) -> Pixels:
    """Smoothed within edges (bilateral, Tomasi and Manduchi 1998), as far as there is noise."""
    noise = noise_of(pixels) * amount
    if noise == 0:
        return pixels.copy()
    channels = [np.asarray(each, np.uint8) for each in _parted(pixels)]
    luma = cv2.bilateralFilter(channels[0], REACH, LUMA_REACH * noise, 1.5)
    channels[0] = np.asarray(luma, np.uint8)
    for at in (1, 2):
        channels[at] = _smoothed(channels[at], COLOUR_REACH * noise)
    merged = cv2.merge(channels)
    channels.clear()  # a frame's worth of memory
    return np.asarray(cv2.cvtColor(merged, cv2.COLOR_YCrCb2RGB), dtype=np.uint8)


def _parted(pixels: Pixels) -> Sequence[Any]:
    return cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb))


def _smoothed(colour: Pixels, reach: float) -> Pixels:
    height, width = colour.shape
    shrink = 4 if min(height, width) >= LARGE else 2
    size = (max(1, width // shrink), max(1, height // shrink))
    small = cv2.resize(colour, size, interpolation=cv2.INTER_AREA)
    soft = cv2.bilateralFilter(small, REACH, reach, 2)
    enlarged = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, dtype=np.uint8)


def _deviation(patch: Pixels) -> float:
    gray = cv2.cvtColor(np.ascontiguousarray(patch), cv2.COLOR_RGB2GRAY)
    rest = np.abs(cv2.filter2D(gray, cv2.CV_16S, LAPLACIANS))
    # The median and not the mean: texture is a minority of loud pixels, noise is in all of them.
    return float(np.median(rest)) / 0.6745 / 6


def _starts(side: int) -> list[int]:
    last = max(0, side - PATCH)
    return sorted({last * at // (PATCHES - 1) for at in range(PATCHES)})
