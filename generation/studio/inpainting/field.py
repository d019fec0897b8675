"""For each place to be filled, the place whose surroundings look most like it: PatchMatch.

Barnes, Shechtman, Finkelstein & Goldman, "PatchMatch: A Randomized Correspondence Algorithm for
Structural Image Editing", 2009; here all places look at their neighbours at once, which arrays do
fast. Distances are whole numbers below 2**24, so that no order of adding makes a difference.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.studio.pixels import Pixels

Places = NDArray[np.int32]
"""Rows and columns: n × 2."""

RADIUS = 3
PATCH = 2 * RADIUS + 1

AROUND = ((0, 1), (1, 0), (0, -1), (-1, 0))


@dataclass
class Field:
    """Where each target takes its pixels from, as far as it is known."""

    targets: Places
    """The places in the hole, and those whose patch reaches into it."""
    names: Places
    """Height × width: the number of the target at a place, or -1."""
    allowed: Places
    """The places whose whole patch is known."""
    is_allowed: NDArray[np.bool_]
    sources: Places
    """One for each target."""
    distances: NDArray[np.float32]


def targets_of(hole: NDArray[np.bool_]) -> tuple[Places, Places]:
    """The targets of a hole, and their numbers as a map."""
    reached = _grown(hole)
    targets = np.argwhere(reached).astype(np.int32)
    names = np.full(hole.shape, -1, np.int32)
    names[reached] = np.arange(len(targets))
    return targets, names


def allowed_of(unusable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a whole patch lies in the frame and on nothing that is unusable."""
    allowed = ~_grown(unusable)
    allowed[:RADIUS] = allowed[-RADIUS:] = False
    allowed[:, :RADIUS] = allowed[:, -RADIUS:] = False
    return allowed


def patches(pixels: Pixels) -> Pixels:
    """The patch around each pixel: (height · width) × (7 · 7 · 3); beyond the frame its edge goes
    on.
    """
    padded = np.pad(pixels, ((RADIUS, RADIUS), (RADIUS, RADIUS), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (PATCH, PATCH), axis=(0, 1))
    height, width = pixels.shape[:2]
    return np.ascontiguousarray(windows).reshape(height * width, -1)


def patches_at(pixels: Pixels, places: Places) -> NDArray[np.float32]:
    """The patches around some places only."""
    padded = np.pad(pixels, ((RADIUS, RADIUS), (RADIUS, RADIUS), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (PATCH, PATCH), axis=(0, 1))
    chosen = windows[places[:, 0], places[:, 1]]
    return np.asarray(chosen.reshape(len(places), -1), dtype=np.float32)


def measure(field: Field, wanted: NDArray[np.float32], known: Pixels) -> None:
    """Work out all distances anew; `wanted` are the targets' patches, `known` all patches."""
    everyone = np.arange(len(field.targets))
    field.distances = _distances(wanted, known, everyone, field.sources, field.names.shape[1])


def search(
    field: Field,
    wanted: NDArray[np.float32],
    known: Pixels,
    chance: np.random.Generator,
    rounds: int,
) -> None:
    """Make the field better, in place: good sources spread, and each looks around its own."""
    height, width = field.names.shape
    for _ in range(rounds):
        for step in AROUND:
            _try_neighbours(field, wanted, known, step)
        reach = max(height, width)
        while reach >= 1:
            moves = chance.integers(-reach, reach + 1, size=field.sources.shape, dtype=np.int32)
            _try(field, wanted, known, np.arange(len(field.targets)), field.sources + moves)
            reach //= 3


def _try_neighbours(
    field: Field, wanted: NDArray[np.float32], known: Pixels, step: tuple[int, int]
) -> None:
    """What the neighbour found, moved along by one."""
    height, width = field.names.shape
    near = field.targets + np.array(step, np.int32)
    is_inside = (near >= 0).all(axis=1) & (near[:, 0] < height) & (near[:, 1] < width)
    who = np.flatnonzero(is_inside)
    neighbours = field.names[near[who, 0], near[who, 1]]
    who, neighbours = who[neighbours >= 0], neighbours[neighbours >= 0]
    _try(field, wanted, known, who, field.sources[neighbours] - np.array(step, np.int32))


def _try(
    field: Field, wanted: NDArray[np.float32], known: Pixels, who: NDArray[np.intp], where: Places
) -> None:
    """Take the places offered to these targets where they are allowed and better."""
    height, width = field.names.shape
    is_inside = (where >= 0).all(axis=1) & (where[:, 0] < height) & (where[:, 1] < width)
    who, where = who[is_inside], where[is_inside]
    is_new = field.is_allowed[where[:, 0], where[:, 1]]
    is_new &= (where != field.sources[who]).any(axis=1)
    who, where = who[is_new], where[is_new]
    distances = _distances(wanted, known, who, where, width)
    is_better = distances < field.distances[who]
    field.sources[who[is_better]] = where[is_better]
    field.distances[who[is_better]] = distances[is_better]


def _distances(
    wanted: NDArray[np.float32], known: Pixels, who: NDArray[np.intp], where: Places, width: int
) -> NDArray[np.float32]:
    """Sums of squared differences."""
    apart = known[where[:, 0] * width + where[:, 1]].astype(np.float32)
    apart -= wanted[who]
    return np.asarray(np.einsum("ij,ij->i", apart, apart), dtype=np.float32)


def _grown(part: NDArray[np.bool_]) -> NDArray[np.bool_]:
    grown = cv2.dilate(part.astype(np.uint8), np.ones((PATCH, PATCH), np.uint8))
    return np.asarray(grown > 0)
