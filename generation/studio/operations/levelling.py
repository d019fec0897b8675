"""Finding by how much a picture hangs: long straight edges that are nearly level or upright.

A Hough transform in which each edge pixel votes only along its own direction (O'Gorman and Clowes,
"Finding picture edges through collinearity of feature points", 1976). Votes carry the edge's sign,
so that texture cancels itself out, and lines count by the cube of their length.
"""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image, Resampling

from generation.studio.pixels import Pixels

SIDE = 640
"""Longest side of the copy that is searched, in pixels: preview and final hang alike."""

STEEPEST = 20.0
STEP = 0.25
"""Degrees."""

FAINT, CLEAR = 8.0, 48.0
"""Slopes of brightness (Sobel) below which there is no edge, and above which all are equal."""

OWN = 4.0
"""Degrees by which a pixel's own direction may miss the line it votes for."""

SPREAD = 0.3
"""Uprights far from the middle lean with the perspective: a bell this wide, in picture widths."""

POWER = 3
SAME, AROUND = 1.25, 4.0
"""Degrees by which the halves of a picture may hang differently, and in which they are asked."""

UNSHARED = 0.4
"""What is left of the confidence if they do."""

NEIGHBOUR = 2.0
"""Degrees to both sides that a direction has to stand out against."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Slant:
    """How far the picture hangs clockwise, in degrees, and how sure that is (0 to 1)."""

    degrees: float
    confidence: float


@dataclass(frozen=True)
class Edges:
    """Pixels on edges of one kind, by their own slant in degrees; the place from the middle across
    the lines and along them, the strength (up to ±1)."""

    across: Values
    along: Values
    slant: Values
    strength: Values
    length: int = 1
    """Of the picture's side along the lines, in pixels."""
    bell: float = 0.0
    """Width of the bell that weighs lines by their distance from the middle, in pixels; 0: none."""

    def lines(self, degrees: float, own: float = OWN, *, signed: bool = True) -> float:
        """How much lies on lines of this slant, as a length in picture sides."""
        near = slice(*np.searchsorted(self.slant, (degrees - own, degrees + own)))
        turn = math.radians(degrees)
        place = self.across[near] * math.cos(turn) - self.along[near] * math.sin(turn)
        reach = 2 * SIDE
        votes = self.strength[near] if signed else np.abs(self.strength[near])
        counted = np.bincount((place + reach).astype(int), votes, minlength=2 * reach)
        summed = np.abs(counted.astype(np.float64))
        if self.bell:
            summed *= np.exp(-(((np.arange(len(summed)) - reach) / self.bell) ** 2) / 2)
        return float(((summed / self.length) ** POWER).sum())


def find_slant(image: Image) -> Slant:
    """The slant of the horizon, or of what stands upright; confidence 0 where there is neither."""
    gray = _small(image)
    if min(gray.shape) < 16:
        return Slant(0.0, 0.0)
    kinds = _edges(gray)
    angles = np.arange(-STEEPEST, STEEPEST + STEP / 2, STEP)
    found = np.array([_strength(kinds, angle) for angle in angles])
    best, confidence = _peak(angles, found)
    if confidence and not _is_shared(gray, best):
        confidence *= UNSHARED
    return Slant(_refined(kinds, best) if confidence else 0.0, confidence)


def _small(image: Image) -> Pixels:
    scale = min(1.0, SIDE / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    gray = np.asarray(image.convert("L").resize(size, Resampling.BICUBIC, reducing_gap=3))
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), 1.2), dtype=np.uint8)


def _edges(gray: Pixels) -> tuple[Edges, Edges]:
    """The nearly level ones and the nearly upright ones."""
    right = cv2.Sobel(gray, cv2.CV_32F, 1, 0).astype(np.float64)
    down = cv2.Sobel(gray, cv2.CV_32F, 0, 1).astype(np.float64)
    height, width = gray.shape
    x = np.tile(np.arange(width) - width / 2, (height, 1))
    y = np.tile(np.arange(height)[:, np.newaxis] - height / 2, (1, width))
    level = _nearly(down, -right, y, x)
    # An upright line that hangs clockwise goes to the left as it goes down.
    upright = _nearly(right, down, x, -y)
    return replace(level, length=width), replace(upright, length=height, bell=SPREAD * width)


def _nearly(main: Values, side: Values, across: Values, along: Values) -> Edges:
    """The edges whose slope points in the direction `main`, or nearly so."""
    size = np.hypot(main, side)
    slant = np.degrees(np.arctan2(side * np.sign(main), np.abs(main)))
    chosen = (size > FAINT) & (np.abs(slant) < STEEPEST + OWN)
    strength = np.minimum(size / CLEAR, 1) * np.sign(main)
    order = np.argsort(slant[chosen], kind="stable")
    across, along, slant, strength = (
        each[chosen][order] for each in (across, along, slant, strength)
    )
    return Edges(across, along, slant, strength)


def _strength(kinds: tuple[Edges, Edges], degrees: float) -> float:
    return float(sum(kind.lines(degrees) for kind in kinds) ** (1 / POWER))


def _peak(angles: Values, found: Values) -> tuple[float, float]:
    """The direction that stands out most, and how sure it is.

    A picture with a level line nearly as strong hangs by nothing.
    """
    step = round(NEIGHBOUR / STEP)
    around = np.pad(found, step, mode="edge")
    lifted = found - (around[: -2 * step] + around[2 * step :]) / 2
    level = np.where(np.abs(angles) < 0.8, lifted, 0)
    best = int(level.argmax() if level.max() > 0.6 * lifted.max() else lifted.argmax())
    if lifted[best] <= 0:
        return 0.0, 0.0
    other = lifted[np.abs(angles - angles[best]) > 1.5].max(initial=0)
    # Each by what real horizons, real walls and pictures without either gave.
    sure = np.clip((lifted[best] - 0.05) / 0.1, 0, 1)
    sure *= np.clip((lifted[best] / found[best] - 0.12) / 0.18, 0, 1)
    sure *= np.clip((1 - other / lifted[best]) / 0.4, 0, 1)
    return float(angles[best]), float(sure)


def _is_shared(gray: Pixels, degrees: float) -> bool:
    """Whether the left and the right half hang alike: a horizon and walls go on from one to the
    other, a shore, a road or a wave is slanted in one place and bends in another.
    """
    middle = gray.shape[1] // 2
    angles = np.arange(degrees - AROUND, degrees + AROUND + STEP / 2, STEP)
    for half in (gray[:, :middle], gray[:, middle:]):
        kinds = _edges(half)
        found = np.array([_strength(kinds, angle) for angle in angles])
        if abs(angles[found.argmax()] - degrees) > SAME:
            return False
    return True


def _refined(kinds: tuple[Edges, Edges], degrees: float) -> float:
    """To a twentieth of a degree. Signs are left out: light and dark may change along a horizon."""
    angles = np.arange(degrees - 1, degrees + 1.01, 0.05)
    found = np.array([sum(k.lines(a, 2.0, signed=False) for k in kinds) for a in angles])
    smooth = np.convolve(np.pad(found, 2, mode="edge"), [0.1, 0.2, 0.4, 0.2, 0.1], mode="valid")
    return round(float(angles[smooth.argmax()]), 2)
