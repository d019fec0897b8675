"""Ground seen in true perspective: a map of heights, a lens, and what each pixel meets.

The map is a square that covers east -0.5..0.5 and north 0..1; heights are in the same units.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from .stage import Field, Frame, Pixels

STEPS = 640


@dataclass(frozen=True)
class Lens:
    """The eye: how high it stands, the frame height its horizon is at, how long it is."""

    height: float
    horizon: float
    focal: float = 1.15
    near: float = 0.04
    far: float = 0.98


@dataclass(frozen=True)
class View:
    """What each pixel meets: the way to it (infinite in the sky) and where it lies on the map."""

    depth: Field
    east: Field
    is_ground: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

    def read(self, texture: Pixels | Field) -> Pixels:
        """A square map seen through this view."""
        size = texture.shape[0]
        return np.asarray(
            cv2.remap(
                texture,
                (self.east + 0.5) * size,
                np.minimum(self.depth, 1) * size,
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REFLECT,
            ),
            np.float32,
        )


def look(heights: Field, lens: Lens, frame: Frame) -> View:
    """Cast every pixel of the frame onto the map."""
    size = heights.shape[0]
    ways = np.geomspace(lens.near, lens.far, STEPS).astype(np.float32)
    slant = ((frame.across()[0] - frame.aspect / 2) / lens.focal).astype(np.float32)
    easts = ways[:, None] * slant[None, :]
    norths = np.broadcast_to(ways[:, None], easts.shape)
    ground = cv2.remap(
        heights,
        (easts + 0.5) * size,
        np.ascontiguousarray(norths) * size,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    rises = np.asarray(lens.focal * (ground - lens.height) / ways[:, None], np.float32)
    depth = _meet(rises, ways, lens.horizon - frame.down()[:, 0])
    is_ground = np.isfinite(depth)
    return View(depth, np.where(is_ground, depth, 0) * slant[None, :], is_ground)


def _meet(rises: Field, ways: Field, rows: Field) -> Field:
    """Column by column, the way at which the skyline first reaches each row."""
    skyline = np.maximum.accumulate(rises, axis=0)
    depth = np.full((rows.size, rises.shape[1]), np.inf, np.float32)
    for column in range(rises.shape[1]):
        first = np.searchsorted(skyline[:, column], rows)
        hit = first < STEPS
        behind = first[hit]
        before = np.maximum(behind - 1, 0)
        low, high = rises[before, column], rises[behind, column]
        part = np.clip((rows[hit] - low) / np.maximum(high - low, 1e-6), 0, 1)
        depth[hit, column] = ways[before] + (ways[behind] - ways[before]) * part
    return depth


def project(
    lens: Lens, frame: Frame, east: float, north: float, height: float
) -> tuple[float, float]:
    """The frame place (across, down, in frame heights) of a point of the map."""
    across = frame.aspect / 2 + lens.focal * east / north
    return across, lens.horizon - lens.focal * (height - lens.height) / north


def height_at(heights: Field, east: float, north: float) -> float:
    size = heights.shape[0]
    row, column = (min(size - 1, max(0, int(part * size))) for part in (north, east + 0.5))
    return float(heights[row, column])


def slopes(heights: Field) -> Pixels:
    """Unit normals (east, up, north) of the map."""
    size = heights.shape[0]
    east = cv2.Sobel(heights, cv2.CV_32F, 1, 0, ksize=3) * (size / 8)
    north = cv2.Sobel(heights, cv2.CV_32F, 0, 1, ksize=3) * (size / 8)
    normals = np.stack([-east, np.ones_like(east), -north], axis=-1)
    unit: Pixels = normals / np.linalg.norm(normals, axis=-1, keepdims=True)
    return unit


def lighting(heights: Field, direction: tuple[float, float, float]) -> Field:
    """How much of the direct light (from `direction`: east, up, north) each place gets, 0..1."""
    towards = np.array(direction, np.float32)
    towards /= np.linalg.norm(towards)
    facing = np.clip(slopes(heights) @ towards, 0, 1)
    lit: Field = (facing * _unshadowed(heights, towards)).astype(np.float32)
    return lit


def _unshadowed(heights: Field, towards: Field) -> Field:
    """1 in the sun, 0 in the shadow of higher ground. Worked out on a small copy."""
    small = np.asarray(cv2.resize(heights, (384, 384), interpolation=cv2.INTER_AREA), np.float32)
    flat = float(np.hypot(towards[0], towards[2])) or 1e-6
    climb = float(towards[1]) / flat
    highest = np.full_like(small, -1e3)
    for step in range(1, 40):
        reach = 1.6 * step**1.15
        shift = np.array(
            [[1, 0, reach * towards[0] / flat], [0, 1, reach * towards[2] / flat]], np.float32
        )
        moved = cv2.warpAffine(
            small,
            shift,
            (384, 384),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        highest = np.maximum(highest, moved - reach / 384 * climb)
    shade = np.clip(1 - (highest - small) / 0.006, 0, 1).astype(np.float32)
    side = heights.shape[0]
    return np.asarray(cv2.resize(shade, (side, side), interpolation=cv2.INTER_LINEAR), np.float32)
