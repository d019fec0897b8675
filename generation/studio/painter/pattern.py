"""Ornament that repeats: scales, arcs, cubes, a lattice, leaves, bananas."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .abstract import grid
from .colour import mix, smoothstep
from .noise import fractal
from .scattered import fruit, leaves
from .stage import Colour, Field, Pixels, Stage

INKS = (
    "17313e 2e6171 5f9ea0 e89b5a f3c969 f6efe0",
    "2b1f3d 5c4b7a b56576 e88c7d f7c59f fdf3e7",
    "12343b 2d545e c89666 e1b382 f2dcb8 fbf4e6",
    "1d2d44 3e5c76 748cab d9a69f f0d9c4 faf5ee",
    "1f2a1c 3f5a36 86a05c e0b84c f2dc9a fbf6e4",
)


def pattern(stage: Stage) -> Pixels:
    """One of the ornaments, printed on paper."""
    inks = stage.colours(INKS)
    if float(inks[0].sum()) > float(inks[-1].sum()):
        inks = inks[::-1]
    kind = stage.kind or stage.pick(tuple(PATTERNS))
    stage.on_layer("Drawing the ornament")
    pixels = PATTERNS[kind](stage, inks)
    tooth = fractal(stage.chance, stage.frame.height, stage.frame.width, 150, 3) - 0.5
    return (pixels * (1 + 0.1 * tooth[..., None])).astype(np.float32)


def _edge(stage: Stage, distance: Field) -> Field:
    """1 inside (negative distance, frame heights), 0 outside, one pixel soft."""
    soft = 0.8 / stage.frame.height
    return smoothstep(soft, -soft, distance)


def _drawn(
    chance: np.random.Generator, columns: Field, rows: Field, count: int
) -> NDArray[np.int64]:
    """A number 0..count-1 for every cell, the same all over it."""
    table = chance.integers(0, count, (64, 128))
    return table[rows.astype(np.int32) % 64, columns.astype(np.int32) % 128]


def scales(stage: Stage, inks: list[Colour]) -> Pixels:
    """Overlapping fans of rings, as on Japanese cloth."""
    across, down = grid(stage)
    size = stage.spread(0.11, 0.2)
    pixels = stage.frame.filled(inks[5])
    is_mixed = stage.pick((True, False))
    for row in range(-2, int(2 / size) + 4):
        middle = row * size / 2
        # A row of fans reaches half their size up and down; the rest of the picture stays.
        reach = [round((middle + part * size / 2) * stage.frame.height) for part in (-1.05, 1.05)]
        part = slice(max(0, reach[0]), max(0, reach[1]))
        shift = 0.5 * size * (row % 2)
        column = np.floor((across[part] - shift) / size + 0.5)
        away = np.hypot(across[part] - shift - column * size, down[part] - middle)
        chosen = (column.astype(np.int32) * 5 + row * 3) % 4 if is_mixed else row % 4
        tints = np.asarray(np.stack(inks[1:5])[chosen], np.float32)
        pixels[part] = _fan(stage, pixels[part], away / size, size, tints=tints, inks=inks)
    return pixels


def _fan(
    stage: Stage, under: Pixels, away: Field, size: float, *, tints: Pixels, inks: list[Colour]
) -> Pixels:
    """Rings of a tint and of paper, within a dark edge; `away` is from the middle, in sizes."""
    fan = mix(under, inks[0], _edge(stage, (away - 0.5) * size))
    rings = ((0.475, 0.385, tints), (0.34, 0.25, inks[5]), (0.205, 0.115, tints))
    for outer, inner, ink in (*rings, (0.07, -1.0, inks[5])):
        band = _edge(stage, (away - outer) * size) * (1 - _edge(stage, (away - inner) * size))
        fan = mix(fan, ink, band)
    return fan


def arcs(stage: Stage, inks: list[Colour]) -> Pixels:
    """Quarter circles, discs and half discs in a grid, as a school of design loved them."""
    across, down = grid(stage)
    size = 1 / round(stage.spread(4, 8))
    column, row = np.floor(across / size), np.floor(down / size)
    x, y = across / size - column, down / size - row
    chance = stage.chance
    turn = _drawn(chance, column, row, 4)
    u = np.choose(turn, [x, 1 - y, 1 - x, y])
    v = np.choose(turn, [y, x, 1 - y, 1 - x])
    ground, figure, heart = (_drawn(chance, column, row, 6) for _ in range(3))
    table = np.stack(inks)
    pixels = table[ground].astype(np.float32)
    figure = np.where(figure == ground, (figure + 3) % 6, figure)
    heart = np.where((heart == figure) | (heart == ground), (figure + 1) % 6, heart)
    kind = _drawn(chance, column, row, 4)
    shapes = [
        np.hypot(u, v) - 0.98,
        np.hypot(u - 0.5, v - 0.5) - 0.4,
        np.maximum(np.hypot(u - 0.5, v) - 0.5, -v),
        np.minimum(np.hypot(u, v), np.hypot(1 - u, 1 - v)) - 0.5,
    ]
    hearts = [
        np.hypot(u, v) - 0.5,
        np.hypot(u - 0.5, v - 0.5) - 0.17,
        np.hypot(u - 0.5, v) - 0.22,
        np.minimum(np.hypot(u, v), np.hypot(1 - u, 1 - v)) - 0.22,
    ]
    pixels = mix(pixels, table[figure], _edge(stage, np.choose(kind, shapes) * size))
    return mix(pixels, table[heart], _edge(stage, np.choose(kind, hearts) * size))


def cubes(stage: Stage, inks: list[Colour]) -> Pixels:
    """Blocks seen from a corner, each with a light, a middle and a dark face."""
    across, down = grid(stage)
    size = stage.spread(0.06, 0.12)
    wide, tall = size * np.sqrt(3), size * 1.5
    best = np.full_like(across, np.inf)
    cx, cy, column, row = (np.zeros_like(across) for _ in range(4))
    for shift in (0, 1):
        r = np.floor(down / tall / 2 - shift / 2 + 0.5) * 2 + shift
        c = np.floor(across / wide - shift / 2 + 0.5)
        x, y = across - (c + shift / 2) * wide, down - r * tall
        away = np.maximum(np.abs(x) * 2 / np.sqrt(3), np.abs(y) + np.abs(x) / np.sqrt(3))
        near = away < best
        best = np.where(near, away, best)
        cx, cy = np.where(near, x, cx), np.where(near, y, cy)
        column, row = np.where(near, c, column), np.where(near, r, row)
    top = -cy > np.abs(cx) / np.sqrt(3)
    left = ~top & (cx < 0)
    colours = np.stack([inks[1], inks[2], inks[3], inks[4]])
    body = colours[_drawn(stage.chance, column + 60, row + 60, 4)]
    shade = np.where(top, 1.25, np.where(left, 0.72, 0.4)).astype(np.float32)
    pixels = np.minimum(body * shade[..., None] + 0.12 * top[..., None], 1.0)
    seams = np.minimum(np.abs(cx), np.abs(np.abs(cx) / np.sqrt(3) + cy))
    seam = np.where(-cy > np.abs(cx) / np.sqrt(3), np.abs(-cy - np.abs(cx) / np.sqrt(3)), seams)
    line = np.maximum(_edge(stage, seam - 0.0011), _edge(stage, size - best - 0.0016))
    return mix(pixels.astype(np.float32), inks[5], line * np.float32(0.85))


def lattice(stage: Stage, inks: list[Colour]) -> Pixels:
    """Eight-pointed stars and the crosses between them, as on tiled walls."""
    across, down = grid(stage)
    size = stage.spread(0.14, 0.24)
    column, row = np.floor(across / size), np.floor(down / size)
    x, y = across / size - column - 0.5, down / size - row - 0.5
    square = np.maximum(np.abs(x), np.abs(y))
    diamond = (np.abs(x) + np.abs(y)) / np.sqrt(2)
    star = np.minimum(square, diamond) - 0.354
    pixels = mix(inks[1][None, None], inks[2], _drawn(stage.chance, column, row, 2) * 0.0)
    pixels = pixels + np.zeros((*across.shape, 3), np.float32)
    tints = np.stack([inks[3], inks[4]])[((column + row) % 2).astype(np.int32)]
    pixels = mix(pixels, inks[5], _edge(stage, (star - 0.03) * size))
    pixels = mix(pixels, tints, _edge(stage, star * size))
    pixels = mix(pixels, inks[5], _edge(stage, (star + 0.07) * size))
    pixels = mix(pixels, inks[2], _edge(stage, (star + 0.095) * size))
    away = np.hypot(x, y)
    angle = np.arctan2(y, x)
    flower = away - 0.17 * (0.72 + 0.28 * np.cos(8 * angle))
    pixels = mix(pixels, inks[5], _edge(stage, flower * size))
    pixels = mix(pixels, inks[0], _edge(stage, (away - 0.05) * size))
    u, v = np.abs(x) - 0.5, np.abs(y) - 0.5
    corner = np.abs(u) + np.abs(v)
    pixels = mix(pixels, inks[5], _edge(stage, (corner - 0.12) * size))
    pixels = mix(pixels, inks[0], _edge(stage, (corner - 0.095) * size))
    return mix(pixels, inks[4], _edge(stage, (corner - 0.045) * size))


PATTERNS: dict[str, Callable[[Stage, list[Colour]], Pixels]] = {
    "scales": scales,
    "arcs": arcs,
    "cubes": cubes,
    "lattice": lattice,
    "leaves": leaves,
    "fruit": fruit,
}
