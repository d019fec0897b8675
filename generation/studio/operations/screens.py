"""Printing by dots: amplitude-modulated screens, one for black or four at the usual angles."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.studio.operations.strips import in_strips
from generation.studio.operations.toning import saturating
from generation.studio.passes import curve, run
from generation.studio.pixels import Pixels, blurred

TILE = 32
"""Side in pixels of one dot's drawing."""

REACH = 1024
"""Side of what is taken from the screen at once."""

PAPER = (250, 247, 240)


@dataclass(frozen=True)
class Ink:
    """A printing ink: its colour on paper, the angle of its screen in degrees."""

    colour: tuple[int, int, int]
    degrees: float


BLACK = Ink((30, 28, 32), 45)
PROCESS = (
    Ink((0, 164, 232), 15),
    Ink((234, 40, 152), 75),
    Ink((255, 232, 20), 0),
    Ink((38, 36, 40), 45),
)
"""Cyan, magenta, yellow and black at the angles at which their screens disturb each other least."""

PURER = 1.28
"""Saturation that the impure inks need to show the picture's own."""

OPENED = curve(lambda level: np.asarray(level**0.88))
"""Four inks, one over the other, are darker than the sum of them."""

CONTRAST = curve(lambda level: level + level * (1 - level) * (2 * level - 1))

UNDERCOLOUR = 0.75
"""Part of the gray in three inks that black takes over."""


def printed(pixels: Pixels, cell: float, inks: tuple[Ink, ...]) -> Pixels:
    """Dots `cell` pixels apart on paper; `inks` are black alone or the four of PROCESS."""
    toned = blurred(pixels, cell * 0.3)
    toned = run((saturating(PURER), OPENED, CONTRAST) if len(inks) > 1 else (CONTRAST,), toned)

    def print_strip(strip: Pixels, top: int) -> Pixels:
        planes = _separated(strip) if len(inks) > 1 else [_darkness(strip)]
        sheet = np.empty_like(strip)
        sheet[:] = PAPER
        for ink, plane in zip(inks, planes, strict=True):
            _over(sheet, _dots(plane, cell, ink.degrees, top), ink)
        return sheet

    return in_strips(toned, print_strip)


def _darkness(strip: Pixels) -> Pixels:
    return np.asarray(255 - cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _separated(strip: Pixels) -> list[Pixels]:
    """Cyan, magenta, yellow and black, 255 where all of it is printed."""
    cyan, magenta, yellow = (np.asarray(each, np.uint8) for each in cv2.split(255 - strip))
    gray = np.minimum(np.minimum(cyan, magenta), yellow)
    # Black comes in late, so that lights are not dirtied by it.
    level = np.linspace(0, 1, 256)
    table = np.rint(255 * UNDERCOLOUR * level**1.6).astype(np.uint8)
    black = np.asarray(cv2.LUT(gray, table), dtype=np.uint8)
    # What black covers needs no colour: the rest is spread over what is left of the paper.
    rest = 255 - black
    inks = [
        np.asarray(cv2.divide(cv2.subtract(each, black), rest, scale=255), np.uint8)
        for each in (cyan, magenta, yellow)
    ]
    return [*inks, black]


def _dots(plane: Pixels, cell: float, degrees: float, top: int) -> Pixels:
    """Ink of 0..255 where a screen of dots prints `plane`, a strip that starts at row `top`."""
    side = max(1, int(REACH * cell / TILE))
    screen = np.empty_like(plane)
    for down in range(0, plane.shape[0], side):
        for across in range(0, plane.shape[1], side):
            part = screen[down : down + side, across : across + side]
            part[:] = _screen(part.shape, (top + down, across), cell, degrees)
    # Dots with an edge of about a pixel, whatever their size; the 1 more lets white stay bare and
    # black print in full, and keeps the mean between.
    steep = max(1.0, cell / 3)
    return np.asarray(cv2.addWeighted(plane, steep + 1, screen, -steep, 0), dtype=np.uint8)


def _screen(size: tuple[int, ...], start: tuple[int, int], cell: float, degrees: float) -> Pixels:
    """The screen under a part of the frame that starts at a row and column."""
    turn, scale = np.radians(degrees), TILE / cell
    cosine, sine = scale * np.cos(turn), scale * np.sin(turn)
    first = cosine * start[1] + sine * start[0]
    second = cosine * start[0] - sine * start[1]
    # Rows of the screen fall as columns of the frame rise: begin far enough down.
    lowest = TILE * np.ceil(sine * size[1] / TILE)
    placing = np.array([[cosine, sine, first % TILE], [-sine, cosine, second % TILE + lowest]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(SPOTS, placing, size[::-1], flags=flags), dtype=np.uint8)


def _over(sheet: Pixels, cover: Pixels, ink: Ink) -> None:
    for channel, level in enumerate(ink.colour):
        left = cv2.convertScaleAbs(cover, alpha=level / 255 - 1, beta=255)
        sheet[..., channel] = cv2.multiply(
            np.ascontiguousarray(sheet[..., channel]), left, scale=1 / 255
        )


def _spot() -> Pixels:
    """The order in which the places of one dot are inked: as many at each level."""
    axis = np.cos(2 * np.pi * (np.arange(TILE) + 0.5) / TILE)
    heights = -(axis[:, np.newaxis] + axis).ravel().round(9)
    ranks = np.empty(TILE * TILE)
    ranks[np.argsort(heights, kind="stable")] = np.arange(TILE * TILE)
    return np.rint(255 * ranks / (TILE * TILE - 1)).astype(np.uint8).reshape(TILE, TILE)


SPOTS = np.tile(_spot(), (2 * REACH // TILE, 2 * REACH // TILE))
"""Enough dots for one part: OpenCV repeats a tile by itself, sixteen times as slowly."""
