"""Neon: a dark picture in violet and magenta whose outlines glow."""

import numpy as np

from ..colour import gradient, smoothstep
from .fields import Levels, as_levels, as_light, grey, softened

RAMP = ("04020f", "140832", "3b0f66", "86148c", "e0278f", "ff7a6b", "ffd27a")


def neon(shown: Levels, chance: np.random.Generator) -> Levels:
    """Synthwave: the lightness as a ramp from ink to sunset, edges as tubes of light."""
    level = grey(as_light(shown))
    short = min(level.shape)
    low, high = (float(part) for part in np.percentile(level, (1, 99)))
    tone = np.clip((level - low) / max(high - low, 0.05), 0, 1)
    ramp = [
        np.array([int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32) for code in RAMP
    ]
    picture = gradient(ramp, softened(tone, 0.8) * np.float32(0.94)) * np.float32(0.86)
    soft = softened(tone, short / 420)
    wide = softened(tone, short / 160)
    line = smoothstep(0.03, 0.16, np.abs(soft - wide))
    glow = softened(line, short / 70)
    halo = softened(line, short / 24)
    cyan, pink = np.array([0.2, 0.93, 1.0], np.float32), np.array([1.0, 0.2, 0.75], np.float32)
    sky = np.linspace(0, 1, level.shape[0], dtype=np.float32)[:, None, None]
    tube = pink * (1 - sky) + cyan * sky
    lit = picture + (0.5 * line + 0.28 * glow)[..., None] * tube + 0.22 * halo[..., None] * pink
    return as_levels(lit)
