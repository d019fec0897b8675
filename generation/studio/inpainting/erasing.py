"""Marked parts of a picture, of any size, taken out."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.studio.errors import MaskInvalid
from generation.studio.inpainting.detail import in_detail
from generation.studio.inpainting.filling import filled
from generation.studio.inpainting.holes import (
    FAINTEST,
    PLANNING_SIDE,
    Box,
    Inside,
    cut,
    enlarged_box,
    grown,
    laid_out,
    one_by_one,
)
from generation.studio.pixels import Pixels
from generation.studio.regions.blending import blended
from generation.studio.regions.sizes import shrunk

MOST_COVERED = 0.75
"""The part of a picture from which on there is too little left to fill it from."""

MOST_TARGETS = 7_000
LEAST_TARGETS = 2_000
MOST_SOURCES = 400 * 400
"""Limits of one fill, in pixels of its working copy: the hole, and all of it."""

FEATHER = 1.2
"""Softness of a patch's edge, in pixels of its working copy."""

TOO_MUCH = "There is too little left around the mark to fill it from: mark less of the picture."


@dataclass
class Canvas:
    """The picture while it is being filled, and its planning maps."""

    pixels: Pixels
    scale: tuple[float, float]
    """Full pixels in a planning pixel, across and down."""
    unusable: Inside
    """On the planning copy: never copied from."""
    targets: int = 0
    """How large each hole may be where it is worked out: many share the time of one."""


def erased(pixels: Pixels, marks: Pixels, grow: float, opaque: Pixels | None) -> Pixels:
    """A new picture (height × width × 3) with what `marks` (0 to 255) covers filled from around
    it; `grow` is by how much the marks are widened, as a part of the longer side; nothing is
    copied from where `opaque` (0 to 255) is near 0. Raises MaskInvalid if too much is marked.
    """
    planned = shrunk(marks, PLANNING_SIDE) >= FAINTEST
    holes = laid_out(planned, grow)
    if holes.all.mean() > MOST_COVERED:
        raise MaskInvalid(TOO_MUCH)
    scale = (pixels.shape[1] / planned.shape[1], pixels.shape[0] / planned.shape[0])
    canvas = Canvas(pixels.copy(), scale, _unusable(holes.all, opaque))
    if holes.scratches.any():
        _heal(canvas, holes.scratches)
    patched = list(one_by_one(holes.patched))
    canvas.targets = max(LEAST_TARGETS, MOST_TARGETS * 3 // (2 + len(patched)))
    for hole, box in patched:
        _fill(canvas, hole, box)
    return canvas.pixels


def covered(marks: Pixels, grow: float) -> float:
    """The part of a picture that an erasure replaces."""
    return float(laid_out(shrunk(marks, PLANNING_SIDE) >= FAINTEST, grow).all.mean())


def _unusable(holes: Inside, opaque: Pixels | None) -> Inside:
    if opaque is None:
        return holes
    hidden = shrunk(opaque, PLANNING_SIDE) < FAINTEST
    return holes | hidden if (holes | hidden).mean() < MOST_COVERED else holes


def _heal(canvas: Canvas, scratches: Inside) -> None:
    """Telea's fast marching: for scratches it is enough, and leaves no foreign texture."""
    rows, columns = np.nonzero(scratches)
    box = (
        max(0, int(columns.min()) - 8),
        max(0, int(rows.min()) - 8),
        min(scratches.shape[1], int(columns.max()) + 9),
        min(scratches.shape[0], int(rows.max()) + 9),
    )
    left, top, right, bottom = full = _full_box(canvas, box)
    piece = np.ascontiguousarray(canvas.pixels[top:bottom, left:right])
    marks = (cut(scratches, full, canvas.scale) > 64).astype(np.uint8)
    canvas.pixels[top:bottom, left:right] = cv2.inpaint(piece, marks, 4, cv2.INPAINT_TELEA)


def _fill(canvas: Canvas, hole: Inside, box: Box) -> None:
    """One hole, by patches from its surroundings; from the whole picture if these are too few."""
    left, top, right, bottom = box
    everything = (0, 0, hole.shape[1], hole.shape[0])
    if canvas.unusable[top:bottom, left:right].mean() > MOST_COVERED:
        box = everything
    try:
        _fill_from(canvas, hole, box)
    except MaskInvalid:
        if box == everything:
            raise
        _fill_from(canvas, hole, everything)


def _fill_from(canvas: Canvas, hole: Inside, box: Box) -> None:
    left, top, right, bottom = full = _full_box(canvas, box)
    piece = canvas.pixels[top:bottom, left:right]
    marks = cut(hole, full, canvas.scale)
    width, height = _working_size(marks, canvas.targets)
    small = cv2.resize(piece, (width, height), interpolation=cv2.INTER_AREA)
    small_hole, unusable = (
        cv2.resize(each, (width, height), interpolation=cv2.INTER_AREA) > 0
        for each in (marks, cut(canvas.unusable, full, canvas.scale))
    )
    fill, field = filled(np.asarray(small, dtype=np.uint8), small_hole, unusable | small_hole)
    detailed = in_detail(piece, fill, field)
    soft = _feathered(small_hole, right - left, bottom - top)
    canvas.pixels[top:bottom, left:right] = blended(piece, detailed, soft)


def _full_box(canvas: Canvas, box: Box) -> Box:
    size = (canvas.pixels.shape[1], canvas.pixels.shape[0])
    return enlarged_box(box, canvas.scale[0], canvas.scale[1], size)


def _working_size(marks: Pixels, targets: int) -> tuple[int, int]:
    """Width and height at which the fill is worked out within its limits."""
    height, width = marks.shape
    hole = max(1, int(np.count_nonzero(marks)))
    scale = min(1.0, (targets / hole) ** 0.5, (MOST_SOURCES / (height * width)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _feathered(hole: Inside, width: int, height: int) -> Pixels:
    """White in all of the hole, fading out beyond it."""
    wide = grown(hole, 0.5).astype(np.uint8) * 255
    soft = cv2.GaussianBlur(wide, (0, 0), FEATHER)
    soft = np.where(hole, 255, cv2.addWeighted(soft, 1.6, soft, 0, 0)).astype(np.uint8)
    enlarged = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, dtype=np.uint8)
