"""What can be done to each pixel alone, and as few passes over the picture as that takes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.pixels import Pixels

Levels = NDArray[np.float64]
LEVELS: Levels = np.linspace(0, 1, 256)

LUMA: Levels = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in the brightness that an eye sees (Rec. 601)."""


@dataclass(frozen=True, eq=False)
class Table:
    """Each channel by itself: 256 × 3, the new level of 0..1 for each old one."""

    levels: Levels


@dataclass(frozen=True, eq=False)
class Matrix:
    """Red, green and blue as sums of the old ones: 3 × 3."""

    weights: Levels


Pass = Table | Matrix


def curve(shape: Callable[[Levels], Levels]) -> Table:
    """One curve of 0..1 for all three channels."""
    return Table(np.repeat(shape(LEVELS)[:, np.newaxis], 3, axis=1))


def curves(red: Levels, green: Levels, blue: Levels) -> Table:
    """A curve for each channel: 256 levels of 0..1."""
    return Table(np.stack([red, green, blue], axis=-1))


GRAY = Matrix(np.tile(LUMA, (3, 1)))


def fused(passes: Sequence[Pass]) -> list[Pass]:
    """The same in as few passes: neighbouring tables become one, neighbouring matrices too."""
    joined: list[Pass] = []
    for each in passes:
        last = joined[-1] if joined else None
        if isinstance(last, Table) and isinstance(each, Table):
            joined[-1] = _one_after_other(last, each)
        elif isinstance(last, Matrix) and isinstance(each, Matrix):
            joined[-1] = Matrix(each.weights @ last.weights)
        else:
            joined.append(each)
    return joined


def run(passes: Sequence[Pass], pixels: Pixels) -> Pixels:
    """The passes over the pixels, fused; always a new array."""
    left = fused(passes)
    result = pixels
    while left:
        first = left.pop(0)
        if isinstance(first, Table):
            result = _looked_up(result, first)
        elif _is_gray(first):
            after = left[0] if left else None
            table = after if isinstance(after, Table) else None
            result = _grayed(result, table)
            del left[: 0 if table is None else 1]
        else:
            result = np.asarray(cv2.transform(result, first.weights), dtype=np.uint8)
    return result.copy() if result is pixels else result


def _one_after_other(first: Table, second: Table) -> Table:
    """Between two levels of the second table its curve is taken as straight."""
    met = np.clip(first.levels, 0, 1)
    return Table(
        np.stack([np.interp(met[:, at], LEVELS, second.levels[:, at]) for at in range(3)], axis=-1)
    )


def _looked_up(pixels: Pixels, table: Table) -> Pixels:
    levels = _bytes(table.levels)
    if (levels == levels[:, :1]).all():
        # One curve for all channels: OpenCV looks it up twice as fast as three.
        return np.asarray(cv2.LUT(pixels, np.ascontiguousarray(levels[:, 0])), dtype=np.uint8)
    return np.asarray(cv2.LUT(pixels, levels[np.newaxis]), dtype=np.uint8)


def _is_gray(matrix: Matrix) -> bool:
    rows = matrix.weights
    return bool(np.allclose(rows, rows[0]) and np.allclose(rows[0], LUMA, atol=1e-6))


def _grayed(pixels: Pixels, table: Table | None) -> Pixels:
    """Gray is one channel: a table after it is looked up once and not three times."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if table is None:
        return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    levels = _bytes(table.levels)
    if np.array_equal(levels[:, 0], levels[:, 1]) and np.array_equal(levels[:, 0], levels[:, 2]):
        toned = cv2.LUT(gray, np.ascontiguousarray(levels[:, 0]))
        return np.asarray(cv2.cvtColor(toned, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    wide = cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.LUT(wide, levels[np.newaxis]), dtype=np.uint8)


def _bytes(levels: Levels) -> Pixels:
    return np.clip(np.rint(levels * 255), 0, 255).astype(np.uint8)
