"""The sky: its gradient, the sun or the moon, stars and clouds."""

from dataclasses import dataclass

import numpy as np

from .colour import glow, gradient, linear, mix, smoothstep
from .lightning import strike
from .noise import sample, spectral
from .stage import Field, Pixels, Stage

CLOUD_TILE = 1024
HIGH_SUN = 0.3
SHUT = 0.55


@dataclass(frozen=True)
class Heaven:
    """Where the horizon and the light stand, in frame heights from the top left."""

    horizon: float
    sun_x: float
    sun_y: float


def place_sun(stage: Stage, horizon: float) -> Heaven:
    """The light for a horizon: as high as the mood has it, in one third of the frame."""
    side = stage.spread(0.2, 0.8)
    side += 0.08 if side > 0.5 else -0.08
    height = horizon * (1 - stage.mood.sun * stage.between(0.85, 1.1))
    return Heaven(horizon, stage.frame.aspect * side, max(0.08, height))


def open_sky(stage: Stage, heaven: Heaven) -> Pixels:
    """Gradient, glow and the stars; below the horizon the horizon's colour goes on."""
    frame, mood = stage.frame, stage.mood
    stage.on_layer("Painting the sky")
    at = np.clip(frame.down() / heaven.horizon, 0, 1) ** 1.15
    pixels: Pixels = frame.filled(mood.haze) * 0 + gradient(list(mood.sky), at)
    pixels = glow(pixels, mood.glow, _halo(stage, heaven))
    if mood.stars:
        pixels += scatter_stars(stage, heaven.horizon, 900) * np.float32(mood.stars)
    return pixels.astype(np.float32)


def _distance(stage: Stage, heaven: Heaven, squash: float = 1.0) -> Field:
    across = stage.frame.across() - heaven.sun_x
    down = (stage.frame.down() - heaven.sun_y) * squash
    return np.asarray(np.hypot(across, down), np.float32)


def _halo(stage: Stage, heaven: Heaven) -> Field:
    """Near light and, with a low sun, the band that lies along the horizon."""
    low = 1 - min(1.0, stage.mood.sun * 1.6)
    strength = 0.12 if stage.mood.is_moonlit else 0.42 * (1 - stage.mood.overcast)
    near = np.exp(-_distance(stage, heaven) / 0.16) * strength
    band = np.exp(-_distance(stage, heaven, 2.6) / 0.5) * 0.55 * low
    return np.asarray(near + band, np.float32)


def hang_sun(stage: Stage, heaven: Heaven, pixels: Pixels, radius: float = 0.035) -> Pixels:
    """The disc itself, unless it stands too high to look at; at night a moon with its seas."""
    is_high = stage.mood.sun > HIGH_SUN and not stage.mood.is_moonlit
    if is_high or stage.mood.overcast > SHUT:
        return pixels
    distance = _distance(stage, heaven)
    edge = 1.5 / stage.frame.height
    disc = smoothstep(radius + edge, radius - edge, distance)
    light = stage.mood.disc * np.float32(1.0 if stage.mood.is_moonlit else 1.9)
    if not stage.mood.is_moonlit:
        return mix(pixels, light, disc)
    seas = spectral(stage.chance, 128, 1.9, 1.0)
    across = (stage.frame.across() - heaven.sun_x) / (radius * 5) + 0 * stage.frame.down()
    down = (stage.frame.down() - heaven.sun_y) / (radius * 5) + 0 * stage.frame.across()
    shade = 1 - 0.22 * smoothstep(-0.1, 1.2, sample(seas, down, across))
    return mix(pixels, light * shade[..., None], disc)


def scatter_stars(stage: Stage, depth: float, count: int) -> Pixels:
    """Stars down to `depth` frame heights, few bright and many faint, on black."""
    frame, chance = stage.frame, stage.chance
    pixels = np.zeros((frame.height, frame.width, 3), np.float32)
    total = round(count * frame.aspect)
    across = chance.random(total) * frame.width
    down = chance.random(total) ** 1.2 * depth * frame.height
    power = np.minimum(0.06 / (chance.random(total) + 0.02), 2.4).astype(np.float32)
    tints = np.stack([linear("ffe2c4"), linear("ffffff"), linear("c4d8ff")])
    colours = tints[chance.integers(0, 3, total)] * power[:, None]
    # A star has one size on the finished picture, whatever the size it is painted at.
    share = max(0.3, (frame.height / 1100) ** 2)
    for offset, part in ((0.0, 0.62), (0.5, 0.24), (1.0, 0.14)):
        columns = np.clip((across + offset).astype(int), 0, frame.width - 1)
        rows = np.clip((down + offset / 2).astype(int), 0, frame.height - 1)
        np.add.at(pixels, (rows, columns), colours * np.float32(part * 1.6 * share))
    return pixels


def drift_clouds(
    stage: Stage, heaven: Heaven, pixels: Pixels, cover: float, *, softness: float = 1.45
) -> Pixels:
    """Clouds on a ceiling that runs to the horizon; `cover` 0 is clear and 1 overcast."""
    frame, mood = stage.frame, stage.mood
    stage.on_layer("Drifting clouds")
    tile = spectral(stage.chance, CLOUD_TILE, softness, 2.0)
    above = np.maximum(heaven.horizon - frame.down(), 0) + 0.055
    depth = (0.055 / above).astype(np.float32) + 0 * frame.across()
    side = ((frame.across() - frame.aspect / 2) * 0.16 / above).astype(np.float32)
    bulk = sample(tile, depth * 2.4, side)
    towards = np.float32(np.sign(heaven.sun_x - frame.aspect / 2) * 0.012)
    beyond = sample(tile, depth * 2.4 + 0.012, side + towards)
    cover += 0.4 * mood.overcast + stage.weather.clouds + stage.feeling.clouds
    threshold = 1.5 - 2.6 * cover
    density = smoothstep(threshold, threshold + 1.25, bulk)
    lit = np.clip(0.55 + 0.75 * (bulk - beyond) - 0.28 * density, 0, 1)
    warm = np.exp(-_distance(stage, heaven, 1.3) / 0.4) * (
        0.1 if mood.is_moonlit else 0.7 - 0.6 * mood.overcast
    )
    colour = mix(mood.cloud_shade[None, None, :], mood.cloud_lit, lit.astype(np.float32))
    colour = glow(colour, mood.glow, (warm * (1 - 0.6 * density)).astype(np.float32))
    fade = smoothstep(0.0, 0.16, heaven.horizon - frame.down())
    clouded = mix(pixels, colour, (density * (0.25 + 0.7 * fade) * (fade > 0)).astype(np.float32))
    return strike(stage, heaven.horizon, clouded) if stage.weather.has_lightning else clouded
