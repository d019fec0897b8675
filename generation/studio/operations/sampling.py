"""What a small copy of a picture tells about its light and its colour cast."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.studio.passes import LUMA, Levels
from generation.studio.pixels import Pixels

SAMPLE_SIDE, LIGHT_SIDE = 256, 112
"""Longer sides of the copies that are measured: the colour of the light needs few pixels."""

DENSE = 3
"""Pixels along each side that are averaged for one of a small copy."""

SPARSE = 5
"""Of so many pixels one is asked for the colour of the light."""

CLIPPED = (0.02, 0.98)
"""Levels beyond which a channel tells nothing about the light any more."""

BELIEVED = (0.35, 0.95)
"""Median spread of the channels (logarithms) to which, and from which not, a light is believed."""

ROUNDS = 4
"""Rounds in which what is plain and the colour of the light are found from each other."""

BRIGHTS_WEIGH = 5
"""Minkowski norm of the light's colour: 1 is plain grey world, more lets bright places weigh more
("shades of gray", Finlayson and Trezzi 2004).
"""


@dataclass(frozen=True)
class Sample:
    """Statistics of a picture, all levels 0..1."""

    black: float
    """Luma of the darkest half per cent."""
    white: float
    """Luma of the lightest half per cent."""
    middle: float
    """Median luma."""
    contrast: float
    """Standard deviation of the luma."""
    chroma: float
    """Mean distance between the largest and the smallest channel."""
    cast: Levels
    """What lies in darks, middles and lights alike: logarithms of red, green and blue over their
    mean.
    """


@dataclass(frozen=True)
class Light:
    """What lit a picture."""

    colour: Levels
    """By shades of gray: logarithms of red, green and blue over their mean."""
    trust: float
    """How far it can be believed, 0..1: a picture without anything plain does not show it."""


def sampled(pixels: Pixels) -> Sample:
    """Statistics of a small copy."""
    levels = small_copy(pixels, SAMPLE_SIDE).reshape(-1, 3) / 255
    luma = levels @ LUMA
    black, middle, white = np.percentile(luma, [0.5, 50, 99.5])
    return Sample(
        black=float(black),
        white=float(white),
        middle=float(middle),
        contrast=float(luma.std()),
        chroma=float(np.ptp(levels, axis=1).mean()),
        cast=_shared_cast(levels[::SPARSE], luma[::SPARSE]),
    )


def light_on(pixels: Pixels) -> Light:
    """What lit the picture."""
    levels = _telling(small_copy(pixels, LIGHT_SIDE).reshape(-1, 3) / 255)
    colour = _colour_of(levels, BRIGHTS_WEIGH)
    spread = np.ptp(np.log(np.maximum(levels, 1 / 255)) - colour, axis=1)
    plain, colourful = BELIEVED
    trust = np.clip((colourful - np.median(spread)) / (colourful - plain), 0.2, 1)
    return Light(colour, float(trust))


def gains(colour: Levels, amount: float, limit: float) -> Levels:
    """Factors of red, green and blue that take `amount` of a light's colour out, within the limit
    (as a logarithm), the luma of gray kept.
    """
    factors = np.exp(-amount * np.clip(colour, -limit, limit))
    return np.asarray(factors / float(factors @ LUMA))


def small_copy(pixels: Pixels, side: int) -> Pixels:
    """The picture with a longer side of at most `side`, averaged over enough pixels of a large
    frame, and not all of them: that takes a tenth of the time.
    """
    height, width = pixels.shape[:2]
    shrink = max(1.0, max(height, width) / side)
    if shrink > DENSE:
        some = (round(width * DENSE / shrink) or 1, round(height * DENSE / shrink) or 1)
        pixels = np.asarray(cv2.resize(pixels, some, interpolation=cv2.INTER_NEAREST), np.uint8)
    size = (max(1, round(width / shrink)), max(1, round(height / shrink)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _telling(levels: Levels) -> Levels:
    """The pixels of which no channel is clipped; all of them where that leaves too few."""
    low, high = CLIPPED
    telling = levels[(levels.min(axis=1) > low) & (levels.max(axis=1) < high)]
    return telling if len(telling) * 20 >= len(levels) else levels


def _colour_of(levels: Levels, norm: float) -> Levels:
    """Logarithms of red, green and blue over their mean, of the plain half of the pixels: what is
    colourful by itself tells nothing about the light. What is plain shows once the light is known,
    so it is found in a few rounds.
    """
    logarithms = np.log(np.maximum(levels, 1 / 255))
    colour = np.zeros(3)
    for _ in range(ROUNDS):
        spread = np.ptp(logarithms - colour, axis=1)
        plain = levels[spread <= np.median(spread)]
        mean = (plain**norm).mean(axis=0) ** (1 / norm)
        colour = np.log(np.maximum(mean, 1 / 255))
        colour -= colour.mean()
    return np.asarray(colour)


def _shared_cast(levels: Levels, luma: Levels) -> Levels:
    """A cast lies on everything, a warm sun or a blue sky on some of it: the smallest of the
    colours of the light and of the dark, middle and light thirds, where all agree in direction.
    """
    edges = np.percentile(luma, [33, 67])
    thirds = np.digitize(luma, edges)
    parts = [_telling(levels[thirds == third]) for third in range(3)]
    light = _colour_of(_telling(levels), BRIGHTS_WEIGH)
    colours = np.array([light, *(_colour_of(part, 1) for part in parts if len(part))])
    agree = np.abs(np.sign(colours).sum(axis=0)) == len(colours)
    smallest = colours[np.abs(colours).argmin(axis=0), range(3)]
    return np.asarray(np.where(agree, smallest, 0.0))
