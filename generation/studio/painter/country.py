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
from .scenery import CROWNS, Woodland, clouded_sky, ground_and_sky, grow
from .stage import Pixels, Stage
from .terrain import Lens, look
from .trees import round_tree

FIELDS = {
    "spring": "7fae45 9cc25a 6d9c3c b7cf6c 8ab04a c9d67a e2d86a",
    "summer": "6f9a3a 86a845 5c8734 a3b354 799c3c 4f7a30 b9b660",
    "autumn": "9a7a36 b58a3c 7d6a30 c79a44 8a7034 6b5a2c d0a850",
    "winter": "e9eef4 f3f6fa dfe6ee eef2f7 e4eaf1 f6f8fb d9e1ea",
}


def desert(stage: Stage) -> Pixels:
    """Dunes with sharp crests."""
    horizon = stage.spread(0.34, 0.54)
    heaven, sky = clouded_sky(stage, horizon, stage.spread(0.08, 0.38))
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
    return _country(stage, stage.spread(0.36, 0.54), height=stage.spread(0.08, 0.14))


def plain(stage: Stage) -> Pixels:
    """The same, almost level, under a high sky."""
    return _country(stage, stage.spread(0.6, 0.7), height=0.035)


def _country(stage: Stage, horizon: float, *, height: float) -> Pixels:
    heaven, sky = clouded_sky(stage, horizon, stage.spread(0.3, 0.56))
    heights = rolling(stage, height=height)
    albedo = patchwork(stage, FIELDS[stage.season])
    ground = Ground(
        heights,
        lit_by(stage, heaven, heights, albedo * (0.56 if stage.season == "winter" else 0.78)),
    )
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
            CROWNS[stage.season],
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
