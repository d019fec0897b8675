"""A fill worked out on a small copy, carried out on the full picture: its own pixels are copied."""

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.inpainting.field import Field
from generation.studio.pixels import Pixels

Planes = NDArray[np.float32]

BAND = 128
"""Rows worked on at a time: floats of a whole frame would not fit."""


def in_detail(pixels: Pixels, small: Pixels, field: Field) -> Pixels:
    """`pixels` with what the field says copied at full size; only where it has targets does the
    result mean anything. `small` is the filled small copy: the light in the large is its own.
    """
    if small.shape == pixels.shape:
        return small
    moves = _moves(field, small.shape[0], small.shape[1])
    top, bottom = _touched(field, 0, small.shape[0], pixels.shape[0])
    columns = slice(*_touched(field, 1, small.shape[1], pixels.shape[1]))
    bands = [slice(start, min(start + BAND, bottom)) for start in range(top, bottom, BAND)]
    result = pixels.copy()
    for rows in bands:
        result[rows, columns] = _copied(pixels, moves, rows, columns)
    light = _missing_light(result, small)
    for rows in bands:
        lit = result[rows, columns] + _stretched(light, pixels.shape, rows, columns)
        result[rows, columns] = np.clip(np.rint(lit), 0, 255)
    return result


def _touched(field: Field, axis: int, small: int, full: int) -> tuple[int, int]:
    """The first row or column of the full picture that a target touches, and the one after the
    last; `small` and `full` are the sides."""
    places = field.targets[:, axis]
    first, last = int(places.min()), int(places.max()) + 1
    return max(0, int((first - 1) * full / small)), min(full, int((last + 1) * full / small) + 1)


def _moves(field: Field, height: int, width: int) -> Planes:
    """How far away the source of each place is: across and down, 0 outside the targets."""
    moves = np.zeros((height, width, 2), np.float32)
    apart = (field.sources - field.targets).astype(np.float32)
    moves[field.targets[:, 0], field.targets[:, 1]] = apart[:, ::-1]
    return moves


def _copied(pixels: Pixels, moves: Planes, rows: slice, columns: slice) -> Pixels:
    """A piece of the picture, each pixel from the sources of the four small places around it."""
    height, width = pixels.shape[:2]
    ratio = (width / moves.shape[1], height / moves.shape[0])
    here_x = np.arange(columns.start, columns.stop, dtype=np.float32)[np.newaxis]
    here_y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, np.newaxis]
    across, down = (here_x + 0.5) / ratio[0] - 0.5, (here_y + 0.5) / ratio[1] - 0.5
    left, top = np.floor(across), np.floor(down)
    total: Planes = np.zeros((here_y.size, here_x.size, 3), np.float32)
    for step_y in (0, 1):
        for step_x in (0, 1):
            at_x = np.clip(left + step_x, 0, moves.shape[1] - 1).astype(np.intp)
            at_y = np.clip(top + step_y, 0, moves.shape[0] - 1).astype(np.intp)
            move = moves[at_y, at_x]
            from_x = here_x + np.rint(move[..., 0] * ratio[0])
            from_y = here_y + np.rint(move[..., 1] * ratio[1])
            part = cv2.remap(
                pixels, from_x, from_y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT
            )
            near = _steep(1 - np.abs(across - left - step_x))
            near = near * _steep(1 - np.abs(down - top - step_y))
            total += part * near[..., np.newaxis]
    return np.clip(np.rint(total), 0, 255).astype(np.uint8)


def _steep(part: Planes) -> Planes:
    """A steeper way from 0 to 1: less is mixed, so less is blurred."""
    along = np.clip((part - 0.2) / 0.6, 0, 1)
    return np.asarray(along * along * (3 - 2 * along), dtype=np.float32)


def _missing_light(copied: Pixels, small: Pixels) -> Planes:
    coarse = cv2.resize(copied, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    difference = small.astype(np.float32) - coarse
    return np.asarray(cv2.GaussianBlur(difference, (0, 0), 2.0), dtype=np.float32)


def _stretched(light: Planes, shape: tuple[int, ...], rows: slice, columns: slice) -> Planes:
    """A piece of the small map at the size of the full picture of that shape."""
    across, down = light.shape[1] / shape[1], light.shape[0] / shape[0]
    place = np.array(
        [
            [across, 0, (columns.start + 0.5) * across - 0.5],
            [0, down, (rows.start + 0.5) * down - 0.5],
        ]
    )
    size = (columns.stop - columns.start, rows.stop - rows.start)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    piece = cv2.warpAffine(light, place, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(piece, dtype=np.float32)
