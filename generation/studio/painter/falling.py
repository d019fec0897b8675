"""What is in the air before the picture: mist, rain, snow."""

import cv2
import numpy as np

from .colour import mix, smoothstep
from .noise import sample, spectral
from .stage import Pixels, Stage

FRACTION_BITS = 4


def weathered(stage: Stage, pixels: Pixels) -> Pixels:
    """The picture behind the weather's own layers; the same if there are none."""
    if stage.mist > 0.05:
        pixels = _veil(stage, pixels)
    if stage.weather.falling == "rain":
        return _rain(stage, pixels)
    if stage.weather.falling == "snow":
        return _snowfall(stage, pixels)
    return pixels


def _veil(stage: Stage, pixels: Pixels) -> Pixels:
    """Banks of mist, thickest about the middle of the picture and thin at the feet."""
    frame = stage.frame
    tile = spectral(stage.chance, 256, 1.7, 1.0)
    banks = sample(
        tile, (frame.down() + 0 * frame.across()) * 0.9, (frame.across() + 0 * frame.down()) * 0.3
    )
    down = frame.down()
    band = 0.18 + 0.82 * np.exp(-(((down - 0.52 - 0.03 * banks) / 0.24) ** 2))
    amount = 0.62 * stage.mist * band * (0.78 + 0.2 * banks)
    return mix(pixels, stage.mood.haze, np.clip(amount, 0, 0.88).astype(np.float32))


def _rain(stage: Stage, pixels: Pixels) -> Pixels:
    """Three depths of slanted streaks, the near ones longer and fainter."""
    frame, chance = stage.frame, stage.chance
    slant = stage.spread(-0.28, 0.28)
    light = stage.mood.haze * 0.6 + 0.1
    pixels = mix(pixels, stage.mood.haze, 0.1)
    for count, length, strength, thick in (
        (900, 0.03, 70, 1),
        (420, 0.06, 60, 1),
        (120, 0.11, 46, 2),
    ):
        mask = np.zeros((frame.height, frame.width), np.uint8)
        total = round(count * frame.aspect)
        across = chance.uniform(-0.1, frame.aspect + 0.1, total)
        down, long = chance.uniform(-0.1, 1, total), length * chance.uniform(0.6, 1.3, total)
        ends = np.stack([across, down, across + slant * long, down + long], axis=1)
        unit = frame.height * 2**FRACTION_BITS
        paths = np.rint(ends * unit).astype(np.int32).reshape(-1, 2, 2)
        width = max(1, round(thick * frame.height / 1000))
        cv2.polylines(mask, list(paths), False, strength, width, cv2.LINE_AA, FRACTION_BITS)
        amount = cv2.GaussianBlur(mask, (0, 0), 0.5 * thick).astype(np.float32) / 255
        pixels = mix(pixels, light, amount)
    return pixels


def _snowfall(stage: Stage, pixels: Pixels) -> Pixels:
    """Flakes at four depths: far and fine to near and out of focus."""
    frame, chance = stage.frame, stage.chance
    light = np.minimum(stage.mood.haze * 0.7 + stage.mood.cloud_lit * 0.5 + 0.12, 1.1)
    for count, size, soft, strength in (
        (1300, 0.0009, 0.0004, 0.6),
        (380, 0.0018, 0.0007, 0.8),
        (80, 0.0034, 0.0018, 0.75),
        (14, 0.008, 0.006, 0.4),
    ):
        mask = np.zeros((frame.height, frame.width), np.uint8)
        for _ in range(round(count * frame.aspect)):
            across, down, part = chance.uniform(0, frame.aspect), chance.random(), chance.random()
            unit = frame.height * 2**FRACTION_BITS
            centre = (round(across * unit), round(float(down) * unit))
            radius = max(6, round(size * (0.6 + 0.8 * float(part)) * unit))
            cv2.circle(mask, centre, radius, 255, -1, cv2.LINE_AA, FRACTION_BITS)
        spread = max(0.4, soft * frame.height)
        amount = cv2.GaussianBlur(mask, (0, 0), spread).astype(np.float32) / 255
        pixels = mix(pixels, light, smoothstep(0, 1, amount) * np.float32(strength))
    return pixels
