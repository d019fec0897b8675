"""Kinds of ground: maps of heights, and the colours that lie on them."""

from dataclasses import dataclass

import cv2
import numpy as np

from .colour import linear, mix, smoothstep
from .noise import fractal, ridged, spectral
from .sky import Heaven
from .stage import Colour, Field, Pixels, Stage
from .terrain import lighting, slopes

MAP = 1024


@dataclass(frozen=True)
class Ground:
    """A map of heights and the light that comes back from each place of it."""

    heights: Field
    texture: Pixels


def map_axes() -> tuple[Field, Field]:
    """East (1, MAP) -0.5..0.5 and north (MAP, 1) 0..1 of a map."""
    line = ((np.arange(MAP) + 0.5) / MAP).astype(np.float32)
    return (line - 0.5)[None, :], line[:, None]


def sunlight(stage: Stage, heaven: Heaven) -> tuple[float, float, float]:
    """From where the light falls. Never straight from ahead: shapes need a side in shade."""
    side = 1.0 if heaven.sun_x > stage.frame.aspect / 2 else -1.0
    return side * 0.8, 0.2 + 0.75 * stage.mood.sun, -0.28


def lit_by(
    stage: Stage, heaven: Heaven, heights: Field, albedo: Pixels, relief: float = 1.0
) -> Pixels:
    """The albedo under the mood's light."""
    stage.on_layer("Shaping the ground")
    direct = lighting(heights * np.float32(relief), sunlight(stage, heaven))
    upward = 0.55 + 0.45 * slopes(heights)[..., 1]
    light = direct[..., None] * stage.mood.direct + upward[..., None] * stage.mood.ambient
    lit: Pixels = (albedo * light).astype(np.float32)
    return lit


def alps(stage: Stage, *, height: float, valley: float) -> Field:
    """Peaks that rise in the distance beyond a lower foreground; `valley` is how wide it lies."""
    east, north = map_axes()
    crests = ridged(stage.chance, MAP, 3, 9)
    folds = fractal(stage.chance, MAP, MAP, 3, 7)
    rise = smoothstep(0.22, 0.72, north + 0.12 * (folds - 0.5))
    middle = stage.between(-0.12, 0.12)
    trough = 1 - np.exp(-(((east - middle) / valley) ** 2)) * (1 - smoothstep(0.5, 0.9, north))
    shape = crests**1.1 * rise * (0.35 + 0.65 * trough) * height
    heights: Field = (shape + 0.03 * folds * (0.4 + trough)).astype(np.float32)
    return heights


def alpine_albedo(
    stage: Stage, heights: Field, *, snow_from: float, trees_to: float, season: str
) -> Pixels:
    """Rock, snow above a line where it can lie, woods below another."""
    chance = stage.chance
    grain = fractal(chance, MAP, MAP, 24, 5) - 0.5
    upright = slopes(heights)[..., 1]
    rock = mix(linear("6d6660")[None, None], linear("494a52"), smoothstep(-0.15, 0.15, grain))
    wooded, meadow = (linear(code) for code in _GREENS[season])
    speckle = smoothstep(-0.12, 0.16, fractal(chance, MAP, MAP, 90, 3) - 0.5)
    green = mix(meadow[None, None], wooded, 0.4 + 0.38 * speckle)
    low = smoothstep(trees_to + 0.05, trees_to - 0.04, heights + 0.1 * grain)
    albedo = mix(rock, green, low * smoothstep(0.35, 0.6, upright))
    high = smoothstep(snow_from - 0.03, snow_from + 0.05, heights + 0.16 * grain)
    lies = smoothstep(0.34, 0.56, upright + 0.9 * grain)
    return mix(albedo, linear("eef3fa"), high * lies)


_GREENS = {
    "spring": ("3f6420", "93b04a"),
    "summer": ("24401c", "6b7f38"),
    "autumn": ("7a3d14", "b58a35"),
    "winter": ("cfd8e4", "eef3fa"),
}


def dunes(stage: Stage) -> Field:
    """Sand blown into crests: a long windward side, a short lee."""
    east, north = map_axes()
    chance = stage.chance
    heights = np.zeros((MAP, MAP), np.float32)
    for count, tall, bend in ((3.2, 0.085, 0.16), (8.5, 0.014, 0.07)):
        warp = (fractal(chance, MAP, MAP, 2, 3) - 0.5) * bend * 4
        turn = stage.between(0.35, 0.75)
        phase = np.mod((north * 1.15 + east * turn + warp) * count + stage.between(0, 1), 1)
        ridge = np.where(phase < 0.72, phase / 0.72, (1 - phase) / 0.28)
        swell = 0.45 + 0.9 * fractal(chance, MAP, MAP, 3, 2)
        heights += (ridge**1.35 * tall * swell).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(heights, (0, 0), 0.9), np.float32)


def rolling(stage: Stage, *, height: float, cells: int = 3) -> Field:
    """Soft hills that grow with distance."""
    _, north = map_axes()
    swell = spectral(stage.chance, MAP, 2.6, float(cells)) * 0.28 + 0.5
    rise = 0.25 + 0.95 * smoothstep(0.1, 0.95, north)
    heights: Field = (np.clip(swell, 0, 1.4) * rise * height).astype(np.float32)
    return heights


def patchwork(stage: Stage, codes: str) -> Pixels:
    """Fields of several colours (hex codes), their edges bent, with a fine grain."""
    chance = stage.chance
    east, north = map_axes()
    bend = fractal(chance, MAP, MAP, 3, 4) - 0.5
    columns = np.floor((east + 0.35 * bend) * 9 + 100).astype(int)
    rows = np.floor((north + 0.3 * bend) * 8 + 100).astype(int)
    colours: list[Colour] = [linear(code) for code in codes.split()]
    drawn = chance.integers(0, len(colours), (256, 256))
    albedo = np.stack(colours)[drawn[rows, columns]]
    soft = np.asarray(cv2.GaussianBlur(albedo, (0, 0), 2.2), np.float32)
    grain = 0.75 + 0.5 * fractal(chance, MAP, MAP, 64, 4)
    return (soft * grain[..., None]).astype(np.float32)
