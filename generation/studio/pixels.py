"""Pictures as arrays and back, with the alpha channel kept out of harm's way."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
"""Height × width × 3, 8-bit sRGB; or height × width for a mask."""


def on_colour(image: Image.Image, change: Callable[[Pixels], Pixels]) -> Image.Image:
    """Apply `change` to the colours of an RGB or RGBA picture; the alpha stays."""
    colours = image if image.mode == "RGB" else image.convert("RGB")
    changed = Image.fromarray(change(np.asarray(colours)))
    if image.mode == "RGBA":
        changed.putalpha(image.getchannel("A"))
    return changed


def looked_up(
    pixels: Pixels, curve: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> Pixels:
    """Map every channel through a curve of 0..1, by a table of 256 entries."""
    return looked_up_by_channel(pixels, [curve(np.linspace(0, 1, 256))] * 3)


def looked_up_by_channel(pixels: Pixels, curves: list[NDArray[np.float64]]) -> Pixels:
    """Map red, green and blue through a table each: 256 values of 0..1."""
    table = np.clip(np.rint(np.stack(curves, axis=-1) * 255), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(pixels, table[np.newaxis]), dtype=np.uint8)


def mixed(pixels: Pixels, matrix: NDArray[np.float64]) -> Pixels:
    """Each pixel's red, green and blue as sums of the old ones, clipped to 0..255."""
    return np.asarray(cv2.transform(pixels, matrix), dtype=np.uint8)


def blurred(pixels: Pixels, sigma: float) -> Pixels:
    """Gaussian blur, `sigma` in pixels. A large one works on a small copy: it looks the same."""
    most = min(8, int(sigma / 3.5), *(max(1, side // 4) for side in pixels.shape[:2]))
    # A power of two: OpenCV averages areas of 8 × 8 in a fraction of the time of 7 × 7.
    shrink = 1 << (max(1, most).bit_length() - 1)
    if shrink < 2:
        return np.asarray(cv2.GaussianBlur(pixels, (0, 0), max(sigma, 0.3)), dtype=np.uint8)
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, (width // shrink, height // shrink), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / shrink)
    enlarged = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(enlarged, dtype=np.uint8)
