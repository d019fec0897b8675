"""Ornament of things scattered in rows: sprigs of leaves, bananas."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from .colour import linear, mix, smoothstep
from .stage import Colour, Field, Pixels, Stage
from .trees import SPRITE, Sprite, plant


def leaves(stage: Stage, inks: list[Colour]) -> Pixels:
    """Sprigs scattered in rows, each turned its own way."""
    return _scattered(
        stage, inks, _sprig, [(inks[1], inks[2]), (inks[2], inks[3]), (inks[0], inks[1])]
    )


def fruit(stage: Stage, inks: list[Colour]) -> Pixels:
    """Bananas in rows, on plain colour."""
    peel = (linear("b97a10"), linear("ffe04a"))
    return _scattered(stage, inks, _banana, [peel])


def _scattered(
    stage: Stage,
    inks: list[Colour],
    draw: Callable[[np.random.Generator, float], Sprite],
    tones: list[tuple[Colour, Colour]],
) -> Pixels:
    ground = stage.pick((inks[5], inks[4], mix(inks[2], inks[5], 0.5), inks[0]))
    pixels = stage.frame.filled(ground)
    size = stage.spread(0.17, 0.27)
    height = stage.frame.height
    for row in range(-1, int(1 / (size * 0.75)) + 2):
        for column in range(-1, int(stage.frame.aspect / size) + 2):
            turn = 45.0 * int(stage.chance.integers(8)) + stage.between(-12, 12)
            sprite = draw(stage.chance, turn)
            at = ((column + 0.5 * (row % 2)) * size, (row + 1) * size * 0.75)
            shade, lit = tones[(row + 2 * column) % len(tones)]
            plant(
                pixels, sprite, (at[0] * height, at[1] * height), size * 0.86 * height, (shade, lit)
            )
            dot = (round((at[0] + size / 2) * height), round((at[1] - size * 0.43) * height))
            spot = [float(part) for part in inks[3]]
            cv2.circle(pixels, dot, max(1, round(0.035 * size * height)), spot, -1, cv2.LINE_AA)
    return pixels


def _rotated(cover: NDArray[np.uint8], light: Field, turn: float) -> Sprite:
    way = cv2.getRotationMatrix2D((SPRITE / 2, SPRITE / 2), turn, 1.0)
    covered, lit = (
        np.asarray(cv2.warpAffine(field, way, (SPRITE, SPRITE), flags=cv2.INTER_LINEAR), np.float32)
        for field in (cover.astype(np.float32) / 255, light)
    )
    return Sprite(covered, lit)


def _sprig(chance: np.random.Generator, turn: float) -> Sprite:
    cover = np.zeros((SPRITE, SPRITE), np.uint8)
    light = np.full((SPRITE, SPRITE), 0.1, np.float32)
    stem = [
        (SPRITE / 2 + 26 * np.sin(3 * part), SPRITE * (0.94 - 0.84 * part))
        for part in np.linspace(0, 1, 24)
    ]
    cv2.polylines(cover, [np.array(stem, np.int32)], False, 255, 6, cv2.LINE_AA)
    for index in range(3, 23, 3):
        for side in (-1, 1):
            part = index / 23
            long = SPRITE * 0.2 * (0.45 + np.sin(np.pi * part))
            angle = -90 + side * (58 - 22 * part)
            way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
            centre = np.array(stem[index]) + way * long * 0.52
            place, axes = (int(centre[0]), int(centre[1])), (int(long * 0.52), int(long * 0.2))
            cv2.ellipse(cover, place, axes, angle, 0, 360, 255, -1, cv2.LINE_AA)
            cv2.ellipse(light, place, axes, angle, 0, 360, 0.45 + 0.3 * side, -1)
            tip = np.array(stem[index]) + way * long
            ends = [(int(spot[0]), int(spot[1])) for spot in (np.array(stem[index]), tip)]
            cv2.line(light, ends[0], ends[1], 0.05, 3, cv2.LINE_AA)
    return _rotated(cover, light, turn)


def _banana(chance: np.random.Generator, turn: float) -> Sprite:
    down, across = np.mgrid[0:SPRITE, 0:SPRITE].astype(np.float32) / SPRITE
    x, y = across - 0.5, down - 0.12
    angle = np.arctan2(y, x) / np.pi
    part = np.clip((angle - 0.16) / 0.68, 0, 1)
    aside = np.hypot(x, y) - 0.42
    half = 0.088 * np.clip(np.minimum(part / 0.2, (1 - part) / 0.16), 0, 1) ** 0.6 + 0.018
    inside = (angle > 0.16) & (angle < 0.84)
    cover = smoothstep(0.006, -0.006, np.abs(aside) - half) * inside
    facet = np.round(aside / half * 1.6) / 1.6
    light = 0.72 - 0.42 * facet - 0.6 * ((part < 0.05) | (part > 0.94))
    return _rotated((cover * 255).astype(np.uint8), light.astype(np.float32), turn)
