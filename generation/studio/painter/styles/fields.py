"""What the styles share: floats and levels, softening that keeps edges, paper, lines."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..noise import spectral

Levels = NDArray[np.uint8]
Field = NDArray[np.floating[Any]]

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def as_light(shown: Levels) -> Field:
    return shown.astype(np.float32) / np.float32(255)


def as_levels(light: Field) -> Levels:
    return np.rint(np.clip(light, 0, 1) * 255).astype(np.uint8)


def grey(light: Field) -> Field:
    one, two, three = (light[..., index] * _LUMA[index] for index in range(3))
    return np.asarray(one + two + three, np.float32)


def softened(light: Field, spread: float) -> Field:
    """A Gaussian blur; a wide one is worked out on a small copy."""
    if spread < 6:
        return np.asarray(cv2.GaussianBlur(light, (0, 0), max(0.3, spread)), np.float32)
    height, width = light.shape[:2]
    small = (max(1, width // 4), max(1, height // 4))
    shrunk = cv2.resize(light, small, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(shrunk, (0, 0), spread / 4)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def kuwahara(light: Field, radius: int) -> Field:
    """Each place takes the mean of the calmest of the four squares that meet in it."""
    level = grey(light)
    side = radius + 1
    mean = np.asarray(cv2.blur(light, (side, side)), np.float32)
    flat = cv2.blur(level, (side, side))
    spread = cv2.blur(level * level, (side, side)) - flat * flat
    half = side / 2
    best, chosen = None, mean
    for down in (-half, half):
        for across in (-half, half):
            move = np.array([[1, 0, across], [0, 1, down]], np.float32)
            here = _moved(spread, move)
            value = _moved(mean, move)
            if best is None:
                best, chosen = here, value
                continue
            calmer = here < best
            best = np.where(calmer, here, best)
            chosen = np.where(calmer[..., None], value, chosen)
    return np.asarray(chosen, np.float32)


def _moved(field: Field, move: Field) -> Field:
    size = (field.shape[1], field.shape[0])
    rounded = np.rint(move).astype(np.float32)
    return np.asarray(
        cv2.warpAffine(
            field, rounded, size, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT
        ),
        np.float32,
    )


def paper(chance: np.random.Generator, shape: tuple[int, int], scale: float) -> Field:
    """The tooth of paper, mean 0 and deviation 1; `scale` is pixels a grain takes."""
    tile = spectral(chance, 512, 0.75, 12.0)
    rows, columns = (round(512 * scale / 2) for _ in range(2))
    grown = np.asarray(cv2.resize(tile, (columns, rows), interpolation=cv2.INTER_LINEAR))
    down, across = -(-shape[0] // rows), -(-shape[1] // columns)
    return np.asarray(np.tile(grown, (down, across))[: shape[0], : shape[1]], np.float32)


def edges(level: Field, spread: float) -> Field:
    """Where light and dark meet, about 0..1: the difference of two blurs."""
    fine, coarse = softened(level, spread), softened(level, spread * 1.8)
    return np.asarray(np.clip((coarse - fine) * 9, 0, 1), np.float32)
