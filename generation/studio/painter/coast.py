"""Scenes by the sea."""

import cv2
import numpy as np

from .colour import linear, mix, smoothstep
from .noise import line, sample, spectral
from .sky import Heaven, drift_clouds, hang_sun, open_sky, place_sun
from .stage import Field, Pixels, Stage
from .trees import palm, plant
from .water import plane, swell


def sea_and_sky(stage: Stage, horizon: float, cover: float) -> tuple[Heaven, Pixels]:
    heaven = place_sun(stage, horizon)
    above = hang_sun(stage, heaven, open_sky(stage, heaven), 0.042)
    above = drift_clouds(stage, heaven, above, cover)
    headlands(stage, above, horizon)
    edge = smoothstep(-0.6, 0.6, (stage.frame.down() - horizon) * stage.frame.height)
    sea = swell(stage, heaven, above)
    far = np.exp(-np.maximum(stage.frame.down() - horizon, 0) / 0.02) * 0.35
    sea = mix(sea, stage.mood.haze, far + 0 * stage.frame.across())
    return heaven, mix(above, sea, edge + 0 * stage.frame.across())


def headlands(stage: Stage, pixels: Pixels, horizon: float) -> None:
    """Far land on one side, paler the farther it is."""
    frame = stage.frame
    side = 1 if stage.chance.random() < 0.5 else -1
    for step in range(3):
        start = stage.between(0.25, 0.6) + 0.14 * step
        along = frame.across() / frame.aspect
        along = along if side > 0 else 1 - along
        rise = smoothstep(start, start + 0.3, along)
        ridge = 0.3 + line(stage.chance, frame.width, 4, 6)[None, :]
        top = horizon - (0.03 + 0.03 * step) * rise * ridge
        cover = smoothstep(-0.6, 0.6, (frame.down() - top) * frame.height) * (rise > 0)
        colour = mix(
            linear("39464a") * (stage.mood.ambient + 0.3 * stage.mood.direct),
            stage.mood.haze,
            0.72 - 0.2 * step,
        )
        pixels[:] = mix(pixels, colour, (cover * (frame.down() < horizon)).astype(np.float32))


def ocean(stage: Stage) -> Pixels:
    """The open sea, and light on it."""
    _, pixels = sea_and_sky(stage, stage.spread(0.36, 0.64), stage.spread(0.28, 0.62))
    return pixels


def open_sea(stage: Stage) -> Pixels:
    """A low horizon under a high sky."""
    return sea_and_sky(stage, stage.spread(0.58, 0.7), 0.6)[1]


def beach(stage: Stage) -> Pixels:
    """Sand, a line of foam, palms."""
    horizon = stage.spread(0.36, 0.5)
    heaven, pixels = sea_and_sky(stage, horizon, stage.spread(0.26, 0.54))
    pixels = _strand(stage, heaven, pixels)
    _palms(stage, pixels, heaven)
    return pixels


def _strand(stage: Stage, heaven: Heaven, pixels: Pixels) -> Pixels:
    """Sand below a shore line that runs aslant; wet by the water, with two lines of foam."""
    frame, chance = stage.frame, stage.chance
    slant = stage.between(0.08, 0.2) * (1 if heaven.sun_x > frame.aspect / 2 else -1)
    wave = line(chance, frame.width, 4, 5)[None, :] - 0.5
    shore = 0.72 + slant * (frame.across() / frame.aspect - 0.5) + 0.05 * wave
    depth = (frame.down() - shore).astype(np.float32)
    light = (stage.mood.ambient + 0.75 * stage.mood.direct).astype(np.float32)
    shallow = linear("3fb6b0") * light
    pixels = mix(pixels, shallow, 0.6 * smoothstep(-0.2, 0.0, depth) * (depth < 0.02))
    sand = _sand(stage, heaven) * light
    wet = mix(sand * 0.5, pixels[::-1] * 0 + stage.mood.haze * 0.9, 0.25)
    dry = smoothstep(0.03, 0.1, depth + 0.02 * wave)
    pixels = mix(pixels, mix(wet, sand, dry), smoothstep(0.0, 0.014, depth))
    return _foam(stage, pixels, depth, light)


def _sand(stage: Stage, heaven: Heaven) -> Pixels:
    east, north = plane(stage, heaven.horizon, 0.2)
    tile = spectral(stage.chance, 512, 1.1, 6.0)
    bumps = sample(tile, north * 1.1, east * 1.1)
    shade = sample(tile, north * 1.1 + 0.006, east * 1.1 + 0.006)
    relief = 1 + 0.5 * np.clip(bumps - shade, -0.5, 0.5)
    return (linear("e6c795") * relief[..., None] * 0.9).astype(np.float32)


def _foam(stage: Stage, pixels: Pixels, depth: Field, light: Field) -> Pixels:
    frame = stage.frame
    tile = spectral(stage.chance, 512, 1.0, 6.0)
    lace = sample(
        tile, (frame.down() + 0 * frame.across()) * 2.2, (frame.across() + 0 * frame.down()) * 1.1
    )
    total = np.zeros_like(depth)
    for place, wide, strength in ((0.004, 0.013, 1.0), (-0.055, 0.016, 0.75), (-0.12, 0.011, 0.5)):
        away = (depth - place + 0.006 * lace) / wide
        front = smoothstep(0.9, 0.35, away) * smoothstep(-2.6, 0.1, away)
        total = np.maximum(total, front * strength * smoothstep(-1.1, 0.5, lace + 1.1 * front))
    return mix(pixels, np.float32(0.92) * np.minimum(light, 1.1), np.clip(total, 0, 1))


def _palms(stage: Stage, pixels: Pixels, heaven: Heaven) -> None:
    """Two or three on the side away from the light."""
    frame, chance = stage.frame, stage.chance
    is_right = heaven.sun_x < frame.aspect / 2
    light = stage.mood.ambient + 0.4 * stage.mood.direct
    colours = (linear("0f1a10") * light, linear("3f6b2a") * light)
    for index in range(int(chance.integers(2, 4))):
        inset = 0.1 + 0.13 * index + stage.between(-0.03, 0.03)
        across = frame.aspect - inset if is_right else inset
        tall = stage.between(0.5, 0.82) * (1 - 0.12 * index)
        foot = (across * frame.height, (0.9 + 0.03 * index) * frame.height)
        plant(pixels, palm(chance), foot, tall * frame.height, colours, is_mirrored=is_right)
        shadow = (int(foot[0]), int(foot[1]))
        cv2.ellipse(
            pixels,
            shadow,
            (int(0.05 * frame.height), int(0.006 * frame.height)),
            0,
            0,
            360,
            [float(part) for part in linear("a58a5c") * light * 0.4],
            -1,
        )
