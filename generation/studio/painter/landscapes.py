"""Scenes of mountains, lakes and snow."""

import numpy as np

from .colour import linear, mix, smoothstep
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
from .scenery import FIR, SNOWY_FIR, Woodland, clouded_sky, ground_and_sky, grow
from .sky import Heaven
from .stage import Pixels, Stage
from .terrain import Lens, look
from .trees import conifer, round_tree
from .water import glitter, mirror, ripples


def mountains(stage: Stage) -> Pixels:
    """Snowy peaks beyond a wooded valley."""
    horizon = stage.between(0.6, 0.66)
    heaven, sky = clouded_sky(stage, horizon, stage.between(0.35, 0.55))
    heights = alps(stage, height=stage.between(0.3, 0.37), valley=0.22)
    albedo = alpine_albedo(stage, heights, snow_from=0.12, trees_to=0.1, season="summer")
    ground = Ground(heights, lit_by(stage, heaven, heights, albedo))
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
            FIR,
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
    horizon = stage.between(0.5, 0.56)
    heaven, sky = clouded_sky(stage, horizon, stage.between(0.3, 0.55))
    season = "autumn" if stage.chance.random() < 0.35 else "summer"
    east, north = map_axes()
    heights = alps(stage, height=stage.between(0.22, 0.3), valley=0.3)
    shore = 0.4 + 0.1 * (fractal(stage.chance, MAP, MAP, 3, 5) - 0.5)
    bank = smoothstep(-0.01, 0.05, north + 0.5 * np.abs(east) ** 1.5 - shore)
    heights = ((heights + 0.004) * bank - 0.012 * (1 - bank)).astype(np.float32)
    albedo = alpine_albedo(stage, heights, snow_from=0.11, trees_to=0.1, season=season)
    ground = Ground(heights, lit_by(stage, heaven, heights, albedo))
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
    pixels = ground_and_sky(stage, sky, heaven, ground, view, clear=1.6, mist=0.5, mist_top=0.05)
    firs = [conifer(stage.chance) for _ in range(4)]
    colours = FIR if season == "summer" else (linear("4a2410"), linear("d08a30"))
    grow(
        stage,
        pixels,
        np.maximum(ground.heights, 0),
        lens=lens,
        view=view,
        trees=Woodland(
            firs,
            FIR,
            count=1600,
            tall=0.018,
            near=0.38,
            far=0.7,
            below=0.1,
            clear=1.5,
            clumps=0.4,
        ),
    )
    if season == "autumn":
        crowns = [round_tree(stage.chance) for _ in range(3)]
        grow(
            stage,
            pixels,
            np.maximum(ground.heights, 0),
            lens=lens,
            view=view,
            trees=Woodland(
                crowns,
                colours,
                count=700,
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
    horizon = stage.between(0.5, 0.58)
    heaven, sky = clouded_sky(stage, horizon, stage.between(0.3, 0.6))
    heights = alps(stage, height=stage.between(0.18, 0.26), valley=0.26)
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
            SNOWY_FIR,
            count=900,
            tall=0.03,
            near=0.11,
            far=0.6,
            below=0.14,
            clear=1.3,
            clumps=0.52,
        ),
    )
    return pixels
