"""Neon tubes and reliefs: what a picture's edges make of light."""

import cv2
import numpy as np

from generation.studio.operations.easel import Canvas, luma, ramp, soft, times, unit_of
from generation.studio.operations.flow import Flow
from generation.studio.operations.kuwahara import kuwahara
from generation.studio.operations.strips import Field

NIGHT = (0.018, 0.014, 0.04)
"""The wall the tubes hang on."""

TUBES = ((0.1, 0.85, 1.0), (1.0, 0.12, 0.75))
"""Cyan above, magenta below: for what has no colour of its own."""

GROUND = 0.62
"""Level of a flat place in a relief."""


def neon(canvas: Canvas, amount: float) -> Canvas:
    """Canvas in, canvas out; `amount` 0..1 lets the tubes glow wider."""
    unit = unit_of(canvas)
    calm = kuwahara(canvas, 2.5 * unit)
    tubes = _tubes(calm, unit)
    colour = _colours(calm, unit)
    lit = times(colour, tubes)
    bright = lit * np.float32(0.95)
    for sigma, strength in ((3, 0.9), (9, 0.36 + 0.9 * amount), (30, 0.36 + 0.9 * amount)):
        bright += soft(lit, sigma * unit) * np.float32(strength)
    bright += (ramp(tubes, 0.45, 1.0) * np.float32(0.6))[..., np.newaxis]
    # Light adds up and fades into white, as in a camera.
    bright *= np.float32(-1.25)
    np.exp(bright, out=bright)
    bright *= 1 - np.float32(0.07) * canvas - np.array(NIGHT, dtype=np.float32)
    return np.asarray(1 - bright, dtype=np.float32)


def relief(canvas: Canvas, amount: float) -> Canvas:
    """Pressed paper, lit from the upper left; `amount` 0..1 presses deeper."""
    unit = unit_of(canvas)
    gray = luma(kuwahara(canvas, 1.6 * unit))
    slope = _slope(gray, 0.9 * unit) + np.float32(0.9) * _slope(gray, 3.5 * unit)
    lit = np.tanh(slope * np.float32(0.8 + 2.2 * amount)) * np.float32(0.42)
    level = np.clip(np.float32(GROUND) + lit + (gray - 0.5) * np.float32(0.12), 0, 1)
    tint = np.array((1.01, 1.0, 0.975), dtype=np.float32)
    return np.asarray(np.clip(level[..., np.newaxis] * tint, 0, 1), dtype=np.float32)


def _slope(gray: Field, sigma: float) -> Field:
    """How much it faces the upper left, where the light is, over about `sigma` pixels."""
    calm = soft(gray, sigma)
    right = cv2.Sobel(calm, cv2.CV_32F, 1, 0, scale=0.125)
    lower = cv2.Sobel(calm, cv2.CV_32F, 0, 1, scale=0.125)
    return np.asarray((right + lower) * np.float32(4 * max(sigma, 0.5)), dtype=np.float32)


def _tubes(calm: Canvas, unit: float) -> Field:
    """0..1: thin bright lines on the edges of any colour, joined along the forms."""
    channels = [_steepness(np.asarray(each, np.float32), unit) for each in cv2.split(calm)]
    steep = np.maximum(np.maximum(channels[0], channels[1]), channels[2])
    steep = np.asarray(np.sqrt(steep), dtype=np.float32)
    ridge = np.maximum(steep - soft(steep, 3 * unit), 0)
    joined = Flow.of(luma(calm)).along(np.asarray(ridge, np.float32), 10 * unit)
    top = max(float(np.percentile(joined[::4, ::4], 98.5)), 0.04)
    return ramp(joined, 0.16 * top, 0.95 * top)


def _steepness(channel: Field, unit: float) -> Field:
    near = soft(channel, 1.4 * unit)
    right = cv2.Sobel(near, cv2.CV_32F, 1, 0, scale=0.25)
    lower = cv2.Sobel(near, cv2.CV_32F, 0, 1, scale=0.25)
    return np.asarray(cv2.magnitude(right, lower), dtype=np.float32)


def _colours(calm: Canvas, unit: float) -> Canvas:
    """The picture's own hues at full strength; gray things take the colours of TUBES."""
    near = soft(calm, 5 * unit)
    low, high = near.min(axis=2, keepdims=True), near.max(axis=2, keepdims=True)
    own = (near - low) / np.maximum(high - low, np.float32(0.02))
    share = ramp(np.asarray((high - low)[..., 0], np.float32), 0.06, 0.25)
    down = np.linspace(0, 1, len(calm), dtype=np.float32)[:, np.newaxis, np.newaxis]
    first, second = (np.array(each, dtype=np.float32) for each in TUBES)
    given = first + (second - first) * down
    colour = given + (own - given) * share[..., np.newaxis]
    return np.asarray(0.06 + 0.94 * colour, dtype=np.float32)
