"""The styles by name: each turns a finished picture into one of another making.

A style takes (height, width, 3) in 8 bits and the chance that decides its strokes.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .brush import oil
from .drawn import pencil
from .glowing import neon
from .printed import flat, woodblock
from .squares import pixels
from .washed import watercolour

Levels = NDArray[np.uint8]

STYLES: dict[str, Callable[[Levels, np.random.Generator], Levels]] = {
    "watercolour": watercolour,
    "oil": oil,
    "flat": flat,
    "woodblock": woodblock,
    "pixel art": pixels,
    "pencil": pencil,
    "neon": neon,
}
