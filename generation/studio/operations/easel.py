"""Slow looks are made at one working size and carried back to the frame.

The working size is the same for a preview and for the finished picture, so both show the same
strokes. On the way back to a larger frame the edges are taken from the frame itself: the guided
filter (He, Sun and Tang 2010), found at the working size; what it cannot say (strokes, pigment,
paper) is enlarged as it is.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.operations.strips import Field, in_strips, strip_of
from generation.studio.pixels import Pixels

WORK_SIDE = 1280
"""Longer side of the working copy."""

MOST_ENLARGED = 2
"""A smaller picture is enlarged at most so much to be worked on."""

EDGE_REACH, EDGE = 5, 0.06
"""How far edges are followed at the working size in pixels, and from which deviation of luma."""

FULL_FROM = 0.4
"""From this amount on nothing of the photograph is left under the picture."""

Canvas = NDArray[np.float32]
"""Height × width × 3, levels 0..1; `unit` below is how long 1/1280 of its longer side is."""

Painter = Callable[[Canvas], Canvas]


def painted(pixels: Pixels, painter: Painter, share: float = 1) -> Pixels:
    """The picture as `painter` makes it, `share` (0..1) of it over the old one."""
    if share <= 0:
        return pixels.copy()
    before = _working_copy(pixels)
    after = painter(before)
    if share < 1:
        after = before + np.float32(share) * (after - before)
    guide = luma(before)
    if guide.size >= pixels.shape[0] * pixels.shape[1]:
        return _shrunk(after, pixels)
    del before
    return _carried(guide, after, pixels)


def shown(amount: float) -> float:
    """How much of the picture is shown over the photograph: 0 leaves it as it is."""
    return min(1.0, amount / FULL_FROM)


def unit_of(canvas: Field | Canvas) -> float:
    """1/1280 of the longer side, in pixels of the canvas."""
    return float(max(canvas.shape[:2])) / WORK_SIDE


def luma(canvas: Canvas) -> Field:
    return np.asarray(cv2.cvtColor(canvas, cv2.COLOR_RGB2GRAY), dtype=np.float32)


def filled(canvas: Canvas, colour: tuple[float, float, float]) -> Canvas:
    """A canvas of the same size in one colour."""
    return np.full_like(canvas, np.array(colour, dtype=np.float32))


def grid_of(shape: tuple[int, ...]) -> tuple[Field, Field]:
    """The row and the column of every pixel."""
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return rows.astype(np.float32), columns.astype(np.float32)


def soft(canvas: Field | Canvas, sigma: float) -> Canvas:
    """Gaussian blur, `sigma` in pixels. A large one works on a small copy."""
    shrink = min(8, int(sigma / 3), *(max(1, side // 4) for side in canvas.shape[:2]))
    if shrink < 2:
        return np.asarray(cv2.GaussianBlur(canvas, (0, 0), max(sigma, 0.3)), dtype=np.float32)
    height, width = canvas.shape[:2]
    small = cv2.resize(canvas, (width // shrink, height // shrink), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / shrink)
    large = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, dtype=np.float32)


def ramp(values: Field, low: float, high: float) -> Field:
    """0 up to `low`, 1 from `high` on, smooth between."""
    part = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(part * part * (3 - 2 * part), dtype=np.float32)


def times(canvas: Canvas, field: Field) -> Canvas:
    """Every channel times a field."""
    return np.asarray(cv2.multiply(canvas, cv2.merge([field] * 3)), dtype=np.float32)


def between(below: Canvas, above: Canvas, share: Field) -> Canvas:
    """`below` where `share` is 0, `above` where it is 1."""
    mix = above - below
    for channel in range(3):
        mix[..., channel] *= share
    mix += below
    return mix


def _working_copy(pixels: Pixels) -> Canvas:
    height, width = pixels.shape[:2]
    scale = min(WORK_SIDE / max(height, width), MOST_ENLARGED)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    copy = cv2.resize(pixels, size, interpolation=way)
    return np.asarray(copy, dtype=np.float32) * np.float32(1 / 255)


def _shrunk(canvas: Canvas, pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    shrunk = cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)
    return _bytes(np.asarray(shrunk, dtype=np.float32))


def _carried(guide: Field, after: Canvas, pixels: Pixels) -> Pixels:
    """`after` at the size of `pixels`; it is used up."""
    slope = np.empty_like(after)
    for channel in range(3):
        plane = np.ascontiguousarray(after[..., channel])
        slope[..., channel] = _followed(guide, plane)
        # What the slope does not say is enlarged as it is.
        after[..., channel] -= slope[..., channel] * guide
    height = len(pixels)

    def carry(strip: Pixels, top: int) -> Pixels:
        size = strip.shape[:2]
        gray = cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY).astype(np.float32) * np.float32(1 / 255)
        result = times(strip_of(slope, top, size, height), np.asarray(gray))
        result += strip_of(after, top, size, height)
        return _bytes(result)

    return in_strips(pixels, carry)


def _followed(guide: Field, plane: Field) -> Field:
    """How much `plane` rises with `guide` around each pixel."""
    mean = _mean(guide)
    variance = np.maximum(_mean(guide * guide) - mean * mean, 0)
    covariance = _mean(plane * guide) - _mean(plane) * mean
    slope = covariance / (variance + np.float32(EDGE * EDGE))
    return _mean(np.asarray(slope, dtype=np.float32))


def _mean(field: Field) -> Field:
    mean = cv2.blur(field, (EDGE_REACH, EDGE_REACH), borderType=cv2.BORDER_REFLECT)
    return np.asarray(mean, dtype=np.float32)


def _bytes(canvas: NDArray[np.float32]) -> Pixels:
    # The conversion by OpenCV rounds and clips in one pass.
    return np.asarray(cv2.convertScaleAbs(np.maximum(canvas, 0), alpha=255), dtype=np.uint8)
