"""Scenes of sand, and of hills and fields."""

import numpy as np

from .colour import linear, mix
from .land import (
    MAP,
    Ground,
    dunes,
    lit_by,
    patchwork,
    rolling,
)
from .noise import fractal, sample, spectral
from .scenery import LEAF, Woodland, clouded_sky, ground_and_sky, grow
from .stage import Pixels, Stage
from .terrain import Lens, look
from .trees import round_tree


def desert(stage: Stage) -> Pixels:
    """Dunes with sharp crests."""
    horizon = stage.between(0.4, 0.48)
    heaven, sky = clouded_sky(stage, horizon, stage.between(0.1, 0.35))
    heights = dunes(stage)
    sand = mix(
        linear("d9a066")[None, None], linear("c07f48"), fractal(stage.chance, MAP, MAP, 5, 5)
    )
    ground = Ground(heights, lit_by(stage, heaven, heights, sand, 1.0))
    lens = Lens(height=float(heights[60:220, 400:624].max()) + 0.035, horizon=horizon, near=0.06)
    view = look(heights, lens, stage.frame)
    tile = spectral(stage.chance, 512, 1.2, 3.0)
    where = np.where(view.is_ground, view.depth, 0)
    bend = sample(tile, where * 2, view.east * 2)
    wave = np.sin((where * 620 + view.east * 260) + 5 * bend) * np.exp(-where / 0.12)
    pixels = ground_and_sky(stage, sky, heaven, ground, view, clear=1.1, mist=0, mist_top=1)
    relief = np.where(view.is_ground, 1 + 0.1 * wave, 1)[..., None]
    return (pixels * relief).astype(np.float32)


def hills(stage: Stage) -> Pixels:
    """Green country with trees and fields."""
    horizon = stage.between(0.44, 0.52)
    heaven, sky = clouded_sky(stage, horizon, stage.between(0.35, 0.55))
    heights = rolling(stage, height=0.13)
    albedo = patchwork(stage, "6f9a3a 86a845 5c8734 a3b354 799c3c 4f7a30 b9b660")
    ground = Ground(heights, lit_by(stage, heaven, heights, albedo * 0.78))
    lens = Lens(height=float(heights[60:260].max()) + 0.05, horizon=horizon, near=0.06)
    view = look(heights, lens, stage.frame)
    pixels = ground_and_sky(stage, sky, heaven, ground, view, clear=1.7, mist=0.3, mist_top=0.07)
    crowns = [round_tree(stage.chance) for _ in range(4)]
    grow(
        stage,
        pixels,
        heights,
        lens=lens,
        view=view,
        trees=Woodland(
            crowns,
            LEAF,
            count=1500,
            tall=0.015,
            near=0.16,
            far=0.9,
            below=0.2,
            clear=1.6,
            clumps=0.56,
        ),
    )
    return pixels
