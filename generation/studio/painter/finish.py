"""From linear light to a finished picture: shoulder, curve, vignette, grain."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .colour import encode
from .feelings import Feeling
from .grading import grade
from .palettes import Palette
from .stage import Pixels

SHOULDER = 0.72
PLAIN = Feeling()


def bloom(pixels: Pixels, amount: float, radius: float, threshold: float = 0.75) -> Pixels:
    """Light that spills from what is brighter than the threshold; the radius in frame heights."""
    height, width = pixels.shape[:2]
    small = (max(1, width // 8), max(1, height // 8))
    bright = np.maximum(cv2.resize(pixels, small, interpolation=cv2.INTER_AREA) - threshold, 0)
    spread = max(0.6, radius * height / 8)
    soft = cv2.GaussianBlur(np.minimum(bright, 4).astype(np.float32), (0, 0), spread)
    lit: Pixels = pixels + np.float32(amount) * cv2.resize(
        soft.reshape(small[1], small[0], 3), (width, height), interpolation=cv2.INTER_LINEAR
    )
    return lit


def develop(
    pixels: Pixels,
    size: tuple[int, int],
    chance: np.random.Generator,
    *,
    palette: Palette | None = None,
    feeling: Feeling = PLAIN,
    contrast: float = 0.12,
    vignette: float = 0.16,
    grain: float = 0.006,
) -> NDArray[np.uint8]:
    """The picture at its size (width, height), 8 bits a channel."""
    light = _resized(np.maximum(pixels, 0), size)
    light *= 1 - np.float32(vignette) * _corners(size)[..., None]
    over = np.maximum(light - SHOULDER, 0)
    rolled = SHOULDER + (1 - SHOULDER) * (1 - np.exp(-over / (1 - SHOULDER)))
    shown = encode(np.where(light > SHOULDER, rolled, light).astype(np.float32))
    shown += np.float32(contrast) * (shown * shown * (3 - 2 * shown) - shown)
    shown = grade(shown, palette, feeling)
    # Grain also hides the steps that 8 bits would show in a smooth sky.
    speckle = chance.standard_normal((size[1], size[0]), dtype=np.float32)
    shown += np.float32(grain) * speckle[..., None]
    return np.rint(np.clip(shown, 0, 1) * 255).astype(np.uint8)


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    if (pixels.shape[1], pixels.shape[0]) == size:
        return pixels.astype(np.float32)
    shrinks = size[0] < pixels.shape[1]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.maximum(np.asarray(cv2.resize(pixels, size, interpolation=way), np.float32), 0)


def _corners(size: tuple[int, int]) -> Pixels:
    across = np.linspace(-1, 1, size[0], dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None]
    return np.clip((across**2 + down**2) / 2, 0, 1) ** 1.5
