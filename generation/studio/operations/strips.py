"""A large frame in strips of rows: what needs 16 bits or more stays in the processor's cache."""

from collections.abc import Callable
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.pixels import Pixels

STRIP = 1 << 18
"""Pixels of one strip."""

Field = NDArray[np.float32]
"""A small height × width map that is enlarged to the frame, strip by strip."""


Small = TypeVar("Small", Field, Pixels)


def in_strips(pixels: Pixels, change: Callable[[Pixels, int], Pixels]) -> Pixels:
    """`change(strip, top)` of each strip, `top` its first row in the frame."""
    height, width = pixels.shape[:2]
    rows = max(1, STRIP // width)
    result = np.empty_like(pixels)
    for top in range(0, height, rows):
        result[top : top + rows] = change(pixels[top : top + rows], top)
    return result


def strip_of(field: Small, top: int, size: tuple[int, int], height: int) -> Small:
    """The part of an enlarged field that lies under a strip: `size` is the strip's (rows,
    columns), `height` the whole frame's.
    """
    rows, columns = size
    down, across = field.shape[0] / height, field.shape[1] / columns
    placing = np.array([[across, 0, across / 2 - 0.5], [0, down, down * (top + 0.5) - 0.5]])
    enlarged = cv2.warpAffine(
        field,
        placing,
        (columns, rows),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(enlarged, dtype=field.dtype)
