"""Chance and paper: seeded noise whose grains are parts of the picture's side, never pixels."""

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.operations.strips import Field


def chances(seed: int, count: int) -> NDArray[np.float32]:
    """`count` numbers of 0..1, the same for the same seed everywhere."""
    raw = np.random.PCG64(seed).random_raw(-(-count // 4)).astype("<u8")
    parts = np.frombuffer(raw.tobytes(), "<u2")[:count]
    return np.asarray(parts, dtype=np.float32) * np.float32(1 / 65535)


def speckle(shape: tuple[int, int], cell: float, seed: int) -> Field:
    """Smooth noise of deviation 1 around 0, with grains of `cell` pixels.

    It is drawn as a square of the longer side and cut: a frame that is a row higher has the same
    noise.
    """
    side = max(3, round(max(shape) / max(cell, 1))) + 3
    grid = chances(seed, side * side).reshape(side, side) - np.float32(0.5)
    step = max(shape) / (side - 3)
    placing = np.array([[1 / step, 0, 1], [0, 1 / step, 1]])
    return _normal(_placed(grid, placing, shape))


def turbulence(shape: tuple[int, int], cell: float, seed: int, octaves: int = 3) -> Field:
    """Noise of several sizes, each half as large and half as strong (Perlin 1985)."""
    total = speckle(shape, cell, seed)
    for octave in range(1, octaves):
        total = total + np.float32(0.5**octave) * speckle(shape, cell / 2**octave, seed + octave)
    return np.asarray(total * np.float32(0.85), dtype=np.float32)


def grain_of_paper(shape: tuple[int, int], unit: float, seed: int) -> Field:
    """The tooth of rough paper, deviation about 1 around 0."""
    fine, broad = speckle(shape, 1.7 * unit, seed), speckle(shape, 4.5 * unit, seed + 1)
    return np.asarray(0.75 * fine + 0.55 * broad, dtype=np.float32)


def strokes(shape: tuple[int, int], width: float, degrees: float, seed: int) -> Field:
    """Parallel strokes `width` pixels wide, about 30 times as long: noise of deviation 1 around 0.
    `degrees` counter-clockwise from level.
    """
    side = max(8, round(1.5 * max(shape) / max(width, 1)))
    grid = chances(seed, side * side).reshape(side, side) - np.float32(0.5)
    # Each cell is six strokes long; smeared over several, strokes begin and end anywhere.
    smeared = cv2.blur(cv2.blur(grid, (7, 1)), (5, 1))
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    along, thick = 1 / (4 * max(width, 1)), 1 / max(width, 1)
    placing = np.array(
        [[cosine * along, -sine * along, side / 2], [sine * thick, cosine * thick, side / 2]]
    )
    return _normal(_placed(np.asarray(smeared), placing, shape))


def from_the_frame(shape: tuple[int, int]) -> Field:
    """How far each pixel is from the nearest side of the frame, in pixels."""
    height, width = shape
    down = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)
    across = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)
    return np.minimum(down[:, np.newaxis], across)


def _placed(grid: Field, placing: NDArray[np.float64], shape: tuple[int, int]) -> Field:
    placed = cv2.warpAffine(
        grid,
        placing,
        shape[::-1],
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT,
    )
    return np.asarray(placed, dtype=np.float32)


def _normal(field: Field) -> Field:
    # A frame of a few pixels has no deviation to speak of.
    return np.asarray(field / np.float32(max(float(field.std()), 0.05)), dtype=np.float32)
