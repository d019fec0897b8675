"""From a mask to the holes that are filled one by one."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.pixels import Pixels

PLANNING_SIDE = 1280
"""Longest side in pixels of the copy on which holes are laid out."""

FAINTEST = 24
"""Level of a shrunk mask from which on something was marked there."""

THIN, SLENDER = 3.0, 9.0
"""Half the width in planning pixels up to which a mark is a scratch, or a wire."""

MOST_HOLES = 12
"""More are filled together, or dust would take minutes."""

MARGIN = 1.1
"""How far around a hole its sources may lie, in sides of its box."""

LEAST_MARGIN = 40
"""The same at least, in planning pixels."""

Inside = NDArray[np.bool_]
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Holes:
    """What to fill, on the planning copy: scratches by their surroundings, the rest by patches."""

    scratches: Inside
    patched: Inside

    @property
    def all(self) -> Inside:
        return self.scratches | self.patched


def laid_out(marks: Inside, grow: float) -> Holes:
    """The holes that marks on the planning copy make, grown by a part of its longer side; thin
    marks less, or a hair would take a furrow with it.
    """
    reach = grow * max(marks.shape)
    depths = _depths(marks)
    thin, slender = (marks & (depths <= limit) for limit in (THIN, SLENDER))
    patched = grown(marks & ~slender, reach)
    patched |= grown(slender & ~thin, min(reach, SLENDER / 2))
    return Holes(grown(thin, min(reach, THIN / 2)) & ~patched, patched)


def _depths(marks: Inside) -> NDArray[np.float64]:
    """For each pixel, half the width of the mark that it belongs to."""
    padded = np.pad(marks, 1).astype(np.uint8)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1].astype(np.float64)
    count, names = cv2.connectedComponents(marks.astype(np.uint8))
    deepest = np.zeros(count, np.float64)
    np.maximum.at(deepest, names.ravel().astype(np.intp), depth.ravel())
    return np.asarray(deepest[names])


def grown(part: Inside, reach: float) -> Inside:
    """With all that lies at most `reach` pixels away."""
    if not part.any():
        return part
    away = cv2.distanceTransform((~part).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(away <= reach)


def one_by_one(part: Inside) -> Iterator[tuple[Inside, Box]]:
    """Each hole with the box of its surroundings (left, top, right, bottom), the smallest first;
    too many come as one."""
    count, names, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8))
    if count - 1 > MOST_HOLES:
        yield part, (0, 0, part.shape[1], part.shape[0])
        return
    for name in 1 + np.argsort(stats[1:, cv2.CC_STAT_AREA], kind="stable"):
        left, top, wide, high = (int(value) for value in stats[name, :4])
        margin = max(LEAST_MARGIN, round(MARGIN * max(wide, high)))
        yield (
            names == name,
            (
                max(0, left - margin),
                max(0, top - margin),
                min(part.shape[1], left + wide + margin),
                min(part.shape[0], top + high + margin),
            ),
        )


def enlarged_box(box: Box, across: float, down: float, size: tuple[int, int]) -> Box:
    """A box of the planning copy on the full picture (size: width and height)."""
    left, top, right, bottom = box
    return (
        int(left * across),
        int(top * down),
        min(size[0], int(np.ceil(right * across))),
        min(size[1], int(np.ceil(bottom * down))),
    )


def cut(part: Inside, full: Box, scale: tuple[float, float]) -> Pixels:
    """The piece of a planning map under a box of the full picture, at its size, 0 to 255."""
    left, top, right, bottom = full
    place = np.array(
        [
            [1 / scale[0], 0, (left + 0.5) / scale[0] - 0.5],
            [0, 1 / scale[1], (top + 0.5) / scale[1] - 0.5],
        ]
    )
    levels = part.astype(np.uint8) * 255
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    piece = cv2.warpAffine(
        levels, place, (right - left, bottom - top), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(piece, dtype=np.uint8)
