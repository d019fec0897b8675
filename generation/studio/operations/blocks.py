"""Large square pixels, of any colour or of a small palette."""

import cv2
import numpy as np
from PIL import Image

from generation.studio.pixels import Pixels

BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16 - 0.47
"""Ordered dither (Bayer 1973), around 0."""

DITHER = 20
"""Levels of 255 the dither moves: steps of skies become patterns, plain colours stay plain."""


def coarse(pixels: Pixels, blocks: int) -> Pixels:
    """The mean of each block: `blocks` along the longer side, never more than there are pixels."""
    height, width = pixels.shape[:2]
    scale = min(1.0, blocks / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def large(small: Pixels, pixels: Pixels) -> Pixels:
    """Blocks with hard edges over the frame of `pixels`."""
    height, width = pixels.shape[:2]
    enlarged = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST_EXACT)
    return np.asarray(enlarged, dtype=np.uint8)


def vivid(small: Pixels) -> Pixels:
    """Purer and crisper: what artists of few pixels do."""
    gray = cv2.cvtColor(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    pure = cv2.addWeighted(small, 1.3, gray, -0.3, 0)
    near = cv2.GaussianBlur(pure, (0, 0), 1.0)
    return np.asarray(cv2.addWeighted(pure, 1.45, near, -0.45, 0), dtype=np.uint8)


def in_palette(small: Pixels, colors: int) -> Pixels:
    """The nearest of the picture's own `colors` colours (median cut, then k-means), dithered."""
    height, width = small.shape[:2]
    palette = _palette(small, colors)
    pattern = np.tile(BAYER, (-(-height // 4), -(-width // 4)))[:height, :width, np.newaxis]
    strength = DITHER * min(1.0, 8 / colors + 0.1)
    moved = np.clip(small + strength * pattern, 0, 255).astype(np.uint8)
    nearest = Image.fromarray(moved).quantize(palette=palette, dither=Image.Dither.NONE)
    return np.asarray(nearest.convert("RGB"))


def _palette(small: Pixels, colors: int) -> Image.Image:
    return Image.fromarray(small).quantize(colors, method=Image.Quantize.MEDIANCUT, kmeans=8)
