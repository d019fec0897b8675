"""Pixel art: few squares, few colours, ordered dithering between them."""

import cv2
import numpy as np
from PIL import Image

from .fields import Levels, as_light, grey

SQUARES = 132
"""How many of them on the shorter side."""
COLOURS = 28
BAYER = (
    np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 - 0.47
)


def pixels(shown: Levels, chance: np.random.Generator) -> Levels:
    """The picture in about SQUARES squares a side and at most COLOURS colours."""
    height, width = shown.shape[:2]
    scale = SQUARES / min(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = as_light(np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), np.uint8))
    level = grey(small)[..., None]
    vivid = 0.5 + (level + (small - level) * np.float32(1.3) - 0.5) * np.float32(1.08)
    rows, columns = small.shape[:2]
    screen = np.tile(BAYER, (-(-rows // 4), -(-columns // 4)))[:rows, :columns, None]
    dithered = np.clip(vivid + screen * np.float32(0.055), 0, 1)
    levels = Image.fromarray(np.rint(dithered * 255).astype(np.uint8))
    flat = levels.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert(
        "RGB"
    )
    grown = cv2.resize(np.asarray(flat), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(grown, np.uint8)
