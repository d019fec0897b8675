"""Masks: white marks what may change. Blending is feathered inward, so that black stays exact."""

import math

import cv2
import numpy as np
from PIL import Image

from generation.studio.errors import MaskInvalid
from generation.studio.pixels import Pixels

FEATHER = 0.008
"""Width of the soft edge, as a part of the shorter side."""

FINE_EDGE = 8
"""Pixels of a soft edge that are enough to draw it."""

UNDECIDED = (64, 191)
"""Levels of a mask that leave it to the studio."""

LEAST_UNDECIDED = 0.05
"""The part of a mask that has to be gray to be meant so: soft edges are gray, too."""

Box = tuple[int, int, int, int]


def checked(mask: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The mask as 8-bit grey. Raises MaskInvalid if it has another size or marks nothing."""
    if mask.size != size:
        raise MaskInvalid(f"The mask is {mask.size} and the picture {size}: they must agree.")
    gray = mask.convert("L")
    if gray.getbbox() is None:
        raise MaskInvalid("The mask marks nothing: paint over what should change.")
    return gray


def decided(mask: Image.Image) -> Image.Image:
    """A mask with hints (white: change, black: keep, gray: undecided) as one that says all: what
    is undecided stays where something is marked to change, and changes where nothing is."""
    marks = np.asarray(mask)
    if not leaves_open(marks):
        return mask
    low, high = UNDECIDED
    has_change = int(marks.max()) > high
    meant = 0 if has_change else 255
    return mask.point([meant if low <= level <= high else level for level in range(256)])


def leaves_open(marks: Pixels) -> bool:
    """Whether a considerable part of a mask is undecided."""
    undecided = cv2.countNonZero(cv2.inRange(marks, *UNDECIDED))
    return undecided >= LEAST_UNDECIDED * marks.size


def feathered(mask: Image.Image) -> Image.Image:
    """The mask with a soft edge inside the marked part; what is black stays black."""
    marks = np.asarray(mask)
    area = math.sqrt(cv2.countNonZero(marks))
    radius = max(0, round(min(FEATHER * min(mask.size), area / 12)))
    if radius == 0:
        return mask
    # A wide edge needs no more than a few pixels of it: at 50 megapixels 25 times as fast.
    factor = max(1, radius // FINE_EDGE)
    small = cv2.resize(marks, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    reach = max(1, round(radius / factor))
    inner = cv2.erode(small, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    soft = cv2.GaussianBlur(inner, (0, 0), reach / 1.5, borderType=cv2.BORDER_REPLICATE)
    if factor > 1:
        soft = cv2.resize(soft, mask.size, interpolation=cv2.INTER_LINEAR)
    return Image.fromarray(np.minimum(np.asarray(soft, dtype=np.uint8), marks))


def marked_box(mask: Image.Image) -> Box:
    """The bounding box of the marked part, or the whole frame if a crop left none of it."""
    return mask.getbbox() or (0, 0, *mask.size)
