"""Building blocks of looks: saturation, colours as levels, curves towards others, blends."""

import cv2
import numpy as np

from generation.studio.passes import LEVELS, LUMA, Levels, Matrix
from generation.studio.pixels import Pixels


def saturating(keep: float) -> Matrix:
    """Colour times `keep` (0 none, 1 as it was), the luma kept."""
    return Matrix(keep * np.eye(3) + (1 - keep) * np.tile(LUMA, (3, 1)))


def levels_of(color: str) -> Levels:
    """#rrggbb as red, green and blue of 0..1."""
    return np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def towards(target: Levels, amount: float) -> Levels:
    """The curve that lies `amount` of the way from no change to `target`."""
    return np.asarray(LEVELS + amount * (target - LEVELS))


def bent(steepness: float) -> Levels:
    """An S-curve that keeps black, middle and white; 0 is straight, 1 twice as steep."""
    side = np.minimum(LEVELS, 1 - LEVELS)
    half = 0.5 * (2 * side) ** (1 + steepness)
    return np.asarray(np.where(LEVELS < 0.5, half, 1 - half))


def blended(under: Pixels, over: Pixels, share: float) -> Pixels:
    """`share` (0..1) of `over` on `under`."""
    return np.asarray(cv2.addWeighted(over, share, under, 1 - share, 0), dtype=np.uint8)


def screened(under: Pixels, light: Pixels) -> Pixels:
    """Light added as by a second projector: never darker, never beyond white."""
    shade = cv2.multiply(cv2.bitwise_not(under), cv2.bitwise_not(light), scale=1 / 255)
    return np.asarray(cv2.bitwise_not(shade), dtype=np.uint8)
