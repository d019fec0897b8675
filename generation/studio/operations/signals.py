"""A disturbed signal: shifted colours, torn bands, scan lines."""

import cv2
import numpy as np

from generation.studio.operations.paper import chances
from generation.studio.pixels import Pixels

BANDS = 22
FURTHEST, APART = 0.12, 0.011
"""How far the strongest glitch tears a band, and shifts red from blue: parts of the width."""

SCAN_LINES = 260
"""Lines down the picture, where it is large enough to show them."""


def disturbed(pixels: Pixels, amount: float, seed: int) -> Pixels:
    """`amount` 0..1; the same seed tears the same places of any size."""
    result = _apart(pixels, amount)
    drawn = chances(1000 + seed, BANDS * 5).reshape(BANDS, 5)
    for place, thickness, way, kind, chance in drawn.tolist():
        if chance < 0.2 + 0.8 * amount:
            _tear(result, (place, thickness**3), way - 0.5, kind, amount)
    return _scanned(result, amount)


def _apart(pixels: Pixels, amount: float) -> Pixels:
    """Red to the left, blue to the right."""
    step = round(APART * amount * pixels.shape[1])
    red, green, blue = cv2.split(pixels)
    moved = [_moved(np.asarray(red), -step), green, _moved(np.asarray(blue), step)]
    return np.asarray(cv2.merge(moved), dtype=np.uint8)


def _moved(plane: Pixels, step: int) -> Pixels:
    """To the right by `step`; the border is drawn out."""
    result = np.roll(plane, step, axis=1)
    if step > 0:
        result[:, :step] = plane[:, :1]
    elif step < 0:
        result[:, step:] = plane[:, -1:]
    return result


def _tear(
    pixels: Pixels, place: tuple[float, float], way: float, kind: float, amount: float
) -> None:
    """One band, in place: moved along, and some of them recoloured."""
    height, width = pixels.shape[:2]
    top = int(place[0] * height)
    band = pixels[top : top + max(1, round((0.006 + 0.09 * place[1]) * height))]
    band[:] = np.roll(band, round(2 * way * FURTHEST * amount * width), axis=1)
    if kind < 0.14:
        band[:] = band[..., [2, 0, 1]]
    elif kind < 0.3:
        # A colour comes too late: one channel is a good part of the width behind.
        band[..., 0] = np.roll(band[..., 0], round(0.5 * FURTHEST * amount * width), axis=1)
    elif kind < 0.4:
        cv2.add(band, np.full_like(band, round(50 * amount)), dst=band)


def _scanned(pixels: Pixels, amount: float) -> Pixels:
    height, width = pixels.shape[:2]
    phase = (np.arange(height) + 0.5) / height * SCAN_LINES
    # Below two rows to a line they would only make a moiré.
    depth = 0.22 * amount * float(np.clip(height / SCAN_LINES - 1.5, 0, 1))
    shade = 1 - depth * (0.5 - 0.5 * np.cos(2 * np.pi * phase))
    rows = np.rint(shade * 255).astype(np.uint8)[:, np.newaxis]
    shades = cv2.resize(rows, (width, height), interpolation=cv2.INTER_NEAREST)
    shades = cv2.cvtColor(shades, cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.multiply(pixels, shades, scale=1 / 255), dtype=np.uint8)
