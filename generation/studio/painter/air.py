"""Aerial perspective: what distance and mist do to the ground."""

import numpy as np

from .colour import mix
from .noise import sample, spectral
from .sky import Heaven
from .stage import Field, Pixels, Stage
from .terrain import View


def haze_colour(stage: Stage, heaven: Heaven) -> Pixels:
    """The air's own colour, brighter towards a low sun."""
    frame, mood = stage.frame, stage.mood
    across = frame.across() - heaven.sun_x
    down = frame.down() - heaven.sun_y
    warm = np.exp(-np.hypot(across, down) / 0.35) * (
        0.08 if mood.is_moonlit else 0.38 * (1 - mood.overcast)
    )
    return np.asarray(mood.haze + warm[..., None] * mood.glow, np.float32)


def through_air(
    ground: Pixels, depth: Field, air: Pixels, *, clear: float, most: float = 0.94
) -> Pixels:
    """The ground seen through air; at `clear` map units two thirds of it are gone."""
    amount = np.minimum(1 - np.exp(-((depth / clear) ** 1.35)), most)
    return mix(ground, air, amount.astype(np.float32))


def valley_mist(
    stage: Stage,
    ground: Pixels,
    view: View,
    height: Field,
    air: Pixels,
    *,
    top: float,
    amount: float,
) -> Pixels:
    """Mist that lies in what is lower than `top`, thicker far away."""
    tile = spectral(stage.chance, 256, 1.7, 2.0)
    where = np.where(view.is_ground, view.depth, 0)
    patches = 0.65 + 0.3 * sample(tile, where * 1.5, view.east * 1.2)
    low = np.clip(1 - height / top, 0, 1) * np.clip((where - 0.12) / 0.4, 0, 1)
    return mix(ground, air, np.clip(low * patches * amount, 0, 0.9).astype(np.float32))
