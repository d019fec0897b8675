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

PLAIN = 0.06
"""Spread of the channels (logarithms) in a light of their own up to which a pixel is plain."""

ENOUGH, MORE_BY_CAST, USUAL_CAST = 0.1, 0.5, 0.2
"""Part of the pixels that has to be plain for a light to be believed, and how much more for a cast
past the usual: what could be an evening or a painted palette has to show much that is white.
"""

ALIKE = (0.25, 0.6)
"""How far the casts of darks, middles and lights may lie apart, and from where on it is none: a
light falls on all of them.
"""

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
    """How far it can be believed, 0..1: a picture with little that is plain does not show it."""


def sampled(pixels: Pixels) -> Sample:
    """Statistics of a small copy."""
    levels = _planes(small_copy(pixels, SAMPLE_SIDE))
    luma = LUMA @ levels
    black, middle, white = np.percentile(luma, [0.5, 50, 99.5])
    return Sample(
        black=float(black),
        white=float(white),
        middle=float(middle),
        contrast=float(luma.std()),
        chroma=float(_spread(levels).mean()),
        cast=_shared_cast(levels[:, ::SPARSE], luma[::SPARSE]),
    )


def light_on(pixels: Pixels) -> Light:
    """What lit the picture."""
    levels = _telling(_planes(small_copy(pixels, LIGHT_SIDE)))
    colour = _colour_of(levels, BRIGHTS_WEIGH)
    plain = float((_spread(_logarithms(levels) - colour[:, np.newaxis]) < PLAIN).mean())
    enough = ENOUGH + MORE_BY_CAST * max(float(np.ptp(colour)) - USUAL_CAST, 0)
    trust = float(np.clip(2 * plain / enough - 1, 0, 1))
    return Light(colour, trust * _likeness(levels) if trust else 0.0)


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


def _planes(small: Pixels) -> Levels:
    """Red, green and blue of every pixel, 0..1: 3 × n. Rows are quicker to compare than columns."""
    return np.ascontiguousarray(small.reshape(-1, 3).T) / 255


def _spread(planes: Levels) -> Levels:
    """The distance between each pixel's largest and smallest channel."""
    red, green, blue = planes
    largest = np.maximum(np.maximum(red, green), blue)
    return np.asarray(largest - np.minimum(np.minimum(red, green), blue))


def _logarithms(levels: Levels) -> Levels:
    return np.asarray(np.log(np.maximum(levels, 1 / 255)))


def _telling(levels: Levels) -> Levels:
    """The pixels (3 × n) of which no channel is clipped; all of them where that leaves too few."""
    low, high = CLIPPED
    red, green, blue = (levels > low) & (levels < high)
    telling = levels[:, red & green & blue]
    return telling if telling.shape[1] * 20 >= levels.shape[1] else levels


def _colour_of(levels: Levels, norm: int) -> Levels:
    """Logarithms of red, green and blue over their mean, of the plain half of the pixels (3 × n):
    what is colourful by itself tells nothing about the light. What is plain shows once the light is
    known, so it is found in a few rounds.
    """
    logarithms = _logarithms(levels)
    weighed = levels**norm
    colour = np.zeros((3, 1))
    for _ in range(ROUNDS):
        spread = _spread(logarithms - colour)
        plain = spread <= np.median(spread)
        mean = (weighed @ plain / np.count_nonzero(plain)) ** (1 / norm)
        colour = _logarithms(mean)[:, np.newaxis]
        colour -= colour.mean()
    return colour[:, 0]


def _thirds(levels: Levels, luma: Levels) -> list[Levels]:
    """The colours of what is dark, middle and light."""
    names = np.digitize(luma, np.percentile(luma, [33, 67]))
    parts = [_telling(levels[:, names == third]) for third in range(3)]
    return [_colour_of(part, 1) for part in parts if part.shape[1]]


def _likeness(levels: Levels) -> float:
    """How far darks, middles and lights have one cast, 0..1."""
    some = levels[:, ::SPARSE]
    apart = float(np.ptp(_thirds(some, LUMA @ some), axis=0).max())
    same, different = ALIKE
    return float(np.clip((different - apart) / (different - same), 0, 1))


def _shared_cast(levels: Levels, luma: Levels) -> Levels:
    """A cast lies on everything, a warm sun or a blue sky on some of it: the smallest of the
    colours of the light and of the dark, middle and light thirds, where all agree in direction.
    """
    light = _colour_of(_telling(levels), BRIGHTS_WEIGH)
    colours = np.array([light, *_thirds(levels, luma)])
    agree = np.abs(np.sign(colours).sum(axis=0)) == len(colours)
    smallest = colours[np.abs(colours).argmin(axis=0), range(3)]
    return np.asarray(np.where(agree, smallest, 0.0))
