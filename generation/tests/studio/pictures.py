"""Small pictures made by arithmetic."""

import numpy as np
from PIL import Image

from generation.studio.pixels import Pixels


def gradient(width: int = 60, height: int = 40) -> Image.Image:
    """Red grows to the right, green downward, blue is the rest: no two corners are alike."""
    across = np.tile(np.linspace(0, 255, width, dtype=np.uint8), (height, 1))
    down = np.tile(np.linspace(0, 255, height, dtype=np.uint8)[:, np.newaxis], (1, width))
    return Image.fromarray(np.dstack([across, down, 255 - across]))


def flat(red: int, green: int, blue: int, size: tuple[int, int] = (8, 8)) -> Image.Image:
    return Image.new("RGB", size, (red, green, blue))


def pixels(image: Image.Image) -> Pixels:
    return np.asarray(image)
