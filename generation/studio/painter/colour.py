"""Colours and how layers meet, in linear light."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

DARKEST_CURVED = 0.0031308


def linear(code: str) -> Floats:
    """The colour of a hex code like "ffcc00", in linear light."""
    encoded = np.array([int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def linears(codes: str) -> list[Floats]:
    """The colours of several hex codes, parted by spaces."""
    return [linear(code) for code in codes.split()]


def encode(light: Floats) -> Floats:
    """Linear light 0..1 as sRGB 0..1."""
    curved = 1.055 * np.power(np.maximum(light, DARKEST_CURVED), np.float32(1 / 2.4)) - 0.055
    encoded: Floats = np.where(light <= DARKEST_CURVED, light * 12.92, curved).astype(np.float32)
    return encoded


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """0 up to `low`, 1 from `high`, smooth between; `low` may be the greater."""
    part = np.clip((value - low) / (high - low), 0, 1)
    eased: Floats = (part * part * (3 - 2 * part)).astype(np.float32)
    return eased


def mix(under: Floats, over: Floats, amount: Floats | float) -> Floats:
    """`under` where the amount is 0, `over` where it is 1; a field of amounts fits pixels."""
    if isinstance(amount, np.ndarray) and amount.ndim == 2:
        amount = amount[..., None]
    mixed: Floats = (under + (over - under) * amount).astype(np.float32)
    return mixed


def glow(pixels: Floats, colour: Floats, amount: Floats) -> Floats:
    """Light of a colour added, as much as the field says."""
    lit: Floats = pixels + amount[..., None] * colour
    return lit


def gradient(stops: list[Floats], at: Floats) -> Floats:
    """Evenly spaced colours read at 0..1; the answer has one more axis than `at`."""
    places = np.linspace(0, 1, len(stops))
    table = np.stack(stops)
    channels = [np.interp(at, places, table[:, index]) for index in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)
