"""What the landscapes share: their sky, the ground in its air, the trees on it."""

import numpy as np

from .air import haze_colour, through_air, valley_mist
from .colour import linear
from .land import (
    MAP,
    Ground,
)
from .noise import fractal
from .sky import Heaven, drift_clouds, hang_sun, open_sky, place_sun
from .stage import Colour, Field, Pixels, Stage
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


def grow(
    stage: Stage,
    pixels: Pixels,
    heights: Field,
    lens: Lens,
    sprites: list[Sprite],
    *,
    count: int,
    tall: float,
    near: float,
    far: float,
    below: float,
    colours: tuple[Colour, Colour],
    air: Colour,
    clear: float,
    clumps: float = 0.5,
) -> None:
    """Plant trees on the map, the far ones first, none above the height `below`."""
    chance, frame = stage.chance, stage.frame
    woods = fractal(chance, MAP, MAP, 7, 4)
    norths = np.sort(near + (far - near) * chance.random(count) ** 1.4)[::-1]
    light = (
        colours[0] * stage.mood.ambient * 1.2,
        colours[1] * (stage.mood.ambient + 0.75 * stage.mood.direct),
    )
    for north in norths:
        east = float(chance.uniform(-0.5, 0.5) * min(1.0, 1.5 * north + 0.05))
        size, kind = float(chance.uniform(0.6, 1.25)), sprites[int(chance.integers(len(sprites)))]
        ground = height_at(heights, east, float(north))
        if ground > below or height_at(woods, east, float(north)) < clumps:
            continue
        across, down = project(lens, frame, east, float(north), ground)
        gone = np.float32(min(0.94, 1 - np.exp(-((north / clear) ** 1.35))))
        plant(
            pixels,
            kind,
            (across * frame.height, (down + 0.004) * frame.height),
            tall * size * lens.focal / north * frame.height,
            (light[0] + (air - light[0]) * gone, light[1] + (air - light[1]) * gone),
            is_mirrored=bool(chance.random() < 0.5),
        )
