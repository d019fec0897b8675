"""Rounded corners with smooth edges."""

import numpy as np
from PIL import Image, ImageChops

from generation.studio.operations.base import Size
from generation.studio.pixels import Pixels

ROWS = 4
"""Lines in which each row of pixels is measured: across a line the edge is exact."""

AT_ONCE = 256
"""Rows worked on at once, for the sake of memory."""


def rounded(image: Image.Image, amount: float) -> Image.Image:
    """The picture with transparent corners (black ones in a mask); amount 1 makes an ellipse."""
    frame = _frame(image.size, amount)
    if image.mode == "L":
        return ImageChops.multiply(image, frame)
    result = image.convert("RGBA")
    alpha = result.getchannel("A")
    result.putalpha(ImageChops.multiply(alpha, frame))
    return result


def _frame(size: Size, amount: float) -> Image.Image:
    """White with black corners."""
    across, down = _radii(size, amount)
    corner = _corner(across, down)
    height, width = corner.shape
    frame = np.full((size[1], size[0]), 255, np.uint8)
    # In an ellipse of odd width the corners meet in the same column.
    for turned, rows, columns in (
        (corner, slice(0, height), slice(0, width)),
        (corner[:, ::-1], slice(0, height), slice(-width, None)),
        (corner[::-1], slice(-height, None), slice(0, width)),
        (corner[::-1, ::-1], slice(-height, None), slice(-width, None)),
    ):
        frame[rows, columns] = np.minimum(frame[rows, columns], turned)
    return Image.fromarray(frame)


def _radii(size: Size, amount: float) -> tuple[float, float]:
    """Small corners are round in any shape; only towards 1 they stretch to an ellipse."""
    shorter, stretch = min(size), amount**4
    across, down = (amount / 2 * (shorter + (side - shorter) * stretch) for side in size)
    return across, down


def _corner(across: float, down: float) -> Pixels:
    """How much of each pixel of the top left corner is inside, 0 to 255."""
    width, height = max(1, int(np.ceil(across))), max(1, int(np.ceil(down)))
    corner = np.empty((height, width), np.uint8)
    columns = np.arange(1, width + 1, dtype=np.float32)
    for top in range(0, height, AT_ONCE):
        rows = np.arange(top, min(height, top + AT_ONCE))
        inside = np.zeros((len(rows), width), np.float32)
        for line in range(ROWS):
            y = np.clip(1 - (rows + (line + 0.5) / ROWS) / down, 0, 1)
            edge = (across * (1 - np.sqrt(1 - y * y))).astype(np.float32)
            inside += np.clip(columns - edge[:, np.newaxis], 0, 1)
        corner[top : top + AT_ONCE] = np.rint(inside * (255 / ROWS))
    return corner
