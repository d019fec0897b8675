"""Subject and background told apart: as a mask says, with its hints, or all by itself."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from generation.studio.inpainting.spreading import spread
from generation.studio.masks import UNDECIDED, leaves_open
from generation.studio.pixels import Pixels
from generation.studio.regions.blending import bands, blended
from generation.studio.regions.picture import colours_of
from generation.studio.regions.sizes import enlarged_rows, shrunk
from generation.studio.regions.subject import find_hinted, find_subject

DOUBTFUL = 0.5
"""Confidence below which the person is told to help."""

CUT_ALREADY = 0.02
"""The transparent part of a picture from which on it is taken to be cut out already."""

UNSURE = (
    "The studio is not sure what is subject and what is background here: look at the edges, and "
    "mend them with the refine brush."
)
NOTHING_FOUND = (
    "The studio found nothing that stands out from the background. Paint over the subject with "
    "the refine brush."
)
DOUBTS = (UNSURE, NOTHING_FOUND)
"""What is said where a person should look first."""

NO_SUBJECT = 0.002
"""The part of a picture below which nothing was found at all."""

SPREAD_SIDE = 1024
"""Longest side in pixels of the copy on which colours are spread."""

KEEPS = np.rint((np.arange(256) / 255) ** 2 * 255).astype(np.uint8)
"""How much of its own colour a pixel keeps, by how far it is subject."""


@dataclass(frozen=True)
class Separated:
    """How far each pixel belongs to the subject (0 to 255), how sure that is, and what to say."""

    subject: Pixels
    confidence: float
    note: str


def separated(image: Image.Image, mask: Image.Image | None) -> Separated:
    """The subject of an RGB or RGBA picture. In `mask` (mode L, the picture's size) white is
    background and black is subject; a considerable part of mid-gray leaves that open."""
    if mask is None:
        return _by_itself(image)
    marks = np.asarray(mask)
    if not leaves_open(marks):
        return Separated(255 - marks, 1.0, "")
    hinted = find_hinted(colours_of(image), marks)
    return _told(np.asarray(hinted.mask), hinted.confidence)


def _by_itself(image: Image.Image) -> Separated:
    if image.mode == "RGBA":
        alpha = np.asarray(image.getchannel("A"))
        if (alpha < UNDECIDED[0]).mean() >= CUT_ALREADY:
            return Separated(alpha, 1.0 if alpha.any() else 0.0, "")
    part = find_subject(colours_of(image))
    return _told(np.asarray(part.mask), part.confidence)


def _told(subject: Pixels, confidence: float) -> Separated:
    if subject.mean() < 255 * NO_SUBJECT:
        return Separated(subject, 0.0, NOTHING_FOUND)
    if confidence < DOUBTFUL:
        return Separated(subject, confidence, UNSURE)
    return Separated(subject, confidence, "")


def laid_over(pixels: Pixels, subject: Pixels, behind: Callable[[slice], Pixels]) -> Pixels:
    """The subject over what `behind` gives for each range of rows (columns × 3), with nothing of
    the old background shining through at its edge."""
    near = _near_colours(pixels, subject)
    result = np.empty_like(pixels)
    for rows in bands(len(pixels)):
        front = _cleaned(pixels, subject, near, rows)
        result[rows] = blended(behind(rows), front, subject[rows])
    return result


def without_background_light(pixels: Pixels, subject: Pixels) -> Pixels:
    """The colours with what shines through at the subject's soft edge taken out: they are those
    of the nearest sure subject, more so the less of the pixel is subject."""
    near = _near_colours(pixels, subject)
    result = np.empty_like(pixels)
    for rows in bands(len(pixels)):
        result[rows] = _cleaned(pixels, subject, near, rows)
    return result


def _near_colours(pixels: Pixels, subject: Pixels) -> Pixels | None:
    """A small copy with the colours of the sure subject carried on everywhere; None without it."""
    small = shrunk(pixels, SPREAD_SIDE)
    alpha = shrunk(subject, SPREAD_SIDE)
    sure = cv2.erode((alpha >= 250).astype(np.float32), np.ones((3, 3), np.uint8))
    if not sure.any():
        return None
    colours = spread(small.astype(np.float32), np.asarray(sure, dtype=np.float32))
    return np.clip(np.rint(colours), 0, 255).astype(np.uint8)


def _cleaned(pixels: Pixels, subject: Pixels, near: Pixels | None, rows: slice) -> Pixels:
    if near is None:
        return pixels[rows]
    wide = enlarged_rows(near, pixels.shape[0], pixels.shape[1], rows)
    kept = cv2.LUT(subject[rows], KEEPS)
    return blended(wide, pixels[rows], np.asarray(kept, dtype=np.uint8))
