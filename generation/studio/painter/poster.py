"""Printed landscapes: a disc, bands of hills, the tooth of paper."""

import cv2
import numpy as np

from .abstract import grid
from .colour import gradient, mix, smoothstep
from .noise import fractal
from .stage import Colour, Pixels, Stage

POSTERS = (
    "f4e4c8 f2a541 e4572e a63446 3d2b56 1c1b3a",
    "f6efe0 f3c969 e89b5a 5f9ea0 2e6171 17313e",
    "fbe9e1 f7b5a7 e56b6f b56576 6d597a 355070",
    "f5f0dc ffd166 ef8354 4f9d8f 2b5b6c 1d3144",
)


def poster(stage: Stage) -> Pixels:
    """A printed landscape: a disc, bands of hills, a few clear shapes, the tooth of paper."""
    across, down = grid(stage)
    frame = stage.frame
    paper, light, bright, *darks = _inks(stage)
    pixels = gradient([mix(paper, light, 0.35), paper], down)
    centre = (frame.aspect * stage.spread(0.3, 0.7), stage.spread(0.26, 0.46))
    pixels = _rings(stage, pixels, centre, light, bright)
    bands = [
        mix(bright, darks[0], 0.35),
        darks[0],
        mix(darks[0], darks[1], 0.55),
        darks[1],
        darks[2],
    ]
    for index, colour in enumerate(bands):
        pixels = _band(stage, pixels, index / (len(bands) - 1), colour)
    _birds(stage, pixels, centre, darks[2])
    tooth = fractal(stage.chance, frame.height, frame.width, 160, 3) - 0.5
    margin = 0.035
    inside = np.minimum(np.minimum(across, frame.aspect - across), np.minimum(down, 1 - down))
    pixels = mix(
        paper[None, None] * 1.02, pixels, smoothstep(margin - 0.001, margin + 0.001, inside)
    )
    return (pixels * (1 + 0.12 * tooth[..., None])).astype(np.float32)


def _inks(stage: Stage) -> list[Colour]:
    """Paper first, the darkest last."""
    inks = stage.colours(POSTERS)
    return inks if float(inks[0].sum()) > float(inks[-1].sum()) else inks[::-1]


def _rings(
    stage: Stage, pixels: Pixels, centre: tuple[float, float], light: Colour, bright: Colour
) -> Pixels:
    across, down = grid(stage)
    away = np.hypot(across - centre[0], down - centre[1])
    edge = 0.8 / stage.frame.height
    for radius, strength in ((0.36, 0.28), (0.285, 0.45), (0.215, 0.7)):
        pixels = mix(pixels, light, strength * smoothstep(radius + edge, radius - edge, away))
    disc = smoothstep(0.15 + edge, 0.15 - edge, away)
    bars = smoothstep(
        0.5,
        0.53,
        np.abs(np.mod((down - centre[1]) * 42, 1) - 0.5) * 2
        + 1.1
        - 9 * np.maximum(down - centre[1], 0),
    )
    return mix(pixels, bright, disc * bars)


def _band(stage: Stage, pixels: Pixels, part: float, colour: Colour) -> Pixels:
    """One range of hills: peaked at the back, round in front, lit on one side."""
    frame = stage.frame
    along = np.linspace(0, 1, frame.width, dtype=np.float32)
    top = np.full(frame.width, 0.5 + 0.36 * part, np.float32)
    if part < 0.5:
        for _ in range(4):
            place, wide = stage.between(-0.05, 1.05), stage.between(0.12, 0.26)
            tall = stage.between(0.1, 0.2) * (1 - 0.4 * part)
            peak = 0.54 + 0.36 * part - tall * np.clip(1 - np.abs(along - place) / wide, 0, 1)
            top = np.minimum(top, peak.astype(np.float32))
    else:
        phase, waves = stage.between(0, 2 * np.pi), stage.between(0.7, 1.3)
        top += (0.05 * np.sin(2 * np.pi * waves * along + phase)).astype(np.float32)
    cover = smoothstep(-0.7, 0.7, (frame.down() - top[None, :]) * frame.height)
    depth = np.clip((frame.down() - top[None, :]) / 0.3, 0, 1)
    shade = mix(colour[None, None], colour * 0.72, depth.astype(np.float32))
    falling = (np.gradient(cv2.GaussianBlur(top[None, :], (0, 0), 1.0)[0]) > 0).astype(np.float32)
    lit = mix(shade, colour * 1.22, 0.55 * (1 - falling)[None, :] * (1 - depth) * (part < 0.5))
    return mix(pixels, lit, cover)


def _birds(stage: Stage, pixels: Pixels, centre: tuple[float, float], colour: Colour) -> None:
    frame = stage.frame
    for _ in range(int(stage.chance.integers(3, 7))):
        x = (centre[0] + stage.between(-0.3, 0.3)) * frame.height
        y = (centre[1] + stage.between(-0.24, -0.06)) * frame.height
        wing = stage.between(0.009, 0.017) * frame.height
        points = [
            (x - wing, y - wing * 0.45),
            (x - wing * 0.4, y - wing * 0.55),
            (x, y),
            (x + wing * 0.4, y - wing * 0.55),
            (x + wing, y - wing * 0.45),
        ]
        path = np.array(points, np.float32).round().astype(np.int32)
        thick = max(1, round(frame.height / 420))
        cv2.polylines(pixels, [path], False, [float(part) for part in colour], thick)
