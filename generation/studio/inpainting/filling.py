"""Filling a hole from what is around it, from coarse to fine."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.errors import MaskInvalid
from generation.studio.inpainting.field import (
    Field,
    allowed_of,
    measure,
    patches,
    patches_at,
    search,
    targets_of,
)
from generation.studio.inpainting.voting import settled, voted
from generation.studio.pixels import Pixels

SEED = 1_905
COARSEST = 48
"""Side in pixels below which no coarser level is made."""

LEAST_SOURCES = 12
"""Whole patches that must be known for a fill to be more than a guess."""

ROUNDS = (28, 9, 5, 3)
"""How often a level is searched and filled anew: the coarsest, the next one, … and all others."""

Inside = NDArray[np.bool_]


@dataclass(frozen=True)
class Level:
    """The picture at one size: what is to be filled, and what is of no use as a source."""

    pixels: Pixels
    hole: Inside
    unusable: Inside


def filled(pixels: Pixels, hole: Inside, unusable: Inside) -> tuple[Pixels, Field]:
    """The picture (height × width × 3) with its hole filled, and where that came from.

    `unusable` (which includes the hole) is never copied from. Raises MaskInvalid if what is known
    is too little.
    """
    levels = _levels(Level(pixels, hole, unusable))
    chance = np.random.default_rng(SEED)
    field: Field | None = None
    for number, level in enumerate(levels):
        field = _started(level, field, chance)
        current = level.pixels if number else _guessed(level)
        if number:
            current = voted(level.pixels, level.hole, field)
        known = patches(level.pixels)
        for _ in range(ROUNDS[min(number, len(ROUNDS) - 1)]):
            current = _improved(current, level, field, known, chance)
    assert field is not None
    return settled(pixels, hole, field), field


def _improved(
    current: Pixels, level: Level, field: Field, known: Pixels, chance: np.random.Generator
) -> Pixels:
    wanted = patches_at(current, field.targets)
    measure(field, wanted, known)
    search(field, wanted, known, chance, rounds=1)
    return voted(level.pixels, level.hole, field)


def _levels(finest: Level) -> list[Level]:
    """The coarsest first; it has sources left, and its hole is a few pixels deep."""
    levels = [finest]
    if not allowed_of(finest.unusable).sum() >= LEAST_SOURCES:
        raise MaskInvalid(
            "There is too little left around the mark to fill it from: mark less of the picture."
        )
    while min(levels[0].hole.shape) >= 2 * COARSEST and _depth(levels[0].hole) > 2:
        coarser = _halved(levels[0])
        if allowed_of(coarser.unusable).sum() < LEAST_SOURCES:
            break
        levels.insert(0, coarser)
    return levels


def _depth(hole: Inside) -> float:
    return float(cv2.distanceTransform(np.pad(hole, 1).astype(np.uint8), cv2.DIST_L2, 3).max())


def _halved(level: Level) -> Level:
    """Half the size; colours are those of the known pixels only."""
    height, width = level.hole.shape
    size = ((width + 1) // 2, (height + 1) // 2)
    even = ((0, height % 2), (0, width % 2))
    known = np.pad(~level.unusable, even, mode="edge").astype(np.float32)
    colours = np.pad(level.pixels, (*even, (0, 0)), mode="edge") * known[..., np.newaxis]
    parts = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    sums = cv2.resize(colours, size, interpolation=cv2.INTER_AREA)
    pixels = np.rint(sums / np.maximum(parts, 0.01)[..., np.newaxis]).astype(np.uint8)
    hole = np.pad(level.hole, even, mode="edge").astype(np.uint8)
    coarse = hole.reshape(size[1], 2, size[0], 2).max(axis=(1, 3)) > 0
    return Level(pixels, coarse, (parts < 0.75) | coarse)


def _guessed(level: Level) -> Pixels:
    """A first smooth fill."""
    marks = level.unusable.astype(np.uint8)
    return np.asarray(cv2.inpaint(level.pixels, marks, 3, cv2.INPAINT_TELEA), dtype=np.uint8)


def _started(level: Level, coarser: Field | None, chance: np.random.Generator) -> Field:
    """Sources by chance, or those of the level before, doubled."""
    targets, names = targets_of(level.hole)
    is_allowed = allowed_of(level.unusable)
    allowed = np.argwhere(is_allowed).astype(np.int32)
    sources = allowed[chance.integers(0, len(allowed), size=len(targets))]
    if coarser is not None:
        halves = targets // 2
        who = coarser.names[halves[:, 0], halves[:, 1]]
        doubled = 2 * coarser.sources[who] + targets % 2
        top = np.array(level.hole.shape, np.int32) - 1
        inside = np.minimum(doubled, top)
        good = (who >= 0) & is_allowed[inside[:, 0], inside[:, 1]]
        sources[good] = inside[good]
    distances = np.zeros(len(targets), np.float32)
    return Field(targets, names, allowed, is_allowed, sources, distances)
