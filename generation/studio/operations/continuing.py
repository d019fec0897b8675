"""A picture continued beyond its edges without inventing anything."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from generation.studio.operations.base import Size
from generation.studio.pixels import Pixels, blurred

LEVELS = (
    (0.0035, 0.0, 0.012),
    (0.01, 0.008, 0.04),
    (0.025, 0.025, 0.09),
    (0.07, 0.06, 0.2),
    (0.2, 0.12, 0.5),
)
"""Blurs that take over one after the other: how soft, from which distance to the picture, and by
which distance altogether. All in parts of the picture's shorter side."""

SHARP = 0.01
"""By this distance, in the same parts, all is soft enough for a small copy to stand for it."""

STRIP = 0.08
"""Part of the picture's side that is mirrored; the rest of the room is this strip, stretched."""

WORKED_ON = 1600
"""Longest side of the small copy, in pixels."""

AT_ONCE = 128
"""Rows mixed at once, for the sake of memory."""


def continued(image: Image.Image, size: Size, corner: tuple[int, int]) -> Image.Image:
    """The picture at its place in a larger frame. Its mirrored edges continue it, ever softer with
    the distance; in a mask the new room is black.
    """
    if image.mode == "L":
        mask = Image.new("L", size)
        mask.paste(image, corner)
        return mask
    # Premultiplied: a hidden colour must not come out with the blur.
    plain = image.convert("RGBa") if image.mode == "RGBA" else image
    soft = cv2.resize(_soft(plain, size, corner), size, interpolation=cv2.INTER_CUBIC)
    frame = np.asarray(soft, dtype=np.uint8)
    _sharpen_near(frame, np.asarray(plain), corner)
    result = Image.frombytes(plain.mode, size, frame.tobytes()).convert(image.mode)
    result.paste(image, corner)
    return result


def _soft(plain: Image.Image, size: Size, corner: tuple[int, int]) -> Pixels:
    """The whole frame, softened, on a small copy."""
    scale = min(1.0, WORKED_ON / max(size))
    inner = max(1, round(plain.width * scale)), max(1, round(plain.height * scale))
    outer = max(inner[0], round(size[0] * scale)), max(inner[1], round(size[1] * scale))
    left = min(round(corner[0] * scale), outer[0] - inner[0])
    top = min(round(corner[1] * scale), outer[1] - inner[1])
    small = np.asarray(plain.resize(inner, Image.Resampling.BOX))
    rows, columns = _places(inner[1], outer[1], top), _places(inner[0], outer[0], left)
    frame = np.ascontiguousarray(small[rows][:, columns])
    away = _away(inner, outer, (left, top))
    soft, shorter = frame, min(inner)
    for softness, start, end in LEVELS:
        cover = _ramp(away, start * shorter, end * shorter)
        soft = _composed(blurred(frame, softness * shorter), soft, cover)
    return soft


def _sharpen_near(frame: Pixels, pixels: Pixels, corner: tuple[int, int]) -> None:
    """Lay the mirrored edges over `frame` next to the picture, so that no seam is seen."""
    inner, size = (pixels.shape[1], pixels.shape[0]), (frame.shape[1], frame.shape[0])
    rows, columns = _places(inner[1], size[1], corner[1]), _places(inner[0], size[0], corner[0])
    end = SHARP * min(inner)
    for top in range(0, size[1], AT_ONCE):
        band = slice(top, min(size[1], top + AT_ONCE))
        cover = _ramp(_away(inner, size, corner, band), 0, end)
        if cover.min() < 255:
            frame[band] = _composed(frame[band], pixels[rows[band]][:, columns], cover)


def _places(inner: int, length: int, start: int) -> NDArray[np.intp]:
    """Which column (or row) of the picture is shown in each of the frame.

    Its edges are mirrored; the farther away, the more they are stretched, so that nothing that
    stands in the middle comes again.
    """
    place = np.arange(length) - start
    strip = max(1.0, STRIP * inner)
    outside = np.maximum(-1 - place, place - inner)
    shown = strip * (1 - np.exp(-np.maximum(outside, 0) / strip))
    near = np.minimum(np.floor(shown), inner - 1)
    mirrored = np.where(place < 0, near, inner - 1 - near)
    return np.where(outside < 0, place, mirrored).astype(np.intp)


def _away(
    inner: Size, size: Size, corner: tuple[int, int], band: slice = slice(None)
) -> NDArray[np.float32]:
    """The distance of each pixel of the frame's rows to the picture in it, in pixels."""
    across, down = (
        np.maximum(0, np.maximum(start - place, place - start - length + 1))
        for place, start, length in zip(
            (np.arange(size[0]), np.arange(size[1])[band]), corner, inner, strict=True
        )
    )
    away = np.hypot(across[np.newaxis], down[:, np.newaxis], dtype=np.float32)
    return np.asarray(away, dtype=np.float32)


def _ramp(away: NDArray[np.float32], start: float, end: float) -> Pixels:
    """0 up to the distance `start`, 255 from `end` on, smooth between."""
    part = np.clip((away - start) / max(end - start, 1e-6), 0, 1)
    return np.asarray(np.rint(part * part * (3 - 2 * part) * 255), dtype=np.uint8)


def _composed(upper: Pixels, lower: Pixels, cover: Pixels) -> Pixels:
    """`upper` over `lower` as far as `cover` says."""
    part = cover[..., np.newaxis].astype(np.uint16)
    mixed = (upper * part + lower * (255 - part) + 127) // 255
    return np.asarray(mixed, dtype=np.uint8)
