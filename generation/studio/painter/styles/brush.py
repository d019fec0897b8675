"""Oil: strokes that follow the picture's shapes, the broad ones first, lit from the side."""

import cv2
import numpy as np

from ..noise import spectral
from .fields import Field, Levels, as_levels, as_light, grey, softened

FRACTION_BITS = 4


def oil(shown: Levels, chance: np.random.Generator) -> Levels:
    """Three coats of strokes, each finer and only where the coat before misses the picture."""
    light = as_light(shown)
    height = min(shown.shape[:2])
    angle = _flow(light)
    canvas = softened(light, height / 45)
    relief = np.zeros(shown.shape[:2], np.float32)
    for thick, spare in ((0.03, 0.0), (0.016, 0.035), (0.008, 0.05)):
        _coat(canvas, relief, light, angle, chance, thick=thick * height, spare=spare)
    bristle = _bristles(chance, angle)
    raised = softened(relief + 0.35 * bristle, 0.8)
    slope = cv2.Sobel(raised, cv2.CV_32F, 1, 0) + cv2.Sobel(raised, cv2.CV_32F, 0, 1)
    lit = canvas * (1 + 0.042 * np.clip(slope, -1.6, 1.6))[..., None]
    level = grey(lit)[..., None]
    return as_levels(level + (lit - level) * np.float32(1.14))


def _flow(light: Field) -> Field:
    """Along which way shapes run, in radians, smooth over the picture."""
    level = grey(light)
    soft = softened(level, 1.5)
    x, y = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    spread = min(level.shape) / 60
    both, apart = softened(2 * x * y, spread), softened(x * x - y * y, spread)
    return np.asarray(0.5 * np.arctan2(both, apart + 1e-6) + np.pi / 2, np.float32)


def _coat(
    canvas: Field,
    relief: Field,
    light: Field,
    angle: Field,
    chance: np.random.Generator,
    *,
    thick: float,
    spare: float,
) -> None:
    rows, columns = canvas.shape[:2]
    target = softened(light, thick * 0.35)
    step = max(2.0, thick * 0.55)
    down, across = np.mgrid[0:rows:step, 0:columns:step]
    places = np.stack([across.ravel(), down.ravel()], axis=1)
    places = places + chance.uniform(-0.5, 0.5, places.shape) * step
    places = places[chance.permutation(len(places))]
    tints = chance.normal(1, 0.045, len(places))
    longs = chance.uniform(1.4, 3.0, len(places))
    turns = chance.normal(0, 0.16, len(places))
    missed = np.abs(target - canvas).max(axis=-1)
    unit = 2**FRACTION_BITS
    for (x, y), tint, long, turn in zip(places, tints, longs, turns, strict=True):
        row, column = min(rows - 1, max(0, int(y))), min(columns - 1, max(0, int(x)))
        if missed[row, column] < spare:
            continue
        way = float(angle[row, column]) + turn
        reach = thick * long / 2
        offset = (np.cos(way) * reach, np.sin(way) * reach)
        ends = [
            (round((x + sign * offset[0]) * unit), round((y + sign * offset[1]) * unit))
            for sign in (-1, 1)
        ]
        colour = [float(part * tint) for part in target[row, column]]
        width = max(1, round(thick * 0.8))
        cv2.line(canvas, ends[0], ends[1], colour, width, cv2.LINE_8, FRACTION_BITS)
        cv2.line(relief, ends[0], ends[1], float(8 * (tint - 1)), width, cv2.LINE_8, FRACTION_BITS)


def _bristles(chance: np.random.Generator, angle: Field) -> Field:
    """Fine furrows along the flow."""
    noise = np.tile(
        spectral(chance, 512, 0.3, 40.0), (-(-angle.shape[0] // 512), -(-angle.shape[1] // 512))
    )
    noise = np.ascontiguousarray(noise[: angle.shape[0], : angle.shape[1]])
    rows, columns = angle.shape
    down, across = np.mgrid[0:rows, 0:columns].astype(np.float32)
    x, y = np.cos(angle), np.sin(angle)
    total = np.zeros_like(noise)
    for step in (-6, -4, -2, 0, 2, 4, 6):
        total += cv2.remap(
            noise,
            across + step * x,
            down + step * y,
            cv2.INTER_NEAREST,
            borderMode=cv2.BORDER_REFLECT,
        )
    return total / np.float32(3)
