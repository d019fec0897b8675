"""A field in bloom."""

import cv2
import numpy as np

from .blossoms import cup, spike, stalk
from .colour import linear, linears, mix, smoothstep
from .noise import line, sample, spectral
from .sky import drift_clouds, hang_sun, open_sky, place_sun
from .stage import Colour, Pixels, Stage
from .trees import plant, round_tree
from .water import plane

PETALS = {
    "poppies": (("8f1206", "ff5a30"),),
    "tulips": (("b0346a", "ffb3c4"), ("a31420", "ff6a58"), ("c77a00", "ffe14d")),
    "lavender": (("4a2f8a", "b99cf0"),),
    "sunflowers": (("c77a00", "ffe14d"),),
    "daisies": (("b8b4a8", "ffffff"),),
    "cornflowers": (("1f3a9a", "7fa4ff"),),
    "wildflowers": (
        ("8f1206", "ff5a30"),
        ("b8b4a8", "ffffff"),
        ("c77a00", "ffe14d"),
        ("4a2f8a", "b99cf0"),
        ("b0346a", "ffb3c4"),
    ),
}
IN_SEASON = {
    "spring": ("tulips", "daisies", "wildflowers"),
    "summer": ("poppies", "lavender", "sunflowers", "wildflowers", "cornflowers"),
    "autumn": ("sunflowers", "wildflowers"),
}
GRASS = {
    "spring": ("3a6a1c", "9cc44a"),
    "summer": ("2c4a17", "7f9c3a"),
    "autumn": ("6a4f1c", "c9a044"),
}


def meadow(stage: Stage) -> Pixels:
    """A field in bloom that runs to far hills."""
    horizon = stage.spread(0.3, 0.52)
    heaven = place_sun(stage, horizon)
    pixels = hang_sun(stage, heaven, open_sky(stage, heaven))
    pixels = drift_clouds(stage, heaven, pixels, stage.spread(0.34, 0.6))
    kind = stage.kind or stage.pick(IN_SEASON[stage.season])
    _far_hills(stage, pixels, horizon)
    return _field(stage, pixels, horizon, kind)


def _far_hills(stage: Stage, pixels: Pixels, horizon: float) -> None:
    frame = stage.frame
    light = stage.mood.ambient + 0.4 * stage.mood.direct
    for step, (tall, code) in enumerate(((0.1, "47604f"), (0.06, "3d5a30"))):
        top = horizon - tall * (0.25 + line(stage.chance, frame.width, 2 + step, 5)[None, :])
        cover = smoothstep(-0.7, 0.7, (frame.down() - top) * frame.height)
        colour = mix(linear(code) * light, stage.mood.haze, 0.6 - 0.3 * step)
        pixels[:] = mix(pixels, colour, cover)
    crowns = [round_tree(stage.chance) for _ in range(3)]
    shades = (
        linear("16260f") * light + stage.mood.haze * 0.1,
        linear("5d7a35") * light + stage.mood.haze * 0.1,
    )
    for _ in range(round(26 * frame.aspect)):
        foot = (float(stage.chance.uniform(0, frame.width)), (horizon + 0.012) * frame.height)
        tall = float(stage.chance.uniform(0.015, 0.05)) * frame.height
        plant(pixels, crowns[int(stage.chance.integers(3))], foot, tall, shades)


def _field(stage: Stage, pixels: Pixels, horizon: float, kind: str) -> Pixels:
    frame, chance = stage.frame, stage.chance
    light = (stage.mood.ambient + 0.8 * stage.mood.direct).astype(np.float32)
    beds = [[linear(code) * light for code in pair] for pair in PETALS[kind]]
    stage.on_layer("Planting flowers")
    east, north = plane(stage, horizon, 0.25)
    tile = spectral(chance, 512, 0.9, 8.0)
    speckle = sample(tile, north * 0.5, east * 0.5)
    grass = mix(
        (linear(GRASS[stage.season][0]) * light)[None, None],
        linear(GRASS[stage.season][1]) * light,
        smoothstep(-1, 1.4, speckle),
    )
    far = smoothstep(0.4, 2.2, north)
    bloom = smoothstep(-0.6, 0.5, speckle) * (0.25 + 0.6 * far)
    mean = np.mean([mix(dark, lit, 0.45) for dark, lit in beds], axis=0).astype(np.float32)
    ground = mix(grass, mean, bloom)
    ground = mix(ground, stage.mood.haze, 0.45 * smoothstep(1.5, 9, north))
    cover = smoothstep(-0.5, 0.5, (frame.down() - horizon) * frame.height) + 0 * frame.across()
    pixels = mix(pixels, ground, cover)
    _blades(stage, pixels, horizon, light)
    _blooms(stage, pixels, horizon, kind, beds=beds, light=light)
    return pixels


def _blades(stage: Stage, pixels: Pixels, horizon: float, light: Colour) -> None:
    frame, chance = stage.frame, stage.chance
    greens = linears("35571b 4f7a26 87a843 223d12")
    places = np.sort(chance.random(round(2000 * frame.aspect)) ** 0.8)
    for near in places:
        down = horizon + 0.02 + (1.2 - horizon) * float(near)
        tall = (0.012 + 0.1 * float(near) ** 1.5) * float(chance.uniform(0.5, 1.2))
        across = float(chance.uniform(0, frame.aspect))
        lean = tall * float(chance.uniform(-0.35, 0.35))
        colour = greens[int(chance.integers(len(greens)))] * light
        ends = [
            (int(x * frame.height), int(y * frame.height))
            for x, y in ((across, down), (across + lean, down - tall))
        ]
        thick = max(1, round((0.5 + 2.4 * float(near)) * frame.height / 1200))
        cv2.line(pixels, ends[0], ends[1], [float(part) for part in colour], thick)


def _blooms(
    stage: Stage,
    pixels: Pixels,
    horizon: float,
    kind: str,
    *,
    beds: list[list[Colour]],
    light: Colour,
) -> None:
    frame, chance = stage.frame, stage.chance
    sprites = [(spike if kind == "lavender" else cup)(chance) for _ in range(6)]
    stem = stalk()
    green = (linear("2c4a17") * light, linear("6f8c34") * light)
    for near in np.sort(chance.random(round(820 * frame.aspect)) ** 1.15):
        size = (0.009 + 0.1 * float(near) ** 1.8) * float(chance.uniform(0.7, 1.2))
        down = horizon + 0.012 + (1.16 - horizon) * float(near)
        across = float(chance.uniform(-0.02, frame.aspect + 0.02))
        tint = np.float32(chance.uniform(0.6, 1.15))
        petals = beds[int(chance.integers(len(beds)))]
        place = (across * frame.height, (down + 1.4 * size) * frame.height)
        if size * frame.height > 14:
            plant(pixels, stem, place, 1.6 * size * frame.height, green)
        plant(
            pixels,
            sprites[int(chance.integers(6))],
            (place[0], down * frame.height),
            size * (1.7 if kind == "lavender" else 1.0) * frame.height,
            (petals[0] * tint, petals[1] * tint),
        )
