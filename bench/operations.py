"""Each tone, colour and filter operation on 12 megapixels, against its straight OpenCV form."""

import cv2
import numpy as np

from bench.results import Result
from bench.straight import STRAIGHT, Array, Straight, slanted_blur
from bench.timing import medians
from generation.studio.operations import OPERATIONS
from generation.studio.operations.base import Adjustment
from generation.studio.painter import paint

SIZE = (4000, 3000)
MOST = 1.2
ROUNDS = 5


def twelve_megapixels() -> Array:
    """A painted picture with some noise, as a camera's has."""
    painted = np.asarray(paint("mountains", seed=1, width=1280, height=960))
    noise = np.random.default_rng(1).integers(-6, 7, (SIZE[1], SIZE[0], 3), dtype=np.int16)
    enlarged = cv2.resize(painted, SIZE, interpolation=cv2.INTER_CUBIC)
    return cv2.add(enlarged, noise, dtype=cv2.CV_8U)


def measure() -> list[Result]:
    pixels = twelve_megapixels()
    results = [
        _compared(name, operation(), straight, pixels)
        for name, straight in STRAIGHT.items()
        if isinstance(operation := OPERATIONS[name], type) and issubclass(operation, Adjustment)
    ]
    slanted = OPERATIONS["motion_blur"](degrees=30)  # type: ignore[call-arg]
    return [*results, _compared("motion_blur at 30°", slanted, slanted_blur, pixels)]


def _compared(name: str, operation: Adjustment, straight: Straight, pixels: Array) -> Result:
    ways = (lambda: operation.change(pixels), lambda: straight(pixels))
    mine, theirs = medians(ways, rounds=ROUNDS)
    return Result(f"{name}, 12 MP", mine * 1e3, "straight OpenCV", theirs * 1e3, "ms", MOST)
