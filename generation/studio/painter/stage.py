"""What every layer works on: the frame's coordinates, the mood, the chance.

Pixels are float32 in linear light, (height, width, 3); a field is float32, (height, width).
Lengths are in frame heights, so that one seed makes one composition at any size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .colour import linears
from .feelings import Feeling
from .moods import Mood
from .palettes import Palette, resampled
from .weather import FAIR, Weather

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


Option = TypeVar("Option")


def _nobody(layer: str) -> None:
    """Nobody waits for this picture."""


@dataclass(frozen=True)
class Stage:
    """A frame, the light, and the chance that decides the rest.

    `deal` is the same for all variations of one picture and hands each of them another part of
    what is possible. `on_layer` is told each layer before it is painted; what it raises ends the
    work.
    """

    frame: Frame
    mood: Mood
    chance: np.random.Generator
    deal: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))
    variation: int = 0
    weather: Weather = FAIR
    season: str = "summer"
    kind: str = ""
    palette: Palette | None = None
    feeling: Feeling = field(default_factory=Feeling)
    on_layer: Callable[[str], None] = _nobody

    def between(self, low: float, high: float) -> float:
        return float(self.chance.uniform(low, high))

    def spread(self, low: float, high: float) -> float:
        """A place in the range: another quarter of it for each of four variations."""
        quarter = int(self.deal.permutation(4)[self.variation % 4])
        return low + (high - low) * (quarter + float(self.chance.random())) / 4

    def pick(self, options: Sequence[Option]) -> Option:
        """One of the options; variations get different ones as long as there are."""
        order = self.deal.permutation(len(options))
        return options[int(order[self.variation % len(options)])]

    def colours(self, codes: Sequence[str]) -> list[Colour]:
        """The palette's colours, dark to light, else those of one of the lists of hex codes."""
        own = linears(self.pick(codes))
        if self.palette is None or not self.palette.ramp:
            return own
        return resampled(self.palette.ramp, len(own))

    @property
    def mist(self) -> float:
        """How much mist lies in the air, 0..1."""
        return min(1.0, self.weather.mist + self.feeling.mist)

    @property
    def sight(self) -> float:
        """How far one sees, as a part of a fair day's."""
        return self.weather.sight * (1 - 0.35 * self.feeling.mist)
