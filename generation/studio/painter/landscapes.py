"""Scenes of mountains, lakes and snow."""

import numpy as np

from .colour import mix, smoothstep
from .conifers import conifer
from .land import (
    MAP,
    Ground,
    alpine_albedo,
    alps,
    lit_by,
    map_axes,
    rolling,
)
from .noise import fractal
from .scenery import CROWNS, FIRS, SNOWY_FIR, Woodland, clouded_sky, ground_and_sky, grow
from .sky import Heaven
from .stage import Pixels, Stage
from .terrain import Lens, look
from .trees import round_tree
from .water import glitter, mirror, ripples

SNOW_LINE = {"spring": 0.09, "summer": 0.13, "autumn": 0.12, "winter": 0.015}
"""How high the snow lies, in map units."""
SHEEN = {"spring": 1.0, "summer": 1.0, "autumn": 1.0, "winter": 0.62}
"""How much of the albedo is used: a country white all over would outshine its sky."""


def mountains(stage: Stage) -> Pixels:
    """Snowy peaks beyond a wooded valley."""
    horizon = stage.spread(0.52, 0.68)
    heaven, sky = clouded_sky(stage, horizon, stage.spread(0.3, 0.56))
    heights = alps(stage, height=stage.spread(0.22, 0.36), valley=stage.spread(0.16, 0.34))
    albedo = alpine_albedo(
        stage, heights, snow_from=SNOW_LINE[stage.season], trees_to=0.1, season=stage.season
    )
    ground = Ground(heights, lit_by(stage, heaven, heights, albedo * SHEEN[stage.season]))
    lens = Lens(height=float(heights[60:160].mean()) + 0.07, horizon=horizon)
    view = look(heights, lens, stage.frame)
    pixels = ground_and_sky(stage, sky, heaven, ground, view, clear=1.7, mist=0.75, mist_top=0.09)
    firs = [conifer(stage.chance) for _ in range(4)]
    grow(
        stage,
        pixels,
        heights,
        lens=lens,
        view=view,
        trees=Woodland(
            firs,
            [FIRS[stage.season]],
            count=2600,
            tall=0.02,
            near=0.1,
            far=0.62,
            below=0.12,
            clear=1.5,
            clumps=0.46,
        ),
    )
    return pixels


def lake(stage: Stage) -> Pixels:
    """Peaks mirrored in still water."""
    horizon = stage.spread(0.44, 0.6)
    heaven, sky = clouded_sky(stage, horizon, stage.spread(0.28, 0.56))
    season = stage.season
    east, north = map_axes()
    heights = alps(stage, height=stage.spread(0.18, 0.3), valley=stage.spread(0.22, 0.4))
    shore = 0.4 + 0.1 * (fractal(stage.chance, MAP, MAP, 3, 5) - 0.5)
    bank = smoothstep(-0.01, 0.05, north + 0.5 * np.abs(east) ** 1.5 - shore)
    heights = ((heights + 0.004) * bank - 0.012 * (1 - bank)).astype(np.float32)
    albedo = alpine_albedo(
        stage, heights, snow_from=SNOW_LINE[season] - 0.01, trees_to=0.1, season=season
    )
    ground = Ground(heights, lit_by(stage, heaven, heights, albedo * SHEEN[season]))
    above = _shore(stage, sky, heaven, ground, lens=Lens(0.004, horizon), season=season)
    tilt = ripples(stage, horizon, 0.03, 6.0)
    water = mirror(stage, above, horizon, tilt, swing=0.22)
    sparkle = 0.5 * glitter(stage, heaven, tilt)
    water = water + sparkle[..., None] * stage.mood.disc
    edge = smoothstep(-0.5, 0.5, (stage.frame.down() - horizon) * stage.frame.height)
    return mix(above, water, edge + 0 * stage.frame.across())


def _shore(
    stage: Stage, sky: Pixels, heaven: Heaven, ground: Ground, *, lens: Lens, season: str
) -> Pixels:
    view = look(ground.heights, lens, stage.frame)
    pixels = ground_and_sky(stage, sky, heaven, ground, view, clear=1.6, mist=0.32, mist_top=0.05)
    firs = [conifer(stage.chance) for _ in range(4)]
    grow(
        stage,
        pixels,
        np.maximum(ground.heights, 0),
        lens=lens,
        view=view,
        trees=Woodland(
            firs,
            [FIRS[season]],
            count=1600 if season in ("summer", "winter") else 1100,
            tall=0.018,
            near=0.38,
            far=0.7,
            below=0.1,
            clear=1.5,
            clumps=0.4,
        ),
    )
    if season in ("autumn", "spring"):
        crowns = [round_tree(stage.chance) for _ in range(3)]
        grow(
            stage,
            pixels,
            np.maximum(ground.heights, 0),
            lens=lens,
            view=view,
            trees=Woodland(
                crowns,
                CROWNS[season],
                count=900,
                tall=0.013,
                near=0.38,
                far=0.6,
                below=0.05,
                clear=1.5,
            ),
        )
    return pixels


def snow(stage: Stage) -> Pixels:
    """A winter slope with firs under peaks."""
    horizon = stage.spread(0.44, 0.6)
    heaven, sky = clouded_sky(stage, horizon, stage.spread(0.28, 0.6))
    heights = alps(stage, height=stage.spread(0.15, 0.27), valley=stage.spread(0.18, 0.36))
    drifts = rolling(stage, height=0.05, cells=4)
    heights = (heights * 0.9 + drifts).astype(np.float32)
    albedo = alpine_albedo(stage, heights, snow_from=0.02, trees_to=0.02, season="winter")
    ground = Ground(heights, lit_by(stage, heaven, heights, albedo * 0.62))
    lens = Lens(height=float(heights[40:200].mean()) + 0.05, horizon=horizon)
    view = look(heights, lens, stage.frame)
    pixels = ground_and_sky(stage, sky, heaven, ground, view, clear=1.6, mist=0.5, mist_top=0.08)
    firs = [conifer(stage.chance) for _ in range(4)]
    grow(
        stage,
        pixels,
        heights,
        lens=lens,
        view=view,
        trees=Woodland(
            firs,
            [SNOWY_FIR],
            count=620,
            tall=0.03,
            near=0.11,
            far=0.6,
            below=0.14,
            clear=1.3,
            clumps=0.52,
        ),
    )
    return pixels
