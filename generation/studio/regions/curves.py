"""Soft limits: how far a value is inside a range."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from generation.studio.pixels import Pixels

Levels = NDArray[np.floating[Any]]


def rising(values: Levels, low: float, high: float) -> Levels:
    """0 up to `low`, 1 from `high` on, a smooth step between them."""
    along = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(along * along * (3 - 2 * along))


def falling(values: Levels, low: float, high: float) -> Levels:
    """1 up to `low`, 0 from `high` on, a smooth step between them."""
    return 1 - rising(values, low, high)


def within(values: Levels, low: float, high: float, soft: float) -> Levels:
    """1 from `low` to `high`, 0 from `soft` beyond them on."""
    return rising(values, low - soft, low) * falling(values, high, high + soft)


def as_bytes(levels: Levels) -> Pixels:
    """0..1 as 0..255."""
    return np.clip(np.rint(levels * 255), 0, 255).astype(np.uint8)
