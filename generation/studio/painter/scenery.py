"""What the landscapes share: their sky, the ground in its air, the trees on it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .air import haze_colour, through_air, valley_mist
from .colour import linear
from .land import (
    MAP,
    Ground,
)
from .noise import fractal
from .sky import Heaven, drift_clouds, hang_sun, open_sky, place_sun
from .stage import Colour, Field, Frame, Pixels, Stage
from .terrain import Lens, View, height_at, project
from .trees import Sprite, plant

FIR = (linear("0f1d14"), linear("3d5a34"))
SNOWY_FIR = (linear("1d2f33"), linear("f0f5fb"))
LEAF = (linear("1c2f12"), linear("86a23f"))
Tones = tuple[Colour, Colour]
FIRS: dict[str, Tones] = {
    "spring": (linear("16291a"), linear("557a3c")),
    "summer": FIR,
    "autumn": (linear("2a2412"), linear("6e6a30")),
    "winter": SNOWY_FIR,
}
CROWNS: dict[str, tuple[Tones, ...]] = {
    "spring": (
        (linear("35501a"), linear("b4cf62")),
        (linear("8a5a6c"), linear("f6cfdb")),
        (linear("3f5c1f"), linear("a3c255")),
    ),
    "summer": (LEAF, (linear("1a3314"), linear("769a42")), (linear("24330f"), linear("98a848"))),
    "autumn": (
        (linear("5a240c"), linear("d9792a")),
        (linear("5f3a0c"), linear("e6b23c")),
        (linear("4a120c"), linear("b8402a")),
    ),
    "winter": ((linear("4c545c"), linear("dfe7ee")), (linear("3f464e"), linear("c4ced8"))),
}


def clouded_sky(stage: Stage, horizon: float, cover: float) -> tuple[Heaven, Pixels]:
    heaven = place_sun(stage, horizon)
    pixels = hang_sun(stage, heaven, open_sky(stage, heaven))
    return heaven, drift_clouds(stage, heaven, pixels, cover)


def ground_and_sky(
    stage: Stage,
    sky: Pixels,
    heaven: Heaven,
    ground: Ground,
    view: View,
    *,
    clear: float,
    mist: float,
    mist_top: float,
) -> Pixels:
    """The ground with its air, and the sky where there is none."""
    air = haze_colour(stage, heaven)
    far = np.where(view.is_ground, view.depth, 9)
    land = through_air(view.read(ground.texture), far, air, clear=clear * stage.sight)
    mist = mist + 0.5 * stage.mist
    if mist:
        height = view.read(ground.heights)
        top = mist_top * (1 + 0.6 * stage.mist)
        land = valley_mist(stage, land, view, height, air, top=top, amount=mist)
    return np.where(view.is_ground[..., None], land, sky).astype(np.float32)


@dataclass(frozen=True)
class Woodland:
    """Trees to plant on a map: between `near` and `far`, at heights from `above` to `below`.

    `tall` is in map units; of `count` places those stay where the woods' noise is over `clumps`.
    """

    sprites: list[Sprite]
    tones: Sequence[Tones]
    count: int
    tall: float
    near: float
    far: float
    below: float
    clear: float = 1.5
    clumps: float = 0.5
    above: float = -1.0


def grow(
    stage: Stage, pixels: Pixels, heights: Field, *, lens: Lens, view: View, trees: Woodland
) -> None:
    """Plant the trees, the far ones first, none whose foot stands behind nearer ground."""
    chance, frame = stage.chance, stage.frame
    stage.on_layer("Planting trees")
    woods = fractal(chance, MAP, MAP, 7, 4)
    span = trees.far - trees.near
    norths = np.sort(trees.near + span * chance.random(trees.count) ** 1.4)[::-1]
    lights = [
        (dark * stage.mood.ambient * 1.2, lit * (stage.mood.ambient + 0.75 * stage.mood.direct))
        for dark, lit in trees.tones
    ]
    air = stage.mood.haze
    for north in map(float, norths):
        east = float(chance.uniform(-0.5, 0.5) * min(1.0, 1.5 * north + 0.05))
        size, is_mirrored = float(chance.uniform(0.6, 1.25)), bool(chance.random() < 0.5)
        sprite = trees.sprites[int(chance.integers(len(trees.sprites)))]
        light = lights[int(chance.integers(len(lights)))]
        ground = height_at(heights, east, north)
        if not trees.above < ground <= trees.below or height_at(woods, east, north) < trees.clumps:
            continue
        place = project(lens, frame, east, north, ground)
        if _is_hidden(view, frame, place, north):
            continue
        gone = min(0.94, 1 - math.exp(-((north / (trees.clear * stage.sight)) ** 1.35)))
        plant(
            pixels,
            sprite,
            (place[0] * frame.height, (place[1] + 0.004) * frame.height),
            trees.tall * size * lens.focal / north * frame.height,
            (light[0] + (air - light[0]) * gone, light[1] + (air - light[1]) * gone),
            is_mirrored=is_mirrored,
        )


def _is_hidden(view: View, frame: Frame, place: tuple[float, float], north: float) -> bool:
    column, row = int(place[0] * frame.height), int(place[1] * frame.height)
    if not (0 <= column < frame.width and 0 <= row < frame.height):
        return False
    return float(view.depth[row, column]) < north * 0.92
