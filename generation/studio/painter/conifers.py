"""Firs."""

import cv2
import numpy as np

from .stage import Field
from .trees import SPRITE, Sprite


def conifer(chance: np.random.Generator, size: int = SPRITE) -> Sprite:
    """A fir, twice as tall as wide, standing on the lower edge of a sprite `size` tall."""
    width, unit = size // 2, size / 384
    mask = np.zeros((size, width), np.uint8)
    light = np.full((size, width), 0.12, np.float32)
    middle = width / 2
    trunk = round(3 * unit)
    cv2.rectangle(mask, (int(middle) - trunk, size // 2), (int(middle) + trunk, size), 255, -1)
    spread = chance.uniform(0.55, 0.82)
    # From the foot upwards, for upper boughs hang over the lower ones.
    for tier in np.arange(8, 366, 8)[::-1]:
        top = float(tier + chance.uniform(-4, 4))
        reach = (top / 384) ** 0.9 * width / unit / 2 * spread * chance.uniform(0.8, 1.12)
        for part in chance.permutation(np.linspace(-1, 1, 6)):
            if chance.random() < 0.1:
                continue
            long = float(part + chance.uniform(-0.2, 0.2)) * reach * chance.uniform(0.55, 1.12)
            _bough(mask, light, (middle, top * unit), long * unit, unit=unit, chance=chance)
    soft = np.asarray(cv2.GaussianBlur(light, (0, 0), 0.8 * unit), np.float32)
    return Sprite((mask / np.float32(255)).astype(np.float32), np.clip(soft, 0, 1))


def _bough(
    mask: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    light: Field,
    root: tuple[float, float],
    reach: float,
    *,
    unit: float,
    chance: np.random.Generator,
) -> None:
    """A hanging bough with needles along its lower side, lit on its back, dark beneath."""
    droop = abs(reach) * chance.uniform(0.15, 0.72) + chance.uniform(3, 9) * unit
    middle, top = root
    bright = 0.66 - 0.0024 * reach / unit + float(chance.normal(0, 0.15))
    back = [
        (middle, top - 7 * unit),
        (middle + reach * 0.55, top + droop * 0.3),
        (middle + reach, top + droop),
    ]
    belly = [(middle + reach * 0.62, top + droop * 0.95), (middle, top + 9 * unit)]
    shape = np.array(back + belly, np.float32)
    for field, shade in ((mask, 255.0), (light, bright * 0.22)):
        cv2.fillPoly(field, [np.rint(shape).astype(np.int32)], shade, cv2.LINE_AA)
    lit = np.array([*back, (middle + reach * 0.6, top + droop * 0.58), (middle, top)], np.float32)
    cv2.fillPoly(light, [np.rint(lit).astype(np.int32)], bright, cv2.LINE_AA)
    for step in chance.uniform(0.2, 1, 7):
        start = (middle + reach * step, top + droop * (0.3 * step + 0.66 * step**2))
        end = (start[0] + 0.06 * reach, start[1] + chance.uniform(3, 11) * unit)
        ends = [(int(place[0]), int(place[1])) for place in (start, end)]
        thick = max(1, round(1.6 * unit))
        cv2.line(mask, ends[0], ends[1], 255, thick, cv2.LINE_AA)
        cv2.line(light, ends[0], ends[1], bright * 0.4, thick, cv2.LINE_AA)
