"""What a picture needs, by its sample: little or nothing if it is a good one.

Every rule here is a doubt in the picture's favour: mist, night, snow and a painted palette look
like faults to statistics, and are none.
"""

import numpy as np

from generation.studio.operations.sampling import Sample, gains
from generation.studio.operations.toning import saturating, towards
from generation.studio.passes import LEVELS, Levels, Pass, curves

BLACK_AT, WHITE_AT = 0.08, 0.86
"""Darkest and lightest luma that count as right: only what falls short is stretched."""

BLACK_LIMIT, GAIN_LIMIT = 0.3, 1.7
"""How far black is moved, and how much lighter white becomes."""

DARK, LIGHT = 0.3, 0.72
"""Median luma that counts as too dark or too light."""

BEND_LIMIT = (0.62, 1.35)
"""Powers of the curve that brings the middle back."""

DAY, NIGHT = 2.1, 2.6
"""How many times the lightest is lighter than the median: a dim day keeps the ratio of a day."""

BLACK_SHARE, FLAT = (0.48, 0.85), (0.5, 0.4)
"""How much of a lifted black is taken back: least, and most, where the range of tones is so short
that it cannot be mist.
"""

DULL = (0.82, 0.66)
"""Lightest luma down to which white is left, and from which it is missed."""

CAST_SHARE = 0.1
"""How much of a cast is taken out where colours may be meant."""

GLOOM = (0.41, 0.56)
"""Lightest luma below which darkness is meant, and from which it may be a fault."""

COLOURFUL, FADED = 0.25, 0.12
"""Mean chroma from which a picture's colours are its palette, and to which they may be faults."""

CAST_SPARED, CAST_LIMIT = 0.03, 0.18
"""A cast (logarithm) below which it is taste, and the most that is taken out."""

PALE, NO_COLOUR = 0.08, 0.02
"""Mean chroma below which colours are pale, and below which there are meant to be none."""


def mended(sample: Sample, amount: float) -> tuple[Pass, ...]:
    """The passes that bring the picture to its right light, white and colour."""
    excess = np.sign(sample.cast) * np.maximum(np.abs(sample.cast) - CAST_SPARED, 0)
    light = stretched(sample)
    share = CAST_SHARE + (1 - CAST_SHARE) * fading(sample) * dimness(sample)
    balance = gains(excess, share, CAST_LIMIT)
    tables = (towards(np.clip(light * gain, 0, 1), amount) for gain in balance)
    return (curves(*tables), saturating(1 + amount * colour_needed(sample)))


def fading(sample: Sample) -> float:
    """How likely it is that pale colours and lifted blacks are faults, 0..1."""
    return _part(sample.chroma, COLOURFUL, FADED)


def dimness(sample: Sample) -> float:
    """How likely it is that darkness is a fault, 0..1: a night has lights in it, or is so dark
    that it must be meant.
    """
    ratio = sample.white / max(sample.middle, 0.01)
    return _part(ratio, NIGHT, DAY) * _part(sample.white, *GLOOM)


def stretched(sample: Sample) -> Levels:
    """The curve of the light: ends first, then the middle."""
    least, most = BLACK_SHARE
    share = least + (most - least) * _part(sample.white - sample.black, *FLAT)
    low = share * fading(sample) * min(max(sample.black - BLACK_AT, 0), BLACK_LIMIT)
    missing = max(WHITE_AT - sample.white, 0) * dimness(sample) * _part(sample.white, *DULL)
    high = max(sample.white, 0.01) / max(sample.white + missing, 0.01)
    high = max(high, 1 / GAIN_LIMIT, low + 0.3)
    ends = np.clip((LEVELS - low) / (high - low), 0, 1)
    middle = float(np.clip((sample.middle - low) / (high - low), 0.02, 0.98))
    return np.asarray(ends ** bend_needed(middle, sample))


def bend_needed(middle: float, sample: Sample) -> float:
    """The power that brings a median into what counts as right, as far as that is a fault."""
    right = float(np.clip(middle, DARK, LIGHT))
    share = dimness(sample) if middle < DARK else fading(sample) * _part(sample.black, 0.1, 0.25)
    power = np.log(right) / np.log(middle)
    return float(np.clip(1 + (power - 1) * share, *BEND_LIMIT))


def colour_needed(sample: Sample) -> float:
    """How much more saturation: pale pictures get some, black and white ones none."""
    if sample.chroma < NO_COLOUR:
        return 0.0
    return 0.4 * _part(sample.chroma, PALE, 0) + 0.03


def local_share(sample: Sample) -> float:
    """How much of the local contrast shows: the flatter the picture, the more."""
    if sample.white - sample.black < 0.08:
        return 0.0
    return 0.06 + 0.24 * fading(sample) * dimness(sample) * _part(sample.contrast, 0.17, 0.08)


def _part(value: float, none: float, full: float) -> float:
    """0 at `none`, 1 at `full`, straight between."""
    return float(np.clip((value - none) / (full - none), 0, 1))
