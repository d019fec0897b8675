"""Islands seen from a height: woods and beaches in water that is clear near the shore."""

import numpy as np

from .air import haze_colour, through_air
from .colour import linear, mix, smoothstep
from .land import MAP, Ground, lit_by, map_axes
from .noise import fractal, sample, spectral
from .scenery import CROWNS, Woodland, clouded_sky, ground_and_sky, grow
from .sky import Heaven
from .stage import Field, Pixels, Stage
from .terrain import Lens, View, look
from .trees import round_tree

SHOALS = (linear("cfe8c8"), linear("58cfc4"), linear("1b8fb0"), linear("0c4a80"))


def islands(stage: Stage) -> Pixels:
    """An archipelago from above, its shoals shining through."""
    horizon = stage.spread(0.2, 0.36)
    heaven, sky = clouded_sky(stage, horizon, stage.spread(0.28, 0.52))
    heights = _archipelago(stage)
    land = np.maximum(heights, 0)
    ground = Ground(land, lit_by(stage, heaven, land, _cover(stage, heights)))
    lens = Lens(height=stage.spread(0.11, 0.17), horizon=horizon, near=0.08)
    view = look(land, lens, stage.frame)
    pixels = ground_and_sky(stage, sky, heaven, ground, view, clear=1.9, mist=0.0, mist_top=0.05)
    is_sea = view.is_ground * smoothstep(0.0006, -0.0006, view.read(heights))
    pixels = mix(pixels, _sea(stage, heaven, view, heights), is_sea.astype(np.float32))
    crowns = [round_tree(stage.chance) for _ in range(4)]
    woods = Woodland(
        crowns,
        CROWNS["summer"],
        count=5200,
        tall=0.0085,
        near=0.1,
        far=0.75,
        below=0.2,
        clear=1.9,
        clumps=0.36,
        above=0.0042,
    )
    grow(stage, pixels, land, lens=lens, view=view, trees=woods)
    return pixels


def _archipelago(stage: Stage) -> Field:
    """A few islands with hills, below 0 the floor of the sea."""
    east, north = map_axes()
    rough = fractal(stage.chance, MAP, MAP, 6, 7) - 0.5
    shape = np.full((MAP, MAP), -0.6, np.float32)
    for index in range(7):
        where = stage.between(0.2, 0.34) if index == 0 else stage.between(0.26, 0.9)
        aside = stage.spread(-0.1, 0.1) if index == 0 else stage.between(-0.42, 0.42)
        wide, long = stage.between(0.05, 0.12), stage.between(0.035, 0.08)
        turn = stage.between(-0.6, 0.6)
        x, y = east - aside, north - where
        along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        away = np.sqrt((along / wide) ** 2 + (across / long) ** 2)
        shape = np.maximum(shape, 1 - away.astype(np.float32))
    shape += 1.15 * rough
    rise = np.where(shape > 0, 0.055 * np.abs(shape) ** 1.35, 0.03 * shape)
    return np.asarray(rise, np.float32)


def _cover(stage: Stage, heights: Field) -> Pixels:
    """Sand at the shore, green above it, rock where it is steep and high."""
    grain = fractal(stage.chance, MAP, MAP, 60, 4) - 0.5
    green = mix(linear("3f6a28")[None, None], linear("7d9a45"), smoothstep(-0.2, 0.25, grain))
    rock = mix(green, linear("7d7466"), 0.7 * smoothstep(0.03, 0.05, heights + 0.03 * grain))
    return mix(
        linear("ecd9b0")[None, None], rock, smoothstep(0.002, 0.005, heights + 0.004 * grain)
    )


def _sea(stage: Stage, heaven: Heaven, view: View, heights: Field) -> Pixels:
    stage.on_layer("Filling the water")
    light = stage.mood.ambient * 0.9 + stage.mood.direct * 0.45
    depth = np.clip(-view.read(heights) / 0.018, 0, 1)
    far = np.where(view.is_ground, view.depth, 1).astype(np.float32)
    tile = spectral(stage.chance, 512, 1.15, 3.0)
    waves = sample(tile, far * 16, view.east * 7) * np.exp(-far * 2.5)
    patches = sample(tile, far * 1.5, view.east * 1.5)
    deep = np.clip(depth + 0.12 * patches * depth, 0, 1)
    floor = mix(SHOALS[0][None, None], SHOALS[1], smoothstep(0.0, 0.2, deep))
    floor = mix(floor, SHOALS[2], smoothstep(0.15, 0.55, deep))
    floor = mix(floor, SHOALS[3], smoothstep(0.5, 1.0, deep))
    sea = floor * light * (1 + 0.09 * waves)[..., None]
    shine = 1 - np.exp(-far / 0.9)
    sea = mix(
        sea, stage.mood.sky[-2], (0.75 * shine + 0.06 * np.clip(waves, 0, 2)).astype(np.float32)
    )
    foam = smoothstep(0.07, 0.015, depth + 0.02 * waves) * np.float32(0.75)
    sea = mix(sea, np.minimum(light, 1.0) * 0.95, foam)
    away = stage.frame.across() - heaven.sun_x
    path = np.exp(-((away / (0.1 + 0.3 * (stage.frame.down() - heaven.horizon))) ** 2))
    sparkle = path * smoothstep(0.4, 1.8, waves + 0.6 * path) * (1 - 0.8 * stage.mood.overcast)
    sea = sea + (0.8 * sparkle)[..., None] * stage.mood.disc
    return through_air(
        sea.astype(np.float32), far, haze_colour(stage, heaven), clear=1.9 * stage.sight
    )
