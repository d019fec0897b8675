"""Larger, without new detail."""

from dataclasses import dataclass, replace
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.Image import Resampling

from generation.studio.operations.base import Group, Operation, Reach, Size
from generation.studio.operations.fields import number
from generation.studio.operations.geometry import LONGEST_SIDE, MOST_PIXELS, shown, within_limits
from generation.studio.pixels import Pixels

ROUNDS = 3
"""Back-projections; later ones change less than one level."""

STRENGTH = 1.15
"""Part of what shrinking back misses that is added in each round."""

OVERSHOOT = 3
"""Levels by which an edge may pass its surroundings: more is seen as a halo."""

Delta = NDArray[np.int16]


@dataclass(frozen=True, kw_only=True)
class Enlarge(Operation):
    """Makes the picture larger, and keeps it sharper than plain resizing would; no new detail.

    By Lanczos and iterative back-projection. The result is bounded in its sides and its pixels.
    """

    name = "enlarge"
    reach = Reach.GEOMETRY
    stage = "Enlarging"
    group = Group.FRAME
    example = "enlarge it 2x"

    factor: float = number(1, 8, 2.0)

    def apply(self, image: Image.Image) -> Image.Image:
        size = self.result_size(image.size)
        if size == image.size:
            return image.copy()
        large = image.resize(size, Resampling.LANCZOS)
        # Below 4 pixels there is nothing to find between.
        return large if min(image.size) < 4 else _sharper(image, large)

    def result_size(self, size: Size) -> Size:
        # What is past the limits already may stay so: enlarging never makes smaller.
        width, height = within_limits(size[0] * self.factor, size[1] * self.factor)
        return max(width, size[0]), max(height, size[1])

    def at_most(self, size: Size, longest: int) -> Self:
        return replace(self, factor=max(1.0, min(self.factor, longest / max(size))))

    def sentence(self, before: Size, after: Size) -> str:
        if before == after:
            return f"It is {shown(after)} pixels: as large as was asked, or as is possible."
        sizes = f"from {shown(before)} to {shown(after)} pixels"
        if max(after) < round(max(before) * self.factor) - 1:
            reached = f"{max(after) / max(before):.2g}× instead of {self.factor:g}×"
            return (
                f"Enlarged it {reached}, {sizes}: {LONGEST_SIDE} pixels a side and "
                f"{MOST_PIXELS // 1_000_000} megapixels are the most there is room for."
            )
        return f"Enlarged it {self.factor:g}×, {sizes}; sharper edges, but no new detail."


def _sharper(image: Image.Image, large: Image.Image) -> Image.Image:
    """The enlarged picture with what its brightness lacks; the alpha stays.

    One channel at a time: 16-bit copies of all three would not fit six times the picture.
    """
    missing = _missing(np.asarray(image.convert("L")), np.asarray(large.convert("L")))
    bands = [
        large.getchannel(band)
        if band == "A"
        else Image.fromarray(
            _added(np.asarray(image.getchannel(band)), np.asarray(large.getchannel(band)), missing)
        )
        for band in large.getbands()
    ]
    return Image.merge(large.mode, bands)


def _missing(small: Pixels, large: Pixels) -> Delta:
    """What is to be added to `large` so that, shrunk, it is `small` again.

    Iterative back-projection: Irani and Peleg, "Improving Resolution by Image Registration", 1991.
    """
    height, width = large.shape
    missing: Delta = np.zeros(large.shape, np.int16)
    guess = large.astype(np.int16)
    for _ in range(ROUNDS):
        shrunk = cv2.resize(guess, small.shape[::-1], interpolation=cv2.INTER_AREA)
        error = cv2.subtract(small, shrunk, dtype=cv2.CV_16S)
        cv2.resize(error, (width, height), dst=guess, interpolation=cv2.INTER_CUBIC)
        cv2.scaleAdd(guess, STRENGTH, missing, dst=missing)
        cv2.add(large, missing, dst=guess, dtype=cv2.CV_16S)
    return missing


def _added(small: Pixels, large: Pixels, missing: Delta) -> Pixels:
    """`large` with the missing part, kept near the levels found around in the small picture."""
    square = np.ones((3, 3), np.uint8)
    least = np.maximum(np.asarray(cv2.erode(small, square)), OVERSHOOT) - OVERSHOOT
    most = np.minimum(np.asarray(cv2.dilate(small, square)), 255 - OVERSHOOT) + OVERSHOOT
    size = large.shape[1], large.shape[0]
    sharp = cv2.add(large, missing, dtype=cv2.CV_8U)
    sharp = cv2.max(sharp, cv2.resize(least, size, interpolation=cv2.INTER_LINEAR))
    sharp = cv2.min(sharp, cv2.resize(most, size, interpolation=cv2.INTER_LINEAR))
    return np.asarray(sharp, dtype=np.uint8)
