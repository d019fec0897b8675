"""A picture's colours as an array, in the spaces that parts are told apart in."""

import cv2
import numpy as np
from PIL import Image

from generation.studio.pixels import Pixels


def colours_of(image: Image.Image) -> Pixels:
    """Height × width × 3 of an RGB or RGBA picture; an opaque one is not copied twice."""
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))


def hsv_of(pixels: Pixels) -> Pixels:
    """Hue (all the way round in 256 levels), saturation and value."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV_FULL), dtype=np.uint8)


def lab_of(pixels: Pixels) -> Pixels:
    """CIE Lab in bytes: light, and two of hue around 128."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2Lab), dtype=np.uint8)


def gray_of(pixels: Pixels) -> Pixels:
    """The brightness that an eye sees: height × width."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
