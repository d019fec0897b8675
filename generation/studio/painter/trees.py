"""Trees: round crowns and palms as small masks, planted one by one."""

from dataclasses import dataclass

import cv2
import numpy as np

from .noise import fractal
from .stage import Colour, Field, Pixels

SPRITE = 384


@dataclass(frozen=True)
class Sprite:
    """A shape to plant: how much of each place it covers, and how much light falls there."""

    cover: Field
    light: Field


def round_tree(chance: np.random.Generator) -> Sprite:
    """A leafy crown on a short trunk, as wide as tall."""
    mask = np.zeros((SPRITE, SPRITE), np.uint8)
    light = np.full((SPRITE, SPRITE), 0.3, np.float32)
    middle = SPRITE // 2
    trunk = [(middle - 12, SPRITE), (middle - 6, 180), (middle + 6, 180), (middle + 12, SPRITE)]
    cv2.fillPoly(mask, [np.array(trunk, np.int32)], 255, cv2.LINE_AA)
    leaves = 420
    angles = chance.uniform(0, 2 * np.pi, leaves)
    reach = np.sqrt(chance.random(leaves)) * (1 + 0.22 * np.sin(3 * angles + chance.uniform(0, 6)))
    across = middle + np.cos(angles) * reach * SPRITE * 0.33
    down = SPRITE * 0.5 + np.sin(angles) * reach * SPRITE * 0.36
    order = np.argsort(-(down + across * 0.35))
    for index in order:
        centre = (int(across[index]), int(down[index]))
        radius = int(chance.uniform(7, 24))
        cv2.circle(mask, centre, radius, 255, -1, cv2.LINE_AA)
        bright = 1.15 - 1.15 * (down[index] / SPRITE) - 0.5 * (across[index] / SPRITE)
        cv2.circle(light, centre, radius, float(bright + chance.uniform(-0.12, 0.12)), -1)
    return Sprite((mask / np.float32(255)).astype(np.float32), np.clip(light, 0.05, 1))


def palm(chance: np.random.Generator) -> Sprite:
    """A leaning palm, as wide as tall."""
    mask = np.zeros((SPRITE, SPRITE), np.uint8)
    crown = np.array([SPRITE * 0.56, SPRITE * 0.3])
    foot = np.array([SPRITE * 0.36, float(SPRITE)])
    for step in np.linspace(0, 1, 60):
        place = foot + (crown - foot) * step + np.array([-26 * np.sin(step * np.pi) + 8 * step, 0])
        cv2.circle(mask, (int(place[0]), int(place[1])), int(8 - 4 * step), 255, -1, cv2.LINE_AA)
    for angle in np.linspace(-3.3, 0.25, 11) + chance.uniform(-0.12, 0.12, 11):
        _frond(mask, crown + np.array([8, 0]), float(angle), SPRITE * chance.uniform(0.28, 0.4))
    return Sprite((mask / np.float32(255)).astype(np.float32), _shading(chance, SPRITE, SPRITE))


def _frond(
    mask: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    crown: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    angle: float,
    length: float,
) -> None:
    """A rib that bends under its weight, with leaflets hanging from both sides."""
    for step in np.linspace(0.04, 1, 30):
        rib = crown + length * step * np.array([np.cos(angle), np.sin(angle)])
        rib = rib + np.array([0, length * 0.85 * step**2.2])
        leaf = length * 0.24 * np.sin(np.pi * min(1.0, step * 0.9 + 0.1)) + 2
        for side in (-1, 1):
            tip = rib + leaf * np.array([np.cos(angle) * 0.55 + side * 0.28, 0.8])
            ends = [(int(place[0]), int(place[1])) for place in (rib, tip)]
            cv2.line(mask, ends[0], ends[1], 255, 1, cv2.LINE_AA)


def _shading(chance: np.random.Generator, rows: int, columns: int) -> Field:
    """Light from the left above, broken by the boughs."""
    across = np.linspace(1, 0, columns, dtype=np.float32)[None, :]
    speckle = fractal(chance, rows, columns, 16, 3)
    return np.clip(0.1 + 0.6 * across + 1.1 * (speckle - 0.5), 0, 1).astype(np.float32)


def plant(
    pixels: Pixels,
    sprite: Sprite,
    foot: tuple[float, float],
    tall: float,
    colours: tuple[Colour, Colour],
    *,
    is_mirrored: bool = False,
) -> None:
    """Paint a sprite onto `pixels` in place: its foot (across, down) and size in pixels.

    The colours are those of shade and light. What lies outside the frame is left out.
    """
    rows = max(1, round(tall))
    columns = max(1, round(tall * sprite.cover.shape[1] / sprite.cover.shape[0]))
    left, top = round(foot[0] - columns / 2), round(foot[1]) - rows
    height, width = pixels.shape[:2]
    first, last = max(0, top), min(height, top + rows)
    start, stop = max(0, left), min(width, left + columns)
    if first >= last or start >= stop:
        return
    part = (slice(first - top, last - top), slice(start - left, stop - left))
    cover, light = (
        _sized(field, rows, columns, is_mirrored)[part] for field in (sprite.cover, sprite.light)
    )
    colour = colours[0] + light[..., None] * (colours[1] - colours[0])
    under = pixels[first:last, start:stop]
    pixels[first:last, start:stop] = under + cover[..., None] * (colour - under)


def _sized(field: Field, rows: int, columns: int, is_mirrored: bool) -> Field:
    source = field[:, ::-1] if is_mirrored else field
    way = cv2.INTER_AREA if rows < field.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(source, (columns, rows), interpolation=way), np.float32).reshape(
        rows, columns
    )
