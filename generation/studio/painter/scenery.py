"""What the landscapes share: their sky, the ground in its air, the trees on it."""

import math
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
SNOWY_FIR = (linear("1d2b33"), linear("aebccb"))
LEAF = (linear("1c2f12"), linear("86a23f"))


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
    land = through_air(
        view.read(ground.texture), np.where(view.is_ground, view.depth, 9), air, clear=clear
    )
    if mist:
        height = view.read(ground.heights)
        land = valley_mist(stage, land, view, height, air, top=mist_top, amount=mist)
    return np.where(view.is_ground[..., None], land, sky).astype(np.float32)


@dataclass(frozen=True)
class Woodland:
    """Trees to plant on a map: between `near` and `far`, none above the height `below`.

    `tall` is in map units; of `count` places those stay where the woods' noise is over `clumps`.
    """

    sprites: list[Sprite]
    colours: tuple[Colour, Colour]
    count: int
    tall: float
    near: float
    far: float
    below: float
    clear: float = 1.5
    clumps: float = 0.5


def grow(
    stage: Stage, pixels: Pixels, heights: Field, *, lens: Lens, view: View, trees: Woodland
) -> None:
    """Plant the trees, the far ones first, none whose foot stands behind nearer ground."""
    chance, frame = stage.chance, stage.frame
    woods = fractal(chance, MAP, MAP, 7, 4)
    span = trees.far - trees.near
    norths = np.sort(trees.near + span * chance.random(trees.count) ** 1.4)[::-1]
    light = (
        trees.colours[0] * stage.mood.ambient * 1.2,
        trees.colours[1] * (stage.mood.ambient + 0.75 * stage.mood.direct),
    )
    air = stage.mood.haze
    for north in map(float, norths):
        east = float(chance.uniform(-0.5, 0.5) * min(1.0, 1.5 * north + 0.05))
        size, is_mirrored = float(chance.uniform(0.6, 1.25)), bool(chance.random() < 0.5)
        sprite = trees.sprites[int(chance.integers(len(trees.sprites)))]
        ground = height_at(heights, east, north)
        if ground > trees.below or height_at(woods, east, north) < trees.clumps:
            continue
        place = project(lens, frame, east, north, ground)
        if _is_hidden(view, frame, place, north):
            continue
        gone = min(0.94, 1 - math.exp(-((north / trees.clear) ** 1.35)))
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
