"""What every layer works on: the frame's coordinates, the mood, the chance.

Pixels are float32 in linear light, (height, width, 3); a field is float32, (height, width).
Lengths are in frame heights, so that one seed makes one composition at any size.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .moods import Mood

Pixels = NDArray[np.floating[Any]]
Field = NDArray[np.floating[Any]]
Colour = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Frame:
    """A canvas of width × height pixels."""

    width: int
    height: int

    @property
    def aspect(self) -> float:
        return self.width / self.height

    def across(self) -> Field:
        """(1, width): 0 at the left edge, the aspect at the right."""
        return ((np.arange(self.width, dtype=np.float32) + 0.5) / self.height)[None, :]

    def down(self) -> Field:
        """(height, 1): 0 at the top, 1 at the bottom."""
        return ((np.arange(self.height, dtype=np.float32) + 0.5) / self.height)[:, None]

    def filled(self, colour: Colour) -> Pixels:
        pixels = np.empty((self.height, self.width, 3), np.float32)
        pixels[:] = colour
        return pixels


@dataclass(frozen=True)
class Stage:
    """A frame, the mood it is painted in, and the chance that decides the rest."""

    frame: Frame
    mood: Mood
    chance: np.random.Generator

    def between(self, low: float, high: float) -> float:
        return float(self.chance.uniform(low, high))
