"""A canyon: walls in layers of red rock, and the river that made them."""

import numpy as np

from .air import haze_colour, through_air
from .colour import gradient, linear, linears, mix, smoothstep
from .land import MAP, lit_by, map_axes
from .noise import fractal, line
from .scenery import clouded_sky
from .stage import Field, Pixels, Stage
from .terrain import Lens, View, look

STRATA = (
    "5c2a1c a4502c c8743f 8a3d24 d9995c b0603a e0b07a 9a4a2c c98452",
    "6a3426 b5623f d88f5a 97503a e6b583 bf7450 eccaa0 a85c40 d49a6a",
    "4e2420 8f4232 b8674a 7a3a30 cf9070 9f5542 dcae90 88483a bb7c60",
)
RIM = 0.13


def canyon(stage: Stage) -> Pixels:
    """Walls behind walls of layered rock over a river."""
    horizon = stage.spread(0.24, 0.38)
    heaven, sky = clouded_sky(stage, horizon, stage.spread(0.2, 0.48))
    heights = _carved(stage)
    light = lit_by(stage, heaven, heights, np.ones((MAP, MAP, 3), np.float32))
    lens = Lens(height=RIM + stage.spread(0.035, 0.07), horizon=horizon, near=0.05)
    view = look(heights, lens, stage.frame)
    rock: Pixels = _rock(stage, view, lens, heights) * view.read(light)
    river = smoothstep(0.004, 0.0015, view.read(heights)) * view.is_ground
    rock = mix(rock, mix(stage.mood.sky[2], linear("2f6f6a"), 0.4) * 0.8, river.astype(np.float32))
    far = np.where(view.is_ground, view.depth, 9)
    land = through_air(rock, far, haze_colour(stage, heaven), clear=1.5 * stage.sight)
    return np.where(view.is_ground[..., None], land, sky).astype(np.float32)


def _carved(stage: Stage) -> Field:
    """A plateau at RIM, cut in steps down to a river at 0 that winds away from the eye."""
    east, north = map_axes()
    swing = stage.spread(0.05, 0.13) * (1 if stage.chance.random() < 0.5 else -1)
    bend = swing * np.sin(north * stage.between(5, 8) + stage.between(-0.5, 0.5))
    rough = fractal(stage.chance, MAP, MAP, 5, 7) - 0.5
    gullies = np.abs(fractal(stage.chance, MAP, MAP, 9, 6) - 0.5)
    away = np.abs(east - bend) + 0.22 * rough - 0.22 * gullies
    climb = np.clip((away - 0.012) / (0.17 + 0.05 * north), 0, 1)
    steps = 6
    stair = climb * steps
    tread = np.floor(stair) + smoothstep(0.55, 0.95, (stair % 1).astype(np.float32))
    height = (0.25 * climb + 0.75 * tread / steps) * RIM
    mesa = smoothstep(0.56, 0.62, fractal(stage.chance, MAP, MAP, 4, 5)) * smoothstep(
        0.35, 0.6, north
    )
    heights: Field = (height + 0.05 * mesa * climb + 0.006 * rough * climb).astype(np.float32)
    return heights


def _rock(stage: Stage, view: View, lens: Lens, heights: Field) -> Pixels:
    """Layers by the true height of each pixel, so that walls show them sharply."""
    depth = np.where(view.is_ground, view.depth, 1)
    height = lens.height - (stage.frame.down() - lens.horizon) * depth / lens.focal
    dip = 0.012 * (view.read(fractal(stage.chance, MAP, MAP, 3, 4)) - 0.5)
    layers = line(stage.chance, 2048, 18, 5)
    at = np.clip((height + dip + 0.02) / 0.22 * 2047, 0, 2047).astype(np.int32)
    tone = np.clip((layers[at] - 0.5) * 2.4 + 0.5, 0, 1)
    rock = gradient(linears(stage.pick(STRATA)), tone)
    grain = view.read(fractal(stage.chance, MAP, MAP, 80, 4)) - 0.5
    scrub = smoothstep(RIM * 0.93, RIM * 1.0, height) * smoothstep(0.02, 0.2, grain)
    rock = rock * (1 + 0.5 * grain)[..., None]
    return mix(rock, linear("6d6a3a"), (0.6 * scrub).astype(np.float32))
