"""Lightning: bolts that branch from the clouds to the horizon, and the clouds they light up."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .colour import linear, smoothstep
from .stage import Pixels, Stage

Points = NDArray[np.float64]
FRACTION_BITS = 4


def strike(stage: Stage, horizon: float, pixels: Pixels) -> Pixels:
    """One or two bolts between the clouds and the horizon, over the sky `pixels`."""
    frame = stage.frame
    bolts = np.zeros((frame.height, frame.width), np.uint8)
    across = frame.aspect * stage.spread(0.18, 0.82)
    flash = np.zeros((frame.height, frame.width), np.float32)
    for index in range(int(stage.chance.integers(1, 3))):
        top = horizon * stage.between(0.1, 0.24)
        place = across + index * stage.between(-0.25, 0.25)
        _bolt(stage, bolts, (place, top), (place + stage.between(-0.1, 0.1), horizon), 1.0)
        away = np.hypot(frame.across() - place, (frame.down() - top) * 1.5)
        flash += (np.exp(-away / 0.2) * smoothstep(horizon, horizon - 0.1, frame.down())).astype(
            np.float32
        )
    core = bolts.astype(np.float32) / 255
    unit = frame.height / 750
    near = cv2.GaussianBlur(core, (0, 0), 2.2 * unit)
    wide = cv2.GaussianBlur(core, (0, 0), 14 * unit)
    light = core * 2.4 + near * 1.6 + wide * 2.2
    lit: Pixels = (
        pixels
        + light[..., None] * linear("cfd4ff")
        + flash[..., None] * (0.16 * linear("b9b4ff") + 0.5 * pixels)
    )
    return lit.astype(np.float32)


def _bolt(
    stage: Stage,
    mask: NDArray[np.uint8],
    start: tuple[float, float],
    end: tuple[float, float],
    strength: float,
) -> None:
    """A jagged line from start to end, in frame heights, that throws off weaker ones."""
    path = _jagged(stage.chance, np.array([start, end]), 7)
    height = stage.frame.height
    scaled = np.rint(path * height * 2**FRACTION_BITS).astype(np.int32)
    thick = max(1, round(2.6 * strength * height / 1000))
    cv2.polylines(
        mask, [scaled], False, round(255 * strength**0.7), thick, cv2.LINE_AA, FRACTION_BITS
    )
    if strength < 0.3:
        return
    length = float(np.hypot(*(path[-1] - path[0])))
    for _ in range(int(stage.chance.integers(2, 5))):
        at = int(stage.chance.integers(8, len(path) - 24))
        reach = length * stage.between(0.15, 0.4)
        side = stage.between(-1, 1)
        tip = path[at] + np.array([0.8 * side, 0.75]) * reach
        tip[1] = min(tip[1], end[1])
        _bolt(stage, mask, tuple(path[at]), tuple(tip), strength * stage.between(0.25, 0.5))


def _jagged(chance: np.random.Generator, path: Points, rounds: int) -> Points:
    """Each stretch broken in the middle and pushed aside, again and again."""
    for _ in range(rounds):
        middle = (path[:-1] + path[1:]) / 2
        way = path[1:] - path[:-1]
        aside = np.stack([-way[:, 1], way[:, 0]], axis=1)
        middle = middle + aside * chance.uniform(-0.19, 0.19, (len(middle), 1))
        longer = np.empty((len(path) + len(middle), 2))
        longer[0::2], longer[1::2] = path, middle
        path = longer
    return path
