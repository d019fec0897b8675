"""Masks: white marks what may change. Blending is feathered inward, so that black stays exact."""

import math

import cv2
import numpy as np
from PIL import Image

from generation.studio.errors import MaskInvalid

FEATHER = 0.008
"""Width of the soft edge, as a part of the shorter side."""

Box = tuple[int, int, int, int]


def checked(mask: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The mask as 8-bit grey. Raises MaskInvalid if it has another size or marks nothing."""
    if mask.size != size:
        raise MaskInvalid(f"The mask is {mask.size} and the picture {size}: they must agree.")
    gray = mask.convert("L")
    if gray.getbbox() is None:
        raise MaskInvalid("The mask marks nothing: paint over what should change.")
    return gray


def feathered(mask: Image.Image) -> Image.Image:
    """The mask with a soft edge inside the marked part; what is black stays black."""
    marks = np.asarray(mask)
    area = math.sqrt(cv2.countNonZero(marks))
    radius = max(0, round(min(FEATHER * min(mask.size), area / 12)))
    if radius == 0:
        return mask
    kernel = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    inner = cv2.erode(marks, kernel)
    soft = cv2.GaussianBlur(inner, (0, 0), radius / 1.5, borderType=cv2.BORDER_REPLICATE)
    return Image.fromarray(np.minimum(np.asarray(soft, dtype=np.uint8), marks))


def marked_box(mask: Image.Image) -> Box:
    """The bounding box of the marked part, or the whole frame if a crop left none of it."""
    return mask.getbbox() or (0, 0, *mask.size)
