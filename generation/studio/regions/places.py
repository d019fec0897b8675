"""Parts that are places in the frame: they are always there."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from generation.studio.pixels import Pixels
from generation.studio.regions.curves import Levels, as_bytes, falling, rising

SOFT = 0.04
"""How far a half reaches softly over the middle, as a part of the side."""

GRID = 256
"""Longest side, in pixels, of the small map that places are drawn on."""

Place = Callable[[Levels, Levels], Levels]
"""From places across and down, 0 to 1 each, to how far they are inside."""


def _center(across: Levels, down: Levels) -> Levels:
    return falling(np.hypot(across - 0.5, down - 0.5), 0.22, 0.4)


def _edges(across: Levels, down: Levels) -> Levels:
    inward = np.minimum(np.minimum(across, 1 - across), np.minimum(down, 1 - down))
    return falling(inward, 0.05, 0.22)


def _corners(across: Levels, down: Levels) -> Levels:
    return rising(np.hypot(across - 0.5, down - 0.5), 0.45, 0.66)


PLACES: Mapping[str, Place] = {
    "left half": lambda across, down: falling(across + 0 * down, 0.5 - SOFT, 0.5 + SOFT),
    "right half": lambda across, down: rising(across + 0 * down, 0.5 - SOFT, 0.5 + SOFT),
    "top half": lambda across, down: falling(down + 0 * across, 0.5 - SOFT, 0.5 + SOFT),
    "bottom half": lambda across, down: rising(down + 0 * across, 0.5 - SOFT, 0.5 + SOFT),
    "center": _center,
    "edges": _edges,
    "corners": _corners,
}


def place_mask(name: str, width: int, height: int) -> Pixels:
    """The place in a frame of that size, in pixels."""
    columns, rows = min(width, GRID), min(height, GRID)
    across = (np.arange(columns, dtype=np.float64)[np.newaxis] + 0.5) / columns
    down = (np.arange(rows, dtype=np.float64)[:, np.newaxis] + 0.5) / rows
    small = as_bytes(PLACES[name](across, down))
    enlarged = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, dtype=np.uint8)
