"""Scenes among trees."""

import numpy as np

from .colour import linear, mix, smoothstep
from .conifers import conifer
from .noise import line, sample, spectral
from .sky import Heaven, drift_clouds, hang_sun, open_sky, place_sun
from .stage import Colour, Pixels, Stage
from .trees import Sprite, plant

LAYERS = 7
NEEDLES = {
    "spring": (("13241a", "4f7a3c"), ("16281a", "5f8a40")),
    "summer": (("0c1712", "41602f"), ("0d1a16", "375a3c")),
    "autumn": (("3a1a08", "b8641e"), ("3c2408", "d09a30"), ("101a12", "34482a")),
    "winter": (("12211f", "c4d2de"), ("182827", "dde7f0")),
}


def forest(stage: Stage) -> Pixels:
    """Firs behind firs in morning mist, with shafts of light."""
    heaven = place_sun(stage, stage.spread(0.5, 0.74))
    pixels = hang_sun(stage, heaven, open_sky(stage, heaven), 0.03)
    pixels = drift_clouds(stage, heaven, pixels, stage.spread(0.2, 0.4))
    veil = 0.75 * smoothstep(0.0, 0.5, stage.frame.down())
    pixels = mix(pixels, stage.mood.haze, veil + 0 * stage.frame.across())
    air = (stage.mood.haze * 0.9 + stage.mood.glow * 0.1).astype(np.float32)
    firs = [conifer(stage.chance, 640) for _ in range(5)]
    for layer in range(LAYERS):
        near = layer / (LAYERS - 1)
        _row_of_firs(stage, pixels, firs, near, air)
        if layer < LAYERS - 1:
            pixels = _mist_between(stage, pixels, near, air)
        if layer == 3:
            pixels = _shafts(stage, heaven, pixels)
    return pixels


def _row_of_firs(
    stage: Stage, pixels: Pixels, firs: list[Sprite], near: float, air: Colour
) -> None:
    frame, chance = stage.frame, stage.chance
    tall = 0.17 + 0.72 * near**1.5
    base = 0.52 + 0.66 * near**1.25
    ridge = line(chance, 256, 3, 4)
    count = round(34 * frame.aspect / (0.5 + 2.1 * near))
    keep = np.float32(0.1 + 0.9 * near**0.8)
    tones = NEEDLES[stage.season]
    colours = []
    for shade, lit in tones:
        dark = linear(shade) * (stage.mood.ambient * 1.6)
        bright = linear(lit) * (stage.mood.ambient * 1.4 + stage.mood.direct * 0.45)
        colours.append((air + (dark - air) * keep, air + (bright - air) * keep))
    for _ in range(count):
        across = float(chance.uniform(-0.05, 1.05))
        lift = 0.24 * (float(ridge[int(np.clip(across, 0, 0.999) * 256)]) - 0.5)
        size = tall * float(chance.uniform(0.55, 1.15))
        tone = colours[int(chance.integers(len(colours)))]
        foot = (across * frame.width, (base + lift) * frame.height)
        plant(
            pixels,
            firs[int(chance.integers(len(firs)))],
            foot,
            size * frame.height,
            (tone[0].astype(np.float32), tone[1].astype(np.float32)),
            is_mirrored=bool(chance.random() < 0.5),
        )


def _mist_between(stage: Stage, pixels: Pixels, near: float, air: Colour) -> Pixels:
    frame = stage.frame
    base = 0.56 + 0.62 * near**1.25
    tile = spectral(stage.chance, 256, 1.8, 1.0)
    patches = sample(
        tile, (frame.down() + 0 * frame.across()) * 0.7, (frame.across() + 0 * frame.down()) * 0.3
    )
    rising = smoothstep(base - 0.22 - 0.2 * near, base + 0.12, frame.down() + 0.05 * patches)
    return mix(pixels, air, rising * np.float32(0.8 - 0.35 * near))


def _shafts(stage: Stage, heaven: Heaven, pixels: Pixels) -> Pixels:
    """Light that fans out from the sun between the trees."""
    frame = stage.frame
    across = frame.across() - heaven.sun_x
    down = frame.down() - heaven.sun_y + 0.15
    angle = np.arctan2(across, down) / np.pi
    beams = line(stage.chance, 4096, 60, 3)
    read = beams[np.clip((angle * 0.5 + 0.5) * 4095, 0, 4095).astype(int)]
    reach = np.exp(-np.hypot(across, down) / 0.45) * smoothstep(0.0, 0.15, down)
    strength = (
        (0.12 if stage.mood.is_moonlit else 0.6 * (1 - stage.mood.overcast))
        * reach
        * smoothstep(0.3, 0.85, read)
    )
    lit: Pixels = (pixels + strength[..., None] * stage.mood.glow).astype(np.float32)
    return lit
