"""Northern lights."""

import numpy as np

from .air import haze_colour, through_air
from .colour import gradient, linear, linears, mix, smoothstep
from .land import alpine_albedo, alps, lit_by
from .noise import line, sample, spectral
from .sky import Heaven, open_sky
from .stage import Colour, Pixels, Stage
from .terrain import Lens, look
from .water import mirror, ripples


def aurora(stage: Stage) -> Pixels:
    """Northern lights over snowy peaks and their mirror."""
    horizon = stage.spread(0.6, 0.78)
    heaven = Heaven(horizon, stage.frame.aspect * stage.spread(0.3, 0.7), 0.3)
    pixels = open_sky(stage, heaven)
    glow: Colour = linear("1c8f5e")
    for _ in range(3):
        pixels = pixels + _curtain(stage, horizon)
    heights = alps(stage, height=stage.between(0.14, 0.2), valley=0.3)
    albedo = alpine_albedo(stage, heights, snow_from=0.03, trees_to=0.02, season="winter")
    texture = lit_by(stage, heaven, heights, albedo) * 0.75 + albedo * glow * 0.12
    view = look(heights, Lens(height=0.012, horizon=horizon), stage.frame)
    land = through_air(
        view.read(texture.astype(np.float32)),
        np.where(view.is_ground, view.depth, 9),
        haze_colour(stage, heaven) * 0.7 + glow * 0.1,
        clear=1.7,
    )
    above = np.where(view.is_ground[..., None], land, pixels).astype(np.float32)
    water = mirror(stage, above, horizon, ripples(stage, horizon, 0.02, 6.0), swing=0.2, clear=0.7)
    edge = smoothstep(-0.5, 0.5, (stage.frame.down() - horizon) * stage.frame.height)
    return mix(above, water, edge + 0 * stage.frame.across())


def _curtain(stage: Stage, horizon: float) -> Pixels:
    """One sheet of light: rays that rise from a folded lower edge, green below, violet above."""
    frame = stage.frame
    tile = spectral(stage.chance, 256, 1.6, 1.0)
    fold = 0.03 * sample(
        tile, frame.down() * 0.6 + 0 * frame.across(), frame.across() * 0.5 + 0 * frame.down()
    )
    place = np.clip((frame.across() + fold) / frame.aspect, 0, 0.9999)
    points = 2048
    at = (place * points).astype(int)
    base = (horizon * (0.32 + 0.62 * line(stage.chance, points, 2, 4)))[at]
    rays = (
        line(stage.chance, points, 40, 4)[at]
        * smoothstep(0.25, 0.75, line(stage.chance, points, 3, 3))[at]
    )
    rise = base - frame.down()
    body = np.exp(-np.maximum(rise, 0) / 0.13) * smoothstep(-0.035, 0.02, rise)
    hue = np.clip(rise / 0.34, 0, 1)
    colours = gradient(linears("8dffc0 35f09a 22c98c 3a7fd0 8a4fd8"), hue)
    soft: Pixels = (colours * (body * rays * 1.25)[..., None]).astype(np.float32)
    return soft
