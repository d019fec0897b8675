"""A thunderstorm: over the sea, or over a wide plain."""

from dataclasses import replace

import numpy as np

from .coast import open_sea
from .colour import linear, mix, smoothstep
from .country import plain
from .noise import sample, spectral
from .stage import Pixels, Stage
from .weather import WEATHERS, light_under


def storm(stage: Stage) -> Pixels:
    """Lightning under heavy clouds; over the sea or the plain, as the kind says."""
    kind = stage.kind or stage.pick(("sea", "plain"))
    weather = WEATHERS["storm"]
    under = (
        replace(stage, weather=weather, season="summer", mood=light_under(stage.mood, weather))
        if not stage.weather.has_lightning
        else replace(stage, season="summer")
    )
    pixels = open_sea(under) if kind == "sea" else plain(under)
    return _shelf(under, pixels)


def _shelf(stage: Stage, pixels: Pixels) -> Pixels:
    """A shelf of dark cloud that hangs into the picture from above."""
    frame = stage.frame
    tile = spectral(stage.chance, 512, 1.6, 2.0)
    across, down = frame.across() + 0 * frame.down(), frame.down() + 0 * frame.across()
    bulk = sample(tile, down * 1.1, across * 0.45)
    edge = 0.13 + 0.05 * bulk + 0.06 * np.sin(across * 1.7 + stage.between(0, 6))
    depth = smoothstep(0.1, -0.12, down - edge)
    folds = sample(tile, down * 2.6 + 0.03 * bulk, across * 0.8)
    shade = mix(linear("10151f")[None, None], linear("4a5563"), smoothstep(-1.2, 1.6, folds))
    level = np.float32(0.25 + 0.75 * float(stage.mood.ambient.mean()))
    return mix(pixels, shade * level, (0.85 * depth).astype(np.float32))
