"""A picture continued beyond its edges without inventing anything."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from generation.studio.operations.base import Size
from generation.studio.pixels import Pixels, blurred

LEVELS = ((0.008, 0.0, 0.02), (0.03, 0.015, 0.07), (0.08, 0.04, 0.18), (0.2, 0.12, 0.5))
"""Blurs that take over one after the other: how soft, from which distance to the picture, and by
which distance altogether. All in parts of the picture's shorter side."""

STRIP = 0.08
"""Part of the picture's side that is mirrored; the rest of the room is this strip, stretched."""

WORKED_ON = 1600
"""Longest side of the copy on which distances are measured, in pixels."""

AT_ONCE = 256
"""Rows mixed at once, for the sake of memory."""


def continued(image: Image.Image, size: Size, corner: tuple[int, int]) -> Image.Image:
    """The picture at its place in a larger frame. Its mirror image continues it, ever softer with
    the distance; in a mask the new room is black.
    """
    if image.mode == "L":
        mask = Image.new("L", size)
        mask.paste(image, corner)
        return mask
    # Premultiplied: a hidden colour must not come out with the blur.
    plain = image.convert("RGBa") if image.mode == "RGBA" else image
    frame = _mirrored(np.asarray(plain), size, corner)
    away = _distance(image.size, size, corner)
    shorter = min(image.size)
    soft = frame
    for softness, start, end in LEVELS:
        level = blurred(frame, softness * shorter)
        soft = _composed(level, soft, _ramp(away, start * shorter, end * shorter))
    result = Image.frombytes(plain.mode, size, soft.tobytes()).convert(image.mode)
    result.paste(image, corner)
    return result


def _mirrored(pixels: Pixels, size: Size, corner: tuple[int, int]) -> Pixels:
    """The picture in its frame, its edges mirrored; the farther away, the more they are stretched,
    so that nothing that stands in its middle comes again."""
    columns = _places(pixels.shape[1], size[0], corner[0])
    rows = _places(pixels.shape[0], size[1], corner[1])
    return np.ascontiguousarray(pixels[rows][:, columns])


def _places(inner: int, length: int, start: int) -> NDArray[np.intp]:
    """Which column (or row) of the picture is shown in each of the frame."""
    place = np.arange(length) - start
    strip = max(1.0, STRIP * inner)
    outside = np.maximum(-1 - place, place - inner)
    shown = strip * (1 - np.exp(-np.maximum(outside, 0) / strip))
    near = np.minimum(np.floor(shown), inner - 1)
    mirrored = np.where(place < 0, near, inner - 1 - near)
    return np.where(outside < 0, place, mirrored).astype(np.intp)


def _distance(inner: Size, size: Size, corner: tuple[int, int]) -> NDArray[np.float32]:
    """From each pixel of a small copy of the frame to the picture, in pixels of the frame."""
    scale = min(1.0, WORKED_ON / max(size))
    gaps = []
    for side, start, length in zip(size, corner, inner, strict=True):
        count = max(1, round(side * scale))
        place = (np.arange(count) + 0.5) * side / count
        gaps.append(np.maximum(0, np.maximum(start - place, place - start - length)))
    across, down = gaps
    return np.hypot(across[np.newaxis], down[:, np.newaxis]).astype(np.float32)


def _ramp(away: NDArray[np.float32], start: float, end: float) -> Pixels:
    """0 up to the distance `start`, 255 from `end` on, smooth between."""
    part = np.clip((away - start) / max(end - start, 1e-6), 0, 1)
    return np.asarray(np.rint(part * part * (3 - 2 * part) * 255), dtype=np.uint8)


def _composed(upper: Pixels, lower: Pixels, cover: Pixels) -> Pixels:
    """`upper` over `lower` as far as `cover`, which may be smaller, says."""
    height, width = lower.shape[:2]
    mask = cv2.resize(cover, (width, height), interpolation=cv2.INTER_LINEAR)
    mixed = np.empty_like(lower)
    for top in range(0, height, AT_ONCE):
        rows = slice(top, top + AT_ONCE)
        part = mask[rows, :, np.newaxis].astype(np.uint16)
        mixed[rows] = (upper[rows] * part + lower[rows] * (255 - part) + 127) // 255
    return mixed
