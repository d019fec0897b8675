"""Colour grading of a shown picture: what palettes and feelings do to it. All values are sRGB."""

import numpy as np

from .colour import Floats, encode, mix
from .feelings import Feeling
from .palettes import Palette

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
TABLE = 1024


def grade(shown: Floats, palette: Palette | None, feeling: Feeling) -> Floats:
    """`shown` (height, width, 3), 0..1, graded; may leave 0..1 by a little."""
    shown = _felt(shown, feeling)
    if palette is None:
        return shown
    if palette.tint and palette.ramp:
        shown = _tinted(shown, palette)
    shown = _saturated(shown, palette.saturation)
    shown = 0.5 + (shown - 0.5) * np.float32(palette.contrast)
    return np.asarray(palette.lift + shown * np.float32(1 - palette.lift), np.float32)


def luma(shown: Floats) -> Floats:
    """Lightness by channel weights, (height, width)."""
    one, two, three = (shown[..., index] * _LUMA[index] for index in range(3))
    return np.asarray(one + two + three, np.float32)


def _saturated(shown: Floats, amount: float) -> Floats:
    if amount == 1:
        return shown
    level = luma(shown)[..., None]
    return np.asarray(level + (shown - level) * np.float32(amount), np.float32)


def _felt(shown: Floats, feeling: Feeling) -> Floats:
    if feeling == Feeling():
        return shown
    shown = _saturated(shown * np.float32(feeling.bright), feeling.saturation)
    tilt = np.array([1 + feeling.warmth, 1 + 0.15 * feeling.warmth, 1 - feeling.warmth], np.float32)
    # About a third, for pictures are darker than half as a rule and contrast would sink them.
    shown = 0.4 + (shown * tilt - 0.4) * np.float32(feeling.contrast)
    return np.asarray(feeling.lift + shown * np.float32(1 - feeling.lift), np.float32)


def _tinted(shown: Floats, palette: Palette) -> Floats:
    """Each lightness takes the ramp's colour of that place, as much as the palette tints."""
    ramp = encode(np.stack(palette.ramp))
    order = np.linspace(0, 1, TABLE)
    places = np.linspace(0, 1, len(ramp))
    table = np.stack([np.interp(order, places, ramp[:, index]) for index in range(3)], axis=-1)
    at = np.clip(luma(shown) * (TABLE - 1), 0, TABLE - 1).astype(np.int32)
    return mix(shown, table.astype(np.float32)[at], palette.tint)
