"""The slow looks at 1280 px: seconds against the limit."""

import statistics
import time

from PIL.Image import Image

from bench.results import Result
from generation.studio.operations import (
    Cartoon,
    Emboss,
    Halftone,
    Neon,
    OilPaint,
    PencilSketch,
    Watercolor,
)
from generation.studio.operations.base import Operation
from generation.studio.painter import paint

LIMIT = 2.0
"""Seconds."""

ROUNDS = 3

LOOKS: tuple[tuple[str, Operation], ...] = (
    ("watercolour", Watercolor()),
    ("pencil", PencilSketch()),
    ("coloured pencils", PencilSketch(color=True)),
    ("oil", OilPaint()),
    ("cartoon", Cartoon()),
    ("neon", Neon()),
    ("relief", Emboss()),
    ("colour halftone", Halftone(color=True)),
)


def measure() -> list[Result]:
    """The median of a few runs of each, the first of which makes the brushes."""
    image = paint("mountains", seed=1, width=1280, height=960)
    return [
        Result(f"{name}, 1280 px", _seconds(look, image), "the limit", LIMIT, "s")
        for name, look in LOOKS
    ]


def _seconds(look: Operation, image: Image) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        look.apply(image)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
